"""What comes in and what goes out: requests, answers, and the refusal that a handler raises."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

_CHUNK = 1024 * 1024


class BrokenOff(Exception):
    """A body ended before it was whole."""


class Incoming:
    """A body still on its way, for endpoints that never hold it in memory; `length` in bytes."""

    def __init__(self, source: io.BufferedIOBase, length: int) -> None:
        self._source = source
        self.length = length
        self.left = length

    def chunks(self) -> Iterator[memoryview]:
        """Yield what is left of it; each chunk is good until the next.

        Raises `BrokenOff` where the sender goes away before the end.
        """
        buffer = memoryview(bytearray(min(_CHUNK, self.left)))
        while self.left:
            try:
                count = self._source.readinto(buffer[: self.left])
            except OSError as error:
                raise BrokenOff from error
            if not count:
                raise BrokenOff
            self.left -= count
            yield buffer[:count]

    def discard(self) -> None:
        """Read what is left of it, for nothing."""
        for _ in self.chunks():
            pass


@dataclass(frozen=True)
class Request:
    """One HTTP request; `raw_path` is the request target as it came, nothing decoded.

    `headers` has lower-case names; `params` are the decoded segments that the route's placeholders took.
    `incoming` is the body where the route takes it as a stream; `body` is empty then.
    """

    method: str
    raw_path: str
    headers: Mapping[str, str]
    body: bytes = b""
    params: Mapping[str, str] = field(default_factory=dict)
    incoming: Incoming | None = None

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
class Piece:
    """`length` bytes of the file at `path`, from `start`."""

    path: str
    start: int
    length: int


@dataclass(frozen=True)
class Answer:
    """One HTTP answer; its body is `body` and then, straight from their files, the `pieces`.

    Each of `cookies` is a Set-Cookie header of its own.
    """

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: tuple[Piece, ...] = ()
    cookies: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """The length of the whole body in bytes."""
        return len(self.body) + sum(piece.length for piece in self.pieces)


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
