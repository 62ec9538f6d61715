"""The dialogs for files and folders in the cloud: what add-ins get, and what the window may choose from."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from addin.lib.emulator import Emulator, EmulatorOptions, sample
from addin.lib.http import HttpClient
from addin.lib.preview import CloudWish, Question, Reply, SimulatedFusion
from addin.lib.preview.cloud_files import BEGINNING, CloudFiles
from addin.lib.preview.kept import KeptAnswers
from addin.lib.preview.sample import ServiceTree

from .conftest import DESIGN


@pytest.fixture(scope="module")
def service() -> Iterator[Emulator]:
    """The sample hub."""
    with Emulator(EmulatorOptions()) as emulator:
        yield emulator


@pytest.fixture
def tree(service: Emulator) -> Iterator[ServiceTree]:
    """The data panel's tree of the sample hub."""
    with HttpClient(service.url, get_token=lambda rejected: service.token) as client:
        yield ServiceTree(client)


def enter(cloud: CloudFiles, *names: str) -> dict[str, Any]:
    """Go down by the names of places, from the list of hubs, and return what the last one holds."""
    found = cloud.list(0)
    for name in names:
        found = cloud.list(next(each["number"] for each in found["folders"] if each["name"] == name))
    return found


def number_of(found: dict[str, Any], name: str) -> int:
    return next(each["number"] for each in found["files"] if each["name"] == name)


def test_hubs_projects_folders_and_files_are_looked_through(tree: ServiceTree) -> None:
    cloud = CloudFiles(tree, CloudWish("open"))
    hubs = cloud.list(BEGINNING)
    assert (hubs["way"], hubs["parent"], hubs["files"]) == ([], None, [])
    assert {each["kind"] for each in hubs["folders"]} == {"hub"}
    found = enter(cloud, sample.TEAM_HUB, sample.MAIN_PROJECT, "02 Drawings")
    assert found["way"] == [sample.TEAM_HUB, sample.MAIN_PROJECT, "02 Drawings"]
    assert sample.CURRENT_DRAWING in [each["name"] for each in found["files"]]
    assert cloud.list(found["parent"])["way"] == [sample.TEAM_HUB, sample.MAIN_PROJECT]
    assert found["problem"] == ""


def test_files_are_chosen_and_keep_their_numbers(tree: ServiceTree) -> None:
    cloud = CloudFiles(tree, CloudWish("open", is_multiple=True))
    assert cloud.choose(0, [], "", may_replace=False) == (None, "Choose a file first.", False)
    drawings = enter(cloud, sample.TEAM_HUB, sample.MAIN_PROJECT, "02 Drawings")
    names = [each["name"] for each in drawings["files"][:2]]
    numbers = [number_of(drawings, name) for name in names]
    again = cloud.list(drawings["place"])
    assert [number_of(again, name) for name in names] == numbers
    reply, problem, _ = cloud.choose(again["place"], numbers, "", may_replace=False)
    assert reply is not None
    assert (reply.result, [file.name for file in reply.files], problem) == (0, names, "")
    single = CloudFiles(tree, CloudWish("open"))
    found = enter(single, sample.TEAM_HUB, sample.MAIN_PROJECT, "02 Drawings")
    reply, _, _ = single.choose(found["place"], [0, 1], "", may_replace=False)
    assert reply is not None
    assert len(reply.files) == 1


def test_a_filter_leaves_out_other_kinds_of_files(tree: ServiceTree) -> None:
    way = (sample.TEAM_HUB, sample.MAIN_PROJECT, "03 Documents")
    found = enter(CloudFiles(tree, CloudWish("open", extensions=("csv", "txt"))), *way)
    assert {each["name"].rpartition(".")[2] for each in found["files"]} == {"csv", "txt"}
    everything = enter(CloudFiles(tree, CloudWish("open")), *way)
    assert len(everything["files"]) > len(found["files"])
    assert enter(CloudFiles(tree, CloudWish("open", extensions=("step",))), *way)["files"] == []


def test_it_begins_in_the_folder_that_is_wished_for(tree: ServiceTree) -> None:
    looking = CloudFiles(tree, CloudWish("folder"))
    place = enter(looking, sample.TEAM_HUB, sample.MAIN_PROJECT, "02 Drawings")["place"]
    reply, _, _ = looking.choose(place, [], "", may_replace=False)
    assert reply is not None
    folder = reply.folder
    found = CloudFiles(tree, CloudWish("save", folder=folder)).list(BEGINNING)
    assert found["way"] == [sample.TEAM_HUB, sample.MAIN_PROJECT, "02 Drawings"]


def test_a_place_to_save_to_is_a_folder_and_a_name(tree: ServiceTree) -> None:
    cloud = CloudFiles(tree, CloudWish("save"))
    hubs = cloud.list(BEGINNING)
    assert cloud.choose(hubs["place"], [], "new", may_replace=False)[1] == "Open a project first."
    place = enter(cloud, sample.TEAM_HUB, sample.MAIN_PROJECT, "02 Drawings")["place"]
    assert cloud.choose(place, [], " ", may_replace=False)[1] == "Give the file a name."
    reply, problem, is_there = cloud.choose(place, [], sample.CURRENT_DRAWING, may_replace=False)
    assert (reply, is_there) == (None, True)
    assert problem == f"{sample.CURRENT_DRAWING} is there already. Do you want to replace it?"
    reply, _, _ = cloud.choose(place, [], sample.CURRENT_DRAWING, may_replace=True)
    assert reply is not None
    assert [file.name for file in reply.files] == [sample.CURRENT_DRAWING]
    reply, _, _ = cloud.choose(place, [], " new ", may_replace=False)
    assert reply is not None
    assert reply.folder is not None
    assert (reply.text, reply.folder.folder_name, reply.files) == ("new", "02 Drawings", ())


def test_a_project_stands_for_its_root_folder(tree: ServiceTree) -> None:
    cloud = CloudFiles(tree, CloudWish("folder"))
    found = enter(cloud, sample.TEAM_HUB, sample.MAIN_PROJECT)
    assert found["files"] == []
    reply, _, _ = cloud.choose(found["place"], [], "", may_replace=False)
    assert reply is not None
    assert reply.folder is not None
    assert reply.folder.folder_id == tree.find_root(reply.folder).folder_id


def test_a_service_that_is_gone_is_a_sentence() -> None:
    with (
        Emulator(EmulatorOptions()) as service,
        HttpClient(service.url, get_token=lambda rejected: service.token) as client,
    ):
        kept = KeptAnswers()
        cloud = CloudFiles(ServiceTree(client, kept=kept), CloudWish("save"))
        place = enter(cloud, sample.TEAM_HUB, sample.MAIN_PROJECT)["place"]
    kept.drop()
    found = cloud.list(place)
    assert found["problem"].startswith("The place cannot be shown: ")
    assert (found["way"], found["files"]) == ([sample.TEAM_HUB, sample.MAIN_PROJECT], [])
    assert cloud.choose(place, [], "new", may_replace=False)[1]


def test_an_add_in_gets_the_files_chosen(make_fusion: Callable[..., SimulatedFusion]) -> None:
    replies: list[Reply] = []
    fusion = make_fusion(ask=lambda question: replies.pop(0))
    file = fusion.find_document("Gearbox").file
    assert file is not None
    replies += [Reply(0, files=(file,)), Reply(1), Reply(0)]
    app = importlib.import_module("adsk.core").Application.get()
    dialog = app.userInterface.createCloudFileDialog()
    dialog.title, dialog.filter, dialog.isMultiSelectEnabled = "Which", "f3d; F2D", True
    assert (dialog.dataFile, list(dialog.dataFiles), dialog.filename) == (None, [], "")
    assert dialog.showOpen() == 0
    assert [one.id for one in dialog.dataFiles] == [DESIGN.item_id]
    assert dialog.dataFile.parentFolder == app.data.activeFolder
    assert fusion.questions[0] == Question(
        "", "Which", 1, cloud=CloudWish("open", is_multiple=True, extensions=("f3d", "f2d"), folder=file)
    )
    assert (dialog.showOpen(), dialog.dataFile) == (1, None)
    with pytest.raises(ValueError, match="something is chosen"):
        dialog.showOpen()


def test_an_add_in_gets_the_folder_and_the_name(make_fusion: Callable[..., SimulatedFusion]) -> None:
    replies: list[Reply] = []
    fusion = make_fusion(ask=lambda question: replies.pop(0))
    folder = fusion.find_document("Arrangement").file
    assert folder is not None
    replies += [Reply(0, "Shaft", folder=folder), Reply(0, folder=folder), Reply(1)]
    app = importlib.import_module("adsk.core").Application.get()
    dialog = app.userInterface.createCloudFileDialog()
    dialog.filename, dialog.dataFolder = "Axle", app.data.activeFolder
    assert dialog.showSave() == 0
    assert (dialog.filename, dialog.dataFolder.id, dialog.dataFile) == ("Shaft", folder.folder_id, None)
    assert fusion.questions[0].cloud is not None
    assert fusion.questions[0].cloud.name == "Axle"
    chooser = app.userInterface.createCloudFolderDialog()
    chooser.initialFolder = dialog.dataFolder
    assert (chooser.dataFolder, chooser.showDialog(), chooser.dataFolder) == (None, 0, dialog.dataFolder)
    assert (chooser.showDialog(), chooser.dataFolder) == (1, None)


def test_without_a_user_nothing_is_chosen(ui: Any) -> None:
    dialog = ui.createCloudFileDialog()
    assert (dialog.showOpen(), dialog.dataFile) == (1, None)
