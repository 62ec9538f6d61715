"""Files opened with the program that the system has for them, never by way of a shell."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

_log = logging.getLogger("databrowser.host")
# Some openers stay until their program ends; one that fails does so at once.
_PATIENCE_SECONDS = 3.0


def open_file(path: Path) -> bool:
    """Open a file as a double click would; return whether the system took it. It may block for a moment."""
    try:
        if sys.platform == "win32":
            os.startfile(path)
            return True
        opener = "open" if sys.platform == "darwin" else "xdg-open"
        return _run([opener, str(path.absolute())])
    except OSError as error:
        _log.warning("“%s” was not opened: %s", path.name, error)
        return False


def _run(command: list[str]) -> bool:
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(_PATIENCE_SECONDS) == 0
    except subprocess.TimeoutExpired:
        process.returncode = 0  # it is somebody else's now: nobody waits for its end
        return True
