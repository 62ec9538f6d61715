"""The Project and Data services: hubs, folders, refs, links, and questions about many resources."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from addin.lib.aps import commands, folders, hubs, links, refs
from addin.lib.aps.refs import ATTACHMENT

from .bench import MADE, Bench, Case, Read, Write, shelf_read
from .rows import RIGHT

_LONG_AGO = datetime(2020, 1, 1, tzinfo=timezone.utc)


def _project_read(function: Any) -> Read:
    """Return a read about the shelf's project in its hub."""
    return Read(lambda bench: function(bench.client, bench.shelf.hub, project_id=bench.shelf.project))


def _version_read(function: Any) -> Read:
    """Return a read about what the shelf's version relates to."""
    return Read(
        lambda bench: function(
            bench.client, bench.shelf.project, resource_type="versions", resource_id=bench.shelf.version
        )
    )


def _make_folder(bench: Bench) -> str:
    return bench.service.seed.add_folder(bench.shelf.folder, name=f"Folder {bench.fresh()}", **MADE)


def _create_folder(bench: Bench, parent_id: Any) -> object:
    return folders.create_folder(bench.client, bench.shelf.project, parent_id=parent_id, name="Norms")


def _count_folders(bench: Bench, parent_id: Any) -> int:
    return len(folders.list_folder(bench.calm, bench.shelf.project, folder_id=parent_id).folders)


def _rename_folder(bench: Bench, folder_id: Any) -> object:
    return folders.update_folder(bench.client, bench.shelf.project, folder_id=folder_id, name="Renamed")


def _is_renamed(bench: Bench, folder_id: Any) -> int:
    return folders.get_folder(bench.calm, bench.shelf.project, folder_id=folder_id).name == "Renamed"


def _make_two_files(bench: Bench) -> tuple[str, str]:
    """Put two files into the shelf and return the ids of their versions."""
    seed, number = bench.service.seed, bench.fresh()
    ends = [seed.add_item(bench.shelf.folder, name=f"{end} {number}.pdf", **MADE) for end in ("from", "to")]
    return seed.add_version(ends[0], size=1, **MADE), seed.add_version(ends[1], size=1, **MADE)


def _create_ref(bench: Bench, ends: Any) -> None:
    refs.create_ref(
        bench.client,
        bench.shelf.project,
        from_type="versions",
        from_id=ends[0],
        to_type="versions",
        to_id=ends[1],
        extension_type=ATTACHMENT,
    )


def _count_refs(bench: Bench, ends: Any) -> int:
    listed = refs.list_refs(bench.calm, bench.shelf.project, resource_type="versions", resource_id=ends[0])
    return sum(ref.to_id == ends[1] for ref in listed.refs)


DATA_CASES: Mapping[str, Case] = {
    "hubs.list_hubs": Read(lambda bench: hubs.list_hubs(bench.client)),
    "hubs.get_hub": Read(lambda bench: hubs.get_hub(bench.client, bench.shelf.hub)),
    "hubs.list_projects": Read(lambda bench: hubs.list_projects(bench.client, bench.shelf.hub)),
    "hubs.get_project": _project_read(hubs.get_project),
    "hubs.get_project_hub": _project_read(hubs.get_project_hub),
    "hubs.list_top_folders": _project_read(hubs.list_top_folders),
    "folders.get_folder": shelf_read(folders.get_folder, folder_id="folder"),
    "folders.get_folder_if_changed": Read(
        lambda bench: folders.get_folder_if_changed(
            bench.client, bench.shelf.project, folder_id=bench.shelf.folder, since=_LONG_AGO
        )
    ),
    "folders.get_folder_parent": shelf_read(folders.get_folder_parent, folder_id="inner_folder"),
    "folders.get_item_parent": shelf_read(folders.get_item_parent, item_id="item"),
    "folders.list_folder": shelf_read(folders.list_folder, folder_id="folder"),
    "folders.iter_folder": Read(
        lambda bench: tuple(
            folders.iter_folder(bench.client, bench.shelf.project, folder_id=bench.shelf.folder)
        )
    ),
    "folders.search_folder": Read(
        lambda bench: list(
            folders.search_folder(bench.client, bench.shelf.project, folder_id=bench.shelf.root)
        )
    ),
    "folders.create_folder": Write(_make_folder, _create_folder, _count_folders),
    "folders.update_folder": Write(_make_folder, _rename_folder, _is_renamed),
    # The service's yes has no body that could break off.
    "refs.create_ref": Write(_make_two_files, _create_ref, _count_refs, kinds={"reset in mid-body": RIGHT}),
    "refs.list_refs": _version_read(refs.list_refs),
    "refs.list_related": _version_read(refs.list_related),
    "links.list_links": _version_read(links.list_links),
    "commands.list_refs_of_versions": Read(
        lambda bench: commands.list_refs_of_versions(
            bench.client, bench.shelf.project, version_ids=[bench.shelf.version, bench.shelf.file]
        )
    ),
    "commands.list_items": Read(
        lambda bench: commands.list_items(
            bench.client, bench.shelf.project, item_ids=[bench.shelf.item, bench.shelf.file_item]
        )
    ),
    "commands.check_permission": Read(
        lambda bench: commands.check_permission(
            bench.client,
            bench.shelf.project,
            resources=[("folders", bench.shelf.folder), ("items", bench.shelf.item)],
            actions=["read", "upload"],
        )
    ),
}
