"""The Data service's commands: questions about many resources in one request."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ..http import HttpClient, build_path
from ..http.answers import parse_answer
from ..http.fields import Fields
from .pages import JSON_API
from .refs import RefList

BATCH_SIZE = 50
_LIST_REFS = {"type": "commands:autodesk.core:ListRefs", "version": "1.0.0"}


def list_refs_of_versions(client: HttpClient, project_id: str, *, version_ids: Sequence[str]) -> RefList:
    """Return the refs of many versions, 50 a request; ids asked twice are sent once."""
    data: list[object] = []
    included: list[object] = []
    distinct = list(dict.fromkeys(version_ids))
    for start in range(0, len(distinct), BATCH_SIZE):
        body = {
            "jsonapi": {"version": "1.0"},
            "data": {
                "type": "commands",
                "attributes": {"extension": _LIST_REFS},
                "relationships": {
                    "resources": {
                        "data": [
                            {"type": "versions", "id": version_id}
                            for version_id in distinct[start : start + BATCH_SIZE]
                        ]
                    }
                },
            },
        }
        response = client.request(
            "POST",
            build_path("data", "v1", "projects", project_id, "commands"),
            body=json.dumps(body),
            headers={"Content-Type": JSON_API, "Accept": JSON_API},
            reads=True,
        )
        answer = parse_answer(response, "refs")
        data.extend(Fields(answer, "refs").list("data.relationships.resources.data"))
        included.extend(Fields(answer, "refs").optional_list("included"))
    return RefList.parse(data, included)
