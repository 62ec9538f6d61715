"""The index for searching, within the catalogue's file: all that has a parent, and nothing that is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence


def prepare_index(connection: sqlite3.Connection) -> None:
    """Make what the index needs, at every opening of the file by who may write. Raises `sqlite3.Error`."""


def drop_from_index(connection: sqlite3.Connection, rows: Sequence[int]) -> None:
    """Take projects, folders and items out, before they change or go: their rows still tell the old."""


def add_to_index(connection: sqlite3.Connection, rows: Sequence[int]) -> None:
    """Take projects, folders and items in, after they came or changed: their rows tell the new."""


def clear_index(connection: sqlite3.Connection) -> None:
    """Take everything out, while the rows are still there."""
