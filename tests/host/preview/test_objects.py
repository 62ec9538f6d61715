"""The rules that hold for every object of the simulated API."""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from addin.lib.preview import SimulatedFusion


def run_elsewhere(work: Callable[[], Any]) -> BaseException | None:
    """Do something on another thread; return what it raised."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001  handed to the test
            raised.append(error)

    thread = threading.Thread(target=run, name="a-worker")
    thread.start()
    thread.join()
    return raised[0] if raised else None


@pytest.mark.parametrize(
    "use",
    [
        lambda app: app.activeDocument,
        lambda app: app.userInterface.palettes,
        lambda app: app.log("hello"),
        lambda app: app.isValid,
        lambda app: setattr(app, "isOffLine", True),
        lambda app: app.registerCustomEvent("other"),
        lambda app: len(app.documents),
        lambda app: list(app.documents),
        lambda app: type(app).get(),
        lambda app: type(app).cast(app),
        lambda app: type(app).classType(),
        lambda app: sys.modules["adsk"].doEvents(),
        lambda app: sys.modules["adsk.core"].CustomEventHandler(),
    ],
)
def test_nothing_may_be_used_off_the_main_thread(app: Any, use: Callable[[Any], Any]) -> None:
    documents = app.documents
    error = run_elsewhere(lambda: use(app))
    assert isinstance(error, RuntimeError)
    assert "a-worker" in str(error)
    assert len(documents) == 1
    use(app)


def test_a_method_taken_to_another_thread_is_refused_there(ui: Any) -> None:
    show = ui.messageBox
    assert isinstance(run_elsewhere(lambda: show("hello")), RuntimeError)


def test_only_firing_a_custom_event_is_allowed_anywhere(app: Any) -> None:
    app.registerCustomEvent("mine")
    answers: list[bool] = []
    assert run_elsewhere(lambda: answers.append(app.fireCustomEvent("mine", "1"))) is None
    assert answers == [True]


def test_unknown_members_raise(app: Any, ui: Any) -> None:
    with pytest.raises(AttributeError, match=r"no adsk\.core\.Application\.activeDocuments"):
        _ = app.activeDocuments
    with pytest.raises(AttributeError, match=r"no adsk\.core\.UserInterface\.palletes"):
        _ = ui.palletes
    with pytest.raises(AttributeError, match=r"no adsk\.core\.Point4D"):
        _ = sys.modules["adsk.core"].Point4D
    with pytest.raises(AttributeError):
        ui.messageBox = None


def test_a_new_name_stays_on_its_wrapper_and_is_said_once(fusion: SimulatedFusion, app: Any, ui: Any) -> None:
    for value in (1, 2):
        ui.palletes = value
        assert ui.palletes == value
    assert not hasattr(app.userInterface, "palletes")  # the wrapper is another one
    said = [line for line in fusion.state.text_lines.lines if "palletes" in line]
    assert said == ["UserInterface has no palletes: it stays on this Python object. Is it misspelt?"]


def test_read_only_properties_cannot_be_written(app: Any) -> None:
    with pytest.raises(AttributeError, match="read-only"):
        app.version = "1"
    with pytest.raises(AttributeError, match="read-only"):
        app.activeDocument.isModified = True


def test_arguments_and_values_of_the_wrong_type_raise(ui: Any, app: Any, page: str) -> None:
    with pytest.raises(TypeError, match="argument id"):
        ui.palettes.add(1, "Name", page, True, True, True, 300, 300)  # noqa: FBT003
    with pytest.raises(TypeError, match="argument isVisible"):
        ui.palettes.add("id", "Name", page, "yes", True, True, 300, 300)  # noqa: FBT003
    palette = ui.palettes.add("id", "Name", page, True, True, True)  # noqa: FBT003
    with pytest.raises(TypeError):
        palette.sendInfoToHTML("action", {"not": "text"})
    with pytest.raises(TypeError):
        palette.isVisible = 1
    with pytest.raises(TypeError):
        app.log(b"bytes")
    with pytest.raises(TypeError):
        ui.messageBox()


def test_wrappers_are_made_afresh_and_compare_equal(app: Any, ui: Any) -> None:
    assert app.userInterface == ui
    assert app.userInterface is not ui
    assert app.activeDocument == app.documents[0]
    assert app.activeDocument is not app.activeDocument
    assert app.activeDocument.dataFile.parentProject == app.data.activeProject
    assert app.userInterface != app
    assert len({app.activeDocument, app.documents[0]}) == 1


def test_types_are_told_and_cast(core: Any, app: Any) -> None:
    fusion_types = importlib.import_module("adsk.fusion")
    document = app.activeDocument
    assert document.objectType == fusion_types.FusionDocument.classType() == "adsk::fusion::FusionDocument"
    assert core.Document.cast(document) == document
    assert core.Palette.cast(document) is None
    assert core.Palette.cast(None) is None
    assert type(document).__module__ == "adsk.fusion"


def test_what_was_deleted_cannot_be_used(ui: Any, page: str) -> None:
    palette = ui.palettes.add("id", "Name", page, True, True, True)  # noqa: FBT003
    again = ui.palettes.itemById("id")
    event = palette.closed
    assert palette.deleteMe()
    assert ui.palettes.itemById("id") is None
    assert not palette.isValid
    assert not again.isValid
    for use in (lambda: again.isVisible, lambda: palette.deleteMe(), lambda: event.name):
        with pytest.raises(RuntimeError, match=r"4 : .* deleted"):
            use()


def test_collections_count_iterate_and_slice(app: Any, ui: Any, fusion: SimulatedFusion) -> None:
    fusion.activate("Arrangement")
    fusion.pump()
    documents = app.documents
    assert documents.count == len(documents) == 2
    assert [document.name for document in documents] == ["Gearbox v5", "Arrangement v1"]
    assert documents.item(1) == documents[1] == documents[-1]
    assert documents[:1] == [documents[0]]
    assert documents.item(2) is None
    with pytest.raises(IndexError):
        _ = documents[2]
    assert not hasattr(documents, "itemById")


@pytest.mark.parametrize(
    ("collection", "name"),
    [
        (lambda app: app.userInterface.commandDefinitions, "CommandDefinitions"),
        (lambda app: app.userInterface.palettes, "Palettes"),
        (lambda app: app.userInterface.toolbars, "Toolbars"),
        (lambda app: app.userInterface.toolbars[0].controls, "ToolbarControls"),
        (lambda app: app.userInterface.workspaces, "Workspaces"),
        (lambda app: app.userInterface.allToolbarPanels, "ToolbarPanelList"),
        (lambda app: app.userInterface.allToolbarTabs, "ToolbarTabList"),
        (lambda app: app.userInterface.workspaces[0].toolbarPanels, "ToolbarPanelList"),
        (lambda app: app.userInterface.workspaces[0].toolbarTabs, "ToolbarTabs"),
        (lambda app: app.userInterface.workspaces[0].toolbarTabs[0].toolbarPanels, "ToolbarPanels"),
        (lambda app: app.data.activeHub.dataProjects, "DataProjects"),
        (lambda app: app.activeDocument.dataFile.parentFolder.dataFiles, "DataFiles"),
    ],
)
def test_every_collection_with_ids_finds_what_it_counts(
    app: Any, ui: Any, page: str, collection: Callable[[Any], Any], name: str
) -> None:
    ui.palettes.add("id", "Name", page, True, True, True)  # noqa: FBT003
    found = collection(app)
    assert found.objectType == f"adsk::core::{name}"
    assert found.count == len(list(found)) > 0
    for number, item in enumerate(found):
        assert found.item(number) == found[number] == found.itemById(item.id) == item
    assert found.itemById("nothing") is None
    with pytest.raises(TypeError, match=rf"in {name}\.itemById, argument id"):
        found.itemById(1)


def test_a_workspace_shows_its_own_panels_only(ui: Any) -> None:
    design, drawing = list(ui.workspaces)[:2]
    ids = [panel.id for panel in design.toolbarPanels]
    assert {"SolidCreatePanel", "SolidModifyPanel", "InspectPanel", "SolidScriptsAddinsPanel"} <= set(ids)
    assert [panel.id for panel in drawing.toolbarPanels] == ["SolidScriptsAddinsPanelDrawing"]
    assert design.toolbarPanels == design.toolbarPanels != ui.allToolbarPanels


def test_adsk_is_there_only_while_a_fusion_is(make_fusion: Callable[..., SimulatedFusion]) -> None:
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("adsk.core")
    with make_fusion() as fusion:
        assert importlib.import_module("adsk.core").Application.get().version
        with pytest.raises(RuntimeError, match="installed already"):
            make_fusion()
    assert not [name for name in sys.modules if name.partition(".")[0] == "adsk"]
    later = make_fusion()
    fusion.close()
    assert "adsk" in sys.modules
    later.close()
