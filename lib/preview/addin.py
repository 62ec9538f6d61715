"""One add-in in the simulated Fusion: loaded, run, stopped and forgotten as Fusion does it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

from .state import State

Load = Callable[[str, str], ModuleType]


def mangle(entry: Path) -> str:
    """Return the name under which Fusion loads an entry file: its path, quoted, without dots."""
    return ("__main__" + quote(entry.as_posix(), safe="")).replace(".", "_")


class AddIn:
    """An add-in by its entry file; `load(name, path)` loads that file with its folder as the package path.

    Exceptions that leave `run` or `stop` are kept as faults, as Fusion shows them and goes on.
    """

    def __init__(self, state: State, entry: Path, *, load: Load, context: str) -> None:
        self.entry = entry.resolve()
        self.name = mangle(self.entry)
        self.is_running = False
        self._state = state
        self._load = load
        self._context = context

    def run(self, *, at_startup: bool = False) -> None:
        """Load the entry file and call `run(context)`, as a tick that does not count."""
        if self.is_running:
            raise RuntimeError(f"{self.entry.stem} is running already")
        self._state.addin_folder = self.entry.parent
        self.is_running = True
        with self._state.meter.measure("run", counted=False):
            self._call("run", {"IsApplicationStartup": at_startup})

    def stop(self, *, at_closing: bool = False) -> None:
        """Call `stop(context)`, and drop the add-in's modules.

        Those that it imported absolutely stay, as in Fusion.
        """
        if not self.is_running:
            return
        with self._state.meter.measure("stop", counted=False):
            self._call("stop", {"IsApplicationClosing": at_closing})
        self.is_running = False
        for name in self.modules():
            del sys.modules[name]

    def modules(self) -> list[str]:
        """Return the names of the modules that the add-in has loaded under its own."""
        return sorted(name for name in sys.modules if name == self.name or name.startswith(f"{self.name}."))

    def _call(self, function: str, context: dict[str, bool]) -> None:
        self._state.loop.check(function)
        forms: dict[str, Any] = {"dict": context, "json": json.dumps(context), "none": None}
        try:
            module = sys.modules.get(self.name) or self._load(self.name, str(self.entry))
            getattr(module, function)(forms[self._context])
        except Exception as error:  # noqa: BLE001  whatever the add-in lets out
            self._state.report(function, error)
