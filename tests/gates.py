"""Jobs that wait before a step, so that a test can do something meanwhile, however slow the machine is."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from addin.lib.core import attach_run, attach_sending

# Before any bytes, the item or version, the ref; "upload" is in mid-upload, once some bytes have arrived.
_FUNCTIONS = {"storage": "send_file", "item": "make_version", "ref": "make_ref"}


class Gate:
    """Holds every attaching job before a step, until it is opened or the job is stopped."""

    def __init__(self, patch: pytest.MonkeyPatch, step: str) -> None:
        self._opened = threading.Event()
        if step == "upload":
            self._hold_uploads(patch)
            return
        genuine = getattr(attach_run, _FUNCTIONS[step])

        def wait(work: Any, file: Any, **options: Any) -> object:
            work.report(file.number, step, 0, file.asked.size)
            while not self._opened.wait(0.01) and not work.stop.is_set():
                pass
            return genuine(work, file, **options)

        patch.setattr(attach_run, _FUNCTIONS[step], wait)

    def _hold_uploads(self, patch: pytest.MonkeyPatch) -> None:
        genuine = attach_sending.upload_file

        def upload(*arguments: Any, progress: Any, cancelled: Any, **options: Any) -> object:
            def tell(done: int, total: int) -> None:
                progress(done, total)
                while done and not self._opened.wait(0.01) and not cancelled.is_set():
                    pass

            return genuine(*arguments, progress=tell, cancelled=cancelled, **options)

        patch.setattr(attach_sending, "upload_file", upload)

    def open(self) -> None:
        """Let all go on, for good."""
        self._opened.set()
