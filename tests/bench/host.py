"""The add-in in the simulated Fusion: how long a start takes, and what the main thread has to do.

Each measurement is a program of its own, begun anew, that prints one line of JSON: modules that are loaded
once would otherwise be charged to whoever comes first.
"""

from __future__ import annotations

import importlib
import itertools
import json
import os
import statistics
import subprocess
import sys
import time
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from addin.lib.emulator import Emulator, EmulatorOptions
from addin.lib.preview import PageStandIn, SimulatedFusion
from addin.lib.preview.addin import AddIn
from addin.lib.store.relation_files import write_reading
from addin.lib.terminal import FormBrowser

from .services import ENTRY, MADE, USER

ROOT = ENTRY.parent
PALETTE = "databrowser_palette"
START = "start"
ITEMS_IN_A_FOLDER = 20
FOLDERS = 1000
AT_A_TIME = 8
# Of each design whose relations were read; the add-in keeps at most 500 designs.
ITEMS_IN_A_READING = 400
ROUNDS = 5


class Session:
    """The add-in at work in a simulated Fusion, and a page that asks."""

    def __init__(self) -> None:
        self.fusion = SimulatedFusion()
        self.addin: AddIn = self.fusion.load(ENTRY, load=importlib.import_module("addin").load)
        self._ids = itertools.count(1)
        self.page: PageStandIn | None = None
        self._read = 0
        self.answers: dict[int, Any] = {}

    def start(self) -> None:
        """Run the add-in, open the palette, and let its page be ready."""
        self.addin.run()
        self.fusion.click("databrowser_open")
        self.pump_until(lambda: any(one.id == PALETTE for one in self.fusion.state.palettes))
        self.page = self.fusion.open_page(PALETTE)
        self._read = 0
        self.call("app.ready")

    def stop(self) -> None:
        """Stop the add-in; nothing may have failed meanwhile."""
        self.addin.stop()
        if self.fusion.faults:
            raise SystemExit(str(self.fusion.faults[0]))

    def ask(self, method: str, **params: Any) -> int:
        """Send a call and return its number."""
        assert self.page
        number = next(self._ids)
        message = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
        self.page.post("rpc", json.dumps(message))
        return number

    def call(self, method: str, **params: Any) -> Any:
        """Call and return the result."""
        number = self.ask(method, **params)
        self.pump_until(lambda: number in self.take())
        return self.answers.pop(number)

    def take(self) -> dict[int, Any]:
        """Read what has arrived since the last time, and return the answers that nobody has taken yet."""
        assert self.page
        while self._read < len(self.page.received):
            message = json.loads(self.page.received[self._read][1])
            self._read += 1
            if "error" in message:
                raise SystemExit(str(message["error"]))
            if "id" in message:
                self.answers[message["id"]] = message["result"]
        return self.answers

    def pump_until(self, condition: Callable[[], Any]) -> None:
        """Let Fusion work until the condition holds."""
        if not self.fusion.pump_until(condition, 120):
            raise SystemExit("the add-in did not answer")


def measure_ticks() -> dict[str, float]:
    """Return how many ticks there were while all folders were listed, and how many took too long."""
    webbrowser.open = FormBrowser().open
    session = Session()
    session.start()
    session.call("account.signIn")
    [hub] = session.call("tree.list", kind="root")["rows"]
    [project] = session.call("tree.list", kind="hub", hubId=hub["hubId"], id=hub["id"])["rows"]
    places = {name: project[name] for name in ("hubId", "projectId")}
    waiting = session.call("tree.list", kind="project", **places, id=project["id"])["rows"]
    session.fusion.meter.reset()
    items, asked = 0, set()
    while waiting or asked:
        while waiting and len(asked) < AT_A_TIME:
            asked.add(session.ask("tree.list", kind="folder", **places, id=waiting.pop()["id"]))
        session.pump_until(lambda: asked & session.take().keys())
        for number in asked & session.answers.keys():
            asked.remove(number)
            rows = session.answers.pop(number)["rows"]
            items += sum(row["kind"] == "item" for row in rows)
            waiting += [row for row in rows if row["kind"] == "folder"]
    meter = session.fusion.meter
    busiest = meter.busiest
    session.stop()
    return {
        "items": items,
        "ticks": meter.count,
        "over": meter.over_budget,
        "busiest": busiest.cpu if busiest else 0.0,
    }


def measure_cycle() -> dict[str, float]:
    """Return the seconds of a start, with palette and sign-in, and a stop, over what lies in our folder."""
    webbrowser.open = FormBrowser().open
    session = Session()
    taken: list[float] = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        session.start()
        session.call("account.signIn")
        session.stop()
        taken.append(time.perf_counter() - started)
    return {"seconds": statistics.median(taken[1:])}  # the first one loads what stays loaded


MEASURES: dict[str, Callable[[], dict[str, float]]] = {
    "ticks": measure_ticks,
    "cycle": measure_cycle,
}


def measure_apart(name: str, home: Path, *, service: str = "") -> dict[str, float]:
    """Take one of the measurements in a program of its own, with `home` as the folder of our files."""
    home.mkdir(exist_ok=True)
    environment = {**os.environ, "DATABROWSER_HOME": str(home), "DATABROWSER_SERVICE": service}
    # As in Fusion, whoever was loaded before has left bytecode; the first round makes it, for both alike.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(home.parent / "bytecode")
    program = ["tests.bench.start"] if name == START else ["tests.bench", "in-fusion", name]
    command = [sys.executable, "-m", *program]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name} could not be measured: its reason is above")
    return json.loads(done.stdout)


def fill_hub(database: Path) -> int:
    """Make a project of FOLDERS folders with ITEMS_IN_A_FOLDER items each, and return how many items."""
    with _seeding(database) as (seed, project):
        tops = [_add_folder(seed, project.root_folder_id, f"Top {one}") for one in range(10)]
        for number in range(FOLDERS):
            folder = _add_folder(seed, tops[number % len(tops)], f"Folder {number:04}")
            _add_items(seed, folder, ITEMS_IN_A_FOLDER)
    return FOLDERS * ITEMS_IN_A_FOLDER


def fill_home(home: Path, items: int) -> None:
    """Fill our folder with so many items: in the sample hub kept there, and in relations read before."""
    home.mkdir()
    with _seeding(home / "sample-hub.sqlite") as (seed, project):
        _add_items(seed, project.root_folder_id, items)
    account = home / "accounts" / "somebody"
    account.mkdir(parents=True)
    row = {"id": "urn:adsk.wipprod:dm.lineage:", "name": "A part of some name.f3d", "versionNumber": 7}
    for first in range(0, items, ITEMS_IN_A_READING):
        numbers = range(first, min(items, first + ITEMS_IN_A_READING))
        write_reading(account, f"design {first}", {"relations": [{**row, "number": one} for one in numbers]})


@contextmanager
def _seeding(database: Path) -> Iterator[tuple[Any, Any]]:
    with Emulator(EmulatorOptions(hub="none", database=str(database))) as service:
        seed = service.seed
        yield seed, seed.add_project(seed.add_hub("Bench"), name="Stream")


def _add_folder(seed: Any, parent: str, name: str) -> str:
    return seed.add_folder(parent, name=name, created=MADE, by=USER)


def _add_items(seed: Any, folder: str, count: int) -> None:
    for number in range(count):
        item = seed.add_item(folder, name=f"Part {number:06}.pdf", created=MADE, by=USER)
        seed.add_version(item, created=MADE, by=USER, size=1000 + number)
