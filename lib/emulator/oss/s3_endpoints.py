"""The S3 behind object storage: parts come in and objects go out on signed addresses, without any token."""

from __future__ import annotations

import base64
import binascii
import json

from ..backend import Backend, Caller
from ..database import Row
from ..messages import Answer, BrokenOff, Refused, Request
from .contents import WrongDigest, etag_of
from .ranges import Unsatisfiable, serve_parts
from .refusals import refuse_s3
from .uploads import is_open

_MOST_BYTES = 5 * 1024**3  # of one part
_OVERRIDES = ("content-type", "content-disposition", "cache-control")


def put_part(backend: Backend, _: Caller, request: Request) -> Answer:
    """Take one part of an upload under way and answer with its ETag."""
    backend.signer.check(request)
    incoming = request.incoming
    assert incoming is not None
    if "content-length" not in request.headers:
        raise refuse_s3(411, "MissingContentLength", "You must provide the Content-Length HTTP header.")
    if incoming.length > _MOST_BYTES:
        raise refuse_s3(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size")
    content, number = request.params["content"], int(request.query["partNumber"][-1])
    if not is_open(backend, content):
        raise _no_such_upload()
    try:
        part = backend.contents.add_part(
            content,
            number,
            chunks=incoming.chunks(),
            md5=_read_md5(request),
            is_wanted=lambda: is_open(backend, content),
        )
    except BrokenOff:
        raise refuse_s3(400, "IncompleteBody", "The request body terminated unexpectedly") from None
    except WrongDigest:
        message = "The Content-MD5 you specified did not match what we received."
        raise refuse_s3(400, "BadDigest", message) from None
    if part is None:
        raise _no_such_upload()
    return Answer(200, headers={"ETag": f'"{part["etag"]}"'})


def get_content(backend: Backend, _: Caller, request: Request) -> Answer:
    """Answer with the bytes of an object, or of one of its parts: whole, a range, or 304."""
    backend.signer.check(request)
    content = request.params["content"]
    number = request.query.get("partNumber", (None,))[-1]
    parts = backend.contents.parts(content, number=None if number is None else int(number))
    row = backend.database.row(
        "SELECT * FROM objects WHERE content = ? AND coalesce(expires > ?, TRUE)",
        (content, backend.clock.now()),
    )
    if row is None or not parts:
        raise refuse_s3(404, "NoSuchKey", "The specified key does not exist.")
    wanted = request.headers.get("if-match")
    if wanted is not None and wanted.strip().strip('"') not in ("*", etag_of(parts).strip('"')):
        raise refuse_s3(
            412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold"
        )
    headers = _headers(row)
    for name in _OVERRIDES:
        value = request.query.get(f"response-{name}", (None,))[-1]
        if value is not None:
            headers[name.title()] = value
    try:
        return serve_parts(backend.contents, parts, request, modified=row["modified"], headers=headers)
    except Unsatisfiable:
        size = sum(part["size"] for part in parts)
        raise refuse_s3(
            416,
            "InvalidRange",
            "The requested range is not satisfiable",
            headers={"Content-Range": f"bytes */{size}"},
        ) from None


def _headers(row: Row) -> dict[str, str]:
    kept = {"content-type": row["content_type"], **json.loads(row["headers"])}
    return {name.title(): value for name, value in kept.items()}


def _read_md5(request: Request) -> str | None:
    """Return the MD5 that the body should have, in hexadecimal."""
    text = request.headers.get("content-md5")
    if text is None:
        return None
    try:
        return base64.b64decode(text, validate=True).hex()
    except binascii.Error:
        raise refuse_s3(400, "InvalidDigest", "The Content-MD5 you specified is not valid.") from None


def _no_such_upload() -> Refused:
    return refuse_s3(
        404,
        "NoSuchUpload",
        "The specified multipart upload does not exist. The upload ID might be invalid, or the multipart "
        "upload might have been aborted or completed.",
    )
