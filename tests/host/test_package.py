"""The release in the simulated Fusion: unpacked below an awkward path, started and stopped from there.

The host is the checkout's; code, page, icons and the sample hub's service are the zip's.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from addin.lib.emulator import Emulator, sample
from addin.lib.package import NAME
from addin.lib.preview import Question, Reply, SimulatedFusion
from addin.lib.preview.icons import find_icon
from addin.lib.terminal import FormBrowser
from addin.lib.texts import load_texts

from ..release import take_inventory, unpack_release
from .conftest import BUTTONS, PALETTE, Page, assert_clean, load, open_palette


@pytest.fixture(scope="session")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that lies in Fusion's folder for add-ins."""
    return unpack_release(tmp_path_factory.mktemp("release"))


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of our files: its settings ask for the sample hub. The browser presses Allow by itself."""
    folder = tmp_path / "Größen"
    folder.mkdir()
    (folder / "settings.json").write_text('{"version": 1, "service": "sample"}', encoding="utf-8")
    monkeypatch.setenv("DATABROWSER_HOME", str(folder))
    monkeypatch.delenv("DATABROWSER_SERVICE", raising=False)
    monkeypatch.setattr(webbrowser, "open", FormBrowser().open)
    return folder


def test_the_release_runs_from_where_it_was_unpacked(
    start_fusion: Callable[..., SimulatedFusion], unpacked: Path, home: Path
) -> None:
    before = take_inventory(unpacked)
    fusion = start_fusion()
    addin = fusion.load(unpacked / f"{NAME}.py", load=load)
    for _ in range(2):  # the second start finds what the first has left in the home folder, and nothing else
        addin.run()
        assert fusion.faults == []
        assert addin.name.endswith("Gr%C3%B6%C3%9Fen%2FAdd%20Ins%2FDataBrowserAddin%2FDataBrowserAddin_py")
        check_buttons(fusion, unpacked)
        page = open_palette(fusion)
        check_page(fusion, unpacked)
        check_sign_in_and_tree(page)
        check_modules(addin.modules(), unpacked)
        addin.stop()
        assert_clean(fusion)
        assert addin.modules() == []
    assert take_inventory(unpacked) == before
    kept = {path.name.partition(".")[0] for path in home.iterdir() if not path.name.endswith(".lock")}
    assert kept == {"settings", "sample-hub", "accounts"}


def test_a_script_of_the_release_runs_from_there(
    service: Emulator,
    start_fusion: Callable[..., SimulatedFusion],
    unpacked: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABROWSER_TOKEN", service.token)
    before, target = take_inventory(unpacked), tmp_path / "references.csv"

    def answer(question: Question) -> Reply:
        return Reply(0, paths=(str(target),) if question.files else ())

    fusion = start_fusion(ask=answer)
    folder = unpacked / "resources" / "scripts" / "ListReferences"
    script = fusion.load(folder / "ListReferences.py", load=load)
    script.run()
    assert fusion.pump_until(lambda: not script.is_running, 20)
    assert_clean(fusion)
    assert sample.BILL_OF_MATERIALS in target.read_text("utf-8-sig")
    assert take_inventory(unpacked) == before


def check_buttons(fusion: SimulatedFusion, unpacked: Path) -> None:
    buttons = [button for button in fusion.state.definitions if not button.is_native]
    assert {button.id for button in buttons} >= set(BUTTONS[:3])
    for button in buttons:
        folder = button.resource_folder
        assert Path(folder).is_relative_to(unpacked)
        for size, scale, theme in ((16, 1, "light"), (16, 2, "dark"), (32, 1, "dark"), (32, 2, "light")):
            icon = find_icon(folder, size, scale=scale, theme=theme)
            assert icon is not None
            assert icon.read_bytes().startswith(b"\x89PNG")


def check_page(fusion: SimulatedFusion, unpacked: Path) -> None:
    url = fusion.find_palette(PALETTE).url
    assert url.isascii()
    assert Path(unquote(urlsplit(url).path)) == unpacked / "resources" / "palette" / "index.html"


def check_sign_in_and_tree(page: Page) -> None:
    assert page.call("account.signIn")["account"]["name"] == "Mika Sample"
    assert page.call("app.ready")["service"]["name"] == "sample"
    hubs = page.call("tree.list", kind="root")["rows"]
    hub = next(row for row in hubs if row["name"] == sample.TEAM_HUB)
    projects = page.call("tree.list", kind="hub", hubId=hub["id"], projectId="", id=hub["id"])["rows"]
    assert sample.MAIN_PROJECT in {row["name"] for row in projects}
    assert page.call("design.relations")["relations"]


def check_modules(names: list[str], unpacked: Path) -> None:
    """Nothing of ours may come from the checkout, and the service is the zip's own."""
    files = {name: getattr(sys.modules[name], "__file__", None) for name in names}
    assert all(Path(file).is_relative_to(unpacked) for file in files.values() if file)
    assert any(name.endswith(".lib.emulator.server") for name in names)


def test_every_module_of_the_release_can_be_imported(fusion: SimulatedFusion, unpacked: Path) -> None:
    alias = load("unpacked_addin", str(unpacked / f"{NAME}.py")).__name__
    try:
        paths = [
            path.relative_to(unpacked).with_suffix("")
            for part in ("commands", "lib")
            for path in sorted((unpacked / part).rglob("*.py"))
            if "vendor" not in path.parts
        ]
        assert len(paths) > 90
        for path in paths:
            parts = path.parts[:-1] if path.name == "__init__" else path.parts
            importlib.import_module(".".join((alias, *parts)))
        requests = importlib.import_module(f"{alias}.lib.vendor.requests")
        assert Path(requests.certs.where()).is_relative_to(unpacked)
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "unpacked_addin"]:
            del sys.modules[name]


def run(unpacked: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", str(unpacked / f"{NAME}.py"), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )


def test_the_tour_runs_from_the_release(unpacked: Path) -> None:
    done = run(unpacked, "tour")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_release_says_that_it_has_no_preview(unpacked: Path) -> None:
    done = run(unpacked, "--no-open")
    words = load_texts()["errors"]["cli.no-preview"]
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [words["message"], words["next"]]
