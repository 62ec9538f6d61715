"""Signing in with the browser.

GET  authorize   the page on which a person allows or denies; a mistake in the app's identity or its
                 redirect address ends here, since the browser must not be sent to it: on a page, or as
                 the policy `authorize-refusal` says
POST authorize   the page's own form, with a request id that works once; `user` is who signs in, the first
                 where it is left out
GET  logout      back to an address that is registered for an app

The page comes every time, whatever `prompt` says: nobody stays signed in from one page to the next, so
`logout` has nothing to end but what the browser shows. Tokens outlive it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

from ..answers import gateway_error
from ..backend import Backend, Caller
from ..database import Row
from ..messages import Answer, Request
from .clients import read_form
from .refusals import BAD_CREDENTIALS
from .scopes import is_scope_list
from .sending_back import MODES, send_back, send_to
from .sign_in_page import problem_page, sign_in_page, signed_out_page
from .users import list_people

_SIGN_IN_SECONDS = 600
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_STATE = re.compile(r"[A-Za-z0-9,._-]*")
_SIGN_IN_PATH = "/authentication/v2/authorize"
# By the name that the page for them has in its address.
_REFUSALS: Mapping[str, tuple[str, str]] = {
    "unknown-app": ("The client id of this app is not known here.", BAD_CREDENTIALS),
    "unregistered-address": ("The redirect_uri is not registered for this app.", ""),
}


def show_sign_in(backend: Backend, _: Caller, request: Request) -> Answer:
    """Answer with the sign-in page, or send the browser back with what is wrong with the request."""
    query = {name: values[0] for name, values in request.query.items()}
    if not query:
        return signed_out_page()
    repeated = [name for name, values in request.query.items() if len(values) > 1]
    app = backend.database.row("SELECT * FROM apps WHERE client_id = ?", (query.get("client_id", ""),))
    if app is None or "client_id" in repeated:
        return _refuse(backend, "unknown-app")
    redirect_uri = query.get("redirect_uri", "")
    registered = backend.database.value(
        "SELECT 1 FROM callbacks WHERE client_id = ? AND url = ?", (app["client_id"], redirect_uri)
    )
    if not registered or "redirect_uri" in repeated:
        return _refuse(backend, "unregistered-address")
    state = query.get("state")
    mode = _mode_of(query)
    problem = _find_problem(app, query, repeated)
    if problem is not None:
        error, description = problem
        values = {"error": error, "error_description": description}
        return send_back(redirect_uri, values, state=state, mode=mode)
    people = list_people(backend)
    if not people:
        return problem_page(400, "This service has no user to sign in.")
    return sign_in_page(
        app_name=app["name"],
        people=[(row["id"], row["name"], row["email"]) for row in people],
        scopes=query["scope"].split(),
        request_id=_keep_request(backend, query, mode=mode),
        redirect_uri=redirect_uri,
    )


def show_refusal(_: Backend, __: Caller, request: Request) -> Answer:
    """Answer with the page that a browser is sent to where the policy `authorize-refusal` says redirect."""
    refusal = _REFUSALS.get(request.query.get("error", ("",))[0])
    return problem_page(200, "Something went wrong." if refusal is None else refusal[0])


def answer_sign_in(backend: Backend, _: Caller, request: Request) -> Answer:
    """Send the browser back to the app with a code or an id token, or with `access_denied`."""
    form = read_form(backend, request)
    choice = form.get("choice")
    if choice not in ("allow", "deny"):
        return problem_page(400, "This form is not complete.")
    with backend.database.transaction():
        row = backend.database.row(
            "SELECT * FROM sign_ins WHERE id = ? AND expires > ?",
            (form.get("request_id", ""), backend.clock.now()),
        )
        if row is None:
            return problem_page(400, "This sign-in is over. Start it again in the app.")
        user = _find_user(backend, form.get("user"))
        if user is None:
            return problem_page(400, "Nobody here is called that. Go back, and choose who signs in.")
        if user["disabled"] and choice == "allow":
            return problem_page(403, f"The account of {user['name']} is disabled.")
        backend.database.change("DELETE FROM sign_ins WHERE id = ?", (row["id"],))
        if choice == "deny":
            values = {"error": "access_denied", "error_description": "The user denied the request."}
        else:
            values = _grant(backend, row, user["id"])
    return send_back(row["redirect_uri"], values, state=row["state"], mode=row["response_mode"])


def log_out(backend: Backend, _: Caller, request: Request) -> Answer:
    """Send the browser on: to a registered address, or without one to a page that says where it is."""
    given = request.query.get("post_logout_redirect_uri", ())
    if not given:
        return send_to(_SIGN_IN_PATH)
    if len(given) != 1 or not backend.database.value("SELECT 1 FROM callbacks WHERE url = ?", given):
        return problem_page(400, "The post_logout_redirect_uri is not registered.")
    return send_to(given[0])


def _refuse(backend: Backend, name: str) -> Answer:
    """Return the refusal of a request whose sender the browser must not be sent back to."""
    policy = backend.policies["authorize-refusal"]
    if policy == "redirect":
        return send_to(f"{_SIGN_IN_PATH}/error?error={name}")
    problem, code = _REFUSALS[name]
    if policy == "json":
        return gateway_error(400, problem, code=code).answer
    return problem_page(400, problem)


def _find_user(backend: Backend, user_id: str | None) -> Row | None:
    """Return who was chosen on the page, or the first where nobody was."""
    return next((row for row in list_people(backend) if user_id in (None, row["id"])), None)


def _keep_request(backend: Backend, query: Mapping[str, str], *, mode: str) -> str:
    """Keep a request until its page is answered, and return its id."""
    request_id = secrets.token_urlsafe(24)
    now = backend.clock.now()
    with backend.database.transaction():
        backend.database.change("DELETE FROM sign_ins WHERE expires <= ?", (now,))
        backend.database.insert(
            "sign_ins",
            id=request_id,
            client_id=query["client_id"],
            redirect_uri=query["redirect_uri"],
            scope=" ".join(query["scope"].split()),
            state=query.get("state"),
            challenge=query.get("code_challenge"),
            nonce=query.get("nonce"),
            response_type=query["response_type"],
            response_mode=mode,
            expires=now + _SIGN_IN_SECONDS,
        )
    return request_id


def _grant(backend: Backend, row: Row, user_id: str) -> dict[str, str]:
    """Return what the app asked for."""
    client_id, nonce = row["client_id"], row["nonce"]
    if row["response_type"] == "id_token":
        return {"id_token": backend.tokens.issue_id_token(client_id, user_id=user_id, nonce=nonce)}
    code = backend.tokens.issue_code(
        client_id,
        user_id=user_id,
        redirect_uri=row["redirect_uri"],
        scope=row["scope"],
        challenge=row["challenge"],
        nonce=nonce,
    )
    return {"code": code}


def _mode_of(query: Mapping[str, str]) -> str:
    """Return how to answer; an id token goes by form_post alone, and what is wrong with its request too."""
    usual = "form_post" if query.get("response_type") == "id_token" else "query"
    asked = query.get("response_mode", usual)
    return asked if asked in MODES and (usual == "query" or asked == usual) else usual


def _find_problem(app: Row, query: Mapping[str, str], repeated: list[str]) -> tuple[str, str] | None:
    """Return the OAuth error of an authorize request, or None when it is in order (RFC 6749, RFC 7636)."""
    if repeated:
        return "invalid_request", f"{repeated[0]} is given more than once."
    response_type, scope = query.get("response_type"), query.get("scope", "")
    if response_type not in ("code", "id_token"):
        return "unsupported_response_type", "The response_type must be code or id_token."
    if not is_scope_list(scope):
        return "invalid_scope", "The scope is missing, unknown or too long."
    if not _STATE.fullmatch(query.get("state", "")):
        return "invalid_request", "The state holds other characters than letters, digits and , . _ -"
    if query.get("response_mode", _mode_of(query)) != _mode_of(query):
        return "invalid_request", "The response_mode is unknown, or not for this response_type."
    is_open_id = "openid" in scope.split()
    if is_open_id and not query.get("nonce"):
        return "invalid_request", "A nonce is needed with the scope openid."
    if response_type == "id_token":
        return None if is_open_id else ("invalid_scope", "An id_token needs the scope openid.")
    return _find_challenge_problem(app, query)


def _find_challenge_problem(app: Row, query: Mapping[str, str]) -> tuple[str, str] | None:
    challenge = query.get("code_challenge")
    if challenge is None:
        if app["secret"] is None or "code_challenge_method" in query:
            return "invalid_request", "A code_challenge is needed."
        return None
    if query.get("code_challenge_method") != "S256":
        return "invalid_request", "The code_challenge_method must be S256."
    if not _CHALLENGE.fullmatch(challenge):
        return "invalid_request", "The code_challenge is malformed."
    return None
