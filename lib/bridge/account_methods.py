"""The page's calls about who is signed in, and about the way to a hub of one's own."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from threading import Event
from typing import Any

from ..core.connection import Check
from .methods import Method, Params, Services
from .protocol import INVALID_PARAMS, ProtocolError

# Where the page may lead by the system's browser.
_PAGES = {"apps": "https://aps.autodesk.com/myapps/"}


def account_rows(services: Services) -> dict[str, Any]:
    """Return who is signed in and who else is remembered, as the page shows it.

        {"account": {"id", "name", "email", "notices": [error]} or None,
         "others": [{"id", "name", "email"}], "view": where the page was for this person}

    Not on the main thread: the store of secrets may ask the user.
    """
    user = services.account
    account = user and {
        "id": user.id,
        "name": user.name,
        "email": user.email,
        "notices": [notice.as_dict() for notice in services.account_notices()],
    }
    others = [
        {"id": other.user_id, "name": other.name, "email": other.email}
        for other in services.sign_ins.others()
    ]
    return {"account": account, "others": others, "view": services.view}


def _read(services: Services, params: Params, cancelled: Event) -> object:
    return account_rows(services)


def _sign_in(services: Services, params: Params, cancelled: Event) -> object:
    services.sign_ins.sign_in(cancelled, as_another=params.flag("asAnother"))
    return account_rows(services)


def _sign_out(services: Services, params: Params, cancelled: Event) -> object:
    services.sign_ins.sign_out()
    return account_rows(services)


def _switch(services: Services, params: Params, cancelled: Event) -> object:
    services.sign_ins.switch(params.text("id"))
    return account_rows(services)


def _forget(services: Services, params: Params, cancelled: Event) -> object:
    services.sign_ins.forget(params.text("id"))
    return account_rows(services)


def _picture(services: Services, params: Params, cancelled: Event) -> object:
    session = services.sign_ins.require()
    # The page keeps it as this person's: who has been changed over to meanwhile has another.
    picture = session.picture() if session.user.id == params.text("id") else None
    if picture is None:
        return {"dataUri": None}
    data = base64.b64encode(picture.data).decode("ascii")
    return {"dataUri": f"data:{picture.media_type};base64,{data}"}


def _test_connection(services: Services, params: Params, cancelled: Event) -> object:
    checks = services.check_connection(params.optional_text("clientId"), cancelled)
    return {"checks": [_check_row(check) for check in checks]}


def _open_page(services: Services, params: Params, cancelled: Event) -> object:
    address = _PAGES.get(params.text("name"))
    if address is None:
        raise ProtocolError(INVALID_PARAMS, '"name" is no page of ours')
    services.open_page(address)
    return {}


def _check_row(check: Check) -> dict[str, Any]:
    return {
        "name": check.name,
        "state": check.state,
        "subject": check.subject,
        "problem": check.problem.as_dict() if check.problem else None,
    }


METHODS: Mapping[str, Method] = {
    "account.read": _read,
    "account.signIn": _sign_in,
    "account.signOut": _sign_out,
    "account.switch": _switch,
    "account.forget": _forget,
    "account.picture": _picture,
    "connection.test": _test_connection,
    "app.openPage": _open_page,
}
