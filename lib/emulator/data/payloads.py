"""Request bodies of the Data service: JSON:API documents, checked before anything is read from them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ..answers import Errors
from ..messages import Request

_MEDIA_TYPES = ("application/vnd.api+json", "application/json")


class Payload:
    """One object of a document; names are dotted paths, and what is missing or mistyped is the 400."""

    def __init__(self, errors: Errors, value: Mapping[str, Any], place: str) -> None:
        self._errors = errors
        self._value = value
        self._place = place

    def optional(self, name: str) -> Any:
        """Return a value of any type, or None where it is absent."""
        value: Any = self._value
        for part in name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return value

    def optional_text(self, name: str) -> str | None:
        """Return a text that is not empty, or None where it is absent."""
        value = self.optional(name)
        if value is not None and (not isinstance(value, str) or not value):
            raise self._bad(name, "must be a text that is not empty")
        return value

    def text(self, name: str) -> str:
        """Return a text that must be there and not be empty."""
        value = self.optional_text(name)
        if value is None:
            raise self._bad(name, "is missing")
        return value

    def choice(self, name: str, allowed: Sequence[str]) -> str:
        """Return a text that must be one of these."""
        value = self.optional(name)
        if value not in allowed:
            raise self._bad(name, f"must be {' or '.join(allowed)}")
        return value

    def optional_flag(self, name: str) -> bool | None:
        """Return a truth value, or None where it is absent."""
        value = self.optional(name)
        if value is not None and not isinstance(value, bool):
            raise self._bad(name, "must be true or false")
        return value

    def optional_part(self, name: str) -> Payload | None:
        """Return an object, or None where it is absent."""
        value = self.optional(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self._bad(name, "must be an object")
        return Payload(self._errors, value, self._path(name))

    def part(self, name: str) -> Payload:
        """Return an object that must be there."""
        value = self.optional_part(name)
        if value is None:
            raise self._bad(name, "is missing")
        return value

    def parts(self, name: str) -> list[Payload]:
        """Return a list of objects that must be there."""
        value = self.optional(name)
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self._bad(name, "must be a list of objects")
        return [
            Payload(self._errors, entry, f"{self._path(name)}[{number}]")
            for number, entry in enumerate(value)
        ]

    def identifier(self, kinds: Sequence[str]) -> tuple[str, str]:
        """Return type and id of an object that names a resource of one of these kinds."""
        return self.choice("type", kinds), self.text("id")

    def _bad(self, name: str, problem: str) -> Exception:
        return self._errors.bad_input(f"{self._path(name)} {problem}.")

    def _path(self, name: str) -> str:
        return f"{self._place}.{name}" if self._place else name


def read_json_api(errors: Errors, request: Request) -> Payload:
    """Return the `data` object of a posted document, or raise the 400."""
    return read_document(errors, request).part("data")


def read_document(errors: Errors, request: Request) -> Payload:
    """Return a posted document, or raise the 400."""
    if request.media_type not in _MEDIA_TYPES:
        # No 415 is documented: the 400 stands for missing headers, too.
        raise errors.bad_input(f"The content type must be {' or '.join(_MEDIA_TYPES)}.")
    try:
        body = json.loads(request.body)
        # Half of a surrogate pair can be written in JSON, and nowhere else.
        json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise errors.bad_input("The body is not JSON.") from None
    if not isinstance(body, dict) or not isinstance(body.get("data"), dict):
        raise errors.bad_input("The body has no data object.")
    document = Payload(errors, body, "")
    document.choice("jsonapi.version", ("1.0",))
    return document
