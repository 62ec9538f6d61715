"""Fusion's dialogs for files: asked for by threads of ours, shown where Fusion is idle, one at a time."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from addin.lib.preview import FileWish, Question, Reply, SimulatedFusion
from addin.lib.preview.addin import AddIn

from .conftest import assert_clean, open_palette, start

pytestmark = [pytest.mark.usefixtures("service"), pytest.mark.long_only]

CSV = "CSV (*.csv);;All files (*.*)"


class Caller:
    """A thread that asks for a dialog, and what came of it."""

    def __init__(self, ask: Callable[[], Any]) -> None:
        self._ask = ask
        self.result: Any = None
        self.error: Any = None
        self.thread = threading.Thread(target=self._run, name="a-caller")
        self.thread.start()

    def _run(self) -> None:
        try:
            self.result = self._ask()
        except Exception as error:  # noqa: BLE001  handed to the test
            self.error = error

    def is_done(self) -> bool:
        """Tell whether there is an answer."""
        return not self.thread.is_alive()


def host_of(addin: AddIn) -> Any:
    """Return the add-in's Host port."""
    return sys.modules[addin.name]._running[0].app.host


def answer(fusion: SimulatedFusion, ask: Callable[[], Any]) -> Caller:
    """Ask on a thread, and pump Fusion until there is an answer."""
    caller = Caller(ask)
    assert fusion.pump_until(caller.is_done, 20)
    return caller


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two files."""
    for name in ("one.pdf", "two.pdf"):
        (tmp_path / name).write_bytes(b"%PDF")
    return tmp_path


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """The user's own folder for downloads, without a setting of the desktop's."""
    home = folder / "person"
    (home / "Downloads").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "nothing"))
    return home / "Downloads"


@pytest.mark.parametrize("profile", ["2026", "2024"])
def test_several_files_are_chosen(
    start_fusion: Callable[..., SimulatedFusion], profile: str, folder: Path
) -> None:
    paths = (str(folder / "one.pdf"), str(folder / "two.pdf"))
    fusion = start_fusion(profile=profile, ask=lambda question: Reply(0, paths=paths))
    addin = start(fusion)
    host = host_of(addin)
    assert answer(fusion, lambda: host.choose_files("Attach", multiple=True)).result == tuple(
        map(Path, paths)
    )
    assert answer(fusion, lambda: host.choose_files("Attach", multiple=False)).result == (Path(paths[0]),)
    assert [question.files and question.files.is_multiple for question in fusion.questions] == [True, False]
    addin.stop()
    assert_clean(fusion)


@pytest.mark.parametrize("profile", ["2026", "2024"])
def test_a_target_is_chosen(
    start_fusion: Callable[..., SimulatedFusion], profile: str, folder: Path, downloads: Path
) -> None:
    fusion = start_fusion(profile=profile, ask=lambda question: Reply(0, paths=(str(folder / "x.csv"),)))
    addin = start(fusion)
    host = host_of(addin)
    for _ in range(2):
        caller = answer(fusion, lambda: host.choose_target("Save", name="table.csv", filters=CSV))
        assert caller.result == folder / "x.csv"
    first, second = fusion.questions
    wish = FileWish("save", filter=CSV, folder=str(downloads), name="table.csv")
    assert first == Question("", "Save", 1, files=wish)
    # The next one begins where the last one ended.
    assert second.files
    assert second.files.folder == str(folder)
    addin.stop()
    assert_clean(fusion)


def test_what_is_cancelled_is_nothing(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    host = host_of(addin)
    assert answer(fusion, lambda: host.choose_files("Attach", multiple=True)).result == ()
    caller = answer(fusion, lambda: host.choose_target("Save", name="table.csv", filters=CSV))
    assert (caller.result, caller.error) == (None, None)
    assert len(fusion.questions) == 2
    addin.stop()
    assert_clean(fusion)


@pytest.mark.parametrize("profile", ["2026", "2024"])
def test_a_dialog_that_is_open_at_the_stop_lets_go(
    start_fusion: Callable[..., SimulatedFusion], profile: str
) -> None:
    def stop_meanwhile(question: Question) -> Reply:
        addin.stop()
        return Reply(0, paths=("/x",))

    fusion = start_fusion(profile=profile, ask=stop_meanwhile)
    addin = start(fusion)
    host = host_of(addin)
    caller = answer(fusion, lambda: host.choose_files("Attach", multiple=True))
    assert caller.error.reference == "job.cancelled"
    assert Caller(lambda: host.choose_files("Attach", multiple=True)).thread.join(5) is None
    assert_clean(fusion)


def test_a_dialog_that_was_not_shown_yet_lets_go_at_the_stop(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    host = host_of(addin)
    caller = Caller(lambda: host.choose_target("Save", name="table.csv", filters=CSV))
    while host._dialogs._asked is None:
        caller.thread.join(0.01)
    addin.stop()
    caller.thread.join(5)
    assert caller.error.reference == "job.cancelled"
    fusion.pump()
    assert fusion.questions == []
    later = Caller(lambda: host.choose_files("Attach", multiple=True))
    later.thread.join(5)
    assert later.error.reference == "job.cancelled"
    assert_clean(fusion)


def test_of_two_threads_the_second_is_told(start_fusion: Callable[..., SimulatedFusion]) -> None:
    seconds: list[Caller] = []

    def ask(question: Question) -> Reply:
        if not seconds:
            seconds.append(Caller(lambda: host.choose_files("Attach", multiple=False)))
            seconds[0].thread.join(5)
        return Reply(0, paths=("/first",))

    fusion = start_fusion(ask=ask)
    addin = start(fusion)
    host = host_of(addin)
    assert answer(fusion, lambda: host.choose_files("Attach", multiple=False)).result == (Path("/first"),)
    assert seconds[0].error.reference == "host.dialog-open"
    assert len(fusion.questions) == 1
    # Once the first is closed, there is room for another.
    assert answer(fusion, lambda: host.choose_files("Attach", multiple=False)).error is None
    addin.stop()
    assert_clean(fusion)


def test_it_is_shown_in_no_handler_of_the_page_or_of_a_command(
    start_fusion: Callable[..., SimulatedFusion], tmp_path: Path
) -> None:
    inside: list[int] = []

    def ask(question: Question) -> Reply:
        inside.append(fusion.state.in_html_handler + fusion.state.in_command_event)
        return Reply(0, paths=(str(tmp_path / "table.csv"),))

    fusion = start_fusion(ask=ask)
    addin = start(fusion)
    page = open_palette(fusion)
    # All that the page may ask for a dialog for comes in by a handler.
    saved = page.call("table.saveCsv", name="table", columns=["Name"], rows=[["Gearbox"]])
    assert saved == {"path": str(tmp_path / "table.csv")}
    assert inside == [0]
    addin.stop()
    assert_clean(fusion)


def test_the_users_time_is_not_charged_to_the_add_in(start_fusion: Callable[..., SimulatedFusion]) -> None:
    def think(question: Question) -> Reply:
        threading.Event().wait(0.15)
        return Reply(1)

    fusion = start_fusion(ask=think)
    addin = start(fusion)
    host = host_of(addin)
    fusion.meter.reset()
    answer(fusion, lambda: host.choose_files("Attach", multiple=True))
    assert fusion.meter.slowest
    assert fusion.meter.slowest.wall < 0.15
    assert sys.modules[addin.name]._running[0]._held.seconds < 0.15
    addin.stop()


@pytest.mark.parametrize("result", [-1, None])
def test_a_dialog_that_fusion_cannot_show_is_told(
    start_fusion: Callable[..., SimulatedFusion], result: int | None
) -> None:
    def fail(question: Question) -> Reply:
        if result is None:
            raise RuntimeError("2 : InternalValidationError : on purpose")
        return Reply(result)

    fusion = start_fusion(ask=fail)
    addin = start(fusion)
    host = host_of(addin)
    caller = answer(fusion, lambda: host.choose_files("Attach", multiple=True))
    assert caller.error.reference == "host.dialog-failed"
    assert ("on purpose" if result is None else "DialogError") in str(caller.error)
    addin.stop()
    assert_clean(fusion)


def test_a_build_that_lacks_members_still_shows_its_dialog(
    fusion: SimulatedFusion, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Poor:
        filenames = None

        def __setattr__(self, name: str, value: object) -> None:
            raise RuntimeError(f"3 : no {name}")

        @property
        def filename(self) -> str:
            return str(tmp_path / "x.pdf")

        def showOpen(self) -> int:
            return 0

    addin = start(fusion)
    host = host_of(addin)
    monkeypatch.setattr(host._dialogs, "_ui", type("Ui", (), {"createFileDialog": lambda self: Poor()})())
    caller = answer(fusion, lambda: host.choose_files("Attach", multiple=True))
    assert caller.result == (tmp_path / "x.pdf",)
    addin.stop()


def test_the_main_thread_must_not_wait_for_itself(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    with pytest.raises(RuntimeError, match="never be shown"):
        host_of(addin).choose_files("Attach", multiple=True)
    addin.stop()
