"""Every operation of the official files is served or refused with 501, and README says which."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from addin.lib.emulator import Emulator
from addin.lib.emulator.routes import list_routes
from addin.lib.emulator.unserved import UNSERVED

from ...sources import ROOT
from .coverage import BROWSER, Row, find_names, find_senders, list_operations, measure, put_in, show
from .descriptions import Descriptions, Document, match_template
from .senders import Senders
from .traffic import Traffic

README = ROOT / "README.md"
METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")
_PLACEHOLDER = re.compile(r"\{\w+\}")


class Asker:
    """Sends requests without a body."""

    def __init__(self, service: Emulator) -> None:
        self._with_token = {"Authorization": f"Bearer {service.token}"}
        self._connection = http.client.HTTPConnection(urlsplit(service.url).netloc, timeout=10)

    def close(self) -> None:
        self._connection.close()

    def ask(self, method: str, path: str, *, token: bool = True) -> tuple[int, bytes]:
        """Return status and body."""
        self._connection.request(method, path, headers=self._with_token if token else {})
        answer = self._connection.getresponse()
        return answer.status, answer.read()


@pytest.fixture
def asker(empty_service: Emulator) -> Iterator[Asker]:
    """A connection to an empty service."""
    opened = Asker(empty_service)
    yield opened
    opened.close()


def filled(template: str) -> str:
    """Return a path of a template."""
    return _PLACEHOLDER.sub("any", template)


def test_readme_says_what_is_served(
    meant: dict[str, Document],
    descriptions: Descriptions,
    traffic: Traffic,
    senders: Senders,
    request: pytest.FixtureRequest,
) -> None:
    readme = README.read_text(encoding="utf-8")
    wanted = put_in(readme, show(measure(meant, descriptions, traffic, senders)))
    if request.config.getoption("write_coverage"):
        README.write_text(wanted, encoding="utf-8")
        return
    if readme != wanted:
        pytest.fail("README's table is stale: `python3 -m tests coverage` writes it")


def test_the_table_shows_a_change() -> None:
    row = Row("GET", "/things", is_served=True, senders=("things.list_things",))
    served = show({"Things": [row]})
    assert "| GET `/things` | served | `things.list_things` |" in served
    assert "of 1 operations 1 are served, 1 sent" in served
    unserved = show({"Things": [Row("GET", "/things", is_served=False, senders=())]})
    assert "| GET `/things` | 501 | – |" in unserved
    readme = put_in(README.read_text(encoding="utf-8"), served)
    assert put_in(readme, served) == readme
    assert put_in(readme, unserved) != readme


def test_each_sender_is_found(descriptions: Descriptions, traffic: Traffic, senders: Senders) -> None:
    found = find_senders(descriptions, traffic, senders)
    assert found["POST /authentication/v2/token"] >= {"auth.exchange_code", "auth.refresh_tokens"}
    assert [name for name, functions in found.items() if BROWSER in functions] == [
        "GET /authentication/v2/authorize"
    ]


@pytest.fixture
def described(meant: dict[str, Document]) -> set[tuple[str, str]]:
    """All operations of all files."""
    return {operation for document in meant.values() for operation in list_operations(document)}


def test_every_operation_is_served_or_listed_as_not(
    descriptions: Descriptions, described: set[tuple[str, str]]
) -> None:
    listed = find_names(descriptions, UNSERVED)
    served = find_names(descriptions, [(route.method, route.template) for route in list_routes()])
    names = {" ".join(operation) for operation in described}
    assert sorted(names - served - listed) == [], "neither in the route table nor in UNSERVED"
    assert sorted(listed - names) == [], "in UNSERVED, but in no file"
    assert sorted(listed & served) == [], "in UNSERVED, but served"


def test_what_is_described_is_there_on_the_wire(
    asker: Asker, descriptions: Descriptions, described: set[tuple[str, str]]
) -> None:
    nowhere = asker.ask("GET", "/nowhere", token=False)
    assert nowhere[0] == 404
    listed = find_names(descriptions, UNSERVED)
    wrong: list[str] = []
    for method, template in sorted(described):
        without, answer = (asker.ask(method, filled(template), token=token) for token in (False, True))
        is_refused = answer[0] == 501
        # The gateway looks for the path first, and then for a token.
        is_there = without[0] == 401 or (without != nowhere and without[0] != 405)
        if not is_there or is_refused != (f"{method} {template}" in listed):
            wrong.append(f"{method} {template}: {without[0]}, {answer[0]}")
    assert wrong == []


def test_a_refusal_with_501_says_so(asker: Asker) -> None:
    for method, template in UNSERVED:
        status, body = asker.ask(method, filled(template))
        assert (status, method == "HEAD" or bool(json.loads(body)["developerMessage"])) == (501, True)


def test_what_is_in_no_file_is_not_there(asker: Asker, described: set[tuple[str, str]]) -> None:
    known = described | {(route.method, route.template) for route in list_routes()}
    templates = {template for _, template in known}
    paths = {filled(template) for template in templates}
    beside = {path + more for path in paths for more in ("/", "/any", "/relationships/any")}
    beside |= {"/".join(path.split("/")[:depth]) for path in paths for depth in range(2, path.count("/") + 1)}
    wrong: list[str] = []
    for path in sorted(paths | beside):
        there = {method for method, template in known if match_template(template, path) is not None}
        for method in METHODS:
            if method not in there and (status := asker.ask(method, path)[0]) != (405 if there else 404):
                wrong.append(f"{method} {path}: {status}")
    assert wrong == []
