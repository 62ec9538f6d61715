"""A preview from its start to its end."""

from __future__ import annotations

import importlib
import sys
import threading
from pathlib import Path
from urllib.request import urlopen

import pytest
from addin.lib.preview import Preview, run_preview

from .conftest import BUTTON, DESIGN, SAMPLER, load


def test_it_runs_until_it_is_asked_to_end() -> None:
    ended = threading.Event()
    seen: list[object] = []

    def started(url: str) -> None:
        ui = importlib.import_module("adsk.core").Application.get().userInterface
        seen.append(ui.commandDefinitions.itemById(BUTTON))  # the address is told before add-ins run

        def look() -> None:
            seen.append(ui.commandDefinitions.itemById(BUTTON).name)
            ended.set()

        def visit() -> None:
            with urlopen(url) as answer:
                seen.append(answer.status)
            importlib.import_module("adsk")._state.loop.post("look", look)

        visitors.append(threading.Thread(target=visit))
        visitors[0].start()

    visitors: list[threading.Thread] = []
    run_preview(SAMPLER, load=load, documents=[DESIGN], port=0, on_started=started, ended=ended)
    visitors[0].join()
    assert seen == [None, 200, "Sampler"]
    assert "adsk" not in sys.modules
    assert not [name for name in sys.modules if "Sampler_py" in name]


@pytest.mark.parametrize("call", ["messageBox", "inputBox", "showOpen"])
def test_a_dialog_that_is_open_at_the_end_is_cancelled(call: str) -> None:
    ended = threading.Event()
    with Preview(SAMPLER, load=load, documents=[DESIGN]) as preview:
        ui = importlib.import_module("adsk.core").Application.get().userInterface
        answers: list[object] = []
        ask = ui.createFileDialog().showOpen if call == "showOpen" else lambda: getattr(ui, call)("Really?")
        preview.fusion.state.loop.post("asking", lambda: answers.append(ask()))
        threading.Timer(0.2, ended.set).start()
        preview.run_until(ended)
    assert answers == [("", True) if call == "inputBox" else 1]
    assert [question.text for question in preview.fusion.questions] == [
        "" if call == "showOpen" else "Really?"
    ]


def test_custom_events_wait_while_a_dialog_is_open() -> None:
    ended = threading.Event()
    with Preview(SAMPLER, load=load, documents=[DESIGN]) as preview:
        app = importlib.import_module("adsk.core").Application.get()
        order: list[str] = []

        def ask() -> None:
            preview.fusion.state.loop.post("other", lambda: order.append("other"))
            app.userInterface.messageBox("Really?")
            order.append("answered")

        preview.fusion.state.loop.post("asking", ask)
        threading.Timer(0.2, ended.set).start()
        preview.run_until(ended)
        preview.tick()
    assert order == ["answered", "other"]


def test_an_add_in_that_fails_is_shown_and_the_preview_goes_on(tmp_path: Path) -> None:
    entry = tmp_path / "Broken.py"
    entry.write_text("def run(context): raise OSError('on purpose')\ndef stop(context): pass\n", "utf-8")
    ended = threading.Event()
    with Preview(entry, load=load, documents=[DESIGN]) as preview:
        assert ["on purpose" in str(fault) for fault in preview.fusion.faults] == [True]
        preview.fusion.state.loop.post("the next", ended.set)
        threading.Timer(0.2, ended.set).start()  # which closes the message box
        preview.run_until(ended)
        text = preview.fusion.questions[0].text
        assert text.startswith("Broken: run failed.\n\nTraceback (most recent call last):\n  File")
        assert text.endswith("OSError: on purpose")
        assert "lib/preview" not in text
        preview.fusion.activate(None)
        assert preview.run_until_true(lambda: preview.fusion.state.active_document is None)


@pytest.mark.parametrize("moment", ["run", "tick"])
def test_an_interrupt_leaves_nothing(tmp_path: Path, moment: str) -> None:
    entry = tmp_path / "Interrupted.py"
    body = "raise KeyboardInterrupt" if moment == "run" else "pass"
    entry.write_text(f"def run(context): {body}\ndef stop(context): pass\n", "utf-8")

    def interrupt() -> None:
        raise KeyboardInterrupt

    def run() -> None:
        with Preview(entry, load=load) as preview:
            preview.fusion.state.loop.post("interrupt", interrupt)
            preview.tick()

    with pytest.raises(KeyboardInterrupt):
        run()
    assert "adsk" not in sys.modules
    assert not [thread.name for thread in threading.enumerate() if "preview" in thread.name]


def test_options_reach_the_simulated_fusion() -> None:
    with Preview(SAMPLER, load=load, documents=[DESIGN], active="", profile="2024", theme=2) as preview:
        assert preview.fusion.state.active_document is None
        assert preview.fusion.state.profile == "2024"
        assert preview.fusion.state.theme == 2
