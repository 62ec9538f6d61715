"""Thumbnails come last: asked for once, from the disk afterwards, never while the service is busy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from addin.lib.aps.limits import find_limit
from addin.lib.core import thumbnails as module
from addin.lib.core.thumbnails import (
    LONGEST_NONE_SECONDS,
    PER_MINUTE,
    RETRY,
    TIMEOUTS,
    Thumbnail,
    Thumbnails,
)
from addin.lib.emulator import Emulator, EmulatorOptions, Fault, sample
from addin.lib.errors import Cancelled, ServiceDown, UsageError
from addin.lib.http import Budget, HttpClient
from addin.lib.scripting import connect
from addin.lib.store.places import THUMBNAILS

from .palettes import Palette
from .sign_ins import ManualClock

PICTURES = "/modelderivative/v2/designdata/*/thumbnail"
HUBS = "/project/v1/hubs"


class Wall:
    """The time of day, as the module sees it."""

    def __init__(self) -> None:
        self.at = 1_000_000.0

    def time(self) -> float:
        """Return it."""
        return self.at


class Shop:
    """Thumbnails of a service with their disk, and the client that everything else goes through."""

    def __init__(self, service: Emulator, folder: Path) -> None:
        self.service, self.folder = service, folder
        self.clock = ManualClock()
        self.budget = Budget(find_limit, clock=self.clock)
        options: dict[str, Any] = {"budget": self.budget, "clock": self.clock, "retry": RETRY}
        options["get_token"] = lambda rejected: service.token
        self.client = HttpClient(service.url, timeouts=TIMEOUTS, **options)
        self.other = HttpClient(service.url, **options)
        self.open()

    def open(self) -> None:
        """Begin anew, as the next program does."""
        self.thumbnails = Thumbnails(self.client, lambda: self.folder, self.clock)

    def count(self) -> int:
        """Count the requests for pictures so far."""
        return sum("/thumbnail" in entry.raw_path for entry in self.service.log)


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    """A time of day that the test moves."""
    made = Wall()
    monkeypatch.setattr(module, "time", made)
    return made


@pytest.fixture(scope="module")
def hub() -> Iterator[Emulator]:
    """The sample hub, which these tests only read."""
    with Emulator(EmulatorOptions()) as running:
        yield running


@pytest.fixture(scope="module")
def urn(hub: Emulator) -> str:
    """The gearbox's."""
    with connect(service=hub.url, token=hub.token) as session:
        kind, project = "items:autodesk.fusion360:Design", sample.MAIN_PROJECT
        [node] = session.find(sample.DESIGN_NAME, kind=kind, project=project)
        return session.tip(node).derivative_urn


@pytest.fixture
def shop(hub: Emulator, urn: str, tmp_path: Path, wall: Wall) -> Iterator[Shop]:
    """The thumbnails of the sample hub."""
    made = Shop(hub, tmp_path)
    hub.clear_log()
    yield made
    hub.clear_faults()
    made.client.close()
    made.other.close()


def test_the_second_view_costs_no_request(shop: Shop, urn: str) -> None:
    first = shop.thumbnails.find(urn, size=100)
    assert first.picture
    assert shop.count() == 1
    shop.open()
    assert shop.thumbnails.find(urn, size=100) == first
    assert shop.count() == 1
    assert shop.thumbnails.find(urn, size=400).picture != first.picture
    assert shop.count() == 2


def test_that_there_is_none_is_asked_about_ever_more_seldom(shop: Shop, urn: str, wall: Wall) -> None:
    shop.service.add_fault(Fault(path=PICTURES, status=404))
    for number, wait in enumerate((600, 1200, 2400, 4800), start=1):
        assert shop.thumbnails.find(urn, size=100) == Thumbnail(None)
        shop.open()
        wall.at += wait - 1
        assert shop.thumbnails.find(urn, size=100) == Thumbnail(None)
        assert shop.count() == number
        wall.at += 2
    for _ in range(6):
        shop.thumbnails.find(urn, size=100)
        wall.at += LONGEST_NONE_SECONDS + 1
    shop.service.clear_faults()
    assert shop.thumbnails.find(urn, size=100).picture
    assert shop.count() == 11


def test_a_note_of_a_clock_that_was_wrong_does_not_hold(shop: Shop, urn: str, wall: Wall) -> None:
    shop.service.add_fault(Fault(path=PICTURES, status=404, nth=(1,)))
    wall.at *= 3
    assert shop.thumbnails.find(urn, size=100).picture is None
    wall.at /= 3
    assert shop.thumbnails.find(urn, size=100).picture


def test_what_is_being_made_is_looked_for_soon(shop: Shop, urn: str, wall: Wall) -> None:
    shop.service.add_fault(Fault(path=PICTURES, status=202, nth=(1,)))
    assert shop.thumbnails.find(urn, size=100).picture is None
    assert shop.thumbnails.find(urn, size=100).picture is None
    assert shop.count() == 1
    wall.at += 61
    assert shop.thumbnails.find(urn, size=100).picture


def test_a_damaged_picture_is_asked_for_again(shop: Shop, urn: str) -> None:
    picture = shop.thumbnails.find(urn, size=100).picture
    [file] = (shop.folder / THUMBNAILS).iterdir()
    file.write_bytes(file.read_bytes()[:-20])
    assert shop.thumbnails.find(urn, size=100).picture == picture
    assert shop.count() == 2


def test_while_a_share_is_spent_none_is_asked_for(shop: Shop, urn: str) -> None:
    kept = shop.thumbnails.find(urn, size=100)
    account = shop.budget.find_account("GET", HUBS)
    assert account
    while account.reserve():
        account.settle()
    assert shop.thumbnails.find(urn, size=400) == Thumbnail(None, is_later=True)
    assert shop.thumbnails.find(urn, size=100) == kept  # what the disk has costs nothing
    assert shop.count() == 1
    shop.clock.time += 62
    assert shop.thumbnails.find(urn, size=400).picture


def test_while_the_service_asks_for_a_pause_none_is_asked_for(shop: Shop, urn: str) -> None:
    shop.service.add_fault(Fault(path=HUBS, status=429, headers={"Retry-After": "30"}))
    assert shop.other.request("GET", HUBS).status == 429
    assert shop.thumbnails.find(urn, size=100).is_later
    assert shop.count() == 0
    shop.clock.time += 31
    assert shop.thumbnails.find(urn, size=100).picture


def test_a_refused_picture_is_not_waited_for_and_no_other_is_asked_for(shop: Shop, urn: str) -> None:
    shop.service.add_fault(Fault(path=PICTURES, status=429, headers={"Retry-After": "5"}))
    before = shop.clock.time
    for _ in range(5):
        assert shop.thumbnails.find(urn, size=100).is_later
    assert shop.count() == 1
    assert shop.clock.time == before
    shop.service.clear_faults()
    shop.clock.time += 61
    assert shop.thumbnails.find(urn, size=100).picture


def test_many_pictures_leave_the_budget_to_the_rest(shop: Shop, urn: str) -> None:
    shop.service.add_fault(Fault(path=PICTURES, status=404))
    found = [shop.thumbnails.find(f"{urn}{number:04}", size=100) for number in range(PER_MINUTE + 20)]
    assert sum(one.is_later for one in found) == 20
    assert shop.count() == PER_MINUTE
    assert not shop.client.is_strained
    assert shop.other.request("GET", HUBS).status == 200


def test_what_nobody_wants_any_more_is_not_asked_for(shop: Shop, urn: str) -> None:
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(Cancelled):
        shop.thumbnails.find(urn, size=100, cancelled=cancelled)
    assert shop.count() == 0


def test_a_service_that_fails_leaves_no_note(shop: Shop, urn: str) -> None:
    shop.service.add_fault(Fault(path=PICTURES, status=500, nth=(1,)))
    with pytest.raises(ServiceDown):
        shop.thumbnails.find(urn, size=100)
    assert shop.thumbnails.find(urn, size=100).picture


def test_without_a_folder_pictures_come_all_the_same(shop: Shop, urn: str) -> None:
    def refuse() -> Path:
        raise UsageError("store.no-folder", path="/")

    lost = Thumbnails(shop.client, refuse, shop.clock)
    assert lost.find(urn, size=100).picture
    with pytest.raises(UsageError):
        lost.forget()


def test_signing_out_takes_them_along_and_nothing_comes_after(shop: Shop, urn: str) -> None:
    shop.thumbnails.find(urn, size=100)
    shop.thumbnails.forget()
    assert list((shop.folder / THUMBNAILS).iterdir()) == []
    assert shop.thumbnails.find(urn, size=100).picture
    assert list((shop.folder / THUMBNAILS).iterdir()) == []


def test_the_page_gets_them_by_the_bridge_and_signing_out_deletes_them(
    palette: Palette, service: Emulator, urn: str
) -> None:
    palette.call("account.signIn")
    first = palette.call("thumbnail.get", urn=urn, size=100)
    assert first["dataUri"].startswith("data:image/png;base64,")
    assert not first["isLater"]
    service.add_fault(Fault(path=PICTURES, status=500))
    assert palette.call("thumbnail.get", urn=urn, size=100) == first
    session = palette.app.sign_ins.require()
    folder = session.folder()
    assert folder
    palette.call("account.signOut")
    assert not list(folder.glob(f"{THUMBNAILS}/*"))
