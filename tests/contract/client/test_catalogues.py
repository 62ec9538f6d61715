"""The catalogues of a sign-in on bad days: cleared, closed or shared in the middle of a sync."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from addin.lib.clock import SystemClock
from addin.lib.core import catalogues as catalogues_module
from addin.lib.core.catalogues import Catalogues, Upkeep
from addin.lib.core.search import search
from addin.lib.core.sync.progress import Progress
from addin.lib.core.sync.sync import Times
from addin.lib.emulator import Emulator, Fault
from addin.lib.emulator.sample.large import Size, build
from addin.lib.errors import Forbidden, NetworkError, NotFound, ServiceDown, StoreError, TooManyRequests
from addin.lib.http import HttpClient, RetryPolicy
from addin.lib.store.catalogue import Catalogue
from addin.lib.store.catalogue.space import list_catalogues, measure
from addin.lib.store.places import CATALOGUE
from addin.lib.store.thumbnails import write_picture

from ...hub_rows import find_differences
from .syncing import CONTENTS, LONG, SMALL, Watch

pytestmark = [pytest.mark.syncs, pytest.mark.long_only]

QUICK = Times(step=0.0, retry=0.01, longest_retry=0.05, lock=0.05, tell=0.0)
PICTURE = b"\x89PNG\r\n\x1a\n" + b"x" * 900_000 + b"IEND\xaeB`\x82"
VISITOR = str(Path(__file__).with_name("visitor.py"))
Start = Callable[..., Catalogues]


class Place:
    """A service with a hub, and the folder of an account that sees it."""

    def __init__(self, service: Emulator, folder: Path) -> None:
        build(service.seed, SMALL)
        self.service, self.folder = service, folder
        self.clients: list[HttpClient] = []
        self.hub_id: str = service._database.value("SELECT id FROM hubs")  # pyright: ignore[reportPrivateUsage]

    def differences(self, catalogues: Catalogues) -> list[str]:
        """Return what the catalogue of the hub has otherwise than the service."""
        catalogue = catalogues.open(self.hub_id)
        assert catalogue
        return find_differences(self.service, catalogue, self.hub_id, refs=True)


@pytest.fixture
def place(empty_service: Emulator, tmp_path: Path) -> Place:
    return Place(empty_service, tmp_path)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def start(place: Place, watch: Watch) -> Iterator[Start]:
    """Opens the catalogues of the account and begins to fill that of the hub; closed after the test."""
    opened: list[Catalogues] = []

    def open_client() -> HttpClient:
        service, once = place.service, RetryPolicy(attempts=1)
        place.clients.append(HttpClient(service.url, get_token=lambda _: service.token, retry=once))
        return place.clients[-1]

    def make(watch: Watch = watch, *, folder: Path = place.folder, most_bytes: int = 0) -> Catalogues:
        def note(hub_id: str, progress: Progress) -> None:
            assert hub_id == place.hub_id
            watch(progress)

        upkeep = Upkeep(open_client, SystemClock(), most_bytes=most_bytes, on_progress=note, times=QUICK)
        opened.append(Catalogues(lambda: folder, upkeep))
        opened[-1].attend(place.hub_id)
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def in_the_middle(watch: Watch) -> None:
    """Wait until a first walk is on its way."""
    watch.wait(lambda progress: progress.done > 2)


def files(place: Place) -> list[str]:
    return sorted(path.suffix for path in (place.folder / CATALOGUE).iterdir())


def start_to_hang(place: Place, watch: Watch, start: Start, *, seconds: float) -> Catalogues:
    """Begin a first walk, and wait until a list that hangs for so long has been asked for."""
    faults: list[int] = []

    def meddle(progress: Progress) -> None:
        if progress.done == 3 and not faults:
            faults.append(place.service.add_fault(Fault(path=CONTENTS, delay_ms=round(seconds * 1000))))

    watch.meddle = meddle
    catalogues = start()
    end = time.monotonic() + LONG
    while not (faults and place.clients[-1].idle_seconds == 0) and time.monotonic() < end:
        time.sleep(0.01)
    assert faults
    return catalogues


def test_clearing_in_the_middle_of_a_sync_begins_anew_and_ends_whole(
    place: Place, watch: Watch, start: Start
) -> None:
    catalogues = start()
    in_the_middle(watch)
    before, seen = catalogues.open(place.hub_id), len(watch.told)
    catalogues.clear()
    assert catalogues.open(place.hub_id) is not before
    watch.rest(after=seen)
    assert place.differences(catalogues) == []


def test_clearing_while_a_request_hangs_leaves_one_sync_that_speaks(
    place: Place, watch: Watch, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogues_module, "CLOSE_SECONDS", 0.05)
    catalogues = start_to_hang(place, watch, start, seconds=1.5)
    seen = len(watch.told)
    catalogues.clear()
    place.service.clear_faults()
    watch.rest(after=seen)
    assert place.differences(catalogues) == []
    errors = [progress.error for progress in watch.told[seen:]]
    assert errors == [None] * len(errors), "the sync before has nothing more to say"


def test_forgetting_in_the_middle_of_a_sync_leaves_no_file_and_none_comes_back(
    place: Place, watch: Watch, start: Start
) -> None:
    catalogues = start()
    in_the_middle(watch)
    assert ".sqlite" in files(place)
    catalogues.forget()
    assert files(place) == [".lock"]
    asked = len(place.service.log)
    catalogues.attend(place.hub_id)
    assert catalogues.sync_of(place.hub_id) is None or len(place.service.log) == asked
    assert files(place) == [".lock"]


def test_forgetting_while_a_request_hangs_writes_nothing_afterwards(
    place: Place, watch: Watch, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogues_module, "CLOSE_SECONDS", 0.05)
    catalogues = start_to_hang(place, watch, start, seconds=1.0)
    sync = catalogues.sync_of(place.hub_id)
    assert sync
    catalogues.forget()
    assert sync.stop(LONG)
    assert not {".sqlite", ".sqlite-wal", ".sqlite-shm"} & set(files(place))


def test_closing_while_a_request_hangs_is_quick_and_says_so(
    place: Place, watch: Watch, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogues_module, "CLOSE_SECONDS", 0.05)
    catalogues = start_to_hang(place, watch, start, seconds=2.0)
    sync, seen = catalogues.sync_of(place.hub_id), len(watch.told)
    assert sync
    began = time.monotonic()
    assert not catalogues.close()
    assert time.monotonic() - began < 1.5
    assert sync.stop(LONG)
    assert watch.told[seen:] == []
    assert catalogues.close()


def test_what_was_known_before_the_end_is_known_at_the_next_start(
    place: Place, watch: Watch, start: Start
) -> None:
    first = start()
    in_the_middle(watch)
    assert first.close()
    known = {entry.raw_path for entry in place.service.log if "/contents" in entry.raw_path}
    place.service.clear_log()
    later = Watch()
    catalogues = start(later)
    later.rest()
    listed = [entry.raw_path for entry in place.service.log if "/contents" in entry.raw_path]
    assert len(known & set(listed)) <= 1  # the one whose answer was not waited for
    assert place.differences(catalogues) == []


@pytest.mark.parametrize(("status", "error"), [(403, Forbidden), (404, NotFound)])
def test_a_hub_that_is_gone_stays_as_it_was_known(
    place: Place, watch: Watch, start: Start, status: int, error: type[Exception]
) -> None:
    catalogues = start()
    watch.rest()
    catalogue = catalogues.open(place.hub_id)
    assert catalogue
    known = catalogue.count()
    place.service.add_fault(Fault(path="/project/v1/hubs/*", status=status, body='{"errors": []}'))
    seen = len(watch.told)
    sync = catalogues.sync_of(place.hub_id)
    assert sync
    sync.refresh_soon()
    told = watch.wait(lambda progress: progress.doing == "waiting", after=seen)
    assert isinstance(told.error, error)
    assert catalogue.count() == known
    assert search([catalogue], "kind:project").results
    seen = len(watch.told)
    place.service.clear_faults()
    watch.rest(after=seen)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(path="/*", action="reset-before"), NetworkError),
        (Fault(path="/*", status=429, headers={"Retry-After": "120"}), TooManyRequests),
        (Fault(path="/*", status=503), ServiceDown),
    ],
    ids=["offline", "throttled", "down"],
)
def test_in_an_outage_what_is_known_is_searched_and_it_goes_on_by_itself(
    place: Place, watch: Watch, start: Start, fault: Fault, error: type[Exception]
) -> None:
    catalogues = start()
    watch.rest()
    place.service.add_fault(fault)
    seen = len(watch.told)
    sync = catalogues.sync_of(place.hub_id)
    assert sync
    sync.refresh_soon()
    told = watch.wait(lambda progress: progress.doing == "waiting", after=seen)
    assert isinstance(told.error, error)
    assert search(catalogues.opened().values(), "kind:project").results
    seen = len(watch.told)
    place.service.clear_faults()
    watch.rest(after=seen)


def test_of_two_windows_one_clears_and_the_other_fills_it_again(
    place: Place, watch: Watch, start: Start
) -> None:
    first = start()
    watch.rest()
    other = Watch()
    second = start(other)
    other.wait(lambda progress: progress.doing == "elsewhere")
    assert place.differences(second) == []
    second.clear()
    seen = len(watch.told)
    sync = first.sync_of(place.hub_id)
    assert sync
    sync.refresh_soon()
    watch.rest(after=seen)
    assert place.differences(first) == []
    assert place.differences(second) == []


def test_a_catalogue_of_a_newer_version_is_set_aside_told_once_and_filled_anew(
    place: Place, watch: Watch, start: Start
) -> None:
    first = start()
    watch.rest()
    assert first.close()
    [file] = list_catalogues(place.folder)
    with closing(sqlite3.connect(file)) as newer:
        newer.execute("PRAGMA user_version = 99")
    later = Watch()
    catalogues = start(later)
    later.rest()
    assert [notice.reference for notice in catalogues.take_notices()] == ["store.newer-catalogue"]
    assert catalogues.take_notices() == ()
    assert place.differences(catalogues) == []


def test_where_no_folder_can_be_made_memory_serves(
    place: Place, watch: Watch, start: Start, tmp_path: Path
) -> None:
    folder = tmp_path / "account"
    folder.mkdir()
    (folder / CATALOGUE).write_text("in the way")
    catalogues = start(folder=folder)
    watch.rest()
    assert [notice.reference for notice in catalogues.take_notices()] == ["store.no-catalogue"]
    assert place.differences(catalogues) == []
    assert (folder / CATALOGUE).read_text() == "in the way"


def test_in_a_home_that_is_read_only_what_is_known_is_searched_and_nothing_is_asked(
    place: Place, watch: Watch, start: Start
) -> None:
    first = start()
    watch.rest()
    assert first.close()
    place.service.clear_log()
    # Not below the folder of the tests, which pytest closes to others whenever it starts.
    with tempfile.TemporaryDirectory() as home:
        kept = Path(home, CATALOGUE)
        shutil.copytree(place.folder / CATALOGUE, kept)
        for path in (*kept.iterdir(), kept, Path(home)):
            path.chmod(0o555 if path.is_dir() else 0o444)
        place_of_visitor = (place.service.url, place.service.token, home, place.hub_id)
        run = subprocess.run(
            [sys.executable, VISITOR, *place_of_visitor], capture_output=True, text=True, check=False
        )
        for path in (Path(home), kept):
            path.chmod(0o755)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == {
        "mode": "read-only",
        "notices": ["store.catalogue-read-only"],
        "doing": "waiting",
        "problem": "store.catalogue-read-only",
        "found": SMALL.projects,
    }
    assert place.service.log == ()


def test_a_file_that_reached_its_limit_is_said_and_what_is_known_is_searched(
    place: Place, watch: Watch, start: Start
) -> None:
    build(place.service.seed, Size(projects=1, folders=12, items=1600))
    place.hub_id = place.service._database.value(  # pyright: ignore[reportPrivateUsage]
        "SELECT id FROM hubs ORDER BY rowid DESC LIMIT 1"
    )
    catalogues = start(most_bytes=1)
    told = watch.wait(lambda progress: progress.doing == "waiting")
    assert told.error
    assert told.error.reference == "store.catalogue-limit"
    assert search(catalogues.opened().values(), "kind:project").results


def test_thumbnails_give_way_to_a_catalogue_that_reached_its_limit(
    place: Place, watch: Watch, start: Start
) -> None:
    build(place.service.seed, Size(projects=1, folders=12, items=1600))
    place.hub_id = place.service._database.value(  # pyright: ignore[reportPrivateUsage]
        "SELECT id FROM hubs ORDER BY rowid DESC LIMIT 1"
    )
    for number in range(10):
        write_picture(place.folder, f"urn:{number}", 200, PICTURE)
    catalogues = start(most_bytes=10 * len(PICTURE) + 1_000_000)
    watch.rest()
    assert "store.catalogue-limit" in {told.error.reference for told in watch.told if told.error}
    assert place.differences(catalogues) == []
    assert measure(place.folder).thumbnails < 10 * len(PICTURE)


@pytest.mark.parametrize("days", [-10_000, 10_000])
def test_a_clock_that_was_put_elsewhere_makes_it_correct_once_and_rest(
    place: Place, watch: Watch, start: Start, days: int
) -> None:
    first = start()
    watch.rest()
    assert first.close()
    then = time.time() + days * 86_400.0
    with Catalogue.open(place.folder, place.hub_id, now=lambda: then) as catalogue:
        for state in ("corrected", "swept", "refreshed"):
            catalogue.set_state(state, catalogue.now())
    later = Watch()
    catalogues = start(later)
    later.rest()
    assert "correcting" in {progress.doing for progress in later.told}
    assert place.differences(catalogues) == []


def test_a_catalogue_that_cannot_be_read_at_the_start_keeps_no_list_from_being_shown(
    place: Place, watch: Watch, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(catalogue: Catalogue, key: str) -> None:
        raise StoreError("store.lock-busy", path=str(catalogue.file), seconds=10)

    with monkeypatch.context() as busy:
        busy.setattr(Catalogue, "get_state", refuse)
        start()
        watch.wait(lambda progress: progress.error is not None or progress.doing == "elsewhere")
        seen = len(watch.told)
    watch.rest(after=seen)
