"""What is kept of designs' relations: never shown as new once something was made, never left to others."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from addin.lib.aps.refs import ATTACHMENT
from addin.lib.aps.versions import Version
from addin.lib.core import readings as readings_module
from addin.lib.core.documents import ActiveDocument
from addin.lib.core.readings import Reading, Readings
from addin.lib.core.references import Relations
from addin.lib.core.this_design import read_design
from addin.lib.emulator import Emulator, Fault

from .palettes import Palette, open_both, shown, target
from .workbench import MADE, Bench

REFS = "/data/v1/projects/*/versions/*/relationships/refs"
NOTHING = Relations((), ())


def document_of(bench: Bench) -> ActiveDocument:
    return ActiveDocument(
        "saved", "Gear", project_id=bench.project, item_id=bench.design_item, version_id=bench.design
    )


def names(palette: Palette) -> list[str]:
    return [row["otherName"] for row in palette.call("design.relations")["relations"]]


def version(item_id: str, number: int) -> Version:
    """A version of which no more is known."""
    return Version(
        id=f"{item_id}?version={number}",
        item_id=item_id,
        name=item_id,
        number=number,
        extension_type="",
        file_type="",
        size=None,
        created=None,
        created_by="",
        modified=None,
        modified_by="",
        storage_id="",
        derivative_urn="",
    )


@pytest.mark.parametrize("late", ["0", "10"])
def test_a_ref_is_shown_at_once_from_its_other_end_too(
    service: Emulator, palette: Palette, late: str
) -> None:
    palette.call("account.signIn")
    design, other = open_both(service, palette)
    palette.app.change_document(other)
    before = names(palette)
    palette.app.change_document(design)
    service.policies.change("late-write", late)
    palette.call("refs.attach", document=shown(design), target=target(other), type=ATTACHMENT)
    palette.app.change_document(other)
    assert sorted(names(palette)) == sorted([*before, design.name])


def test_what_a_program_before_has_read_is_asked_for_again(bench: Bench, tmp_path: Path) -> None:
    document = document_of(bench)
    read_design(bench.client, Readings(lambda: tmp_path), document)
    file = bench.service.seed.add_item(
        bench.folder, name="list.pdf", extension_type="items:autodesk.core:File", **MADE
    )
    attached = bench.service.seed.add_version(file, size=1, **MADE)
    bench.service.seed.add_ref(bench.design, to_id=attached, extension_type=ATTACHMENT)
    found = read_design(bench.client, Readings(lambda: tmp_path), document)
    assert [row.relation.other_name for row in found.rows] == ["list.pdf"]


def test_of_two_answers_the_one_that_was_asked_for_last_holds() -> None:
    kept = Readings()
    first, second = kept.begin(), kept.begin()
    new, old = Reading(time.time(), NOTHING), Reading(time.time() + 1, NOTHING)
    assert kept.keep("item", new, asked=second) is new
    assert kept.keep("item", old, asked=first) is new
    assert kept.find("item") is new


def test_an_answer_to_what_was_asked_before_something_was_made_is_not_new(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = Readings()
    asked = kept.begin()
    with kept.changing():
        pass
    kept.keep("item", Reading(time.time(), NOTHING), asked=asked)
    assert kept.find_new("item", "") is None
    now = time.time()
    kept.keep("item", Reading(now, NOTHING), asked=kept.begin())
    assert kept.find_new("item", "")
    monkeypatch.setattr(readings_module.time, "time", lambda: now - 60)  # the clock is put back
    kept.expire()
    monkeypatch.setattr(readings_module.time, "time", lambda: now + 60)
    assert kept.find_new("item", "") is None


def test_what_may_have_been_made_is_looked_for_again(service: Emulator, palette: Palette) -> None:
    palette.call("account.signIn")
    design, other = open_both(service, palette)
    before = names(palette)
    # The ref is made, but nobody hears of it.
    service.add_fault(Fault(method="POST", path=REFS, nth=(1,), action="reset-after"))
    service.add_fault(Fault(method="GET", path=REFS, nth=tuple(range(2, 9)), status=403, body="{}"))
    problem = palette.fail("refs.attach", document=shown(design), target=target(other), type=ATTACHMENT)
    assert problem["data"]["reference"] == "refs.unconfirmed"
    service.clear_faults()
    assert sorted(names(palette)) == sorted([*before, other.name])


def test_a_ref_of_a_version_without_a_number_is_shown_from_the_other_end_alone() -> None:
    kept = Readings()
    kept.note_made(
        from_version=version("design", 3), to_version=version("file", 0), extension_type=ATTACHMENT
    )
    assert len(kept.made("design")) == 1
    assert kept.made("file") == ()


def test_once_it_is_forgotten_nothing_comes_back(bench: Bench, tmp_path: Path) -> None:
    kept, document = Readings(lambda: tmp_path), document_of(bench)
    read_design(bench.client, kept, document)
    (tmp_path / "relations" / "half.tmp").write_text("{")
    kept.forget()
    kept.keep(document.item_id, Reading(time.time(), NOTHING), asked=kept.begin())
    assert not list((tmp_path / "relations").iterdir())
    assert kept.find(document.item_id) is None
