# ruff: noqa: FBT001, FBT002  the signatures are Fusion's
"""The add-ins and scripts, as newer Fusions let other add-ins manage them, and Fusion's own folders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ...errors import UsageError
from ..addin import AddIn
from ..manifest import ADDIN, find_entry
from ._base import Base, Collection


class Script(Base):
    """An add-in or a script."""

    __slots__ = ()
    _record: AddIn

    @property
    def name(self) -> str:
        return self._record.entry.stem

    @property
    def folder(self) -> str:
        return str(self._record.folder)

    @property
    def isAddIn(self) -> bool:
        return self._record.kind == ADDIN

    @property
    def isRunning(self) -> bool:
        return self._record.is_running

    @property
    def isRunOnStartup(self) -> bool:
        """As was set, else as the manifest says; the preview begins with what it is told all the same."""
        chosen = self._state.startup_scripts.get(self._record.name)
        return self._read("runOnStartup") is True if chosen is None else chosen

    @isRunOnStartup.setter
    def isRunOnStartup(self, value: bool) -> None:
        self._state.startup_scripts[self._record.name] = value

    @property
    def id(self) -> str:
        return str(self._read("id") or "")

    @property
    def version(self) -> str:
        return str(self._read("version") or "")

    @property
    def author(self) -> str:
        return str(self._read("author") or "")

    @property
    def manifestContent(self) -> str:
        """The manifest's text, "" without one."""
        path = self._record.entry.with_suffix(".manifest")
        return path.read_text(encoding="utf-8-sig") if path.is_file() else ""

    def run(self, waitForFinish: bool = False) -> bool:
        """Run it: at once, or when the main loop comes to it; False where it runs already."""
        if self._record.is_running:
            return False
        if waitForFinish:
            self._record.run()
        else:
            self._record.queue_run()
        return True

    def stop(self) -> bool:
        """Stop it when the main loop comes to it."""
        self._record.queue_stop()
        return True

    def _read(self, key: str) -> Any:
        return json.loads(self.manifestContent or "{}").get(key)


class Scripts(Collection[Script]):
    """All add-ins and scripts that are known, whether they run or not."""

    __slots__ = ()
    _item_type = Script

    def _records(self) -> list[AddIn]:
        return self._state.scripts

    def itemsByName(self, name: str) -> list[Script]:
        """Return those of a name; they lie in different folders."""
        return [script for script in self._items() if script.name == name]

    def itemByPath(self, folderPath: str) -> Script | None:
        """Return the one in a folder, None where there is none."""
        folder = Path(folderPath).resolve()
        return next((script for script in self._items() if script._record.folder == folder), None)

    def addExisting(self, scriptFolderPath: str) -> Script | None:
        """Add the one in a folder, which does not run yet; None where there is none."""
        known = self.itemByPath(scriptFolderPath)
        if known is not None:
            return known
        try:
            entry = find_entry(Path(scriptFolderPath))
        except UsageError as error:
            self._state.last_error = (3, str(error))
            return None
        return Script(self._state.add_script(entry), self._state)


class ApplicationFolders(Base):
    """Folders of this Fusion alone, which are gone when it ends."""

    __slots__ = ()

    @property
    def rootPath(self) -> str:
        return self._make("Fusion")

    @property
    def optionsPath(self) -> str:
        return self._make("Options")

    @property
    def appStoreInstallPath(self) -> str:
        return self._make("ApplicationPlugins")

    @property
    def defaultPathForScriptsAndAddIns(self) -> str:
        return self._state.scripts_folder or self._make("API")

    @defaultPathForScriptsAndAddIns.setter
    def defaultPathForScriptsAndAddIns(self, value: str) -> None:
        self._state.scripts_folder = value

    @property
    def userDataPath(self) -> str:
        return self._make("Data")

    @property
    def materialsPath(self) -> str:
        return self._make("Materials")

    @property
    def appLogFilePath(self) -> str:
        return str(Path(self._make("Logs"), "Fusion.log"))

    def _make(self, name: str) -> str:
        folder = self._state.find_home() / name
        folder.mkdir(parents=True, exist_ok=True)
        return str(folder)
