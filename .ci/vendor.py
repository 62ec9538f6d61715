"""Makes lib/vendor anew from lib/vendor/vendor.txt: `python3 .ci/vendor.py`.

The `vendoring` tool installs the locked wheels and rewrites their imports into a placeholder namespace,
because it knows only absolute ones; this program then makes those relative. Everything happens in a
temporary folder, and lib/vendor is replaced only when all checks pass: each substitution hit as often as
its `hits` says, only pure Python arrived, it parses as the oldest Python we support, licences are there.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "lib" / "vendor"
TOOLS = ROOT / ".ci" / "vendor-tools.txt"
PROTECTED = ("__init__.py", "README.md", "vendor.txt")
# As vendoring does it.
PIP_INSTALL = ("pip", "install", "--quiet", "--platform", "any", "--no-deps", "--no-compile")
PLACEHOLDER = "_databrowser_vendor"
OLDEST_PYTHON = (3, 10)
SUFFIXES = {".py", ".typed", ".pem", ".md", ".txt", ""}  # no compiled code, no stubs

DROP = (
    "*.dist-info/",
    "bin/",
    "certifi/__main__.py",
    "certifi/tests/",
    "charset_normalizer/__main__.py",
    "charset_normalizer/cli/",
    "idna/__main__.py",
    "idna/cli.py",
    "keyring/__main__.py",
    "keyring/backend_complete.bash",
    "keyring/backend_complete.zsh",
    "keyring/backends/SecretService.py",
    "keyring/backends/chainer.py",
    "keyring/backends/fail.py",
    "keyring/backends/kwallet.py",
    "keyring/backends/libsecret.py",
    "keyring/backends/null.py",
    "keyring/cli.py",
    "keyring/compat/py312.py",
    "keyring/completion.py",
    "keyring/core.py",
    "keyring/devpi_client.py",
    "keyring/http.py",
    "keyring/testing/",
    "keyring/util/platform_.py",
    "requests/help.py",
    "urllib3/contrib/emscripten/",
    "urllib3/contrib/pyopenssl.py",
    "urllib3/contrib/socks.py",  # would use any PySocks that another add-in brings
    "urllib3/http2/connection.py",
    "win32ctypes/core/cffi/",
    "win32ctypes/core/ctypes/_dll.py",
    "win32ctypes/core/ctypes/_resource.py",
    "win32ctypes/core/ctypes/_system_information.py",
    "win32ctypes/core/ctypes/_time.py",
    "win32ctypes/pywin32/win32api.py",
    "win32ctypes/pywintypes.py",
    "win32ctypes/tests/",
    "win32ctypes/win32api.py",
    "win32ctypes/win32cred.py",
)

# Where a library's licence goes, when its package is called otherwise.
DIRECTORIES = {"pywin32_ctypes": "win32ctypes"}


@dataclass(frozen=True)
class Substitution:
    """One change to the upstream source; `hits` counts over all files: a stale pattern fails silently."""

    match: str
    replace: str
    hits: int


SUBSTITUTIONS = (
    # certifi finds its file by the package's public name.
    Substitution(r'(files|get_path|read_text)\("certifi"', r"\1(__package__", hits=4),
    # requests takes any chardet or simplejson it can import.
    Substitution(
        r'for lib in \("chardet", "charset_normalizer"\):', r'for lib in (".charset_normalizer",):', hits=1
    ),
    Substitution(
        r"chardet = importlib\.import_module\(lib\)",
        r'chardet = importlib.import_module(lib, __package__.rpartition(".")[0])',
        hits=1,
    ),
    Substitution(
        r"from chardet import __version__ as chardet_version", r'raise ImportError("private copy")', hits=1
    ),
    Substitution(r"(?m)^    import simplejson as json", r'    raise ImportError("private copy")', hits=1),
    # urllib3 takes any brotli or zstd it can import.
    Substitution(r"(?m)^( +)import brotli(cffi)?\b.*$", r'\1raise ImportError("private copy")', hits=4),
    Substitution(r"(?m)^( +)from backports import zstd\b.*$", r'\1raise ImportError("private copy")', hits=2),
    # requests plants requests.packages.* in sys.modules.
    Substitution(
        r"(?s)\Aimport sys\n\nfrom \.compat import chardet\n.*\Z",
        '"""Emptied: no aliases in sys.modules."""\n',
        hits=1,
    ),
    # truststore can put itself in the place of ssl.SSLContext, for everybody.
    Substitution(r"(?s)\ndef inject_into_ssl\(\).*?\n(?=class SSLContext\()", "\n", hits=1),
    Substitution(
        r"from \._api import SSLContext, extract_from_ssl, inject_into_ssl",
        "from ._api import SSLContext",
        hits=1,
    ),
    Substitution(r'\["SSLContext", "inject_into_ssl", "extract_from_ssl"\]', '["SSLContext"]', hits=1),
    # Where another add-in has let its own truststore do that, this copy would call itself without end.
    Substitution(
        r"(?m)^_original_SSLContext = ssl\.SSLContext$",
        '_original_SSLContext = next(c for c in ssl.SSLContext.__mro__ if c.__module__ == "ssl")',
        hits=1,
    ),
    # pywin32-ctypes puts a finder in sys.meta_path, and changes the types of ctypes.pythonapi.
    Substitution(
        r"(?s)\nimport sys\nimport importlib\nfrom importlib\.abc import MetaPathFinder, Loader\n.*\Z",
        "\n_backend = 'ctypes'\n",
        hits=1,
    ),
    Substitution(
        r"from win32ctypes\.core import _authentication, _common, _backend",
        "from ..core import _backend\nfrom ..core.ctypes import _authentication, _common",
        hits=1,
    ),
    Substitution(
        r"(?s)_PyBytes_FromStringAndSize = function_factory\(.*?py_object\)\n",
        "_PyBytes_FromStringAndSize = ctypes.string_at\n",
        hits=1,
    ),
    Substitution(r"\nfrom win32ctypes\.pywin32 import win32api\n", "\n", hits=1),
    Substitution(r"\[.win32api., .win32cred., .pywintypes.\]", "['win32cred', 'pywintypes']", hits=1),
    # keyring imports what other packages offer, and obeys the environment; only two backends are used.
    Substitution(
        r"(?s)\Afrom \.core import \(\n    delete_password,.*\Z",
        '"""Emptied: use keyring.backends.Windows or keyring.backends.macOS directly."""\n',
        hits=1,
    ),
    Substitution(
        r"(?s)try:\n    from jaraco\.classes import properties\nexcept ImportError:.*\Z",
        "from . import properties\n",
        hits=1,
    ),
    Substitution(r"from jaraco\.(context|functools) import (ExceptionTrap|once)\n", "", hits=3),
    Substitution(r"from \.compat\.py312 import metadata\n", "", hits=1),
    Substitution(r"(?s)def _load_plugins\(\).*?(?=class SchemeSelectable)", "", hits=1),
    Substitution(
        r"(?s)    # Python 3\.8 compatibility\n    passes = .*?(?=    @classmethod\n    def get_viable)",
        "    @properties.classproperty\n"
        "    def viable(cls):\n"
        "        try:\n"
        "            cls.priority\n"
        "        except Exception:\n"
        "            return False\n"
        "        return True\n\n",
        hits=1,
    ),
    Substitution(
        r"(?s)with ExceptionTrap\(\) as missing_deps:\n.*?(?=\nlog = )",
        "try:\n"
        "    from ...win32ctypes.pywin32 import pywintypes, win32cred\n\n"
        "    missing_deps = False\n"
        "except Exception:\n"
        "    missing_deps = True\n",
        hits=1,
    ),
    # The interpreter's warning filters belong to everybody.
    Substitution(r"(?m)^warnings\.simplefilter\(.*\)\n", "", hits=4),
    # Loggers by __name__ would carry the folder's path; a public name would be shared.
    Substitution(
        r'getLogger\((__name__|"charset_normalizer")\)',
        r'getLogger("databrowser.vendor")',
        hits=14,
    ),
)


class VendorError(Exception):
    """The copy cannot be made; lib/vendor is as it was."""


def main() -> int:
    """Make the copy, check it, put it in place; return the exit code."""
    if sys.version_info < (3, 11):
        print("The vendoring tool needs Python 3.11 or newer.", file=sys.stderr)
        return 2
    try:
        with tempfile.TemporaryDirectory() as folder:
            made = make_copy(Path(folder))
            replace_folder(VENDOR, by=made)
    except (VendorError, subprocess.CalledProcessError) as error:
        print(f"lib/vendor is unchanged: {error}", file=sys.stderr)
        return 1
    return 0


def make_copy(work: Path) -> Path:
    """Return a new vendor folder below `work`, checked."""
    environment = install_tools(work / "tools")
    upstream, project = work / "upstream", work / "project"
    made = project / "lib" / "vendor"
    made.mkdir(parents=True)
    for name in PROTECTED:
        shutil.copy(VENDOR / name, made)
    (project / "pyproject.toml").write_text(configuration(), encoding="utf-8")
    _run(["vendoring", "sync"], cwd=project, env=environment)
    _run(
        [*PIP_INSTALL, "-r", str(VENDOR / "vendor.txt"), "-t", str(upstream)],
        cwd=work,
        env=environment,
    )
    keep_notices(upstream, made)
    count = make_relative(made)
    print(f"{count} imports made relative")
    problems = [*find_stale_substitutions(upstream, made), *find_problems(made)]
    if problems:
        raise VendorError("\n  ".join(["", *problems]))
    return made


def install_tools(folder: Path) -> dict[str, str]:
    """Make a virtual environment with the locked tools; return the process environment that uses it.

    `vendoring` runs whatever pip is first on PATH.
    """
    venv.create(folder, with_pip=True)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    environment = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"}
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    _run([str(scripts / "python"), *install, "-r", str(TOOLS)], cwd=ROOT, env=environment)
    return environment


def configuration() -> str:
    """Return the pyproject.toml of the temporary project; JSON's strings and lists are also TOML's."""
    substitutes = ",\n".join(
        f"  {{ match = {json.dumps(each.match)}, replace = {json.dumps(each.replace)} }}"
        for each in SUBSTITUTIONS
    )
    return "\n".join(
        [
            "[tool.vendoring]",
            'destination = "lib/vendor/"',
            'requirements = "lib/vendor/vendor.txt"',
            f"namespace = {json.dumps(PLACEHOLDER)}",
            f"protected-files = {json.dumps(PROTECTED)}",
            "[tool.vendoring.transformations]",
            f"drop = {json.dumps(DROP)}",
            f"substitute = [\n{substitutes}\n]",
            "[tool.vendoring.typing-stubs]",
            *(f"{json.dumps(folder)} = []" for folder in DIRECTORIES.values()),
            "[tool.vendoring.license.directories]",
            *(f"{json.dumps(name)} = {json.dumps(folder)}" for name, folder in DIRECTORIES.items()),
            "",
        ]
    )


def keep_notices(upstream: Path, made: Path) -> None:
    """Copy the NOTICE files that the Apache licence wants kept; `vendoring` takes licences only."""
    for notice in sorted(upstream.glob("*.dist-info/**/NOTICE*")):
        package = notice.relative_to(upstream).parts[0].partition("-")[0]
        shutil.copy(notice, made / package)


def make_relative(folder: Path) -> int:
    """Make the imports from the placeholder namespace, which is `folder`, relative; count them."""
    count = 0
    for file in sorted(folder.rglob("*.py")):
        source, hits = relative_imports(
            file.read_text(encoding="utf-8"), depth=len(file.relative_to(folder).parts)
        )
        if PLACEHOLDER in source:
            raise VendorError(f"{file.relative_to(folder)}: an import that cannot be made relative")
        file.write_text(source, encoding="utf-8", newline="\n")
        count += hits
    return count


def relative_imports(source: str, *, depth: int) -> tuple[str, int]:
    """Return the source of a file `depth` levels below the placeholder, and how many imports changed."""
    dots = "." * depth
    rules = (
        (rf"(?m)^(\s*)from {PLACEHOLDER} import ", rf"\1from {dots} import "),
        (rf"(?m)^(\s*)from {PLACEHOLDER}\.", rf"\1from {dots}"),
        (rf"(?m)^(\s*)import {PLACEHOLDER}\.(\S+)\.(\w+) as ", rf"\1from {dots}\2 import \3 as "),
    )
    total = 0
    for pattern, replacement in rules:
        source, hits = re.subn(pattern, replacement, source)
        total += hits
    return source, total


def find_stale_substitutions(upstream: Path, made: Path) -> list[str]:
    """Name each substitution that does not hit as often as expected in the upstream files we keep."""
    counts = [0] * len(SUBSTITUTIONS)
    for file in sorted(made.rglob("*.py")):
        original = upstream / file.relative_to(made)
        if not original.is_file():
            continue  # ours
        source = original.read_text(encoding="utf-8")
        for index, each in enumerate(SUBSTITUTIONS):
            source, hits = re.subn(each.match, each.replace, source)
            counts[index] += hits
    return [
        f"{each.match!r} hit {count} times, expected {each.hits}"
        for each, count in zip(SUBSTITUTIONS, counts, strict=True)
        if count != each.hits
    ]


def find_problems(made: Path) -> list[str]:
    """Name what must not be shipped: foreign kinds of files, too new syntax, a library without a licence."""
    problems = []
    for file in sorted(path for path in made.rglob("*") if path.is_file()):
        name = file.relative_to(made)
        if file.suffix not in SUFFIXES:
            problems.append(f"{name}: not pure Python")
        elif file.suffix == ".py":
            try:
                ast.parse(file.read_bytes(), feature_version=OLDEST_PYTHON)
            except SyntaxError as error:
                problems.append(f"{name}: {error}")
    for folder in sorted(path for path in made.iterdir() if path.is_dir()):
        if not any(folder.glob("LICENSE*")):
            problems.append(f"{folder.name}: no licence")
    return problems


def replace_folder(folder: Path, *, by: Path) -> None:
    """Put a checked copy in the place of `folder`."""
    shutil.rmtree(folder)
    shutil.copytree(by, folder, copy_function=shutil.copyfile)


def _run(command: Sequence[str], *, cwd: Path, env: dict[str, str]) -> None:
    subprocess.run(command, cwd=cwd, env=env, check=True)


if __name__ == "__main__":
    sys.exit(main())
