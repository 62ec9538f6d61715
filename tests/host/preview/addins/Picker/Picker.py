"""A script that asks for files or a folder in the cloud, where Fusion can, and says what was chosen."""

from __future__ import annotations

import os
from typing import Any

import adsk.core


def run(context: Any) -> None:
    """Ask as PICKER_KIND says: open, several, save or folder."""
    app: Any = adsk.core.Application.get()
    ui = app.userInterface
    if not hasattr(ui, "createCloudFileDialog"):
        ui.messageBox("This Fusion is too old.", "Picker")
        return
    kind = os.environ.get("PICKER_KIND", "open")
    ui.messageBox(ask_for_folder(ui) if kind == "folder" else ask_for_files(ui, kind), "Picked")


def ask_for_folder(ui: Any) -> str:
    """Return the folder's name."""
    dialog = ui.createCloudFolderDialog()
    dialog.title = "Pick a folder"
    result = dialog.showDialog()
    return f"{result} {dialog.dataFolder and dialog.dataFolder.name}"


def ask_for_files(ui: Any, kind: str) -> str:
    """Return the files' names, or the folder and the name to save under."""
    dialog = ui.createCloudFileDialog()
    if kind == "save":
        dialog.title = "Pick a place"
        dialog.filename = "Bracket"
        result = dialog.showSave()
        if result != adsk.core.DialogResults.DialogOK:
            return str(result)
        return f"{result} {dialog.dataFolder.name} {dialog.filename} {dialog.dataFile is not None}"
    dialog.title = "Pick a design"
    dialog.filter = os.environ.get("PICKER_FILTER", "")
    dialog.isMultiSelectEnabled = kind == "several"
    result = dialog.showOpen()
    return f"{result} {[file.name for file in dialog.dataFiles]}"
