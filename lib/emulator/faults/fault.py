"""One fault: which calls it meets, and what happens to them."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from ...errors import UsageError
from ..messages import Answer, Request
from .lies import LIES

ACTIONS = (
    "answer",
    "answer-after",
    "reset-before",
    "reset-after",
    "truncate",
    "drop-field",
    "lie",
    "expire-token",
    "refuse",
    "reset-accept",
)
MOST_MS = 600_000


@dataclass(frozen=True)
class Fault:
    """What happens to which calls.

    `path` is a pattern for the encoded path without its query; `operation` is one endpoint, such as
    `GET /project/v1/hubs/{hub}`, whatever its placeholders are called. `nth` counts the matching calls from
    1, None means all of them. `action`:

        answer         answer with `status` and `body`; nothing is done. Without `status`: the real answer
        answer-after   do what was asked, then answer with `status` and `body` all the same
        reset-before   close the connection; nothing is done
        reset-after    do what was asked, then close the connection without an answer
        truncate       the real answer, but only half of its body arrives
        drop-field     the real answer without `field`, a dotted path such as `data.0.attributes.name`
        lie            the real answer, changed as `what` lists it (see `lies`): about one resource in
                       `one_in`, always the same ones for one `seed`
        expire-token   the access token of the call is over from now on; then the real answer
        refuse         close the connection, nothing is done; then nobody can connect for `down_ms`
        reset-accept   the same, but connections are accepted and reset at once

    `delay_ms` comes before anything is done and `first_byte_ms` after; `trickle_ms` is how long the body
    takes to arrive, bit by bit. `headers` are added to whichever answer is sent.
    """

    method: str = "*"
    path: str = "*"
    operation: str = ""
    nth: tuple[int, ...] | None = None
    action: str = "answer"
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    delay_ms: int = 0
    first_byte_ms: int = 0
    trickle_ms: int = 0
    down_ms: int = 1000
    field: str = ""
    what: tuple[str, ...] = ()
    seed: int = 0
    one_in: int = 3

    def __post_init__(self) -> None:
        """Raise `UsageError` (`emulator.bad-faults`) for a fault that could never happen."""
        problem = _find_problem(self)
        if problem:
            raise UsageError("emulator.bad-faults", problem=problem)

    def matches(self, request: Request) -> bool:
        """Tell whether a request is of the kind this fault waits for, its operation aside."""
        return fnmatch.fnmatchcase(request.method, self.method) and fnmatch.fnmatchcase(
            request.path, self.path
        )

    def own_answer(self) -> Answer:
        """Return the answer that replaces the real one."""
        start = self.body.lstrip()[:1]
        kind = "application/json" if start in ("{", "[") else "text/html" if start == "<" else "text/plain"
        headers = {"Content-Type": f"{kind}; charset=utf-8"} if self.body else {}
        return Answer(self.status or 200, self.body.encode(), headers)

    def as_dict(self) -> dict[str, Any]:
        """Return what differs from the defaults, as a file of faults would have it."""
        shown = {}
        for one in fields(self):
            value = getattr(self, one.name)
            default = {} if one.default is MISSING else one.default
            if value != default:
                shown[one.name] = list(value) if isinstance(value, tuple) else value
        return shown


def _find_problem(fault: Fault) -> str:
    if fault.action not in ACTIONS:
        return f"the action {fault.action!r} is not one of {ACTIONS}"
    if fault.action == "answer-after" and fault.status is None:
        return "answer-after needs a status"
    if fault.action == "drop-field" and not fault.field:
        return "drop-field needs a field"
    if fault.status is not None and not 200 <= fault.status <= 599:
        return f"{fault.status} is no status of an answer"
    if fault.action == "lie" and not fault.what:
        return f"lie needs what to lie about: some of {LIES}"
    unknown = [lie for lie in fault.what if lie not in LIES]
    if unknown:
        return f"the lie {unknown[0]!r} is not one of {LIES}"
    if fault.one_in < 1:
        return "one_in counts from 1"
    for name in ("delay_ms", "first_byte_ms", "trickle_ms", "down_ms"):
        if not 0 <= getattr(fault, name) <= MOST_MS:
            return f"{name} must be a number from 0 to {MOST_MS}"
    if not _is_text(fault.body):
        return "the body holds half of a surrogate pair, which cannot be sent"
    if any(not _is_header(f"{name}{value}") or not name for name, value in fault.headers.items()):
        return "a header holds characters that it cannot have"
    return ""


def _is_text(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _is_header(text: str) -> bool:
    return text.isascii() and text.isprintable()
