"""What comes in and what goes out: requests, answers, and the refusal that a handler raises."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Request:
    """One HTTP request; `raw_path` is the request target as it came, nothing decoded.

    `headers` has lower-case names; `params` are the decoded segments that the route's placeholders took.
    """

    method: str
    raw_path: str
    headers: Mapping[str, str]
    body: bytes = b""
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The target up to its first `?`, still encoded."""
        return self.raw_path.partition("?")[0]

    @functools.cached_property
    def query(self) -> Mapping[str, tuple[str, ...]]:
        """The decoded query: every value of every name, in order."""
        return parse_form(self.raw_path.partition("?")[2])

    @property
    def media_type(self) -> str:
        """The body's content type in lower case, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True)
class Answer:
    """One HTTP answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """The request ends here, with this answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def parse_form(text: str) -> dict[str, tuple[str, ...]]:
    """Read `a=1&b=2`, keeping empty values; a name given twice keeps both."""
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        fields[name] = (*fields.get(name, ()), value)
    return fields
