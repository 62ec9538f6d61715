"""One add-in or script in the simulated Fusion: loaded, run, stopped and forgotten as Fusion does it."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any
from urllib.parse import quote

from .manifest import ADDIN, SCRIPT
from .state import State

Load = Callable[[str, str], ModuleType]


def mangle(entry: Path) -> str:
    """Return the name under which Fusion loads an entry file: its path, quoted, without dots."""
    return ("__main__" + quote(entry.as_posix(), safe="")).replace(".", "_")


class AddIn:
    """An add-in by its entry file; `load(name, path)` loads that file with its folder as the package path.

    A script ends when its `run` returns, unless it has called `adsk.autoTerminate(False)`; then
    `adsk.terminate()` ends it. An exception that leaves `run` or `stop` is kept as a fault and shown with its
    traceback, as Fusion does, and goes on.
    """

    deleted = False  # it is known as long as Fusion runs

    def __init__(self, state: State, entry: Path, *, load: Load, context: str, kind: str = ADDIN) -> None:
        self.entry = entry.resolve()
        self.name = mangle(self.entry)
        self.kind = kind
        self.is_running = False
        self.ends_by_itself = kind == SCRIPT
        self._state = state
        self._load = load
        self._context = context

    @property
    def folder(self) -> Path:
        """Where it lies: what relative paths are relative to."""
        return self.entry.parent

    def run(self, *, at_startup: bool = False) -> None:
        """Load the entry file and call `run(context)`, as a tick that does not count."""
        if self.is_running:
            raise RuntimeError(f"{self.entry.stem} is running already")
        self._state.addins.append(self)
        self.is_running = True
        self.ends_by_itself = self.kind == SCRIPT
        with self._state.meter.measure("run", counted=False):
            self._call("run", {"IsApplicationStartup": at_startup})
        if self.ends_by_itself:
            self.stop()

    def stop(self, *, at_closing: bool = False) -> None:
        """Call `stop(context)`, and drop the add-in's modules.

        Those that it imported absolutely stay, as in Fusion.
        """
        if not self.is_running:
            return
        with self._state.meter.measure("stop", counted=False):
            self._call("stop", {"IsApplicationClosing": at_closing})
        self.is_running = False
        self._state.addins.remove(self)
        for name in self.modules():
            del sys.modules[name]

    def queue_run(self) -> None:
        """Run when the main loop comes to it, unless it runs then."""
        self._state.loop.post(f"start of {self.entry.stem}", lambda: None if self.is_running else self.run())

    def queue_stop(self) -> None:
        """Stop when the main loop comes to it: what calls this may be the add-in's own code."""
        self._state.loop.post(f"end of {self.entry.stem}", self.stop)

    def modules(self) -> list[str]:
        """Return the names of the modules that the add-in has loaded under its own."""
        return sorted(name for name in sys.modules if name == self.name or name.startswith(f"{self.name}."))

    def _call(self, function: str, context: dict[str, bool]) -> None:
        self._state.loop.check(function)
        forms: dict[str, Any] = {"dict": context, "json": json.dumps(context), "none": None}
        try:
            with self._state.calling(self):
                module = sys.modules.get(self.name) or self._load(self.name, str(self.entry))
                if function == "stop" and self.kind == SCRIPT and not hasattr(module, "stop"):
                    return
                getattr(module, function)(forms[self._context])
        except Exception as error:  # noqa: BLE001  whatever the add-in lets out
            self._state.report(function, error)
            text = f"{self.entry.stem}: {function} failed.\n\n{self._explain(error)}"
            # Once this tick is over: nobody may be there yet who could answer.
            self._state.loop.post("error", lambda: self._state.show_message(text))

    def _explain(self, error: Exception) -> str:
        """Return an error's traceback from the add-in's own code on."""
        trace: TracebackType | None = error.__traceback__
        while trace and not Path(trace.tb_frame.f_code.co_filename).is_relative_to(self.folder):
            trace = trace.tb_next
        return "".join(traceback.format_exception(type(error), error, trace)).rstrip()
