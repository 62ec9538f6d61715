"""When a request is sent again, and how long to wait before; and the times that headers tell."""

from __future__ import annotations

import email.utils
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timezone

_LONGEST = 24 * 3600  # a longer wait is no wait but a refusal; and it keeps the number small
_MOST_DIGITS = 9
RETRY_STATUSES = frozenset({408, 429, 500, 502, 503, 504})


@dataclass(frozen=True)
class RetryPolicy:
    """Limits of repeating: times in seconds.

    `longest_wait` bounds a `Retry-After`: asked to wait longer, the client hands the answer on, and the
    caller learns the time from it.
    """

    attempts: int = 4
    first_delay: float = 0.5
    longest_delay: float = 8.0
    longest_wait: float = 60.0

    def delay(self, attempt: int, chance: float) -> float:
        """Return the pause after failed attempt number `attempt` (from 1), for a random `chance` in [0, 1).

        Between half and the whole of an exponential step, so that many clients spread out and none storms.
        """
        step = min(self.longest_delay, self.first_delay * 2 ** (attempt - 1))
        return step * (0.5 + chance / 2)


def parse_retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds a `Retry-After` header asks for, given as seconds or as an HTTP date."""
    value = headers.get("Retry-After", "").strip()
    if not value:
        return None
    if value.isascii() and value.isdecimal():
        return float(min(int(value[:_MOST_DIGITS]), _LONGEST))
    moment = _parse_http_date(value)
    return None if moment is None else min(max(0.0, moment - now), float(_LONGEST))


def parse_date(headers: Mapping[str, str]) -> float | None:
    """Return when an answer was made, by its `Date` header, in seconds since 1970."""
    return _parse_http_date(headers.get("Date", ""))


def _parse_http_date(text: str) -> float | None:
    try:
        moment = email.utils.parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()
    except (TypeError, ValueError, OverflowError):  # TypeError: of Python 3.10, for what is no date
        return None
