"""Tables as texts for other programs: CSV for spreadsheets, Markdown for notes and tickets.

A table is a sequence of column names, and rows with as many texts each.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..errors import UsageError
from ..store.files import write_file

MOST_ROWS = 50_000
MOST_COLUMNS = 30

Rows = Sequence[Sequence[str]]

_NUMBER = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]+)?", re.ASCII)
# What makes a spreadsheet compute a cell: these signs first, whatever is invisible before them. Where a
# spreadsheet takes another sign for the separator than we do, cells may begin within ours as well.
_INVISIBLE = r"[^\S\t\r\n]|[\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
_FORMULA = re.compile(rf"(^|;|\t|\r\n|\r|\n)(?=(?:{_INVISIBLE})*[=+\-@\uff1d\uff0b\uff0d\uff20])")
_OUTER_SPACE = re.compile(r"^[^\S\r\n]+|[^\S\r\n]+$")
_LINE_BREAK = re.compile("\r\n|\r|\n")
_MARKED = re.compile(r"([\\`*_~\[\]|])")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\0": "\ufffd"})


def check_table(columns: Sequence[str], rows: Rows) -> None:
    """Raise `UsageError` for a table that cannot be exported: too large, not of texts, or not rectangular."""
    if len(rows) > MOST_ROWS or len(columns) > MOST_COLUMNS:
        raise UsageError(
            "tables.too-large",
            rows=len(rows),
            columns=len(columns),
            most_rows=MOST_ROWS,
            most_columns=MOST_COLUMNS,
        )
    if not columns or not all(isinstance(name, str) for name in columns):
        raise UsageError("tables.not-a-table", row=0)
    for number, row in enumerate(rows, 1):
        if len(row) != len(columns) or not all(isinstance(cell, str) for cell in row):
            raise UsageError("tables.not-a-table", row=number)


def to_csv(columns: Sequence[str], rows: Rows) -> bytes:
    """Return a table as CSV (RFC 4180), in UTF-8 with the mark that spreadsheets know it by.

    A cell that a spreadsheet would compute gets an apostrophe before it, as one types it there; a number
    stays a number.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in (columns, *rows):
        writer.writerow([_disarm(cell) for cell in row])
    # Half of a pair, which no UTF-8 has, becomes a question mark.
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "replace")


def to_markdown(columns: Sequence[str], rows: Rows) -> str:
    """Return a table as GitHub Flavored Markdown, in which every cell reads as it is."""
    lines = [_line(map(_escape, columns)), _line(["---"] * len(columns))]
    lines += [_line(map(_escape, row)) for row in rows]
    return "\n".join([*lines, ""])


def save_csv(file: Path, columns: Sequence[str], rows: Rows) -> None:
    """Write a table as CSV, whole or not at all; what is there is replaced. Raises `UsageError`."""
    save_file(file, to_csv(columns, rows))


def save_file(file: Path, content: bytes) -> None:
    """Write a file that the user chose, whole or not at all; raises `UsageError` (`tables.not-written`)."""
    try:
        write_file(file, content)
    except (OSError, ValueError) as error:  # a ValueError: a path that no file can have
        problem = getattr(error, "strerror", "") or str(error)
        raise UsageError("tables.not-written", path=str(file), problem=problem) from error


def _disarm(cell: str) -> str:
    if _NUMBER.fullmatch(cell):
        return cell
    cell = cell.replace("\0", "\ufffd")  # which ends a text for some programs
    if cell.startswith(("\t", "\r", "\n")):
        cell = f"'{cell}"
    return _FORMULA.sub(r"\1'", cell)


def _escape(cell: str) -> str:
    text = _MARKED.sub(r"\\\1", cell.translate(_ENTITIES))
    # A bare space at a cell's end is layout.
    text = _OUTER_SPACE.sub(lambda match: "".join(f"&#{ord(space)};" for space in match[0]), text)
    return _LINE_BREAK.sub("<br>", text)


def _line(cells: Iterable[str]) -> str:
    return "".join(f"| {cell} " for cell in cells) + "|"
