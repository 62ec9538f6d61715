"""The simulated Fusion: `adsk` with documents, add-ins that run in it, and a main loop that is pumped."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from .addin import AddIn, Load
from .adsk import _commands, _documents, _palettes
from .adsk._application import complete_startup
from .adsk._command_life import end_active
from .adsk._enums import CommandTerminationReason
from .document import PreviewDocument, make_records, make_references
from .furniture import furnish, furnish_early, furnish_late
from .installation import install, uninstall
from .leftovers import Baseline
from .manifest import read_kind
from .meter import Meter
from .page import PageStandIn
from .profiles import NEWEST, PROFILES
from .state import Definition, Document, Fault, File, Palette, Person, Question, Reply, State
from .tree import Tree


class SimulatedFusion:
    """A Fusion without Fusion; the thread that makes it is its main thread.

        with SimulatedFusion(documents) as fusion:      # adsk is importable from here ...
            addin = fusion.load(entry, load=load)       # ... to the end of the block
            addin.run()
            fusion.click("databrowser_open")            # queued, like all that a user or the cloud does
            fusion.pump()                               # handled: one tick of the meter for each
            page = fusion.open_page("databrowser")      # stands in for the palette's page
            reply = page.send("rpc", "{}")              # queues, pumps and returns the returnData
            addin.stop()
            assert fusion.leftovers() == [] and fusion.faults == []

    `documents` are what the user has at hand; `active` names the one to begin with, "" for none at all.
    `unsaved_data_file` is "none" or "raises": what `dataFile` of a document does that was never saved.
    `cloud_seconds` is how long each property blocks that may ask the cloud; `profile` is "2026" or "2024",
    whose members and classes are fewer: see lib/preview/profiles.py;
    `without` names ids of Fusion's own user interface that are missing, such as "QAT".
    `ask` answers message boxes, input boxes and dialogs for files; by default like a user who always presses
    the first button, and cancels where files are to be chosen.
    `cloud` plays the upload of a saved document: given its file, it returns id and number of the new version,
    or None; it is called on a thread of its own, and by default there is no cloud.
    `find_file` finds the file of an item's id that is none of the documents.
    `tree` is what the data panel shows, by default the folders of the documents.
    `user` is whom Fusion is signed in as, by default the sample hub's user.
    `context` is the form of run's and stop's argument: "dict", "json" or "none".
    `is_starting`: whether it has only begun to start, without documents, workspaces, tabs and panels; they
    come with `complete_startup`.
    `workspaces_end_palettes`: whether a change of the workspace deletes all palettes, as older builds did.
    """

    def __init__(
        self,
        documents: Sequence[PreviewDocument] = (),
        *,
        active: str | None = None,
        unsaved_data_file: str = "none",
        cloud_seconds: float = 0.0,
        profile: str = NEWEST,
        without: Collection[str] = (),
        theme: int = 1,
        user: Person | None = None,
        context: str = "dict",
        is_starting: bool = False,
        workspaces_end_palettes: bool = False,
        ask: Callable[[Question], Reply] | None = None,
        cloud: Callable[[File], tuple[str, int] | None] | None = None,
        find_file: Callable[[str], File | None] | None = None,
        tree: Tree | None = None,
    ) -> None:
        if profile not in PROFILES:
            raise ValueError(f"no such profile: {profile}")
        self._cloud = cloud
        self._threads: list[threading.Thread] = []
        self.state = State(profile=profile, cloud_seconds=cloud_seconds, unsaved_data_file=unsaved_data_file)
        self.state.theme = theme
        self.state.user = user or self.state.user
        self.state.workspaces_end_palettes = workspaces_end_palettes
        self.questions: list[Question] = []
        self._ask = ask or self.state.ask
        self.state.saved = self._upload
        self.state.start = self._start
        self.state.ask = self._ask_and_keep
        self.state.documents = make_records(documents)
        self.state.references = make_references(documents, self.state.documents)
        self.state.find_file = find_file or self.state.find_file
        self.state.tree = tree or self.state.tree
        self._context = context
        self._without = without
        self._first = documents[0].name if documents and active is None else active
        self.state.is_startup_complete = not is_starting
        (furnish_early if is_starting else furnish)(self.state, without=without)
        install(self.state)
        if self._first and not is_starting:
            self.activate(self._first)
            self.pump()
        self.state.meter.reset()
        self._baseline = Baseline(self.state)
        self._addins = self.state.scripts
        self.state.add_script = self._add_script
        self.state.find_home = self._find_home
        self._load: Load | None = None
        self._home: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> SimulatedFusion:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop what still runs, and take `adsk` away."""
        end_active(self.state, CommandTerminationReason.SessionEndingTerminationReason)
        for addin in self._addins:
            addin.stop(at_closing=True)
        for thread in self._threads:
            thread.join()
        uninstall(self.state)
        if self._home is not None:
            self._home.cleanup()

    @property
    def addins(self) -> list[AddIn]:
        """The add-ins and scripts that were loaded, whether they run or not."""
        return self._addins

    @property
    def meter(self) -> Meter:
        """How long the main thread was busy."""
        return self.state.meter

    @property
    def faults(self) -> list[Fault]:
        """The exceptions that left a handler, run or stop: Fusion would have swallowed them."""
        return self.state.faults

    @property
    def cloud_calls(self) -> list[str]:
        """The properties read that may ask the cloud, in order."""
        return self.state.cloud_calls

    def load(self, entry: Path, *, load: Load) -> AddIn:
        """Return an add-in or script, not running yet; `load` is that of the project's entry file."""
        self._load = self._load or load
        kind = read_kind(Path(entry))
        addin = AddIn(self.state, Path(entry), load=load, context=self._context, kind=kind)
        self._addins.append(addin)
        return addin

    def complete_startup(self) -> None:
        """Queue the end of the start: workspaces, tabs and panels, `startupCompleted`, the first document."""

        def complete() -> None:
            with self._baseline.growing():
                furnish_late(self.state, without=self._without)
            complete_startup(self.state)

        self.state.loop.post("end of the start", complete)
        if self._first:
            self.activate(self._first)

    def pump(self) -> int:
        """Handle what is queued now, on the main thread, and return how many there were."""
        return self.state.loop.pump()

    def pump_until(self, condition: Callable[[], Any], seconds: float = 10.0) -> bool:
        """Pump until the condition holds, `seconds` at most; tell whether it does."""
        return self.state.loop.pump_until(condition, seconds)

    def click(self, id: str) -> None:
        """Queue the click on the control of a command; raises when no control shows it or it is disabled."""
        for container in self.state.containers():
            for control in container.controls:
                definition = control.definition
                if control.id == id and definition is not None:
                    if definition.deleted:
                        raise RuntimeError(f"the control {id} has lost its command")
                    if not (definition.is_enabled and definition.is_visible and control.is_visible):
                        raise RuntimeError(f"the control {id} is disabled or hidden")
                    _commands.start_command(self.state, definition)
                    return
        raise LookupError(f"there is no control {id}")

    def activate(self, name: str | None) -> None:
        """Queue the click on a document's tab; None closes all documents."""
        record = None if name is None else self.find_document(name)
        _documents.queue_activation(self.state, record)

    def enter_workspace(self, id: str) -> None:
        """Queue the change to a workspace; raises when there is none of this id."""
        for workspace in self.state.workspaces:
            if workspace.id == id:
                _documents.queue_workspace(self.state, workspace)
                return
        raise LookupError(f"there is no workspace {id}")

    def save(self, name: str) -> None:
        """Queue a save of a document; its new version comes from the cloud, or with `complete_upload`."""
        _documents.queue_save(self.state, self.find_document(name))

    def complete_upload(self, name: str, *, version_id: str, version_number: int) -> None:
        """Queue the cloud's word that a saved version is there."""
        record = self.find_document(name)
        if record.file is None:
            raise ValueError(f"{name} was never saved")
        file = replace(
            record.file,
            version_id=version_id,
            version_number=version_number,
            latest_version_number=version_number,
        )
        _documents.complete_upload(self.state, record, file)

    def _upload(self, record: Document) -> None:
        """Let the cloud make a version of a document that was saved."""
        file, cloud = record.file, self._cloud
        if file is None or cloud is None:
            return

        def upload() -> None:
            if made := cloud(file):
                self.complete_upload(record.name, version_id=made[0], version_number=made[1])

        self._start("preview-cloud", upload)

    def _start(self, name: str, work: Callable[[], None]) -> None:
        """Do what the cloud does, or what is asked of it, on a thread of its own."""
        self._threads = [one for one in self._threads if one.is_alive()]
        self._threads.append(threading.Thread(target=work, name=name))
        self._threads[-1].start()

    def modify(self, name: str) -> None:
        """Change a document, so that it is not saved any more."""
        self.find_document(name).is_modified = True

    def set_theme(self, theme: int) -> None:
        """Choose one of UserInterfaceThemes; Fusion tells no add-in about it."""
        self.state.theme = theme

    def close_palette(self, id: str) -> None:
        """Queue the press of a palette's close button."""
        _palettes.close_palette(self.state, self.find_palette(id))

    def destroy_palette(self, id: str) -> None:
        """Delete a palette, as some builds do when the workspace changes."""
        palette = self.find_palette(id)
        self.state.palettes.remove(palette)
        palette.page = None
        palette.deleted = True

    def open_page(self, id: str, handle: Callable[[str, str], str] | None = None) -> PageStandIn:
        """Load a stand-in for a palette's page, or for that of a dialog's browser, whose id is `input ID`.

        A page that was loaded before is gone.
        `handle(action, data)` is the page's handler; by default it answers OK.
        """
        return PageStandIn(self.state, self.state.find_paged(id), handle)

    def find_palette(self, id: str) -> Palette:
        """Return a palette's record; raises when there is none."""
        for palette in [*self.state.palettes, self.state.text_palette]:
            if palette.id == id:
                return palette
        raise LookupError(f"there is no palette {id}")

    def find_definition(self, id: str) -> Definition:
        """Return a command definition's record; raises when there is none."""
        for definition in self.state.definitions:
            if definition.id == id:
                return definition
        raise LookupError(f"there is no command definition {id}")

    def find_document(self, name: str) -> Document:
        """Return a document's record; raises when there is none."""
        for document in self.state.documents:
            if document.name == name:
                return document
        raise LookupError(f"there is no document {name}")

    def leftovers(self) -> list[str]:
        """Name what is there and was not when this Fusion started: see lib/preview/leftovers.py."""
        return self._baseline.compare([addin.entry.parent for addin in self._addins])

    def _add_script(self, entry: Path) -> AddIn:
        if self._load is None:
            raise RuntimeError("2 : InternalValidationError : nothing was ever loaded")
        return self.load(entry, load=self._load)

    def _find_home(self) -> Path:
        if self._home is None:
            self._home = tempfile.TemporaryDirectory(prefix="simulated-fusion-")
        return Path(self._home.name)

    def _ask_and_keep(self, question: Question) -> Reply:
        self.questions.append(question)
        return self._ask(question)
