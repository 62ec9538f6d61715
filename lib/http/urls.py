"""Paths built from ids, and addresses checked before anything is sent to them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode, urlsplit

from ..errors import UsageError

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"^(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{{1,5}})?\Z")
_LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


def build_path(*segments: str, query: Mapping[str, str] | None = None) -> str:
    """Join segments into a path, each percent-encoded as exactly one segment.

    A version id holds `?` and `=`; left as they are, the rest of the path would become a query and
    another endpoint would answer. `.` and `..` are refused: HTTP libraries fold them away.
    """
    for segment in segments:
        if not segment or segment in (".", "..") or not _is_encodable(segment):
            raise UsageError("http.bad-id", id=segment.encode("ascii", "backslashreplace").decode())
    path = "".join("/" + quote(segment, safe="") for segment in segments)
    return f"{path}?{urlencode(query, quote_via=quote)}" if query else path


def _is_encodable(text: str) -> bool:
    """Tell whether a text has an encoding: half of a surrogate pair has none."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def is_loopback(url: str) -> bool:
    """Tell whether an address stays on this machine."""
    return urlsplit(url).hostname in _LOOPBACK_HOSTS


def check_base_url(url: str) -> str:
    """Return a service's base address without its trailing slash.

    Raises `UsageError` unless it is https, or http on this machine: a token must not travel in clear.
    """
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  a port that is no number is only noticed here
    except ValueError:
        raise UsageError("http.bad-address", address=url) from None
    secure = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(url))
    if "@" in parts.netloc:
        raise UsageError("http.bad-address", address=parts.hostname or "")
    if not (secure and _HOST.match(parts.netloc)) or url.rstrip("/") != f"{parts.scheme}://{parts.netloc}":
        raise UsageError("http.bad-address", address=url)
    return url.rstrip("/")
