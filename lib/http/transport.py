"""The HTTP library under the client: its session, and a body read from an answer."""

from __future__ import annotations

import logging
import os
import ssl
from typing import TYPE_CHECKING, Any

from ..errors import MalformedAnswer, UsageError
from .files import Sink
from .urls import is_loopback

if TYPE_CHECKING:
    from ..vendor.requests import Response as RawResponse
    from ..vendor.requests import Session

_CHUNK = 1024 * 1024  # of a file at a time: with smaller ones, threads that send wait more for each other
_MOST_BYTES = 64 * 1024 * 1024  # of an answer kept in memory; files go through `stream`


def open_session(workers: int) -> Session:
    """Return a session with room for so many threads, and nothing of the environment in it but certificates.

    Raises `UsageError` (`http.bad-certificates`) for a file of certificates that cannot be used.
    """
    # Imported here: loading the network layer takes longer than all else at the add-in's start.
    from http.cookiejar import DefaultCookiePolicy

    from ..vendor.requests import Session
    from ..vendor.requests.adapters import HTTPAdapter

    session = Session()
    # Off: a matching line in .netrc would replace the bearer token, and HTTP_PROXY would catch loopback.
    session.trust_env = False
    # At DEBUG the library logs whole addresses, a code or a signature included.
    logging.getLogger("databrowser.vendor").setLevel(logging.WARNING)
    session.verify = _certificates()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
            super().init_poolmanager(*arguments, blocksize=_CHUNK, **options)

    adapter = Adapter(pool_connections=1, pool_maxsize=workers, pool_block=True, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def find_proxies(url: str) -> dict[str, str]:
    """Return the environment's proxies for an address; none for this machine."""
    if is_loopback(url):
        return {}
    from ..vendor.requests.utils import get_environ_proxies

    return get_environ_proxies(url, no_proxy=None)


def read_body(raw: RawResponse, into: Sink | None) -> bytes:
    """Return the body of an answer, or write that of a 2xx into the file `into` and return nothing.

    Raises `MalformedAnswer` (`http.too-large`) for one that cannot be kept in memory.
    """
    if into is not None and 200 <= raw.status_code < 300:
        # Below the library's own reading, which would decompress what is to be kept as it is.
        for chunk in raw.raw.stream(_CHUNK, decode_content=False):
            into.write(chunk)
        return b""
    kept = bytearray()
    for chunk in raw.iter_content(_CHUNK):
        kept += chunk
        if len(kept) > _MOST_BYTES:
            raise MalformedAnswer("http.too-large", megabytes=_MOST_BYTES >> 20)
    return bytes(kept)


def _certificates() -> str | bool:
    """Return the file of certificates that the environment names, or true for the usual ones."""
    file = os.environ.get("REQUESTS_CA_BUNDLE", "")
    if not file:
        return True
    try:
        ssl.create_default_context(cafile=file)
    except OSError:  # ssl.SSLError is one too
        raise UsageError("http.bad-certificates", path=file) from None
    return file
