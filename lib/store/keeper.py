"""The settings while a program runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from ..errors import UsageError
from .places import LOG_FOLDER, forget_files
from .settings import FILE_NAME, LoadedSettings, Settings, load_settings, write_settings

_log = logging.getLogger("databrowser.settings")
_SET_ASIDE = "settings.set-aside"


class SettingsKeeper:
    """Reads and writes the settings in a folder of ours, from any thread.

    That a file was set aside is heard by its first reader alone, which may be anyone; so it is kept, and told
    to all who ask until the program ends.
    """

    def __init__(self, find_folder: Callable[[], Path]) -> None:
        self._find_folder = find_folder
        self._lock = threading.Lock()
        self._set_aside: UsageError | None = None

    @property
    def now(self) -> Settings:
        """The settings that hold."""
        return self.load().settings

    @property
    def file(self) -> Path:
        """The user's file."""
        return self._find_folder() / FILE_NAME

    @property
    def logs(self) -> Path:
        """The folder of the logs, which may not be there."""
        return self._find_folder() / LOG_FOLDER

    def load(self) -> LoadedSettings:
        """Return the settings that hold, with all that is to be said about them."""
        folder = self._find_folder()
        with self._lock:
            return self._note(load_settings(folder))

    def change(self, changes: Mapping[str, object]) -> LoadedSettings:
        """Change some of the user's settings and return what holds then; raises as `write_settings` does."""
        folder = self._find_folder()
        with self._lock:
            return self._note(write_settings(folder, changes))

    def forget(self) -> None:
        """Delete every file of ours; raises as `forget_files` does."""
        folder = self._find_folder()
        with self._lock:
            self._set_aside = None
            forget_files(folder)

    def _note(self, loaded: LoadedSettings) -> LoadedSettings:
        for problem in loaded.problems:
            if problem.reference == _SET_ASIDE:
                _log.warning("%s", problem)
                self._set_aside = problem
        others = tuple(problem for problem in loaded.problems if problem.reference != _SET_ASIDE)
        return replace(loaded, problems=(self._set_aside, *others) if self._set_aside else others)
