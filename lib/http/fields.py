"""Fields read from JSON:API resources, each missing or mistyped one a named error."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from ..errors import MalformedAnswer
from .redaction import shorten_text

# Three styles are in use: 2016-05-24T19:25:23.000Z, ...27+00:00 and ...11.0000000Z.
_TIME = re.compile(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$")


class Fields:
    """One resource of an answer; names are dotted paths such as `attributes.extension.type`."""

    def __init__(self, resource: object, what: str) -> None:
        if not isinstance(resource, dict):
            raise MalformedAnswer("service.missing-field", what=what, field="data", id="?")
        self._resource: dict[str, Any] = resource
        self._what = what

    def text(self, name: str) -> str:
        """Return a text that must be there and not be empty."""
        value = self._find(name)
        if not isinstance(value, str) or not value:
            raise self.bad(name)
        return value

    def name(self, name: str) -> str:
        """Return a text that must be there; what people name may have an empty one."""
        value = self._find(name)
        if not isinstance(value, str):
            raise self.bad(name)
        return value

    def optional_text(self, name: str) -> str:
        """Return a text, or an empty one where it is absent or null."""
        value = self._find(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.bad(name)
        return value

    def number(self, name: str) -> int:
        """Return a whole number that must be there."""
        value = self._find(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.bad(name)
        return value

    def optional_number(self, name: str) -> int | None:
        """Return a whole number, or None where it is absent or null."""
        return None if self._find(name) is None else self.number(name)

    def flag(self, name: str) -> bool:
        """Return a truth value, false where it is absent."""
        value = self._find(name)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self.bad(name)
        return value

    def time(self, name: str) -> datetime | None:
        """Return an aware time in any of the services' styles, or None where it is absent."""
        value = self.optional_text(name)
        if not value:
            return None
        match = _TIME.match(value)
        if not match:
            raise self.bad(name)
        seconds, fraction, zone = match.groups()
        try:
            moment = datetime.fromisoformat(seconds + _offset(zone))
        except ValueError:
            raise self.bad(name) from None
        return moment + timedelta(microseconds=int((fraction or "").ljust(6, "0")[:6]))

    def mapping(self, name: str) -> Mapping[str, Any]:
        """Return an object, an empty one where it is absent."""
        value = self._find(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self.bad(name)
        return value

    def list(self, name: str) -> Sequence[Any]:
        """Return a list that must be there."""
        value = self._find(name)
        if not isinstance(value, list):
            raise self.bad(name)
        return value

    def optional_list(self, name: str) -> Sequence[Any]:
        """Return a list, an empty one where it is absent."""
        return () if self._find(name) is None else self.list(name)

    def any(self, name: str) -> Any:
        """Return a value of whatever kind, None where it is absent."""
        return self._find(name)

    def bad(self, name: str) -> MalformedAnswer:
        """Return the error of a field that cannot be used."""
        own_id = shorten_text(str(self._resource.get("id", "?")))
        return MalformedAnswer("service.missing-field", what=self._what, field=name, id=own_id)

    def _find(self, name: str) -> Any:
        value: Any = self._resource
        for part in name.split("."):
            if not isinstance(value, dict):
                return None
            value = value.get(part)
        return value


def _offset(zone: str | None) -> str:
    if zone in (None, "Z"):
        return "+00:00"
    return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"  # 3.10 reads only the form with a colon
