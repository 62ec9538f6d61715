"""The commands of the add-in."""

from __future__ import annotations

from .dialog import entry as dialog
from .palette import entry as palette

commands = [dialog, palette]


def start() -> None:
    """Start each."""
    for command in commands:
        command.start()


def stop() -> None:
    """Stop each."""
    for command in commands:
        command.stop()
