"""Prism, a validating proxy, lets all pass that our client sends and is answered."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from addin.lib.aps import derivatives
from addin.lib.aps.refs import ATTACHMENT
from addin.lib.emulator import Emulator, EmulatorOptions, sample
from addin.lib.errors import DataBrowserError
from addin.lib.http.listener import callback_urls
from addin.lib.scripting import connect
from addin.lib.tour import Plan, tour_attaching

from ...ports import find_port
from ..openapi.descriptions import Document
from ..openapi.excuses import UNDESCRIBED
from ..openapi.recorder import Exchange, Recorder
from ..openapi.shelf import Shelf, fill_shelf
from ..openapi.traffic import use_everything
from .described import merge_documents
from .programs import start_prism

pytestmark = [pytest.mark.long_only, pytest.mark.timeout(600)]  # whoever comes first installs the packages
PROBLEM = "application/problem+json"  # what prism answers itself
JSON_API = {"Content-Type": "application/vnd.api+json"}
PLAN = Plan(
    project=sample.MAIN_PROJECT,
    design=sample.DESIGN_NAME,
    drawing=sample.DRAWING_TO_ATTACH,
    spreadsheet=sample.SPREADSHEET_TO_ATTACH,
)


@dataclass(frozen=True)
class Proxied:
    """What went through prism: the tour, all that the client can send, and wrong requests by name."""

    tour: tuple[Exchange, ...]
    client: tuple[Exchange, ...]
    wrong: Mapping[str, Exchange]


class Listener:
    """The tour's audience, of few words."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, line: str) -> None:
        self.lines.append(line)

    def progress(self, line: str) -> None:
        """Let it pass."""


@pytest.fixture
def proxied(
    node_modules: Path, meant: dict[str, Document], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Proxied:
    """All of it, through one prism in front of one service."""
    # Prism hands a picture on as text, which spoils it; here only requests are judged.
    monkeypatch.setattr(derivatives, "_PNG", b"")
    file = tmp_path / "described.json"
    file.write_text(json.dumps(merge_documents(meant, undescribed=UNDESCRIBED)), encoding="utf-8")
    port = find_port()
    with Emulator(EmulatorOptions(callbacks=callback_urls([port]))) as service:
        shelf = fill_shelf(service)
        with start_prism(node_modules, file, service.url) as prism, Recorder(prism) as recorder:
            try:
                use_everything(service, recorder.url, shelf, port=port)
                client = recorder.take()
                _make_the_tour(service, recorder.url)
                tour = recorder.take()
            except DataBrowserError as error:
                pytest.fail("\n".join([str(error), *find_refused(recorder.take())]))
            wrong: dict[str, Exchange] = {}
            for name, request in list_wrong_requests(shelf).items():
                ask(recorder.url, "" if name == "no token" else service.token, request)
                (wrong[name],) = recorder.take()
    return Proxied(tour, client, wrong)


def _make_the_tour(service: Emulator, url: str) -> None:
    listener = Listener()
    with connect(service=url, token=service.token) as session:
        tour_attaching(session, PLAN, listener)
    assert listener.lines[-1].startswith("\nDone")


Request = tuple[str, str, Any, Mapping[str, str]]


def ask(url: str, token: str, request: Request) -> None:
    """Send one request by hand."""
    method, path, value, headers = request
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    body = None if value is None else json.dumps(value)
    connection.request(
        method, path, body, {**headers, **({"Authorization": f"Bearer {token}"} if token else {})}
    )
    connection.getresponse().read()
    connection.close()


def list_wrong_requests(shelf: Shelf) -> dict[str, Request]:
    """Return one right request, and what is wrong with the others."""
    refs = shelf.path("versions", shelf.version, "/relationships/refs")
    contents = shelf.path("folders", shelf.folder, "/contents")
    extension = {"extension": {"type": ATTACHMENT, "version": "1.0"}}

    def ref(**data: Any) -> dict[str, Any]:
        return {"jsonapi": {"version": "1.0"}, "data": {"type": "versions", "id": shelf.drawing, **data}}

    return {
        "nothing": ("POST", refs, ref(meta=extension), JSON_API),
        "no token": ("GET", refs, None, {}),
        "no extension": ("POST", refs, ref(), JSON_API),
        "a kind that is none": ("POST", refs, ref(meta=extension, type="gizmos"), JSON_API),
        "another media type": ("POST", refs, ref(meta=extension), {"Content-Type": "text/plain"}),
        "a filter's value": ("GET", f"{refs}?filter%5Bdirection%5D=sideways", None, {}),
        "no number": ("GET", f"{contents}?page%5Blimit%5D=all", None, {}),
        "the method": ("DELETE", refs, None, {}),
        "the path": ("GET", f"{refs}/all", None, {}),
    }


def find_refused(exchanges: tuple[Exchange, ...]) -> list[str]:
    """Return what prism has to say, in words."""
    return [
        f"{one}: {one.body.decode()}{one.headers.get('sl-violations', '')}"
        for one in exchanges
        if one.media_type == PROBLEM or "sl-violations" in one.headers
    ]


def say(exchange: Exchange) -> tuple[int, str]:
    """Return an answer's status, and the place in the request that prism finds wrong."""
    if exchange.media_type != PROBLEM:
        return exchange.status, "passed"
    places = [".".join(problem.get("location", ())) for problem in exchange.json().get("validation", ())]
    return exchange.status, ", ".join(places)


# One test: another worker would start another prism.
def test_what_is_right_passes_and_what_is_wrong_does_not(proxied: Proxied) -> None:
    assert len(proxied.tour) > 50
    assert find_refused(proxied.tour) == []
    assert len(proxied.client) > 100
    assert find_refused(proxied.client) == []
    assert {name: say(exchange) for name, exchange in proxied.wrong.items()} == {
        "nothing": (204, "passed"),
        "no token": (401, ""),
        "no extension": (422, "body.data"),
        "a kind that is none": (422, "body.data.type"),
        "another media type": (422, ""),
        "a filter's value": (422, "query.filter[direction]"),
        "no number": (422, "query.page[limit]"),
        "the method": (405, ""),
        "the path": (404, ""),
    }
