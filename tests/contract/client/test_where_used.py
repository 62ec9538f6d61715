"""Where a design is used, on a small hub made for each question."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator

import pytest
from addin.lib.aps.refs import ATTACHMENT, DRAWING_TO_DESIGN, XREF
from addin.lib.core.where_used import Use, WhereUsed, find_uses
from addin.lib.emulator import Emulator, EmulatorOptions, Fault
from addin.lib.errors import Cancelled, ServiceDown, UsageError
from addin.lib.http import HttpClient

from ..conftest import QUICK
from .workbench import MADE

DESIGN = "items:autodesk.fusion360:Design"
DRAWING = "items:autodesk.fusion360:Drawing"


class Hub:
    """Designs by name, each of as many versions as asked for, and refs between `name version`."""

    def __init__(self, service: Emulator) -> None:
        self.service = service
        self.seed = service.seed
        hub = self.seed.add_hub("Hub")
        projects = [self.seed.add_project(hub, name=name) for name in ("First", "Second")]
        self.projects = [project.id for project in projects]
        self._folders = [
            self.seed.add_folder(project.root_folder_id, name="Parts", **MADE) for project in projects
        ]
        self.items: dict[str, str] = {}
        self._versions: dict[str, str] = {}

    def add(self, name: str, count: int = 1, *, kind: str = DESIGN, project: int = 0) -> None:
        self.items[name] = item = self.seed.add_item(
            self._folders[project], name=name, extension_type=kind, **MADE
        )
        for number in range(1, count + 1):
            self._versions[f"{name} {number}"] = self.seed.add_version(item, size=5, **MADE)

    def relate(self, user: str, used: str, extension_type: str = XREF) -> None:
        self.seed.add_ref(self._versions[user], to_id=self._versions[used], extension_type=extension_type)

    def asked(self) -> int:
        """Count the requests so far."""
        return sum(one.raw_path.endswith("/commands") for one in self.service.log)


@pytest.fixture
def hub() -> Iterator[Hub]:
    """An empty hub."""
    with Emulator(EmulatorOptions(hub="none")) as service:
        yield Hub(service)


@pytest.fixture
def client(hub: Hub) -> Iterator[HttpClient]:
    """A client of it."""
    token = hub.service.token
    with HttpClient(hub.service.url, get_token=lambda rejected: token, retry=QUICK) as opened:
        yield opened


def show(found: WhereUsed) -> list[str]:
    return [line(use) for use in found.uses]


def line(use: Use) -> str:
    versions = ",".join(map(str, use.versions))
    used = ",".join(map(str, use.used))
    return f"{use.level} {use.name} v{versions} of v{used}{' ' + use.again if use.again else ''}"


def find(client: HttpClient, hub: Hub, name: str = "bolt", **options: object) -> WhereUsed:
    return find_uses(client, hub.projects[0], item_id=hub.items[name], **options)  # pyright: ignore[reportArgumentType]


def test_up_to_the_roots_by_versions(hub: Hub, client: HttpClient) -> None:
    for name, count in (("bolt", 2), ("arm", 2), ("robot", 1), ("cell", 1)):
        hub.add(name, count)
    hub.add("sheet", kind=DRAWING)
    hub.relate("arm 1", "bolt 1")
    hub.relate("arm 2", "bolt 2")
    hub.relate("sheet 1", "bolt 2", DRAWING_TO_DESIGN)
    hub.relate("robot 1", "arm 2")
    hub.relate("cell 1", "robot 1")
    found = find(client, hub)
    assert show(found) == [
        "1 arm v2,1 of v2,1",
        "1 sheet v1 of v2",
        "2 robot v1 of v2",
        "3 cell v1 of v1",
    ]
    assert found.is_whole
    assert found.levels == 3
    by_key = {use.key: use for use in found.uses}
    assert [by_key[use.parent_key].name if use.parent_key else "" for use in found.uses] == [
        "",
        "",
        "arm",
        "robot",
    ]
    assert hub.asked() == 4  # one a level, and one that finds nothing more


def test_what_nothing_uses(hub: Hub, client: HttpClient) -> None:
    hub.add("bolt", 3)
    found = find(client, hub)
    assert found == WhereUsed((), 0, is_whole=True, problems={})


def test_what_it_uses_itself_is_not_among_it(hub: Hub, client: HttpClient) -> None:
    hub.add("bolt")
    hub.add("washer")
    hub.relate("bolt 1", "washer 1")
    hub.relate("bolt 1", "washer 1", ATTACHMENT)
    assert find(client, hub).uses == ()


def test_a_version_that_no_longer_uses_it_is_not_followed(hub: Hub, client: HttpClient) -> None:
    for name, count in (("bolt", 1), ("arm", 2), ("old", 1), ("new", 1)):
        hub.add(name, count)
    hub.relate("arm 1", "bolt 1")
    hub.relate("old 1", "arm 1")
    hub.relate("new 1", "arm 2")
    assert show(find(client, hub)) == ["1 arm v1 of v1", "2 old v1 of v1"]


def test_what_is_used_twice_is_followed_once(hub: Hub, client: HttpClient) -> None:
    for name in ("bolt", "left", "right", "robot", "cell"):
        hub.add(name)
    for user, used in (
        ("left", "bolt"),
        ("right", "bolt"),
        ("robot", "left"),
        ("robot", "right"),
        ("cell", "robot"),
    ):
        hub.relate(f"{user} 1", f"{used} 1")
    found = find(client, hub)
    assert show(found) == [
        "1 left v1 of v1",
        "1 right v1 of v1",
        "2 robot v1 of v1",
        "2 robot v1 of v1 again",
        "3 cell v1 of v1",
    ]
    robot, cell = found.uses[2], found.uses[4]
    assert cell.parent_key == robot.key


def test_two_kinds_of_ref_are_two_rows(hub: Hub, client: HttpClient) -> None:
    for name in ("bolt", "arm", "robot"):
        hub.add(name)
    hub.relate("arm 1", "bolt 1")
    hub.relate("arm 1", "bolt 1", ATTACHMENT)
    hub.relate("robot 1", "arm 1")
    assert show(find(client, hub)) == ["1 arm v1 of v1", "1 arm v1 of v1 again", "2 robot v1 of v1"]


@pytest.mark.parametrize("length", [1, 2, 5])
def test_a_cycle_is_shown_and_ends(hub: Hub, client: HttpClient, length: int) -> None:
    names = [f"part{number}" for number in range(length)]
    for name in names:
        hub.add(name)
    for used, user in zip(names, [*names[1:], names[0]], strict=True):
        hub.relate(f"{user} 1", f"{used} 1")
    found = find(client, hub, names[0])
    assert [use.name for use in found.uses] == [*names[1:], names[0]]
    assert [use.again for use in found.uses] == [*[""] * (length - 1), "cycle"]
    assert found.is_whole


def test_another_version_found_later_goes_on_below_the_first_row(hub: Hub, client: HttpClient) -> None:
    for name, count in (("bolt", 1), ("arm", 2), ("hand", 1), ("late", 1)):
        hub.add(name, count)
    hub.relate("arm 1", "bolt 1")
    hub.relate("hand 1", "arm 1")
    hub.relate("arm 2", "hand 1")  # by versions no cycle, by items one
    hub.relate("late 1", "arm 2")
    told: list[list[str]] = []
    found = find(client, hub, on_uses=lambda uses: told.append([line(use) for use in uses]))
    assert show(found) == [
        "1 arm v1 of v1",
        "2 hand v1 of v1",
        "3 arm v2 of v1 cycle",
        "4 late v1 of v2",
    ]
    assert found.uses[3].parent_key == found.uses[0].key
    assert [line for level in told for line in level] == show(found)


def test_a_row_told_again_knows_more(hub: Hub, client: HttpClient) -> None:
    for name, count in (("bolt", 1), ("arm", 2), ("hand", 1), ("robot", 2)):
        hub.add(name, count)
    hub.relate("arm 1", "bolt 1")
    hub.relate("robot 1", "arm 1")
    hub.relate("hand 1", "arm 1")
    hub.relate("arm 2", "hand 1")
    hub.relate("robot 2", "arm 2")
    found = find(client, hub)
    robots = [use for use in found.uses if use.name == "robot"]
    assert [line(use) for use in robots] == ["2 robot v2,1 of v2,1"]
    assert len({use.key for use in found.uses}) == len(found.uses)


def test_a_limit_of_levels_is_said(hub: Hub, client: HttpClient) -> None:
    names = ["bolt", "arm", "robot", "cell"]
    for name in names:
        hub.add(name)
    for used, user in itertools.pairwise(names):
        hub.relate(f"{user} 1", f"{used} 1")
    found = find(client, hub, most_levels=2)
    assert [use.name for use in found.uses] == ["arm", "robot"]
    assert not found.is_whole
    assert find(client, hub, most_levels=4).is_whole
    for levels in (0, 21):
        with pytest.raises(UsageError) as caught:
            find(client, hub, most_levels=levels)
        assert caught.value.reference == "where-used.bad-levels"


def test_two_hundred_users_are_asked_about_by_fifty(hub: Hub, client: HttpClient) -> None:
    hub.add("bolt")
    for number in range(200):
        hub.add(f"user {number}")
        hub.relate(f"user {number} 1", "bolt 1")
    assert len(find(client, hub).uses) == 200
    assert hub.asked() == 1 + 4


def test_after_a_cancel_no_request_starts(hub: Hub, client: HttpClient) -> None:
    for name in ("bolt", "arm", "robot"):
        hub.add(name)
    hub.relate("arm 1", "bolt 1")
    hub.relate("robot 1", "arm 1")
    cancelled = threading.Event()
    with pytest.raises(Cancelled):
        find(client, hub, on_uses=lambda uses: cancelled.set(), cancelled=cancelled)
    assert hub.asked() == 1


def test_another_project_that_does_not_know_the_versions_is_left_out(hub: Hub, client: HttpClient) -> None:
    for name in ("bolt", "arm", "robot"):
        hub.add(name)
    hub.relate("arm 1", "bolt 1")
    hub.relate("robot 1", "arm 1")
    found = find(client, hub, other_projects=[hub.projects[1], "b.nowhere"])
    assert [use.name for use in found.uses] == ["arm", "robot"]
    assert set(found.problems) <= {hub.projects[1], "b.nowhere"}
    assert "b.nowhere" in found.problems
    assert hub.asked() == 5  # three projects at the first level, the design's own at the two beyond


def test_uses_in_another_project_are_followed_there_and_back(hub: Hub, client: HttpClient) -> None:
    for name, project in (("Bolt", 0), ("Rig", 1), ("Plate", 0), ("Cell", 1), ("Line", 0)):
        hub.add(name, project=project)
    for user, used in (("Rig", "Bolt"), ("Plate", "Bolt"), ("Cell", "Rig"), ("Line", "Cell")):
        hub.relate(f"{user} 1", f"{used} 1")
    found = find(client, hub, "Bolt", other_projects=[hub.projects[1]])
    assert show(found) == [
        "1 Plate v1 of v1",
        "1 Rig v1 of v1",
        "2 Cell v1 of v1",
        "3 Line v1 of v1",
    ]
    assert not found.problems
    assert hub.asked() <= 11


def test_of_many_projects_only_those_that_have_a_part_in_it_cost_more(hub: Hub, client: HttpClient) -> None:
    hub.add("Bolt")
    for number in range(30):
        hub.add(f"Arm {number:02}", project=number % 15 == 7)
        hub.add(f"Robot {number:02}", project=number % 15 == 7)
        hub.relate(f"Arm {number:02} 1", "Bolt 1")
        hub.relate(f"Robot {number:02} 1", f"Arm {number:02} 1")
    nowhere = [f"b.nowhere{number}" for number in range(8)]
    found = find(client, hub, "Bolt", other_projects=[*nowhere, hub.projects[1]])
    assert len(found.uses) == 60
    assert hub.asked() <= 75


def test_a_project_that_forbids_it_on_the_way_is_asked_no_more(hub: Hub, client: HttpClient) -> None:
    hub.add("Bolt")
    for number in range(8):
        hub.add(f"Arm {number}")
        hub.relate(f"Arm {number} 1", "Bolt 1")
    hub.service.add_fault(Fault(path="*/commands", nth=tuple(range(2, 40)), status=403, body="{}"))
    found = find(client, hub, "Bolt")
    assert (len(found.uses), hub.asked(), list(found.problems)) == (8, 2, hub.projects[:1])


def test_the_design_s_own_project_saying_no_is_an_error(hub: Hub, client: HttpClient) -> None:
    hub.add("bolt")
    hub.service.add_fault(Fault(path="*/commands", status=500, body="{}"))
    with pytest.raises(ServiceDown):
        find(client, hub)
