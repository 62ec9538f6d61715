"""A hub whose data lies: every name in it is one that a careless program stumbles over.

    thirty hubs, the first of which holds all that follows, each with a hostile name
      forty projects, of which the first holds
        a hundred folders, of which the first holds the DESIGN, and each of which holds
          a hundred items, two versions in every tenth

What the names do: HOSTILE. People, extension types and file names are of the same kinds. All of it is what
the descriptions of the service allow in these fields, which say no more than "a string"; only that a
name may be empty is against them.

The same seed makes the same hub.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ..answers import FIRST_HALF, SECOND_HALF

if TYPE_CHECKING:
    from .seeder import Seeder

SEED = 20_260
DESIGN = "The design that they relate to"
PROJECT_ID = "a.bHlpbmcjMjAyNTExMjkwMDE"
DESIGN_ID = "urn:adsk.wipprod:dm.lineage:bHlpbmdEZXNpZ25BdFdvcg"
VERSION_ID = "urn:adsk.wipprod:fs.file:vf.bHlpbmdEZXNpZ25BdFdvcg?version=1"
ITEMS = 10_000
_FOLDERS = 100
_HUBS, _PROJECTS, _PEOPLE, _RELATED = 30, 40, 30, 150
LONG = 65_536
_LONG_ONES = 40
_CREATED = "2026-03-04T09:12:00Z"
# What a script of a name would do: a page that runs it is found out.
RAN = "ranByName"
_RUN = f"window.{RAN}=1"

Name = Callable[[int], str]


def _fill(text: str, length: int, filler: str) -> str:
    return (text + filler * (length // len(filler) + 1))[:length]


HOSTILE: Mapping[str, Name] = {
    "plain": lambda number: f"Bracket {number}.f3d",
    "empty": lambda number: "",
    "spaces": lambda number: " " * (number % 5 + 1),
    "wide spaces": lambda number: "\u3000\u2003\xa0"[: number % 3 + 1],
    "spaces around": lambda number: f"  Bracket   {number}  ",
    "script": lambda number: f"<script>{_RUN}</script>{number}",
    "broken script": lambda number: f"</title></textarea><scr<script>ipt>{_RUN}</scr</script>ipt>{number}",
    "event handler": lambda number: f'"><img src=x{number} onerror="{_RUN}">',
    "picture": lambda number: f"<svg/onload={_RUN}><animate onbegin={_RUN} attributeName=x>{number}",
    "frame": lambda number: f'<iframe srcdoc="<script>parent.{RAN}=1</script>"></iframe>{number}',
    "address": lambda number: f"javascript:{_RUN}//{number}",
    "data address": lambda number: f"data:text/html,<script>parent.{RAN}=1</script>{number}",
    "style": lambda number: (
        f"<style>*{{display:none}}</style><link rel=stylesheet href=//x.example/{number}>"
    ),
    "css": lambda number: f"}}*{{position:fixed;background:url(//x.example/{number})}}",
    "entities": lambda number: f"&lt;b&gt;&amp;#{number};&#x202e;&nbsp;",
    "template": lambda number: "{own} {other} ${name} {{7*7}} %s %(name)s <%= 1 %> #{1}" + str(number),
    "quotes": lambda number: f"'\"`´’”\\' OR 1=1 --{number}",
    "property": lambda number: ("__proto__", "constructor", "toString", "hasOwnProperty")[number % 4],
    "word": lambda number: ("null", "undefined", "NaN", "true", "[object Object]", "-0")[number % 6],
    "override": lambda number: f"Invoice \u202efdp.{number}.exe",
    "embeddings": lambda number: "\u202a\u202b\u202d" * (number % 40 + 1) + f"deep {number}",
    "isolates": lambda number: f"\u2066\u2067\u2068open {number}",
    "end of isolates": lambda number: f"\u2069\u2069\u202c\u2069 out \u202e {number}",
    "right to left": lambda number: f"مشروع {number} (نسخة) v{number}",
    "both directions": lambda number: f"חלק-{number} Bracket ברגים M8×{number}",
    "zero width": lambda number: "\u200b\u2060\ufeff" + "\u200b".join(f"Bracket {number}"),
    "nothing to see": lambda number: "\u200b\u2060\ufeff\u00ad\u3164\u2800\u115f"[: number % 7 + 1],
    "combining": lambda number: "".join(c + "\u0301\u0316\u0489\u033f\u0353" * 12 for c in f"Zalgo {number}"),
    "marks alone": lambda number: "\u0301\u0489\u20dd" * (number % 60 + 1),
    "control": lambda number: f"\x01\x1b[31m\x07\x08\x7f\x85{number}\x1b]0;title\x07",
    "nul": lambda number: f"Bracket\x00{number}.exe\x00",
    "lines": lambda number: f"first\nsecond\r\n\tthird\u2028\u2029\x0b\x0c{number}",
    "half a pair": lambda number: f"{FIRST_HALF}{number}{SECOND_HALF}",
    "no character": lambda number: f"\ufffe\uffff\ufdd5\U0010ffff\ue000{number}",
    "emoji": lambda number: "👩‍🔧👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿🇩🇪❤️‍🔥" * (number % 9 + 1) + str(number),
    "look alike": lambda number: ("Bracket", "Вracket", "Brасket", "Βracket")[number % 4] + str(number // 4),
    "path": lambda number: f"..\\..\\../../etc/passwd:{number}|?*<>",
    "device": lambda number: ("CON", "prn.txt", "AUX", "nul.f3d", "COM1", "lpt9.pdf", "desktop.ini")[
        number % 7
    ],
    "dots": lambda number: "." * (number % 4 + 1) + " .",
    "formula": lambda number: f"=cmd|' /C calc'!A{number}",
    "hidden formula": lambda number: f'\u200b+HYPERLINK("http://x.example/{number}")',
    "cells": lambda number: f'a;b,c\td"e\r\n@SUM({number})|x',
    "markdown": lambda number: f"[x](javascript:{_RUN}) ![](http://x.example/{number}) **`_|_`**",
    "address of the hub": lambda number: f"https://a360.co/{number}?a=b&c=%00%2e%2e%2f#x",
    "wide": lambda number: "﷽" * (number % 30 + 1) + "𒐫" * (number % 9),
    "no break": lambda number: "W" * (200 + number % 56),
    "tall": lambda number: "ஔཱཱྀྀྀྀྀྀྀ⁂꙰꙱҈҉" * (number % 5 + 1),
    "long": lambda number: _fill(f"Long {number} ", 255, "<b>x"),
}


def hostile_names(count: int = ITEMS, *, seed: int = SEED) -> list[str]:
    """Return so many names of every kind, a few of which are 64 KB long."""
    dice = random.Random(seed)
    kinds = list(HOSTILE.values())
    names = [kinds[number % len(kinds)](number // len(kinds)) for number in range(count)]
    for number in range(min(_LONG_ONES, count // 50)):
        names[-1 - number] = _fill(f"{names[number]}64 KB {number} ", LONG, "x<b> &"[: 1 + number % 6])
    dice.shuffle(names)
    return names


def build(seeder: Seeder) -> None:
    """Put the whole hub into an empty service."""
    dice = random.Random(SEED + 1)
    names = hostile_names()

    def some(number: int) -> list[str]:
        """Choose names of every kind in turn, none of 64 KB: those are items'."""
        kinds = [*HOSTILE.values()]
        start = dice.randrange(len(kinds))
        return [kinds[(start + one) % len(kinds)](one) for one in range(number)]

    seeder.add_user("SAMPLEUSER01", name="Mika Sample", email="designer@example.com")
    people = [
        seeder.add_user(f"LIAR{number:02}", name=name, email=f"liar{number}@example.com", signs_in=False)
        for number, name in enumerate(some(_PEOPLE))
    ]
    # Their own ids: one made of a name would be as long as the name.
    hubs = [seeder.add_hub(name, hub_id=f"a.bHlpbmc{number:02}") for number, name in enumerate(some(_HUBS))]
    first, *others = some(_PROJECTS)
    project = seeder.add_project(hubs[0], name=first, project_id=PROJECT_ID)
    for name in others:
        seeder.add_project(hubs[0], name=name)
    made = {"created": _CREATED, "by": people[0]}
    folders = [
        seeder.add_folder(project.root_folder_id, name=name, created=_CREATED, by=people[number % _PEOPLE])
        for number, name in enumerate(some(_FOLDERS))
    ]
    kind = "items:autodesk.fusion360:Design"
    design = seeder.add_item(folders[0], name=DESIGN, extension_type=kind, item_id=DESIGN_ID, **made)
    own_version = seeder.add_version(design, size=1, **made)
    types = some(_RELATED)
    for number, name in enumerate(names):
        by = people[number // _FOLDERS % _PEOPLE]
        item = seeder.add_item(
            folders[number % _FOLDERS],
            name=name,
            extension_type=f"items:{types[number % _RELATED]}"
            if number % 9 == 0
            else "items:autodesk.core:File",
            created=_CREATED,
            by=by,
        )
        version = seeder.add_version(item, created=_CREATED, by=by, size=number)
        if number % 10 == 0:
            version = seeder.add_version(item, created=_CREATED, by=by, size=number)
        if number < _RELATED:
            ends = (own_version, version) if number % 2 else (version, own_version)
            kind = f"derived:{types[number]}" if number % 3 else "xrefs:autodesk.core:Xref"
            seeder.add_ref(ends[0], to_id=ends[1], extension_type=kind)
