"""Several people at one palette: each with a sign-in, a place and a picture of their own."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from addin.lib import app as app_module
from addin.lib.app import SAMPLE_CLIENT_ID, App
from addin.lib.core.ports import HostUser
from addin.lib.emulator import Emulator, sample
from addin.lib.http import listener
from addin.lib.store.secrets import MemorySecrets

from ..emulator.wire import Wire
from .palettes import Host, Page, Palette
from .sign_ins import press_allow_as

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
    palette.call("app.keepView", view={"tab": "browse", "selected": "mikas"})
    assert sign_in(palette, service, INGRID)["view"] is None
    palette.call("app.keepView", view={"tab": "browse", "selected": "ingrids"})
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
    first = palette.app.schemas()
    sign_in(palette, service, INGRID)
    assert palette.app.schemas() is not first


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
    uri = palette.call("account.picture")["dataUri"]
    head, _, data = uri.partition(",")
    assert head == "data:image/png;base64"
    assert base64.b64decode(data).startswith(b"\x89PNG")
    service.clear_log()
    assert palette.call("account.picture")["dataUri"] == uri
    assert service.log == ()
    again = start_app()
    assert again.call("app.ready")["account"]["id"] == MIKA
    assert again.call("account.picture")["dataUri"] == uri


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
    assert palette.call("account.picture") == {"dataUri": None}


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
