"""The pages of palettes: what an address stands for, and which files a page may use.

A page of an add-in is served with the add-in's whole folder around it, so that `../css/x.css` leads where it
leads on disk; one that lies elsewhere, or is ours, with its own folder alone. Nothing else is served.

    /palette/<id>/pages/my.html?x=1#a    pages/my.html of the add-in's folder
    /palette/<id>/string.html            HTML that was given as a string, which has no files
"""

from __future__ import annotations

import mimetypes
import os
import re
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from .profiles import OLDEST
from .records import PageSource
from .server import Answer
from .state import Palette, State

COMMON_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'"
)
NOT_FOUND = Answer(404, body=b"There is nothing here.\n")
_OUTSIDE = Answer(403, body=b"This lies outside the add-in's folder, so the preview does not serve it.\n")
_OWN_POLICY = f"{COMMON_POLICY}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
# Of other people's pages: what Fusion lets them do, with scripts in the page and from the web.
_FOREIGN_POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob: https:;"
    " connect-src 'self' data: https: wss:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_OWN = Path(__file__).resolve().parents[2]
_STRING_NAME = "string.html"


def find_source(state: State, url: str) -> PageSource:
    """Return what a palette's address stands for; raises ValueError with the reason when it is nothing.

    It is a path, absolute or relative to the add-in's entry file, a `file:` address, which may have a query
    and a hash, an address in the web or, in a Fusion that is not the oldest, HTML that begins with <html>.
    """
    if url.startswith(("http://", "https://")):
        return PageSource()
    if url.lstrip().startswith("<"):
        if state.profile == OLDEST:
            raise ValueError(f"Fusion of {OLDEST} takes no HTML as a string, only an address")
        if not re.match(r"<html[\s>]", url, re.IGNORECASE):
            raise ValueError("HTML as a string must begin with <html>")
        return PageSource(html=url)
    path, suffix = url, ""
    if url.startswith("file:"):
        parts = urlsplit(url)
        path = unquote(parts.path)
        path = path.lstrip("/") if re.match(r"/[A-Za-z]:", path) else path
        suffix = parts._replace(scheme="", netloc="", path="").geturl()
    page = Path(os.path.normpath(state.resolve(path)))
    if not _is_file(page):
        raise ValueError(f"there is no page {url}")
    return PageSource(page, _find_root(state, page), suffix)


def _find_root(state: State, page: Path) -> Path:
    """Return the folder whose files a page may use: the add-in's, or its own where it lies elsewhere."""
    real, addin = page.resolve(), state.find_caller()
    if addin is not None and real.is_relative_to(addin.folder) and not real.is_relative_to(_OWN):
        return addin.folder
    return page.parent


def _is_file(page: Path) -> bool:
    try:
        return page.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def address_of(palette: Palette) -> str:
    """Return the address at which the window loads a palette's page: ours, or one in the web."""
    source = palette.source
    if source.html is None and source.file is None:
        return palette.url
    return f"/palette/{quote(palette.id, safe='')}/{quote(_name_of(source))}{source.suffix}"


def _name_of(source: PageSource) -> str:
    """Return the page's own path below its root."""
    if source.file is None or source.root is None:
        return _STRING_NAME
    # Within the root a link keeps its place on disk; over one from elsewhere a page is reached by its own.
    page = source.file if source.file.is_relative_to(source.root) else source.file.resolve()
    return page.relative_to(source.root).as_posix()


def answer_page(palette: Palette, name: str) -> Answer:
    """Return a page or one of the files that it may use, by the decoded path below the palette's own."""
    source = palette.source
    if source.html is not None and name == _STRING_NAME:
        headers = {"Content-Security-Policy": _FOREIGN_POLICY}
        return Answer(content_type="text/html; charset=utf-8", body=source.html.encode(), headers=headers)
    if source.file is None or source.root is None:
        return NOT_FOUND
    is_own = source.file.is_relative_to(_OWN)
    policy = _OWN_POLICY if is_own else _FOREIGN_POLICY
    return answer_file(source.root, name, policy=policy, outside=NOT_FOUND if is_own else _OUTSIDE)


def answer_file(folder: Path, name: str, *, policy: str, outside: Answer = NOT_FOUND) -> Answer:
    """Return a file of a folder, or `outside` for what lies elsewhere, whatever name or link leads there."""
    if "\0" in name:
        return NOT_FOUND
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        return outside
    if not _is_file(path):
        return NOT_FOUND
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind in ("application/javascript", "image/svg+xml"):
        kind = f"{kind}; charset=utf-8"
    return Answer(content_type=kind, body=path.read_bytes(), headers={"Content-Security-Policy": policy})
