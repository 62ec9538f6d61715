"""The life of a command, from a click to its end.

    click or execute()  ->  commandStarting  ->  commandCreated  ->  activate
        ->  [the dialog: inputChanged, validateInputs, executePreview, again and again]
        ->  execute, on OK  ->  destroy  ->  commandTerminated

With no inputs `execute` comes at once. Without an open document it never comes: the command is created and
aborted. A command that another one starts over is executed or not, as `isExecutedWhenPreEmpted` says.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from ..inputs import Input, Running
from ..parameters import finder
from ..state import Definition, State
from ._command_events import (
    ApplicationCommandEvent,
    ApplicationCommandEventArgs,
    CommandCreatedEventArgs,
    CommandEventArgs,
    InputChangedEventArgs,
    ValidateInputsEventArgs,
)
from ._enums import CommandTerminationReason as Reason

SELECT = "SelectCommand"


def start_command(state: State, definition: Definition) -> None:
    """Queue one run of a command, as a click or `CommandDefinition.execute` does."""
    state.loop.post(f"command {definition.id}", lambda: _run_command(state, definition))


def queue_change(state: State, running: Running, input: Input, change: Any) -> None:
    """Queue what the user did to an input: `change()` does it, then the add-in hears of it."""

    def work() -> None:
        if running.is_open and not input.deleted and input.is_enabled:
            with _inside(state):
                change()
                _tell_change(state, running, input)
                if running.is_open:  # the add-in may have ended it
                    _judge(state, running)

    state.loop.post(f"input {input.id}", work)


def queue_end(state: State, running: Running, *, is_ok: bool) -> None:
    """Queue the press of OK or Cancel; an OK that the inputs do not allow does nothing."""

    def work() -> None:
        if not running.is_open:
            return
        if not is_ok:
            _end(state, running, Reason.CancelledTerminationReason)
            return
        with _inside(state):
            is_valid = _validate(state, running)
        if is_valid:
            _end(state, running, Reason.CompletedTerminationReason, is_executed=True)

    state.loop.post(f"{'OK' if is_ok else 'Cancel'} of {running.definition.id}", work)


def queue_execution(state: State, running: Running, *, is_last: bool) -> None:
    """Queue what `doExecute` asks for: the execution, and the end when it is the last."""

    def work() -> None:
        if running.is_open and is_last:
            _end(state, running, Reason.CompletedTerminationReason, is_executed=True)
        elif running.is_open:
            with _inside(state):
                _execute(state, running)

    state.loop.post(f"execution of {running.definition.id}", work)


def queue_preview(state: State, running: Running) -> None:
    """Queue what `doExecutePreview` asks for."""

    def work() -> None:
        if running.is_open:
            with _inside(state):
                _preview(state, running)

    state.loop.post(f"preview of {running.definition.id}", work)


def end_active(state: State, reason: int = Reason.CancelledTerminationReason) -> bool:
    """End the command whose dialog is open now; True, as there is none afterwards."""
    running = state.running
    if running is not None:
        _end(state, running, reason)
    return True


@contextlib.contextmanager
def _inside(state: State) -> Iterator[None]:
    """Be inside a command's event: a transaction is open, and nothing can be saved or uploaded."""
    state.in_command_event += 1
    try:
        yield
    finally:
        state.in_command_event -= 1


def _run_command(state: State, definition: Definition) -> None:
    if definition.deleted:
        return
    _pre_empt(state)
    if definition.id == SELECT:
        return
    if definition.kind == "checkbox":
        definition.is_checked = not definition.is_checked
    document = state.active_document
    running = Running(definition, finder(document.parameters if document is not None else []))
    state.commands += 1
    running.number = state.commands
    before, state.active_command = state.active_command, definition.id
    try:
        with _inside(state):
            starting = _tell_application(state, "commandStarting", running)
            if starting._record.values.get("cancelled"):
                running.reason = Reason.CancelledTerminationReason
                _tell_application(state, "commandTerminated", running)
            else:
                _live(state, running)
    finally:
        if not running.is_open:
            state.active_command = before
            running.deleted = True


def _live(state: State, running: Running) -> None:
    from ._commands import CommandDefinition

    definition = CommandDefinition(running.definition, state)
    definition.commandCreated._fire(CommandCreatedEventArgs(state, running=running))
    _tell_application(state, "commandCreated", running)
    if state.active_document is None:
        running.reason = Reason.AbortedTerminationReason
    else:
        running.is_open = True
        state.running = running
        _command(state, running).activate._fire(CommandEventArgs(state, running=running))
        if not running.is_open:
            return
        if running.inputs.inputs or not running.is_auto_execute:
            _judge(state, running)
            return
        running.is_open = False
        state.running = None
        running.reason = Reason.AbortedTerminationReason
        if _execute(state, running):
            running.reason = Reason.CompletedTerminationReason
    _destroy(state, running)


def _pre_empt(state: State) -> None:
    running = state.running
    if running is not None:
        with _inside(state):
            is_executed = running.is_executed_when_pre_empted and _validate(state, running)
        _end(state, running, Reason.PreEmptedTerminationReason, is_executed=is_executed)


def _end(state: State, running: Running, reason: int, *, is_executed: bool = False) -> None:
    running.is_open = False
    if state.running is running:
        state.running = None
    running.reason = reason
    try:
        with _inside(state):
            if is_executed and not running.is_previewed and not _execute(state, running):
                running.reason = Reason.AbortedTerminationReason
            _destroy(state, running)
    finally:
        state.active_command = SELECT
        running.deleted = True


def _execute(state: State, running: Running) -> bool:
    """Fire `execute`; tell whether the add-in says that it went well."""
    args = CommandEventArgs(state, running=running)
    _command(state, running).execute._fire(args)
    values = args._record.values
    if values.get("failed") and values.get("message"):
        state.show_message(values["message"])
    return not values.get("failed", False)


def _destroy(state: State, running: Running) -> None:
    _command(state, running).destroy._fire(CommandEventArgs(state, running=running))
    _tell_application(state, "commandTerminated", running)


def _judge(state: State, running: Running) -> None:
    """Ask whether the inputs are valid and, if so, for a preview."""
    if _validate(state, running):
        _preview(state, running)


def _validate(state: State, running: Running) -> bool:
    args = ValidateInputsEventArgs(state, inputs=running.inputs, valid=True)
    _command(state, running).validateInputs._fire(args)
    is_filled = all(each.is_filled for each in running.inputs.walk())
    running.is_valid = is_filled and args._record.values["valid"]
    return running.is_valid


def _preview(state: State, running: Running) -> None:
    args = CommandEventArgs(state, running=running)
    _command(state, running).executePreview._fire(args)
    running.is_previewed = args._record.values.get("valid", False)


def _tell_change(state: State, running: Running, input: Input) -> None:
    args = InputChangedEventArgs(state, input=input, inputs=input.parent)
    _command(state, running).inputChanged._fire(args)


def _tell_application(state: State, name: str, running: Running) -> ApplicationCommandEventArgs:
    args = ApplicationCommandEventArgs(state, running=running)
    command = _command(state, running)
    ApplicationCommandEvent(state.user_interface.signal(name), command)._fire(args)
    return args


def _command(state: State, running: Running) -> Any:
    from ._commands import Command

    return Command(running, state)
