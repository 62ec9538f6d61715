"""Paths built from ids, and addresses checked before anything is sent to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import SplitResult, quote, quote_plus, urlencode, urlsplit

from ..errors import NotAllowed, UsageError

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"^(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{{1,5}})?\Z")
_LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


def build_path(*segments: str, query: Mapping[str, str] | None = None) -> str:
    """Join segments into a path, each percent-encoded as exactly one segment.

    A version id holds `?` and `=`; left as they are, the rest of the path would become a query and
    another endpoint would answer. `.` and `..` are refused: HTTP libraries fold them away. Raises
    `UsageError`: `http.bad-id`, or `http.bad-text` for a query that cannot be encoded.
    """
    for segment in segments:
        if not segment or segment in (".", "..") or not _is_encodable(segment):
            raise UsageError("http.bad-id", id=segment.encode("ascii", "backslashreplace").decode())
    path = "".join("/" + quote(segment, safe="") for segment in segments)
    return f"{path}?{_encode(query, quote)}" if query else path


def build_form(fields: Mapping[str, str]) -> str:
    """Return the body of a form. Raises `UsageError` (`http.bad-text`) for what cannot be encoded."""
    return _encode(fields, quote_plus)


def check_text(text: str) -> str:
    """Return a text that can be sent; raises `UsageError` (`http.bad-text`) for another."""
    if not _is_encodable(text):
        raise UsageError("http.bad-text")  # it may be a secret: it is not repeated
    return text


def _encode(fields: Mapping[str, str], quote_via: Callable[..., str]) -> str:
    pairs = [(check_text(name), check_text(value)) for name, value in fields.items()]
    return urlencode(pairs, quote_via=quote_via)


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
    parts = _split_address(url)
    if parts is None:
        raise UsageError("http.bad-address", address=url)
    secure = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(url))
    if "@" in parts.netloc:
        raise UsageError("http.bad-address", address=parts.hostname or "")
    if not (secure and _HOST.match(parts.netloc)) or url.rstrip("/") != f"{parts.scheme}://{parts.netloc}":
        raise UsageError("http.bad-address", address=url)
    return url.rstrip("/")


def check_proxy(proxy: str | None) -> str | None:
    """Return a proxy's address; None stands for the environment's, "" for none at all.

    Raises `UsageError` (`http.bad-proxy`), which does not show the credentials that it may hold:
    `http://user:password@host:port`.
    """
    if not proxy:
        return proxy
    shown = proxy.rpartition("@")[2]
    parts = _split_address(proxy)
    if parts is None:
        raise UsageError("http.bad-proxy", address="")  # it may be a password instead
    is_bare = parts._replace(scheme="", netloc="").geturl() in ("", "/")
    if (
        parts.scheme not in ("http", "https")
        or not _HOST.match(parts.netloc.rpartition("@")[2])
        or not is_bare
    ):
        raise UsageError("http.bad-proxy", address=shown)
    return proxy


def _split_address(address: str) -> SplitResult | None:
    """Return the parts of an address, None where it is none; the error that says so would repeat it."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  a port that is no number is only noticed here
    except ValueError:
        return None
    return parts


def check_host(url: str, allowed: Sequence[str] | None) -> None:
    """Raise `NotAllowed` (`settings.host-not-allowed`) unless an address is at one of the hosts allowed.

    `*.example.com` stands for every host below example.com, not for that one itself; None allows all. This
    machine is always allowed.
    """
    if allowed is None or is_loopback(url):
        return
    host = (urlsplit(url).hostname or "").rstrip(".")
    for pattern in map(str.lower, allowed):
        if host == pattern or (
            pattern.startswith("*.") and host.endswith(pattern[1:]) and host != pattern[2:]
        ):
            return
    raise NotAllowed("settings.host-not-allowed", host=host)
