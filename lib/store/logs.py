"""The add-in's log: databrowser.log, begun anew when it is full, with two before it."""

from __future__ import annotations

import contextlib
import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

_LOGGER = logging.getLogger("databrowser")
_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
_MOST_BYTES = 1024 * 1024
_BEFORE = 2


class LogFile:
    """Writes what our loggers say into a folder; the folder is made with the first line."""

    def __init__(self) -> None:
        self._handler: _Handler | None = None

    def open(self, folder: Path, level: str) -> None:
        """Write to this folder from now on, what is as grave as `level`: error, warning, info or debug."""
        self.close()
        self._handler = _Handler(folder / "databrowser.log")
        self._handler.setLevel(level.upper())
        _LOGGER.addHandler(self._handler)
        # Above the usual level ours are silent, as everybody's; only a lower one has to be asked for.
        _LOGGER.setLevel(level.upper() if level in ("info", "debug") else logging.NOTSET)

    def close(self) -> None:
        """Let go of the file."""
        if self._handler is not None:
            _LOGGER.removeHandler(self._handler)
            _LOGGER.setLevel(logging.NOTSET)
            self._handler.close()
            self._handler = None


class _Handler(RotatingFileHandler):
    def __init__(self, file: Path) -> None:
        super().__init__(file, maxBytes=_MOST_BYTES, backupCount=_BEFORE, encoding="utf-8", delay=True)
        self.setFormatter(logging.Formatter(_FORMAT))

    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(OSError):
            Path(self.baseFilename).parent.mkdir(mode=0o700, exist_ok=True)
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """Say nothing: a disk that is full must not fill the host's console instead."""
