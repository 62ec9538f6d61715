"""Who asks for less motion sees none: nothing turns, breathes or slides, and all is said all the same."""

from __future__ import annotations

import pytest

from .conftest import Open
from .test_screens import STATES

pytestmark = pytest.mark.long_only

# What goes on by itself; that something appears after a while is no motion.
MOVING = """() => document.getAnimations().filter(one => {
  const {duration, iterations} = one.effect.getComputedTiming();
  return one.playState === "running" && (Number(duration) > 1 || iterations > 1);
}).map(one => `${one.animationName || one.transitionProperty} of ${one.effect.target.className}`)"""
ENDLESS = (
    "01 opening",
    "06 signing in",
    "15 loading",
    "16 waiting",
    "19 details loading",
    "24 downloading",
    "28e kept being read",
    "44 attaching",
    "92 files attaching",
)


@pytest.mark.parametrize("state", ENDLESS)
def test_what_goes_on_without_end_stands_still(open_palette: Open, state: str) -> None:
    prepare, options = STATES[state]
    palette = open_palette(**options)
    prepare(palette)
    palette.page.wait_for_function(f"() => ({MOVING})().length > 0")
    palette.page.emulate_media(reduced_motion="reduce")
    assert palette.page.evaluate(MOVING) == []


def test_nothing_in_the_sheets_moves(open_palette: Open) -> None:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    moved = """() => [...document.querySelectorAll("*")].flatMap(one =>
    [null, "::before", "::after"].map(part => {
      const {animationDuration, animationIterationCount, transitionProperty} = getComputedStyle(one, part);
      const isStill = animationDuration.split(", ").every(time => parseFloat(time) <= 0.001)
        && !animationIterationCount.includes("infinite") && transitionProperty === "none";
      return isStill ? "" : `${one.className}${part || ""}`;
    })).filter(Boolean)"""
    assert palette.page.evaluate(moved) != []
    palette.page.emulate_media(reduced_motion="reduce")
    assert palette.page.evaluate(moved) == []


@pytest.mark.parametrize("state", ["28e kept being read", "47 attached in design"])
def test_nothing_begins_to_move(open_palette: Open, state: str) -> None:
    prepare, options = STATES[state]
    palette = open_palette(**options)
    palette.page.emulate_media(reduced_motion="reduce")
    palette.page.evaluate(
        "() => { window.moves = []; for (const kind of ['animationstart', 'transitionrun'])"
        " document.addEventListener(kind, event => {"
        "   const {duration, iterations} = event.target.getAnimations()[0]?.effect.getComputedTiming() || {};"
        "   if (duration > 1 || iterations > 1) moves.push(event.target.className) }, true) }"
    )
    prepare(palette)
    assert palette.page.evaluate("() => moves") == []
    assert palette.page.evaluate(MOVING) == []
