"""The Data service's refs: custom relationships between folders, items and versions.

A ref goes from one resource to another and is of an extension type, whose prefix is its refType. It is
made on its `from` resource, can be read at both ends, and can never be deleted: the service has no
endpoint for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import MalformedAnswer
from ..http import HttpClient, build_path
from ..http.answers import check_answer
from ..http.fields import Fields
from .documents import send_document
from .folders import Folder
from .items import Item
from .pages import read_list
from .versions import Version

ATTACHMENT = "auxiliary:autodesk.core:Attachment"
DRAWING_TO_DESIGN = "derived:autodesk.fusion360:DrawingToDesign"
XREF = "xrefs:autodesk.core:Xref"
RESOURCE_TYPES = ("folders", "items", "versions")
# What a filter may ask for. No extension type of dependencies and includes is known so far.
REF_TYPES = ("derived", "dependencies", "auxiliary", "xrefs", "includes")
_NO_CONTENT = 204


@dataclass(frozen=True)
class Ref:
    """A ref as seen from one of its ends.

    `direction` is "from" when the resource that was asked is the from end, else "to"; `other_type` and
    `other_id` name the other end.
    """

    ref_type: str
    extension_type: str
    extension_version: str
    from_type: str
    from_id: str
    to_type: str
    to_id: str
    direction: str
    other_type: str
    other_id: str
    extension_data: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes a ref the same ref, whichever end it was read at: (from, to, extension type)."""
        return self.from_id, self.to_id, self.extension_type

    @classmethod
    def parse(cls, resource: object) -> Ref:
        """Read a ref from an entry of `relationships/refs`."""
        fields = Fields(resource, "ref")
        direction = fields.text("meta.direction")
        if direction not in ("from", "to"):
            raise fields.bad("meta.direction")
        return cls(
            ref_type=fields.text("meta.refType"),
            extension_type=fields.text("meta.extension.type"),
            extension_version=fields.optional_text("meta.extension.version"),
            from_type=fields.text("meta.fromType"),
            from_id=fields.text("meta.fromId"),
            to_type=fields.text("meta.toType"),
            to_id=fields.text("meta.toId"),
            direction=direction,
            other_type=fields.text("type"),
            other_id=fields.text("id"),
            extension_data=fields.mapping("meta.extension.data"),
        )


@dataclass(frozen=True)
class RefList:
    """Refs, and the items and versions at their ends by id, as far as the answer included them."""

    refs: tuple[Ref, ...]
    items: Mapping[str, Item]
    versions: Mapping[str, Version]

    @classmethod
    def parse(cls, data: Iterable[object], included: Iterable[object]) -> RefList:
        """Read entries of `relationships/refs` and the resources that came with them."""
        items: dict[str, Item] = {}
        versions: dict[str, Version] = {}
        for resource in included:
            kind = Fields(resource, "refs").text("type")
            if kind == "items":
                item = Item.parse(resource)
                items[item.id] = item
            elif kind == "versions":
                version = Version.parse(resource)
                versions[version.id] = version
        return cls(tuple(Ref.parse(entry) for entry in data), items, versions)


@dataclass(frozen=True)
class Related:
    """What a resource has refs with, in either direction, each once."""

    folders: tuple[Folder, ...]
    items: tuple[Item, ...]
    versions: tuple[Version, ...]


def list_refs(
    client: HttpClient,
    project_id: str,
    *,
    resource_type: str,
    resource_id: str,
    filters: Mapping[str, str] | None = None,
) -> RefList:
    """Return the refs of a folder, an item or a version, both directions.

    `resource_type` is one of RESOURCE_TYPES; `filters` may hold filter[type], filter[id], filter[refType],
    filter[direction] and filter[extension.type]. The limit is 50 requests a minute: for many versions ask
    `commands.list_refs_of_versions`.
    """
    page = read_list(client, _refs_path(project_id, resource_type, resource_id, query=filters), "refs")
    return RefList.parse(page.data, page.included)


def list_related(
    client: HttpClient,
    project_id: str,
    *,
    resource_type: str,
    resource_id: str,
    filters: Mapping[str, str] | None = None,
) -> Related:
    """Return what a folder, an item or a version has refs with, without the refs themselves.

    `filters` may hold filter[type], filter[id] and filter[extension.type], which speak of the resources.
    """
    path = _path(project_id, resource_type, resource_id, "refs", query=filters)
    found: dict[str, list[object]] = {kind: [] for kind in RESOURCE_TYPES}
    for resource in read_list(client, path, "refs").data:
        fields = Fields(resource, "refs")
        kind = fields.text("type")
        if kind not in found:
            raise fields.bad("type")
        found[kind].append(resource)
    return Related(
        tuple(map(Folder.parse, found["folders"])),
        tuple(map(Item.parse, found["items"])),
        tuple(map(Version.parse, found["versions"])),
    )


def create_ref(
    client: HttpClient,
    project_id: str,
    *,
    from_type: str,
    from_id: str,
    to_type: str,
    to_id: str,
    extension_type: str,
    extension_version: str = "1.0",
    extension_data: Mapping[str, Any] | None = None,
) -> None:
    """Make a ref; it cannot be removed again.

    Sends one POST. After `AnswerLost`, `ServiceDown` or `MalformedAnswer` it may have been made: look among
    the refs of the from resource for the same `key`, for some seconds, before asking again.
    """
    extension: dict[str, Any] = {"type": extension_type, "version": extension_version}
    if extension_data:
        extension["data"] = dict(extension_data)
    data = {"type": to_type, "id": to_id, "meta": {"extension": extension}}
    response = send_document(client, "POST", _refs_path(project_id, from_type, from_id), data)
    check_answer(response, "new-ref")
    if response.status != _NO_CONTENT:
        # The service's yes has no body: whoever says it in another way may never have asked the service.
        answer = f"{response.status} {response.reason}".strip()
        raise MalformedAnswer("service.unexpected-status", what="new-ref", answer=answer)


def _refs_path(
    project_id: str, kind: str, resource_id: str, *, query: Mapping[str, str] | None = None
) -> str:
    return _path(project_id, kind, resource_id, "relationships", "refs", query=query)


def _path(
    project_id: str, kind: str, resource_id: str, *more: str, query: Mapping[str, str] | None = None
) -> str:
    return build_path("data", "v1", "projects", project_id, kind, resource_id, *more, query=query)
