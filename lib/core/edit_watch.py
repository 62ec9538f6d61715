"""Looks every two seconds whether copies that are edited were changed; its thread ends with the program.

A program that saves writes a file bit by bit, or writes another one and renames it. So a copy counts as
changed only once it has stayed the same from one look to the next, can be read, and holds something else than
the hub does.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..errors import DataBrowserError
from ..store.edit_records import Content, EditRecord, copy_path, has_open_mark, read_edits, remove_edit
from .edits import SENT_SECONDS, clear_edits, read_content
from .uploads import read_stamp

_log = logging.getLogger("databrowser.edits")

LOOK_SECONDS = 2.0
CLOSE_SECONDS = 2.0

EditState = Literal["watched", "changed", "sending", "sent"]


@dataclass
class _Seen:
    """What is known of one copy: the stamp of the last look, and the content that was read."""

    stamp: tuple[int, int] | None = None
    content: Content | None = None


class EditWatch:
    """Watches the copies of who is signed in; `find_folder` returns the account's folder, None for nobody.

    `on_change` is told on the thread that looks.
    """

    def __init__(self, find_folder: Callable[[], Path | None], *, on_change: Callable[[], None]) -> None:
        self._find_folder = find_folder
        self._on_change = on_change
        self._lock = threading.Lock()
        self._seen: dict[str, _Seen] = {}
        self._cleared: set[Path] = set()
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    def begin(self, folder: Path) -> None:
        """Look at what is in a folder from now on; what nobody needs there is deleted first, once."""
        with self._lock:
            is_new = folder not in self._cleared
            self._cleared.add(folder)
        if is_new:
            clear_edits(folder, now=time.time())
        if not any(not record.is_stopped for record in read_edits(folder)):
            return
        with self._lock:
            if self._closed.is_set() or (self._thread and self._thread.is_alive()):
                return
            self._thread = threading.Thread(target=self._watch, name="databrowser-edits", daemon=True)
            self._thread.start()

    def state(self, record: EditRecord) -> EditState:
        """Tell how a copy stands, as far as it has been looked at."""
        if record.job_id:
            return "sending"
        if self.changed_content(record):
            return "changed"
        return "sent" if record.sent else "watched"

    def changed_content(self, record: EditRecord) -> Content | None:
        """Return what a changed copy held when it was last looked at, None where it is what the hub has."""
        with self._lock:
            seen = self._seen.get(record.id)
        content = seen.content if seen else None
        return content if content and content.digest != record.known.digest else None

    def close(self) -> bool:
        """Look no more; true when the thread has ended."""
        with self._lock:
            self._closed.set()
            thread = self._thread
        if thread and thread is not threading.current_thread():
            thread.join(CLOSE_SECONDS)
        return not (thread and thread.is_alive())

    def _watch(self) -> None:
        while True:
            try:
                is_over = not self._look()
            except Exception:  # noqa: BLE001  the next look may do better
                _log.exception("the copies could not be looked at")
                is_over = False
            if self._closed.wait(LOOK_SECONDS):
                return
            if is_over:
                with self._lock:
                    if not self._has_work():
                        self._thread = None
                        return

    def _folder(self) -> Path | None:
        try:
            return self._find_folder()
        except DataBrowserError:
            return None

    def _has_work(self) -> bool:
        folder = self._folder()
        return bool(folder and any(not record.is_stopped for record in read_edits(folder)))

    def _look(self) -> bool:
        """Look at each copy once; false where there is none."""
        folder = self._folder()
        records = [one for one in read_edits(folder) if not one.is_stopped] if folder else []
        changes = [self._look_at(folder, record) for record in records if folder]
        if any(changes):
            self._on_change()
        return bool(records)

    def _look_at(self, folder: Path, record: EditRecord) -> bool:
        """Look at one copy; tell whether it stands otherwise now."""
        with self._lock:
            seen = self._seen.setdefault(record.id, _Seen())
        path = copy_path(folder, record)
        try:
            stamp = read_stamp(path)
        except DataBrowserError:
            return False  # in mid-rename, or deleted
        if stamp == record.known.stamp:
            was_changed = self.changed_content(record) is not None
            with self._lock:
                seen.stamp, seen.content = stamp, None
            is_over = record.sent and not record.job_id and time.time() - record.sent > SENT_SECONDS
            if is_over and not has_open_mark(folder, record) and record in read_edits(folder):
                return remove_edit(folder, record)
            return was_changed
        if seen.content and seen.content.stamp == stamp:
            return False
        if stamp != seen.stamp:
            seen.stamp = stamp
            return False
        try:
            content = read_content(path)
            if read_stamp(path) != stamp or content.stamp != stamp:
                return False
        except DataBrowserError:
            return False  # its program has locked it
        was = self.changed_content(record)
        with self._lock:
            seen.content = content
        now = self.changed_content(record)
        return (now.stamp if now else None) != (was.stamp if was else None)
