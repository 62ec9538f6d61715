"""What a command's dialog knows: plain records of its inputs, on which the classes of `adsk` are wrappers.

A command has one list of inputs; groups and tabs have a list of their own below it. Ids are unique in the
whole command. An input that lies in a table is in its list like any other, and drawn in the table alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from . import units
from .records import Chosen, Record
from .state import Definition, Palette

# Kinds whose `value` is an expression with a unit.
EXPRESSIONS = ("value", "distance", "angle", "float-spinner")
_HAIR = 1e-9


@dataclass(eq=False)
class Entry(Record):
    """One choice of a list; `owner` is the list that it is in."""

    name: str
    owner: EntryList
    is_selected: bool = False
    icon: str = ""
    is_separator: bool = False


@dataclass(eq=False)
class EntryList(Record):
    """The choices of an input; of several only where `is_multiple`."""

    is_multiple: bool = False
    entries: list[Entry] = field(default_factory=list)

    def select(self, entry: Entry, *, is_selected: bool = True) -> None:
        """Choose an entry, and no other where one at a time may be chosen."""
        if is_selected and not self.is_multiple:
            for other in self.entries:
                other.is_selected = False
        entry.is_selected = is_selected


@dataclass(eq=False)
class Bound:
    """A limit of a number, in internal units; `is_inclusive` where the number may be the limit itself."""

    value: float
    is_inclusive: bool = True


@dataclass(eq=False)
class Cell:
    """The place of an input in a table."""

    input: Input
    row: int
    column: int
    row_span: int = 0
    column_span: int = 0


@dataclass(eq=False)
class Input(Record):
    """One input; what `value` is depends on the kind: text, flag, number, or an expression with a unit."""

    id: str
    name: str
    kind: str
    parent: InputList
    value: Any = None
    is_enabled: bool = True
    is_visible: bool = True
    is_full_width: bool = False
    tooltip: str = ""
    tooltip_description: str = ""
    tool_clip: str = ""
    unit: str = ""
    minimum: float = 0
    maximum: float = 0
    step: float = 1
    second: Any = None  # the value of a second slider
    values: list[Any] = field(default_factory=list)  # those that a slider of a list can have
    least: Bound | None = None
    most: Bound | None = None
    # An arrow's origin, and where it points: its x and, for an angle, its y direction.
    manipulator: list[tuple[float, ...]] = field(default_factory=lambda: [(0, 0, 0), (1, 0, 0), (0, 1, 0)])
    labels: tuple[str, str] = ("", "")
    style: int = 0
    rows: int = 1
    text: str = ""
    is_check_box: bool = True
    is_read_only: bool = False
    is_password: bool = False
    is_value_error: bool = False
    is_expanded: bool = True
    has_check_box: bool = False
    is_checked: bool = True
    is_active: bool = False
    has_focus: bool = False
    resource_folder: str = ""
    filters: list[str] = field(default_factory=list)
    limits: tuple[int, int] = (1, 1)
    selected: list[Chosen] = field(default_factory=list)
    choices: EntryList | None = None
    children: InputList | None = None
    cells: list[Cell] = field(default_factory=list)
    toolbar: list[Input] = field(default_factory=list)
    column_ratio: str = ""
    visible_rows: tuple[int, int] = (4, 8)
    has_grid: bool = True
    selected_row: int = -1
    spacing: tuple[int, int] = (0, 0)
    browser: Palette | None = None
    heights: tuple[int, int] = (0, 0)  # least and most of a browser's; 0 for no limit

    def evaluate(self) -> float:
        """Return the value of what is an expression, in internal units; raises as `units.evaluate` does."""
        return units.evaluate(self.value, self.unit, self.parent.running.find_value)

    @property
    def is_number(self) -> bool:
        """Whether what is an expression can be evaluated."""
        return units.is_valid(self.value, self.unit, self.parent.running.find_value)

    def is_within(self, value: float) -> bool:
        """Tell whether a number keeps to the limits; what is reckoned may be off by a hair."""
        least, most = self.least, self.most
        return (least is None or value - least.value > (-_HAIR if least.is_inclusive else _HAIR)) and (
            most is None or most.value - value > (-_HAIR if most.is_inclusive else _HAIR)
        )

    def snap(self, value: Any) -> Any:
        """Return the number that a slider can have nearest to one."""
        return min(self.values, key=lambda each: abs(each - value)) if self.values else value

    @property
    def is_filled(self) -> bool:
        """Whether Fusion itself would let the dialog be left with OK, as far as this input goes."""
        if not self.is_visible:
            return True
        if self.kind in EXPRESSIONS:
            return self.is_number and self.is_within(self.evaluate())
        if self.kind == "selection":
            return len(self.selected) >= self.limits[0]
        return not self.is_value_error


@dataclass(eq=False)
class InputList(Record):
    """Inputs of a command, or of one of its groups or tabs."""

    running: Running
    owner: Input | None = None
    inputs: list[Input] = field(default_factory=list)

    def walk(self) -> Iterator[Input]:
        """Yield the inputs here and below."""
        for each in self.inputs:
            yield each
            if each.children is not None:
                yield from each.children.walk()

    def find(self, id: str) -> Input | None:
        """Return the input of this id, here or below; None where there is none."""
        return next((each for each in self.walk() if each.id == id), None)


@dataclass(eq=False)
class Running(Record):
    """One run of a command; `is_open` while its dialog is. `find_value` finds what expressions name."""

    definition: Definition
    find_value: units.Find = units.find_nothing
    reason: int = 0
    is_repeatable: bool = True
    is_auto_execute: bool = True
    is_executed_when_pre_empted: bool = True
    is_position_dependent: bool = False
    is_ok_visible: bool = True
    ok_text: str = "OK"
    cancel_text: str = "Cancel"
    help_file: str = ""
    size: tuple[int, int] = (0, 0)
    inputs: InputList = field(init=False)
    is_open: bool = False
    is_valid: bool = True
    is_previewed: bool = False  # executePreview has done what OK would do
    number: int = 0

    def __post_init__(self) -> None:
        self.inputs = InputList(self)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a new line where the markup does."""
        if tag == "br" or (tag in ("p", "div", "li") and self.parts):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.parts.append(data)


def plain_text(formatted: str) -> str:
    """Return the text of the small HTML that text boxes take: no markup, lines where it breaks."""
    reader = _Text()
    reader.feed(formatted)
    reader.close()
    return "".join(reader.parts)
