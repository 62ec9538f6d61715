"""Names for files that the hub names: such as every file system takes, and nothing but a name."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator

MOST_BYTES = 255  # in UTF-8; systems that count otherwise then have room as well
_NAMELESS = "download"
_STAND_IN = "_"
_SEPARATORS = frozenset('<>:"/\\|?*')
_JOINERS = "\u200c\u200d"  # in words of Persian and of Indian scripts
# Windows' devices, whatever ending they have, and a file that it takes for its own.
_RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)|desktop\.ini$", re.IGNORECASE
)
_LONGEST_ENDING = 32


def safe_name(name: str, *, ending: str = "") -> str:
    """Return a name as a file may have it on every system.

    It ends with `.ending`, where one is given that is letters and digits. What separates folders, what is
    invisible, and what turns the writing direction round does not stay in it.
    """
    text = "".join(map(_safe_character, unicodedata.normalize("NFC", name))).strip(" ").rstrip(" .")
    # A leading point hides a file, trailing ones get lost on Windows.
    text = re.sub(r"^[. ]+", _STAND_IN, text) or _NAMELESS
    if ending.isalnum() and not text.casefold().endswith(f".{ending}".casefold()):
        text = f"{text}.{ending}"
    if _RESERVED.match(text):
        text = _STAND_IN + text
    return _shorten(text, "")


def numbered_names(name: str) -> Iterator[str]:
    """Yield a name, then `name (2).ext` and so on without an end, none of them too long."""
    yield name
    for number in itertools.count(2):
        yield _shorten(name, f" ({number})")


def _safe_character(character: str) -> str:
    category = unicodedata.category(character)
    if character in _SEPARATORS or category in ("Cc", "Cn", "Cs", "Zl", "Zp"):
        return _STAND_IN
    if category == "Zs":
        return " "
    return "" if category == "Cf" and character not in _JOINERS else character


def _shorten(name: str, addition: str) -> str:
    """Return a name with an addition before its ending; where it is too long, it is cut before that."""
    stem, point, ending = name.rpartition(".")
    if not stem or len(ending.encode()) > _LONGEST_ENDING:
        stem, point, ending = name, "", ""
    behind = f"{addition}{point}{ending}"
    room = MOST_BYTES - len(behind.encode())
    if len(stem.encode()) > room:
        stem = stem.encode()[:room].decode(errors="ignore").rstrip(" .")
    return stem + behind
