"""The events of commands: of their definitions, of one run, of the dialog, and of anybody's commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._events import Event, EventArgs, EventHandler

if TYPE_CHECKING:
    from ._command_inputs import CommandInputs
    from ._commands import Command, CommandDefinition
    from ._inputs import CommandInput


def _command_of(args: EventArgs) -> Any:
    from ._commands import Command

    return Command(args._record.values["running"], args._state)


def _inputs_of(args: EventArgs) -> Any:
    from ._command_inputs import CommandInputs

    return CommandInputs(args._record.values["inputs"], args._state)


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
        return _command_of(self)


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
        return _command_of(self)

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

    @property
    def isValidResult(self) -> bool:
        return self._record.values.get("valid", False)

    @isValidResult.setter
    def isValidResult(self, value: bool) -> None:
        self._record.values["valid"] = value


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
        from ._commands import CommandDefinition

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


class InputChangedEventHandler(EventHandler):
    """Handles the change of an input."""


class InputChangedEvent(Event):
    """The user has changed an input."""

    __slots__ = ()

    def add(self, handler: InputChangedEventHandler) -> bool:
        return self._add(handler)

    def remove(self, handler: InputChangedEventHandler) -> bool:
        return self._remove(handler)


class InputChangedEventArgs(EventArgs):
    """The arguments of an InputChangedEvent; `inputs` is the list that the input is in."""

    __slots__ = ()

    @property
    def input(self) -> CommandInput:
        from ._command_inputs import wrap_input

        return wrap_input(self._record.values["input"], self._state)

    @property
    def inputs(self) -> CommandInputs:
        return _inputs_of(self)


class ValidateInputsEventHandler(EventHandler):
    """Handles the question whether OK may be pressed."""


class ValidateInputsEvent(Event):
    """The inputs are to be judged."""

    __slots__ = ()

    def add(self, handler: ValidateInputsEventHandler) -> bool:
        return self._add(handler)

    def remove(self, handler: ValidateInputsEventHandler) -> bool:
        return self._remove(handler)


class ValidateInputsEventArgs(EventArgs):
    """The arguments of a ValidateInputsEvent."""

    __slots__ = ()

    @property
    def areInputsValid(self) -> bool:
        return self._record.values["valid"]

    @areInputsValid.setter
    def areInputsValid(self, value: bool) -> None:
        self._record.values["valid"] = value

    @property
    def inputs(self) -> CommandInputs:
        return _inputs_of(self)
