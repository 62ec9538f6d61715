"""The palette page of the release, opened by its address below an awkward path, as Fusion opens it."""

from __future__ import annotations

import pytest

from ..release import unpack_release
from .conftest import INDEX, ROOT, Open

LOADED = """() => [
    ...[...document.scripts].map(script => script.src),
    ...[...document.styleSheets].map(sheet => sheet.href),
]"""


@pytest.fixture(scope="session")
def page_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the unpacked page."""
    page = unpack_release(tmp_path_factory.mktemp("release")) / INDEX.relative_to(ROOT)
    assert page.is_file()
    return page.as_uri()


def test_the_page_works_from_the_release(open_palette: Open, page_url: str) -> None:
    assert "Zus%C3%A4tze%20%26%20Gr%C3%B6%C3%9Fen/Add%20Ins/" in page_url
    palette = open_palette(url=page_url)
    assert palette.page.url == page_url
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings", "Gearbox Exploded View")
    palette.page.wait_for_selector(".picture img")
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.locator(".relation").first.wait_for()
    # A file that is missing would be a problem that `open_palette` reports at the end.
    loaded = palette.page.evaluate(LOADED)
    assert len(loaded) >= 10
    assert {url.rpartition("/palette/")[0] for url in loaded} == {page_url.rpartition("/palette/")[0]}
