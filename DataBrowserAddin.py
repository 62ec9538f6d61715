"""The Data Browser for Autodesk Fusion: the add-in's entry file, and the door to its command line.

Fusion loads this file under a name made from its path, with its folder as the package path; every import
inside the add-in is relative to that. `load` does the same for the command line, tests, preview and scripts.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType
from typing import Any

_running: list[Any] = []


def run(context: object) -> None:
    """Start the add-in; Fusion calls this. Started twice, it starts afresh."""
    from . import commands

    stop(context)
    if (addin := commands.start()) is not None:
        _running.append(addin)


def stop(context: object) -> None:
    """Take the add-in out of Fusion again; Fusion calls this."""
    from . import commands

    while _running:
        commands.stop(_running.pop())


def load(name: str, path: str = __file__) -> ModuleType:
    """Load an add-in's entry file as Fusion does: under `name`, its folder as the package path."""
    path = os.path.realpath(path)
    spec = spec_from_file_location(name, path, submodule_search_locations=[os.path.dirname(path)])
    if spec is None or spec.loader is None:
        raise ImportError(f"not a Python file: {path}")
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def lend(needs: str = "") -> Any:
    """Lend the library, of version `needs` or a later one that fits: see lib/lending.py."""
    name = load(f"databrowser_{os.urandom(8).hex()}").__name__
    return import_module(f"{name}.lib.lending").Library(name, needs)


if __name__ == "__main__":
    try:
        sys.exit(import_module(f"{load('databrowser').__name__}.lib.cli").main(sys.argv[1:]))
    except KeyboardInterrupt:  # before the command line itself can take care of it
        sys.exit(130)
