"""Lists that come in pages.

The service pages before it filters, so a page may be short or empty in mid-list: the only end is a page
without `links.next`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ..errors import MalformedAnswer
from ..http import HttpClient
from ..http.answers import parse_answer
from ..http.fields import Fields
from .documents import JSON_API

_MOST_PAGES = 5000  # a million rows: a list without end is a fault of the service
_HEADERS = {"Accept": JSON_API}


@dataclass(frozen=True)
class Page:
    """One page: the raw resources of `data` and `included`, the `meta` object, and whether no more follow."""

    data: tuple[Any, ...]
    included: tuple[Any, ...]
    meta: Mapping[str, Any]
    is_last: bool


def iter_pages(client: HttpClient, path: str, what: str) -> Iterator[Page]:
    """Yield every page of a list, the first at `path`.

    Of a `links.next` only path and query are used, on our own host: the token goes nowhere else. Raises
    `MalformedAnswer` when the pages lead back to one already read.
    """
    seen: set[str] = set()
    next_path: str | None = path
    while next_path is not None:
        if next_path in seen or len(seen) >= _MOST_PAGES:
            raise MalformedAnswer("service.endless-pages", what=what)
        seen.add(next_path)
        body = parse_answer(client.request("GET", next_path, headers=_HEADERS), what)
        fields = Fields(body, what)
        next_path = _next_path(body, what)
        yield Page(
            tuple(fields.list("data")),
            tuple(fields.optional_list("included")),
            fields.mapping("meta"),
            is_last=next_path is None,
        )


def read_list(client: HttpClient, path: str, what: str) -> Page:
    """Return a whole list as one page: all data, all included resources."""
    pages = list(iter_pages(client, path, what))
    return Page(
        tuple(resource for page in pages for resource in page.data),
        tuple(resource for page in pages for resource in page.included),
        pages[0].meta,
        is_last=True,
    )


def read_one(client: HttpClient, path: str, what: str) -> tuple[Any, tuple[Any, ...]]:
    """Return the raw resource of a single answer and what it includes."""
    body = parse_answer(client.request("GET", path, headers=_HEADERS), what)
    return body.get("data"), tuple(Fields(body, what).optional_list("included"))


def _next_path(body: Mapping[str, Any], what: str) -> str | None:
    link = Fields(body, what).mapping("links").get("next")
    if link is None:
        return None
    href = link.get("href") if isinstance(link, dict) else link
    if not isinstance(href, str):
        raise MalformedAnswer("service.missing-field", what=what, field="links.next.href", id="?")
    try:
        parts = urlsplit(href)
    except ValueError:
        parts = urlsplit("")
    if not parts.path.startswith("/"):
        raise MalformedAnswer("service.missing-field", what=what, field="links.next.href", id="?")
    return parts.path + (f"?{parts.query}" if parts.query else "")
