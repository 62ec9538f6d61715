"""The page's calls about carrying attachments forward to a new version of the design."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event
from typing import Any

from ..aps.versions import Version
from ..clock import CancellableClock
from ..core.carry_forward import Carried, CarryPlan, CarryResult, carry, plan_carry
from ..http import HttpClient
from .methods import Method, Params, Services, require_shown_to
from .protocol import INVALID_PARAMS, ProtocolError
from .words import kind_name, ref_text


def _plan(services: Services, params: Params, cancelled: Event) -> object:
    session = services.sign_ins.require()
    plan = _make_plan(session.client, params)
    return {
        "name": plan.version.name,
        "version": plan.version.number,
        "before": plan.before.number if plan.before else None,
        "there": plan.there,
        "carried": [_row(one) for one in plan.carried],
        "isNever": plan.version.item_id in services.never_carried(),
        "warning": ref_text("permanent"),
        "accountId": session.user.id,
    }


def _run(services: Services, params: Params, cancelled: Event) -> object:
    """Make the refs that were chosen; what was made meanwhile is found again by a new plan."""
    keys = params.any("keys")
    if not isinstance(keys, list):
        raise ProtocolError(INVALID_PARAMS, '"keys" is not a list')
    session = require_shown_to(services, params)
    plan = _make_plan(session.client, params)
    chosen = [one for one in plan.carried if _key(one) in keys]

    def made(target: Version, extension_type: str) -> None:
        session.readings.note_made(
            from_version=plan.version, to_version=target, extension_type=extension_type
        )

    with services.writing(), session.readings.changing():
        results = carry(
            session.client,
            plan,
            chosen=chosen,
            clock=CancellableClock(services.clock, cancelled),
            latest=params.flag("latest"),
            on_made=made,
            on_done=lambda result: services.bridge.note_part(_result_row(result)),
            cancelled=cancelled,
        )
    return {"results": [_result_row(result) for result in results], "left": len(chosen) - len(results)}


def _never(services: Services, params: Params, cancelled: Event) -> object:
    services.never_carry(params.text("itemId"), never=params.flag("never"))
    return {}


def _make_plan(client: HttpClient, params: Params) -> CarryPlan:
    return plan_carry(
        client,
        params.text("projectId"),
        item_id=params.text("itemId"),
        version_id=params.text("versionId"),
    )


def _key(one: Carried) -> str:
    return f"{one.target_id}|{one.extension_type}"


def _row(one: Carried) -> dict[str, Any]:
    return {
        "key": _key(one),
        "name": one.name,
        "version": one.number,
        "typeName": kind_name(one.extension_type),
        "isBehind": one.is_behind,
    }


def _result_row(result: CarryResult) -> dict[str, Any]:
    problem = result.problem.as_dict() if result.problem else None
    return {"key": _key(result.carried), "isNew": result.is_new, "problem": problem}


METHODS: Mapping[str, Method] = {"carry.plan": _plan, "carry.run": _run, "carry.never": _never}
