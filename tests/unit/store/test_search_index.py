"""The index for searching: right after every change, in any script, and the same with FTS5 as without."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from addin.lib.core.search import Answer, search
from addin.lib.core.search_language import read_query
from addin.lib.store.catalogue import Catalogue, search_index
from addin.lib.store.catalogue.search_rows import find_rows
from addin.lib.store.catalogue.search_words import key_of, words_of

from .catalogue_samples import OTHER, PROJECT, folder, item, list_whole, open_filled

QUERIES = (
    *(
        "b",
        "br",
        "bracket",
        "bracket left",
        "left br",
        "brackrt",
        "bracket lfet",
        "xyzzy",
        "design",
        "line 01",
    ),
    *("station bracket", "mika", "ingrid kind:folder", "kind:design -left", "kind:folder", "-kind:design"),
    *("project:line bracket", "by:kenji", 'name:"left 2"', '"bracket 1"', '-"bracket 1" bracket', "0", "1 2"),
    *(
        "path:design left",
        "modified:1970 bracket",
        "modified:>2000",
        "size:<1kB",
        "size:>1kB le",
        "is:reserved",
    ),
    *("has:attachment", "-has:attachment left", "is:stale"),
)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with open_filled(tmp_path) as opened:
        yield opened


@pytest.fixture
def plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalogue]:
    with monkeypatch.context() as without:
        without.setattr(search_index, "knows_fts", lambda _: False)
        opened = open_filled(tmp_path / "plain")
    with opened:
        yield opened


def names(answer: Answer) -> list[str]:
    return [one.record.name for one in answer.results]


def find(catalogue: Catalogue, text: str) -> list[str]:
    return names(search([catalogue], text))


def fill(catalogue: Catalogue, *given: str) -> None:
    """Let the top folder hold items of these names and no others."""
    list_whole(catalogue, "top", [], [item(f"i{place}", name) for place, name in enumerate(given)])


def assert_right(catalogue: Catalogue) -> None:
    """Compare the index with one that is made anew from the rows."""

    def read(connection: sqlite3.Connection) -> tuple[list[object], ...]:
        docs = "SELECT row, key, words FROM search_docs ORDER BY row"
        words = "SELECT word, count FROM search_words ORDER BY word"
        shown = [row for (row,) in connection.execute("SELECT row FROM search_docs ORDER BY row DESC")]
        found = find_rows(connection, read_query("-xyzzy").wanted, limit=10_000, is_thorough=True)
        every = [sorted((row for row, _ in found.rows), reverse=True), shown]
        return list(connection.execute(docs)), list(connection.execute(words)), every

    def rebuild(connection: sqlite3.Connection) -> tuple[list[object], ...]:
        search_index.clear_index(connection)
        for table in ("projects", "folders", "items"):
            rows = connection.execute(f"SELECT row FROM {table} WHERE parent IS NOT NULL").fetchall()
            search_index.add_to_index(connection, [row for (row,) in rows])
        return read(connection)

    before = catalogue.read(read)
    if not catalogue.read(search_index.has_postings):
        sql = "INSERT INTO search_fts (search_fts) VALUES ('integrity-check')"
        catalogue.write(lambda connection: connection.execute(sql))
    assert catalogue.write(rebuild) == before


def test_the_name_itself_comes_first_then_what_begins_so_then_words_then_ways(catalogue: Catalogue) -> None:
    list_whole(catalogue, "top", [folder("f", "Gear")], [item("a", "Gear Box"), item("b", "Old gear")])
    with catalogue.listing(PROJECT.id, "f") as listing:
        listing.add((), [item("c", "Housing")])
        listing.finish()
    answer = search([catalogue], "gear")
    assert names(answer) == ["Gear", "Gear Box", "Old gear", "Housing"]
    assert [one.rank for one in answer.results] == [0, 1, 2, 3]
    assert answer.is_whole
    assert [step.name for step in answer.results[-1].way] == [
        "Northwind",
        "Line 01",
        "01 Design",
        "Gear",
        "Housing",
    ]


def test_each_keystroke_finds_it(catalogue: Catalogue) -> None:
    fill(catalogue, "Bracket left 00012", "Cover right 00013")
    for end in range(1, len("bracket left 00012") + 1):
        assert find(catalogue, "bracket left 00012"[:end])[0] == "Bracket left 00012"


@pytest.mark.parametrize(
    "typed", ["brackrt", "brcaket", "braket", "braccket", "vracket", "racket", "brackett", "lrft brack"]
)
def test_one_letter_may_be_wrong(catalogue: Catalogue, typed: str) -> None:
    fill(catalogue, "Bracket left", "Cover")
    answer = search([catalogue], typed)
    assert names(answer) == ["Bracket left"]
    assert answer.results[0].rank == 4


def test_with_a_letter_wrong_names_come_before_ways_too(catalogue: Catalogue) -> None:
    list_whole(catalogue, "top", [folder("f", "Gear")], [])
    with catalogue.listing(PROJECT.id, "f") as listing:
        listing.add((), [item("c", "Housing")])
        listing.finish()
    answer = search([catalogue], "gaer")
    assert [(one.record.name, one.rank) for one in answer.results] == [("Gear", 4), ("Housing", 5)]


def test_people_ways_and_kinds_are_found(catalogue: Catalogue) -> None:
    list_whole(
        catalogue,
        "top",
        [],
        [item("a", "Plate", by="Çağla Øst"), replace(item("b", "Note.pdf"), kind="file")],
    )
    assert find(catalogue, "cagla") == ["Plate"]
    assert find(catalogue, "kind:pdf") == ["Note.pdf"]
    assert find(catalogue, "kind:project line") == ["line 00", "Line 01"]
    assert find(catalogue, "line design plate") == ["Plate"]
    assert set(find(catalogue, "-kind:project -kind:folder")) == {"Plate", "Note.pdf"}


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        *(
            ("Größe Straße", "GROSSE strasse"),
            ("Ångström", "angst"),
            ("İstanbul", "istan"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ),
        *(
            ("歯車減速機 図面", "減速"),
            ("歯車減速機", "機"),
            ("歯車", "歯"),
            ("ギヤボックス", "ボックス"),
            ("ｇｅａｒ", "gear"),
        ),
        *(("مُحَرِّك", "محرك"), ("الأجزاء", "الاجز"), ("שָׁלוֹם", "שלום"), ("톱니바퀴", "톱니"), ("เฟืองท้าย", "ท้าย")),
        *(
            ("Шестерня", "шест"),
            ("हिन्दी भाग", "हिन्"),
            ("🔧 tool", "🔧"),
            ("e\u0301tau", "étau"),
            ("A\x00B\nC", "b"),
        ),
        *(
            ('"; DROP TABLE items; --', "drop"),
            ("* NEAR(a) OR", "near"),
            ("++", "++"),
            ("M8x20_v2-final", "final"),
        ),
        *(("\ud800bad", "bad"), ("x" * 65_536, "x" * 65_536), ("word " * 13_000, "word")),
    ],
)
def test_any_script_and_any_name_is_found(
    catalogue: Catalogue, plain: Catalogue, name: str, typed: str
) -> None:
    for one in (catalogue, plain):
        fill(one, name, "Else")
        assert len(find(one, typed)) == 1
        assert len(find(one, "kind:design -else")) == 1
        assert_right(one)


def test_a_long_name_takes_little_room(catalogue: Catalogue) -> None:
    assert len(key_of("ß" * 65_536)) <= 160
    assert len(words_of(" ".join(map(str, range(20_000))))) <= 48


def test_a_name_of_many_words_is_found_by_all_of_it(catalogue: Catalogue) -> None:
    name = " ".join(f"of{number}" for number in range(70))
    list_whole(catalogue, "top", [], [item("i1", name)])
    for text in (f'"{name}"', f'name:"{name}"', " ".join(name.split()[:20])):
        assert [one.record.id for one in search([catalogue], text).results] == ["i1"]


@pytest.mark.parametrize(
    "text",
    ["", " ", '"', '""', "-", "-:", ":", "*", "a:b:c", '-"', "(", "\ud800", "\x00", "kind:", "x" * 99_999],
)
def test_nothing_that_is_typed_raises(catalogue: Catalogue, plain: Catalogue, text: str) -> None:
    for one in (catalogue, plain):
        search([one], text)


def test_the_answer_is_the_same_without_fts5(catalogue: Catalogue, plain: Catalogue) -> None:
    assert plain.read(search_index.has_postings)
    assert not catalogue.read(search_index.has_postings)
    for one in (catalogue, plain):
        for place in range(3):
            with one.listing(PROJECT.id, "top") as listing:
                listing.add([folder(f"f{place}", f"Station {place}")])
            items = [item(f"i{place}-{n}", f"Bracket {n} {'left' if n % 3 else 'right'}") for n in range(70)]
            list_whole(one, f"f{place}", [], items)
    for text in QUERIES:
        found = [search([one], text) for one in (catalogue, plain)]
        assert [(r.record.id, r.rank) for r in found[0].results] == [
            (r.record.id, r.rank) for r in found[1].results
        ]
        assert found[0].is_whole == found[1].is_whole


def test_an_sqlite_that_refuses_fts5_is_known_not_to_have_it() -> None:
    def refuse(action: int, *_: object) -> int:
        return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_CREATE_VTABLE else sqlite3.SQLITE_OK

    with closing(sqlite3.connect(":memory:")) as connection:
        connection.set_authorizer(refuse)
        assert not search_index.knows_fts(connection)


def test_a_file_goes_from_fts5_to_none_and_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_filled(tmp_path) as opened:
        fill(opened, "Bracket")
    with monkeypatch.context() as without:
        without.setattr(search_index, "knows_fts", lambda _: False)
        with open_filled(tmp_path) as opened:
            fill(opened, "Bracket", "Cover")
            assert find(opened, "cover") == ["Cover"]
            assert_right(opened)
    with open_filled(tmp_path) as opened:
        assert not opened.read(search_index.has_postings)
        assert find(opened, "cover") == ["Cover"]
        assert_right(opened)


def test_a_renamed_folder_renames_the_way_of_all_below(catalogue: Catalogue) -> None:
    list_whole(catalogue, "top", [folder("f", "Gear")], [])
    list_whole(catalogue, "f", [folder("g", "Inner")], [])
    list_whole(catalogue, "g", [], [item("a", "Plate")])
    assert find(catalogue, "gear plate") == ["Plate"]
    list_whole(catalogue, "top", [folder("f", "Lift")], [])
    assert find(catalogue, "gear") == []
    assert find(catalogue, "lift plate") == ["Plate"]
    catalogue.write_projects([replace(PROJECT, name="Elevator"), OTHER])
    assert find(catalogue, "project:elev plate") == ["Plate"]
    assert_right(catalogue)


def test_what_is_lost_is_not_found(catalogue: Catalogue) -> None:
    list_whole(catalogue, "top", [folder("f", "Gear")], [item("b", "Plate one")])
    list_whole(catalogue, "f", [], [item("a", "Plate two")])
    list_whole(catalogue, "top", [], [item("b", "Plate one")])
    assert find(catalogue, "plate") == ["Plate one"]
    catalogue.forget_lost()
    assert find(catalogue, "plate") == ["Plate one"]
    assert_right(catalogue)


@pytest.mark.parametrize("kind", ["fts5", "plain"])
def test_the_index_is_right_after_any_changes(catalogue: Catalogue, plain: Catalogue, kind: str) -> None:
    chosen, dice = plain if kind == "plain" else catalogue, random.Random(7)
    words = ("Gear", "Box", "Lift", "Größe", "歯車", "left")
    for turn in range(40):
        place = dice.choice(["top", "f0", "f1", "f2", "f3"])
        folders = [
            folder(f"f{n}", " ".join(dice.choices(words, k=2)))
            for n in range(4)
            if f"f{n}" > place and dice.random() < 0.5
        ]
        items = [
            item(f"i{n}", " ".join(dice.choices(words, k=2)), by=dice.choice(["Mika", "Ingrid"]))
            for n in range(12)
            if dice.random() < 0.3
        ]
        list_whole(chosen, place, folders if place == "top" or folders else [], items)
        if turn % 5 == 4:
            chosen.forget_lost()
    assert_right(chosen)
    chosen.clear()
    assert find(chosen, "gear") == []


def test_filters_that_few_things_fulfil_are_told_not_to_be_whole(catalogue: Catalogue) -> None:
    with catalogue.listing(PROJECT.id, "top") as listing:
        listing.add((), [item("first", "Bracket first", by="Kenji")])
        listing.add((), [replace(item(f"i{n}", f"Bracket {n}"), reserved=False) for n in range(700)])
        listing.finish()
    quick = search([catalogue], "bracket is:reserved")
    assert (names(quick), quick.is_whole) == ([], False)
    thorough = search([catalogue], "bracket is:reserved", is_thorough=True)
    assert (names(thorough), thorough.is_whole) == (["Bracket first"], True)
