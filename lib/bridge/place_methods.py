"""The page's calls about places: what was listed before, marked ones, and where a pasted text leads."""

from __future__ import annotations

import time
from collections.abc import Mapping
from threading import Event
from typing import Any

from ..core.addresses import read_place_address
from ..core.jump import jump
from ..core.listings import Listing
from ..core.marked_places import mark_favourite, note_visit, read_way
from ..core.place_news import find_news, listed_ms
from ..core.session import Session
from ..store.place_files import read_marks
from .methods import Method, Params, Services
from .protocol import INVALID_PARAMS, ProtocolError
from .rows import are_rows, child_rows, step_rows, to_iso

_MOST_KEYS = 500
_MOST_ROWS = 20_000
_MOST_NEW_ROWS = 2_000  # in one answer: the page reads it while somebody works


def _find_kept(services: Services, params: Params, cancelled: Event) -> object:
    """Answer with what was listed of places, by their rows' keys; what a message cannot carry is left out.

    Of a place with `count` rows, those that are kept may be only the first.
    """
    keys = params.any("keys")
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise ProtocolError(INVALID_PARAMS, '"keys" is no list of texts')
    session = services.sign_ins.require()
    found: dict[str, Any] = {}
    left = _MOST_ROWS
    for key in keys[:_MOST_KEYS]:
        listing = _find_listing(session, key)
        if listing and len(listing.rows) <= left:
            left -= len(listing.rows)
            found[key] = {"rows": list(listing.rows), "at": to_iso(listing.at), "count": listing.count}
    return {"listings": found}


def _find_listing(session: Session, key: str) -> Listing | None:
    """Return what is known of a place: from its hub's catalogue, or as it was listed last."""
    if found := session.catalogues.find(key):
        return Listing(found.at, tuple(child_rows(found.place, found.children)), found.count)
    listing = session.listings.find(key)
    return listing if listing and are_rows(listing.rows) else None


def _find_news(services: Services, params: Params, cancelled: Event) -> object:
    """Answer with the places of a hub that its sync has listed since the page saw them, by their rows' keys.

    {listings: {key: {rows, at, count, listed}}, isWhole}: `listed` is what `seen` says the next time, in
    milliseconds since 1970.
    """
    seen = params.any("seen")
    if not isinstance(seen, dict) or not all(isinstance(one, int) for one in seen.values()):
        raise ProtocolError(INVALID_PARAMS, '"seen" is no table of moments')
    hub_id = params.text("hubId")
    catalogue = services.sign_ins.require().catalogues.opened().get(hub_id)
    if catalogue is None:
        return {"listings": {}, "isWhole": True}
    asked = dict(list(seen.items())[:_MOST_KEYS])
    news = find_news(catalogue, hub_id, asked, now=time.time(), most_rows=_MOST_NEW_ROWS)
    listings = {
        key: {
            "rows": child_rows(found.place, found.children),
            "at": to_iso(found.at),
            "count": found.count,
            "listed": listed_ms(found.at),
        }
        for key, found in news.places.items()
    }
    return {"listings": listings, "isWhole": news.is_whole}


def _read_address(services: Services, params: Params, cancelled: Event) -> object:
    address = read_place_address(params.optional_text("text"))
    if address is None:
        return {"kind": "", "id": ""}
    for kind in ("item", "version", "folder"):
        if found := getattr(address, f"{kind}_id"):
            return {"kind": kind, "id": found}
    return {"kind": "id" if address.id else "project", "id": address.id}


def _find_address(services: Services, params: Params, cancelled: Event) -> object:
    session = services.sign_ins.require()
    known = params.any("projectIds")
    place = jump(
        params.text("text"),
        tuple(session.catalogues.opened().values()),
        client=session.client,
        project_ids=[one for one in known if isinstance(one, str)] if isinstance(known, list) else [],
    )
    return {"rows": step_rows(place.way), "versionId": place.version_id}


def _read_favourites(services: Services, params: Params, cancelled: Event) -> object:
    session = _shown_session(services, params)
    return _mark_rows(read_marks(services.account_folder(session)) if session else {})


def _set_favourite(services: Services, params: Params, cancelled: Event) -> object:
    session = _shown_session(services, params)
    way = _read_way(params)
    if session is None:
        return _mark_rows({})
    return _mark_rows(mark_favourite(services.account_folder(session), way, is_on=params.flag("isOn")))


def _visit(services: Services, params: Params, cancelled: Event) -> object:
    session = _shown_session(services, params)
    way = _read_way(params)
    if session is None:
        return _mark_rows({})
    is_gone = params.flag("isGone")
    return _mark_rows(note_visit(services.account_folder(session), way, is_gone=is_gone))


def _shown_session(services: Services, params: Params) -> Session | None:
    """Return the sign-in in use if it is that of the person whom the page shows; else it is too late."""
    session = services.sign_ins.require()
    return session if session.user.id == params.text("accountId") else None


def _read_way(params: Params) -> list[dict[str, str]]:
    steps = params.any("way")
    way = read_way(steps) if isinstance(steps, list) else None
    if way is None:
        raise ProtocolError(INVALID_PARAMS, '"way" is no way to a place')
    return way


def _mark_rows(marks: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return the marked places as the page takes them: {"favourites": [{at, way}], "recents": [...]}."""
    shown: dict[str, Any] = {"favourites": [], "recents": []}
    for name, found in marks.items():
        for mark in found:
            way = read_way(mark["way"])
            if way and isinstance(mark.get("at"), (int, float)):
                shown[name].append({"at": to_iso(mark["at"]), "way": way})
    return shown


METHODS: Mapping[str, Method] = {
    "tree.kept": _find_kept,
    "tree.news": _find_news,
    "tree.readAddress": _read_address,
    "tree.findAddress": _find_address,
    "favourites.read": _read_favourites,
    "favourites.set": _set_favourite,
    "favourites.visit": _visit,
}
