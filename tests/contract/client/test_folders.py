"""Folders made, changed, searched and asked for by the client."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from addin.lib.aps import folders, hubs
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.errors import AnswerLost, BadInput, Conflict, Forbidden, NotFound, ServiceDown, UsageError
from addin.lib.http import HttpClient

from .workbench import MADE, Bench

FOLDERS = "/data/v1/projects/*/folders"
TEN = datetime(2026, 1, 1, 10, tzinfo=timezone.utc)


def names_in(bench: Bench, folder: str) -> list[str]:
    contents = folders.list_folder(bench.client, bench.project, folder_id=folder)
    return [found.name for found in contents.folders]


def test_a_folder_is_made_renamed_moved_and_found(bench: Bench) -> None:
    client, project = bench.client, bench.project
    made = folders.create_folder(client, project, parent_id=bench.folder, name="Norms & 規格")
    assert (made.name, made.parent_id, made.object_count) == ("Norms & 規格", bench.folder, 0)
    assert folders.get_folder(client, project, folder_id=made.id) == made
    renamed = folders.update_folder(client, project, folder_id=made.id, name="Standards")
    assert (renamed.name, renamed.parent_id) == ("Standards", bench.folder)
    moved = folders.update_folder(client, project, folder_id=made.id, parent_id=bench.root, name="Std")
    assert (moved.name, moved.parent_id) == ("Std", bench.root)
    assert folders.get_folder_parent(client, project, folder_id=made.id).id == bench.root
    assert names_in(bench, bench.folder) == []
    assert names_in(bench, bench.root) == ["Parts", "Std"]
    hidden = folders.update_folder(client, project, folder_id=made.id, hidden=True)
    assert not hidden.hidden, "outside BIM 360 nothing can be hidden"


def test_a_name_that_cannot_be_is_refused_before_any_request(bench: Bench) -> None:
    client, project = bench.client, bench.project
    bench.service.clear_log()
    for name in ("a/b", "", "x" * 256, "a\nb"):
        with pytest.raises(UsageError) as caught:
            folders.create_folder(client, project, parent_id=bench.folder, name=name)
        assert caught.value.reference.startswith("names.")
        with pytest.raises(UsageError):
            folders.update_folder(client, project, folder_id=bench.folder, name=name)
    with pytest.raises(UsageError) as caught:
        folders.update_folder(client, project, folder_id=bench.folder)
    assert caught.value.reference == "folders.nothing-to-change"
    assert bench.service.log == ()


def test_what_the_service_refuses(bench: Bench) -> None:
    client, project = bench.client, bench.project
    folders.create_folder(client, project, parent_id=bench.folder, name="Norms")
    with pytest.raises(Conflict):
        folders.create_folder(client, project, parent_id=bench.folder, name="Norms")
    with pytest.raises(NotFound):
        folders.create_folder(client, project, parent_id="urn:none", name="Norms")
    with pytest.raises(BadInput):
        folders.update_folder(client, project, folder_id=bench.folder, parent_id=bench.folder)
    with pytest.raises(Forbidden):
        folders.update_folder(client, project, folder_id=bench.root, name="Root")
    with pytest.raises(NotFound):
        folders.get_folder_parent(client, project, folder_id=bench.root)


@pytest.mark.parametrize(
    ("action", "error", "made"),
    [
        ("reset-after", AnswerLost, 1),
        ("reset-before", AnswerLost, 0),
        ("truncate", AnswerLost, 1),
        ("answer-after", ServiceDown, 1),
        ("answer", ServiceDown, 0),
    ],
)
def test_a_lost_answer_is_settled_by_the_name_in_the_folder(
    bench: Bench, action: str, error: type[Exception], made: int
) -> None:
    status = 503 if action.startswith("answer") else None
    bench.service.add_fault(Fault(method="POST", path=FOLDERS, action=action, status=status))
    with pytest.raises(error):
        folders.create_folder(bench.client, bench.project, parent_id=bench.folder, name="Norms")
    assert [request.method for request in bench.service.log].count("POST") == 1, "never sent twice"
    assert names_in(bench, bench.folder).count("Norms") == made


def test_a_new_folder_may_be_readable_late(
    start: Callable[..., Emulator], bench_of: Callable[[Emulator], Bench]
) -> None:
    service = start(hub="none", policies={"late-write": "10"})
    bench = bench_of(service)
    made = folders.create_folder(bench.client, bench.project, parent_id=bench.folder, name="Norms")
    assert names_in(bench, bench.folder) == []
    service.clock.advance(10)
    assert names_in(bench, bench.folder) == ["Norms"]
    assert folders.get_folder(bench.client, bench.project, folder_id=made.id) == made


def test_an_unchanged_folder_costs_no_answer(bench: Bench) -> None:
    def ask(since: datetime) -> folders.Folder | None:
        return folders.get_folder_if_changed(bench.client, bench.project, folder_id=bench.folder, since=since)

    assert ask(TEN) is None
    found = ask((TEN - timedelta(seconds=1)).astimezone(timezone(timedelta(hours=9))))
    assert found is not None
    assert found.name == "Parts"
    folders.create_folder(bench.client, bench.project, parent_id=bench.folder, name="Norms")
    assert ask(TEN) is not None
    with pytest.raises(NotFound):
        folders.get_folder_if_changed(bench.client, bench.project, folder_id="urn:none", since=TEN)


@pytest.mark.parametrize("policy", ["present", "absent"])
def test_the_last_change_below_is_told_or_not(
    start: Callable[..., Emulator], bench_of: Callable[[Emulator], Bench], policy: str
) -> None:
    bench = bench_of(start(hub="none", policies={"modified-rollup": policy}))
    before = folders.get_folder(bench.client, bench.project, folder_id=bench.root).changed_below
    folders.create_folder(bench.client, bench.project, parent_id=bench.folder, name="Norms")
    after = folders.get_folder(bench.client, bench.project, folder_id=bench.root).changed_below
    if policy == "absent":
        assert before is after is None
    else:
        assert before is not None
        assert after is not None
        assert before < after


def test_a_search_goes_deep_and_through_all_pages(service: Emulator, client: HttpClient) -> None:
    team, *_ = hubs.list_hubs(client)
    project, *_ = hubs.list_projects(client, team.id)
    assert project.name == sample.MAIN_PROJECT
    root = project.root_folder_id
    service.clear_log()
    pages = list(folders.search_folder(client, project.id, folder_id=root))
    assert {page.pages for page in pages} == {len(pages)} == {3}
    assert len(service.log) == 3
    found = [version for page in pages for version in page.versions]
    assert len(found) > 450
    assert all(version.item_id in page.items for page in pages for version in page.versions)
    assert sample.DESIGN_NAME in {version.name for version in found}
    filters = {"filter[name]": sample.DESIGN_NAME, "filter[versionNumber]-ge": "8"}
    narrow = list(folders.search_folder(client, project.id, folder_id=root, filters=filters))
    assert [version.number for page in narrow for version in page.versions] == [8]
    assert any(not page.versions for page in narrow), "pages may be empty in mid-search"


def test_a_walk_of_a_search_may_end_early(bench: Bench) -> None:
    seed = bench.service.seed
    for number in range(401):
        seed.add_version(seed.add_item(bench.folder, name=f"i{number}", **MADE), size=1, **MADE)
    bench.service.clear_log()
    first = next(folders.search_folder(bench.client, bench.project, folder_id=bench.root))
    assert len(first.versions) == 200
    assert len(bench.service.log) == 1


def test_the_folder_of_an_item(bench: Bench) -> None:
    found = folders.get_item_parent(bench.client, bench.project, item_id=bench.design_item)
    assert found.id == bench.folder
