"""Places of the hub that a person has marked or been at lately, each with the way that leads to it.

A mark: {"at": seconds since 1970, "way": [step, ...]}; a step is what the tree finds a row by and what names
it: {key, kind, id, name, icon, hubId, projectId}. The last step of a way is the place itself.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from ..errors import UsageError
from ..store.place_files import MOST_FAVOURITES, MOST_RECENTS, Marks, change_marks

Step = dict[str, str]
_FIELDS = ("key", "kind", "id", "name", "icon", "hubId", "projectId")
_MOST_STEPS = 100
_LONGEST_ID = 2048
_LONGEST_NAME = 400


def read_way(steps: Sequence[object]) -> list[Step] | None:
    """Return a way as it is kept, its names shortened where they are endless; None for what is none."""
    if not 0 < len(steps) <= _MOST_STEPS:
        return None
    way = []
    for step in steps:
        if not isinstance(step, dict) or not all(isinstance(step.get(name), str) for name in _FIELDS):
            return None
        if not step["key"] or len(step["key"]) > _LONGEST_ID or len(step["id"]) > _LONGEST_ID:
            return None
        way.append({name: step[name] for name in _FIELDS} | {"name": step["name"][:_LONGEST_NAME]})
    return way


def mark_favourite(folder: Path, way: Sequence[Step], *, is_on: bool) -> Marks:
    """Make a place a favourite, or let it be none any more; returns all marks.

    Raises `UsageError` (`places.too-many-favourites`), and `StoreError` where it cannot be kept.
    """

    def change(marks: Marks) -> None:
        left = [mark for mark in marks["favourites"] if _key(mark["way"]) != _key(way)]
        if is_on and len(left) >= MOST_FAVOURITES:
            raise UsageError("places.too-many-favourites", most=MOST_FAVOURITES)
        marks["favourites"] = [*left, {"at": time.time(), "way": list(way)}] if is_on else left

    return change_marks(folder, change)


def note_visit(folder: Path, way: Sequence[Step], *, is_gone: bool = False) -> Marks:
    """Put a place first among those visited lately, or take it off as it `is_gone`; returns all marks."""

    def change(marks: Marks) -> None:
        left = [mark for mark in marks["recents"] if _key(mark["way"]) != _key(way)]
        first = [] if is_gone else [{"at": time.time(), "way": list(way)}]
        marks["recents"] = [*first, *left][:MOST_RECENTS]

    return change_marks(folder, change)


def _key(way: Sequence[Step]) -> object:
    last = way[-1]
    return last.get("key") if isinstance(last, dict) else None
