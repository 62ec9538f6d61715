"""What comes in between: a palette closed, reloaded or thrown away, a document switched, stops, crashes."""

from __future__ import annotations

import gc
import sys
import threading
import webbrowser
from collections.abc import Callable
from typing import Any, Literal

import pytest
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.preview import PreviewDocument, SimulatedFusion
from addin.lib.preview.addin import AddIn
from addin.lib.scripting import connect
from addin.lib.terminal import FormBrowser

from .conftest import ENTRY, PALETTE, Page, load
from .test_addin import BUTTONS, assert_clean, open_palette, start

ATTACHMENT = "auxiliary:autodesk.core:Attachment"
OPEN, SIGN_IN, ATTACH, *_ = BUTTONS
REFS = "*/relationships/refs"

What = Literal["list", "offer", "attach"]
How = Literal["closed", "reloaded", "thrown away"]

pytestmark = [pytest.mark.usefixtures("service"), pytest.mark.long_only]
HOWS = ["thrown away", *(pytest.param(how, marks=pytest.mark.long_only) for how in ("closed", "reloaded"))]


class Work:
    """The add-in with the gearbox open and the sample user signed in, and something to ask of it."""

    def __init__(self, fusion: SimulatedFusion, service: Emulator) -> None:
        self.fusion, self.service = fusion, service
        self.addin = start(fusion)
        self.page = open_palette(fusion)
        self.page.call("account.signIn")
        with connect(service=service.url, token=service.token) as session:
            [self.sheet] = session.find(sample.SPREADSHEET_TO_ATTACH, project=sample.MAIN_PROJECT)
        design = self.page.call("app.ready")["document"]
        self.target = {"projectId": self.sheet.project_id, "itemId": self.sheet.id}
        self.wish = {"target": self.target, "type": ATTACHMENT, "document": design}

    def slow_down(self, what: What) -> None:
        """Let the service take its time for the next request of a kind."""
        faults = {
            "list": Fault(path="/project/v1/hubs", delay_ms=400),
            "offer": Fault(path="*/versions/*", nth=(1,), delay_ms=400),
            "attach": Fault(method="POST", path=REFS, delay_ms=400),
        }
        self.service.add_fault(faults[what])

    def ask(self, what: What) -> str:
        """Ask, and wait until the slow request is on its way."""
        self.slow_down(what)
        self.service.clear_log()
        if what == "list":
            return self.page.ask("tree.list", kind="root")
        if what == "offer":
            return self.page.ask("refs.offer", target=self.target)
        number = self.page.ask("refs.attach", **self.wish)
        # The look before the write has been answered, so the write is the next thing sent.
        assert self.fusion.pump_until(lambda: any("/refs" in one.raw_path for one in self.service.log), 10)
        return number

    def interrupt(self, how: How) -> Page:
        """Let something happen to the palette, open it again, and return the page that is there then."""
        if how == "closed":
            self.fusion.close_palette(PALETTE)
            self.fusion.pump()
            self.fusion.click(OPEN)
            assert self.fusion.pump_until(lambda: self.fusion.find_palette(PALETTE).is_visible, 20)
            return self.page
        self.page.unload()
        if how == "thrown away":
            self.fusion.destroy_palette(PALETTE)
            return open_palette(self.fusion)
        page = Page(self.fusion)
        page.call("app.ready")
        return page

    def count_refs(self) -> int:
        """Count the refs that the service holds from the gearbox to the spreadsheet."""
        with connect(service=self.service.url, token=self.service.token) as session:
            relations = session.list_refs(self.sheet).relations
        return sum(relation.ref.extension_type == ATTACHMENT for relation in relations)

    def shows(self, page: Page) -> bool:
        """Tell whether the design's relations, read anew, name the spreadsheet."""
        relations = page.call("design.relations")["relations"]
        return any(row["otherName"] == sample.SPREADSHEET_TO_ATTACH for row in relations)


@pytest.fixture
def work(fusion: SimulatedFusion, service: Emulator) -> Work:
    """The add-in, ready to be interrupted."""
    return Work(fusion, service)


def finish(addin: AddIn, fusion: SimulatedFusion) -> None:
    """Stop the add-in; nothing of it may be left."""
    addin.stop()
    assert_clean(fusion)


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("what", ["list", "offer"])
def test_a_palette_interrupted_while_it_reads_goes_on(work: Work, what: What, how: How) -> None:
    number = work.ask(what)
    page = work.interrupt(how)
    if how == "closed":
        reply = page.wait_for(lambda message: message.get("id") == number)
        assert "result" in reply
    method: dict[What, tuple[str, dict[str, Any]]] = {
        "list": ("tree.list", {"kind": "root"}),
        "offer": ("refs.offer", {"target": work.target}),
    }
    assert page.call(method[what][0], **method[what][1])
    finish(work.addin, work.fusion)


@pytest.mark.parametrize("how", HOWS)
def test_a_palette_interrupted_in_mid_attach_tells_the_result_and_never_doubles_it(
    work: Work, how: How
) -> None:
    number = work.ask("attach")
    page = work.interrupt(how)
    if how == "closed":
        reply = page.wait_for(lambda message: message.get("id") == number)
        assert reply["result"]["isNew"] is True
    else:
        ended = page.notification("job.ended")
        assert ended["result"]["isNew"] is True
        assert sample.SPREADSHEET_TO_ATTACH in ended["result"]["note"]
    assert work.shows(page)
    assert page.call("refs.attach", **work.wish)["isNew"] is False
    assert work.count_refs() == 1
    finish(work.addin, work.fusion)


def test_who_attaches_again_on_the_new_page_before_the_first_write_is_through_makes_one_ref(
    work: Work,
) -> None:
    work.ask("attach")
    page = work.interrupt("reloaded")
    assert page.call("refs.attach", **work.wish)["isNew"] is False
    assert work.count_refs() == 1
    finish(work.addin, work.fusion)


def test_the_document_switched_in_mid_attach_keeps_the_ref_where_it_was_confirmed(work: Work) -> None:
    number = work.ask("attach")
    work.fusion.activate(sample.CURRENT_DRAWING)
    reply = work.page.wait_for(lambda message: message.get("id") == number)
    assert work.page.notification("document.changed")["document"]["name"] == sample.CURRENT_DRAWING
    assert reply["result"]["relations"] is None
    assert sample.DESIGN_NAME in reply["result"]["note"]
    assert work.count_refs() == 1
    finish(work.addin, work.fusion)


@pytest.mark.parametrize("what", ["list", "offer", "attach"])
def test_stopping_while_a_request_runs_leaves_nothing(work: Work, what: What) -> None:
    work.ask(what)
    finish(work.addin, work.fusion)
    assert work.count_refs() <= 1


@pytest.mark.parametrize("button", BUTTONS)
def test_a_button_clicked_twice_does_its_work_once(
    fusion: SimulatedFusion, service: Emulator, button: str
) -> None:
    addin = start(fusion)
    fusion.click(button)
    fusion.click(button)
    page = open_palette(fusion, button)
    assert sum(palette.id == PALETTE for palette in fusion.state.palettes) == 1
    page.notification("palette.show")
    page.call("account.signIn")
    finish(addin, fusion)


def test_the_sign_in_pressed_twice_opens_the_browser_twice_and_counts_once(
    fusion: SimulatedFusion, service: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls: list[str] = []
    opened = threading.Event()
    monkeypatch.setattr(webbrowser, "open", lambda url: urls.append(url) is None and opened.set() is None)
    addin = start(fusion)
    page = open_palette(fusion)
    first = page.ask("account.signIn")
    assert fusion.pump_until(opened.is_set, 10)
    monkeypatch.setattr(webbrowser, "open", FormBrowser().open)
    assert page.call("account.signIn")["account"]["name"] == "Mika Sample"
    reply = page.wait_for(lambda message: message.get("id") == first)
    assert reply["error"]["data"]["reference"] == "sign-in.cancelled"
    told = [m["params"] for m in page.messages if m.get("method") == "account.changed"]
    assert len(told) == 1
    finish(addin, fusion)


@pytest.mark.parametrize("how", HOWS)
def test_a_sign_in_finished_while_the_palette_is_away_is_seen_when_it_comes_back(
    fusion: SimulatedFusion, service: Emulator, monkeypatch: pytest.MonkeyPatch, how: How
) -> None:
    urls: list[str] = []
    opened = threading.Event()
    monkeypatch.setattr(webbrowser, "open", lambda url: urls.append(url) is None and opened.set() is None)
    addin = start(fusion)
    page = open_palette(fusion)
    page.ask("account.signIn")
    assert fusion.pump_until(opened.is_set, 10)
    if how == "closed":
        fusion.close_palette(PALETTE)
        fusion.pump()
    else:
        page.unload()
    if how == "thrown away":
        fusion.destroy_palette(PALETTE)
    assert FormBrowser().open(urls[0])
    if how == "closed":
        assert page.notification("account.changed")["account"]["name"] == "Mika Sample"
        fusion.click(OPEN)
        fusion.pump()
    else:
        module: Any = sys.modules[addin.name]
        assert fusion.pump_until(lambda: module._running[0].app.account, 10)
        page = open_palette(fusion) if how == "thrown away" else Page(fusion)
        assert page.call("app.ready")["account"]["name"] == "Mika Sample"
    assert page.call("tree.list", kind="root")["rows"]
    finish(addin, fusion)


@pytest.mark.parametrize("project", ["closed to the user", "in no hub of the user's"])
def test_a_document_that_the_account_cannot_see_is_said_wherever_it_is_asked_for(
    service: Emulator,
    start_fusion: Callable[..., SimulatedFusion],
    project: str,
) -> None:
    with connect(service=service.url, token=service.token) as session:
        nodes = session.walk(project=sample.CLOSED_PROJECT)
        closed = next(node for node in nodes if node.kind == "project")
        [sheet] = session.find(sample.SPREADSHEET_TO_ATTACH, project=sample.MAIN_PROJECT)
    is_closed = project == "closed to the user"
    foreign = PreviewDocument(
        "Foreign Bracket",
        hub_id="a.Zm9yZWlnbg",
        project_id=closed.project_id if is_closed else "a.Zm9yZWlnbiMx",
        item_id="urn:adsk.wipprod:dm.lineage:foreignforeignforeign1",
        version_id="urn:adsk.wipprod:fs.file:vf.foreignforeignforeign1?version=3",
        version_number=3,
    )
    fusion = start_fusion(foreign, active=foreign.name)
    addin = start(fusion)
    page = open_palette(fusion)
    document = page.call("app.ready")["document"]
    assert (document["state"], document["name"]) == ("saved", foreign.name)
    page.call("account.signIn")
    place = {"projectId": foreign.project_id, "itemId": foreign.item_id}
    other = {"projectId": foreign.project_id, "itemId": "urn:adsk.wipprod:dm.lineage:other"}
    for method, params in (
        ("design.relations", {}),
        ("tree.path", place),
        ("refs.offer", {"target": other}),
    ):
        number = page.ask(method, **params)
        reply = page.wait_for(lambda message, number=number: message.get("id") == number)
        error = reply["error"]["data"]
        assert error["reference"] == ("service.forbidden" if is_closed else "service.not-found"), method
        assert error["next"]
    refused = page.ask("refs.offer", target={"projectId": sheet.project_id, "itemId": sheet.id})
    reply = page.wait_for(lambda message: message.get("id") == refused)
    assert reply["error"]["data"]["reference"] == "refs.other-project"
    # All else works, and the next document is as good as ever.
    fusion.activate(sample.DESIGN_NAME)
    page.wait_for(
        lambda message: message.get("params", {}).get("document", {}).get("name") == sample.DESIGN_NAME
    )
    assert page.call("design.relations")["relations"]
    finish(addin, fusion)


def crash(addin: AddIn) -> None:
    """Forget an add-in without a stop, as when Fusion gave up on it: what it put into Fusion stays."""
    module: Any = sys.modules[addin.name]
    module._running[0].app.close()
    for name in addin.modules():
        del sys.modules[name]
    gc.collect()


def test_a_start_over_all_the_leftovers_of_a_crash(work: Work) -> None:
    fusion = work.fusion
    old = work.page
    crash(work.addin)
    left = {name.split()[0] for name in fusion.leftovers()}
    assert {"palette", "definition", "control", "custom"} <= left  # of those, "custom event"
    assert any(palette.id == PALETTE and palette.is_visible for palette in fusion.state.palettes)
    again = fusion.load(ENTRY, load=load)
    again.run()
    assert fusion.faults == []
    assert not any(palette.id == PALETTE for palette in fusion.state.palettes)
    page = open_palette(fusion)
    assert page.call("app.ready")["account"] is None
    assert page.call("account.signIn")["account"]["name"] == "Mika Sample"
    assert len([message for message in old.messages if message.get("method") == "account.changed"]) == 1
    finish(again, fusion)
