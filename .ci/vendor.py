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
    "requests/help.py",
    "urllib3/contrib/emscripten/",
    "urllib3/contrib/pyopenssl.py",
    "urllib3/contrib/socks.py",  # would use any PySocks that another add-in brings
    "urllib3/http2/connection.py",
)


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
    # The interpreter's warning filters belong to everybody.
    Substitution(r"(?m)^warnings\.simplefilter\(.*\)\n", "", hits=4),
    # Loggers by __name__ would carry the folder's path; a public name would be shared.
    Substitution(
        r'getLogger\((__name__|"charset_normalizer")\)',
        r'getLogger("databrowser.vendor")',
        hits=11,
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
