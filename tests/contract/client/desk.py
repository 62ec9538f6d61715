"""Files to attach, what attaches them, and what the service has of them in the end."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from addin.lib.aps.folders import list_folder
from addin.lib.aps.items import list_versions
from addin.lib.aps.refs import ATTACHMENT, list_refs
from addin.lib.aps.versions import Version
from addin.lib.core.attach_entries import FileReport, JobReport
from addin.lib.core.attach_files import attach_files, resume_jobs
from addin.lib.core.attach_plan import Chosen, Plan, plan_files
from addin.lib.core.attach_run import Means
from addin.lib.emulator import Emulator

from .workbench import Bench

LONG_AFTER = 60.0
ITEMS = "/data/v1/projects/*/items"
VERSIONS = "/data/v1/projects/*/versions"
STORAGES = "/data/v1/projects/*/storage"
REFS = "/data/v1/projects/*/versions/*/relationships/refs"
CONTENTS = "/data/v1/projects/*/folders/*/contents"


@dataclass
class ServiceClock:
    """Time that passes for the service, too, and only while somebody waits."""

    service: Emulator
    time: float = 0.0

    def now(self) -> float:
        """Return the seconds slept so far."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """Move both clocks on."""
        self.time += seconds
        self.service.clock.advance(seconds)


@dataclass
class Desk:
    """A bench, a folder of files, and the means of a job; `steps` is what it told of its progress."""

    bench: Bench
    means: Means
    folder: Path
    steps: list[tuple[int, str, int, int]] = field(default_factory=list)

    @property
    def service(self) -> Emulator:
        """The service of the bench."""
        return self.bench.service

    def write(self, *names: str, content: str = "content of {name}") -> list[Path]:
        """Write files and return their paths."""
        paths = [self.folder / name for name in names]
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content.format(name=path.name), encoding="utf-8")
        return paths

    def plan(self, *paths: Path, **options: Any) -> Plan:
        """Plan to attach files to the design."""
        chosen = [Chosen(path) for path in paths]
        bench = self.bench
        return plan_files(bench.client, bench.project, version_id=bench.design, files=chosen, **options)

    def attach(self, *names: str, **options: Any) -> JobReport:
        """Write files of these names and attach them; `options` are those of the plan."""
        return self.run(self.plan(*self.write(*names), **options))

    def run(self, plan: Plan, **options: Any) -> JobReport:
        """Carry out a plan."""
        return attach_files(self.means, plan, progress=lambda *step: self.steps.append(step), **options)

    def resume(self, **options: Any) -> tuple[JobReport, ...]:
        """Go on with what is unfinished."""
        return resume_jobs(self.means, **options)

    def versions(self, name: str) -> list[Version]:
        """Return the versions of all items of a name, the newest first, once all can be read."""
        self.service.clock.advance(LONG_AFTER)
        client, project = self.bench.client, self.bench.project
        items = list_folder(client, project, folder_id=self.bench.folder).items
        return [
            version
            for item in items
            if item.name == name
            for version in list_versions(client, project, item_id=item.id)
        ]

    def refs(self) -> list[str]:
        """Return the ids of the versions that are attached to the design's version, doubled ones twice."""
        self.service.clock.advance(LONG_AFTER)
        listed = list_refs(
            self.bench.client, self.bench.project, resource_type="versions", resource_id=self.bench.design
        )
        return sorted(ref.to_id for ref in listed.refs if ref.extension_type == ATTACHMENT)

    def requests(self, method: str, end: str) -> int:
        """Count the requests the service met."""
        return sum(
            entry.method == method and entry.raw_path.partition("?")[0].endswith(end)
            for entry in self.service.log
        )

    def with_settle(self, settle: float) -> Desk:
        """Return the desk with another patience."""
        return replace(self, means=replace(self.means, settle=settle))


class Once:
    """Sets an event when the progress comes to a step for the first time."""

    def __init__(self, event: threading.Event, step: str, number: int = 0) -> None:
        self._event = event
        self._place = (number, step)

    def __call__(self, number: int, step: str, done: int, total: int) -> None:
        if (number, step) == self._place:
            self._event.set()


def states(files: Iterable[FileReport]) -> list[str]:
    """Return the state of each file."""
    return [file.state for file in files]


def only(reports: Iterable[JobReport]) -> JobReport:
    """Return the one report there is."""
    [report] = reports
    return report


def reason(file: FileReport) -> str:
    """Return the reference of a file's problem, empty for none."""
    return file.problem.reference if file.problem else ""
