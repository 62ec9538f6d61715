"""The picture of an account, which lies on whatever host the user's profile names."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from ..errors import DataBrowserError
from ..http import HttpClient
from ..http.redaction import shorten_text
from ..http.urls import check_base_url

_log = logging.getLogger("databrowser.pictures")

MOST_BYTES = 256 * 1024
# By its first bytes, whatever the host calls it. No SVG: that is a document, which can hold scripts.
_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


@dataclass(frozen=True)
class Picture:
    """A picture as it came; `media_type` is image/png, image/jpeg, image/gif or image/webp."""

    data: bytes = field(repr=False)
    media_type: str


class _Unfit(Exception):
    """What came is no picture to show; the text says why."""


def fetch_picture(url: str, open_client: Callable[..., HttpClient]) -> Picture | None:
    """Return the picture at an address, or None: it is decoration, so that no failure of it is an error.

    `open_client(base_url)` opens a client without a token; whoever named the address is not to have ours.
    The address is https, or http on this machine; what it redirects to is not followed.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        _log.info("no picture: its address is none")
        return None
    try:
        return _fetch(parts, open_client)
    except (DataBrowserError, _Unfit) as error:
        why = error.reference if isinstance(error, DataBrowserError) else error
        address = f"{parts.scheme}://{parts.hostname}{parts.path}"
        _log.info("no picture from %s: %s", shorten_text(address), why)
        return None


def _fetch(parts: SplitResult, open_client: Callable[..., HttpClient]) -> Picture:
    base = check_base_url(f"{parts.scheme}://{parts.netloc}")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    kept = _Kept()
    with open_client(base) as client:
        response = client.stream("GET", path, into=kept, headers={"Accept": "image/*"})
    if response.status != 200:
        raise _Unfit(f"status {response.status}")
    data = kept.getvalue()
    return Picture(data, _find_type(data))


def _find_type(data: bytes) -> str:
    for beginning, media_type in _BEGINNINGS:
        if data.startswith(beginning):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    raise _Unfit("no PNG, JPEG, GIF or WebP")


class _Kept(io.BytesIO):
    """Takes what a picture may have, and no more."""

    def write(self, data: bytes, /) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Keep some bytes."""
        if self.tell() + len(data) > MOST_BYTES:
            raise _Unfit(f"more than {MOST_BYTES} bytes")
        return super().write(data)
