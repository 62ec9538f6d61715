"""The catalogue of a hub: what a page tells is there, and what a whole list leaves out is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from addin.lib.store.catalogue import Catalogue, Counts, ProjectRecord, Step, ToList, VersionRecord

from .catalogue_samples import (
    HUB,
    OTHER,
    PROJECT,
    fill,
    folder,
    item,
    list_whole,
    open_filled,
    ref,
    tip_of,
)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with open_filled(tmp_path) as opened:
        yield opened


def names(catalogue: Catalogue, folder_id: str) -> tuple[list[str], list[str]]:
    contents = catalogue.list_folder(folder_id)
    return [one.name for one in contents.folders], [one.name for one in contents.items]


def test_what_was_written_is_there_for_whoever_opens_the_file_next(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    list_whole(catalogue, "top", [folder("f1", below=None)], [item("i1")])
    with Catalogue.open(tmp_path, HUB.id) as other:
        assert other.find_hub() == replace(HUB, seen=100.0)
        assert [one.name for one in other.list_projects()] == ["line 00", "Line 01"]
        assert other.list_projects()[1] == replace(PROJECT, seen=100.0, listed=100.0)
        [top] = other.list_top_folders(PROJECT.id)
        assert (top.id, top.parent_id, top.project_id, top.listed) == ("top", "", PROJECT.id, 100.0)
        contents = other.list_folder("top")
        assert contents.listed == 100.0
        assert contents.folders == (
            replace(folder("f1", below=None), project_id=PROJECT.id, parent_id="top", seen=100.0),
        )
        assert contents.items == (
            replace(
                item("i1"),
                tip_number=2,
                file_type="f3d",
                size=1234,
                project_id=PROJECT.id,
                folder_id="top",
                seen=100.0,
            ),
        )
        assert other.list_versions("i1") == (replace(tip_of(item("i1")), project_id=PROJECT.id, seen=100.0),)
        assert other.mode == "kept"
        assert other.take_notices() == ()


def test_the_way_to_a_thing_is_told_from_the_hub_down(catalogue: Catalogue) -> None:
    list_whole(catalogue, "top", [folder("f1", "Frame")])
    list_whole(catalogue, "f1", items=[item("i1", "Gear")])
    assert catalogue.path_of("i1") == ("Northwind", "Line 01", "01 Design", "Frame", "Gear")
    found = catalogue.find("i1?version=2")
    assert found is not None
    assert isinstance(found.record, VersionRecord)
    assert found.way[0] == Step("hub", HUB.id, "Northwind")
    assert found.way[-1] == Step("item", "i1", "Gear")
    assert catalogue.find("unknown") is None
    assert catalogue.path_of("unknown") == ()
    assert catalogue.path_of(OTHER.id) == ("Northwind", "line 00")
    hub = catalogue.find(HUB.id)
    assert hub is not None
    assert hub.way == (Step("hub", HUB.id, "Northwind"),)


def test_a_whole_list_loses_what_it_does_not_name_and_forgetting_deletes_all_below(
    catalogue: Catalogue,
) -> None:
    list_whole(catalogue, "top", [folder("f1"), folder("f2")], [item("i1"), item("i2")])
    list_whole(catalogue, "f1", [folder("f11")], [item("i3")])
    list_whole(catalogue, "f11", [], [item("i4")])
    catalogue.write_refs(PROJECT.id, ["i4?version=2"], [ref("i4?version=2", "i2?version=2")])
    list_whole(catalogue, "top", [folder("f2")], [item("i2")])
    assert names(catalogue, "top") == (["Folder f2"], ["Item i2"])
    assert catalogue.path_of("i4") == ()
    catalogue.forget_lost()
    assert catalogue.count() == Counts(
        projects=2, projects_listed=1, folders=2, folders_listed=1, items=1, versions=1
    )
    assert catalogue.find("i4") is None
    assert list(catalogue.iter_refs()) == []


def test_a_list_that_was_not_whole_deletes_nothing(catalogue: Catalogue) -> None:
    list_whole(catalogue, "top", [folder("f1")], [item("i1")])
    with catalogue.listing(PROJECT.id, "top") as listing:
        listing.add([folder("f2")], [])
    with pytest.raises(ValueError, match="cut off"), catalogue.listing(PROJECT.id, "top") as listing:
        raise ValueError("cut off")
    catalogue.forget_lost()
    assert names(catalogue, "top") == (["Folder f1", "Folder f2"], ["Item i1"])


@pytest.mark.parametrize("is_source_first", [True, False])
def test_what_was_moved_keeps_all_that_is_known_below_it(
    catalogue: Catalogue, *, is_source_first: bool
) -> None:
    list_whole(catalogue, "top", [folder("f1"), folder("f2")], [item("i2")])
    list_whole(catalogue, "f1", [], [item("i1")])
    for where in ("top", "f2") if is_source_first else ("f2", "top"):
        if where == "top":
            list_whole(catalogue, "top", [folder("f2")])
        else:
            list_whole(catalogue, "f2", [folder("f1")], [item("i2")])
    catalogue.forget_lost()
    assert catalogue.path_of("i1")[-3:] == ("Folder f2", "Folder f1", "Item i1")
    assert names(catalogue, "f2") == (["Folder f1"], ["Item i2"])
    assert catalogue.list_folder("f1").listed == 100.0


@pytest.mark.parametrize("what", ["folder", "item"])
def test_what_was_moved_to_another_project_is_of_that_one_with_all_that_is_known_of_it(
    catalogue: Catalogue, what: str
) -> None:
    catalogue.write_top_folders(OTHER.id, [folder("there")])
    list_whole(catalogue, "top", [folder("f1")])
    list_whole(catalogue, "f1", [folder("f2")], [item("i1")])
    older = replace(tip_of(item("i1")), id="i1?version=1", number=1)
    catalogue.write_versions([older])
    with catalogue.listing(OTHER.id, "there") as listing:
        listing.add([folder("f1")] if what == "folder" else [], [item("i1")] if what == "item" else [])
        listing.finish()
    catalogue.write_projects([OTHER])
    catalogue.forget_lost()
    assert {one.project_id for one in (*catalogue.iter_folders(), *catalogue.iter_items())} == {OTHER.id}
    assert catalogue.versions_to_sweep(1) == (OTHER.id, ("i1?version=2", older.id))
    assert len(catalogue.path_of("i1")) == (5 if what == "folder" else 4)
    if what == "folder":
        with catalogue.listing(OTHER.id, "f2") as listing:
            listing.add([], [item("i2")], [])
            listing.finish()
        assert names(catalogue, "f2") == ([], ["Item i2"])


def test_projects_and_top_folders_that_are_gone_go_with_all_below(catalogue: Catalogue) -> None:
    list_whole(catalogue, "top", [], [item("i1")])
    catalogue.write_projects([OTHER])
    assert [one.id for one in catalogue.list_projects()] == [OTHER.id]
    catalogue.forget_lost()
    assert catalogue.count() == Counts(projects=1)
    catalogue.write_top_folders(OTHER.id, [folder("other")])
    catalogue.write_top_folders(OTHER.id, [])
    catalogue.forget_lost()
    assert catalogue.count() == Counts(projects=1, projects_listed=1)


def test_two_things_of_one_name_are_two_things(catalogue: Catalogue) -> None:
    list_whole(catalogue, "top", [], [item("i1", "Gear"), item("i2", "Gear"), item("i1", "Gear")])
    assert names(catalogue, "top") == ([], ["Gear", "Gear"])


def test_what_has_an_id_that_another_kind_of_thing_has_is_left_out(catalogue: Catalogue) -> None:
    list_whole(catalogue, "top", [folder("same")], [item("same"), item(PROJECT.id)])
    assert names(catalogue, "top") == (["Folder same"], [])


def test_a_folder_in_itself_is_left_out_and_the_way_stays(catalogue: Catalogue) -> None:
    number = catalogue.begin_round()
    catalogue.write_top_folders(PROJECT.id, [folder("top")], round_number=number)
    list_whole(catalogue, "top", [folder("f1"), folder("top")], round_number=number)
    list_whole(catalogue, "f1", [folder("f2")], round_number=number)
    list_whole(catalogue, "f2", [folder("top"), folder("f1"), folder("f3")], round_number=number)
    catalogue.forget_lost()
    assert names(catalogue, "f2") == (["Folder f3"], [])
    assert catalogue.path_of("f3")[-4:] == ("Folder top", "Folder f1", "Folder f2", "Folder f3")


def test_two_folders_that_change_places_are_found_whatever_is_listed_first(catalogue: Catalogue) -> None:
    before = catalogue.begin_round()
    catalogue.write_top_folders(PROJECT.id, [folder("top")], round_number=before)
    list_whole(catalogue, "top", [folder("a")], round_number=before)
    list_whole(catalogue, "a", [folder("b")], round_number=before)
    number = catalogue.begin_round()
    list_whole(catalogue, "b", [folder("a")], round_number=number)
    assert catalogue.path_of("b") == ()
    list_whole(catalogue, "top", [folder("b")], round_number=number)
    list_whole(catalogue, "a", [], round_number=number)
    catalogue.forget_lost()
    assert catalogue.path_of("a")[-2:] == ("Folder b", "Folder a")


def test_a_circle_that_no_way_leads_to_is_forgotten(catalogue: Catalogue) -> None:
    list_whole(catalogue, "top", [folder("a"), folder("c")])
    list_whole(catalogue, "a", [folder("b")])
    number = catalogue.begin_round()
    list_whole(catalogue, "b", [folder("a")], round_number=number)
    list_whole(catalogue, "top", [folder("c")], round_number=number)
    catalogue.forget_lost()
    assert sorted(one.id for one in catalogue.iter_folders()) == ["c", "top"]


def test_a_round_lists_each_place_once_and_goes_on_where_it_was(catalogue: Catalogue, tmp_path: Path) -> None:
    list_whole(catalogue, "top", [folder("f1")])
    number = catalogue.begin_round()
    assert [(one.project_id, one.folder_id) for one in catalogue.next_to_list(number)] == [
        (PROJECT.id, ""),
        (OTHER.id, ""),
        (PROJECT.id, "top"),
        (PROJECT.id, "f1"),
    ]
    assert catalogue.count_to_list(number) == 4
    catalogue.write_top_folders(PROJECT.id, [folder("top")], round_number=number)
    catalogue.note_problem(OTHER.id, "service.forbidden", is_lasting=True, round_number=number)
    list_whole(catalogue, "top", [folder("f1")], round_number=number)
    with Catalogue.open(tmp_path, HUB.id) as other:
        assert other.last_round() == number
        assert other.next_to_list(number) == (ToList(PROJECT.id, "f1", "Folder f1", None, is_changed=True),)
        assert [one.problem for one in other.list_projects()] == ["service.forbidden", ""]
        assert other.begin_round() == number + 1
    assert len(catalogue.next_to_list(number + 1, limit=3)) == 3


def test_a_folder_has_changed_when_its_rollup_is_another_one(catalogue: Catalogue) -> None:
    def changed() -> list[str]:
        number = catalogue.begin_round()
        found = [one.folder_id for one in catalogue.next_changed(number)]
        assert catalogue.count_changed(number) == len(found)
        return found

    assert changed() == ["top"]
    list_whole(catalogue, "top", [folder("f1", below=5)])
    list_whole(catalogue, "f1")
    assert changed() == []
    list_whole(catalogue, "top", [folder("f1", below=4)])  # backwards is another one too
    assert changed() == ["f1"]
    catalogue.write_folder(PROJECT.id, folder("f1", below=5))
    assert changed() == []
    catalogue.write_folder(PROJECT.id, folder("f1", below=None))
    assert changed() == ["f1"]


def test_a_change_during_a_list_shows_after_it(catalogue: Catalogue) -> None:
    list_whole(catalogue, "top", [folder("f1", below=5)])
    with catalogue.listing(PROJECT.id, "f1") as listing:
        assert listing.changed_below == 5
        list_whole(catalogue, "top", [folder("f1", below=6)])
        listing.finish()
    assert [one.folder_id for one in catalogue.next_changed(1)] == ["f1"]


@pytest.mark.parametrize("below", [5, None])
def test_a_folder_that_is_not_settled_is_listed_again_in_a_later_round(
    catalogue: Catalogue, below: int | None
) -> None:
    list_whole(catalogue, "top", [folder("f1", below=below)])
    number = catalogue.begin_round()
    with catalogue.listing(PROJECT.id, "f1", round_number=number) as listing:
        listing.finish(is_settled=False)
    assert catalogue.next_changed(number) == ()
    assert [one.folder_id for one in catalogue.next_changed(number + 1)] == ["f1"]


@pytest.mark.parametrize("below", [5, None])
def test_a_lasting_problem_is_not_asked_about_again_and_a_passing_one_is(
    catalogue: Catalogue, below: int | None
) -> None:
    list_whole(catalogue, "top", [folder("f1", below=below), folder("f2", below=below)])
    number = catalogue.begin_round()
    catalogue.note_problem("f1", "service.forbidden", is_lasting=True, round_number=number)
    catalogue.note_problem("f2", "service.down", is_lasting=False, round_number=number)
    assert catalogue.next_changed(number) == ()
    assert [one.folder_id for one in catalogue.next_changed(number + 1)] == ["f2"]
    assert [one.is_changed for one in catalogue.list_folder("top").folders] == [False, True]
    catalogue.write_folder(PROJECT.id, folder("f1", below=6))
    assert [one.folder_id for one in catalogue.next_changed(number + 1)] == ["f2", "f1"]
    list_whole(catalogue, "f1")
    assert catalogue.list_folder("top").folders[0].problem == ""


def test_nothing_is_taken_up_of_places_that_are_not_known(catalogue: Catalogue) -> None:
    before = catalogue.count()
    list_whole(catalogue, "nowhere", [folder("f1")], [item("i1")])
    with catalogue.listing(OTHER.id, "top") as listing:  # another project's
        listing.add([folder("f1")])
        listing.finish()
    catalogue.write_top_folders("nowhere", [folder("f2")])
    catalogue.write_folder(PROJECT.id, folder("f3"))
    catalogue.write_versions([tip_of(item("i2"))])
    catalogue.write_refs("nowhere", ["a"], [ref("a", "b")])
    assert catalogue.count() == before


def test_refs_of_swept_versions_are_those_that_were_told_last(catalogue: Catalogue) -> None:
    list_whole(catalogue, "top", [], [item("i1"), item("i2"), item("i3")])
    one, two, three = (f"i{number}?version=2" for number in (1, 2, 3))
    number = catalogue.begin_round()
    assert catalogue.count_to_sweep(number) == 3
    project, swept = catalogue.versions_to_sweep(number, limit=2)
    assert (project, swept) == (PROJECT.id, (one, two))
    told = [ref(one, two), ref(three, one), ref(one, "elsewhere")]
    catalogue.write_refs(project, swept, told, round_number=number)
    assert {known.from_id for known in catalogue.list_refs(one)} == {one, three}
    assert catalogue.list_refs(two) == (replace(told[0], project_id=PROJECT.id, seen=100.0),)
    assert catalogue.list_versions("i1")[0].refs_read == 100.0
    catalogue.skip_refs([three], round_number=number)
    assert catalogue.versions_to_sweep(number) == ("", ())
    assert catalogue.versions_to_sweep(number + 1)[1] == (one, two, three)
    catalogue.write_refs(project, [three], [], round_number=number + 1)
    assert {(known.from_id, known.to_id) for known in catalogue.iter_refs()} == {
        (one, two),
        (one, "elsewhere"),
    }
    assert catalogue.count().versions_swept == 3


def test_a_version_keeps_what_was_told_of_its_refs_when_it_is_told_again(catalogue: Catalogue) -> None:
    list_whole(catalogue, "top", [], [item("i1")])
    catalogue.write_refs(PROJECT.id, ["i1?version=2"], [], round_number=3)
    list_whole(catalogue, "top", [], [item("i1", "renamed", by="Chidi")])
    older = replace(tip_of(item("i1")), id="i1?version=1", number=1, derivative_urn="aTE_dmVyc2lvbj0x")
    catalogue.write_versions([older])
    assert [(one.number, one.refs_read) for one in catalogue.list_versions("i1")] == [(2, 100.0), (1, None)]
    assert catalogue.list_versions("i1")[1].derivative_urn == "aTE_dmVyc2lvbj0x"
    assert catalogue.list_folder("top").items[0].modified_by == "Chidi"


def test_what_the_service_writes_oddly_is_kept_as_well_as_the_file_can(catalogue: Catalogue) -> None:
    odd = replace(item("i\udc80", "half \ud83d of 😀 \x00"), modified_by="\udfff", tip_id="")
    deep = replace(folder("f1"), object_count=10**30)
    list_whole(catalogue, "top", [deep], [odd])
    contents = catalogue.list_folder("top")
    assert contents.items[0].name == "half ? of 😀 \x00"
    assert contents.folders[0].object_count == 2**63 - 1
    assert catalogue.path_of("i\udc80")[-1] == "half ? of 😀 \x00"


def test_a_state_is_kept_until_it_is_forgotten(catalogue: Catalogue) -> None:
    catalogue.set_state("walk", "begun")
    catalogue.set_state("at", 1.5)
    assert (catalogue.get_state("walk"), catalogue.get_state("at")) == ("begun", 1.5)
    catalogue.set_state("walk", None)
    assert catalogue.get_state("walk") is None


def test_all_can_be_streamed_while_it_changes(catalogue: Catalogue) -> None:
    assert [*fill(catalogue, 1200)][-1] == 1200
    stream = catalogue.iter_items()
    first = next(stream)
    list_whole(catalogue, "top")
    catalogue.forget_lost()
    assert first.name == "Bracket 0 left"
    assert len(list(stream)) < 1200
    assert len(list(catalogue.iter_versions())) == 0


def test_projects_without_a_hub_wait_for_it(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path, HUB.id) as catalogue:
        catalogue.write_projects([ProjectRecord("p", "P")])
        assert catalogue.list_projects() == ()
        assert catalogue.find_hub() is None
