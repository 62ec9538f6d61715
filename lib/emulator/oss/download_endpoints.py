"""The endpoints that give signed addresses to download from, one object at a time or in batches."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..answers import json_answer
from ..backend import Backend, Caller
from ..database import Row
from ..messages import Answer, Refused, Request
from .access import existing_object, own_bucket, readable_object
from .contents import etag_of
from .objects import find_sha1, note_access
from .ranges import http_date, is_unchanged
from .refusals import read_flag, read_number, refuse
from .resources import create_resource
from .shapes import Shape, base_url
from .upload_endpoints import read_batch

_PARAMS = ("Content-Type", "Content-Disposition", "Cache-Control")


def sign_download(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with a signed address for an object, or 304 where the app has it already."""
    row = readable_object(backend, caller, request)
    values = {name: texts[-1] for name, texts in request.query.items()}
    etag = etag_of(backend.contents.parts(row["content"]))
    minutes, falls_back = _read_options(request)
    if is_unchanged(request.headers, etag=etag, modified=row["modified"]):
        return Answer(304, headers={"ETag": etag, "Last-Modified": http_date(row["modified"])})
    return json_answer(_sign(backend, request, row, values=values, minutes=minutes, falls_back=falls_back))


def sign_downloads(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with signed addresses for several objects of one bucket."""
    bucket = own_bucket(backend, caller, request)
    minutes, falls_back = _read_options(request)
    results: Shape = {}
    for entry in read_batch(request):
        try:
            row = existing_object(backend, bucket["key"], entry["objectKey"])
            conditions = {name.lower(): value for name, value in entry.items() if isinstance(value, str)}
            etag = etag_of(backend.contents.parts(row["content"]))
            if is_unchanged(conditions, etag=etag, modified=row["modified"]):
                raise refuse(304, "Not modified")
            results[entry["objectKey"]] = _sign(
                backend, request, row, values=entry, minutes=minutes, falls_back=falls_back
            )
        except Refused as refused:
            results[entry["objectKey"]] = json.loads(refused.answer.body)
    return json_answer({"results": results})


def _sign(
    backend: Backend,
    request: Request,
    row: Row,
    *,
    values: Mapping[str, Any],
    minutes: int,
    falls_back: bool,
) -> Shape:
    params = {name: values[asked] for name in _PARAMS if (asked := f"response-{name.lower()}") in values}
    check_headers(params)
    note_access(backend, row)
    answer: Shape = {"params": params, "size": row["size"]}
    if backend.clock.now() < row["assembled"]:
        if falls_back:
            made = create_resource(backend, row, access="read", seconds=minutes * 60, is_single_use=False)
            url = f"{base_url(request)}/oss/v2/signedresources/{made}"
            return {"status": "fallback", "url": url, **answer}
        return {"status": "chunked", "urls": _sign_parts(backend, request, row, params, minutes), **answer}
    url = _sign_one(backend, request, row, params, minutes, number=None)
    return {"status": "complete", "url": url, **answer, "sha1": find_sha1(backend, row)}


def _sign_parts(
    backend: Backend, request: Request, row: Row, params: Mapping[str, str], minutes: int
) -> dict[str, str]:
    """Return an address for each part, by the range of bytes that it is."""
    urls: dict[str, str] = {}
    offset = 0
    for part in backend.contents.parts(row["content"]):
        key = f"{offset}-{offset + part['size'] - 1}"
        urls[key] = _sign_one(backend, request, row, params, minutes, number=part["number"])
        offset += part["size"]
    return urls


def _sign_one(
    backend: Backend,
    request: Request,
    row: Row,
    params: Mapping[str, str],
    minutes: int,
    *,
    number: int | None,
) -> str:
    query = {f"response-{name.lower()}": value for name, value in params.items()}
    if number is not None:
        query["partNumber"] = str(number)
    path = f"/_s3/{row['bucket']}/{row['content']}"
    return backend.signer.sign("GET", request.headers["host"], path, query=query, seconds=minutes * 60)


def check_headers(values: Mapping[str, Any]) -> None:
    """Raise the 400 for a value that cannot be a header's."""
    for name, value in values.items():
        if not isinstance(value, str) or not (value.isascii() and value.isprintable()):
            raise refuse(400, f"response-{name.lower()} must be printable ASCII")


def _read_options(request: Request) -> tuple[int, bool]:
    read_flag(request, "useCdn", default=False)
    falls_back = read_flag(request, "public-resource-fallback", default=False)
    return read_number(request, "minutesExpiration", default=2, least=1, most=60), falls_back
