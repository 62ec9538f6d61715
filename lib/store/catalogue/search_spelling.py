"""Words of a catalogue's index that differ by one letter from what somebody typed.

One letter is another one, missing, too many, or changed places with the next. The words are walked by
their index as a tree of letters, so that it takes some hundred short look-ups whatever their number.
"""

from __future__ import annotations

import sqlite3

SHORTEST = 4  # letters: of shorter ones too many words are near
MOST_SPELLINGS = 12
_MOST_LETTERS = 64  # that may follow a beginning
_LAST = "\U0010ffff"


def begins(connection: sqlite3.Connection, text: str) -> bool:
    """Tell whether any word begins so. Raises `sqlite3.Error`."""
    sql = "SELECT 1 FROM search_words WHERE word >= ? AND word <= ? LIMIT 1"
    return connection.execute(sql, (text, text + _LAST)).fetchone() is not None


def find_spellings(connection: sqlite3.Connection, word: str) -> tuple[str, ...]:
    """Return other beginnings of words that are a letter off. Raises `sqlite3.Error`."""
    found: dict[str, None] = {}
    if len(word) < SHORTEST:
        return ()
    for place in range(len(word), -1, -1):  # the last letters are the likelier ones to be wrong
        before, after = word[:place], word[place:]
        if not begins(connection, before):
            continue
        tries = [before + after[1] + after[0] + after[2:]] if len(after) > 1 else []
        if len(after) > 1:
            tries.append(before + after[1:])
        for letter in _letters_after(connection, before) if after else ():
            tries += [before + letter + after[1:], before + letter + after]
        for one in tries:
            if one != word and one not in found and begins(connection, one):
                found[one] = None
        if len(after) == 1 and _is_word(connection, before):
            found[before] = None
    return tuple(found)[:MOST_SPELLINGS]


def _is_word(connection: sqlite3.Connection, word: str) -> bool:
    return connection.execute("SELECT 1 FROM search_words WHERE word = ?", (word,)).fetchone() is not None


def _letters_after(connection: sqlite3.Connection, before: str) -> list[str]:
    """Return the letters that follow a beginning in any word."""
    letters: list[str] = []
    sql = "SELECT word FROM search_words WHERE word > ? AND word <= ? ORDER BY word LIMIT 1"
    start = before
    while len(letters) < _MOST_LETTERS:
        found = connection.execute(sql, (start, before + _LAST)).fetchone()
        if found is None:
            break
        letters.append(found[0][len(before)])
        start = before + letters[-1] + _LAST
    return letters
