"""The Data service's commands: questions about many resources in one request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import UsageError
from ..http import HttpClient, build_path
from ..http.answers import parse_answer
from ..http.fields import Fields
from .documents import send_document
from .items import Item
from .refs import RefList
from .versions import Version

BATCH_SIZE = 50
ACTIONS = (
    "read",
    "view",
    "download",
    "collaborate",
    "write",
    "upload",
    "updateMetaData",
    "create",
    "delete",
    "admin",
    "share",
)
_CHECK_PERMISSION = {"type": "commands:autodesk.core:CheckPermission", "version": "1.0.0"}
_LIST_REFS = {"type": "commands:autodesk.core:ListRefs", "version": "1.0.0"}
_LIST_ITEMS = {"type": "commands:autodesk.core:ListItems", "version": "1.0.0"}


@dataclass(frozen=True)
class Permission:
    """What the user may do with a resource, action by action."""

    resource_type: str
    resource_id: str
    details: Mapping[str, bool]

    @property
    def allowed(self) -> bool:
        """Whether all that was asked for is allowed."""
        return all(self.details.values())

    @classmethod
    def parse(cls, entry: object, actions: Sequence[str]) -> Permission:
        """Read the answer for one resource; an action that it does not tell of is not allowed."""
        fields = Fields(entry, "permissions")
        return cls(
            fields.text("type"),
            fields.text("id"),
            {action: fields.flag(f"details.{action}") for action in actions},
        )


@dataclass(frozen=True)
class ItemList:
    """Items by id, and their latest versions by item id, as far as the service told them."""

    items: Mapping[str, Item]
    tips: Mapping[str, Version]


def list_refs_of_versions(client: HttpClient, project_id: str, *, version_ids: Sequence[str]) -> RefList:
    """Return the refs of many versions, 50 a request; ids asked twice are sent once."""
    data: list[object] = []
    included: list[object] = []
    named = [("versions", version_id) for version_id in version_ids]
    for answer in _run(client, project_id, named, extension=_LIST_REFS, what="refs"):
        data.extend(answer.list("data.relationships.resources.data"))
        included.extend(answer.optional_list("included"))
    return RefList.parse(data, included)


def list_items(
    client: HttpClient, project_id: str, *, item_ids: Sequence[str], with_path: bool = False
) -> ItemList:
    """Return many items with their tips, 50 a request; ids asked twice are sent once.

    `with_path` asks for each item's `path`: in BIM 360 and ACC only, elsewhere the service refuses.
    """
    items: dict[str, Item] = {}
    tips: dict[str, Version] = {}
    extension = {**_LIST_ITEMS, "data": {"includePathInProject": True}} if with_path else _LIST_ITEMS
    named = [("items", item_id) for item_id in item_ids]
    for answer in _run(client, project_id, named, extension=extension, what="items"):
        entries = answer.list("data.relationships.resources.data")
        # The description has the whole item in the entry's meta; JSON:API would have it in `included`.
        found = [entry.get("meta") for entry in entries if isinstance(entry, dict)]
        for resource in (*filter(None, found), *_list_included(answer)):
            kind = Fields(resource, "items").text("type")
            if kind == "items":
                item = Item.parse(resource)
                items[item.id] = item
            elif kind == "versions":
                tip = Version.parse(resource)
                tips[tip.item_id] = tip
    return ItemList(items, tips)


def check_permission(
    client: HttpClient,
    project_id: str,
    *,
    resources: Sequence[tuple[str, str]],
    actions: Sequence[str],
) -> tuple[Permission, ...]:
    """Tell which of these actions the user may do with each resource, 50 a request.

    A resource is (folders, items or versions, id); `actions` are some of ACTIONS.
    """
    for action in actions or ("",):
        if action not in ACTIONS:
            raise UsageError("permissions.unknown-action", action=action, allowed=", ".join(ACTIONS))
    extension = {**_CHECK_PERMISSION, "data": {"requiredActions": list(actions)}}
    return tuple(
        Permission.parse(entry, actions)
        for answer in _run(client, project_id, resources, extension=extension, what="permissions")
        for entry in answer.list("data.attributes.extension.data.permissions")
    )


def _run(
    client: HttpClient,
    project_id: str,
    resources: Sequence[tuple[str, str]],
    *,
    extension: Mapping[str, Any],
    what: str,
) -> Iterator[Fields]:
    """Yield the answers to a command about resources, each given as (type, id)."""
    distinct = list(dict.fromkeys(resources))
    path = build_path("data", "v1", "projects", project_id, "commands")
    for start in range(0, len(distinct), BATCH_SIZE):
        named = [
            {"type": kind, "id": resource_id} for kind, resource_id in distinct[start : start + BATCH_SIZE]
        ]
        data = {
            "type": "commands",
            "attributes": {"extension": extension},
            "relationships": {"resources": {"data": named}},
        }
        response = send_document(client, "POST", path, data, reads=True)
        yield Fields(parse_answer(response, what), what)


def _list_included(answer: Fields) -> Sequence[Any]:
    """Return what came along: beside the data, or inside of it, as the description has it."""
    return answer.optional_list("included") or answer.optional_list("data.included")
