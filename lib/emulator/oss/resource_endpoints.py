"""The endpoints of OSS's own signed URLs: whoever has one may read or replace an object until it expires."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from ..answers import json_answer
from ..backend import Backend, Caller
from ..database import Row
from ..messages import Answer, BrokenOff, Incoming, Request
from .access import bucket_policy, existing_object, writable_key
from .download_endpoints import check_headers
from .objects import find_sha1, note_access, put_object, remove_object
from .ranges import Unsatisfiable, serve_parts
from .refusals import check_number, read_flag, read_object, refuse
from .resources import ACCESS, create_resource, find_signed, use_signed
from .shapes import Shape, base_url, object_details
from .uploads import UPLOAD_SECONDS

_CONTENT_RANGE = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})")
_OVERRIDES = ("Content-Type", "Content-Disposition")


def create_signed(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with a signed URL for an object."""
    # The description has the values in capitals, its text and the documentation do not.
    access = request.query.get("access", ("read",))[-1].lower()
    if access not in ACCESS:
        raise refuse(400, f"access must be one of {', '.join(ACCESS)}")
    read_flag(request, "useCdn", default=False)
    bucket, key = writable_key(backend, caller, request)
    row = existing_object(backend, bucket, key)
    body = read_object(request) if request.body else {}
    minutes = check_number(body.get("minutesExpiration"), "minutesExpiration", default=2, least=1, most=60)
    is_single_use = body.get("singleUse", False)
    if not isinstance(is_single_use, bool):
        raise refuse(400, "singleUse must be true or false")
    made = create_resource(backend, row, access=access, seconds=minutes * 60, is_single_use=is_single_use)
    answer = {
        "signedUrl": f"{base_url(request)}/oss/v2/signedresources/{made}?region=US",
        "expiration": minutes,
    }
    return json_answer({**answer, "singleUse": True} if is_single_use else answer)


def get_signed(backend: Backend, _: Caller, request: Request) -> Answer:
    """Answer with the object's bytes, whole or a range."""
    row = use_signed(backend, request.params["hash"], "read")
    parts = backend.contents.parts(row["content"])
    headers = {"Content-Type": row["content_type"]}
    headers |= {name.title(): value for name, value in json.loads(row["headers"]).items()}
    asked = {
        name: request.query[f"response-{name.lower()}"][-1]
        for name in _OVERRIDES
        if f"response-{name.lower()}" in request.query
    }
    check_headers(asked)
    headers |= asked
    note_access(backend, row)
    try:
        return serve_parts(backend.contents, parts, request, modified=row["modified"], headers=headers)
    except Unsatisfiable:
        raise refuse(416, "The range is not valid for this object") from None


def put_signed(backend: Backend, _: Caller, request: Request) -> Answer:
    """Replace the object by the body."""
    row = find_signed(backend, request.params["hash"], "write")
    _check_type(request)
    wanted = request.headers.get("if-match")
    if wanted is not None and wanted.strip().strip('"') != find_sha1(backend, row):
        raise refuse(412, "The sha1 given in If-Match is not the one of the object")
    row = use_signed(backend, request.params["hash"], "write")
    content = backend.contents.new_id()
    _receive(backend, request, content, 1)
    return json_answer(_replace(backend, request, row, content))


def delete_signed(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Delete the object; only for those who may write to its bucket anyway."""
    row = find_signed(backend, request.params["hash"], "write")
    owner = backend.database.value("SELECT owner FROM buckets WHERE key = ?", (row["bucket"],))
    if caller.bearer is None or owner != caller.bearer.client_id:
        raise refuse(403, "Access to the bucket or object is not allowed")
    remove_object(backend, use_signed(backend, request.params["hash"], "write"))
    return Answer(200)


def put_signed_chunk(backend: Backend, _: Caller, request: Request) -> Answer:
    """Take a chunk of a new version of the object: 202 until the last one is there."""
    row = find_signed(backend, request.params["hash"], "write")
    _check_type(request)
    match = _CONTENT_RANGE.fullmatch(request.headers.get("content-range", "").strip())
    if match is None:
        raise refuse(416, "Content-Range is missing or malformed")
    session = request.headers.get("session-id", "")
    if not session:
        raise refuse(400, "Session-Id is missing")
    start, last, total = map(int, match.groups())
    incoming = _incoming(request)
    if not start <= last < total or incoming.length != last - start + 1:
        raise refuse(400, "Content-Range does not fit the body")
    content = _open_session(backend, request, row, session)
    chunks = backend.contents.parts(content)
    if any(
        chunk["number"] != start and chunk["number"] <= last and start < chunk["number"] + chunk["size"]
        for chunk in chunks
    ):
        raise refuse(409, "The chunk overlaps another one of this session")
    _receive(backend, request, content, start)
    if not _is_whole(backend.contents.parts(content), total):
        return json_answer({"result": "The chunk was received, others are missing"}, 202)
    row = use_signed(backend, request.params["hash"], "write")
    details = _replace(backend, request, row, content)
    backend.database.change("DELETE FROM uploads WHERE content = ?", (content,))
    return json_answer(details)


def _check_type(request: Request) -> None:
    if request.media_type == "multipart/form-data":
        raise refuse(400, "Content-Type must not be multipart/form-data")


def _incoming(request: Request) -> Incoming:
    assert request.incoming is not None
    return request.incoming


def _receive(backend: Backend, request: Request, content: str, number: int) -> None:
    try:
        backend.contents.add_part(content, number, chunks=_incoming(request).chunks())
    except BrokenOff:
        raise refuse(400, "The body is shorter than its Content-Length") from None


def _replace(backend: Backend, request: Request, row: Row, content: str) -> Shape:
    headers = {
        name: request.headers[name]
        for name in ("content-type", "content-disposition")
        if name in request.headers
    }
    made = put_object(
        backend,
        row["bucket"],
        row["key"],
        content=content,
        policy=bucket_policy(backend, row["bucket"]),
        headers=headers,
    )
    return object_details(made, request, sha1=find_sha1(backend, made))


def _open_session(backend: Backend, request: Request, row: Row, session: str) -> str:
    """Return the content of a resumable upload; a session belongs to one signed URL."""
    upload_key = f"resumable {request.params['hash']} {session}"
    with backend.database.transaction():
        content = backend.database.value("SELECT content FROM uploads WHERE id = ?", (upload_key,))
        if content is None:
            content = backend.contents.new_id()
            backend.database.insert(
                "uploads",
                id=upload_key,
                bucket=row["bucket"],
                key=row["key"],
                content=content,
                expires=backend.clock.now() + UPLOAD_SECONDS,
            )
    return content


def _is_whole(chunks: Sequence[Row], total: int) -> bool:
    end = 0
    for chunk in chunks:
        if chunk["number"] != end:
            return False
        end += chunk["size"]
    return end == total
