"""An add-in with a thread that fires a custom event over and over, and an application got at import."""

from __future__ import annotations

import json
import threading
from typing import Any

import adsk.core

app: Any = adsk.core.Application.get()
ui: Any = app.userInterface
EVENT_ID = "ACME.Clock.tick"
handlers: list[Any] = []
ticks: list[int] = []
stopped = threading.Event()


class Ticked(adsk.core.CustomEventHandler):
    """The clock has ticked."""

    def notify(self, eventArgs: Any) -> None:
        """Show it; before a document is changed, a command that runs would be ended first."""
        if ui.activeCommand != "SelectCommand":
            ui.commandDefinitions.itemById("SelectCommand").execute()
        ticks.append(json.loads(eventArgs.additionalInfo)["tick"])
        app.log(f"tick {ticks[-1]}")


class Clock(threading.Thread):
    """Ticks until it is stopped."""

    def run(self) -> None:
        """Fire the event."""
        number = 0
        while not stopped.wait(0.01):
            number += 1
            app.fireCustomEvent(EVENT_ID, json.dumps({"tick": number}))


clock = Clock(name="acme-clock")


def run(context: Any) -> None:
    """Register the event and start the clock."""
    app.unregisterCustomEvent(EVENT_ID)
    event = app.registerCustomEvent(EVENT_ID)
    handler = Ticked()
    event.add(handler)
    handlers.append((event, handler))
    clock.start()


def stop(context: Any) -> None:
    """Stop the clock and take the event back."""
    stopped.set()
    clock.join()
    for event, handler in handlers:
        event.remove(handler)
    handlers.clear()
    app.unregisterCustomEvent(EVENT_ID)
