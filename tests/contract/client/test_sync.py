"""A catalogue filled by walks, refreshes, corrections and sweeps: what it has then, and what that costs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from addin.lib.aps.folders import update_folder
from addin.lib.core.sync.rounds import REFRESHED, begin_correction, correct, count_to_correct, refresh
from addin.lib.core.sync.sweep import SWEPT, begin_sweep, count_to_sweep, sweep
from addin.lib.core.sync.visits import Means
from addin.lib.emulator import Emulator
from addin.lib.http import HttpClient
from addin.lib.store.catalogue import Catalogue
from addin.lib.store.catalogue.opening import put_away
from addin.lib.store.catalogue.space import clear_copies

from ..conftest import QUICK
from .syncing import Hub

A_WHILE = 600.0
COLUMNS = ("parent_id", "project_id")


@pytest.fixture
def open_hub(start: Callable[..., Emulator], tmp_path: Path) -> Iterator[Callable[..., Hub]]:
    """Opens a hub by a policy of rollups, and closes it after the test."""
    opened: list[Hub] = []

    def make(policy: str = "present", hub: str = "none") -> Hub:
        service = start(hub=hub, policies={"modified-rollup": policy})
        client = HttpClient(service.url, get_token=lambda rejected: service.token, retry=QUICK)
        size = {} if hub == "none" else {"size": None}
        opened.append(Hub.open(service, client, tmp_path, **size))
        return opened[-1]

    yield make
    for one in opened:
        one.means.client.close()
        one.catalogue.close()


@pytest.fixture
def hub(open_hub: Callable[..., Hub]) -> Hub:
    return open_hub()


@pytest.mark.parametrize(
    "size", ["none", pytest.param("large", marks=[pytest.mark.long_only, pytest.mark.timeout(600)])]
)
def test_a_hub_is_walked_by_one_request_for_each_page_and_refreshed_along_one_way(
    open_hub: Callable[..., Hub], size: str
) -> None:
    hub = open_hub(hub=size)
    sql = "(SELECT count(*) FROM {} WHERE {} = ?)"
    per_folder = f"SELECT {sql.format('folders', 'parent_id')} + {sql.format('items', 'folder_id')}"
    database = hub.service._database  # pyright: ignore[reportPrivateUsage]
    projects = database.rows("SELECT * FROM projects WHERE hub_id = ?", (hub.means.hub_id,))
    pages = sum(
        max(1, math.ceil(database.value(per_folder, (row["id"], row["id"])) / 200))
        for project in projects
        for row in database.rows(
            "SELECT id FROM folders WHERE project_id = ? AND parent_id IS NOT NULL", (project["id"],)
        )
    )

    walked = hub.refresh()
    assert len([path for path in walked if "/contents" in path]) == pages
    assert len(walked) == pages + len(projects) + 2
    assert hub.differences() == []
    assert hub.catalogue.count().items == (20_000 if size == "large" else 120)
    assert len(hub.refresh()) == len(projects) + 1

    folder, depth = hub.deepest()
    item = hub.value("SELECT id FROM items WHERE folder_id = ? LIMIT 1", folder)
    hub.change("UPDATE items SET name = 'Changed' WHERE id = ?", item, folder=folder)
    assert len(hub.refresh()) <= depth + len(projects) + 2
    assert hub.differences() == []


def test_what_was_listed_within_the_second_of_a_change_is_listed_once_more(hub: Hub) -> None:
    hub.refresh()
    folder, depth = hub.deepest()
    item = hub.value("SELECT id FROM items WHERE folder_id = ? LIMIT 1", folder)
    hub.service.clock.advance(A_WHILE)
    hub.service.clock.rate = 0.01  # all that follows happens within one second
    for name in ("One", "Two", "Three"):
        hub.change("UPDATE items SET name = ? WHERE id = ?", name, item, folder=folder)
        hub.refresh()
        assert hub.differences() == []
    hub.service.clock.rate = 1
    hub.service.clock.advance(A_WHILE)
    assert len([path for path in hub.refresh() if "/contents" in path]) == depth
    assert [path for path in hub.refresh() if "/contents" in path] == []


@pytest.mark.parametrize("policy", ["lagging", "absent", "misses-moves"])
def test_what_no_rollup_tells_is_found_by_a_correction(open_hub: Callable[..., Hub], policy: str) -> None:
    hub = open_hub(policy)
    hub.refresh()
    folder, _ = hub.deepest()
    if policy == "misses-moves":
        hub.change("UPDATE folders SET hidden = 1 WHERE id = ?", folder)
    else:
        sql = "UPDATE items SET name = 'Changed' WHERE folder_id = ?"
        hub.change(sql, folder, folder=folder)
    asked = hub.refresh()
    assert hub.differences() != []
    assert len([path for path in asked if "/contents" in path]) == 0
    hub.correct()
    assert hub.differences() == []


def test_a_hub_that_was_renamed_has_its_new_name_after_a_correction(hub: Hub) -> None:
    hub.refresh()
    hub.change("UPDATE hubs SET name = 'Southwind' WHERE id = ?", hub.means.hub_id)
    hub.correct()
    found = hub.catalogue.find_hub()
    assert found
    assert found.name == "Southwind"


def test_times_that_go_backwards_are_changes_as_well(hub: Hub) -> None:
    hub.refresh()
    folder, _ = hub.deepest()
    hub.change("UPDATE items SET name = 'Changed' WHERE folder_id = ?", folder)
    hub.change("UPDATE folders SET rolled_up = '2001-01-01T00:00:00Z'")
    hub.refresh()
    assert hub.differences() == []


def test_a_walk_goes_on_where_it_was_once_it_is_opened_again(hub: Hub) -> None:
    class Killed(Exception):
        pass

    visits = 0

    def kill() -> None:
        nonlocal visits
        visits += 1
        if visits == 20:
            raise Killed

    with pytest.raises(Killed):
        hub.ask(lambda means: refresh(means, on_visit=kill))
    before = {entry.raw_path for entry in hub.service.log if "/contents" in entry.raw_path}
    hub.catalogue.close()
    means = hub.means
    hub.means = Means(means.client, Catalogue.open(hub.catalogue.file.parents[1], means.hub_id), means.hub_id)
    after = {path for path in hub.refresh() if "/contents" in path}
    assert before
    assert not before & after
    assert hub.differences() == []


@pytest.mark.parametrize("trouble", ["cleared", "put away"])
def test_a_walk_whose_catalogue_is_begun_anew_in_the_middle_begins_anew_too(hub: Hub, trouble: str) -> None:
    visits = 0

    def meddle() -> None:
        nonlocal visits
        visits += 1
        if visits == 10 and trouble == "cleared":
            clear_copies(hub.catalogue.file.parents[1])
        elif visits == 10:
            put_away(hub.catalogue.file, hub.catalogue.file.stat().st_ino)

    hub.ask(lambda means: refresh(means, on_visit=meddle))
    assert visits > 10
    assert hub.catalogue.get_state(REFRESHED) is not None
    assert hub.differences() == []


def test_a_correction_goes_on_where_it_was_and_a_refresh_between_spares_it_requests(hub: Hub) -> None:
    hub.refresh()
    begin_correction(hub.means)
    to_correct = count_to_correct(hub.means)
    for _ in range(5):
        assert correct(hub.means)
    assert count_to_correct(hub.means) == to_correct - 5
    folder, _ = hub.deepest()
    hub.change("UPDATE items SET name = 'Changed' WHERE folder_id = ?", folder, folder=folder)
    hub.refresh()
    rest = 0
    while correct(hub.means):
        rest += 1
    assert 0 < rest < to_correct - 5
    assert count_to_correct(hub.means) == 0
    assert hub.differences() == []


def test_a_sweep_reads_the_refs_of_fifty_versions_at_a_time_and_those_of_older_ones_too(hub: Hub) -> None:
    hub.refresh()
    tips = count_to_sweep(hub.means)
    asked = hub.sweep()
    found = hub.catalogue.count()
    assert found.versions_swept == found.versions > tips
    # A batch is of one project: those of the tips, and those of the older versions that they led to.
    assert len(asked) <= math.ceil(found.versions / 50) + 4
    assert hub.differences(refs=True) == []
    assert hub.sweep() == []


def test_refs_that_were_made_since_are_found_by_the_next_sweep(hub: Hub) -> None:
    hub.refresh()
    hub.sweep()
    one, other = (
        hub.value(f"SELECT tip_id FROM items ORDER BY seq {way} LIMIT 1") for way in ("ASC", "DESC")
    )
    hub.service.seed.add_ref(one, to_id=other, extension_type="auxiliary:autodesk.core:Attachment")
    assert hub.differences(refs=True) != []
    begin_sweep(hub.means)
    sweep(hub.means)  # and ends: what is left goes on by the next program
    hub.sweep()
    assert hub.differences(refs=True) == []


def test_a_sweep_that_has_ended_is_over_until_another_is_begun(hub: Hub) -> None:
    hub.refresh()
    hub.sweep()
    begin_sweep(hub.means)
    assert hub.sweep() != []
    hub.catalogue.set_state(SWEPT, 1.0)
    assert not sweep(hub.means)
    assert hub.catalogue.get_state(SWEPT) == 1.0


def test_a_version_that_the_service_knows_nothing_of_spoils_no_sweep(hub: Hub) -> None:
    hub.refresh()
    gone = hub.value("SELECT tip_id FROM items ORDER BY seq LIMIT 1 OFFSET 7")
    hub.change("UPDATE versions SET readable = 0 WHERE id = ?", gone)
    hub.sweep()
    assert count_to_sweep(hub.means) == 0
    ends = {end for ref in hub.catalogue.iter_refs() for end in (ref.from_id, ref.to_id)}
    assert len(ends) > 10


def test_a_folder_that_was_moved_keeps_what_is_below_it(hub: Hub) -> None:
    hub.refresh()
    sql = "SELECT {} FROM folders f JOIN items i ON i.folder_id = f.id ORDER BY f.seq DESC LIMIT 1"
    folder, project = (hub.value(sql.format(f"f.{column}")) for column in ("id", "project_id"))
    top = hub.value(
        "SELECT f.id FROM folders f JOIN projects p ON p.root_folder_id = f.parent_id WHERE p.id = ?", project
    )
    update_folder(hub.means.client, project, folder_id=folder, parent_id=top)
    below = len(hub.catalogue.list_folder(folder).items)
    hub.refresh()
    assert len(hub.catalogue.list_folder(folder).items) == below > 0
    assert len(hub.catalogue.path_of(folder)) == 4  # hub, project, top folder, and itself
    assert hub.differences() == []


def test_a_folder_that_was_moved_to_another_project_is_of_that_one(hub: Hub) -> None:
    hub.refresh()
    hub.sweep()
    folder, _ = hub.deepest()
    parent, project = (hub.value(f"SELECT {one} FROM folders WHERE id = ?", folder) for one in COLUMNS)
    other = hub.value("SELECT id FROM projects WHERE id <> ?", project)
    top = hub.catalogue.list_top_folders(other)[0].id
    hub.change("UPDATE items SET project_id = ? WHERE folder_id = ?", other, folder)
    sql = "UPDATE folders SET project_id = ?, parent_id = ? WHERE id = ?"
    hub.change(sql, other, top, folder, folder=parent)
    hub.change("UPDATE folders SET name = 'Moved' WHERE id = ?", folder, folder=top)
    hub.refresh()
    assert hub.differences() == []
    assert {one.project_id for one in hub.catalogue.list_folder(folder).items} == {other}
