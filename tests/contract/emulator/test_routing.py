"""Which endpoint a raw path reaches."""

from __future__ import annotations

import pytest

from .wire import Shelf, Wire, q, ref_body


def test_an_encoded_version_id_is_one_segment(wire: Wire, shelf: Shelf) -> None:
    path = f"/data/v1/projects/{q(shelf.project)}/versions/{q(shelf.design1)}"
    assert "%3Fversion%3D1" in path
    assert wire.get(path).json["data"]["id"] == shelf.design1
    assert wire.get(path + "/item").json["data"]["id"] == shelf.design_item


def test_an_unencoded_version_id_misses(wire: Wire, shelf: Shelf) -> None:
    path = f"/data/v1/projects/{shelf.project}/versions/{shelf.design1}"
    assert "?version=1" in path
    assert wire.get(path).error == ("404", "VERSION_NOT_FOUND")
    assert wire.get(path + "/relationships/refs").error == ("404", "VERSION_NOT_FOUND")
    assert wire.post(path + "/relationships/refs", ref_body(shelf.sheet)).status == 405
    assert wire.get(shelf.refs(shelf.design1)).json["data"] == []


def test_segments_are_decoded_once(wire: Wire, shelf: Shelf) -> None:
    twice = q(q(shelf.design1))
    assert wire.get(f"/data/v1/projects/{q(shelf.project)}/versions/{twice}").status == 404
    slashed = wire.get(f"/data/v1/projects/{q(shelf.project)}/versions/{q(shelf.design1)}%2Fitem")
    assert slashed.error == ("404", "VERSION_NOT_FOUND")


def test_a_doubled_leading_slash_is_accepted(wire: Wire, shelf: Shelf) -> None:
    assert wire.get("//project/v1/hubs").json["data"][0]["id"] == shelf.hub
    assert wire.get("///project/v1/hubs").status == 404
    assert wire.service.log[0].raw_path == "//project/v1/hubs"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/project/v1",
        "/project/v1/hubs/",
        "/project//v1/hubs",
        "/project/v1/hubs/%zz",
        "/project/v1/hubs/%ff",
    ],
)
def test_a_path_outside_the_table_is_404(wire: Wire, path: str) -> None:
    reply = wire.get(path)
    assert reply.status == 404
    assert reply.json["developerMessage"]


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "PUT"])
def test_refs_cannot_be_deleted_or_changed(wire: Wire, shelf: Shelf, method: str) -> None:
    wire.post(shelf.refs(shelf.design1), ref_body(shelf.sheet))
    reply = wire.send(method, shelf.refs(shelf.design1), body="{}")
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, POST")
    assert len(wire.get(shelf.refs(shelf.design1)).json["data"]) == 1


@pytest.mark.parametrize("method", ["BREW", "TRACE"])
def test_a_method_nobody_knows_is_405(wire: Wire, method: str) -> None:
    assert wire.send(method, "/project/v1/hubs").status == 405
