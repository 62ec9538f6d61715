"""The way from a hub down to an item, found upwards: few requests, closed folders, endless answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import quote, unquote

import pytest
from addin.lib.core.browse import Node
from addin.lib.core.paths import ItemPath, find_path
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.emulator.policies import ALLOWED
from addin.lib.errors import DataBrowserError, Forbidden, MalformedAnswer, NotFound, ServiceDown
from addin.lib.http import HttpClient
from addin.lib.scripting import Session, connect

pytestmark = pytest.mark.long_only

TOP_FOLDERS = "*/topFolders"


def names(path: ItemPath) -> tuple[str, ...]:
    """Return the names of all that a path goes through, as the walk downwards has them."""
    return (
        path.hub.name,
        path.project.name,
        *(folder.name for folder in path.folders),
        path.item.name,
    )


def deepest(session: Session) -> Node:
    """Return the item of the main project that lies deepest."""
    found = [node for node in session.walk(project=sample.MAIN_PROJECT) if node.kind == "item"]
    return max(found, key=lambda node: node.depth)


@pytest.fixture
def design(session: Session) -> Node:
    """The gearbox: hub, project, one folder, design."""
    [node] = session.find(
        sample.DESIGN_NAME, kind="items:autodesk.fusion360:Design", project=sample.MAIN_PROJECT
    )
    return node


def folder_path(node: Node, folder_id: str) -> str:
    return f"/data/v1/projects/{quote(node.project_id, safe='')}/folders/{quote(folder_id, safe='')}"


def test_every_item_is_found_where_the_walk_down_meets_it(session: Session, client: HttpClient) -> None:
    by_place = {node.path[:-1]: node for node in session.walk() if node.kind == "item"}
    assert len(by_place) > 15
    for node in by_place.values():
        path = find_path(client, node.project_id, item_id=node.id, hub_id=node.hub_id)
        assert names(path) == node.path
        assert path.tip == node.tip


def test_a_folder_costs_one_request_and_the_root_none(
    service: Emulator, session: Session, client: HttpClient
) -> None:
    node = deepest(session)
    service.clear_log()
    path = find_path(client, node.project_id, item_id=node.id, hub_id=node.hub_id)
    asked = [unquote(request.raw_path) for request in service.log]
    assert len(path.folders) > 10
    assert len(asked) == len(set(asked)) == 4 + len(path.folders) - 1
    assert not any(one.endswith(("/parent", path.project.root_folder_id, "/contents")) for one in asked)


@pytest.mark.parametrize("policy", ALLOWED["root-folder"])
def test_whether_the_root_may_be_read_makes_no_difference(
    start: Callable[..., Emulator], policy: str
) -> None:
    service = start(policies={"root-folder": policy})
    with connect(service=service.url, token=service.token) as session:
        nodes = [node for node in session.walk(project=sample.MAIN_PROJECT) if node.kind == "item"]
    with HttpClient(service.url, get_token=lambda rejected: service.token) as client:
        for node in (min(nodes, key=lambda one: one.depth), max(nodes, key=lambda one: one.depth)):
            path = find_path(client, node.project_id, item_id=node.id, hub_id=node.hub_id)
            assert names(path) == node.path


def test_a_root_that_is_itself_the_top_folder_is_shown_as_such(
    service: Emulator, client: HttpClient, design: Node
) -> None:
    found = find_path(client, design.project_id, item_id=design.id, hub_id=design.hub_id)
    root = client.request("GET", folder_path(design, found.project.root_folder_id)).json()
    service.add_fault(Fault(path=TOP_FOLDERS, status=200, body=json.dumps({**root, "data": [root["data"]]})))
    path = find_path(client, design.project_id, item_id=design.id, hub_id=design.hub_id)
    assert [folder.id for folder in path.folders] == [found.project.root_folder_id, found.folders[0].id]


@pytest.mark.parametrize("policy", ALLOWED["root-folder"])
def test_an_item_beside_the_top_folders_is_out_of_sight(start: Callable[..., Emulator], policy: str) -> None:
    service = start(hub="none", policies={"root-folder": policy})
    seed, made = service.seed, {"created": "2026-01-01T10:00:00Z", "by": "SAMPLEUSER01"}
    hub = seed.add_hub("Hub")
    project = seed.add_project(hub, name="Project")
    item = seed.add_item(project.root_folder_id, name="Loose.pdf", **made)
    seed.add_version(item, size=1, **made)
    with (
        HttpClient(service.url, get_token=lambda rejected: service.token) as client,
        pytest.raises(DataBrowserError) as caught,
    ):
        find_path(client, project.id, item_id=item, hub_id=hub)
    assert caught.value.reference == "browse.out-of-sight"
    assert "Loose.pdf" in caught.value.message


@pytest.mark.parametrize("status", [403, 404])
def test_a_closed_folder_on_the_way_is_the_end_of_the_way(
    service: Emulator, session: Session, client: HttpClient, status: int
) -> None:
    node = deepest(session)
    path = find_path(client, node.project_id, item_id=node.id, hub_id=node.hub_id)
    closed, below = path.folders[4:6]
    service.add_fault(Fault(path=folder_path(node, closed.id), status=status, body="{}"))
    with pytest.raises(DataBrowserError) as caught:
        find_path(client, node.project_id, item_id=node.id, hub_id=node.hub_id)
    assert caught.value.reference == "browse.out-of-sight"
    # Where the service then gives the folder below as the highest that the user may read, that is the top.
    top = client.request("GET", folder_path(node, below.id)).json()
    service.add_fault(Fault(path=TOP_FOLDERS, status=200, body=json.dumps({**top, "data": [top["data"]]})))
    again = find_path(client, node.project_id, item_id=node.id, hub_id=node.hub_id)
    assert again.folders == path.folders[5:]


def test_a_hub_that_nobody_knows_is_looked_for(
    service: Emulator, session: Session, client: HttpClient, design: Node
) -> None:
    [personal] = [node for node in session.walk(hub=sample.PERSONAL_HUB) if node.kind == "project"]
    other = next(
        node for node in session.walk(hub=sample.PERSONAL_HUB, project=personal.name) if node.kind == "item"
    )
    for node in (design, other):
        service.clear_log()
        path = find_path(client, node.project_id, item_id=node.id)
        assert names(path) == node.path
        assert path.hub.id == node.hub_id
        assert len(service.log) <= 1 + 1 + 2 + 1 + len(path.folders) - 1  # item, hubs, projects of two, top


def test_a_hub_that_refuses_its_projects_is_passed_over(
    service: Emulator, client: HttpClient, session: Session
) -> None:
    first, second = session.hubs()
    node = next(node for node in session.walk(hub=second.name) if node.kind == "item")
    service.add_fault(Fault(path=f"/project/v1/hubs/{first.id}/projects", status=403, body="{}"))
    assert names(find_path(client, node.project_id, item_id=node.id)) == node.path
    service.add_fault(Fault(path=f"/project/v1/hubs/{second.id}/projects", status=403, body="{}"))
    with pytest.raises(Forbidden):
        find_path(client, node.project_id, item_id=node.id)


def test_a_project_in_no_hub_of_the_account_is_said(
    service: Emulator, client: HttpClient, design: Node
) -> None:
    service.add_fault(Fault(path="/project/v1/hubs/*/projects", status=200, body='{"data": []}'))
    with pytest.raises(DataBrowserError) as caught:
        find_path(client, design.project_id, item_id=design.id)
    assert caught.value.reference == "browse.unknown-project"


def test_an_item_of_another_project_is_not_found(
    session: Session, client: HttpClient, service: Emulator, design: Node
) -> None:
    other = next(node for node in session.walk(project=sample.CONVEYOR_PROJECT) if node.kind == "project")
    service.clear_log()
    with pytest.raises(NotFound) as caught:
        find_path(client, other.project_id, item_id=design.id, hub_id=other.hub_id)
    assert caught.value.context["what"] == "item"
    assert len(service.log) == 1


def test_a_project_of_another_hub_is_not_found(client: HttpClient, session: Session, design: Node) -> None:
    [other] = [hub for hub in session.hubs() if hub.id != design.hub_id]
    with pytest.raises(NotFound) as caught:
        find_path(client, design.project_id, item_id=design.id, hub_id=other.id)
    assert caught.value.context["what"] == "project"


def test_parents_that_lead_back_end_in_an_error(
    service: Emulator, session: Session, client: HttpClient
) -> None:
    node = deepest(session)
    path = find_path(client, node.project_id, item_id=node.id, hub_id=node.hub_id)
    upper, lower = path.folders[3], path.folders[-1]
    looped = client.request("GET", folder_path(node, upper.id)).json()
    looped["data"]["relationships"]["parent"]["data"]["id"] = lower.id
    service.add_fault(Fault(path=folder_path(node, upper.id), status=200, body=json.dumps(looped)))
    service.clear_log()
    with pytest.raises(MalformedAnswer) as caught:
        find_path(client, node.project_id, item_id=node.id, hub_id=node.hub_id)
    assert caught.value.reference == "service.endless-parents"
    assert len(service.log) < 4 + len(path.folders)


def test_a_trouble_on_the_way_is_that_trouble(
    service: Emulator, session: Session, client: HttpClient
) -> None:
    node = deepest(session)
    service.add_fault(Fault(path="*/folders/*", status=502, body="<html>"))
    with pytest.raises(ServiceDown) as caught:
        find_path(client, node.project_id, item_id=node.id, hub_id=node.hub_id)
    assert caught.value.context["what"] == "folder"
