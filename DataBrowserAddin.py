"""The Data Browser for Autodesk Fusion: the add-in's entry file, and the door to its command line.

Fusion loads this file under a name made from its path, with its folder as the package path; every import
inside the add-in is relative to that. `load` does the same for the command line, the tests and the preview.
"""

from __future__ import annotations

import importlib.util
import os
import sys
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
    spec = importlib.util.spec_from_file_location(
        name, path, submodule_search_locations=[os.path.dirname(path)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"not a Python file: {path}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def main(arguments: list[str]) -> int:
    """Run the command line and return its exit code."""
    from .lib import cli

    return cli.main(arguments)


if __name__ == "__main__":
    try:
        sys.exit(load("databrowser").main(sys.argv[1:]))
    except KeyboardInterrupt:  # before the command line itself can take care of it
        sys.exit(130)
