"""Bad days by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .lies import LIES

_BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
_WRONG_PAGE = "<!doctype html><html><head><title>Welcome</title></head><body>Please sign in.</body></html>"


class Preset(NamedTuple):
    """What a bad day is, in a few words, and the fields of its fault."""

    meaning: str
    fields: Mapping[str, Any]


PRESETS: Mapping[str, Preset] = {
    "quota": Preset(
        "429: the quota is used up, come back in 5 s",
        {
            "status": 429,
            "body": '{"developerMessage":"Quota limit exceeded."}',
            "headers": {"Retry-After": "5", "Server": "Apigee Router"},
        },
    ),
    "gateway": Preset("502: a page of the gateway instead of JSON", {"status": 502, "body": _BAD_GATEWAY}),
    "html": Preset("200, but with a web page instead of JSON", {"status": 200, "body": _WRONG_PAGE}),
    "content-type": Preset(
        "The real answer, declared to be plain text", {"headers": {"Content-Type": "text/plain"}}
    ),
    "slow": Preset("3 s until the first byte", {"first_byte_ms": 3000}),
    "trickle": Preset("The body takes 5 s to arrive, bit by bit", {"trickle_ms": 5000}),
    "half": Preset("The connection breaks in mid-body", {"action": "truncate"}),
    "reset": Preset("The connection breaks, nothing is done", {"action": "reset-before"}),
    "lost-answer": Preset(
        "All is done, but the connection breaks before the answer", {"action": "reset-after"}
    ),
    "refuse": Preset(
        "At the next call, the service is down for 5 s", {"action": "refuse", "nth": [1], "down_ms": 5000}
    ),
    "reset-accept": Preset(
        "At the next call, connections are reset for 5 s",
        {"action": "reset-accept", "nth": [1], "down_ms": 5000},
    ),
    "expire-token": Preset(
        "The token of the next call expires just before it", {"action": "expire-token", "nth": [1]}
    ),
    "lie": Preset("Every kind of lie, about one resource in three", {"action": "lie", "what": list(LIES)}),
}
