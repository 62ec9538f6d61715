"""Files of the hub edited in their own programs, and sent back, through the bridge and over real HTTP."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from addin.lib.aps.items import get_tip
from addin.lib.aps.versions import get_version
from addin.lib.core import edit_watch, edits
from addin.lib.core.documents import ActiveDocument
from addin.lib.core.edits import is_changed
from addin.lib.emulator import Fault
from addin.lib.store.edit_records import EditRecord, read_edits

from ...gates import Gate
from .desk import VERSIONS
from .offices import Office, OpenOffice

pytestmark = pytest.mark.long_only


@pytest.fixture
def open_office(open_office: OpenOffice, monkeypatch: pytest.MonkeyPatch) -> OpenOffice:
    """An office that looks at its copies often."""
    monkeypatch.setattr(edit_watch, "LOOK_SECONDS", 0.02)
    return open_office


@pytest.fixture
def office(open_office: OpenOffice) -> Office:
    """An office with a file attached: Parts.txt."""
    opened = open_office()
    opened.report(opened.attach(opened.plan("Parts.txt")))
    return opened


def target(office: Office, name: str = "Parts.txt") -> dict[str, str]:
    """Return an item as the page names it."""
    bench = office.bench
    version_id = office.versions(name)[0]
    version = get_version(bench.client, bench.project, version_id=version_id)
    return {"projectId": bench.project, "itemId": version.item_id, "versionId": version_id}


def start(office: Office, name: str = "Parts.txt") -> tuple[dict[str, Any], Path]:
    """Edit a file; return the edit and where its copy is."""
    edit = office.call("edits.start", **target(office, name))
    return edit, office.host.opened[-1]


def wait_for(office: Office, state: str) -> dict[str, Any]:
    """Wait until the one edit stands in some way, and return it."""
    found: list[dict[str, Any]] = []
    for _ in range(2000):
        found = office.call("edits.list")["edits"]
        if [edit["state"] for edit in found] == [state]:
            return found[0]
        threading.Event().wait(0.01)
    raise AssertionError(f"none is {state}: {found}")


def change(office: Office, path: Path, content: str = "changed by its program") -> dict[str, Any]:
    """Change a copy as a program does, and wait until that is seen."""
    path.write_text(content, encoding="utf-8")
    return wait_for(office, "changed")


def send(office: Office, edit: dict[str, Any], **changes: Any) -> int:
    """Ask what sending would do, then for it; return the call's id."""
    offer = office.call("edits.offer", id=edit["id"])
    params = {"id": edit["id"], "tipId": offer["tipId"], "document": offer["design"]}
    return office.ask("edits.send", **{**params, **changes})


def records(office: Office) -> tuple[EditRecord, ...]:
    """Return what is kept of edits."""
    return read_edits(account(office))


def account(office: Office) -> Path:
    """Return the account's folder."""
    return office.app.account_folder(office.app.sign_ins.require())


def read(office: Office, name: str = "Parts.txt") -> list[int]:
    """Return the sizes of an item's versions, the newest first."""
    bench = office.bench
    return [
        get_version(bench.client, bench.project, version_id=one).size or 0 for one in office.versions(name)
    ]


# Opened.


def test_a_copy_is_made_and_opened(office: Office) -> None:
    edit, path = start(office)
    assert path.read_text(encoding="utf-8") == "content of Parts.txt"
    assert path.name == "Parts.txt"
    assert (edit["name"], edit["version"], edit["state"], edit["isAgain"]) == (
        "Parts.txt",
        1,
        "watched",
        False,
    )
    assert path.is_relative_to(account(office) / "edits")
    assert Path(edit["folder"]) == path.parent


def test_the_same_file_again_opens_the_first_copy(office: Office) -> None:
    edit, path = start(office)
    change(office, path)
    again, same = start(office)
    assert (again["id"], again["isAgain"], same) == (edit["id"], True, path)
    assert path.read_text(encoding="utf-8") == "changed by its program"


@pytest.mark.parametrize(
    "name", ["a.EXE", "b.cmd", "c.lnk", "d.sh", "e.jar", "f.desktop", "g.app", "h.ps1", "i.url", "j.command"]
)
def test_a_program_is_never_opened(office: Office, name: str) -> None:
    office.report(office.attach(office.plan(name)))
    reply = office.fail("edits.start", **target(office, name))
    assert reply["data"]["reference"] == "edits.program"
    assert office.host.opened == []
    assert records(office) == ()


def test_a_design_is_no_file_to_edit(office: Office) -> None:
    design = {**office.document}
    del design["name"]
    assert office.fail("edits.start", **design)["data"]["reference"] == "attach.not-a-file"


def test_a_file_that_no_program_takes_is_told_and_its_copy_kept(office: Office) -> None:
    office.host.open_file = lambda path: False
    reply = office.fail("edits.start", **target(office))
    assert reply["data"]["reference"] == "edits.not-opened"
    assert len(records(office)) == 1


def test_a_download_that_fails_leaves_nothing(office: Office) -> None:
    office.bench.service.add_fault(Fault(method="GET", path="/oss/*", status=403))
    reply = office.fail("edits.start", **target(office))
    assert reply["data"]["reference"] == "service.forbidden"
    assert not list((account(office) / "edits").glob("*"))


# Watched.


def write_plainly(path: Path) -> None:
    path.write_text("saved", encoding="utf-8")


def write_by_renaming(path: Path) -> None:
    other = path.with_name("~tmp0001")
    other.write_text("saved by renaming", encoding="utf-8")
    other.replace(path)


def delete_and_write(path: Path) -> None:
    path.rename(path.with_suffix(".bak"))
    write_plainly(path)


@pytest.mark.parametrize("save", [write_plainly, write_by_renaming, delete_and_write])
def test_a_change_is_told_however_the_program_saves(office: Office, save: Callable[[Path], None]) -> None:
    edit, path = start(office)
    save(path)
    office.page.notification("edits.changed")
    changed = wait_for(office, "changed")
    assert (changed["id"], bool(changed["mark"])) == (edit["id"], True)


def test_what_is_written_with_the_same_content_is_no_change(office: Office) -> None:
    _, path = start(office)
    known = records(office)[0].known
    path.write_text("content of Parts.txt", encoding="utf-8")
    os.utime(path, ns=(known.modified + 10**9, known.modified + 10**9))
    seen = office.app.edits._seen
    for _ in range(2000):
        if any(one.content and one.content.stamp != known.stamp for one in seen.values()):
            break
        threading.Event().wait(0.01)
    assert office.call("edits.list")["edits"][0]["state"] == "watched"


def test_a_change_taken_back_is_none(office: Office) -> None:
    _, path = start(office)
    change(office, path)
    path.write_text("content of Parts.txt", encoding="utf-8")
    wait_for(office, "watched")


# Sent back.


def test_a_changed_copy_becomes_the_next_version_and_is_attached(office: Office) -> None:
    _, path = start(office)
    edit = change(office, path)
    offer = office.call("edits.offer", id=edit["id"])
    assert (offer["version"], offer["next"], offer["isNewer"]) == (1, 2, False)
    assert (offer["design"]["name"], offer["design"]["version"]) == ("Gear", 1)
    result = office.answer(send(office, edit))["result"]
    assert (result["number"], result["job"]["files"][0]["state"]) == (2, "attached")
    assert read(office) == [len("changed by its program"), len("content of Parts.txt")]
    assert office.versions("Parts.txt")[0] in office.refs()
    assert wait_for(office, "sent")["version"] == 2
    assert path.is_file()  # its program may be open still


def test_it_may_be_changed_and_sent_again(office: Office) -> None:
    _, path = start(office)
    office.answer(send(office, change(office, path)))
    assert start(office)[1] == path
    assert records(office)[0].sent == 0.0  # it is kept as long as a new one
    result = office.answer(send(office, change(office, path, "once more")))["result"]
    assert result["number"] == 3
    assert read(office)[0] == len("once more")


def test_a_version_that_somebody_made_meanwhile_is_said_and_not_sent_over(office: Office) -> None:
    _, path = start(office)
    edit = change(office, path)
    shown = office.call("edits.offer", id=edit["id"])
    item = target(office)["itemId"]
    office.bench.service.seed.add_version(item, size=7, created="2026-12-01T10:00:00Z", by="SAMPLEUSER01")
    reply = office.answer(send(office, edit, tipId=shown["tipId"]))["error"]
    assert reply["data"]["reference"] == "edits.newer-version"
    assert "v2" in reply["data"]["message"]
    again = office.call("edits.offer", id=edit["id"])
    assert (again["isNewer"], again["tip"], again["next"]) == (True, 2, 3)
    assert office.answer(send(office, edit))["result"]["number"] == 3


def test_it_goes_to_its_very_item_whatever_is_called_the_same_beside_the_design(office: Office) -> None:
    bench = office.bench
    seed = bench.service.seed
    folder = seed.add_folder(bench.root, name="Elsewhere", created="2026-01-01T10:00:00Z", by="SAMPLEUSER01")
    office.report(office.attach(office.plan("Twin.txt")))
    twin = target(office, "Twin.txt")
    bench.service._database.change("UPDATE items SET folder_id = ? WHERE id = ?", (folder, twin["itemId"]))
    office.report(office.attach(office.plan("Twin.txt")))
    office.call("edits.start", **twin)
    edit = change(office, office.host.opened[-1])
    assert office.answer(send(office, edit))["result"]["number"] == 2
    tip = get_tip(bench.client, bench.project, item_id=twin["itemId"])
    assert (tip.number, tip.size) == (2, len("changed by its program"))
    assert len(office.versions("Twin.txt")) == 1


def test_without_an_open_design_of_the_project_it_waits(office: Office) -> None:
    _, path = start(office)
    edit = change(office, path)
    office.app.change_document(ActiveDocument("none"))
    assert office.fail("edits.offer", id=edit["id"])["data"]["reference"] == "document.none"
    elsewhere = ActiveDocument("saved", "Other", project_id="b.other", item_id="i", version_id="v")
    office.app.change_document(elsewhere)
    assert office.fail("edits.offer", id=edit["id"])["data"]["reference"] == "refs.other-project"
    assert is_changed(account(office), records(office)[0])


def test_what_is_written_to_just_now_is_not_sent(office: Office) -> None:
    _, path = start(office)
    edit = change(office, path)
    offer = office.call("edits.offer", id=edit["id"])
    assert office.app.edits.close()
    path.write_text("half of wha", encoding="utf-8")
    reply = office.fail("edits.send", id=edit["id"], tipId=offer["tipId"], document=offer["design"])
    assert reply["data"]["reference"] == "edits.being-written"


def test_two_who_send_it_at_once_send_it_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    _, path = start(office)
    edit = change(office, path)
    gate = Gate(monkeypatch, "storage")
    numbers = [send(office, edit), send(office, edit)]
    office.page.wait_for(lambda message: message.get("id") in numbers and "error" in message)
    gate.open()
    replies = [office.answer(number) for number in numbers]
    assert sorted("error" in reply for reply in replies) == [False, True]
    refused = next(reply["error"] for reply in replies if "error" in reply)
    assert refused["data"]["reference"] == "edits.being-sent"
    assert len(office.versions("Parts.txt")) == 2


def test_what_could_not_be_sent_is_offered_again(office: Office) -> None:
    _, path = start(office)
    edit = change(office, path)
    office.bench.service.add_fault(Fault(method="POST", path=VERSIONS, status=403, body="{}"))
    job = office.answer(send(office, edit))["result"]["job"]
    assert job["files"][0]["state"] == "failed"
    assert wait_for(office, "changed")["id"] == edit["id"]
    office.bench.service.clear_faults()
    assert office.answer(send(office, edit))["result"]["number"] == 2


# Ended.


def test_an_unchanged_copy_is_deleted_when_nobody_looks_any_more(office: Office) -> None:
    edit, path = start(office)
    assert office.call("edits.stop", id=edit["id"])["isKept"] is False
    assert not path.exists()
    assert office.call("edits.list") == {"edits": []}
    assert office.fail("edits.stop", id=edit["id"])["data"]["reference"] == "edits.gone"


def test_a_changed_copy_stays_and_may_be_taken_up_again(office: Office) -> None:
    _, path = start(office)
    edit = change(office, path)
    stopped = office.call("edits.stop", id=edit["id"])
    assert (stopped["isKept"], Path(stopped["folder"])) == (True, path.parent)
    assert office.call("edits.list") == {"edits": []}
    again, same = start(office)
    assert (again["id"], same.read_text(encoding="utf-8")) == (edit["id"], "changed by its program")


def test_a_copy_that_was_sent_is_deleted_after_a_while(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, path = start(office)
    assert office.answer(send(office, change(office, path)))["result"]["number"] == 2
    wait_for(office, "sent")
    monkeypatch.setattr(edit_watch, "SENT_SECONDS", 0.0)
    for _ in range(2000):
        if not office.call("edits.list")["edits"]:
            break
        threading.Event().wait(0.01)
    assert not path.exists()
    assert records(office) == ()


def test_a_copy_that_was_sent_stays_while_it_is_edited_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, path = start(office)
    office.answer(send(office, change(office, path)))
    wait_for(office, "sent")
    again, same = start(office)
    assert (again["state"], again["isAgain"], same) == ("watched", True, path)
    [record] = records(office)
    monkeypatch.setattr(edits, "SENT_SECONDS", 0.0)
    edits.clear_edits(account(office), now=time.time() + 60)
    assert records(office) == (record,)
    assert path.exists()


@pytest.mark.parametrize("mark", ["~$Parts.txt", ".~lock.Parts.txt#", "Parts.dwl"])
def test_a_copy_that_was_sent_stays_while_its_program_has_it_open(office: Office, mark: str) -> None:
    _, path = start(office)
    office.answer(send(office, change(office, path)))
    wait_for(office, "sent")
    path.with_name(mark).write_text("open here")
    now = time.time() + 2 * edits.SENT_SECONDS
    edits.clear_edits(account(office), now=now)
    assert path.exists()
    path.with_name(mark).unlink()
    edits.clear_edits(account(office), now=now)
    assert not path.exists()


def test_changes_are_offered_again_after_a_restart_and_the_rest_is_cleared(
    office: Office, open_office: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.report(office.attach(office.plan("Sent.txt", "Kept.txt")))
    _, sent = start(office, "Sent.txt")
    office.answer(send(office, change(office, sent)))
    _, changed = start(office, "Parts.txt")
    _, kept = start(office, "Kept.txt")
    assert office.app.close()
    changed.write_text("saved after Fusion was closed", encoding="utf-8")
    monkeypatch.setattr(edits, "SENT_SECONDS", 0.0)
    second = open_office()
    second.call("edits.list")
    second.page.notification("edits.changed")
    found = {edit["name"]: edit["state"] for edit in second.call("edits.list")["edits"]}
    assert found == {"Parts.txt": "changed", "Kept.txt": "watched"}
    assert (sent.exists(), kept.exists()) == (False, True)


@pytest.mark.parametrize("step", ["storage", "item", "ref"])
def test_what_the_end_of_the_program_interrupts_is_sent_once(
    office: Office, open_office: OpenOffice, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit = change(office, start(office)[1])
    gate = Gate(monkeypatch, step)
    job_id = office.wait_for_step(send(office, edit), step)
    assert office.app.close()
    gate.open()
    second = open_office()
    if step != "ref":  # then the hub has it, and the rest is the job's
        assert wait_for(second, "sending")["id"] == edit["id"]
        assert second.fail("edits.stop", id=edit["id"])["data"]["reference"] == "edits.being-sent"
    job = second.report(second.ask("files.resume", jobId=job_id))
    assert job["files"][0]["state"] == "attached"
    assert all(one["state"] == "sent" for one in second.call("edits.list")["edits"])
    assert len(second.versions("Parts.txt")) == 2
    assert job["files"][0]["versionId"] in second.refs()


def test_a_sending_that_is_given_up_is_offered_again(
    office: Office, open_office: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, path = start(office)
    edit = change(office, path)
    gate = Gate(monkeypatch, "storage")
    job_id = office.wait_for_step(send(office, edit), "storage")
    assert office.app.close()
    gate.open()
    second = open_office()
    second.call("files.giveUp", jobId=job_id)
    assert wait_for(second, "changed")["id"] == edit["id"]


def test_forgetting_everything_deletes_the_copies(office: Office) -> None:
    _, path = start(office)
    path.with_name("~$Parts.txt").write_text("a lock of its program", encoding="utf-8")
    (path.parent / "backup").mkdir()
    assert office.call("edits.unsent") == {"names": []}
    change(office, path)
    office.call("account.signOut")
    assert office.call("edits.unsent") == {"names": ["Parts.txt"]}
    office.call("settings.forgetEverything")
    assert not list(office.folder.parent.glob("accounts/*/*"))


def test_what_its_program_left_beside_a_copy_is_not_deleted(office: Office) -> None:
    edit, path = start(office)
    beside = path.with_name("Parts (my way).txt")
    beside.write_text("saved under another name", encoding="utf-8")
    office.call("edits.stop", id=edit["id"])
    assert (path.exists(), beside.exists()) == (False, True)


def test_a_folder_that_cannot_be_written_is_told(office: Office) -> None:
    (account(office) / "edits").write_text("in the way", encoding="utf-8")
    assert office.fail("edits.start", **target(office))["data"]["reference"] == "store.no-edits"
