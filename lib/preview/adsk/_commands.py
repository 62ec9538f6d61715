# ruff: noqa: FBT001, FBT002  the signatures are Fusion's
"""Command definitions, commands, and the life of a command from a click to its end.

    click or execute()  ->  commandStarting  ->  commandCreated  ->  activate  ->  execute  ->  destroy

Commands have no inputs here, so `execute` comes at once. Without an open document it never comes: the
command is created and aborted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ..state import Definition, Record, State
from ._base import Base, IdCollection, bad_argument
from ._enums import CommandTerminationReason
from ._events import Event, EventArgs, EventHandler

_ID = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(eq=False)
class Running(Record):
    """One run of a command."""

    definition: Definition
    reason: int = CommandTerminationReason.UnknownTerminationReason
    is_repeatable: bool = True
    is_auto_execute: bool = True
    is_executed_when_pre_empted: bool = True


class CommandCreatedEventHandler(EventHandler):
    """Handles a definition's commandCreated."""


class CommandCreatedEvent(Event):
    """A command was made: connect its handlers now."""

    __slots__ = ()

    def add(self, handler: CommandCreatedEventHandler) -> bool:
        return self._add(handler)

    def remove(self, handler: CommandCreatedEventHandler) -> bool:
        return self._remove(handler)


class CommandCreatedEventArgs(EventArgs):
    """The arguments of a CommandCreatedEvent."""

    __slots__ = ()

    @property
    def command(self) -> Command:
        return Command(self._record.values["running"], self._state)


class CommandEventHandler(EventHandler):
    """Handles a command's own events."""


class CommandEvent(Event):
    """Something happened to a running command."""

    __slots__ = ()

    def add(self, handler: CommandEventHandler) -> bool:
        return self._add(handler)

    def remove(self, handler: CommandEventHandler) -> bool:
        return self._remove(handler)


class CommandEventArgs(EventArgs):
    """The arguments of a CommandEvent."""

    __slots__ = ()

    @property
    def command(self) -> Command:
        return Command(self._record.values["running"], self._state)

    @property
    def terminationReason(self) -> int:
        return self._record.values["running"].reason

    @property
    def executeFailed(self) -> bool:
        return self._record.values.get("failed", False)

    @executeFailed.setter
    def executeFailed(self, value: bool) -> None:
        self._record.values["failed"] = value

    @property
    def executeFailedMessage(self) -> str:
        return self._record.values.get("message", "")

    @executeFailedMessage.setter
    def executeFailedMessage(self, value: str) -> None:
        self._record.values["message"] = value


class ApplicationCommandEventHandler(EventHandler):
    """Handles the starting and ending of any command."""


class ApplicationCommandEvent(Event):
    """A command, anybody's, starts or has ended."""

    __slots__ = ()

    def add(self, handler: ApplicationCommandEventHandler) -> bool:
        return self._add(handler)

    def remove(self, handler: ApplicationCommandEventHandler) -> bool:
        return self._remove(handler)


class ApplicationCommandEventArgs(EventArgs):
    """The arguments of an ApplicationCommandEvent; `isCanceled` stops it while it starts."""

    __slots__ = ()

    @property
    def commandDefinition(self) -> CommandDefinition:
        return CommandDefinition(self._record.values["running"].definition, self._state)

    @property
    def commandId(self) -> str:
        return self._record.values["running"].definition.id

    @property
    def isCanceled(self) -> bool:
        return self._record.values.get("cancelled", False)

    @isCanceled.setter
    def isCanceled(self, value: bool) -> None:
        self._record.values["cancelled"] = value

    @property
    def terminationReason(self) -> int:
        return self._record.values["running"].reason


class CommandInputs(IdCollection[Any]):
    """The inputs of a command's dialog: none, as dialogs are not simulated."""

    __slots__ = ()

    def _records(self) -> list[Any]:
        return []


class Command(Base):
    """One run of a command; its handlers belong to this run only."""

    __slots__ = ()
    _record: Running

    @property
    def parentCommandDefinition(self) -> CommandDefinition:
        return CommandDefinition(self._record.definition, self._state)

    @property
    def commandInputs(self) -> CommandInputs:
        return CommandInputs(self._record, self._state)

    @property
    def activate(self) -> CommandEvent:
        return CommandEvent(self._record.signal("activate"), self)

    @property
    def deactivate(self) -> CommandEvent:
        return CommandEvent(self._record.signal("deactivate"), self)

    @property
    def execute(self) -> CommandEvent:
        return CommandEvent(self._record.signal("execute"), self)

    @property
    def executePreview(self) -> CommandEvent:
        return CommandEvent(self._record.signal("executePreview"), self)

    @property
    def destroy(self) -> CommandEvent:
        return CommandEvent(self._record.signal("destroy"), self)

    @property
    def isRepeatable(self) -> bool:
        return self._record.is_repeatable

    @isRepeatable.setter
    def isRepeatable(self, value: bool) -> None:
        self._record.is_repeatable = value

    @property
    def isAutoExecute(self) -> bool:
        return self._record.is_auto_execute

    @isAutoExecute.setter
    def isAutoExecute(self, value: bool) -> None:
        self._record.is_auto_execute = value

    @property
    def isExecutedWhenPreEmpted(self) -> bool:
        return self._record.is_executed_when_pre_empted

    @isExecutedWhenPreEmpted.setter
    def isExecutedWhenPreEmpted(self, value: bool) -> None:
        self._record.is_executed_when_pre_empted = value


class ControlDefinition(Base):
    """How the controls of a command look and whether they can be used."""

    __slots__ = ()
    _record: Definition

    @property
    def name(self) -> str:
        return self._record.name

    @name.setter
    def name(self, value: str) -> None:
        self._record.name = value

    @property
    def isEnabled(self) -> bool:
        return self._record.is_enabled

    @isEnabled.setter
    def isEnabled(self, value: bool) -> None:
        self._record.is_enabled = value

    @property
    def isVisible(self) -> bool:
        return self._record.is_visible

    @isVisible.setter
    def isVisible(self, value: bool) -> None:
        self._record.is_visible = value


class ButtonControlDefinition(ControlDefinition):
    """The control definition of a button."""

    __slots__ = ()


class CheckBoxControlDefinition(ControlDefinition):
    """The control definition of a check box."""

    __slots__ = ()

    @property
    def isChecked(self) -> bool:
        return self._record.is_checked

    @isChecked.setter
    def isChecked(self, value: bool) -> None:
        self._record.is_checked = value


class CommandDefinition(Base):
    """A command that controls can stand for."""

    __slots__ = ()
    _record: Definition

    @property
    def id(self) -> str:
        return self._record.id

    @property
    def name(self) -> str:
        return self._record.name

    @name.setter
    def name(self, value: str) -> None:
        self._record.name = value

    @property
    def tooltip(self) -> str:
        return self._record.tooltip

    @tooltip.setter
    def tooltip(self, value: str) -> None:
        self._record.tooltip = value

    @property
    def resourceFolder(self) -> str:
        return self._record.resource_folder

    @resourceFolder.setter
    def resourceFolder(self, value: str) -> None:
        self._record.resource_folder = find_resource_folder(self._state, value)

    @property
    def toolClipFilename(self) -> str:
        return self._record.tool_clip

    @toolClipFilename.setter
    def toolClipFilename(self, value: str) -> None:
        self._record.tool_clip = value

    @property
    def isNative(self) -> bool:
        return self._record.is_native

    @property
    def controlDefinition(self) -> ControlDefinition:
        kind = CheckBoxControlDefinition if self._record.kind == "checkbox" else ButtonControlDefinition
        return kind(self._record, self._state)

    @property
    def commandCreated(self) -> CommandCreatedEvent:
        return CommandCreatedEvent(self._record.signal("commandCreated"), self)

    def execute(self, input: Base | None = None) -> bool:
        """Start the command when the main loop comes to it."""
        start_command(self._state, self._record)
        return True

    def deleteMe(self) -> bool:
        """Remove the definition; its controls must be gone before, or they stay behind without a command."""
        if self._record.is_native:
            return False
        self._state.definitions.remove(self._record)
        self._record.deleted = True
        return True


class CommandDefinitions(IdCollection[CommandDefinition]):
    """All command definitions."""

    __slots__ = ()
    _item_type = CommandDefinition

    def _records(self) -> list[Definition]:
        return self._state.definitions

    def addButtonDefinition(
        self, id: str, name: str, tooltip: str, resourceFolder: str = ""
    ) -> CommandDefinition:
        """Add a button's definition; a taken or dotted id raises, and so does a missing resource folder."""
        folder = find_resource_folder(self._state, resourceFolder)
        return self._keep(Definition(id, name, tooltip, folder))

    def addCheckBoxDefinition(
        self, id: str, name: str, tooltip: str, isChecked: bool = False
    ) -> CommandDefinition:
        """Add a check box's definition."""
        return self._keep(Definition(id, name, tooltip, kind="checkbox", is_checked=isChecked))

    def _keep(self, record: Definition) -> CommandDefinition:
        if not _ID.fullmatch(record.id):
            raise bad_argument("invalid id")
        if any(known.id == record.id for known in self._state.definitions):
            raise bad_argument(f"a command definition with the id {record.id} exists already")
        self._state.definitions.append(record)
        return CommandDefinition(record, self._state)


def find_resource_folder(state: State, path: str) -> str:
    """Return the folder of a command's icons as an absolute path; "" stays "", a missing one raises."""
    if not path:
        return ""
    folder = state.resolve(path)
    if not folder.is_dir():
        raise bad_argument("the relative resourceFolder path not found")
    return str(folder)


def start_command(state: State, definition: Definition) -> None:
    """Queue one run of a command, as a click or `CommandDefinition.execute` does."""
    state.loop.post(f"command {definition.id}", lambda: _run_command(state, definition))


def _run_command(state: State, definition: Definition) -> None:
    """Take a command through its life; every event of it is a command event."""
    if definition.deleted:
        return
    running = Running(definition)
    command = Command(running, state)
    ui = state.user_interface
    starting = ApplicationCommandEventArgs(state, running=running)
    state.in_command_event += 1
    before, state.active_command = state.active_command, definition.id
    try:
        ApplicationCommandEvent(ui.signal("commandStarting"), command)._fire(starting)
        if starting._record.values.get("cancelled"):
            running.reason = CommandTerminationReason.CancelledTerminationReason
        else:
            _live(state, command, running)
        ended = ApplicationCommandEventArgs(state, running=running)
        ApplicationCommandEvent(ui.signal("commandTerminated"), command)._fire(ended)
    finally:
        state.in_command_event -= 1
        state.active_command = before
        running.deleted = True


def _live(state: State, command: Command, running: Running) -> None:
    definition = CommandDefinition(running.definition, state)
    definition.commandCreated._fire(CommandCreatedEventArgs(state, running=running))
    created = ApplicationCommandEventArgs(state, running=running)
    ApplicationCommandEvent(state.user_interface.signal("commandCreated"), command)._fire(created)
    running.reason = CommandTerminationReason.AbortedTerminationReason
    if state.active_document is not None and running.is_auto_execute:
        command.activate._fire(CommandEventArgs(state, running=running))
        execution = CommandEventArgs(state, running=running)
        command.execute._fire(execution)
        if not execution._record.values.get("failed"):
            running.reason = CommandTerminationReason.CompletedTerminationReason
    command.destroy._fire(CommandEventArgs(state, running=running))
