"""The add-in's log: databrowser.log, begun anew when it is full, with two before it; and its last lines.

The last lines are of every kind, in memory alone: for a report of a problem that nobody expected.
"""

from __future__ import annotations

import contextlib
import logging
from collections import deque
from logging.handlers import RotatingFileHandler
from pathlib import Path

MOST_RECENT = 400
_LOGGER = logging.getLogger("databrowser")
_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
_MOST_BYTES = 1024 * 1024
_BEFORE = 2
_LONGEST = 4000  # characters of one entry of those in memory


class LogFile:
    """Writes what our loggers say into a folder; the folder is made with the first line."""

    def __init__(self) -> None:
        self._file: _File | None = None
        self._recent = _Recent()
        self._outward = _Outward()

    def open(self, folder: Path, level: str) -> None:
        """Write to this folder from now on, what is as grave as `level`: error, warning, info or debug."""
        self.close()
        self._file = _File(folder / "databrowser.log")
        self._file.setLevel(level.upper())
        # Above the usual level ours are silent to everybody; only a lower one has to be asked for.
        self._outward.own_level = logging.getLevelName(level.upper()) if level in ("info", "debug") else 0
        for handler in (self._file, self._recent, self._outward):
            _LOGGER.addHandler(handler)
        _LOGGER.setLevel(logging.DEBUG)
        _LOGGER.propagate = False

    def recent(self) -> tuple[str, ...]:
        """Return the last entries of every kind, the oldest first."""
        return self._recent.list()

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            for handler in (self._file, self._recent, self._outward):
                _LOGGER.removeHandler(handler)
            self._file.close()
            self._file = None
            if _first_outward() is None:
                _LOGGER.setLevel(logging.NOTSET)
                _LOGGER.propagate = True


class _File(RotatingFileHandler):
    def __init__(self, file: Path) -> None:
        super().__init__(file, maxBytes=_MOST_BYTES, backupCount=_BEFORE, encoding="utf-8", delay=True)
        self.setFormatter(logging.Formatter(_FORMAT))

    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(OSError):
            Path(self.baseFilename).parent.mkdir(mode=0o700, exist_ok=True)
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """Say nothing: a disk that is full must not fill the host's console instead."""


class _Recent(logging.Handler):
    """Keeps the last entries, each as a text: what a record holds may be large."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter(_FORMAT))
        self._entries: deque[str] = deque(maxlen=MOST_RECENT)

    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(Exception):  # a message that does not fit its arguments
            self._entries.append(self.format(record)[:_LONGEST])

    def list(self) -> tuple[str, ...]:
        self.acquire()
        try:
            return tuple(self._entries)
        finally:
            self.release()


class _Outward(logging.Handler):
    """Hands on what would have gone to the host's own handlers without us listening to every kind."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.own_level = 0

    def handle(self, record: logging.LogRecord) -> bool:
        """Take turns with nobody: the handlers that follow do."""
        self.emit(record)
        return True

    def emit(self, record: logging.LogRecord) -> None:
        parent = _LOGGER.parent
        if parent is None or not parent.hasHandlers() or _first_outward() is not self:
            return
        if record.levelno >= (self.own_level or parent.getEffectiveLevel()):
            parent.callHandlers(record)


def _first_outward() -> _Outward | None:
    """Return the one that hands on, of several windows in one program."""
    return next((one for one in _LOGGER.handlers if isinstance(one, _Outward)), None)
