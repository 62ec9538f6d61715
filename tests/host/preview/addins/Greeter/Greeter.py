"""A script: it asks, works with a progress dialog, writes an attribute, and ends."""

from __future__ import annotations

import traceback
from typing import Any

import adsk.cam
import adsk.core
import adsk.fusion


def run(context: Any) -> None:
    """Greet whom the user names."""
    ui: Any = None
    try:
        app: Any = adsk.core.Application.get()
        ui = app.userInterface
        design = adsk.fusion.Design.cast(app.activeProduct)
        if not design:
            ui.messageBox("No active design", "Greeter")
            return
        name, is_cancelled = ui.inputBox("Whom?", "Greeter", app.currentUser.displayName)
        if is_cancelled:
            return
        progress = ui.createProgressDialog()
        progress.show("Greeting", "%v of %m", 0, 3)
        for number in range(1, 4):
            progress.progressValue = number
        progress.hide()
        design.attributes.add("greeter", "name", name)
        parameters: Any = design.userParameters
        if not parameters.itemByName("greetings"):
            parameters.add("greetings", adsk.core.ValueInput.createByReal(1), "", "How many")
        parameters.itemByName("greetings").value += 1
        ui.messageBox(f"Hello {name}, from {design.rootComponent.name}", "Greeter")
    except Exception:  # noqa: BLE001  as scripts do
        if ui:
            ui.messageBox(f"Failed:\n{traceback.format_exc()}")
