"""Puts the simulated `adsk` where `import adsk.core` finds it, and takes it away again.

The modules in `sys.modules` are made for each installation, and carry its state; our own modules of the same
names keep none. One simulated Fusion can be installed at a time, as one Fusion runs in one interpreter.
"""

from __future__ import annotations

import sys
from types import ModuleType

from . import adsk
from .adsk import core, drawing, fusion
from .state import State

NAMES = ("adsk", "adsk.core", "adsk.fusion", "adsk.drawing")


def install(application: State) -> None:
    """Make `adsk` importable, as the API of this simulated Fusion."""
    taken = [name for name in sys.modules if name == "adsk" or name.startswith("adsk.")]
    if taken:
        raise RuntimeError(f"adsk is installed already: {', '.join(sorted(taken))}")
    package = _copy("adsk", adsk)
    package.__path__ = []
    package.__dict__["_state"] = application
    for name, module in zip(NAMES[1:], (core, fusion, drawing), strict=True):
        setattr(package, name.rpartition(".")[2], _copy(name, module))


def uninstall(application: State) -> None:
    """Take `adsk` away when it is this simulated Fusion's; what an add-in still holds is of no use then."""
    if getattr(sys.modules.get("adsk"), "_state", None) is application:
        for name in NAMES:
            sys.modules.pop(name, None)


def _copy(name: str, module: ModuleType) -> ModuleType:
    """Register what a module of ours offers under a public name."""
    copy = sys.modules[name] = ModuleType(name, module.__doc__)
    for key, value in vars(module).items():
        if not key.startswith("_") and not isinstance(value, ModuleType):
            setattr(copy, key, value)
    copy.__dict__.pop("annotations", None)
    copy.__dict__.pop("installed_state", None)
    return copy
