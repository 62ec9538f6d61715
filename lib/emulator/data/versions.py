"""The Data service's versions."""

from __future__ import annotations

from ..answers import document
from ..backend import Backend, Caller
from ..messages import Answer, Request
from .access import find_asked, find_resource
from .listing import own_path
from .reading import read_resources
from .resources import data_href, item_resource, version_resource


def get_version(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with one version."""
    row = find_asked(backend, caller, request, "versions")
    return document(version_resource(row), self_href=own_path(request))


def get_version_item(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with the item that a version belongs to, and its tip."""
    version = find_asked(backend, caller, request, "versions")
    item = find_resource(backend, version["project_id"], "items", resource_id=version["item_id"])
    tips = read_resources(backend, "versions", [item["tip_id"]])
    return document(
        item_resource(item),
        self_href=data_href(item["project_id"], "items", item["id"]),
        included=[*tips.values()],
    )
