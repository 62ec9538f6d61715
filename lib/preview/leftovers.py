"""What an add-in has left behind: everything that was not there before, by name."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

from .state import Record, State


class Baseline:
    """A simulated Fusion as it was; `compare` names what has been added since."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._names = Counter(_list_names(state))
        self._modules = set(sys.modules)
        self._threads = set(threading.enumerate())

    @contextlib.contextmanager
    def growing(self) -> Iterator[None]:
        """Count what Fusion itself adds meanwhile as having been there before."""
        before = Counter(_list_names(self._state))
        yield
        self._names += Counter(_list_names(self._state)) - before

    def compare(self, folders: Iterable[Path]) -> list[str]:
        """Return a line for each thing left: in the user interface, among events, in the interpreter.

        Modules count when they come from one of the add-ins' `folders`, under a name that is new.
        """
        left = list((Counter(_list_names(self._state)) - self._names).elements())
        left += [
            f"module {name}"
            for name in sorted(set(sys.modules) - self._modules)
            if name.partition(".")[0] not in self._modules
            and any(_lies_in(sys.modules[name], folder) for folder in folders)
        ]
        left += [f"thread {thread.name}" for thread in set(threading.enumerate()) - self._threads]
        return left


def _lies_in(module: ModuleType, folder: Path) -> bool:
    """Tell whether a module, or a package without a file of its own, comes from a folder."""
    places = [getattr(module, "__file__", None) or "", *getattr(module, "__path__", ())]
    return any(place and Path(place).is_relative_to(folder) for place in places)


def _list_names(state: State) -> Iterator[str]:
    yield from _list_interpreter()
    yield from (f"definition {definition.id}" for definition in state.definitions)
    for container in state.containers():
        yield f"{container.kind} {container.id}"
        yield from (f"control {control.id} on {container.id}" for control in container.controls)
    yield from (f"palette {palette.id}" for palette in state.palettes)
    yield from (f"custom event {id}" for id in state.custom_events)
    owners: list[tuple[str, Record]] = [("application", state.application), ("ui", state.user_interface)]
    owners += [(f"definition {record.id}", record) for record in state.definitions]
    owners += [(f"palette {record.id}", record) for record in [*state.palettes, state.text_palette]]
    owners += [(f"custom event {record.id}", record) for record in state.custom_events.values()]
    for name, record in owners:
        for signal in record.signals.values():
            yield from (f"handler of {name}.{signal.name}" for _ in signal.live())


def _list_interpreter() -> Iterator[str]:
    """Yield what all add-ins share: where modules are searched, and who hears of log lines."""
    yield from (f"sys.path entry {entry}" for entry in sys.path)
    for logger in (logging.root, *logging.Logger.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):  # the others only hold a place
            yield from (f"{type(handler).__name__} of logger {logger.name}" for handler in logger.handlers)
