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
    from ..vendor.truststore import SSLContext

_CHUNK = 1024 * 1024  # of a file at a time: with smaller ones, threads that send wait more for each other
_MOST_BYTES = 64 * 1024 * 1024  # of an answer kept in memory; files go through `stream`


def open_session(workers: int, *, ca_file: str = "") -> Session:
    """Return a session with room for so many threads, and nothing of the environment in it but certificates.

    It trusts what the system trusts, and a file of certificates besides: `ca_file`, else the one that
    REQUESTS_CA_BUNDLE names. No option and no variable turns the checks off. Raises `UsageError`
    (`http.bad-certificates`) for a file that cannot be used.
    """
    # Imported here: loading the network layer takes longer than all else at the add-in's start.
    from http.cookiejar import DefaultCookiePolicy

    from ..vendor.requests import Session
    from ..vendor.requests.adapters import HTTPAdapter

    context = _open_context(ca_file or os.environ.get("REQUESTS_CA_BUNDLE", ""))
    # Mounted, never injected: what is put in the place of ssl.SSLContext holds for every add-in.
    pool_options = {"blocksize": _CHUNK, "ssl_context": context}

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
            super().init_poolmanager(*arguments, **pool_options, **options)

        def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
            return super().proxy_manager_for(proxy, **pool_options, proxy_ssl_context=context, **options)

        def send(self, request: Any, *arguments: Any, **options: Any) -> RawResponse:
            options["verify"] = True
            return super().send(request, *arguments, **options)

        def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
            super().cert_verify(conn, url, verify, cert)
            conn.ca_certs = conn.ca_cert_dir = None  # else the library's own list is trusted too

    session = Session()
    # Off: a matching line in .netrc would replace the bearer token, and HTTP_PROXY would catch loopback.
    session.trust_env = False
    # The library logs whole addresses, a code or a signature included: at DEBUG, and in warnings.
    silent = logging.getLogger("databrowser.vendor")
    silent.setLevel(logging.CRITICAL + 1)
    silent.propagate = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = Adapter(pool_connections=1, pool_maxsize=workers, pool_block=True, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def find_proxies(url: str, *, proxy: str | None = None) -> dict[str, str]:
    """Return the proxies for an address: the given one, else the environment's; none for this machine."""
    if is_loopback(url):
        return {}
    if proxy is not None:
        return {"all": proxy} if proxy else {}
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


def _open_context(ca_file: str) -> SSLContext:
    """Return what checks certificates against the system's store and, if named, a file."""
    from ..vendor.truststore import SSLContext

    def make() -> SSLContext:
        context = SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if ca_file:
            try:
                context.load_verify_locations(cafile=ca_file)
            except (OSError, ValueError):  # ssl.SSLError is an OSError
                raise UsageError("http.bad-certificates", path=ca_file) from None
        return context

    class Context(SSLContext):
        # A context of truststore shakes hands with one service at a time, and a silent one stops them all.
        def wrap_socket(self, *arguments: Any, **options: Any) -> ssl.SSLSocket:
            return make().wrap_socket(*arguments, **options)

        def wrap_bio(self, *arguments: Any, **options: Any) -> ssl.SSLObject:
            return make().wrap_bio(*arguments, **options)

    make()  # a file that cannot be used is noticed now
    return Context(ssl.PROTOCOL_TLS_CLIENT)
