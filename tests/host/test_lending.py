"""The library lent to a script: a copy of its own, gone afterwards, and what runs on it in Fusion."""

from __future__ import annotations

import logging
import runpy
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from addin.lib.aps.refs import ATTACHMENT
from addin.lib.lending import _is_fitting
from addin.lib.preview.adsk import _application

from ..release import copy_shipped
from .conftest import ENTRY, ROOT, assert_clean
from .test_scripts import START, User, cancel_progress

lend = runpy.run_path(str(ENTRY))["lend"]


def list_lent() -> list[str]:
    """Return the modules of libraries that are lent."""
    return [name for name in sys.modules if name.startswith("databrowser_")]


def test_a_script_for_a_later_version_is_told() -> None:
    before = set(sys.modules)
    for needs in ("0.2.0", "1.0.0", "0.1.1"):
        with pytest.raises(Exception, match="is here") as caught:
            lend(needs)
        assert getattr(caught.value, "reference", "") == "scripting.other-version"
    assert not [name for name in set(sys.modules) - before if name.startswith("databrowser_")]


@pytest.mark.parametrize(
    ("version", "needs", "fits"),
    [
        ("0.1.0", "0.1.0", True),
        ("0.1.4", "0.1.2", True),
        ("0.1.2", "0.1.4", False),
        ("0.2.0", "0.1.0", False),
        ("1.10.0", "1.9.0", True),
        ("1.2.0", "1.3.0", False),
        ("2.0.0", "1.3.0", False),
    ],
)
def test_a_version_fits_who_knows_no_more_than_it_has(
    version: str,
    needs: str,
    fits: bool,  # noqa: FBT001
) -> None:
    assert _is_fitting(version, needs) == fits


def test_the_copy_that_is_lent_is_the_one_of_the_path(tmp_path: Path) -> None:
    other = copy_shipped(tmp_path / "another place")
    manifest = other / "DataBrowserAddin.manifest"
    manifest.write_text(manifest.read_text("utf-8").replace("0.1.0", "0.3.1"), "utf-8")
    lend_other = runpy.run_path(str(other / "DataBrowserAddin.py"))["lend"]
    with lend("0.1.0") as ours, lend_other("0.3.0") as theirs:
        assert (ours.version, theirs.version) == ("0.1.0", "0.3.1")
        assert Path(str(theirs.load("aps.refs").__file__)).is_relative_to(other)
        assert Path(str(ours.load("aps.refs").__file__)).is_relative_to(ROOT)


def test_a_link_to_the_entry_file_lends_the_library_beside_the_file(tmp_path: Path) -> None:
    link = tmp_path / "DataBrowserAddin.py"
    link.symlink_to(ENTRY)
    with runpy.run_path(str(link))["lend"]() as ours:
        assert Path(str(ours.load("aps.refs").__file__)).is_relative_to(ROOT)
    assert list_lent() == []


def test_what_is_lent_is_a_copy_of_its_own_and_gone_afterwards() -> None:
    paths, handlers = list(sys.path), logging.getLogger("databrowser.vendor").handlers[:]
    before = set(sys.modules)
    with lend() as one, lend("0.1.0") as other:
        refs = one.load("aps.refs")
        assert refs.ATTACHMENT == other.load("aps.refs").ATTACHMENT == ATTACHMENT
        assert one.load("errors").UsageError is not other.load("errors").UsageError
        assert one.version == "0.1.0"
        assert one.load("vendor.requests")
    assert not [name for name in set(sys.modules) - before if "databrowser" in name]
    assert sys.path == paths
    assert logging.getLogger("databrowser.vendor").handlers == handlers


def test_the_progress_dialog_shows_how_far_it_is_and_a_name_as_it_is_written(start_fusion: START) -> None:
    fusion = start_fusion()
    is_seen = threading.Event()

    def work(script: Any) -> str:
        script.progress("Notes %p %v of %m.txt", 30, 40)
        is_seen.wait(20)
        return ""

    running = lend().run(work, title="Mine")

    def is_shown() -> bool:
        dialog = fusion.state.progress
        return dialog is not None and (dialog.minimum, dialog.value, dialog.maximum) == (0, 75, 100)

    assert fusion.pump_until(is_shown)
    assert fusion.state.progress
    message = fusion.state.progress.message
    assert not [one for one in ("%p", "%v", "%m") if one in message]
    assert message.replace("% ", "%") == "Notes %p %v of %m.txt"
    is_seen.set()
    running.stop()
    assert_clean(fusion)


def test_a_script_that_does_not_heed_its_stop_keeps_the_library_until_it_ends(
    start_fusion: START, monkeypatch: pytest.MonkeyPatch
) -> None:
    fusion = start_fusion()
    begun, may_end = threading.Event(), threading.Event()

    def work(script: Any) -> str:
        begun.set()
        may_end.wait(20)
        script.load("core.tables")
        ended.append(True)
        return "never told"

    ended: list[bool] = []
    library = lend()
    monkeypatch.setattr(library.load("host.scripts"), "_END_SECONDS", 0.01)
    running = library.run(work, title="Mine")
    assert begun.wait(20)
    running.stop()
    assert list_lent()
    may_end.set()
    assert fusion.pump_until(lambda: not list_lent())
    assert ended == [True]
    assert fusion.questions == []
    assert_clean(fusion)


def test_a_cancel_pressed_just_before_a_message_box_counts(
    start_fusion: START, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = User()
    fusion = start_fusion(ask=user.answer)
    is_pressed = threading.Event()

    def work(script: Any) -> str:
        script.progress("Working")
        assert is_pressed.wait(20)
        script.tell("by the way")
        script.progress("Going on")
        return "done all the same"

    library = lend()
    monkeypatch.setattr(library.load("host.scripts"), "_LOOK_SECONDS", 60)  # nobody looks in between
    library.run(work, title="Mine")
    assert fusion.pump_until(lambda: fusion.state.progress is not None)
    cancel_progress(fusion)
    is_pressed.set()
    assert fusion.pump_until(lambda: not list_lent())
    assert user.told == ["by the way"]
    assert_clean(fusion)


def test_a_script_that_fusion_does_not_let_start_leaves_nothing(
    start_fusion: START, monkeypatch: pytest.MonkeyPatch
) -> None:
    fusion = start_fusion()
    done: list[Any] = []

    def refuse(*_: object) -> None:
        raise RuntimeError("3 : no events")

    with monkeypatch.context() as patch:
        patch.setattr(_application.Application, "registerCustomEvent", refuse)
        with pytest.raises(Exception, match="event") as caught:
            lend().run(lambda script: str(done.append(script)), title="Mine")
    assert getattr(caught.value, "reference", "") == "host.no-event"
    assert list_lent() == []
    assert done == []
    del caught
    assert_clean(fusion)
