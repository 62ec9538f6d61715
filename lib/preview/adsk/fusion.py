"""`adsk.fusion`: the documents and products of the Design workspace."""

from __future__ import annotations

from ._components import BaseComponent, Component, Occurrence, Occurrences
from ._documents import Document, Product

__all__ = ["BaseComponent", "Component", "Design", "FusionDocument", "Occurrence", "Occurrences"]


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

    @property
    def rootComponent(self) -> Component:
        return Component(self._record, self._state)
