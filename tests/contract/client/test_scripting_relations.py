"""Where a design is used, and attachments carried forward, from a script."""

from __future__ import annotations

from addin.lib.core.where_used import Use
from addin.lib.emulator import Emulator, sample
from addin.lib.scripting import Session, connect

from .workbench import MADE

DESIGN = "items:autodesk.fusion360:Design"


def test_where_a_design_is_used(session: Session) -> None:
    [design] = session.find(sample.DESIGN_NAME, kind=DESIGN, project=sample.MAIN_PROJECT)
    told: list[Use] = []
    found = session.where_used(design, on_uses=told.extend)
    assert found.is_whole
    assert {use.name for use in found.uses} >= {sample.ASSEMBLY_NAME, sample.CURRENT_DRAWING}
    assert {use.key for use in told} == {use.key for use in found.uses}
    alone = session.where_used(design, everywhere=False)
    assert {use.key for use in alone.uses} <= {use.key for use in found.uses}
    assert alone.problems == {}


def test_what_was_attached_is_carried_forward_once(service: Emulator) -> None:
    with connect(service=service.url, token=service.token) as session:
        [before] = session.find(sample.DESIGN_NAME, kind=DESIGN, project=sample.MAIN_PROJECT)
        service.seed.add_version(before.id, size=5, **MADE)
        [design] = session.find(sample.DESIGN_NAME, kind=DESIGN, project=sample.MAIN_PROJECT)
        results = session.carry_forward(design)
        assert results
        assert all(result.is_new and result.problem is None for result in results)
        assert session.carry_forward(design) == ()
        assert session.count_refs([design])[design.id] >= len(results)
