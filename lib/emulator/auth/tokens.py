"""Authorization codes, access tokens and refresh tokens: made, rotated, found and revoked.

A code lives five minutes and works once; an access token lives 3599 seconds; a refresh token lives fifteen
days, works once and hands on to the next. What came from one sign-in shares a grant, and a code that comes
back takes its whole grant down.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import string
from dataclasses import dataclass

from ..clock import Clock
from ..database import Database, Row
from ..policies import GRACE_SECONDS

CODE_SECONDS = 300
ACCESS_SECONDS = 3599
REFRESH_SECONDS = 15 * 24 * 3600
_CODE_LENGTH = 40
_REFRESH_LENGTH = 42
_ACCESS_LENGTH = 64
_CHARACTERS = string.ascii_letters + string.digits


class InvalidGrant(Exception):
    """A code or a refresh token that is good for nothing; the text says why."""


class InvalidScope(Exception):
    """More was asked for than had been granted."""


@dataclass(frozen=True)
class Bearer:
    """Who and what an access token stands for; `user_id` is None for a 2-legged one."""

    client_id: str
    user_id: str | None
    scopes: frozenset[str]


@dataclass(frozen=True)
class Issued:
    """A fresh pair; `refresh_token` is None where the grant gives none."""

    access_token: str
    refresh_token: str | None


class Tokens:
    """Everything that was granted; `refresh_reuse` is the policy of that name."""

    def __init__(self, database: Database, clock: Clock, *, refresh_reuse: str) -> None:
        self._database = database
        self._clock = clock
        self._refresh_reuse = refresh_reuse

    def issue(
        self,
        client_id: str,
        *,
        user_id: str | None,
        scope: str,
        access_scope: str | None = None,
        grant_id: str | None = None,
    ) -> Issued:
        """Return new tokens: a pair for a user, an access token alone for an app.

        `access_scope` narrows the access token; the refresh token keeps the whole `scope`.
        """
        grant_id = grant_id or secrets.token_hex(16)
        access = _random_text(_ACCESS_LENGTH)
        refresh = _random_text(_REFRESH_LENGTH) if user_id is not None else None
        now = self._clock.now()
        for kind, token, token_scope, seconds in (
            ("access", access, access_scope or scope, ACCESS_SECONDS),
            ("refresh", refresh, scope, REFRESH_SECONDS),
        ):
            if token is not None:
                self._database.insert(
                    "tokens",
                    digest=_digest(token),
                    kind=kind,
                    grant_id=grant_id,
                    client_id=client_id,
                    user_id=user_id,
                    scope=token_scope,
                    expires=now + seconds,
                )
        return Issued(access, refresh)

    def find_bearer(self, access_token: str) -> Bearer | None:
        """Return what an access token stands for, or None when it is unknown, revoked or expired."""
        row = self._database.row(
            "SELECT client_id, user_id, scope FROM tokens "
            "WHERE digest = ? AND kind = 'access' AND NOT revoked AND expires > ?",
            (_digest(access_token), self._clock.now()),
        )
        if row is None:
            return None
        return Bearer(row["client_id"], row["user_id"], frozenset(row["scope"].split()))

    def issue_code(
        self, client_id: str, *, user_id: str, redirect_uri: str, scope: str, challenge: str | None
    ) -> str:
        """Return a code for one sign-in."""
        code = _random_text(_CODE_LENGTH)
        self._database.insert(
            "codes",
            digest=_digest(code),
            grant_id=secrets.token_hex(16),
            client_id=client_id,
            user_id=user_id,
            redirect_uri=redirect_uri,
            scope=scope,
            challenge=challenge,
            expires=self._clock.now() + CODE_SECONDS,
        )
        return code

    def redeem_code(self, code: str, *, client_id: str, redirect_uri: str, verifier: str | None) -> Issued:
        """Trade a code for tokens. Raises `InvalidGrant`; a code used twice takes back what it gave."""
        problem, row = None, None
        with self._database.transaction():
            row = self._database.row("SELECT * FROM codes WHERE digest = ?", (_digest(code),))
            if row is None or row["client_id"] != client_id:
                problem = "The authorization code is invalid or was issued to another client."
            elif row["used_at"] is not None:
                self._revoke_grant(row["grant_id"])
                problem = "The authorization code has been used before."
            elif row["expires"] <= self._clock.now():
                problem = "The authorization code is invalid or expired."
            elif row["redirect_uri"] != redirect_uri:
                problem = "The redirect_uri is not the one of the authorize request."
            elif not _verifies(row["challenge"], verifier):
                problem = "PKCE verification failed."
            else:
                self._database.change(
                    "UPDATE codes SET used_at = ? WHERE digest = ?", (self._clock.now(), row["digest"])
                )
                return self.issue(
                    client_id, user_id=row["user_id"], scope=row["scope"], grant_id=row["grant_id"]
                )
        raise InvalidGrant(problem)

    def refresh(self, refresh_token: str, *, client_id: str, scope: str | None) -> Issued:
        """Trade a refresh token for a new pair; the old one is used up.

        Raises `InvalidGrant`, and `InvalidScope` when `scope` names more than was granted.
        """
        with self._database.transaction():
            row = self._database.row(
                "SELECT * FROM tokens WHERE digest = ? AND kind = 'refresh'", (_digest(refresh_token),)
            )
            if row is not None and row["client_id"] == client_id and self._is_usable(row):
                if scope is not None and not set(scope.split()) <= set(row["scope"].split()):
                    raise InvalidScope
                self._database.change(
                    "UPDATE tokens SET used_at = coalesce(used_at, ?) WHERE digest = ?",
                    (self._clock.now(), row["digest"]),
                )
                return self.issue(
                    client_id,
                    user_id=row["user_id"],
                    scope=row["scope"],
                    access_scope=scope,
                    grant_id=row["grant_id"],
                )
        raise InvalidGrant("The refresh token is invalid or expired.")

    def revoke(self, token: str, *, client_id: str) -> None:
        """Make an app's own token worthless; a refresh token takes its whole grant along."""
        with self._database.transaction():
            row = self._database.row("SELECT * FROM tokens WHERE digest = ?", (_digest(token),))
            if row is None or row["client_id"] != client_id:
                return
            if row["kind"] == "refresh":
                self._revoke_grant(row["grant_id"])
            else:
                self._database.change("UPDATE tokens SET revoked = 1 WHERE digest = ?", (row["digest"],))

    def _is_usable(self, row: Row) -> bool:
        """Tell whether a refresh token is still good; what a used one does is the policy."""
        if row["revoked"] or row["expires"] <= self._clock.now():
            return False
        if row["used_at"] is None:
            return True
        if self._refresh_reuse == "revoke-grant":
            self._revoke_grant(row["grant_id"])
        return self._refresh_reuse == "grace" and row["used_at"] + GRACE_SECONDS > self._clock.now()

    def _revoke_grant(self, grant_id: str) -> None:
        self._database.change("UPDATE tokens SET revoked = 1 WHERE grant_id = ?", (grant_id,))


def _verifies(challenge: str | None, verifier: str | None) -> bool:
    """Tell whether a verifier is the one behind an S256 challenge (RFC 7636, section 4.6)."""
    if challenge is None or verifier is None:
        return challenge is None and verifier is None
    if not (43 <= len(verifier) <= 128 and set(verifier) <= set(_CHARACTERS + "-._~")):
        return False
    digest = hashlib.sha256(verifier.encode()).digest()
    expected = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return hmac.compare_digest(expected.encode(), challenge.encode())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _random_text(length: int) -> str:
    return "".join(secrets.choice(_CHARACTERS) for _ in range(length))
