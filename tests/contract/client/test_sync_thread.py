"""The thread that keeps a catalogue up to date: pauses, goes on, gives way, waits out trouble, ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from addin.lib.aps.limits import find_limit
from addin.lib.core.sync.pace import Pace
from addin.lib.core.sync.rounds import CORRECTED
from addin.lib.core.sync.sync import Sync, Times
from addin.lib.core.sync.visits import Means
from addin.lib.emulator import Emulator, Fault
from addin.lib.errors import NotSignedIn, ServiceDown, StoreError
from addin.lib.http import Budget, HttpClient, RetryPolicy
from addin.lib.store.catalogue import Catalogue

from .syncing import CONTENTS, LONG, Hub, Watch

pytestmark = pytest.mark.long_only

QUICK = Times(step=0.0, retry=0.01, longest_retry=0.05, lock=0.05, tell=0.0)


@pytest.fixture
def hub(empty_service: Emulator, tmp_path: Path) -> Iterator[Hub]:
    service = empty_service
    with HttpClient(service.url, get_token=lambda _: service.token, retry=RetryPolicy(attempts=1)) as client:
        opened = Hub.open(service, client, tmp_path)
        yield opened
        opened.catalogue.close()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def make(hub: Hub, watch: Watch) -> Iterator[Callable[..., Sync]]:
    """Starts a sync of the hub; all of them are ended after the test."""
    started: list[Sync] = []

    def start(
        means: Means = hub.means, watch: Watch = watch, *, times: Times = QUICK, pace: Pace | None = None
    ) -> Sync:
        sync = Sync(means, on_progress=watch, times=times, pace=pace)
        sync.start()
        started.append(sync)
        return sync

    yield start
    for sync in started:
        assert sync.stop(LONG)


def test_it_walks_and_sweeps_and_then_rests(hub: Hub, watch: Watch, make: Callable[..., Sync]) -> None:
    make()
    watch.rest()
    order = list(dict.fromkeys(progress.doing for progress in watch.told))
    assert order == ["refreshing", "sweeping", "resting"]
    assert hub.differences(refs=True) == []
    counts = watch.told[-1].counts
    asked = [entry for entry in hub.service.log if entry.raw_path.endswith("/commands")]
    assert len(asked) <= counts.versions / 50 + 4
    assert counts.folders_listed == counts.folders > 0
    assert watch.told[-1].refreshed is not None


def test_a_walk_that_was_long_ago_is_corrected(hub: Hub, watch: Watch, make: Callable[..., Sync]) -> None:
    hub.refresh()
    make()
    watch.rest()
    assert "correcting" in [progress.doing for progress in watch.told]
    assert hub.differences(refs=True) == []


def test_it_refreshes_when_it_is_asked_to(hub: Hub, watch: Watch, make: Callable[..., Sync]) -> None:
    sync = make()
    watch.rest()
    folder, _ = hub.deepest()
    hub.change("UPDATE items SET name = 'Changed' WHERE folder_id = ?", folder, folder=folder)
    seen = len(watch.told)
    sync.refresh_soon()
    watch.wait(lambda progress: progress.doing == "refreshing", after=seen)
    watch.rest(after=seen)
    assert hub.differences() == []


def test_a_pause_holds_in_the_next_program_too_and_resuming_goes_on(
    hub: Hub, watch: Watch, make: Callable[..., Sync]
) -> None:
    sync = make()
    watch.wait(lambda progress: progress.done > 3)
    sync.pause()
    watch.wait(lambda progress: progress.doing == "paused")
    assert sync.stop(LONG)
    listed = hub.catalogue.count().folders_listed
    hub.service.clear_log()

    seen = len(watch.told)
    sync = make()
    watch.wait(lambda progress: progress.doing == "paused", after=seen)
    assert hub.service.log == ()
    assert hub.catalogue.count().folders_listed == listed
    sync.resume()
    watch.rest(after=seen)
    assert hub.differences(refs=True) == []


def test_of_two_programs_one_syncs_and_the_other_takes_over_when_it_ends(
    hub: Hub, watch: Watch, make: Callable[..., Sync]
) -> None:
    first = make()
    watch.rest()
    folder = hub.catalogue.file.parents[1]
    with Catalogue.open(folder, hub.means.hub_id) as catalogue:
        other = Watch()
        second = make(replace(hub.means, catalogue=catalogue), other)
        other.wait(lambda progress: progress.doing == "elsewhere")
        assert catalogue.count() == hub.catalogue.count()
        assert first.stop(LONG)
        other.rest()
        assert second.stop(LONG)


def test_a_pause_holds_in_every_program_and_who_is_told_to_go_on_does(
    hub: Hub, watch: Watch, make: Callable[..., Sync]
) -> None:
    first = make(times=replace(QUICK, lock=LONG))
    watch.wait(lambda progress: progress.done > 3)
    first.pause()
    watch.wait(lambda progress: progress.doing == "paused")
    with Catalogue.open(hub.catalogue.file.parents[1], hub.means.hub_id) as catalogue:
        other = Watch()
        second = make(replace(hub.means, catalogue=catalogue), other)
        other.wait(lambda progress: progress.doing == "paused")
        seen = len(watch.told)
        second.resume()
        other.rest()
        first.refresh_soon()
        watch.wait(lambda progress: progress.doing == "elsewhere", after=seen)
        assert hub.differences(refs=True) == []
        seen = len(other.told)
        first.pause()
        hub.service.clear_log()
        second.refresh_soon()
        other.wait(lambda progress: progress.doing == "paused", after=seen)
        assert hub.service.log == ()
        assert second.stop(LONG)


def test_who_waits_for_a_sign_in_lets_another_program_sync(
    hub: Hub, watch: Watch, make: Callable[..., Sync]
) -> None:
    with (
        HttpClient(hub.service.url, get_token=lambda _: "none", retry=RetryPolicy(attempts=1)) as stranger,
        Catalogue.open(hub.catalogue.file.parents[1], hub.means.hub_id) as catalogue,
    ):
        other = Watch()
        second = make(Means(stranger, catalogue, hub.means.hub_id), other)
        other.wait(lambda progress: progress.doing == "stopped")
        make()
        watch.rest()
        assert hub.differences(refs=True) == []
        assert second.stop(LONG)


@pytest.mark.parametrize("error", [RuntimeError("of ours"), TypeError("of ours")])
def test_a_fault_of_ours_is_said_and_it_goes_on(
    hub: Hub, watch: Watch, make: Callable[..., Sync], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail() -> int:
        raise error

    with monkeypatch.context() as faulty:
        faulty.setattr(hub.catalogue, "begin_round", fail)
        make()
        told = watch.wait(lambda progress: progress.doing == "waiting")
        assert told.error is not None
        assert told.error.reference == "bridge.internal"
    watch.rest()
    assert hub.differences(refs=True) == []


def test_it_waits_out_an_outage_and_goes_on(hub: Hub, watch: Watch, make: Callable[..., Sync]) -> None:
    hub.service.add_fault(Fault(path=CONTENTS, status=503))
    make()
    told = watch.wait(lambda progress: progress.doing == "waiting")
    assert isinstance(told.error, ServiceDown)
    hub.service.clear_faults()
    watch.rest()
    assert hub.differences(refs=True) == []


def test_an_outage_of_refs_keeps_nothing_else_from_being_looked_through(
    hub: Hub, watch: Watch, make: Callable[..., Sync]
) -> None:
    hub.refresh()
    hub.service.add_fault(Fault(path="/data/v1/projects/*/commands", status=503))
    make(times=replace(QUICK, longest_retry=LONG))
    watch.rest()
    assert hub.catalogue.get_state(CORRECTED) is not None
    assert hub.catalogue.count().versions_swept == 0
    assert "waiting" in {progress.doing for progress in watch.told}


def test_without_a_sign_in_it_asks_once_and_waits_for_the_next_one(
    hub: Hub, watch: Watch, make: Callable[..., Sync]
) -> None:
    hub.service.add_fault(Fault(path=CONTENTS, status=401))
    sync = make()
    told = watch.wait(lambda progress: progress.doing == "stopped")
    assert isinstance(told.error, NotSignedIn)
    refused = [entry for entry in hub.service.log if entry.status == 401]
    assert len(refused) == 1
    hub.service.clear_faults()
    sync.resume()
    watch.rest()
    assert hub.differences(refs=True) == []


def test_a_disk_that_is_full_is_said_and_nothing_is_asked_until_there_is_room(
    hub: Hub, watch: Watch, make: Callable[..., Sync], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> int:
        raise StoreError("store.catalogue-full", path=str(hub.catalogue.file))

    with monkeypatch.context() as full:
        full.setattr(hub.catalogue, "begin_round", refuse)
        make()
        told = watch.wait(lambda progress: progress.doing == "waiting")
        assert told.error is not None
        assert told.error.reference == "store.catalogue-full"
        assert hub.service.log == ()
    watch.rest()
    assert hub.differences(refs=True) == []


def test_it_gives_way_while_a_request_of_the_user_is_on_its_way(
    hub: Hub, watch: Watch, make: Callable[..., Sync]
) -> None:
    service, asked = hub.service, "/project/v1/hubs"
    service.add_fault(Fault(path=asked, nth=(1,), first_byte_ms=1500))
    budget = Budget(find_limit, share=1.0)
    token = service.token
    with HttpClient(service.url, get_token=lambda _: token, budget=budget) as user:
        pace = Pace(budget, idle_seconds=lambda: user.idle_seconds)
        with HttpClient(service.url, get_token=lambda _: token, budget=pace) as polite:
            clicked = threading.Thread(target=lambda: user.request("GET", asked))
            clicked.start()
            while user.idle_seconds:  # until it is on its way
                time.sleep(0.001)
            sync = make(replace(hub.means, client=polite), pace=pace)
            clicked.join()
            watch.wait(lambda progress: progress.done > 3)
            assert sync.stop(LONG)
    paths = [entry.raw_path for entry in service.log]
    assert paths.index(asked) == 0
    times = [entry.time for entry in service.log]
    assert times[1] - times[0] >= 0.9  # and a little quiet, by the machine's other clock
