"""A service that lies: real answers with something wrong in them, the same for the same seed.

html            names with markup and script
long            names of 64 KB
bidi            names with characters that turn the writing direction
control         names with control characters and line ends
zero-width      names with characters that nobody sees, or of nothing else
cycles          folders that contain themselves, or a folder they lie in
foreign-hrefs   every link, `links.next` and `self` included, leads to another host
duplicate-ids   two entries of a list with one id
wrong-types     a field with a value of another type, or one member of the document

Whether a resource is lied about depends on the seed, the kind of lie and its id alone, so it is told the same
in every list. Links are changed in every answer.
"""

from __future__ import annotations

import copy
import hashlib
import itertools
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

from ..messages import Answer, Request

ELSEWHERE = "https://elsewhere.example"
LONG = 65_536
_NAMES: Mapping[str, Callable[[str], str]] = {
    "html": lambda name: f'<img src=x onerror="document.title=1"><b>{name}</b><script>alert(1)</script>&amp;',
    "long": lambda name: f"{name} ".ljust(LONG, "x"),
    "bidi": lambda name: f"\u202e{name}\u2066\u202dfdp.exe",
    "control": lambda name: f"\x00\x1b[31m{name}\r\n\x07\x7f\x85\u2028",
    "zero-width": lambda name: "\u200b\u2060\ufeff" if len(name) % 2 else "\u200b" + "\u200d".join(name),
}
LIES = (*_NAMES, "cycles", "foreign-hrefs", "duplicate-ids", "wrong-types")
_WRONG: tuple[tuple[str, Any], ...] = (
    ("id", 7),
    ("id", None),
    ("id", {"urn": "x"}),
    ("type", ["folders"]),
    ("attributes", []),
    ("attributes", "none"),
    ("attributes.name", {"text": "name"}),
    ("attributes.displayName", 7),
    ("attributes.extension", "none"),
    ("attributes.extension.type", False),
    ("attributes.createTime", -1),
    ("attributes.lastModifiedTime", "yesterday"),
    ("attributes.versionNumber", "two"),
    ("attributes.storageSize", 1.5),
    ("attributes.objectCount", "many"),
    ("attributes.hidden", "no"),
    ("relationships", "none"),
    ("relationships.parent", []),
    ("relationships.tip", 5),
    ("relationships.item", {"data": []}),
    ("meta", []),
)
_WRONG_MEMBERS: tuple[tuple[str, Any], ...] = (
    ("data", "none"),
    ("data", None),
    ("included", {}),
    ("included", [None, 7]),
    ("links", []),
    ("links", {"next": 5}),
    ("meta", "none"),
)
Resource = dict[str, Any]


class Liar:
    """Changes answers; remembers the folders it has seen, to put them where they cannot be."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folders: dict[str, Resource] = {}

    def change(
        self, request: Request, answer: Answer, *, what: Sequence[str], seed: int, one_in: int
    ) -> Answer:
        """Return an answer with the lies of `what` in it; what is no document with data stays as it is."""
        try:
            document = json.loads(answer.body)
        except (ValueError, RecursionError):
            return answer
        if not isinstance(document, dict) or "data" not in document:
            return answer
        dice = _Dice(seed, one_in)
        if "cycles" in what:
            self._add_ancestor(request, document, dice)
        if "duplicate-ids" in what:
            _duplicate(document, dice)
        names = [lie for lie in what if lie in _NAMES]
        for resource in list(_resources(document)):
            if names:
                _rename(resource, names, dice)
            if "wrong-types" in what and dice.hits("wrong-types", _id(resource)):
                _set(resource, *dice.choose(_WRONG, "field", _id(resource)))
        if "foreign-hrefs" in what:
            _send_elsewhere(document)
        if "wrong-types" in what and dice.hits("member", request.path):
            _set(document, *dice.choose(_WRONG_MEMBERS, "wrong member", request.path))
        return replace(answer, body=json.dumps(document).encode())

    def _add_ancestor(self, request: Request, document: Resource, dice: _Dice) -> None:
        """Put a folder that lies above into a folder's contents, or the folder itself."""
        data = document.get("data")
        with self._lock:
            for resource in _resources(document):
                if resource.get("type") == "folders":
                    self._folders.setdefault(_id(resource), copy.deepcopy(resource))
            parts = request.path.split("/")
            if not isinstance(data, list) or parts[-1] != "contents":
                return
            own_id = unquote(parts[-2])
            line: list[Resource] = []
            folder = self._folders.get(own_id)
            while folder is not None and folder not in line:
                line.append(folder)
                parent = folder.get("relationships", {}).get("parent", {}).get("data", {})
                folder = self._folders.get(parent.get("id", ""))
        if line and dice.hits("cycles", own_id):
            data.insert(0, copy.deepcopy(dice.choose(line, "ancestor", own_id)))


class _Dice:
    """Thrown for a resource; they fall the same way each time."""

    def __init__(self, seed: int, one_in: int) -> None:
        self._seed = seed
        self._one_in = one_in

    def hits(self, lie: str, resource_id: str) -> bool:
        """Tell whether a resource is lied about in this way."""
        return self._throw(lie, resource_id) % self._one_in == 0

    def choose(self, values: Sequence[Any], lie: str, resource_id: str) -> Any:
        """Return one of some values."""
        return values[self._throw(lie, resource_id) % len(values)]

    def _throw(self, lie: str, resource_id: str) -> int:
        digest = hashlib.sha256(f"{self._seed}\n{lie}\n{resource_id}".encode("utf-8", "replace")).digest()
        return int.from_bytes(digest[:8], "big")


def _resources(document: Resource) -> Iterator[Resource]:
    """Yield every resource of a document: in `data`, in `included`, and in the answer of a command."""
    data = document.get("data")
    lists = [data if isinstance(data, list) else [data], document.get("included")]
    if isinstance(data, dict):
        relationships = data.get("relationships")
        resources = relationships.get("resources") if isinstance(relationships, dict) else None
        lists.append(resources.get("data") if isinstance(resources, dict) else None)
    for entries in lists:
        if isinstance(entries, list):
            yield from (entry for entry in entries if isinstance(entry, dict))


def _duplicate(document: Resource, dice: _Dice) -> None:
    """Repeat entries under another name, and give others the id of their neighbour."""
    data = document.get("data")
    if not isinstance(data, list):
        return
    entries = [entry for entry in data if isinstance(entry, dict)]
    for entry in entries:
        if dice.hits("twin", _id(entry)):
            twin = copy.deepcopy(entry)
            _rename_to(twin, lambda name: f"{name} (twin)")
            data.append(twin)
    for entry, neighbour in itertools.pairwise(entries):
        if dice.hits("neighbour", _id(neighbour)):
            entry["id"] = _id(neighbour)


def _rename(resource: Resource, lies: Sequence[str], dice: _Dice) -> None:
    if dice.hits("name", _id(resource)):
        _rename_to(resource, _NAMES[dice.choose(lies, "name lie", _id(resource))])


def _rename_to(resource: Resource, change: Callable[[str], str]) -> None:
    attributes = resource.get("attributes")
    for name in ("name", "displayName"):
        if isinstance(attributes, dict) and isinstance(attributes.get(name), str):
            attributes[name] = change(attributes[name])


def _set(resource: Resource, path: str, value: Any) -> None:
    """Replace a field by its dotted path, where there is such a place."""
    *parents, last = path.split(".")
    place: Any = resource
    for parent in parents:
        place = place.get(parent) if isinstance(place, dict) else None
    if isinstance(place, dict):
        place[last] = value


def _send_elsewhere(value: Any) -> None:
    """Let every `href` in a document lead to another host."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "href" and isinstance(inner, str):
                value[name] = ELSEWHERE + urlsplit(inner)._replace(scheme="", netloc="").geturl()
            else:
                _send_elsewhere(inner)
    elif isinstance(value, list):
        for inner in value:
            _send_elsewhere(inner)


def _id(resource: Resource) -> str:
    return str(resource.get("id", ""))
