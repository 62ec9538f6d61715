"""What a translation leaves on the wire: files and their addresses, views, objects and properties."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

import pytest
from addin.lib.emulator.unserved import UNSERVED

from .translating import DONE, job, path_of, translate
from .translating import start as start_job
from .wire import Reply, Shelf, Wire, q

NOTHING: Mapping[str, str] = {}


def file_urn(wire: Wire, resource_id: str, *, kind: str = "thumbnail", number: int = 0) -> str:
    """The urn of one file of a translated design."""
    found = wire.get(path_of(resource_id, "manifest")).json
    derivative = next(one for one in found["derivatives"] if one["outputType"] == kind)
    return derivative["children"][number]["urn"]


def address(wire: Wire, resource_id: str, urn: str, query: str = "") -> Reply:
    """Ask for the address of a file."""
    return wire.get(path_of(resource_id, "manifest", urn, "signedcookies") + query)


def fetch(wire: Wire, reply: Reply, *, cookies: bool = True, **headers: str) -> Reply:
    """Fetch a file by its address, without a token."""
    jar = SimpleCookie()
    for line in reply.headers.get_all("Set-Cookie", []):
        jar.load(line)
    sent = {"Cookie": "; ".join(f"{name}={one.value}" for name, one in jar.items())} if cookies else {}
    url = urlsplit(reply.json["url"])
    return wire.get(f"{url.path}?{url.query}", token=None, headers={**sent, **headers})


def test_a_file_that_is_being_made_is_accepted_then_there(wire: Wire, shelf: Shelf) -> None:
    translate(wire, shelf.design1)
    path = path_of(shelf.design1, "manifest", file_urn(wire, shelf.design1))
    assert start_job(wire, job(shelf.design1), **{"x-ads-force": "true"}).status == 200
    for seconds, status in ((0, 202), (DONE / 2, 202), (DONE / 2, 200)):
        wire.service.clock.advance(seconds)
        reply = wire.send("HEAD", path)
        assert (reply.status, reply.data) == (status, b"")
    picture = wire.get(path_of(shelf.design1, "thumbnail") + "?width=100").data
    assert int(reply.headers["Content-Length"]) == len(picture)


def test_a_file_that_nobody_made_is_not_there(wire: Wire, shelf: Shelf) -> None:
    translate(wire, shelf.design1)
    urn = file_urn(wire, shelf.design1)
    for path in (
        path_of(shelf.design1, "manifest", urn + "x"),
        path_of(shelf.design2, "manifest", urn),
    ):
        assert wire.send("HEAD", path).status == 404
        assert wire.get(f"{path}/signedcookies").status == 404


def test_a_file_is_fetched_by_cookies_alone(wire: Wire, shelf: Shelf) -> None:
    translate(wire, shelf.design1)
    reply = address(wire, shelf.design1, file_urn(wire, shelf.design1, number=1))
    assert len(reply.headers.get_all("Set-Cookie", [])) == 3
    assert reply.headers["Cache-Control"] == "no-store"
    file = fetch(wire, reply)
    assert file.status == 200
    assert file.data == wire.get(path_of(shelf.design1, "thumbnail")).data
    found = reply.json
    assert (found["size"], found["content-type"]) == (len(file.data), "image/png")
    assert found["etag"] == hashlib.md5(file.data).hexdigest()
    assert found["expiration"] == pytest.approx(1000 * (wire.service.clock.now() + 6 * 3600), abs=60_000)
    assert fetch(wire, reply, cookies=False).status == 403


def test_cookies_open_one_file_for_a_while(wire: Wire, shelf: Shelf) -> None:
    translate(wire, shelf.design1)
    small, large = (file_urn(wire, shelf.design1, number=number) for number in (0, 2))
    short = address(wire, shelf.design1, small, "?minutes-expiration=5")
    other = address(wire, shelf.design1, large)
    stolen = short.json["url"].replace(q(small), q(large))
    swapped = Reply(200, short.headers, short.data.replace(short.json["url"].encode(), stolen.encode()))
    assert fetch(wire, swapped).status == 403
    wire.service.clock.advance(301)
    assert fetch(wire, short).status == 403
    assert fetch(wire, other).status == 200


def test_a_deleted_manifest_takes_its_files_along(wire: Wire, shelf: Shelf) -> None:
    translate(wire, shelf.design1)
    reply = address(wire, shelf.design1, file_urn(wire, shelf.design1))
    wire.send("DELETE", path_of(shelf.design1, "manifest"))
    assert fetch(wire, reply).status == 404


def test_a_file_comes_in_ranges(wire: Wire, shelf: Shelf) -> None:
    translate(wire, shelf.design1, "step")
    reply = address(wire, shelf.design1, file_urn(wire, shelf.design1, kind="step"))
    whole = fetch(wire, reply).data
    assert b"translates no geometry" in whole
    for asked, part, span in (
        ("bytes=0-9", whole[:10], f"bytes 0-9/{len(whole)}"),
        ("bytes=10-", whole[10:], f"bytes 10-{len(whole) - 1}/{len(whole)}"),
        ("bytes=5-9999", whole[5:], f"bytes 5-{len(whole) - 1}/{len(whole)}"),
    ):
        answer = fetch(wire, reply, Range=asked)
        assert (answer.status, answer.data, answer.headers["Content-Range"]) == (206, part, span)
    assert fetch(wire, reply, Range=f"bytes={len(whole)}-").status == 416
    assert fetch(wire, reply, Range="lines=1-2").data == whole


def test_the_name_under_which_a_file_is_saved(wire: Wire, shelf: Shelf) -> None:
    translate(wire, shelf.design1)
    urn = file_urn(wire, shelf.design1)
    query = "?response-content-disposition=attachment%3B%20filename%3Dgear.png"
    file = fetch(wire, address(wire, shelf.design1, urn, query))
    assert file.headers["Content-Disposition"] == "attachment; filename=gear.png"


@pytest.mark.parametrize(
    "query",
    [
        "?minutes-expiration=361",
        "?minutes-expiration=0",
        "?minutes-expiration=x",
        "?response-content-disposition=inline",
    ],
)
def test_addresses_that_cannot_be(wire: Wire, shelf: Shelf, query: str) -> None:
    translate(wire, shelf.design1)
    assert address(wire, shelf.design1, file_urn(wire, shelf.design1), query).status == 400


def test_a_design_is_one_view_with_what_it_uses(wire: Wire, shelf: Shelf) -> None:
    wire.service.seed.add_ref(shelf.design1, to_id=shelf.drawing, extension_type="xrefs:autodesk.core:Xref")
    assert wire.get(path_of(shelf.design1, "metadata")).status == 404
    translate(wire, shelf.design1, "svf2")
    found = wire.get(path_of(shelf.design1, "metadata")).json
    assert found["data"]["type"] == "metadata"
    [view] = found["data"]["metadata"]
    assert {**view, "guid": ""} == {"name": "Gear", "guid": "", "role": "3d", "isMasterView": False}
    tree = wire.get(path_of(shelf.design1, "metadata", view["guid"])).json
    used = {"objectid": 2, "name": "Gear Drawing"}
    assert tree == {
        "data": {"type": "objects", "objects": [{"objectid": 1, "name": "Gear", "objects": [used]}]}
    }
    below = wire.get(path_of(shelf.design1, "metadata", view["guid"]) + "?objectid=2").json
    assert below["data"]["objects"] == [used]


def test_the_properties_of_the_objects(wire: Wire, shelf: Shelf) -> None:
    translate(wire, shelf.design1, "svf")
    [view] = wire.get(path_of(shelf.design1, "metadata")).json["data"]["metadata"]
    path = path_of(shelf.design1, "metadata", view["guid"], "properties")
    [design] = wire.get(path).json["data"]["collection"]
    assert (design["objectid"], design["name"]) == (1, "Gear")
    assert design["properties"]["File Properties"]["Author"] == "Mika Sample"
    assert wire.get(f"{path}?objectid=1").json["data"]["collection"] == [design]
    assert wire.get(f"{path}?objectid=9").status == 404
    assert wire.get(f"{path}?objectid=x").status == 400


def test_views_wait_for_their_translation(wire: Wire, shelf: Shelf) -> None:
    translate(wire, shelf.design1, "svf2")
    [view] = wire.get(path_of(shelf.design1, "metadata")).json["data"]["metadata"]
    assert start_job(wire, job(shelf.design1, "svf2"), **{"x-ads-force": "true"}).status == 200
    assert wire.get(path_of(shelf.design1, "metadata")).status == 404
    for more in ((), ("properties",)):
        reply = wire.get(path_of(shelf.design1, "metadata", view["guid"], *more))
        assert (reply.status, reply.json) == (202, {"result": "success"})
        assert wire.get(path_of(shelf.design1, "metadata", "no-such-view", *more)).status == 404


@pytest.mark.parametrize(("method", "template"), UNSERVED, ids=" ".join)
def test_what_is_not_offered_says_so(wire: Wire, shelf: Shelf, method: str, template: str) -> None:
    path = template.replace("{urn}", "dXJu").replace("{guid}", "x")
    reply = wire.send(method, path, body="{}", headers={"Content-Type": "application/json"})
    assert reply.status == 501
    assert wire.send(method, path, body="{}", token=None).status == 401
