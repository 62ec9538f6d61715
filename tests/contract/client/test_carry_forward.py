"""What was attached to the version before, attached to the new one, however the service may behave."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from addin.lib.aps.refs import ATTACHMENT, DRAWING_TO_DESIGN, XREF, list_refs
from addin.lib.core.carry_forward import CarryPlan, CarryResult, carry, plan_carry
from addin.lib.emulator import Emulator, Fault
from addin.lib.emulator.policies import ALLOWED
from addin.lib.errors import RefError

from .sign_ins import ManualClock
from .workbench import MADE, Bench

BenchOf = Callable[[Emulator], Bench]
Start = Callable[..., Emulator]


def save(bench: Bench, inherit: str = "none") -> str:
    """The design's next version."""
    return bench.service.seed.add_version(bench.design_item, size=6, inherit=inherit, **MADE)


def plan(bench: Bench, version_id: str) -> CarryPlan:
    return plan_carry(bench.client, bench.project, item_id=bench.design_item, version_id=version_id)


def carry_all(bench: Bench, made: CarryPlan, **options: object) -> tuple[CarryResult, ...]:
    chosen = made.carried
    return carry(bench.client, made, chosen=chosen, clock=ManualClock(), **options)  # pyright: ignore[reportArgumentType]


def attached(bench: Bench, version_id: str) -> list[str]:
    listed = list_refs(bench.client, bench.project, resource_type="versions", resource_id=version_id)
    return sorted(
        ref.to_id for ref in listed.refs if ref.direction == "from" and ref.extension_type == ATTACHMENT
    )


def relate(bench: Bench, from_id: str, to_id: str, extension_type: str = ATTACHMENT) -> None:
    bench.service.seed.add_ref(from_id, to_id=to_id, extension_type=extension_type)


@pytest.mark.parametrize("inheritance", ALLOWED["ref-inheritance"])
def test_the_new_version_has_each_once_whatever_the_service_passes_on(bench: Bench, inheritance: str) -> None:
    relate(bench, bench.design, bench.file)
    relate(bench, bench.drawing, bench.design, DRAWING_TO_DESIGN)
    new = save(bench, inheritance)
    made = plan(bench, new)
    was_passed_on = inheritance != "none"
    assert [one.target_id for one in made.carried] == [bench.file] * (not was_passed_on)
    assert made.there == was_passed_on
    results = carry_all(bench, made)
    assert all(result.is_new and result.problem is None for result in results)
    assert attached(bench, new) == [bench.file]
    assert plan(bench, new).carried == ()


@pytest.mark.parametrize("duplicates", ALLOWED["duplicate-ref"])
@pytest.mark.parametrize("late", ALLOWED["late-write"])
def test_carried_twice_is_attached_once(start: Start, bench_of: BenchOf, duplicates: str, late: str) -> None:
    bench = bench_of(start(hub="none", policies={"duplicate-ref": duplicates, "late-write": late}))
    relate(bench, bench.design, bench.file)
    new = save(bench)
    bench.service.clock.advance(60)
    made = plan(bench, new)
    assert [result.is_new for result in carry_all(bench, made)] == [True]
    bench.service.clock.advance(60)
    assert [result.is_new for result in carry_all(bench, made)] == [False]
    assert attached(bench, new) == [bench.file]


def test_only_what_goes_out_as_auxiliary_is_carried(bench: Bench) -> None:
    relate(bench, bench.design, bench.file, XREF)
    relate(bench, bench.file, bench.design)
    relate(bench, bench.drawing, bench.design, DRAWING_TO_DESIGN)
    assert plan(bench, save(bench)).carried == ()


def test_a_file_that_moved_on_is_carried_as_it_was_or_as_it_is(bench: Bench) -> None:
    relate(bench, bench.design, bench.file)
    newer = bench.service.seed.add_version(bench.file_item, size=7, **MADE)
    new = save(bench)
    [carried] = plan(bench, new).carried
    assert (carried.is_behind, carried.tip_id, carried.number) == (True, newer, 1)
    carry_all(bench, plan(bench, new), latest=True)
    assert attached(bench, new) == [newer]
    # The old one is not offered beside it.
    assert plan(bench, new).carried == ()


def test_a_first_version_has_nothing_before_it(bench: Bench) -> None:
    made = plan(bench, bench.design)
    assert (made.before, made.carried) == (None, ())


def test_the_version_before_is_the_one_before_and_no_other(bench: Bench) -> None:
    relate(bench, bench.design, bench.file)
    second = save(bench)
    assert plan(bench, save(bench)).carried == ()
    assert len(plan(bench, second).carried) == 1


def test_a_version_that_has_not_arrived_is_told(bench: Bench) -> None:
    with pytest.raises(RefError) as caught:
        plan(bench, bench.design.replace("version=1", "version=9"))
    assert caught.value.reference == "refs.no-such-version"


def test_one_that_is_refused_holds_up_no_other(bench: Bench) -> None:
    other = bench.service.seed.add_item(bench.folder, name="Zeta.pdf", **MADE)
    zeta = bench.service.seed.add_version(other, size=1, **MADE)
    relate(bench, bench.design, bench.file)
    relate(bench, bench.design, zeta)
    new = save(bench)
    made = plan(bench, new)
    bench.service.add_fault(
        Fault(method="POST", path="*/relationships/refs", nth=(1,), status=403, body="{}")
    )
    told: list[CarryResult] = []
    results = carry_all(bench, made, on_done=told.append)
    assert tuple(told) == results
    assert [result.problem and result.problem.reference for result in results] == ["service.forbidden", None]
    assert attached(bench, new) == [zeta]


def test_stopped_in_between_the_rest_is_not_tried(bench: Bench) -> None:
    cancelled = threading.Event()
    for name in ("A.pdf", "B.pdf"):
        item = bench.service.seed.add_item(bench.folder, name=name, **MADE)
        relate(bench, bench.design, bench.service.seed.add_version(item, size=1, **MADE))
    new = save(bench)
    made = plan(bench, new)
    results = carry_all(bench, made, on_done=lambda result: cancelled.set(), cancelled=cancelled)
    assert [result.carried.name for result in results] == ["A.pdf"]
    assert len(attached(bench, new)) == 1
