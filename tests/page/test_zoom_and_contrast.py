"""The page at twice its size, in forced colours, with more contrast, and with names from right to left."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Open, Palette
from .judges import bring_axe, find_barriers
from .test_screens import SCREENS, STATES, draw, open_menu

pytestmark = pytest.mark.long_only

# What the whole of the page is made of: every view, every dialog, each kind of message.
SAMPLE = (
    "03 signed out",
    "10 nothing selected",
    "12 drawing",
    "14 long name",
    "16 waiting",
    "17 empty folder",
    "18 folder failed",
    "20 details failed",
    "25 downloaded",
    "28g refused, whole",
    "28h badges",
    "30 this design",
    "30b nothing fits",
    "30d design menu",
    "31 not the tip",
    "37 design failed",
    "40 offer",
    "46 attach failed",
    "49 selected",
    "49a plan",
    "49f paste wrong",
    "50 lifecycle",
    "60 settings",
    "64 settings wrong",
    "72 account",
    "75 connect",
    "78 connection bad",
    "90 files planned",
    "95 files ended",
    "98 edit changed",
)
# 350 and 600 px, seen at 200 %: half as many CSS pixels, drawn twice as large.
ZOOMED = ((175, 320), (300, 320))
# Nothing may need scrolling sideways but what is drawn (the graph), and
# whatever can be pressed can be reached.
_LOST = """() => {
  const lost = [];
  const say = (what, element) => lost.push(`${what}: ${element.outerHTML.slice(0, 160)}`);
  const page = document.documentElement;
  const front = document.querySelector("dialog[open]") || document;
  const inFlow = element => element.checkVisibility({visibilityProperty: true}) &&
    element.getClientRects().length > 0;
  if (page.scrollWidth > innerWidth)
    for (const element of document.querySelectorAll("#app *"))
      if (element.getBoundingClientRect().right > innerWidth + 1 &&
        inFlow(element)) say("out of the page", element);
  for (const element of front.querySelectorAll("*")) {
    if (!(element instanceof HTMLElement) || !inFlow(element) || element.closest(".graph, " +
      ".visually-hidden")) continue;
    const style = getComputedStyle(element);
    if (element.scrollWidth > element.clientWidth + 1 && /auto|scroll/.test(style.overflowX) &&
      element.tagName !== "INPUT") {
      const edge = element.getBoundingClientRect().left + element.clientWidth + 1;
      const wide = [...element.querySelectorAll("*")].filter(one =>
        one.getBoundingClientRect().right > edge && inFlow(one));
      say("scrolls sideways", wide.length ? wide[wide.length - 1] : element);
    }
  }
  for (const button of front.querySelectorAll("button, input, select, textarea, summary, [tabindex='0']")) {
    if (!inFlow(button) || button.closest("[aria-hidden=true], .graph, .tree, .visually-hidden, " +
      "[inert]")) continue;
    button.scrollIntoView({block: "center", inline: "nearest"});
    const box = button.getBoundingClientRect();
    if (!box.width) continue;
    if (box.left < -1 || box.right > innerWidth + 1) say("reaches out of the window", button);
    if (box.bottom < 1 || box.top > innerHeight - 1) say("cannot be scrolled to", button);
    const at = document.elementFromPoint(
      Math.min(innerWidth - 1, Math.max(0, box.left + box.width / 2)),
      Math.min(innerHeight - 1, Math.max(0, box.top + Math.min(box.height / 2, 12))));
    if (box.height <= innerHeight && at && !button.contains(at) && !at.contains(button) &&
      !at.closest("label"))
      say(`is covered by ${at.outerHTML.slice(0, 80)}`, button);
  }
  return [...new Set(lost)].slice(0, 6);
}"""
# With more contrast asked for, text stands out at 7 : 1 and what can be pressed has an edge of 4.5 : 1.
_WEAK = """() => {
  const style = getComputedStyle(document.documentElement);
  const light = name => {
    const pen = document.createElement("canvas").getContext("2d");
    pen.fillStyle = style.getPropertyValue(name);
    pen.fillRect(0, 0, 1, 1);
    const parts = [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3).map(one => one / 255);
    const [r, g, b] = parts.map(one => (one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const wanted = [["--text", 7], ["--strong", 7], ["--muted", 7], ["--link", 7], ["--control-line",
    4.5], ["--accent", 4.5]];
  const pairs = wanted.flatMap(([name, least]) => ["--bg", "--panel"].map(ground => [name, ground, least]));
  const more = [["--stale-text", "--stale-bg", 7], ["--bad-text", "--bad-bg", 7], ["--good-text",
    "--good-bg", 7]];
  return [...pairs, ...more].filter(([name, ground, least]) => ratio(name, ground) < least)
    .map(([name, ground]) => `${name} on ${ground}: ${ratio(name, ground).toFixed(1)}`);
}"""
# Where the focus goes, it must be seen: an outline, or what stands for one.
_UNSEEN = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return "";
  const drawn = one => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  };
  if (drawn(element) || [...element.querySelectorAll(".is-active, rect")].some(one =>
    drawn(one) || parseFloat(getComputedStyle(one).strokeWidth) >= 2)) return "";
  const around = element.parentElement;
  return around && drawn(around) ? "" : element.outerHTML.slice(0, 200);
}"""


def show(open_palette: Open, state: str) -> Palette:
    """Bring the page into a state."""
    prepare, options = STATES[state]
    palette = open_palette(**options)
    prepare(palette)
    open_menu(palette, state)
    return palette


def keep(palette: Palette, name: str) -> None:
    """Keep a picture of the page."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    (SCREENS / f"{name}.png".replace(" ", "-")).write_bytes(palette.page.screenshot())


@pytest.mark.parametrize("state", SAMPLE)
def test_at_twice_its_size_nothing_is_lost(open_palette: Open, state: str) -> None:
    palette = show(open_palette, state)
    page = palette.page
    found: list[str] = []
    for width, height in ZOOMED:
        page.set_viewport_size({"width": width, "height": height})
        draw(page)
        keep(palette, f"zoom {state} {2 * width}")
        found += [f"{width}: {lost}" for lost in page.evaluate(_LOST)]
    assert found == []


@pytest.mark.parametrize("width", [350, 300, 175])
def test_a_row_keeps_its_name_before_its_marks(open_palette: Open, width: int) -> None:
    palette = show(open_palette, "28h badges")
    palette.page.set_viewport_size({"width": width, "height": 640})
    draw(palette.page)
    names = "() => [...document.querySelectorAll('.row.is-item .row-name')].map(one => one.clientWidth)"
    assert min(palette.page.evaluate(names)) >= 40
    assert palette.page.locator(".row.is-item .row-number").first.is_visible() == (width >= 300)


@pytest.mark.parametrize("state", SAMPLE)
def test_forced_colours_and_more_contrast_leave_everything_to_be_seen(
    open_palette: Open, node_modules: Path, state: str
) -> None:
    palette = show(open_palette, state)
    page = palette.page
    bring_axe(page, node_modules)
    found: list[str] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, forced_colors="active", reduced_motion="reduce")
        draw(page)
        keep(palette, f"forced {state} {scheme}")
        # The colours are the system's then; axe reads those of the page.
        barriers = find_barriers(page, without=("color-contrast",))
        found += [f"forced {scheme}: {fault}" for fault in barriers]
    page.emulate_media(color_scheme="light", forced_colors="none", contrast="more")
    for theme in ("light", "dark"):
        if "wait" not in STATES[state][1]:
            palette.host("notify('theme.changed', {theme: it})", theme)
        draw(page)
        keep(palette, f"contrast {state} {theme}")
        found += [f"contrast {theme}: {fault}" for fault in find_barriers(page)]
        found += [f"contrast {theme}: {weak}" for weak in page.evaluate(_WEAK)]
    page.emulate_media(contrast="no-preference", forced_colors="none")
    assert found == []


@pytest.mark.parametrize("state", ["12 drawing", "30 this design", "40 offer", "60 settings", "72 account"])
def test_the_focus_is_seen_wherever_it_goes(open_palette: Open, state: str) -> None:
    palette = show(open_palette, state)
    page = palette.page
    unseen: list[str] = []
    for forced in ("none", "active"):
        page.emulate_media(forced_colors=forced)
        for _ in range(30):
            palette.press("Tab")
            unseen.append(page.evaluate(_UNSEEN))
    page.emulate_media(forced_colors="none")
    assert [one for one in dict.fromkeys(unseen) if one] == []


def test_names_that_run_the_other_way_keep_to_their_place(open_palette: Open) -> None:
    names = ["مشروع 12 (نسخة).f3d", "חלק M8×20 Bracket.f2d", "\u202eexe.fdp\u2066", "Bracket (2).f3d"]
    palette = open_palette()
    palette.host("items.forEach((one, index) => { one.name = it[index % it.length] })", names)
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings")
    palette.page.locator(".row.is-item").nth(6).wait_for()
    sides = palette.page.evaluate(
        "() => [...document.querySelectorAll('.row.is-item .row-name')].map(name => {"
        " const range = document.createRange(); range.selectNodeContents(name);"
        " return Math.round(range.getBoundingClientRect().left - name.getBoundingClientRect().left) })"
    )
    assert set(sides) == {0}
    directions = palette.page.evaluate(
        "() => [...document.querySelectorAll('.row.is-item .row-name')].map("
        "name => getComputedStyle(name).direction)"
    )
    assert {"ltr", "rtl"} == set(directions)
    keep(palette, "right to left")
