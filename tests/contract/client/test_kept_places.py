"""What the page shows before the service is asked, and where marked places and pasted addresses lead."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from addin.lib.app import App
from addin.lib.core import catalogue_places, listings
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.scripting import connect
from addin.lib.store.secrets import MemorySecrets

from .palettes import Host, Page, Palette

pytestmark = pytest.mark.long_only

Start = Callable[[], Palette]
ROOT = {"kind": "root"}


@pytest.fixture
def start_app(service: Emulator, tmp_path: Path) -> Iterator[Start]:
    """Starts the program anew on one service, with the files and the secrets of the one before."""
    secrets = MemorySecrets()
    started: list[App] = []

    def stop() -> None:
        while started:
            assert started.pop().close()

    def start() -> Palette:
        stop()
        page, host = Page(), Host()
        started.append(App(host, page, service=service.url, folder=tmp_path, secrets=secrets))
        return Palette(started[0], page, host)

    yield start
    stop()


def place_of(row: dict[str, Any]) -> dict[str, str]:
    return {name: row[name] for name in ("kind", "hubId", "projectId", "id")}


def key_of(row: dict[str, Any]) -> str:
    return row["key"]


def kept(palette: Palette, *keys: str) -> dict[str, Any]:
    return palette.call("tree.kept", keys=list(keys))["listings"]


def asked(service: Emulator) -> int:
    return len(service.log)


def way_to(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {name: row[name] for name in ("key", "kind", "id", "name", "icon", "hubId", "projectId")}
        for row in rows
    ]


def design(service: Emulator) -> Any:
    with connect(service=service.url, token=service.token) as session:
        [node] = session.find(
            sample.DESIGN_NAME, kind="items:autodesk.fusion360:Design", project=sample.MAIN_PROJECT
        )
    return node


def test_what_was_listed_is_there_in_the_next_program_without_a_request(
    service: Emulator, start_app: Start
) -> None:
    palette = start_app()
    account = palette.call("account.signIn")["account"]
    assert kept(palette, "") == {}
    hubs = palette.call("tree.list", **ROOT)["rows"]
    projects = palette.call("tree.list", **place_of(hubs[0]))["rows"]
    view = {"tab": "browse", "expanded": [hubs[0]["key"]], "scroll": 40}
    palette.call("app.keepView", view=view, accountId=account["id"])
    palette = start_app()
    before = asked(service)
    assert palette.call("app.ready")["view"] == view
    found = kept(palette, "", hubs[0]["key"], "folder:no:such")
    assert sorted(found) == ["", hubs[0]["key"]]
    assert found[""]["rows"] == hubs
    assert sorted(found[hubs[0]["key"]]["rows"], key=key_of) == sorted(projects, key=key_of)
    assert found[""]["at"].endswith("+00:00")
    assert asked(service) == before


def test_a_slow_service_does_not_keep_what_is_known_waiting(service: Emulator, palette: Palette) -> None:
    palette.call("account.signIn")
    hubs = palette.call("tree.list", **ROOT)["rows"]
    service.add_fault(Fault("GET", delay_ms=1500))
    slow = [palette.ask("tree.list", **place_of(hubs[0])) for _ in range(8)]
    assert kept(palette, "")[""]["rows"] == hubs
    assert palette.call("tree.readAddress", text="nothing")["kind"] == ""
    assert not [one for one in palette.page.messages if one.get("id") in slow]
    for one in slow:
        palette.ask("job.cancel", id=one)


def test_of_a_long_list_it_is_known_how_many_there_were(
    service: Emulator, palette: Palette, monkeypatch: pytest.MonkeyPatch
) -> None:
    palette.call("account.signIn")
    monkeypatch.setattr(listings, "MOST_ROWS", 1)
    monkeypatch.setattr(catalogue_places, "MOST_ROWS", 1)
    hubs = palette.call("tree.list", **ROOT)["rows"]
    place = hubs[0]
    while place["kind"] != "folder":
        place = palette.call("tree.list", **place_of(place))["rows"][0]
    rows = palette.call("tree.list", **place_of(place))["rows"]
    palette.app.sign_ins.require().catalogues.wait()
    found = kept(palette, "", place["key"])
    assert (found[""]["rows"], found[""]["count"]) == (hubs[:1], len(hubs))
    assert (found[place["key"]]["rows"], found[place["key"]]["count"]) == (rows[:1], len(rows))
    assert min(len(hubs), len(rows)) > 1


def test_what_is_kept_for_the_page_is_kept_in_the_order_it_asks(service: Emulator, palette: Palette) -> None:
    account = palette.call("account.signIn")["account"]
    way = way_to(palette.call("tree.list", **ROOT)["rows"][:1])
    for number in range(15):
        palette.ask("app.keepView", view={"scroll": number}, accountId=account["id"])
        palette.ask("favourites.set", way=way, isOn=number % 2 == 0, accountId=account["id"])
    marks = palette.call("favourites.read", accountId=account["id"])
    assert len(marks["favourites"]) == 1
    assert palette.call("app.ready")["view"] == {"scroll": 14}


def test_nothing_is_left_to_who_signs_in_next(service: Emulator, palette: Palette) -> None:
    account = palette.call("account.signIn")["account"]
    hubs = palette.call("tree.list", **ROOT)["rows"]
    ids = {"accountId": account["id"], "way": way_to(hubs[:1])}
    palette.call("favourites.set", isOn=True, **ids)
    palette.call("favourites.visit", **ids)
    palette.call("account.signOut")
    palette.call("account.signIn")
    assert kept(palette, "") == {}
    marks = palette.call("favourites.read", accountId=account["id"])
    assert (len(marks["favourites"]), marks["recents"]) == (1, [])
    assert palette.call("favourites.read", accountId="somebody else") == {"favourites": [], "recents": []}


def test_rows_of_another_version_of_the_program_are_not_shown(
    service: Emulator, start_app: Start, tmp_path: Path
) -> None:
    palette = start_app()
    palette.call("account.signIn")
    palette.call("tree.list", **ROOT)
    palette = start_app()
    [file] = tmp_path.rglob("listings/*.json")
    content = json.loads(file.read_text(encoding="utf-8"))
    del content["rows"][0]["icon"]
    file.write_text(json.dumps(content), encoding="utf-8")
    palette.call("app.ready")
    assert kept(palette, "") == {}


def test_a_mark_keeps_the_way_and_says_when(service: Emulator, palette: Palette) -> None:
    account = palette.call("account.signIn")["account"]
    hubs = palette.call("tree.list", **ROOT)["rows"]
    way = way_to(hubs[:1])
    marks = palette.call("favourites.set", accountId=account["id"], way=way, isOn=True)
    assert marks["favourites"][0]["way"] == way
    assert marks["favourites"][0]["at"].endswith("+00:00")
    fault = palette.fail("favourites.set", accountId=account["id"], way=[{"key": 3}], isOn=True)
    assert fault["data"]["reference"] == "bridge.bad-message"


@pytest.mark.parametrize("kind", ["item", "version", "folder", "project", "hub", "link"])
def test_an_address_leads_to_its_place(service: Emulator, palette: Palette, kind: str) -> None:
    node = design(service)
    palette.call("account.signIn")
    path = palette.call("tree.path", projectId=node.project_id, itemId=node.id)["rows"]
    hub, project, *folders, item = path
    [number] = base64.urlsafe_b64decode(project["id"][2:] + "==").decode().split("#")[1:]
    encoded = [base64.b64encode(one["id"].encode()).decode() for one in (folders[-1], item)]
    text = {
        "item": item["id"],
        "version": item["versionId"],
        "folder": folders[-1]["id"],
        "project": project["id"],
        "hub": hub["id"],
        "link": f"https://acme.autodesk360.com/g/projects/{number}/data/{'/'.join(encoded)}",
    }[kind]
    expected = {"folder": path[:-1], "project": path[:2], "hub": path[:1]}.get(kind, path)
    known = [] if kind == "link" else ["b.of-another", node.project_id]
    found = palette.call("tree.findAddress", text=text, projectIds=known)
    assert [row["key"] for row in found["rows"]] == [row["key"] for row in expected]
    assert found["versionId"] == (item["versionId"] if kind == "version" else "")


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("urn:adsk.wipprod:dm.lineage:AAAAAAAAAAAAAAAAAAAAAA", "places.not-found"),
        ("a.YnVzaW5lc3M6YWNtZSMyMDI1MDExNDg1ODk0OTc1MQ", "places.no-such-project"),
        ("gearbox", "jump.not-an-address"),
    ],
)
def test_an_address_that_leads_nowhere_says_so(
    service: Emulator, palette: Palette, text: str, reference: str
) -> None:
    palette.call("account.signIn")
    fault = palette.fail("tree.findAddress", text=text, projectIds=[design(service).project_id])
    assert fault["data"]["reference"] == reference
