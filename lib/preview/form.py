"""A command's dialog as plain data for the window, and what the window says was done to its inputs.

{"number", "title", "tooltip", "ok": {"label", "isShown", "isEnabled"}, "cancel": label, "width",
 "inputs": [field]}
field: {"id", "kind", "name", "isEnabled", "isVisible", "isFullWidth", "tooltip", "value", "isValid", ...},
and by kind "choices": [{"name", "isSelected", "isSeparator"}], "inputs": [field], "rows": [[field or null]].
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import units
from .adsk._command_life import queue_change, queue_end
from .adsk._documents import wrap_product
from .adsk._input_parents import show_tab
from .inputs import EXPRESSIONS, Input, InputList, Running, plain_text
from .pages import address_of
from .records import Chosen
from .state import Palette, State

_ROOT = "RootComponents"


def draw_form(state: State) -> dict[str, Any] | None:
    """Return the dialog of the active command; None where none is open. Main thread only."""
    running = state.running
    if running is None or not running.is_open:
        return None
    return {
        "number": running.number,
        "title": running.definition.name,
        "tooltip": running.definition.tooltip,
        "ok": {
            "label": running.ok_text,
            "isShown": running.is_ok_visible,
            "isEnabled": running.is_valid,
        },
        "cancel": running.cancel_text,
        "width": running.size[0],
        "inputs": _draw_list(state, running.inputs),
    }


def find_picture(state: State, id: str) -> Path | None:
    """Return the file of a picture in the open dialog."""
    running = state.running
    field = running.inputs.find(id) if running is not None else None
    return Path(field.value) if field is not None and field.kind == "image" else None


def act_on_form(state: State, body: dict[str, Any]) -> None:
    """Queue what the user did.

    {"number", "isOk"} pressed a button, {"number", "id", "value"} changed an input.

    Raises LookupError when the dialog is gone or has no such input, ValueError for a value that cannot be.
    """
    running = state.running
    if running is None or running.number != body["number"]:
        raise LookupError("the dialog is closed")
    if "isOk" in body:
        queue_end(state, running, is_ok=body["isOk"] is True)
        return
    field = running.inputs.find(str(body["id"]))
    if field is None:
        raise LookupError(f"there is no input {body['id']}")
    value = body["value"]
    if field.kind == "group" and "isExpanded" in value:
        field.is_expanded = value["isExpanded"] is True  # only looks, which no add-in hears of
    else:
        queue_change(state, running, field, _find_change(state, running, field, value))


def _draw_list(state: State, inputs: InputList) -> list[dict[str, Any]]:
    elsewhere = [
        placed
        for each in inputs.running.inputs.walk()
        for placed in [*(cell.input for cell in each.cells), *each.toolbar]
    ]
    return [_draw(state, each) for each in inputs.inputs if each not in elsewhere]


def _draw(state: State, field: Input) -> dict[str, Any]:
    drawn: dict[str, Any] = {
        "id": field.id,
        "kind": field.kind,
        "name": field.name,
        "isEnabled": field.is_enabled,
        "isVisible": field.is_visible,
        "isFullWidth": field.is_full_width,
        "tooltip": "\n".join(filter(None, (field.tooltip, field.tooltip_description))),
        "value": field.value,
        "isValid": field.is_filled,
        "isReadOnly": field.is_read_only,
    }
    if field.kind == "box":
        drawn.update(value=plain_text(field.value) if field.style else field.value, lines=field.rows)
    elif field.kind == "text":
        drawn["isPassword"] = field.is_password
    elif field.kind == "flag":
        drawn.update(isCheckBox=field.is_check_box, text=field.text)
    elif field.browser is not None:
        drawn.update(page=_draw_page(field.browser), heights=list(field.heights))
    elif field.kind == "direction":
        drawn["isCheckBox"] = not field.resource_folder
    elif field.kind in EXPRESSIONS:
        drawn["unit"] = field.unit
        drawn["limits"] = _draw_limits(field)
    elif field.kind == "selection":
        drawn.update(choices=_draw_selectable(state, field), text=field.text)
    elif field.kind == "table":
        drawn.update(rows=_draw_rows(state, field), tools=[_draw(state, each) for each in field.toolbar])
        drawn.update(columns=[int(part) for part in field.column_ratio.split(":")])
        drawn.update(selectedRow=field.selected_row)
    elif field.kind == "image":
        drawn["value"] = f"/input-image/{field.id}"
    if field.kind in ("spinner", "slider", "float-slider", "float-spinner"):
        drawn.update(minimum=field.minimum, maximum=field.maximum, step=field.step, second=field.second)
    if field.kind in ("slider", "float-slider"):
        drawn.update(labels=list(field.labels), values=sorted(field.values))
        drawn["step"] = field.step * units.factor_of(field.unit)
        drawn["shown"] = [
            units.show(each, field.unit) for each in (field.value, field.second) if each is not None
        ]
    if field.choices is not None:
        drawn["isMultiple"] = field.choices.is_multiple
        drawn["choices"] = [
            {"name": each.name, "isSelected": each.is_selected, "isSeparator": each.is_separator}
            for each in field.choices.entries
        ]
    if field.children is not None:
        drawn.update(inputs=_draw_list(state, field.children), isActive=field.is_active)
        drawn.update(isExpanded=field.is_expanded)
        drawn.update(hasCheckBox=field.has_check_box, isChecked=field.is_checked)
    return drawn


def _draw_page(browser: Palette) -> dict[str, Any]:
    return {"id": browser.id, "page": address_of(browser), "navigations": browser.navigations}


def _draw_limits(field: Input) -> str:
    """Return what a number has to keep to, such as `0 mm or more, less than 5 mm`; "" for nothing."""
    limits: list[str] = []
    if field.least is not None:
        least = units.show(field.least.value, field.unit)
        limits.append(f"{least} or more" if field.least.is_inclusive else f"more than {least}")
    if field.most is not None:
        most = units.show(field.most.value, field.unit)
        limits.append(f"{most} at most" if field.most.is_inclusive else f"less than {most}")
    return ", ".join(limits)


def _draw_rows(state: State, field: Input) -> list[list[dict[str, Any] | None]]:
    width = len(field.column_ratio.split(":"))
    height = max((cell.row + 1 for cell in field.cells), default=0)
    rows: list[list[dict[str, Any] | None]] = [[None] * width for _ in range(height)]
    for cell in field.cells:
        if cell.column < width:
            rows[cell.row][cell.column] = _draw(state, cell.input)
    return rows


def _draw_selectable(state: State, field: Input) -> list[dict[str, Any]]:
    """Return what can be chosen of the model: nothing, or the root component."""
    names = ["Nothing"]
    document = state.active_document
    if document is not None and document.kind == "design" and (not field.filters or _ROOT in field.filters):
        names.append(f"Root component of {document.name}")
    chosen = 1 if field.selected else 0
    return [
        {"name": name, "isSelected": number == chosen, "isSeparator": False}
        for number, name in enumerate(names)
    ]


def _find_change(state: State, running: Running, field: Input, value: Any) -> Callable[[], None]:
    """Return what sets an input to a value of the window, once that is known to be one of its own."""
    kind = field.kind
    if kind in ("text", "box") or kind in EXPRESSIONS:
        return lambda: _set_text(field, str(value))
    if kind in ("flag", "direction"):
        return lambda: setattr(field, "value", value is True)
    if kind == "spinner":
        number = max(field.minimum, min(field.maximum, int(value)))
        return lambda: setattr(field, "value", int(number))
    if kind in ("slider", "float-slider"):
        return _find_slide(field, value)
    if kind == "selection":
        return lambda: _select(state, field, is_root=value == 1)
    if kind == "group":
        return lambda: setattr(field, "is_checked", value["isChecked"] is True)
    if kind == "tab":
        return lambda: show_tab(field)
    if kind == "table":
        return lambda: setattr(field, "selected_row", int(value))
    choices = field.choices
    if choices is None:
        raise ValueError(f"the input {field.id} cannot be changed")
    entry = choices.entries[int(value["index"])]
    return lambda: choices.select(entry, is_selected=value["isSelected"] is True)


def _set_text(field: Input, text: str) -> None:
    field.value = text
    if field.kind == "box":
        field.style = 0
    if field.kind == "float-spinner" and field.is_number:
        value = field.evaluate()
        if not field.minimum <= value <= field.maximum:
            field.value = units.show(max(field.minimum, min(field.maximum, value)), field.unit)


def _find_slide(field: Input, value: Any) -> Callable[[], None]:
    kind = int if field.kind == "slider" else float
    numbers = [kind(field.snap(max(field.minimum, min(field.maximum, float(each))))) for each in value]

    def slide() -> None:
        field.value = numbers[0]
        if field.second is not None:
            field.second = numbers[1]

    return slide


def _select(state: State, field: Input, *, is_root: bool) -> None:
    field.selected.clear()
    document = state.active_document
    if is_root and document is not None:
        field.selected.append(Chosen(getattr(wrap_product(state, document), "rootComponent")))  # noqa: B009
