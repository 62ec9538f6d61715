"""The Data service's files: items, versions, places for them, and downloads made of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from addin.lib.aps import downloads, folders, items, storages, versions
from addin.lib.aps.items import BIM_360_ITEM

from ..openapi.shelf import upload_file
from .bench import MADE, Bench, Case, Read, Write, shelf_read
from .rows import RIGHT

_NAME = "bolt.step"


def _make_item(bench: Bench, folder_id: str, **more: str) -> tuple[str, str]:
    """Put an item of one version into a folder and return the ids of both."""
    seed = bench.service.seed
    item = seed.add_item(folder_id, name=f"part {bench.fresh()}.step", **more, **MADE)
    return item, seed.add_version(item, size=1, **MADE)


def _upload(bench: Bench, target_type: Any, target_id: str) -> str:
    """Upload a file to a new storage and return its id."""
    storage = storages.create_storage(
        bench.calm, bench.shelf.project, target_type=target_type, target_id=target_id, name=_NAME
    )
    upload_file(bench.service, storage.id)
    return storage.id


def _prepare_item(bench: Bench) -> tuple[str, str]:
    folder = bench.service.seed.add_folder(bench.shelf.folder, name=f"Files {bench.fresh()}", **MADE)
    return folder, _upload(bench, "folders", folder)


def _create_item(bench: Bench, thing: Any) -> object:
    folder, storage = thing
    return items.create_item(
        bench.client, bench.shelf.project, folder_id=folder, name=_NAME, storage_id=storage
    )


def _count_items(bench: Bench, project: str, folder: str) -> int:
    return len(folders.list_folder(bench.calm, project, folder_id=folder).items)


def _prepare_version(bench: Bench) -> tuple[str, str]:
    item, _ = _make_item(bench, bench.shelf.folder)
    return item, _upload(bench, "items", item)


def _create_version(bench: Bench, thing: Any) -> object:
    item, storage = thing
    return versions.create_version(
        bench.client, bench.shelf.project, item_id=item, name=_NAME, storage_id=storage
    )


def _count_further_versions(bench: Bench, project: str, item: str) -> int:
    return len(items.list_versions(bench.calm, project, item_id=item)) - 1


def _copy_item(bench: Bench, folder: Any) -> object:
    return items.copy_item(
        bench.client, bench.shelf.builders_project, folder_id=folder, name="B.dwg", source_id=bench.shelf.plan
    )


def _copy_version(bench: Bench, item: Any) -> object:
    return versions.copy_version(
        bench.client, bench.shelf.builders_project, item_id=item, name="B.dwg", source_id=bench.shelf.plan
    )


def _rename_item(bench: Bench, ids: Any) -> object:
    return items.rename_item(bench.client, bench.shelf.project, item_id=ids[0], name=_NAME)


def _rename_version(bench: Bench, ids: Any) -> object:
    return versions.rename_version(bench.client, bench.shelf.project, version_id=ids[1], name=_NAME)


def _create_storage(bench: Bench, _: Any) -> object:
    return storages.create_storage(
        bench.client,
        bench.shelf.project,
        target_type="folders",
        target_id=bench.shelf.folder,
        name=_NAME,
    )


def _find_format(bench: Bench) -> str:
    shelf = bench.shelf
    return downloads.list_formats(bench.calm, shelf.project, version_id=shelf.version)[0]


def _create_job(bench: Bench, client: Any, file_type: str) -> downloads.Job:
    shelf = bench.shelf
    return downloads.create_download(client, shelf.project, version_id=shelf.version, file_type=file_type)


def _wait(bench: Bench, client: Any, job_id: str) -> downloads.Download:
    return downloads.wait_for_download(
        client, bench.shelf.project, job_id=job_id, sleep=bench.service.clock.advance
    )


def _finish_job(bench: Bench) -> str:
    """Return the id of a job that is done, which is its download's too."""

    def make() -> str:
        job = _create_job(bench, bench.calm, _find_format(bench))
        return _wait(bench, bench.calm, job.id).id

    return bench.keep("download", make)


FILE_CASES: Mapping[str, Case] = {
    "items.get_item": shelf_read(items.get_item, item_id="item"),
    "items.get_version_item": shelf_read(items.get_version_item, version_id="version"),
    "items.get_tip": shelf_read(items.get_tip, item_id="item"),
    "items.list_versions": shelf_read(items.list_versions, item_id="item"),
    "items.create_item": Write(
        prepare=_prepare_item,
        act=_create_item,
        times=lambda bench, thing: _count_items(bench, bench.shelf.project, thing[0]),
    ),
    "items.copy_item": Write(
        prepare=lambda bench: bench.service.seed.add_folder(
            bench.shelf.plans, name=f"Plans {bench.fresh()}", **MADE
        ),
        act=_copy_item,
        times=lambda bench, folder: _count_items(bench, bench.shelf.builders_project, folder),
    ),
    "items.rename_item": Write(
        prepare=lambda bench: _make_item(bench, bench.shelf.folder),
        act=_rename_item,
        times=lambda bench, ids: (
            items.get_item(bench.calm, bench.shelf.project, item_id=ids[0])[0].name == _NAME
        ),
    ),
    "versions.get_version": shelf_read(versions.get_version, version_id="version"),
    "versions.create_version": Write(
        prepare=_prepare_version,
        act=_create_version,
        times=lambda bench, thing: _count_further_versions(bench, bench.shelf.project, thing[0]),
    ),
    "versions.copy_version": Write(
        prepare=lambda bench: _make_item(bench, bench.shelf.plans, extension_type=BIM_360_ITEM)[0],
        act=_copy_version,
        times=lambda bench, item: _count_further_versions(bench, bench.shelf.builders_project, item),
    ),
    "versions.rename_version": Write(
        prepare=lambda bench: _make_item(bench, bench.shelf.folder),
        act=_rename_version,
        times=lambda bench, ids: (
            versions.get_version(bench.calm, bench.shelf.project, version_id=ids[1]).name == _NAME
        ),
    ),
    # A place that nobody knows of cannot be found again, nor can a job.
    "storages.create_storage": Write(
        prepare=lambda bench: None, act=_create_storage, times=lambda bench, _: 0, counts=False
    ),
    "downloads.create_download": Write(
        prepare=lambda bench: bench.keep("format", lambda: _find_format(bench)),
        act=lambda bench, file_type: _create_job(bench, bench.client, file_type),
        times=lambda bench, _: 0,
        counts=False,
    ),
    "downloads.list_formats": shelf_read(downloads.list_formats, version_id="version"),
    "downloads.list_downloads": shelf_read(downloads.list_downloads, version_id="version"),
    "downloads.get_job": Read(
        lambda bench: downloads.get_job(bench.client, bench.shelf.project, job_id=_finish_job(bench)),
        {"reset in mid-body": RIGHT},  # a redirection has no body
    ),
    "downloads.get_download": Read(
        lambda bench: downloads.get_download(
            bench.client, bench.shelf.project, download_id=_finish_job(bench)
        )
    ),
    "downloads.wait_for_download": Read(lambda bench: _wait(bench, bench.client, _finish_job(bench))),
}
