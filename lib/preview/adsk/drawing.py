"""`adsk.drawing`: the documents of the Drawing workspace."""

from __future__ import annotations

from ._documents import Document, Product


class DrawingDocument(Document):
    """A drawing's document."""

    __slots__ = ()
    _namespace = "drawing"

    @property
    def drawing(self) -> Drawing:
        return Drawing(self._record, self._state)


class Drawing(Product):
    """A drawing."""

    __slots__ = ()
    _namespace = "drawing"


__all__ = ["Drawing", "DrawingDocument"]
