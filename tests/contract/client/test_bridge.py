"""The page's calls from end to end: bridge, use cases and service, with a page that only listens."""

from __future__ import annotations

import contextlib
import itertools
import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from addin.lib import app as app_module
from addin.lib.app import App
from addin.lib.core.documents import ActiveDocument
from addin.lib.core.jobs import WORKERS
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.http import HELD_BACK, listener
from addin.lib.scripting import connect
from addin.lib.terminal import FormBrowser

from .palettes import Host, Page, Palette, open_item, shown, target

ATTACHMENT = "auxiliary:autodesk.core:Attachment"
CONTENTS = "*/contents"


@pytest.fixture
def service(start: Callable[..., Emulator], port: int, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """The sample hub; the app signs in on a port of its own."""
    monkeypatch.setattr(app_module, "CALLBACK_PORTS", (port,))
    return start(callbacks=listener.callback_urls([port]))


@pytest.fixture
def signed_in(palette: Palette) -> Palette:
    """The same with the sample user signed in."""
    palette.call("account.signIn")
    return palette


@pytest.fixture
def design(service: Emulator) -> ActiveDocument:
    """The gearbox as the active document, at its tip."""
    return open_item(service, sample.DESIGN_NAME, "items:autodesk.fusion360:Design")


def test_ready_brings_all_the_page_needs(palette: Palette) -> None:
    ready = palette.call("app.ready")
    assert ready["account"] is None
    assert ready["document"]["state"] == "none"
    assert ready["theme"] == "light"
    assert ready["canSignIn"] is True
    assert ready["texts"]["errors"]
    assert ready["version"] == app_module.read_version()


def test_the_page_finds_its_place_again(palette: Palette) -> None:
    palette.call("account.signIn")
    palette.call("app.keepView", accountId=sample.SAMPLE_USER, view={"tab": "design", "open": ["a"]})
    assert palette.call("app.ready")["view"] == {"tab": "design", "open": ["a"]}


def test_a_place_is_forgotten_with_who_signs_out(signed_in: Palette) -> None:
    signed_in.call("app.keepView", accountId=sample.SAMPLE_USER, view={"tab": "design"})
    assert signed_in.call("account.read")["view"] == {"tab": "design"}
    assert signed_in.call("account.signOut")["view"] is None
    assert signed_in.call("account.signIn")["view"] is None


def put_in_the_way(folder: Path) -> None:
    """Put a file where a folder is, though something may still be written there and make it anew."""
    for number in itertools.count():
        folder.rename(folder.with_name(f"away-{number}"))
        with contextlib.suppress(IsADirectoryError):
            folder.write_text("in the way", encoding="utf-8")
            return


def test_who_signs_out_leaves_nothing_in_memory_though_the_disk_fails(
    signed_in: Palette, tmp_path: Path
) -> None:
    hubs = signed_in.call("tree.list", kind="root")["rows"]
    session = signed_in.app.sign_ins.session
    assert session
    kept = session.listings.find("")
    assert kept
    assert list(kept.rows) == hubs
    folder = next(path.parent for path in tmp_path.rglob("accounts/*"))
    put_in_the_way(folder)
    signed_in.call("account.signOut")
    assert session.listings.find("") is None


def test_before_the_sign_in_everything_says_so(palette: Palette) -> None:
    error = palette.fail("tree.list", kind="root")
    assert error["data"]["reference"] == "sign-in.needed"
    assert error["data"]["next"]


def test_signing_in_and_out(palette: Palette, service: Emulator) -> None:
    accounts = palette.call("account.signIn")
    assert accounts["account"]["name"] == "Mika Sample"
    assert palette.page.notification("account.changed") == {**accounts, "why": None}
    assert palette.call("app.ready")["account"] == accounts["account"]
    palette.call("account.signOut")
    assert service.log[-1].raw_path == "/authentication/v2/revoke"
    assert palette.fail("tree.list", kind="root")["data"]["reference"] == "sign-in.needed"


def test_a_sign_in_that_has_ended_is_told(signed_in: Palette, service: Emulator) -> None:
    service.clock.advance(16 * 24 * 3600)
    error = signed_in.fail("tree.list", kind="root")
    assert error["data"]["reference"] == "sign-in.expired"
    gone = [m["params"] for m in signed_in.page.messages if m.get("method") == "account.changed"]
    assert gone[1:] == [{"account": None, "others": [], "view": None, "why": error["data"]}]
    assert signed_in.call("app.ready")["account"] is None


def test_a_sign_in_is_cancelled_from_the_page(palette: Palette) -> None:
    opened = threading.Event()
    palette.host.visit = lambda url: opened.set() or True
    number = palette.ask("account.signIn")
    assert opened.wait(10)
    palette.ask("job.cancel", id=number)
    assert palette.answer(number)["error"]["data"]["reference"] == "job.cancelled"
    palette.host.visit = FormBrowser().open
    assert palette.call("account.signIn")["account"]["name"] == "Mika Sample"


def test_the_tree_goes_five_levels_deep(signed_in: Palette) -> None:
    rows = signed_in.call("tree.list", kind="root")["rows"]
    for name in (sample.TEAM_HUB, sample.MAIN_PROJECT, "01 Design", sample.DESIGN_NAME):
        row = next(row for row in rows if row["name"] == name)
        rows = signed_in.call(
            "tree.list", kind=row["kind"], hubId=row["hubId"], projectId=row["projectId"], id=row["id"]
        )["rows"]
    assert [row["version"] for row in rows] == [8, 7, 6, 5, 4, 3, 2, 1]
    assert {row["kind"] for row in rows} == {"version"}
    assert len({row["key"] for row in rows}) == 8


@pytest.mark.parametrize("hub", ["known", "unknown"])
def test_the_way_to_an_item_is_made_of_the_trees_own_rows(
    signed_in: Palette, design: ActiveDocument, hub: str
) -> None:
    listed, expected = signed_in.call("tree.list", kind="root")["rows"], []
    for name in (sample.TEAM_HUB, sample.MAIN_PROJECT, "01 Design", sample.DESIGN_NAME):
        row = next(row for row in listed if row["name"] == name)
        expected.append(row)
        listed = signed_in.call(
            "tree.list", kind=row["kind"], hubId=row["hubId"], projectId=row["projectId"], id=row["id"]
        )["rows"]
    known = {"hubId": expected[0]["id"]} if hub == "known" else {}
    found = signed_in.call("tree.path", projectId=design.project_id, itemId=design.item_id, **known)
    assert [{**row, **step} for row, step in zip(expected, found["rows"], strict=True)] == expected
    assert all("key" in step for step in found["rows"])


def test_a_way_that_cannot_be_found_is_one_error(signed_in: Palette, design: ActiveDocument) -> None:
    error = signed_in.fail(
        "tree.path", projectId=design.project_id, itemId="urn:adsk.wipprod:dm.lineage:none"
    )
    assert error["data"]["reference"] == "service.not-found"


def test_details_and_thumbnail_of_an_item(signed_in: Palette, design: ActiveDocument) -> None:
    details = signed_in.call("item.details", **target(design))
    assert details["row"]["name"] == sample.DESIGN_NAME
    assert len(details["versions"]) == 8
    picture = signed_in.call("thumbnail.get", urn=details["row"]["urn"], size=100)
    assert picture["dataUri"].startswith("data:image/png;base64,iVBOR")


def test_a_thumbnail_that_is_not_there_is_no_error(signed_in: Palette, service: Emulator) -> None:
    service.add_fault(Fault(path="/modelderivative/*", status=404, body="{}"))
    assert signed_in.call("thumbnail.get", urn="dXJuOng", size=200) == {"dataUri": None, "isLater": False}


def test_the_design_shows_its_groups_and_what_is_stale(signed_in: Palette, design: ActiveDocument) -> None:
    signed_in.app.change_document(design)
    assert signed_in.page.notification("document.changed")["document"]["name"] == sample.DESIGN_NAME
    found = signed_in.call("design.relations")
    groups = {row["group"] for row in found["relations"]}
    assert groups == {"drawings", "attachments", "uses", "usedIn"}
    drawings = {row["otherName"]: row for row in found["relations"] if row["group"] == "drawings"}
    assert not drawings[sample.CURRENT_DRAWING]["isStale"]
    assert "v5" in drawings["Gearbox Machining"]["staleText"]
    assert "v8" in drawings["Gearbox Machining"]["staleText"]
    assert found["document"]["version"] == 8
    assert found["document"]["kind"] == "design"


@pytest.mark.parametrize(
    ("document", "reference"),
    [(ActiveDocument(), "document.none"), (ActiveDocument("unsaved", "Untitled"), "document.unsaved")],
)
def test_without_a_saved_document_the_design_says_so(
    signed_in: Palette, document: ActiveDocument, reference: str
) -> None:
    signed_in.app.change_document(document)
    assert signed_in.fail("design.relations")["data"]["reference"] == reference


def test_a_drawing_and_a_spreadsheet_are_attached(
    signed_in: Palette, service: Emulator, design: ActiveDocument
) -> None:
    signed_in.app.change_document(design)
    for name, kind, direction in (
        (sample.DRAWING_TO_ATTACH, "derived:autodesk.fusion360:DrawingToDesign", "to"),
        (sample.SPREADSHEET_TO_ATTACH, "auxiliary:autodesk.core:Attachment", "from"),
    ):
        other = open_item(service, name)
        offered = signed_in.call("refs.offer", target=target(other))
        first = offered["offers"][0]
        assert (first["type"], first["direction"]) == (kind, direction)
        assert name in first["text"]
        assert sample.DESIGN_NAME in first["text"]
        assert "cannot be removed" in offered["warning"]
        assert offered["tipWarning"] == ""
        for is_new in (True, False):
            done = signed_in.call("refs.attach", target=target(other), type=kind, document=shown(design))
            assert done["isNew"] is is_new
            assert name in {row["otherName"] for row in done["relations"]["relations"]}


def test_an_older_open_version_is_said_before_attaching(
    signed_in: Palette, service: Emulator, design: ActiveDocument
) -> None:
    details = signed_in.call("item.details", **target(design))
    older = design._replace(version_id=details["versions"][3]["id"])
    signed_in.app.change_document(older)
    offered = signed_in.call("refs.offer", target=target(open_item(service, sample.SPREADSHEET_TO_ATTACH)))
    assert "v5" in offered["tipWarning"]
    assert "v8" in offered["tipWarning"]


def test_an_impossible_pair_is_refused_with_the_reason(
    signed_in: Palette, service: Emulator, design: ActiveDocument
) -> None:
    signed_in.app.change_document(design)
    assert signed_in.fail("refs.offer", target=target(design))["data"]["reference"] == "refs.to-itself"
    elsewhere = {"projectId": "a.elsewhere", "itemId": "x", "name": "Bracket"}
    assert signed_in.fail("refs.offer", target=elsewhere)["data"]["reference"] == "refs.other-project"
    sheet = open_item(service, sample.SPREADSHEET_TO_ATTACH)
    error = signed_in.fail(
        "refs.attach",
        target=target(sheet),
        type="derived:autodesk.fusion360:DrawingToDesign",
        document=shown(design),
    )
    assert error["data"]["reference"] == "refs.type-not-allowed"
    posts = [request for request in service.log if request.method == "POST" and "/refs" in request.raw_path]
    assert posts == []


def test_a_document_switched_in_mid_attach_is_said(
    signed_in: Palette, service: Emulator, design: ActiveDocument
) -> None:
    sheet = open_item(service, sample.SPREADSHEET_TO_ATTACH)
    signed_in.app.change_document(sheet)
    done = signed_in.call(
        "refs.attach", target=target(sheet), type="auxiliary:autodesk.core:Attachment", document=shown(design)
    )
    assert done["isNew"] is True
    assert done["relations"] is None
    assert sample.DESIGN_NAME in done["note"]


def test_a_ref_that_was_made_is_told_though_its_list_cannot_be_read(
    signed_in: Palette, service: Emulator, design: ActiveDocument
) -> None:
    sheet = open_item(service, sample.SPREADSHEET_TO_ATTACH)
    signed_in.app.change_document(design)
    service.add_fault(Fault(method="POST", path="*/commands", status=403, body="{}"))
    done = signed_in.call(
        "refs.attach", target=target(sheet), type="auxiliary:autodesk.core:Attachment", document=shown(design)
    )
    assert done["isNew"] is True
    assert done["relations"] is None
    assert sample.SPREADSHEET_TO_ATTACH in done["note"]
    assert "could not be read" in done["note"]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("{", -32700),
        ('{"jsonrpc": "2.0", "id": 1}', -32600),
        ('{"jsonrpc": "2.0", "id": 1, "method": "no.such"}', -32601),
        ('{"jsonrpc": "2.0", "id": 1, "method": "tree.list"}', -32602),
        ('{"jsonrpc": "2.0", "id": 1, "method": "tree.list", "params": {"kind": "planet"}}', -32602),
        ('{"jsonrpc": "2.0", "id": 1, "method": "tree.list", "params": {"kind": "hub", "id": 7}}', -32602),
        ('{"jsonrpc": "2.0", "id": 1, "method": "tree.path", "params": {"projectId": "a"}}', -32602),
        ('{"jsonrpc": "2.0", "id": 1, "method": "refs.offer", "params": {}}', -32602),
        ('{"jsonrpc": "2.0", "id": 1, "method": "thumbnail.get", "params": {"urn": "x", "size": 7}}', -32602),
    ],
)
def test_a_bad_message_is_an_error_with_its_code(signed_in: Palette, message: str, code: int) -> None:
    signed_in.app.change_document(ActiveDocument("saved", "x", project_id="p", item_id="i", version_id="v"))
    signed_in.app.bridge.receive(message)
    assert signed_in.page.wait_for(lambda reply: "error" in reply)["error"]["code"] == code


def test_an_error_of_the_service_is_a_sentence_with_a_next_step(
    signed_in: Palette, service: Emulator
) -> None:
    service.add_fault(Fault(path="/project/v1/hubs", status=403, body="{}"))
    error = signed_in.fail("tree.list", kind="root")
    assert error["message"] == error["data"]["message"]
    assert error["data"]["reference"] == "service.forbidden"
    assert "administrator" in error["data"]["next"]


def test_a_fault_of_ours_is_answered_too(signed_in: Palette, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed_in.app, "keep_view", lambda view, user_id: 1 / 0)
    error = signed_in.fail("app.keepView", accountId="somebody", view=1)
    assert error["data"]["reference"] == "bridge.internal"
    assert "ZeroDivisionError" in error["message"]


def test_a_wait_that_the_service_asks_for_is_told(signed_in: Palette, service: Emulator) -> None:
    service.add_fault(
        Fault(path="/project/v1/hubs", nth=(1,), status=429, headers={"Retry-After": "1"}, body="{}")
    )
    number = signed_in.ask("tree.list", kind="root")
    waiting = signed_in.page.notification("job.waiting")
    assert waiting == {"id": number, "seconds": 1, "status": 429}
    assert signed_in.answer(number)["result"]["rows"]


def test_a_cancelled_request_is_answered_at_once_and_only_once(signed_in: Palette, service: Emulator) -> None:
    service.add_fault(Fault(path="/project/v1/hubs", delay_ms=400))
    number = signed_in.ask("tree.list", kind="root")
    started = time.monotonic()
    signed_in.ask("job.cancel", id=number)
    assert signed_in.answer(number)["error"]["data"]["reference"] == "job.cancelled"
    assert time.monotonic() - started < 0.3
    signed_in.call("app.keepView", accountId="somebody", view=None)
    time.sleep(0.6)
    assert sum(message.get("id") == number for message in signed_in.page.messages) == 1


def write_delay(service: Emulator) -> None:
    """Make the POST of a ref slow."""
    service.add_fault(Fault(method="POST", path="*/relationships/refs", delay_ms=300))


def refs_between(service: Emulator, one: ActiveDocument, other: ActiveDocument) -> int:
    """Count the refs that the service holds between two documents."""
    with connect(service=service.url, token=service.token) as session:
        [node] = [node for node in session.walk(project=sample.MAIN_PROJECT) if node.id == one.item_id]
        relations = session.list_refs(node).relations
    return sum(relation.ref.other_id == other.version_id for relation in relations)


def test_two_attaches_at_one_time_make_one_ref(
    start: Callable[..., Emulator], port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "CALLBACK_PORTS", (port,))
    service = start(callbacks=listener.callback_urls([port]), policies={"duplicate-ref": "doubled"})
    design = open_item(service, sample.DESIGN_NAME, "items:autodesk.fusion360:Design")
    sheet = open_item(service, sample.SPREADSHEET_TO_ATTACH)
    page, host = Page(), Host()
    app = App(host, page, service=service.url, folder=tmp_path)
    palette = Palette(app, page, host)
    palette.call("account.signIn")
    app.change_document(design)
    write_delay(service)
    wish = {"target": target(sheet), "type": ATTACHMENT, "document": shown(design)}
    numbers = [palette.ask("refs.attach", **wish) for _ in range(3)]
    made = [palette.answer(number)["result"]["isNew"] for number in numbers]
    assert sorted(made) == [False, False, True]
    assert refs_between(service, design, sheet) == 1
    assert app.close()


def test_a_new_page_hears_how_the_write_of_the_one_before_ended(
    signed_in: Palette, service: Emulator, design: ActiveDocument
) -> None:
    sheet = open_item(service, sample.SPREADSHEET_TO_ATTACH)
    signed_in.app.change_document(design)
    write_delay(service)
    number = signed_in.ask("refs.attach", target=target(sheet), type=ATTACHMENT, document=shown(design))
    signed_in.call("app.ready")
    ended = signed_in.page.notification("job.ended")
    assert (ended["method"], ended["problem"]) == ("refs.attach", None)
    assert ended["params"]["target"] == target(sheet)
    assert ended["result"]["isNew"] is True
    assert sheet.name in {row["otherName"] for row in ended["result"]["relations"]["relations"]}
    assert not any(message.get("id") == number for message in signed_in.page.messages)
    assert refs_between(service, design, sheet) == 1


def test_a_new_page_hears_that_the_write_of_the_one_before_failed(
    signed_in: Palette, service: Emulator, design: ActiveDocument
) -> None:
    sheet = open_item(service, sample.SPREADSHEET_TO_ATTACH)
    service.add_fault(Fault(method="POST", path="*/relationships/refs", status=403, body="{}", delay_ms=300))
    signed_in.ask("refs.attach", target=target(sheet), type=ATTACHMENT, document=shown(design))
    signed_in.call("app.ready")
    assert signed_in.page.notification("job.ended")["problem"]["reference"] == "service.forbidden"


def test_what_the_page_before_wanted_to_read_is_dropped(signed_in: Palette, service: Emulator) -> None:
    hub = signed_in.call("tree.list", kind="root")["rows"][0]["id"]
    service.add_fault(Fault(path="*/projects", nth=(1,), status=429, headers={"Retry-After": "30"}))
    old = signed_in.ask("tree.list", kind="hub", hubId=hub, id=hub)
    signed_in.page.notification("job.waiting")
    signed_in.call("app.ready")
    # The new page counts its calls from the beginning, as the one before did.
    message = {"jsonrpc": "2.0", "id": old, "method": "tree.list", "params": {"kind": "root"}}
    signed_in.app.bridge.receive(json.dumps(message))
    assert {row["name"] for row in signed_in.answer(old)["result"]["rows"]} == {
        sample.TEAM_HUB,
        sample.PERSONAL_HUB,
    }
    assert sum(message.get("id") == old for message in signed_in.page.messages) == 1
    assert not any(message.get("method") == "job.ended" for message in signed_in.page.messages)


def test_a_new_page_is_answered_although_all_workers_hang(signed_in: Palette, service: Emulator) -> None:
    service.add_fault(Fault(path="/project/v1/hubs", delay_ms=1500))
    for _ in range(WORKERS):
        signed_in.ask("tree.list", kind="root")
    started = time.monotonic()
    assert signed_in.call("app.ready")["account"]
    assert time.monotonic() - started < 1


def test_what_asks_no_service_waits_neither_for_one_nor_for_an_open_dialog(
    signed_in: Palette, service: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_closed, asked = threading.Event(), threading.Event()

    def choose(title: str, *, name: str, filters: str) -> Path | None:
        asked.set()
        return tmp_path / name if is_closed.wait(20) else None

    monkeypatch.setattr(signed_in.host, "choose_target", choose)
    service.add_fault(Fault(path="/project/v1/hubs", delay_ms=1500))
    hanging = [signed_in.ask("tree.list", kind="root") for _ in range(2 * WORKERS)]
    report = signed_in.call("report.prepare")["id"]
    saving = signed_in.ask("report.save", id=report)
    assert asked.wait(20)
    assert signed_in.call("settings.read")["values"]["service"] == "sample"
    assert signed_in.call("settings.write", changes={"language": "de"})["values"]["language"] == "de"
    assert signed_in.call("account.read")["account"]
    assert not [one for one in signed_in.page.messages if one.get("id") in (*hanging[WORKERS:], saving)]
    is_closed.set()
    assert Path(signed_in.answer(saving)["result"]["path"]).is_file()
    for one in hanging:
        signed_in.ask("job.cancel", id=one)


def test_a_second_sign_in_takes_the_place_of_the_first(palette: Palette) -> None:
    """The browser's tab was closed, or the page that asked is gone: nothing will ever come of the first."""
    opened = threading.Event()
    palette.host.visit = lambda url: opened.set() or True
    first = palette.ask("account.signIn")
    assert opened.wait(10)
    palette.host.visit = FormBrowser().open
    assert palette.call("account.signIn")["account"]["name"] == "Mika Sample"
    assert palette.answer(first)["error"]["data"]["reference"] == "sign-in.cancelled"
    assert palette.app.account


def test_a_sign_in_of_a_page_that_is_gone_is_told_to_the_next(palette: Palette) -> None:
    opened, urls = threading.Event(), list[str]()
    palette.host.visit = lambda url: urls.append(url) is None and opened.set() is None
    palette.ask("account.signIn")
    assert opened.wait(10)
    assert palette.call("app.ready")["account"] is None
    assert FormBrowser().open(urls[0])
    assert palette.page.notification("account.changed")["account"]["name"] == "Mika Sample"


def test_closing_while_a_request_runs_leaves_no_thread(service: Emulator, tmp_path: Path) -> None:
    page = Page()
    app = App(Host(), page, service=service.url, folder=tmp_path)
    palette = Palette(app, page, Host())
    palette.call("account.signIn")
    service.add_fault(Fault(path="/project/v1/hubs", status=429, headers={"Retry-After": "30"}, body="{}"))
    palette.ask("tree.list", kind="root")
    page.notification("job.waiting")
    assert app.close()


def test_the_sample_hub_starts_by_itself_and_is_still_there_after_a_restart(
    tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABROWSER_SERVICE", raising=False)
    ids: list[list[str]] = []
    for _ in range(2):
        page = Page()
        app = App(Host(), page, folder=tmp_path)
        palette = Palette(app, page, Host())
        palette.call("account.signIn")
        ids.append([row["id"] for row in palette.call("tree.list", kind="root")["rows"]])
        assert app.close()
    assert ids[0] == ids[1]


def test_a_real_hub_needs_a_client_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABROWSER_SERVICE", raising=False)
    (tmp_path / "settings.json").write_text('{"version": 1, "service": "aps"}')
    page = Page()
    app = App(Host(), page, folder=tmp_path)
    palette = Palette(app, page, Host())
    assert palette.call("app.ready")["canSignIn"] is False
    assert palette.fail("account.signIn")["data"]["reference"] == "sign-in.no-client-id"
    assert app.close()


def test_the_share_of_the_limits_outlives_a_sign_in_and_a_wait_for_it_is_told(signed_in: Palette) -> None:
    for _ in range(25):  # half of what a minute allows
        signed_in.call("tree.list", kind="root")
    signed_in.call("account.signOut")
    signed_in.call("account.signIn")
    number = signed_in.ask("tree.list", kind="root")
    waiting = signed_in.page.notification("job.waiting")
    assert (waiting["id"], waiting["status"]) == (number, HELD_BACK)
    assert 30 < waiting["seconds"] <= 61
    signed_in.ask("job.cancel", id=number)
    assert signed_in.answer(number)["error"]["data"]["reference"] == "job.cancelled"


def test_closing_leaves_no_thread_that_still_looks_for_a_lost_write(
    signed_in: Palette, service: Emulator, design: ActiveDocument
) -> None:
    sheet = open_item(service, sample.SPREADSHEET_TO_ATTACH)
    service.clear_log()
    service.add_fault(Fault(method="POST", path="*/relationships/refs", status=504, body="{}"))
    signed_in.ask(
        "refs.attach", target=target(sheet), type="auxiliary:autodesk.core:Attachment", document=shown(design)
    )
    # The look before the write, and five after it: then the next one is four seconds away.
    while sum(one.method == "GET" and "/refs" in one.raw_path for one in service.log) < 6:
        time.sleep(0.02)
    assert signed_in.app.close()


def test_the_graph_reads_what_any_item_relates_to(signed_in: Palette, design: ActiveDocument) -> None:
    rows = signed_in.call(
        "graph.expand", projectId=design.project_id, itemId=design.item_id, name=design.name
    )["relations"]
    signed_in.app.change_document(design)
    shown = signed_in.call("design.relations")["relations"]
    assert [row | {"at": ""} for row in rows] == [row | {"at": ""} for row in shown]


def test_where_it_is_used_comes_level_by_level(
    signed_in: Palette, service: Emulator, design: ActiveDocument
) -> None:
    number = signed_in.ask("uses.find", projectId=design.project_id, itemId=design.item_id)
    found = signed_in.answer(number)["result"]
    assert found["isWhole"]
    parts = [m["params"] for m in signed_in.page.messages if m.get("method") == "job.part"]
    assert [part["id"] for part in parts] == [number] * len(parts)
    told = {use["key"]: use for part in parts for use in part["part"]}
    with connect(service=service.url, token=service.token) as session:
        [node] = session.find(sample.DESIGN_NAME, kind="items:autodesk.fusion360:Design")
        uses = session.where_used(node).uses
    assert [(use["key"], use["versions"]) for use in told.values()] == [
        (use.key, list(use.versions)) for use in uses
    ]
