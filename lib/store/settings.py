"""The user's settings, one JSON file, under those of the administrators.

    settings.json   {"version": 2, "service": "sample", "client_id": "",
                     "callback_ports": [8917, 18917, 28917], "lifecycle_tenant": "",
                     "language": "", "budget_share": 0.5, "log_level": "warning",
                     "ca_file": "", "proxy": "", "downloads_folder": "",
                     "background_sync": true, "space_limit": 1000}

What is absent has its default, what is unknown is kept. Version 1 had `service`, `client_id` and
`lifecycle_tenant` alone, and often no version; it reads like version 2 and is written as such. The file holds
no secret.

A file that is no JSON object is set aside as settings.broken-<time>.json, and the defaults hold; a single bad
value is left where it is, and its default holds. A file of a newer version is read as far as it is understood
and never written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from ..errors import StoreError, UsageError
from .checks import check_setting
from .files import set_aside, write_json
from .locks import file_lock
from .machine import VERSION, machine_file, read_machine

FILE_NAME = "settings.json"
_LOCK_SECONDS = 10.0
FOR_ADMINISTRATORS = frozenset({"read_only", "allowed_hosts", "data_folder"})


@dataclass(frozen=True)
class Settings:
    """What holds here.

    `service` is sample (the local service with the sample hub) or aps, `lifecycle_tenant` the tenant's name
    in its address, `budget_share` the part of the service's limits to spend. Empty texts stand for what the
    system has: its certificates, its proxy, its folder for downloads; no `callback_ports` for the usual
    three, no `language` for the host's. With `background_sync` the catalogue of a hub is filled while nobody
    waits for anything; `space_limit` is how many MB the copies of an account may take, 0 for no limit.
    `allowed_hosts` is None where all are.
    """

    service: str = "sample"
    client_id: str = ""
    callback_ports: tuple[int, ...] = ()
    lifecycle_tenant: str = ""
    language: str = ""
    budget_share: float = 0.5
    log_level: str = "warning"
    ca_file: str = ""
    proxy: str = ""
    downloads_folder: str = ""
    background_sync: bool = True
    space_limit: int = 1000
    read_only: bool = False
    allowed_hosts: tuple[str, ...] | None = None
    data_folder: str = ""


@dataclass(frozen=True)
class LoadedSettings:
    """The settings that hold, the names of the locked ones, and what was wrong with the files.

    `is_new` is true as long as nobody has chosen a service.
    """

    settings: Settings = Settings()
    locked: frozenset[str] = frozenset()
    problems: tuple[UsageError, ...] = ()
    is_new: bool = False


def load_settings(folder: Path) -> LoadedSettings:
    """Return the settings that hold for a folder of ours, with all that is to be said about them.

    Never raises. A broken file is set aside, so that only the first to read it hears of it.
    """
    machine = read_machine()
    problems = [machine.problem] if machine.problem else []
    try:
        content, problem = _read(folder)
    except UsageError as error:
        content, problem = {}, error
    if problem:
        problems.append(problem)
    values: dict[str, Any] = {}
    is_newer = problem is not None and problem.reference == "settings.newer"
    for name in _USER_NAMES:
        if name not in content or name in machine.values:
            continue
        try:
            values[name] = check_setting(name, content[name])
        except UsageError as error:
            if not is_newer:
                problems.append(error)
    settings = Settings(**{**values, **machine.values})
    is_new = "service" not in values and "service" not in machine.values
    return LoadedSettings(settings, frozenset(machine.values), tuple(problems), is_new=is_new)


def write_settings(folder: Path, changes: Mapping[str, object]) -> LoadedSettings:
    """Change some of the user's settings, all or none, and return what holds then.

    Raises `UsageError`: for a bad value or name (`settings.bad-value`, `settings.unknown`), for one that the
    administrators set (`settings.locked`), and where the file cannot be written (`settings.newer`,
    `settings.unreadable`, `settings.not-written`).
    """
    machine = read_machine()
    checked: dict[str, Any] = {}
    for name, value in changes.items():
        if name in machine.values or name in FOR_ADMINISTRATORS:
            raise UsageError("settings.locked", name=name, path=str(machine_file()))
        checked[name] = check_setting(name, value)
    with _writing(folder):
        content, problem = _read(folder)
        if problem and problem.reference == "settings.newer":
            raise problem
        _write(folder / FILE_NAME, {**content, **checked, "version": VERSION})
    loaded = load_settings(folder)
    return replace(loaded, problems=(problem, *loaded.problems)) if problem else loaded


def _read(folder: Path) -> tuple[dict[str, Any], UsageError | None]:
    """Return the raw file and what is wrong with it as a whole; empty where it was set aside or is absent.

    Raises `UsageError` (`settings.unreadable`) for a file that stays in the way.
    """
    file = folder / FILE_NAME
    try:
        data = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return {}, None
    except OSError:
        raise UsageError("settings.unreadable", path=str(file)) from None
    try:
        content = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        content = None
    version = content.get("version", 1) if isinstance(content, dict) else None
    if not isinstance(content, dict) or type(version) is not int or version < 1:
        return {}, _set_aside(file)
    return content, UsageError("settings.newer", path=str(file)) if version > VERSION else None


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Keep other windows from writing between what is read here and what is written."""
    with ExitStack() as held:
        try:
            held.enter_context(file_lock((folder / FILE_NAME).with_suffix(".lock"), timeout=_LOCK_SECONDS))
        except StoreError as error:
            if error.reference == "store.lock-busy":
                raise UsageError("settings.not-written", path=str(folder / FILE_NAME)) from None
            # Where the system has no locks, a change is worth more than the rare lost one.
        yield


def _set_aside(file: Path) -> UsageError:
    try:
        return UsageError("settings.set-aside", path=str(file), kept=set_aside(file).name)
    except OSError:
        raise UsageError("settings.unreadable", path=str(file)) from None


def _write(file: Path, content: Mapping[str, Any]) -> None:
    try:
        write_json(file, content)
    except OSError:
        raise UsageError("settings.not-written", path=str(file)) from None


_USER_NAMES = tuple(one.name for one in fields(Settings) if one.name not in FOR_ADMINISTRATORS)
