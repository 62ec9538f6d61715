"""A report of a problem: a zip that its reader can be sent, with nothing secret in it.

    README.txt            what is in here, and where to send it
    about.json            {"made", "dataBrowser", "host", "python", "system", "language", "service"}
    settings.json         the settings, without what names people, companies or folders
    problems.json         the last problems: [{"at", "method", "reference", "status", "code", "errorId"}]
    logs/recent.log       the last entries of the log of every kind, redacted, whatever the settings write
    logs/databrowser.log  and those before it, redacted and bounded

It needs no service, no sign-in and no folder of ours: what cannot be read is said in its place.
"""

from __future__ import annotations

import io
import json
import platform
import secrets
import threading
import zipfile
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from ..errors import Cancelled, DataBrowserError, UsageError
from ..http.redaction import shorten_text
from ..store.settings import Settings
from .problem_redaction import Redactor, shorten_id

MOST_LOG_BYTES = 512 * 1024
MOST_LOGS = 3
MOST_PROBLEMS = 30
# Settings that are told as they are; of the others only whether they are set.
_TOLD = frozenset({"service", "language", "budget_share", "log_level", "callback_ports", "read_only"})
_DETAILS = {"status": "status", "code": "code", "error_id": "errorId", "kind": "kind"}


@dataclass(frozen=True)
class ReportFile:
    """One file of a report, as it will be in the zip."""

    name: str
    text: str

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self.text.encode("utf-8", "replace"))


@dataclass(frozen=True)
class Report:
    """What is to be saved: just what the user was shown."""

    id: str
    files: tuple[ReportFile, ...]

    def to_zip(self) -> bytes:
        """Return it as the bytes of a zip."""
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in self.files:
                archive.writestr(file.name, file.text.encode("utf-8", "replace"))
        return data.getvalue()


class ProblemNotes:
    """The last problems of this program, without the names that their sentences hold, and the last report."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._noted: deque[dict[str, Any]] = deque(maxlen=MOST_PROBLEMS)
        self._report: Report | None = None

    def note(self, problem: DataBrowserError, *, method: str) -> None:
        """Take note of a problem that the page was told."""
        if isinstance(problem, Cancelled):
            return
        details = {
            shown: shorten_text(str(problem.context[name]))
            for name, shown in _DETAILS.items()
            if name in problem.context
        }
        at = datetime.now().astimezone().isoformat(timespec="seconds")
        with self._lock:
            self._noted.append({"at": at, "method": method, "reference": problem.reference, **details})

    def list(self) -> list[dict[str, Any]]:
        """Return what was noted, the latest first."""
        with self._lock:
            return list(reversed(self._noted))

    def keep(self, report: Report) -> Report:
        """Keep a report until the user has looked at it; one at a time."""
        with self._lock:
            self._report = report
        return report

    def find(self, report_id: str) -> Report:
        """Return the report that was kept; raises `UsageError` (`report.gone`)."""
        with self._lock:
            if self._report is None or self._report.id != report_id:
                raise UsageError("report.gone")
            return self._report


def make_report(
    *,
    about: Mapping[str, str],
    readme: str,
    settings: Settings | DataBrowserError,
    problems: list[dict[str, Any]],
    logs: Path | None,
    recent: Sequence[str],
    redactor: Redactor,
    cancelled: threading.Event,
) -> Report:
    """Gather a report; raises `Cancelled` (`report.cancelled`) once `cancelled` is set.

    `settings` is the error where they cannot be read, `logs` the folder of the logs, `recent` the
    last entries of the log.
    """
    system = {"python": platform.python_version(), "system": platform.platform()}
    files = [
        ReportFile("README.txt", readme),
        ReportFile("about.json", _json({**about, **system})),
        ReportFile("settings.json", _json(_tell_settings(settings))),
        ReportFile("problems.json", _json(problems)),
    ]
    if recent:
        files.append(ReportFile("logs/recent.log", _redact(recent, redactor, cancelled)))
    for file in _list_logs(logs):
        if cancelled.is_set():
            raise Cancelled("report.cancelled")
        files.append(ReportFile(f"logs/{file.name}", _read_log(file, redactor, cancelled)))
    return Report(secrets.token_urlsafe(9), tuple(files))


def _tell_settings(settings: Settings | DataBrowserError) -> dict[str, Any]:
    if isinstance(settings, DataBrowserError):
        return {"unreadable": settings.reference}
    told: dict[str, Any] = {}
    for one in fields(Settings):
        value = getattr(settings, one.name)
        if one.name in _TOLD:
            told[one.name] = value
        elif one.name == "client_id":
            told[one.name] = shorten_id(value)
        else:
            told[one.name] = "set" if value else "unset"
    return told


def _list_logs(folder: Path | None) -> list[Path]:
    try:
        return sorted(folder.glob("databrowser.log*"))[:MOST_LOGS] if folder else []
    except OSError:
        return []


def _read_log(file: Path, redactor: Redactor, cancelled: threading.Event) -> str:
    """Return the end of a log, redacted; what cannot be read says so."""
    try:
        with file.open("rb") as log:
            size = log.seek(0, io.SEEK_END)
            log.seek(max(0, size - MOST_LOG_BYTES))
            data = log.read(MOST_LOG_BYTES)
    except OSError as error:
        return f"(unreadable: {type(error).__name__})"
    text = data.decode("utf-8", "replace").replace("\0", "\ufffd")
    if size > MOST_LOG_BYTES:
        # Half a line may begin in the middle of what gives a secret away.
        text = text.partition("\n")[2] or ""
    return _redact(text.split("\n"), redactor, cancelled)


def _redact(entries: Sequence[str], redactor: Redactor, cancelled: threading.Event) -> str:
    texts: list[str] = []
    for entry in entries:
        if cancelled.is_set():
            raise Cancelled("report.cancelled")
        texts.append(redactor.redact(entry))
    return "\n".join(texts)


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n"
