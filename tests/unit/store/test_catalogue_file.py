"""The catalogue's file on bad days: whatever happens to it, the catalogue goes on and tells it once."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from addin.lib.core.search import search
from addin.lib.errors import StoreError
from addin.lib.store.catalogue import Catalogue, Counts, catalogue_file, opening, schema
from addin.lib.store.catalogue.space import clear_copies, list_catalogues, make_room, measure
from addin.lib.store.locks import file_lock
from addin.lib.store.places import CATALOGUE, forget_files
from addin.lib.store.thumbnails import read_picture, write_picture

from .catalogue_samples import HUB, PROJECT, fill, fill_top, folder, item, list_whole, open_filled, tip_of

WORKER = str(Path(__file__).with_name("catalogue_worker.py"))
PICTURE = b"\x89PNG\r\n\x1a\n" + b"x" * 5000 + b"IEND\xaeB`\x82"


def file_of(path: Path) -> Path:
    [file] = list_catalogues(path)
    return file


def told(catalogue: Catalogue) -> list[str]:
    notices = catalogue.take_notices()
    assert all(str(notice) for notice in notices)
    return [notice.reference for notice in notices]


def raised(work: Callable[[], object]) -> str:
    with pytest.raises(StoreError) as caught:
        work()
    assert str(caught.value)
    return caught.value.reference


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """The folder of an account with a closed catalogue of some 1,000 items."""
    with open_filled(tmp_path) as catalogue:
        for _ in fill(catalogue, 1000):
            pass
    return tmp_path


def test_only_this_user_can_read_the_file(filled: Path) -> None:
    assert file_of(filled).stat().st_mode & 0o077 == 0
    assert [path.name for path in file_of(filled).parent.iterdir() if path.suffix == ".sqlite"]


@pytest.mark.parametrize("damage", ["garbage", "cut", "foreign", "no-table", "empty"])
def test_a_damaged_file_is_set_aside_and_told_once(filled: Path, damage: str) -> None:
    file = file_of(filled)
    if damage == "garbage":
        file.write_bytes(b"garbage " * 2000)
    elif damage == "cut":
        os.truncate(file, 4096)
    elif damage == "empty":
        os.truncate(file, 0)
    else:
        with closing(sqlite3.connect(file)) as connection:
            name = "items" if damage == "no-table" else "counts"
            connection.execute(f"DROP TABLE {name}")
            if damage == "foreign":
                connection.execute("PRAGMA user_version = 0")
            connection.commit()
    with Catalogue.open(filled, HUB.id) as catalogue:
        assert catalogue.list_folder("top").items == ()
        assert catalogue.find(item("x").id) is None
        list(catalogue.iter_items())
        catalogue.write_hub(HUB)
        assert told(catalogue) == ([] if damage == "empty" else ["store.bad-catalogue"])
        assert catalogue.count().items == 0
        assert told(catalogue) == []
        assert catalogue.mode == "kept"
    with Catalogue.open(filled, HUB.id) as catalogue:
        assert catalogue.find_hub() is not None
        assert told(catalogue) == []
    assert len(list(file.parent.glob("*.broken-*.sqlite"))) == (damage != "empty")


def test_damage_in_the_midst_of_the_file_is_found_when_it_is_read(filled: Path) -> None:
    file = file_of(filled)
    with file.open("r+b") as opened:
        opened.seek(8192)
        opened.write(b"\xff" * (file.stat().st_size - 8192))
    with Catalogue.open(filled, HUB.id) as catalogue:
        list(catalogue.iter_items())
        catalogue.check()
        assert told(catalogue) == ["store.bad-catalogue"]
        assert catalogue.count() == Counts()


def damage_an_index(path: Path) -> None:
    with closing(sqlite3.connect(file_of(path))) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'people') "
            "WHERE name = 'items_by_parent'"
        )
        connection.commit()


def test_silent_damage_is_found_by_a_check(filled: Path) -> None:
    damage_an_index(filled)
    with Catalogue.open(filled, HUB.id) as catalogue:
        catalogue.check()
        assert told(catalogue) == ["store.bad-catalogue"]
        assert catalogue.count() == Counts()


def test_a_damaged_index_is_damage(filled: Path) -> None:
    with closing(sqlite3.connect(file_of(filled))) as connection:
        connection.execute("DELETE FROM search_fts_config")
        connection.commit()
    with Catalogue.open(filled, HUB.id) as catalogue:
        search([catalogue], "bracket left")
        assert told(catalogue) == ["store.bad-catalogue"]
        assert catalogue.count() == Counts()


@pytest.mark.parametrize("is_write", [True, False])
def test_what_makes_no_sense_is_damage_in_a_damaged_file_and_else_a_fault(
    filled: Path, *, is_write: bool
) -> None:
    def read(connection: sqlite3.Connection) -> str:
        [[name]] = connection.execute("SELECT name FROM hubs") or [["none"]]
        return name.partition(1) if name == HUB.name else name

    with Catalogue.open(filled, HUB.id) as catalogue:
        do = catalogue.write if is_write else catalogue.read
        with pytest.raises(TypeError):
            do(read)
    damage_an_index(filled)
    with Catalogue.open(filled, HUB.id) as catalogue:
        do = catalogue.write if is_write else catalogue.read
        with pytest.raises(ValueError, match="unpack"):  # of one that is empty, the caller's own
            do(read)
        assert told(catalogue) == ["store.bad-catalogue"]


def test_a_page_that_no_text_can_be_read_from_is_damage(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare, calls = opening.prepare, []

    def fail(connection: sqlite3.Connection, *, most_bytes: int) -> None:
        calls.append(most_bytes)
        if len(calls) == 1:
            b"\xff".decode()  # as in SQLite's own words about a damaged schema
        prepare(connection, most_bytes=most_bytes)

    monkeypatch.setattr(opening, "prepare", fail)
    with Catalogue.open(filled, HUB.id) as catalogue:
        assert told(catalogue) == ["store.bad-catalogue"]
        assert catalogue.mode == "kept"


def test_damage_again_and_again_is_told_once(filled: Path) -> None:
    def fail(_: sqlite3.Connection) -> None:
        raise opening.Damaged

    with Catalogue.open(filled, HUB.id) as catalogue:
        assert raised(lambda: catalogue.read(fail)) == "store.no-catalogue"
        assert told(catalogue) == ["store.bad-catalogue"]
        assert catalogue.count() == Counts()


def test_only_the_last_damaged_file_is_kept(filled: Path) -> None:
    file = file_of(filled)
    for _ in range(3):
        file.write_bytes(b"garbage " * 100)
        Catalogue.open(filled, HUB.id).close()
    assert len(list(file.parent.glob("*.broken-*.sqlite"))) == 1
    assert list_catalogues(filled) == (file,)


def test_a_file_of_a_newer_version_is_set_aside(filled: Path) -> None:
    with closing(sqlite3.connect(file_of(filled))) as connection:
        connection.execute("PRAGMA user_version = 99")
    with Catalogue.open(filled, HUB.id) as catalogue:
        assert told(catalogue) == ["store.newer-catalogue"]
        assert catalogue.count() == Counts()


def test_an_older_file_is_brought_up_with_all_that_is_in_it(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = "ALTER TABLE items ADD COLUMN starred INTEGER NOT NULL DEFAULT 7;"
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, more))
    with Catalogue.open(filled, HUB.id) as catalogue:
        assert catalogue.read(lambda c: c.execute("SELECT sum(starred) FROM items").fetchone()) == (7000,)
        assert catalogue.count().items == 1000
        assert told(catalogue) == []


def test_a_file_that_cannot_be_brought_up_is_begun_anew(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = "INSERT INTO hubs SELECT * FROM hubs;"
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, twice))
    with Catalogue.open(filled, HUB.id) as catalogue:
        assert told(catalogue) == ["store.bad-catalogue"]
        assert (catalogue.mode, catalogue.count()) == ("kept", Counts())


def test_a_file_that_is_put_away_by_another_process_is_opened_anew(filled: Path) -> None:
    file = file_of(filled)
    with Catalogue.open(filled, HUB.id) as one, Catalogue.open(filled, HUB.id) as other:
        listing = one.listing(PROJECT.id, "top")
        assert opening.put_away(file, file.stat().st_ino)
        other.write_hub(HUB)
        other.write_projects([PROJECT])
        other.write_top_folders(PROJECT.id, [folder("top")])
        list_whole(other, "top", [folder("f1")], [item("i1")])
        assert one.count().items == 1
        listing.add([folder("f2")])
        listing.finish()  # begun in the file of before: what is in this one was never compared with it
        assert [known.id for known in one.list_folder("top").items] == ["i1"]
        assert told(one) == told(other) == []


def test_two_threads_that_meet_damage_set_one_file_aside(filled: Path) -> None:
    with Catalogue.open(filled, HUB.id) as catalogue:
        with closing(sqlite3.connect(file_of(filled))) as connection:
            connection.execute("DROP TABLE items")
            connection.commit()
        threads = [threading.Thread(target=catalogue.list_folder, args=("top",)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        catalogue.write_hub(HUB)
        assert told(catalogue) == ["store.bad-catalogue"]
        assert catalogue.find_hub() is not None


def test_where_no_file_can_be_made_memory_serves(tmp_path: Path) -> None:
    (tmp_path / CATALOGUE).write_text("in the way")
    with open_filled(tmp_path) as catalogue:
        assert catalogue.mode == "memory"
        assert told(catalogue) == ["store.no-catalogue"]
        list_whole(catalogue, "top", [folder("f1")], [item("i1")])
        assert catalogue.path_of("i1")[-1] == "Item i1"
        assert next(catalogue.iter_items()).id == "i1"
        catalogue.clear()
        assert catalogue.count() == Counts()


def test_a_file_that_cannot_be_put_away_gives_way_to_memory(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError  # Windows, while another process has it open

    file_of(filled).write_bytes(b"garbage " * 2000)
    monkeypatch.setattr(catalogue_file, "put_away", refuse)
    with Catalogue.open(filled, HUB.id) as catalogue:
        assert catalogue.mode == "memory"
        assert told(catalogue) == ["store.no-catalogue"]


def test_in_a_home_that_is_read_only_what_is_there_is_read(filled: Path) -> None:
    folders = [filled, filled / CATALOGUE]
    opened = [*filled.parents][:-1]
    modes = {path: path.stat().st_mode for path in (*folders, *opened, *(filled / CATALOGUE).iterdir())}
    try:
        for path in opened:
            path.chmod(modes[path] | 0o011)
        for path in (filled / CATALOGUE).iterdir():
            path.chmod(0o444)
        for path in folders:
            path.chmod(0o555)
        run = subprocess.run(
            [sys.executable, WORKER, "look", str(filled)],
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
    assert run.returncode == 0, run.stderr
    answer = json.loads(run.stdout)
    assert answer == {
        "mode": "read-only",
        "told": ["store.catalogue-read-only"],
        "items": 1000,
        "written": "store.catalogue-read-only",
    }


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_refuses_more_leaves_all_that_was_written(filled: Path) -> None:
    with Catalogue.open(filled, HUB.id) as catalogue:
        page = [item(f"new {number}", "x" * 500) for number in range(200)]
        log = Path(f"{file_of(filled)}-wal")
        with largest_file(log.stat().st_size + 8192), catalogue.listing(PROJECT.id, "top") as listing:
            reference = raised(lambda: listing.add((), page, [tip_of(one) for one in page]))
            assert reference in ("store.catalogue-full", "store.no-catalogue")
            assert catalogue.count().items == 1000
            assert len(list(catalogue.iter_items())) == 1000
        list_whole(catalogue, "top", [], page)  # there is room again
        assert catalogue.count().items == 1200
        catalogue.check()
        assert told(catalogue) == []


def test_a_full_disk_is_told_as_such(filled: Path) -> None:
    with Catalogue.open(filled, HUB.id) as catalogue:
        pages = catalogue.read(lambda c: c.execute("PRAGMA page_count").fetchone()[0])
        catalogue.write(lambda _: None)
        writer = catalogue._writer  # what the system says is said by SQLite here
        assert writer
        writer.execute(f"PRAGMA max_page_count = {pages}")
        page = [item(f"new {number}", "x" * 500) for number in range(200)]
        assert raised(lambda: list_whole(catalogue, "top", [], page)) == "store.catalogue-full"
        assert catalogue.count().items == 1000


def test_a_disk_that_is_full_at_the_start_is_told_as_such_and_written_to_once_there_is_room(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))
    with largest_file(0):
        catalogue = Catalogue.open(filled, HUB.id)
        assert catalogue.mode == "read-only"
        assert raised(lambda: catalogue.write_hub(HUB)) == "store.catalogue-full"
        assert catalogue.count().items == 1000
    with catalogue:
        assert told(catalogue) == ["store.catalogue-full"]
        list_whole(catalogue, "top", [], [item("i1")])
        assert catalogue.mode == "kept"
        assert catalogue.count().items == 1001
        catalogue.check()
        assert told(catalogue) == []


def test_a_file_does_not_grow_beyond_its_limit(tmp_path: Path) -> None:
    with open_filled(tmp_path) as catalogue:
        catalogue.set_limit(2_000_000)

        def fill_up() -> None:
            for _ in fill(catalogue, 20_000):
                pass

        assert raised(fill_up) == "store.catalogue-limit"
        known = catalogue.count().items
        assert 0 < known < 20_000
        assert len(list(catalogue.iter_items())) == known
        catalogue.set_limit(0)
        list_whole(catalogue, "top", [], [item("i1")])
    assert file_of(tmp_path).stat().st_size < 2_200_000


def test_a_clock_that_jumps_changes_nothing_but_ages(tmp_path: Path) -> None:
    now = [2e9]
    open_filled(tmp_path).close()
    with Catalogue.open(tmp_path, HUB.id, now=lambda: now[0]) as catalogue:
        first = catalogue.begin_round()
        list_whole(catalogue, "top", [folder("f1")], [item("i1"), item("i2")], round_number=first)
        now[0] = 5.0
        second = catalogue.begin_round()
        assert [one.folder_id for one in catalogue.next_to_list(second)] == ["", "", "f1", "top"]
        list_whole(catalogue, "top", [folder("f1")], [item("i2")], round_number=second)
        catalogue.forget_lost()
        assert [(one.id, one.seen) for one in catalogue.list_folder("top").items] == [("i2", 5.0)]
        assert [one.folder_id for one in catalogue.next_to_list(second)] == ["", "", "f1"]


def test_two_processes_write_at_once_and_both_are_there(tmp_path: Path) -> None:
    open_filled(tmp_path).close()
    workers = [
        subprocess.Popen([sys.executable, WORKER, "fill", str(tmp_path), name, "400"]) for name in ("a", "b")
    ]
    assert [worker.wait() for worker in workers] == [0, 0]
    with Catalogue.open(tmp_path, HUB.id) as catalogue:
        assert catalogue.count().items == 800
        catalogue.check()
        assert told(catalogue) == []
        assert catalogue.mode == "kept"


def test_a_process_that_is_killed_leaves_whole_pages(tmp_path: Path) -> None:
    open_filled(tmp_path).close()
    worker = subprocess.Popen(
        [sys.executable, WORKER, "fill", str(tmp_path), "a", "100000"], stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout
    for _ in range(3):
        worker.stdout.readline()
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    with Catalogue.open(tmp_path, HUB.id) as catalogue:
        catalogue.check()
        assert catalogue.count().items >= 300
        assert catalogue.count().items % 100 == 0
        assert told(catalogue) == []


def test_everything_known_of_a_hub_can_be_forgotten_while_another_has_it_open(filled: Path) -> None:
    with Catalogue.open(filled, HUB.id) as one, Catalogue.open(filled, HUB.id) as other:
        assert other.count().items == 1000
        one.clear()
        assert other.count() == one.count() == Counts()
        other.write_hub(HUB)
        assert one.find_hub() is not None


def test_a_file_that_cannot_be_deleted_is_emptied(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(catalogue_file, "delete", refuse)
    with Catalogue.open(filled, HUB.id) as one, Catalogue.open(filled, HUB.id) as other:
        listing = other.listing(PROJECT.id, "top")
        before = measure(filled).catalogue
        one.clear()
        assert other.count() == Counts()
        listing.add([folder("f1")])
        assert other.count() == Counts()
    assert measure(filled).catalogue < before / 2


def test_a_closed_catalogue_says_so(filled: Path) -> None:
    catalogue = Catalogue.open(filled, HUB.id)
    catalogue.close()
    assert raised(catalogue.count) == "store.catalogue-closed"
    assert raised(lambda: catalogue.write_hub(HUB)) == "store.catalogue-closed"


def test_room_is_made_by_the_oldest_thumbnails_first(filled: Path) -> None:
    for number in range(10):
        write_picture(filled, f"urn:{number}", 200, PICTURE)
        for path in (filled / "thumbnails").glob("*.png"):
            if path.stat().st_mtime > 1000:
                os.utime(path, (number, number))
    space = measure(filled)
    assert space.thumbnails == 10 * len(PICTURE)
    assert space.total == space.catalogue + space.thumbnails + space.lists
    file = file_of(filled)
    room = make_room(filled, file, most_bytes=space.catalogue + space.lists + 5 * len(PICTURE))
    assert space.catalogue <= room
    assert read_picture(filled, "urn:0", 200) is None
    assert read_picture(filled, "urn:9", 200) is not None
    assert make_room(filled, file, most_bytes=10) == 10
    assert measure(filled).thumbnails == 0


def test_thumbnails_give_way_to_a_catalogue_that_needs_more_and_others_count(filled: Path) -> None:
    for number in range(10):
        write_picture(filled, f"urn:{number}", 200, PICTURE)
    file = file_of(filled)
    most = 10_000_000
    before = make_room(filled, file, most_bytes=most)
    assert before == most - 10 * len(PICTURE)
    after = make_room(filled, file, most_bytes=most, is_short=True)
    assert before + 5 * len(PICTURE) <= after < most
    other = file.with_name("other.sqlite")
    other.write_bytes(bytes(1_000_000))
    assert make_room(filled, file, most_bytes=most) == after - 1_000_000
    assert make_room(filled, other, most_bytes=most) == after - file.stat().st_size


def test_all_copies_of_an_account_can_be_cleared_and_what_is_the_users_own_stays(filled: Path) -> None:
    write_picture(filled, "urn:1", 200, PICTURE)
    (filled / "favourites.json").write_text("{}")
    shutil.copy(file_of(filled), filled / CATALOGUE / "0123.sqlite")
    clear_copies(filled)
    assert list_catalogues(filled) == ()
    assert measure(filled).total == 0
    assert (filled / "favourites.json").exists()


def test_the_lock_of_who_fills_a_catalogue_goes_with_it_unless_it_is_held(filled: Path) -> None:
    lock = opening.sync_lock_of(file_of(filled))
    with file_lock(lock, timeout=0):
        clear_copies(filled)
        assert lock.exists()
    clear_copies(filled)
    assert [path.suffix for path in (filled / CATALOGUE).iterdir()] == [".lock"]


def test_a_catalogue_in_memory_is_whole_and_tells_nothing() -> None:
    with Catalogue.in_memory() as catalogue:
        fill_top(catalogue)
        for _ in fill(catalogue, 100):
            pass
        assert (catalogue.mode, told(catalogue)) == ("memory", [])
        assert catalogue.count().items == 100
        catalogue.clear()
        assert catalogue.count() == Counts()
    assert raised(catalogue.count) == "store.catalogue-closed"


def test_forgetting_all_files_forgets_catalogues_too(tmp_path: Path) -> None:
    own = tmp_path / "accounts" / "0123"
    own.mkdir(parents=True)
    open_filled(own).close()
    forget_files(tmp_path)
    assert not own.exists()
