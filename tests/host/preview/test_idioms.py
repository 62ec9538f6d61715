"""Other people's add-ins: the idioms of public ones, each as a small add-in, run as they are."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from addin.lib.errors import UsageError
from addin.lib.preview import Question, Reply, SimulatedFusion
from addin.lib.preview.addin import AddIn
from addin.lib.preview.adsk._palettes import follow_link
from addin.lib.preview.form import act_on_form, draw_form
from addin.lib.preview.manifest import find_entry

from .conftest import HERE, load

ADDINS = HERE / "addins"
PROFILES = pytest.mark.parametrize("profile", ["2024", "2026"])

Start = Callable[..., tuple[SimulatedFusion, AddIn, Any]]


@pytest.fixture
def start(make_fusion: Callable[..., SimulatedFusion]) -> Iterator[Start]:
    """`fusion, addin, module = start("Name")`: nothing may be left of it after the test, or go wrong."""
    started: list[tuple[SimulatedFusion, AddIn]] = []

    def start(name: str, **options: Any) -> tuple[SimulatedFusion, AddIn, Any]:
        fusion = make_fusion(**options)
        addin = fusion.load(find_entry(ADDINS / name), load=load)
        addin.run()
        started.append((fusion, addin))
        return fusion, addin, sys.modules.get(addin.name)

    yield start
    for fusion, addin in started:
        addin.stop()
        fusion.pump()
        assert fusion.faults == []
        assert fusion.leftovers() == []


def set_input(fusion: SimulatedFusion, id: str, value: Any) -> None:
    """Do to an input of the open dialog what the user would."""
    form = draw_form(fusion.state)
    assert form is not None
    act_on_form(fusion.state, {"number": form["number"], "id": id, "value": value})
    fusion.pump()


def press(fusion: SimulatedFusion, *, is_ok: bool) -> None:
    """Press OK or Cancel of the open dialog."""
    form = draw_form(fusion.state)
    assert form is not None
    act_on_form(fusion.state, {"number": form["number"], "isOk": is_ok})
    fusion.pump()


@PROFILES
def test_the_templates_dialog_asks_and_shows(start: Start, profile: str) -> None:
    fusion, _, _ = start("Template", profile=profile)
    fusion.click("ACME_Template_dialog")
    fusion.pump()
    set_input(fusion, "value_input", "-1")
    assert (form := draw_form(fusion.state))
    assert form["ok"]["isEnabled"] is False
    press(fusion, is_ok=True)
    assert fusion.questions == []
    set_input(fusion, "value_input", "1 in + 2")
    set_input(fusion, "text_box", "hello")
    press(fusion, is_ok=True)
    assert [question.text for question in fusion.questions] == [
        "Your text: hello<br>Your value: 1 in + 2 = 2.74"
    ]
    assert draw_form(fusion.state) is None
    log = fusion.state.log
    assert [log.count(line) for line in ("changed value_input", "changed text_box")] == [2, 1]
    assert log.count("preview") == 3  # once at first, and after each valid change
    assert log[-1] == "destroyed 1"


@PROFILES
def test_the_templates_palette_sends_and_is_answered(start: Start, profile: str) -> None:
    fusion, _, _ = start("Template", profile=profile)
    fusion.click("ACME_Template_show")
    fusion.pump()
    page = fusion.open_page("ACME_Template_palette")
    assert page.send("messageFromPalette", '{"text": "hi"}') == "OK"
    fusion.close_palette("ACME_Template_palette")
    fusion.pump()
    assert fusion.state.log == ["message hi", "palette closed"]


def test_palettes_by_a_files_address_and_by_a_string(start: Start) -> None:
    fusion, addin, _ = start("Pages")
    assert [palette.name for palette in fusion.state.palettes] == ["From a file", "From a string"]
    ways: list[tuple[str, bool]] = []
    for id in ("pagesFile", "pagesString"):
        palette = fusion.find_palette(id)
        follow_link(fusion.state, palette, "https://example.com/", answer=lambda *way: ways.append(way))
    fusion.pump()
    assert ways == [("https://example.com/", False), ("https://example.com/", True)]
    assert list(fusion.state.text_lines.lines) == ["leaving for https://example.com/"]
    addin.stop()
    assert fusion.state.palettes == []


@PROFILES
def test_handlers_are_found_by_class_type(start: Start, profile: str) -> None:
    fusion, _, module = start("ByType", profile=profile)
    for id in ("byTypeFirst", "byTypeCheck", "byTypeList", "byTypeSplit"):
        fusion.click(id)
    fusion.activate("Arrangement")
    fusion.pump()
    assert module.said == [
        "byTypeFirst",
        "checked True",
        "chosen Two",
        "byTypeFirst",
        "workspace FusionDocumentationEnvironment",
        "document Arrangement v1",
    ]
    kept = fusion.find_document("Gearbox").attribute_sets["root"].attributes
    assert [(each.group, each.name, each.value) for each in kept] == [("byType", "last", "byTypeFirst")]


@PROFILES
def test_a_thread_ticks_by_custom_events(start: Start, profile: str) -> None:
    fusion, _, module = start("Clock", profile=profile)
    assert fusion.pump_until(lambda: len(module.ticks) >= 3)
    assert module.ticks[:3] == [1, 2, 3]
    assert fusion.state.log[0] == "tick 1"


def test_a_script_asks_works_and_ends(start: Start) -> None:
    answers = iter([Reply(0, "World"), Reply(0)])
    fusion, addin, module = start("Greeter", ask=lambda question: next(answers))
    assert [question.text for question in fusion.questions] == ["Whom?", "Hello World, from Gearbox v5"]
    assert (module, addin.is_running, addin.modules()) == (None, False, [])
    document = fusion.find_document("Gearbox")
    assert document.attribute_sets["product"].attributes[0].value == "World"
    assert document.parameters[0].expression == "2"


def test_a_script_says_what_it_misses(start: Start) -> None:
    fusion, _, _ = start("Greeter", active="Arrangement")
    assert fusion.questions == [Question("No active design", "Greeter")]


def test_a_script_with_a_dialog_stays_until_it_terminates(start: Start) -> None:
    fusion, addin, _ = start("Lingering")
    assert addin.is_running
    fusion.pump()
    set_input(fusion, "word", "bye")
    press(fusion, is_ok=False)
    fusion.pump()
    assert not addin.is_running
    assert addin.modules() == []
    addin.run()  # and again
    fusion.pump()
    press(fusion, is_ok=True)
    fusion.pump()
    assert not addin.is_running


@PROFILES
def test_a_script_shows_one_input_of_each_kind(start: Start, profile: str) -> None:
    fusion, addin, module = start("Gallery", profile=profile)
    fusion.pump()
    assert fusion.questions == []
    assert (form := draw_form(fusion.state))
    assert [len(tab["inputs"]) for tab in form["inputs"]] == [12, 7, 3]
    set_input(fusion, "some", [4.0])
    set_input(fusion, "odd", [3, 7])
    set_input(fusion, "side", True)  # noqa: FBT003
    set_input(fusion, "depth", "0 mm")
    press(fusion, is_ok=True)
    assert fusion.questions == []  # more than nothing is asked for
    set_input(fusion, "depth", "1 in")
    set_input(fusion, "tableAdd", False)  # noqa: FBT003
    assert fusion.open_page("input page").send("ask", "me") == "yes"
    said = module.said
    press(fusion, is_ok=True)
    assert [question.text for question in fusion.questions] == ["40 mm, 3 to 7, 2.5 cm, True"]
    assert said[:-1] == [f"changed {id}" for id in ("some", "odd", "side", "depth", "depth", "tableAdd")]
    assert said[-1] == "page says ask me"
    fusion.pump()
    assert not addin.is_running


def test_several_add_ins_find_their_own_files(fusion: SimulatedFusion, tmp_path: Path) -> None:
    body = (
        "import adsk.core, adsk\n"
        "def run(context):\n"
        "    ui = adsk.core.Application.get().userInterface\n"
        "    ui.commandDefinitions.addButtonDefinition(NAME, NAME, '', './icons')\n"
        "    ui.palettes.add(NAME, NAME, 'page.html', True, True, True)\n"
        "def stop(context):\n"
        "    ui = adsk.core.Application.get().userInterface\n"
        "    ui.commandDefinitions.itemById(NAME).resourceFolder = 'icons'\n"
        "    ui.commandDefinitions.itemById(NAME).deleteMe()\n"
        "    ui.palettes.itemById(NAME).deleteMe()\n"
    )
    addins: list[AddIn] = []
    for name in ("One", "Two"):
        (tmp_path / name / "icons").mkdir(parents=True)
        (tmp_path / name / "page.html").write_text("<!doctype html>", encoding="utf-8")
        entry = tmp_path / name / f"{name}.py"
        entry.write_text(f"NAME = {name!r}\n{body}", encoding="utf-8")
        addins.append(fusion.load(entry, load=load))
        addins[-1].run()
    pages = [fusion.find_palette(name).source.file for name in ("One", "Two")]
    assert pages == [tmp_path / name / "page.html" for name in ("One", "Two")]
    addins[0].stop()  # not the one that was started last
    addins[1].stop()
    assert fusion.faults == []
    assert fusion.leftovers() == []


def test_an_error_is_shown_with_the_add_ins_own_traceback(fusion: SimulatedFusion, tmp_path: Path) -> None:
    (tmp_path / "Odd").mkdir()
    entry = tmp_path / "Odd" / "Odd.py"
    entry.write_text(
        "import adsk.core\ndef run(context):\n    adsk.core.Application.get().activeViewport.camera\n"
        "def stop(context): pass\n",
        encoding="utf-8",
    )
    fusion.load(entry, load=load).run()
    fusion.pump()
    text = fusion.questions[0].text
    assert text.startswith("Odd: run failed.\n\nTraceback (most recent call last):\n")
    assert f'File "{entry}", line 3, in run' in text
    assert text.endswith("NotSimulated: the preview does not simulate adsk.core.Viewport.camera")
    assert "addin.py" not in text


@pytest.mark.parametrize("name", ["Missing", "plain.txt", "Empty", "Two"])
def test_what_is_no_add_in_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "plain.txt").touch()
    (tmp_path / "Empty").mkdir()
    (tmp_path / "Two").mkdir()
    for each in ("a", "b"):
        (tmp_path / "Two" / f"{each}.manifest").touch()
        (tmp_path / "Two" / f"{each}.py").touch()
    with pytest.raises(UsageError) as caught:
        find_entry(tmp_path / name)
    assert caught.value.reference == "preview.no-addin"
    assert str(tmp_path / name) in caught.value.message


@pytest.mark.parametrize("text", ["", "{}", '{"type": "plugin"}', "[1]", "\x00"])
def test_a_manifest_that_makes_no_sense_is_said(tmp_path: Path, text: str) -> None:
    entry = tmp_path / "Odd.py"
    entry.touch()
    entry.with_suffix(".manifest").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        find_entry(entry)
    assert caught.value.reference == "preview.bad-manifest"


def test_a_folder_of_another_name_is_taken_with_its_one_manifest(tmp_path: Path) -> None:
    folder = tmp_path / "Odd-main"
    folder.mkdir()
    (folder / "Odd.manifest").write_text('\ufeff{"type": "script"}', encoding="utf-8")
    (folder / "Odd.py").touch()
    (folder / "helper.py").touch()
    assert find_entry(folder) == folder / "Odd.py"
