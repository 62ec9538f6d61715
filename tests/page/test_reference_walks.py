"""All that relations offer, done at the preview's window once for each thing that nobody has confirmed.

Each walk has one policy of the service that touches refs at another value than its default.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from addin.lib.aps.refs import ATTACHMENT, DRAWING_TO_DESIGN
from addin.lib.emulator import Emulator, EmulatorOptions, sample
from addin.lib.emulator.policies import ALLOWED, explain_policy
from addin.lib.texts import load_texts
from playwright.sync_api import Browser, expect

from .preview_program import WAIT_MS, running_both
from .reference_walk import (
    ASK_FUSION,
    TEXTS,
    USES,
    Control,
    Refs,
    Walker,
    read_item_id,
    read_refs,
)

pytestmark = pytest.mark.long_only

OTHER_PROJECT = (sample.CONVEYOR_PROJECT, "Drawings", "Roller Conveyor Layout")
NEW_VERSION = 9
TITLE = "{http://www.w3.org/2000/svg}title"
FILES = ("First notes.txt", "Second notes.txt")
PASTED = ("README.txt", "Keller Catalogue 2026.pdf")
CARRIED = ((sample.BILL_OF_MATERIALS, 2), (sample.DATA_SHEET, 2), (sample.SPREADSHEET_TO_ATTACH, 2))


class Walked(NamedTuple):
    """The policies that a walk meets; each of their values has one."""

    drawing: str = "drawing-to-design"
    duplicate: str = "duplicate-ref"
    late: str = "late-write"
    inheritance: str = "ref-inheritance"
    project: str = "cross-project-ref"
    schemas: str = "schema-service"
    delete: str = "ref-delete"


WALKED = Walked()
DEFAULTS = {name: ALLOWED[name][0] for name in WALKED}
WALKS = [None, *((name, value) for name in WALKED for value in ALLOWED[name][1:])]


def name_walk(chosen: tuple[str, str] | None) -> str:
    return " ".join(chosen) if chosen else "defaults"


def test_each_policy_about_refs_is_walked_under() -> None:
    about_refs = {name for name in ALLOWED if re.search(r"\brefs?\b", f"{name} {explain_policy(name)}")}
    assert about_refs == set(WALKED)


def look_around(walker: Walker) -> None:
    """The list with groups, counts and warnings; sorted, filtered, with what Fusion knows; one opened."""
    walker.choose_tab("tab.design")
    walker.waits_for_document(sample.DESIGN_NAME)
    palette = walker.palette
    groups = palette.locator(".group h3").all_inner_texts()
    assert [re.sub(r"\W*\d.*", "", group, flags=re.DOTALL) for group in groups] == [
        TEXTS[f"group.{group}"] for group in ("drawings", "attachments", "uses", "usedIn")
    ]
    stale = palette.locator(".relation.is-stale").count()
    assert stale > 0
    assert palette.locator(".badge").inner_text().split()[0] == str(stale)
    names = walker.listed()
    palette.get_by_label(TEXTS["list.sort"]).select_option("stale")
    assert sorted(walker.listed()) == sorted(names)
    assert "is-stale" in (palette.locator(".relation").first.get_attribute("class") or "")
    palette.get_by_label(TEXTS["list.filter"]).fill("machining")
    assert walker.listed() == ["Gearbox Machining"]
    palette.get_by_label(TEXTS["list.filter"]).fill("")
    used_in = walker.related(sample.ASSEMBLY_NAME).locator(".muted").first
    told = used_in.inner_text()
    walker.choose_more(ASK_FUSION)
    walker.hears(TEXTS["design.fusion-told.other"].format(count=9))
    assert sorted(walker.listed()) == sorted(names)  # each once, whoever tells of it
    expect(walker.related("Gearbox Housing")).to_contain_text(TEXTS["source.fusion"])
    assert used_in.inner_text() == told  # nor is a ref counted twice
    more = TEXTS["relation.more"].format(name="\u2068Gearbox Machining\u2069")
    walker.choose_more(TEXTS["relation.open"], of=more)
    walker.waits_for_document("Gearbox Machining")
    assert walker.listed() == [sample.DESIGN_NAME]
    walker.show_document(sample.DESIGN_NAME)


def attach_drawing(walker: Walker, policy: str) -> None:
    """The drawing, whose ref a service may refuse: then the reason is told, and nothing is made."""
    walker.go_to(sample.TEAM_HUB, sample.MAIN_PROJECT, "02 Drawings", sample.DRAWING_TO_ATTACH)
    walker.attach(DRAWING_TO_DESIGN)
    said = walker.dialog.inner_text()
    if policy == "accept":
        assert load_texts()["refs"]["made"].format(name=sample.DRAWING_TO_ATTACH) in said
    else:
        reference = {"bad-input": "service.bad-input", "forbid": "service.forbidden"}[policy]
        assert load_texts()["errors"][reference]["next"] in said
    walker.close_dialog()


def attach_spreadsheet(walker: Walker) -> None:
    """The spreadsheet, which is shown at once; once more it is there already."""
    walker.go_to("03 Documents", sample.SPREADSHEET_TO_ATTACH)
    walker.attach(ATTACHMENT)
    assert (
        load_texts()["refs"]["made"].format(name=sample.SPREADSHEET_TO_ATTACH) in walker.dialog.inner_text()
    )
    walker.press("attach.show", within=walker.dialog)
    expect(walker.related(sample.SPREADSHEET_TO_ATTACH)).to_have_count(1, timeout=WAIT_MS)


def attach_again(walker: Walker) -> None:
    """The same once more: it was there."""
    walker.go_to(sample.SPREADSHEET_TO_ATTACH)
    walker.attach(ATTACHMENT)
    words = load_texts()["refs"]["was-there"].format(name=sample.SPREADSHEET_TO_ATTACH)
    assert words in walker.dialog.inner_text()
    walker.close_dialog()


def attach_from_elsewhere(walker: Walker, control: Control) -> None:
    """A drawing of another project, to which no ref can lead: nothing is even asked for."""
    before = control.count_sent("POST", "/relationships/refs")
    walker.go_to(*OTHER_PROJECT)
    dialog = walker.begin_attaching()
    words = load_texts()["errors"]["refs.other-project"]["message"].format(name=OTHER_PROJECT[-1])
    dialog.get_by_text(words).wait_for()
    walker.close_dialog("attach.cancel")
    assert control.count_sent("POST", "/relationships/refs") == before


def carry_forward(walker: Walker, inheritance: str) -> None:
    """A new version, and what was attached to the one before attached to it, unless it has come along."""
    walker.choose_tab("tab.design")
    walker.save_version(NEW_VERSION)
    if inheritance == "none":
        walker.press("carry.open")
        boxes = walker.dialog.get_by_role("checkbox")
        assert boxes.count() == len(CARRIED) + 1  # with the one for newer versions
        walker.dialog.get_by_role(
            "button", name=TEXTS["carry.confirm.other"].format(count=len(CARRIED))
        ).click()
        walker.dialog.get_by_text(TEXTS["carry.done"]).wait_for()
        walker.close_dialog("carry.close")
    own = TEXTS["ref.Attachment.from"].format(own=NEW_VERSION)
    for name, _ in CARRIED:
        row = walker.related(name)
        expect(row).to_contain_text(own, timeout=WAIT_MS)
        expect(row).to_have_count(1)
    assert walker.palette.locator(".carry-strip .note").count() == 0


def look_further(walker: Walker, names: set[str]) -> None:
    """Where it is used, the graph as a picture, and the list as a table."""
    walker.choose_more(USES)
    walker.dialog.get_by_role("button", name=TEXTS["uses.stop"]).wait_for(state="detached")
    assert set(walker.dialog.locator(".use .name").all_inner_texts()) == names
    found = walker.export(walker.dialog, "uses.csv")
    assert {(row["Level"], row["Name"]) for row in found} == {("1", name) for name in names}
    walker.close_dialog("uses.close")
    walker.press("design.as-graph")
    nodes = walker.palette.locator(".graph-node")
    nodes.filter(has_text=sample.ASSEMBLY_NAME).click()
    walker.hears(re.compile(r"\d more"))
    drawn = {title.text for title in ET.fromstring(walker.save_picture("graph.svg")).iter(TITLE)}
    assert drawn >= set(nodes.locator("title").all_text_contents())
    walker.press("design.as-list")
    rows = walker.export(walker.palette.locator(".design-head"), "relations.csv")
    assert [row["Name"] for row in rows] == walker.listed()
    assert {row["Name"] for row in rows} >= {name for name, _ in CARRIED}


def attach_more(walker: Walker, control: Control, files: Path, pasted: Sequence[str], late: float) -> None:
    """Files of the disk, one of them edited in its own program and sent back, and two by pasted urns."""
    for name in FILES:
        (files / name).write_text(f"This is {name}.\n", encoding="utf-8")
    walker.attach_files(*(files / name for name in FILES))
    for name in FILES:
        expect(walker.related(name)).to_have_count(1, timeout=WAIT_MS)
    control.advance(late)
    walker.press("design.refresh")
    walker.edit_attachment(FILES[0], 2)
    walker.attach_pasted(*pasted)
    for name in PASTED:
        expect(walker.related(name)).to_have_count(1, timeout=WAIT_MS)


def list_expected(before: Refs, policies: Mapping[str, str]) -> Refs:
    """Return the refs that there are after a walk, each once."""
    design = (sample.DESIGN_NAME, 8)
    made: set[tuple[str, int, str, int, str]] = {(*design, sample.SPREADSHEET_TO_ATTACH, 2, ATTACHMENT)}
    if policies[WALKED.drawing] == "accept":
        made.add((sample.DRAWING_TO_ATTACH, 1, *design, DRAWING_TO_DESIGN))
    refs = {*before, *made}
    new = (sample.DESIGN_NAME, NEW_VERSION)
    inherited = set()
    if policies[WALKED.inheritance] != "none":
        inherited |= {(*new, *ref[2:]) for ref in refs if ref[:2] == design}
    if policies[WALKED.inheritance] == "all":
        inherited |= {(*ref[:2], *new, ref[4]) for ref in refs if ref[2:4] == design}
    carried = {(*new, name, number, ATTACHMENT) for name, number in CARRIED}
    more = {(*new, name, 1, ATTACHMENT) for name in (*FILES, *PASTED)} | {(*new, FILES[0], 2, ATTACHMENT)}
    return Refs(refs | inherited | carried | more)


def list_users(refs: Refs) -> set[str]:
    """Return the names of what refers to the gearbox: nothing refers to that in turn."""
    return {user for user, _, used, *_ in refs if used == sample.DESIGN_NAME}


@pytest.fixture(scope="module")
def hub_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the sample hub as it comes; its ids are always the same."""
    database = tmp_path_factory.mktemp("before") / "hub.sqlite"
    with Emulator(EmulatorOptions(database=str(database))):
        pass
    return database


@pytest.mark.parametrize("chosen", WALKS, ids=name_walk)
def test_everything_with_relations_works_under(
    chromium: Browser, tmp_path: Path, hub_before: Path, chosen: tuple[str, str] | None
) -> None:
    policies = {**DEFAULTS, **dict([chosen] if chosen else [])}
    refs_before = read_refs(hub_before)
    pasted = [read_item_id(hub_before, name) for name in PASTED]
    files = tmp_path / "files"
    files.mkdir()
    with running_both(tmp_path) as (url, service):
        control = Control(service)
        if chosen:
            control.set_policy(*chosen)
        walker = Walker(chromium, url, files)
        look_around(walker)
        attach_drawing(walker, policies[WALKED.drawing])
        attach_spreadsheet(walker)
        if not chosen or chosen[0] == WALKED.duplicate:
            attach_again(walker)
        if not chosen or chosen[0] == WALKED.project:
            attach_from_elsewhere(walker, control)
        control.advance(float(policies[WALKED.late]))
        carry_forward(walker, policies[WALKED.inheritance])
        control.advance(float(policies[WALKED.late]))
        look_further(walker, list_users(list_expected(refs_before, policies)))
        attach_more(walker, control, files, pasted, float(policies[WALKED.late]))
        assert control.count_sent("DELETE") == 0
        walker.page.close()
        assert walker.problems == []
    assert read_refs(tmp_path / "home" / "sample-hub.sqlite") == list_expected(refs_before, policies)
