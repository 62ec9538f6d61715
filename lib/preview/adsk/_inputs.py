"""The inputs of a command's dialog: what the add-in sets, and what the user has typed or chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import units
from ..inputs import Input, plain_text
from ..records import Chosen
from ._base import Base, bad_argument, stored
from ._selections import Selection

if TYPE_CHECKING:
    from ._command_inputs import CommandInputs
    from ._commands import Command


class CommandInput(Base):
    """One input of a dialog."""

    __slots__ = ()
    _record: Input

    id: str = stored("id", "str", is_writable=False)
    name: str = stored("name", "str", is_writable=False)
    isEnabled: bool = stored("is_enabled", "bool")
    isVisible: bool = stored("is_visible", "bool")
    isFullWidth: bool = stored("is_full_width", "bool")
    tooltip: str = stored("tooltip", "str")
    tooltipDescription: str = stored("tooltip_description", "str")
    toolClipFilename: str = stored("tool_clip", "str")

    @property
    def commandInputs(self) -> CommandInputs:
        from ._command_inputs import CommandInputs

        return CommandInputs(self._record.parent, self._state)

    @property
    def parentCommand(self) -> Command:
        from ._commands import Command

        return Command(self._record.parent.running, self._state)

    @property
    def parentCommandInput(self) -> CommandInput | None:
        from ._command_inputs import wrap_input

        owner = self._record.parent.owner
        return None if owner is None else wrap_input(owner, self._state)

    def deleteMe(self) -> bool:
        """Take the input out of the dialog."""
        record = self._record
        for each in record.parent.running.inputs.walk():
            each.cells = [cell for cell in each.cells if cell.input is not record]
            each.toolbar = [tool for tool in each.toolbar if tool is not record]
        record.parent.inputs.remove(record)
        record.deleted = True
        return True


class BoolValueCommandInput(CommandInput):
    """A check box, or a button that can be pressed."""

    __slots__ = ()

    value: bool = stored("value", "bool")
    text: str = stored("text", "str")
    resourceFolder: str = stored("resource_folder", "str")
    isCheckBox: bool = stored("is_check_box", "bool", is_writable=False)


class StringValueCommandInput(CommandInput):
    """A line of text."""

    __slots__ = ()

    value: str = stored("value", "str")
    isPassword: bool = stored("is_password", "bool")
    isReadOnly: bool = stored("is_read_only", "bool")
    isValueError: bool = stored("is_value_error", "bool")


class TextBoxCommandInput(CommandInput):
    """Several lines of text; what is formatted is shown as its text."""

    __slots__ = ()

    numRows: int = stored("rows", "int")
    isReadOnly: bool = stored("is_read_only", "bool")

    @property
    def text(self) -> str:
        return plain_text(self._record.value) if self._record.style else self._record.value

    @text.setter
    def text(self, value: str) -> None:
        self._record.value, self._record.style = value, 0

    @property
    def formattedText(self) -> str:
        return self._record.value

    @formattedText.setter
    def formattedText(self, value: str) -> None:
        self._record.value, self._record.style = value, 1


class ExpressionInput(CommandInput):
    """A number with a unit: the value is in centimetres or radians, the expression as it was typed."""

    __slots__ = ()

    @property
    def value(self) -> float:
        return self._evaluate()

    @value.setter
    def value(self, value: float) -> None:
        self._record.value = units.show(value, self._record.unit)

    @property
    def expression(self) -> str:
        return self._record.value

    @expression.setter
    def expression(self, value: str) -> None:
        self._record.value = value

    @property
    def isValidExpression(self) -> bool:
        return self._record.is_number

    def _evaluate(self) -> float:
        try:
            return self._record.evaluate()
        except (ValueError, ArithmeticError) as error:
            raise RuntimeError(f"6 : {error}") from None


class ValueCommandInput(ExpressionInput):
    """A number with a unit."""

    __slots__ = ()

    unitType: str = stored("unit", "str")


class FloatSpinnerCommandInput(ExpressionInput):
    """A number with a unit, between two limits."""

    __slots__ = ()

    unitType: str = stored("unit", "str", is_writable=False)
    minimumValue: float = stored("minimum", "float", is_writable=False)
    maximumValue: float = stored("maximum", "float", is_writable=False)
    spinStep: float = stored("step", "float", is_writable=False)


class IntegerSpinnerCommandInput(CommandInput):
    """A whole number between two limits."""

    __slots__ = ()

    value: int = stored("value", "int")
    minimumValue: int = stored("minimum", "int", is_writable=False)
    maximumValue: int = stored("maximum", "int", is_writable=False)
    spinStep: int = stored("step", "int", is_writable=False)


class ImageCommandInput(CommandInput):
    """A picture."""

    __slots__ = ()

    imageFile: str = stored("value", "str")


class SelectionCommandInput(CommandInput):
    """What is chosen of the model: here the root component at most, as there is nothing else."""

    __slots__ = ()

    # What may be chosen.
    Bodies = "Bodies"
    SolidBodies = "SolidBodies"
    SurfaceBodies = "SurfaceBodies"
    MeshBodies = "MeshBodies"
    Faces = "Faces"
    SolidFaces = "SolidFaces"
    SurfaceFaces = "SurfaceFaces"
    PlanarFaces = "PlanarFaces"
    CylindricalFaces = "CylindricalFaces"
    ConicalFaces = "ConicalFaces"
    SphericalFaces = "SphericalFaces"
    ToroidalFaces = "ToroidalFaces"
    SplineFaces = "SplineFaces"
    Edges = "Edges"
    LinearEdges = "LinearEdges"
    CircularEdges = "CircularEdges"
    EllipticalEdges = "EllipticalEdges"
    TangentEdges = "TangentEdges"
    NonTangentEdges = "NonTangentEdges"
    Vertices = "Vertices"
    RootComponents = "RootComponents"
    Occurrences = "Occurrences"
    Sketches = "Sketches"
    SketchCurves = "SketchCurves"
    SketchLines = "SketchLines"
    SketchCircles = "SketchCircles"
    SketchPoints = "SketchPoints"
    ConstructionPoints = "ConstructionPoints"
    ConstructionLines = "ConstructionLines"
    ConstructionPlanes = "ConstructionPlanes"
    Features = "Features"
    Canvases = "Canvases"
    Decals = "Decals"
    JointOrigins = "JointOrigins"
    Joints = "Joints"
    SketchConstraints = "SketchConstraints"
    Profiles = "Profiles"
    Texts = "Texts"
    CustomGraphics = "CustomGraphics"

    commandPrompt: str = stored("text", "str")
    hasFocus: bool = stored("has_focus", "bool")

    @property
    def selectionFilters(self) -> list[str]:
        return list(self._record.filters)

    @selectionFilters.setter
    def selectionFilters(self, value: list[str]) -> None:
        self._record.filters = list(value)

    @property
    def selectionCount(self) -> int:
        return len(self._record.selected)

    def addSelectionFilter(self, filter: str) -> bool:
        """Let this kind be chosen, too."""
        self._record.filters.append(filter)
        return True

    def clearSelectionFilter(self) -> bool:
        """Let everything be chosen."""
        self._record.filters.clear()
        return True

    def setSelectionLimits(self, minimum: int, maximum: int = 0) -> bool:
        """Say how many must and may be chosen; 0 is any number."""
        if minimum < 0 or maximum < 0 or (maximum and maximum < minimum):
            raise bad_argument(f"no such limits: {minimum}, {maximum}")
        self._record.limits = (minimum, maximum)
        return True

    def getSelectionLimits(self) -> tuple[bool, int, int]:
        """Return True and the limits."""
        return True, *self._record.limits

    def selection(self, index: int) -> Selection:
        """Return one of what was chosen."""
        if not 0 <= index < len(self._record.selected):
            raise bad_argument(f"no such selection: {index}")
        return Selection(self._record.selected[index], self._state)

    def addSelection(self, selection: Base) -> bool:
        """Choose something; only once the command is active."""
        if not self._record.parent.running.is_open:
            raise RuntimeError("5 : addSelection before the command's activate event")
        self._record.selected.append(Chosen(selection))
        return True

    def clearSelection(self) -> bool:
        """Choose nothing."""
        self._record.selected.clear()
        return True
