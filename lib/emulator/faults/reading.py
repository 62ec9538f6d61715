"""Faults as JSON, from a file or from the control API.

A file of faults is a JSON list of objects with the fields of `Fault`, or with `preset` and whatever differs
from that preset:

    [{"path": "/project/v1/hubs", "nth": [1], "status": 429, "headers": {"Retry-After": "2"}},
     {"path": "*/relationships/refs", "method": "POST", "action": "reset-after"},
     {"preset": "slow", "operation": "GET /data/v1/projects/{project}/folders/{id}/contents"}]
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from ...errors import UsageError
from .fault import Fault
from .presets import PRESETS

_TYPES: Mapping[str, tuple[type, ...]] = {
    "nth": (list, type(None)),
    "status": (int, type(None)),
    "headers": (dict,),
    "what": (list,),
    **dict.fromkeys(("delay_ms", "first_byte_ms", "trickle_ms", "down_ms", "seed", "one_in"), (int,)),
}


def read_faults(text: str) -> tuple[Fault, ...]:
    """Read a file of faults. Raises `UsageError` (`emulator.bad-faults`) that says what is wrong."""
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError("emulator.bad-faults", problem=f"it is not JSON ({error})") from error
    if not isinstance(entries, list):
        raise UsageError("emulator.bad-faults", problem="it is not a list")
    return tuple(read_fault(entry, number) for number, entry in enumerate(entries, start=1))


def read_fault(entry: Any, number: int = 1) -> Fault:
    """Read one fault; `number` is its place in a list. Raises as `read_faults` does."""
    if not isinstance(entry, dict):
        raise UsageError("emulator.bad-faults", problem=f"entry {number} is not an object")
    own = dict(entry)
    preset = own.pop("preset", None)
    if preset is not None and (not isinstance(preset, str) or preset not in PRESETS):
        raise UsageError("emulator.bad-faults", problem=f"the preset {preset!r} is not one of {(*PRESETS,)}")
    _check_types(own, number)
    values = {**(PRESETS[preset].fields if preset else {}), **own}
    for name in ("nth", "what"):
        if values.get(name) is not None:
            values[name] = tuple(values[name])
    return Fault(**values)


def _check_types(entry: Mapping[str, Any], number: int) -> None:
    known = {known.name for known in fields(Fault)}
    for name, value in entry.items():
        if name not in known:
            raise UsageError("emulator.bad-faults", problem=f"entry {number} has an unknown field {name!r}")
        if not isinstance(value, _TYPES.get(name, (str,))) or isinstance(value, bool):
            raise UsageError("emulator.bad-faults", problem=f"{name!r} of entry {number} has a wrong type")
    if not all(type(count) is int and count > 0 for count in entry.get("nth") or ()):
        raise UsageError("emulator.bad-faults", problem=f"'nth' of entry {number} counts from 1")
    if not all(isinstance(value, str) for value in entry.get("headers", {}).values()):
        raise UsageError("emulator.bad-faults", problem=f"a header of entry {number} is not a text")
    if not all(isinstance(value, str) for value in entry.get("what", ())):
        raise UsageError("emulator.bad-faults", problem=f"'what' of entry {number} holds more than texts")
