"""The real palette page on the real bridge, with the local service behind it: only Fusion is left out.

The page's messages go to the bridge as they are; what the bridge sends, from any thread, is fetched by the
page, since Playwright's objects belong to the test's thread.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from addin.lib import app as app_module
from addin.lib.app import App
from addin.lib.core.documents import ActiveDocument
from addin.lib.core.ports import NoDialogs
from addin.lib.emulator import Emulator, EmulatorOptions
from addin.lib.emulator.sample import lying
from addin.lib.http import RetryPolicy
from addin.lib.http import client as client_module
from addin.lib.http.listener import callback_urls
from addin.lib.terminal import FormBrowser
from playwright.sync_api import Browser

from ..ports import find_port
from .conftest import INDEX, NARROW, Palette

MADE = {"created": "2026-03-04T09:00:00Z", "by": "SAMPLEUSER01"}
QUICK = RetryPolicy(attempts=4, first_delay=0.01, longest_delay=0.02)
_ADSK = """
window.adsk = { fusionSendData: async (action, data) => (await hostTake(data), "ok") };
(async () => {
  for (;;) {
    await new Promise(done => setTimeout(done, 15));
    const handler = window.fusionJavaScriptHandler;
    if (handler) for (const message of await hostGive()) handler.handle("rpc", message);
  }
})().catch(() => {});
"""


class Outbox:
    """The Page port: keeps what is for the page until it asks."""

    def __init__(self) -> None:
        self._messages: queue.SimpleQueue[str] = queue.SimpleQueue()

    def send(self, message: str) -> None:
        """Take a message, on any thread."""
        self._messages.put(message)

    def give(self) -> list[str]:
        """Return what has come since."""
        found: list[str] = []
        while not self._messages.empty():
            found.append(self._messages.get())
        return found


class Host(NoDialogs):
    """The Host port: a browser that presses Allow, or addresses `kept` for the test to visit, and choices."""

    def __init__(self) -> None:
        self.kept: queue.SimpleQueue[str] | None = None
        self.files: tuple[Path, ...] = ()
        self.target: Path | None = None
        self.asked: list[dict[str, object]] = []
        self.opened: list[Path] = []

    def open_browser(self, url: str) -> bool:
        """Sign in, or keep the address."""
        if self.kept is None:
            return FormBrowser().open(url)
        self.kept.put(url)
        return True

    def open_file(self, path: Path) -> bool:
        """Keep the path."""
        self.opened.append(path)
        return True

    def choose_files(self, title: str, *, multiple: bool) -> tuple[Path, ...]:
        """Choose `files`."""
        self.asked.append({"title": title, "multiple": multiple})
        return self.files

    def choose_target(self, title: str, *, name: str, filters: str) -> Path | None:
        """Choose `target`."""
        self.asked.append({"title": title, "name": name, "filters": filters})
        return self.target


class LivePalette(Palette):
    """A page with the app and the service behind it."""

    app: App
    host_port: Host
    service: Emulator
    ids: dict[str, str]
    outbox: Outbox
    folder: Path

    def restart(self) -> None:
        """End the program, and start it anew with the same person and the same document."""
        document = self.app.document
        assert self.app.close()
        self.outbox.give()
        self.app = App(self.host_port, self.outbox, service=self.service.url, folder=self.folder)
        self.app.sign_ins.sign_in(threading.Event())
        self.app.change_document(document)
        self.page.reload()
        self.page.wait_for_selector(".bar")

    def error_row(self) -> str:
        """Wait for the row that says what went wrong, and return its words."""
        row = self.page.locator(".row.is-error")
        row.wait_for()
        words: str = row.locator(".row-said").inner_text()
        return words

    def retry(self) -> None:
        """Press the button beside the words."""
        self.page.locator(".row-retry").click()


def seed(service: Emulator) -> dict[str, str]:
    """Put a small hub into an empty service, and return the ids by name."""
    seeder = service.seed
    hub = seeder.add_hub("Works")
    seeder.add_hub("Bare")
    project = seeder.add_project(hub, name="Press")
    ids = {"project": project.id}
    for folder, name, kind, versions in (
        ("Designs", "Frame", "fusion360:Design", 2),
        ("Drawings", "Frame Sheet", "fusion360:Drawing", 1),
        ("Papers", "Parts.xlsx", "core:File", 2),
    ):
        ids[folder] = seeder.add_folder(project.root_folder_id, name=folder, **MADE)
        ids[name] = seeder.add_item(ids[folder], name=name, extension_type=f"items:autodesk.{kind}", **MADE)
        for number in range(1, versions + 1):
            ids[f"{name} v{number}"] = seeder.add_version(ids[name], size=1000 * number, **MADE)
    return ids


@contextmanager
def open_live(
    chromium: Browser,
    folder: Path,
    patch: pytest.MonkeyPatch,
    *,
    is_quick: bool = True,
    is_empty: bool = False,
    is_signed_in: bool = True,
    hub: str = "none",
) -> Iterator[LivePalette]:
    """Open the page with the design Frame active; `is_quick` repeats at once."""
    port = find_port()
    patch.setattr(app_module, "CALLBACK_PORTS", (port,))
    # Without a budget: a 429 would hold back whatever asks the same endpoint, the next test step included.
    patch.setattr(app_module, "find_limit", lambda method, path: None)
    if is_quick:
        patch.setattr(client_module, "RetryPolicy", lambda: QUICK)
    options = EmulatorOptions(hub=hub, database=str(folder / "hub.sqlite"), callbacks=callback_urls([port]))
    with Emulator(options) as service:
        ids = {} if is_empty or hub != "none" else seed(service)
        outbox, host = Outbox(), Host()
        app = App(host, outbox, service=service.url, folder=folder)
        if is_signed_in:
            app.settings.change({"service": "sample"})
            app.sign_ins.sign_in(threading.Event())
        if hub == "lying":
            ids = {"project": lying.PROJECT_ID, "Frame": lying.DESIGN_ID, "Frame v2": lying.VERSION_ID}
        if ids:
            app.change_document(
                ActiveDocument(
                    "saved",
                    "Frame",
                    project_id=ids["project"],
                    item_id=ids["Frame"],
                    version_id=ids["Frame v2"],
                )
            )
        context = chromium.new_context(viewport={"width": NARROW[0], "height": NARROW[1]}, locale="en-GB")
        palette = LivePalette(context.new_page())
        palette.app, palette.host_port, palette.service, palette.ids = app, host, service, ids
        palette.outbox, palette.folder = outbox, folder
        palette.page.expose_function("hostTake", lambda message: palette.app.bridge.receive(message))
        palette.page.expose_function("hostGive", outbox.give)
        palette.page.add_init_script(_ADSK)
        try:
            palette.page.goto(INDEX.as_uri())
            palette.page.wait_for_selector(".bar")
            yield palette
        finally:
            context.close()
            assert palette.app.close()
        assert palette.problems == []
