"""What Fusion offers and the preview does not simulate: it can be named, and says so when it is used."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any

import pytest
from addin.lib.preview.adsk import _absent
from addin.lib.preview.profiles import UNSIMULATED

from .conftest import Recorder
from .test_definitions import DEFINITIONS

# As many as the definitions of 2022 have.
CLASSES = 866


@pytest.fixture
def modules(fusion: Any) -> dict[str, Any]:
    """The installed modules by name."""
    return {name: importlib.import_module(f"adsk.{name}") for name in ("core", "fusion", "cam", "drawing")}


def test_every_class_of_the_definitions_can_be_named(modules: dict[str, Any]) -> None:
    known = _absent.list_official()
    assert len(known) == CLASSES
    for key in known:
        module, _, name = key.partition(".")
        found = getattr(modules[module], name)
        assert found.__name__ == name
        assert getattr(modules[module], name) is found


def test_what_is_known_by_name_agrees_with_the_definitions_in_full() -> None:
    for key, entry in DEFINITIONS.items():
        bases, members, values = _absent._official()[key]
        assert [base.rpartition(".")[2] for base in bases] == entry["base"]
        assert {*members, *values, "cast"} >= set(entry["members"])


def test_a_class_can_be_annotated_with_cast_to_and_derived_from(modules: dict[str, Any]) -> None:
    fusion: Any = modules["fusion"]
    core: Any = modules["core"]

    source = "def measure(body: fusion.BRepBody, where: core.Line3D): pass"
    names: dict[str, Any] = {"fusion": fusion, "core": core}
    exec(compile(source, "measure.py", "exec", dont_inherit=True), names)
    assert names["measure"].__annotations__ == {"body": fusion.BRepBody, "where": core.Line3D}
    assert fusion.BRepBody.classType() == "adsk::fusion::BRepBody"
    assert fusion.BRepBody.cast(core.Application.get()) is None
    assert not isinstance(core.Application.get(), fusion.BRepBody)
    assert issubclass(fusion.ExtrudeFeature, fusion.Feature)
    assert issubclass(fusion.Sketch, core.Base)

    class Handler(core.MarkingMenuEventHandler):
        def notify(self, eventArgs: Any, /) -> None:
            """Do nothing."""

    assert core.Application.get().userInterface.markingMenuDisplaying.add(Handler())


def test_enumerations_have_their_values(modules: dict[str, Any]) -> None:
    operations = modules["fusion"].FeatureOperations
    assert operations.JoinFeatureOperation == 0
    assert operations.NewBodyFeatureOperation == 3


@pytest.mark.parametrize(
    ("use", "what"),
    [
        (lambda app, core: app.activeViewport.camera, "adsk.core.Viewport.camera"),
        (lambda app, core: len(app.materialLibraries), "adsk.core.MaterialLibraries.count"),
        (lambda app, core: app.materialLibraries.itemByName("Mine"), "adsk.core.MaterialLibraries.count"),
        (lambda app, core: core.Line3D.create(1, 2), "adsk.core.Line3D.create"),
        (
            lambda app, core: app.activeProduct.exportManager.createSTEPExportOptions("a.step"),
            "adsk.fusion.ExportManager.createSTEPExportOptions",
        ),
        (
            lambda app, core: app.executeTextCommand("Commands.Start Extrude"),
            "the text command Commands.Start Extrude",
        ),
        (
            lambda app, core: app.activeProduct.rootComponent.xYConstructionPlane,
            "adsk.fusion.Component.xYConstructionPlane",
        ),
        (lambda app, core: app.activeProduct.rootComponent.sketches.add(app), "adsk.fusion.Sketches.add"),
        (
            lambda app, core: app.activeProduct.rootComponent.features.extrudeFeatures.addSimple,
            "adsk.fusion.ExtrudeFeatures.addSimple",
        ),
    ],
)
def test_its_use_says_in_one_sentence_that_it_is_not_simulated(
    app: Any, core: Any, use: Any, what: str
) -> None:
    with pytest.raises(NotImplementedError) as raised:
        use(app, core)
    assert str(raised.value) == f"the preview does not simulate {what}"


def test_what_add_ins_hold_before_they_need_it_is_there(app: Any, core: Any) -> None:
    design = app.activeProduct
    names = ["importManager", "activeViewport", "materialLibraries", "favoriteAppearances", "measureManager"]
    held = [getattr(app, name) for name in names]
    held += [design.exportManager, design.physicalProperties, design.rootComponent.physicalProperties]
    assert [one.isValid for one in held] == [True] * 8
    assert [one.objectType.rpartition(":")[2] for one in held] == [
        *("ImportManager", "Viewport", "MaterialLibraries", "FavoriteAppearances", "MeasureManager"),
        *("ExportManager", "PhysicalProperties", "PhysicalProperties"),
    ]
    assert core.ImportManager.cast(app.importManager) == app.importManager
    assert (design.activeOccurrence, design.timeline.markerPosition, design.timeline.count) == (None, 0, 0)
    assert design.timeline == design.timeline
    design.timeline.markerPosition = 0
    with pytest.raises(RuntimeError, match="3 : there is no position 2"):
        design.timeline.markerPosition = 2


def test_whoever_looks_first_finds_it_lacking(app: Any, core: Any) -> None:
    assert not hasattr(app.activeViewport, "camera")
    assert getattr(app.activeProduct.rootComponent, "xYConstructionPlane", "none") == "none"
    assert not hasattr(core.Line3D, "create")


def test_web_tools_are_every_browsers_own(app: Any) -> None:
    assert app.executeTextCommand("devoptions.webdeveloperextras /on") == ""


def test_setting_it_says_so_too_and_a_misspelt_name_is_another_matter(app: Any, core: Any) -> None:
    with pytest.raises(NotImplementedError, match=r"Component\.opacity"):
        app.activeProduct.rootComponent.opacity = 0.5
    with pytest.raises(AttributeError, match=r"has no adsk\.fusion\.Component\.sketchs"):
        _ = app.activeProduct.rootComponent.sketchs
    with pytest.raises(AttributeError, match=r"has no adsk\.core\.Line3D\.crate"):
        core.Line3D.crate()


def test_a_newer_member_that_is_not_simulated_says_so_and_an_older_fusion_lacks_it(
    make_fusion: Callable[..., Any],
) -> None:
    names = [(owner, name) for owner, names in UNSIMULATED.items() for name in sorted(names)]
    assert len(names) >= 20
    for profile, kind, words in (
        ("2026", NotImplementedError, "the preview does not simulate"),
        ("2024", AttributeError, "Fusion of 2024 has no"),
    ):
        fusion = make_fusion(profile=profile)
        for owner, name in names:
            cls: Any = _absent.find_class("core", owner)
            with pytest.raises(kind, match=rf"^{words} adsk\.core\.{owner}\.{name}$"):
                getattr(cls, name)
        assert not hasattr(importlib.import_module("adsk.core").Application.get(), "mfgdmDataReady")
        fusion.close()


def test_a_design_without_a_model_has_empty_collections(app: Any) -> None:
    root = app.activeProduct.rootComponent
    for name in ("sketches", "bRepBodies", "joints", "meshBodies", "constructionPlanes"):
        found = getattr(root, name)
        assert (found.count, len(found), list(found), found.item(0)) == (0, 0, [], None)
    assert root.sketches.itemByName("Sketch1") is None
    assert root.features.extrudeFeatures.count == 0


def test_an_event_can_be_connected_and_never_fires(app: Any, core: Any, recorder: Recorder) -> None:
    handler = recorder.connect(app.cameraChanged)
    assert app.cameraChanged.name == "cameraChanged"
    name = app.cameraChanged.add.__annotations__["handler"]
    # As add-ins made from the template find the class of a handler.
    assert issubclass(type(handler), sys.modules[app.cameraChanged.__module__].__dict__[name])
    assert app.cameraChanged.remove(handler)
    assert not app.cameraChanged.remove(handler)
