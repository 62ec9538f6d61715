"""Every socket the add-in opens: the client that sends, and the sign-in listener that waits."""

from .client import HttpClient, Response, RetryPolicy
from .endpoints import Endpoints
from .files import FilePart, FileSlot
from .listener import SignInListener
from .signed import SignedHosts
from .urls import build_path

__all__ = [
    "Endpoints",
    "FilePart",
    "FileSlot",
    "HttpClient",
    "Response",
    "RetryPolicy",
    "SignInListener",
    "SignedHosts",
    "build_path",
]
