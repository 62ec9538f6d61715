"""The data panel over a real service: what a file tells, and what goes to the cloud."""

from __future__ import annotations

import importlib
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from addin.lib.aps.folders import list_folder
from addin.lib.aps.items import list_versions
from addin.lib.emulator import Emulator, EmulatorOptions, Fault, sample
from addin.lib.emulator.sample import SAMPLE_USER
from addin.lib.http import HttpClient
from addin.lib.preview import SimulatedFusion
from addin.lib.preview.kept import KeptAnswers
from addin.lib.preview.sample import ServiceTree

from .conftest import DESIGN, Recorder

PROCESSING, FINISHED, FAILED = 0, 1, 2
ITEM_TYPE = "items:autodesk.fusion360:Design"
PNG = b"\x89PNG"


@pytest.fixture(scope="module")
def service() -> Iterator[Emulator]:
    """The sample hub, which these tests only add to."""
    with Emulator(EmulatorOptions()) as emulator:
        yield emulator


@pytest.fixture
def client(service: Emulator) -> Iterator[HttpClient]:
    """A client of the service."""
    with HttpClient(service.url, get_token=lambda rejected: service.token) as client:
        yield client


@pytest.fixture
def panel(client: HttpClient, make_fusion: Callable[..., SimulatedFusion]) -> tuple[SimulatedFusion, Any]:
    """A simulated Fusion on the service without a document, and its application."""
    fusion = make_fusion(tree=ServiceTree(client), active="")
    return fusion, importlib.import_module("adsk.core").Application.get()


def find_project(app: Any) -> Any:
    hub = next(hub for hub in app.data.dataHubs if hub.name == sample.TEAM_HUB)
    return next(one for one in hub.dataProjects if one.name == sample.MAIN_PROJECT)


def find_folder(app: Any, name: str) -> Any:
    return find_project(app).rootFolder.dataFolders.itemByName(name)


def find_file(app: Any, folder: str, name: str) -> Any:
    return next(file for file in find_folder(app, folder).dataFiles if file.name == name)


def test_lists_are_asked_for_once_in_a_walk_and_anew_after_a_write(
    service: Emulator, client: HttpClient, make_fusion: Callable[..., SimulatedFusion], tmp_path: Path
) -> None:
    now = [0.0]
    fusion = make_fusion(
        tree=ServiceTree(client, kept=KeptAnswers(seconds=5, clock=lambda: now[0])), active=""
    )
    app = importlib.import_module("adsk.core").Application.get()
    folder = find_folder(app, "02 Drawings")

    def walk() -> tuple[int, list[str]]:
        service.clear_log()
        names = [folder.dataFiles.item(place).name for place in range(folder.dataFiles.count)]
        return len(service.log), names

    requests, names = walk()
    assert requests <= 1
    assert len(names) > 3
    assert walk() == (0, names)
    now[0] = 5
    assert walk() == (1, names)
    made = tmp_path / "kept.txt"
    made.write_text("kept", encoding="utf-8")
    future = folder.uploadFile(str(made))
    assert fusion.pump_until(lambda: future.uploadState)
    assert "kept.txt" in walk()[1]


def test_a_file_tells_what_the_service_knows(panel: Any, client: HttpClient) -> None:
    _, app = panel
    file = find_file(app, "02 Drawings", sample.CURRENT_DRAWING)
    found = list_folder(client, file.parentProject.id, folder_id=file.parentFolder.id)
    item = next(each for each in found.items if each.id == file.id)
    assert item.created
    assert item.modified
    assert (file.dateCreated, file.dateModified) == (
        int(item.created.timestamp()),
        int(item.modified.timestamp()),
    )
    assert file.createdBy.displayName == item.created_by
    assert file.lastUpdatedBy.displayName == item.modified_by
    assert (file.isInUse, list(file.inUseBy), file.description) == (False, [], "")


def test_a_picture_comes_later(panel: Any, tmp_path: Path) -> None:
    fusion, app = panel
    future = find_file(app, "02 Drawings", sample.CURRENT_DRAWING).thumbnail
    assert (future.state, future.dataObject) == (PROCESSING, None)
    assert fusion.pump_until(lambda: future.state)
    assert future.state == FINISHED
    assert b64decode(future.dataObject.getAsBase64String()).startswith(PNG)
    target = tmp_path / "picture.png"
    assert future.dataObject.saveToFile(str(target))
    assert target.read_bytes().startswith(PNG)
    assert future.dataObject.saveToFile(str(tmp_path / "nowhere" / "picture.png")) is False


def test_a_file_without_a_picture_has_none(app: Any, fusion: SimulatedFusion) -> None:
    future = app.activeDocument.dataFile.thumbnail
    assert fusion.pump_until(lambda: future.state)
    assert (future.state, future.dataObject) == (FAILED, None)


def test_a_link_is_there_only_while_the_file_is_shared(app: Any) -> None:
    link = app.activeDocument.dataFile.sharedLink
    assert (link.isShared, link.linkURL, link.isDownloadAllowed) == (False, "", True)
    link.isShared = True
    assert app.activeDocument.dataFile.sharedLink.linkURL.startswith("https://example.com/")
    link.isShared = False
    assert link.linkURL == ""


def test_reading_the_link_of_older_fusions_shares_the_file(make_fusion: Callable[..., Any]) -> None:
    for profile in ("2024", "2026"):
        fusion = make_fusion(profile=profile)
        file = importlib.import_module("adsk.core").Application.get().activeDocument.dataFile
        assert file.publicLink.startswith("https://example.com/")
        if profile == "2026":
            assert (file.sharedLink.isShared, file.sharedLink.linkURL) == (True, file.publicLink)
        fusion.close()


def test_the_active_spaces_follow_the_hub(panel: Any) -> None:
    _, app = panel
    [one, other] = app.data.dataHubs.asArray()[:2]
    found: list[str] = []
    for hub in (one, other, one):
        app.data.activeHub = hub
        found.append(app.data.activeSpaceCollectionId)
    assert found[0] == found[2] != found[1]


def test_a_folder_is_made_and_found_by_its_id(panel: Any) -> None:
    _, app = panel
    folders = find_project(app).rootFolder.dataFolders
    made = folders.add("99 Added")
    assert [folder for folder in folders if folder == made] == [made]
    assert find_folder(app, "99 Added").id == made.id
    found = app.data.findFolderById(made.id)
    assert (found, found.name, found.isRoot) == (made, "99 Added", False)
    assert found.parentProject == find_project(app)
    assert app.data.findFolderById("urn:adsk.wipprod:fs.folder:co.nobody") is None
    with pytest.raises(RuntimeError, match="5 : "):
        folders.add("99 Added")


def test_the_panel_is_where_it_was_led_to(panel: Any) -> None:
    _, app = panel
    first = app.data.activeProject
    assert app.data.activeFolder == first.rootFolder
    project = find_project(app)
    app.data.activeProject = project
    assert (app.data.activeProject, app.data.activeHub) == (project, project.parentHub)
    assert app.data.activeFolder == project.rootFolder
    app.data.activeHub = next(hub for hub in app.data.dataHubs if hub != project.parentHub)
    assert app.data.activeProject != project
    assert app.data.personalUseLimits is None


def test_without_being_led_it_is_where_the_active_document_lies(app: Any) -> None:
    assert app.data.activeFolder.id == DESIGN.folder_id
    assert app.data.findFolderById(DESIGN.folder_id) == app.data.activeFolder


def upload(fusion: SimulatedFusion, app: Any, folder: Any, path: Path) -> tuple[Any, list[Any]]:
    """Upload a file and wait for the end: the future, and what `dataFileComplete` told."""
    core: Any = importlib.import_module("adsk.core")
    told: list[Any] = []
    recorder = Recorder(core)
    recorder.connect(
        app.dataFileComplete,
        lambda args: told.append(
            (
                args.filename,
                args.file and args.file.name,
                (args.status.isOK, args.status.isError, args.status.isWarning),
                [message.message for message in args.status.statusMessages],
            )
        ),
    )
    future = folder.uploadFile(str(path))
    assert (future.uploadState, future.dataFile, app.hasActiveJobs) == (PROCESSING, None, True)
    assert fusion.pump_until(lambda: future.uploadState)
    assert app.hasActiveJobs is False
    return future, told


def test_a_file_is_uploaded_and_uploaded_again_it_is_the_next_version(
    panel: Any, client: HttpClient, tmp_path: Path
) -> None:
    fusion, app = panel
    folder = find_folder(app, "02 Drawings")
    path = tmp_path / "measured.csv"
    path.write_text("a;b\n", encoding="utf-8")
    future, told = upload(fusion, app, folder, path)
    assert future.uploadState == FINISHED
    assert told == [(str(path), "measured.csv", (True, False, False), [])]
    file = future.dataFile
    assert (file.name, file.fileExtension, file.versionNumber) == ("measured.csv", "csv", 1)
    assert file.parentFolder == folder
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    again, _ = upload(fusion, app, folder, path)
    assert (again.dataFile.id, again.dataFile.versionNumber) == (file.id, 2)
    versions = list_versions(client, folder.parentProject.id, item_id=file.id)
    assert [version.size for version in versions] == [8, 4]


def test_an_upload_that_fails_says_why(panel: Any, service: Emulator, tmp_path: Path) -> None:
    fusion, app = panel
    folder = find_folder(app, "02 Drawings")
    path = tmp_path / "refused.csv"
    path.write_text("a", encoding="utf-8")
    service.add_fault(Fault(method="POST", path="*/storage", status=403, body="{}", nth=(1,)))
    future, told = upload(fusion, app, folder, path)
    assert (future.uploadState, future.dataFile) == (FAILED, None)
    [(name, file, states, [message])] = told
    assert (name, file, states) == (str(path), None, (False, True, False))
    assert message.startswith("5 : ")


def test_only_what_is_there_is_uploaded(app: Any, tmp_path: Path) -> None:
    folder = app.activeDocument.dataFile.parentFolder
    with pytest.raises(RuntimeError, match="3 : there is no file"):
        folder.uploadFile(str(tmp_path / "nowhere.csv"))
    with pytest.raises(RuntimeError, match="3 : no file is named"):
        folder.uploadAssembly([])


def test_an_assembly_is_uploaded_with_its_parts(app: Any, fusion: SimulatedFusion, tmp_path: Path) -> None:
    names = [tmp_path / "whole.iam", tmp_path / "part.ipt"]
    for name in names:
        name.write_text("a", encoding="utf-8")
    folder = app.activeDocument.dataFile.parentFolder
    future = folder.uploadAssembly([str(name) for name in names])
    assert fusion.pump_until(lambda: future.uploadState)
    assert future.dataFile.name == "whole.iam"
    assert {"whole.iam", "part.ipt"} <= {file.name for file in folder.dataFiles}


def test_a_new_design_is_saved_to_a_folder(
    make_fusion: Callable[..., SimulatedFusion],
) -> None:
    fusion = make_fusion(active="Untitled")
    core: Any = importlib.import_module("adsk.core")
    app = core.Application.get()
    recorder = Recorder(core)
    for event in (app.documentSaving, app.documentSaved, app.dataFileComplete):
        recorder.connect(event)
    document = app.activeDocument
    folder = app.data.findFolderById(DESIGN.folder_id).dataFolders.add("Shafts")
    assert (document.isSaved, document.version) == (False, "")
    assert document.saveAs("Shaft", folder, "as drawn", "") is True
    assert recorder.seen == []
    fusion.pump()
    assert recorder.seen[:2] == ["documentSaving", "documentSaved"]
    assert fusion.pump_until(lambda: document.isSaved)
    assert recorder.seen == ["documentSaving", "documentSaved", "dataFileComplete"]
    file = document.dataFile
    assert (document.name, document.version) == ("Shaft v1", "2702.1.58")
    assert (file.name, file.fileExtension, file.description) == ("Shaft", "f3d", "as drawn")
    assert file.parentFolder == folder
    assert [each.id for each in folder.dataFiles] == [file.id]


def test_the_service_makes_the_item_of_a_design(
    service: Emulator, client: HttpClient, make_fusion: Callable[..., SimulatedFusion]
) -> None:
    asked: list[tuple[str, str, str]] = []

    def make(folder_id: str, name: str, kind: str) -> str:
        asked.append((folder_id, name, kind))
        when = {"created": "2026-05-01T08:00:00Z", "by": SAMPLE_USER}
        item_id = service.seed.add_item(folder_id, name=name, extension_type=ITEM_TYPE, **when)
        service.seed.add_version(item_id, size=10, **when)
        return item_id

    fusion = make_fusion(tree=ServiceTree(client, make_item=make), active="Untitled")
    app = importlib.import_module("adsk.core").Application.get()
    document, folder = app.activeDocument, find_folder(app, "02 Drawings")
    document.saveAs("Housing", folder, "", "")
    assert fusion.pump_until(lambda: document.isSaved)
    assert asked == [(folder.id, "Housing", "design")]
    assert document.dataFile.id == find_file(app, "02 Drawings", "Housing").id
    assert document.dataFile.dateCreated == 1777622400


def test_a_name_that_somebody_took_just_now_is_refused(service: Emulator, client: HttpClient) -> None:
    tree = ServiceTree(client, make_item=lambda *asked: pytest.fail("it is made all the same"))
    hub = next(one for one in tree.list_hubs() if one.hub_name == sample.TEAM_HUB)
    project = next(one for one in tree.list_projects(hub) if one.project_name == sample.MAIN_PROJECT)
    folder = tree.find_root(project)
    tree.list_files(folder)  # which is kept for a moment
    when = {"created": "2026-05-01T08:00:00Z", "by": SAMPLE_USER}
    item_id = service.seed.add_item(folder.folder_id, name="Taken", extension_type=ITEM_TYPE, **when)
    service.seed.add_version(item_id, size=10, **when)
    with pytest.raises(RuntimeError, match="5 : there is a file Taken already"):
        tree.save_as(folder, "Taken", kind="design")


def test_a_save_as_under_a_name_that_is_taken_changes_nothing(app: Any, fusion: SimulatedFusion) -> None:
    document = app.activeDocument
    before = document.dataFile
    told: list[str] = []
    recorder = Recorder(importlib.import_module("adsk.core"))
    recorder.connect(
        app.dataFileComplete, lambda args: told.append(args.status.statusMessages.item(0).message)
    )
    assert document.saveAs("", before.parentFolder, "", "")
    assert fusion.pump_until(lambda: told)
    assert told == ["5 : there is a file Gearbox already"]
    assert (document.dataFile, document.isModified) == (before, True)


def test_what_a_save_was_described_by_is_the_versions_description(app: Any, fusion: SimulatedFusion) -> None:
    assert app.activeDocument.save("wider teeth")
    fusion.pump()
    assert app.activeDocument.dataFile.description == ""
    fusion.complete_upload("Gearbox", version_id="urn:new?version=9", version_number=9)
    fusion.pump()
    assert app.activeDocument.dataFile.description == "wider teeth"


def test_what_a_part_uses_is_among_all_references() -> None:
    bolt = replace(DESIGN, name="Bolt", item_id="urn:bolt", version_id="urn:bolt?version=1")
    shaft = replace(DESIGN, name="Shaft", item_id="urn:shaft", version_id="urn:shaft?version=1", uses=(bolt,))
    assembly = replace(DESIGN, uses=(shaft,))
    with SimulatedFusion([assembly, shaft]):
        document = importlib.import_module("adsk.core").Application.get().activeDocument
        assert [one.dataFile.name for one in document.documentReferences] == ["Shaft"]
        assert [one.dataFile.name for one in document.allDocumentReferences] == ["Shaft", "Bolt"]
