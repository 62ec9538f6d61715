"""What is pasted: links, urns, several of them, and everything that is neither."""

from __future__ import annotations

import base64
import random
from urllib.parse import quote

import pytest
from addin.lib.core.addresses import (
    LONGEST_TEXT,
    MOST_ADDRESSES,
    Address,
    PlaceAddress,
    number_of_project,
    read_addresses,
    read_place_address,
)
from addin.lib.errors import UsageError

ITEM = "urn:adsk.wipprod:dm.lineage:YFZru_4jTGanjd9Eh5JkDg"
VERSION = "urn:adsk.wipprod:fs.file:vf.YFZru_4jTGanjd9Eh5JkDg?version=12"
FOLDER = "urn:adsk.wipprod:fs.folder:co.Yww4ZrNxRNikieyXHq8dEA"
NUMBER = "20250114858949751"
PROJECT = "a.YnVzaW5lc3M6bXkxNjM1MDA0IzIwMjUwMTE0ODU4OTQ5NzUx"


def encode(urn: str, *, standard: bool = False, padded: bool = False) -> str:
    text = (base64.b64encode if standard else base64.urlsafe_b64encode)(urn.encode()).decode()
    return text if padded else text.rstrip("=")


def link(last: str = encode(ITEM), *, project: str = NUMBER, rest: str = "") -> str:
    return f"https://my1635004.autodesk360.com/g/projects/{project}/data/{encode(FOLDER)}/{last}{rest}"


def read(text: str) -> Address:
    [address] = read_addresses(text)
    assert isinstance(address, Address), address
    return address


def refused(text: str) -> str:
    [error] = read_addresses(text)
    assert isinstance(error, UsageError), error
    assert str(error)  # its sentences are filled
    return error.reference


@pytest.mark.parametrize(
    "text",
    [
        ITEM,
        ITEM.replace("urn:adsk.wipprod:dm.lineage", "URN:ADSK.wipPROD:DM.Lineage"),
        quote(ITEM, safe=""),
        quote(quote(ITEM, safe=""), safe=""),
        f"<{ITEM}>",
        f'"{ITEM}",',
        f"“{ITEM}”.",
        f"\u200b{ITEM}\ufeff",
        encode(ITEM),
        encode(ITEM, standard=True, padded=True),
        link(),
        link(encode(ITEM, padded=True)),
        link(encode(ITEM, standard=True, padded=True)),
        link(quote(encode(ITEM, standard=True, padded=True), safe="")),
        link(rest="?tab=overview&x=1#viewer"),
        link(rest="/d/overview"),
        link(rest="/"),
        link(quote(ITEM, safe="")),
        f"https://elsewhere.example.com/open?lineageUrn={quote(ITEM, safe='')}&name=a",
        f"HTTPS://MY.AUTODESK360.COM/g/data/{encode(ITEM)}",
    ],
)
def test_an_item(text: str) -> None:
    address = read(text)
    assert (address.item_id, address.version_id) == (ITEM, "")


@pytest.mark.parametrize(
    "text",
    [
        VERSION,
        VERSION.replace("?version=", "?VERSION=").replace("urn:adsk", "URN:Adsk"),
        VERSION.replace("=12", "=012"),
        quote(VERSION, safe=""),
        encode(VERSION),
        encode(VERSION, standard=True),
        link(encode(VERSION)),
        f"https://developer.api.autodesk.com/data/v1/projects/a.b/versions/{quote(VERSION, safe='')}/item",
    ],
)
def test_a_version(text: str) -> None:
    address = read(text)
    assert (address.item_id, address.version_id) == ("", VERSION)


@pytest.mark.parametrize("region", ["wipemea", "wipqa", "wip-new.2"])
def test_a_region_is_any(region: str) -> None:
    urn = ITEM.replace("wipprod", region)
    assert read(urn).item_id == read(link(encode(urn))).item_id == urn


def test_the_case_of_an_id_is_kept() -> None:
    assert read(ITEM.upper()).item_id == ITEM[:28].lower() + ITEM[28:].upper()


@pytest.mark.parametrize("between", [" ", "\n", "\r\n", ",", ", ", ";\t", "\u2028", "\u00a0"])
def test_several_in_their_order(between: str) -> None:
    found = read_addresses(between.join([ITEM, link(), "nonsense", f"<{VERSION}>"]))
    ids = [one.item_id or one.version_id if isinstance(one, Address) else one.reference for one in found]
    assert ids == [ITEM, ITEM, "addresses.unknown", VERSION]


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("nonsense", "addresses.unknown"),
        ("علبة-التروس", "addresses.unknown"),
        ("urn:adsk.wipprod:dm.lineage:", "addresses.unknown"),
        (f"{ITEM}é", "addresses.unknown"),
        (f"{ITEM}?version=3", "addresses.unknown"),
        ("urn:adsk.objects:os.object:wip.dm.prod/a.f3d", "addresses.unknown"),
        ("x" * 5000, "addresses.unknown"),
        (encode("urn:adsk.wipprod:dm.lineage:é"), "addresses.unknown"),
        ("https://a360.co/3abcDEF", "addresses.no-file"),
        ("https://my.autodesk360.com/g/shares/SH512d4QTec90decfa6e", "addresses.no-file"),
        (FOLDER, "addresses.folder"),
        (f"https://my.autodesk360.com/g/projects/{NUMBER}/data/{encode(FOLDER)}", "addresses.folder"),
        (VERSION.partition("?")[0], "addresses.no-version"),
        (VERSION.partition("=")[0], "addresses.no-version"),
    ],
)
def test_what_is_no_file_says_what_to_do(text: str, reference: str) -> None:
    assert refused(text) == reference


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("", "addresses.none"),
        (" \n,;<>\u200b", "addresses.none"),
        ("x" * (LONGEST_TEXT + 1), "addresses.too-long"),
        ("x " * (MOST_ADDRESSES + 1), "addresses.too-many"),
    ],
)
def test_a_text_that_cannot_be_one_or_several(text: str, reference: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_addresses(text)
    assert caught.value.reference == reference
    assert str(caught.value)


def test_junk_is_an_error_and_nothing_worse() -> None:
    dice = random.Random(7)
    pieces = [
        ITEM,
        VERSION,
        FOLDER,
        link(),
        "%",
        "%2",
        "%ff%fe",
        "urn:",
        "=",
        "/",
        "?",
        "\0",
        "\ud800",
        "名",
        "",
    ]
    for _ in range(300):
        text = "".join(dice.choice(pieces) for _ in range(dice.randrange(1, 60)))
        try:
            found = read_addresses(text[:LONGEST_TEXT])
        except UsageError as error:
            found = (error,)
        for one in found:
            assert isinstance(one, Address) or str(one).encode()
    for one in ("a" * LONGEST_TEXT, "urn:adsk." * 7000, "%41" * 20000, "A/" * 30000, "=" * LONGEST_TEXT):
        try:
            found = read_addresses(one)
        except UsageError as error:
            found = (error,)
        assert all(isinstance(error, UsageError) for error in found)


def test_the_project_of_a_link_and_that_of_the_design() -> None:
    assert number_of_project(PROJECT) == NUMBER
    newer = "a." + encode(f"business:my1635004#D{NUMBER}")
    here, there = read(link()), read(link(project="20991231000000001"))
    for project in (PROJECT, newer):
        assert (here.is_elsewhere(project), there.is_elsewhere(project)) == (False, True)
    for unknown in ("b.6f1d7b1e-8c3a", "a.", "a.!!", "", "a." + encode("personal:me")):
        assert not there.is_elsewhere(unknown)
    assert not read(ITEM).is_elsewhere(PROJECT)


def test_an_address_names_one_place() -> None:
    assert read_place_address(ITEM) == PlaceAddress(ITEM, item_id=ITEM)
    version = read_place_address(f" <{VERSION}> ")
    assert version
    assert (version.version_id, version.item_id) == (VERSION, "")
    assert read_place_address(FOLDER) == PlaceAddress(FOLDER, folder_id=FOLDER)
    assert read_place_address(PROJECT) == PlaceAddress(PROJECT, id=PROJECT)
    whole = read_place_address(link())
    assert whole
    assert (whole.item_id, whole.folder_id, whole.project_number) == (ITEM, "", NUMBER)
    bare = read_place_address(f"https://acme.autodesk360.com/g/projects/{NUMBER}/data")
    assert bare
    assert (bare.project_number, bare.item_id) == (NUMBER, "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gearbox",
        "b.drawings",
        f"{ITEM} {VERSION}",
        "https://example.com/",
        "x" * 9000,
        VERSION.split("?")[0],
    ],
)
def test_what_names_no_single_place_is_looked_for_instead(text: str) -> None:
    assert read_place_address(text) is None
