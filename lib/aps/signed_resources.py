"""Object storage: OSS's own signed URLs, with which other apps read or replace an object.

Whoever has one needs no token: a client without one will do for all but making and deleting.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ..errors import MalformedAnswer
from ..http import HttpClient, build_path
from ..http.answers import check_answer, parse_answer
from ..http.fields import Fields
from ..http.files import Sink, Source
from .objects import StoredObject, object_path

ACCESS = ("read", "write", "readwrite")
_PREFIX = "/oss/v2/signedresources/"
_BINARY = {"Content-Type": "application/octet-stream"}


@dataclass(frozen=True)
class SignedResource:
    """A signed URL; `hash` is the part of it that the other functions take."""

    url: str = field(repr=False)
    hash: str = field(repr=False)


def create_signed_resource(
    client: HttpClient,
    bucket: str,
    *,
    object_key: str,
    access: str = "read",
    minutes: int = 2,
    single_use: bool = False,
) -> SignedResource:
    """Return a signed URL for an object, good for `minutes` (1 to 60); `access` is one of ACCESS."""
    body: dict[str, object] = {"minutesExpiration": minutes, "singleUse": single_use}
    path = object_path(bucket, object_key, "signed", query={"access": access})
    response = client.request("POST", path, body=json.dumps(body), repeats=True)
    url = Fields(parse_answer(response, "signed-url"), "signed-url").text("signedUrl")
    path = urlsplit(url).path
    if not path.startswith(_PREFIX) or "/" in path[len(_PREFIX) :]:
        raise MalformedAnswer("service.missing-field", what="signed-url", field="signedUrl", id="?")
    return SignedResource(url, path[len(_PREFIX) :])


def read_signed_resource(
    client: HttpClient, signed_hash: str, *, into: Sink, start: int = 0, end: int | None = None
) -> None:
    """Write the object's bytes from `start` up to `end`, or all of them, into a file.

    Raises `MalformedAnswer` when other bytes came than were asked for: they are in the file, then.
    """
    is_whole = start == 0 and end is None
    headers = {} if is_whole else {"Range": f"bytes={start}-{'' if end is None else end - 1}"}
    response = client.stream("GET", _path(signed_hash), into=into, headers=headers)
    check_answer(response, "signed-url")
    if not is_whole and not response.headers.get("Content-Range", "").startswith(f"bytes {start}-"):
        raise MalformedAnswer("service.missing-field", what="signed-url", field="Content-Range", id="?")


def replace_signed_resource(
    client: HttpClient, signed_hash: str, *, source: Source, sha1: str = ""
) -> StoredObject:
    """Replace the object by a file; with `sha1` only if that is still the object's, else raises
    `Conflict`."""
    headers = {**_BINARY, **({"If-Match": sha1} if sha1 else {})}
    response = client.stream("PUT", _path(signed_hash), source=source, headers=headers)
    return StoredObject.parse(parse_answer(response, "signed-url"))


def send_signed_chunk(
    client: HttpClient, signed_hash: str, *, source: Source, session: str, start: int, end: int, total: int
) -> StoredObject | None:
    """Send the bytes from `start` up to `end` of `total`; return the object once all chunks are there.

    `session` is a name that all chunks of one replacement share.
    """
    headers = {**_BINARY, "Content-Range": f"bytes {start}-{end - 1}/{total}", "Session-Id": session}
    response = client.stream(
        "PUT", _path(signed_hash, "resumable"), source=source, headers=headers, repeats=True
    )
    body = parse_answer(response, "signed-url")
    return None if response.status == 202 else StoredObject.parse(body)


def delete_signed_resource(client: HttpClient, signed_hash: str) -> None:
    """Delete the object; only the app that owns its bucket may."""
    check_answer(client.request("DELETE", _path(signed_hash)), "signed-url")


def _path(signed_hash: str, *more: str) -> str:
    return build_path("oss", "v2", "signedresources", signed_hash, *more)
