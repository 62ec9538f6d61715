"""How names and what somebody types become words that can be compared: letters only, whatever the script.

Case and accents do not count, nor do the signs between words. Scripts that are written without spaces have
no words to begin with: of these each pair of neighbouring letters is one, and the last letter alone.
"""

from __future__ import annotations

import re
import unicodedata

MOST_LETTERS = 40  # of a word; what is longer counts as far as that
MOST_WORDS = 48  # of a name, or of a way
MOST_KEY = 160
_ASCII_WORDS = re.compile(r"[a-z0-9]+")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]+"
)
# Signs that change no letter into another one, of scripts from Latin to Arabic; elsewhere they are vowels.
_LAST_ACCENTED = 0x0900
_ACCENTS = ((0x1AB0, 0x1B00), (0x1DC0, 0x1E00), (0x20D0, 0x2100), (0xFE20, 0xFE30))
_ALIKE = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ـ": None})


def fold(text: str) -> str:
    """Return a text without case and accents."""
    if text.isascii():
        return text.lower()
    parted = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(one for one in parted if not _is_accent(one)).casefold().translate(_ALIKE)
    return unicodedata.normalize("NFC", bare)


def key_of(name: str) -> str:
    """Return what a name is ordered by and begins with, once folded; at most `MOST_KEY` letters."""
    folded = fold(name[: 4 * MOST_KEY])
    plain = folded if folded.isprintable() else "".join(one if _is_shown(one) else " " for one in folded)
    return " ".join(plain.split())[:MOST_KEY].rstrip()


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded, each once; at most `MOST_WORDS`."""
    folded = fold(text[: MOST_LETTERS * MOST_WORDS])
    if folded.isascii():
        words = [word[:MOST_LETTERS] for word in _ASCII_WORDS.findall(folded)]
    else:
        words = []
        for run in "".join(one if _is_letter(one) else " " for one in folded).split():
            words += _words_of_run(run)
    return tuple(dict.fromkeys(words))[:MOST_WORDS]


def _words_of_run(run: str) -> list[str]:
    words: list[str] = []
    at = 0
    for found in _UNSPACED.finditer(run):
        if found.start() > at:
            words.append(run[at : found.start()][:MOST_LETTERS])
        letters = found[0]
        words += [letters[place : place + 2] for place in range(len(letters))]
        at = found.end()
    if at < len(run):
        words.append(run[at:][:MOST_LETTERS])
    return words


def typed_words_of(text: str) -> tuple[str, ...]:
    """Return the beginnings of words to look for; of a script without spaces no last letter alone.

    No more than a name has in the index.
    """
    words: list[str] = []
    for part in text[: MOST_LETTERS * MOST_WORDS].split():
        found = words_of(part)
        for place, word in enumerate(found):
            before = found[place - 1] if place else ""
            is_last = len(word) == 1 and len(before) == 2 and before[1] == word
            if not (is_last and _UNSPACED.fullmatch(before)):
                words.append(word)
    return tuple(dict.fromkeys(words))[:MOST_WORDS]


def _is_accent(letter: str) -> bool:
    code = ord(letter)
    if code < 128 or unicodedata.category(letter) != "Mn":
        return False
    return code < _LAST_ACCENTED or any(first <= code < end for first, end in _ACCENTS)


def _is_letter(letter: str) -> bool:
    if letter.isalnum():
        return True
    return not letter.isascii() and unicodedata.category(letter)[0] not in "ZPC"


def _is_shown(letter: str) -> bool:
    return unicodedata.category(letter)[0] not in "ZC"
