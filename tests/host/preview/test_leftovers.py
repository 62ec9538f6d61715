"""Each kind of thing that an add-in can leave behind is named, one bad add-in for each."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
from addin.lib.preview import SimulatedFusion

from .conftest import load

# `sys.kept` outlives the add-in's modules, as a cycle, a thread or another add-in would.
ADD_IN = """
import logging, sys, threading, types
import adsk.core

def run(context):
    app = adsk.core.Application.get()
    ui = app.userInterface
    keep = sys.kept.append
{make}

def stop(context):
    app = adsk.core.Application.get()
    ui = app.userInterface
    kept = sys.kept
{undo}
"""
DEFINITION = "definition = ui.commandDefinitions.addButtonDefinition('odd', 'Odd', '')\n"
DELETE_DEFINITION = "ui.commandDefinitions.itemById('odd').deleteMe()\n"
PANEL = "ui.allToolbarTabs.itemById('ToolsTab').toolbarPanels"
PALETTE = "palette = ui.palettes.add('odd', 'Odd', 'page.html', True, True, True)\n"
HANDLER = (
    "class Handler(adsk.core.{base}):\n    def notify(self, args): pass\nhandler = Handler()\nkeep(handler)\n"
)


def handler(base: str) -> str:
    """Return the code that makes and keeps a handler."""
    return HANDLER.format(base=base)


@dataclass(frozen=True)
class Kind:
    """Code that makes something, code that takes it away again, and the lines that name it meanwhile."""

    make: str
    undo: str
    left: tuple[str, ...]


KINDS = {
    "definition": Kind(DEFINITION, DELETE_DEFINITION, ("definition odd",)),
    "control": Kind(
        f"{DEFINITION}ui.toolbars.itemById('QAT').controls.addCommand(definition)\n{DELETE_DEFINITION}",
        "ui.toolbars.itemById('QAT').controls.itemById('odd').deleteMe()",
        ("control odd on QAT",),
    ),
    "control in a menu": Kind(
        f"{DEFINITION}menu = ui.toolbars.itemById('QAT').controls.itemById('FileSubMenuCommand')\n"
        f"menu.controls.addCommand(definition)\n{DELETE_DEFINITION}",
        "menu = ui.toolbars.itemById('QAT').controls.itemById('FileSubMenuCommand')\n"
        "menu.controls.itemById('odd').deleteMe()",
        ("control odd on FileSubMenuCommand",),
    ),
    "menu": Kind(
        "ui.toolbars.itemById('QAT').controls.addDropDown('Odd', '', 'odd')",
        "ui.toolbars.itemById('QAT').controls.itemById('odd').deleteMe()",
        ("control odd on QAT", "drop-down odd"),
    ),
    "panel": Kind(f"{PANEL}.add('odd', 'Odd')", f"{PANEL}.itemById('odd').deleteMe()", ("panel odd",)),
    "palette": Kind(PALETTE, "ui.palettes.itemById('odd').deleteMe()", ("palette odd",)),
    "custom event": Kind(
        "app.registerCustomEvent('odd')", "app.unregisterCustomEvent('odd')", ("custom event odd",)
    ),
    "handler of the application": Kind(
        f"{handler('DocumentEventHandler')}app.documentSaved.add(handler)",
        "app.documentSaved.remove(kept[0])",
        ("handler of application.documentSaved",),
    ),
    "second handler": Kind(
        f"{handler('DocumentEventHandler')}app.documentSaved.add(handler)\napp.documentSaved.add(handler)",
        "app.documentSaved.remove(kept[0])\napp.documentSaved.remove(kept[0])",
        ("handler of application.documentSaved",) * 2,
    ),
    "handler of the user interface": Kind(
        f"{handler('WorkspaceEventHandler')}ui.workspaceActivated.add(handler)",
        "ui.workspaceActivated.remove(kept[0])",
        ("handler of ui.workspaceActivated",),
    ),
    "handler of somebody's command": Kind(
        f"{handler('CommandCreatedEventHandler')}"
        "ui.commandDefinitions.itemById('SelectCommand').commandCreated.add(handler)",
        "ui.commandDefinitions.itemById('SelectCommand').commandCreated.remove(kept[0])",
        ("handler of definition SelectCommand.commandCreated",),
    ),
    "handler of a palette": Kind(
        f"{PALETTE}{handler('HTMLEventHandler')}palette.incomingFromHTML.add(handler)",
        "ui.palettes.itemById('odd').deleteMe()",
        ("palette odd", "handler of palette odd.incomingFromHTML"),
    ),
    "handler of a custom event": Kind(
        f"{handler('CustomEventHandler')}app.registerCustomEvent('odd').add(handler)",
        "app.unregisterCustomEvent('odd')",
        ("custom event odd", "handler of custom event odd.odd"),
    ),
    "module": Kind(
        "bare = sys.modules['odd_bare_name'] = types.ModuleType('odd_bare_name')\nbare.__file__ = __file__",
        "del sys.modules['odd_bare_name']",
        ("module odd_bare_name",),
    ),
    "thread": Kind(
        "keep(threading.Event())\n"
        "keep(threading.Thread(target=sys.kept[0].wait, name='odd-thread'))\nsys.kept[1].start()",
        "kept[0].set()\nkept[1].join()",
        ("thread odd-thread",),
    ),
    "logger handler": Kind(
        "keep(logging.NullHandler())\nlogging.getLogger('odd').addHandler(sys.kept[0])",
        "logging.getLogger('odd').removeHandler(kept[0])",
        ("NullHandler of logger odd",),
    ),
    "handler of the root logger": Kind(
        "keep(logging.NullHandler())\nlogging.getLogger().addHandler(sys.kept[0])",
        "logging.getLogger().removeHandler(kept[0])",
        ("NullHandler of logger root",),
    ),
    "path entry": Kind("sys.path.append('odd')", "sys.path.remove('odd')", ("sys.path entry odd",)),
}


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """What a bad add-in keeps; taken away after the test, so that only the test's Fusion suffers."""
    kept: list[Any] = []
    monkeypatch.setattr(sys, "kept", kept, raising=False)
    monkeypatch.setattr(sys, "path", [*sys.path])
    yield kept
    sys.modules.pop("odd_bare_name", None)
    for one in kept:
        if isinstance(one, threading.Event):
            one.set()
        if isinstance(one, logging.Handler):
            logging.getLogger("odd").removeHandler(one)
            logging.getLogger().removeHandler(one)


def run_and_stop(fusion: SimulatedFusion, folder: Path, *, make: str, undo: str) -> list[str]:
    """Run an add-in made of two pieces of code, stop it, and return what is left."""
    (folder / "page.html").write_text("<!doctype html><title>Odd</title>", encoding="utf-8")
    entry = folder / "Odd.py"
    entry.write_text(ADD_IN.format(make=indent(make, "    "), undo=indent(undo, "    ")), encoding="utf-8")
    addin = fusion.load(entry, load=load)
    addin.run()
    addin.stop()
    assert fusion.faults == []
    return fusion.leftovers()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_left_is_named(fusion: SimulatedFusion, tmp_path: Path, kind: str) -> None:
    left = run_and_stop(fusion, tmp_path, make=KINDS[kind].make, undo="pass")
    assert sorted(left) == sorted(KINDS[kind].left)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_taken_away_is_not(fusion: SimulatedFusion, tmp_path: Path, kind: str) -> None:
    assert run_and_stop(fusion, tmp_path, make=KINDS[kind].make, undo=KINDS[kind].undo) == []
