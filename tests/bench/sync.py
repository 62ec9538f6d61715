"""The catalogue's sync: what a refresh and a walk ask for, their pace, and the memory they take."""

from __future__ import annotations

import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from addin.lib.aps.hubs import list_hubs
from addin.lib.aps.limits import find_limit
from addin.lib.core.sync.pace import Pace
from addin.lib.core.sync.rounds import refresh
from addin.lib.core.sync.sweep import sweep
from addin.lib.core.sync.visits import A_LIST, Means
from addin.lib.emulator import Emulator, EmulatorOptions
from addin.lib.emulator.data.rollups import note_change
from addin.lib.emulator.sample.large import HUB, SIZES, Size, build
from addin.lib.http import Budget, HttpClient
from addin.lib.store.catalogue import Catalogue

from .services import ENTRY, Service
from .walk import walk_aps_toolkit, walk_py_aps

ROOT = Path(__file__).resolve().parents[2]
RATE = 5  # seconds of the service in one of the machine's: a burst has to end well within its minute
_PACED = Size(projects=3, folders=110, items=600)  # some shares of lists
_PAGE = 200


@dataclass(frozen=True)
class Requests:
    """How many requests a walk took, and a refresh after one change; and what is the least of either.

    `others` are those of a walk by other clients.
    """

    walk: int
    least: int
    refresh: int
    most: int
    others: dict[str, int]


@dataclass(frozen=True)
class Paced:
    """Lists a minute by the service's clock, those that the sync's share has, and how many 429."""

    per_minute: float
    share: int
    refused: int


@dataclass
class FastClock:
    """Time that passes as fast as the service's."""

    def now(self) -> float:
        """Return the present second."""
        return time.monotonic() * RATE

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds / RATE)


def count_requests() -> Requests:
    """Count what walks and a refresh of the large hub ask for."""
    with (
        _running(SIZES["large"]) as service,
        HttpClient(service.url, get_token=lambda _: service.token) as client,
    ):
        with _means(client) as means:
            walked = _count(service, lambda: refresh(means))
            depth = _change_deepest(service)
            refreshed = _count(service, lambda: refresh(means))
        reached = Service(service.url, service.token)
        others = {
            "py-aps": _count(service, lambda: walk_py_aps(reached)),
            "aps-toolkit": _count(service, lambda: walk_aps_toolkit(reached)),
        }
        projects = SIZES["large"].projects
        least = _count_pages(service) + projects + 1
        return Requests(walked, least, refreshed, depth + projects + 2, others)


def measure_pace() -> Paced:
    """Walk a hub under the service's quotas, on clocks that are RATE times as fast."""
    with _running(_PACED, quotas=True) as service:
        service.clock.rate = RATE
        clock = FastClock()
        pace = Pace(Budget(find_limit, clock=clock), clock=clock)
        with (
            HttpClient(service.url, get_token=lambda _: service.token, budget=pace, clock=clock) as client,
            _means(client) as means,
        ):
            refresh(means)
        lists = [one.time for one in service.log if one.raw_path.partition("?")[0].endswith("/contents")]
        share = pace.find_account(*A_LIST).allowance
        # A share may be spent at once, and then once a minute: whole shares are what can be compared.
        shares = (len(lists) - 1) // share
        minutes = (lists[shares * share] - lists[0]) * RATE / 60
        return Paced(shares * share / minutes, share, len([one for one in service.log if one.status == 429]))


def measure_memory() -> dict[str, float]:
    """Return by how many bytes a program grows at the most that syncs the huge hub, measured in one."""
    command = [sys.executable, str(ENTRY), "emulator", "--port", "0", "--hub", "huge"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            words = [process.stdout.readline().split()[1] for _ in range(2)]
            asked = [sys.executable, "-m", "tests.bench", "sync-memory", *words]
            done = subprocess.run(asked, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
            return json.loads(done.stdout)
        finally:
            process.terminate()


def take_memory(url: str, token: str) -> dict[str, float]:
    """Sync whatever is at an address: the program behind `measure_memory`."""
    with HttpClient(url, get_token=lambda _: token) as client, _means(client) as means:
        means.catalogue.count()
        idle = _peak()
        refresh(means)
        while sweep(means):
            pass
        counts = means.catalogue.count()
        return {"grown": _peak() - idle, "items": counts.items, "folders": counts.folders}


def _peak() -> int:
    """Return the most bytes that this program has had; on Linux its own, and not those of who started it."""
    status = Path("/proc/self/status")
    if status.exists():
        told = next(line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM:"))
        return 1024 * int(told.split()[1])
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else 1024 * most


@contextmanager
def _running(size: Size, *, quotas: bool = False) -> Iterator[Emulator]:
    """A service that has this hub and no other, so that all walk the same."""
    with Emulator(EmulatorOptions(hub="none", quotas=quotas)) as service:
        build(service.seed, size)
        yield service


@contextmanager
def _means(client: HttpClient) -> Iterator[Means]:
    hub_id = next(hub.id for hub in list_hubs(client) if hub.name == HUB)
    with tempfile.TemporaryDirectory() as folder, Catalogue.open(Path(folder), hub_id) as catalogue:
        yield Means(client, catalogue, hub_id)


def _count(service: Emulator, work: Callable[[], object]) -> int:
    service.clear_log()
    work()
    return len(service.log)


def _change_deepest(service: Emulator) -> int:
    """Change an item of the folder that lies deepest, and return how deep that is."""
    backend = service._backend  # pyright: ignore[reportPrivateUsage]
    row = backend.database.row(
        """
        WITH RECURSIVE below (id, depth) AS (
            SELECT f.id, 1 FROM folders f JOIN projects p ON f.parent_id = p.root_folder_id
            UNION ALL SELECT f.id, depth + 1 FROM folders f JOIN below ON f.parent_id = below.id
        ) SELECT id, depth FROM below ORDER BY depth DESC, id LIMIT 1
        """
    )
    assert row
    backend.database.change("UPDATE items SET name = 'Changed' WHERE folder_id = ?", (row["id"],))
    note_change(backend, row["id"])
    return row["depth"]


def _count_pages(service: Emulator) -> int:
    database = service._database  # pyright: ignore[reportPrivateUsage]
    rows = database.rows(
        """
        SELECT (SELECT count(*) FROM folders WHERE parent_id = f.id)
            + (SELECT count(*) FROM items WHERE folder_id = f.id) AS entries
        FROM folders f WHERE f.parent_id IS NOT NULL
        """
    )
    return sum(max(1, math.ceil(row["entries"] / _PAGE)) for row in rows)
