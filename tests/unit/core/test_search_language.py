"""The language of the search box: what is understood, what is not and where, and what may come next."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from addin.lib.core.search_completion import complete_query
from addin.lib.core.search_language import LONGEST_TEXT, read_query
from addin.lib.store.catalogue import Catalogue
from addin.lib.store.catalogue.search_terms import Between, Is, Term

from ..store.catalogue_samples import folder, item, list_whole, open_filled

NOW = datetime(2026, 11, 29, 23, 30, tzinfo=timezone.utc)


def between(text: str, zone: timezone = timezone.utc) -> tuple[str, str]:
    [found] = read_query(text, now=NOW, zone=zone).wanted.ranges
    begin = datetime(1970, 1, 1, tzinfo=timezone.utc)
    ends = [
        "" if end is None else (begin + timedelta(microseconds=end)).strftime("%Y-%m-%dT%H:%M:%S")
        for end in (found.low, found.high)
    ]
    return ends[0], ends[1]


def test_everything_at_once_is_understood() -> None:
    text = 'gear kind:drawing project:gearbox modified:>2026-10 is:stale has:attachment -by:"Mika O" -old'
    query = read_query(text, now=NOW, zone=timezone.utc)
    assert query.problems == ()
    assert query.wanted.terms == (
        Term(("gear",)),
        Term(("drawing",), "k"),
        Term(("gearbox",), "j"),
        Term(("mika", "o"), "u", is_whole=True, is_negated=True),
        Term(("old",), is_negated=True),
    )
    assert query.wanted.flags == (Is("stale"), Is("attachment"))
    assert [one.column for one in query.wanted.ranges] == ["modified"]
    assert query.wanted.text == "gear"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("modified:2026", "2026-01-01T00:00:00", "2027-01-01T00:00:00"),
        ("modified:2026-12", "2026-12-01T00:00:00", "2027-01-01T00:00:00"),
        ("modified:>2026-10", "2026-11-01T00:00:00", ""),
        ("modified:>=2026-10", "2026-10-01T00:00:00", ""),
        ("created:<2026-10-05", "", "2026-10-05T00:00:00"),
        ("created:<=2026-10-05", "", "2026-10-06T00:00:00"),
        ("modified:2026-10-05T14:30", "2026-10-05T14:30:00", "2026-10-05T14:31:00"),
        ("modified:2025..2026-03", "2025-01-01T00:00:00", "2026-04-01T00:00:00"),
        ("modified:2025..", "2025-01-01T00:00:00", ""),
        ("modified:yesterday", "2026-11-28T00:00:00", "2026-11-29T00:00:00"),
    ],
)
def test_a_time_is_as_exact_as_it_is_written(text: str, low: str, high: str) -> None:
    assert between(text) == (low, high)


def test_a_day_is_one_where_the_user_is() -> None:
    assert between("modified:2026-10-05", timezone(timedelta(hours=2)))[0] == "2026-10-04T22:00:00"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        *(
            ("size:10MB", 10_000_000, 11_000_000),
            ("size:1.5kb", 1_500, 1_600),
            ("size:>1MB", 1_000_001, None),
        ),
        *(("size:<=1MB", None, 1_000_001), ("size:1kB..2kB", 1_000, 2_001), ("-size:0", 0, 1)),
    ],
)
def test_sizes_have_units(text: str, low: int | None, high: int | None) -> None:
    assert read_query(text).wanted.ranges == (Between("size", low, high, text.startswith("-")),)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        *(
            ("foo:bar", "search.unknown-key"),
            ("kind:", "search.no-value"),
            ("modified:..", "search.no-value"),
        ),
        *(
            ("is:stal", "search.unknown-value"),
            ("has:is", "search.unknown-value"),
            ("size:big", "search.bad-size"),
        ),
        *(("modified:banana", "search.bad-time"), ("modified:2026-13", "search.bad-time")),
        *(
            ("modified:9999", "search.bad-time"),
            ("created:0000-01-01", "search.bad-time"),
            ("kind:!", "search.no-value"),
        ),
    ],
)
def test_what_is_not_understood_is_told_and_the_rest_is_looked_for(text: str, reference: str) -> None:
    query = read_query(f"gear {text}", now=NOW)
    [problem] = query.problems
    assert problem.error.reference == reference
    assert (problem.start, problem.end) == (5, 5 + len(text))
    assert query.wanted.terms == (Term(("gear",)),)


def test_too_much_is_cut_and_told() -> None:
    for text in ("x" * (LONGEST_TEXT + 1), "x " * 30):
        query = read_query(text)
        assert [one.error.reference for one in query.problems] == ["search.too-long"]
        assert query.wanted.terms


def test_a_half_written_phrase_finds_its_beginning() -> None:
    assert read_query('"left 00').wanted.terms == (Term(("left", "00"), "n", phrase="left 00"),)


def options(catalogue: Catalogue | None, text: str) -> tuple[str, ...]:
    found = complete_query(catalogue, text, len(text))
    return found.options if found else ()


def test_keys_and_values_are_completed(tmp_path: Path) -> None:
    with open_filled(tmp_path) as catalogue:
        list_whole(catalogue, "top", [folder("f", "Gear Box")], [item("a", "Gearing", by="Çağla Ø")])
        assert options(catalogue, "pa") == ("path:",)
        assert options(catalogue, "gear -ki") == ("-kind:",)
        assert options(catalogue, "kind:d") == ("kind:design", "kind:drawing")
        assert options(catalogue, "project:l") == ('project:"line 00"', 'project:"Line 01"')
        assert options(catalogue, 'project:"li') == ('project:"line 00"', 'project:"Line 01"')
        assert options(catalogue, "by:cag") == ('by:"Çağla Ø"',)
        assert options(catalogue, "name:gea") == ("name:gear", "name:gearing")
        assert options(catalogue, "is:") == ("is:stale", "is:reserved")
        assert options(catalogue, "modified:to") == ("modified:today",)
        for none in ("", "gear ", "foo:x", '"gea', "project:zzz"):
            assert options(catalogue, none) == ()


def test_keys_are_completed_without_a_catalogue() -> None:
    assert options(None, "mod") == ("modified:",)
    assert options(None, "project:x") == ()
