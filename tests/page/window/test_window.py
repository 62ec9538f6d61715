"""What a person does in the preview's window, and what happens then."""

from __future__ import annotations

import pytest
from addin.lib.preview.records import Progress

from ...host.preview.conftest import PALETTE
from .conftest import BAR, Open, choose, open_palette, take_picture, wait_until

pytestmark = pytest.mark.long_only


def test_the_palette_shows_its_real_page_and_adsk_comes_late(open_window: Open) -> None:
    page, preview = open_window(injection_ms=1200)
    frame = open_palette(page)
    first, second = frame.get_by_role("listitem").all_inner_texts()
    assert first == "no adsk yet"
    assert int(second.split()[3]) >= 1000
    assert frame.url == f"{preview.url}palette/{PALETTE}/index.html"
    take_picture(page, "preview-sampler-1200.png")


def test_adsk_comes_when_it_was_asked_to(open_window: Open) -> None:
    page, _ = open_window(injection_ms=0)
    assert int(open_palette(page).get_by_text("adsk came").inner_text().split()[3]) < 1000


def test_messages_go_both_ways(open_window: Open) -> None:
    page, _ = open_window()
    frame = open_palette(page)
    frame.click("#send")
    frame.get_by_text("got done hello").wait_for()
    heard = frame.get_by_role("listitem").all_inner_texts()[2:]
    assert sorted(heard) == ["answer ok", "got done hello"]


def test_the_meter_shows_the_ticks_one_by_one(open_window: Open) -> None:
    page, _ = open_window()
    meter = page.get_by_role("button", name="Main thread")
    meter.click()
    listed = page.get_by_role("dialog", name="Fusion's main thread")
    listed.get_by_text("The add-in has done nothing yet.").wait_for()
    listed.get_by_role("button", name="Close").click()
    frame = open_palette(page)
    for button, fault in (("#sleep", "waited 3"), ("#burn", "1 too long")):
        assert page.locator("#meter", has_text=fault).count() == 0
        frame.click(button)
        page.locator("#meter", has_text=fault).wait_for()
    meter.focus()
    page.keyboard.press("Enter")
    rows = [row.split("\t") for row in listed.locator("tbody tr.is-over").all_inner_texts()]
    assert [name for name, _, _ in rows] == ["message burn", "message sleep"]
    computing, in_all = (float(time.removesuffix(" ms")) for time in rows[1][1:])
    assert computing < 8 < 300 <= in_all
    assert float(rows[0][1].removesuffix(" ms")) >= 30
    page.keyboard.press("Escape")
    listed.wait_for(state="hidden")


def test_the_first_click_is_shown_where_it_goes(open_window: Open) -> None:
    page, _ = open_window()
    hint = page.get_by_role("complementary", name="Hint")
    assert "Start here" in hint.inner_text()
    hint.get_by_role("button", name="Sampler").click()
    page.wait_for_selector("iframe")
    hint.wait_for(state="hidden")
    page.get_by_role("button", name="Close Sampler").click()
    page.locator("iframe").wait_for(state="hidden")
    assert hint.is_hidden()


def test_a_new_theme_is_not_told_to_the_add_in_and_the_window_says_so(open_window: Open) -> None:
    page, _ = open_window()
    hint = page.get_by_role("complementary", name="Hint")
    page.click("#theme")
    page.locator("html[data-theme=dark]").wait_for()
    open_palette(page)
    hint.wait_for(state="hidden")
    page.click("#theme")
    hint.get_by_text("Fusion tells no add-in about it").wait_for()
    page.click("#theme")
    hint.wait_for(state="hidden")
    page.click("#theme")
    hint.wait_for()
    page.click(BAR)
    hint.wait_for(state="hidden")


def test_a_message_box_holds_the_add_in_until_it_is_answered(open_window: Open) -> None:
    page, _ = open_window()
    frame = open_palette(page)
    frame.click("#ask")
    box = page.get_by_role("dialog", name="Sampler")
    box.wait_for()
    assert "Go on?" in box.inner_text()
    assert box.get_by_role("button").all_inner_texts() == ["Yes", "No"]
    take_picture(page, "preview-question-1200.png")
    box.get_by_role("button", name="No").click()
    frame.get_by_text("answer 3").wait_for()
    box.wait_for(state="hidden")
    frame.click("#ask")
    box.wait_for()
    page.keyboard.press("Enter")
    frame.get_by_text("answer 2").wait_for()


def test_an_input_box_takes_text_and_escape_cancels(open_window: Open) -> None:
    page, _ = open_window()
    frame = open_palette(page)
    frame.click("#name")
    page.get_by_role("dialog").wait_for()
    page.keyboard.type("new")
    page.keyboard.press("Enter")
    frame.get_by_text("('new', False)").wait_for()
    frame.click("#name")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    frame.get_by_text("('', True)").wait_for()


def test_closing_hides_and_the_button_shows_again(open_window: Open) -> None:
    page, _ = open_window()
    frame = open_palette(page)
    page.get_by_role("button", name="Close Sampler").click()
    page.locator("iframe").wait_for(state="hidden")
    page.click(BAR)
    page.locator("iframe").wait_for(state="visible")
    assert not frame.is_detached()


def test_it_goes_on_after_a_reload_of_the_window_and_of_the_page(open_window: Open) -> None:
    page, _ = open_window()
    frame = open_palette(page)
    with page.expect_request("**/page.js"):
        frame.evaluate("location.reload()")
    frame.get_by_text("adsk came after").wait_for()
    frame.click("#send")
    frame.get_by_text("got done hello").wait_for()
    page.reload()
    element = page.wait_for_selector("iframe")
    content = element and element.content_frame()
    assert content is not None
    content.get_by_text("adsk came after").wait_for()
    content.click("#send")
    content.get_by_text("got done hello").wait_for()
    assert content.get_by_text("got done hello").count() == 1


def test_documents_are_switched(open_window: Open) -> None:
    page, _ = open_window()
    tabs = page.get_by_role("tablist", name="Documents").get_by_role("tab").all_inner_texts()
    assert tabs == ["Gearbox v5", "Arrangement v1*", "Untitled*", "<b>Bold</b>*", "No document"]
    assert page.locator("#ribbon").get_by_role("button", name="Sampler").is_visible()
    choose(page, "Arrangement")
    page.get_by_text("Drawing · version 1, modified").wait_for()
    assert page.locator("#ribbon").get_by_role("button", name="Sampler").is_hidden()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Drawing · version 1", exact=True).wait_for()
    page.get_by_role("button", name="Modify").click()
    page.get_by_text("Drawing · version 1, modified").wait_for()
    choose(page, "Untitled")
    page.get_by_text("Design · never saved").wait_for()
    choose(page, "<b>Bold</b>")
    assert page.locator("#picture").get_attribute("src") == "/thumbnail/3"
    choose(page, "No document")
    page.locator("#ribbon", has_text="No document is open.").wait_for()
    # Without a document the palette opens all the same.
    open_palette(page)


def test_everything_works_by_keyboard(open_window: Open) -> None:
    page, _ = open_window()
    page.get_by_role("tab", name="Gearbox").focus()
    page.keyboard.press("ArrowRight")
    page.locator("[aria-selected=true]", has_text="Arrangement").wait_for()
    page.keyboard.press("Home")
    page.locator("[aria-selected=true]", has_text="Gearbox").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Gearbox v5"
    page.get_by_role("button", name="File").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "3D Print"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.ariaLabel") == "File"
    page.locator(BAR).focus()
    page.keyboard.press("Enter")
    splitter = page.get_by_role("separator")
    splitter.wait_for()
    assert splitter.get_attribute("aria-valuenow") == "380"
    splitter.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("document.querySelector('.palette').offsetWidth === 404")
    page.locator("#theme").focus()
    page.keyboard.press("Enter")
    page.locator("html[data-theme=dark]").wait_for()


def test_the_palettes_edge_is_dragged(open_window: Open) -> None:
    page, preview = open_window()
    open_palette(page)
    edge = page.get_by_role("separator").bounding_box()
    assert edge is not None
    page.mouse.move(edge["x"] + 4, 400)
    page.mouse.down()
    page.mouse.move(edge["x"] - 96, 420, steps=4)
    page.mouse.up()
    page.wait_for_function("Math.abs(document.querySelector('.palette').offsetWidth - 480) <= 1")
    width = page.evaluate("document.querySelector('.palette').offsetWidth")
    wait_until(lambda: preview.fusion.find_palette(PALETTE).width == width)


def test_a_link_goes_where_the_add_in_says(open_window: Open) -> None:
    page, preview = open_window()
    frame = open_palette(page)
    page.context.route("https://example.com/", lambda route: route.fulfill(body="elsewhere"))
    with page.context.expect_page() as opened:
        frame.get_by_role("link").click()
    assert opened.value.url == "https://example.com/"
    assert frame.url.startswith(preview.url)


def test_errors_that_leave_the_add_in_are_shown(open_window: Open) -> None:
    page, _ = open_window()
    frame = open_palette(page)
    frame.click("#fail")
    page.get_by_role("button", name="1 error").click()
    faults = page.get_by_role("dialog", name="Errors that left the add-in")
    faults.wait_for()
    assert "ValueError: on purpose" in faults.inner_text()
    faults.get_by_role("button", name="Forget them").click()
    page.locator("#faults").wait_for(state="hidden")


def test_an_older_window_rests_and_can_come_back(open_window: Open) -> None:
    page, preview = open_window()
    open_palette(page)
    newer = page.context.new_page()
    newer.goto(preview.url)
    newer.get_by_role("tab").first.wait_for()
    notice = page.get_by_role("dialog", name="Another window has taken over")
    notice.wait_for()
    notice.get_by_role("button", name="Use this one").click()
    newer.get_by_role("dialog", name="Another window has taken over").wait_for()
    page.get_by_role("tab").first.wait_for()


@pytest.mark.parametrize("width", [350, 700, 1200])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_every_width(open_window: Open, width: int, theme: str) -> None:
    page, _ = open_window(width=width, height=760)
    if theme == "dark":
        page.click("#theme")
    page.locator(f"html[data-theme={theme}]").wait_for()
    open_palette(page)
    take_picture(page, f"preview-{theme}-{width}.png")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    frame = page.locator("iframe").bounding_box()
    assert frame is not None
    assert frame["width"] >= 300
    assert frame["height"] >= 300
    assert frame["x"] + frame["width"] <= width


def test_the_workspace_and_the_tab_of_its_toolbar_can_be_changed(open_window: Open) -> None:
    page, preview = open_window()
    ribbon = page.locator("#ribbon")
    ribbon.get_by_role("tab", name="SOLID").click()
    ribbon.get_by_role("toolbar", name="MODIFY").wait_for()
    page.keyboard.press("ArrowRight")
    ribbon.get_by_role("tab", name="SURFACE", selected=True).wait_for()
    take_picture(page, "preview-tabs-1200.png")
    page.get_by_label("Workspace").select_option("Manufacture")
    ribbon.get_by_role("tab", name="MILLING", selected=True).wait_for()
    ribbon.get_by_role("tab", name="UTILITIES").click()
    ribbon.get_by_role("toolbar", name="ADD-INS").wait_for()
    workspace = preview.fusion.state.active_workspace
    assert workspace is not None
    assert workspace.id == "CAMEnvironment"
    take_picture(page, "preview-manufacture-1200.png")


def test_a_work_of_unknown_length_has_a_bar_without_a_value(open_window: Open) -> None:
    page, preview = open_window()
    state = preview.fusion.state
    busy = Progress(message="Thinking", is_busy=True)
    state.loop.post("thinking", lambda: setattr(state, "progress", busy))
    page.get_by_text("Thinking").wait_for()
    bar = page.get_by_role("progressbar")
    assert bar.get_attribute("value") is None
    take_picture(page, "preview-busy-1200.png")
    busy.is_busy, busy.value = False, 40
    state.loop.wake()
    page.locator("progress[value='40']").wait_for()


def test_progress_that_is_shown_again_is_drawn_again(open_window: Open) -> None:
    page, preview = open_window()
    state = preview.fusion.state

    def show(value: int) -> None:
        state.progress = Progress("Copying", "%v of %m", maximum=9, value=value, is_cancellable=True)

    for value in (3, 5):
        state.loop.post("showing", lambda value=value: show(value))
        page.get_by_text(f"Copying: {value} of 9").wait_for()
        assert page.get_by_role("button", name="Cancel").is_visible()
        state.loop.post("hiding", lambda: setattr(state, "progress", None))
        page.get_by_role("progressbar").wait_for(state="hidden")
