"""Signed addresses in the manner of S3: whoever has one may do what it says until it expires.

    http://127.0.0.1:PORT/_s3/<bucket>/<content>?partNumber=1&X-Amz-Date=...&X-Amz-Expires=120&X-Amz-Signature=...

The signature covers method, host, path and query; the key is another one in every run.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from urllib.parse import quote, urlencode

from ..clock import Clock
from ..messages import Request
from .refusals import refuse_s3

_DATE = "%Y%m%dT%H%M%SZ"
_SIGNATURE = "X-Amz-Signature"
_TWO_WAYS = (
    "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string "
    "parameter or the Authorization header should be specified"
)


class Signer:
    """Signs addresses and checks the signatures of requests."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)

    def sign(self, method: str, host: str, path: str, *, query: Mapping[str, str], seconds: int) -> str:
        """Return an address that is good for `seconds` from now."""
        now = datetime.fromtimestamp(self._clock.now(), timezone.utc)
        pairs = [
            *query.items(),
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
            ("X-Amz-Credential", f"EMULATOR/{now:%Y%m%d}/us-east-1/s3/aws4_request"),
            ("X-Amz-Date", now.strftime(_DATE)),
            ("X-Amz-Expires", str(seconds)),
            ("X-Amz-SignedHeaders", "host"),
        ]
        signature = self._digest(method, host, path, pairs)
        return f"http://{host}{path}?{urlencode([*pairs, (_SIGNATURE, signature)], quote_via=quote)}"

    def check(self, request: Request) -> None:
        """Raise the refusal of S3 unless a request is signed, whole and in time."""
        if "authorization" in request.headers:
            raise refuse_s3(400, "InvalidArgument", _TWO_WAYS)
        pairs = [(name, value) for name, values in request.query.items() for value in values]
        given = [value for name, value in pairs if name == _SIGNATURE]
        signed = [pair for pair in pairs if pair[0] != _SIGNATURE]
        if len(given) != 1:
            raise refuse_s3(403, "AccessDenied", "Access Denied")
        wanted = self._digest(request.method, request.headers["host"], request.path, signed)
        if not hmac.compare_digest(given[0].encode(), wanted.encode()):
            raise refuse_s3(
                403,
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. "
                "Check your key and signing method.",
            )
        fields = dict(signed)
        began = datetime.strptime(fields["X-Amz-Date"], _DATE).replace(tzinfo=timezone.utc).timestamp()
        if self._clock.now() >= began + int(fields["X-Amz-Expires"]):
            raise refuse_s3(403, "AccessDenied", "Request has expired")

    def _digest(self, method: str, host: str, path: str, pairs: Sequence[tuple[str, str]]) -> str:
        text = "\n".join([method, host.lower(), path, urlencode(sorted(pairs), quote_via=quote)])
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()
