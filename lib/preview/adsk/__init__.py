# ruff: noqa: FBT001  the signatures are Fusion's
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
    """End the add-in or script that calls this, once its code has returned."""
    state = installed_state()
    state.loop.check("adsk.terminate")
    addin = state.find_caller()
    if addin is not None:
        addin.queue_stop()


def autoTerminate(value: bool | None = None) -> bool:
    """Say whether the script that calls this ends when its `run` returns, and tell whether it does."""
    state = installed_state()
    state.loop.check("adsk.autoTerminate")
    addin = state.find_caller()
    if addin is None:
        return True
    if value is not None:
        addin.ends_by_itself = value
    return addin.ends_by_itself
