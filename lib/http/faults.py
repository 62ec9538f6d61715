"""The HTTP library's exceptions, turned into ours at the edge where they arise."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import UsageError


class SendFault(Exception):
    """One attempt failed: `reference` names why, `sent` whether the service may have got the request.

    `passing` is false where another attempt cannot do better. It stands alone: what the library says of a
    fault holds the whole address, a code or a signature included.
    """

    def __init__(self, reference: str, *, sent: bool, passing: bool = True) -> None:
        super().__init__(reference)
        self.reference = reference
        self.sent = sent
        self.passing = passing


@contextmanager
def sending_faults() -> Iterator[None]:
    """Turn whatever the HTTP library raises inside into a `SendFault`, or a `UsageError` of the caller."""
    from ..vendor.requests import exceptions as http
    from ..vendor.urllib3 import exceptions as pool

    try:
        yield
    except http.SSLError as error:
        raise _tls_fault(error) from None
    except (http.InvalidProxyURL, http.InvalidSchema, http.ProxyError):
        # A scheme that cannot be used is the proxy's: those of our own addresses are checked before.
        raise SendFault("http.proxy", sent=False) from None
    except http.ConnectTimeout:
        raise SendFault("http.unreachable", sent=False) from None
    except http.ReadTimeout:
        raise SendFault("http.timeout", sent=True) from None
    except pool.ReadTimeoutError:
        # A body read past the upper library, straight into a file.
        raise SendFault("http.timeout", sent=True) from None
    except (http.ChunkedEncodingError, http.ContentDecodingError):
        raise SendFault("http.broken-answer", sent=True) from None
    except http.ConnectionError as error:
        cause = getattr(error.args[0], "reason", None) if error.args else None
        if isinstance(cause, pool.NameResolutionError):
            raise SendFault("http.unknown-host", sent=False) from None
        if isinstance(cause, pool.NewConnectionError):
            raise SendFault("http.unreachable", sent=False) from None
        reference = "http.timeout" if "timed out" in str(error) else "http.broken-answer"
        raise SendFault(reference, sent=True) from None
    except (UnicodeError, pool.LocationValueError, http.InvalidURL, http.InvalidHeader) as error:
        # Refused while the request was put together: an address or a header with characters it cannot have.
        raise UsageError("http.bad-request", problem=type(error).__name__) from None
    except (http.RequestException, pool.HTTPError):
        raise SendFault("http.broken-answer", sent=True) from None
    except ValueError:
        # The library reads the address of a redirection even where it does not follow it.
        raise SendFault("http.broken-answer", sent=True) from None


def _tls_fault(error: BaseException) -> SendFault:
    """Tell a certificate that nobody vouches for from a connection that broke off, even after sending."""
    seen: set[int] = set()
    queue: list[object] = [error]
    while queue:
        link = queue.pop()
        if not isinstance(link, BaseException) or id(link) in seen:
            continue
        seen.add(id(link))
        if isinstance(link, ssl.SSLCertVerificationError):
            return SendFault("http.certificate", sent=False, passing=False)
        queue += [link.__cause__, link.__context__, getattr(link, "reason", None), *link.args]
    return SendFault("http.broken-answer", sent=True)
