"""The HTTP library's exceptions, turned into ours at the edge where they arise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class SendFault(Exception):
    """One attempt failed: `reference` names why, `sent` whether the service may have got the request.

    `passing` is false where another attempt cannot do better.
    """

    def __init__(self, reference: str, *, sent: bool, passing: bool = True) -> None:
        super().__init__(reference)
        self.reference = reference
        self.sent = sent
        self.passing = passing


@contextmanager
def sending_faults() -> Iterator[None]:
    """Turn whatever the HTTP library raises inside into a `SendFault`."""
    from ..vendor.requests import exceptions as http
    from ..vendor.urllib3 import exceptions as pool

    try:
        yield
    except http.SSLError as error:
        raise SendFault("http.certificate", sent=False, passing=False) from error
    except (http.InvalidProxyURL, http.ProxyError) as error:
        raise SendFault("http.proxy", sent=False) from error
    except http.ConnectTimeout as error:
        raise SendFault("http.unreachable", sent=False) from error
    except http.ReadTimeout as error:
        raise SendFault("http.timeout", sent=True) from error
    except (http.ChunkedEncodingError, http.ContentDecodingError) as error:
        raise SendFault("http.broken-answer", sent=True) from error
    except http.ConnectionError as error:
        cause = getattr(error.args[0], "reason", None) if error.args else None
        if isinstance(cause, pool.NameResolutionError):
            raise SendFault("http.unknown-host", sent=False) from error
        if isinstance(cause, pool.NewConnectionError):
            raise SendFault("http.unreachable", sent=False) from error
        reference = "http.timeout" if "timed out" in str(error) else "http.broken-answer"
        raise SendFault(reference, sent=True) from error
    except (http.RequestException, pool.HTTPError) as error:
        raise SendFault("http.broken-answer", sent=True) from error
