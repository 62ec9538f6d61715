"""A simulated Fusion of its own for each test, and a tiny add-in to run in it."""

from __future__ import annotations

import importlib
import runpy
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from addin.lib.preview import PreviewDocument, SimulatedFusion
from addin.lib.preview.manifest import find_entry

HERE = Path(__file__).resolve().parent
SAMPLER = HERE / "addins" / "Sampler" / "Sampler.py"
BUTTON, PALETTE = "sampler_open", "sampler_palette"
DESIGN = PreviewDocument(
    "Gearbox",
    hub_id="a.hub",
    project_id="a.project",
    folder_id="urn:adsk.wipprod:fs.folder:co.one",
    item_id="urn:adsk.wipprod:dm.lineage:one",
    version_id="urn:adsk.wipprod:fs.file:vf.one?version=5",
    version_number=5,
    latest_version_number=8,
    project_name="Gears",
)
DRAWING = PreviewDocument(
    "Arrangement",
    "drawing",
    hub_id="a.hub",
    project_id="a.project",
    folder_id="urn:adsk.wipprod:fs.folder:co.two",
    item_id="urn:adsk.wipprod:dm.lineage:two",
    version_id="urn:adsk.wipprod:fs.file:vf.two?version=1",
    version_number=1,
    is_modified=True,
)
UNSAVED = PreviewDocument("Untitled")

load = runpy.run_path(str(HERE.parents[2] / "DataBrowserAddin.py"))["load"]


@pytest.fixture
def make_fusion() -> Iterator[Callable[..., SimulatedFusion]]:
    """Makes a simulated Fusion with three documents, and closes it after the test."""
    made: list[SimulatedFusion] = []

    def make(**options: Any) -> SimulatedFusion:
        made.append(SimulatedFusion([DESIGN, DRAWING, UNSAVED], **options))
        return made[-1]

    yield make
    for fusion in made:
        fusion.close()


@pytest.fixture
def fusion(make_fusion: Callable[..., SimulatedFusion]) -> SimulatedFusion:
    """A simulated Fusion with the design open."""
    return make_fusion()


@pytest.fixture
def core(fusion: SimulatedFusion) -> Any:
    """The installed `adsk.core`."""
    return importlib.import_module("adsk.core")


@pytest.fixture
def app(core: Any) -> Any:
    """The application, as an add-in gets it."""
    return core.Application.get()


@pytest.fixture
def ui(app: Any) -> Any:
    """The user interface, as an add-in gets it."""
    return app.userInterface


@pytest.fixture
def page(tmp_path: Path) -> str:
    """The path of a palette's page."""
    path = tmp_path / "page.html"
    path.write_text("<!doctype html><title>A page</title>", encoding="utf-8")
    return str(path)


class Recorder:
    """Makes handlers that write down what they were told, and keeps them alive."""

    def __init__(self, core: Any) -> None:
        self._core = core
        self._handlers: list[Any] = []
        self.seen: list[str] = []

    def connect(self, event: Any, act: Callable[[Any], Any] = lambda args: None) -> Any:
        """Connect a handler to an event; `seen` gets the event's name, `act` the arguments."""

        def notify(handler: Any, args: Any) -> None:
            self.seen.append(args.firingEvent.name)
            act(args)

        base = getattr(self._core, event.add.__annotations__["handler"])
        handler = type("Recording", (base,), {"notify": notify})()
        assert event.add(handler)
        self._handlers.append(handler)
        return handler

    def forget(self) -> None:
        """Drop the handlers, as an add-in does that forgets to keep them."""
        self._handlers.clear()


@pytest.fixture
def recorder(core: Any) -> Recorder:
    """A recorder of events."""
    return Recorder(core)


@pytest.fixture
def said(fusion: SimulatedFusion) -> list[str]:
    """What the add-in with all kinds of inputs says, its dialog being open."""
    addin = fusion.load(find_entry(HERE / "addins" / "Inputs"), load=load)
    addin.run()
    fusion.click("inputsCommand")
    fusion.pump()
    assert fusion.faults == []
    return sys.modules[addin.name].said


@pytest.fixture
def open_dialog(
    ui: Any, fusion: SimulatedFusion, recorder: Recorder
) -> Callable[[Callable[[Any], Any]], Any]:
    """Opens a dialog of its own: `build(command)` adds its inputs; everything that happens is recorded."""

    def open_it(build: Callable[[Any], Any]) -> Any:
        commands: list[Any] = []

        def created(args: Any) -> None:
            command = args.command
            commands.append(command)
            for name in ("activate", "execute", "executePreview", "inputChanged", "validateInputs"):
                recorder.connect(getattr(command, name))
            recorder.connect(command.destroy, lambda end: recorder.seen.append(str(end.terminationReason)))
            build(command)

        definition = ui.commandDefinitions.addButtonDefinition("mine", "Mine", "Does it.")
        recorder.connect(definition.commandCreated, created)
        definition.execute()
        fusion.pump()
        return commands[0]

    return open_it
