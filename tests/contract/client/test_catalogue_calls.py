"""What the page is told of a hub's catalogue: how far it is, what it knows, and the space that it takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from addin.lib.core import catalogues
from addin.lib.emulator import Emulator, Fault, sample

from .palettes import Palette, open_item


def place_of(row: dict[str, Any]) -> dict[str, str]:
    return {name: row[name] for name in ("kind", "hubId", "projectId", "id")}


def open_hub(palette: Palette) -> dict[str, Any]:
    """Sign in, list the hubs and the projects of the first, and return that hub's row."""
    palette.call("account.signIn")
    [hub, *_] = palette.call("tree.list", kind="root")["rows"]
    palette.call("tree.list", **place_of(hub))
    return hub


def wait_until(palette: Palette, fits: Callable[[dict[str, Any]], bool]) -> None:
    """Wait until the catalogue has come so far."""
    palette.page.wait_for(
        lambda message: message.get("method") == "catalogue.changed" and fits(message["params"]), timeout=60
    )


def sync(palette: Palette) -> dict[str, Any]:
    """Open a hub and wait until all of it is known."""
    hub = open_hub(palette)
    wait_until(palette, lambda state: state["doing"] not in ("refreshing", "paused"))
    return hub


def names(answer: dict[str, Any]) -> list[str]:
    return [one["row"]["name"] for one in answer["results"]]


@pytest.mark.syncs
def test_a_hub_that_is_listed_is_known_soon_and_searched_without_a_request(
    service: Emulator, palette: Palette
) -> None:
    hub = sync(palette)
    before = len(service.log)
    found = palette.call("search.find", text=sample.DESIGN_NAME, hubId=hub["id"])
    assert names(found)[0] == sample.DESIGN_NAME
    first = found["results"][0]
    assert [step["name"] for step in first["way"]][:2] == [hub["name"], sample.MAIN_PROJECT]
    assert first["way"][-1]["key"] == first["row"]["key"]
    assert first["row"]["version"]
    assert first["row"]["hasFile"]
    assert first["row"]["urn"]
    assert (
        len(service.log) == before or palette.call("catalogue.state", hubId=hub["id"])["doing"] != "resting"
    )


@pytest.mark.syncs
def test_what_nobody_has_opened_is_kept_with_its_age(service: Emulator, palette: Palette) -> None:
    hub = sync(palette)
    found = palette.call("search.find", text=sample.DESIGN_NAME, hubId=hub["id"])["results"][0]
    keys = [step["key"] for step in found["way"][:-1]]
    listings = palette.call("tree.kept", keys=keys)["listings"]
    assert sorted(listings) == sorted(keys)
    rows = listings[keys[-1]]["rows"]
    told = palette.call("tree.list", **place_of(found["way"][-2]))["rows"]
    assert sorted(row["key"] for row in rows) == sorted(row["key"] for row in told)
    by_key = {row["key"]: row for row in told}
    assert all(row == by_key[row["key"]] for row in rows)
    assert listings[keys[-1]]["at"].endswith("+00:00")


def test_what_the_user_lists_is_in_the_catalogue_at_once(service: Emulator, palette: Palette) -> None:
    hub = open_hub(palette)
    [project] = [
        row
        for row in palette.call("tree.list", **place_of(hub))["rows"]
        if row["name"] == sample.MAIN_PROJECT
    ]
    top = palette.call("tree.list", **place_of(project))["rows"]
    listed = {row["key"]: row for one in top for row in palette.call("tree.list", **place_of(one))["rows"]}
    palette.app.sign_ins.require().catalogues.wait()
    for one in top:
        kept = palette.call("tree.kept", keys=[one["key"]])["listings"][one["key"]]
        assert kept["count"] == len(kept["rows"])
        assert all(row == listed[row["key"]] for row in kept["rows"])
    wanted = next(row for row in listed.values() if row["kind"] == "item")
    answer = palette.call("search.find", text=f'"{wanted["name"]}"')
    assert wanted["key"] in [one["row"]["key"] for one in answer["results"]]


@pytest.mark.syncs
def test_what_was_listed_since_it_was_seen_is_told_without_a_request(
    service: Emulator, palette: Palette
) -> None:
    hub = sync(palette)
    found = palette.call("search.find", text=sample.DESIGN_NAME, hubId=hub["id"])["results"][0]
    keys = [step["key"] for step in found["way"][:-1]]
    news = palette.call("tree.news", hubId=hub["id"], seen=dict.fromkeys([*keys, "folder::gone", "x"], 0))
    assert news["isWhole"]
    assert sorted(news["listings"]) == sorted(keys)
    kept = palette.call("tree.kept", keys=keys)["listings"]
    assert {key: one["rows"] for key, one in news["listings"].items()} == {
        key: one["rows"] for key, one in kept.items()
    }
    seen = {key: one["listed"] for key, one in news["listings"].items()}
    folder = keys[-1]
    answer = palette.call("tree.news", hubId=hub["id"], seen={folder: seen[folder]})
    assert answer == {"listings": {}, "isWhole": True}
    put_back = palette.call("tree.news", hubId=hub["id"], seen={folder: seen[folder] + 3_600_000})
    assert list(put_back["listings"]) == [folder]
    assert palette.call("tree.news", hubId="a.other", seen=seen) == {"listings": {}, "isWhole": True}


def test_a_list_that_breaks_off_deletes_nothing(service: Emulator, palette: Palette) -> None:
    document = open_item(service, sample.DESIGN_NAME, "items:autodesk.fusion360:Design")
    hub = open_hub(palette)
    rows = palette.call("tree.path", hubId=hub["id"], projectId=document.project_id, itemId=document.item_id)
    for step in rows["rows"][1:-1]:
        palette.call("tree.list", **place_of(step))
    folder = rows["rows"][-2]
    palette.app.sign_ins.require().catalogues.wait()
    before = palette.call("tree.kept", keys=[folder["key"]])["listings"][folder["key"]]
    service.add_fault(Fault(path="*/contents", status=403, body="{}"))
    palette.fail("tree.list", **place_of(folder))
    assert palette.call("tree.kept", keys=[folder["key"]])["listings"][folder["key"]] == before


def test_a_known_place_is_found_without_a_request(service: Emulator, palette: Palette) -> None:
    document = open_item(service, sample.DESIGN_NAME, "items:autodesk.fusion360:Design")
    hub = open_hub(palette)
    item = {"projectId": document.project_id, "itemId": document.item_id}
    told = palette.call("tree.path", hubId=hub["id"], **item)["rows"]
    for step in told[1:-1]:
        palette.call("tree.list", **place_of(step))
    palette.app.sign_ins.require().catalogues.wait()
    before = len(service.log)
    known = palette.call("tree.path", hubId=hub["id"], **item)["rows"]
    assert [step["key"] for step in known] == [row["key"] for row in told]
    jumped = palette.call("tree.findAddress", text=document.version_id)
    assert [step["key"] for step in jumped["rows"]] == [row["key"] for row in told]
    assert jumped["versionId"] == document.version_id
    assert len(service.log) == before


@pytest.mark.syncs
def test_it_is_paused_and_goes_on(service: Emulator, palette: Palette) -> None:
    hub = open_hub(palette)
    paused = palette.call("catalogue.pause", hubId=hub["id"])
    assert (paused["hubId"], paused["doing"], paused["left"]) == (hub["id"], "paused", None)
    wait_until(palette, lambda state: state["doing"] == "paused")
    assert palette.call("catalogue.refresh", hubId=hub["id"])["doing"] == "paused"
    before = len(service.log)
    assert palette.call("catalogue.resume", hubId=hub["id"])["doing"] != "paused"
    wait_until(palette, lambda state: state["doing"] not in ("refreshing", "paused"))
    assert len(service.log) > before
    counts = palette.call("catalogue.state", hubId=hub["id"])["counts"]
    assert counts["folders"] == counts["folders_listed"] > 0


@pytest.mark.syncs
def test_hubs_that_are_few_are_catalogued_before_they_are_opened(
    palette: Palette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogues, "FEW_HUBS", 2)
    palette.call("account.signIn")
    hubs = palette.call("tree.list", kind="root")["rows"]
    assert len(hubs) == 2
    for hub in hubs:
        wait_until(
            palette, lambda state, id=hub["id"]: state["hubId"] == id and state["doing"] != "refreshing"
        )


@pytest.mark.syncs
def test_of_many_hubs_those_that_are_opened_are_catalogued(
    palette: Palette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogues, "FEW_HUBS", 1)
    palette.call("account.signIn")
    [hub, *_] = palette.call("tree.list", kind="root")["rows"]
    assert palette.call("catalogue.state", hubId=hub["id"])["doing"] == "unopened"
    palette.call("tree.list", **place_of(hub))
    assert palette.call("catalogue.state", hubId=hub["id"])["doing"] != "unopened"


@pytest.mark.syncs
def test_without_a_sync_it_says_so(palette: Palette) -> None:
    palette.call("settings.write", changes={"background_sync": False})
    hub = open_hub(palette)
    for call in ("state", "pause", "refresh", "resume"):
        assert palette.call(f"catalogue.{call}", hubId=hub["id"])["doing"] == "off"


@pytest.mark.syncs
def test_the_space_is_told_and_can_be_had_back(service: Emulator, palette: Palette) -> None:
    hub = sync(palette)
    space = palette.call("catalogue.space")
    assert space["catalogue"] > 0
    assert space["total"] == space["catalogue"] + space["thumbnails"] + space["lists"]
    after = palette.call("catalogue.clear")
    assert after["total"] < space["total"]
    palette.call("tree.list", **place_of(hub))
    wait_until(palette, lambda state: state["doing"] not in ("refreshing", "paused"))


@pytest.mark.syncs
def test_signing_out_deletes_it(service: Emulator, palette: Palette) -> None:
    sync(palette)
    folder = palette.app.sign_ins.require().folder()
    assert folder
    assert list(folder.glob("catalogue/*.sqlite"))
    palette.call("account.signOut")
    assert not list(folder.glob("catalogue/*.sqlite*"))


@pytest.mark.syncs
def test_what_is_stale_all_over_the_hub_is_listed(service: Emulator, palette: Palette) -> None:
    hub = open_hub(palette)
    wait_until(palette, lambda state: 0 < state["counts"]["versions"] == state["counts"]["versions_swept"])
    number = palette.ask("stale.find", hubId=hub["id"])
    answer = palette.answer(number)["result"]
    assert answer["read"] == answer["items"] > 0
    parts = [
        one
        for message in palette.page.messages
        if message.get("method") == "job.part" and message["params"]["id"] == number
        for one in message["params"]["part"]
    ]
    assert "Gearbox Machining" in [one["row"]["name"] for one in parts]


def test_a_part_of_a_query_is_completed(palette: Palette) -> None:
    hub = open_hub(palette)
    palette.app.sign_ins.require().catalogues.wait()
    found = palette.call("search.complete", text="gear kin", cursor=8, hubId=hub["id"])
    assert found == {"start": 5, "end": 8, "options": ["kind:"]}
    begun = sample.MAIN_PROJECT[:3]
    [option, *_] = palette.call("search.complete", text=f"project:{begun}", hubId=hub["id"])["options"]
    assert sample.MAIN_PROJECT in option
    assert palette.call("search.complete", text="", hubId=hub["id"]) is None


def test_what_is_not_understood_is_told_with_its_place(palette: Palette) -> None:
    open_hub(palette)
    answer = palette.call("search.find", text="gear colour:red")
    [told] = answer["problems"]
    assert (told["problem"]["reference"], told["start"]) == ("search.unknown-key", 5)


def test_the_services_own_search_tells_how_far_it_looked(service: Emulator, palette: Palette) -> None:
    document = open_item(service, sample.DESIGN_NAME, "items:autodesk.fusion360:Design")
    hub = open_hub(palette)
    rows = palette.call("tree.path", hubId=hub["id"], projectId=document.project_id, itemId=document.item_id)
    answer = palette.call(
        "search.below",
        projectId=document.project_id,
        folderId=rows["rows"][-2]["id"],
        hubId=hub["id"],
        text=sample.DESIGN_NAME,
    )
    assert sample.DESIGN_NAME in [row["name"] for row in answer["results"]]
    assert answer["isWhole"]
    assert answer["pagesRead"] == answer["pages"]


@pytest.mark.long_only
@pytest.mark.syncs
def test_what_was_swept_has_its_marks_as_if_it_was_read(service: Emulator, palette: Palette) -> None:
    document = open_item(service, sample.DESIGN_NAME, "items:autodesk.fusion360:Design")
    open_hub(palette)
    wait_until(palette, lambda state: 0 < state["counts"]["versions"] == state["counts"]["versions_swept"])
    swept = palette.call("tree.marks", itemIds=[document.item_id, "urn:nothing"])["marks"]
    assert list(swept) == [document.item_id]
    params = {"projectId": document.project_id, "itemId": document.item_id, "name": document.name}
    shown = palette.call("item.references", **params, refresh=True)["relations"]
    stale = sum(row["isStale"] for row in shown)
    assert swept == {document.item_id: {"refs": len(shown), "stale": stale}}
    assert palette.call("tree.marks", itemIds=[document.item_id])["marks"] == swept
