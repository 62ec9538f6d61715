"""The dialogs for a folder and for progress, and the data panel's tree."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from addin.lib.emulator import Emulator, EmulatorOptions, sample
from addin.lib.http import HttpClient
from addin.lib.preview import FileWish, Question, Reply, SimulatedFusion
from addin.lib.preview.files import check_choice
from addin.lib.preview.kept import KeptAnswers
from addin.lib.preview.picture import draw
from addin.lib.preview.sample import ServiceTree

from .conftest import DESIGN


def test_a_folder_is_asked_for(make_fusion: Callable[..., SimulatedFusion]) -> None:
    replies = iter([Reply(0, paths=("/a",)), Reply(1)])
    fusion = make_fusion(ask=lambda question: next(replies))
    dialog = importlib.import_module("adsk.core").Application.get().userInterface.createFolderDialog()
    assert dialog.folder == ""
    dialog.title, dialog.initialDirectory = "Where to", "/b"
    assert (dialog.showDialog(), dialog.folder) == (0, "/a")
    assert (dialog.showDialog(), dialog.folder) == (1, "")
    assert fusion.questions[0] == Question("", "Where to", 1, files=FileWish("folder", folder="/b"))


def test_only_a_folder_that_is_there_is_chosen(tmp_path: Path) -> None:
    wish = FileWish("folder")
    assert check_choice(str(tmp_path), [], wish, may_replace=False) == ((str(tmp_path),), "", False)
    for missing in (str(tmp_path / "nowhere"), "relative"):
        paths, problem, _ = check_choice(missing, [], wish, may_replace=False)
        assert (paths, problem) == ((), f"There is no folder {missing}.")


def test_progress_is_shown_in_the_middle_of_a_tick(ui: Any, fusion: SimulatedFusion) -> None:
    shown: list[Any] = []
    fusion.state.show = lambda: shown.append(draw(fusion.state)["progress"])
    progress = ui.createProgressDialog()
    progress.isCancelButtonShown = True
    progress.show("Exporting", "%v of %m (%p %)", 0, 4)
    progress.progressValue = 3
    assert shown[-1] == {
        "title": "Exporting",
        "text": "3 of 4 (75 %)",
        "value": 3,
        "most": 4,
        "cancel": "Cancel",
        "isBusy": False,
    }
    assert progress.wasCancelled is False
    current = fusion.state.progress
    assert current is not None
    current.was_cancelled = True  # the button
    assert progress.wasCancelled
    progress.hide()
    assert shown[-1] is None
    assert progress.isShowing is False
    with pytest.raises(RuntimeError, match="3 : no such range"):
        progress.show("Exporting", "", 4, 0)


def test_the_progress_bar_shows_how_far_it_is_or_only_that_it_goes_on(
    ui: Any, fusion: SimulatedFusion
) -> None:
    shown: list[Any] = []
    fusion.state.show = lambda: shown.append(draw(fusion.state)["progress"])
    bar = ui.progressBar
    assert bar.show("Reading %v of %m", 0, 10)
    bar.progressValue = 4
    assert (shown[-1]["text"], shown[-1]["value"], shown[-1]["isBusy"]) == ("Reading 4 of 10", 4, False)
    assert ui.progressBar.progressValue == 4
    assert bar.showBusy("100 %p sure")
    assert (shown[-1]["text"], shown[-1]["isBusy"]) == ("100 %p sure", True)
    bar.message = "Nearly"
    assert shown[-1]["text"] == "Nearly"
    assert bar.hide()
    assert shown[-1] is None
    with pytest.raises(RuntimeError, match="3 : no such range"):
        bar.show("", 4, 0)


def test_the_folders_of_the_documents_lie_in_a_root_folder(app: Any) -> None:
    [hub] = app.data.dataHubs.asArray()
    [project] = hub.dataProjects
    root = project.rootFolder
    assert (project, root.isRoot, root.parentFolder) == (app.data.dataProjects[0], True, None)
    folders = {folder.id: folder for folder in root.dataFolders}
    assert folders[DESIGN.folder_id].parentFolder == root
    assert [file.name for file in folders[DESIGN.folder_id].dataFiles] == ["Gearbox"]


def test_the_tree_of_the_service_is_walked(make_fusion: Callable[..., SimulatedFusion]) -> None:
    with (
        Emulator(EmulatorOptions()) as service,
        HttpClient(service.url, get_token=lambda rejected: service.token) as client,
    ):
        kept = KeptAnswers()
        make_fusion(tree=ServiceTree(client, kept=kept))
        data = importlib.import_module("adsk.core").Application.get().data
        hub = next(hub for hub in data.dataHubs if hub.name == sample.TEAM_HUB)
        project = next(one for one in hub.dataProjects if one.name == sample.MAIN_PROJECT)
        root = project.rootFolder
        assert root.isRoot
        drawings = root.dataFolders.itemByName("02 Drawings")
        assert drawings.parentFolder == root
        names = [file.name for file in drawings.dataFiles]
        assert sample.CURRENT_DRAWING in names
        file = drawings.dataFiles[names.index(sample.CURRENT_DRAWING)]
        assert file.parentFolder == drawings
        assert file.parentProject.parentHub == hub
    kept.drop()
    with pytest.raises(RuntimeError, match="5 : "):
        _ = project.rootFolder  # Fusion is offline
