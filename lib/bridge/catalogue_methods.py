"""The page's calls about the catalogue of a hub: how far it is, pausing it, and the space that copies take.

catalogue.state {hubId}                       -> a row as `catalogue_row` makes it
catalogue.pause, .resume, .refresh {hubId}    -> the same, as it is from then on
catalogue.space                               -> {catalogue, thumbnails, lists, total} in bytes
catalogue.clear                               -> the same, once every copy of the account is deleted
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from threading import Event
from typing import Any

from ..core.session import Session
from ..core.sync.progress import Doing, Progress
from ..errors import DataBrowserError, SignInError
from ..store.catalogue.space import measure
from .methods import Method, Params, Services
from .rows import to_iso


def catalogue_row(session: Session, hub_id: str, progress: Progress | None) -> dict[str, Any]:
    """Return how far a hub's catalogue is, as the page shows it.

        {hubId, doing, done, left, secondsLeft, problem, refreshed, counts, notices}

    `doing` is as in `Progress`; "off" where nothing fills it, and "unopened" where something will, once the
    hub is opened. `notices` are told once.
    """
    now = progress or Progress()
    return {
        "hubId": hub_id,
        "doing": progress.doing if progress else _idle(session),
        "done": now.done,
        "left": now.left,
        "secondsLeft": now.seconds_left,
        "problem": _problem(now.error),
        "refreshed": None if now.refreshed is None else to_iso(now.refreshed),
        "counts": asdict(now.counts),
        "notices": [notice.as_dict() for notice in session.catalogues.take_notices()],
    }


def _idle(session: Session) -> str:
    return "unopened" if session.catalogues.is_filled else "off"


def _problem(error: DataBrowserError | None) -> dict[str, Any] | None:
    return None if error is None else error.as_dict()


def _state(services: Services, params: Params, cancelled: Event) -> object:
    return _now(services.sign_ins.require(), params.text("hubId"))


def _pause(services: Services, params: Params, cancelled: Event) -> object:
    session, hub_id = services.sign_ins.require(), params.text("hubId")
    if sync := session.catalogues.sync_of(hub_id):
        sync.pause()
    return _from_now_on(session, hub_id, "paused")


def _resume(services: Services, params: Params, cancelled: Event) -> object:
    session, hub_id = services.sign_ins.require(), params.text("hubId")
    session.catalogues.attend(hub_id)
    if sync := session.catalogues.sync_of(hub_id):
        sync.resume()
    return _from_now_on(session, hub_id, "refreshing")


def _refresh(services: Services, params: Params, cancelled: Event) -> object:
    session, hub_id = services.sign_ins.require(), params.text("hubId")
    session.catalogues.attend(hub_id)
    sync = session.catalogues.sync_of(hub_id)
    if sync is None or sync.progress.doing == "paused":
        return _now(session, hub_id)
    sync.refresh_soon()
    return _from_now_on(session, hub_id, "refreshing")


def _space(services: Services, params: Params, cancelled: Event) -> object:
    return _measure(services.sign_ins.require())


def _clear(services: Services, params: Params, cancelled: Event) -> object:
    session = services.sign_ins.require()
    session.catalogues.clear()
    return _measure(session)


def _now(session: Session, hub_id: str) -> dict[str, Any]:
    sync = session.catalogues.sync_of(hub_id)
    return catalogue_row(session, hub_id, sync.progress if sync else None)


def _from_now_on(session: Session, hub_id: str, doing: Doing) -> dict[str, Any]:
    """Return how far a catalogue is once its sync, whose thread may be late, has heard what it is to do.

    What another program does goes on.
    """
    sync = session.catalogues.sync_of(hub_id)
    if sync is None or sync.progress.doing in (doing, "elsewhere"):
        return _now(session, hub_id)
    now = sync.progress
    return catalogue_row(session, hub_id, Progress(doing, counts=now.counts, refreshed=now.refreshed))


def _measure(session: Session) -> dict[str, int]:
    folder = session.folder()
    if folder is None:
        raise SignInError("sign-in.needed")
    space = measure(folder)
    return {**asdict(space), "total": space.total}


METHODS: Mapping[str, Method] = {
    "catalogue.state": _state,
    "catalogue.pause": _pause,
    "catalogue.resume": _resume,
    "catalogue.refresh": _refresh,
    "catalogue.space": _space,
    "catalogue.clear": _clear,
}
