"""Every function of the client that sends a request, with what it is asked on each bad day.

A read is called over and over and must always give the same; a write gets fresh things each time, and can
tell afterwards how often it was carried out.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from addin.lib.aps import auth, commands, derivatives, folders, hubs, items, refs, versions
from addin.lib.aps.refs import ATTACHMENT
from addin.lib.emulator import Emulator
from addin.lib.errors import DataBrowserError, NotSignedIn, SignInError
from addin.lib.http import HttpClient
from addin.lib.plm import session as lifecycle

from ..openapi.shelf import Shelf
from .rows import Expected

_CALLBACK = "http://localhost:8917/callback"


@dataclass
class Bench:
    """A service with a shelf, the clients that meet its faults, and those that come when they are over.

    `urn` names a version with a thumbnail; `anonymous` sends no token.
    """

    service: Emulator
    shelf: Shelf
    urn: str
    client: HttpClient
    anonymous: HttpClient
    calm: HttpClient
    calm_anonymous: HttpClient
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def fresh(self) -> int:
        """Return a number that was not given before."""
        return next(self._numbers)


@dataclass(frozen=True)
class Read:
    """A function that only reads; `kinds` maps rows by name to what this one comes to instead."""

    ask: Callable[[Bench], object]
    kinds: Mapping[str, Expected] = field(default_factory=dict)


@dataclass(frozen=True)
class Write:
    """A function that changes something.

    `prepare` makes what one call is about, `act` calls, `times` counts how often that was carried out. One
    that `takes_no_answer` is content with the status alone, so that a spoilt body does it no harm. `counts`
    is false where doing it twice leaves no trace.
    """

    prepare: Callable[[Bench], object]
    act: Callable[[Bench, object], object]
    times: Callable[[Bench, object], int]
    takes_no_answer: bool = False
    counts: bool = True
    kinds: Mapping[str, Expected] = field(default_factory=dict)


Case = Read | Write


def _shelf_read(function: Callable[..., object], **names: str) -> Read:
    """Return a read in the shelf's project; `names` maps the function's arguments to the shelf's fields."""

    def ask(bench: Bench) -> object:
        given = {argument: getattr(bench.shelf, name) for argument, name in names.items()}
        return function(bench.client, bench.shelf.project, **given)

    return Read(ask)


def _make_two_files(bench: Bench) -> tuple[str, str]:
    """Put two files into the shelf and return the ids of their versions."""
    seed, number = bench.service.seed, bench.fresh()
    made = {"created": "2026-03-04T12:00:00Z", "by": "SAMPLEUSER01"}
    ends = [seed.add_item(bench.shelf.folder, name=f"{end} {number}.pdf", **made) for end in ("from", "to")]
    return seed.add_version(ends[0], size=1, **made), seed.add_version(ends[1], size=1, **made)


def _create_ref(bench: Bench, ends: object) -> None:
    assert isinstance(ends, tuple)
    refs.create_ref(
        bench.client,
        bench.shelf.project,
        from_type="versions",
        from_id=ends[0],
        to_type="versions",
        to_id=ends[1],
        extension_type=ATTACHMENT,
    )


def _count_refs(bench: Bench, ends: object) -> int:
    assert isinstance(ends, tuple)
    listed = refs.list_refs(bench.calm, bench.shelf.project, resource_type="versions", resource_id=ends[0])
    return sum(ref.to_id == ends[1] for ref in listed.refs)


@dataclass(frozen=True)
class _Grant:
    """A sign-in as far as its code."""

    request: auth.SignInRequest
    code: str


def _allow(bench: Bench) -> _Grant:
    """Press Allow and return what came back, without a listener."""
    return _press_allow(bench.calm_anonymous, bench.service)


def sign_in(client: HttpClient, service: Emulator) -> auth.Tokens:
    """Return the tokens of a sign-in."""
    grant = _press_allow(client, service)
    return _exchange(client, service, grant)


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


def _exchange(client: HttpClient, service: Emulator, grant: object) -> auth.Tokens:
    assert isinstance(grant, _Grant)
    return auth.exchange_code(
        client,
        grant.code,
        request=grant.request,
        client_id=service.public_client_id,
        redirect_uri=_CALLBACK,
    )


def _fails(call: Callable[[], object]) -> int:
    """Tell, as a count, whether what was worth something before is worth nothing now."""
    try:
        call()
    except DataBrowserError:
        return 1
    return 0


def _refresh(client: HttpClient, bench: Bench, tokens: object) -> auth.Tokens:
    assert isinstance(tokens, auth.Tokens)
    return auth.refresh_tokens(client, tokens.refresh_token, client_id=bench.service.public_client_id)


def _revoke(bench: Bench, tokens: object) -> None:
    assert isinstance(tokens, auth.Tokens)
    auth.revoke_token(bench.anonymous, tokens.refresh_token, client_id=bench.service.public_client_id)


# At the token endpoint a 401 speaks of the app, and nobody holds a token that could be renewed.
_TOKEN = {"plain-text 401": SignInError}

CASES: Mapping[str, Case] = {
    "auth.exchange_code": Write(
        prepare=_allow,
        act=lambda bench, grant: _exchange(bench.anonymous, bench.service, grant),
        times=lambda bench, grant: _fails(lambda: _exchange(bench.calm_anonymous, bench.service, grant)),
        kinds=_TOKEN,
    ),
    "auth.refresh_tokens": Write(
        prepare=lambda bench: sign_in(bench.calm_anonymous, bench.service),
        act=lambda bench, tokens: _refresh(bench.anonymous, bench, tokens),
        times=lambda bench, tokens: _fails(lambda: _refresh(bench.calm_anonymous, bench, tokens)),
        kinds=_TOKEN,
    ),
    "auth.revoke_token": Write(
        prepare=lambda bench: sign_in(bench.calm_anonymous, bench.service),
        act=_revoke,
        times=lambda bench, tokens: _fails(lambda: _refresh(bench.calm_anonymous, bench, tokens)),
        takes_no_answer=True,
        kinds={"plain-text 401": NotSignedIn},
    ),
    "auth.get_user": Read(lambda bench: auth.get_user(bench.client)),
    "commands.list_refs_of_versions": Read(
        lambda bench: commands.list_refs_of_versions(
            bench.client, bench.shelf.project, version_ids=[bench.shelf.version, bench.shelf.file]
        )
    ),
    "derivatives.get_thumbnail": Read(
        lambda bench: derivatives.get_thumbnail(bench.client, bench.urn, size=100)
    ),
    "folders.get_folder": _shelf_read(folders.get_folder, folder_id="folder"),
    "folders.list_folder": _shelf_read(folders.list_folder, folder_id="folder"),
    "hubs.list_hubs": Read(lambda bench: hubs.list_hubs(bench.client)),
    "hubs.list_projects": Read(lambda bench: hubs.list_projects(bench.client, bench.shelf.hub)),
    "hubs.list_top_folders": Read(
        lambda bench: hubs.list_top_folders(bench.client, bench.shelf.hub, project_id=bench.shelf.project)
    ),
    "items.get_item": _shelf_read(items.get_item, item_id="item"),
    "items.get_tip": _shelf_read(items.get_tip, item_id="item"),
    "items.list_versions": _shelf_read(items.list_versions, item_id="item"),
    "refs.create_ref": Write(_make_two_files, _create_ref, _count_refs, takes_no_answer=True),
    "refs.list_refs": Read(
        lambda bench: refs.list_refs(
            bench.client,
            bench.shelf.project,
            resource_type="versions",
            resource_id=bench.shelf.version,
        )
    ),
    "versions.get_version": _shelf_read(versions.get_version, version_id="version"),
    "session.log_in": Write(
        prepare=lambda bench: None,
        act=lambda bench, _: lifecycle.log_in(bench.anonymous, "designer@example.com", password="fusion"),
        times=lambda bench, _: 0,
        counts=False,
        kinds=_TOKEN,
    ),
}
