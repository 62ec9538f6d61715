"""The page's calls for help, and the language in which the host speaks to it."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest
from addin.lib.app import App
from addin.lib.core.ports import HostUser
from addin.lib.texts import load_texts

from .palettes import Host, Page, Palette


def prepare(palette: Palette) -> dict[str, str]:
    report = palette.call("report.prepare", reference="http.timeout")
    return {"id": report["id"], **{file["name"]: file["text"] for file in report["files"]}}


def test_a_report_is_saved_just_as_it_was_shown(unset: Palette, tmp_path: Path) -> None:
    unset.fail("tree.list", kind="root")
    shown = prepare(unset)
    unset.host.target = tmp_path / "out" / "report.zip"
    unset.host.target.parent.mkdir()
    saved = unset.call("report.save", id=shown["id"])
    assert saved == {"path": str(unset.host.target), "folder": str(unset.host.target.parent)}
    with zipfile.ZipFile(unset.host.target) as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == {
            name: text for name, text in shown.items() if name != "id"
        }
    [asked] = unset.host.asked
    assert str(asked["name"]).startswith("Data Browser report 20")
    assert str(asked["name"]).endswith(".zip")
    about = json.loads(shown["about.json"])
    assert about["reportedProblem"] == "http.timeout"
    assert about["dataBrowser"]
    assert json.loads(shown["problems.json"])[0]["reference"] == "sign-in.needed"


def test_a_report_works_without_a_folder_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("DATABROWSER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DATABROWSER_SERVICE", raising=False)
    page, host = Page(), Host()
    app = App(host, page)
    assert json.loads(prepare(Palette(app, page, host))["settings.json"]) == {"unreadable": "store.no-folder"}
    assert app.close()


def test_a_report_that_is_cancelled_or_cannot_be_written_leaves_nothing(
    unset: Palette, tmp_path: Path
) -> None:
    shown = prepare(unset)
    assert unset.call("report.save", id=shown["id"]) == {"path": None}
    unset.host.target = tmp_path / "nowhere" / "report.zip"
    assert unset.fail("report.save", id=shown["id"])["data"]["reference"] == "tables.not-written"
    assert not unset.host.target.parent.exists()
    assert unset.fail("report.save", id="other")["data"]["reference"] == "report.gone"


def test_what_was_asked_of_the_service_is_in_it_without_names_and_whole_ids(palette: Palette) -> None:
    palette.call("app.ready")
    palette.call("account.signIn")
    row: dict[str, str] = {"kind": "root"}
    ids: list[str] = []
    while row["kind"] in ("root", "hub", "project", "folder"):
        ids += [row.get("id", "")]
        place = {name: row.get(name, "") for name in ("kind", "hubId", "projectId", "id")}
        rows = palette.call("tree.list", **place)["rows"]
        row = next((one for one in rows if one["kind"] == "item"), rows[0])
    log = prepare(palette)["logs/recent.log"]
    assert "databrowser.http: GET /project/v1/hubs -> 200 in " in log
    assert re.search(r"GET /project/v1/hubs/a\.\w{6}…/projects/[ab]\.\w{6}…/topFolders -> 200 in \d+ ms", log)
    assert re.search(r"/folders/urn%3Aadsk\.wipprod%3Afs\.folder%3Aco\.\w{3}…/contents", log)
    for one in filter(None, ids):
        assert one[12:] not in log
        assert one.rpartition(":")[2].rpartition(".")[2][:10] not in log


def test_the_host_speaks_the_language_of_the_settings(unset: Palette) -> None:
    assert unset.fail("tree.list", kind="root")["message"] == "Nobody is signed in."
    unset.call("settings.write", changes={"language": "de"})
    assert unset.page.notification("settings.changed")["language"] == "de"
    assert unset.fail("tree.list", kind="root")["message"] == "Niemand ist angemeldet."
    opening = unset.call("app.ready")
    assert opening["language"] == "de"
    assert opening["texts"] == load_texts("de")
    unset.host.target = None
    unset.call("table.saveCsv", name="x", columns=["a"], rows=[])
    assert unset.host.asked[-1]["title"] == "Als CSV speichern"


def test_the_first_run_takes_the_language_of_the_host(unset: Palette) -> None:
    unset.app.note_host(user=HostUser(), proxy=None, language="de")
    assert unset.call("app.ready")["language"] == "de"
    unset.call("settings.write", changes={"language": "en"})
    assert unset.call("app.ready")["language"] == "en"
    unset.call("settings.write", changes={"language": ""})
    assert unset.call("app.ready")["language"] == "de"


def test_about_names_the_program_around(unset: Palette) -> None:
    unset.app.note_host(user=HostUser(), proxy=None, program="Fusion 2.0.1")
    assert unset.call("help.about")["host"] == "Fusion 2.0.1"
