"""What every handler works with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .answers import Errors
from .auth.tokens import Bearer, Tokens
from .cache import Cache
from .clock import Clock
from .database import Database
from .oss.contents import Contents
from .oss.signatures import Signer


@dataclass(frozen=True)
class Backend:
    """The service behind its HTTP front; `policies` holds a value for every name."""

    database: Database
    clock: Clock
    tokens: Tokens
    errors: Errors
    policies: Mapping[str, str]
    contents: Contents
    signer: Signer
    cache: Cache


@dataclass(frozen=True)
class Caller:
    """Who sent a request; `bearer` is None where the endpoint asks for no token."""

    bearer: Bearer | None = None

    @property
    def is_user(self) -> bool:
        """Whether a person stands behind the token, not only an app."""
        return self.bearer is not None and self.bearer.user_id is not None
