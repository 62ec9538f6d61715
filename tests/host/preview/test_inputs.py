"""Command inputs and the life of a command with a dialog."""

from __future__ import annotations

import math
from typing import Any

import pytest
from addin.lib.preview import SimulatedFusion, units
from addin.lib.preview.form import act_on_form
from addin.lib.preview.inputs import plain_text

from .conftest import Recorder
from .dialogs import change, field_of, form_of, press

TRUE, FALSE = True, False  # the API's own arguments are positional


def test_every_kind_is_changed_and_the_add_in_hears_of_it(fusion: SimulatedFusion, said: list[str]) -> None:
    changes = {
        "name": ("Plate", "Plate"),
        "secret": ("x", "x"),
        "length": ("3 in", "3 in"),
        "angle": ("pi/2", "pi/2"),
        "count": (12, 9),
        "gap": ("20 cm", "9 cm"),
        "share": ([140], 100),
        "range": ([1.5, 2.5], 1.5),
        "check": (False, False),
    }
    for id, (value, expected) in changes.items():
        assert change(fusion, id, value) == expected
    assert [line for line in said if line.startswith("changed")] == [f"changed {id}" for id in changes]
    assert field_of(fusion, "range")["second"] == 2.5
    assert field_of(fusion, "group")["isVisible"] is False


def test_choices_are_made(fusion: SimulatedFusion, said: list[str]) -> None:
    def chosen(id: str) -> list[str]:
        return [each["name"] for each in field_of(fusion, id)["choices"] if each["isSelected"]]

    change(fusion, "drop", {"index": 2, "isSelected": True})
    change(fusion, "several", {"index": 1, "isSelected": True})
    change(fusion, "buttons", {"index": 0, "isSelected": True})
    change(fusion, "pick", 1)
    assert [chosen(id) for id in ("drop", "several", "buttons")] == [["Oak"], ["Left", "Right"], ["Top"]]
    assert chosen("pick") == ["Root component of Gearbox"]
    assert field_of(fusion, "radio")["isEnabled"] is False
    before = len(said)
    change(fusion, "radio", {"index": 1, "isSelected": True})  # disabled: nothing happens
    assert chosen("radio") == ["Top"]
    assert len(said) == before


def test_tabs_groups_and_tables_are_worked_with(fusion: SimulatedFusion, said: list[str]) -> None:
    assert [field["isActive"] for field in form_of(fusion)["inputs"]] == [True, False]
    change(fusion, "tabSecond", TRUE)
    assert [field["isActive"] for field in form_of(fusion)["inputs"]] == [False, True]
    change(fusion, "group", {"isExpanded": False})
    change(fusion, "group", {"isChecked": False})
    assert (field_of(fusion, "group")["isExpanded"], field_of(fusion, "group")["isChecked"]) == (False, False)
    assert said.count("changed group") == 1  # of folding no add-in hears
    change(fusion, "rowAdd", FALSE)
    change(fusion, "part1", "Bolt")
    change(fusion, "table", 0)
    change(fusion, "rowDelete", TRUE)
    rows = [[cell["value"] for cell in row] for row in field_of(fusion, "table")["rows"]]
    assert rows == [["2", "Bolt", True]]
    top = [field["id"] for field in form_of(fusion)["inputs"][1]["inputs"]]
    assert "rowAdd" not in top
    assert "part1" not in top


def test_ok_waits_for_valid_inputs(fusion: SimulatedFusion, said: list[str]) -> None:
    for id, bad, good in (("name", " ", "Plate"), ("length", "1 +", "1"), ("gap", "much", "1")):
        change(fusion, id, bad)
        assert form_of(fusion)["ok"] == {"label": "Do it", "isShown": True, "isEnabled": False}
        press(fusion, is_ok=True)
        assert fusion.questions == []
        change(fusion, id, good)
        assert form_of(fusion)["ok"]["isEnabled"] is True
    press(fusion, is_ok=True)
    assert [question.text for question in fusion.questions] == ["Plate, 0.10 cm, 3, Steel, 1 parts"]
    assert said[-1] == "destroyed 1"


def test_another_command_ends_the_dialog(fusion: SimulatedFusion, said: list[str]) -> None:
    fusion.click("inputsCommand")
    fusion.pump()
    assert said[-2:] == ["destroyed 4", "preview"]
    assert fusion.questions == []  # it is not executed then: the add-in has said so
    fusion.activate("Arrangement")
    fusion.pump()
    assert said[-1] == "destroyed 2"
    with pytest.raises(LookupError):
        act_on_form(fusion.state, {"number": 1, "isOk": True})


def test_a_command_is_executed_when_another_starts_unless_it_says_no(
    open_dialog: Any, ui: Any, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    open_dialog(lambda command: command.commandInputs.addStringValueInput("one", "One"))
    other = ui.commandDefinitions.addButtonDefinition("other", "Other", "")
    assert ui.activeCommand == "mine"
    other.execute()
    fusion.pump()
    assert recorder.seen[-3:] == ["execute", "destroy", "4"]
    assert ui.activeCommand == "SelectCommand"


def test_the_events_of_a_dialog_come_in_order(
    open_dialog: Any, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    open_dialog(lambda command: command.commandInputs.addStringValueInput("one", "One"))
    assert recorder.seen == ["commandCreated", "activate", "validateInputs", "executePreview"]
    recorder.seen.clear()
    change(fusion, "one", "1")
    assert recorder.seen == ["inputChanged", "validateInputs", "executePreview"]
    recorder.seen.clear()
    press(fusion, is_ok=True)
    assert recorder.seen == ["validateInputs", "execute", "destroy", "1"]


def test_a_valid_preview_is_kept_instead_of_an_execution(
    open_dialog: Any, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    def build(command: Any) -> None:
        command.commandInputs.addStringValueInput("one", "One")
        recorder.connect(command.executePreview, lambda args: setattr(args, "isValidResult", True))

    open_dialog(build)
    press(fusion, is_ok=True)
    assert "execute" not in recorder.seen
    assert recorder.seen[-1] == "1"


def test_a_failed_execution_is_shown(open_dialog: Any, fusion: SimulatedFusion, recorder: Recorder) -> None:
    def fail(args: Any) -> None:
        args.executeFailed, args.executeFailedMessage = True, "No room"

    def build(command: Any) -> None:
        command.commandInputs.addStringValueInput("one", "One")
        recorder.connect(command.execute, fail)

    open_dialog(build)
    press(fusion, is_ok=True)
    assert [question.text for question in fusion.questions] == ["No room"]
    assert recorder.seen[-1] == "3"


def test_an_add_in_ends_its_own_dialog(
    open_dialog: Any, ui: Any, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    def build(command: Any) -> None:
        command.isAutoExecute = False
        recorder.connect(command.inputChanged, lambda args: ui.terminateActiveCommand())
        command.commandInputs.addBoolValueInput("end", "End", FALSE)

    command = open_dialog(build)
    change_to_end = {"number": form_of(fusion)["number"], "id": "end", "value": True}
    act_on_form(fusion.state, change_to_end)
    fusion.pump()
    assert recorder.seen[-2:] == ["destroy", "2"]
    assert not command.isValid
    assert fusion.faults == []


def test_a_dialog_may_execute_before_it_ends(
    open_dialog: Any, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    command = open_dialog(lambda command: command.commandInputs.addStringValueInput("one", "One"))
    command.doExecute(FALSE)
    command.doExecutePreview()
    fusion.pump()
    assert recorder.seen[-2:] == ["execute", "executePreview"]
    command.doExecute(TRUE)
    fusion.pump()
    assert recorder.seen[-3:] == ["execute", "destroy", "1"]


def test_inputs_are_found_counted_and_deleted(open_dialog: Any, core: Any) -> None:
    command = open_dialog(lambda command: command.commandInputs.addGroupCommandInput("group", "Group"))
    inputs = command.commandInputs
    group = inputs.itemById("group")
    inner = group.children.addStringValueInput("inner", "Inner", "x")
    assert inputs.itemById("inner") == inner
    assert core.StringValueCommandInput.cast(inputs.itemById("inner")).value == "x"
    assert core.BoolValueCommandInput.cast(inner) is None
    assert (inputs.count, group.children.count) == (1, 1)
    assert inner.parentCommandInput == group
    assert inner.parentCommand == command
    for id in ("inner", ""):
        with pytest.raises(RuntimeError, match="3 : "):
            inputs.addStringValueInput(id, "Again")
    with pytest.raises(RuntimeError, match="3 : a tab"):
        group.children.addTabCommandInput("tab", "Tab")
    with pytest.raises(RuntimeError, match="3 : there is no picture"):
        inputs.addImageCommandInput("image", "Image", "nowhere.png")
    assert inner.deleteMe()
    assert inputs.itemById("inner") is None
    with pytest.raises(RuntimeError, match="deleted"):
        _ = inner.value


def test_selections_wait_for_the_command_to_be_active(
    open_dialog: Any, app: Any, fusion: SimulatedFusion
) -> None:
    root = app.activeProduct.rootComponent

    def build(command: Any) -> None:
        pick = command.commandInputs.addSelectionInput("pick", "Pick", "Choose")
        with pytest.raises(RuntimeError, match="before the command's activate event"):
            pick.addSelection(root)

    command = open_dialog(build)
    pick = command.commandInputs.itemById("pick")
    assert form_of(fusion)["ok"]["isEnabled"] is False  # by default one must be chosen
    change(fusion, "pick", 1)
    assert form_of(fusion)["ok"]["isEnabled"] is True
    assert (pick.selectionCount, pick.selection(0).entity) == (1, root)
    pick.clearSelection()
    assert pick.addSelection(root)


@pytest.mark.parametrize(
    ("expression", "unit", "value"),
    [
        ("5", "mm", 0.5),
        ("25.4 mm", "in", 2.54),
        ("1 in + 2", "mm", 2.74),
        ("(3 + 4) * 2 mm", "cm", 1.4),
        ("-1.5e1", "cm", -15),
        ("2 ^ 3", "", 8),
        ("180 deg", "rad", math.pi),
        ("90°", "deg", math.pi / 2),
        ('1"', "cm", 2.54),
        ("6 / 4", "m", 150),
    ],
)
def test_expressions_are_counted_in_internal_units(expression: str, unit: str, value: float) -> None:
    assert units.evaluate(expression, unit) == pytest.approx(value)


@pytest.mark.parametrize("expression", ["", "1 +", "(1", "1 1", "one", "1 parsec", "1 / 0", "2 * * 2", "$"])
def test_expressions_without_sense_are_refused(expression: str) -> None:
    assert not units.is_valid(expression, "mm")
    assert not units.is_valid("1", "parsec")


def test_values_are_shown_in_their_unit(app: Any) -> None:
    manager = app.activeProduct.unitsManager
    assert manager.formatInternalValue(2.54, "in", TRUE) == "1 in"
    assert manager.formatInternalValue(2.54, "mm", FALSE) == "25.4"
    assert manager.convert(1, "in", "mm") == pytest.approx(25.4)
    assert manager.evaluateExpression("1 in", "mm") == pytest.approx(2.54)
    with pytest.raises(RuntimeError, match="6 : "):
        manager.evaluateExpression("1 +", "mm")
    with pytest.raises(RuntimeError, match="3 : no such unit"):
        manager.convert(1, "parsec", "mm")


def test_formatted_text_is_shown_as_text() -> None:
    formatted = '<p><b>Bold</b> &amp; <a href="https://example.com">link</a></p><br/>next<script>x</script>'
    assert plain_text(formatted) == "Bold & link\nnextx"
