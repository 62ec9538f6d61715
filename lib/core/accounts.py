"""Signing in, and staying signed in while the program runs."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..aps import auth
from ..clock import Clock
from ..errors import AnswerLost, NetworkError, SignInError
from ..http import HttpClient, SignInListener
from ..http.listener import CALLBACK_PORTS
from .ports import Host

SIGN_IN_SECONDS = 300.0
# Refresh before the service refuses: covers a slow request and a clock that runs a little off.
_EARLY_SECONDS = 60.0


def sign_in(
    client: HttpClient,
    host: Host,
    *,
    client_id: str,
    scopes: Sequence[str] = auth.SCOPES,
    ports: Sequence[int] = CALLBACK_PORTS,
    timeout: float = SIGN_IN_SECONDS,
    cancelled: threading.Event | None = None,
) -> auth.Tokens:
    """Let the user sign in with the system's browser and return the tokens; `client` sends no token.

    Raises `SignInError` when it is denied, times out, answers for another sign-in or finds no free port,
    and `Cancelled` when `cancelled` is set meanwhile. Leaves no thread and no socket behind.
    """
    request = auth.SignInRequest.create()
    with SignInListener(state=request.state, ports=ports) as listener:
        redirect_uri = listener.redirect_uri
        url = auth.authorize_url(
            client.base_url, request, client_id=client_id, redirect_uri=redirect_uri, scopes=scopes
        )
        if not host.open_browser(url):
            raise SignInError("sign-in.no-browser")
        code = listener.wait(timeout, cancelled=cancelled)
    return auth.exchange_code(client, code, request=request, client_id=client_id, redirect_uri=redirect_uri)


@dataclass
class TokenKeeper:
    """Hands out a valid access token, refreshing it early, from any thread.

    Refreshes are serialised, and one that failed for good is not tried again: the refresh token is single
    use, so a second try could only spoil the sign-in.
    """

    client: HttpClient
    client_id: str
    clock: Clock
    tokens: auth.Tokens = field(repr=False)
    _obtained: float = field(init=False)
    _ended: str = field(init=False, default="")
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._obtained = self.clock.now()

    def access_token(self, rejected: str | None = None) -> str:
        """Return a token; given the one the service just rejected, return another.

        Raises `SignInError` when the sign-in has ended.
        """
        with self._lock:
            if self._ended:
                raise SignInError(self._ended)
            current = self.tokens.access_token
            age = self.clock.now() - self._obtained
            early = min(_EARLY_SECONDS, self.tokens.expires_in / 2)
            if rejected != current and age < self.tokens.expires_in - early:
                return current
            self._refresh()
            return self.tokens.access_token

    def sign_out(self) -> None:
        """Revoke the sign-in at the service and forget it."""
        with self._lock:
            if self._ended:
                return
            token = self.tokens.refresh_token
            self._end("sign-in.signed-out")
            if token:
                auth.revoke_token(self.client, token, client_id=self.client_id)

    def _refresh(self) -> None:
        if not self.tokens.refresh_token:
            raise self._end("sign-in.expired")
        try:
            self.tokens = auth.refresh_tokens(
                self.client, self.tokens.refresh_token, client_id=self.client_id
            )
        except NetworkError as error:
            if isinstance(error, AnswerLost):
                # The service may have spent the token: only a new sign-in is sure.
                raise self._end("sign-in.expired") from error
            raise
        except SignInError as error:
            raise self._end(error.reference) from error
        self._obtained = self.clock.now()

    def _end(self, reference: str) -> SignInError:
        self._ended = reference
        self.tokens = auth.Tokens("", "", 0)
        return SignInError(reference)
