"""How lists are cut and filtered.

The service pages first and filters afterwards: a page may come short or empty, and only the absence of
`links.next` says that the list is over. Filters are ANDed, a comma list inside one is ORed, and comparing is
by characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from ..answers import Errors
from ..messages import Request
from .resources import Resource

_MAXIMUM = 200
_FILTER = re.compile(r"filter\[([^\]]+)\](-[a-z]+)?")
_COMPARISONS: Mapping[str, Callable[[str, str], bool]] = {
    "": lambda value, wanted: value == wanted,
    "-eq": lambda value, wanted: value == wanted,
    "-lt": lambda value, wanted: value < wanted,
    "-le": lambda value, wanted: value <= wanted,
    "-gt": lambda value, wanted: value > wanted,
    "-ge": lambda value, wanted: value >= wanted,
    "-starts": str.startswith,
    "-ends": str.endswith,
    "-contains": lambda value, wanted: wanted in value,
}


@dataclass(frozen=True)
class Cut:
    """Which part of a list a request asks for; numbers count from 0.

    `is_fixed` says that a request cannot choose the limit.
    """

    number: int
    limit: int
    is_fixed: bool = False

    @classmethod
    def of(cls, request: Request, errors: Errors) -> Cut:
        """Read `page[number]` and `page[limit]`."""
        limit = _read_number(request, "page[limit]", errors, least=1, most=_MAXIMUM, default=_MAXIMUM)
        return cls(_read_page_number(request, errors), limit)

    @classmethod
    def fixed(cls, request: Request, errors: Errors) -> Cut:
        """Read `page[number]` alone."""
        return cls(_read_page_number(request, errors), _MAXIMUM, is_fixed=True)

    @property
    def sql(self) -> tuple[int, int]:
        """LIMIT and OFFSET: one row more than the page, to see whether there is a next one."""
        return self.limit + 1, self.number * self.limit

    def links(self, request: Request, found: int) -> dict[str, str]:
        """Return the links beside `self`, given how many rows the query of `sql` found."""
        links = {}
        if found > self.limit or self.number:
            links["first"] = self._href(request, 0)
        if self.number:
            links["prev"] = self._href(request, self.number - 1)
        if found > self.limit:
            links["next"] = self._href(request, self.number + 1)
        return links

    def _href(self, request: Request, number: int) -> str:
        pairs = [
            (name, value)
            for name, values in request.query.items()
            for value in values
            if name not in ("page[number]", "page[limit]")
        ]
        pairs += [("page[number]", str(number))]
        pairs += [] if self.is_fixed else [("page[limit]", str(self.limit))]
        return f"{own_path(request)}?{urlencode(pairs, quote_via=quote)}"


def own_path(request: Request) -> str:
    """Return a request's path as links show it."""
    return "/" + request.path.lstrip("/")


def filter_resources(resources: Iterable[Resource], request: Request) -> list[Resource]:
    """Keep what passes every filter of the request.

    A field may be named in full or without its `attributes.` or `meta.`; a resource without it is left out.
    """
    tests = [
        (field[1], _COMPARISONS[field[2] or ""], [part for value in values for part in value.split(",")])
        for name, values in request.query.items()
        if (field := _FILTER.fullmatch(name)) and (field[2] or "") in _COMPARISONS
    ]
    if not tests:
        return list(resources)
    return [
        resource
        for resource in resources
        if all(_passes(_find(resource, name), compare, wanted) for name, compare, wanted in tests)
    ]


def _passes(value: Any, compare: Callable[[str, str], bool], wanted: list[str]) -> bool:
    if value is None or isinstance(value, (dict, list)):
        return False
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return any(compare(text, part) for part in wanted)


def _find(resource: Resource, name: str) -> Any:
    for prefix in ("", "attributes.", "meta."):
        place: Any = resource
        for part in f"{prefix}{name}".split("."):
            place = place.get(part) if isinstance(place, dict) else None
        if place is not None:
            return place
    return None


def read_flag(request: Request, name: str, errors: Errors) -> bool:
    """Return a parameter that is true or false, and false where it is absent."""
    text = request.query.get(name, ("false",))[-1]
    if text not in ("true", "false"):
        raise errors.bad_input(f"The value of {name} must be true or false.")
    return text == "true"


def _read_page_number(request: Request, errors: Errors) -> int:
    return _read_number(request, "page[number]", errors, least=0, most=10**6, default=0)


def _read_number(request: Request, name: str, errors: Errors, *, least: int, most: int, default: int) -> int:
    text = request.query.get(name, (str(default),))[-1]
    if not (text.isascii() and text.isdigit() and len(text) <= 7 and least <= int(text) <= most):
        raise errors.bad_input(f"The value of {name} must be a number from {least} to {most}.")
    return int(text)
