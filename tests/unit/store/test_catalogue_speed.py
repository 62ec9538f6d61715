"""However much a catalogue holds, what it is asked costs the same: each way in goes by an index."""

from __future__ import annotations

import sqlite3
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from addin.lib.store.catalogue import Catalogue, opening

from .catalogue_samples import HUB, PROJECT, fill, folder, item, list_whole, open_filled, ref, tip_of

AN_ITEM = f"urn:adsk.wipprod:dm.lineage:{17:022}"
A_FOLDER = f"urn:adsk.wipprod:fs.folder:co.{0:08}"
A_VERSION = f"{AN_ITEM}?version=2"
LOOK_UPS: dict[str, Callable[[Catalogue], object]] = {
    "hub": lambda catalogue: catalogue.find_hub(),
    "projects": lambda catalogue: catalogue.list_projects(),
    "top folders": lambda catalogue: catalogue.list_top_folders(PROJECT.id),
    "folder": lambda catalogue: catalogue.list_folder(A_FOLDER),
    "versions": lambda catalogue: catalogue.list_versions(AN_ITEM),
    "refs": lambda catalogue: catalogue.list_refs(A_VERSION),
    "item": lambda catalogue: catalogue.find(AN_ITEM),
    "version": lambda catalogue: catalogue.find(A_VERSION),
    "unknown": lambda catalogue: catalogue.find("unknown"),
    "path": lambda catalogue: catalogue.path_of(A_FOLDER),
    "to list": lambda catalogue: catalogue.next_to_list(9, limit=5),
    "changed": lambda catalogue: catalogue.next_changed(9, limit=5),
    "left to list": lambda catalogue: catalogue.count_to_list(9),
    "left changed": lambda catalogue: catalogue.count_changed(9),
    "to sweep": lambda catalogue: catalogue.versions_to_sweep(9, limit=5),
    "counts": lambda catalogue: catalogue.count(),
    "state": lambda catalogue: catalogue.get_state("walk"),
    "round": lambda catalogue: catalogue.last_round(),
    "first items": lambda catalogue: next(catalogue.iter_items()),
    "first folders": lambda catalogue: next(catalogue.iter_folders()),
    "first versions": lambda catalogue: next(catalogue.iter_versions()),
    "first refs": lambda catalogue: next(catalogue.iter_refs()),
}
CHANGES: dict[str, Callable[[Catalogue], object]] = {
    "hub": lambda catalogue: catalogue.write_hub(HUB),
    "projects": lambda catalogue: catalogue.write_projects([PROJECT]),
    "page": lambda catalogue: list_whole(catalogue, A_FOLDER, [folder("f1")], [item("i1"), item("i2")]),
    "less": lambda catalogue: list_whole(catalogue, A_FOLDER, [], [item("i1")]),
    "one folder": lambda catalogue: catalogue.write_folder(PROJECT.id, folder("f1")),
    "versions": lambda catalogue: catalogue.write_versions([tip_of(item("i1"))]),
    "refs": lambda catalogue: catalogue.write_refs(PROJECT.id, [A_VERSION], [ref(A_VERSION, "x")]),
    "problem": lambda catalogue: catalogue.note_problem("f1", "service.down", is_lasting=False),
    "skipped": lambda catalogue: catalogue.skip_refs([A_VERSION], round_number=2),
    "state": lambda catalogue: catalogue.set_state("walk", "begun"),
    "round": lambda catalogue: catalogue.begin_round(),
    "lost": lambda catalogue: catalogue.forget_lost(),
}
# These hold one row, or a handful; and who asks which folders are in a circle reads them all.
SMALL = ("SCAN hubs", "SCAN h", "SCAN counts", "SCAN meta", "SCAN CONSTANT ROW")
SMALL += ("SCAN sqlite_master", "SCAN main.search_fts_config")
WHOLE = ("SCAN folders", "SCAN projects", "SCAN h", "SCAN held")


@contextmanager
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Record what is asked of any file that is opened in the block."""
    statements: list[str] = []
    connect = opening.connect

    def connect_traced(name: str) -> sqlite3.Connection:
        connection = connect(name)
        connection.set_trace_callback(statements.append)
        return connection

    with monkeypatch.context() as patch:
        patch.setattr(opening, "connect", connect_traced)
        yield statements


def list_scans(file: Path, statements: list[str]) -> set[str]:
    """Return each step of the statements' plans that reads a whole table, or sorts what an index could."""
    found: set[str] = set()
    connection = sqlite3.connect(file)
    try:
        for statement in statements:
            if statement.split()[0] in ("SELECT", "WITH", "INSERT", "REPLACE", "UPDATE", "DELETE"):
                plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
                found |= {f"{step[3]} <- {statement}" for step in plan if step[3].startswith("SCAN")}
    finally:
        connection.close()
    return found


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an account with a catalogue of 3,000 items, of which some have refs."""
    path = tmp_path_factory.mktemp("catalogue")
    with open_filled(path) as catalogue:
        for _ in fill(catalogue, 3000):
            pass
        catalogue.write_refs(PROJECT.id, [A_VERSION], [ref(A_VERSION, f"v{number}") for number in range(9)])
    return path


@pytest.mark.parametrize("look_up", LOOK_UPS.values(), ids=LOOK_UPS)
def test_a_look_up_goes_by_an_index(
    filled: Path, monkeypatch: pytest.MonkeyPatch, look_up: Callable[[Catalogue], object]
) -> None:
    with recorded(monkeypatch) as statements, Catalogue.open(filled, HUB.id) as catalogue:
        statements.clear()
        assert look_up(catalogue) is not NotImplemented
        scans = list_scans(catalogue.file, statements)
    assert not [scan for scan in scans if not scan.startswith(SMALL)]


def test_opening_reads_no_table_of_the_hub(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with recorded(monkeypatch) as statements, Catalogue.open(filled, HUB.id) as catalogue:
        scans = list_scans(catalogue.file, statements)
    assert not [scan for scan in scans if not scan.startswith((*SMALL, "SCAN sqlite_master"))]
    assert not [text for text in statements if "check" in text]


def test_each_change_goes_by_an_index(filled: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with open_filled(tmp_path) as catalogue:
        for _ in fill(catalogue, 400):
            pass
    with recorded(monkeypatch) as statements, Catalogue.open(tmp_path, HUB.id) as catalogue:
        for name, change in CHANGES.items():
            statements.clear()
            change(catalogue)
            scans = list_scans(catalogue.file, statements)
            allowed = (*SMALL, *WHOLE) if name == "lost" else SMALL
            assert not [scan for scan in scans if not scan.startswith(allowed)], name


def test_a_stream_of_everything_takes_no_more_memory_than_a_few_hundred_rows(filled: Path) -> None:
    with Catalogue.open(filled, HUB.id) as catalogue:
        next(catalogue.iter_items())
        tracemalloc.start()
        try:
            assert sum(1 for _ in catalogue.iter_items()) == 3000
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.reset_peak()
            kept = list(catalogue.iter_items())
            whole = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert len(kept) == 3000
    assert peak < whole / 2


def test_what_did_not_change_is_not_indexed_again(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from addin.lib.store.catalogue import search_index

    calls: list[str] = []
    monkeypatch.setattr(search_index, "drop_from_index", lambda _, rows: calls.append(f"drop {len(rows)}"))
    monkeypatch.setattr(search_index, "add_to_index", lambda _, rows: calls.append(f"add {len(rows)}"))
    with Catalogue.open(filled, HUB.id) as catalogue:
        kept = [item(f"new {number}") for number in range(3)]
        list_whole(catalogue, A_FOLDER, [folder("f9")], kept)
        assert calls[:2] == ["add 1", "add 3"]
        assert calls[2].startswith("drop")  # what was there before
        calls.clear()
        list_whole(catalogue, A_FOLDER, [folder("f9", below=7)], kept)
        assert calls == []
        list_whole(catalogue, A_FOLDER, [folder("f9")], [kept[0], kept[1], item("new 2", "renamed")])
        assert calls == ["drop 1", "add 1"]
        calls.clear()
        list_whole(catalogue, A_FOLDER, [folder("f9")], kept[:1])
        assert calls == ["drop 2"]
        list_whole(catalogue, A_FOLDER, [folder("f9")], kept[:2])
        assert calls == ["drop 2", "add 1"]
        calls.clear()
        catalogue.forget_lost()
        assert calls == []
