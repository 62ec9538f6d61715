"""What is measured against: the local service as a program of its own, filled with a tree of known size."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from addin.lib.aps.refs import ATTACHMENT
from addin.lib.emulator import Emulator, EmulatorOptions

ENTRY = Path(__file__).resolve().parents[2] / "DataBrowserAddin.py"
USER = "SAMPLEUSER01"
MADE = "2026-03-04T12:00:00Z"
TOP_FOLDERS = 1
BRANCHES = 10
LEAVES = 10
ITEMS = 20
FOLDERS = TOP_FOLDERS * (1 + BRANCHES * (1 + LEAVES))


@dataclass(frozen=True)
class Service:
    """A running service: where it is, a token for it, and an app with a secret."""

    url: str
    token: str = field(repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)


@contextmanager
def running(database: Path, *, latency_ms: int = 0) -> Iterator[Service]:
    """Run the service as a program over a database."""
    command = [sys.executable, str(ENTRY), "emulator", "--db", str(database), "--latency-ms", str(latency_ms)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            lines = [process.stdout.readline().split()[1:] for _ in range(3)]
            yield Service(*(word for words in lines for word in words))
        finally:
            process.terminate()


def fill_tree(database: Path) -> None:
    """Make a hub of one project with FOLDERS folders in three levels, ITEMS items in each."""
    with Emulator(EmulatorOptions(hub="none", database=str(database))) as service:
        seed = service.seed

        def add(parent: str, name: str) -> str:
            folder = seed.add_folder(parent, name=name, created=MADE, by=USER)
            for number in range(ITEMS):
                item = seed.add_item(folder, name=f"{name} part {number:02}.pdf", created=MADE, by=USER)
                seed.add_version(item, created=MADE, by=USER, size=1000 + number)
            return folder

        project = seed.add_project(seed.add_hub("Bench"), name="Tree")
        for number in range(TOP_FOLDERS):
            top = add(project.root_folder_id, f"Top {number}")
            for branch in (add(top, f"Branch {number}.{one}") for one in range(BRANCHES)):
                for one in range(LEAVES):
                    add(branch, f"Leaf {branch[-4:]} {one}")


def fill_versions(database: Path, count: int) -> tuple[str, list[str]]:
    """Make `count` versions, each with a ref to the next; return the project and the versions."""
    with Emulator(EmulatorOptions(hub="none", database=str(database))) as service:
        seed = service.seed
        project = seed.add_project(seed.add_hub("Bench"), name="Refs")
        ids = []
        for number in range(count):
            item = seed.add_item(project.root_folder_id, name=f"{number}.pdf", created=MADE, by=USER)
            ids.append(seed.add_version(item, created=MADE, by=USER, size=number))
        for one, other in itertools.pairwise(ids):
            seed.add_ref(one, to_id=other, extension_type=ATTACHMENT)
    return project.id, ids
