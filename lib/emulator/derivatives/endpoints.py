"""The Model Derivative service's thumbnails."""

from __future__ import annotations

import base64
import binascii
import json

from ..answers import gateway_error
from ..backend import Backend, Caller
from ..data.access import open_project
from ..messages import Answer, Request
from . import thumbnails

_SIZES = (100, 200, 400)
_DEFAULT_SIZE = 200


def get_thumbnail(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with the picture of a version, given as unpadded URL-safe base64 of its id."""
    width, height = _read_size(request, "width"), _read_size(request, "height")
    size = min(width or height or _DEFAULT_SIZE, height or width or _DEFAULT_SIZE)
    row = backend.database.row(
        "SELECT project_id, name, thumbnail FROM versions WHERE id = ?", (_read_urn(request.params["urn"]),)
    )
    if row is None or row["thumbnail"] is None:
        raise gateway_error(404, "No thumbnail was found for this design.")
    open_project(backend, caller, row["project_id"])
    return Answer(
        200,
        thumbnails.render(row["thumbnail"], size),
        {
            "Content-Type": "image/png",
            "Cache-Control": "public, max-age=86400",
            # Header lines hold ASCII only; the encoding of the name is told beside it.
            "x-ads-name": json.dumps(row["name"])[1:-1],
            "x-ads-name-encoding": "json",
            "x-ads-size": f"[{size}, {size}]",
            "x-ads-role": "rendered",
            "x-ads-job-status": "success",
        },
    )


def _read_size(request: Request, name: str) -> int | None:
    values = request.query.get(name)
    if values is None:
        return None
    if values[-1] not in map(str, _SIZES):
        raise gateway_error(400, f"{name} must be 100, 200 or 400.")
    return int(values[-1])


def _read_urn(segment: str) -> str:
    try:
        if "=" in segment:
            raise ValueError("padded")
        padded = (segment + "=" * (-len(segment) % 4)).encode("ascii")
        return base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (ValueError, binascii.Error):
        raise gateway_error(400, "The urn must be URL-safe base64 without padding.") from None
