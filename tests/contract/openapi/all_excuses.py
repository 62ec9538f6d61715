"""The excuses of all files, in the order in which they repair."""

from __future__ import annotations

from . import auth_excuses, derivative_excuses, excuses
from .repairs import Excuse


def list_excuses() -> tuple[Excuse, ...]:
    """Return all excuses."""
    return (*excuses.list_excuses(), *auth_excuses.list_excuses(), *derivative_excuses.list_excuses())
