"""What our client asks and what the local service answers, held against the official descriptions."""

from __future__ import annotations

import ast
import importlib
import inspect
import itertools
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl

import pytest
from addin.lib import aps
from addin.lib.emulator.routes import list_routes
from addin.lib.emulator.routing import Route
from addin.lib.emulator.unserved import UNSERVED

from . import data_traffic
from . import storage as storage_module
from . import traffic as traffic_module
from .all_excuses import list_excuses
from .descriptions import Descriptions, Document, match_template
from .excuses import UNDESCRIBED, repaired
from .judging import Finding, judge_answer, judge_request, judge_route
from .recorder import Exchange
from .repairs import Excuse
from .traffic import Traffic

# The files of which every operation is accounted for.
COMPLETE = ("authentication", "datamanagement", "modelderivative", "oss")
SHARED = {
    "objects.read_items",
    "signed_uploads.post_batch",
}
MOST_SCOPES, MOST_SCOPE_CHARACTERS = 50, 2000


def described(exchanges: tuple[Exchange, ...]) -> list[Exchange]:
    """Leave out what is known to be in no description."""
    return [one for one in exchanges if not any(is_of(one, *key) for key in UNDESCRIBED)]


def is_of(exchange: Exchange, method: str, template: str) -> bool:
    """Tell whether an exchange is one of an endpoint."""
    path = exchange.raw_path.partition("?")[0]
    return exchange.method == method and match_template(template, path) is not None


def shown(findings: list[Finding]) -> str:
    """Return the first findings, one a line."""
    return "\n".join(map(str, findings[:40]))


def served() -> list[Route]:
    """Return the service's endpoints, without those known to be in no description."""
    return [route for route in list_routes() if (route.method, route.template) not in UNDESCRIBED]


def test_every_request_of_the_client_is_as_described(descriptions: Descriptions, traffic: Traffic) -> None:
    exchanges = described(traffic.client)
    findings = [finding for one in exchanges for finding in judge_request(descriptions, one)]
    assert not findings, shown(findings)


def test_every_further_request_is_as_described(descriptions: Descriptions, traffic: Traffic) -> None:
    exchanges = described(traffic.further)
    findings = [finding for one in exchanges for finding in judge_request(descriptions, one)]
    assert not findings, shown(findings)


def test_every_answer_of_the_service_is_as_described(descriptions: Descriptions, traffic: Traffic) -> None:
    exchanges = described(traffic.answers)
    findings = [finding for one in exchanges for finding in judge_answer(descriptions, one)]
    assert not findings, shown(findings)


def test_every_endpoint_of_the_service_is_as_described(descriptions: Descriptions) -> None:
    findings = [finding for route in served() for finding in judge_route(descriptions, route)]
    assert not findings, shown(findings)


@pytest.mark.parametrize("excuse", list_excuses(), ids=lambda excuse: excuse.name)
def test_every_excuse_is_needed(excuse: Excuse, documents: dict[str, Document], traffic: Traffic) -> None:
    others = [other for other in list_excuses() if other.name != excuse.name]
    descriptions = Descriptions(repaired(documents, excuses=others))
    findings = itertools.chain(
        *(judge_route(descriptions, route) for route in served()),
        *(judge_request(descriptions, one) for one in described(traffic.requests)),
        # Short ones first: the first finding will do.
        *(
            judge_answer(descriptions, one)
            for one in sorted(described(traffic.answers), key=lambda one: len(one.body))
        ),
    )
    assert next(findings, None), f"the files are right without it: {excuse.reason}"


@pytest.mark.parametrize("key", UNDESCRIBED, ids=" ".join)
def test_what_is_in_no_description_is_served_and_asked(
    key: tuple[str, str], documents: dict[str, Document], traffic: Traffic
) -> None:
    assert key in {(route.method, route.template) for route in list_routes()}
    assert any(is_of(one, *key) for one in traffic.requests)
    assert Descriptions(documents).find(*key) is None


def test_every_endpoint_is_in_the_recording(traffic: Traffic) -> None:
    missing = [
        route.name
        for route in list_routes()
        if not any(one.status < 400 and is_of(one, route.method, route.template) for one in traffic.requests)
    ]
    assert not missing


@pytest.mark.parametrize("name", COMPLETE)
def test_every_operation_is_served_or_known_not_to_be(name: str, documents: dict[str, Document]) -> None:
    described_here = Descriptions({name: documents[name]})
    known = {(route.method, route.template) for route in list_routes()} | set(UNSERVED)
    found = {operation.name for key in known if (operation := described_here.find_alike(*key))}
    assert {operation.name for operation in described_here.operations} - found == set()


@pytest.mark.parametrize(("method", "template"), UNSERVED, ids=" ".join)
def test_what_is_not_served_is_an_operation(
    method: str, template: str, documents: dict[str, Document]
) -> None:
    assert Descriptions(documents).find_alike(method, template) is not None
    assert (method, template) not in {(route.method, route.template) for route in list_routes()}


def test_every_function_of_the_client_is_in_the_recording() -> None:
    sources = (Path(inspect.getfile(module)) for module in (traffic_module, data_traffic, storage_module))
    called = {
        f"{node.func.value.id}.{node.func.attr}"
        for source in sources
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
    }
    missing = [name for name in list_requesting_functions() if name not in called]
    # The code of a sign-in is exchanged by `sign_in`; the others are parts of what is called.
    assert missing == ["auth.exchange_code", "derivatives.find_thumbnail", "folders.iter_folder"]


def list_requesting_functions() -> list[str]:
    """Return the public functions of lib/aps that send requests: those that take a client first."""
    found: list[str] = []
    for file in sorted(Path(next(iter(aps.__path__))).glob("[a-z]*.py")):
        module = importlib.import_module(f"{aps.__name__}.{file.stem}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            is_own = function.__module__ == module.__name__ and not name.startswith("_")
            # Some are what the others send and read with.
            if (
                is_own
                and file.stem not in ("documents", "pages")
                and f"{file.stem}.{name}" not in SHARED
                and "client" in inspect.signature(function).parameters
            ):
                found.append(f"{file.stem}.{name}")
    return found


def test_the_texts_on_signing_in_are_kept(traffic: Traffic) -> None:
    """What the description says in words alone: characters of a state, sizes of a scope and a verifier."""
    asked = [
        {name: values[0] for name, values in parse_qs(one.raw_path.partition("?")[2]).items()}
        for one in traffic.client
        if one.method == "GET" and one.raw_path.startswith("/authentication/v2/authorize?")
    ]
    assert asked
    for query in asked:
        assert query["state"].replace(",", "").replace(".", "").replace("_", "").replace("-", "").isalnum()
        assert len(query["scope"]) <= MOST_SCOPE_CHARACTERS
        assert len(query["scope"].split()) <= MOST_SCOPES
        assert query["code_challenge_method"] == "S256"
    verifiers = [
        fields["code_verifier"]
        for one in traffic.client
        if one.raw_path == "/authentication/v2/token"
        and "code_verifier" in (fields := dict(parse_qsl(one.request_body.decode())))
    ]
    assert verifiers
    assert all(43 <= len(verifier) <= 128 for verifier in verifiers)
