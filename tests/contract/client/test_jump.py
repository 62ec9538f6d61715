"""From a pasted address to its place: by what the catalogue knows, else by the fewest requests."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from addin.lib.aps.hubs import list_projects
from addin.lib.core.browse import Node
from addin.lib.core.catalogue_records import (
    folder_record,
    hub_record,
    item_record,
    project_record,
    version_record,
)
from addin.lib.core.jump import jump
from addin.lib.core.paths import find_path
from addin.lib.core.service_search import search_service
from addin.lib.emulator import Emulator, sample
from addin.lib.errors import UsageError
from addin.lib.http import HttpClient
from addin.lib.scripting import Session
from addin.lib.store.catalogue import Catalogue

pytestmark = pytest.mark.long_only

USER = "SAMPLEUSER01"
MADE = "2026-03-04T12:00:00Z"


@pytest.fixture
def deepest(session: Session) -> Node:
    """The item of the main project that lies deepest."""
    found = [node for node in session.walk(project=sample.MAIN_PROJECT) if node.kind == "item"]
    return max(found, key=lambda node: node.depth)


@pytest.fixture
def known(tmp_path: Path, client: HttpClient, deepest: Node) -> Iterator[Callable[..., Catalogue]]:
    """Makes a catalogue of the way to the item, as far down as so many folders, and the item if asked for."""
    path = find_path(client, deepest.project_id, item_id=deepest.id)
    opened: list[Catalogue] = []

    def make(folders: int, *, has_item: bool = False) -> Catalogue:
        catalogue = Catalogue.open(tmp_path, path.hub.id)
        opened.append(catalogue)
        catalogue.write_hub(hub_record(path.hub))
        catalogue.write_projects([project_record(path.project)])
        catalogue.write_top_folders(path.project.id, [folder_record(path.folders[0])])
        for upper, lower in zip(path.folders, path.folders[1:folders], strict=False):
            with catalogue.listing(path.project.id, upper.id) as listing:
                listing.add([folder_record(lower)])
        if has_item and path.tip:
            with catalogue.listing(path.project.id, path.folders[-1].id) as listing:
                listing.add((), [item_record(path.item)], [version_record(path.tip)])
        return catalogue

    yield make
    for catalogue in opened:
        catalogue.close()


def link(node: Node, folder_id: str) -> str:
    number = base64.urlsafe_b64decode(node.project_id[2:] + "==").decode().rpartition("#")[2]
    parts = [base64.urlsafe_b64encode(one.encode()).decode().rstrip("=") for one in (folder_id, node.id)]
    return f"https://acme.autodesk360.com/g/projects/{number}/data/{'/'.join(parts)}"


def test_what_is_known_costs_no_request(
    service: Emulator, known: Callable[..., Catalogue], deepest: Node, client: HttpClient
) -> None:
    catalogue = known(99, has_item=True)
    assert deepest.tip
    found = catalogue.find(deepest.id)
    assert found
    steps = found.way
    before = len(service.log)
    for text in (deepest.id, deepest.tip.id, link(deepest, steps[-2].id), f"  <{deepest.id}> "):
        place = jump(text, [catalogue], client=client)
        assert tuple(step.name for step in place.way) == deepest.path
        assert place.source == "catalogue"
    for step in steps[:-1]:
        assert jump(step.id, [catalogue]).way[-1] == step
    assert len(service.log) == before
    old = deepest.id.replace(":dm.lineage:", ":fs.file:vf.") + "?version=99"
    assert jump(old, [catalogue]).way == steps
    assert jump(old, [catalogue]).version_id == old


def test_an_unknown_item_in_a_known_folder_is_one_request(
    service: Emulator, known: Callable[..., Catalogue], deepest: Node, client: HttpClient
) -> None:
    catalogue = known(99)
    before = len(service.log)
    place = jump(deepest.id, [catalogue], client=client)
    assert tuple(step.name for step in place.way) == deepest.path
    assert place.source == "service"
    assert len(service.log) == before + 1


def test_each_unknown_folder_is_one_request_more(
    service: Emulator, known: Callable[..., Catalogue], deepest: Node, client: HttpClient
) -> None:
    catalogue = known(1)
    before = len(service.log)
    assert deepest.tip
    place = jump(deepest.tip.id, [catalogue], client=client)
    assert tuple(step.name for step in place.way) == deepest.path
    assert len(service.log) == before + 1 + len(deepest.path) - 4


def test_a_link_is_asked_about_in_the_project_that_it_names_and_a_urn_in_one_after_the_other(
    service: Emulator, known: Callable[..., Catalogue], deepest: Node, client: HttpClient
) -> None:
    catalogue = known(99)
    projects = list_projects(client, deepest.hub_id)
    catalogue.write_projects([project_record(one) for one in projects])
    others = [one.id for one in projects if one.id != deepest.project_id]
    assert others
    for text, requests in ((link(deepest, "nowhere"), 1), (deepest.id, len(others) + 1)):
        before = len(service.log)
        place = jump(text, [catalogue], client=client, project_ids=others)
        assert tuple(step.name for step in place.way) == deepest.path
        assert len(service.log) == before + requests


def test_without_a_catalogue_the_service_tells(deepest: Node, client: HttpClient) -> None:
    place = jump(deepest.id, [], client=client, project_ids=[deepest.project_id])
    assert tuple(step.name for step in place.way) == deepest.path


def test_what_is_no_address_or_unknown_is_told(known: Callable[..., Catalogue]) -> None:
    with pytest.raises(UsageError) as no_address:
        jump("gear housing", [])
    assert no_address.value.reference == "jump.not-an-address"
    with pytest.raises(UsageError) as unknown:
        jump("urn:adsk.wipprod:dm.lineage:nowhere", [known(1)])
    assert unknown.value.reference == "jump.unknown"


def test_the_service_searches_below_a_folder_and_tells_how_far(client: HttpClient, deepest: Node) -> None:
    [top] = find_path(client, deepest.project_id, item_id=deepest.id).folders[:1]
    *_, last = search_service(client, deepest.project_id, folder_id=top.id, text=deepest.name[:6])
    assert deepest.id in {item.id for item, _ in last.items}
    assert (last.is_whole, last.is_cut) == (True, False)
    assert last.pages == last.pages_read


def test_the_service_s_search_stops_after_its_pages(empty_service: Emulator) -> None:
    service, seed = empty_service, empty_service.seed
    project = seed.add_project(seed.add_hub("Acme"), name="Line 01")
    folder = seed.add_folder(project.root_folder_id, name="Parts", created=MADE, by=USER)
    for number in range(401):
        item = seed.add_item(folder, name=f"Bracket {number}.pdf", created=MADE, by=USER)
        seed.add_version(item, created=MADE, by=USER, size=1)
    with HttpClient(service.url, get_token=lambda rejected: service.token) as client:
        steps = list(search_service(client, project.id, folder_id=folder, text="Bracket", most_pages=2))
    last = steps[-1]
    assert (last.is_whole, last.is_cut, last.pages_read, last.pages) == (False, True, 2, 3)
    assert [len(one.items) for one in steps] == [200, 400, 400]
    assert len(service.log) == 2
