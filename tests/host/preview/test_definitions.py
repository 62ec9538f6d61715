"""The simulated API against the definitions that Autodesk published in 2022, and what has come since.

Every class, member, argument name and enumeration value of ours is looked up there: see
extract_definitions.py for how definitions.json is made.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from addin.lib.preview import SimulatedFusion
from addin.lib.preview.adsk import cam, core, drawing, fusion
from addin.lib.preview.adsk._base import Base, Collection, IdCollection
from addin.lib.preview.profiles import NEWER as LATER_CLASSES

MODULES = {"core": core, "fusion": fusion, "cam": cam, "drawing": drawing}
DEFINITIONS: dict[str, Any] = json.loads(
    Path(__file__).with_name("definitions.json").read_text(encoding="utf-8")
)
# What has come since 2022, of what is simulated: in the reference pages, with the arguments given there.
NEWER: dict[str, dict[str, Any]] = {
    "core.Application": {
        "applicationFolders": "property",
        "hasActiveJobs": "property",
        "scripts": "property",
    },
    "core.ApplicationFolders": {
        "appLogFilePath": "property",
        "appStoreInstallPath": "property",
        "defaultPathForScriptsAndAddIns": "property rw",
        "materialsPath": "property",
        "optionsPath": "property",
        "rootPath": "property",
        "userDataPath": "property",
    },
    "core.CloudFileDialog": {
        "dataFile": "property",
        "dataFiles": "property",
        "dataFolder": "property rw",
        "filename": "property rw",
        "filter": "property rw",
        "isMultiSelectEnabled": "property rw",
        "showOpen": [],
        "showSave": [],
        "title": "property rw",
    },
    "core.CloudFolderDialog": {
        "dataFolder": "property",
        "initialFolder": "property rw",
        "showDialog": [],
        "title": "property rw",
    },
    "core.Command": {"setDialogSize": ["width", "height"]},
    "core.CommandControl": {"promote": ["byDefault", "positionID", "isBefore"]},
    "core.Data": {"activeFolder": "property", "findFolderById": ["id"]},
    "core.DataHub": {"fusionWebURL": "property"},
    "core.DataFile": {
        "dateModified": "property",
        "fusionWebURL": "property",
        "sharedLink": "property",
        "thumbnail": "property",
    },
    "core.DataObject": {"asString": [], "getAsBase64String": [], "saveToFile": ["filename"]},
    "core.DataObjectFuture": {"dataObject": "property", "state": "property"},
    "core.Future": {"state": "property"},
    "core.FutureStates": {
        "ProcessingFutureState": 0,
        "FinishedFutureState": 1,
        "FailedFutureState": 2,
    },
    "core.GeneralPreferences": {
        "userInterfaceTheme": "property rw",
        "activeUserInterfaceTheme": "property",
    },
    "core.HttpEvent": {"add": ["handler"], "remove": ["handler"], "name": "property", "sender": "property"},
    "core.HttpEventArgs": {"firingEvent": "property", "response": "property"},
    "core.HttpEventHandler": {},
    "core.HttpMethods": {
        "GetMethod": 0,
        "PostMethod": 1,
        "PutMethod": 2,
        "DeleteMethod": 3,
        "PatchMethod": 4,
    },
    "core.HttpRequest": {
        "completed": "property",
        "create": ["url", "method"],
        "data": "property rw",
        "execute": [],
        "executeSync": [],
        "getHeader": ["name"],
        "hasHeader": ["name"],
        "headers": [],
        "method": "property rw",
        "removeHeader": ["name"],
        "setHeader": ["name", "value"],
        "url": "property rw",
    },
    "core.HttpResponse": {
        "data": "property",
        "getHeader": ["name"],
        "hasHeader": ["name"],
        "headers": [],
        "request": "property",
        "statusCode": "property",
    },
    "core.Palette": {"isTransparent": "property"},
    "core.Palettes": {
        "add2": [
            "id",
            "name",
            "htmlFileURL",
            "isVisible",
            "showCloseButton",
            "isResizable",
            "width",
            "height",
        ]
    },
    "core.ProgressBar": {
        "hide": [],
        "message": "property rw",
        "progressValue": "property rw",
        "show": ["message", "minimumValue", "maximumValue", "isModal"],
        "showBusy": ["message", "isModal"],
    },
    "core.Script": {
        "author": "property",
        "folder": "property",
        "id": "property",
        "isAddIn": "property",
        "isRunOnStartup": "property rw",
        "isRunning": "property",
        "manifestContent": "property",
        "name": "property",
        "run": ["waitForFinish"],
        "stop": [],
        "version": "property",
    },
    "core.Scripts": {
        "addExisting": ["scriptFolderPath"],
        "count": "property",
        "item": ["index"],
        "itemByPath": ["folderPath"],
        "itemsByName": ["name"],
    },
    "core.SharedLink": {
        "isDownloadAllowed": "property rw",
        "isShared": "property rw",
        "linkURL": "property",
    },
    "core.TextCommandPalette": {"isTransparent": "property"},
    "core.UserInterface": {
        "createCloudFileDialog": [],
        "createCloudFolderDialog": [],
        "progressBar": "property",
        "statusMessage": "property rw",
    },
    "core.UserInterfaceThemes": {
        "ClassicUserInterfaceTheme": 0,
        "LightGrayUserInterfaceTheme": 1,
        "DarkBlueUserInterfaceTheme": 2,
        "DarkGrayUserInterfaceTheme": 3,
        "DeviceUserInterfaceTheme": 4,
    },
}
# Every object has these, or every handler; `classType` stands in the definitions' documentation only.
COMMON = {"isValid", "objectType", "classType", "cast", "notify"}
# What there is at least: a walk that finds less has missed something.
CLASSES, MEMBERS, ARGUMENTS, VALUES = 195, 1400, 450, 72


def list_classes() -> list[tuple[str, type]]:
    """Return every class of the simulated API by its name, such as core.Palettes."""
    return sorted(
        (f"{module}.{name}", getattr(ours, name)) for module, ours in MODULES.items() for name in ours.__all__
    )


def official_members(key: str) -> dict[str, Any]:
    """Return the members of a class and its bases, in the form of definitions.json."""
    if key not in DEFINITIONS:
        return dict(NEWER[key])
    module = key.partition(".")[0]
    found: dict[str, Any] = {}
    for base in DEFINITIONS[key]["base"]:
        found |= official_members(f"{module}.{base}" if f"{module}.{base}" in DEFINITIONS else f"core.{base}")
    return found | DEFINITIONS[key]["members"] | NEWER.get(key, {})


def own_members(entry: type) -> dict[str, Any]:
    """Return the public members of a class, those of its bases included, but what every object has."""
    return {
        name: member
        for each in reversed(entry.__mro__)
        if each.__module__ != "builtins"
        for name, member in vars(each).items()
        if not name.startswith("_") and name not in COMMON
    }


def describe(member: Any) -> Any:
    """Return a member in the form of definitions.json."""
    if isinstance(member, property):
        return "property rw" if member.fset else "property"
    function = getattr(member, "__func__", None) or getattr(member, "__wrapped__", member)
    if not callable(function):
        return member
    return list(function.__code__.co_varnames[1 : function.__code__.co_argcount])


def find_differences(key: str, entry: type) -> Iterator[str]:
    """Yield what a class of ours has and the official one has not, or has otherwise."""
    official = official_members(key)
    if "count" in official:
        if not issubclass(entry, Collection):
            yield f"{key} is a collection"
        elif "itemById" in official and "itemById" not in own_members(entry):
            yield f"{key} is a collection with ids"
        elif "itemById" not in official and issubclass(entry, IdCollection):
            yield f"{key} is a collection without ids"
    for name, member in own_members(entry).items():
        if name not in official:
            yield f"{key} has no {name}"
            continue
        expected, found = official[name], describe(member)
        if expected == "property rw" and found == "property":
            continue  # not everything that can be set is simulated as settable
        if found != expected:
            yield f"{key}.{name} is {expected}, not {found}"


def test_every_class_member_argument_and_value_is_official() -> None:
    classes = list_classes()
    members = [describe(member) for _, entry in classes for member in own_members(entry).values()]
    assert [key for key, _ in classes if key not in DEFINITIONS and key not in NEWER] == []
    assert [each for key, entry in classes for each in find_differences(key, entry)] == []
    assert len(classes) >= CLASSES
    assert len(members) >= MEMBERS
    assert sum(len(each) for each in members if isinstance(each, list)) >= ARGUMENTS
    assert sum(isinstance(each, int) for each in members) >= VALUES


def test_base_classes_are_official() -> None:
    checked = 0
    for key, entry in list_classes():
        for base in DEFINITIONS.get(key, {}).get("base", []):
            names = [each.__name__ for each in entry.__mro__]
            # A base of which nothing is simulated may be left out.
            assert base in names or f"{key.partition('.')[0]}.{base}" not in dict(list_classes()), key
            checked += 1
    assert checked >= CLASSES // 2


class Misspelt(Collection[Any]):
    """A collection as somebody might simulate it from memory."""

    def itemByID(self, id: str) -> None:
        """Find one."""


class OtherArgument(Collection[Any]):
    """A method whose argument has another name."""

    def add(self, key: str) -> None:
        """Add one."""


class OtherValue:
    """An enumeration with a value of its own."""

    DialogOK = 1


@pytest.mark.parametrize(
    ("key", "entry", "difference"),
    [
        ("core.Palettes", Misspelt, "core.Palettes has no itemByID"),
        ("core.Palettes", Misspelt, "core.Palettes is a collection with ids"),
        ("core.Palettes", OtherArgument, "core.Palettes.add is ["),
        ("core.Palettes", Base, "core.Palettes is a collection"),
        ("core.Documents", core.Palettes, "core.Documents is a collection without ids"),
        ("core.DialogResults", OtherValue, "core.DialogResults.DialogOK is 0, not 1"),
        ("core.DataFile", core.FileDialog, "core.DataFile has no showOpen"),
    ],
)
def test_what_is_not_official_is_found(key: str, entry: type, difference: str) -> None:
    assert any(each.startswith(difference) for each in find_differences(key, entry))


def test_what_is_newer_is_marked_as_newer_and_nothing_else() -> None:
    marked: dict[str, set[str]] = {
        key: set(entry._newer) for key, entry in list_classes() if issubclass(entry, Base) and entry._newer
    }
    classes = {name for names in LATER_CLASSES.values() for name in names}
    assert {f"core.{name}" for name in classes} == {key for key in NEWER if key not in DEFINITIONS}
    expected = {key: set(members) for key, members in NEWER.items() if key in DEFINITIONS}
    assert marked == expected


@pytest.mark.parametrize("profile", ["2024", "2026"])
def test_an_older_fusion_lacks_the_newer_members(
    make_fusion: Callable[..., SimulatedFusion], page: str, profile: str
) -> None:
    make_fusion(profile=profile)
    api = importlib.import_module("adsk.core")
    app = api.Application.get()
    ui = app.userInterface
    ui.palettes.add("one", "One", page, True, True, True)  # noqa: FBT003
    definition = ui.commandDefinitions.addButtonDefinition("mine", "Mine", "")
    objects: dict[str, Any] = {
        "core.CommandControl": ui.toolbars[0].controls.addCommand(definition),
        "core.Application": app,
        "core.Data": app.data,
        "core.DataHub": app.data.activeHub,
        "core.DataFile": app.activeDocument.dataFile,
        "core.GeneralPreferences": app.preferences.generalPreferences,
        "core.Palette": ui.palettes[0],
        "core.Palettes": ui.palettes,
        "core.UserInterface": ui,
    }
    found = {
        f"{key}.{name}"
        for key, one in objects.items()
        for name in [*NEWER[key], *DEFINITIONS[key]["members"]]
        if name in NEWER[key] and hasattr(one, name)
    }
    expected = {f"{key}.{name}" for key in objects for name in NEWER[key]}
    assert found == (expected if profile == "2026" else set())
    later = [name for names in LATER_CLASSES.values() for name in names]
    assert {name for name in later if hasattr(api, name)} == ({*later} if profile == "2026" else set())
    assert hasattr(ui.palettes, "add")
    assert app.version == {"2024": "2.0.12157", "2026": "2702.1.58"}[profile]
    if profile == "2024":
        with pytest.raises(AttributeError, match=r"Fusion of 2024 has no adsk\.core\.Palettes\.add2"):
            _ = ui.palettes.add2


def test_every_event_names_its_handlers_class_as_a_string() -> None:
    events = [(key, entry) for key, entry in list_classes() if entry.__mro__[1] is core.Event]
    assert len(events) >= 15
    for _, event in events:
        for name in ("add", "remove"):
            annotation = vars(event)[name].__annotations__["handler"]
            assert annotation == f"{event.__name__}Handler"
            assert issubclass(getattr(core, annotation), core.EventHandler)
