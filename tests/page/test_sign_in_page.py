"""The local service's sign-in page in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from addin.lib.emulator import Emulator, EmulatorOptions, sample
from playwright.sync_api import Browser, Page, expect

from .conftest import NARROW, ROOT, WAIT_MS, WIDE
from .judges import bring_axe, find_barriers

SCREENS = ROOT / "build" / "screens"
CALLBACK = "http://localhost:8917/callback"


@pytest.fixture(scope="module")
def service() -> Iterator[Emulator]:
    """The sample hub."""
    with Emulator(EmulatorOptions()) as running:
        yield running


def address(service: Emulator, **changes: str) -> str:
    """The address of the page."""
    values = {
        "client_id": service.public_client_id,
        "response_type": "code",
        "redirect_uri": CALLBACK,
        "scope": "data:read data:create data:write viewables:read user-profile:read",
        "state": "here-and-back",
        "code_challenge": "a" * 43,
        "code_challenge_method": "S256",
        **changes,
    }
    return f"{service.url}/authentication/v2/authorize?{urlencode(values)}"


def open_page(chromium: Browser, url: str, size: tuple[int, int], theme: str) -> Page:
    """Open a page in a context of its own."""
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if theme == "dark" else "light"
    )
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    page.goto(url)
    return page


@pytest.mark.long_only
@pytest.mark.parametrize(("size", "theme"), [(NARROW, "light"), (WIDE, "dark")])
def test_it_is_fit_for_everybody(
    chromium: Browser, service: Emulator, node_modules: Path, size: tuple[int, int], theme: str
) -> None:
    page = open_page(chromium, address(service), size, theme)
    SCREENS.mkdir(parents=True, exist_ok=True)
    (SCREENS / f"sign-in-{size[0]}-{theme}.png").write_bytes(page.screenshot(full_page=True))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("[...document.images].map(one => one.naturalWidth)") == [80, 80]
    bring_axe(page, node_modules)
    assert find_barriers(page) == []
    page.context.close()


def test_another_person_is_chosen_by_keyboard(chromium: Browser, service: Emulator) -> None:
    page = open_page(chromium, address(service), WIDE, "light")
    expect(page.get_by_role("radio", name="Mika Sample")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Ingrid Vogel")).to_be_checked()
    page.route("http://localhost:8917/**", lambda route: route.fulfill(status=200, body="Back."))
    with page.expect_request(f"{CALLBACK}?*") as request:
        page.get_by_role("button", name="Allow").click()
    assert "code=" in request.value.url
    row = service._database.row("SELECT user_id FROM codes")
    assert row is not None
    assert row["user_id"] == sample.COLLEAGUE
    page.context.close()
