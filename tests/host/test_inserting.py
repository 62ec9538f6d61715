"""A design of the hub goes into the design that is open: on the main thread, never inside a command."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from addin.lib.preview import PreviewDocument, SimulatedFusion

from .conftest import Page, assert_clean, open_palette, start

pytestmark = pytest.mark.usefixtures("service")


@pytest.fixture
def pinion(documents: list[PreviewDocument]) -> PreviewDocument:
    """A part of the same project that is not open."""
    return replace(
        documents[0],
        name="Pinion",
        item_id="urn:adsk.wipprod:dm.lineage:pinion",
        version_id="urn:adsk.wipprod:fs.file:vf.pinion?version=2",
        version_number=2,
        latest_version_number=2,
        is_modified=False,
    )


@pytest.fixture
def fusion(documents: list[PreviewDocument], pinion: PreviewDocument) -> Iterator[SimulatedFusion]:
    """A simulated Fusion that knows the pinion, as the assembly uses it; the gearbox is active."""
    clean = [replace(document, is_modified=False) for document in documents]
    clean[2] = replace(clean[2], uses=(pinion,))
    running = SimulatedFusion(clean, active=clean[0].name)
    yield running
    running.close()


def problem(page: Page, **params: Any) -> str:
    """Insert what cannot be inserted and return the error's reference."""
    number = page.ask("item.insert", **params)
    return page.wait_for(lambda message: message.get("id") == number)["error"]["data"]["reference"]


def test_a_design_goes_into_the_open_one_as_a_reference_and_nobody_waits_for_its_change(
    fusion: SimulatedFusion, pinion: PreviewDocument, documents: list[PreviewDocument]
) -> None:
    addin = start(fusion)
    page = open_palette(fusion)
    page.call("item.insert", itemId=pinion.item_id)
    [occurrence] = fusion.find_document(documents[0].name).occurrences
    assert (occurrence.file.item_id, occurrence.is_referenced) == (pinion.item_id, True)
    shown = page.notification("document.changed")["document"]
    assert (shown["itemId"], shown["isModified"]) == (documents[0].item_id, True)
    page.call("item.insert", itemId=pinion.item_id)
    names = [one.name for one in fusion.find_document(documents[0].name).occurrences]
    assert names == ["Pinion v2:1", "Pinion v2:2"]
    addin.stop()
    assert_clean(fusion)


@pytest.mark.parametrize(
    ("active", "reference"),
    [
        (None, "host.no-design"),
        (1, "host.not-a-design"),
        (3, "host.not-saved"),
        (2, "host.into-itself"),
    ],
)
def test_what_it_cannot_go_into_is_told(
    fusion: SimulatedFusion, documents: list[PreviewDocument], active: int | None, reference: str
) -> None:
    start(fusion)
    page = open_palette(fusion)
    fusion.activate(None if active is None else documents[active].name)
    fusion.pump()
    assert problem(page, itemId=documents[2].item_id) == reference
    assert all(not document.occurrences for document in fusion.state.documents)


def test_what_fusion_itself_refuses_is_told(
    fusion: SimulatedFusion, documents: list[PreviewDocument], pinion: PreviewDocument
) -> None:
    start(fusion)
    page = open_palette(fusion)
    assert problem(page, itemId=documents[1].item_id) == "host.refused"  # a drawing
    assert problem(page, itemId="urn:nowhere") == "host.no-file"
    fusion.state.references[0].used.project_id = "another"
    assert problem(page, itemId=pinion.item_id) == "host.refused"


def test_nothing_is_inserted_while_a_command_is_active(
    fusion: SimulatedFusion, documents: list[PreviewDocument], pinion: PreviewDocument
) -> None:
    start(fusion)
    page = open_palette(fusion)
    fusion.state.active_command = "Extrude"
    assert problem(page, itemId=pinion.item_id) == "host.command-active"
    assert fusion.find_document(documents[0].name).occurrences == []
    fusion.state.active_command = "SelectCommand"
    page.call("item.insert", itemId=pinion.item_id)


def test_the_web_address_can_be_had_as_a_text(fusion: SimulatedFusion, pinion: PreviewDocument) -> None:
    start(fusion)
    page = open_palette(fusion)
    assert page.call("item.link", itemId=pinion.item_id)["url"].startswith("https://example.com/g/")


def test_a_design_is_not_inserted_into_what_it_is_made_of(
    fusion: SimulatedFusion, documents: list[PreviewDocument], pinion: PreviewDocument
) -> None:
    core: Any = importlib.import_module("adsk.core")
    app = core.Application.get()
    fusion.activate(documents[2].name)
    fusion.pump()
    occurrences = app.activeProduct.rootComponent.occurrences
    place = core.Matrix3D.create()
    part = app.data.findFileById(pinion.item_id)
    assert occurrences.addByInsert(part, place, True).isReferencedComponent  # noqa: FBT003
    assert occurrences.itemByName("Pinion v2:1") == occurrences[0]
    assert not occurrences.addByInsert(part, place, False).isReferencedComponent  # noqa: FBT003
    fusion.activate(documents[0].name)
    fusion.pump()
    gearbox = app.activeProduct.rootComponent
    assert gearbox.name == app.activeDocument.name
    assembly = app.data.findFileById(documents[2].item_id)
    gearbox.occurrences.addByInsert(assembly, place, True)  # noqa: FBT003
    fusion.activate(documents[2].name)
    fusion.pump()
    own = app.data.findFileById(documents[0].item_id)
    with pytest.raises(RuntimeError, match="contain itself"):
        app.activeProduct.rootComponent.occurrences.addByInsert(own, place, True)  # noqa: FBT003


def test_an_unsaved_design_takes_copies_alone(fusion: SimulatedFusion, pinion: PreviewDocument) -> None:
    core: Any = importlib.import_module("adsk.core")
    app = core.Application.get()
    fusion.activate("Untitled")
    fusion.pump()
    occurrences = app.activeProduct.rootComponent.occurrences
    part, place = app.data.findFileById(pinion.item_id), core.Matrix3D.create()
    with pytest.raises(RuntimeError, match="saved"):
        occurrences.addByInsert(part, place, True)  # noqa: FBT003
    assert occurrences.addByInsert(part, place, False)  # noqa: FBT003
    assert app.activeDocument.isModified
