"""The Data service's commands: questions about many resources in one request, one handler each.

A handler gets the project, the resources that were named, and the posted command; it returns the attributes,
the entries and the included resources of the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..answers import JSON_API_VERSION, gateway_error, json_answer
from ..backend import Backend, Caller
from ..database import Row
from ..messages import Answer, Request
from ..unserved import COMMANDS as UNSERVED
from .access import find_rows, is_bim_360, open_project
from .folders import path_in_project
from .payloads import Payload, read_json_api
from .permissions import ACTIONS, list_allowed
from .refs import read_ends, read_entries
from .resources import Resource, encode, item_resource, version_resource

_MOST = 50

Named = tuple[str, str]


@dataclass(frozen=True)
class Outcome:
    """What a command found: its own attributes, its entries, and what comes along (None: nothing ever)."""

    attributes: dict[str, Any]
    entries: list[Resource]
    included: list[Resource] | None = None


@dataclass(frozen=True)
class Command:
    """A command by its versions, and the kinds of resources it takes."""

    versions: tuple[str, ...]
    kinds: tuple[str, ...]
    run: Callable[[Backend, Row, Sequence[Named], Payload], Outcome]


def run_command(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Run a command that only reads; a project that may be read is enough."""
    project = open_project(backend, caller, request.params["project"])
    data = read_json_api(backend.errors, request)
    data.choice("type", ("commands",))
    name = data.text("attributes.extension.type")
    if name in UNSERVED:
        raise gateway_error(501, f"{name} is not served here.")
    data.choice("attributes.extension.type", tuple(_COMMANDS))
    command = _COMMANDS[name]
    version = data.choice("attributes.extension.version", command.versions)
    named = _read_resources(backend, data, command.kinds)
    for kind in command.kinds:
        wanted = {resource_id for other, resource_id in named if other == kind}
        found = find_rows(backend, kind, wanted).values()
        if len([row for row in found if row["project_id"] == project["id"]]) != len(wanted):
            raise backend.errors.not_found(kind)
    outcome = command.run(backend, project, named, data)
    extension = {
        "type": name,
        "version": version,
        "schema": {"href": f"/schema/v1/versions/{encode(name)}-{version}"},
    }
    attributes = outcome.attributes
    answer: dict[str, Any] = {
        "jsonapi": JSON_API_VERSION,
        "data": {
            "type": "commands",
            "id": backend.errors.next_id(),
            "attributes": {**attributes, "extension": {**extension, **attributes.get("extension", {})}},
            "relationships": {"resources": {"data": outcome.entries}},
        },
    }
    if outcome.included is not None:
        answer["included"] = outcome.included
    return json_answer(answer)


def _list_refs(backend: Backend, _: Row, named: Sequence[Named], __: Payload) -> Outcome:
    """Read the refs of versions, one entry for each end that was asked."""
    entries = read_entries(backend, "versions", [version_id for _, version_id in named])
    # Refs to folders are listed; the folders themselves never come along.
    included = [end for end in read_ends(backend, entries) if end["type"] != "folders"]
    return Outcome({"status": "complete"}, entries, included)


def _list_items(backend: Backend, project: Row, named: Sequence[Named], data: Payload) -> Outcome:
    """Read items and their tips; paths exist in BIM 360 only, and asking for them elsewhere is an error."""
    with_path = data.optional_flag("attributes.extension.data.includePathInProject")
    if with_path and not is_bim_360(project):
        raise backend.errors.bad_input("includePathInProject works in BIM 360 only.")
    items = find_rows(backend, "items", (item_id for _, item_id in named))
    tips = find_rows(backend, "versions", (item["tip_id"] for item in items.values()))
    entries = [
        {
            "type": "items",
            "id": item_id,
            "meta": item_resource(
                items[item_id], path=path_in_project(backend, items[item_id]) if with_path else None
            ),
        }
        for _, item_id in named
    ]
    return Outcome({"status": "complete"}, entries, [version_resource(tip) for tip in tips.values()])


def _check_permission(backend: Backend, project: Row, named: Sequence[Named], data: Payload) -> Outcome:
    """Tell what the user may do with each resource; `permission` is whether all of it is allowed."""
    actions = data.optional("attributes.extension.data.requiredActions")
    if not isinstance(actions, list) or not actions or not all(action in ACTIONS for action in actions):
        raise backend.errors.bad_input(
            f"data.attributes.extension.data.requiredActions must list some of {', '.join(ACTIONS)}."
        )
    allowed = list_allowed(project)
    details = {action: action in allowed for action in actions}
    permissions = [
        {"type": kind, "id": resource_id, "details": details, "permission": all(details.values())}
        for kind, resource_id in named
    ]
    found = {"data": {"permissions": permissions, "requiredActions": actions}}
    return Outcome({"extension": found}, [{"type": kind, "id": name} for kind, name in named])


def _read_resources(backend: Backend, data: Payload, kinds: tuple[str, ...]) -> list[Named]:
    """Return the distinct resources that a command names."""
    resources = data.parts("relationships.resources.data")
    if not 1 <= len(resources) <= _MOST:
        raise backend.errors.bad_input(f"relationships.resources.data must hold 1 to {_MOST} resources.")
    return list(dict.fromkeys(resource.identifier(kinds) for resource in resources))


_COMMANDS: Mapping[str, Command] = {
    "commands:autodesk.core:CheckPermission": Command(
        ("1.0.0",), ("folders", "items", "versions"), _check_permission
    ),
    "commands:autodesk.core:ListRefs": Command(("1.0.0",), ("versions",), _list_refs),
    "commands:autodesk.core:ListItems": Command(("1.0.0", "1.1.0"), ("items",), _list_items),
}
