"""The scopes that the service knows."""

from __future__ import annotations

SCOPES = (
    "user-profile:read",
    "user:read",
    "user:write",
    "viewables:read",
    "data:read",
    "data:write",
    "data:create",
    "data:search",
    "bucket:create",
    "bucket:read",
    "bucket:update",
    "bucket:delete",
    "code:all",
    "account:read",
    "account:write",
    "openid",
)
_MOST_CHARACTERS = 2000
_MOST_SCOPES = 50


def is_scope_list(text: str) -> bool:
    """Tell whether a text names one scope or more, all of them known, and no more than may be asked for."""
    scopes = text.split()
    return 0 < len(scopes) <= _MOST_SCOPES and len(text) <= _MOST_CHARACTERS and all(map(_is_scope, scopes))


def _is_scope(scope: str) -> bool:
    # A narrow token names one resource: data:read:<URN>.
    return scope in SCOPES or scope.startswith("data:read:urn:")
