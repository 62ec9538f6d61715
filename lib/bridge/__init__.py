"""The bridge between the palette page and the use cases: JSON-RPC 2.0, work on threads, one error shape."""

from .bridge import Bridge
from .methods import Services

__all__ = ["Bridge", "Services"]
