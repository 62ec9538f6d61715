"""Signing in as a person does: the palette, the sign-in page and the closing page, all in a real Chromium."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest
from addin.lib import app as app_module
from addin.lib.texts import load_texts
from playwright.sync_api import Browser, Page

from .conftest import ROOT, WAIT_MS
from .live import LivePalette, open_live

pytestmark = pytest.mark.long_only

SCREENS = ROOT / "build" / "screens"
ERRORS = load_texts()["errors"]
CLOSING = load_texts()["callback"]


@pytest.fixture
def palette(chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LivePalette]:
    """A palette that nobody has used yet; what it opens in the browser is for the test to visit."""
    with open_live(chromium, tmp_path, monkeypatch, is_signed_in=False) as opened:
        opened.host_port.kept = queue.SimpleQueue()
        yield opened


def press(palette: LivePalette, key: str, *, exact: bool = False) -> None:
    palette.page.get_by_role("button", name=palette.text(key), exact=exact).click()


def visit(palette: LivePalette) -> Page:
    """Open what the palette opened in the browser."""
    palette.page.get_by_role("heading", name=palette.text("gate.waiting")).wait_for()
    assert palette.host_port.kept is not None
    page = palette.page.context.new_page()
    page.set_default_timeout(WAIT_MS)
    page.goto(palette.host_port.kept.get(timeout=10))
    return page


def connect(palette: LivePalette, client_id: str) -> None:
    press(palette, "gate.connect")
    palette.page.locator("#settings-client_id").fill(client_id)
    press(palette, "connect.save")


def test_allowed_in_the_sample_hub(palette: LivePalette) -> None:
    press(palette, "gate.explore")
    page = visit(palette)
    page.get_by_role("button", name="Allow").click()
    page.get_by_role("heading", name=CLOSING["done"]["title"]).wait_for()
    assert page.get_by_text(CLOSING["done"]["text"]).is_visible()
    assert "code=" not in page.content()
    SCREENS.mkdir(parents=True, exist_ok=True)
    (SCREENS / "closing page.png").write_bytes(page.screenshot())
    palette.row("Works").wait_for()
    assert palette.page.locator(".account-name").inner_text() == "Mika Sample"


def test_allowed_at_ones_own_hub_and_tested_before(palette: LivePalette) -> None:
    press(palette, "gate.connect")
    palette.page.locator("#settings-client_id").fill(palette.service.public_client_id)
    press(palette, "connect.test")
    palette.page.get_by_text(palette.text("connect.good")).wait_for()
    press(palette, "connect.save")
    page = visit(palette)
    page.get_by_role("button", name="Allow").click()
    palette.row("Works").wait_for()
    assert palette.page.locator(".service").inner_text() == palette.text("service.aps")
    assert palette.app.settings.now.client_id == palette.service.public_client_id


def test_denied(palette: LivePalette) -> None:
    press(palette, "gate.explore")
    page = visit(palette)
    page.get_by_role("button", name="Deny").click()
    page.get_by_role("heading", name=CLOSING["failed"]["title"]).wait_for()
    palette.page.locator(".gate .problem", has_text=ERRORS["sign-in.denied"]["message"]).wait_for()
    press(palette, "gate.sign-in", exact=True)
    visit(palette).get_by_role("button", name="Allow").click()
    palette.row("Works").wait_for()


def test_a_wrong_client_is_said_on_the_page_and_found_by_the_test(palette: LivePalette) -> None:
    connect(palette, "nobodys-app")
    page = visit(palette)
    page.get_by_text("The client id of this app is not known here.").wait_for()
    press(palette, "gate.page-failed")
    palette.page.locator(".step").first.wait_for()
    press(palette, "connect.test")
    failed = palette.page.locator(".check-failed")
    failed.wait_for()
    assert ERRORS["sign-in.unknown-app"]["next"] in failed.inner_text()


def test_a_callback_that_is_not_registered_is_named_by_the_test(palette: LivePalette) -> None:
    palette.service.add_app("half-an-app", name="Half an app", callbacks=("http://localhost:9/callback",))
    connect(palette, "half-an-app")
    page = visit(palette)
    page.get_by_text("The redirect_uri is not registered for this app.").wait_for()
    press(palette, "gate.page-failed")
    palette.page.locator(".step").first.wait_for()
    press(palette, "connect.test")
    failed = palette.page.locator(".check-failed")
    failed.wait_for()
    port = app_module.CALLBACK_PORTS[0]
    assert f"http://localhost:{port}/callback" in failed.inner_text()


def test_the_browser_is_closed_and_the_sign_in_given_up(palette: LivePalette) -> None:
    press(palette, "gate.explore")
    visit(palette).close()
    press(palette, "gate.cancel")
    palette.page.get_by_role("heading", name=palette.text("gate.title")).wait_for()
    assert palette.page.locator(".problem").count() == 0


def test_a_second_answer_is_told_that_it_is_over(palette: LivePalette) -> None:
    press(palette, "gate.explore")
    page = visit(palette)
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.get_by_role("button", name="Allow").click()
    page.get_by_role("heading", name=CLOSING["done"]["title"]).wait_for()
    palette.row("Works").wait_for()
    again = palette.page.context.new_page()
    with pytest.raises(Exception, match="ERR_CONNECTION_REFUSED"):
        again.goto(next(address for address in addresses if "code=" in address))
