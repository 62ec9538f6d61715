"""A service that lies, and always tells the same lies."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from addin.lib.emulator import Emulator, Fault
from addin.lib.emulator.faults.lies import ELSEWHERE, LIES

from .wire import NOON, USER, Shelf, Wire, list_refs_body, q, ref_body

HUBS = "/project/v1/hubs"


def lie(*what: str, seed: int = 0, one_in: int = 1, path: str = "*") -> Fault:
    return Fault(action="lie", what=what, seed=seed, one_in=one_in, path=path)


def contents(wire: Wire, shelf: Shelf, folder: str) -> Any:
    return wire.get(shelf.path("folders", folder) + "/contents?page%5Blimit%5D=2").json


def name_of(resource: Any) -> str:
    attributes = resource["attributes"]
    return attributes.get("displayName") or attributes["name"]


@pytest.mark.parametrize(
    ("kind", "mark"),
    [
        ("html", "<script>"),
        ("long", "xxxxxxxx"),
        ("bidi", "\u202e"),
        ("control", "\x1b[31m"),
        ("zero-width", "\u200b"),
    ],
)
def test_names_that_lie(wire: Wire, shelf: Shelf, kind: str, mark: str) -> None:
    wire.service.add_fault(lie(kind))
    page = contents(wire, shelf, shelf.folder)
    hub = wire.get(HUBS).json["data"][0]
    version = wire.get(shelf.path("versions", shelf.design1)).json["data"]
    for resource in (hub, version, *page["data"], *page["included"]):
        assert mark in name_of(resource)
    assert hub["id"] == shelf.hub
    if kind == "long":
        assert len(name_of(hub)) == 64 * 1024
    if kind == "control":
        assert {"\x00", "\r", "\n", "\x85", "\u2028"} <= set(name_of(hub))


def test_a_thing_is_lied_about_in_the_same_way_wherever_it_shows(wire: Wire, shelf: Shelf) -> None:
    wire.service.add_fault(lie("html", "bidi", "control", one_in=2))
    listed = {
        entry["id"]: name_of(entry)
        for part in ("data", "included")
        for number in (0, 1)
        for entry in wire.get(
            shelf.path("folders", shelf.folder) + f"/contents?page%5Blimit%5D=2&page%5Bnumber%5D={number}"
        ).json[part]
    }
    for resource_id, name in listed.items():
        kind = "versions" if "?version=" in resource_id else "items"
        assert name_of(wire.get(shelf.path(kind, resource_id)).json["data"]) == name
    wire.post(shelf.refs(shelf.design2), ref_body(shelf.sheet))
    reply = wire.post(
        f"/data/v1/projects/{q(shelf.project)}/commands", list_refs_body(shelf.design2), content_type=JSON_API
    )
    for resource in reply.json["included"]:
        if resource["id"] in listed:
            assert name_of(resource) == listed[resource["id"]]


JSON_API = "application/vnd.api+json"


@pytest.fixture
def many(start: Callable[..., Emulator]) -> Iterator[tuple[Wire, str]]:
    """A folder of a hundred files, and its path."""
    service = start(hub="none")
    project = service.seed.add_project(service.seed.add_hub("Hub"), name="Project")
    for number in range(100):
        item = service.seed.add_item(project.root_folder_id, name=f"file {number}", created=NOON, by=USER)
        service.seed.add_version(item, created=NOON, by=USER, size=1)
    with Wire(service) as wire:
        yield wire, f"/data/v1/projects/{q(project.id)}/folders/{q(project.root_folder_id)}/contents"


@pytest.mark.parametrize("kind", LIES)
def test_the_seed_decides_and_one_in_says_how_many(many: tuple[Wire, str], kind: str) -> None:
    wire, path = many
    answers = []
    for seed, one_in in ((1, 4), (1, 4), (2, 4), (1, 1)):
        wire.service.clear_faults()
        wire.service.add_fault(lie(kind, seed=seed, one_in=one_in))
        answers.append(wire.get(path).data)
    assert answers[0] == answers[1]
    if kind not in ("foreign-hrefs", "cycles"):  # the one changes all, the other one place at most
        assert answers[0] != answers[2]
        assert answers[0] != answers[3]


def test_about_one_in_so_many(many: tuple[Wire, str]) -> None:
    wire, path = many
    wire.service.add_fault(lie("html", one_in=4))
    names = [name_of(entry) for entry in wire.get(path).json["data"]]
    assert 10 <= sum("<script>" in name for name in names) <= 45


def test_folders_that_contain_an_ancestor(wire: Wire, shelf: Shelf) -> None:
    seed = wire.service.seed
    inner = seed.add_folder(shelf.folder, name="Inner", created=NOON, by=USER)
    innermost = seed.add_folder(inner, name="Innermost", created=NOON, by=USER)
    wire.service.add_fault(lie("cycles"))
    wire.get(f"{HUBS}/{q(shelf.hub)}/projects/{q(shelf.project)}/topFolders")
    line = [shelf.folder]
    for folder, child in ((shelf.folder, inner), (inner, innermost), (innermost, None)):
        first, *others = contents(wire, shelf, folder)["data"]
        assert first["type"] == "folders"
        assert first["id"] in line
        assert name_of(first) in ("Parts", "Inner", "Innermost")
        if child:
            assert others[0]["id"] == child
            line.append(child)


def test_links_that_lead_elsewhere(wire: Wire, shelf: Shelf) -> None:
    calm = contents(wire, shelf, shelf.folder)
    wire.service.add_fault(lie("foreign-hrefs"))
    page = contents(wire, shelf, shelf.folder)
    assert page["links"]["next"]["href"] == ELSEWHERE + calm["links"]["next"]["href"]
    assert page["links"]["self"]["href"].startswith(f"{ELSEWHERE}/data/v1/")
    assert page["data"][0]["links"]["self"]["href"].startswith(ELSEWHERE)

    def count(value: Any) -> int:
        if isinstance(value, dict):
            return sum(name == "href" or count(inner) for name, inner in value.items())
        return sum(map(count, value)) if isinstance(value, list) else 0

    assert json.dumps(page).count(f'"href": "{ELSEWHERE}/') == count(page)
    undone = json.dumps(page).replace(ELSEWHERE, "")
    assert json.loads(undone) == calm


def test_ids_that_come_twice(wire: Wire, shelf: Shelf) -> None:
    calm = contents(wire, shelf, shelf.folder)["data"]
    wire.service.add_fault(lie("duplicate-ids"))
    data = contents(wire, shelf, shelf.folder)["data"]
    assert len(data) > len(calm)
    ids = [entry["id"] for entry in data]
    assert len(set(ids)) < len(ids)
    assert any(name_of(entry).endswith("(twin)") for entry in data)
    assert data[0]["id"] == data[1]["id"] == calm[1]["id"]


def test_types_that_are_wrong(many: tuple[Wire, str]) -> None:
    wire, path = many
    calm = wire.get(path).json
    changed = 0
    for seed in range(8):
        wire.service.clear_faults()
        wire.service.add_fault(lie("wrong-types", seed=seed, one_in=2))
        answer = wire.get(path).json
        entries = answer["data"] if isinstance(answer["data"], list) else []
        changed += sum(entry != before for entry, before in zip(entries, calm["data"], strict=False))
    assert changed > 100


@pytest.mark.parametrize("path", ["/authentication/v2/token", "/nowhere", "/authentication/v2/authorize"])
def test_what_is_no_document_stays_as_it_is(wire: Wire, path: str) -> None:
    calm = wire.get(path)
    wire.service.add_fault(lie("html", "foreign-hrefs", "cycles"))
    lying = wire.get(path)
    assert (lying.status, lying.data[:100]) == (calm.status, calm.data[:100])


def test_writes_are_done_for_all_the_lies(wire: Wire, shelf: Shelf) -> None:
    wire.service.add_fault(lie(*LIES))
    assert wire.post(shelf.refs(shelf.design1), ref_body(shelf.sheet)).status == 204
    wire.service.clear_faults()
    assert len(wire.get(shelf.refs(shelf.design1)).json["data"]) == 1
