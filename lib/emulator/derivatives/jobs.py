"""The jobs of the Model Derivative service: what a translation is asked for with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..answers import json_answer
from ..backend import Backend, Caller
from ..messages import Answer, Refused, Request
from .formats import OUTPUTS, can_translate
from .resources import VIEWABLES
from .sources import check_region, find_source, read_region
from .thumbnails import SIZES
from .translations import start_translations

_VIEWS = ("2d", "3d")


def start_job(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Start translating; 200 says what was accepted, 201 without a body that it is all there already."""
    body = _read_body(request)
    job, output = _part(body, "input"), _part(body, "output")
    urn = job.get("urn")
    if not isinstance(urn, str):
        raise _refused("input.urn is missing.")
    if job.get("compressedUrn") is True and not job.get("rootFilename"):
        raise _refused("input.rootFilename is missing: the source design is compressed.")
    source = find_source(backend, caller, urn)
    outputs = _read_formats(output)
    for kind in outputs:
        if not can_translate(source.name, file_type=source.file_type, output=kind):
            raise _refused("Failed to trigger translation for this file.")
    is_new = start_translations(
        backend,
        source,
        region=_region_of(request, output),
        outputs=outputs,
        force=request.headers.get("x-ads-force", "false").lower() == "true",
    )
    if not is_new:
        return Answer(201)
    return json_answer({"result": "success", "urn": urn, "acceptedJobs": {"output": output}})


def _read_body(request: Request) -> Mapping[str, Any]:
    if request.media_type != "application/json":
        raise _refused("The content type must be application/json.")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise _refused("The body is no JSON object.")
    return body


def _part(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = body.get(name)
    if not isinstance(part, dict):
        raise _refused(f"{name} is missing.")
    return part


def _region_of(request: Request, output: Mapping[str, Any]) -> str:
    """Return the region of the header, or of the attribute that it has replaced."""
    destination = output.get("destination")
    if "region" in request.headers or not isinstance(destination, dict) or "region" not in destination:
        return read_region(request)
    return check_region(destination["region"])


def _read_formats(output: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the options of every output that is asked for."""
    formats = output.get("formats")
    if not isinstance(formats, list) or not formats:
        raise _refused("output.formats is missing.")
    outputs: dict[str, Mapping[str, Any]] = {}
    for entry in formats:
        kind = entry.get("type") if isinstance(entry, dict) else None
        if kind not in OUTPUTS:
            raise _refused(f"The type of an output must be one of {', '.join(OUTPUTS)}.")
        views, advanced = entry.get("views"), entry.get("advanced", {})
        if kind in VIEWABLES and (not isinstance(views, list) or not _are_views(views)):
            raise _refused(f"The views of {kind} must be 2d, 3d or both.")
        if not isinstance(advanced, dict):
            raise _refused(f"The advanced options of {kind} are no object.")
        sizes = [advanced[name] for name in ("width", "height") if name in advanced]
        if kind == "thumbnail" and any(size not in SIZES for size in sizes):
            raise _refused("A thumbnail is 100, 200 or 400 pixels wide and high.")
        outputs[kind] = advanced
    return outputs


def _are_views(views: list[Any]) -> bool:
    return bool(views) and all(view in _VIEWS for view in views)


def _refused(diagnostic: str) -> Refused:
    return Refused(json_answer({"diagnostic": diagnostic}, 400))
