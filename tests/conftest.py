"""What every test lives under: one name for the add-in, loopback only, no thread left, no skips in CI."""

from __future__ import annotations

import functools
import ipaddress
import os
import runpy
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SUITE_ROUNDS = 3
LONGEST = ("tests/test_tools.py", "tests/page/test_walk", "tests/contract/foreign/")
TOGETHER = ("tests/contract/foreign/", "tests/contract/openapi/")
IN_A_BROWSER = "tests/page/"
THREAD_GRACE = 3.0  # seconds that a thread may need to notice that its socket was closed

# The tests import the add-in as Fusion does: `from addin.lib.http import HttpClient`.
runpy.run_path(str(ROOT / "DataBrowserAddin.py"))["load"]("addin")
from addin.lib.core import catalogues  # noqa: E402  only now there is such a package
from addin.lib.core.sync import sync  # noqa: E402


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options behind `python3 -m tests long`, `pictures` and `coverage`."""
    parser.addoption("--full-rounds", action="store_true", help="run long tests at their full counts")
    parser.addoption("--pictures", action="store_true", help="write README's pictures, not only take them")
    parser.addoption("--write-coverage", action="store_true", help="write README's table of what is served")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to the long run what is marked so, and begin with what takes longest.

    What shares something that takes long to make stays on one worker. What runs in a browser is run a second
    time if it fails, because a machine that stalls is not a fault of the page; the summary names it then.
    """
    if not (config.getoption("full_rounds") or config.getoption("pictures")):
        left = [item for item in items if item.get_closest_marker("long_only")]
        items[:] = [item for item in items if item not in left]
        config.hook.pytest_deselected(items=left)
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
    for item in items:
        for folder in TOGETHER:
            if item.nodeid.startswith(folder):
                item.add_marker(pytest.mark.xdist_group(folder))
        if item.nodeid.startswith(IN_A_BROWSER):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test that reaches for another machine; names resolve as on a machine without network."""
    resolve = socket.getaddrinfo

    def getaddrinfo(host: Any, *arguments: Any, **options: Any) -> Any:
        if not _is_loopback(host):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return resolve(host, *arguments, **options)

    def guarded(method: Callable[..., Any]) -> Callable[..., Any]:
        def call(self: socket.socket, *arguments: Any) -> Any:
            address = arguments[-1]
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
                pytest.fail(f"a test reached for {address[0]}: only loopback is allowed")
            return method(self, *arguments)

        return call

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))


@pytest.fixture(autouse=True)
def no_administrators(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the tests away from what administrators may have set on this machine.

    A file of certificates among it would be read by each client anew, which takes longer than most tests.
    """
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.setenv("DATABROWSER_MACHINE_SETTINGS", str(tmp_path_factory.getbasetemp() / "no-settings"))


@pytest.fixture(autouse=True)
def no_background_sync(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing but the test ask its service, unless it is marked `syncs`: many count the requests.

    One that is marked so has no time for pauses between the steps of a sweep, and catalogues what it opens.
    """
    monkeypatch.setattr(catalogues, "FEW_HUBS", 0)
    if request.node.get_closest_marker("syncs") is None:
        monkeypatch.setattr(catalogues.Catalogues, "attend", lambda self, hub_id: None)
    else:
        monkeypatch.setattr(sync, "Times", functools.partial(sync.Times, step=0.0))


def _is_loopback(host: Any) -> bool:
    """Tell whether a host, as sockets take it, is this machine; None and "" are a server's wildcard."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """Fail a test after which a thread runs that did not run before it."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + THREAD_GRACE
    while (left := set(threading.enumerate()) - before) and time.monotonic() < deadline:
        time.sleep(0.01)
    if left:
        pytest.fail(f"left running: {sorted(thread.name for thread in left)}")


@pytest.fixture(scope="session")
def openapi_dir() -> Path:
    """The official OpenAPI files: the folder that APS_OPENAPI_DIR names, else ../shared/openapi."""
    folder = ROOT / os.environ.get("APS_OPENAPI_DIR", "../shared/openapi")
    if not (folder / "datamanagement.yaml").is_file():
        pytest.skip(
            "no official OpenAPI files: clone github.com/autodesk-platform-services/aps-sdk-openapi "
            "and set APS_OPENAPI_DIR to its folder of .yaml files"
        )
    return folder


class Rounds:
    """The rounds of a long test: each iteration is a random source, the same in every run.

    A round counts as done when the loop comes back for the next one, so a failing round never counts.
    """

    def __init__(self, name: str, *, total: int) -> None:
        self.name = name
        self.total = total
        self.done = 0

    def __iter__(self) -> Iterator[Random]:
        for number in range(self.total):
            yield Random(f"{self.name} {number}")
            self.done += 1


@pytest.fixture(scope="session")
def extent(request: pytest.FixtureRequest) -> str:
    """`full` where everything is to be gone through, `suite` where only what the suite has time for."""
    return "full" if request.config.getoption("full_rounds") else "suite"


@pytest.fixture
def rounds(request: pytest.FixtureRequest, extent: str) -> Iterator[Rounds]:
    """`for random in rounds`: as often as `long(full=...)` says with --full-rounds.

    In the suite it is `suite=...` times, 3 unless the mark says so.
    """
    mark = request.node.get_closest_marker("long")
    if mark is None:
        pytest.fail("a test with rounds says how many: @pytest.mark.long(full=...)")
    suite = mark.kwargs.get("suite", SUITE_ROUNDS)
    total = mark.kwargs["full"] if extent == "full" else suite
    rounds = Rounds(request.node.name.removeprefix("test_").replace("_", " "), total=total)
    yield rounds
    request.node.user_properties.append(("rounds", f"{rounds.name}: {rounds.done} of {rounds.total}"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Close with what held only in a second run, the size of the fault matrix, and one line per long test."""
    again = terminalreporter.stats.get("rerun", [])
    if again:
        terminalreporter.section("failed at first, and were run once more")
        for report in again:
            terminalreporter.line(f"{report.nodeid}: {report.longreprtext.splitlines()[-1]}")
    reports = [report for group in terminalreporter.stats.values() for report in group]
    lines = [
        text
        for report in reports
        if getattr(report, "when", "") == "teardown"
        for key, text in report.user_properties
        if key == "rounds"
    ]
    cells, attaching, moving = (
        [
            number
            for report in reports
            if getattr(report, "when", "") == "call"
            for key, number in report.user_properties
            if key == name
        ]
        for name in ("matrix", "matrix attach", "matrix transfers")
    )
    if cells or attaching or moving:
        terminalreporter.section("fault matrix")
        terminalreporter.line(
            f"{len(cells)} functions x bad days: {sum(cells)} calls; "
            f"attaching x {len(attaching)} policies x bad days: {sum(attaching)} calls; "
            f"transfers: {sum(moving)} calls"
        )
    if lines:
        terminalreporter.section("rounds")
        for line in sorted(lines):
            terminalreporter.line(line)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Any:
    """Turn the skip of a test into a failure in CI."""
    return _no_skip_in_ci((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Any:
    """Turn the skip of a whole file into a failure in CI."""
    return _no_skip_in_ci((yield))


def _no_skip_in_ci(report: Any) -> Any:
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longrepr}"
    return report
