"""The one folder that knows Fusion: everything that touches `adsk` is here, on the main thread."""

from .addin import AddIn
from .troubles import tell_failure

__all__ = ["AddIn", "tell_failure"]
