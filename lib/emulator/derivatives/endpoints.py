"""The Model Derivative service's thumbnails.

A version of a hub brings its picture along, extracted from the design (the policy `thumbnail-delay`); any
other comes of a translation.
"""

from __future__ import annotations

import json

from ..answers import gateway_error
from ..backend import Backend, Caller
from ..messages import Answer, Request
from .resources import VIEWABLES, draw
from .sources import find_source, read_region
from .thumbnails import SIZES
from .translations import list_translations, state_of

_DEFAULT_SIZE = 200


def get_thumbnail(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with the picture of a version; 404 while there is none."""
    width, height = _read_size(request, "width"), _read_size(request, "height")
    size = min(width or height or _DEFAULT_SIZE, height or width or _DEFAULT_SIZE)
    source, region = find_source(backend, caller, request.params["urn"]), read_region(request)
    state = state_of(list_translations(backend, source, region=region), "thumbnail", *VIEWABLES)
    is_extracted = (
        backend.policies["thumbnail-delay"] == "ready"
        and source.picture is not None
        and region == source.region
    )
    if state != "success" and not is_extracted:
        raise gateway_error(404, "No thumbnail was found for this design.")
    return Answer(
        200,
        draw(source, size),
        {
            "Content-Type": "image/png",
            "Cache-Control": "public, max-age=86400",
            # Header lines hold ASCII only; the encoding of the name is told beside it.
            "x-ads-name": json.dumps(source.name)[1:-1],
            "x-ads-name-encoding": "json",
            "x-ads-size": f"[{size}, {size}]",
            "x-ads-role": "rendered" if state == "success" else "extracted",
            # The manifest's word for it is another.
            "x-ads-job-status": {"": "success", "timeout": "timedout"}.get(state, state),
        },
    )


def _read_size(request: Request, name: str) -> int | None:
    values = request.query.get(name)
    if values is None:
        return None
    if values[-1] not in map(str, SIZES):
        raise gateway_error(400, f"{name} must be 100, 200 or 400.")
    return int(values[-1])
