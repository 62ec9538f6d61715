"""The manifest: everything that was made of a source, or is being made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..answers import gateway_error, json_answer
from ..backend import Backend, Caller
from ..data.access import open_project
from ..messages import Answer, Request
from .resources import VIEWABLES, File, list_files, make_guid
from .sources import Source, find_source, look_up, read_region
from .translations import Translation, delete_translations, list_translations, progress_text

_PICTURED = ("thumbnail", *VIEWABLES)
_FAILURES = {
    "failed": "The translation failed: a policy of the sample service says so.",
    "timeout": "The translation took too long: a policy of the sample service says so.",
}


def get_manifest(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with the manifest; there is none before the first job."""
    source, region = find_source(backend, caller, request.params["urn"]), read_region(request)
    translations = list_translations(backend, source, region=region)
    if not translations:
        raise gateway_error(404, "There is no manifest of this design.")
    return json_answer(
        {
            "type": "manifest",
            "urn": source.encoded,
            "hasThumbnail": str(any(map(_has_thumbnail, translations))).lower(),
            "progress": progress_text(sum(one.percent for one in translations) // len(translations)),
            "status": _overall(translations),
            "region": region,
            "version": "1.0",
            "derivatives": [_derivative(source, one) for one in translations],
        }
    )


def delete_manifest(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Delete the manifest and what it names; also where there is none."""
    source, region = look_up(backend, request.params["urn"]), read_region(request)
    if source is not None:
        open_project(backend, caller, source.project_id)
        delete_translations(backend, source.urn, region=region)
    return json_answer({"result": "success"})


def view_guid(source: Source) -> str:
    """Return the id of the one view of a design."""
    return make_guid(source.urn, "view")


def _derivative(source: Source, translation: Translation) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": source.name,
        "hasThumbnail": str(_has_thumbnail(translation)).lower(),
        "progress": translation.progress,
        "outputType": translation.output,
        "status": translation.status,
    }
    if translation.status in _FAILURES:
        message = {
            "type": "error",
            "code": f"Sample-{translation.status}",
            "message": _FAILURES[translation.status],
        }
        made["messages"] = [message]
    if translation.status == "success":
        files = [_resource(file) for file in list_files(source, translation.output)]
        is_view = translation.output in VIEWABLES
        made["children"] = [_view(source, translation.output, files)] if is_view else files
    return made


def _view(source: Source, output: str, pictures: list[dict[str, Any]]) -> dict[str, Any]:
    graphics = {
        "type": "resource",
        "role": "graphics",
        "mime": f"application/autodesk-{output}",
        "guid": make_guid(source.urn, output, "graphics"),
        "status": "success",
    }
    return {
        "type": "geometry",
        "role": source.role,
        "name": source.stem,
        "guid": view_guid(source),
        "viewableID": view_guid(source),
        "hasThumbnail": "true",
        "progress": "complete",
        "status": "success",
        "children": [graphics, *pictures],
    }


def _resource(file: File) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "resource",
        "urn": file.urn,
        "role": file.role,
        "mime": file.media_type,
        "guid": file.guid,
        "status": "success",
    }
    if file.size:
        made["resolution"] = [file.size, file.size]
    return made


def _overall(translations: Sequence[Translation]) -> str:
    """Return the one state of several: the running ones decide, then the worst."""
    states = [one.status for one in translations]
    if any(one.is_running for one in translations):
        return "pending" if set(states) == {"pending"} else "inprogress"
    return next((state for state in ("failed", "timeout") if state in states), "success")


def _has_thumbnail(translation: Translation) -> bool:
    return translation.status == "success" and translation.output in _PICTURED
