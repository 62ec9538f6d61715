"""The whole picture of a simulated Fusion as plain data, for its window to draw.

{"theme": "light", "profile": "2026", "workspace": id or null, "workspaces": [{"id", "name"}],
 "command": "", "status": "", "toolbar": [control], "tabs": [{"id", "name", "isActive"}],
 "panels": [{"id", "name", "tab", "controls": [control]}],
 "documents": [{"number", "title", "kind", "state", "isActive", "isModified", "hasThumbnail"}],
 "palettes": [{"id", "name", "page", "isVisible", "isClosable", "isResizable", "dock", "width", ...}],
 "isTextShown": false,
 "question": null or {"number", "text", "title", "icon", "buttons": [{"label", "result"}], "default",
              "files": null or {"kind", "isMultiple", "filters": [label], "filter", "folder", "name"},
              "cloud": null or {"kind", "isMultiple", "name"}},
 "form": null or see lib/preview/form.py,
 "progress": null or {"title", "text", "value", "most", "cancel", "isBusy"},
 "addins": [{"name", "kind", "isRunning"}], "faults": ["..."]}
control: {"id", "kind", "name", "tooltip", "isEnabled", "isNative", "hasIcon", "isPromoted", "controls"}
"""

from __future__ import annotations

from typing import Any

from .files import first_folder, split_filter
from .form import draw_form
from .meter import Meter, Tick
from .pages import address_of
from .records import CloudWish, Progress
from .state import Container, Control, Document, FileWish, Palette, Question, State

DARK_THEMES = (2, 3)
# Label and DialogResults of each button, by MessageBoxButtonTypes; the first is the default, the last is Esc.
_BUTTONS = (
    (("OK", 0),),
    (("OK", 0), ("Cancel", 1)),
    (("Retry", 0), ("Cancel", 1)),
    (("Yes", 2), ("No", 3)),
    (("Yes", 2), ("No", 3), ("Cancel", 1)),
)
_ICONS = ("none", "question", "information", "warning", "critical")
RECENT_TICKS = 40  # as many as the window shows one by one
_DOCKS = ("floating", "top", "bottom", "left", "right")


def draw(state: State) -> dict[str, Any]:
    """Return the picture; main thread only, as it reads what the add-in changes."""
    workspace = state.active_workspace
    tabs = workspace.tabs if workspace is not None else []
    return {
        "theme": theme_of(state),
        "profile": state.profile,
        "workspace": workspace.id if workspace is not None else None,
        "workspaces": [{"id": each.id, "name": each.name} for each in state.workspaces],
        "command": "" if state.active_command == "SelectCommand" else state.active_command,
        "status": state.status_message,
        # In Fusion the navigation toolbar lies below the model; the window has one bar for all.
        "toolbar": [each for bar in state.toolbars for each in _draw_controls(bar)],
        "tabs": [
            {
                "id": tab.id,
                "name": tab.name,
                "isActive": workspace is not None and tab is workspace.front_tab(),
            }
            for tab in tabs
        ],
        "panels": [
            {"id": panel.id, "name": panel.name, "tab": tab.id, "controls": _draw_controls(panel)}
            for tab in tabs
            for panel in tab.panels
        ],
        "documents": [_draw_document(state, number) for number in range(len(state.documents))],
        "palettes": [_draw_palette(palette) for palette in state.palettes],
        "isTextShown": state.text_palette.is_visible,
        "form": draw_form(state),
        "progress": _draw_progress(state.progress) if state.progress is not None else None,
        "faults": [str(fault) for fault in state.faults[-20:]],
    }


def theme_of(state: State) -> str:
    """Return "dark" or "light"."""
    return "dark" if state.theme in DARK_THEMES else "light"


def draw_question(number: int, question: Question) -> dict[str, Any]:
    """Return a message box, an input box or a dialog for files."""
    return {
        "number": number,
        "text": question.text,
        "title": question.title,
        "icon": _ICONS[question.icon],
        "buttons": [{"label": label, "result": result} for label, result in _BUTTONS[question.buttons]],
        "default": question.default,
        "files": _draw_wish(question.files) if question.files is not None else None,
        "cloud": _draw_cloud(question.cloud) if question.cloud is not None else None,
    }


def _draw_cloud(wish: CloudWish) -> dict[str, Any]:
    return {"kind": wish.kind, "isMultiple": wish.is_multiple, "name": wish.name}


def _draw_wish(wish: FileWish) -> dict[str, Any]:
    filters = [label for label, _ in split_filter(wish.filter)]
    return {
        "kind": wish.kind,
        "isMultiple": wish.is_multiple,
        "filters": filters,
        "filter": wish.filter_index if wish.filter_index < len(filters) else 0,
        "folder": first_folder(wish),
        "name": wish.name,
    }


def _draw_progress(progress: Progress) -> dict[str, Any]:
    return {
        "title": progress.title,
        "text": progress.describe(),
        "value": progress.value - progress.minimum,
        "most": max(1, progress.maximum - progress.minimum),
        "cancel": progress.cancel_text if progress.is_cancellable else None,
        "isBusy": progress.is_busy,
    }


def draw_meter(meter: Meter) -> dict[str, Any]:
    """Return the meter; times in milliseconds, the latest of the `recent` ticks last."""
    recent = [tick for tick in reversed(meter.ticks) if tick.is_counted][:RECENT_TICKS]
    return {
        "count": meter.count,
        "overBudget": meter.over_budget,
        "budget": meter.budget * 1000,
        "slowest": meter.slowest and _draw_tick(meter.slowest),
        "busiest": meter.busiest and _draw_tick(meter.busiest),
        "recent": [_draw_tick(tick) for tick in reversed(recent)],
    }


def _draw_tick(tick: Tick) -> dict[str, Any]:
    return {"name": tick.name, "wall": round(tick.wall * 1000, 2), "cpu": round(tick.cpu * 1000, 2)}


def _draw_controls(container: Container) -> list[dict[str, Any]]:
    return [_draw_control(control) for control in container.controls if control.is_visible]


def _draw_control(control: Control) -> dict[str, Any]:
    definition = control.definition
    return {
        "id": control.id,
        "kind": control.kind,
        "name": definition.name if definition is not None else control.name,
        "tooltip": definition.tooltip if definition is not None else "",
        "isEnabled": definition is None or (definition.is_enabled and not definition.deleted),
        "isNative": control.is_native,
        "hasIcon": definition is not None and not definition.is_native,
        "isPromoted": control.is_promoted or control.is_promoted_by_default,
        "controls": _draw_controls(control.menu) if control.menu is not None else [],
    }


def _draw_document(state: State, number: int) -> dict[str, Any]:
    document = state.documents[number]
    return {
        "number": number,
        "name": document.name,
        "title": _title(document),
        "kind": document.kind,
        "isSaved": document.file is not None,
        "isOpen": document.is_open,
        "isActive": document is state.active_document,
        "isModified": document.is_modified or document.file is None,
        "hasThumbnail": bool(document.thumbnail),
        "version": document.file.version_number if document.file is not None else 0,
    }


def _title(document: Document) -> str:
    return document.name if document.file is None else f"{document.name} v{document.file.version_number}"


def _draw_palette(palette: Palette) -> dict[str, Any]:
    return {
        "id": palette.id,
        "name": palette.name,
        "page": address_of(palette),
        "navigations": palette.navigations,
        "isVisible": palette.is_visible,
        "isClosable": palette.has_close_button,
        "isResizable": palette.is_resizable,
        "dock": _DOCKS[palette.docking_state] if 0 <= palette.docking_state < len(_DOCKS) else "floating",
        "width": palette.width,
        "height": palette.height,
        "minimum": list(palette.minimum_size),
        "maximum": list(palette.maximum_size),
    }
