"""One interpreter, many add-ins: what shipped code may import and change, and nothing at import."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable
from pathlib import PurePosixPath

import pytest

from .sources import ROOT, list_sources
from .test_layers import list_imports

# Each would change the interpreter for every add-in in it.
PROCESS_WIDE = {
    "faulthandler.enable",
    "locale.setlocale",
    "logging.basicConfig",
    "logging.captureWarnings",
    "logging.disable",
    "os.chdir",
    "os.environ",
    "os.putenv",
    "os.umask",
    "socket.setdefaulttimeout",
    "sys.excepthook",
    "sys.meta_path",
    "sys.path",
    "sys.setrecursionlimit",
    "threading.excepthook",
    "warnings.filterwarnings",
    "warnings.simplefilter",
}
READ_FROM_ENVIRONMENT = {"get", "copy", "items"}  # os.environ may be read


def find_foreign_imports(path: PurePosixPath, source: str) -> list[str]:
    """Name each absolute import but the standard library's; `adsk` is the matter of test_layers."""
    called = [
        (node.lineno, str(node.args[0].value).partition(".")[0])
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] == "import_module"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]
    return [
        f"{path}:{line}: imports {name}"
        for line, name in [*called, *((line, name) for line, name, _ in list_imports(path, source))]
        if name and name != "adsk" and name not in sys.stdlib_module_names
    ]


# Never loaded in Fusion: one may set the environment of the program it is, one looks at what others set.
OWN_PROCESS = {"lib/cli.py": "os.environ", "lib/preview/leftovers.py": "sys.path"}


def find_process_wide_settings(path: PurePosixPath, source: str) -> list[str]:
    """Name each use of a setting that belongs to the whole process, and each import no rule can follow."""
    tree = ast.parse(source)
    reads = {
        node.value
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr in READ_FROM_ENVIRONMENT)
        or (isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load))
    }
    problems = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in PROCESS_WIDE:
            name = ast.unparse(node)
            if not ((name == "os.environ" and node in reads) or OWN_PROCESS.get(str(path)) == name):
                problems.append(f"{path}:{node.lineno}: {name}")
        elif isinstance(node, ast.Name) and node.id == "__import__":
            problems.append(f"{path}:{node.lineno}: __import__")
    return problems


def find_foreign_loggers(path: PurePosixPath, source: str) -> list[str]:
    """Name each logger that is not called databrowser or databrowser.something."""
    return [
        f"{path}:{node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] == "getLogger"
        and not (
            len(node.args) == 1
            and isinstance(node.args[0], ast.Constant)
            and str(node.args[0].value).split(".")[0] == "databrowser"
        )
    ]


def find_work_at_import(path: PurePosixPath, source: str) -> list[str]:
    """Name each statement that does something when the module is imported, and each `global`."""
    tree = ast.parse(source)
    problems = [f"{path}:{node.lineno}: global" for node in ast.walk(tree) if isinstance(node, ast.Global)]
    for node in tree.body:
        documents = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        guards = isinstance(node, ast.If) and ast.unparse(node.test) in (
            "TYPE_CHECKING",
            "__name__ == '__main__'",
        )
        compares = isinstance(node, ast.If) and ast.unparse(node.test).startswith("sys.")
        declares = isinstance(
            node,
            (
                ast.Import,
                ast.ImportFrom,
                ast.Assign,
                ast.AnnAssign,
                ast.FunctionDef,
                ast.AsyncFunctionDef,
                ast.ClassDef,
            ),
        )
        if not (documents or guards or compares or declares):
            problems.append(f"{path}:{node.lineno}: {ast.unparse(node).splitlines()[0]}")
    return problems


Rule = Callable[[PurePosixPath, str], list[str]]
RULES: list[Rule] = [
    find_foreign_imports,
    find_process_wide_settings,
    find_foreign_loggers,
    find_work_at_import,
]


@pytest.mark.parametrize("rule", RULES)
def test_the_code_keeps_the_rule(rule: Rule) -> None:
    assert [problem for path, source in list_sources() for problem in rule(path, source)] == []


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (find_foreign_imports, "import requests"),
        (find_foreign_imports, "from lib.http import HttpClient"),
        (find_foreign_imports, "def f():\n    import commands.sign_in"),
        (find_foreign_imports, "import importlib\nrequests = importlib.import_module('requests')"),
        (find_process_wide_settings, "import sys\nsys.path.append('.')"),
        (find_process_wide_settings, "import os\nos.environ['NO_PROXY'] = '*'"),
        (find_process_wide_settings, "import os\nos.environ.update(NO_PROXY='*')"),
        (find_process_wide_settings, "import socket\nsocket.setdefaulttimeout(5)"),
        (find_process_wide_settings, "json = __import__('json')"),
        (find_foreign_loggers, "import logging\nlog = logging.getLogger(__name__)"),
        (find_foreign_loggers, "import logging\nlogging.getLogger().setLevel(10)"),
        (find_foreign_loggers, "from logging import getLogger\nlog = getLogger('urllib3')"),
        (find_work_at_import, "print('hello')"),
        (find_work_at_import, "try:\n    import simplejson\nexcept ImportError:\n    pass"),
        (find_work_at_import, "for name in ():\n    pass"),
        (find_work_at_import, "def f():\n    global cache\n    cache = 1"),
    ],
)
def test_a_breach_is_found(rule: Rule, source: str) -> None:
    assert len(rule(PurePosixPath("lib/http/client.py"), source)) == 1


@pytest.mark.parametrize("rule", RULES)
def test_good_code_passes(rule: Rule) -> None:
    source = (
        '"""A module."""\n'
        "from __future__ import annotations\n"
        "import logging, os, sys\n"
        "from . import retry\n"
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from ..store import journal\n"
        'log = logging.getLogger("databrowser.http")\n'
        "home = lambda: os.environ.get('HOME') or os.environ['USERPROFILE']\n"
    )
    assert rule(PurePosixPath("lib/http/client.py"), source) == []


def test_the_network_library_waits_for_the_first_request() -> None:
    program = (
        "import importlib, runpy, sys\n"
        f"runpy.run_path({str(ROOT / 'DataBrowserAddin.py')!r})['load']('addin')\n"
        "for name in ('http', 'scripting', 'cli'):\n"
        "    importlib.import_module('addin.lib.' + name)\n"
        "print(sorted(name for name in sys.modules if '.vendor' in name))\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("[]\n", "")


def test_the_tests_import_as_fusion_does() -> None:
    assert str(ROOT) not in sys.path
    assert "" not in sys.path
