"""What the add-in uses of Fusion's API is in the official definitions, or it asks for it first."""

from __future__ import annotations

from pathlib import Path

import pytest

from .member_uses import Use, find_problems, find_uses

ROOT = Path(__file__).resolve().parents[3]
SOURCES = [*sorted((ROOT / "lib" / "host").rglob("*.py")), *sorted((ROOT / "commands").rglob("*.py"))]
# What there is at least: a reader that finds less has lost sight of something.
USES, TESTED = 120, 50


def test_the_add_in_uses_only_what_every_fusion_has_or_asks_first() -> None:
    uses = {path: find_uses(path.read_text(encoding="utf-8")) for path in SOURCES}
    problems = [f"{path.relative_to(ROOT)}: {each}" for path in SOURCES for each in find_problems(uses[path])]
    assert problems == []
    assert sum(map(len, uses.values())) >= USES
    assert sum(use.is_tested for found in uses.values() for use in found) >= TESTED


APP = "import adsk.core\ndef f(app: adsk.core.Application, handlers):\n    "


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("app.activeDocuments", "line 3: adsk.core.Application has no activeDocuments"),
        ("app.userInterface.palletes", "line 3: adsk.core.UserInterface has no palletes"),
        ("ui = app.userInterface; ui.palettes.itemByID('a')", "line 3: adsk.core.Palettes has no itemByID"),
        ("app.userInterface.palettes.add2('a')", "line 3: Fusion of 2024 has no adsk.core.Palettes.add2"),
        (
            "x = app.preferences.generalPreferences.userInterfaceTheme",
            "line 3: Fusion of 2024 has no adsk.core.GeneralPreferences.userInterfaceTheme",
        ),
        ("adsk.core.UserInterfaceThemes.X", "line 3: Fusion of 2024 has no adsk.core.UserInterfaceThemes"),
        ("adsk.core.Applications", "line 3: there is no adsk.core.Applications"),
        ("adsk.core.DialogResults.DialogOk", "line 3: adsk.core.DialogResults has no DialogOk"),
        ("for each in app.documents: each.title", "line 3: adsk.core.Document has no title"),
        ("app.documents[0].title", "line 3: adsk.core.Document has no title"),
        ("app.documents.item(0).title", "line 3: adsk.core.Document has no title"),
        ("getattr(app, 'skripts')", "line 3: adsk.core.Application has no skripts"),
        (
            "handlers.add(app.documentSaved, adsk.core.DocumentEventHandler, lambda args: args.doc)",
            "line 3: adsk.core.DocumentEventArgs has no doc",
        ),
        (
            "x: object = adsk.core.Application.get(); x.nothing",
            "line 3: adsk.core.Application has no nothing",
        ),
        ("self.app = app; self.app.nothing", "line 3: adsk.core.Application has no nothing"),
        ("def g(ui): ui.nothing", "line 3: adsk.core.UserInterface has no nothing"),
        ("read_member(app, 'userInterface').nothing", "line 3: adsk.core.UserInterface has no nothing"),
        ("if not app: pass\n    else: app.skripts", "line 4: adsk.core.Application has no skripts"),
        (
            "handlers.add(app, 'documentSaved', 'DocumentEventHandler', lambda args: args.doc)",
            "line 3: adsk.core.DocumentEventArgs has no doc",
        ),
    ],
)
def test_what_a_fusion_lacks_is_found(body: str, problem: str) -> None:
    assert problem in list(find_problems(find_uses(APP + body)))


@pytest.mark.parametrize(
    "body",
    [
        "app.activeDocument.dataFile.parentProject.id",
        "getattr(app.userInterface.palettes, 'add2', None)",
        "hasattr(app.preferences.generalPreferences, 'activeUserInterfaceTheme')",
        "read_member(app, 'skripts')",
        "if hasattr(app, 'skripts'): app.skripts",
        "handlers.add(app.documentSaved, adsk.core.DocumentEventHandler, lambda args: args.document.name)",
        "somebody.elses.thing",
    ],
)
def test_what_every_fusion_has_or_is_asked_for_is_fine(body: str) -> None:
    assert list(find_problems(find_uses(APP + body))) == []


def test_a_callback_is_read_with_its_arguments() -> None:
    source = (
        "import adsk.core\n"
        "class A:\n"
        "    def connect(self, palette: adsk.core.Palette):\n"
        "        self.add(palette.incomingFromHTML, adsk.core.HTMLEventHandler, self._take)\n"
        "    def _take(self, args):\n"
        "        args.returnData = args.message\n"
    )
    assert Use(6, "core.HTMLEventArgs", "returnData", is_tested=False) in find_uses(source)
    assert list(find_problems(find_uses(source))) == ["line 6: adsk.core.HTMLEventArgs has no message"]
