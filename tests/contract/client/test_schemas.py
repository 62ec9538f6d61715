"""What the schema service is asked for offers, and that no offer needs it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator

import pytest
from addin.lib.aps.refs import ATTACHMENT, DRAWING_TO_DESIGN, XREF
from addin.lib.aps.schemas import Schema, get_schema
from addin.lib.aps.versions import Version
from addin.lib.core.ref_kinds import KNOWN_KINDS, Offer, list_kinds, list_offers
from addin.lib.core.schemas import RETRY, TIMEOUTS, SchemaCache
from addin.lib.emulator import Emulator, Fault
from addin.lib.errors import Forbidden, RefError
from addin.lib.http import HttpClient

from .sign_ins import ManualClock

POLICIES = ["answers", "absent", "other-shape"]
SCHEMAS = "/schema/v1/versions/*"
DESIGN = "versions:autodesk.fusion360:Design"
DRAWING = "versions:autodesk.fusion360:Drawing"
FILE = "versions:autodesk.core:File"


@pytest.fixture
def clock() -> ManualClock:
    """The clock of the cache."""
    return ManualClock()


@pytest.fixture
def asking(empty_service: Emulator) -> Iterator[HttpClient]:
    """A client as the app makes it for the schema service."""
    with client_of(empty_service) as opened:
        yield opened


@pytest.fixture
def cache(asking: HttpClient, clock: ManualClock) -> SchemaCache:
    """A cache on the service without a hub."""
    return SchemaCache(asking, clock)


def client_of(service: Emulator) -> HttpClient:
    """A client with the time-outs of the schema service."""
    return HttpClient(service.url, get_token=lambda rejected: service.token, timeouts=TIMEOUTS, retry=RETRY)


def version(name: str, kind: str) -> Version:
    """A version with little in it."""
    return Version(name, name, name, 1, kind, "", None, None, "", None, "", "", "")


def attributes(from_types: object, to_types: object) -> str:
    """A document that allows these types."""
    lists = {"fromAllowedTypes": from_types, "toAllowedTypes": to_types}
    return json.dumps({"data": {"attributes": lists}})


def asked(service: Emulator) -> int:
    """How often the schema service was asked."""
    return sum(request.raw_path.startswith("/schema/") for request in service.log)


def test_a_ref_type_says_what_it_takes(asking: HttpClient) -> None:
    assert get_schema(asking, DRAWING_TO_DESIGN) == Schema(DRAWING_TO_DESIGN, "1.0", (DRAWING,), (DESIGN,))


def test_what_says_nothing_of_ends_is_none(asking: HttpClient) -> None:
    assert get_schema(asking, "items:autodesk.core:File") is None
    assert get_schema(asking, "nobody:knows:It") is None


@pytest.mark.parametrize("policy", ["answers", "absent", "other-shape"])
def test_a_schema_or_none_under_each_policy(start: Callable[..., Emulator], policy: str) -> None:
    with client_of(start(hub="none", policies={"schema-service": policy})) as client:
        assert (get_schema(client, ATTACHMENT) is not None) is (policy == "answers")


@pytest.mark.parametrize(
    ("body", "is_found"),
    [
        (json.dumps({"fromAllowedTypes": [DESIGN], "toAllowedTypes": [FILE]}), True),
        (attributes([DESIGN], [FILE]), True),
        (json.dumps({"definition": {"fromAllowedTypes": [DESIGN], "toAllowedTypes": [FILE]}}), True),
        (attributes([DESIGN], []), False),
        (attributes([DESIGN], "all"), False),
        (attributes([DESIGN], [FILE, 7]), False),
        ("[]", False),
        ("<html>hello</html>", False),
        ('{"deep": ' * 5 + attributes([DESIGN], [FILE]) + "}" * 5, True),
        ('{"deep": ' * 9 + attributes([DESIGN], [FILE]) + "}" * 9, False),
    ],
)
def test_the_lists_are_taken_wherever_they_stand(
    asking: HttpClient, empty_service: Emulator, body: str, *, is_found: bool
) -> None:
    empty_service.add_fault(Fault(path=SCHEMAS, status=200, body=body))
    found = get_schema(asking, ATTACHMENT)
    assert found == (Schema(ATTACHMENT, "1.0", (DESIGN,), (FILE,)) if is_found else None)


def test_a_refusal_is_told_to_who_asks_for_one_schema(asking: HttpClient, empty_service: Emulator) -> None:
    empty_service.add_fault(Fault(path=SCHEMAS, status=403, body="{}"))
    with pytest.raises(Forbidden):
        get_schema(asking, ATTACHMENT)


@pytest.mark.parametrize("policy", POLICIES)
def test_offers_are_the_same_under_each_policy(
    start: Callable[..., Emulator], clock: ManualClock, policy: str
) -> None:
    with client_of(start(hub="none", policies={"schema-service": policy})) as client:
        kinds = list_kinds(SchemaCache(client, clock))
    assert (kinds == KNOWN_KINDS) is (policy != "answers")
    design, drawing = version("Gear", DESIGN), version("Gear Drawing", DRAWING)
    sheet, other = version("Parts.xlsx", FILE), version("Norm.pdf", FILE)
    assert list_offers(design, drawing, kinds=kinds) == (
        Offer(DRAWING_TO_DESIGN, "to"),
        Offer(ATTACHMENT, "from"),
    )
    assert list_offers(design, sheet, kinds=kinds) == (Offer(ATTACHMENT, "from"),)
    assert list_offers(sheet, other, kinds=kinds) == (Offer(ATTACHMENT, "from"), Offer(XREF, "from"))


def test_what_the_service_allows_decides(cache: SchemaCache, empty_service: Emulator) -> None:
    empty_service.add_fault(
        Fault(path="*Attachment-1.0", status=200, body=attributes([DESIGN], ["versions:autodesk.core:*"]))
    )
    kinds = list_kinds(cache)
    design, drawing, sheet = version("a", DESIGN), version("b", DRAWING), version("c", FILE)
    assert list_offers(design, sheet, kinds=kinds) == (Offer(ATTACHMENT, "from"),)
    assert list_offers(design, drawing, kinds=kinds) == (Offer(DRAWING_TO_DESIGN, "to"),)
    with pytest.raises(RefError) as caught:
        list_offers(drawing, version("d", DRAWING), kinds=kinds)
    assert caught.value.reference == "refs.type-not-allowed"


@pytest.mark.parametrize("types", [["autodesk.core:File"], [f"{FILE}-1.0"], ["File"], ["hubs:a:b"]])
def test_lists_that_are_not_understood_change_nothing(
    cache: SchemaCache, empty_service: Emulator, types: list[str]
) -> None:
    empty_service.add_fault(Fault(path=SCHEMAS, status=200, body=attributes(types, types)))
    assert list_kinds(cache) == KNOWN_KINDS


@pytest.mark.parametrize("policy", POLICIES)
def test_offers_ask_once_and_then_no_more(
    start: Callable[..., Emulator], clock: ManualClock, policy: str
) -> None:
    service = start(hub="none", policies={"schema-service": policy})
    with client_of(service) as client:
        cache = SchemaCache(client, clock)
        for _ in range(50):
            list_kinds(cache)
        assert asked(service) == len(KNOWN_KINDS)
        clock.time += 601
        list_kinds(cache)
        assert asked(service) == len(KNOWN_KINDS) * (1 if policy == "answers" else 2)
        clock.time += 24 * 3600
        list_kinds(cache)
        assert asked(service) == len(KNOWN_KINDS) * (2 if policy == "answers" else 3)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(path=SCHEMAS, status=503),
        Fault(path=SCHEMAS, status=429, headers={"Retry-After": "60"}),
        Fault(path=SCHEMAS, status=403, body="{}"),
        Fault(path=SCHEMAS, action="reset-before"),
    ],
)
def test_a_service_in_trouble_is_asked_once_and_left_alone(
    cache: SchemaCache, empty_service: Emulator, clock: ManualClock, fault: Fault
) -> None:
    empty_service.add_fault(fault)
    for _ in range(3):
        assert list_kinds(cache) == KNOWN_KINDS
    assert asked(empty_service) == 1
    empty_service.clear_faults()
    clock.time += 601
    assert list_kinds(cache) != KNOWN_KINDS


def test_what_was_said_stays_when_the_service_is_in_trouble_later(
    cache: SchemaCache, empty_service: Emulator
) -> None:
    kinds = list_kinds(cache)
    empty_service.add_fault(Fault(path=SCHEMAS, status=503))
    assert cache.find([("nobody:knows:It", "1.0")]) == {}
    assert list_kinds(cache) == kinds


def test_nobody_waits_for_long(cache: SchemaCache, empty_service: Emulator) -> None:
    empty_service.add_fault(Fault(path=SCHEMAS, delay_ms=20_000))
    started = time.monotonic()
    for _ in range(10):
        assert list_kinds(cache) == KNOWN_KINDS
    assert time.monotonic() - started < 10


def test_answers_that_crawl_are_given_up_on(asking: HttpClient, empty_service: Emulator) -> None:
    class HurryingClock(ManualClock):
        """A clock on which everything takes a second."""

        def now(self) -> float:
            self.time += 1
            return self.time

    kinds = list_kinds(SchemaCache(asking, HurryingClock()))
    assert asked(empty_service) == 1
    assert kinds[0] == KNOWN_KINDS[0]
    assert kinds[1:] == KNOWN_KINDS[1:]
