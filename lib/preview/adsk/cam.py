"""`adsk.cam`: there to be imported, as many add-ins do; no manufacturing is simulated."""

from __future__ import annotations

from ._documents import Product


class CAM(Product):
    """A document's manufacturing: no document here has any."""

    __slots__ = ()
    _namespace = "cam"


__all__ = ["CAM"]
