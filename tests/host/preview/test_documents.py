"""Documents and the data behind them."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from typing import Any

import pytest
from addin.lib.preview import SimulatedFusion

from .conftest import DESIGN, Recorder

EVENTS = [
    f"document{moment}"
    for moment in (
        "Opening",
        "Opened",
        "Closing",
        "Closed",
        "Activating",
        "Activated",
        "Deactivating",
        "Deactivated",
        "Saving",
        "Saved",
    )
]


def record_documents(app: Any, recorder: Recorder) -> None:
    """Write down everything that happens to documents."""
    for name in EVENTS:
        recorder.connect(getattr(app, name))


def test_a_saved_document_knows_its_ids(app: Any, fusion: SimulatedFusion) -> None:
    document = app.activeDocument
    assert (document.name, document.isSaved, document.isModified) == ("Gearbox v5", True, False)
    file = document.dataFile
    assert (file.name, file.id, file.versionId) == (DESIGN.name, DESIGN.item_id, DESIGN.version_id)
    assert (file.versionNumber, file.fileExtension) == (5, "f3d")
    assert file.parentProject.id == DESIGN.project_id
    assert file.parentFolder.id == DESIGN.folder_id
    assert file.parentProject.parentHub.id == DESIGN.hub_id
    assert file.latestVersionNumber == 8
    assert [version.versionNumber for version in file.versions][:2] == [8, 7]
    assert file.latestVersion.versionId.endswith("one?version=8")
    assert app.data.findFileById(DESIGN.item_id) == file
    assert app.data.findFileById("unknown") is None


def test_cloud_calls_block_and_are_counted_by_name(make_fusion: Callable[..., SimulatedFusion]) -> None:
    fusion = make_fusion(cloud_seconds=0.05)
    file = importlib.import_module("adsk.core").Application.get().activeDocument.dataFile
    started = time.monotonic()
    _ = file.parentProject.id, file.versionId
    assert time.monotonic() - started >= 0.1
    assert fusion.cloud_calls == ["DataFile.parentProject", "DataFile.versionId"]


def test_every_property_of_the_data_panel_is_a_cloud_call(app: Any, fusion: SimulatedFusion) -> None:
    file = app.activeDocument.dataFile
    for place in (app.data, app.data.activeHub, file.parentProject, file.parentFolder, file):
        kind = type(place).__name__
        free = {"isValid", "objectType", "isDataPanelVisible"} | (set() if kind == "DataFile" else {"id"})
        for name in [name for name in dir(place) if isinstance(getattr(type(place), name, None), property)]:
            fusion.cloud_calls.clear()
            getattr(place, name)
            assert fusion.cloud_calls == ([] if name in free else [f"{kind}.{name}"])


@pytest.mark.parametrize("policy", ["none", "raises"])
def test_an_unsaved_document_has_no_file(make_fusion: Callable[..., SimulatedFusion], policy: str) -> None:
    make_fusion(active="Untitled", unsaved_data_file=policy)
    document = importlib.import_module("adsk.core").Application.get().activeDocument
    assert (document.name, document.isSaved) == ("Untitled", False)
    if policy == "raises":
        with pytest.raises(RuntimeError, match="2 : InternalValidationError"):
            _ = document.dataFile
    else:
        assert document.dataFile is None
    assert document.save("first") is False


def test_without_documents_nothing_is_active(make_fusion: Callable[..., SimulatedFusion]) -> None:
    make_fusion(active="")
    app = importlib.import_module("adsk.core").Application.get()
    assert app.activeDocument is None
    assert app.activeProduct is None
    assert app.userInterface.activeWorkspace is None
    assert app.documents.count == 0


def test_switching_documents_tells_each_step(app: Any, fusion: SimulatedFusion, recorder: Recorder) -> None:
    record_documents(app, recorder)
    recorder.connect(app.userInterface.workspaceActivated)
    fusion.activate("Arrangement")
    assert recorder.seen == []
    fusion.pump()
    assert recorder.seen == [
        "documentDeactivating",
        "documentDeactivated",
        "documentOpening",
        "documentOpened",
        "documentActivating",
        "workspaceActivated",
        "documentActivated",
    ]
    recorder.seen.clear()
    fusion.activate("Gearbox")
    fusion.activate("Gearbox")
    fusion.pump()
    assert recorder.seen[-1] == "documentActivated"
    assert recorder.seen.count("documentActivated") == 1
    assert "documentOpened" not in recorder.seen


def test_a_drawing_is_of_another_kind(app: Any, fusion: SimulatedFusion) -> None:
    drawing_types = importlib.import_module("adsk.drawing")
    fusion.activate("Arrangement")
    fusion.pump()
    document = app.activeDocument
    assert drawing_types.DrawingDocument.cast(document) == document
    assert importlib.import_module("adsk.fusion").FusionDocument.cast(document) is None
    assert app.userInterface.activeWorkspace.id == "FusionDocumentationEnvironment"
    assert document.products.itemByProductType("DesignProductType") is None
    assert document.isModified


def test_events_name_their_document_where_there_is_one(
    app: Any, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    names: dict[str, str | None] = {}
    for name in EVENTS:
        recorder.connect(
            getattr(app, name),
            lambda args, name=name: names.update({name: args.document and args.document.name}),
        )
    fusion.activate("Arrangement")
    fusion.activate(None)
    fusion.pump()
    assert names["documentOpening"] is None
    assert names["documentClosed"] is None
    assert names["documentActivated"] == "Arrangement v1"
    assert names["documentClosing"] == "Arrangement v1"
    assert app.activeDocument is None


def test_a_save_is_told_before_the_cloud_has_it(
    app: Any, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    record_documents(app, recorder)
    files: list[int] = []
    recorder.connect(app.dataFileComplete, lambda args: files.append(args.file.versionNumber))
    fusion.modify("Gearbox")
    assert app.activeDocument.isModified
    fusion.save("Gearbox")
    fusion.pump()
    assert recorder.seen == ["documentSaving", "documentSaved"]
    assert not app.activeDocument.isModified
    assert app.activeDocument.dataFile.versionNumber == 5
    fusion.complete_upload("Gearbox", version_id="urn:new?version=9", version_number=9)
    fusion.pump()
    assert files == [9]
    assert app.activeDocument.dataFile.versionId == "urn:new?version=9"
