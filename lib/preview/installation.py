"""Puts the simulated `adsk` where `import adsk.core` finds it, and takes it away again.

The modules in `sys.modules` are made for each installation, and carry its state; our own modules of the same
names keep none. One simulated Fusion can be installed at a time, as one Fusion runs in one interpreter.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from . import adsk
from .adsk import cam, core, drawing, fusion
from .adsk._absent import find_class
from .profiles import NEWER, OLDEST
from .state import State

NAMES = ("adsk", "adsk.core", "adsk.fusion", "adsk.cam", "adsk.drawing")


def install(application: State) -> None:
    """Make `adsk` importable, as the API of this simulated Fusion."""
    taken = [name for name in sys.modules if name == "adsk" or name.startswith("adsk.")]
    if taken:
        raise RuntimeError(f"adsk is installed already: {', '.join(sorted(taken))}")
    package = _copy("adsk", adsk, application.profile)
    package.__path__ = []
    package.__dict__["_state"] = application
    for name, module in zip(NAMES[1:], (core, fusion, cam, drawing), strict=True):
        setattr(package, name.rpartition(".")[2], _copy(name, module, application.profile))


def uninstall(application: State) -> None:
    """Take `adsk` away when it is this simulated Fusion's; what an add-in still holds is of no use then."""
    if getattr(sys.modules.get("adsk"), "_state", None) is application:
        for name in NAMES:
            sys.modules.pop(name, None)


def _copy(name: str, module: ModuleType, profile: str) -> ModuleType:
    """Register what a module of ours offers under a public name, as far as the profile has it."""
    copy = sys.modules[name] = ModuleType(name, module.__doc__)
    offered = getattr(module, "__all__", ("doEvents", "terminate", "autoTerminate"))
    lacking = NEWER.get(name, frozenset()) if profile == OLDEST else frozenset()
    for key in offered:
        if key not in lacking:
            setattr(copy, key, getattr(module, key))

    def refuse(key: str) -> Any:
        if key in lacking:
            raise AttributeError(f"Fusion of {profile} has no {name}.{key}")
        found = find_class(name.rpartition(".")[2], key) if name != "adsk" else None
        if found is not None:  # known by name alone
            setattr(copy, key, found)
            return found
        raise AttributeError(f"the simulated Fusion has no {name}.{key}")

    copy.__dict__["__getattr__"] = refuse
    return copy
