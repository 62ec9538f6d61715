"""The Model Derivative and Schema services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from addin.lib.aps import derivatives, schemas
from addin.lib.aps.refs import ATTACHMENT

from ..emulator.translating import DONE, urn_of
from .bench import MADE, Bench, Case, Read, Write
from .rows import RIGHT, Gives


def _make_source(bench: Bench) -> str:
    """Return the urn of a version of which nothing was made yet."""
    seed = bench.service.seed
    item = seed.add_item(bench.shelf.folder, name=f"source {bench.fresh()}.step", **MADE)
    return urn_of(seed.add_version(item, size=1, **MADE))


def _make_begun_source(bench: Bench) -> str:
    urn = _make_source(bench)
    derivatives.start_job(bench.calm, urn)
    return urn


def _make_done_source(bench: Bench) -> str:
    urn = _make_begun_source(bench)
    bench.service.clock.advance(DONE)
    return urn


def _has_manifest(bench: Bench, urn: Any) -> bool:
    return derivatives.get_manifest(bench.calm, urn).state != "none"


SERVICE_CASES: Mapping[str, Case] = {
    "derivatives.get_thumbnail": Read(
        lambda bench: derivatives.get_thumbnail(bench.client, bench.urn, size=100)
    ),
    "derivatives.find_thumbnail": Read(
        lambda bench: derivatives.find_thumbnail(bench.client, bench.urn, size=100)
    ),
    "derivatives.get_manifest": Read(
        lambda bench: derivatives.get_manifest(
            bench.client, bench.keep("done source", lambda: _make_done_source(bench))
        )
    ),
    "derivatives.list_formats": Read(lambda bench: derivatives.list_formats(bench.client)),
    # The status says all that is taken from the answers to these.
    "derivatives.start_job": Write(
        prepare=_make_source,
        act=lambda bench, urn: derivatives.start_job(bench.client, urn),
        times=_has_manifest,
        repeats=True,
        # Asked again, the service says without a body that it has begun.
        kinds={"truncated JSON": RIGHT, "reset in mid-body, always": RIGHT},
    ),
    "derivatives.start_job, by force": Write(
        prepare=_make_source,
        act=lambda bench, urn: derivatives.start_job(bench.client, urn, force=True),
        times=_has_manifest,
        kinds={"truncated JSON": RIGHT},
    ),
    "derivatives.delete_manifest": Write(
        prepare=_make_begun_source,
        act=lambda bench, urn: derivatives.delete_manifest(bench.client, urn),
        times=lambda bench, urn: not _has_manifest(bench, urn),
        repeats=True,
        kinds={"truncated JSON": RIGHT},
    ),
    # A document that cannot be read is one that says nothing: nothing may depend on a schema.
    "schemas.get_schema": Read(
        lambda bench: schemas.get_schema(bench.client, ATTACHMENT), {"truncated JSON": Gives(None)}
    ),
}
