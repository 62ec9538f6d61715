"""What is taken out of a log before it leaves the machine: secrets, people, and the customer's own names.

What is left says what happened, when, and at which place of the service; ids are shortened so far that the
same one is still known again.
"""

from __future__ import annotations

import getpass
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from ..http.redaction import redact_text

MOST_LINE = 1000  # characters
_LEAST_NAME = 3  # letters: what is shorter stands in words that have nothing to do with a person
_HOME, _PERSON, _MAIL, _CUT = "<home>", "<person>", "<e-mail>", "…"
_ADDRESS = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)
_QUERY = re.compile(r"\?(?!version=\d+\b)[\w.%\[\]-]+=[^\s\"'<>]*")
_MAIL_ADDRESS = re.compile(r"[\w.+%-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+")
# Homes of others than the one who is at work here, as an administrator's.
_HOMES = re.compile(r"(?i)((?:[a-z]:)?[/\\]+(?:users|home|documents and settings)[/\\]+)[^/\\\s\"']+")
_BELOW_HOME = re.compile(re.escape(_HOME) + r"[/\\][^\"'\n,;)]*?(?=(?:[\"',;)]|: | \(|$))", re.MULTILINE)
_CODE = re.compile(r'(File ")(?:[^"\n]*?[/\\])?((?:(?:lib|commands|python[\d.]*)[/\\])[^"\n]*|[^"\n/\\]*)(")')
_URN = re.compile(
    r"(urn(?::|%3A)[\w.:%-]*?(?::|%3A))([\w-]{7,})(\?version=\d+|%3Fversion%3D\d+)?", re.IGNORECASE
)
_UUID = re.compile(
    r"\b([0-9a-f]{6})[0-9a-f]{2}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.IGNORECASE
)
# Base64 and the like: long, with letters and digits in a row that no word has.
_LONG_ID = re.compile(r"(?<![\w/.-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])([\w-]{6})[\w-]{14,}")
_NAMES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(“)([^”\n]{3,})(”)",
        r"(„)([^“\n]{3,})(“)",
        r"(\")([^\"\n]{3,})(\")",
        r"(')([^'\n]{3,})(')",
    )
)
_WORD_OF_OURS = re.compile(r"[a-z_]{1,24}")
_OWN_CODE = re.compile(r"(?:(?:lib|commands|python[\d.]*)[/\\])?[\w./\\-]+\.py")


class Redactor:
    """Takes out what is known to be private here, and what looks like it.

    `people` are names and addresses of those who are signed in or remembered, `ids` those to shorten, such as
    the client id.
    """

    def __init__(
        self, *, people: Iterable[str] = (), ids: Iterable[str] = (), home: Path | None = None
    ) -> None:
        home = home or Path.home()
        forms = {str(home), home.as_posix(), str(home).replace("\\", "\\\\"), quote(home.as_posix())}
        self._homes = sorted((form for form in forms if len(form) > _LEAST_NAME), key=len, reverse=True)
        self._ids = [one for one in ids if len(one) >= _LEAST_NAME]
        names = {name for one in (*people, _user(), home.name) for name in _forms(one)}
        words = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        self._people = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) if words else None

    def redact(self, text: str) -> str:
        """Return a text, such as a log, without them; lines stay lines, and none is very long."""
        return "\n".join(self._redact_line(line) for line in text.split("\n"))

    def _redact_line(self, line: str) -> str:
        line = line.rstrip("\r")
        is_cut = len(line) > MOST_LINE * 4  # whatever a line may hold, it is gone through in little time
        line = line[: MOST_LINE * 4]
        line = _ADDRESS.sub(lambda match: match[0].partition("?")[0].partition("#")[0], line)
        line = redact_text(_QUERY.sub("?<redacted>", line))
        for one in self._ids:
            line = line.replace(one, shorten_id(one))
        for home in self._homes:
            line = line.replace(home, _HOME)
        line = _BELOW_HOME.sub(f"{_HOME}/{_CUT}", _CODE.sub(r"\1\2\3", line))
        line = _MAIL_ADDRESS.sub(_MAIL, _HOMES.sub(r"\1<user>", line))
        if self._people:
            line = self._people.sub(_PERSON, line)
        line = _URN.sub(lambda match: f"{match[1]}{match[2][:6]}{_CUT}{match[3] or ''}", line)
        line = _LONG_ID.sub(rf"\1{_CUT}", _UUID.sub(rf"\1{_CUT}", line))
        for pattern in _NAMES:
            line = pattern.sub(lambda match: match[1] + _shorten_name(match[2]) + match[3], line)
        return line[:MOST_LINE] + _CUT if is_cut or len(line) > MOST_LINE else line


def shorten_id(text: str) -> str:
    """Return the beginning of an id, by which it is known again and not used."""
    return text if len(text) <= _LEAST_NAME else text[:4] + _CUT


def _shorten_name(name: str) -> str:
    if _WORD_OF_OURS.fullmatch(name) or _OWN_CODE.fullmatch(name) or name.startswith("<"):
        return name
    return name[:2] + _CUT


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # nobody that this system knows by name
        return ""


def _forms(name: str) -> set[str]:
    """Return a name whole and in its parts, as it may stand in a log."""
    parts = {name, quote(name), *re.split(r"[\s@]+", name)}
    return {part for part in parts if len(part) >= _LEAST_NAME and part.casefold() not in {"root", "user"}}
