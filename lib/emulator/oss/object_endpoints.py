"""The endpoints for objects that are there: listed, described, copied, deleted."""

from __future__ import annotations

import json
from typing import Any

from ..answers import json_answer
from ..backend import Backend, Caller
from ..messages import Answer, Request
from .access import (
    AUTODESK_BUCKETS,
    existing_object,
    own_bucket,
    readable_object,
    writable_bucket,
)
from .buckets import page_answer
from .contents import etag_of
from .objects import find_sha1, list_objects, put_object, remove_object
from .ranges import is_unchanged
from .refusals import read_number, refuse
from .shapes import milliseconds, object_details

_MORE = ("createdDate", "lastAccessedDate", "lastModifiedDate", "userDefinedMetadata")


def list_bucket(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with a page of a bucket's objects, in the order of their keys."""
    bucket = own_bucket(backend, caller, request)
    limit = read_number(request, "limit", default=10, least=1, most=100)
    begins_with = request.query.get("beginsWith", ("",))[-1]
    after = request.query.get("startAt", ("",))[-1]
    rows = list_objects(backend, bucket["key"], begins_with=begins_with, after=after, most=limit + 1)
    query = {"limit": str(limit), **({"beginsWith": begins_with} if begins_with else {})}
    items = [object_details(row, request, sha1=find_sha1(backend, row)) for row in rows]
    return page_answer(request, items, limit=limit, key="objectKey", query=query)


def get_details(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with what is known about an object, `with` more where it is asked for."""
    if request.params["bucket"] in AUTODESK_BUCKETS and backend.policies["storage-details"] == "forbid":
        raise refuse(403, "Access to the bucket or object is not allowed")
    row = readable_object(backend, caller, request)
    wanted = request.query.get("with", ())
    if unknown := set(wanted) - set(_MORE):
        raise refuse(400, f"with must be one of {', '.join(_MORE)}, not {', '.join(sorted(unknown))}")
    etag = etag_of(backend.contents.parts(row["content"]))
    # Only the time is described as a condition here.
    since = {name: value for name, value in request.headers.items() if name == "if-modified-since"}
    if is_unchanged(since, etag=etag, modified=row["modified"]):
        return Answer(304)
    more: dict[str, Any] = {
        "createdDate": milliseconds(row["created"]),
        "lastAccessedDate": milliseconds(row["accessed"]),
        "lastModifiedDate": milliseconds(row["modified"]),
    }
    if row["metadata"] is not None:
        more["userDefinedMetadata"] = row["metadata"]
    details = object_details(row, request, sha1=find_sha1(backend, row))
    return json_answer({**details, **{name: more[name] for name in more if name in wanted}})


def delete_object(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Delete an object of an app's bucket."""
    bucket = writable_bucket(backend, caller, request)
    remove_object(backend, existing_object(backend, bucket["key"], request.params["object"]))
    return Answer(200)


def copy_object(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Copy an object inside its bucket, over one that has the new key already."""
    bucket = writable_bucket(backend, caller, request)
    row = existing_object(backend, bucket["key"], request.params["object"])
    headers = {**json.loads(row["headers"]), "content-type": row["content_type"]}
    copy = put_object(
        backend,
        bucket["key"],
        request.params["new"],
        content=row["content"],
        policy=bucket["policy"],
        headers=headers,
        metadata=row["metadata"],
        assembled=row["assembled"],
    )
    return json_answer(object_details(copy, request, sha1=find_sha1(backend, copy)))
