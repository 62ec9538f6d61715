"""Lists whose pages never end, each with an address of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from addin.lib.aps.objects import list_objects
from addin.lib.aps.pages import read_list
from addin.lib.errors import MalformedAnswer
from addin.lib.http import HttpClient

from ..http.scripted import ScriptedServer, answer

MOST = 5


def pages(**more: Any) -> Iterator[bytes]:
    """Pages of which each names another one."""
    for number in range(MOST + 5):
        following = f"/x?startAt={number}"
        body = {**more, "links": {"next": {"href": following}}, "next": following}
        yield answer(200, json.dumps(body).encode())


def test_pages_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("addin.lib.aps.pages._MOST_PAGES", MOST)
    with ScriptedServer([*pages(data=[])]) as server, HttpClient(server.url) as client:
        with pytest.raises(MalformedAnswer) as caught:
            read_list(client, "/x", "hubs")
    assert caught.value.reference == "service.endless-pages"
    assert len(server.requests) == MOST


def test_objects_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("addin.lib.aps.objects._MOST_PAGES", MOST)
    with ScriptedServer([*pages(items=[])]) as server, HttpClient(server.url) as client:
        with pytest.raises(MalformedAnswer) as caught:
            list_objects(client, "bucket")
    assert caught.value.reference == "service.endless-pages"
    assert len(server.requests) == MOST + 1
