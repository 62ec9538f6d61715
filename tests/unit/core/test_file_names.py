"""Names for files that somebody else has thought of."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest
from addin.lib.core.file_names import MOST_BYTES, numbered_names, safe_name


@pytest.mark.parametrize(
    "name",
    [
        "Gearbox BOM.xlsx",
        "Gehäuse, 2. Fassung (neu) – O'Ring & Co.step",
        "علبة التروس.png",
        "می\u200cخواهم.txt",
        "歯車箱.f3d",
        "👩\u200d🔧.png",
        "no ending",
        "a.tar.gz",
        "x" * 251 + ".pdf",
        "console.txt",
        "com10.txt",
    ],
)
def test_a_good_name_stays_as_it_is(name: str) -> None:
    assert safe_name(name) == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../x", "__.._x"),
        ("..\\..\\x.exe", "__.._x.exe"),
        ("/etc/passwd", "_etc_passwd"),
        ("C:\\x", "C__x"),
        ("file.txt:stream", "file.txt_stream"),
        ('a<b>c"d|e?f*g', "a_b_c_d_e_f_g"),
        ("a\0b\nc\x7f\x85", "a_b_c__"),
        ("a\u2028b\u2029c", "a_b_c"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("\u2066a\u2069\u200e\u200f\u061c\ufeff\u00adb", "ab"),
        ("half \ud800", "half _"),
        ("none \uffff", "none _"),
        ("a\u00a0b\u3000c", "a b c"),
        ("e\u0301", "é"),
        (".bashrc", "_bashrc"),
        ("  name . . ", "name"),
        (" .. a", "_a"),
        ("", "download"),
        (" . ", "download"),
        ("...", "download"),
        ("\u202e", "download"),
        ("CON", "_CON"),
        ("nul.tar.gz", "_nul.tar.gz"),
        ("Aux .txt", "_Aux .txt"),
        ("lpt1.pdf", "_lpt1.pdf"),
        ("COM²", "_COM²"),
        ("CONIN$", "_CONIN$"),
        ("Desktop.ini", "_Desktop.ini"),
    ],
)
def test_a_hostile_name_becomes_a_harmless_one(tmp_path: Path, name: str, expected: str) -> None:
    assert safe_name(name) == expected
    (tmp_path / expected).touch(exist_ok=False)
    assert os.listdir(tmp_path) == [expected]


@pytest.mark.parametrize(
    ("name", "ending", "expected"),
    [
        ("Gearbox", "f3d", "Gearbox.f3d"),
        ("Gearbox.F3D", "f3d", "Gearbox.F3D"),
        ("Bracket v1.2", "f3d", "Bracket v1.2.f3d"),
        ("Gearbox .f3d. ", "f3d", "Gearbox .f3d"),
        ("invoice.pdf\u202e", "exe", "invoice.pdf.exe"),
        ("con", "f3d", "_con.f3d"),
        (" ", "pdf", "download.pdf"),
        ("a", "../x", "a"),
        ("a", "", "a"),
    ],
)
def test_a_name_has_the_ending_of_its_file(name: str, ending: str, expected: str) -> None:
    assert safe_name(name, ending=ending) == expected


@pytest.mark.parametrize("letter", ["x", "ä", "歯", "👩"])
def test_a_name_is_never_too_long(tmp_path: Path, letter: str) -> None:
    name = safe_name(letter * 400, ending="xlsx")
    assert MOST_BYTES - 4 < len(name.encode()) <= MOST_BYTES
    for each in itertools.islice(numbered_names(name), 12):
        assert each.endswith(".xlsx")
        assert each.startswith(letter)
        (tmp_path / each).touch(exist_ok=False)


def test_an_ending_without_an_end_is_cut() -> None:
    assert safe_name("a." + "b" * 400) == "a." + "b" * 253


def test_numbers_stand_before_the_ending() -> None:
    assert list(itertools.islice(numbered_names("a.tar.gz"), 3)) == [
        "a.tar.gz",
        "a.tar (2).gz",
        "a.tar (3).gz",
    ]
    assert list(itertools.islice(numbered_names("a"), 2)) == ["a", "a (2)"]
