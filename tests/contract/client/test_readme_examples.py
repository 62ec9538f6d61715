"""README's examples for scripts are run as they stand there, on the sample hub after a save."""

from __future__ import annotations

import inspect
import re
import textwrap
from pathlib import Path

import pytest
from addin.lib import scripting
from addin.lib.aps.refs import ATTACHMENT, DRAWING_TO_DESIGN
from addin.lib.emulator import Emulator, sample
from addin.lib.scripting import Session, connect

from .workbench import MADE

pytestmark = pytest.mark.long_only

README = Path(__file__).resolve().parents[3] / "README.md"
KIND = "items:autodesk.fusion360:Design"


def read_examples() -> list[str]:
    section = README.read_text(encoding="utf-8").partition("## From a script")[2].partition("\n## ")[0]
    return re.findall(r"^```python\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)


def join_examples(examples: list[str]) -> str:
    """The first one opens a session, and the others go on inside it."""
    first, *others = examples
    return first + textwrap.indent("".join(others), "    ")


def test_the_examples_do_what_they_say(
    service: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with connect(service=service.url, token=service.token) as session:
        [before] = session.find(sample.DESIGN_NAME, kind=KIND)
        service.seed.add_version(before.id, size=9, **MADE)
        (tmp_path / "Datasheet.pdf").write_bytes(b"%PDF")
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("DATABROWSER_HOME", str(tmp_path / "home"))
        asked: list[str] = []

        def connect_here(*, client_id: str) -> Session:
            asked.append(client_id)
            return connect(service=service.url, token=service.token)

        monkeypatch.setattr(scripting, "connect", connect_here)
        # As a script of the add-in's own folder, from which its imports start.
        exec(join_examples(read_examples()), {"__name__": "addin.script", "__package__": "addin"})
        said = capsys.readouterr().out.splitlines()
        assert asked == ["your APS app's client id"]
        assert f"{DRAWING_TO_DESIGN} to {sample.CURRENT_DRAWING}" in said
        assert said.count("True") == 2
        assert "Datasheet.pdf attached" in said
        assert f"  {sample.ASSEMBLY_NAME} (3, 2, 1)" in said
        assert any(line.startswith("sweeping ") for line in said)
        assert any(line.startswith(f"{sample.TEAM_HUB}/") and line[-1].isdigit() for line in said)
        assert f"  {sample.MAIN_PROJECT}" in said
        assert {f"{name} attached" for name in (sample.BILL_OF_MATERIALS, sample.DATA_SHEET)} <= set(said)
        [design] = session.find(sample.DESIGN_NAME, kind=KIND)
        made = {
            (relation.ref.extension_type, relation.other_name)
            for relation in session.list_refs(design).relations
            if relation.own_version == 9
        }
        attached = (
            sample.SPREADSHEET_TO_ATTACH,
            "Datasheet.pdf",
            sample.BILL_OF_MATERIALS,
            sample.DATA_SHEET,
        )
        assert made == {
            (DRAWING_TO_DESIGN, sample.DRAWING_TO_ATTACH),
            *((ATTACHMENT, name) for name in attached),
        }


def test_readme_names_all_that_a_session_can_do() -> None:
    [listed] = re.findall(
        r"^`Session` has (.+?);", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    able = {name for name, _ in inspect.getmembers(Session, inspect.isfunction) if not name.startswith("_")}
    assert set(re.findall(r"`(\w+)`", listed)) == able - {"close"}
