"""The page's calls about the settings, and what they change in the app."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from addin.lib import app as app_module
from addin.lib.app import App
from addin.lib.emulator import Emulator, sample
from addin.lib.errors import NotAllowed
from addin.lib.http import listener
from addin.lib.scripting import connect
from addin.lib.store.start_settings import has_tenant

from .palettes import Host, Page, Palette, open_item, shown, target

ATTACHMENT = "auxiliary:autodesk.core:Attachment"


@pytest.fixture
def service(start: Callable[..., Emulator], port: int, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """The sample hub; the app signs in on a port of its own."""
    monkeypatch.setattr(app_module, "CALLBACK_PORTS", (port,))
    return start(callbacks=listener.callback_urls([port]))


@pytest.fixture
def administer(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Path]:
    """Writes the administrators' file."""
    file = tmp_path_factory.mktemp("machine") / "settings.json"
    monkeypatch.setenv("DATABROWSER_MACHINE_SETTINGS", str(file))

    def write(**values: Any) -> Path:
        file.write_text(json.dumps(values), encoding="utf-8")
        return file

    return write


def references(problems: list[dict[str, Any]]) -> list[str]:
    return [problem["reference"] for problem in problems]


def notifications(palette: Palette, method: str) -> list[dict[str, Any]]:
    return [message["params"] for message in palette.page.messages if message.get("method") == method]


def test_settings_are_read_with_what_there_is_to_know(
    unset: Palette, tmp_path: Path, administer: Callable[..., Path]
) -> None:
    machine = administer(log_level="debug")
    read = unset.call("settings.read")
    assert read["values"]["service"] == "sample"
    assert read["values"]["log_level"] == "debug"
    assert read["locked"] == ["log_level"]
    assert read["problems"] == []
    assert read["callbackUrls"] == list(listener.callback_urls())
    assert read["places"] == {
        "file": str(tmp_path / "settings.json"),
        "logs": str(tmp_path / "logs"),
        "machine": str(machine),
    }


def test_settings_are_written_and_hold_at_once(unset: Palette, tmp_path: Path) -> None:
    ports = [2001, 2002, 2003]
    written = unset.call("settings.write", changes={"service": "aps", "callback_ports": ports})
    assert written["callbackUrls"] == list(listener.callback_urls(ports))
    assert json.loads((tmp_path / "settings.json").read_text())["service"] == "aps"
    told = unset.page.notification("settings.changed")
    assert told == {
        "language": "en",
        "service": {"name": "aps"},
        "canSignIn": False,
        "isNew": False,
        "locked": [],
        "problems": [],
    }
    unset.call("settings.write", changes={"client_id": "abc"})
    assert unset.call("app.ready")["canSignIn"] is True


@pytest.mark.parametrize(
    ("changes", "reference"),
    [
        ({"budget_share": 2}, "settings.bad-value"),
        ({"colour": "red"}, "settings.unknown"),
        ({"read_only": False}, "settings.locked"),
        ({"lifecycle_tenant": "acme.example"}, "lifecycle.bad-tenant"),
        ({"lifecycle_tenant": 7}, "settings.bad-value"),
        (None, "bridge.bad-message"),
        ([], "bridge.bad-message"),
    ],
)
def test_what_cannot_be_written_is_told_and_changes_nothing(
    unset: Palette, tmp_path: Path, changes: Any, reference: str
) -> None:
    assert unset.fail("settings.write", changes=changes)["data"]["reference"] == reference
    assert list(tmp_path.iterdir()) == []
    assert notifications(unset, "settings.changed") == []


def test_a_broken_file_is_told_to_the_page_whoever_read_it_first(unset: Palette, tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text("{")
    assert not has_tenant(tmp_path)
    for _ in range(2):
        ready = unset.call("app.ready")
        assert references(ready["problems"]) == ["settings.set-aside"]
        assert ready["canSignIn"] is True
    assert references(unset.call("settings.read")["problems"]) == ["settings.set-aside"]
    assert [path.name.partition("-")[0] for path in tmp_path.iterdir()] == ["settings.broken"]


def test_another_service_ends_the_sign_in(
    start: Callable[..., Emulator], unset: Palette, monkeypatch: pytest.MonkeyPatch
) -> None:
    unset.call("account.signIn")
    unset.call("settings.write", changes={"log_level": "info"})
    assert unset.app.account
    unset.call("settings.write", changes={"service": "aps"})
    assert unset.app.account is None
    assert unset.fail("tree.list", kind="root")["data"]["reference"] == "sign-in.needed"


def test_the_ports_and_the_share_of_the_settings_are_used(
    start: Callable[..., Emulator], tmp_path: Path, port: int
) -> None:
    ports = [port, *{1024, 1025, 1026}.difference({port})][:3]
    service = start(callbacks=listener.callback_urls(ports))
    (tmp_path / "settings.json").write_text(json.dumps({"callback_ports": ports, "budget_share": 0.1}))
    page, host = Page(), Host()
    app = App(host, page, service=service.url, folder=tmp_path)
    palette = Palette(app, page, host)
    palette.call("account.signIn")
    for _ in range(5):  # a tenth of what a minute allows
        palette.call("tree.list", kind="root")
    number = palette.ask("tree.list", kind="root")
    assert page.notification("job.waiting")["id"] == number
    assert app.close()


def test_where_only_reading_is_allowed_nothing_is_attached(
    palette: Palette, service: Emulator, administer: Callable[..., Path]
) -> None:
    administer(read_only=True)
    palette.call("account.signIn")
    design = open_item(service, sample.DESIGN_NAME, "items:autodesk.fusion360:Design")
    palette.app.change_document(design)
    other = open_item(service, sample.SPREADSHEET_TO_ATTACH)
    before = palette.call("design.relations")["relations"]
    assert palette.call("refs.offer", target=target(other))["offers"]
    error = palette.fail("refs.attach", document=shown(design), target=target(other), type=ATTACHMENT)
    assert error["data"]["reference"] == "settings.read-only"
    assert palette.call("design.relations")["relations"] == before
    palette.call("account.signOut")


def test_scripts_are_held_to_the_same(service: Emulator, administer: Callable[..., Path]) -> None:
    administer(read_only=True, allowed_hosts=["developer.api.autodesk.com"])
    with connect(service=service.url, token=service.token) as session:
        [design] = session.find(
            sample.DESIGN_NAME, kind="items:autodesk.fusion360:Design", project=sample.MAIN_PROJECT
        )
        [other] = session.find(sample.SPREADSHEET_TO_ATTACH, project=sample.MAIN_PROJECT)
        with pytest.raises(NotAllowed) as caught:
            session.attach(design, other)
    assert caught.value.reference == "settings.read-only"
    with pytest.raises(NotAllowed) as caught:
        connect(service="https://service.example.com", token="any")
    assert caught.value.reference == "settings.host-not-allowed"


def test_a_host_that_is_not_allowed_is_told(unset: Palette, administer: Callable[..., Path]) -> None:
    administer(allowed_hosts=[], service="aps", client_id="abc", lifecycle_tenant="acme")
    for method in ("account.signIn", "lifecycle.state"):
        assert unset.fail(method)["data"]["reference"] == "settings.host-not-allowed"


def test_the_log_folder_is_made_and_opened(unset: Palette, tmp_path: Path) -> None:
    visited: list[str] = []
    unset.host.visit = lambda url: not visited.append(url)
    unset.call("settings.openLogFolder")
    assert visited == [(tmp_path / "logs").as_uri()]
    assert (tmp_path / "logs").is_dir()
    unset.host.visit = lambda url: False
    error = unset.fail("settings.openLogFolder")
    assert error["data"]["reference"] == "settings.no-log-folder"
    assert str(tmp_path / "logs") in error["message"]


def test_everything_is_forgotten_and_nothing_of_others(unset: Palette, tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text("{")
    (tmp_path / "thesis.txt").write_text("not ours")
    unset.call("settings.write", changes={"log_level": "info"})
    unset.host.visit, allow = (lambda url: True), unset.host.visit
    unset.call("settings.openLogFolder")
    (tmp_path / "logs" / "databrowser.log").write_text("line")
    unset.host.visit = allow
    unset.call("account.signIn")
    unset.call("app.keepView", accountId=sample.SAMPLE_USER, view={"tab": "design"})
    assert len(list(tmp_path.iterdir())) > 4
    after = unset.call("settings.forgetEverything")
    assert after["values"]["log_level"] == "warning"
    assert after["problems"] == []
    assert unset.app.account is None
    assert unset.call("app.ready")["view"] is None
    left = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*"))
    assert left == ["thesis.txt"]
    unset.call("account.signIn")  # it goes on with a fresh sample hub
    unset.call("account.signOut")


def test_what_cannot_be_deleted_is_told(unset: Palette, tmp_path: Path) -> None:
    (tmp_path / "logs" / "databrowser.log").mkdir(parents=True)
    unset.call("settings.write", changes={"log_level": "info"})
    error = unset.fail("settings.forgetEverything")
    assert error["data"]["reference"] == "settings.not-forgotten"
    assert not (tmp_path / "settings.json").exists()
