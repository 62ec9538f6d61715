"""Signing in: tokens of people and of apps, and the session of a Fusion Lifecycle tenant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from addin.lib.aps import auth, probes
from addin.lib.emulator import Emulator
from addin.lib.errors import SignInError
from addin.lib.http import HttpClient
from addin.lib.plm import session as lifecycle

from .bench import OF_ANYONE, OF_THE_APP, Bench, Case, Read, Write, fails
from .rows import RIGHT

_CALLBACK = "http://localhost:8917/callback"


@dataclass(frozen=True)
class _Grant:
    """A sign-in as far as its code."""

    request: auth.SignInRequest
    code: str


def sign_in(client: HttpClient, service: Emulator) -> auth.Tokens:
    """Return the tokens of a sign-in, without a listener."""
    return _exchange(client, service, _press_allow(client, service))


def _press_allow(client: HttpClient, service: Emulator) -> _Grant:
    request = auth.SignInRequest.create()
    url = auth.authorize_url(service.url, request, client_id=service.public_client_id, redirect_uri=_CALLBACK)
    page = client.request("GET", url.removeprefix(service.url)).data.decode()
    found = re.search(r'name="request_id" value="([^"]+)"', page)
    assert found
    answer = client.request(
        "POST",
        "/authentication/v2/authorize",
        body=f"request_id={found[1]}&choice=allow",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    return _Grant(request, parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0])


def _exchange(client: HttpClient, service: Emulator, grant: _Grant) -> auth.Tokens:
    return auth.exchange_code(
        client,
        grant.code,
        request=grant.request,
        client_id=service.public_client_id,
        redirect_uri=_CALLBACK,
    )


def _refresh(client: HttpClient, bench: Bench, tokens: auth.Tokens) -> auth.Tokens:
    return auth.refresh_tokens(client, tokens.refresh_token, client_id=bench.service.public_client_id)


def _revoke(bench: Bench, tokens: Any) -> None:
    auth.revoke_token(bench.anonymous, tokens.refresh_token, client_id=bench.service.public_client_id)


def _get_app_token(bench: Bench, _: Any) -> object:
    service = bench.service
    return auth.get_app_token(
        bench.anonymous,
        client_id=service.client_id,
        client_secret=service.client_secret,
        scopes=("data:read",),
    )


def _app(bench: Bench) -> dict[str, str]:
    return {"client_id": bench.service.public_client_id, "redirect_uri": _CALLBACK}


def _introspect(bench: Bench) -> object:
    service = bench.service
    return auth.introspect_token(
        bench.anonymous,
        bench.storage.token,
        client_id=service.client_id,
        client_secret=service.client_secret,
    )


AUTH_CASES: Mapping[str, Case] = {
    "auth.exchange_code": Write(
        prepare=lambda bench: _press_allow(bench.calm_anonymous, bench.service),
        act=lambda bench, grant: _exchange(bench.anonymous, bench.service, grant),
        times=lambda bench, grant: fails(lambda: _exchange(bench.calm_anonymous, bench.service, grant)),
        kinds=OF_THE_APP,
    ),
    "auth.refresh_tokens": Write(
        prepare=lambda bench: sign_in(bench.calm_anonymous, bench.service),
        act=lambda bench, tokens: _refresh(bench.anonymous, bench, tokens),
        times=lambda bench, tokens: fails(lambda: _refresh(bench.calm_anonymous, bench, tokens)),
        kinds=OF_THE_APP,
    ),
    "auth.revoke_token": Write(
        prepare=lambda bench: sign_in(bench.calm_anonymous, bench.service),
        act=_revoke,
        times=lambda bench, tokens: fails(lambda: _refresh(bench.calm_anonymous, bench, tokens)),
        takes_no_answer=True,
        kinds=OF_ANYONE,
    ),
    # A second token takes nothing from the first.
    "auth.get_app_token": Write(
        prepare=lambda bench: None,
        act=_get_app_token,
        times=lambda bench, _: 0,
        counts=False,
        kinds=OF_THE_APP,
    ),
    "auth.introspect_token": Read(_introspect, OF_THE_APP),
    "auth.get_discovery": Read(lambda bench: auth.get_discovery(bench.anonymous), OF_ANYONE),
    "probes.probe_app": Read(lambda bench: probes.probe_app(bench.anonymous, **_app(bench)), OF_THE_APP),
    # The page is a page, whatever is in it.
    "probes.probe_callback": Read(
        lambda bench: probes.probe_callback(bench.anonymous, **_app(bench)),
        {**OF_THE_APP, "truncated JSON": RIGHT},
    ),
    "auth.get_user": Read(lambda bench: auth.get_user(bench.client)),
    # A tenant that has had enough of log-ins refuses this one: the error is the log-in's own.
    "session.log_in": Write(
        prepare=lambda bench: None,
        act=lambda bench, _: lifecycle.log_in(bench.anonymous, "designer@example.com", password="fusion"),
        times=lambda bench, _: 0,
        counts=False,
        kinds={
            **OF_THE_APP,
            "429 with Retry-After, always": SignInError,
            "429 without Retry-After, always": SignInError,
        },
    ),
}
