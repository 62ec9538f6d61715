"""The files of the control page, read when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent / "page"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_KINDS: Mapping[str, str] = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}


@dataclass(frozen=True)
class PageFile:
    """One file and how it is served."""

    body: bytes
    headers: Mapping[str, str]


def find_page(name: str) -> PageFile | None:
    """Return a file of the page by its name, the page itself for an empty one, or None."""
    path = _FOLDER / (name or "index.html")
    if path.suffix not in _KINDS or path.name != (name or "index.html") or not path.is_file():
        return None
    headers = {"Content-Type": f"{_KINDS[path.suffix]}; charset=utf-8", "Content-Security-Policy": _POLICY}
    return PageFile(path.read_bytes(), headers)
