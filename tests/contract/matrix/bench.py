"""What the cases of the matrix work on, and the two kinds of them.

A read is called over and over and must always give the same; a write gets fresh things each time, and can
tell afterwards how often it was carried out.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from addin.lib.emulator import Emulator
from addin.lib.errors import DataBrowserError, NotSignedIn, SignInError
from addin.lib.http import HttpClient

from ..emulator.storage import Storage
from ..openapi.shelf import Shelf
from .rows import Kinds

MADE: Mapping[str, Any] = {"created": "2026-03-04T12:00:00Z", "by": "SAMPLEUSER01"}
# At the token endpoints a 401 speaks of the app, and nobody holds a token that could be renewed.
OF_THE_APP: Kinds = {"plain-text 401": SignInError}
# Nor does a client without a token.
OF_ANYONE: Kinds = {"plain-text 401": NotSignedIn}


@dataclass
class Bench:
    """A service with a shelf, the clients that meet its faults, and those that come when they are over.

    `urn` names a version with a thumbnail; `anonymous` sends no token, `app` that of the confidential app,
    and `storage` is the app's own way to its objects.
    """

    service: Emulator
    shelf: Shelf
    urn: str
    storage: Storage
    client: HttpClient
    anonymous: HttpClient
    app: HttpClient
    calm: HttpClient
    calm_anonymous: HttpClient
    calm_app: HttpClient
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _kept: dict[str, Any] = field(default_factory=dict)

    def fresh(self) -> int:
        """Return a number that was not given before."""
        return next(self._numbers)

    def keep(self, name: str, make: Callable[[], Any]) -> Any:
        """Return a thing of this name, made when it is first asked for."""
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]


@dataclass(frozen=True)
class Read:
    """A function that only reads; `kinds` maps rows to what this one comes to instead."""

    ask: Callable[[Bench], object]
    kinds: Kinds = field(default_factory=dict)


@dataclass(frozen=True)
class Write:
    """A function that changes something.

    `prepare` makes what one call is about, `act` calls, `times` counts how often that was carried out. One
    that `takes_no_answer` is content with the status alone, so that a spoilt body does it no harm. One that
    `repeats` may be sent again like a read, since twice is as good as once. `counts` is false where a look
    cannot tell: then it is only seen that it was not sent twice.
    """

    prepare: Callable[[Bench], Any]
    act: Callable[[Bench, Any], object]
    times: Callable[[Bench, Any], int]
    takes_no_answer: bool = False
    repeats: bool = False
    counts: bool = True
    kinds: Kinds = field(default_factory=dict)


Case = Read | Write


def shelf_read(function: Callable[..., object], **names: str) -> Read:
    """Return a read in the shelf's project; `names` maps the function's arguments to the shelf's fields."""

    def ask(bench: Bench) -> object:
        given = {argument: getattr(bench.shelf, name) for argument, name in names.items()}
        return function(bench.client, bench.shelf.project, **given)

    return Read(ask)


def fails(call: Callable[[], object]) -> int:
    """Tell, as a count, whether what was worth something before is worth nothing now."""
    try:
        call()
    except DataBrowserError:
        return 1
    return 0
