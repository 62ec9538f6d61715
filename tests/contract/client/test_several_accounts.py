"""Several people at one palette: each with a sign-in, a place and a picture of their own."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from addin.lib import app as app_module
from addin.lib.app import SAMPLE_CLIENT_ID, App
from addin.lib.aps.refs import ATTACHMENT
from addin.lib.core.ports import HostUser
from addin.lib.core.session import Session
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.errors import StoreError
from addin.lib.http import listener
from addin.lib.store.secrets import MemorySecrets
from addin.lib.store.settings import write_settings

from ..emulator.wire import Wire
from .palettes import Host, Page, Palette, open_both, shown, target
from .sign_ins import press_allow_as

pytestmark = pytest.mark.long_only

Start = Callable[..., Palette]
MIKA, INGRID = sample.SAMPLE_USER, sample.COLLEAGUE


class Lasting(MemorySecrets):
    """A store that outlives a program, as a system's does."""

    is_lasting = True


@pytest.fixture
def service(start: Callable[..., Emulator], port: int, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """The sample hub; the app signs in on a port of its own."""
    monkeypatch.setattr(app_module, "CALLBACK_PORTS", (port,))
    return start(callbacks=listener.callback_urls([port]))


@pytest.fixture
def secrets() -> Lasting:
    """A store that the programs of a test share."""
    return Lasting()


@pytest.fixture
def start_app(service: Emulator, tmp_path: Path, secrets: Lasting) -> Iterator[Start]:
    """Starts the program anew, with the files and the secrets of the one before."""
    started: list[App] = []

    def start_it() -> Palette:
        for app in started:
            assert app.close()
        started.clear()
        page, host = Page(), Host()
        started.append(App(host, page, service=service.url, folder=tmp_path, secrets=secrets))
        return Palette(started[0], page, host)

    yield start_it
    for app in started:
        assert app.close()


def sign_in(palette: Palette, service: Emulator, user: str) -> dict[str, Any]:
    palette.host.visit = press_allow_as(service, user)
    return palette.call("account.signIn", asAnother=user == INGRID)


def hubs(palette: Palette) -> list[str]:
    return [row["name"] for row in palette.call("tree.list", kind="root")["rows"]]


def ids(accounts: dict[str, Any]) -> tuple[str | None, list[str]]:
    account = accounts["account"]
    return account and account["id"], [other["id"] for other in accounts["others"]]


def revoked(service: Emulator) -> int:
    return sum(entry.raw_path.endswith("/revoke") for entry in service.log)


def test_a_second_person_signs_in_and_the_first_stays_remembered(
    start_app: Start, service: Emulator, secrets: Lasting
) -> None:
    palette = start_app()
    assert ids(sign_in(palette, service, MIKA)) == (MIKA, [])
    mikas = hubs(palette)
    addresses: list[str] = []
    visit = press_allow_as(service, INGRID)
    palette.host.visit = lambda url: addresses.append(url) or visit(url)
    assert ids(palette.call("account.signIn", asAnother=True)) == (INGRID, [MIKA])
    assert "prompt=login" in addresses[0]
    assert hubs(palette) != mikas
    assert len(secrets._secrets) == 2
    assert revoked(service) == 0


def test_changing_over_needs_no_browser_and_each_finds_the_place_again(
    start_app: Start, service: Emulator
) -> None:
    palette = start_app()
    sign_in(palette, service, MIKA)
    mikas = hubs(palette)
    palette.call("app.keepView", accountId=MIKA, view={"tab": "browse", "selected": "mikas"})
    assert sign_in(palette, service, INGRID)["view"] is None
    palette.call("app.keepView", accountId=INGRID, view={"tab": "browse", "selected": "ingrids"})
    palette.host.visit = lambda url: pytest.fail("a browser was opened")
    back = palette.call("account.switch", id=MIKA)
    assert ids(back) == (MIKA, [INGRID])
    assert back["view"]["selected"] == "mikas"
    assert hubs(palette) == mikas
    assert palette.call("account.switch", id=INGRID)["view"]["selected"] == "ingrids"
    assert palette.call("account.switch", id=INGRID)["account"]["id"] == INGRID  # and once more
    told = [m["params"] for m in palette.page.messages if m.get("method") == "account.changed"]
    assert [ids(one)[0] for one in told] == [MIKA, INGRID, MIKA, INGRID]


def test_each_has_a_cache_of_their_own(start_app: Start, service: Emulator) -> None:
    palette = start_app()
    sign_in(palette, service, MIKA)
    first = palette.app.sign_ins.require().schemas
    sign_in(palette, service, INGRID)
    assert palette.app.sign_ins.require().schemas is not first


def test_the_next_start_goes_on_with_the_last_one_and_knows_the_others(
    start_app: Start, service: Emulator
) -> None:
    palette = start_app()
    sign_in(palette, service, MIKA)
    sign_in(palette, service, INGRID)
    palette.call("account.switch", id=MIKA)
    again = start_app()
    assert ids(again.call("app.ready")) == (MIKA, [INGRID])
    assert ids(again.call("account.switch", id=INGRID)) == (INGRID, [MIKA])
    assert hubs(again)


def test_signing_out_leaves_the_other_to_go_on_with(start_app: Start, service: Emulator) -> None:
    palette = start_app()
    sign_in(palette, service, MIKA)
    sign_in(palette, service, INGRID)
    assert ids(palette.call("account.signOut")) == (None, [MIKA])
    assert revoked(service) == 1
    assert ids(palette.call("account.switch", id=MIKA)) == (MIKA, [])


def test_another_is_signed_out_without_changing_over(
    start_app: Start, service: Emulator, secrets: Lasting
) -> None:
    palette = start_app()
    sign_in(palette, service, INGRID)
    sign_in(palette, service, MIKA)
    assert ids(palette.call("account.forget", id=INGRID)) == (MIKA, [])
    assert revoked(service) == 1
    assert [name.rpartition(":")[2] for name in secrets._secrets] == [MIKA]
    assert hubs(palette)


def test_what_was_read_for_somebody_goes_with_the_sign_in(
    start_app: Start, service: Emulator, tmp_path: Path
) -> None:
    palette = start_app()
    open_both(service, palette)
    for user in (INGRID, MIKA):
        sign_in(palette, service, user)
        palette.call("design.relations")
    assert len(list(tmp_path.rglob("relations/*.json"))) == 2
    palette.call("account.forget", id=INGRID)
    assert len(list(tmp_path.rglob("relations/*.json"))) == 1
    palette.call("account.signOut")
    assert list(tmp_path.rglob("relations/*")) == []


def test_another_that_the_store_does_not_forget_is_not_gone_on_with_at_the_next_start(
    start_app: Start, service: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Lasting, name: str) -> None:
        raise StoreError("secrets.refused")

    palette = start_app()
    sign_in(palette, service, INGRID)
    sign_in(palette, service, MIKA)
    monkeypatch.setattr(Lasting, "delete", refuse)
    assert palette.fail("account.forget", id=INGRID)["data"]["reference"] == "secrets.refused"
    assert ids(start_app().call("app.ready")) == (MIKA, [INGRID])


def test_a_remembered_sign_in_whose_token_is_gone_says_so_and_leaves_the_list(
    start_app: Start, service: Emulator, secrets: Lasting
) -> None:
    palette = start_app()
    sign_in(palette, service, INGRID)
    sign_in(palette, service, MIKA)
    del secrets._secrets[f"refresh-token:{SAMPLE_CLIENT_ID}:{INGRID}"]
    error = palette.fail("account.switch", id=INGRID)
    assert error["data"]["reference"] == "sign-in.expired"
    assert ids(palette.call("account.read")) == (MIKA, [])
    assert palette.fail("account.switch", id="nobody")["data"]["reference"] == "sign-in.expired"
    assert hubs(palette)  # the one in use is not touched by it


def test_an_end_of_the_sign_in_before_does_not_end_the_one_in_use(
    start_app: Start, service: Emulator
) -> None:
    palette = start_app()
    sign_in(palette, service, MIKA)
    before = palette.app.sign_ins.require()
    sign_in(palette, service, INGRID)
    palette.app.sign_ins.end(before.keeper._end("sign-in.expired"))
    assert ids(palette.call("account.read")) == (INGRID, [MIKA])


def test_where_nothing_keeps_secrets_the_page_says_how_long_it_lasts(
    service: Emulator, tmp_path: Path
) -> None:
    page, host = Page(), Host()
    app = App(host, page, service=service.url, folder=tmp_path)
    try:
        account = Palette(app, page, host).call("account.signIn")["account"]
        assert [notice["reference"] for notice in account["notices"]] == ["secrets.in-memory"]
        assert account["notices"][0]["next"]
    finally:
        assert app.close()


@pytest.mark.parametrize(("email", "is_told"), [("designer@example.com", False), ("else@example.com", True)])
def test_another_person_in_fusion_is_told_at_ones_own_hub(
    start_app: Start, service: Emulator, email: str, *, is_told: bool
) -> None:
    palette = start_app()
    palette.call("settings.write", changes={"service": "aps", "client_id": service.public_client_id})
    palette.app.note_host(user=HostUser("elsewhere", "Somebody", email), proxy=None)
    account = sign_in(palette, service, MIKA)["account"]
    assert [one["reference"] for one in account["notices"]] == ["sign-in.other-user"] * is_told
    palette.call("settings.write", changes={"service": "sample"})
    assert sign_in(palette, service, MIKA)["account"]["notices"] == []


def test_the_picture_comes_once_and_again_after_a_start(start_app: Start, service: Emulator) -> None:
    palette = start_app()
    sign_in(palette, service, MIKA)
    uri = palette.call("account.picture", id=MIKA)["dataUri"]
    head, _, data = uri.partition(",")
    assert head == "data:image/png;base64"
    assert base64.b64decode(data).startswith(b"\x89PNG")
    service.clear_log()
    assert palette.call("account.picture", id=MIKA)["dataUri"] == uri
    assert service.log == ()
    again = start_app()
    assert again.call("app.ready")["account"]["id"] == MIKA
    assert again.call("account.picture", id=MIKA)["dataUri"] == uri


def test_no_picture_is_none(start_app: Start, service: Emulator) -> None:
    with Wire(service) as wire:
        told = wire.send(
            "PUT",
            "/_control/policies/user-picture",
            body='{"value": "absent"}',
            headers={"Content-Type": "application/json"},
        )
        assert told.status == 200
    palette = start_app()
    sign_in(palette, service, MIKA)
    assert palette.call("account.picture", id=MIKA) == {"dataUri": None}


def test_the_way_to_ones_own_hub_is_looked_at_before_and_after_the_sign_in(
    start_app: Start, service: Emulator
) -> None:
    palette = start_app()
    client_id = service.public_client_id
    before = palette.call("connection.test", clientId=client_id)["checks"]
    assert [(one["name"], one["state"]) for one in before] == [
        *(("service", "ok"), ("app", "ok"), ("callback", "ok"), ("hubs", "skipped"))
    ]
    unknown = palette.call("connection.test", clientId="nobodys-app")["checks"]
    assert unknown[1]["problem"]["reference"] == "sign-in.unknown-app"
    palette.call("settings.write", changes={"service": "aps", "client_id": client_id})
    sign_in(palette, service, MIKA)
    after = palette.call("connection.test", clientId=client_id)["checks"]
    assert after[-1]["state"] == "ok"
    assert sample.TEAM_HUB in after[-1]["subject"]
    assert palette.call("connection.test", clientId="nobodys-app")["checks"][-1]["state"] == "skipped"


def test_a_host_that_administrators_do_not_allow_is_told_by_the_test(
    start_app: Start, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path_factory.mktemp("machine") / "settings.json"
    file.write_text('{"allowed_hosts": []}')
    monkeypatch.setenv("DATABROWSER_MACHINE_SETTINGS", str(file))
    palette = start_app()
    monkeypatch.setattr(palette.app, "_service", "https://developer.api.autodesk.com")
    checks = palette.call("connection.test", clientId="an-app")["checks"]
    assert checks[0]["problem"]["reference"] == "settings.host-not-allowed"
    assert {one["state"] for one in checks[1:]} == {"skipped"}


def test_the_list_of_apps_is_opened_in_the_browser_and_nothing_else(start_app: Start) -> None:
    palette = start_app()
    opened: list[str] = []
    palette.host.visit = lambda url: not opened.append(url)
    palette.call("app.openPage", name="apps")
    assert opened == ["https://aps.autodesk.com/myapps/"]
    assert palette.fail("app.openPage", name="https://example.com")["code"] == -32602
    palette.host.visit = lambda url: False
    assert palette.fail("app.openPage", name="apps")["data"]["reference"] == "sign-in.no-browser"


def test_an_app_that_is_gone_ends_the_sign_in_and_says_so(start_app: Start, service: Emulator) -> None:
    service.add_app("short-lived", name="Short", callbacks=listener.callback_urls(app_module.CALLBACK_PORTS))
    palette = start_app()
    palette.call("settings.write", changes={"service": "aps", "client_id": "short-lived"})
    sign_in(palette, service, MIKA)
    with Wire(service) as wire:
        assert wire.send("DELETE", "/_control/apps/short-lived").status == 200
    error = palette.fail("tree.list", kind="root")
    assert error["data"]["reference"] == "sign-in.unknown-app"
    told = [m["params"] for m in palette.page.messages if m.get("method") == "account.changed"]
    assert told[-1]["account"] is None
    assert told[-1]["why"]["reference"] == "sign-in.unknown-app"


class Gate:
    """A point that a thread reaches and waits at, until it is let through."""

    def __init__(self) -> None:
        self.reached, self._opened = threading.Event(), threading.Event()

    def stand(self) -> None:
        self.reached.set()
        assert self._opened.wait(10)

    def wait(self) -> None:
        assert self.reached.wait(10)

    def open(self) -> None:
        self._opened.set()


@pytest.fixture
def gate() -> Iterator[Gate]:
    """One gate, opened at the end whatever happened."""
    made = Gate()
    yield made
    made.open()


def test_a_sign_in_that_waits_is_given_up_when_the_settings_name_another_service(
    start_app: Start, service: Emulator, gate: Gate
) -> None:
    palette = start_app()
    allow = press_allow_as(service, MIKA)
    palette.host.visit = lambda url: (gate.stand(), allow(url))[1]
    number = palette.ask("account.signIn")
    gate.wait()
    palette.call("settings.write", changes={"service": "aps", "client_id": service.public_client_id})
    gate.open()
    assert "error" in palette.answer(number)
    assert ids(palette.call("account.read")) == (None, [])


def test_a_sign_in_cancelled_when_the_browser_was_back_signs_nobody_in_and_is_revoked(
    start_app: Start, service: Emulator, gate: Gate, secrets: Lasting, monkeypatch: pytest.MonkeyPatch
) -> None:
    palette = start_app()
    read_user = Session.read_user
    monkeypatch.setattr(Session, "read_user", lambda session: (gate.stand(), read_user(session))[1])
    palette.host.visit = press_allow_as(service, MIKA)
    number = palette.ask("account.signIn")
    gate.wait()
    palette.ask("job.cancel", id=number)
    assert palette.answer(number)["error"]["data"]["reference"] == "job.cancelled"
    gate.open()
    with palette.app.sign_ins._signing_in:  # once it is over
        assert ids(palette.call("account.read")) == (None, [])
    assert revoked(service) == 1
    assert secrets._secrets == {}


def test_signing_out_with_certificates_that_cannot_be_used_is_told_and_forgets(
    start_app: Start, service: Emulator, secrets: Lasting
) -> None:
    palette = start_app()
    sign_in(palette, service, MIKA)
    palette.call("settings.write", changes={"ca_file": "/nowhere/company.pem"})
    assert ids(palette.call("account.signOut")) == (None, [])
    told = [m["params"] for m in palette.page.messages if m.get("method") == "account.changed"]
    assert ids(told[-1]) == (None, [])
    assert secrets._secrets == {}


def test_a_sign_in_is_forgotten_where_administrators_no_longer_allow_its_host(
    start_app: Start,
    service: Emulator,
    secrets: Lasting,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sign_in(start_app(), service, MIKA)
    palette = start_app()
    file = tmp_path_factory.mktemp("machine") / "settings.json"
    file.write_text('{"allowed_hosts": []}')
    monkeypatch.setenv("DATABROWSER_MACHINE_SETTINGS", str(file))
    monkeypatch.setattr(palette.app, "_service", "https://developer.api.autodesk.com")
    palette.call("settings.forgetEverything")
    assert secrets._secrets == {}


def test_forgetting_everything_leaves_no_name_and_no_place_behind(
    start_app: Start, service: Emulator, tmp_path: Path
) -> None:
    palette = start_app()
    sign_in(palette, service, INGRID)
    sign_in(palette, service, MIKA)
    palette.call("app.keepView", accountId=MIKA, view={"selected": "mikas"})
    palette.call("settings.forgetEverything")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    again = sign_in(palette, service, MIKA)
    assert ids(again) == (MIKA, [])
    assert again["view"] is None


def test_another_proxy_holds_at_once_for_the_sign_in_in_use(start_app: Start, service: Emulator) -> None:
    palette = start_app()
    sign_in(palette, service, MIKA)
    palette.host.visit = lambda url: pytest.fail("a browser was opened")
    before = palette.app.sign_ins.require()
    palette.call("settings.write", changes={"log_level": "info"})
    assert palette.app.sign_ins.require() is before
    palette.call("settings.write", changes={"proxy": "http://proxy.example.com:8080"})
    after = palette.app.sign_ins.require()
    assert after.client._proxy == after.keeper.client._proxy == "http://proxy.example.com:8080"
    assert ids(palette.call("account.read")) == (MIKA, [])
    assert hubs(palette)


def test_a_sign_in_that_no_store_took_goes_on_by_the_way_it_was_made(
    start_app: Start, service: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Lasting, name: str, secret: str) -> None:
        raise StoreError("secrets.locked")

    monkeypatch.setattr(Lasting, "write", refuse)
    palette = start_app()
    sign_in(palette, service, MIKA)
    palette.call("settings.write", changes={"proxy": "http://proxy.example.com:8080"})
    assert ids(palette.call("account.read")) == (MIKA, [])
    assert hubs(palette)


def test_what_a_page_asks_for_one_person_is_never_anothers(start_app: Start, service: Emulator) -> None:
    palette = start_app()
    sign_in(palette, service, MIKA)
    sign_in(palette, service, INGRID)
    palette.call("app.keepView", accountId=MIKA, view={"selected": "late"})
    assert palette.call("app.ready")["view"] is None
    assert palette.call("account.picture", id=MIKA) == {"dataUri": None}
    assert palette.call("account.picture", id=INGRID)["dataUri"]


def test_a_ref_is_not_made_in_the_name_of_who_comes_next(start_app: Start, service: Emulator) -> None:
    palette = start_app()
    sign_in(palette, service, INGRID)
    sign_in(palette, service, MIKA)
    design, other = open_both(service, palette)
    service.clear_log()
    with palette.app.writing():
        ends = {"document": shown(design), "target": target(other)}
        number = palette.ask("refs.attach", **ends, type="auxiliary:autodesk.core:Attachment")
        end = time.monotonic() + 10
        while not service.log and time.monotonic() < end:
            time.sleep(0.01)
        palette.call("account.switch", id=INGRID)
    assert "error" in palette.answer(number)
    assert [entry.raw_path for entry in service.log if entry.method == "POST"] == []


def test_what_one_person_was_shown_is_not_made_when_another_confirms_it(
    start_app: Start, service: Emulator
) -> None:
    palette = start_app()
    sign_in(palette, service, INGRID)
    sign_in(palette, service, MIKA)
    design, other = open_both(service, palette)
    document = palette.call("refs.offer", target=target(other))["design"]
    wanted = {"key": "1", "target": {**target(other), "versionId": other.version_id}, "type": ATTACHMENT}
    palette.call("account.switch", id=INGRID)
    service.clear_log()
    ids = {**target(design), "versionId": design.version_id, "accountId": document["accountId"]}
    for method, params in (
        ("refs.attach", {"document": document, "target": target(other), "type": ATTACHMENT}),
        ("refs.attachAll", {"document": document, "wanted": [wanted]}),
        ("carry.run", {**ids, "keys": []}),
    ):
        assert palette.fail(method, **params)["data"]["reference"] == "sign-in.other-account"
    assert service.log == ()
    assert palette.call("refs.offer", target=target(other))["design"]["accountId"] == INGRID


def test_a_new_page_leaves_who_signed_out_signed_out(start_app: Start, service: Emulator) -> None:
    palette = start_app()
    sign_in(palette, service, MIKA)
    sign_in(palette, service, INGRID)
    palette.call("app.ready")
    palette.call("account.signOut")
    assert ids(palette.call("app.ready")) == (None, [MIKA])


def test_a_change_that_comes_after_the_end_of_the_program_leaves_nobody_signed_in(
    start_app: Start, service: Emulator, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    palette = start_app()
    sign_in(palette, service, MIKA)
    sign_in(palette, service, INGRID)
    read = Lasting.read
    monkeypatch.setattr(Lasting, "read", lambda store, name: (gate.stand(), read(store, name))[1])
    sign_ins = palette.app.sign_ins
    changing = threading.Thread(target=sign_ins.switch, args=(MIKA,))
    changing.start()
    gate.wait()
    sign_ins.close()
    gate.open()
    changing.join(10)
    assert sign_ins.session is None


def test_a_person_named_by_half_a_character_signs_in_and_is_remembered(
    start_app: Start, service: Emulator
) -> None:
    profile = {"sub": "half\ud800", "name": "Mika\ud800", "email": "mika@example.com"}
    service.add_fault(Fault(path="/userinfo", status=200, body=json.dumps(profile)))
    account = sign_in(start_app(), service, MIKA)["account"]
    assert account["notices"] == []
    assert ids(start_app().call("app.ready"))[0] == "half\ud800"


def test_a_new_page_shows_no_sign_in_of_the_service_that_another_window_left(
    start_app: Start, service: Emulator, tmp_path: Path
) -> None:
    palette = start_app()
    palette.call("app.ready")
    sign_in(palette, service, MIKA)
    write_settings(tmp_path, {"service": "aps", "client_id": service.public_client_id + "2"})
    ready = palette.call("app.ready")
    assert ready["service"] == {"name": "aps"}
    assert ids(ready) == (None, [])
    write_settings(tmp_path, {"service": "sample"})
    assert ids(palette.call("app.ready")) == (None, [MIKA])  # one press away
