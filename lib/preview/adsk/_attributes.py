"""Attributes: what add-ins keep with a document, by group and name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..records import Attribute as AttributeRecord
from ..records import AttributeSet
from ._base import Base, Collection, bad_argument, stored

if TYPE_CHECKING:
    from ..state import Document as DocumentRecord


class Attribute(Base):
    """One attribute."""

    __slots__ = ()
    _record: AttributeRecord

    groupName: str = stored("group", "str", is_writable=False)
    name: str = stored("name", "str", is_writable=False)
    value: str = stored("value", "str")

    @property
    def parent(self) -> Base:
        return self._record.owner.parent

    def deleteMe(self) -> bool:
        """Take the attribute away."""
        self._record.owner.attributes.remove(self._record)
        self._record.deleted = True
        return True


class Attributes(Collection[Attribute]):
    """The attributes of one object."""

    __slots__ = ()
    _item_type = Attribute
    _record: AttributeSet

    def _records(self) -> list[AttributeRecord]:
        return self._record.attributes

    @property
    def groupNames(self) -> list[str]:
        return list(dict.fromkeys(each.group for each in self._record.attributes))

    def add(self, groupName: str, name: str, value: str) -> Attribute:
        """Set an attribute, in the place of one of the same name."""
        if not groupName or not name:
            raise bad_argument("an attribute needs a group and a name")
        for each in self._record.attributes:
            if (each.group, each.name) == (groupName, name):
                each.value = value
                return Attribute(each, self._state)
        record = AttributeRecord(groupName, name, value, self._record)
        self._record.attributes.append(record)
        return Attribute(record, self._state)

    def itemByName(self, groupName: str, name: str) -> Attribute | None:
        """Return the attribute of this name, None when there is none."""
        found = (each for each in self._record.attributes if (each.group, each.name) == (groupName, name))
        return next((Attribute(each, self._state) for each in found), None)

    def itemsByGroup(self, groupName: str) -> list[Attribute]:
        """Return the attributes of a group."""
        return [item for item in self._items() if item.groupName == groupName]


def attributes_of(owner: Any, document: DocumentRecord, part: str) -> Attributes:
    """Return the attributes of a document or of a part of it, such as its root component."""
    kept = document.attribute_sets.setdefault(part, AttributeSet(owner))
    return Attributes(kept, owner._state)


def find_attributes(document: DocumentRecord, owner: Any, group: str, name: str) -> list[Attribute]:
    """Return the attributes of all parts of a document; an empty group or name stands for any."""
    return [
        Attribute(each, owner._state)
        for part, kept in document.attribute_sets.items()
        if part != "document"
        for each in kept.attributes
        if group in ("", each.group) and name in ("", each.name)
    ]
