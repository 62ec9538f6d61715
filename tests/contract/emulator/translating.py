"""The Model Derivative service on the wire: urns, paths, and jobs."""

from __future__ import annotations

import base64
import json
from typing import Any

from .wire import Reply, Wire, q

SERVICE = "/modelderivative/v2/designdata"
EMEA_SERVICE = "/modelderivative/v2/regions/eu/designdata"
DONE = 10.0  # seconds until a translation has ended


def urn_of(resource_id: str) -> str:
    """Unpadded URL-safe base64."""
    return base64.urlsafe_b64encode(resource_id.encode()).rstrip(b"=").decode()


def path_of(resource_id: str, *more: str, service: str = SERVICE) -> str:
    """A path below a design."""
    return "/".join((service, urn_of(resource_id), *map(q, more)))


def job(resource_id: str, *kinds: str, **changes: Any) -> dict[str, Any]:
    """The body of a job; `changes` go into its output."""
    formats = [
        {"type": kind, **({"views": ["2d", "3d"]} if kind.startswith("svf") else {})}
        for kind in kinds or ("thumbnail",)
    ]
    return {"input": {"urn": urn_of(resource_id)}, "output": {"formats": formats, **changes}}


def start(wire: Wire, body: object, *, service: str = SERVICE, **headers: str) -> Reply:
    """Send a job."""
    return wire.send(
        "POST",
        f"{service}/job",
        body=json.dumps(body),
        headers={"Content-Type": "application/json", **headers},
    )


def translate(wire: Wire, resource_id: str, *kinds: str, **headers: str) -> None:
    """Start a job and let the time pass that it takes."""
    assert start(wire, job(resource_id, *kinds), **headers).status == 200
    wire.service.clock.advance(DONE)
