"""The one folder that knows Fusion: everything that touches `adsk` is here, on the main thread."""

from .addin import AddIn

__all__ = ["AddIn"]
