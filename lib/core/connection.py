"""Whether signing in can work, found out before anybody signs in.

Four kinds of checks, in this order, each with its own verdict:

    service    the way to the service, by its own description of itself
    app        the service knows the app, by a code that cannot be right
    callback   one each: the sign-in page takes this callback address
    hubs       the signed-in person sees a hub with this app
"""

from __future__ import annotations

import functools
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..aps import auth
from ..aps.hubs import list_hubs
from ..aps.probes import CallbackAnswer, probe_app, probe_callback
from ..errors import (
    Cancelled,
    DataBrowserError,
    Forbidden,
    MalformedAnswer,
    NotSignedIn,
    ServiceDown,
    ServiceError,
    SignInError,
    TooManyRequests,
    UsageError,
)
from ..http import HttpClient
from ..http.listener import CALLBACK_PORTS, callback_urls
from ..store.checks import check_setting

_log = logging.getLogger("databrowser.connection")

# The browser is sent back only to an address that is registered: these then speak of the person alone.
_OF_THE_PERSON = frozenset(
    {"login_required", "interaction_required", "consent_required", "account_selection_required"}
)
_PASSING = frozenset({"server_error", "temporarily_unavailable"})


@dataclass(frozen=True)
class Check:
    """One verdict.

    `name` is service, app, callback or hubs; `state` is ok, failed, unsure (it could not be found out) or
    skipped. `subject` is what it is about: the host, the client id, a callback address, or the names of the
    hubs with ", " between. `problem` is why it failed or is unsure; it was not raised.
    """

    name: str
    state: str
    subject: str
    problem: DataBrowserError | None = None


def check_connection(
    client: HttpClient,
    *,
    client_id: str,
    ports: Sequence[int] = CALLBACK_PORTS,
    signed_in: HttpClient | None = None,
) -> tuple[Check, ...]:
    """Return what is right and wrong with the way to the service for an app; nobody is signed in by it.

    `client` sends no token; `signed_in` is the client of a sign-in with this very app, None where there is
    none. Whatever it finds out is in the checks and not raised, but for `Cancelled`. One callback address
    that is taken is enough to sign in; the others are for when its port is not free.
    """
    checks = _run(client, client_id, ports or CALLBACK_PORTS, signed_in)
    for check in checks:
        if check.problem:
            _log.info("%s %s: %s", check.name, check.state, check.problem.reference)
    return checks


def report_unreached(
    problem: DataBrowserError, *, base_url: str, client_id: str, ports: Sequence[int] = CALLBACK_PORTS
) -> tuple[Check, ...]:
    """Return the checks where there is no way to the service: for this problem, all others are skipped.

    For a problem that a client cannot even be made with, such as a host that administrators do not allow.
    """
    return (Check("service", "failed", urlsplit(base_url).netloc, problem), *_skip(client_id, ports))


def _run(
    client: HttpClient, client_id: str, ports: Sequence[int], signed_in: HttpClient | None
) -> tuple[Check, ...]:
    host = urlsplit(client.base_url).netloc
    problem = _find_id_problem(client_id)
    if problem:
        _, *others = _skip(client_id, ports)
        return (Check("service", "skipped", host), Check("app", "failed", client_id, problem), *others)
    try:
        auth.get_discovery(client)
    except Cancelled:
        raise
    except DataBrowserError as error:
        found = _find_stranger(error, host)
        return report_unreached(found, base_url=client.base_url, client_id=client_id, ports=ports)
    callbacks = callback_urls(ports)
    app = _check_app(client, client_id, callbacks[0])
    if app.state == "failed":
        checks = [Check("callback", "skipped", callback) for callback in callbacks]
    else:
        checks = _check_callbacks(client, client_id, callbacks)
    return (Check("service", "ok", host), app, *checks, _check_hubs(signed_in))


def _skip(client_id: str, ports: Sequence[int]) -> tuple[Check, ...]:
    callbacks = (Check("callback", "skipped", callback) for callback in callback_urls(ports))
    return (Check("app", "skipped", client_id), *callbacks, Check("hubs", "skipped", ""))


def _find_id_problem(client_id: str) -> DataBrowserError | None:
    if not client_id:
        return SignInError("sign-in.no-client-id")
    try:
        check_setting("client_id", client_id)
    except UsageError as error:
        return error
    return None


def _find_stranger(error: DataBrowserError, host: str) -> DataBrowserError:
    """Return what is to be said: that not the service answered, which describes itself to everybody."""
    is_passing = isinstance(error, (ServiceDown, TooManyRequests))
    if error.reference == "service.not-json":
        answer = str(error.context["status"])
    elif isinstance(error, ServiceError) and not is_passing and not error.code:
        answer = str(error.context["answer"])
    else:
        return error
    stranger = MalformedAnswer("connection.not-the-service", host=host, answer=answer)
    stranger.__cause__ = error
    return stranger


def _check_app(client: HttpClient, client_id: str, callback: str) -> Check:
    try:
        probe_app(client, client_id=client_id, redirect_uri=callback)
    except Cancelled:
        raise
    except DataBrowserError as error:
        answer = _find_riddle(error)
        problem = SignInError("connection.app-unsure", answer=answer) if answer else error
        return Check("app", _state_of(error), client_id, problem)
    return Check("app", "ok", client_id)


def _check_callbacks(client: HttpClient, client_id: str, callbacks: Sequence[str]) -> list[Check]:
    def ask(callback: str) -> CallbackAnswer | DataBrowserError:
        try:
            return probe_callback(client, client_id=client_id, redirect_uri=callback)
        except Cancelled:
            raise
        except DataBrowserError as error:
            return error

    answers = [ask(callback) for callback in callbacks]
    one_is_shown = any(map(_is_shown, answers))
    # Asked for only where something is to be compared with it: an address that is certainly not registered.
    ask_for_nobodys = functools.cache(lambda: ask(f"https://{secrets.token_hex(8)}.invalid/callback"))
    return [
        _judge(callback, answer, ask_for_nobodys, one_is_shown=one_is_shown)
        for callback, answer in zip(callbacks, answers, strict=True)
    ]


def _judge(
    callback: str,
    answer: CallbackAnswer | DataBrowserError,
    ask_for_nobodys: Callable[[], object],
    *,
    one_is_shown: bool,
) -> Check:
    """Return what an answer says of a callback address."""
    if isinstance(answer, DataBrowserError):
        words = _find_riddle(answer)
        problem = _doubt(callback, words) if words else answer
        return Check("callback", _state_of(answer), callback, problem)
    if answer.kind == "back" and answer.error and answer.error not in _OF_THE_PERSON:
        problem = SignInError("sign-in.refused", code=answer.error, detail=answer.detail or answer.status)
        return Check("callback", "unsure" if answer.error in _PASSING else "failed", callback, problem)
    if answer.kind == "back" or _is_shown(answer):
        return Check("callback", "ok", callback)
    is_refused = answer.kind == "refused"
    if answer.kind == "on":
        # The browser may see the log-in there or a mistake. Which, an address that nobody registered tells
        # where it fares otherwise, and one that is taken where this one fares as nobody's.
        nobodys = None if answer.error else ask_for_nobodys()
        if _is_turned_away(nobodys, but_not_to=answer.target):
            return Check("callback", "ok", callback)
        is_refused = one_is_shown and (bool(answer.error) or nobodys == answer)
    if is_refused:
        problem = SignInError("connection.callback-refused", callback=callback, answer=answer.words)
        return Check("callback", "failed", callback, problem)
    return Check("callback", "unsure", callback, _doubt(callback, answer.words))


def _is_shown(answer: object) -> bool:
    return isinstance(answer, CallbackAnswer) and answer.kind == "shown" and not answer.error


def _is_turned_away(answer: object, *, but_not_to: str) -> bool:
    if not isinstance(answer, CallbackAnswer):
        return False
    return answer.kind == "refused" or (answer.kind == "on" and answer.target != but_not_to)


def _doubt(callback: str, answer: str) -> SignInError:
    return SignInError("connection.callback-unsure", callback=callback, answer=answer)


def _check_hubs(signed_in: HttpClient | None) -> Check:
    if signed_in is None:
        return Check("hubs", "skipped", "")
    try:
        hubs = list_hubs(signed_in)
    except Cancelled:
        raise
    except DataBrowserError as error:
        is_refused = isinstance(error, (Forbidden, NotSignedIn))
        return Check("hubs", "failed" if is_refused else _state_of(error), "", error)
    if not hubs:
        return Check("hubs", "failed", "", SignInError("hubs.none"))
    return Check("hubs", "ok", ", ".join(hub.name for hub in hubs))


def _find_riddle(error: DataBrowserError) -> str:
    """Return the answer behind an error that is a status and does not say what was asked; else nothing."""
    is_told = isinstance(error, (ServiceDown, TooManyRequests)) or _state_of(error) == "failed"
    return str(error.context["answer"]) if isinstance(error, ServiceError) and not is_told else ""


def _state_of(error: DataBrowserError) -> str:
    """Return failed where an error says what is wrong, unsure where it only kept from finding out."""
    is_verdict = isinstance(error, (SignInError, UsageError)) or error.reference == "service.app-not-entitled"
    return "failed" if is_verdict else "unsure"
