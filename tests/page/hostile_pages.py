"""What no hostile name may do to a page: looked for after each step, and once at the end."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from addin.lib.emulator.sample.lying import RAN
from playwright.sync_api import Page

# Nothing leaves the page sideways, every row keeps its height,
# every button stays where it can be pressed, no
# text leaves the box that it stands in, and no element came out of a name.
_FAULTS = """() => {
  const faults = [];
  const say = (what, element) => faults.push(`${what}: ${(element.outerHTML || "").slice(0, 300)}`);
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth ||
    document.body.scrollWidth > innerWidth) faults.push("the page scrolls sideways");
  if (page.scrollHeight > innerHeight + 1) faults.push("the page scrolls");
  const shown = element => element.getClientRects().length &&
    getComputedStyle(element).visibility !== "hidden";
  for (const row of document.querySelectorAll(".tree .row")) {
    if (!shown(row)) continue;
    const notice = row.classList.contains("is-notice");
    if (notice ? row.offsetHeight % 28 : row.offsetHeight !== 28) say(`${row.offsetHeight} px high`, row);
    const name = row.querySelector(".row-name");
    if (!notice && shown(name) && name.textContent.trim() === "") say("no name", row);
  }
  const front = document.querySelector("dialog[open]") || document;
  for (const button of front.querySelectorAll("button, input, select")) {
    if (!shown(button) || button.closest(".graph, .visually-hidden")) continue;
    const box = button.getBoundingClientRect();
    if (box.width && (box.left < -1 || box.right > innerWidth + 1)) say("a button out of sight", button);
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const owner = text.parentElement;
    if (!text.data.trim() || !shown(owner) || owner.closest("svg, .visually-hidden, option, " +
      "textarea")) continue;
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    let clip = owner;
    while (clip !== document.body && getComputedStyle(clip).overflowX === "visible" &&
      getComputedStyle(clip).display === "inline")
      clip = clip.parentElement;
    const room = clip.getBoundingClientRect();
    if (getComputedStyle(clip).overflowX !== "visible") continue;
    if (box.right > room.right + 1 || box.left < room.left - 1) say("a text leaves its box", owner);
    if (box.right > innerWidth + 1 || box.left < -1) {
      let outer = owner;
      while (outer && getComputedStyle(outer).overflowX === "visible") outer = outer.parentElement;
      if (!outer) say("a text out of sight", owner);
    }
  }
  const made = "#app script, #app style, #app iframe, #app link, #app a[href], #app object, " +
    "img[src]:not([src^='data:image/'])";
  for (const element of document.querySelectorAll(made)) say("an element out of a name", element);
  return [...new Set(faults)].slice(0, 5);
}"""


class Tripwire:
    """Hears of every script, dialog, window, navigation and request that a name may have caused."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._title = page.title()
        self.heard: list[str] = []
        page.on("dialog", self._on_dialog)
        page.on("popup", lambda popup: self.heard.append(f"a window: {popup.url}"))
        page.on("framenavigated", lambda frame: self.heard.append(f"went to {frame.url[:200]}"))
        page.on("request", self._on_request)

    def _on_dialog(self, dialog: Any) -> None:
        self.heard.append(f"a dialog: {dialog.message[:200]}")
        dialog.dismiss()

    def _on_request(self, request: Any) -> None:
        if urlsplit(request.url).scheme not in ("file", "data"):
            self.heard.append(f"a request: {request.url[:200]}")

    def faults(self) -> list[str]:
        """Return what was heard of so far, and what is wrong with the page as it stands."""
        found = [*self.heard, *self._page.evaluate(_FAULTS)]
        if self._page.evaluate(f"() => window.{RAN} !== undefined"):
            found.append("a script of a name ran")
        if self._page.title() != self._title:
            found.append("the title changed")
        return found
