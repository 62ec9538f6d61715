"""Which names folders, items and versions may have: checked before anything is sent."""

from __future__ import annotations

from ..errors import UsageError

LONGEST = 255
_RESERVED = frozenset("<>:\"/\\|?*'\n\r\t\0\f¢™$®")


def check_name(name: str) -> str:
    """Return a name that the service takes.

    Raises `UsageError`: `names.empty`, `names.too-long`, or `names.reserved-character`, which names the
    character.
    """
    if not name:
        raise UsageError("names.empty", longest=LONGEST)
    if len(name) > LONGEST:
        raise UsageError("names.too-long", name=f"{name[:40]}…", length=len(name), longest=LONGEST)
    for character in name:
        # Half of a surrogate pair is no character: it cannot be sent at all.
        if character in _RESERVED or "\ud800" <= character <= "\udfff":
            shown = character if character.isprintable() else f"U+{ord(character):04X}"
            raise UsageError("names.reserved-character", name=_printable(name), character=shown)
    return name


def _printable(name: str) -> str:
    return "".join(character if character.isprintable() else "�" for character in name)
