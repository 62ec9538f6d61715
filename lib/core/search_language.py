"""The language of the search box.

    gear housing            words, each begins a word of a name, a way, a person or a kind
    "left 0012"             these words, as they stand, in a name
    kind:drawing            design, drawing, file, folder, project, or what a file's name ends with
    project:gearbox         a word of the project's name; name: path: by: likewise
    modified:>2026-10       also >= < <= and 2026..2027-03; created: likewise. A time is as exact as it is
                            written: 2026, 2026-10, 2026-10-05, 2026-10-05T14:30, today, yesterday
    size:>10MB              in bytes, kB, MB, GB
    is:stale                or is:reserved
    has:attachment          or has:drawing
    -kind:drawing           whatever is not so; also -word and -"some words"

What is not understood is told with its place in the text, and the rest is looked for all the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from ..errors import UsageError
from ..store.catalogue.interning import clean
from ..store.catalogue.search_terms import ANYWHERE, Between, Column, Flag, Is, Term, Wanted
from ..store.catalogue.search_words import key_of, typed_words_of
from .catalogue_records import to_microseconds

LONGEST_TEXT = 1_000
MOST_PARTS = 24
WORD_KEYS = {"kind": "k", "project": "j", "by": "u", "name": "n", "path": "p"}
FLAGS: dict[str, tuple[Flag, ...]] = {"is": ("stale", "reserved"), "has": ("attachment", "drawing")}
TIMES: tuple[Column, ...] = ("modified", "created")
KEYS = (*WORD_KEYS, *TIMES, "size", *FLAGS)
_PART = re.compile(r'(?P<minus>-?)(?:(?P<key>[^\W\d_]+):)?(?P<value>"[^"]*"?|[^\s"]+)?')
_SIGNS = re.compile(r"(>=|<=|>|<|=|)(.*)", re.DOTALL)
_TIME = re.compile(
    r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:T(\d{1,2}):(\d{2})(?::(\d{2}))?)?)?)?", re.IGNORECASE | re.ASCII
)
_SIZE = re.compile(r"(\d{1,12})(?:\.(\d{1,6}))?(b|kb?|mb?|gb?|tb?|)", re.IGNORECASE | re.ASCII)
_UNITS = {"": 1, "b": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_SHOWN = 40
_MOST = 2**62


@dataclass(frozen=True)
class Part:
    """One part of what was typed, and where it is in it; `value` is without its quotation marks."""

    start: int
    end: int
    key: str
    value: str
    is_negated: bool
    is_quoted: bool
    is_closed: bool = False


@dataclass(frozen=True)
class Problem:
    """What was not understood, and where."""

    error: UsageError
    start: int
    end: int


@dataclass(frozen=True)
class Query:
    """What was typed, as far as it was understood."""

    wanted: Wanted
    problems: tuple[Problem, ...]


def split_query(text: str) -> tuple[Part, ...]:
    """Return the parts of what was typed, the last perhaps half."""
    parts: list[Part] = []
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        found = _PART.match(text, place)
        if found is None or found.end() == place:
            place += 1
            continue
        value = found["value"] or ""
        is_quoted = value.startswith('"')
        bare = value.strip('"') if is_quoted else value
        parts.append(
            Part(
                *(place, found.end(), (found["key"] or "").lower(), bare),
                is_negated=bool(found["minus"]),
                is_quoted=is_quoted,
                is_closed=is_quoted and len(value) > 1 and value.endswith('"'),
            )
        )
        place = found.end()
    return tuple(parts)


def read_query(text: str, *, now: datetime | None = None, zone: tzinfo | None = None) -> Query:
    """Return what was typed as what to look for; it never raises.

    Times are those of `zone`, without one those of this machine.
    """
    problems: list[Problem] = []
    parts = split_query(clean(text[:LONGEST_TEXT]))
    if len(text) > LONGEST_TEXT or len(parts) > MOST_PARTS:
        error = UsageError("search.too-long", letters=LONGEST_TEXT, parts=MOST_PARTS)
        problems.append(Problem(error, 0, len(text)))
    moment = (now or datetime.now().astimezone(zone)).replace(tzinfo=zone)
    terms: list[Term] = []
    ranges: list[Between] = []
    flags: list[Is] = []
    free: list[str] = []
    for part in parts[:MOST_PARTS]:
        try:
            if not part.key:
                terms += _read_words(part)
                if not (part.is_negated or part.is_quoted):
                    free.append(part.value)
            elif part.key not in KEYS:
                raise UsageError("search.unknown-key", key=part.key[:_SHOWN], keys=", ".join(KEYS))
            elif not part.value:
                raise UsageError("search.no-value", key=part.key)
            elif part.key in WORD_KEYS:
                terms += _read_term(part, WORD_KEYS[part.key])
            elif part.key in FLAGS:
                flags.append(_read_flag(part))
            else:
                ranges.append(_read_range(part, moment))
        except UsageError as error:
            problems.append(Problem(error, part.start, part.end))
    return Query(Wanted(tuple(terms), tuple(ranges), tuple(flags), key_of(" ".join(free))), tuple(problems))


def _read_words(part: Part) -> list[Term]:
    if part.is_quoted:
        return _read_term(part, "n")
    words = typed_words_of(part.value)
    if part.is_negated:
        return [Term(words, is_negated=True)] if words else []
    return [Term((word,), ANYWHERE) for word in words]


def _read_term(part: Part, marks: str) -> list[Term]:
    """Return the words that a kind, a name or a person must have; in quotation marks they are whole."""
    words = typed_words_of(part.value)
    phrase = key_of(part.value) if part.is_quoted and marks == "n" else ""
    if not (words or phrase):
        if part.key:
            raise UsageError("search.no-value", key=part.key)
        return []
    if part.is_negated or phrase:
        return [Term(words, marks, part.is_closed, part.is_negated, phrase)]
    return [Term((word,), marks, part.is_closed) for word in words]


def _read_flag(part: Part) -> Is:
    for flag in FLAGS[part.key]:
        if part.value.lower() == flag:
            return Is(flag, part.is_negated)
    values = ", ".join(FLAGS[part.key])
    raise UsageError("search.unknown-value", key=part.key, value=part.value[:_SHOWN], values=values)


def _read_range(part: Part, now: datetime) -> Between:
    """Return a range of times or sizes; one without a sign stands for all that is written so."""
    column: Column = "size" if part.key == "size" else "modified" if part.key == "modified" else "created"
    reference = "search.bad-size" if column == "size" else "search.bad-time"

    def read(value: str, *, is_bare: bool = False) -> tuple[int, int]:
        span = _read_size(value) if column == "size" else _read_time(value, now)
        if span is None:
            raise UsageError(reference, key=part.key, value=part.value[:_SHOWN])
        return span if is_bare or column != "size" else (span[0], span[0] + 1)

    first, dots, last = part.value.partition("..")
    if dots:
        low, high = read(first)[0] if first else None, read(last)[1] if last else None
        if low is None and high is None:
            raise UsageError("search.no-value", key=part.key)
        return Between(column, low, high, part.is_negated)
    found = _SIGNS.match(part.value)
    sign, value = (found[1], found[2]) if found else ("", part.value)
    low, high = read(value, is_bare=sign in ("", "="))
    ends: dict[str, tuple[int | None, int | None]] = {
        ">": (high, None),
        ">=": (low, None),
        "<": (None, low),
        "<=": (None, high),
        "=": (low, high),
        "": (low, high),
    }
    return Between(column, *ends[sign], part.is_negated)


def _read_time(value: str, now: datetime) -> tuple[int, int] | None:
    """Return when a time begins and ends, in microseconds since 1970; None for what is none."""
    day = now.date()
    if value.lower() in ("today", "yesterday"):
        day -= timedelta(days=1 if value.lower() == "yesterday" else 0)
        value = day.isoformat()
    found = _TIME.fullmatch(value)
    if found is None:
        return None
    try:
        return _span_of([int(one) for one in found.groups() if one is not None], now.tzinfo)
    except (ValueError, OverflowError, OSError):
        return None


def _span_of(numbers: list[int], zone: tzinfo | None) -> tuple[int, int]:
    start = _moment([*numbers, *(1, 1)[len(numbers) - 1 :]] if len(numbers) < 3 else numbers, zone)
    if len(numbers) == 1:
        return start, _moment([numbers[0] + 1, 1, 1], zone)
    if len(numbers) == 2:
        year, month = numbers
        return start, _moment([year + month // 12, month % 12 + 1, 1], zone)
    if len(numbers) == 3:
        following = date(*numbers) + timedelta(days=1)
        return start, _moment([following.year, following.month, following.day], zone)
    return start, start + (60 if len(numbers) == 5 else 1) * 1_000_000


def _moment(numbers: list[int], zone: tzinfo | None) -> int:
    year, month, day, *clock = numbers
    hour, minute, second = (*clock, 0, 0, 0)[:3]
    there = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    # Without a zone it is this machine's, as it is at that time of the year.
    return to_microseconds(there if zone else there.astimezone()) or 0


def _read_size(value: str) -> tuple[int, int] | None:
    """Return from and below how many bytes a size is; None for what is none."""
    found = _SIZE.fullmatch(value)
    if found is None:
        return None
    digits = found[2] or ""
    unit = _UNITS[found[3].lower()[:1]]
    step = max(unit // 10 ** len(digits), 1)
    low = int(found[1]) * unit + int(digits or 0) * unit // 10 ** len(digits)
    return min(low, _MOST), min(low + step, _MOST)
