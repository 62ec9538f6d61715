"""The page's calls about the files of versions, and the folder they are saved in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Event

from ..core.version_files import download_version
from .methods import Method, Params, Services


def _download(services: Services, params: Params, cancelled: Event) -> object:
    session = services.sign_ins.require()
    saved = download_version(
        session.client,
        session.carrier,
        project_id=params.text("projectId"),
        version_id=params.text("versionId"),
        folder=services.downloads_folder(),
        progress=services.bridge.note_progress,
        cancelled=cancelled,
    )
    path = saved.path
    return {"path": str(path), "name": path.name, "folder": str(path.parent), "size": saved.size}


def _show_folder(services: Services, params: Params, cancelled: Event) -> object:
    services.show_folder(Path(params.text("folder")))
    return {}


METHODS: Mapping[str, Method] = {
    "version.download": _download,
    "version.showFolder": _show_folder,
}
