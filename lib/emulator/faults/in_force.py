"""The faults in force: counted, chosen, and done to a call."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ...errors import UsageError
from ..messages import Answer, Refused, Request
from ..routing import Router
from .delivery import Delivery
from .fault import Fault
from .lies import Liar


@dataclass
class FaultInForce:
    """A fault with its number, how many calls it has matched and how many it has hit."""

    number: int
    fault: Fault
    matched: int = 0
    hit: int = 0


class Faults:
    """The faults in force; `router` knows the endpoints that an `operation` may name.

    Raises `UsageError` (`emulator.bad-faults`) for an operation that is none, here and when one is added.
    """

    def __init__(self, faults: Sequence[Fault], router: Router) -> None:
        self._router = router
        self.operations = router.names
        self._operations = {_bare(name) for name in router.names}
        self._lock = threading.Lock()
        self._entries: list[FaultInForce] = []
        self._last = 0
        self._liar = Liar()
        self.add(*faults)

    def add(self, *faults: Fault) -> list[int]:
        """Put more in force, all or none, and return their numbers; their counts begin now."""
        for fault in faults:
            if fault.operation and _bare(fault.operation) not in self._operations:
                problem = f"there is no operation {fault.operation!r}"
                raise UsageError("emulator.bad-faults", problem=problem)
        with self._lock:
            added = [FaultInForce(self._last + place, fault) for place, fault in enumerate(faults, start=1)]
            self._last += len(added)
            self._entries += added
            return [entry.number for entry in added]

    def remove(self, number: int) -> bool:
        """Take one away; false when there is none of this number."""
        with self._lock:
            left = [entry for entry in self._entries if entry.number != number]
            is_there = len(left) < len(self._entries)
            self._entries = left
        return is_there

    def clear(self) -> None:
        """Take all of them away."""
        with self._lock:
            self._entries.clear()
            self._liar = Liar()

    def entries(self) -> list[FaultInForce]:
        """Return copies of what is in force, in order."""
        with self._lock:
            return [replace(entry) for entry in self._entries]

    def take(self, request: Request) -> Fault | None:
        """Count a request on every fault that matches it, and return the first whose turn it is."""
        due: FaultInForce | None = None
        operation: str | None = None
        with self._lock:
            for entry in self._entries:
                fault = entry.fault
                if not fault.matches(request):
                    continue
                if fault.operation:
                    operation = self._operation_of(request) if operation is None else operation
                    if _bare(fault.operation) != operation:
                        continue
                entry.matched += 1
                if due is None and (fault.nth is None or entry.matched in fault.nth):
                    due = entry
                    entry.hit += 1
        return due.fault if due else None

    def deliver(
        self,
        fault: Fault,
        request: Request,
        *,
        answer: Callable[[Request], Answer],
        expire: Callable[[str], None],
    ) -> Delivery:
        """Do what a fault does to a request; `answer` answers truly, `expire` ends an access token."""
        if fault.action in ("refuse", "reset-accept"):
            return Delivery(None, down_ms=fault.down_ms, refuses=fault.action == "refuse")
        if fault.action == "reset-before":
            return Delivery(None)
        if fault.action == "expire-token":
            scheme, _, token = request.headers.get("authorization", "").partition(" ")
            if scheme.lower() == "bearer":
                expire(token.strip())
        if fault.action == "answer" and fault.status is not None:
            given = fault.own_answer()
        else:
            given = answer(request)
        if fault.action == "reset-after":
            return Delivery(None)
        if fault.action == "answer-after":
            given = fault.own_answer()
        elif fault.action == "drop-field":
            given = _without_field(given, fault.field)
        elif fault.action == "lie":
            given = self._liar.change(request, given, what=fault.what, seed=fault.seed, one_in=fault.one_in)
        return Delivery(
            replace(given, headers={**given.headers, **fault.headers}),
            is_cut=fault.action == "truncate",
            first_byte_ms=fault.first_byte_ms,
            trickle_ms=fault.trickle_ms,
        )

    def _operation_of(self, request: Request) -> str:
        try:
            return _bare(self._router.find(request.method, request.path)[0].name)
        except Refused:
            return ""


def _bare(operation: str) -> str:
    """Return an operation without the names of its placeholders."""
    return re.sub(r"\{[^/}]*\}", "{}", operation)


def _without_field(answer: Answer, path: str) -> Answer:
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
