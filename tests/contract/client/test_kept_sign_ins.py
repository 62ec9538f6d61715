"""A sign-in that outlives the program: gone on with, left for another service, and forgotten."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from addin.lib import app as app_module
from addin.lib.app import App
from addin.lib.errors import StoreError
from addin.lib.store.secrets import MemorySecrets

from .palettes import Host, Page, Palette

pytestmark = pytest.mark.long_only

Start = Callable[..., Palette]


class Locked(MemorySecrets):
    """A store that the user does not unlock."""

    def read(self, name: str) -> str | None:
        raise StoreError("secrets.locked")

    def write(self, name: str, secret: str) -> None:
        raise StoreError("secrets.locked")

    def delete(self, name: str) -> None:
        raise StoreError("secrets.locked")


@pytest.fixture
def secrets() -> MemorySecrets:
    """A store that the programs of a test share, as they do the system's."""
    return MemorySecrets()


@pytest.fixture
def start_app(tmp_path: Path, secrets: MemorySecrets, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts the program anew, with the files and the secrets of the one before."""
    monkeypatch.delenv("DATABROWSER_SERVICE", raising=False)
    started: list[App] = []

    def start(store: MemorySecrets = secrets) -> Palette:
        for app in started:
            assert app.close()
        started.clear()
        page, host = Page(), Host()
        started.append(App(host, page, folder=tmp_path, secrets=store))
        return Palette(started[0], page, host)

    yield start
    for app in started:
        assert app.close()


def refuse_browser(url: str) -> bool:
    raise AssertionError(f"a browser was opened: {url}")


def test_the_next_start_goes_on_without_a_browser(start_app: Start, secrets: MemorySecrets) -> None:
    first = start_app()
    assert first.call("app.ready")["account"] is None
    user = first.call("account.signIn")["account"]
    kept = dict(secrets._secrets)
    second = start_app()
    second.host.visit = refuse_browser
    assert second.call("app.ready")["account"] == user
    assert second.call("tree.list", kind="root")["rows"]
    # The token was used once, and the one that took its place is kept.
    assert secrets._secrets.keys() == kept.keys()
    assert secrets._secrets != kept
    third = start_app()
    third.host.visit = refuse_browser
    assert third.call("app.ready")["account"] == user
    assert third.call("tree.list", kind="root")["rows"]


def test_after_signing_out_nothing_is_kept(start_app: Start, secrets: MemorySecrets, tmp_path: Path) -> None:
    palette = start_app()
    palette.call("account.signIn")
    assert len(secrets._secrets) == 1
    palette.call("account.signOut")
    assert secrets._secrets == {}
    assert "SAMPLEUSER" not in (tmp_path / "accounts.json").read_text("utf-8")
    assert start_app().call("app.ready")["account"] is None


def test_signing_in_again_keeps_one_sign_in(start_app: Start, secrets: MemorySecrets) -> None:
    palette = start_app()
    user = palette.call("account.signIn")["account"]
    assert palette.call("account.signIn")["account"] == user
    assert len(secrets._secrets) == 1
    sample = palette.app._sample
    assert sample is not None
    assert sample.service is not None
    assert [entry.raw_path for entry in sample.service.log].count(
        "/authentication/v2/revoke"
    ) == 1  # the first one
    assert palette.call("tree.list", kind="root")["rows"]
    again = start_app()
    assert again.call("app.ready")["account"] == user
    assert again.call("tree.list", kind="root")["rows"]


def test_another_service_and_back(start_app: Start, secrets: MemorySecrets) -> None:
    palette = start_app()
    user = palette.call("account.signIn")["account"]
    palette.call("settings.write", changes={"service": "aps", "client_id": "an-app"})
    assert palette.call("app.ready")["account"] is None
    assert len(secrets._secrets) == 1
    palette.host.visit = refuse_browser
    palette.call("settings.write", changes={"service": "sample"})
    assert palette.call("app.ready")["account"] == user
    assert palette.call("tree.list", kind="root")["rows"]


def test_forgetting_everything_forgets_the_sign_in(
    start_app: Start, secrets: MemorySecrets, tmp_path: Path
) -> None:
    palette = start_app()
    palette.call("account.signIn")
    palette.call("settings.forgetEverything")
    assert secrets._secrets == {}
    assert list(tmp_path.iterdir()) == []
    assert palette.call("app.ready")["account"] is None


def test_the_log_goes_where_the_settings_say(start_app: Start, tmp_path: Path) -> None:
    palette = start_app()
    palette.call("app.ready")
    palette.call("account.signIn")
    assert not (tmp_path / "logs").exists()
    palette.call("settings.write", changes={"log_level": "debug"})
    palette.call("tree.list", kind="root")
    log = (tmp_path / "logs" / "databrowser.log").read_text("utf-8")
    assert "GET /project/v1/hubs -> 200" in log
    assert palette.app.close()
    assert logging.getLogger("databrowser").handlers == []


def test_a_store_that_is_locked_asks_for_a_sign_in_and_forgets_none(
    start_app: Start, secrets: MemorySecrets
) -> None:
    user = start_app().call("account.signIn")["account"]
    locked = start_app(Locked())
    assert locked.call("app.ready")["account"] is None
    account = locked.call("account.signIn")["account"]  # for as long as it runs
    assert account["name"] == user["name"]
    assert [notice["reference"] for notice in account["notices"]] == ["secrets.locked"]
    assert locked.call("tree.list", kind="root")["rows"]
    assert start_app().call("app.ready")["account"] == user


def test_a_sign_in_that_the_service_took_back_is_asked_for_once(
    start_app: Start, secrets: MemorySecrets
) -> None:
    start_app().call("account.signIn")
    for name in secrets._secrets:
        secrets._secrets[name] = "worthless"
    palette = start_app()
    assert palette.call("app.ready")["account"]
    error = palette.fail("tree.list", kind="root")
    assert error["data"]["reference"] == "sign-in.expired"
    assert palette.page.notification("account.changed")["account"] is None
    assert secrets._secrets == {}
    assert start_app().call("app.ready")["account"] is None


def test_a_store_that_asks_the_user_first_holds_up_no_page(
    start_app: Start, secrets: MemorySecrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = start_app().call("account.signIn")["account"]
    allowed, read = threading.Event(), secrets.read

    def ask(name: str) -> str | None:
        assert allowed.wait(10)
        return read(name)

    monkeypatch.setattr(secrets, "read", ask)
    monkeypatch.setattr(app_module, "_PATIENCE_SECONDS", 0.05)
    palette = start_app()
    assert palette.call("app.ready")["account"] is None
    allowed.set()
    assert palette.page.notification("account.changed")["account"] == user
    assert palette.call("tree.list", kind="root")["rows"]
