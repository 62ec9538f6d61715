"""What the command line says while it waits."""

from __future__ import annotations

import pytest
from addin.lib.cli import _Terminal
from addin.lib.http import HELD_BACK


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (429, "the service answered 429: trying again in 30 s"),
        (0, "the service did not answer: trying again in 30 s"),
        (HELD_BACK, "this minute's share of requests is spent: going on in 30 s"),
    ],
)
def test_a_wait_is_said_once_with_its_reason(
    capsys: pytest.CaptureFixture[str], status: int, said: str
) -> None:
    terminal = _Terminal()
    for seconds in (0.2, 30, 29, 30):
        terminal.wait(seconds, status)
    assert capsys.readouterr().err == f"   {said}\n"
