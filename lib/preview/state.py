"""What the simulated Fusion knows: plain records, on which the classes of `adsk` are thin wrappers.

A record belongs to nobody's thread; the wrappers check the thread. `signals` are a record's events.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Protocol

from .mainloop import MainLoop
from .meter import Meter
from .records import (
    AttributeSet,
    ChosenList,
    CloudWish,
    PageSource,
    Parameter,
    Progress,
    Record,
    SharedLink,
    TextLines,
)
from .tree import KnownTree, Tree

if TYPE_CHECKING:
    from .addin import AddIn
    from .inputs import Input, Running

_HERE = Path(__file__).resolve().parent


@dataclass(eq=False)
class Definition(Record):
    """A command definition."""

    id: str
    name: str
    tooltip: str
    resource_folder: str = ""
    kind: str = "button"  # "button", "checkbox" or "list"
    is_checked: bool = False
    is_native: bool = False
    is_enabled: bool = True
    is_visible: bool = True
    tool_clip: str = ""
    style: int = 0
    choices: Any = None  # of a list: an EntryList


@dataclass(eq=False)
class Container(Record):
    """A toolbar, panel or drop-down: what holds controls."""

    id: str
    name: str
    kind: str  # "toolbar", "panel" or "drop-down"
    is_native: bool = True
    controls: list[Control] = field(default_factory=list)
    tab: Tab | None = None

    def is_used(self) -> bool:
        """Tell whether there is anything on it that is not Fusion's own."""
        return any(not control.is_native for control in self.controls)


@dataclass(eq=False)
class Control(Record):
    """A control on a toolbar, panel or drop-down."""

    id: str
    kind: str  # "command", "split", "drop-down" or "separator"
    parent: Container
    definition: Definition | None = None
    name: str = ""
    resource_folder: str = ""
    menu: Container | None = None
    is_native: bool = False
    is_visible: bool = True
    is_promoted: bool = False
    is_promoted_by_default: bool = False
    additional: list[Definition] = field(default_factory=list)  # of a split button
    is_last_shown: bool = False


@dataclass(eq=False)
class Tab(Record):
    """A tab of a workspace's toolbar."""

    id: str
    name: str
    workspace: Workspace
    is_native: bool = True
    panels: list[Container] = field(default_factory=list)


@dataclass(eq=False)
class Workspace(Record):
    """A workspace, such as Design."""

    id: str
    name: str
    product_type: str
    tabs: list[Tab] = field(default_factory=list)
    is_native: bool = True
    active_tab: Tab | None = None
    resource_folder: str = ""

    def panels(self) -> list[Container]:
        """Return the panels of all its tabs."""
        return [panel for tab in self.tabs for panel in tab.panels]

    def front_tab(self) -> Tab | None:
        """Return the tab in front: the one chosen last, else the first that an add-in is on."""
        if self.active_tab in self.tabs:
            return self.active_tab
        used = (tab for tab in self.tabs if any(panel.is_used() for panel in tab.panels))
        return next(used, None) or next(iter(self.tabs), None)


class Page(Protocol):
    """A loaded HTML page in a palette: a browser's, or a test's."""

    def deliver(self, action: str, data: str) -> None:
        """Take one message from Python; its answer comes later, as the action `response`."""
        ...


@dataclass(eq=False)
class Palette(Record):
    """A palette; `page` is None until its page is loaded, and what is sent before is lost."""

    id: str
    name: str
    url: str
    is_visible: bool
    has_close_button: bool
    is_resizable: bool
    width: int
    height: int
    is_transparent: bool = False
    left: int = 0
    top: int = 0
    docking_option: int = 0
    docking_state: int = 0
    minimum_size: tuple[int, int] = (0, 0)
    maximum_size: tuple[int, int] = (0, 0)
    page: Page | None = None
    navigations: int = 0  # how often `url` was set
    source: PageSource = field(default_factory=PageSource)  # what `url` leads to
    is_native: bool = False
    input: Input | None = None  # whose page this is: then it is no palette, but a browser in a dialog


@dataclass(eq=False)
class CustomEvent(Record):
    """A registered custom event."""

    id: str


@dataclass(eq=False)
class File(Record):
    """One version of an item in the cloud, as the data panel knows it."""

    name: str
    extension: str
    hub_id: str
    project_id: str
    folder_id: str
    item_id: str
    version_id: str
    version_number: int
    latest_version_number: int
    hub_name: str = ""
    project_name: str = ""
    folder_name: str = ""


@dataclass(eq=False)
class Reference(Record):
    """A file that uses a version of another one, such as an assembly and a part."""

    user: File
    used: File


@dataclass(eq=False)
class Occurrence(Record):
    """A file that was inserted into a design; `is_referenced` is false for a copy of what was in it."""

    name: str
    file: File
    is_referenced: bool


@dataclass(eq=False)
class Document(Record):
    """A document that can be open; `file` is None until it is saved for the first time."""

    name: str
    kind: str  # "design", "drawing" or "other"
    creation_id: str
    file: File | None
    is_modified: bool
    thumbnail: bytes = b""
    is_open: bool = False
    saved_as: str = ""  # the description of its latest save
    attribute_sets: dict[str, AttributeSet] = field(default_factory=dict)
    parameters: list[Parameter] = field(default_factory=list)
    part_number: str = ""
    description: str = ""
    occurrences: list[Occurrence] = field(default_factory=list)


@dataclass(eq=False)
class Person(Record):
    """Whom Fusion is signed in as; by default the person whom the sample hub knows."""

    id: str = "SAMPLEUSER01"
    user_name: str = "designer"
    display_name: str = "Mika Sample"
    email: str = "designer@example.com"


@dataclass(eq=False)
class FileDialog(Record):
    """A dialog for files: what an add-in has set, and the whole paths that the user chose last."""

    title: str = ""
    filter: str = ""
    filter_index: int = 0
    initial_directory: str = ""
    initial_filename: str = ""
    is_multi_select_enabled: bool = False
    filenames: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileWish:
    """What a dialog for files asks for; `filter` is as the add-in wrote it.

    `kind` is "open", "save" or, for a folder, "folder".
    """

    kind: str
    is_multiple: bool = False
    filter: str = ""
    filter_index: int = 0
    folder: str = ""  # to begin in
    name: str = ""  # to begin with


@dataclass(frozen=True)
class Question:
    """A message box, an input box or, with `files` or `cloud`, a dialog for files; texts are the add-in's."""

    text: str
    title: str
    buttons: int = 0
    icon: int = 0
    default: str | None = None  # the text to begin with; None for a message box
    files: FileWish | None = None
    cloud: CloudWish | None = None


@dataclass(frozen=True)
class Reply:
    """The user's answer: one of DialogResults, the text typed into an input box, the files chosen.

    Files of the disk are whole paths; of the cloud it is the files, or the folder and in `text` the name.
    """

    result: int
    text: str = ""
    paths: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    folder: File | None = None


@dataclass(frozen=True)
class Fault:
    """An exception that left a handler, or the add-in's own run or stop: Fusion swallows these."""

    where: str
    error: BaseException

    def __str__(self) -> str:
        return f"{self.where}: " + "".join(traceback.format_exception(self.error)).rstrip()


class State:
    """The whole state of one simulated Fusion, and the little that its wrappers do beyond it."""

    def __init__(self, *, profile: str, cloud_seconds: float, unsaved_data_file: str) -> None:
        self.meter = Meter()
        self.loop = MainLoop(self.meter)
        self.profile = profile
        self.cloud_seconds = cloud_seconds
        self.unsaved_data_file = unsaved_data_file
        self.saved: Callable[[Document], None] = lambda document: None
        # Does what takes long on a thread of its own; each is named.
        self.start: Callable[[str, Callable[[], None]], None] = lambda name, work: work()
        self.last_error: tuple[int, str] = (0, "")
        self.scripts: list[AddIn] = []  # all that are known
        self.add_script: Callable[[Path], AddIn]
        self.find_home: Callable[[], Path]  # the folder for what Fusion itself keeps
        self.scripts_folder = ""
        self.startup_scripts: dict[str, bool] = {}  # what was chosen, by the add-in's name
        self.progress_bar = Progress()
        self.jobs = 0  # uploads that have not ended
        self.data_place: File | None = None  # where the data panel was led to
        self.descriptions: dict[str, str] = {}  # by the version's id
        self.shared_links: dict[str, SharedLink] = {}  # by the item's id
        self.application = Record()
        self.user_interface = Record()
        self.definitions: list[Definition] = []
        self.toolbars: list[Container] = []
        self.workspaces: list[Workspace] = []
        self.palettes: list[Palette] = []
        self.custom_events: dict[str, CustomEvent] = {}
        self.documents: list[Document] = []
        self.references: list[Reference] = []
        self.tree: Tree = KnownTree(self)
        self.find_file: Callable[[str], File | None] = lambda id: None
        self.active_document: Document | None = None
        self.active_workspace: Workspace | None = None
        self.active_command = "SelectCommand"
        self.running: Running | None = None  # the command whose dialog is open
        self.commands = 0
        self.selections = ChosenList()
        self.progress: Progress | None = None
        self.show: Callable[[], None] = lambda: None  # what is shown has changed in the middle of a tick
        self.is_startup_complete = True
        self.is_offline = False
        self.is_data_panel_visible = False
        self.user = Person()
        self.theme = 1
        self.language = 3
        self.proxy_setting = 0
        self.proxy_host = ""
        self.proxy_port = 0
        self.status_message = ""
        self.cloud_calls: list[str] = []
        self.faults: list[Fault] = []
        self.log: list[str] = []
        self.text_palette = _make_text_palette()  # Text Commands
        self.text_lines = TextLines()
        self.new_names: set[tuple[str, str]] = set()
        self.addins: list[AddIn] = []  # that run, in the order in which they were started
        self._called: list[AddIn | None] = []  # whose `run`, `stop` or handlers are at work
        self.in_html_handler = 0
        self.in_command_event = 0
        self.workspaces_end_palettes = False
        self.ask: Callable[[Question], Reply] = _press_ok

    def cloud_call(self, name: str) -> None:
        """Count a property that may ask the cloud, and block for as long as that takes."""
        self.cloud_calls.append(name)
        if self.cloud_seconds:
            time.sleep(self.cloud_seconds)

    def note_new_name(self, owner: str, name: str) -> None:
        """Say once in *Text Commands* that an object was given an attribute that Fusion does not know."""
        if (owner, name) not in self.new_names:
            self.new_names.add((owner, name))
            self.text_lines.write(f"{owner} has no {name}: it stays on this Python object. Is it misspelt?")

    def paged(self) -> list[Palette]:
        """Return what has a page: the palettes, and the browsers in the dialog that is open."""
        running = self.running
        inputs = running.inputs.walk() if running is not None else ()
        return [*self.palettes, *(each.browser for each in inputs if each.browser is not None)]

    def find_paged(self, id: str) -> Palette:
        """Return a palette, or a dialog's browser, by its id; raises LookupError when there is none."""
        for each in self.paged():
            if each.id == id:
                return each
        raise LookupError(f"there is no palette {id}")

    def report(self, where: str, error: BaseException) -> None:
        """Keep an exception that Fusion would swallow."""
        self.faults.append(Fault(where, error))

    def show_message(self, text: str) -> None:
        """Show a message of Fusion's own and wait for the user."""
        with self.meter.leave_out():
            self.ask(Question(text, "Fusion", icon=4))

    def known_files(self) -> list[File]:
        """Return the files of the documents and of what they use."""
        known = [document.file for document in self.documents if document.file is not None]
        return [*known, *(one.used for one in self.references)]

    def open_documents(self) -> list[Document]:
        """Return the documents that are open, in the order of their tabs."""
        return [document for document in self.documents if document.is_open]

    def panels(self) -> list[Container]:
        """Return all panels of all workspaces."""
        return [panel for workspace in self.workspaces for panel in workspace.panels()]

    def resolve(self, path: str) -> Path:
        """Return a path as Fusion takes it: a relative one from the folder of the add-in's entry file."""
        addin = self.find_caller()
        return Path(addin.folder, path) if addin is not None else Path(path)

    @contextmanager
    def calling(self, addin: AddIn | None) -> Iterator[None]:
        """Let an add-in's `run`, `stop` or one of its handlers be at work meanwhile."""
        self._called.append(addin)
        try:
            yield
        finally:
            self._called.pop()

    def find_caller(self) -> AddIn | None:
        """Return the add-in whose code is running, else the one that was started last.

        Whoever is being run or stopped, or has made the handler that is called, is that, wherever the code
        lies: a script may use the library of an add-in that runs as well.
        """
        if self._called and self._called[-1]:
            return self._called[-1]
        by_depth = sorted(self.addins, key=lambda addin: -len(addin.folder.parts))
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            file = Path(frame.f_code.co_filename)
            if not file.is_relative_to(_HERE):
                for addin in by_depth:
                    if file.is_relative_to(addin.folder):
                        return addin
            frame = frame.f_back
        return self.addins[-1] if self.addins else None

    def containers(self) -> list[Container]:
        """Return everything that holds controls: toolbars, panels, and the drop-downs on them."""
        found = [*self.toolbars, *self.panels()]
        for container in found:  # grows while it is read: menus within menus
            found += [control.menu for control in container.controls if control.menu is not None]
        return found


def _make_text_palette() -> Palette:
    return Palette(
        "TextCommands",
        "Text Commands",
        url="",
        is_visible=False,
        has_close_button=True,
        is_resizable=True,
        width=600,
        height=160,
        docking_state=2,
        is_native=True,
    )


def _press_ok(question: Question) -> Reply:
    """Answer like a user who presses the first button: OK, Retry or Yes; but has no files to choose from."""
    if question.files is not None or question.cloud is not None:
        return Reply(1)
    return Reply({0: 0, 1: 0, 2: 0, 3: 2, 4: 2}[question.buttons], question.default or "")
