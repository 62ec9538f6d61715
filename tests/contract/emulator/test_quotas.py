"""The published limits per minute, enforced."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable

import pytest
from addin.lib.emulator import Emulator
from addin.lib.emulator.clock import Clock
from addin.lib.emulator.quotas import Quotas

from .wire import Wire

HUBS = "/project/v1/hubs"
REVOKE = "/authentication/v2/revoke"
FORM = "application/x-www-form-urlencoded"


def test_quotas_count_by_client_and_endpoint(start: Callable[..., Emulator]) -> None:
    with Wire(start(hub="none", quotas=True)) as wire:
        assert {wire.get(HUBS).status for _ in range(50)} == {200}
        over = wire.get(HUBS)
        assert over.status == 429
        assert over.json == {"developerMessage": "Quota limit exceeded."}
        assert 1 <= int(over.headers["Retry-After"]) <= 60
        assert wire.get("/userinfo").status == 200
        wire.service.clock.advance(int(over.headers["Retry-After"]))
        assert wire.get(HUBS).status == 200


def test_without_quotas_nothing_is_counted(wire: Wire) -> None:
    assert {wire.get(HUBS).status for _ in range(60)} == {200}


@pytest.mark.parametrize("named", ["form", "basic"])
def test_endpoints_without_a_token_count_by_the_client_that_is_named(
    start: Callable[..., Emulator], named: str
) -> None:
    service = start(hub="none", quotas=True)
    secret = f"{service.client_id}:{service.client_secret}"
    own = {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}
    pair = f"&client_id={service.client_id}&client_secret={service.client_secret}"

    def revoke(wire: Wire, form: str, headers: dict[str, str]) -> int:
        headers = {"Content-Type": FORM, **headers}
        return wire.send(
            "POST", REVOKE, body=f"token=x&token_type_hint=access_token{form}", headers=headers, token=None
        ).status

    with Wire(service) as wire:
        form, headers = (pair, {}) if named == "form" else ("", own)
        assert {revoke(wire, form, headers) for _ in range(100)} == {200}
        assert revoke(wire, form, headers) == 429
        assert revoke(wire, f"&client_id={service.public_client_id}", {}) == 200
        assert revoke(wire, "", {"Authorization": "Basic ?"}) == 401


def test_a_minute_rolls() -> None:
    clock = Clock()
    clock.rate = 1e-9
    quotas = Quotas(clock, enforced=True)
    for _ in range(3):
        assert quotas.take("a", "e", limit=4) == 0
        clock.advance(20)
    assert quotas.take("a", "e", limit=4) == 0  # the first is a minute old by now
    assert [(usage.used, usage.limit) for usage in quotas.usage()] == [(3, 4)]
    assert quotas.take("a", "e", limit=3) == 20
    clock.advance(19)
    assert quotas.take("a", "e", limit=3) == 1
    clock.advance(1)
    assert quotas.take("a", "e", limit=3) == 0


def test_a_minute_goes_by_the_services_clock(start: Callable[..., Emulator]) -> None:
    service = start(hub="none", quotas=True)
    with Wire(service) as wire:
        while wire.get(HUBS).status == 200:
            pass
        service.clock.rate = 10_000
        deadline = time.monotonic() + 10
        while wire.get(HUBS).status == 429:
            assert time.monotonic() < deadline
