"""The sample hub of this machine: kept in a file of ours, and served by one program at a time."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .errors import UsageError
from .store.files import write_file

if TYPE_CHECKING:
    from .emulator import Emulator

_log = logging.getLogger("databrowser.app")
SAMPLE_FILE = "sample-hub.sqlite"
_ADDRESS = f"{SAMPLE_FILE}.address"  # of the program that serves it now, for the others


class SampleHub:
    """The sample hub of a folder of ours, served by this program or by another one that was there first.

    Its file takes one service at a time, whose address stands beside it; `service` is None where that is
    another program's. Raises as `open_sample` does.
    """

    def __init__(self, folder: Path) -> None:
        self._address = folder / _ADDRESS
        self.service: Emulator | None = None
        try:
            self.service = open_sample(folder).start()
        except UsageError as error:
            self.url = self._find_elsewhere() if error.reference == "emulator.bad-database" else ""
            if not self.url:
                raise
        else:
            self.url = self.service.url
            with suppress(OSError):  # then it is this program's alone
                write_file(self._address, self.url.encode("ascii"))

    def stop(self) -> None:
        """End the service, if it is this program's."""
        if self.service:
            with suppress(OSError):
                self._address.unlink()
            self.service.stop()

    def _find_elsewhere(self) -> str:
        """Return where another program serves it; "" where none says so."""
        try:
            url = self._address.read_text(encoding="ascii")
        except (OSError, ValueError):
            return ""
        # Tokens go there: nowhere but to this machine.
        return url if urlsplit(url).hostname == "127.0.0.1" else ""


def open_sample(folder: Path, **options: Any) -> Emulator:
    """Return the sample hub that is kept in a folder of ours, not started yet.

    `options` are further ones of `EmulatorOptions`. What another version of the local service has left there
    is set aside, and the hub begins anew. Raises `UsageError` as `Emulator` does.
    """
    from .emulator import Emulator, EmulatorOptions

    file = folder / SAMPLE_FILE
    try:
        return Emulator(EmulatorOptions(database=str(file), **options))
    except UsageError as error:
        if error.reference != "emulator.old-database":
            raise
    _log.warning("the sample hub begins anew: its file is of another version")
    aside = f"{SAMPLE_FILE}.old-{time.time_ns():x}"
    for part in list(folder.glob(f"{SAMPLE_FILE}*")):
        if ".old-" not in part.name:
            part.replace(folder / part.name.replace(SAMPLE_FILE, aside, 1))  # its log goes by its name
    return Emulator(EmulatorOptions(database=str(file), **options))
