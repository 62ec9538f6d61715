"""Which copy of the add-in is at work in this interpreter, for every copy and version of it to see.

One Fusion has one interpreter, and two copies of the add-in know nothing of each other's modules. The one
object of ours that both reach, and that outlives a reload, is the logger `databrowser`; it carries

    {"module": "__main__C%3A...DataBrowserAddin_py", "folder": "C:\\...", "event": "databrowser_pump"}

from a start to its stop. Where the module is gone from `sys.modules`, that run never came to its stop: Fusion
gave up on it, and what it left is ours to clear.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

_LOGGER = logging.getLogger("databrowser")
_NAME = "running_copy"
FOLDER = Path(__file__).resolve().parents[2]
# The name under which Fusion has loaded the entry file: the parent of every module of this copy.
MODULE = __name__.rpartition(".lib.host.")[0]


def find_other() -> str:
    """Return the folder of another copy that is at work; "" where there is none."""
    claim = _read()
    is_other = claim.get("module", MODULE) != MODULE and claim["module"] in sys.modules
    return claim.get("folder", "") if is_other else ""


def claim(event: str) -> None:
    """Say that this copy is at work, and under which id it has registered its event."""
    setattr(_LOGGER, _NAME, {"module": MODULE, "folder": str(FOLDER), "event": event})


def take_left_event() -> str:
    """Return the id of the event that an earlier run has left registered; "" where all is in order.

    It is told once: whoever asks unregisters it, and may then have an event of its own by that id.
    """
    event = "" if find_other() else _read().get("event", "")
    if event:
        delattr(_LOGGER, _NAME)
    return event


def release() -> None:
    """Say that this copy has ended; there is no other's claim, as nothing starts beside one at work."""
    if _read():
        delattr(_LOGGER, _NAME)


def _read() -> dict[str, str]:
    return getattr(_LOGGER, _NAME, {})
