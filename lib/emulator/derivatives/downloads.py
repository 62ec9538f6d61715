"""Files of derivatives: whether they are there, where they can be had, and the files themselves.

A file is fetched from an address of its own, without a token: three cookies open it for a while.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlencode

from ..answers import NO_STORE, gateway_error, json_answer
from ..backend import Backend, Caller
from ..messages import Answer, Refused, Request
from .resources import File, list_files
from .sources import Source, find_source, look_up, read_region
from .translations import Translation, list_translations

FILES = "/_derivatives"
_MOST_MINUTES = 360
_PASS_COOKIE = "CloudFront-Signature"
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")


def check_file(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer a HEAD with the size of a file; 202 while it is being made."""
    source = find_source(backend, caller, request.params["urn"])
    file, translation = _find_file(backend, source, region=read_region(request), urn=request.params["file"])
    if translation.is_running:
        return Answer(202)
    _require_success(translation)
    return Answer(200, file.read(), {"Content-Type": "application/octet-stream"})


def get_file_address(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with where a file is, and set the cookies that open it."""
    source, region = find_source(backend, caller, request.params["urn"]), read_region(request)
    file, translation = _find_file(backend, source, region=region, urn=request.params["file"])
    _require_success(translation)
    expires = backend.clock.now() + 60 * _read_minutes(request)
    disposition = request.query.get("response-content-disposition", ("",))[-1]
    if disposition and not disposition.startswith("attachment"):
        raise gateway_error(400, "The response-content-disposition must begin with attachment.")
    path = f"{FILES}/{region}/{source.encoded}/{quote(file.urn, safe='')}"
    query = f"?{urlencode({'response-content-disposition': disposition})}" if disposition else ""
    content = file.read()
    values = {
        "CloudFront-Policy": "sample",
        "CloudFront-Key-Pair-Id": "sample",
        _PASS_COOKIE: backend.tokens.issue_pass(path, expires=expires),
    }
    answer = json_answer(
        {
            "etag": _etag(content),
            "size": len(content),
            "url": f"http://{request.headers['host']}{path}{query}",
            "content-type": file.media_type,
            "expiration": int(1000 * expires),
        },
        headers=NO_STORE,
    )
    cookies = tuple(f"{name}={value}; Path={FILES}; HttpOnly" for name, value in values.items())
    return replace(answer, cookies=cookies)


def get_file(backend: Backend, _: Caller, request: Request) -> Answer:
    """Answer with a file, or a range of it, to whoever has the cookies."""
    if not backend.tokens.opens(_read_pass(request), request.path):
        raise Refused(
            Answer(403, b"<Error><Code>AccessDenied</Code></Error>", {"Content-Type": "application/xml"})
        )
    source = look_up(backend, request.params["urn"])
    if source is None:
        raise gateway_error(404, "The file does not exist.")
    region, urn = request.params["region"], request.params["file"]
    file, translation = _find_file(backend, source, region=region, urn=urn)
    _require_success(translation)
    content = file.read()
    headers = {"Content-Type": file.media_type, "ETag": f'"{_etag(content)}"', "Accept-Ranges": "bytes"}
    if disposition := request.query.get("response-content-disposition"):
        headers["Content-Disposition"] = disposition[-1]
    return _cut(content, request.headers.get("range", ""), headers=headers)


def _find_file(backend: Backend, source: Source, *, region: str, urn: str) -> tuple[File, Translation]:
    """Return a file and the translation that it is of, or raise the 404."""
    for translation in list_translations(backend, source, region=region):
        for file in list_files(source, translation.output):
            if file.urn == urn:
                return file, translation
    raise gateway_error(404, "The design has no derivative of this urn.")


def _require_success(translation: Translation) -> None:
    if translation.status != "success":
        raise gateway_error(404, "This derivative has not been made.")


def _read_minutes(request: Request) -> int:
    text = request.query.get("minutes-expiration", (str(_MOST_MINUTES),))[-1]
    if not (text.isascii() and text.isdecimal() and len(text) <= 3 and 1 <= int(text) <= _MOST_MINUTES):
        raise gateway_error(400, f"minutes-expiration must be a number from 1 to {_MOST_MINUTES}.")
    return int(text)


def _read_pass(request: Request) -> str:
    try:
        cookie = SimpleCookie(request.headers.get("cookie", "")).get(_PASS_COOKIE)
    except CookieError:
        return ""
    return cookie.value if cookie is not None else ""


def _cut(content: bytes, asked: str, *, headers: dict[str, str]) -> Answer:
    """Return the whole, or the one range that was asked for; other kinds of range are ignored (RFC 9110)."""
    match = _RANGE.fullmatch(asked)
    if match is None:
        return Answer(200, content, headers)
    start = int(match[1])
    end = min(int(match[2]) if match[2] else len(content) - 1, len(content) - 1)
    if start >= len(content) or end < start:
        return Answer(416, headers={"Content-Range": f"bytes */{len(content)}"})
    span = {"Content-Range": f"bytes {start}-{end}/{len(content)}"}
    return Answer(206, content[start : end + 1], {**headers, **span})


def _etag(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
