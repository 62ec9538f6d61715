"""Where a design is used from the catalogue alone, against what the service tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from addin.lib.aps.refs import DRAWING_TO_DESIGN, XREF
from addin.lib.core.known_uses import find_known_uses
from addin.lib.core.where_used import Use, find_uses
from addin.lib.emulator import Emulator, EmulatorOptions
from addin.lib.http import HttpClient

from ..conftest import QUICK
from .syncing import Hub
from .workbench import MADE

DESIGN = "items:autodesk.fusion360:Design"


@pytest.fixture
def service() -> Iterator[Emulator]:
    """A service without a hub."""
    with Emulator(EmulatorOptions(hub="none")) as one:
        yield one


def told(uses: Iterable[Use]) -> list[tuple[object, ...]]:
    """Return what is shown of uses."""
    return sorted(
        (one.key, one.parent_key, one.project_id, one.name, one.versions, one.used, one.again) for one in uses
    )


class Works:
    """A hub of two projects, and designs in them by name."""

    def __init__(self, service: Emulator) -> None:
        self.seed = service.seed
        hub = self.seed.add_hub("Works")
        projects = [self.seed.add_project(hub, name=name) for name in ("Press", "Line")]
        self.projects = [one.id for one in projects]
        self._folders = [self.seed.add_folder(one.root_folder_id, name="Parts", **MADE) for one in projects]
        self.items: dict[str, str] = {}
        self._versions: dict[str, str] = {}

    def add(self, name: str, count: int = 1, *, project: int = 0) -> None:
        folder = self._folders[project]
        self.items[name] = self.seed.add_item(folder, name=name, extension_type=DESIGN, **MADE)
        for number in range(1, count + 1):
            self._versions[f"{name} {number}"] = self.seed.add_version(self.items[name], size=5, **MADE)

    def relate(self, user: str, used: str, extension_type: str = XREF) -> None:
        ends = self._versions[user], self._versions[used]
        self.seed.add_ref(ends[0], to_id=ends[1], extension_type=extension_type)


@pytest.fixture
def client(service: Emulator) -> Iterator[HttpClient]:
    """A client of it."""
    with HttpClient(service.url, get_token=lambda rejected: service.token, retry=QUICK) as opened:
        yield opened


def test_what_was_swept_tells_what_the_service_tells(
    service: Emulator, client: HttpClient, tmp_path: Path
) -> None:
    works = Works(service)
    for name, count in (("Frame", 2), ("Sheet", 1), ("Press", 1), ("Plant", 1)):
        works.add(name, count)
    works.relate("Sheet 1", "Frame 1", DRAWING_TO_DESIGN)
    works.relate("Press 1", "Frame 2")
    works.relate("Plant 1", "Press 1")
    works.relate("Frame 2", "Plant 1")  # which goes round
    opened = Hub.open(service, client, tmp_path, size=None)
    with opened.catalogue as catalogue:
        opened.refresh()
        assert find_known_uses(catalogue, "nowhere") is None
        before = find_known_uses(catalogue, works.items["Frame"])
        assert before
        assert (before.found.uses, before.at, before.read) == ((), None, 0)
        opened.sweep()
        service.clear_log()
        parts: list[Use] = []
        known = find_known_uses(catalogue, works.items["Frame"], on_uses=parts.extend)
        assert len(service.log) == 0
    assert known
    assert known.at
    assert known.read == known.versions
    assert told(parts) == told(known.found.uses)
    asked = find_uses(client, works.projects[0], item_id=works.items["Frame"])
    assert told(known.found.uses) == told(asked.uses)
    assert [one.name for one in known.found.uses] == ["Press", "Sheet", "Plant", "Frame"]


def test_what_lies_in_another_project_says_so(service: Emulator, client: HttpClient, tmp_path: Path) -> None:
    works = Works(service)
    works.add("Frame")
    works.add("Plant", project=1)
    works.relate("Plant 1", "Frame 1")
    opened = Hub.open(service, client, tmp_path, size=None)
    with opened.catalogue as catalogue:
        opened.refresh()
        opened.sweep()
        known = find_known_uses(catalogue, works.items["Frame"])
    assert known
    assert [(one.name, one.project_id) for one in known.found.uses] == [("Plant", works.projects[1])]
