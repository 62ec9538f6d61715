"""The page and its host find each other, however late; the page is put back where it was."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator

import pytest

from .conftest import INDEX, Open, problem

pytestmark = pytest.mark.long_only

WITHOUT_HOST = {"delay": None, "wait": False, "clock": True}

PLACE = {
    "expanded": ["hub::a.sample", "project:b.gearbox:b.gearbox", "folder:b.gearbox:f.drawings"],
    "lists": ["", "hub::a.sample", "project:b.gearbox:b.gearbox"],
    "selected": "item:b.gearbox:urn:item:exploded",
    "hasDetails": True,
    "scroll": 0,
    "first": "",
    "layout": {
        "columns": ["version", "modified", "modified-by", "size"],
        "sort": {"by": "name", "isDown": False},
    },
    "shares": {"stacked": 50, "beside": 36},
}


@pytest.fixture
def palette_server() -> Iterator[str]:
    """The page's folder over HTTP; the address of the page."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            if self.path == "/favicon.ico":
                self.send_response(204)
                self.end_headers()
            else:
                super().do_GET()

    handler = functools.partial(Quiet, directory=str(INDEX.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/index.html"
        server.shutdown()
        thread.join()


def test_a_host_that_comes_late(open_palette: Open) -> None:
    palette = open_palette(delay=1200, wait=False)
    assert palette.page.locator(".bar").count() == 0
    palette.page.wait_for_selector(".bar")
    assert palette.calls("app.ready") == 1


def test_what_the_host_says_before_the_page_is_ready_is_heard(open_palette: Open) -> None:
    palette = open_palette(isSignedOut=True, hold=["app.ready"], wait=False)
    palette.wait_for_calls("app.ready")
    palette.host("openDocument('none')")
    palette.host("openDocument('other')")
    palette.host("notify('palette.show', {tab: 'design', action: 'signIn'})")
    palette.host("release('app.ready')")
    palette.row("Meridian Drives").wait_for()
    assert palette.calls("account.signIn") == 1
    palette.page.get_by_role("tab", name="This design").click()
    assert palette.page.locator(".design-head h2").inner_text() == "Drive Unit"


def test_over_http(open_palette: Open, palette_server: str) -> None:
    palette = open_palette(url=palette_server)
    palette.click_row("Meridian Drives")
    palette.row("Gearbox").wait_for()


def test_no_host_is_said_and_a_later_one_still_welcome(open_palette: Open) -> None:
    palette = open_palette(**WITHOUT_HOST)
    palette.page.clock.run_for(4000)
    assert palette.page.locator(".empty-title").count() == 0
    palette.page.clock.run_for(5000)
    assert palette.page.locator(".empty-title").text_content() == "Fusion is not answering"
    palette.host("install()")
    palette.page.clock.run_for(200)
    palette.page.wait_for_selector(".bar")


def test_a_palette_left_over_is_knocked_at_again(open_palette: Open) -> None:
    palette = open_palette(**WITHOUT_HOST)
    palette.host("remove()")
    palette.page.clock.run_for(1000)
    palette.host("install()")
    palette.page.clock.run_for(1500)
    palette.page.wait_for_selector(".bar")


def test_a_request_that_nobody_takes_says_so(open_palette: Open) -> None:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    palette.host("remove()")
    palette.click_row("Meridian Drives")
    palette.page.locator(".row-said", has_text=palette.text("host-gone.message")).wait_for()
    palette.host("install()")
    palette.page.locator(".row-retry").click()
    palette.row("Gearbox").wait_for()


@pytest.mark.parametrize("message", ['{"jsonrpc": "2.0", "id": 9999, "result": {}}', '{"method": "no.such"}'])
def test_every_message_is_taken(open_palette: Open, message: str) -> None:
    palette = open_palette()
    take = "([action, text]) => fusionJavaScriptHandler.handle(action, text)"
    assert palette.page.evaluate(take, ["rpc", message]) == "ok"
    assert palette.page.evaluate(take, ["something else", "{"]) == "ok"


def test_an_answer_to_the_page_before_is_not_taken(open_palette: Open) -> None:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    before = palette.host("calls.map(call => call.id)")
    palette.page.reload()
    palette.row("Meridian Drives").wait_for()
    assert not set(before) & set(palette.host("calls.map(call => call.id)"))


def test_a_broken_message_does_no_harm(open_palette: Open) -> None:
    palette = open_palette()
    assert palette.page.evaluate("() => fusionJavaScriptHandler.handle('rpc', '{')") == "ok"
    assert palette.problems.pop().startswith("A message of the host was lost")
    palette.click_row("Meridian Drives")
    palette.row("Gearbox").wait_for()


def test_the_theme_follows_the_host(open_palette: Open) -> None:
    palette = open_palette(theme="dark")
    background = "() => getComputedStyle(document.body).backgroundColor"
    assert palette.page.evaluate(background) == "rgb(60, 60, 60)"
    palette.host("notify('theme.changed', {theme: 'light'})")
    assert palette.page.evaluate(background) == "rgb(255, 255, 255)"


def test_the_place_is_kept(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings", "Gearbox Exploded View")
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.wait_for_function(
        "() => (testHost.last('app.keepView') || {params: {view: {}}}).params.view.tab == 'design'"
    )
    view = palette.last("app.keepView")["view"]
    assert view == {**PLACE, "tab": "design", "scroll": view["scroll"]}


def test_the_place_is_found_again(open_palette: Open) -> None:
    view = {**PLACE, "tab": "browse", "scroll": 60}
    palette = open_palette(opening={"view": view})
    palette.page.locator(".details h2", has_text="Gearbox Exploded View").wait_for()
    assert palette.active_row() == "Gearbox Exploded View"
    palette.page.wait_for_function("() => testHost.last('app.keepView')")
    assert palette.last("app.keepView")["view"] == view


def test_the_tab_is_found_again(open_palette: Open) -> None:
    palette = open_palette(opening={"view": {"tab": "design", "expanded": [], "selected": ""}})
    palette.page.locator(".relation").first.wait_for()
    assert palette.page.get_by_role("tab", selected=True).get_attribute("id") == "tab-design"


def test_a_host_that_cannot_begin_says_why_and_is_asked_again(open_palette: Open) -> None:
    why = problem("store.no-folder", message="There is no room.")
    palette = open_palette(wait=False, fail={"app.ready": why})
    palette.page.locator(".empty-title", has_text="There is no room.").wait_for()
    palette.wait_for_calls("app.ready", 2)
