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
_HOST, _PATH = "<host>", "<path>"
_ADDRESS = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)
_QUERY = re.compile(r"\?(?!version=\d+\b)[\w.%\[\]-]+=[^\s\"'<>]*")
_MAIL_ADDRESS = re.compile(r"[\w.+%-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+")
_TENANT = re.compile(r"(?<![\w-])[\w-]+(?=\.autodeskplm360\.net\b)", re.IGNORECASE)
_CODE = re.compile(r'(File ")(?:[^"\n]*?[/\\])?((?:(?:lib|commands|python[\d.]*)[/\\])[^"\n]*|[^"\n/\\]*)(")')
# What a request was sent to. Its path is gone through by parts: all but the service's own words is cut.
_REQUEST = re.compile(
    r"((?<!\w)(?:GET|HEAD|POST|PUT|PATCH|DELETE)\s+(?=/)|https?://[^\s/\"'<>]+)(/[^\s\"'<>]*)", re.IGNORECASE
)
_PART = re.compile(r"([^/?]+)(\?version=\d+)?")
_NAMED_NEXT = frozenset({"buckets", "objects"})  # what follows is a name, whatever it looks like
_WORD_OF_SERVICE = re.compile(
    r"\.?[a-z][a-z-]{0,39}|[a-z]+[A-Z][A-Za-z]{0,15}|[A-Z][a-z]+(?:[A-Z][a-z]+){0,2}|v?\d|signeds3[a-z]+"
    r"|[a-z]+(?::|%3A)autodesk\.[a-z0-9.]+(?::|%3A)[A-Za-z]+(?:-[\d.]+)?"
)
# A file's path on this machine, up to the end of what may belong to it: names have spaces, commas, brackets.
_FILE = re.compile(
    rf"(?:{_HOME}[/\\]|file:/+|(?<![A-Za-z0-9])[A-Z]:[/\\]|(?<![\w\\/:.])(?:\\\\+|//+)(?=[\w.])"
    rf"|(?<!GET )(?<!HEAD )(?<!POST )(?<!PUT )(?<!PATCH )(?<!DELETE )(?<![\w\\/.>{_CUT}\]%])/(?=[^\s/\"']))"
    r"(.*?)(?=: | -> |$)",
    re.IGNORECASE,
)
_ENDING = re.compile(r"\.[A-Za-z]\w{0,5}(?!\w)(?!.*\.[A-Za-z]\w{0,5}(?!\w))")
_AFTER_PATH = re.compile(r"[\"'”“,;)\]]")
_URN = re.compile(
    r"(urn(?::|%3A)[\w.:%-]*?(?::|%3A))([\w.-]{7,})(?![\w.-]|:|%3A)(%2F[\w.%-]*)?"
    r"(\?version=\d+|%3Fversion%3D\d+)?",
    re.IGNORECASE,
)
# Hubs and projects: what follows may be base64, with a company's name in it.
_HUB = re.compile(r"(?<![\w.])([ab]\.[\w=-]{6})[\w=%-]{2,}")
_UUID = re.compile(
    r"(?<![0-9a-f])([0-9a-f]{6})[0-9a-f]{2}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])",
    re.IGNORECASE,
)
# Base64 and the like: long, with letters and digits in a row that no word has, but for words of ours.
_LONG_ID = re.compile(
    r"(?<![\w-])(?!databrowser-|signeds3|(?<=%)3A[A-Za-z]+-\d)(?=[\w-]*\d)(?=[\w-]*[A-Za-z])([\w-]{6})[\w-]{10,}=*"
)
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
    the client id, and `hosts` the names of machines that belong to the company.
    """

    def __init__(
        self,
        *,
        people: Iterable[str] = (),
        ids: Iterable[str] = (),
        hosts: Iterable[str] = (),
        home: Path | None = None,
    ) -> None:
        home = home or Path.home()
        forms = {str(home), home.as_posix(), str(home).replace("\\", "\\\\"), quote(home.as_posix())}
        self._homes = sorted((form for form in forms if len(form) > _LEAST_NAME), key=len, reverse=True)
        self._ids = [one for one in ids if len(one) >= _LEAST_NAME]
        self._hosts = _any_of(hosts)
        names = {name for one in (*people, _user(), home.name) for name in _forms(one)}
        self._people = _any_of(names)

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
        if self._hosts:
            line = self._hosts.sub(_HOST, line)
        line = _TENANT.sub(_HOST, line)
        for home in self._homes:
            line = line.replace(home, _HOME)
        line = _MAIL_ADDRESS.sub(_MAIL, _CODE.sub(r"\1\2\3", line))
        if self._people:
            line = self._people.sub(_PERSON, line)
        line = _REQUEST.sub(lambda match: match[1] + _shorten_request(match[2]), line)
        line = _FILE.sub(lambda match: _hide_file(match[1]), line)
        line = _shorten_urns(line)
        line = _HUB.sub(rf"\1{_CUT}", line)
        line = _LONG_ID.sub(rf"\1{_CUT}", _UUID.sub(rf"\1{_CUT}", line))
        for pattern in _NAMES:
            line = pattern.sub(lambda match: match[1] + _shorten_name(match[2]) + match[3], line)
        return line[:MOST_LINE] + _CUT if is_cut or len(line) > MOST_LINE else line


def shorten_id(text: str) -> str:
    """Return the beginning of an id, by which it is known again and not used."""
    return text if len(text) <= _LEAST_NAME else text[:4] + _CUT


def _shorten_urns(text: str) -> str:
    return _URN.sub(lambda match: f"{match[1]}{match[2][:6]}{_CUT}{match[4] or ''}", text)


def _shorten_request(path: str) -> str:
    """Return the path of a request with its ids and names cut to their beginnings."""
    shown: list[str] = []
    before = ""
    for part in path.split("/"):
        is_name = before in _NAMED_NEXT
        shown.append(_PART.sub(lambda match, is_name=is_name: _shorten_part(match, is_name=is_name), part))
        before = part
    return "/".join(shown)


def _shorten_part(match: re.Match[str], *, is_name: bool) -> str:
    part, version = match[1], match[2] or ""
    if is_name:
        return part[:2] + _CUT + version
    if _WORD_OF_SERVICE.fullmatch(part):
        return part + version
    if (shorter := _shorten_urns(part)) != part:
        return shorter + version
    is_hub = _HUB.fullmatch(part)
    return (is_hub[1] + _CUT if is_hub else shorten_id(part)) + version


def _hide_file(rest: str) -> str:
    """Return what stands for a file's path, with its ending and what follows in the line."""
    name_at = max(rest.rfind("/"), rest.rfind("\\")) + 1
    end = _ENDING.search(rest, name_at) or _AFTER_PATH.search(rest, name_at)
    return f"{_PATH}/{_CUT}{rest[end.start() :] if end else ''}"


def _shorten_name(name: str) -> str:
    if _WORD_OF_OURS.fullmatch(name) or _OWN_CODE.fullmatch(name) or name.startswith("<"):
        return name
    return name[:2] + _CUT


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # nobody that this system knows by name
        return ""


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds these words, the longest first; None where there is none."""
    found = sorted({word for word in words if len(word) >= _LEAST_NAME}, key=len, reverse=True)
    if not found:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, found))})(?!\w)", re.IGNORECASE)


def _forms(name: str) -> set[str]:
    """Return a name whole and in its parts, as it may stand in a log."""
    parts = {name, quote(name), *re.split(r"[\s@]+", name)}
    return {part for part in parts if len(part) >= _LEAST_NAME and part.casefold() not in {"root", "user"}}
