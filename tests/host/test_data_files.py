"""What Fusion is asked only when the user wants it: to open a file, its web address, its own references."""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import pytest
from addin.lib.core.documents import ActiveDocument
from addin.lib.preview import PreviewDocument, SimulatedFusion
from addin.lib.preview.adsk._application import Application

from .conftest import Page, assert_clean, open_palette, start

pytestmark = [pytest.mark.usefixtures("service"), pytest.mark.long_only]


@pytest.fixture
def make_fusion() -> Iterator[Callable[..., SimulatedFusion]]:
    """Makes a simulated Fusion with these documents, the first one open, and closes it after the test."""
    made: list[SimulatedFusion] = []

    def make(documents: list[PreviewDocument], **options: Any) -> SimulatedFusion:
        made.append(SimulatedFusion(documents, **options))
        return made[-1]

    yield make
    for fusion in made:
        fusion.close()


@pytest.fixture
def part(documents: list[PreviewDocument]) -> PreviewDocument:
    """A part that lies in no other document's place, one version behind."""
    return replace(
        documents[0],
        name="Pinion",
        item_id="urn:adsk.wipprod:dm.lineage:pinion",
        version_id="urn:adsk.wipprod:fs.file:vf.pinion?version=2",
        version_number=2,
        latest_version_number=3,
        is_modified=False,
    )


@pytest.fixture
def with_part(documents: list[PreviewDocument], part: PreviewDocument) -> list[PreviewDocument]:
    """The documents, of which the first uses the part."""
    return [replace(documents[0], uses=(part,)), *documents[1:]]


def sign_in(fusion: SimulatedFusion) -> tuple[Any, Page]:
    """Start the add-in with its page and sign in."""
    addin = start(fusion)
    page = open_palette(fusion)
    page.call("account.signIn")
    return addin, page


def problem(page: Page, method: str, **params: Any) -> str:
    """Call what fails and return the error's reference."""
    number = page.ask(method, **params)
    return page.wait_for(lambda message: message.get("id") == number)["error"]["data"]["reference"]


def test_fusions_own_references_are_read_when_asked_for(
    make_fusion: Callable[..., SimulatedFusion], with_part: list[PreviewDocument]
) -> None:
    fusion = make_fusion(with_part)
    addin, page = sign_in(fusion)
    page.call("design.relations")
    assert not [call for call in fusion.cloud_calls if "eferences" in call]
    found = page.call("design.native")
    told = {row["otherName"]: row for row in found["relations"] if "fusion" in row["sources"]}
    row = told["Pinion"]
    assert (row["group"], row["otherVersion"], row["otherTip"], row["isStale"]) == ("uses", 2, 3, True)
    assert row["directionText"]
    assert page.call("design.relations")["relations"] == found["relations"]
    addin.stop()
    assert_clean(fusion)


def test_a_part_sees_what_uses_it(
    make_fusion: Callable[..., SimulatedFusion], with_part: list[PreviewDocument], part: PreviewDocument
) -> None:
    fusion = make_fusion([*with_part, replace(part, item_id=with_part[1].item_id)], active=with_part[1].name)
    fusion.state.references[0].used.item_id = with_part[1].item_id
    _, page = sign_in(fusion)
    rows = page.call("design.native")["relations"]
    assert (with_part[0].name, "usedIn") in {
        (row["otherName"], row["group"]) for row in rows if row["sources"] == ["fusion"]
    }


def test_slow_answers_of_fusions_cloud_come_one_file_at_a_time(
    make_fusion: Callable[..., SimulatedFusion], with_part: list[PreviewDocument], part: PreviewDocument
) -> None:
    many = tuple(replace(part, item_id=f"urn:lineage:{number}") for number in range(8))
    fusion = make_fusion([replace(with_part[0], uses=many)], cloud_seconds=0.005)
    _, page = sign_in(fusion)
    fusion.meter.reset()
    number = page.ask("design.native")
    turns = 0
    deadline = time.monotonic() + 20
    while not any(message.get("id") == number for message in page.messages):
        assert time.monotonic() < deadline
        turns += bool(fusion.pump())
        time.sleep(0.001)
    assert turns >= len(many)


def test_another_document_in_the_meantime_is_told(
    make_fusion: Callable[..., SimulatedFusion], with_part: list[PreviewDocument]
) -> None:
    fusion = make_fusion(with_part)
    _, page = sign_in(fusion)
    assert fusion.state.active_document
    assert fusion.state.active_document.file
    fusion.state.active_document.file.version_id += "0"  # before the add-in hears of it
    assert problem(page, "design.native") == "host.other-document"


def test_a_file_is_opened_in_fusion(
    make_fusion: Callable[..., SimulatedFusion], with_part: list[PreviewDocument], part: PreviewDocument
) -> None:
    fusion = make_fusion(with_part)
    addin, page = sign_in(fusion)
    page.call("design.open", itemId=part.item_id)
    fusion.pump()
    assert fusion.state.active_document
    assert fusion.state.active_document.name == "Pinion"
    assert page.notification("document.changed")["document"]["itemId"] == part.item_id
    page.call("design.open", itemId=with_part[0].item_id)
    fusion.pump()
    assert fusion.state.active_document.name == with_part[0].name
    assert problem(page, "design.open", itemId="urn:nowhere") == "host.no-file"
    addin.stop()
    assert_clean(fusion)


def test_what_fusion_refuses_to_open_is_told(
    make_fusion: Callable[..., SimulatedFusion], with_part: list[PreviewDocument], part: PreviewDocument
) -> None:
    fusion = make_fusion(with_part)
    fusion.state.references[0].used.extension = "pdf"
    _, page = sign_in(fusion)
    assert problem(page, "design.open", itemId=part.item_id) == "host.refused"


@pytest.mark.parametrize("profile", ["2026", "2024"])
def test_the_web_address_comes_from_fusion(
    make_fusion: Callable[..., SimulatedFusion],
    with_part: list[PreviewDocument],
    part: PreviewDocument,
    profile: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fusion = make_fusion(with_part, profile=profile)
    _, page = sign_in(fusion)
    visited: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url: visited.append(url) or True)
    if profile == "2024":
        assert problem(page, "design.web", itemId=part.item_id) == "host.no-web-address"
        assert visited == []
    else:
        page.call("design.web", itemId=part.item_id)
        assert len(visited) == 1
        assert visited[0].startswith("https://example.com/g/projects/")
        assert problem(page, "design.web", itemId="urn:nowhere") == "host.no-file"


def test_the_end_of_the_addin_lets_go_of_who_waits(
    make_fusion: Callable[..., SimulatedFusion], with_part: list[PreviewDocument]
) -> None:
    fusion = make_fusion(with_part)
    addin, page = sign_in(fusion)
    [main] = [one for one in gc.get_objects() if type(one).__name__ == "MainThread" and one._is_open]
    page.ask("design.native")
    deadline = time.monotonic() + 20
    while not main._asked:  # without a turn of the main thread, it is waited for
        assert time.monotonic() < deadline
        time.sleep(0.001)
    addin.stop()
    assert_clean(fusion)


def test_an_event_that_fusion_refuses_keeps_nobody_waiting(
    make_fusion: Callable[..., SimulatedFusion],
    with_part: list[PreviewDocument],
    part: PreviewDocument,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fusion = make_fusion(with_part)
    addin, page = sign_in(fusion)
    fire = Application.fireCustomEvent
    refused: list[str] = []

    def refuse_once(self: Application, event_id: str, info: str = "") -> bool:
        if threading.current_thread() is not threading.main_thread() and not refused:
            refused.append(event_id)
            return False
        return fire(self, event_id, info)

    monkeypatch.setattr(Application, "fireCustomEvent", refuse_once)
    page.call("design.open", itemId=part.item_id)
    assert len(refused) == 1
    addin.stop()
    assert_clean(fusion)


class Inline:
    """A main thread that the test is on itself; whoever waits gives up after some work."""

    def __init__(self, patience: int) -> None:
        self.count = 0
        self.cancelled = threading.Event()
        self._patience = patience

    def ask(self, work: Callable[[], Any], *, can_be_done: Callable[[], bool] = lambda: True) -> Any:
        """Do the work."""
        assert can_be_done()
        self.count += 1
        if self.count == self._patience:
            self.cancelled.set()
        return work()


def test_who_does_not_wait_any_more_costs_fusion_no_more_calls(
    make_fusion: Callable[..., SimulatedFusion], with_part: list[PreviewDocument], part: PreviewDocument
) -> None:
    many = tuple(replace(part, item_id=f"urn:lineage:{number}") for number in range(8))
    fusion = make_fusion([replace(with_part[0], uses=many)])
    addin, _ = sign_in(fusion)
    lib = f"{addin.name}.lib"
    document = ActiveDocument("saved", "Part", version_id=with_part[0].version_id)
    patient, hasty = Inline(100), Inline(5)
    for main, ends in (
        (patient, nullcontext()),
        (hasty, pytest.raises(sys.modules[f"{lib}.errors"].Cancelled)),
    ):
        files = sys.modules[f"{lib}.host.data_files"].DataFiles(Application.get(), main, changed=lambda: None)
        with ends:
            files.read_references(document, cancelled=main.cancelled)
    assert (patient.count, hasty.count) == (10, 5)
    addin.stop()
    assert_clean(fusion)
