"""Searching below a folder, and the grammar of filters there."""

from __future__ import annotations

import pytest

from .wire import NOON, USER, Shelf, Wire


@pytest.fixture
def deep(wire: Wire, shelf: Shelf) -> str:
    """A folder two levels below the shelf's, with a file of two versions in it."""
    seed = wire.service.seed
    inner = seed.add_folder(
        seed.add_folder(shelf.folder, name="A", created=NOON, by=USER), name="B", created=NOON, by=USER
    )
    item = seed.add_item(inner, name="Deep.pdf", created=NOON, by=USER)
    for size in (100, 2000):
        seed.add_version(item, created=NOON, by=USER, size=size)
    return inner


def search(wire: Wire, shelf: Shelf, query: str = "", *, folder: str = "") -> list[str]:
    """Return the names of the tips found."""
    reply = wire.get(shelf.path("folders", folder or shelf.folder) + f"/search{query}")
    assert reply.status == 200, reply.data
    return [entry["attributes"]["name"] for entry in reply.json["data"]]


def test_tips_at_any_depth_are_found_with_their_items(wire: Wire, shelf: Shelf, deep: str) -> None:
    reply = wire.get(shelf.path("folders", shelf.folder) + "/search").json
    assert {entry["type"] for entry in reply["data"]} == {"versions"}
    assert [entry["attributes"]["name"] for entry in reply["data"]] == [
        "Gear",
        "Gear Drawing",
        "Parts.xlsx",
        "Deep.pdf",
    ]
    assert shelf.design2 in {entry["id"] for entry in reply["data"]}
    assert shelf.design1 not in {entry["id"] for entry in reply["data"]}
    items = {entry["id"] for entry in reply["included"]}
    assert items == {entry["relationships"]["item"]["data"]["id"] for entry in reply["data"]}
    assert reply["meta"] == {"approximateNumberOfPages": 1}
    assert search(wire, shelf, folder=deep) == ["Deep.pdf"]
    assert "Stranger.pdf" not in search(wire, shelf, folder=shelf.root)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?filter[name]=Gear", ["Gear"]),
        ("?filter[attributes.name]=Gear,Deep.pdf", ["Gear", "Deep.pdf"]),
        ("?filter[type]=versions&filter[fileType]=pdf", ["Deep.pdf"]),
        ("?filter[name]-starts=Gear", ["Gear", "Gear Drawing"]),
        ("?filter[name]-ends=.pdf,.xlsx", ["Parts.xlsx", "Deep.pdf"]),
        ("?filter[name]-contains=ear&filter[name]-ends=ing", ["Gear Drawing"]),
        # One filter given twice is a list, as the OpenAPI file has it.
        ("?filter[name]=Gear&filter[name]=Deep.pdf", ["Gear", "Deep.pdf"]),
        ("?filter[createTime]-gt=2026-03-04T12:00:01", ["Gear"]),
        ("?filter[createTime]-le=2026-03-04T12:00:01", ["Gear Drawing", "Parts.xlsx", "Deep.pdf"]),
        ("?filter[createTime]-lt=2026-03-04", []),
        ("?filter[versionNumber]-ge=2", ["Gear", "Deep.pdf"]),
        # Comparing goes by characters: 2000 comes before 3.
        ("?filter[storageSize]-lt=3", ["Gear", "Gear Drawing", "Parts.xlsx", "Deep.pdf"]),
        ("?filter[name]-eq=gear", []),
    ],
)
def test_the_grammar_of_filters(wire: Wire, shelf: Shelf, deep: str, query: str, names: list[str]) -> None:
    assert search(wire, shelf, query) == names


def test_pages_are_cut_before_they_are_filtered(wire: Wire, shelf: Shelf) -> None:
    seed = wire.service.seed
    folder = seed.add_folder(shelf.root, name="Many", created=NOON, by=USER)
    for number in range(410):
        name = "wanted" if number in (3, 405) else f"other {number}"
        seed.add_version(
            seed.add_item(folder, name=name, created=NOON, by=USER), created=NOON, by=USER, size=1
        )
    pages, path = [], shelf.path("folders", folder) + "/search?filter[name]=wanted"
    while path:
        reply = wire.get(path).json
        assert reply["meta"] == {"approximateNumberOfPages": 3}
        assert len(reply["included"]) == len(reply["data"])
        pages.append(len(reply["data"]))
        path = reply["links"].get("next", {}).get("href", "")
        assert "limit" not in path
    assert pages == [1, 0, 1]
    assert wire.get(shelf.path("folders", folder) + "/search?page[number]=x").error == ("400", "BAD_INPUT")
    assert search(wire, shelf, "?page[number]=7", folder=folder) == []


def test_searching_needs_both_scopes(wire: Wire, shelf: Shelf) -> None:
    path = shelf.path("folders", shelf.folder) + "/search"
    for scope in ("data:read", "data:search"):
        refused = wire.get(path, token=wire.app_token(scope))
        assert (refused.status, refused.json["errorCode"]) == (403, "AUTH-010")
    # An app alone is let through by the gateway, and then refused: this is a person's data.
    assert wire.get(path, token=wire.app_token("data:read data:search")).error == ("403", "FORBIDDEN")
