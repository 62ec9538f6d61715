"""The files of an attaching job: what was asked, what is known of each, and what is told of them.

A job of the kind `attach-files` has in the journal

    asked   {"project_id", "folder_id", "version_id", "design_name", "extension_type",
             "files": [{"path", "wanted", "name", "size", "modified", "choice", "item_id"}]}
    entries one per file, in that order
        state   open         under way, or its program ended in mid-work
                unfinished   stopped by something that passes: `problem` says what; it goes on when asked to
                attached, skipped, stopped (by the user), failed: final
        step    storage, upload, item (or version), ref
        known   storage      the storage's id; `upload`, the state of the upload; `uploaded`, once it is whole
                posted       an item or a version was asked for, and it is not known what came of it
                name, item_id, version_id, was_there (the ref)
                leftovers    storages that were made and will not be used; they do no harm
                cancelled    the user stopped it in mid-doubt: it is only looked for what exists
                problem      the error, as JSON

With `version_id` known, the ref may have been asked for. The upload's state has its upload key, which is no
secret: without a token that may write there it opens nothing, and it is over after a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..errors import AttachError, DataBrowserError
from ..store.journal import Entry, Job, Journal
from .attach_plan import Plan

KIND = "attach-files"
OPEN = ("open", "unfinished")


@dataclass(frozen=True)
class AskedFile:
    """One file, as it was when it was asked for; `item_id` is what it becomes a version of.

    `wanted` is the name that others may have too, `name` the one it shall get.
    """

    path: str
    wanted: str
    name: str
    size: int
    modified: int
    choice: str
    item_id: str


@dataclass(frozen=True)
class Asked:
    """What a job does; `version_id` is the design's."""

    project_id: str
    folder_id: str
    version_id: str
    design_name: str
    extension_type: str
    files: tuple[AskedFile, ...]

    @classmethod
    def of(cls, plan: Plan) -> Asked:
        """Return what a plan asks for."""
        files = tuple(
            AskedFile(
                str(file.path),
                file.name,
                file.target_name,
                file.size,
                file.modified,
                file.choice,
                file.item.id if file.item and file.choice == "version" else "",
            )
            for file in plan.files
        )
        ids = (plan.project_id, plan.folder_id, plan.version_id)
        return cls(*ids, plan.design_name, plan.extension_type, files)

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {**asdict(self), "files": [asdict(file) for file in self.files]}

    @classmethod
    def read(cls, journal: Journal, job: Job) -> Asked:
        """Return what a job in the journal asks for; raises `StoreError` where that cannot be understood."""
        try:
            files = tuple(AskedFile(**file) for file in job.asked["files"])
            return cls(**{**job.asked, "files": files})
        except (KeyError, TypeError):
            raise journal.set_aside() from None


@dataclass
class Tracked:
    """A file on its way: whatever is recorded is in the journal before it counts here."""

    journal: Journal
    job_id: str
    number: int
    asked: AskedFile
    state: str
    step: str
    known: dict[str, Any]

    def changed(self, *, state: str = "", step: str = "", **known: Any) -> Entry:
        """Return the entry as it would be after a change; what is None is forgotten."""
        merged = {**self.known, **known}
        kept = {name: value for name, value in merged.items() if value is not None}
        return Entry(self.number, state or self.state, step or self.step, kept)

    def record(self, *, state: str = "", step: str = "", **known: Any) -> None:
        """Write a change into the journal; raises `StoreError`, and then nothing has changed."""
        entry = self.changed(state=state, step=step, **known)
        self.journal.write(self.job_id, entry)
        self.accept(entry)

    def accept(self, entry: Entry) -> None:
        """Take over what was written."""
        self.state, self.step, self.known = entry.state, entry.step, dict(entry.known)

    @property
    def name(self) -> str:
        """The name it gets, or got, in the hub."""
        return str(self.known.get("name") or self.asked.name)


@dataclass(frozen=True)
class FileReport:
    """What became of one file.

    `state` is attached, skipped, stopped, failed or unfinished, `step` where it stands: storage, upload, item
    or ref; `size` in bytes. What exists in the hub is named: `item_id` and `version_id`, without a ref unless
    it is attached; `leftovers` are storages that nothing will use, which do no harm and cannot be deleted.
    `problem` says why it is not attached, and what to do.
    """

    number: int
    path: Path
    name: str
    state: str
    step: str
    was_there: bool
    item_id: str
    version_id: str
    leftovers: tuple[str, ...]
    problem: DataBrowserError | None
    size: int = 0


@dataclass(frozen=True)
class JobReport:
    """What became of a job; `created` in seconds since 1970, `version_id` is the design's.

    `is_running` says that somebody is at work on it, in this program or another one.
    """

    id: str
    created: float
    project_id: str
    version_id: str
    design_name: str
    files: tuple[FileReport, ...]
    is_running: bool = False

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do."""
        return all(file.state != "unfinished" for file in self.files)


def track_files(journal: Journal, job: Job) -> tuple[Asked, list[Tracked]]:
    """Return what a job asks for and its files as the journal knows them."""
    asked = Asked.read(journal, job)
    entries = journal.list_entries(job.id)
    if [entry.number for entry in entries] != list(range(len(asked.files))):
        raise journal.set_aside()
    files = [
        Tracked(journal, job.id, entry.number, file, entry.state, entry.step, dict(entry.known))
        for entry, file in zip(entries, asked.files, strict=True)
    ]
    return asked, files


def report_files(journal: Journal, job: Job, *, is_running: bool = False) -> JobReport:
    """Tell how a job stands."""
    asked, files = track_files(journal, job)
    reports = tuple(_report(file, is_running=is_running) for file in files)
    ids = (asked.project_id, asked.version_id, asked.design_name)
    return JobReport(job.id, job.created, *ids, reports, is_running)


def _report(file: Tracked, *, is_running: bool) -> FileReport:
    known = file.known
    leftovers = list(known.get("leftovers", ()))
    if file.state not in OPEN and known.get("storage") and not known.get("version_id"):
        leftovers.append(known["storage"])
    problem = _read_problem(known.get("problem"))
    if file.state == "open" and not is_running:
        problem = AttachError("attach.interrupted", name=file.name)
    return FileReport(
        file.number,
        Path(file.asked.path),
        file.name,
        "unfinished" if file.state == "open" else file.state,
        file.step,
        bool(known.get("was_there")),
        str(known.get("item_id", "")),
        str(known.get("version_id", "")),
        tuple(leftovers),
        problem,
        file.asked.size,
    )


def _read_problem(value: Any) -> DataBrowserError | None:
    if not isinstance(value, Mapping):
        return None
    return DataBrowserError(str(value.get("reference")), **value.get("context", {}))
