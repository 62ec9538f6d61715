"""Every socket the add-in opens: the client that sends, and the sign-in listener that waits."""

from .budgets import HELD_BACK, Budget, Limit
from .client import HttpClient, Response, RetryPolicy
from .endpoints import Endpoints
from .files import FilePart, FileSlot
from .listener import SignInListener
from .signed import SignedHosts
from .urls import build_path

__all__ = [
    "HELD_BACK",
    "Budget",
    "Endpoints",
    "FilePart",
    "FileSlot",
    "HttpClient",
    "Limit",
    "Response",
    "RetryPolicy",
    "SignInListener",
    "SignedHosts",
    "build_path",
]
