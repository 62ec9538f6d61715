"""Finds the endpoint of a request on its raw path.

Nothing is decoded before the match: a placeholder takes exactly one segment as it came, and only then is
that segment decoded, once. So `%3Fversion%3D2` stays part of an id, `%2F` makes no new segment, and an
unencoded `?version=2` ends the path early and misses. A doubled leading slash is accepted, since the
official SDK sends one.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from .answers import gateway_error
from .backend import Backend, Caller
from .messages import Answer, Request

Handler = Callable[[Backend, Caller, Request], Answer]
_MOST_KEPT = 4096
_ESCAPES = re.compile(r"(?:[^%]|%[0-9A-Fa-f]{2})+")


@dataclass(frozen=True)
class Route:
    """One endpoint: `template` with `{name}` for a segment.

    `scopes`: the token needs one of them, or with `needs_all` each; an empty set takes any token, None asks
    for no token at all. `limit` is the published number of requests per minute; endpoints with the same
    `quota` share it. With `streams` the handler takes the body as a stream.
    """

    method: str
    template: str
    handler: Handler
    scopes: frozenset[str] | None
    limit: int
    needs_all: bool = False
    quota: str = ""
    streams: bool = False

    def allows(self, scopes: frozenset[str]) -> bool:
        """Tell whether a token with these scopes is enough."""
        assert self.scopes is not None
        return self.scopes <= scopes if self.needs_all else not self.scopes or bool(self.scopes & scopes)

    @property
    def name(self) -> str:
        """Method and path."""
        return f"{self.method} {self.template}"


@dataclass
class _Node:
    literals: dict[str, _Node] = field(default_factory=dict)
    placeholder: _Node | None = None
    routes: dict[str, tuple[Route, tuple[str, ...]]] = field(default_factory=dict)


class Router:
    """The route table as a tree of segments."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self.names = tuple(route.name for route in routes)
        self._root = _Node()
        self.find = functools.lru_cache(_MOST_KEPT)(self._find)
        for route in routes:
            node, names = self._root, []
            for segment in route.template.split("/")[1:]:
                if segment.startswith("{"):
                    names.append(segment[1:-1])
                    node.placeholder = node.placeholder or _Node()
                    node = node.placeholder
                else:
                    node = node.literals.setdefault(segment, _Node())
            node.routes[route.method] = route, tuple(names)

    def _find(self, method: str, path: str) -> tuple[Route, Mapping[str, str]]:
        """Return the route and what its placeholders took, decoded.

        Raises the refusal to answer with: 404, or 405 where the path exists for other methods.
        """
        if path.startswith("//"):
            path = path[1:]
        node: _Node | None = self._root
        taken: list[str] = []
        for segment in path.split("/")[1:]:
            assert node is not None
            if segment in node.literals:
                node = node.literals[segment]
                continue
            node = node.placeholder
            text = _decode(segment)
            if node is None or text is None:
                raise gateway_error(404, "The requested resource does not exist.")
            taken.append(text)
        if node is None or not node.routes:
            raise gateway_error(404, "The requested resource does not exist.")
        if method not in node.routes:
            allowed = ", ".join(sorted(node.routes))
            raise gateway_error(405, f"The method {method} is not allowed here.", headers={"Allow": allowed})
        route, names = node.routes[method]
        return route, dict(zip(names, taken, strict=True))


def _decode(segment: str) -> str | None:
    """Return a segment decoded once, or None when it is empty or badly encoded."""
    if not _ESCAPES.fullmatch(segment):
        return None
    try:
        return unquote_to_bytes(segment).decode("utf-8")
    except UnicodeDecodeError:
        return None
