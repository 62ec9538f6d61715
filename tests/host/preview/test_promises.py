"""What a simulated Fusion must enforce to be worth testing in, promise by promise.

Each is checked twice: as it is, and with the behaviour taken out, when the check has to fail.
"""

from __future__ import annotations

import gc
import importlib
import re
import sys
import threading
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from addin.lib.emulator import Emulator, EmulatorOptions, sample
from addin.lib.preview import SimulatedFusion, addin, installation, records
from addin.lib.preview.adsk import _base, _commands, _controls, _documents, _palettes
from addin.lib.preview.adsk._application import Application
from addin.lib.preview.leftovers import Baseline
from addin.lib.preview.mainloop import MainLoop
from addin.lib.preview.page import PageStandIn
from addin.lib.preview.sample import read_documents
from addin.lib.preview.state import Document, State
from addin.lib.scripting import connect as open_session

from .conftest import DESIGN, Recorder, load

Harm = Callable[[pytest.MonkeyPatch], None]


@dataclass
class Stage:
    """What a check works with: makes a Fusion, and has a folder with a page in it."""

    make: Callable[..., SimulatedFusion]
    folder: Path

    def start(self, **options: Any) -> tuple[SimulatedFusion, Any, Recorder]:
        fusion = self.make(**options)
        core = importlib.import_module("adsk.core")
        return fusion, core.Application.get(), Recorder(core)

    @property
    def page(self) -> str:
        return str(self.folder / "page.html")


@pytest.fixture
def stage(make_fusion: Callable[..., SimulatedFusion], tmp_path: Path) -> Iterator[Stage]:
    (tmp_path / "page.html").write_text("<!doctype html>", encoding="utf-8")
    yield Stage(make_fusion, tmp_path)
    for name in [name for name in sys.modules if name.startswith("__main__") and "Careless" in name]:
        del sys.modules[name]  # what a Fusion that forgets nothing has left


def add_palette(stage: Stage, app: Any, id: str = "mine") -> Any:
    return app.userInterface.palettes.add(id, "Mine", stage.page, True, True, True)  # noqa: FBT003


def refused(work: Callable[[], Any], message: str) -> bool:
    """Tell whether something raises a RuntimeError that says so."""
    try:
        work()
    except RuntimeError as error:
        return message in str(error)
    return False


def elsewhere(work: Callable[[], Any], message: str) -> bool:
    """Tell whether something is refused on another thread."""
    answers: list[bool] = []
    thread = threading.Thread(target=lambda: answers.append(refused(work, message)), name="a-worker")
    thread.start()
    thread.join()
    return answers[0]


def check_threads(stage: Stage) -> None:
    _, app, _ = stage.start()
    app.registerCustomEvent("mine")
    assert elsewhere(lambda: app.userInterface, "main thread")
    assert elsewhere(lambda: app.log("hello"), "main thread")
    assert not elsewhere(lambda: app.fireCustomEvent("mine"), "main thread")


def check_custom_events(stage: Stage) -> None:
    fusion, app, recorder = stage.start()
    recorder.connect(app.registerCustomEvent("mine"))
    assert app.registerCustomEvent("mine") is None
    assert app.fireCustomEvent("mine") is True
    assert app.fireCustomEvent("nobody's") is False
    assert recorder.seen == []
    fusion.pump()
    assert recorder.seen == ["mine"]


def check_weak_handlers(stage: Stage) -> None:
    fusion, app, recorder = stage.start()
    recorder.connect(app.registerCustomEvent("mine"))
    recorder.forget()
    gc.collect()
    app.fireCustomEvent("mine")
    fusion.pump()
    assert recorder.seen == []


def check_ids(stage: Stage) -> None:
    _, app, _ = stage.start()
    definitions = app.userInterface.commandDefinitions
    controls = app.userInterface.toolbars.itemById("QAT").controls
    add_palette(stage, app)
    definition = definitions.addButtonDefinition("mine", "Mine", "")
    controls.addCommand(definition)
    assert refused(lambda: add_palette(stage, app), "exists already")
    assert refused(lambda: definitions.addButtonDefinition("mine", "Mine", ""), "exists already")
    assert refused(lambda: controls.addCommand(definition), "already on QAT")
    assert refused(lambda: definitions.addButtonDefinition("my.own", "Mine", ""), "3 : invalid id")
    missing = str(stage.folder / "nowhere")
    assert refused(lambda: definitions.addButtonDefinition("other", "", "", missing), "not found")


def check_messages(stage: Stage) -> None:
    fusion, app, recorder = stage.start()
    palette = add_palette(stage, app)
    heard: list[tuple[str, str]] = []
    recorder.connect(palette.incomingFromHTML, lambda args: heard.append((args.action, args.data)))
    assert palette.sendInfoToHTML("early", "") == ""
    page = fusion.open_page("mine", lambda action, data: f"{action}!")
    assert palette.sendInfoToHTML("late", "") == ""
    assert page.received == [("late", "")]
    assert heard == []
    fusion.pump()
    assert heard == [("response", "late!")]


def check_closing(stage: Stage) -> None:
    fusion, app, recorder = stage.start(workspaces_end_palettes=True)
    palette = add_palette(stage, app)
    recorder.connect(palette.closed)
    fusion.close_palette("mine")
    fusion.pump()
    assert recorder.seen == ["closed"]
    assert palette.isValid
    assert not palette.isVisible
    fusion.enter_workspace("CAMEnvironment")
    fusion.pump()
    assert not palette.isValid


def check_no_document(stage: Stage) -> None:
    for policy in ("none", "raises"):
        fusion, app, _ = stage.start(active="Untitled", unsaved_data_file=policy)
        assert refused(lambda: app.activeDocument.dataFile, "not saved") == (policy == "raises")  # noqa: B023
        assert app.activeDocument.isSaved is False
        fusion.activate(None)
        fusion.pump()
        assert app.activeDocument is None
        fusion.close()


def check_data(stage: Stage) -> None:
    with (
        Emulator(EmulatorOptions()) as service,
        open_session(service=service.url, token=service.token) as one,
    ):
        found = read_documents(one, (sample.DESIGN_NAME,), hub=sample.TEAM_HUB, project=sample.MAIN_PROJECT)[
            0
        ]
    decoded = [urlsafe_b64decode(f"{id[2:]}==").decode() for id in (found.hub_id, found.project_id)]
    assert decoded[1].startswith(f"{decoded[0]}#")
    assert re.fullmatch(r"urn:adsk\.wip[a-z]+:fs\.folder:co\.\S+", found.folder_id)
    assert re.fullmatch(r"urn:adsk\.wip[a-z]+:dm\.lineage:\S+", found.item_id)
    assert re.fullmatch(r"urn:adsk\.wip[a-z]+:fs\.file:vf\.\S+\?version=\d+", found.version_id)
    fusion, app, _ = stage.start()
    file = app.activeDocument.dataFile
    assert (file.id, file.versionId) == (DESIGN.item_id, DESIGN.version_id)
    assert file.parentProject.parentHub.id == DESIGN.hub_id
    assert fusion.cloud_calls == [
        "DataFile.id",
        "DataFile.versionId",
        "DataFile.parentProject",
        "DataProject.parentHub",
    ]


def check_context(stage: Stage) -> None:
    entry = stage.folder / "Told.py"
    entry.write_text(
        "import sys\ndef run(context): sys.told.append(context)\ndef stop(context): pass\n", "utf-8"
    )
    told: list[Any] = []
    sys.told = told  # pyright: ignore[reportAttributeAccessIssue]
    for form in ("dict", "json", "none"):
        with stage.make(context=form) as fusion:
            fusion.load(entry, load=load).run(at_startup=True)
    del sys.told  # pyright: ignore[reportAttributeAccessIssue]
    assert told == [{"IsApplicationStartup": True}, '{"IsApplicationStartup": true}', None]


def check_profiles(stage: Stage) -> None:
    for profile in ("2024", "2026"):
        fusion, app, _ = stage.start(profile=profile)
        is_new = profile == "2026"
        assert hasattr(app.userInterface.palettes, "add2") == is_new
        assert hasattr(app.preferences.generalPreferences, "activeUserInterfaceTheme") == is_new
        assert hasattr(app.activeDocument.dataFile, "fusionWebURL") == is_new
        assert hasattr(importlib.import_module("adsk.core"), "UserInterfaceThemes") == is_new
        assert hasattr(importlib.import_module("adsk.core"), "HttpRequest") == is_new
        assert hasattr(importlib.import_module("adsk.core"), "CloudFileDialog") == is_new
        assert hasattr(app.userInterface, "createCloudFileDialog") == is_new
        fusion.close()


def check_leftovers(stage: Stage) -> None:
    entry = stage.folder / "Careless.py"
    entry.write_text(
        "import adsk.core\n"
        "def run(context):\n"
        "    ui = adsk.core.Application.get().userInterface\n"
        "    ui.commandDefinitions.addButtonDefinition('left', 'Left', '')\n"
        "def stop(context): pass\n",
        encoding="utf-8",
    )
    fusion, _, _ = stage.start()
    careless = fusion.load(entry, load=load)
    careless.run()
    assert careless.name.startswith("__main__")
    assert "." not in careless.name
    assert careless.name in sys.modules
    careless.stop()
    assert fusion.leftovers() == ["definition left"]


def check_no_execution(stage: Stage) -> None:
    fusion, app, recorder = stage.start(active="")
    definition = app.userInterface.commandDefinitions.addButtonDefinition("mine", "Mine", "")
    recorder.connect(definition.commandCreated, lambda args: recorder.connect(args.command.execute))
    definition.execute()
    fusion.pump()
    assert recorder.seen == ["commandCreated"]


def check_sending_in_a_handler(stage: Stage) -> None:
    fusion, app, recorder = stage.start()
    palette = add_palette(stage, app)
    answers: list[bool] = []
    recorder.connect(
        palette.incomingFromHTML,
        lambda args: answers.append(refused(lambda: palette.sendInfoToHTML("now", ""), "returnData")),
    )
    fusion.open_page("mine").send("hello", "")
    assert answers == [True]


def check_saving_in_a_command(stage: Stage) -> None:
    fusion, app, recorder = stage.start()
    answers: dict[str, list[bool]] = {}

    def save(args: Any) -> None:
        folder = app.activeDocument.dataFile.parentFolder
        assert app.documents.open(app.activeDocument.dataFile)  # which nobody says is refused
        answers[args.firingEvent.name] = [
            refused(work, "not supported inside a command event")
            for work in (
                lambda: app.activeDocument.save("now"),
                lambda: app.activeDocument.saveAs("other", folder, "", ""),
                lambda: folder.uploadFile(stage.page),
            )
        ]

    def created(args: Any) -> None:
        save(args)
        command = args.command
        command.commandInputs.addStringValueInput("one", "One")
        for name in ("activate", "validateInputs", "executePreview", "execute", "destroy"):
            recorder.connect(getattr(command, name), save)
        command.doExecute(True)  # noqa: FBT003

    definition = app.userInterface.commandDefinitions.addButtonDefinition("mine", "Mine", "")
    recorder.connect(app.userInterface.commandStarting, save)
    recorder.connect(definition.commandCreated, created)
    definition.execute()
    fusion.pump()
    fusion.pump()
    assert len(answers) == 7
    assert all(all(each) for each in answers.values())
    assert app.activeDocument.save("later") is True
    folder = app.activeDocument.dataFile.parentFolder
    future = folder.uploadFile(stage.page)
    assert fusion.pump_until(lambda: future.uploadState)
    assert future.dataFile is not None
    assert app.activeDocument.saveAs("other", folder, "", "") is True


def check_the_clouds_time(stage: Stage) -> None:
    fusion, app, recorder = stage.start(cloud_seconds=0.05)
    started = time.monotonic()
    _ = app.activeDocument.dataFile.versionId
    assert time.monotonic() - started >= 0.05
    numbers: list[int] = []
    note = lambda args: numbers.append(app.activeDocument.dataFile.versionNumber)  # noqa: E731
    recorder.connect(app.documentSaved, note)
    recorder.connect(app.dataFileComplete, note)
    fusion.save("Gearbox")
    fusion.pump()
    fusion.complete_upload("Gearbox", version_id="urn:new?version=9", version_number=9)
    fusion.pump()
    assert recorder.seen == ["documentSaved", "dataFileComplete"]
    assert numbers == [5, 9]


def fixed(name: str, value: Any) -> Harm:
    """Make a part of the state what it was not set to."""
    constant = property(lambda state: value, lambda state, other: None)
    return lambda patch: patch.setattr(State, name, constant, raising=False)


def swap(owner: Any, name: str, other: Any) -> Harm:
    """Put something else in a function's place."""
    return lambda patch: patch.setattr(owner, name, other)


def answer_at_once(palette: Any, action: str, data: str) -> str:
    page = palette._record.page
    if page is not None:
        page.deliver(action, data)
    return "OK"


def keep_definition(definitions: Any, record: Any) -> Any:
    definitions._state.definitions.append(record)
    return _commands.CommandDefinition(record, definitions._state)


def keep_palette(palettes: Any, record: Any) -> Any:
    palettes._state.palettes.append(record)
    return _palettes.Palette(record, palettes._state)


def delete_palette(state: State, palette: Any) -> None:
    state.palettes.remove(palette)
    palette.deleted = True


def save_at_once(state: State, record: Document) -> None:
    file = record.file
    assert file is not None
    record.file = replace(file, version_number=9)
    SAVE(state, record)


SAVE = _documents.queue_save
SHOWN = Document("Any", "design", "any", None, is_modified=False)
STRONG = SimpleNamespace(ref=lambda handler: lambda: handler)
ANY_CONTEXT = property(lambda one: "dict", lambda one, value: None)
PROMISES: dict[str, tuple[Callable[[Stage], None], list[Harm]]] = {
    "1 threads": (check_threads, [swap(MainLoop, "check", lambda loop, what: None)]),
    "2 custom events": (
        check_custom_events,
        [
            swap(MainLoop, "post", lambda loop, name, work: work()),
            swap(Application, "registerCustomEvent", lambda app, id: app.documentSaved),
            swap(Application, "fireCustomEvent", lambda app, id, info="": True),
        ],
    ),
    "3 weak handlers": (check_weak_handlers, [swap(records, "weakref", STRONG)]),
    "4 ids": (
        check_ids,
        [
            swap(_palettes.Palettes, "_add", keep_palette),
            swap(_commands.CommandDefinitions, "_keep", keep_definition),
            swap(_commands, "_ID", re.compile(".*")),
            swap(_commands, "find_resource_folder", lambda state, path: path),
            swap(_controls.ToolbarControls, "_insert", lambda controls, record, id, is_before: None),
        ],
    ),
    "5 messages": (
        check_messages,
        [
            swap(_palettes.Palette, "sendInfoToHTML", answer_at_once),
            swap(PageStandIn, "deliver", lambda page, action, data: page.received.append((action, data))),
        ],
    ),
    "6 closing": (
        check_closing,
        [swap(_palettes, "close_palette", delete_palette), fixed("workspaces_end_palettes", value=False)],
    ),
    "7 no document": (
        check_no_document,
        [
            fixed("unsaved_data_file", "none"),
            fixed("unsaved_data_file", "raises"),
            fixed("active_document", SHOWN),
        ],
    ),
    "8 data": (check_data, [swap(State, "cloud_call", lambda state, name: None)]),
    "9 context": (
        check_context,
        [lambda patch: patch.setattr(addin.AddIn, "_context", ANY_CONTEXT, raising=False)],
    ),
    "10 profiles": (check_profiles, [swap(_base, "OLDEST", ""), swap(installation, "OLDEST", "")]),
    "11 leftovers": (
        check_leftovers,
        [
            swap(Baseline, "compare", lambda baseline, folders: []),
            swap(addin.AddIn, "modules", lambda one: []),
        ],
    ),
    "12 no execution": (check_no_execution, [fixed("active_document", SHOWN)]),
    "13 sending in a handler": (check_sending_in_a_handler, [fixed("in_html_handler", 0)]),
    "14 saving in a command": (check_saving_in_a_command, [fixed("in_command_event", 0)]),
    "15 the cloud's time": (
        check_the_clouds_time,
        [fixed("cloud_seconds", 0.0), swap(_documents, "queue_save", save_at_once)],
    ),
}
HARMS = [(name, number) for name, (_, harms) in PROMISES.items() for number in range(len(harms))]


@pytest.mark.parametrize("name", PROMISES)
def test_it_is_kept(stage: Stage, name: str) -> None:
    PROMISES[name][0](stage)


@pytest.mark.parametrize(("name", "number"), HARMS)
def test_its_check_fails_without_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, name: str, number: int
) -> None:
    check, harms = PROMISES[name]
    with monkeypatch.context() as patch:
        harms[number](patch)
        with pytest.raises(AssertionError):
            check(stage)
