"""The guards of conftest.py catch what they are there for."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from .sources import ROOT

pytestmark = pytest.mark.long_only

CONFTEST = ROOT / "tests" / "conftest.py"


def run_pytest(folder: Path, *arguments: str, source: str, **environment: str) -> str:
    """Run one test module under our conftest.py and settings; return what pytest printed."""
    (folder / "conftest.py").write_text(
        f"from pathlib import Path\n__file__ = {str(CONFTEST)!r}\n"
        "exec(compile(Path(__file__).read_text('utf-8'), __file__, 'exec'))\n",
        encoding="utf-8",
    )
    (folder / "test_it.py").write_text(source, encoding="utf-8")
    command = [str(Path(sys.executable).parent / "pytest"), "-c", str(ROOT / "pyproject.toml")]
    run = subprocess.run(
        [
            *command,
            "--rootdir",
            str(folder),
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            *arguments,
            str(folder),
        ],
        cwd=folder,
        env={**{key: value for key, value in os.environ.items() if key != "CI"}, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stdout


@pytest.mark.parametrize(
    ("family", "host"),
    [(socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"), (socket.AF_INET, "0.0.0.0")],
)
@pytest.mark.parametrize("method", ["connect", "connect_ex"])
def test_other_machines_are_out_of_reach(family: socket.AddressFamily, host: str, method: str) -> None:
    with socket.socket(family) as probe, pytest.raises(pytest.fail.Exception, match="only loopback"):
        getattr(probe, method)((host, 80))


def test_datagrams_to_other_machines_are_out_of_reach() -> None:
    with (
        socket.socket(type=socket.SOCK_DGRAM) as probe,
        pytest.raises(pytest.fail.Exception, match="only loopback"),
    ):
        probe.sendto(b"hello", ("192.0.2.1", 53))


def test_names_do_not_resolve() -> None:
    with pytest.raises(socket.gaierror):
        socket.create_connection(("developer.api.autodesk.com", 443))
    assert socket.getaddrinfo("localhost", 80)
    assert socket.getaddrinfo("::1", 80)


def test_loopback_is_within_reach() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()


def test_a_thread_left_running_fails_its_test(tmp_path: Path) -> None:
    output = run_pytest(
        tmp_path,
        source=(
            "import threading, time\n"
            "def start(seconds, name):\n"
            "    threading.Thread(target=time.sleep, args=(seconds,), name=name, daemon=True).start()\n"
            "def test_ends(): start(0.2, 'goer')\n"
            "def test_stays(): start(8, 'stayer')\n"
        ),
    )
    assert re.search(r"left running: \['stayer'\]", output)
    assert "2 passed, 1 error" in output


SKIPS = "import pytest\ndef test_it(): pytest.skip('no browser')\n"
SKIPS_ALL = "import pytest\npytest.skip('no browser', allow_module_level=True)\n"


@pytest.mark.parametrize(("source", "verdict"), [(SKIPS, "1 failed"), (SKIPS_ALL, "1 error")])
def test_nothing_skips_in_ci(tmp_path: Path, source: str, verdict: str) -> None:
    output = run_pytest(tmp_path, source=source, CI="true")
    assert verdict in output
    assert "no browser" in output
    assert "1 skipped" in run_pytest(tmp_path, source=source)


def test_a_missing_openapi_folder_is_a_skip_or_in_ci_a_failure(tmp_path: Path) -> None:
    source = "def test_it(openapi_dir): pass\n"
    nowhere = str(tmp_path / "nowhere")
    output = run_pytest(tmp_path, source=source, APS_OPENAPI_DIR=nowhere)
    assert "1 skipped" in output
    assert "APS_OPENAPI_DIR" in output
    assert "1 passed" not in run_pytest(tmp_path, source=source, APS_OPENAPI_DIR=nowhere, CI="true")
    (tmp_path / "datamanagement.yaml").touch()
    assert "1 passed" in run_pytest(tmp_path, source=source, APS_OPENAPI_DIR=str(tmp_path), CI="true")


ROUNDS = """
import pytest

seen = []

@pytest.mark.long(full=20)
def test_kill_and_resume(rounds):
    for random in rounds:
        seen.append(random.random())
    assert len(set(seen)) == len(seen)

@pytest.mark.long(full=20)
def test_loss(rounds):
    for number, random in enumerate(rounds):
        assert number < 2
"""


def test_rounds_are_few_in_the_suite_and_all_on_request(tmp_path: Path) -> None:
    output = run_pytest(tmp_path, source=ROUNDS)
    assert "kill and resume: 3 of 3" in output
    assert "loss: 2 of 3" in output
    assert "kill and resume: 20 of 20" in run_pytest(tmp_path, "--full-rounds", source=ROUNDS)


def test_rounds_are_the_same_in_every_run(tmp_path: Path) -> None:
    source = ROUNDS + "def test_show(): assert not seen\n"
    shown = [re.search(r"assert not (\[.*)", run_pytest(tmp_path, source=source)) for _ in range(2)]
    assert shown[0] is not None
    assert shown[1] is not None
    assert shown[0].group(1) == shown[1].group(1)


PAGE = """
times = []

def test_stalls_once():
    times.append(1)
    assert len(times) == 2, "too early"

def test_is_broken():
    assert not times, "broken"
"""


def test_what_fails_in_a_browser_is_run_once_more_and_named(tmp_path: Path) -> None:
    (tmp_path / "tests" / "page").mkdir(parents=True)
    (tmp_path / "tests" / "page" / "test_page.py").write_text(PAGE, encoding="utf-8")
    output = run_pytest(tmp_path, source=PAGE.replace("stalls_once", "runs_elsewhere"))
    assert re.search(r"3 failed, 1 passed, 2 rerun", output)
    told = output.partition("failed at first, and were run once more")[2]
    assert re.search(r"tests/page/test_page\.py::test_stalls_once: .*", told)
    assert "test_it.py" not in told.partition("short test summary")[0]


def test_warnings_are_errors(tmp_path: Path) -> None:
    output = run_pytest(tmp_path, source="import warnings\ndef test_it(): warnings.warn('old')\n")
    assert "1 failed" in output


def test_an_unclosed_socket_is_an_error(tmp_path: Path) -> None:
    output = run_pytest(tmp_path, source="import socket\ndef test_it(): socket.socket()\n")
    assert "unclosed" in output
    assert "1 failed" in output
