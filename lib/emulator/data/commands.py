"""The Data service's commands; ListRefs reads the refs of up to 50 versions at once."""

from __future__ import annotations

from typing import Any

from ..answers import JSON_API_VERSION, json_answer
from ..backend import Backend, Caller
from ..database import placeholders
from ..messages import Answer, Request
from .access import open_project
from .payloads import read_json_api
from .refs import read_ends, read_entries
from .resources import encode

_LIST_REFS = "commands:autodesk.core:ListRefs"
_VERSION = "1.0.0"
_MOST = 50


def run_command(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Run a command that only reads; a project that may be read is enough."""
    project = open_project(backend, caller, request.params["project"])
    version_ids = _read_command(backend, read_json_api(backend.errors, request))
    found = backend.database.value(
        f"SELECT count(*) FROM versions WHERE project_id = ? AND id IN ({placeholders(version_ids)})",
        (project["id"], *version_ids),
    )
    if found != len(version_ids):
        raise backend.errors.not_found("versions")
    entries = read_entries(backend, "versions", version_ids)
    extension = {
        "type": _LIST_REFS,
        "version": _VERSION,
        "schema": {"href": f"/schema/v1/versions/{encode(_LIST_REFS)}-{_VERSION}"},
    }
    return json_answer(
        {
            "jsonapi": JSON_API_VERSION,
            "data": {
                "type": "commands",
                "id": backend.errors.next_id(),
                "attributes": {"status": "complete", "extension": extension},
                "relationships": {"resources": {"data": entries}},
            },
            # Refs to folders are listed; the folders themselves never come along.
            "included": [end for end in read_ends(backend, entries) if end["type"] != "folders"],
        }
    )


def _read_command(backend: Backend, data: dict[str, Any]) -> list[str]:
    """Return the distinct version ids of a ListRefs command, or raise the refusal."""
    extension = _dig(data, "attributes", "extension")
    resources = _dig(data, "relationships", "resources", "data")
    if data.get("type") != "commands" or not isinstance(extension, dict):
        raise backend.errors.bad_input("data must be a command with attributes.extension.")
    if (extension.get("type"), extension.get("version")) != (_LIST_REFS, _VERSION):
        raise backend.errors.bad_input(f"The command must be {_LIST_REFS} {_VERSION}.")
    if not isinstance(resources, list) or not 1 <= len(resources) <= _MOST:
        raise backend.errors.bad_input(f"relationships.resources.data must hold 1 to {_MOST} versions.")
    ids = []
    for resource in resources:
        if not isinstance(resource, dict) or resource.get("type") != "versions":
            raise backend.errors.bad_input("ListRefs takes versions only.")
        if not isinstance(resource.get("id"), str):
            raise backend.errors.bad_input("A version has no id.")
        ids.append(resource["id"])
    return list(dict.fromkeys(ids))


def _dig(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value
