"""The open dialog of a command, as its window sees it and its user works it."""

from __future__ import annotations

from typing import Any

from addin.lib.preview import SimulatedFusion
from addin.lib.preview.form import act_on_form, draw_form


def form_of(fusion: SimulatedFusion) -> dict[str, Any]:
    form = draw_form(fusion.state)
    assert form is not None
    return form


def field_of(fusion: SimulatedFusion, id: str) -> dict[str, Any]:
    """Return an input as the window gets it."""

    def walk(fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
        below = [
            inner
            for field in fields
            for inner in walk(
                [
                    *field.get("inputs", []),
                    *field.get("tools", []),
                    *(cell for row in field.get("rows", []) for cell in row if cell),
                ]
            )
        ]
        return [*fields, *below]

    return next(field for field in walk(form_of(fusion)["inputs"]) if field["id"] == id)


def change(fusion: SimulatedFusion, id: str, value: Any) -> Any:
    """Do to an input what the user would; return what it holds then."""
    act_on_form(fusion.state, {"number": form_of(fusion)["number"], "id": id, "value": value})
    fusion.pump()
    return field_of(fusion, id)["value"]


def press(fusion: SimulatedFusion, *, is_ok: bool) -> None:
    act_on_form(fusion.state, {"number": form_of(fusion)["number"], "isOk": is_ok})
    fusion.pump()
