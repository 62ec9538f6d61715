"""The client's repertoire for the Project and Data services: browse, search, write, convert."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import partial
from typing import Literal

import pytest
from addin.lib.aps import (
    commands,
    downloads,
    folders,
    hubs,
    items,
    links,
    refs,
    storages,
    versions,
)
from addin.lib.aps.commands import ACTIONS
from addin.lib.aps.xrefs import InlineXref
from addin.lib.emulator import Emulator
from addin.lib.errors import Conflict, DownloadError
from addin.lib.http import HttpClient

from .shelf import DESIGN, Shelf, upload_file

OTHER_POLICIES = {
    "created-version-includes-item": "yes",
    "download-job": "example",
    "download-outcome": "failed",
    "hub-warnings": "seven",
    "modified-rollup": "absent",
    "storage-reuse": "conflict",
}
_NOON = datetime(2026, 3, 4, 12, tzinfo=timezone.utc)


def use_data(client: HttpClient, service: Emulator, shelf: Shelf) -> None:
    """Call every function of the client that `traffic` does not call, on its shelf."""
    _browse(client, shelf)
    _search(client, shelf)
    _ask_about_many(client, shelf)
    _write_folders(client, shelf)
    _write_files(client, service, shelf)
    _convert(client, service, shelf)


def _browse(client: HttpClient, shelf: Shelf) -> None:
    project = shelf.project
    hubs.list_hubs(client, filters={"filter[name]": "Shelf", "filter[extension.type]-ends": ":Hub"})
    hubs.get_hub(client, shelf.hub)
    hubs.list_projects(client, shelf.hub, filters={"filter[id]": project, "page[limit]": "1"})
    hubs.get_project(client, shelf.hub, project_id=project)
    hubs.get_project_hub(client, shelf.hub, project_id=project)
    assert not folders.get_folder_if_changed(client, project, folder_id=shelf.inner_folder, since=_NOON)
    assert folders.get_folder_if_changed(
        client, project, folder_id=shelf.inner_folder, since=_NOON.replace(year=2025)
    )
    folders.get_folder_parent(client, project, folder_id=shelf.inner_folder)
    folders.get_item_parent(client, project, item_id=shelf.item)
    for query in (
        {"filter[lastModifiedTimeRollup]-ge": "2026-03-04T12:00:00", "includeHidden": "true"},
        {"filter[extension.type]-starts": "items:", "page[number]": "0"},
    ):
        folders.list_folder(client, project, folder_id=shelf.folder, filters=query)
    items.get_item(client, project, item_id=shelf.item, with_path=True)
    items.get_version_item(client, project, version_id=shelf.version)
    items.list_versions(client, project, item_id=shelf.item, filters={"filter[versionNumber]": "1"})
    for kind, resource_id in (
        ("folders", shelf.folder),
        ("items", shelf.item),
        ("versions", shelf.version),
    ):
        assert links.list_links(client, project, resource_type=kind, resource_id=resource_id)
        refs.list_related(client, project, resource_type=kind, resource_id=resource_id)
        filters = {"filter[extension.type]": DESIGN, "filter[type]": "items"}
        refs.list_related(client, project, resource_type=kind, resource_id=resource_id, filters=filters)
        for ref_type in refs.REF_TYPES:
            refs.list_refs(
                client,
                project,
                resource_type=kind,
                resource_id=resource_id,
                filters={"filter[refType]": ref_type, "filter[direction]": "to"},
            )


def _search(client: HttpClient, shelf: Shelf) -> None:
    for filters in (
        None,
        {"filter[name]-contains": "ear", "filter[type]": "versions"},
        {"filter[createTime]-ge": "2026-03-04", "filter[storageSize]-lt": "9", "filter[id]-ends": "=1"},
        {"filter[displayName]": "Nothing,No one"},
        {"page[number]": "0"},
    ):
        list(folders.search_folder(client, shelf.project, folder_id=shelf.root, filters=filters))


def _ask_about_many(client: HttpClient, shelf: Shelf) -> None:
    project = shelf.project
    assert commands.list_items(client, project, item_ids=[shelf.item, shelf.file_item]).tips
    resources = [("folders", shelf.folder), ("items", shelf.item), ("versions", shelf.version)]
    assert commands.check_permission(client, project, resources=resources, actions=["read", "upload"])
    (home,) = commands.check_permission(
        client, shelf.builders_project, resources=[("folders", shelf.plans)], actions=ACTIONS
    )
    assert not home.allowed
    assert commands.list_items(
        client, shelf.builders_project, item_ids=[shelf.plan_item], with_path=True
    ).items
    items.get_item(client, shelf.builders_project, item_id=shelf.plan_item, with_path=True)


def _write_folders(client: HttpClient, shelf: Shelf) -> None:
    project = shelf.project
    made = folders.create_folder(client, project, parent_id=shelf.folder, name="Norms")
    folders.update_folder(client, project, folder_id=made.id, name="Standards 2")
    folders.update_folder(client, project, folder_id=made.id, parent_id=shelf.root)
    folders.update_folder(client, project, folder_id=made.id, hidden=True)
    plans = folders.create_folder(
        client,
        shelf.builders_project,
        parent_id=shelf.plans,
        name="Old",
        extension_type="folders:autodesk.bim360:Folder",
    )
    assert folders.update_folder(client, shelf.builders_project, folder_id=plans.id, hidden=True).hidden


def _write_files(client: HttpClient, service: Emulator, shelf: Shelf) -> None:
    project = shelf.project
    storage_id = _upload(client, service, shelf.project, target=("folders", shelf.folder))
    xrefs = [InlineXref(shelf.file), InlineXref(shelf.drawing, "to", "overlay")]
    item, _ = items.create_item(
        client, project, folder_id=shelf.folder, name="bolt.step", storage_id=storage_id, xrefs=xrefs
    )
    storage_id = _upload(client, service, project, target=("items", item.id))
    version = versions.create_version(
        client, project, item_id=item.id, name="bolt.step", storage_id=storage_id, xrefs=xrefs
    )
    items.rename_item(client, project, item_id=item.id, name="nut.step")
    versions.rename_version(client, project, version_id=version.id, name="nut.step")
    copied, _ = items.copy_item(
        client, shelf.builders_project, folder_id=shelf.plans, name="B.dwg", source_id=shelf.plan
    )
    versions.copy_version(
        client, shelf.builders_project, item_id=copied.id, name="B.dwg", source_id=shelf.plan
    )


def _upload(
    client: HttpClient, service: Emulator, project: str, *, target: tuple[Literal["folders", "items"], str]
) -> str:
    storage = storages.create_storage(
        client, project, target_type=target[0], target_id=target[1], name="bolt.step"
    )
    upload_file(service, storage.id)
    return storage.id


def _convert(client: HttpClient, service: Emulator, shelf: Shelf) -> None:
    project = shelf.project
    (file_type,) = downloads.list_formats(client, project, version_id=shelf.version)
    job = downloads.create_download(client, project, version_id=shelf.version, file_type=file_type)
    assert downloads.get_job(client, project, job_id=job.id).status == "queued"
    download = downloads.wait_for_download(client, project, job_id=job.id, sleep=service.clock.advance)
    assert downloads.get_download(client, project, download_id=download.id) == download
    assert not downloads.list_downloads(client, project, version_id=shelf.version, file_type="pdf")


def use_other_policies(client: HttpClient, service: Emulator, shelf: Shelf) -> None:
    """Meet the answers that the service gives under other policies, each of them described somewhere."""
    project = shelf.project
    assert hubs.list_hubs(client)
    assert folders.get_folder(client, project, folder_id=shelf.folder).changed_below is None
    storage_id = _upload(client, service, project, target=("items", shelf.file_item))
    make = partial(
        versions.create_version,
        client,
        project,
        item_id=shelf.file_item,
        name="Parts.xlsx",
        storage_id=storage_id,
    )
    assert make().item_id == shelf.file_item
    with pytest.raises(Conflict):
        make()
    job = downloads.create_download(client, project, version_id=shelf.drawing, file_type="pdf")
    with pytest.raises(DownloadError):
        downloads.wait_for_download(client, project, job_id=job.id, sleep=service.clock.advance)
