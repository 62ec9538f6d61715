"""Files opened with the program that the system has for them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from addin.lib.preview import SimulatedFusion

from .conftest import assert_clean, start
from .test_dialogs import host_of

OPENER = "open" if sys.platform == "darwin" else "xdg-open"
pytestmark = [
    pytest.mark.usefixtures("service"),
    pytest.mark.skipif(sys.platform == "win32", reason="what stands in for an opener is a script"),
]


@pytest.fixture
def opener(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an opener that writes down what it is given; the name is what ends its work."""
    script = tmp_path / "bin" / OPENER
    script.parent.mkdir()
    script.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$#" "$@" > "{tmp_path}/told"\n'
        'case "$1" in *refused*) exit 3;; *slow*) exec sleep 5;; esac\n'
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}:/usr/bin:/bin")
    return tmp_path


def test_the_whole_path_is_handed_on_as_one_word(fusion: SimulatedFusion, opener: Path) -> None:
    addin = start(fusion)
    for name in ("Parts.xlsx", "a b; touch $(x) `y` 'z'.txt", "-n", "& echo.pdf"):
        assert host_of(addin).open_file(opener / name)
        assert (opener / "told").read_text().splitlines() == ["1", str(opener / name)]
    addin.stop()
    assert_clean(fusion)


def test_an_opener_that_stays_has_opened_it_and_one_that_fails_has_not(
    fusion: SimulatedFusion, opener: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    addin = start(fusion)
    host: Any = host_of(addin)
    package = type(host).__module__.rpartition(".")[0]
    monkeypatch.setattr(sys.modules[f"{package}.opening"], "_PATIENCE_SECONDS", 1.0)
    assert host.open_file(opener / "slow.txt")
    assert not host.open_file(opener / "refused.txt")
    monkeypatch.setenv("PATH", str(opener))
    assert not host.open_file(opener / "a.txt")
    addin.stop()
    assert_clean(fusion)
