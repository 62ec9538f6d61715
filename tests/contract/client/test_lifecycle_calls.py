"""The page's calls about Fusion Lifecycle from end to end, and that what is secret stays nowhere."""

from __future__ import annotations

import gc
import json
import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from addin.lib import app as app_module
from addin.lib.app import App
from addin.lib.bridge.protocol import parse_call
from addin.lib.emulator import Emulator, Fault
from addin.lib.http import listener
from addin.lib.store.start_settings import has_tenant

from .palettes import Host, Page, Palette

USER = "designer@example.com"
LOGIN = "/rest/auth/1/login"


def sign_in(palette: Palette, password: str = "fusion") -> Any:
    return palette.call("lifecycle.signIn", userId=USER, password=password)["session"]


def changes(palette: Palette) -> list[Any]:
    """Return the sessions that the page was told of, in order."""
    messages = palette.page.messages
    return [m["params"]["session"] for m in messages if m.get("method") == "lifecycle.changed"]


def test_signing_in_and_out(palette: Palette, service: Emulator) -> None:
    tenant = service.url.removeprefix("http://")
    before = {"tenant": tenant, "isLocal": True, "userId": "", "session": None}
    assert palette.call("lifecycle.state") == before
    session = sign_in(palette)
    assert palette.app.lifecycle.session
    shortened = palette.app.lifecycle.session.shortened
    assert session == {"tenant": tenant, "userId": USER, "shortened": shortened}
    assert palette.call("lifecycle.state") == {**before, "session": session}
    assert palette.call("lifecycle.signOut") == {}
    assert palette.call("lifecycle.state") == before
    assert changes(palette) == [session, None]
    assert [request.raw_path for request in service.log] == [LOGIN]  # no way is known to sign out there


def test_it_has_nothing_to_do_with_the_other_sign_in(palette: Palette) -> None:
    session = sign_in(palette)
    assert palette.call("app.ready")["account"] is None
    assert palette.fail("tree.list", kind="root")["data"]["reference"] == "sign-in.needed"
    palette.call("account.signOut")
    assert palette.call("lifecycle.state")["session"] == session


def test_who_is_signed_in_to_the_hub_is_suggested(
    start: Callable[..., Emulator], tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "CALLBACK_PORTS", (port,))
    page, host = Page(), Host()
    app = App(host, page, service=start(callbacks=listener.callback_urls([port])).url, folder=tmp_path)
    palette = Palette(app, page, host)
    palette.call("account.signIn")
    assert palette.call("lifecycle.state")["userId"] == USER
    assert app.close()


def test_an_error_is_a_sentence_with_a_next_step(palette: Palette) -> None:
    error = palette.fail("lifecycle.signIn", userId=USER, password="wrong")
    assert error["data"]["reference"] == "lifecycle.refused"
    assert USER in error["message"]
    assert error["data"]["next"]
    assert changes(palette) == []


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"userId": USER},
        {"password": "x"},
        {"userId": "", "password": "x"},
        {"userId": USER, "password": 7},
    ],
)
def test_half_a_call_is_not_sent_on(palette: Palette, service: Emulator, params: dict[str, Any]) -> None:
    assert palette.fail("lifecycle.signIn", **params)["code"] == -32602
    assert service.log == ()


def test_a_cancelled_sign_in_signs_nobody_in(palette: Palette, service: Emulator) -> None:
    service.add_fault(Fault(path=LOGIN, nth=(1,), status=429, headers={"Retry-After": "30"}))
    number = palette.ask("lifecycle.signIn", userId=USER, password="fusion")
    waiting = palette.page.notification("job.waiting")
    assert (waiting["id"], waiting["status"]) == (number, 429)
    palette.ask("job.cancel", id=number)
    assert palette.answer(number)["error"]["data"]["reference"] == "job.cancelled"
    assert sign_in(palette)["userId"] == USER
    assert len(changes(palette)) == 1


def test_a_tenant_from_the_settings(unset: Palette, tmp_path: Path) -> None:
    assert not has_tenant(tmp_path)
    assert unset.fail("lifecycle.state")["data"]["reference"] == "lifecycle.no-tenant"
    (tmp_path / "settings.json").write_text('{"lifecycle_tenant": "acme"}')
    assert has_tenant(tmp_path)
    state = unset.call("lifecycle.state")
    assert (state["tenant"], state["isLocal"]) == ("acme.autodeskplm360.net", False)
    error = unset.fail("lifecycle.signIn", userId=USER, password="x")  # no name resolves in a test
    assert error["data"]["reference"] == "http.unknown-host"
    assert "https://acme.autodeskplm360.net" in error["message"]


def test_the_session_keeps_its_tenant_when_the_settings_change(palette: Palette, tmp_path: Path) -> None:
    session = sign_in(palette)
    palette.app.lifecycle.find_tenant = lambda: "https://other.autodeskplm360.net"
    assert palette.call("lifecycle.state")["tenant"] == session["tenant"]
    palette.call("lifecycle.signOut")
    assert palette.call("lifecycle.state")["tenant"] == "other.autodeskplm360.net"


def test_a_bad_name_is_told_and_nothing_sent(unset: Palette, tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"lifecycle_tenant": "user@127.0.0.1:1/"}')
    assert has_tenant(tmp_path)
    for method, params in (("state", {}), ("signIn", {"userId": USER, "password": "x"})):
        error = unset.fail(f"lifecycle.{method}", **params)
        assert error["data"]["reference"] == "lifecycle.bad-tenant"


def test_settings_that_cannot_be_understood_set_no_tenant(unset: Palette, tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text("{")
    assert not has_tenant(tmp_path)
    assert unset.fail("lifecycle.state")["data"]["reference"] == "lifecycle.no-tenant"


def test_after_the_end_no_session_is_left(service: Emulator, tmp_path: Path) -> None:
    page = Page()
    app = App(Host(), page, service=service.url, folder=tmp_path)
    sign_in(Palette(app, page, Host()))
    assert app.close()
    assert app.lifecycle.session is None


def test_ending_in_the_middle_leaves_no_thread_and_no_session(service: Emulator, tmp_path: Path) -> None:
    page = Page()
    app = App(Host(), page, service=service.url, folder=tmp_path)
    service.add_fault(Fault(path=LOGIN, status=429, headers={"Retry-After": "30"}))
    Palette(app, page, Host()).ask("lifecycle.signIn", userId=USER, password="fusion")
    page.notification("job.waiting")
    assert app.close()
    assert app.lifecycle.session is None


def find_holders(secret: str) -> list[str]:
    """Name what refers to a text with the secret in it, the frames of all threads included."""
    own = sys._getframe()
    things = [thing for thing in [*gc.get_objects(), *sys._current_frames().values()] if thing is not own]
    holders = []
    for thing in things:
        for value in gc.get_referents(thing):
            if isinstance(value, (dict, tuple)) and not gc.is_tracked(value):
                things.append(value)  # a container of nothing but texts, which the collector passes over
            text = value.decode("utf-8", "replace") if isinstance(value, (bytes, bytearray)) else value
            if isinstance(text, str) and secret in text:
                holders.append(f"{type(thing).__name__}: {str(thing)[:200]}")
    return holders


def test_what_is_secret_is_in_nothing_that_is_logged_sent_or_kept(
    palette: Palette, service: Emulator, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    letters = list('pass word"&=\\ä-canary')  # a list: the test must not hold the password itself

    def use(what: str, **more: str) -> dict[str, Any]:
        user = "canary@example.com"
        number = palette.ask(
            f"lifecycle.{what}", userId=user, password="".join(letters) + more.get("end", "")
        )
        return palette.answer(number)

    service.seed.add_user("CANARY", name="Canary", email="canary@example.com", password="".join(letters))
    assert "result" in use("signIn")
    session = palette.app.lifecycle.session
    assert session
    assert "error" in use("signIn", end="!")
    for fault in (
        Fault(path=LOGIN, nth=(1,), status=502, body="<html></html>"),
        Fault(path=LOGIN, nth=(1,), action="reset-after"),
        Fault(path=LOGIN, nth=(1,), status=200, body="{}"),
    ):
        service.clear_faults()
        service.add_fault(fault)
        assert "error" in use("signIn")
    assert "error" in use("noSuchMethod")
    said = [
        caplog.text,
        json.dumps(palette.page.messages, ensure_ascii=False),
        *map(
            repr, [service.log, session, vars(palette.app), vars(palette.app.lifecycle), palette.app.bridge]
        ),
        *(file.read_text("utf-8", "replace") for file in tmp_path.rglob("*") if file.is_file()),
    ]
    assert session.shortened in said[1]
    assert LOGIN in said[0]
    assert [text for text in said if "canary" in text.replace("canary@example.com", "")] == []
    assert [text for text in said if session.session_id in text] == []

    def holders() -> list[str]:
        gc.collect()
        return find_holders("".join(letters))

    deadline = time.monotonic() + 5  # the service's thread may still be putting its request away
    while (left := holders()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == []


def test_a_call_does_not_show_its_parameters() -> None:
    call = parse_call(
        '{"jsonrpc": "2.0", "id": 1, "method": "lifecycle.signIn", "params": {"password": "x7"}}'
    )
    assert call.params == {"password": "x7"}
    assert "x7" not in repr(call)
