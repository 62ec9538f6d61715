"""The administrators' settings, one JSON file for all users of a machine.

    Windows   %PROGRAMDATA%\\DataBrowser\\settings.json
    macOS     /Library/Application Support/DataBrowser/settings.json
    others    /etc/databrowser/settings.json

    {"version": 2, "read_only": true, "allowed_hosts": ["developer.api.autodesk.com", "*.amazonaws.com"],
     "data_folder": "~/DataBrowser", "client_id": "..."}

It may hold every setting of the user's file, and the three that only administrators have: `read_only`,
`allowed_hosts` (absent: all; empty: this machine alone) and `data_folder`. What it holds wins and is locked.

A file that is not right in every part stops the writes to the hub, whatever else it says: what cannot be read
may have been `read_only`, and a ref once written stays for ever. An unknown name counts as well, since a
misspelt lock would otherwise lock nothing. All that is right in the file still holds.

This guards against mistakes, not against the user, who can change the add-in itself.
`DATABROWSER_MACHINE_SETTINGS` in the environment names another file; tests go by it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..texts import Wording, error_wordings
from .checks import check_setting

VERSION = 2
_FILE = "settings.json"


@dataclass(frozen=True)
class MachineSettings:
    """What administrators set, checked; `problem` says what is wrong with their file."""

    values: Mapping[str, Any] = field(default_factory=dict)
    problem: UsageError | None = None


def machine_file(platform: str = sys.platform) -> Path:
    """Return where the administrators' file is, if there is one."""
    chosen = os.environ.get("DATABROWSER_MACHINE_SETTINGS")
    if chosen:
        return Path(chosen).absolute()
    if platform == "win32":
        return Path(os.environ.get("PROGRAMDATA") or r"C:\ProgramData") / "DataBrowser" / _FILE
    if platform == "darwin":
        return Path("/Library/Application Support/DataBrowser") / _FILE
    return Path("/etc/databrowser") / _FILE


def read_machine(file: Path | None = None) -> MachineSettings:
    """Return the administrators' settings; none where there is no file. Never raises."""
    file = file or machine_file()
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return MachineSettings()
    except (OSError, ValueError, RecursionError):
        return _broken(file, {}, "unreadable")
    if not isinstance(content, dict):
        return _broken(file, {}, "unreadable")
    values: dict[str, Any] = {}
    wrong: str | Wording = ""
    for name, value in content.items():
        if name == "version":
            if type(value) is not int or not 1 <= value <= VERSION:
                wrong = wrong or "version"
            continue
        try:
            values[name] = check_setting(name, value)
        except UsageError as error:
            wrong = wrong or error_wordings(error.reference, error.context)[0]
    return _broken(file, values, wrong) if wrong else MachineSettings(values)


def _broken(file: Path, values: Mapping[str, Any], why: str | Wording) -> MachineSettings:
    problem = UsageError("settings.machine-broken", path=str(file), why=why)
    return MachineSettings({**values, "read_only": True}, problem)
