"""Runs the tests: `python3 -m tests [long|pictures|coverage|bench] [arguments]`; those of tests go to pytest.

The pinned tools of requirements.txt are installed into .venv/<major.minor>/ of the repository, made by
and for the interpreter that runs this, and made anew only when the lock file or the interpreter changes.
`long` runs what is marked so: the long repetitions at full counts, the whole fault matrix, the foreign
programs, every picture of the page. `pictures` writes those that README shows, `coverage` its table of what
is served. `bench` prints the benchmark's table; its peers live in an environment of their own.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "tests" / "requirements.txt"
BENCH = ROOT / "tests" / "bench"
DEBIAN_WHEELS = Path("/usr/share/python-wheels")
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
# Most tests wait more than they compute; but each may need one of the three ports of a sign-in.
WORKERS = min(2 * (os.cpu_count() or 1), 3)
LONG = ["--full-rounds", "--timeout=1800", "-m", "long or long_only"]
# One after the other: the last test looks at what the others have written.
PICTURES = ["-n0", "--pictures", "tests/page/window/test_readme.py"]
COVERAGE = ["-n0", "--write-coverage", "tests/contract/openapi/test_coverage.py"]


class NoTools(Exception):
    """The tools cannot be installed; the message is one line that says what to do."""


def install_tools(folder: Path, lock: Path | None = None) -> None:
    """Make `folder` a virtual environment with the locked tools, unless it is one already."""
    lock = lock or LOCK
    stamp = folder / "made-from"
    wanted = f"{hashlib.sha256(lock.read_bytes()).hexdigest()}\n{sys.base_prefix}\n{sys.version}\n"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    print(f"Installing the test tools into {folder.relative_to(ROOT)} ...", flush=True)
    venv.EnvBuilder(clear=True, symlinks=os.name != "nt").create(folder)
    pip = find_pip(folder / SCRIPTS / "python")
    install = ["install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--only-binary=:all:"]
    if subprocess.run([*pip, *install, "-r", str(lock)], check=False).returncode != 0:
        raise NoTools(f"pip could not install {lock.parent.name}/{lock.name}; its reason is above.")
    stamp.write_text(wanted, encoding="utf-8")


def keep_bytecode(folder: Path) -> dict[str, str]:
    """Return an environment in which Python keeps what it compiles, in `folder` and not beside the sources.

    Many tests start programs, and each would compile the add-in anew.
    """
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def find_pip(python: Path) -> list[str]:
    """Return the command of a pip that installs for `python`.

    A pip runs straight from its wheel, so the wheel that comes with CPython or, on Debian, with another
    package will do, and Debian's python3-venv is not needed; else a pip of the running interpreter.
    """
    ensurepip = importlib.util.find_spec("ensurepip")
    bundled = [
        Path(folder, "_bundled")
        for folder in (ensurepip.submodule_search_locations if ensurepip else None) or ()
    ]
    wheels = [wheel for folder in [*bundled, DEBIAN_WHEELS] for wheel in sorted(folder.glob("pip-*.whl"))]
    if wheels:
        return [str(python), f"{wheels[0]}/pip"]
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", str(python)]
    raise NoTools("This Python comes without pip; on Debian and Ubuntu: apt-get install python3-venv")


def main(arguments: list[str]) -> int:
    """Install what is missing, run pytest, return its exit code."""
    if sys.version_info < (3, 10):  # noqa: UP036  an older Python gets a sentence, not a traceback
        print(f"The tests need Python 3.10 or newer; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 2
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    folder = ROOT / ".venv" / version
    for name, chosen in (("long", LONG), ("pictures", PICTURES), ("coverage", COVERAGE)):
        if arguments[:1] == [name]:
            arguments = [*chosen, *arguments[1:]]
    try:
        if arguments[:1] == ["bench"]:
            folder = ROOT / ".venv" / f"bench-{version}"
            install_tools(folder, BENCH / "requirements.txt")
            return subprocess.call(
                [str(folder / SCRIPTS / "python"), "-m", "tests.bench", *arguments[1:]], cwd=ROOT
            )
        install_tools(folder)
        # The script, not `python -m pytest`: that would put the repository on sys.path.
        command = [str(folder / SCRIPTS / "pytest"), "-n", str(WORKERS), "--dist=loadgroup"]
        return subprocess.call([*command, *arguments], cwd=ROOT, env=keep_bytecode(folder))
    except NoTools as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
