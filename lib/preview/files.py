"""What the window's dialog for files looks at and lets the user choose."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .state import FileWish

MOST_SHOWN = 400  # of a folder; the field takes what is not among them
_ALL = ("*",)


def split_filter(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return label and patterns of each choice of a filter such as "CSV (*.csv);;All files (*.*)"."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for part in filter(None, map(str.strip, text.split(";;"))):
        match = re.search(r"\(([^()]*)\)\s*$", part)
        patterns = tuple(match[1].replace(";", " ").split()) if match else ()
        found.append((part, _ALL if not patterns or "*.*" in patterns else patterns))
    return found


def first_folder(wish: FileWish) -> str:
    """Return the folder to show first: the one wished for where it is there, else the user's own."""
    folder = Path(wish.folder) if wish.folder else Path.home()
    return str(folder if folder.is_absolute() and folder.is_dir() else Path.home())


def list_folder(folder: str, wish: FileWish, *, filter_index: int) -> dict[str, Any]:
    """Return what a folder holds, by name and without what is hidden.

    {"folder", "parent", "folders": [name], "files": [name], "problem": ""}; the problem is a sentence.
    """
    path = Path(folder)
    found: dict[str, Any] = {
        "folder": folder,
        "parent": str(path.parent),
        "folders": [],
        "files": [],
        "problem": "",
    }
    choices = split_filter(wish.filter)
    patterns = choices[filter_index][1] if 0 <= filter_index < len(choices) else _ALL
    if not path.is_absolute():
        return {**found, "parent": first_folder(wish), "problem": "The folder's whole path is needed."}
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir():
                    found["folders"].append(entry.name)
                elif any(fnmatch.fnmatch(entry.name.lower(), pattern.lower()) for pattern in patterns):
                    found["files"].append(entry.name)
    except (OSError, ValueError) as error:
        return {**found, "problem": f"The folder cannot be shown: {getattr(error, 'strerror', '') or error}."}
    for kind in ("folders", "files"):
        found[kind] = sorted(found[kind], key=str.casefold)[:MOST_SHOWN]
    return found


def check_choice(
    folder: str, names: Sequence[str], wish: FileWish, *, may_replace: bool
) -> tuple[tuple[str, ...], str, bool]:
    """Return the whole paths chosen, what is wrong with them, and whether that is only that one is there.

    Names are taken from the folder, where they are no whole paths themselves.
    """
    if wish.kind == "folder":
        path = Path(folder)
        is_folder = path.is_absolute() and path.is_dir()
        return ((folder,), "", False) if is_folder else ((), f"There is no folder {folder}.", False)
    named = [name.strip() for name in names if name.strip()]
    if not named:
        return (), "Choose a file first." if wish.kind == "open" else "Give the file a name.", False
    paths = [Path(folder, name) for name in named]
    for path in paths:
        try:
            problem = _find_problem(path, wish)
            is_there = path.exists()
        except OSError as error:
            problem, is_there = f"{error.strerror}: {path.name[:60]}", False
        if problem:
            return (), problem, False
        if wish.kind == "save" and is_there and not may_replace:
            return (), f"{path.name} is there already. Do you want to replace it?", True
    return tuple(map(str, paths if wish.is_multiple else paths[:1])), "", False


def _find_problem(path: Path, wish: FileWish) -> str:
    if not path.is_absolute():
        return "The folder's whole path is needed."
    if "\0" in str(path):
        return "No file can have that name."
    if wish.kind == "open":
        return "" if path.is_file() else f"There is no file {path}."
    if path.is_dir():
        return f"{path.name} is a folder."
    return "" if path.parent.is_dir() else f"There is no folder {path.parent}."
