"""A hub with its catalogue, and what was asked to fill it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from addin.lib.core.sync.progress import Progress
from addin.lib.core.sync.rounds import begin_correction, correct, refresh
from addin.lib.core.sync.sweep import sweep
from addin.lib.core.sync.visits import Means
from addin.lib.emulator import Emulator
from addin.lib.emulator.data.rollups import note_change
from addin.lib.emulator.sample.large import Size, build
from addin.lib.http import HttpClient
from addin.lib.store.catalogue import Catalogue

from ...hub_rows import find_differences

SMALL = Size(projects=2, folders=14, items=60)
CONTENTS = "/data/v1/projects/*/folders/*/contents"
LONG = 60.0  # what must come within; a busy machine has time until then


class Watch:
    """What a sync told, and a wait for what it is to tell."""

    def __init__(self) -> None:
        self.told: list[Progress] = []
        self.meddle: Callable[[Progress], object] = lambda progress: None  # between two requests
        self._news = threading.Condition()

    def __call__(self, progress: Progress) -> None:
        """Take note of progress."""
        with self._news:
            self.told.append(progress)
            self._news.notify_all()
        self.meddle(progress)

    def wait(self, wanted: Callable[[Progress], bool], *, after: int = 0) -> Progress:
        """Return the first that is wanted, among those told from the number `after` on."""
        with self._news:
            assert self._news.wait_for(lambda: any(map(wanted, self.told[after:])), LONG)
            return next(filter(wanted, self.told[after:]))

    def rest(self, *, after: int = 0) -> Progress:
        """Wait until there is nothing left to do."""
        return self.wait(lambda progress: progress.doing == "resting", after=after)


@dataclass
class Hub:
    """A service with a hub, and a catalogue of that hub."""

    service: Emulator
    means: Means

    @classmethod
    def open(cls, service: Emulator, client: HttpClient, folder: Path, *, size: Size | None = SMALL) -> Hub:
        """Fill an empty service where a size is given, and open the catalogue of its last hub."""
        if size:
            build(service.seed, size)
        hub_id = client.request("GET", "/project/v1/hubs").json()["data"][-1]["id"]
        service.clear_log()
        return cls(service, Means(client, Catalogue.open(folder, hub_id), hub_id))

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue."""
        return self.means.catalogue

    def ask(self, work: Callable[[Means], object]) -> list[str]:
        """Do something and return the paths that were asked for, in their order."""
        self.service.clear_log()
        work(self.means)
        return [entry.raw_path for entry in self.service.log]

    def refresh(self) -> list[str]:
        """Refresh, and return what was asked for."""
        return self.ask(refresh)

    def correct(self) -> list[str]:
        """Go round everything, and return what was asked for."""

        def work(means: Means) -> None:
            begin_correction(means)
            while correct(means):
                pass

        return self.ask(work)

    def sweep(self) -> list[str]:
        """Read all refs that nobody has read, and return what was asked for."""

        def work(means: Means) -> None:
            while sweep(means):
                pass

        return self.ask(work)

    def differences(self, *, refs: bool = False) -> list[str]:
        """Return what the catalogue has otherwise than the service."""
        return find_differences(self.service, self.catalogue, self.means.hub_id, refs=refs)

    def value(self, sql: str, *values: object) -> str:
        """Look something up in the service's own database."""
        database = self.service._database  # pyright: ignore[reportPrivateUsage]
        return database.value(sql, values)

    def change(self, sql: str, *values: object, folder: str = "") -> None:
        """Change something in the service's own database, as a change in a folder where one is named."""
        backend = self.service._backend  # pyright: ignore[reportPrivateUsage]
        backend.database.change(sql, values)
        if folder:
            note_change(backend, folder)

    def deepest(self) -> tuple[str, int]:
        """Return the folder that lies deepest, and how deep: 1 for a top folder."""
        sql = """
            WITH RECURSIVE below (id, depth) AS (
                SELECT f.id, 1 FROM folders f JOIN projects p ON f.parent_id = p.root_folder_id
                UNION ALL SELECT f.id, depth + 1 FROM folders f JOIN below ON f.parent_id = below.id
            ) SELECT {} FROM below ORDER BY depth DESC, id LIMIT 1
        """
        return self.value(sql.format("id")), int(self.value(sql.format("depth")))
