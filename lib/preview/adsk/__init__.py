# ruff: noqa: FBT001, FBT002  the signatures are Fusion's
"""A simulated `adsk`: the classes of Fusion's API over the records of lib/preview/state.py.

It is reached under its public name only after `installation.install`; nothing installs it by itself.
Members have the names, argument names and defaults of the real ones. What is not simulated is not there,
so that a misspelt name raises, as a mock would not.
"""

from __future__ import annotations

from ._base import installed_state


def doEvents() -> None:
    """Run what the main loop has queued, in the middle of whatever calls this."""
    state = installed_state()
    state.loop.check("adsk.doEvents")
    state.loop.pump()


def terminate() -> None:
    """End the running script; an add-in stays, so here nothing happens."""
    installed_state().loop.check("adsk.terminate")


def autoTerminate(value: bool = True) -> bool:
    """Say whether a script ends when its `run` returns; an add-in stays in any case."""
    installed_state().loop.check("adsk.autoTerminate")
    return value
