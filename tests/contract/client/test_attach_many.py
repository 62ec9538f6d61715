"""Several versions attached at once: what the plan says, what it costs, what comes of it on any service."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from addin.lib.aps.refs import ATTACHMENT, DRAWING_TO_DESIGN, list_refs
from addin.lib.core.attach_many import (
    MOST_TARGETS,
    AttachPlan,
    AttachResult,
    Target,
    WantedRef,
    attach_refs,
    plan_refs,
)
from addin.lib.core.documents import ActiveDocument
from addin.lib.core.ref_kinds import KNOWN_KINDS, RefKind
from addin.lib.emulator import Emulator, Fault
from addin.lib.emulator.policies import ALLOWED
from addin.lib.errors import DataBrowserError, Forbidden, NotFound, RefError

from .sign_ins import ManualClock
from .workbench import MADE, Bench

pytestmark = pytest.mark.long_only

BenchOf = Callable[[Emulator], Bench]
Start = Callable[..., Emulator]
DESIGN = "versions:autodesk.fusion360:Design"
FILE = "versions:autodesk.core:File"
ONLY_DRAWINGS = (RefKind(DRAWING_TO_DESIGN, ("versions:autodesk.fusion360:Drawing",), (DESIGN,)),)


class Moving(ManualClock):
    """Time that passes for the service, too."""

    def __init__(self, service: Emulator) -> None:
        super().__init__()
        self._service = service

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        self._service.clock.advance(seconds)


def kinds() -> tuple[RefKind, ...]:
    return KNOWN_KINDS


def open_design(bench: Bench, version_id: str = "") -> ActiveDocument:
    return ActiveDocument(
        "saved",
        "Gear",
        project_id=bench.project,
        item_id=bench.design_item,
        version_id=version_id or bench.design,
    )


def item(bench: Bench, item_id: str, *, name: str = "", extension_type: str = "") -> Target:
    return Target(bench.project, item_id=item_id, name=name, extension_type=extension_type)


def version(bench: Bench, version_id: str) -> Target:
    return Target(bench.project, version_id=version_id)


def add_files(bench: Bench, count: int) -> list[tuple[str, str]]:
    """Return items and versions of new files."""
    items = [
        bench.service.seed.add_item(bench.folder, name=f"File {index}.pdf", **MADE) for index in range(count)
    ]
    return [(one, bench.service.seed.add_version(one, size=1, **MADE)) for one in items]


def plan(bench: Bench, *targets: Target, version_id: str = "") -> AttachPlan:
    return plan_refs(bench.client, open_design(bench, version_id), targets, get_kinds=kinds)


def wants(made: AttachPlan, extension_type: str = "") -> list[WantedRef]:
    """Return the first way, or that of a type, of each that can be."""
    found: list[WantedRef] = []
    for index, one in enumerate(made.refs):
        if one.version is None or one.problem:
            continue
        told = Target(
            one.target.project_id,
            item_id=one.version.item_id,
            version_id=one.version.id,
            name=one.version.name,
            number=one.version.number,
            extension_type=one.version.extension_type,
        )
        found.append(WantedRef(str(index), told, extension_type or one.offers[0].extension_type))
    return found


def attach_all(bench: Bench, wanted: list[WantedRef], **options: object) -> tuple[AttachResult, ...]:
    return attach_refs(
        bench.client,
        open_design(bench),
        wanted,
        get_kinds=kinds,
        clock=Moving(bench.service),
        **options,  # pyright: ignore[reportArgumentType]
    )


def references(errors: list[DataBrowserError | None]) -> list[str]:
    return [error.reference if error else "" for error in errors]


def ends(bench: Bench, version_id: str) -> list[tuple[str, str]]:
    """Return (other end, extension type) of the refs that can be read, once all can."""
    bench.service.clock.advance(60)
    listed = list_refs(bench.client, bench.project, resource_type="versions", resource_id=version_id)
    return sorted((ref.other_id, ref.extension_type) for ref in listed.refs)


def count_requests(bench: Bench, before: int) -> int:
    return len(bench.service.log) - before


def test_twenty_targets_cost_two_requests(bench: Bench) -> None:
    targets = [item(bench, one, extension_type=FILE, name="x") for one, _ in add_files(bench, 20)]
    before = len(bench.service.log)
    made = plan(bench, *targets)
    assert count_requests(bench, before) == 2
    assert [one.offers[0].extension_type for one in made.refs] == [ATTACHMENT] * 20


def test_twenty_pasted_ones_of_which_some_are_gone(bench: Bench) -> None:
    files = add_files(bench, 10)
    targets = [item(bench, one) for one, _ in files] + [version(bench, one) for _, one in files[:9]]
    before = len(bench.service.log)
    made = plan(bench, *targets, item(bench, "urn:adsk.wipprod:dm.lineage:gone"))
    assert [one.problem is None for one in made.refs[:10]] == [True] * 10
    assert {one.problem.reference for one in made.refs[10:19] if one.problem} == {"refs.twice"}
    assert made.refs[19].problem
    assert made.refs[19].problem.reference == "refs.not-in-project"
    # One for each version, one for the items that are sure, one for the others, which had to be asked again.
    assert count_requests(bench, before) <= 9 + 1 + 1 + 2 + 1


def test_an_impossible_pair_costs_nothing(bench: Bench) -> None:
    drawings_only = plan_refs(
        bench.client,
        open_design(bench),
        [
            Target("a.elsewhere", item_id="x", name="Bracket"),
            item(bench, bench.design_item),
            version(bench, bench.design),
            item(bench, bench.file_item, extension_type="items:autodesk.core:File", name="List.xlsx"),
        ],
        get_kinds=lambda: ONLY_DRAWINGS,
        own_type="items:autodesk.fusion360:Design",
    )
    assert references([one.problem for one in drawings_only.refs]) == [
        "refs.other-project",
        "refs.to-itself",
        "refs.to-itself",
        "refs.type-not-allowed",
    ]
    assert drawings_only.own is None
    assert not bench.service.log


def test_what_was_told_wrongly_is_found_out(bench: Bench) -> None:
    wrong = Target(
        bench.project,
        version_id=bench.file,
        name="List",
        number=1,
        extension_type="versions:autodesk.fusion360:Drawing",
    )
    [planned] = plan(bench, wrong).refs
    assert planned.offers[0].extension_type == DRAWING_TO_DESIGN
    [result] = attach_all(bench, [WantedRef("0", wrong, DRAWING_TO_DESIGN)])
    assert result.problem
    assert result.problem.reference == "service.bad-input"
    assert ends(bench, bench.design) == []


def test_each_row_says_what_would_be_made(bench: Bench) -> None:
    newer = bench.service.seed.add_version(bench.file_item, size=6, **MADE)
    bench.service.seed.add_ref(bench.drawing, to_id=bench.design, extension_type=DRAWING_TO_DESIGN)
    made = plan(
        bench, item(bench, bench.file_item), version(bench, bench.file), version(bench, bench.drawing)
    )
    latest, older, drawing = made.refs
    assert latest.version
    assert older.version
    assert (latest.version.id, latest.version.number, latest.tip) == (newer, 2, 2)
    assert (older.version.id, older.version.number, older.tip) == (bench.file, 1, 2)
    assert [(one.extension_type, one.direction) for one in drawing.offers] == [
        (DRAWING_TO_DESIGN, "to"),
        (ATTACHMENT, "from"),
    ]
    assert drawing.there == {DRAWING_TO_DESIGN}
    assert latest.there == older.there == frozenset()


def test_the_open_version_is_the_one_and_need_not_be_the_latest(bench: Bench) -> None:
    newer = bench.service.seed.add_version(bench.design_item, size=6, inherit="none", **MADE)
    made = plan(bench, version(bench, bench.file))
    assert made.own
    assert made.tip
    assert (made.own.id, made.tip.id) == (bench.design, newer)
    assert len(attach_all(bench, wants(made))) == 1
    assert ends(bench, newer) == []
    assert ends(bench, bench.design) == [(bench.file, ATTACHMENT)]


def test_a_service_without_the_command_is_asked_one_by_one(bench: Bench) -> None:
    files = add_files(bench, 3)
    bench.service.add_fault(Fault(method="POST", path="*/commands", nth=(1, 2), status=403, body="{}"))
    made = plan(bench, *(item(bench, one) for one, _ in files))
    assert [one.version.id if one.version else "" for one in made.refs] == [one for _, one in files]


def test_what_may_not_be_read_is_said_in_its_row(bench: Bench) -> None:
    other = bench.service.seed.add_project(bench.hub, name="Other")
    folder = bench.service.seed.add_folder(other.root_folder_id, name="Parts", **MADE)
    there = bench.service.seed.add_item(folder, name="Bolt.step", **MADE)
    elsewhere = bench.service.seed.add_version(there, size=1, **MADE)
    bench.service.add_fault(Fault(path=f"*/versions/*{bench.drawing[-20:-10]}*", status=403, body="{}"))
    made = plan(
        bench,
        version(bench, elsewhere),
        item(bench, there, name="Bolt"),
        version(bench, bench.drawing),
        version(bench, bench.file),
    )
    assert references([one.problem for one in made.refs]) == [
        "refs.not-in-project",
        "refs.not-in-project",
        "service.forbidden",
        "",
    ]


def test_a_design_that_cannot_be_read_is_said_of_all(bench: Bench) -> None:
    gone = open_design(bench, "urn:adsk.wipprod:fs.file:vf.gone?version=1")
    with pytest.raises(NotFound):
        plan_refs(bench.client, gone, [version(bench, bench.file)], get_kinds=kinds)
    with pytest.raises(NotFound):
        attach_refs(bench.client, gone, [], get_kinds=kinds, clock=ManualClock())
    hidden = ActiveDocument("saved", "x", project_id=bench.project, item_id="urn:x", version_id="urn:y")
    with pytest.raises(NotFound):
        plan_refs(bench.client, hidden, [version(bench, bench.file)], get_kinds=kinds)


def test_too_many_are_refused(bench: Bench) -> None:
    targets = [item(bench, f"urn:{index}") for index in range(MOST_TARGETS + 1)]
    with pytest.raises(RefError) as caught:
        plan(bench, *targets)
    assert caught.value.reference == "refs.too-many"
    with pytest.raises(RefError):
        attach_all(bench, [WantedRef("", one, ATTACHMENT) for one in targets])
    assert not bench.service.log


@pytest.mark.parametrize("creation", ALLOWED["drawing-to-design"])
@pytest.mark.parametrize("duplicates", ALLOWED["duplicate-ref"])
def test_each_is_made_once_or_refused_for_itself(
    start: Start, bench_of: BenchOf, creation: str, duplicates: str
) -> None:
    bench = bench_of(start(hub="none", policies={"drawing-to-design": creation, "duplicate-ref": duplicates}))
    files = [one for _, one in add_files(bench, 2)]
    made = plan(bench, version(bench, files[0]), version(bench, bench.drawing), version(bench, files[1]))
    for is_new in (True, False):
        results = attach_all(bench, wants(made))
        refusal = {"accept": "", "bad-input": "service.bad-input", "forbid": "service.forbidden"}[creation]
        assert references([one.problem for one in results]) == ["", refusal, ""]
        assert [one.is_new for one in results] == [is_new, is_new and not refusal, is_new]
    expected = [(one, ATTACHMENT) for one in files]
    expected += [] if refusal else [(bench.drawing, DRAWING_TO_DESIGN)]
    assert ends(bench, bench.design) == sorted(expected)
    again = plan(bench, version(bench, files[0]), version(bench, bench.drawing))
    assert [bool(one.there) for one in again.refs] == [True, not refusal]


@pytest.mark.parametrize("late", ALLOWED["late-write"])
@pytest.mark.parametrize("action", ["reset-before", "reset-after"])
def test_an_answer_that_is_lost_doubles_nothing(
    start: Start, bench_of: BenchOf, late: str, action: str
) -> None:
    bench = bench_of(start(hub="none", policies={"late-write": late, "duplicate-ref": "doubled"}))
    files = [one for _, one in add_files(bench, 3)]
    made = plan(bench, *(version(bench, one) for one in files))
    bench.service.add_fault(Fault(method="POST", path="*/relationships/refs", nth=(2,), action=action))
    results = attach_all(bench, wants(made))
    assert references([one.problem for one in results]) == ["", "", ""]
    assert ends(bench, bench.design) == [(one, ATTACHMENT) for one in sorted(files)]


@pytest.mark.parametrize("inheritance", ALLOWED["ref-inheritance"])
def test_what_the_service_passes_on_is_there_already(bench: Bench, inheritance: str) -> None:
    bench.service.seed.add_ref(bench.design, to_id=bench.file, extension_type=ATTACHMENT)
    new = bench.service.seed.add_version(bench.design_item, size=6, inherit=inheritance, **MADE)
    [planned] = plan(bench, version(bench, bench.file), version_id=new).refs
    assert planned.there == (frozenset() if inheritance == "none" else {ATTACHMENT})


def test_one_that_is_refused_holds_up_no_other_and_can_be_tried_again(bench: Bench) -> None:
    files = [one for _, one in add_files(bench, 3)]
    wanted = wants(plan(bench, *(version(bench, one) for one in files)))
    bench.service.add_fault(
        Fault(method="POST", path="*/relationships/refs", nth=(2,), status=403, body="{}")
    )
    told: list[AttachResult] = []
    results = attach_all(bench, wanted, on_done=told.append)
    assert tuple(told) == results
    assert [isinstance(one.problem, Forbidden) for one in results] == [False, True, False]
    [again] = attach_all(bench, [one.wanted for one in results if one.problem])
    assert (again.is_new, again.problem) == (True, None)
    assert ends(bench, bench.design) == [(one, ATTACHMENT) for one in sorted(files)]


def test_a_type_that_does_not_fit_is_not_sent(bench: Bench) -> None:
    [wanted] = wants(plan(bench, version(bench, bench.file)), DRAWING_TO_DESIGN)
    [result] = attach_all(bench, [wanted])
    assert references([result.problem]) == ["refs.type-not-allowed"]
    assert not [one for one in bench.service.log if "relationships/refs" in one.raw_path]


def test_one_of_another_project_is_not_sent(bench: Bench) -> None:
    [wanted] = wants(plan(bench, version(bench, bench.file)))
    elsewhere = replace(wanted, target=replace(wanted.target, project_id="b.elsewhere"))
    [result] = attach_all(bench, [elsewhere])
    assert references([result.problem]) == ["refs.other-project"]
    assert not [one for one in bench.service.log if "relationships/refs" in one.raw_path]


def test_stopped_in_between_the_rest_is_not_tried(bench: Bench) -> None:
    cancelled = threading.Event()
    files = [one for _, one in add_files(bench, 3)]
    wanted = wants(plan(bench, *(version(bench, one) for one in files)))
    results = attach_all(bench, wanted, on_done=lambda result: cancelled.set(), cancelled=cancelled)
    assert [one.wanted.key for one in results] == ["0"]
    assert ends(bench, bench.design) == [(files[0], ATTACHMENT)]
