"""The palette opened again, on the real bridge with a slow service: with what was listed, and without.

Each measurement is a program and a page of its own, on the files of the one before.
"""

from __future__ import annotations

import queue
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from addin.lib.app import App
from addin.lib.core.ports import NoDialogs
from addin.lib.emulator import Emulator, EmulatorOptions
from addin.lib.store.catalogue import Catalogue, FolderRecord, ItemRecord, VersionRecord
from addin.lib.store.places import CATALOGUE, LISTINGS
from addin.lib.store.secrets import MemorySecrets
from addin.lib.terminal import FormBrowser
from playwright.sync_api import Browser, Page  # pyright: ignore[reportMissingImports]

from .tree import PAGE

LATENCY_MS = 200
FOLDERS = ("Works", "Machines", "Assemblies", "Gearbox", "Drawings")
ITEMS = 20
_PATIENCE_MS = 60_000
_PAGE = 200
_MADE = {"created": "2026-03-04T12:00:00Z", "by": "SAMPLEUSER01"}
_LAST = f"Part {ITEMS - 1:02}.pdf"
# The messages go both ways, and the moment at which the last row of the innermost folder stands is noted.
_SCRIPT = """
window.adsk = { fusionSendData: async (action, data) => (await hostTake(data), "ok") };
(async () => {
  for (;;) {
    await new Promise(done => setTimeout(done, 5));
    const handler = window.fusionJavaScriptHandler;
    if (handler) for (const message of await hostGive()) handler.handle("rpc", message);
  }
})().catch(() => {});
addEventListener("DOMContentLoaded", () => {
  const look = () => {
    const names = [...document.querySelectorAll(".row-name")];
    if (names.some(one => one.textContent === LAST)) hostStands(performance.now());
    else requestAnimationFrame(look);
  };
  look();
});
"""


@dataclass(frozen=True)
class Stood:
    """When the tree stood as it was left, in seconds, and how many requests had been answered by then."""

    seconds: float
    answered: int


class _Host(NoDialogs):
    """Opens a browser that presses Allow."""

    def open_browser(self, url: str) -> bool:
        return FormBrowser().open(url)

    def open_file(self, path: Path) -> bool:
        return False


class _Outbox:
    """Keeps what is for the page until it asks."""

    def __init__(self) -> None:
        self._messages: queue.SimpleQueue[str] = queue.SimpleQueue()

    def send(self, message: str) -> None:
        self._messages.put(message)

    def give(self) -> list[str]:
        found: list[str] = []
        while not self._messages.empty():
            found.append(self._messages.get())
        return found


class Desk:
    """A person's machine with a palette that was left in the innermost folder of a slow hub."""

    def __init__(
        self, browser: Browser, service: Emulator, folder: Path, secrets: MemorySecrets | None = None
    ) -> None:
        self._browser = browser
        self._service = service
        self._folder = folder
        self._secrets = secrets or MemorySecrets()

    def leave(self) -> None:
        """Sign in, open the folders one by one, and close the palette."""
        with self._palette(sign_in=True) as page:
            for name in ("Project", *FOLDERS):
                page.locator(".row", has_text=name).click()
            page.locator(".row", has_text=_LAST).wait_for()
            page.evaluate("() => new Promise(done => setTimeout(done, 1500))")  # until its place is kept

    def reopen(self, *, kept: bool) -> Stood:
        """Open the palette again, with what was listed or as if nothing had been."""
        if not kept:
            for name in (LISTINGS, CATALOGUE):
                for copies in self._folder.rglob(name):
                    shutil.rmtree(copies)
        before = len(self._service.log)
        stood: list[Stood] = []

        def stands(milliseconds: float) -> None:
            stood.append(Stood(milliseconds / 1000, len(self._service.log) - before))

        with self._palette(stands=stands) as page:
            page.locator(".row", has_text=_LAST).wait_for()
            page.wait_for_function("() => !document.querySelector('.row[aria-busy]')")
        return stood[0]

    def with_items(self, count: int) -> Desk:
        """Return a desk like this one, with so many more items in the catalogue of its hub."""
        folder = self._folder.with_name(f"{self._folder.name}-{count}")
        shutil.copytree(self._folder, folder)
        [file] = folder.rglob(f"{CATALOGUE}/*.sqlite")
        with Catalogue(file) as catalogue:
            [project] = catalogue.list_projects()
            [top, *_] = catalogue.list_top_folders(project.id)
            catalogue.listing(project.id, top.id).add([FolderRecord("urn:more", "More")])
            more = catalogue.listing(project.id, "urn:more")
            for start in range(0, count, _PAGE):
                ids = [f"urn:{number}" for number in range(start, min(start + _PAGE, count))]
                items = [ItemRecord(one, f"Part {one}", tip_id=f"{one}?version=1") for one in ids]
                more.add((), items, [VersionRecord(f"{one}?version=1", one, 1, one) for one in ids])
            if catalogue.count().items < count:
                raise SystemExit("not all of the items are in the catalogue")
        return Desk(self._browser, self._service, folder, self._secrets)

    @contextmanager
    def _palette(
        self, *, sign_in: bool = False, stands: Callable[[float], None] = lambda moment: None
    ) -> Iterator[Page]:
        outbox = _Outbox()
        app = App(_Host(), outbox, service=self._service.url, folder=self._folder, secrets=self._secrets)
        context = self._browser.new_context(viewport={"width": 350, "height": 1200}, locale="en-GB")
        try:
            if sign_in:
                app.settings.change({"service": "sample", "background_sync": False})
                app.sign_ins.sign_in(threading.Event())
            page = context.new_page()
            page.set_default_timeout(_PATIENCE_MS)
            page.expose_function("hostTake", app.bridge.receive)
            page.expose_function("hostGive", outbox.give)
            page.expose_function("hostStands", stands)
            page.add_init_script(_SCRIPT.replace("LAST", repr(_LAST)))
            page.goto(PAGE.as_uri())
            yield page
        finally:
            context.close()
            app.close()


@contextmanager
def desk(browser: Browser, folder: Path) -> Iterator[Desk]:
    """Run the slow hub, and yield a desk whose palette was left."""
    options = EmulatorOptions(hub="none", database=str(folder / "reopen.sqlite"), latency_ms=LATENCY_MS)
    with Emulator(options) as service:
        seed = service.seed
        place = seed.add_project(seed.add_hub("Hub"), name="Project").root_folder_id
        for name in FOLDERS:
            place = seed.add_folder(place, name=name, **_MADE)
        for number in range(ITEMS):
            item = seed.add_item(place, name=f"Part {number:02}.pdf", **_MADE)
            seed.add_version(item, size=1000 + number, **_MADE)
        home = folder / "home"
        home.mkdir()
        made = Desk(browser, service, home)
        made.leave()
        yield made
