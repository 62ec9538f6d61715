"""The add-in's work, in a module of its own, reached by a relative import."""

from __future__ import annotations

import os
import threading
import time
from typing import Any

import adsk.core

BUTTON, PALETTE, EVENT = "sampler_open", "sampler_palette", "sampler.event"
PANEL = "SolidScriptsAddinsPanel"
kept: list[adsk.core.EventHandler] = []
workers: list[threading.Thread] = []


class Created(adsk.core.CommandCreatedEventHandler):
    """The button was pressed."""

    def notify(self, eventArgs: adsk.core.CommandCreatedEventArgs) -> None:
        """Show the palette; without a document nothing else would come."""
        show_palette()


class Incoming(adsk.core.HTMLEventHandler):
    """The page has sent something."""

    def notify(self, eventArgs: adsk.core.HTMLEventArgs) -> None:
        """Let a worker send `work` back, ask the user, or hold the main thread where nobody should."""
        app: Any = adsk.core.Application.get()
        if eventArgs.action == "work":
            workers.append(threading.Thread(target=app.fireCustomEvent, args=(EVENT, eventArgs.data)))
            workers[-1].start()
        if eventArgs.action == "ask":
            eventArgs.returnData = str(app.userInterface.messageBox(eventArgs.data, "Sampler", 3, 1))
        elif eventArgs.action == "name":
            eventArgs.returnData = str(app.userInterface.inputBox("Name?", "Sampler", eventArgs.data))
        elif eventArgs.action in ("files", "target"):
            eventArgs.returnData = ask_for_files(app.userInterface, eventArgs.action, eventArgs.data)
        elif eventArgs.action == "fail":
            raise ValueError(eventArgs.data)
        elif eventArgs.action == "burn":
            burn(float(eventArgs.data))
        elif eventArgs.action == "sleep":
            time.sleep(float(eventArgs.data))
        else:
            eventArgs.returnData = "ok"


class Leaving(adsk.core.NavigationEventHandler):
    """A link of the page leads elsewhere."""

    def notify(self, eventArgs: adsk.core.NavigationEventArgs) -> None:
        """Open it in the system's browser."""
        eventArgs.launchExternally = True


class Done(adsk.core.CustomEventHandler):
    """A worker is done."""

    def notify(self, eventArgs: adsk.core.CustomEventArgs) -> None:
        """Tell the page."""
        app: Any = adsk.core.Application.get()
        app.userInterface.palettes.itemById(PALETTE).sendInfoToHTML("done", eventArgs.additionalInfo)


def ask_for_files(ui: Any, kind: str, title: str) -> str:
    """Ask for files to open, or for one to save; return the result and the paths."""
    dialog = ui.createFileDialog()
    dialog.title = title
    dialog.filter = "Tables (*.csv;*.tsv);;All files (*.*)"
    dialog.isMultiSelectEnabled = True
    dialog.initialDirectory = os.environ.get("SAMPLER_FILES", "")
    if kind == "files":
        return f"{dialog.showOpen()} {dialog.filenames}"
    dialog.initialFilename = "table.csv"
    return f"{dialog.showSave()} {dialog.filenames}"


def burn(seconds: float) -> None:
    """Compute for so long."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def connect(event: Any, handler: adsk.core.EventHandler) -> None:
    """Connect a handler and keep it alive."""
    event.add(handler)
    kept.append(handler)


def show_palette() -> None:
    """Show the palette, made when it is not there."""
    ui = adsk.core.Application.get().userInterface
    palette = ui.palettes.itemById(PALETTE)
    if palette is None:
        palette = ui.palettes.add(
            PALETTE,
            "Sampler",
            "page/index.html",
            isVisible=True,
            showCloseButton=True,
            isResizable=True,
            width=380,
            height=600,
        )
        palette.dockingState = adsk.core.PaletteDockingStates.PaletteDockStateRight
        connect(palette.incomingFromHTML, Incoming())
        connect(palette.navigatingURL, Leaving())
    palette.isVisible = True


def start() -> None:
    """Make the button, on two toolbars, and the custom event."""
    app: Any = adsk.core.Application.get()
    ui = app.userInterface
    connect(app.registerCustomEvent(EVENT), Done())
    definition = ui.commandDefinitions.addButtonDefinition(BUTTON, "Sampler", "Opens the sampler.", "icons")
    connect(definition.commandCreated, Created())
    ui.toolbars.itemById("QAT").controls.addCommand(definition, "FileSubMenuCommand", isBefore=False)
    ui.allToolbarPanels.itemById(PANEL).controls.addCommand(definition).isPromoted = True


def stop() -> None:
    """Undo `start`, last things first."""
    app: Any = adsk.core.Application.get()
    ui = app.userInterface
    for worker in workers:
        worker.join()
    palette = ui.palettes.itemById(PALETTE)
    if palette is not None:
        palette.deleteMe()
    for container in (ui.toolbars.itemById("QAT"), ui.allToolbarPanels.itemById(PANEL)):
        container.controls.itemById(BUTTON).deleteMe()
    ui.commandDefinitions.itemById(BUTTON).deleteMe()
    app.unregisterCustomEvent(EVENT)
    kept.clear()
