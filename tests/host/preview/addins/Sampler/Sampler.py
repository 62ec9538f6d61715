"""A tiny add-in for the tests of the preview: one button, one palette, one custom event."""

from __future__ import annotations

from .lib import work


def run(context: object) -> None:
    """Put the button and the custom event in place."""
    work.start()


def stop(context: object) -> None:
    """Take everything away."""
    work.stop()
