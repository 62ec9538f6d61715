"""The control API: JSON over HTTP on a prefix of its own, and the page that uses it.

GET    /_control/               the page
GET    /_control/state          hub in numbers, clock, policies, faults in force with their counts, quotas,
                                people who sign in, apps
GET    /_control/tree           what is below `?kind=...&id=...`; without them the hubs
GET    /_control/requests       the last requests, 100 or `?last=N`, those above the number `?after=N`
POST   /_control/reset          the hub as it came, same ids; the ready token and the app's secret stay good
POST   /_control/seed           more folders, items, versions and refs, as `seeding` draws them
POST   /_control/clock          {"advance": seconds, "rate": factor}, either or both
PUT    /_control/policies/NAME  {"value": "..."}
PUT    /_control/quotas         {"enforced": true}
PUT    /_control/people/ID      {"enabled": ..., "hubs": ..., "scopes": ...}, as `people` explains them
POST   /_control/apps           registers a public app or replaces it, as `apps` draws one
DELETE /_control/apps/ID        removes one, with its sign-ins and tokens
POST   /_control/faults         one fault or a list of them, as in a file; answers with their numbers
DELETE /_control/faults/N       takes one away; without a number, all

Whatever changes something answers with the state, but for seeds and faults. What cannot be done is a 400 with
our own error as JSON.

No web page of another origin may use it: beside the `Host` and `Origin` that the server checks everywhere, a
browser must not say that another site asks (`Sec-Fetch-Site`, but for a link to the page), and a body must be
declared to be JSON, which no page can send elsewhere unasked.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from ...errors import UsageError
from ..faults import read_fault
from ..messages import Answer, Request
from .apps import add_app, remove_app
from .pages import find_page
from .people import change_person
from .seeding import add_seed
from .switchboard import Switchboard
from .tree import KINDS, list_below

PREFIX = "/_control/"
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_DEFAULT_REQUESTS = 100
_MOST_REQUESTS = 1000
_MOST_SECONDS = 10 * 365 * 24 * 3600
_MOST_AHEAD = 100 * _MOST_SECONDS  # well before the year 10,000, which no date can show
_MOST_RATE = 100_000
Handler = Callable[[Switchboard, Request, str], Mapping[str, Any]]


class _Unfit(Exception):
    """The request ends here; `status` says how."""

    def __init__(self, status: int, problem: str, **headers: str) -> None:
        super().__init__(problem)
        self.status = status
        self.headers = headers


def is_control(request: Request) -> bool:
    """Tell whether a request is for the control API, not for the service."""
    return request.path.startswith(PREFIX) or request.path == PREFIX.rstrip("/")


class Control:
    """Answers the requests on the prefix."""

    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard

    def answer(self, request: Request) -> Answer:
        """Return the answer to one request."""
        try:
            _check_site(request)
            if request.path == PREFIX.rstrip("/"):
                return Answer(308, headers={"Location": PREFIX})
            page = find_page(request.path.removeprefix(PREFIX))
            if page is not None:
                if request.method != "GET":
                    raise _Unfit(405, f"{request.method} is not for a page", Allow="GET")
                return Answer(200, page.body, {**_HEADERS, **page.headers})
            handler, name = _find_handler(request)
            return _json_answer(200, handler(self._switchboard, request, name))
        except _Unfit as unfit:
            error = UsageError("emulator.bad-control", problem=str(unfit))
            return _json_answer(unfit.status, _said(error), **unfit.headers)
        except UsageError as error:
            return _json_answer(400, _said(error))


def _said(error: UsageError) -> dict[str, Any]:
    return {**error.as_record(), "message": error.message, "next": error.next_step}


def _json_answer(status: int, value: Mapping[str, Any], **headers: str) -> Answer:
    kind = {"Content-Type": "application/json"}
    # In ASCII: what somebody sent may hold half of a surrogate pair.
    return Answer(status, json.dumps(value).encode(), {**kind, **_HEADERS, **headers})


def _check_site(request: Request) -> None:
    site = request.headers.get("sec-fetch-site", "none")
    is_link = request.method == "GET" and request.path in (PREFIX, PREFIX.rstrip("/"))
    if site not in ("none", "same-origin") and not is_link:
        raise _Unfit(403, "requests from other web pages are not answered")
    if request.body and request.media_type != "application/json":
        raise _Unfit(415, "the content type must be application/json")
    if request.method in ("POST", "PUT") and request.media_type != "application/json":
        raise _Unfit(415, "the content type must be application/json, also without a body")


def _find_handler(request: Request) -> tuple[Handler, str]:
    head, slash, name = request.path.removeprefix(PREFIX).partition("/")
    methods = {
        method: handler
        for (method, known, named), handler in _HANDLERS.items()
        if known == head and named is bool(slash)
    }
    if not methods or "/" in name or (slash and not name):
        raise _Unfit(404, f"there is nothing at {request.path[:200]}")
    if request.method not in methods:
        allowed = ", ".join(sorted(methods))
        raise _Unfit(405, f"here it is {allowed}, not {request.method}", Allow=allowed)
    return methods[request.method], name


def _get_state(switchboard: Switchboard, _: Request, __: str) -> Mapping[str, Any]:
    return switchboard.state()


def _get_tree(switchboard: Switchboard, request: Request, _: str) -> Mapping[str, Any]:
    kind = request.query.get("kind", ("root",))[-1]
    if kind not in KINDS:
        raise UsageError("emulator.bad-control", problem=f"kind must be one of {', '.join(KINDS)}")
    below = list_below(switchboard.backend.database, kind, request.query.get("id", ("",))[-1])
    return {"children": below}


def _get_requests(switchboard: Switchboard, request: Request, _: str) -> Mapping[str, Any]:
    last = _read_count(request, "last", default=_DEFAULT_REQUESTS, most=_MOST_REQUESTS)
    after = _read_count(request, "after", default=0, most=2**53)
    return {"requests": switchboard.requests(last, after=after)}


def _reset(switchboard: Switchboard, _: Request, __: str) -> Mapping[str, Any]:
    switchboard.reset()
    return switchboard.state()


def _seed(switchboard: Switchboard, request: Request, _: str) -> Mapping[str, Any]:
    return add_seed(switchboard.backend, switchboard.seeder(), _read_object(request))


def _change_clock(switchboard: Switchboard, request: Request, _: str) -> Mapping[str, Any]:
    values = _read_object(request)
    if not values or not set(values) <= {"advance", "rate"}:
        raise UsageError("emulator.bad-control", problem="a clock takes advance, rate or both")
    advance = _check_number(values.get("advance", 0), "advance", least=0, most=_MOST_SECONDS)
    clock = switchboard.backend.clock
    # Very slow would be as good as stopped, and nothing expires on a clock that stands.
    rate = _check_number(values.get("rate", clock.rate), "rate", least=0.01, most=_MOST_RATE)
    if advance and clock.ahead + advance > _MOST_AHEAD:
        raise UsageError("emulator.bad-control", problem=f"a clock is {_MOST_AHEAD} seconds ahead at most")
    clock.advance(advance)
    clock.rate = rate
    return switchboard.state()


def _put_policy(switchboard: Switchboard, request: Request, name: str) -> Mapping[str, Any]:
    value = _read_object(request).get("value")
    if not isinstance(value, str):
        raise UsageError("emulator.bad-control", problem="a policy takes a value, which is a text")
    switchboard.policies.change(name, value)
    return switchboard.state()


def _put_quotas(switchboard: Switchboard, request: Request, _: str) -> Mapping[str, Any]:
    enforced = _read_object(request).get("enforced")
    if not isinstance(enforced, bool):
        raise UsageError("emulator.bad-control", problem="quotas take enforced, which is true or false")
    switchboard.quotas.enforced = enforced
    switchboard.quotas.clear()
    return switchboard.state()


def _put_person(switchboard: Switchboard, request: Request, name: str) -> Mapping[str, Any]:
    user_id, values = unquote(name), _read_object(request)
    if not change_person(switchboard.backend, switchboard.seeder(), user_id, values=values):
        raise _Unfit(404, f"nobody who signs in has the id {user_id[:100]}")
    return switchboard.state()


def _add_app(switchboard: Switchboard, request: Request, _: str) -> Mapping[str, Any]:
    add_app(switchboard.backend, _read_object(request))
    return switchboard.state()


def _delete_app(switchboard: Switchboard, _: Request, name: str) -> Mapping[str, Any]:
    if not remove_app(switchboard.backend, name):
        raise _Unfit(404, f"there is no app {name[:100]}")
    return switchboard.state()


def _add_faults(switchboard: Switchboard, request: Request, _: str) -> Mapping[str, Any]:
    entries = _read_json(request)
    faults = [
        read_fault(entry, number)
        for number, entry in enumerate(entries if isinstance(entries, list) else [entries], start=1)
    ]
    return {"numbers": switchboard.faults.add(*faults)}


def _delete_faults(switchboard: Switchboard, _: Request, __: str) -> Mapping[str, Any]:
    switchboard.faults.clear()
    return switchboard.state()


def _delete_fault(switchboard: Switchboard, _: Request, name: str) -> Mapping[str, Any]:
    is_number = name.isascii() and name.isdigit() and len(name) < 10
    if not is_number or not switchboard.faults.remove(int(name)):
        raise _Unfit(404, f"there is no fault {name[:20]}")
    return switchboard.state()


_HANDLERS: Mapping[tuple[str, str, bool], Handler] = {
    ("GET", "state", False): _get_state,
    ("GET", "tree", False): _get_tree,
    ("GET", "requests", False): _get_requests,
    ("POST", "reset", False): _reset,
    ("POST", "seed", False): _seed,
    ("POST", "clock", False): _change_clock,
    ("PUT", "policies", True): _put_policy,
    ("PUT", "quotas", False): _put_quotas,
    ("PUT", "people", True): _put_person,
    ("POST", "apps", False): _add_app,
    ("DELETE", "apps", True): _delete_app,
    ("POST", "faults", False): _add_faults,
    ("DELETE", "faults", False): _delete_faults,
    ("DELETE", "faults", True): _delete_fault,
}


def _read_json(request: Request) -> Any:
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        raise UsageError("emulator.bad-control", problem="the body is not JSON") from None


def _read_object(request: Request) -> Mapping[str, Any]:
    value = _read_json(request)
    if not isinstance(value, dict):
        raise UsageError("emulator.bad-control", problem="the body is not an object")
    return value


def _read_count(request: Request, name: str, *, default: int, most: int) -> int:
    text = request.query.get(name, (str(default),))[-1]
    if not (text.isascii() and text.isdigit() and len(text) < 17 and int(text) <= most):
        raise UsageError("emulator.bad-control", problem=f"{name} must be a number from 0 to {most}")
    return int(text)


def _check_number(value: Any, name: str, *, least: float, most: float) -> float:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    if not is_number or not least <= value <= most:
        raise UsageError("emulator.bad-control", problem=f"{name} must be a number from {least} to {most}")
    return float(value)
