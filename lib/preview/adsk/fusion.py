"""`adsk.fusion`: the documents and products of the Design workspace."""

from __future__ import annotations

from ._documents import Document, Product


class FusionDocument(Document):
    """A design's document."""

    __slots__ = ()
    _namespace = "fusion"

    @property
    def design(self) -> Design:
        return Design(self._record, self._state)


class Design(Product):
    """A design."""

    __slots__ = ()
    _namespace = "fusion"
