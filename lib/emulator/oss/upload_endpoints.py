"""The endpoints that open and complete uploads on signed addresses, one object at a time or in batches."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..answers import json_answer
from ..backend import Backend, Caller
from ..database import Row
from ..messages import Answer, Refused, Request
from .access import own_bucket, writable_key
from .refusals import check_number, read_flag, read_number, read_object, refuse
from .shapes import Shape, iso_time, object_details
from .uploads import MOST_PARTS, Completion, complete_upload, find_upload, open_upload

MOST_URLS = 25
MOST_IN_BATCH = 25
_METADATA_BYTES = 100
_META = "x-ads-meta-"
_KEPT = ("content-type", "content-disposition", "content-encoding", "cache-control")


def sign_upload(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with signed addresses for parts, of a new upload or of one under way."""
    bucket, key = writable_key(backend, caller, request)
    values = {name: texts[-1] for name, texts in request.query.items()}
    first = read_number(request, "firstPart", default=1, least=1, most=MOST_PARTS)
    count = read_number(request, "parts", default=1, least=1, most=MOST_URLS)
    minutes = _read_minutes(request)
    return json_answer(
        _sign(
            backend,
            request,
            (bucket, key),
            first=first,
            count=count,
            minutes=minutes,
            upload_key=values.get("uploadKey"),
        )
    )


def sign_uploads(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with signed addresses for the parts of several objects."""
    bucket = own_bucket(backend, caller, request)
    minutes = _read_minutes(request)
    results: Shape = {}
    for entry in read_batch(request):
        try:
            results[entry["objectKey"]] = _sign(
                backend,
                request,
                (bucket["key"], entry["objectKey"]),
                first=check_number(entry.get("firstPart"), "firstPart", default=1, least=1, most=MOST_PARTS),
                count=check_number(entry.get("parts"), "parts", default=1, least=1, most=MOST_URLS),
                minutes=minutes,
                upload_key=_text(entry, "uploadKey"),
            )
        except Refused as refused:
            results[entry["objectKey"]] = {"status": "error", **json.loads(refused.answer.body)}
    return json_answer({"results": results})


def complete(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Make an object of what was uploaded, or say what is missing."""
    bucket, key = writable_key(backend, caller, request)
    completion = _read_completion(read_object(request), request.headers)
    made = complete_upload(backend, bucket, key, completion=completion)
    if isinstance(made, dict):
        return json_answer(made, 200 if backend.policies["wrong-parts"] == "ok" else 400)
    return json_answer(object_details(made, request, sha1=None))


def complete_several(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Complete up to 25 uploads; each succeeds or fails by itself."""
    bucket = own_bucket(backend, caller, request)
    results: Shape = {}
    for entry in read_batch(request, most=MOST_IN_BATCH):
        key = entry["objectKey"]
        try:
            headers = {
                name.lower(): value for name, value in entry.items() if name.lower().startswith("x-ads-")
            }
            made = complete_upload(backend, bucket["key"], key, completion=_read_completion(entry, headers))
        except Refused as refused:
            results[key] = {"status": "error", **json.loads(refused.answer.body)}
            continue
        results[key] = _batch_problem(made) if isinstance(made, dict) else _batch_result(made, request)
    return json_answer({"results": results})


def read_batch(request: Request, *, most: int | None = None) -> list[dict[str, Any]]:
    """Return the requests of a batch, each with its object's key, or raise the 400."""
    entries = read_object(request).get("requests")
    if not isinstance(entries, list) or not entries:
        raise refuse(400, "requests must be a list of at least one object")
    if most is not None and len(entries) > most:
        raise refuse(400, f"requests must hold {most} objects at most")
    for entry in entries:
        key = entry.get("objectKey") if isinstance(entry, dict) else None
        if not isinstance(key, str) or not key:
            raise refuse(400, "Every request must have an objectKey")
    return entries


def _sign(
    backend: Backend,
    request: Request,
    place: tuple[str, str],
    *,
    first: int,
    count: int,
    minutes: int,
    upload_key: str | None,
) -> Shape:
    if first + count - 1 > MOST_PARTS:
        raise refuse(400, f"An upload has {MOST_PARTS} parts at most")
    if upload_key is None:
        upload = open_upload(backend, *place)
    else:
        upload = find_upload(backend, *place, upload_key=upload_key)
        if upload["completed"] is not None:
            raise refuse(400, "The upload has been completed already")
    urls = [
        backend.signer.sign(
            "PUT",
            request.headers["host"],
            f"/_s3/{place[0]}/{upload['content']}",
            query={"partNumber": str(number)},
            seconds=minutes * 60,
        )
        for number in range(first, first + count)
    ]
    return {
        "uploadKey": upload["id"],
        "urls": urls,
        "urlExpiration": iso_time(backend.clock.now() + minutes * 60),
        "uploadExpiration": iso_time(upload["expires"]),
    }


def _read_minutes(request: Request) -> int:
    read_flag(request, "useAcceleration", default=True)
    return read_number(request, "minutesExpiration", default=2, least=1, most=60)


def _read_completion(body: Mapping[str, Any], headers: Mapping[str, Any]) -> Completion:
    size, etags = body.get("size"), body.get("eTags")
    upload_key = _text(body, "uploadKey")
    if not upload_key:
        raise refuse(400, "uploadKey is missing")
    if size is not None and (not isinstance(size, int) or isinstance(size, bool) or size < 0):
        raise refuse(400, "size must be a whole number of bytes")
    if etags is not None and not (isinstance(etags, list) and all(isinstance(tag, str) for tag in etags)):
        raise refuse(400, "eTags must be a list of strings")
    kept = {name: headers[_META + name] for name in _KEPT if headers.get(_META + name) is not None}
    if not all(isinstance(value, str) and value.isprintable() and value.isascii() for value in kept.values()):
        raise refuse(400, "x-ads-meta headers must be printable ASCII")
    return Completion(
        upload_key=upload_key,
        size=size,
        etags=None if etags is None else tuple(tag.strip('"') for tag in etags),
        headers=kept,
        metadata=_read_metadata(headers.get("x-ads-user-defined-metadata")),
    )


def _read_metadata(text: object) -> str | None:
    if text is None:
        return None
    try:
        value = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict) or len(str(text).encode("utf-8", "replace")) >= _METADATA_BYTES:
        raise refuse(400, "x-ads-user-defined-metadata must be a JSON object of less than 100 bytes")
    return str(text)


def _text(entry: Mapping[str, Any], name: str) -> str | None:
    value = entry.get(name)
    if value is not None and not isinstance(value, str):
        raise refuse(400, f"{name} must be a string")
    return value


def _batch_result(row: Row, request: Request) -> Shape:
    details = object_details(row, request, sha1=None)
    names = ("bucketKey", "objectKey", "objectId", "size", "contentType")
    headers = json.loads(row["headers"])
    more = {
        "contentDisposition": headers.get("content-disposition"),
        "contentEncoding": headers.get("content-encoding"),
        "cacheControl": headers.get("cache-control"),
    }
    return {
        **{name: details[name] for name in names},
        **{name: value for name, value in more.items() if value is not None},
    }


def _batch_problem(problem: Shape) -> Shape:
    # The number of a part goes by another name here, and the size of the whole is not shown.
    parts = [{"firstPart": part.pop("part"), **part} for part in problem["parts"]]
    return {"status": problem["status"], "reason": problem["reason"], "parts": parts}
