"""Object storage: signed addresses to download an object from.

They are for `http.SignedHosts` and take ranges of bytes. An object that was uploaded in parts may not be
assembled yet: then there is one address for each part of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..errors import MalformedAnswer
from ..http import HttpClient
from ..http.answers import parse_answer
from ..http.fields import Fields
from .objects import object_path
from .signed_uploads import URL_MINUTES, post_batch

_MOST_BYTES = 2**63 - 1  # what systems can count of a file
_RANGE = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")


@dataclass(frozen=True)
class Chunk:
    """The bytes of an object from `start` up to `end`, and the address of nothing but them."""

    start: int
    end: int
    url: str = field(repr=False)


@dataclass(frozen=True)
class SignedDownload:
    """Where an object is: one chunk, or several that follow each other; `sha1` is empty where it is not
    known."""

    size: int
    sha1: str
    chunks: tuple[Chunk, ...]

    @classmethod
    def parse(cls, resource: object) -> SignedDownload:
        """Read it from its JSON; raises `MalformedAnswer` when the chunks are not the whole."""
        fields = Fields(resource, "download")
        size = fields.number("size")
        if not 0 <= size <= _MOST_BYTES:
            raise fields.bad("size")
        if fields.text("status") == "chunked":
            chunks = tuple(
                sorted(map(_parse_chunk, fields.mapping("urls").items()), key=lambda one: one.start)
            )
        else:
            chunks = (Chunk(0, size, fields.text("url")),)
        starts = [0, *(chunk.end for chunk in chunks)]
        if [*(chunk.start for chunk in chunks), size] != starts:
            raise MalformedAnswer("service.missing-field", what="download", field="urls", id="?")
        return cls(size, fields.optional_text("sha1").lower(), chunks)


def sign_download(
    client: HttpClient, bucket: str, *, object_key: str, minutes: int = URL_MINUTES
) -> SignedDownload:
    """Return where an object can be downloaded for so many minutes."""
    query = {"minutesExpiration": str(minutes)}
    path = object_path(bucket, object_key, "signeds3download", query=query)
    return SignedDownload.parse(parse_answer(client.request("GET", path), "download"))


def sign_downloads(
    client: HttpClient, bucket: str, *, object_keys: Sequence[str], minutes: int = URL_MINUTES
) -> Mapping[str, SignedDownload | str]:
    """Return by object key where several objects of an app's own bucket can be downloaded, or why not."""
    requests = [{"objectKey": key} for key in dict.fromkeys(object_keys)]
    query = {"minutesExpiration": str(minutes)}
    results = post_batch(client, bucket, "batchsigneds3download", requests, query=query, reads=True)
    return {
        key: Fields(result, "download").optional_text("reason") or SignedDownload.parse(result)
        for key, result in results.items()
    }


def _parse_chunk(entry: tuple[str, object]) -> Chunk:
    match, url = _RANGE.fullmatch(entry[0]), entry[1]
    if match is None or not isinstance(url, str):
        raise MalformedAnswer("service.missing-field", what="download", field="urls", id="?")
    return Chunk(int(match[1]), int(match[2]) + 1, url)
