"""What somebody pastes to name files or places: links of the web client, urns and ids.

    https://acme.autodesk360.com/g/projects/20250114858949751/data/<folder>/<item>    base64 of the urns
    urn:adsk.wipprod:dm.lineage:YFZru_4jTGanjd9Eh5JkDg                                an item
    urn:adsk.wipprod:fs.file:vf.YFZru_4jTGanjd9Eh5JkDg?version=12                     a version
    urn:adsk.wipprod:fs.folder:co.Q2m4Zx                                              a folder
    a.YnVzaW5lc3M6YWNtZSMyMDI1MDExNDg1ODk0OTc1MQ                                      a project, or a hub

Nothing here is asked of anybody: of a link only what it says is used, its host is never contacted. A region,
such as `wipprod`, is any; base64 is of either alphabet, with or without padding; anything may be
percent-encoded.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from ..errors import UsageError

LONGEST_TEXT = 64 * 1024
MOST_ADDRESSES = 50
_LONGEST_ADDRESS = 4096
_SHOWN = 60
_URN = re.compile(
    r"urn:adsk\.(?P<region>[a-z0-9.-]{1,40}):"
    r"(?:(?P<item>dm\.lineage:)|(?P<version>(?:fs|dm)\.file:vf\.)|(?P<folder>(?:fs|dm)\.folder:(?:co\.)?))"
    r"(?P<tail>[a-z0-9_-]{1,128})(?![a-z0-9_\-\u0080-\U0010ffff])(?:\?version=(?P<number>[0-9]{1,9}))?",
    re.IGNORECASE | re.ASCII,
)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,700}={0,2}")
_PROJECT = re.compile(r"/projects/(D?[0-9]{6,40})(?:[/?#]|$)", re.IGNORECASE)
# The ids of projects and of hubs, of Fusion Team as of BIM 360 and ACC.
_ID = re.compile(r"[ab]\.[A-Za-z0-9=_-]{16,200}")
_SEPARATORS = re.compile(r"[\s,;]+")
# What stands around an address in an e-mail, a table or a sentence.
_AROUND = "<>()[]{}\"'`“”„‚‘’«».:!*|"


@dataclass(frozen=True)
class Address:
    """One file that was named: an item, which stands for its latest version, or a version.

    `text` is what was pasted, shortened to be shown; `project_number` is that of a link, empty without one.
    """

    text: str
    item_id: str = ""
    version_id: str = ""
    project_number: str = ""

    def is_elsewhere(self, project_id: str) -> bool:
        """Tell whether a link is certainly of another project than this one; where unsure it is not."""
        number = number_of_project(project_id)
        return bool(number and self.project_number) and number != bare_number(self.project_number)


@dataclass(frozen=True)
class PlaceAddress:
    """One place of the hub that was named: what lies deepest in the address is it.

    `id` is that of a project or hub, as far as one stands alone; `project_number` is that of a link.
    """

    text: str
    item_id: str = ""
    version_id: str = ""
    folder_id: str = ""
    project_number: str = ""
    id: str = ""


def read_place_address(text: str) -> PlaceAddress | None:
    """Return the one place that a text names, be it an item, a version, a folder, a project or a hub.

    None for a text that names none: a link of the web client that says nothing of a place, and whatever
    somebody else may look for.
    """
    words = _split(text) if len(text) <= _LONGEST_ADDRESS else []
    if len(words) != 1:
        return None
    word = words[0]
    shown = word if len(word) <= _SHOWN else f"{word[:_SHOWN]}…"
    if _ID.fullmatch(word):
        return PlaceAddress(shown, id=word)
    project = _PROJECT.search(word)
    number = project[1] if project else ""
    found = list(_find_urns(word))
    files = [urn for urn in found if not urn["folder"] and bool(urn["version"]) == bool(urn["number"])]
    if not found:
        return PlaceAddress(shown, project_number=number) if number else None
    urn = files[-1] if files else found[-1]
    prefix = f"urn:adsk.{urn['region']}:{urn['item'] or urn['version'] or urn['folder']}".lower()
    if urn["folder"]:
        return PlaceAddress(shown, folder_id=prefix + urn["tail"], project_number=number)
    if urn["item"]:
        return PlaceAddress(shown, item_id=prefix + urn["tail"], project_number=number)
    if not urn["number"]:
        return None
    version_id = f"{prefix}{urn['tail']}?version={int(urn['number'])}"
    return PlaceAddress(shown, version_id=version_id, project_number=number)


def read_addresses(text: str) -> tuple[Address | UsageError, ...]:
    """Return what a pasted text names, in its order, each with what is wrong with it where something is.

    Raises `UsageError`: `addresses.none`, `addresses.too-long`, `addresses.too-many`.
    """
    if len(text) > LONGEST_TEXT:
        raise UsageError("addresses.too-long", most=LONGEST_TEXT // 1024)
    words = _split(text)
    if not words:
        raise UsageError("addresses.none")
    if len(words) > MOST_ADDRESSES:
        raise UsageError("addresses.too-many", count=len(words), most=MOST_ADDRESSES)
    return tuple(map(_read, words))


def number_of_project(project_id: str) -> str:
    """Return the number in a project's id, which links name it by; empty where the id is of another form.

    The id is `a.` and base64 of `business:acme#20250114858949751`; newer ones have a D before the digits.
    """
    found = re.search(r"#(D?[0-9]+)$", _decode(project_id[2:]) if project_id.startswith("a.") else "")
    return bare_number(found[1]) if found else ""


def _split(text: str) -> list[str]:
    # Marks of writing direction and the like come along with what is copied, and are never a part of it.
    visible = "".join(one for one in text if unicodedata.category(one) not in ("Cf", "Cs"))
    return [word for word in (one.strip(_AROUND) for one in _SEPARATORS.split(visible)) if word]


def _read(word: str) -> Address | UsageError:
    shown = word if len(word) <= _SHOWN else f"{word[:_SHOWN]}…"
    if len(word) > _LONGEST_ADDRESS:
        return UsageError("addresses.unknown", text=shown)
    found = list(_find_urns(word))
    files = [urn for urn in found if not urn["folder"]]
    if not files:
        if found:
            return UsageError("addresses.folder", text=shown)
        is_link = re.match(r"https?://", word, re.IGNORECASE)
        return UsageError("addresses.no-file" if is_link else "addresses.unknown", text=shown)
    urn = files[-1]  # a link names the folder first
    project = _PROJECT.search(word)
    number = project[1] if project else ""
    prefix = f"urn:adsk.{urn['region']}:{urn['item'] or urn['version']}".lower()
    if urn["item"] and urn["number"]:
        return UsageError("addresses.unknown", text=shown)  # half an item and half a version
    if urn["item"]:
        return Address(shown, item_id=prefix + urn["tail"], project_number=number)
    if not urn["number"]:
        return UsageError("addresses.no-version", text=shown)
    version_id = f"{prefix}{urn['tail']}?version={int(urn['number'])}"
    return Address(shown, version_id=version_id, project_number=number)


def _find_urns(word: str) -> Iterator[re.Match[str]]:
    """Yield the urns in an address, be they as they are, percent-encoded, or in base64."""
    plain = unquote(unquote(word))
    yield from _URN.finditer(plain)
    # Base64 may hold a slash, which in a link is percent-encoded.
    for part in re.split(r"[/?#&]", word) if "://" in word else [word]:
        for encoded in _BASE64.findall(unquote(part)):
            if whole := _URN.fullmatch(_decode(encoded)):
                yield whole


def _decode(encoded: str) -> str:
    """Return the text in base64 of either alphabet; empty where there is none."""
    bare = encoded.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4)).decode()
    except (binascii.Error, ValueError):
        return ""


def bare_number(number: str) -> str:
    """Return a project's number without the D before it, which newer ones have in some places."""
    return number.upper().removeprefix("D")
