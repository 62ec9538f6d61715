"""Bad days on order: answers that fail, come late, or never come.

A file of faults is a JSON list of objects with the fields of `Fault`:

    [{"path": "/project/v1/hubs", "nth": [1], "status": 429, "headers": {"Retry-After": "2"}},
     {"path": "*/relationships/refs", "method": "POST", "action": "reset-after"}]
"""

from __future__ import annotations

import fnmatch
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from ..errors import UsageError
from .messages import Answer, Request

ACTIONS = ("answer", "answer-after", "reset-before", "reset-after", "truncate", "drop-field")


@dataclass(frozen=True)
class Fault:
    """What happens to which calls.

    `path` is a pattern for the encoded path without its query; `nth` counts the matching calls from 1, None
    means all of them. `action`:

        answer         answer with `status` and `body`; nothing is done. Without `status`: the real answer
        answer-after   do what was asked, then answer with `status` and `body` all the same
        reset-before   close the connection; nothing is done
        reset-after    do what was asked, then close the connection without an answer
        truncate       the real answer, but only half of its body arrives
        drop-field     the real answer without `field`, a dotted path such as `data.0.attributes.name`

    `delay_ms` comes before anything else, and `headers` are added to whichever answer is sent.
    """

    method: str = "*"
    path: str = "*"
    nth: tuple[int, ...] | None = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    delay_ms: int = 0
    action: str = "answer"
    field: str = ""

    def __post_init__(self) -> None:
        """Raise `UsageError` (`emulator.bad-faults`) for a fault that could never happen."""
        if self.action not in ACTIONS:
            raise UsageError(
                "emulator.bad-faults", problem=f"the action {self.action!r} is not one of {ACTIONS}"
            )
        if self.action == "answer-after" and self.status is None:
            raise UsageError("emulator.bad-faults", problem="answer-after needs a status")
        if self.action == "drop-field" and not self.field:
            raise UsageError("emulator.bad-faults", problem="drop-field needs a field")
        if self.status is not None and not 200 <= self.status <= 599:
            raise UsageError("emulator.bad-faults", problem=f"{self.status} is no status of an answer")

    def matches(self, request: Request) -> bool:
        """Tell whether a request is of the kind this fault waits for."""
        return fnmatch.fnmatchcase(request.method, self.method) and fnmatch.fnmatchcase(
            request.path, self.path
        )

    def own_answer(self) -> Answer:
        """Return the answer that replaces the real one."""
        start = self.body.lstrip()[:1]
        kind = "application/json" if start in ("{", "[") else "text/html" if start == "<" else "text/plain"
        headers = {"Content-Type": f"{kind}; charset=utf-8"} if self.body else {}
        return Answer(self.status or 200, self.body.encode(), headers)


class Faults:
    """The faults in force, and how often each has met a call."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self._lock = threading.Lock()
        self._counted = [(fault, [0]) for fault in faults]

    def add(self, fault: Fault) -> None:
        """Put one more in force; its count begins now."""
        with self._lock:
            self._counted.append((fault, [0]))

    def clear(self) -> None:
        """Take all of them away."""
        with self._lock:
            self._counted.clear()

    def take(self, request: Request) -> Fault | None:
        """Count a request on every fault that matches it, and return the first whose turn it is."""
        due = None
        with self._lock:
            for fault, count in self._counted:
                if fault.matches(request):
                    count[0] += 1
                    if due is None and (fault.nth is None or count[0] in fault.nth):
                        due = fault
        return due


def read_faults(text: str) -> tuple[Fault, ...]:
    """Read a file of faults. Raises `UsageError` (`emulator.bad-faults`) that says what is wrong."""
    try:
        entries = json.loads(text)
    except ValueError as error:
        raise UsageError("emulator.bad-faults", problem=f"it is not JSON ({error})") from error
    if not isinstance(entries, list):
        raise UsageError("emulator.bad-faults", problem="it is not a list")
    return tuple(_read_fault(number, entry) for number, entry in enumerate(entries, start=1))


def without_field(answer: Answer, path: str) -> Answer:
    """Return a JSON answer without one field; an answer that has no such field stays as it is."""
    try:
        value = json.loads(answer.body)
        *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        place = value
        for part in parents:
            place = place[part]
        del place[last]
    except (ValueError, KeyError, IndexError, TypeError):
        return answer
    return replace(answer, body=json.dumps(value, ensure_ascii=False).encode())


_TYPES: Mapping[str, tuple[type, ...]] = {
    "nth": (list, type(None)),
    "status": (int, type(None)),
    "headers": (dict,),
    "delay_ms": (int,),
}


def _read_fault(number: int, entry: Any) -> Fault:
    if not isinstance(entry, dict):
        raise UsageError("emulator.bad-faults", problem=f"entry {number} is not an object")
    known = {known.name for known in fields(Fault)}
    for name, value in entry.items():
        if name not in known:
            raise UsageError("emulator.bad-faults", problem=f"entry {number} has an unknown field {name!r}")
        if not isinstance(value, _TYPES.get(name, (str,))) or isinstance(value, bool):
            raise UsageError("emulator.bad-faults", problem=f"{name!r} of entry {number} has a wrong type")
    nth, headers = entry.get("nth"), entry.get("headers", {})
    if nth is not None and not all(isinstance(count, int) and count > 0 for count in nth):
        raise UsageError("emulator.bad-faults", problem=f"'nth' of entry {number} counts from 1")
    if not all(isinstance(value, str) for value in headers.values()):
        raise UsageError("emulator.bad-faults", problem=f"a header of entry {number} is not a text")
    return Fault(**{**entry, "nth": None if nth is None else tuple(nth)})
