"""What a run leaves in the interpreter itself, where Fusion does not look when it drops our modules.

A handler of a logger, a function to call at the interpreter's end, or a class in one of `typing`'s caches
keeps the module it comes from, and all that this one refers to: about a megabyte for each start and stop.
"""

from __future__ import annotations

import atexit
import logging
import sys
import typing
from collections.abc import Callable

from .claims import MODULE

_VENDOR = f"{MODULE}.lib.vendor"


def wipe_traces() -> None:
    """Take away what our private libraries, and our own classes, have left; the last thing of a stop."""
    logger = logging.getLogger("databrowser.vendor")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
    certificates = sys.modules.get(f"{_VENDOR}.certifi.core")
    close = getattr(certificates, "exit_cacert_ctx", None)
    if close is not None and getattr(certificates, "_CACERT_CTX", None) is not None:
        atexit.unregister(close)
        close()
    overloads: dict[str, object] = getattr(typing, "_overload_registry", {})
    for name in [name for name in overloads if name.startswith(f"{MODULE}.")]:
        del overloads[name]
    clear_caches: list[Callable[[], None]] = getattr(typing, "_cleanups", [])
    for clear in clear_caches:
        clear()
