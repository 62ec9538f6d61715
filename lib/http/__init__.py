"""Every socket the add-in opens: the client that sends, and the sign-in listener that waits."""

from .client import HttpClient, Response, RetryPolicy
from .endpoints import Endpoints
from .listener import SignInListener
from .urls import build_path

__all__ = ["Endpoints", "HttpClient", "Response", "RetryPolicy", "SignInListener", "build_path"]
