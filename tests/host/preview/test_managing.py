"""Add-ins that manage others, Fusion's own folders, and the reason of the last failure."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from addin.lib.preview import SimulatedFusion

from .conftest import HERE, load

ADDINS = HERE / "addins"
FOLDERS = ("rootPath", "optionsPath", "appStoreInstallPath", "userDataPath", "materialsPath")


@pytest.fixture
def clock(fusion: SimulatedFusion) -> Any:
    """An add-in that is loaded and does not run."""
    return fusion.load(ADDINS / "Clock" / "Clock.py", load=load)


def test_what_is_loaded_is_known_and_can_be_run_and_stopped(
    app: Any, fusion: SimulatedFusion, clock: Any
) -> None:
    [script] = app.scripts
    assert (app.scripts.count, app.scripts.item(0)) == (1, script)
    assert (script.name, script.folder, script.isAddIn) == ("Clock", str(ADDINS / "Clock"), True)
    manifest = json.loads((ADDINS / "Clock" / "Clock.manifest").read_text(encoding="utf-8"))
    assert json.loads(script.manifestContent) == manifest
    assert (script.version, script.author) == (manifest["version"], manifest["author"])
    assert (script.isRunning, script.run()) == (False, True)
    assert clock.is_running is False
    fusion.pump()
    assert (script.isRunning, script.run()) == (True, False)
    assert script.stop()
    fusion.pump()
    assert (script.isRunning, fusion.leftovers(), fusion.faults) == (False, [], [])
    assert script.run(waitForFinish=True)
    assert script.isRunning


def test_it_is_found_by_name_and_by_folder(app: Any, clock: Any, tmp_path: Path) -> None:
    [script] = app.scripts.itemsByName("Clock")
    assert app.scripts.itemsByName("clock") == []
    assert app.scripts.itemByPath(str(ADDINS / "Clock")) == script
    assert app.scripts.itemByPath(str(tmp_path)) is None


def test_another_is_added_from_its_folder(
    app: Any, fusion: SimulatedFusion, clock: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "Quick"
    folder.mkdir()
    (folder / "Quick.py").write_text("import adsk.core\ndef run(context): pass\n", encoding="utf-8")
    (folder / "Quick.manifest").write_text('{"type": "script"}', encoding="utf-8")
    added = app.scripts.addExisting(str(folder))
    assert (added.name, added.isAddIn, added.isRunning, added.version) == ("Quick", False, False, "")
    assert app.scripts.addExisting(str(folder)) == added
    assert (app.scripts.count, len(fusion.addins)) == (2, 2)
    assert app.scripts.addExisting(str(tmp_path / "nowhere")) is None
    code, words = app.getLastError()
    assert code == 3
    assert words.startswith(f"There is no add-in or script in {tmp_path / 'nowhere'}.")


def test_running_at_the_start_is_as_the_manifest_says_until_it_is_set(app: Any, clock: Any) -> None:
    script = app.scripts.item(0)
    manifest = json.loads(script.manifestContent)
    assert script.isRunOnStartup == manifest["runOnStartup"]
    script.isRunOnStartup = not manifest["runOnStartup"]
    assert app.scripts.item(0).isRunOnStartup != manifest["runOnStartup"]


def test_fusions_folders_are_there_and_gone_when_it_ends(
    app: Any, fusion: SimulatedFusion, tmp_path: Path
) -> None:
    folders = app.applicationFolders
    found = [Path(getattr(folders, name)) for name in FOLDERS]
    found += [Path(folders.defaultPathForScriptsAndAddIns), Path(folders.appLogFilePath).parent]
    assert len(set(found)) == 7
    assert all(folder.is_dir() for folder in found)
    folders.defaultPathForScriptsAndAddIns = str(tmp_path)
    assert app.applicationFolders.defaultPathForScriptsAndAddIns == str(tmp_path)
    fusion.close()
    assert not any(folder.exists() for folder in found)


def test_what_was_not_found_has_a_reason(app: Any) -> None:
    assert app.getLastError() == (0, "")
    assert app.data.findFileById("urn:nobody") is None
    assert app.getLastError() == (5, "there is no file urn:nobody")
    assert app.data.findFolderById("urn:nowhere") is None
    assert app.getLastError() == (5, "there is no folder urn:nowhere")


def test_an_older_fusion_has_none_of_it(make_fusion: Callable[..., SimulatedFusion]) -> None:
    make_fusion(profile="2024")
    app = importlib.import_module("adsk.core").Application.get()
    for name in ("scripts", "applicationFolders", "hasActiveJobs"):
        assert not hasattr(app, name)
    assert not hasattr(app.userInterface, "progressBar")
