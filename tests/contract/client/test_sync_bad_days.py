"""Bad days in the middle of a sync: nothing is lost by them, and nothing is asked in vain for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from addin.lib.aps.folders import update_folder
from addin.lib.core.sync.rounds import refresh
from addin.lib.core.sync.sweep import begin_sweep, count_to_sweep, sweep
from addin.lib.emulator import Emulator, Fault
from addin.lib.errors import NetworkError, NotSignedIn, ServiceDown, TooManyRequests
from addin.lib.http import HttpClient, RetryPolicy, build_path
from addin.lib.store.catalogue import FolderRecord, ItemRecord, VersionRecord

from .syncing import CONTENTS, Hub

pytestmark = pytest.mark.long_only

ONCE = RetryPolicy(attempts=1)
COMMANDS = "/data/v1/projects/*/commands"


@pytest.fixture
def hub(empty_service: Emulator, tmp_path: Path) -> Iterator[Hub]:
    """A small hub, of which nothing is known yet; its client repeats nothing."""
    service = empty_service
    with HttpClient(service.url, get_token=lambda rejected: service.token, retry=ONCE) as client:
        opened = Hub.open(service, client, tmp_path)
        yield opened
        opened.catalogue.close()


def in_the_middle(hub: Hub, happens: Callable[[FolderRecord], object]) -> FolderRecord:
    """Let something happen to a folder that waits to be listed in a first walk, and walk on."""
    met: list[FolderRecord] = []

    def meddle() -> None:
        if not met:
            folders = hub.catalogue.iter_folders()
            waiting = next((one for one in folders if one.listed is None and one.parent_id), None)
            if waiting:
                met.append(waiting)
                happens(waiting)

    refresh(hub.means, on_visit=meddle)
    assert met
    return met[0]


def forbid(hub: Hub, folder_id: str, status: int) -> int:
    """Let the list of one folder be refused from now on."""
    project = hub.value("SELECT project_id FROM folders WHERE id = ?", folder_id)
    path = build_path("data", "v1", "projects", project, "folders", folder_id, "contents")
    return hub.service.add_fault(Fault(path=path, status=status, body='{"errors": []}'))


def test_a_folder_that_is_renamed_in_mid_walk_has_its_new_name_after_the_next_refresh(hub: Hub) -> None:
    def rename(folder: FolderRecord) -> None:
        update_folder(hub.means.client, folder.project_id, folder_id=folder.id, name="Renamed")

    folder = in_the_middle(hub, rename)
    hub.refresh()
    assert hub.catalogue.path_of(folder.id)[-1] == "Renamed"
    assert hub.differences() == []


def test_a_folder_that_is_moved_in_mid_walk_is_found_where_it_is(hub: Hub) -> None:
    def move(folder: FolderRecord) -> None:
        top = hub.catalogue.list_top_folders(folder.project_id)[0].id
        update_folder(hub.means.client, folder.project_id, folder_id=folder.id, parent_id=top)

    in_the_middle(hub, move)
    hub.refresh()
    assert hub.differences() == []


def test_a_folder_that_is_deleted_in_mid_walk_is_gone_with_all_below_it(hub: Hub) -> None:
    def delete(folder: FolderRecord) -> None:
        hub.change("UPDATE folders SET hidden = 1 WHERE id = ?", folder.id, folder=folder.id)

    folder = in_the_middle(hub, delete)
    hub.refresh()
    assert hub.catalogue.find(folder.id) is None
    assert hub.differences() == []


@pytest.mark.parametrize("status", [403, 404])
def test_a_folder_that_cannot_be_read_keeps_what_is_known_and_is_not_asked_for_again(
    hub: Hub, status: int
) -> None:
    hub.refresh()
    folder, depth = hub.deepest()
    known = hub.catalogue.list_folder(folder)
    forbid(hub, folder, status)
    hub.change("UPDATE items SET name = 'Changed' WHERE folder_id = ?", folder, folder=folder)

    assert len([path for path in hub.refresh() if "/contents" in path]) == depth
    found = hub.catalogue.find(folder)
    assert found
    assert isinstance(found.record, FolderRecord)
    assert found.record.problem == {403: "service.forbidden", 404: "service.not-found"}[status]
    assert hub.catalogue.list_folder(folder) == known

    hub.service.clock.advance(600)
    hub.refresh()
    assert [path for path in hub.refresh() if "/contents" in path] == []
    hub.service.clear_faults()
    hub.correct()
    assert hub.differences() == []


def test_a_folder_that_the_service_fails_at_is_tried_again_at_the_next_refresh(hub: Hub) -> None:
    folder, _ = hub.deepest()
    forbid(hub, folder, 500)
    hub.refresh()
    assert [one.problem for one in hub.catalogue.iter_folders() if one.problem] == ["service.service-down"]
    hub.service.clear_faults()
    hub.refresh()
    assert hub.differences() == []


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(path=CONTENTS, status=503), ServiceDown),
        (Fault(path=CONTENTS, status=429, headers={"Retry-After": "300"}), TooManyRequests),
        (Fault(path=CONTENTS, action="reset-before"), NetworkError),
        (Fault(path=CONTENTS, status=401), NotSignedIn),
    ],
    ids=["down", "quota", "network", "signed-out"],
)
def test_what_ends_a_walk_loses_nothing_and_the_next_one_goes_on(
    hub: Hub, fault: Fault, error: type[Exception]
) -> None:
    visits = 0

    def begin_the_bad_day() -> None:
        nonlocal visits
        visits += 1
        if visits == 10:
            hub.service.add_fault(fault)

    with pytest.raises(error):
        refresh(hub.means, on_visit=begin_the_bad_day)
    before = hub.catalogue.count()
    assert before.folders_listed >= 10
    with pytest.raises(error):
        refresh(hub.means)
    assert hub.catalogue.count().items == before.items
    hub.service.clear_faults()
    hub.refresh()
    assert hub.differences() == []


def test_failures_here_and_there_end_no_walk(hub: Hub) -> None:
    hub.service.add_fault(Fault(path=CONTENTS, status=500, nth=(2, 5, 8, 11)))
    hub.refresh()
    assert len([one for one in hub.catalogue.iter_folders() if one.problem]) == 4
    hub.refresh()
    assert hub.differences() == []


def test_a_top_folder_that_is_deleted_is_gone_with_all_below_it(hub: Hub) -> None:
    hub.refresh()
    [project, *_] = hub.catalogue.list_projects()
    [top, *_] = hub.catalogue.list_top_folders(project.id)
    hub.change("UPDATE folders SET hidden = 1 WHERE id = ?", top.id)
    hub.refresh()
    assert hub.catalogue.find(top.id) is None
    assert hub.differences() == []


def test_an_outage_of_one_part_of_a_hub_keeps_the_rest_from_nothing(hub: Hub) -> None:
    project = hub.value("SELECT id FROM projects ORDER BY seq LIMIT 1")
    number = hub.service.add_fault(Fault(path=f"/data/v1/projects/{project}/folders/*", status=500))
    assert number
    for _ in range(12):
        try:
            refresh(hub.means)
        except ServiceDown:
            continue
    others = [one for one in hub.catalogue.iter_folders() if one.project_id != project]
    assert others
    assert all(one.listed for one in others)
    hub.service.clear_faults()
    hub.refresh()
    assert hub.differences() == []


def test_one_version_that_the_service_fails_at_keeps_no_others_from_being_swept(hub: Hub) -> None:
    hub.refresh()
    # The first of fifty: of each two halves, it fails at the first.
    hub.service.add_fault(Fault(path=COMMANDS, status=500, nth=(1, 2, 4, 6, 8, 10)))
    asked = hub.sweep()
    assert count_to_sweep(hub.means) == 0
    unread = [one for one in hub.catalogue.iter_versions() if one.refs_read is None]
    assert len(unread) == 1
    assert len(asked) <= hub.catalogue.count().versions / 50 + 4 + 11
    begin_sweep(hub.means)
    hub.sweep()
    assert hub.differences(refs=True) == []


def test_an_outage_of_refs_skips_none_of_them(hub: Hub) -> None:
    hub.refresh()
    left = count_to_sweep(hub.means)
    hub.service.add_fault(Fault(path=COMMANDS, status=500))
    for _ in range(3):
        hub.service.clear_log()
        with pytest.raises(ServiceDown):
            sweep(hub.means)
        assert len(hub.service.log) == 3
    assert count_to_sweep(hub.means) == left
    hub.service.clear_faults()
    hub.sweep()
    assert hub.differences(refs=True) == []


def test_the_last_version_that_the_service_fails_at_is_skipped_the_second_time(hub: Hub) -> None:
    hub.refresh()
    hub.sweep()
    folder = hub.catalogue.find(hub.value("SELECT folder_id FROM items LIMIT 1"))
    assert folder
    assert isinstance(folder.record, FolderRecord)
    new = ItemRecord("new", "New", tip_id="new?version=1")
    with hub.catalogue.listing(folder.record.project_id, folder.record.id) as listing:
        listing.add((), [new], [VersionRecord("new?version=1", "new", 1, "New")])
    hub.service.add_fault(Fault(path=COMMANDS, status=500))
    with pytest.raises(ServiceDown):
        sweep(hub.means)
    assert count_to_sweep(hub.means) == 1
    assert sweep(hub.means)
    assert count_to_sweep(hub.means) == 0


def test_half_a_folder_deletes_nothing(hub: Hub) -> None:
    hub.refresh()
    folder = hub.value("SELECT folder_id FROM items GROUP BY folder_id ORDER BY count(*) DESC LIMIT 1")
    known = hub.catalogue.list_folder(folder)
    hub.change("UPDATE items SET hidden = 1 WHERE folder_id = ?", folder, folder=folder)

    hub.service.add_fault(Fault(path=CONTENTS, action="truncate"))
    with pytest.raises(NetworkError):
        refresh(hub.means)
    assert hub.catalogue.list_folder(folder) == known
    hub.service.clear_faults()
    hub.refresh()
    assert hub.differences() == []


def test_a_service_that_lies_comes_to_an_end(hub: Hub) -> None:
    what = ("cycles", "duplicate-ids", "wrong-types", "control", "long")
    hub.service.add_fault(Fault(path="/data/*", action="lie", what=what, one_in=5))
    for _ in range(3):
        asked = hub.refresh()
        assert len(asked) == len(set(asked)), "a folder is listed once a round"
    hub.correct()
    hub.service.clear_faults()
    hub.refresh()
    hub.correct()
    assert hub.differences() == []


def test_two_items_of_one_name_are_two(hub: Hub) -> None:
    hub.service.policies.change("same-name", "allow")
    hub.refresh()
    folder, _ = hub.deepest()
    hub.change("UPDATE items SET name = 'Twin' WHERE folder_id = ?", folder, folder=folder)
    hub.refresh()
    assert len(hub.catalogue.list_folder(folder).items) > 1
    assert {item.name for item in hub.catalogue.list_folder(folder).items} == {"Twin"}
