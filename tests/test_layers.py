"""Imports go only from a higher layer to a lower one, and `adsk` is imported in one folder."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

import pytest

from .sources import list_sources

# Parts with the same number are strangers. The command line and what it alone reaches stand on top.
LAYERS = {
    "texts": 0,
    "clock": 0,
    "errors": 0.5,
    "vendor": 0.5,
    "http": 1,
    "store": 1,
    "aps": 2,
    "plm": 2,
    "core": 3,
    "bridge": 4,
    "sample_hub": 4,
    "scripting": 4,
    "app": 5,
    "remembered": 5.5,
    "host": 6,
    "commands": 7,
    "terminal_scripts": 7,
    "lending": 8,
    "preview": 8,
    "package": 8,
    "terminal": 8,
    "install": 9,
    "tour": 9,
    "cli": 10,
    "entry": 11,
}
REACHED_ONLY_FROM = {
    "emulator": {"cli", "sample_hub"},
    "preview": {"cli"},
    "package": {"cli", "install"},
    "install": {"cli"},
    "terminal": {"cli", "tour"},
    "tour": {"cli"},
    "cli": {"entry"},
    "lending": {"entry"},
    "terminal_scripts": {"lending"},
}
EMULATOR_MAY_USE = {"errors"}
ADSK_FOLDERS = {"host", "preview"}


def part_of(parts: tuple[str, ...]) -> str:
    """Return the part a dotted path below the repository root belongs to; "" is the package `lib` itself."""
    if parts[0] == "lib":
        return parts[1] if len(parts) > 1 else ""
    return "commands" if parts[0] == "commands" else "entry"


def list_imports(path: PurePosixPath, source: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Yield each import as (line, top-level name, path below the root); one of the last two is empty."""
    package = path.parent.parts
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name.partition(".")[0], ()
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.lineno, (node.module or "").partition(".")[0], ()
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] + tuple(
                (node.module or "").split(".") if node.module else ()
            )
            for alias in node.names:
                yield node.lineno, "", (*base, alias.name)


def find_upward_imports(path: PurePosixPath, source: str) -> list[str]:
    """Name each import that the layers forbid."""
    own = part_of(path.with_suffix("").parts)
    problems = []
    for line, _, target in list_imports(path, source):
        other = part_of(target) if target else own
        if other != own and not may_import(own, other):
            problems.append(f"{path}:{line}: {own} imports {other}")
    return problems


def may_import(own: str, other: str) -> bool:
    """Tell whether one part may import another."""
    if own == "emulator":
        return other in EMULATOR_MAY_USE
    if other in REACHED_ONLY_FROM:
        return own in REACHED_ONLY_FROM[other]
    return own in LAYERS and other in LAYERS and LAYERS[own] > LAYERS[other]


def find_adsk_imports(path: PurePosixPath, source: str) -> list[str]:
    """Name each import of Fusion's modules outside the folders that may have one."""
    if part_of(path.with_suffix("").parts) in ADSK_FOLDERS:
        return []
    return [f"{path}:{line}: imports adsk" for line, name, _ in list_imports(path, source) if name == "adsk"]


def test_imports_go_downwards() -> None:
    assert [problem for path, source in list_sources() for problem in find_upward_imports(path, source)] == []


def test_only_the_host_imports_adsk() -> None:
    assert [problem for path, source in list_sources() for problem in find_adsk_imports(path, source)] == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("lib/http/client.py", "from ..aps import hubs"),
        ("lib/http/client.py", "from .. import aps"),
        ("lib/http/client.py", "from ..store import settings"),
        ("lib/aps/hubs.py", "def later():\n    from ..core.browse import walk"),
        ("lib/plm/session.py", "from ..aps.hubs import Hub"),
        ("lib/errors.py", "from . import http"),
        ("lib/texts.py", "from .errors import UsageError"),
        ("lib/clock.py", "from .errors import UsageError"),
        ("lib/clock.py", "from .texts import load_texts"),
        ("lib/emulator/clock.py", "from ..clock import SystemClock"),
        ("lib/scripting.py", "from .emulator import Emulator"),
        ("lib/scripting.py", "from . import cli"),
        ("lib/bridge/table.py", "from .. import scripting"),
        ("lib/app.py", "from .preview import window"),
        ("lib/app.py", "from .tour import run_tour"),
        ("lib/emulator/server.py", "from ..http import HttpClient"),
        ("lib/emulator/sub/pages.py", "from ...texts import load_texts"),
        ("lib/core/browse.py", "from ... import DataBrowserAddin"),
        ("lib/core/__init__.py", "from ..bridge import table"),
        ("lib/__init__.py", "from .http import HttpClient"),
        ("lib/newcomer.py", "from .errors import UsageError"),
        ("commands/sign_in/entry.py", "from ...lib.emulator import Emulator"),
        ("DataBrowserAddin.py", "from .lib.emulator import Emulator"),
    ],
)
def test_an_upward_import_is_found(path: str, source: str) -> None:
    assert len(find_upward_imports(PurePosixPath(path), source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("lib/errors.py", "from .texts import error_sentences"),
        ("lib/http/budgets.py", "from ..clock import Clock\nfrom ..errors import UsageError"),
        (
            "lib/http/client.py",
            "from ..vendor import requests\nfrom ..errors import NetworkError\nfrom . import retry",
        ),
        ("lib/core/__init__.py", "from . import browse\nfrom ..aps import hubs\nfrom ..store import journal"),
        ("lib/core/browse.py", "from .sync import follow\nfrom ..plm import session\nimport json"),
        ("lib/emulator/server.py", "from ..errors import UsageError\nfrom .routes import ROUTES"),
        (
            "lib/cli.py",
            "from . import scripting\nfrom .emulator import Emulator\nfrom .preview import window",
        ),
        ("commands/sign_in/entry.py", "from ...lib.host import dialogs"),
        ("DataBrowserAddin.py", "from .lib import cli\nfrom . import commands"),
    ],
)
def test_a_downward_import_passes(path: str, source: str) -> None:
    assert find_upward_imports(PurePosixPath(path), source) == []


@pytest.mark.parametrize(
    "source", ["import adsk.core", "from adsk import fusion", "def f():\n    import adsk"]
)
def test_an_adsk_import_is_found(source: str) -> None:
    assert len(find_adsk_imports(PurePosixPath("commands/sign_in/entry.py"), source)) == 1
    assert find_adsk_imports(PurePosixPath("lib/host/events.py"), source) == []
