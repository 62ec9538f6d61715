"""Bytes of an object as an answer: whole or a range, or only that nothing changed."""

from __future__ import annotations

import email.utils
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone

from ..database import Row
from ..messages import Answer, Request
from .contents import Contents, etag_of

_RANGE = re.compile(r"bytes=([0-9]*)-([0-9]*)")
_MOST_DIGITS = 19


class Unsatisfiable(Exception):
    """A range that begins behind the end."""


def serve_parts(
    contents: Contents, parts: Sequence[Row], request: Request, *, modified: float, headers: Mapping[str, str]
) -> Answer:
    """Answer with parts' bytes as `Range` and the conditions ask: 200, 206 or 304.

    Raises `Unsatisfiable` for a range that begins behind the end; a malformed one is ignored, as HTTP says.
    """
    size = sum(part["size"] for part in parts)
    etag = etag_of(parts)
    own = {"ETag": etag, "Last-Modified": http_date(modified), "Accept-Ranges": "bytes", **headers}
    if is_unchanged(request.headers, etag=etag, modified=modified):
        return Answer(304, headers=own)
    wanted = read_range(request.headers.get("range"), size)
    if wanted is None:
        return Answer(200, headers=own, pieces=contents.pieces(parts, start=0, end=size))
    start, end = wanted
    own["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return Answer(206, headers=own, pieces=contents.pieces(parts, start=start, end=end))


def read_range(header: str | None, size: int) -> tuple[int, int] | None:
    """Return start and end (exclusive) of a range, or None for all; raises `Unsatisfiable`."""
    match = _RANGE.fullmatch(header.strip()) if header else None
    if match is None or match.group() == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        count = min(_read_position(last), size)
        if count == 0:
            raise Unsatisfiable
        return size - count, size
    start, end = _read_position(first), _read_position(last) + 1 if last else size
    if last and end <= start:
        return None
    if start >= size:
        raise Unsatisfiable
    return start, min(end, size)


def _read_position(digits: str) -> int:
    """Return a position in a file; one behind any end for more digits than Python might read."""
    digits = digits.lstrip("0") or "0"
    return int(digits) if len(digits) < _MOST_DIGITS else sys.maxsize


def is_unchanged(headers: Mapping[str, str], *, etag: str, modified: float) -> bool:
    """Tell whether the conditions of a request ask for a 304; the ETag, where given, goes before the time."""
    if "if-none-match" in headers:
        return headers["if-none-match"].strip().strip('"') in ("*", etag.strip('"'))
    since = read_http_date(headers.get("if-modified-since"))
    return since is not None and int(modified) <= since


def http_date(seconds: float) -> str:
    """Return a time as HTTP writes it, in whole seconds."""
    return email.utils.format_datetime(datetime.fromtimestamp(int(seconds), timezone.utc), usegmt=True)


def read_http_date(text: str | None) -> float | None:
    """Return a time that HTTP wrote, or None where it is none."""
    if text is None:
        return None
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()
