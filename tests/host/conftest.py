"""The add-in in a simulated Fusion, with the sample hub behind it and a page that only listens."""

from __future__ import annotations

import gc
import itertools
import json
import runpy
import threading
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from addin.lib.emulator import Emulator, EmulatorOptions, sample
from addin.lib.preview import PageStandIn, PreviewDocument, SimulatedFusion
from addin.lib.preview.addin import AddIn
from addin.lib.scripting import connect
from addin.lib.terminal import FormBrowser

ROOT = Path(__file__).resolve().parents[2]
ENTRY = ROOT / "DataBrowserAddin.py"
PALETTE = "databrowser_palette"
BUTTONS = (
    "databrowser_open",
    "databrowser_sign_in",
    "databrowser_attach",
    "databrowser_settings",
    "databrowser_lifecycle_sign_in",
)

load = runpy.run_path(str(ENTRY))["load"]


class Page:
    """The palette's page, as far as the host can tell: sends calls, keeps what it gets."""

    def __init__(self, fusion: SimulatedFusion) -> None:
        self._fusion = fusion
        self._ids = itertools.count(1)
        self._stand_in: PageStandIn = fusion.open_page(PALETTE)

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What has arrived so far."""
        return [json.loads(data) for data in self.raw]

    @property
    def raw(self) -> list[str]:
        """The same as it arrived."""
        return [data for action, data in self._stand_in.received if action == "rpc"]

    def ask(self, method: str, **params: Any) -> str:
        """Send a call and return its id, which is no other page's, either."""
        number = f"{id(self)}-{next(self._ids)}"
        message = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
        assert self._stand_in.send("rpc", json.dumps(message)) == "ok"
        return number

    def wait_for(self, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Pump Fusion until a message fits, and return it."""
        assert self._fusion.pump_until(lambda: any(map(fits, self.messages)), 20), self.messages
        return next(filter(fits, self.messages))

    def call(self, method: str, **params: Any) -> Any:
        """Call and return the result."""
        number = self.ask(method, **params)
        reply = self.wait_for(lambda message: message.get("id") == number)
        assert "result" in reply, reply
        return reply["result"]

    def notification(self, method: str) -> Any:
        """Return the parameters of the latest notification of a kind, waiting for one."""
        self.wait_for(lambda message: message.get("method") == method)
        return [message["params"] for message in self.messages if message.get("method") == method][-1]

    def unload(self) -> None:
        """Go away, as when Fusion throws the palette's browser away."""
        self._stand_in.unload()


def start(fusion: SimulatedFusion) -> AddIn:
    """Load and run the add-in."""
    addin = fusion.load(ENTRY, load=load)
    addin.run()
    settle(fusion)
    assert fusion.faults == []
    return addin


def settle(fusion: SimulatedFusion) -> None:
    """Let the add-in do what it does on a thread after its start, and what follows from that."""

    def is_settled() -> bool:
        return not any(thread.name == "databrowser-start" for thread in threading.enumerate())

    assert fusion.pump_until(is_settled, 20)
    fusion.pump()


def open_palette(fusion: SimulatedFusion, button: str = BUTTONS[0]) -> Page:
    """Click a button and let the page load."""
    fusion.click(button)
    fusion.pump_until(lambda: any(palette.id == PALETTE for palette in fusion.state.palettes), 20)
    page = Page(fusion)
    page.call("app.ready")
    return page


def assert_clean(fusion: SimulatedFusion) -> None:
    """Fail when the add-in has left something behind, or something went wrong unseen."""
    gc.collect()
    assert fusion.pump_until(lambda: list_left(fusion) == [], 20), list_left(fusion)
    assert fusion.faults == []


def list_left(fusion: SimulatedFusion) -> list[str]:
    """Return what an add-in left, without the handlers that pytest hangs on a logger of its own lines."""
    return [name for name in fusion.leftovers() if not name.startswith("LogCaptureHandler ")]


@pytest.fixture(scope="session")
def documents() -> list[PreviewDocument]:
    """A saved design, a drawing, a modified design and one that was never saved, by the sample hub's ids."""
    with Emulator(EmulatorOptions()) as service, connect(service=service.url, token=service.token) as session:
        found = {node.name: node for node in session.walk(project=sample.MAIN_PROJECT) if node.kind == "item"}

    def make(name: str, kind: str, *, is_modified: bool = False) -> PreviewDocument:
        node = found[name]
        assert node.tip
        return PreviewDocument(
            name,
            kind,
            hub_id=node.hub_id,
            project_id=node.project_id,
            item_id=node.id,
            version_id=node.tip.id,
            version_number=node.tip.number,
            is_modified=is_modified,
        )

    return [
        make(sample.DESIGN_NAME, "design"),
        make(sample.CURRENT_DRAWING, "drawing"),
        make(sample.ASSEMBLY_NAME, "design", is_modified=True),
        PreviewDocument("Untitled"),
    ]


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Emulator]:
    """The sample hub that the add-in uses; the browser presses Allow by itself."""
    with Emulator(EmulatorOptions()) as running:
        monkeypatch.setenv("DATABROWSER_SERVICE", running.url)
        monkeypatch.setenv("DATABROWSER_HOME", str(tmp_path / "home"))
        monkeypatch.setattr(webbrowser, "open", FormBrowser().open)
        yield running


@pytest.fixture
def start_fusion(documents: list[PreviewDocument]) -> Iterator[Callable[..., SimulatedFusion]]:
    """Makes a simulated Fusion with the documents, and more if given, and closes it after the test."""
    made: list[SimulatedFusion] = []

    def start(*more: PreviewDocument, **options: Any) -> SimulatedFusion:
        fusion = SimulatedFusion([*documents, *more], **{"active": sample.DESIGN_NAME, **options})
        made.append(fusion)
        return fusion

    yield start
    for fusion in made:
        fusion.close()


@pytest.fixture
def fusion(start_fusion: Callable[..., SimulatedFusion]) -> SimulatedFusion:
    """A simulated Fusion with the gearbox open."""
    return start_fusion()
