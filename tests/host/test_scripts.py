"""The example scripts in the simulated Fusion, run as its dialog Scripts and Add-Ins runs them."""

from __future__ import annotations

import csv
import io
import json
import os
import runpy
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from addin.lib.aps.refs import ATTACHMENT
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.preview import Question, Reply, SimulatedFusion
from addin.lib.preview.addin import AddIn
from addin.lib.texts import load_texts

from .conftest import ENTRY, ROOT, assert_clean, load, open_palette, start

lend = runpy.run_path(str(ENTRY))["lend"]
SCRIPTS = ROOT / "resources" / "scripts"
NAMES = sorted(path.name for path in SCRIPTS.iterdir())
OK, CANCEL = 0, 1
MADE: dict[str, Any] = {"created": "2026-01-01T10:00:00Z", "by": sample.SAMPLE_USER}
# So that a request never comes to an end by itself.
WAITS: dict[str, Any] = {"status": 429, "headers": {"Retry-After": "50"}, "body": "{}"}
START = Callable[..., SimulatedFusion]


class User:
    """Who answers the dialogs of a script: by the order of their kinds, and OK to all message boxes."""

    def __init__(self, *, paths: tuple[Path, ...] = (), texts: tuple[str, ...] = (), boxes: int = OK) -> None:
        self._paths = list(paths)
        self._texts = list(texts)
        self._boxes = boxes
        self.asked: list[Question] = []

    def answer(self, question: Question) -> Reply:
        """Answer a dialog."""
        self.asked.append(question)
        if question.files is not None:
            return Reply(OK, paths=(str(self._paths.pop(0)),)) if self._paths else Reply(CANCEL)
        if question.default is not None:
            return Reply(OK, self._texts.pop(0)) if self._texts else Reply(CANCEL)
        return Reply(self._boxes)

    @property
    def told(self) -> list[str]:
        """What the message boxes said."""
        return [one.text for one in self.asked if one.files is None and one.default is None]


def no_browser(url: str) -> bool:
    """Be a browser that nobody needs."""
    raise AssertionError(f"a browser was opened: {url}")


@pytest.fixture
def signed_in(service: Emulator, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """The sample hub, for which the environment has a token, as in the preview."""
    monkeypatch.setenv("DATABROWSER_TOKEN", service.token)
    monkeypatch.setattr(webbrowser, "open", no_browser)
    return service


def start_script(fusion: SimulatedFusion, name: str) -> AddIn:
    """Run a script, which goes on after its `run` has returned."""
    script = fusion.load(SCRIPTS / name / f"{name}.py", load=load)
    script.run()
    assert fusion.faults == []
    return script


def run_script(fusion: SimulatedFusion, name: str) -> None:
    """Run a script to its end; it leaves nothing behind."""
    before = set(sys.modules)
    script = start_script(fusion, name)
    assert fusion.pump_until(lambda: not script.is_running, 20)
    assert_clean(fusion)
    assert not [module for module in set(sys.modules) - before if "databrowser" in module]


def cancel_progress(fusion: SimulatedFusion) -> None:
    """Press the progress dialog's button."""
    dialog = fusion.state.progress
    assert dialog is not None
    assert (dialog.is_cancellable, dialog.cancel_text) == (True, "Cancel")
    dialog.was_cancelled = True


def find_item(service: Emulator, name: str) -> Any:
    """Return the row of an item of the main project."""
    return service._database.rows(
        "SELECT items.*, versions.number FROM items JOIN versions ON versions.id = items.tip_id"
        " JOIN projects ON projects.id = items.project_id WHERE items.name = ? AND projects.name = ?",
        (name, sample.MAIN_PROJECT),
    )[0]


def list_attachments(service: Emulator, version_id: str) -> set[str]:
    """Return the names of the versions attached to one."""
    rows = service._database.rows(
        "SELECT versions.name FROM refs JOIN versions ON versions.id = refs.to_id"
        " WHERE refs.from_id = ? AND refs.extension_type = ?",
        (version_id, ATTACHMENT),
    )
    return {row["name"] for row in rows}


@pytest.mark.parametrize("name", NAMES)
def test_a_script_is_what_fusion_takes_for_one(name: str) -> None:
    assert {path.name for path in (SCRIPTS / name).iterdir() if path.is_file()} == {
        f"{name}.py",
        f"{name}.manifest",
    }
    manifest = json.loads((SCRIPTS / name / f"{name}.manifest").read_text("utf-8"))
    addin = json.loads(ENTRY.with_suffix(".manifest").read_text("utf-8"))
    assert manifest["type"] == "script"
    assert manifest["description"][""].endswith(".")
    for key in ("autodeskProduct", "version", "author", "supportedOS"):
        assert manifest[key] == addin[key]
    assert len((SCRIPTS / name / f"{name}.py").read_text("utf-8").splitlines()) <= 85


def test_the_references_are_those_of_the_hub(
    signed_in: Emulator, start_fusion: START, tmp_path: Path
) -> None:
    target = tmp_path / "refs.csv"
    user = User(paths=(target,))
    run_script(start_fusion(ask=user.answer), "ListReferences")
    rows = list(csv.DictReader(io.StringIO(target.read_text("utf-8-sig"))))
    design = find_item(signed_in, sample.DESIGN_NAME)
    attached = list_attachments(signed_in, design["tip_id"])
    assert {row["Name"] for row in rows if row["Relation"] == "Attachment"} == attached
    drawings = signed_in._database.rows(
        "SELECT DISTINCT items.name FROM refs JOIN versions own ON own.id = refs.to_id"
        " JOIN versions other ON other.id = refs.from_id JOIN items ON items.id = other.item_id"
        " WHERE own.item_id = ? AND refs.extension_type LIKE 'derived:%'",
        (design["id"],),
    )
    assert {row["Name"] for row in rows if row["Relation"] == "Drawing of it"} == {
        row["name"] for row in drawings
    }
    [bom] = [row for row in rows if row["Name"] == sample.BILL_OF_MATERIALS]
    assert (bom["Version"], bom["Latest version"], bom["On version"]) == ("2", "3", "8")
    assert (bom["Direction"], bom["Type"]) == ("from", ATTACHMENT)
    assert bom["Out of date"] == "the other is newer"
    stale = sum(1 for row in rows if row["Out of date"])
    assert user.told == [
        f"{sample.DESIGN_NAME} has {len(rows)} references, {stale} of them out of date.\n\n{target}"
    ]
    [wish] = [one.files for one in user.asked if one.files]
    assert wish.name == f"{sample.DESIGN_NAME} references.csv"


def test_a_file_without_an_ending_gets_one_and_replaces_none_unasked(
    signed_in: Emulator, start_fusion: START, tmp_path: Path
) -> None:
    taken = tmp_path / "refs.csv"
    taken.write_text("mine")
    user = User(paths=(tmp_path / "refs",), boxes=CANCEL)
    fusion = start_fusion(ask=user.answer)
    run_script(fusion, "ListReferences")
    fusion.close()
    assert user.told == [load_texts()["scripts"]["replace"].format(name="refs.csv")]
    assert taken.read_text() == "mine"
    run_script(start_fusion(ask=User(paths=(tmp_path / "refs",)).answer), "ListReferences")
    assert taken.read_text("utf-8-sig").startswith("Relation,")


@pytest.mark.parametrize("name", ["ListReferences", "AttachFolder"])
@pytest.mark.parametrize("active", ["", "Untitled"])
def test_without_a_saved_document_a_script_says_so(
    signed_in: Emulator, start_fusion: START, name: str, active: str
) -> None:
    user = User()
    run_script(start_fusion(ask=user.answer, active=active), name)
    words = load_texts()["errors"]["document.unsaved" if active else "document.none"]
    assert user.told == [f"{words['message']}\n\n{words['next']}".format(name=active)]
    assert len(user.asked) == 1
    assert list(signed_in.log) == []


@pytest.fixture
def folder(signed_in: Emulator, tmp_path: Path) -> Path:
    """A folder with two files to attach, one of them a next version, and some to leave out."""
    beside = find_item(signed_in, sample.DESIGN_NAME)["folder_id"]
    signed_in.seed.add_version(signed_in.seed.add_item(beside, name="Checks.txt", **MADE), size=1, **MADE)
    made = tmp_path / "Größen & more"
    (made / "below").mkdir(parents=True)
    (made / "below" / "deep.txt").write_text("not of this folder")
    (made / "Notes %p.txt").write_text("new")
    (made / "Checks.txt").write_text("a newer one")
    (made / "empty.txt").touch()
    (made / ".hidden").write_text("left out")
    (made / "Thumbs.db").write_text("left out")
    return made


def test_the_plan_comes_before_anything_is_written(
    signed_in: Emulator, start_fusion: START, folder: Path
) -> None:
    user = User(paths=(folder,), boxes=CANCEL)
    run_script(start_fusion(ask=user.answer), "AttachFolder")
    [plan] = user.told
    assert "Notes %p.txt: new\n" in plan
    assert "Checks.txt: next version\n" in plan
    assert 'empty.txt: "empty.txt" is empty.\n' in plan
    assert "cannot be removed" in plan
    assert "hidden" not in plan
    assert "Thumbs" not in plan
    assert "deep.txt" not in plan
    writes = [entry for entry in signed_in.log if entry.method != "GET"]
    assert all(entry.raw_path.endswith("/commands") for entry in writes)


def test_every_file_of_a_folder_is_attached(signed_in: Emulator, start_fusion: START, folder: Path) -> None:
    design = find_item(signed_in, sample.DESIGN_NAME)
    user = User(paths=(folder,))
    run_script(start_fusion(ask=user.answer), "AttachFolder")
    assert "2 attached\n1 skipped\n" in user.told[-1]
    assert "empty.txt" in user.told[-1]
    assert {"Notes %p.txt", "Checks.txt"} <= list_attachments(signed_in, design["tip_id"])
    assert find_item(signed_in, "Checks.txt")["number"] == 2
    assert find_item(signed_in, "Notes %p.txt")["folder_id"] == design["folder_id"]


def test_to_a_drawing_they_are_attached_as_well(
    signed_in: Emulator, start_fusion: START, folder: Path
) -> None:
    drawing = find_item(signed_in, sample.CURRENT_DRAWING)
    user = User(paths=(folder,))
    run_script(start_fusion(ask=user.answer, active=sample.CURRENT_DRAWING), "AttachFolder")
    assert {"Notes %p.txt", "Checks.txt"} <= list_attachments(signed_in, drawing["tip_id"])
    assert find_item(signed_in, "Notes %p.txt")["folder_id"] == drawing["folder_id"]


def test_a_cancelled_upload_tells_what_exists(signed_in: Emulator, start_fusion: START, folder: Path) -> None:
    signed_in.add_fault(Fault(path="*/signeds3upload", method="GET", **WAITS))
    design = find_item(signed_in, sample.DESIGN_NAME)
    before = list_attachments(signed_in, design["tip_id"])
    user = User(paths=(folder,))
    fusion = start_fusion(ask=user.answer)
    script = start_script(fusion, "AttachFolder")
    assert fusion.pump_until(lambda: fusion.state.progress is not None and len(user.told) == 1)
    cancel_progress(fusion)
    assert fusion.pump_until(lambda: not script.is_running)
    assert_clean(fusion)
    assert "1 skipped\n2 stopped" in user.told[-1]
    assert list_attachments(signed_in, design["tip_id"]) == before


def test_a_script_ends_beside_an_add_in_that_goes_on(signed_in: Emulator, start_fusion: START) -> None:
    user = User()
    fusion = start_fusion(ask=user.answer)
    addin = start(fusion)
    script = start_script(fusion, "LifecycleLogin")
    assert fusion.pump_until(lambda: not script.is_running, 20)
    assert addin.is_running
    open_palette(fusion).call("app.ready")
    addin.stop()
    assert_clean(fusion)


def test_a_script_over_a_crash_goes_on_while_the_add_in_starts_and_stops(
    signed_in: Emulator, start_fusion: START, folder: Path
) -> None:
    signed_in.add_fault(Fault(path="*/signeds3upload", method="GET", **WAITS))
    user = User(paths=(folder,))
    fusion = start_fusion(ask=user.answer)
    crashed = start(fusion)
    for name in crashed.modules():
        del sys.modules[name]
    script = start_script(fusion, "AttachFolder")
    assert fusion.pump_until(lambda: fusion.state.progress is not None and len(user.told) == 1)
    addin = start(fusion)
    addin.stop()
    cancel_progress(fusion)
    assert fusion.pump_until(lambda: not script.is_running)
    assert "2 stopped" in user.told[-1]


def test_an_empty_folder_is_told(signed_in: Emulator, start_fusion: START, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    user = User(paths=(tmp_path / "nothing",))
    run_script(start_fusion(ask=user.answer), "AttachFolder")
    assert user.told == [f"There are no files in {tmp_path / 'nothing'}."]


class Report(HTMLParser):
    """What a report shows: its tags, addresses, texts of each line and marks."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.names: list[str] = []
        self.stale: list[str] = []
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of a tag."""
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "style")]
        self._open.append(f"{tag}.{dict(attrs).get('class', '')}")
        if tag == "bdi" and "span.stale" not in self._open:
            self.names.append("")
        if self._open[-1] == "span.stale":
            self.stale.append("")

    def handle_endtag(self, tag: str) -> None:
        """Leave a tag."""
        while self._open and self._open.pop().partition(".")[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Take up a text."""
        if "span.stale" in self._open:
            self.stale[-1] += data
        elif self._open and self._open[-1] == "bdi.":
            self.names[-1] += data


def test_the_report_shows_the_whole_hub_and_what_is_stale(
    signed_in: Emulator, start_fusion: START, tmp_path: Path
) -> None:
    evil = "<script>alert(1)</script>&\"'{0}<img src=x>"
    folder_id = find_item(signed_in, sample.DESIGN_NAME)["folder_id"]
    signed_in.seed.add_version(signed_in.seed.add_item(folder_id, name=evil, **MADE), size=1, **MADE)
    target = tmp_path / "report.html"
    user = User(paths=(target,))
    run_script(start_fusion(ask=user.answer), "HubReport")
    page = target.read_text("utf-8")
    report = Report(page)
    assert {"script", "img", "link", "iframe"} & set(report.tags) == set()
    assert report.addresses == []
    assert "default-src 'none'" in page
    seen = {
        row["name"]
        for table in ("hubs", "projects")
        for row in signed_in._database.rows(f"SELECT name FROM {table}")
    }
    assert seen <= set(report.names)
    closed = "SELECT id FROM projects WHERE name = ?"
    items = signed_in._database.rows(
        f"SELECT name FROM items WHERE hidden = 0 AND tip_id IS NOT NULL AND project_id NOT IN ({closed})",
        (sample.CLOSED_PROJECT,),
    )
    assert {row["name"] for row in items} <= set(report.names)
    assert evil in report.names
    assert report.tags.count("li") == len(report.names)
    assert f"{sample.DESIGN_NAME} v7 of 8" in report.stale  # what the assembly uses
    assert f"{sample.DESIGN_NAME} v5 of 8" in report.stale  # what a drawing was made from
    assert f"{sample.BILL_OF_MATERIALS} v2 of 3" in report.stale  # what is attached to the design
    assert user.told == [f"{len(report.names)} hubs, projects, folders and files; {told(page)}\n\n{target}"]


def told(page: str) -> str:
    """Return what the report's own summary says of stale ones."""
    return page.partition("files; ")[2].partition("</p>")[0]


def test_the_login_shows_the_two_boxes_of_the_blog_post(signed_in: Emulator, start_fusion: START) -> None:
    user = User(texts=("designer@example.com", "fusion"))
    run_script(start_fusion(ask=user.answer), "LifecycleLogin")
    answer, session = user.told
    found = json.loads(answer)
    assert found["authStatus"]["description"] == "Login success."
    assert session == f"My sessionid is {found['sessionid']}"
    [row] = signed_in._database.rows("SELECT session_id FROM lifecycle_sessions")
    assert row["session_id"] == found["sessionid"]


def test_a_refused_login_is_told_with_what_to_do(signed_in: Emulator, start_fusion: START) -> None:
    user = User(texts=("designer@example.com", "wrong"))
    run_script(start_fusion(ask=user.answer), "LifecycleLogin")
    words = load_texts()["errors"]["lifecycle.refused"]
    assert user.told == [f"{words['message']}\n\n{words['next']}".format(user="designer@example.com")]


@pytest.mark.parametrize("name", NAMES)
def test_a_script_whose_first_dialog_is_cancelled_ends_in_silence(
    signed_in: Emulator, start_fusion: START, name: str
) -> None:
    user = User()
    run_script(start_fusion(ask=user.answer), name)
    assert user.told == []
    assert len(user.asked) == 1
    assert list(signed_in.log) == []


@pytest.fixture
def waiting(signed_in: Emulator, start_fusion: START, tmp_path: Path) -> tuple[SimulatedFusion, AddIn, User]:
    """A report that is being made and never gets on."""
    signed_in.add_fault(Fault(path="/project/v1/hubs", **WAITS))
    user = User(paths=(tmp_path / "report.html",))
    fusion = start_fusion(ask=user.answer)
    script = start_script(fusion, "HubReport")
    assert fusion.pump_until(lambda: fusion.state.progress is not None and len(signed_in.log) > 0)
    return fusion, script, user


def test_the_progress_dialog_cancels_at_any_time(
    waiting: tuple[SimulatedFusion, AddIn, User], tmp_path: Path
) -> None:
    fusion, script, user = waiting
    cancel_progress(fusion)
    assert fusion.pump_until(lambda: not script.is_running)
    assert_clean(fusion)
    assert user.told == []
    assert not (tmp_path / "report.html").exists()


def test_a_script_that_is_stopped_leaves_nothing(waiting: tuple[SimulatedFusion, AddIn, User]) -> None:
    fusion, script, user = waiting
    script.stop()
    assert_clean(fusion)
    assert user.told == []
    assert not [name for name in sys.modules if name.startswith("databrowser_")]


def test_a_script_at_work_does_not_hold_up_fusion(
    waiting: tuple[SimulatedFusion, AddIn, User],
) -> None:
    fusion, script, _ = waiting
    addin = start(fusion)
    open_palette(fusion)
    assert script.is_running
    addin.stop()
    assert script.is_running
    assert fusion.state.progress is not None
    script.stop()
    assert_clean(fusion)


def test_an_error_that_nobody_foresaw_is_told(
    signed_in: Emulator, start_fusion: START, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = User()
    fusion = start_fusion(ask=user.answer)
    script = fusion.load(SCRIPTS / "HubReport" / "HubReport.py", load=load)

    def break_off(script: Any) -> str:
        raise LookupError("a bug")

    script.run()
    sys.modules[script.name].running.pop().stop()
    library = lend()
    sys.modules[script.name].running.append(library.run(break_off, title="Mine"))
    assert fusion.pump_until(lambda: not script.is_running)
    assert_clean(fusion)
    words = load_texts()["errors"]["scripting.failed"]
    assert user.told == [f"{words['message']}\n\n{words['next']}".format(problem="LookupError: a bug")]


def run_in_terminal(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the report as a program of its own."""
    return subprocess.run(
        [sys.executable, "-W", "error", str(SCRIPTS / "HubReport" / "HubReport.py"), *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )


def test_the_report_is_made_in_a_terminal_too(
    signed_in: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run_in_terminal(folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    target = tmp_path / "Hub report.html"
    assert done.stdout.splitlines()[-1] == str(target)
    assert sample.DESIGN_NAME in Report(target.read_text("utf-8")).names
    again = run_in_terminal(folder=tmp_path)
    words = load_texts()["errors"]["scripting.file-exists"]
    assert again.returncode == 1
    assert again.stderr.splitlines() == [words["message"].format(path=target), words["next"]]
    monkeypatch.setenv("DATABROWSER_TOKEN", "no-token")
    refused = run_in_terminal("other.html", folder=tmp_path)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert len(refused.stderr.splitlines()) == 2
