"""The endpoints for buckets, each an app's own."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from ..answers import json_answer
from ..backend import Backend, Caller
from ..messages import Answer, Request
from .access import AUTODESK_BUCKETS, check_bucket_key, own_bucket
from .objects import RETENTION_SECONDS, remove_object
from .refusals import read_choice, read_number, read_object, refuse
from .shapes import base_url, bucket_details, bucket_item

# SPEC's enum still has the old name of AUS.
REGIONS = ("US", "EMEA", "AUS", "APAC", "CAN", "DEU", "IND", "JPN", "GBR")
# How long a deleted bucket's key stays taken: nobody published a figure.
DELETION_SECONDS = 600.0
_ACCESS = ("full", "read", "write")


def list_buckets(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with a page of the app's buckets in one region, in the order of their keys."""
    region = read_choice(_query(request, "region"), "region", allowed=REGIONS)
    limit = read_number(request, "limit", default=10, least=1, most=100)
    rows = backend.database.rows(
        "SELECT * FROM buckets WHERE owner = ? AND region = ? AND key > ? AND deleted IS NULL "
        "ORDER BY key LIMIT ?",
        (_owner(caller), region, _query(request, "startAt") or "", limit + 1),
    )
    query = {"region": region, "limit": str(limit)}
    return page_answer(request, [bucket_item(row) for row in rows], limit=limit, key="bucketKey", query=query)


def create_bucket(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Make a bucket; 409 where the key is taken, by whomever, or was until lately."""
    body = read_object(request)
    key = check_bucket_key(body.get("bucketKey"))
    policy = body.get("policyKey")
    if not isinstance(policy, str) or policy not in RETENTION_SECONDS:
        raise refuse(400, f"policyKey must be one of {', '.join(RETENTION_SECONDS)}")
    region = request.headers.get("x-ads-region") or request.headers.get("region")
    region = read_choice(region, "region", allowed=REGIONS)
    allowed = _read_allowed(body.get("allow"))
    now = backend.clock.now()
    with backend.database.transaction():
        backend.database.change("DELETE FROM buckets WHERE deleted <= ?", (now - DELETION_SECONDS,))
        if key in AUTODESK_BUCKETS or backend.database.value("SELECT 1 FROM buckets WHERE key = ?", (key,)):
            raise refuse(409, "Bucket already exists")
        backend.database.insert(
            "buckets",
            key=key,
            owner=_owner(caller),
            policy=policy,
            region=region,
            allowed=json.dumps(allowed),
            created=now,
        )
        row = backend.database.row("SELECT * FROM buckets WHERE key = ?", (key,))
    assert row is not None
    return json_answer(bucket_details(row))


def get_bucket(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with a bucket of the app's own."""
    return json_answer(bucket_details(own_bucket(backend, caller, request)))


def delete_bucket(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Mark a bucket for deletion; its objects are gone at once."""
    key = check_bucket_key(request.params["bucket"])
    marked = backend.database.row("SELECT * FROM buckets WHERE key = ? AND deleted IS NOT NULL", (key,))
    if marked is not None and marked["owner"] == _owner(caller):
        if backend.clock.now() < marked["deleted"] + DELETION_SECONDS:
            raise refuse(409, "Bucket is already marked for deletion")
        raise refuse(404, "Bucket not found")
    own_bucket(backend, caller, request)
    backend.database.change("UPDATE buckets SET deleted = ? WHERE key = ?", (backend.clock.now(), key))
    for row in backend.database.rows("SELECT * FROM objects WHERE bucket = ?", (key,)):
        remove_object(backend, row)
    return Answer(200)


def page_answer(
    request: Request, items: list[dict[str, Any]], *, limit: int, key: str, query: dict[str, str]
) -> Answer:
    """Return a page of `items`, of which one too many tells that there is a next page.

    Its address is whole, and begins behind the last item's `key`; `query` goes on with it.
    """
    value: dict[str, Any] = {"items": items[:limit]}
    if len(items) > limit:
        more = urlencode({**query, "startAt": items[limit - 1][key]})
        value["next"] = f"{base_url(request)}{request.path}?{more}"
    return json_answer(value)


def _query(request: Request, name: str) -> str | None:
    return request.query.get(name, (None,))[-1]


def _owner(caller: Caller) -> str:
    assert caller.bearer is not None
    return caller.bearer.client_id


def _read_allowed(value: object) -> dict[str, str]:
    """Return what other apps may do with a new bucket."""
    allowed: dict[str, str] = {}
    for entry in value if isinstance(value, list) else [] if value is None else [value]:
        app, access = (entry.get("authId"), entry.get("access")) if isinstance(entry, dict) else (None, None)
        if not isinstance(app, str) or not app or access not in _ACCESS:
            raise refuse(400, f"allow must be a list of authId and access, one of {', '.join(_ACCESS)}")
        allowed[app] = access
    return allowed
