"""The page's calls about Fusion Lifecycle; of a session it gets no more than may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event
from urllib.parse import urlsplit

from ..http.urls import is_loopback
from ..plm.session import LifecycleSession
from .methods import Method, Params, Services


def session_row(session: LifecycleSession | None) -> dict[str, str] | None:
    """Return who is signed in to which tenant, as the page shows it."""
    if session is None:
        return None
    return {
        "tenant": urlsplit(session.tenant).netloc,
        "userId": session.user_id,
        "shortened": session.shortened,
    }


def _state(services: Services, params: Params, cancelled: Event) -> object:
    session = services.lifecycle.session
    tenant = session.tenant if session else services.lifecycle.find_tenant()
    account = services.account
    return {
        "tenant": urlsplit(tenant).netloc,
        "isLocal": is_loopback(tenant),
        "userId": account.email if account else "",
        "session": session_row(session),
    }


def _sign_in(services: Services, params: Params, cancelled: Event) -> object:
    password = params.take_text("password")
    session = services.lifecycle.sign_in(params.text("userId"), password=password, cancelled=cancelled)
    return {"session": session_row(session)}


def _sign_out(services: Services, params: Params, cancelled: Event) -> object:
    services.lifecycle.sign_out()
    return {}


METHODS: Mapping[str, Method] = {
    "lifecycle.state": _state,
    "lifecycle.signIn": _sign_in,
    "lifecycle.signOut": _sign_out,
}
