"""The shapes of answers: JSON:API documents, and the three ways the services say no.

JSON:API   {"jsonapi": {"version": "1.0"}, "errors": [{"id", "status", "code", "title"?, "detail"}]}
gateway    {"developerMessage", "moreInfo", "errorCode"}
OAuth      {"error", "error_description"}

The first is that of Project and Data, the last that of Authentication; the gateway stands before them all.
"""

from __future__ import annotations

import functools
import json
import random
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .messages import Answer, Refused

JSON_API_VERSION = {"version": "1.0"}
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_JSON = {"Content-Type": "application/json; charset=utf-8"}
_JSON_API = {"Content-Type": "application/vnd.api+json; charset=utf-8"}
_MORE_INFO = "https://aps.autodesk.com/en/docs/oauth/v2/developers_guide/error_handling/"
_BAD_INPUT = "One or more input values in the request were bad"
_ERROR_SEED = 8917
# Stand for the halves of a surrogate pair, which no database keeps: they go out as the escapes of JSON.
FIRST_HALF, SECOND_HALF = "\ufdd0", "\ufdd1"


class Prepared(dict[str, Any]):
    """A resource of a JSON:API document that is sent more than once, so that nobody may change it."""

    @functools.cached_property
    def encoded(self) -> bytes:
        """Its JSON."""
        return _encode(self)


class Errors:
    """Makes the errors of the Project and Data services; their ids are the same in every run."""

    def __init__(self, policies: Mapping[str, str]) -> None:
        self._policies = policies
        self._random = random.Random(_ERROR_SEED)
        self._lock = threading.Lock()

    def restart(self) -> None:
        """Begin the row of ids again."""
        with self._lock:
            self._random.seed(_ERROR_SEED)

    def refuse(self, status: int, code: str, detail: str, *, title: str = "") -> Refused:
        """Return the refusal to raise: one error in a JSON:API document."""
        error = {"id": self.next_id(), "status": str(status), "code": code}
        error |= {"title": title, "detail": detail} if title else {"detail": detail}
        if self._policies["error-id"] == "absent":
            del error["id"]
        body = _encode({"jsonapi": JSON_API_VERSION, "errors": [error]})
        return Refused(Answer(status, body, _JSON_API))

    def not_found(self, kind: str) -> Refused:
        """Return the 404 for a resource; `kind` is its plural type, such as `folders`."""
        singular = kind.removesuffix("s")
        return self.refuse(
            404, f"{singular.upper()}_NOT_FOUND", f"ApiError {singular.capitalize()} not found"
        )

    def bad_input(self, detail: str) -> Refused:
        """Return the 400 for input that cannot be used."""
        return self.refuse(400, "BAD_INPUT", detail, title=_BAD_INPUT)

    def conflict(self, detail: str) -> Refused:
        """Return the 409 for what exists already."""
        return self.refuse(409, "CONFLICT", detail)

    def locked(self, detail: str) -> Refused:
        """Return the 423 for what somebody else has reserved."""
        return self.refuse(423, "LOCKED", detail)

    def forbidden(self, detail: str = "You don't have permission to access this resource") -> Refused:
        """Return the 403 for what this user may not see or do."""
        return self.refuse(403, "FORBIDDEN", detail)

    def next_id(self) -> str:
        """Return the next uuid of the seeded row."""
        with self._lock:
            return str(uuid.UUID(int=self._random.getrandbits(128), version=4))


def json_answer(
    value: Mapping[str, Any], status: int = 200, *, headers: Mapping[str, str] | None = None
) -> Answer:
    """Return plain JSON."""
    return Answer(status, _encode(value), {**_JSON, **(headers or {})})


def document(
    data: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    *,
    self_href: str,
    included: Sequence[Mapping[str, Any]] | None = None,
    links: Mapping[str, str] | None = None,
    meta: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Answer:
    """Return a JSON:API document; `links` are further addresses by name."""
    hrefs = {name: {"href": href} for name, href in {"self": self_href, **(links or {})}.items()}
    # Joined once: of a long list, every copy more would cost as much as all the rest.
    pieces = [_encode({"jsonapi": JSON_API_VERSION, "links": hrefs})[:-1]]
    pieces += [b',"data":', *_encode_resources(data)]
    if included is not None:
        pieces += [b',"included":', *_encode_resources(included)]
    if meta is not None:
        pieces += [b',"meta":', _encode(meta)]
    return Answer(status, b"".join([*pieces, b"}"]), _JSON_API)


def gateway_error(
    status: int, message: str, *, code: str = "", headers: Mapping[str, str] | None = None
) -> Refused:
    """Return the refusal of the gateway; `code` is one such as AUTH-010, or empty."""
    value = {"developerMessage": message}
    if code:
        value |= {"moreInfo": _MORE_INFO, "errorCode": code}
    return Refused(json_answer(value, status, headers=headers))


def oauth_error(error: str, description: str, *, status: int = 400) -> Refused:
    """Return the refusal of the token endpoint (RFC 6749, section 5.2)."""
    value = {"error": error, "error_description": description}
    return Refused(json_answer(value, status, headers=NO_STORE))


def _encode_resources(data: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> Iterator[bytes]:
    if isinstance(data, Mapping):
        yield _encode(data)
        return
    before = b"["
    for resource in data:
        yield before
        yield resource.encoded if isinstance(resource, Prepared) else _encode(resource)
        before = b","
    yield b"]" if data else b"[]"


def _encode(value: Mapping[str, Any]) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if FIRST_HALF in text or SECOND_HALF in text:
        text = text.replace(FIRST_HALF, r"\ud83d").replace(SECOND_HALF, r"\ude00")
    return text.encode()
