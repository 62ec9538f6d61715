"""The HTTP library's exceptions, turned into ours at the edge where they arise."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import TypeVar

from ..errors import UsageError

_Result = TypeVar("_Result")


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


def run_sending(send: Callable[[], _Result]) -> _Result:
    """Return what `send` does; what the HTTP library raises becomes a `SendFault`, or a `UsageError`."""
    from ..vendor.requests import exceptions as http
    from ..vendor.urllib3 import exceptions as pool

    fault: Exception
    try:
        return send()
    except http.SSLError as error:
        fault = _tls_fault(error)
    except (http.InvalidProxyURL, http.InvalidSchema, http.ProxyError):
        # A scheme that cannot be used is the proxy's: those of our own addresses are checked before.
        fault = SendFault("http.proxy", sent=False)
    except http.ConnectTimeout:
        fault = SendFault("http.unreachable", sent=False)
    except (http.ReadTimeout, pool.ReadTimeoutError):
        # The second where a body is read past the upper library, straight into a file.
        fault = SendFault("http.timeout", sent=True)
    except (http.ChunkedEncodingError, http.ContentDecodingError):
        fault = SendFault("http.broken-answer", sent=True)
    except http.ConnectionError as error:
        fault = _connection_fault(error)
    except (UnicodeError, pool.LocationValueError, http.InvalidURL, http.InvalidHeader) as error:
        # Refused while the request was put together: an address or a header with characters it cannot have.
        fault = UsageError("http.bad-request", problem=type(error).__name__)
    except (http.RequestException, pool.HTTPError, ValueError):
        # A ValueError: the library reads the address of a redirection even where it does not follow it.
        fault = SendFault("http.broken-answer", sent=True)
    # Raised here, so that the library's own error hangs on it in no way: not even as a hidden context.
    raise fault


def _connection_fault(error: BaseException) -> SendFault:
    from ..vendor.urllib3 import exceptions as pool

    cause = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(cause, pool.NameResolutionError):
        return SendFault("http.unknown-host", sent=False)
    if isinstance(cause, pool.NewConnectionError):
        return SendFault("http.unreachable", sent=False)
    return SendFault("http.timeout" if "timed out" in str(error) else "http.broken-answer", sent=True)


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
