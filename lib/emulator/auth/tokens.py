"""Authorization codes, access tokens and refresh tokens: made, rotated, found and revoked.

A code lives five minutes and works once; an access token lives 3599 seconds; a refresh token lives fifteen
days, works once and hands on to the next. What came from one sign-in shares a grant, and a code that comes
back takes its whole grant down. Access tokens and id tokens are JWTs; what an access token may do is looked
up all the same, so that it can be revoked.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..clock import Clock
from ..database import Database, Row
from ..policies import GRACE_SECONDS
from .jwt import ISSUER, sign_claims

CODE_SECONDS = 300
ACCESS_SECONDS = 3599
ID_SECONDS = 3600
REFRESH_SECONDS = 15 * 24 * 3600
_AUDIENCE = "https://autodesk.com"
_CODE_LENGTH = 40
_REFRESH_LENGTH = 42
_ID_LENGTH = 64
_PASS_LENGTH = 64
_CHARACTERS = string.ascii_letters + string.digits


class InvalidGrant(Exception):
    """A code or a refresh token that is good for nothing; the text says why."""


class NoVerifier(Exception):
    """A code that was asked for with a challenge came without its verifier."""


class InvalidScope(Exception):
    """More was asked for than had been granted."""


@dataclass(frozen=True)
class Bearer:
    """Who and what an access token stands for; `user_id` is None for a 2-legged one.

    `scope` is as it was granted; `expires` in whole seconds since 1970.
    """

    client_id: str
    user_id: str | None
    scope: str
    expires: int

    @property
    def scopes(self) -> frozenset[str]:
        """The scopes one by one."""
        return frozenset(self.scope.split())


@dataclass(frozen=True)
class Issued:
    """What a grant gave; the refresh token and the id token are None where it gives none."""

    access_token: str
    refresh_token: str | None
    id_token: str | None = None


class Tokens:
    """Everything that was granted; the policy `refresh-reuse` says what a used token is good for."""

    def __init__(self, database: Database, clock: Clock, policies: Mapping[str, str]) -> None:
        self._database = database
        self._clock = clock
        self._policies = policies

    def issue(
        self,
        client_id: str,
        *,
        user_id: str | None,
        scope: str,
        access_scope: str | None = None,
        grant_id: str | None = None,
        access_token: str | None = None,
    ) -> Issued:
        """Return new tokens: a pair for a user, an access token alone for an app.

        `access_scope` narrows the access token; the refresh token keeps the whole `scope`. `access_token` is
        one that was told to somebody before.
        """
        grant_id = grant_id or secrets.token_hex(16)
        access_scope = scope if access_scope is None else access_scope
        now = self._clock.now()
        access = access_token or _access_token(
            client_id, user_id, access_scope, expires=int(now) + ACCESS_SECONDS
        )
        refresh = _random_text(_REFRESH_LENGTH) if user_id is not None else None
        for kind, token, token_scope, seconds in (
            ("access", access, access_scope, ACCESS_SECONDS),
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
        """Return what an access token stands for, or None when it is unknown, revoked or expired.

        Nor is it good while the account of its person is disabled.
        """
        row = self._database.row(
            "SELECT client_id, user_id, scope, expires FROM tokens "
            "WHERE digest = ? AND kind = 'access' AND NOT revoked "
            "AND NOT EXISTS (SELECT 1 FROM users WHERE id = tokens.user_id AND disabled)",
            (_digest(access_token),),
        )
        if row is None or row["expires"] <= self._clock.now():
            return None
        return Bearer(row["client_id"], row["user_id"], row["scope"], int(row["expires"]))

    def issue_id_token(self, client_id: str, *, user_id: str, nonce: str | None) -> str:
        """Return an id token, which says to one app who signed in (OpenID Connect Core, section 2)."""
        now = int(self._clock.now())
        claims: dict[str, object] = {
            "iss": ISSUER,
            "sub": user_id,
            "aud": client_id,
            "iat": now,
            "exp": now + ID_SECONDS,
        }
        return sign_claims(claims if nonce is None else {**claims, "nonce": nonce})

    def expire(self, access_token: str) -> None:
        """Let an access token's time be over now."""
        self._database.change(
            "UPDATE tokens SET expires = ? WHERE digest = ? AND kind = 'access'",
            (self._clock.now(), _digest(access_token)),
        )

    def issue_code(
        self,
        client_id: str,
        *,
        user_id: str,
        redirect_uri: str,
        scope: str,
        challenge: str | None,
        nonce: str | None,
    ) -> str:
        """Return a code for one sign-in; `nonce` goes into its id token."""
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
            nonce=nonce,
            expires=self._clock.now() + CODE_SECONDS,
        )
        return code

    def redeem_code(self, code: str, *, client_id: str, redirect_uri: str, verifier: str | None) -> Issued:
        """Trade a code for tokens; one used twice takes back what it gave.

        Raises `InvalidGrant`, and `NoVerifier` where PKCE began and `verifier` is None.
        """
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
            elif row["challenge"] is not None and verifier is None:
                raise NoVerifier("code_verifier is missing.")
            elif self._is_disabled(row["user_id"]):
                problem = "The account of the user is disabled."
            elif not _verifies(row["challenge"], verifier):
                problem = "PKCE verification failed."
            else:
                self._database.change(
                    "UPDATE codes SET used_at = ? WHERE digest = ?", (self._clock.now(), row["digest"])
                )
                issued = self.issue(
                    client_id, user_id=row["user_id"], scope=row["scope"], grant_id=row["grant_id"]
                )
                if "openid" not in row["scope"].split():
                    return issued
                id_token = self.issue_id_token(client_id, user_id=row["user_id"], nonce=row["nonce"])
                return replace(issued, id_token=id_token)
        raise InvalidGrant(problem)

    def refresh(self, refresh_token: str, *, client_id: str, scope: str | None) -> Issued:
        """Trade a refresh token for a new pair; the old one is used up.

        The new access token has no scope beyond those that the control API leaves a person.

        Raises `InvalidGrant`, and `InvalidScope` when `scope` names more than was granted.
        """
        with self._database.transaction():
            row = self._database.row(
                "SELECT * FROM tokens WHERE digest = ? AND kind = 'refresh'", (_digest(refresh_token),)
            )
            if row is not None and row["client_id"] == client_id and self._is_usable(row):
                if self._is_disabled(row["user_id"]):
                    raise InvalidGrant("The account of the user is disabled.")
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
                    access_scope=self._narrow(row["user_id"], scope or row["scope"]),
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

    def issue_pass(self, path: str, *, expires: float) -> str:
        """Return what opens one path without a token, until a time in seconds since 1970."""
        text = _random_text(_PASS_LENGTH)
        self._database.insert(
            "tokens",
            digest=_digest(text),
            kind="pass",
            grant_id=secrets.token_hex(16),
            client_id="",
            user_id=None,
            scope=path,
            expires=expires,
        )
        return text

    def opens(self, text: str, path: str) -> bool:
        """Tell whether a pass still opens a path."""
        return bool(
            self._database.value(
                "SELECT 1 FROM tokens WHERE digest = ? AND kind = 'pass' AND scope = ? AND expires > ?",
                (_digest(text), path, self._clock.now()),
            )
        )

    def _is_disabled(self, user_id: str) -> bool:
        return bool(self._database.value("SELECT disabled FROM users WHERE id = ?", (user_id,)))

    def _narrow(self, user_id: str, scope: str) -> str:
        """Return what is left of a scope where a person's tokens are kept to fewer."""
        kept = self._database.value("SELECT scopes FROM users WHERE id = ?", (user_id,))
        return scope if kept is None else " ".join(one for one in scope.split() if one in kept.split())

    def _is_usable(self, row: Row) -> bool:
        """Tell whether a refresh token is still good; what a used one does is the policy."""
        if row["revoked"] or row["expires"] <= self._clock.now():
            return False
        if row["used_at"] is None:
            return True
        policy = self._policies["refresh-reuse"]
        if policy == "revoke-grant":
            self._revoke_grant(row["grant_id"])
        return policy == "grace" and row["used_at"] + GRACE_SECONDS > self._clock.now()

    def _revoke_grant(self, grant_id: str) -> None:
        self._database.change("UPDATE tokens SET revoked = 1 WHERE grant_id = ?", (grant_id,))


def _access_token(client_id: str, user_id: str | None, scope: str, *, expires: int) -> str:
    claims: dict[str, object] = {
        "scope": scope.split(),
        "client_id": client_id,
        "iss": ISSUER,
        "aud": _AUDIENCE,
        "jti": _random_text(_ID_LENGTH),
        "exp": expires,
    }
    return sign_claims(claims if user_id is None else {**claims, "userid": user_id})


def _verifies(challenge: str | None, verifier: str | None) -> bool:
    """Tell whether a verifier is the one behind an S256 challenge (RFC 7636, section 4.6)."""
    if challenge is None or verifier is None:
        return challenge is verifier
    if not (43 <= len(verifier) <= 128 and set(verifier) <= set(_CHARACTERS + "-._~")):
        return False
    digest = hashlib.sha256(verifier.encode()).digest()
    expected = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return hmac.compare_digest(expected.encode(), challenge.encode())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _random_text(length: int) -> str:
    return "".join(secrets.choice(_CHARACTERS) for _ in range(length))
