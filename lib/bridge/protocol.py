"""JSON-RPC 2.0 as the page and the host speak it.

    request        {"jsonrpc": "2.0", "id": 7, "method": "tree.list", "params": {...}}
    reply          {"jsonrpc": "2.0", "id": 7, "result": {...}}
    error          {"jsonrpc": "2.0", "id": 7, "error": {"code": -32000, "message": "...", "data": {...}}}
    notification   {"jsonrpc": "2.0", "method": "document.changed", "params": {...}}

`data` of an error is the one shape of `errors.DataBrowserError.as_dict`. What is to be said is put into words
here, in the language that is asked for: the layers below know none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from ..errors import DataBrowserError, UsageError
from ..texts import FALLBACK, Wording, Wordings

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
FAILED = -32000

RequestId = int | str | None


@dataclass(frozen=True)
class Call:
    """A request, or a notification where `id` is None; the parameters may hold a password."""

    method: str
    params: dict[str, Any] = field(repr=False)
    id: RequestId


class ProtocolError(UsageError):
    """The page sent something that is no call; `code` is JSON-RPC's."""

    def __init__(self, code: int, problem: str, request_id: RequestId = None) -> None:
        super().__init__("bridge.bad-message", problem=problem)
        self.code = code
        self.request_id = request_id


def parse_call(text: str) -> Call:
    """Read a message of the page; raises `ProtocolError`."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise ProtocolError(PARSE_ERROR, "not JSON") from None
    if not isinstance(message, dict):
        raise ProtocolError(INVALID_REQUEST, "not an object")
    request_id = message.get("id")
    if isinstance(request_id, bool) or not isinstance(request_id, (int, str, type(None))):
        raise ProtocolError(INVALID_REQUEST, "the id is neither number nor text")
    method, params = message.get("method"), message.get("params", {})
    if message.get("jsonrpc") != "2.0" or not isinstance(method, str):
        raise ProtocolError(INVALID_REQUEST, "no JSON-RPC 2.0 method", request_id)
    if not isinstance(params, dict):
        raise ProtocolError(INVALID_PARAMS, "the parameters are not an object", request_id)
    return Call(method, params, request_id)


def compose_reply(request_id: RequestId, result: object, *, language: str = FALLBACK) -> str:
    """Return the text of a reply."""
    return _compose({"id": request_id, "result": result}, language)


def compose_error(
    request_id: RequestId, error: DataBrowserError, code: int = FAILED, *, language: str = FALLBACK
) -> str:
    """Return the text of an error reply."""
    data = error.as_dict()
    body = {"code": code, "message": data["message"], "data": data}
    return _compose({"id": request_id, "error": body}, language)


def compose_notification(method: str, params: object, *, language: str = FALLBACK) -> str:
    """Return the text of a notification."""
    return _compose({"method": method, "params": params}, language)


def _compose(members: dict[str, Any], language: str) -> str:
    def put(value: object) -> str:
        return value.in_language(language) if isinstance(value, Wording | Wordings) else str(value)

    text = json.dumps({"jsonrpc": "2.0", **members}, ensure_ascii=False, default=put)
    # Half of a surrogate pair goes as JSON's escape: in no encoding could a host hand it on.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
