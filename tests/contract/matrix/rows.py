"""The bad days of the matrix: what the service does, and what a read and a write must come to.

Each row happens once, to the first request of a call, or always. `RIGHT` is the result of a good day;
everything else is one of our errors. `times` says how often a write was carried out in the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from addin.lib.errors import (
    AnswerLost,
    DataBrowserError,
    MalformedAnswer,
    NetworkError,
    NotSignedIn,
    ServiceDown,
    TooManyRequests,
)

RIGHT = None
"""No error: the result of a good day."""


@dataclass(frozen=True)
class Gives:
    """Another result than that of a good day."""

    result: object


Expected = type[DataBrowserError] | Gives | None
Kinds = Mapping[str, Expected]
"""What one function comes to instead of what a row says, by `name` of the row or by `name, mode`."""

HTML = "<html><body><h1>Bad Gateway</h1></body></html>"
CUT_JSON = '{"jsonapi": {"version": "1.0"}, "data": [{"type": "items", "id": "urn:adsk'


@dataclass(frozen=True)
class Row:
    """One bad day; `fault` holds the fields of the emulator's Fault, None is a day that needs none.

    `once` and `always` are what a read comes to, `write_once` what a write does, and `times` how often that
    write was carried out. `spoils`: part of it is that the answer's body cannot be read.
    """

    name: str
    fault: Mapping[str, Any] | None
    once: Expected
    always: Expected
    write_once: Expected
    times: int
    spoils: bool = False

    @property
    def refuses(self) -> bool:
        """Whether the service says that nothing was done, so that a write goes again."""
        return self.write_once is RIGHT and self.always is not RIGHT


def _status(status: int, name: str, body: str = "") -> tuple[Row, Row]:
    """A status that a read overcomes; a write is told, and looks: it may or may not have happened."""
    fault = {"status": status, "body": body}
    return (
        Row(name, fault, RIGHT, ServiceDown, ServiceDown, times=0),
        Row(
            f"{name}, done all the same",
            {**fault, "action": "answer-after"},
            RIGHT,
            ServiceDown,
            ServiceDown,
            1,
        ),
    )


def _refusal(name: str, fault: Mapping[str, Any], always: Expected) -> Row:
    """A status that says that nothing was done: a write goes again, too."""
    return Row(name, fault, RIGHT, always, RIGHT, 1)


ROWS: tuple[Row, ...] = (
    *_status(408, "408"),
    Row(
        "429 with Retry-After",
        {"status": 429, "headers": {"Retry-After": "0"}},
        RIGHT,
        TooManyRequests,
        RIGHT,
        1,
    ),
    Row("429 without Retry-After", {"status": 429}, RIGHT, TooManyRequests, RIGHT, 1),
    *_status(500, "500", '{"developerMessage": "An internal error occurred.", "errorCode": "ERR-003"}'),
    *_status(502, "502 HTML", HTML),
    *_status(503, "503"),
    *_status(504, "504"),
    _refusal("plain-text 401", {"status": 401, "body": "Unauthorized"}, NotSignedIn),
    Row("connection refused", None, NetworkError, NetworkError, NetworkError, 0),
    Row("reset before the answer", {"action": "reset-before"}, RIGHT, NetworkError, AnswerLost, 0),
    Row("reset after the work", {"action": "reset-after"}, RIGHT, NetworkError, AnswerLost, 1),
    Row("reset in mid-body", {"action": "truncate"}, RIGHT, NetworkError, AnswerLost, 1, spoils=True),
    Row(
        "truncated JSON",
        {"action": "answer-after", "status": 200, "body": CUT_JSON},
        MalformedAnswer,
        MalformedAnswer,
        MalformedAnswer,
        1,
        spoils=True,
    ),
    Row("wrong content type", {"headers": {"Content-Type": "text/html"}}, RIGHT, RIGHT, RIGHT, 1),
    Row("slow first byte", {"delay_ms": 450}, RIGHT, NetworkError, AnswerLost, 1),
    Row("token expired in mid-call", None, RIGHT, RIGHT, RIGHT, 1),
)
