"""Signing out, changing over and losing the sign-in in the middle of a sync, as the page sees it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from addin.lib import app as app_module
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.http import listener

from .palettes import Palette
from .sign_ins import press_allow_as
from .syncing import CONTENTS, LONG
from .test_catalogue_calls import names, open_hub, place_of, wait_until

pytestmark = [pytest.mark.syncs, pytest.mark.long_only]

MIKA, INGRID = sample.SAMPLE_USER, sample.COLLEAGUE


@pytest.fixture
def service(start: Callable[..., Emulator], port: int, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """The sample hub; the app signs in on a port of its own."""
    monkeypatch.setattr(app_module, "CALLBACK_PORTS", (port,))
    # Slow enough for a walk to have a middle: progress is told twice a second.
    return start(callbacks=listener.callback_urls([port]), latency_ms=60)


def sign_in(palette: Palette, service: Emulator, user: str) -> None:
    palette.host.visit = press_allow_as(service, user)
    palette.call("account.signIn", asAnother=user == INGRID)


def open_first(palette: Palette) -> dict[str, Any]:
    """List the hubs and the projects of the first, and return that hub's row."""
    [hub, *_] = palette.call("tree.list", kind="root")["rows"]
    palette.call("tree.list", **place_of(hub))
    return hub


def in_the_middle(palette: Palette) -> None:
    wait_until(palette, lambda state: state["done"] > 2)


def syncs() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "databrowser-sync"]


def files(folder: Path) -> list[Path]:
    return [path for path in folder.glob("accounts/*/catalogue/*") if path.suffix != ".lock"]


def refusals(service: Emulator) -> int:
    return sum(entry.status == 429 for entry in service.log)


def test_signing_out_in_the_middle_of_a_sync_ends_it_and_leaves_nothing(
    palette: Palette, tmp_path: Path
) -> None:
    open_hub(palette)
    in_the_middle(palette)
    assert files(tmp_path)
    palette.call("account.signOut")
    assert syncs() == []
    assert files(tmp_path) == []


def test_who_comes_next_sees_nothing_of_who_was_there_before(palette: Palette, service: Emulator) -> None:
    sign_in(palette, service, MIKA)
    mikas = open_first(palette)
    wait_until(palette, lambda state: state["doing"] == "resting")
    assert names(palette.call("search.find", text=sample.DESIGN_NAME))
    sign_in(palette, service, INGRID)
    assert syncs() == []
    assert palette.call("search.find", text=sample.DESIGN_NAME)["results"] == []
    assert palette.call("catalogue.state", hubId=mikas["id"])["doing"] == "unopened"
    assert palette.call("tree.kept", keys=[mikas["key"]])["listings"] == {}


def test_changing_over_in_the_middle_of_a_sync_ends_it_and_coming_back_goes_on(
    palette: Palette, service: Emulator
) -> None:
    sign_in(palette, service, MIKA)
    hub = open_first(palette)
    in_the_middle(palette)
    sign_in(palette, service, INGRID)
    assert syncs() == []
    told = len(palette.page.messages)
    palette.call("account.switch", id=MIKA)
    service.clear_log()
    assert palette.call("tree.kept", keys=[hub["key"]])["listings"][hub["key"]]["rows"]
    assert service.log == ()
    open_first(palette)
    palette.page.wait_for(
        lambda message: (
            message in palette.page.messages[told:]
            and message.get("method") == "catalogue.changed"
            and message["params"]["doing"] == "resting"
        ),
        timeout=60,
    )
    assert names(palette.call("search.find", text=sample.DESIGN_NAME))[0] == sample.DESIGN_NAME


def test_a_sign_in_that_is_taken_back_stops_the_sync_and_says_why(
    palette: Palette, service: Emulator
) -> None:
    hub = open_hub(palette)
    in_the_middle(palette)
    service.change_person(MIKA, enabled=False)
    wait_until(palette, lambda state: state["problem"] is not None)
    state = palette.call("catalogue.state", hubId=hub["id"])
    assert state["doing"] == "stopped"
    assert state["problem"]["reference"] == "sign-in.expired"
    refused = [entry for entry in service.log if entry.status == 401]
    assert len(refused) == 1
    assert palette.call("catalogue.state", hubId=hub["id"])["counts"]["folders"] > 0


def test_a_hub_that_is_taken_away_is_said_and_stays_known(palette: Palette, service: Emulator) -> None:
    hub = open_hub(palette)
    wait_until(palette, lambda state: state["doing"] == "resting")
    service.change_person(MIKA, hubs={hub["id"]: False})
    palette.call("catalogue.refresh", hubId=hub["id"])
    wait_until(palette, lambda state: state["doing"] == "waiting")
    state = palette.call("catalogue.state", hubId=hub["id"])
    assert state["problem"]["reference"] == "service.forbidden"
    assert names(palette.call("search.find", text=sample.DESIGN_NAME))[0] == sample.DESIGN_NAME
    service.change_person(MIKA, hubs=True)


def test_while_the_quota_is_spent_the_user_comes_first_and_search_works(
    palette: Palette, service: Emulator
) -> None:
    hub = open_hub(palette)
    in_the_middle(palette)
    service.add_fault(Fault(path=CONTENTS, status=429, headers={"Retry-After": "60"}))
    end = time.monotonic() + LONG
    while not refusals(service) and time.monotonic() < end:
        time.sleep(0.01)
    assert palette.call("search.find", text="kind:project")["results"]
    assert palette.call("tree.list", **place_of(hub))["rows"]
    assert refusals(service) == 1  # and nothing more for a minute
