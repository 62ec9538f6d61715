"""Which files are programs."""

from __future__ import annotations

import pytest
from addin.lib.core.file_programs import is_program


@pytest.mark.parametrize(
    "name",
    [
        "a.exe",
        "b.SCR",
        "c.msi. ",
        "d.tar.run",
        "e.Desktop",
        "exe",
        "f.lnk .",
        "g.AppInstaller",
        "h.rdp",
        "i.snap",
    ],
)
def test_what_would_be_run_is_known_by_its_ending(name: str) -> None:
    assert is_program(name)


@pytest.mark.parametrize("name", ["a.xlsx", "b.pdf", "exe.txt", "c.f3d", "d", "e.dwg"])
def test_what_is_opened_is_no_program(name: str) -> None:
    assert not is_program(name)
