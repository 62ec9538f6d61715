"""Looking again and again for what may become readable late."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ..clock import Clock

# How long a write may take to become readable, in seconds, before its absence means that it was not made. The
# service publishes no figure; this is well above what was assumed so far.
SETTLE_SECONDS = 15.0
_FIRST_PAUSE = 0.25

Found = TypeVar("Found")


def look_for(look: Callable[[], Found | None], *, clock: Clock, settle: float) -> Found | None:
    """Return what `look` finds, once it finds something, or None when `settle` seconds are over."""
    deadline = clock.now() + settle
    pause = _FIRST_PAUSE
    while True:
        if found := look():
            return found
        left = deadline - clock.now()
        if left <= 0:
            return None
        clock.sleep(min(pause, left))
        pause *= 2
