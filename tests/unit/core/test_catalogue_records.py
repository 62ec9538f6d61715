"""What the service told comes out of the catalogue as it went in."""

from __future__ import annotations

import contextlib
from pathlib import Path

from addin.lib.aps.commands import list_refs_of_versions
from addin.lib.aps.folders import iter_folder
from addin.lib.aps.hubs import Project, list_hubs, list_projects, list_top_folders
from addin.lib.core import catalogue_records as records
from addin.lib.emulator import Emulator
from addin.lib.errors import Forbidden
from addin.lib.http import HttpClient
from addin.lib.store.catalogue import Catalogue, FolderRecord, ItemRecord


def test_all_of_a_hub_comes_out_as_it_went_in(tmp_path: Path) -> None:
    with Emulator() as service, HttpClient(service.url, get_token=lambda rejected: service.token) as client:
        hub = list_hubs(client)[0]
        with Catalogue.open(tmp_path, hub.id) as catalogue:
            catalogue.write_hub(records.hub_record(hub))
            projects = list_projects(client, hub.id)
            catalogue.write_projects([records.project_record(one) for one in projects])
            for project in projects:
                with contextlib.suppress(Forbidden):
                    check_project(client, catalogue, project)
            kept = catalogue.find_hub()
            assert kept is not None
            assert records.as_hub(kept) == hub
            told = {records.as_project(one, hub.id) for one in catalogue.list_projects()}
            assert told == set(projects)
            assert {one.kind for one in catalogue.iter_items()} == {"design", "drawing", "file"}


def check_project(client: HttpClient, catalogue: Catalogue, project: Project) -> None:
    tops = list_top_folders(client, project.hub_id, project_id=project.id)
    catalogue.write_top_folders(project.id, [records.folder_record(one) for one in tops])
    known = catalogue.list_top_folders(project.id)
    assert {records.as_folder(one, root_folder_id=project.root_folder_id) for one in known} == set(tops)
    waiting = [one.id for one in tops]
    while waiting:
        folder_id = waiting.pop()
        pages = list(iter_folder(client, project.id, folder_id=folder_id))
        with catalogue.listing(project.id, folder_id) as listing:
            for page in pages:
                listing.add(
                    [records.folder_record(one) for one in page.folders],
                    [records.item_record(one) for one in page.items],
                    [records.version_record(one) for one in page.tips.values()],
                )
            listing.finish()
        contents = catalogue.list_folder(folder_id)
        assert {records.as_folder(one) for one in contents.folders} == {
            one for p in pages for one in p.folders
        }
        assert {records.as_item(one) for one in contents.items} == {one for p in pages for one in p.items}
        for page in pages:
            waiting += [one.id for one in page.folders]
            for item_id, tip in page.tips.items():
                [version] = catalogue.list_versions(item_id)
                assert records.as_version(version) == tip
    while check_refs(client, catalogue):
        pass


def check_refs(client: HttpClient, catalogue: Catalogue) -> bool:
    project_id, ids = catalogue.versions_to_sweep(1)
    told = list_refs_of_versions(client, project_id, version_ids=ids).refs if ids else ()
    catalogue.write_refs(project_id, ids, [records.ref_record(one) for one in told])
    for an_id in ids:
        kept = {records.as_ref(one, an_id) for one in catalogue.list_refs(an_id)}
        assert {one.key for one in kept} == {one.key for one in told if an_id in one.key}
        assert kept >= {
            one for one in told if an_id == (one.from_id if one.direction == "from" else one.to_id)
        }
    return bool(ids)


def test_what_the_service_does_not_tell_stays_untold() -> None:
    folder = records.as_folder(FolderRecord("f", "F", parent_id="p"))
    assert (folder.created, folder.modified, folder.changed_below, folder.parent_id) == (
        None,
        None,
        None,
        "p",
    )
    assert records.as_item(ItemRecord("i", "I")).modified is None
    assert records.from_microseconds(records.to_microseconds(None)) is None
