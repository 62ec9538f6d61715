"""The published limits: how many requests a minute the services take per client id and endpoint.

`{}` stands for one segment of a path. What is not listed has no published limit and is not held back.
"""

from __future__ import annotations

import functools
from typing import Any

from ..http import Limit

_HUBS = "/project/v1/hubs"
_DATA = "/data/v1/projects/{}"
_LIMITS: tuple[tuple[int, str], ...] = (
    (500, "GET /authentication/v2/authorize"),
    (500, "POST /authentication/v2/token"),
    (500, "POST /authentication/v2/introspect"),
    (100, "POST /authentication/v2/revoke"),
    (500, "GET /authentication/v2/logout"),
    (50, f"GET {_HUBS}"),
    (50, f"GET {_HUBS}/{{}}"),
    (50, f"GET {_HUBS}/{{}}/projects"),
    (50, f"GET {_HUBS}/{{}}/projects/{{}}"),
    (50, f"GET {_HUBS}/{{}}/projects/{{}}/hub"),
    (300, f"GET {_HUBS}/{{}}/projects/{{}}/topFolders"),
    (300, f"GET {_DATA}/folders/{{}}"),
    (50, f"PATCH {_DATA}/folders/{{}}"),
    (50, f"GET {_DATA}/folders/{{}}/parent"),
    (300, f"GET {_DATA}/folders/{{}}/contents"),
    (300, f"GET {_DATA}/folders/{{}}/search"),
    (50, f"GET {_DATA}/folders/{{}}/refs"),
    (50, f"GET {_DATA}/folders/{{}}/relationships/refs"),
    (50, f"POST {_DATA}/folders/{{}}/relationships/refs"),
    (50, f"GET {_DATA}/folders/{{}}/relationships/links"),
    (50, f"POST {_DATA}/folders"),
    (300, f"GET {_DATA}/items/{{}}"),
    (50, f"PATCH {_DATA}/items/{{}}"),
    (50, f"GET {_DATA}/items/{{}}/parent"),
    (50, f"GET {_DATA}/items/{{}}/tip"),
    (800, f"GET {_DATA}/items/{{}}/versions"),
    (300, f"GET {_DATA}/items/{{}}/refs"),
    (50, f"GET {_DATA}/items/{{}}/relationships/refs"),
    (50, f"POST {_DATA}/items/{{}}/relationships/refs"),
    (50, f"GET {_DATA}/items/{{}}/relationships/links"),
    (50, f"POST {_DATA}/items"),
    (300, f"GET {_DATA}/versions/{{}}"),
    (50, f"PATCH {_DATA}/versions/{{}}"),
    (50, f"GET {_DATA}/versions/{{}}/item"),
    (50, f"GET {_DATA}/versions/{{}}/refs"),
    (50, f"GET {_DATA}/versions/{{}}/relationships/refs"),
    (50, f"POST {_DATA}/versions/{{}}/relationships/refs"),
    (50, f"GET {_DATA}/versions/{{}}/relationships/links"),
    (50, f"GET {_DATA}/versions/{{}}/downloadFormats"),
    (50, f"GET {_DATA}/versions/{{}}/downloads"),
    (300, f"POST {_DATA}/versions"),
    (300, f"POST {_DATA}/storage"),
    (50, f"POST {_DATA}/downloads"),
    (300, f"GET {_DATA}/jobs/{{}}"),
    (300, f"GET {_DATA}/downloads/{{}}"),
    (300, f"POST {_DATA}/commands"),
)
# Object storage counts all its endpoints together.
_STORAGE = "oss"
_STORAGE_LIMIT = Limit("object storage", 1000)


def find_limit(method: str, path: str) -> Limit | None:
    """Return the limit of a request, whatever its query, or None where none is published."""
    segments = path.partition("?")[0].split("/")[1:]
    if segments[0] == _STORAGE:
        return _STORAGE_LIMIT
    node = _tree()
    for segment in segments:
        node = node.get(segment) or node.get("{}")
        if node is None:
            return None
    return node.get((method,))


@functools.cache
def _tree() -> dict[Any, Any]:
    """Return the table by segments; at a path's end, its limits by `(method,)`, which no segment equals."""
    root: dict[Any, Any] = {}
    for per_minute, endpoint in _LIMITS:
        method, _, path = endpoint.partition(" ")
        node = root
        for segment in path.split("/")[1:]:
            node = node.setdefault(segment, {})
        node[(method,)] = Limit(endpoint, per_minute)
    return root
