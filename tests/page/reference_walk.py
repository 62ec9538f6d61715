"""What a person does with relations at the preview's window, step by step, by mouse."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import urllib.request
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from addin.lib.texts import load_texts
from playwright.sync_api import Browser, Frame, Locator, expect

from .preview_program import WAIT_MS, palette_of, row_of

TEXTS = load_texts()["page"]
ASK_FUSION, USES = TEXTS["design.ask-fusion"], TEXTS["design.uses"]
# (from, its version, to, its version, type), as often as the service has it
Refs = Counter[tuple[str, int, str, int, str]]
_REFS = """
SELECT f.name, f.number, t.name, t.number, r.extension_type
FROM refs r JOIN versions f ON f.id = r.from_id JOIN versions t ON t.id = r.to_id
"""


def read_refs(database: Path) -> Refs:
    """Return all refs between versions in the file of a service that has ended."""
    with closing(sqlite3.connect(database)) as opened:
        return Counter(map(tuple, opened.execute(_REFS)))


def read_item_id(database: Path, name: str) -> str:
    """Return the id of the one item of a name, from the file of a service that has ended."""
    with closing(sqlite3.connect(database)) as opened:
        [(item_id,)] = opened.execute("SELECT id FROM items WHERE name = ?", (name,))
    return str(item_id)


class Control:
    """The switches of the service behind a preview."""

    def __init__(self, service: str) -> None:
        self._base = f"{service}/_control/"

    def set_policy(self, name: str, value: str) -> None:
        """Settle one policy in another way from now on."""
        self._send("PUT", f"policies/{name}", {"value": value})

    def advance(self, seconds: float) -> None:
        """Let time pass for the service."""
        self._send("POST", "clock", {"advance": seconds})

    def count_sent(self, method: str, ending: str = "") -> int:
        """Count the requests so far by their method and how their path ends."""
        sent = self._send("GET", "requests?last=1000")["requests"]
        return sum(
            one["method"] == method and one["target"].partition("?")[0].endswith(ending) for one in sent
        )

    def _send(self, method: str, path: str, body: object = None) -> Any:
        request = urllib.request.Request(
            self._base + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)


class Walker:
    """A person at the window of a preview, signed in, with the gearbox open."""

    def __init__(self, chromium: Browser, url: str, files: Path) -> None:
        self.page = chromium.new_page(viewport={"width": 1400, "height": 900})
        self.page.set_default_timeout(WAIT_MS)
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self._files = files
        self.page.goto(url)
        self.page.get_by_role("button", name="Data Browser").first.click()
        self.palette: Frame = palette_of(self.page)
        self.palette.get_by_role("button", name=re.compile(TEXTS["gate.explore"])).first.click()
        self.palette.get_by_text("Mika Sample", exact=True).first.wait_for()

    @property
    def dialog(self) -> Locator:
        """The palette's dialog that is open."""
        return self.palette.get_by_role("dialog")

    def press(self, key: str, *, within: Locator | None = None) -> None:
        """Press the button that a text of the page names."""
        (within or self.palette).get_by_role("button", name=TEXTS[key], exact=True).first.click()

    def choose_tab(self, key: str) -> None:
        """Go to one of the two views."""
        self.palette.get_by_role("tab", name=TEXTS[key]).click()

    def choose_more(self, text: str, *, of: str = TEXTS["design.more"]) -> None:
        """Choose from the menu of the design, or of another thing."""
        self.palette.get_by_role("button", name=of).first.click()
        self.palette.get_by_role("menuitem", name=text).click()

    def hears(self, text: str | re.Pattern[str]) -> None:
        """Wait until the palette's line of news says something."""
        expect(self.palette.locator(".status")).to_contain_text(text, timeout=WAIT_MS)

    def related(self, name: str) -> Locator:
        """Find the rows of *This design* with a name."""
        return self.palette.locator(".relation").filter(has=self.palette.get_by_text(name, exact=True))

    def listed(self) -> list[str]:
        """Return the names in *This design*, in the order that they are shown in."""
        return self.palette.locator(".relation-name .name").all_inner_texts()

    def go_to(self, *names: str) -> None:
        """Click row after row of the tree: each opens, the last one is chosen."""
        self.choose_tab("tab.browse")
        self.palette.get_by_role("treegrid").hover()
        self.page.mouse.wheel(0, -10_000)  # what is out of sight is not there
        for name in names:
            row = row_of(self.palette, name)
            if row.get_attribute("aria-expanded") != "true":
                row.click()

    def begin_attaching(self) -> Locator:
        """Open the dialog for what is chosen, and return it."""
        self.press("attach.open")
        self.dialog.get_by_role("button", name=TEXTS["attach.cancel"], exact=True).wait_for()
        return self.dialog

    def attach(self, extension_type: str) -> None:
        """Attach what is chosen as a ref of a type; how it ended stays in the dialog."""
        dialog = self.begin_attaching()
        dialog.get_by_text(extension_type).click()
        assert load_texts()["refs"]["permanent"] in dialog.inner_text()
        self.press("attach.confirm", within=dialog)
        dialog.get_by_role("button", name=TEXTS["attach.close"], exact=True).wait_for()

    def close_dialog(self, key: str = "attach.close") -> None:
        """Leave the palette's dialog by its button."""
        self.press(key, within=self.dialog)
        self.dialog.wait_for(state="hidden")

    def save_version(self, number: int) -> None:
        """Change the open design, save it, and wait until its new version is in the hub."""
        self.page.get_by_role("button", name="Modify").click()
        self.page.get_by_role("button", name="Save", exact=True).click()
        version = TEXTS["version-short"].format(number=number)
        expect(self.palette.locator(".design-title .pill").first).to_have_text(version, timeout=WAIT_MS)
        self.palette.locator("[aria-busy=true]").wait_for(state="detached")

    def show_document(self, name: str) -> None:
        """Click a document's tab in the window, and wait until the palette has followed."""
        self.page.get_by_role("tab", name=re.compile(rf"^{re.escape(name)} v\d+")).click()
        self.waits_for_document(name)

    def waits_for_document(self, name: str) -> None:
        """Wait until *This design* is about a document, and has read what it relates to."""
        expect(self.palette.locator(".design-title h2")).to_have_text(name, timeout=WAIT_MS)
        self.palette.locator(".relation").first.wait_for()
        self.palette.locator("[aria-busy=true]").wait_for(state="detached")

    def attach_files(self, *paths: Path) -> None:
        """Attach files of the disk to the open design, chosen in the window's dialog."""
        self.press("files.open")
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label("Files, one whole path a line").fill("\n".join(map(str, paths)))
        dialog.get_by_role("button", name="Open", exact=True).click()
        confirm = TEXTS["files.confirm.other"].format(count=len(paths))
        self.dialog.get_by_role("button", name=confirm).click()
        self.dialog.locator(".note-done").wait_for()
        self.close_dialog("files.close")

    def edit_attachment(self, name: str, number: int) -> None:
        """Open an attachment in its own program, which saves it, and send it back as a version."""
        self.related(name).get_by_role("button", name="in its own program").click()
        self.press_text(TEXTS["edit.send"].format(next=number))
        sent = TEXTS["edit.sent"].format(version=number)
        self.palette.locator(".edit-strip").get_by_text(sent).first.wait_for()
        expect(self.related(name)).to_have_count(1, timeout=WAIT_MS)

    def attach_pasted(self, *urns: str) -> None:
        """Attach what urns name, all that can be."""
        self.choose_more(TEXTS["design.attach-link"])
        self.dialog.get_by_label(TEXTS["attach.paste"]).fill("\n".join(urns))
        self.press("attach.paste-go", within=self.dialog)
        self.press_text(TEXTS["attach.many-confirm.other"].format(count=len(urns)))
        self.dialog.get_by_text(TEXTS["attach.many-done.other"].format(count=len(urns))).wait_for()
        self.close_dialog()

    def press_text(self, text: str) -> None:
        """Press the button of a text that is filled already."""
        self.palette.get_by_role("button", name=text, exact=True).first.click()

    def export(self, within: Locator, name: str) -> list[dict[str, str]]:
        """Save a list as CSV through the window's dialog, and return its rows."""
        self.press("export", within=within)
        self.palette.get_by_role("menuitem", name=TEXTS["export.csv"]).click()
        with self._save_as(name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file, strict=True))

    def save_picture(self, name: str) -> str:
        """Save the graph through the window's dialog, and return what is in the file."""
        self.press("graph.save")
        return self._save_as(name).read_text(encoding="utf-8")

    def _save_as(self, name: str) -> Path:
        target = self._files / name
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label("Name").fill(str(target))
        dialog.get_by_role("button", name="Save", exact=True).click()
        self.palette.get_by_role("status").filter(has_text=str(target)).first.wait_for()
        return target
