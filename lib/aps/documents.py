"""JSON:API documents: how they are sent, and what comes back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ..http import HttpClient, Response
from ..http.answers import parse_answer
from ..http.fields import Fields

JSON_API = "application/vnd.api+json"


def send_document(
    client: HttpClient,
    method: str,
    path: str,
    data: Mapping[str, Any],
    *,
    included: Sequence[Mapping[str, Any]] = (),
    reads: bool = False,
) -> Response:
    """Send a document and return the answer, whatever its status; `reads` says that nothing is written."""
    document: dict[str, Any] = {"jsonapi": {"version": "1.0"}, "data": data}
    if included:
        document["included"] = included
    return client.request(
        method,
        path,
        body=json.dumps(document),
        headers={"Content-Type": JSON_API, "Accept": JSON_API},
        reads=reads,
    )


def write_document(
    client: HttpClient,
    method: str,
    path: str,
    data: Mapping[str, Any],
    *,
    what: str,
    included: Sequence[Mapping[str, Any]] = (),
) -> tuple[Any, tuple[Any, ...]]:
    """Send a document once and return the raw resource of the answer and what it includes.

    Raises `AnswerLost` or `ServiceDown` when it may have been carried out all the same.
    """
    body = parse_answer(send_document(client, method, path, data, included=included), what)
    return body.get("data"), tuple(Fields(body, what).optional_list("included"))


def identifier(kind: str, resource_id: str) -> dict[str, Any]:
    """Return what names a resource in a document; ids stay raw there."""
    return {"data": {"type": kind, "id": resource_id}}
