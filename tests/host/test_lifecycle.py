"""*Fusion Lifecycle Sign In* in Fusion: where its button is, and what becomes of a sign-in on its way."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from addin.lib.emulator import Emulator, Fault
from addin.lib.preview import SimulatedFusion

from .conftest import BUTTONS, PALETTE, assert_clean, open_palette, start

BUTTON = "databrowser_lifecycle_sign_in"
USER = "designer@example.com"
LOGIN = "/rest/auth/1/login"

pytestmark = pytest.mark.usefixtures("service")


@pytest.fixture
def settings(service: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], object]:
    """Writes the settings that the add-in goes by, with no service in the environment."""
    monkeypatch.delenv("DATABROWSER_SERVICE", raising=False)
    monkeypatch.setenv("DATABROWSER_HOME", str(tmp_path))
    return lambda text: (tmp_path / "settings.json").write_text(text)


def buttons(fusion: SimulatedFusion) -> list[set[str]]:
    """Return our buttons in each of the two places."""
    return [
        {control.id for control in container.controls if control.id.startswith("databrowser")}
        for container in fusion.state.containers()
        if container.id in ("QAT", "SolidScriptsAddinsPanel")
    ]


@pytest.mark.parametrize("text", ['{"lifecycle_tenant": "acme"}', '{"lifecycle_tenant": "no/name"}'])
def test_the_button_is_there_where_a_tenant_is_set(
    fusion: SimulatedFusion, settings: Callable[[str], object], text: str
) -> None:
    settings(text)
    addin = start(fusion)
    assert buttons(fusion) == [set(BUTTONS)] * 2
    addin.stop()
    assert_clean(fusion)


@pytest.mark.parametrize(
    "text", ["{}", '{"lifecycle_tenant": ""}', '{"service": "sample"}', "{", '{"lifecycle_tenant": 7}']
)
def test_without_a_tenant_or_with_broken_settings_the_other_buttons_are_there(
    fusion: SimulatedFusion, settings: Callable[[str], object], text: str
) -> None:
    settings(text)
    addin = start(fusion)
    assert buttons(fusion) == [set(BUTTONS) - {BUTTON}] * 2
    addin.stop()
    assert_clean(fusion)


def test_without_a_folder_for_settings_the_other_buttons_are_there(
    fusion: SimulatedFusion,
    settings: Callable[[str], object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings("{}")
    monkeypatch.setenv("DATABROWSER_HOME", str(tmp_path / "settings.json" / "below a file"))
    addin = start(fusion)
    assert buttons(fusion) == [set(BUTTONS) - {BUTTON}] * 2
    addin.stop()


def test_a_button_left_by_a_crash_goes_when_the_tenant_is_gone(
    fusion: SimulatedFusion, settings: Callable[[str], object]
) -> None:
    settings('{"lifecycle_tenant": "acme"}')
    crashed = start(fusion)
    settings("{}")
    module = sys.modules[crashed.name]
    module._running.pop().app.close()
    module.run(None)
    assert buttons(fusion) == [set(BUTTONS) - {BUTTON}] * 2
    crashed.stop()
    assert_clean(fusion)


@pytest.mark.parametrize(
    "missing", [("QAT",), ("SolidScriptsAddinsPanel",), ("QAT", "SolidScriptsAddinsPanel")]
)
def test_a_missing_anchor_is_passed_over(
    start_fusion: Callable[..., SimulatedFusion], missing: tuple[str, ...]
) -> None:
    fusion = start_fusion(without=missing)
    addin = start(fusion)
    assert buttons(fusion) == [set(BUTTONS)] * (2 - len(missing))
    addin.stop()
    assert_clean(fusion)


def test_a_bad_name_is_told_in_the_dialog(fusion: SimulatedFusion, settings: Callable[[str], object]) -> None:
    settings('{"lifecycle_tenant": "acme.example"}')
    addin = start(fusion)
    page = open_palette(fusion, BUTTON)
    number = page.ask("lifecycle.state")
    error = page.wait_for(lambda message: message.get("id") == number)["error"]
    assert error["data"]["reference"] == "lifecycle.bad-tenant"
    addin.stop()


def test_signing_in_and_out_while_nobody_is_signed_in_to_the_hub(
    fusion: SimulatedFusion, service: Emulator
) -> None:
    addin = start(fusion)
    page = open_palette(fusion, BUTTON)
    assert page.notification("palette.show") == {"tab": "browse", "action": "lifecycle"}
    tenant = service.url.removeprefix("http://")
    assert page.call("lifecycle.state")["tenant"] == tenant
    session = page.call("lifecycle.signIn", userId=USER, password="fusion")["session"]
    assert (session["tenant"], session["userId"]) == (tenant, USER)
    assert page.notification("lifecycle.changed") == {"session": session}
    assert page.call("lifecycle.state")["session"] == session
    assert page.call("app.ready")["account"] is None
    page.call("lifecycle.signOut")
    assert page.notification("lifecycle.changed") == {"session": None}
    addin.stop()
    assert_clean(fusion)


def test_the_session_is_gone_after_a_stop(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    open_palette(fusion).call("lifecycle.signIn", userId=USER, password="fusion")
    addin.stop()
    again = start(fusion)
    assert open_palette(fusion).call("lifecycle.state")["session"] is None
    again.stop()
    assert_clean(fusion)


def test_a_sign_in_outlives_the_page_that_asked_for_it(fusion: SimulatedFusion, service: Emulator) -> None:
    addin = start(fusion)
    page = open_palette(fusion, BUTTON)
    service.add_fault(Fault(path=LOGIN, delay_ms=300))
    page.ask("lifecycle.signIn", userId=USER, password="fusion")
    page.unload()
    fusion.destroy_palette(PALETTE)
    again = open_palette(fusion, BUTTON)
    session = again.notification("lifecycle.changed")["session"]
    assert session["userId"] == USER
    assert again.call("lifecycle.state")["session"] == session
    addin.stop()
    assert_clean(fusion)


def test_a_sign_in_goes_on_while_the_palette_is_closed(fusion: SimulatedFusion, service: Emulator) -> None:
    addin = start(fusion)
    page = open_palette(fusion, BUTTON)
    service.add_fault(Fault(path=LOGIN, delay_ms=200))
    page.ask("lifecycle.signIn", userId=USER, password="fusion")
    fusion.close_palette(PALETTE)
    fusion.activate(None)
    assert page.notification("lifecycle.changed")["session"]["userId"] == USER
    addin.stop()
    assert_clean(fusion)


def test_stopping_in_the_middle_of_a_sign_in_leaves_nothing(
    fusion: SimulatedFusion, service: Emulator
) -> None:
    addin = start(fusion)
    page = open_palette(fusion, BUTTON)
    service.add_fault(Fault(path=LOGIN, delay_ms=500))
    page.ask("lifecycle.signIn", userId=USER, password="fusion")
    addin.stop()
    assert_clean(fusion)


def test_the_host_shows_and_keeps_nothing_secret(
    fusion: SimulatedFusion, service: Emulator, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    service.seed.add_user("CANARY", name="Canary", email="canary@example.com", password="the-canary")
    addin = start(fusion)
    page = open_palette(fusion, BUTTON)
    page.call("lifecycle.signIn", userId="canary@example.com", password="the-canary")
    number = page.ask("lifecycle.signIn", userId="canary@example.com", password="not-the-canary")
    assert "error" in page.wait_for(lambda message: message.get("id") == number)
    session = sys.modules[addin.name]._running[0].app.lifecycle.session
    state = fusion.state
    said = [
        caplog.text,
        json.dumps(page.messages, ensure_ascii=False),
        *map(repr, [state.log, state.faults, service.log]),
    ]
    said += [*map(repr, fusion.meter.ticks), repr(session)]
    said += [file.read_text("utf-8", "replace") for file in tmp_path.rglob("*") if file.is_file()]
    addin.stop()
    assert session.shortened in said[1]
    assert [text for text in said if "the-canary" in text or session.session_id in text] == []
