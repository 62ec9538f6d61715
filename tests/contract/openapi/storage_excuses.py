"""Where the official file on object storage is wrong or silent; `excuses` says what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Change = Callable[[Mapping[str, Any]], None]

_TEXT = {"type": "string", "minLength": 1}
_REASON = {"type": "object", "properties": {"reason": _TEXT}, "required": ["reason"]}
_OBJECT = "/oss/v2/buckets/{bucketKey}/objects/{objectKey}"
_SIGNED = "/oss/v2/signedresources/{hash}"


def list_storage_changes(gateway_error: Mapping[str, Any]) -> tuple[tuple[str, str, Change], ...]:
    """Return name, reason and repair of each fault; `gateway_error` is what the gateway answers."""
    return (
        (
            "reasons of OSS",
            "refusals are described without a body; where one is, and in the documentation, it has a reason.",
            lambda document: _describe_reasons(document, gateway_error),
        ),
        (
            "signed URLs without a token",
            "a token is described for them, the text and the examples send none: the URL is the permission.",
            _ask_no_token,
        ),
        (
            "bodies of signed URLs",
            "described as a form with the file in it; the text says that any type will do but another form.",
            _take_any_body,
        ),
        (
            "types of a download",
            "the whole is described as octets, a part without a body; the text says that the stored type "
            "is sent.",
            _describe_downloads,
        ),
        (
            "letters of access",
            "the values are described in capitals; the text and the example have them small.",
            lambda document: _schemas(document, "access").update(enum=["read", "write", "readwrite"]),
        ),
        (
            "with, more than once",
            "the text says to give it once for each value, the schema takes one.",
            lambda document: _path(document, "components", "parameters", "with").update(
                schema={"type": "array", "items": {"$ref": "#/components/schemas/with"}}
            ),
        ),
        (
            "single use",
            "the documentation has it in the answer.",
            lambda document: _schemas(document, "create_object_signed", "properties").update(
                singleUse={"type": "boolean"}
            ),
        ),
        (
            "wrong parts",
            "the documentation prints them under 200, where only the object is described.",
            _describe_wrong_parts,
        ),
        (
            "reason in a batch of downloads",
            "the text says that a failed request has details of the failure; none are described.",
            lambda document: _schemas(document, "download_results", "properties").update(reason=_TEXT),
        ),
        (
            "reason in a batch of uploads",
            "address and key are required of a failed request, too.",
            lambda document: _schemas(
                document, "batchsigneds3upload_response", "properties", "results", "additionalProperties"
            ).pop("required"),
        ),
    )


def _path(document: Mapping[str, Any], *path: str) -> dict[str, Any]:
    node: Any = document if path[0] == "components" else document["paths"]
    for step in path:
        node = node[step]
    return node


def _schemas(document: Mapping[str, Any], *path: str) -> dict[str, Any]:
    return _path(document, "components", "schemas", *path)


def _describe_reasons(document: Mapping[str, Any], gateway_error: Mapping[str, Any]) -> None:
    # 401 and 429 come from the gateway alone; 403 from either.
    responses = document["components"]["responses"]
    for path in document["paths"].values():
        for operation in (operation for operation in path.values() if isinstance(operation, dict)):
            for status, answer in operation.get("responses", {}).items():
                if status.startswith("4") and status not in ("401", "429"):
                    described = responses[answer["$ref"].rpartition("/")[2]] if "$ref" in answer else answer
                    shapes = [_REASON, gateway_error] if status == "403" else [_REASON]
                    described["content"] = {"application/json": {"schema": {"anyOf": shapes}}}


def _ask_no_token(document: Mapping[str, Any]) -> None:
    for path, method in ((_SIGNED, "get"), (_SIGNED, "put"), (f"{_SIGNED}/resumable", "put")):
        _path(document, path, method)["security"] = None


def _take_any_body(document: Mapping[str, Any]) -> None:
    for path in (_SIGNED, f"{_SIGNED}/resumable"):
        _path(document, path, "put", "requestBody", "content")["application/octet-stream"] = {}


def _describe_downloads(document: Mapping[str, Any]) -> None:
    answers = _path(document, _SIGNED, "get", "responses")
    answers["200"]["content"]["application/pdf"] = {}
    answers["206"]["content"] = answers["200"]["content"]


def _describe_wrong_parts(document: Mapping[str, Any]) -> None:
    number = {"type": "integer"}
    part = {"part": number, "status": {"$ref": "#/components/schemas/status"}, "size": number, "eTag": _TEXT}
    wrong = {
        "type": "object",
        "properties": {
            "uploadKey": _TEXT,
            "status": {"type": "string", "enum": ["error"]},
            "reason": _TEXT,
            "size": {"type": "object", "properties": {"expected": number, "detected": number}},
            "parts": {
                "type": "array",
                "items": {"type": "object", "properties": part, "required": ["part", "status"]},
            },
        },
        "required": ["uploadKey", "status", "reason", "size", "parts"],
    }
    answer = _path(document, f"{_OBJECT}/signeds3upload", "post", "responses", "200")
    schema = answer["content"]["application/json"]["schema"]
    answer["content"]["application/json"]["schema"] = {"anyOf": [schema, wrong]}
