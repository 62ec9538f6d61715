"""Staying signed in: one valid access token for all threads, and a refresh token that is used once.

A refresh token is dead once it was used, so whoever shares one takes turns: the threads of a process by a
lock of the keeper's, the processes of a machine by one of the operating system's. Who has the turn reads the
kept token again, trades it, and keeps the new one before the new access token is seen by anybody.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from ..aps import auth
from ..clock import Clock
from ..errors import (
    AnswerLost,
    DataBrowserError,
    MalformedAnswer,
    NetworkError,
    ServiceError,
    SignInError,
    StoreError,
)
from ..http import HttpClient
from ..store.locks import file_lock
from ..store.secrets import SecretStore

_Error = TypeVar("_Error", bound=DataBrowserError)
_log = logging.getLogger("databrowser.accounts")

# Refresh before the service refuses: covers a slow request and a clock that runs a little off.
_EARLY_SECONDS = 60.0
# Whatever the service says of a token's life: unless it is rejected, it is used for so long, and no longer.
_LEAST_SECONDS, _MOST_SECONDS = 60, 24 * 3600
# So long nothing is tried again that did not help: an early refresh that failed, a new token rejected too.
_PAUSE_SECONDS = 10.0
# Longer than a refresh that runs into its time-outs.
_LOCK_SECONDS = 60.0


class StoredToken:
    """Where the refresh token of one app and one person is kept, for all processes that have this folder.

    `folder` holds the file of the lock, and nothing secret. Raises `StoreError` as the store and the lock do.
    """

    def __init__(self, secrets: SecretStore, folder: Path, *, client_id: str, user_id: str) -> None:
        self._secrets = secrets
        self._name = f"refresh-token:{client_id}:{user_id}"
        digest = hashlib.sha256(self._name.encode("utf-8", "surrogatepass")).hexdigest()
        self._file = folder / f"sign-in-{digest[:16]}.lock"

    def read(self) -> str:
        """Return the newest token, empty where there is none."""
        return self._secrets.read(self._name) or ""

    def write(self, refresh_token: str) -> None:
        """Keep a token in the place of the one before."""
        self._secrets.write(self._name, refresh_token)

    def delete(self) -> None:
        """Forget the token."""
        self._secrets.delete(self._name)

    @contextlib.contextmanager
    def turn(
        self, *, timeout: float = _LOCK_SECONDS, cancelled: threading.Event | None = None
    ) -> Iterator[None]:
        """Be the only one on this machine who reads and writes; `timeout` in seconds."""
        with file_lock(self._file, timeout=timeout, cancelled=cancelled):
            yield


@dataclass(frozen=True)
class _Access:
    """An access token in use: good for `seconds` from `obtained` on, by the keeper's clock."""

    token: str = field(repr=False)
    obtained: float
    seconds: float
    was_demanded: bool  # the one before had been rejected

    @property
    def early(self) -> float:
        """Return when to look for the next."""
        return self.obtained + self.seconds - min(_EARLY_SECONDS, self.seconds / 2)


@dataclass(eq=False)
class TokenKeeper:
    """Hands out a valid access token, refreshing it early, from any thread.

    `stored` is where the refresh token is kept; without it, it lasts as long as the keeper. A refresh that
    the service may have carried out is not tried again: it ends the sign-in once and for all. `notice` is
    set while the sign-in goes on in memory alone, because the store did not take it.
    """

    client: HttpClient
    client_id: str
    clock: Clock
    tokens: auth.Tokens = field(repr=False)
    stored: StoredToken | None = None
    notice: StoreError | None = field(init=False, default=None)
    _access: _Access | None = field(init=False, default=None)
    _is_stored: bool = field(init=False, default=False)
    _ended: SignInError | None = field(init=False, default=None)
    _failure: DataBrowserError | None = field(init=False, default=None)
    _failures: int = field(init=False, default=0)
    _early_again: float = field(init=False, default=0.0)
    _closed: threading.Event = field(init=False, default_factory=threading.Event)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._is_stored = self.stored is not None
        if self.tokens.access_token:
            self._use(self.tokens, was_demanded=False)

    @property
    def has_ended(self) -> bool:
        """Whether there is nothing left to refresh: only a new sign-in helps."""
        return self._ended is not None

    @property
    def is_kept(self) -> bool:
        """Whether the sign-in can be gone on with from where it is kept."""
        return self._is_stored and self.stored is not None

    def access_token(self, rejected: str | None = None) -> str:
        """Return a token; given the one the service just rejected, return another, if that can help.

        Raises `SignInError` when the sign-in has ended; `NetworkError`, `ServiceError` and `StoreError` when
        the refresh did not happen and may be tried again.
        """
        failures = self._failures
        access = self._access
        if access and self._is_fresh(access, rejected):
            return access.token
        # While the old token is good nobody has to wait for the new one.
        if not self._lock.acquire(blocking=not (access and self._is_good(access, rejected))):
            assert access is not None
            return access.token
        try:
            return self._renew(rejected, failures)
        finally:
            self._lock.release()

    def keep(self, stored: StoredToken) -> None:
        """Keep the refresh token in a store from now on; `notice` says when that does not work."""
        with self._lock:
            if self._ended or not self.tokens.refresh_token:
                return
            try:
                with stored.turn(cancelled=self._closed):
                    self.stored = stored
                    self._store()
            except StoreError as error:
                self.stored, self.notice = None, error

    def leave(self) -> None:
        """Let a later sign-in of the same person have the place; this one goes on in memory."""
        with self._lock:
            self.stored, self._is_stored = None, False

    def sign_out(self) -> None:
        """Forget the sign-in, here and where it is kept, whoever has kept it there, and revoke it.

        Raises `NetworkError` or `ServiceError` when the service was not told, and `StoreError` when the store
        did not forget it: then it is revoked all the same.
        """
        with self._lock:
            if self._ended:
                return
            token, problem = self.tokens.refresh_token, None
            if self.stored:
                try:
                    with self.stored.turn(cancelled=self._closed):
                        token = (self._is_stored and self.stored.read()) or token
                        self.stored.delete()
                except StoreError as error:
                    problem = error
            self._end("sign-in.signed-out")
            if token:
                auth.revoke_token(self.client, token, client_id=self.client_id)
        if problem:
            raise problem

    def close(self) -> None:
        """End pauses and waits, and close the connection; what is kept stays."""
        self._closed.set()
        self.client.close()

    def _is_fresh(self, access: _Access, rejected: str | None) -> bool:
        now = self.clock.now()
        if rejected == access.token:
            # A new token that is rejected as well: another would be too.
            return access.was_demanded and now < access.obtained + _PAUSE_SECONDS
        return now < access.early or (self._is_good(access, rejected) and now < self._early_again)

    def _is_good(self, access: _Access, rejected: str | None) -> bool:
        return rejected != access.token and self.clock.now() < access.obtained + access.seconds

    def _renew(self, rejected: str | None, failures: int) -> str:
        """Return a token, refreshed unless another thread did so; `failures` as of before the wait."""
        if self._ended:
            raise _again(self._ended)
        access = self._access
        if access and self._is_fresh(access, rejected):
            return access.token
        if self._failure and self._failures != failures:
            # It failed while this thread waited: all who waited hear of it, and nobody asks again at once.
            raise _again(self._failure)
        is_good = access is not None and self._is_good(access, rejected)
        try:
            self._refresh(
                wait=0.0 if is_good else _LOCK_SECONDS, was_demanded=bool(access and rejected == access.token)
            )
        except (NetworkError, ServiceError, StoreError) as error:
            if access and is_good:
                _log.info("an early refresh did not work: %s", error.reference)
                self._early_again = self.clock.now() + _PAUSE_SECONDS
                return access.token
            self._failures += 1
            self._failure = error
            raise
        assert self._access is not None
        return self._access.token

    def _refresh(self, *, wait: float, was_demanded: bool) -> None:
        if self.stored is None:
            tokens = self._trade(self.tokens.refresh_token)
        else:
            with self.stored.turn(timeout=wait, cancelled=self._closed):
                tokens = self._trade(self._newest())
                self._store()
        self._use(tokens, was_demanded=was_demanded)

    def _newest(self) -> str:
        """Return the refresh token to use: another process may have traded the one that is known here."""
        if not self._is_stored or self.stored is None:
            return self.tokens.refresh_token
        try:
            return self.stored.read()
        except StoreError as error:
            if not self.tokens.refresh_token:
                raise
            self.notice = error
            return self.tokens.refresh_token

    def _trade(self, refresh_token: str) -> auth.Tokens:
        if not refresh_token:
            # Never had one, or another process has signed out or met the end.
            raise self._end("sign-in.expired")
        try:
            tokens = auth.refresh_tokens(self.client, refresh_token, client_id=self.client_id)
        except (AnswerLost, MalformedAnswer) as error:
            # The service may have spent the token: only a new sign-in is sure.
            self._forget(refresh_token)
            raise self._end("sign-in.expired") from error
        except SignInError as error:
            self._forget(refresh_token)
            raise self._end(error.reference, **error.context) from error
        # An answer without a refresh token leaves the old one in force (RFC 6749, section 6).
        self.tokens = auth.Tokens(
            tokens.access_token, tokens.refresh_token or refresh_token, tokens.expires_in
        )
        return self.tokens

    def _store(self) -> None:
        assert self.stored is not None
        try:
            self.stored.write(self.tokens.refresh_token)
        except StoreError as error:
            _log.warning("the sign-in lasts as long as the program: %s", error.reference)
            self._is_stored, self.notice = False, error
            # What is there is spent: another process that used it could spoil this sign-in.
            with contextlib.suppress(StoreError):
                self.stored.delete()
        else:
            self._is_stored, self.notice = True, None

    def _forget(self, refresh_token: str) -> None:
        """Forget a token that is good for nothing, unless another has taken its place."""
        if self.stored:
            with contextlib.suppress(StoreError):
                if self.stored.read() == refresh_token:
                    self.stored.delete()

    def _use(self, tokens: auth.Tokens, *, was_demanded: bool) -> None:
        seconds = min(max(tokens.expires_in, _LEAST_SECONDS), _MOST_SECONDS)
        self._access = _Access(tokens.access_token, self.clock.now(), seconds, was_demanded)

    def _end(self, reference: str, **context: object) -> SignInError:
        self._ended = SignInError(reference, **context)
        self._access = None
        self.tokens = auth.Tokens("", "", 0)
        return _again(self._ended)


def _again(error: _Error) -> _Error:
    """Return an error like one that another thread has raised."""
    return type(error)(error.reference, **error.context)
