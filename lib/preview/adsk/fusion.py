"""`adsk.fusion`: the documents and products of the Design workspace, without geometry."""

from __future__ import annotations

from ._components import BaseComponent, Component, Components, Occurrence, OccurrenceList, Occurrences
from ._design import Design, DesignTypes, FusionUnitsManager, Timeline
from ._documents import Document
from ._parameters import Parameter, ParameterList, UserParameter, UserParameters


class FusionDocument(Document):
    """A design's document."""

    __slots__ = ()
    _namespace = "fusion"

    @property
    def design(self) -> Design:
        return Design(self._record, self._state)


__all__ = [
    "BaseComponent",
    "Component",
    "Components",
    "Design",
    "DesignTypes",
    "FusionDocument",
    "FusionUnitsManager",
    "Occurrence",
    "OccurrenceList",
    "Occurrences",
    "Parameter",
    "ParameterList",
    "Timeline",
    "UserParameter",
    "UserParameters",
]
