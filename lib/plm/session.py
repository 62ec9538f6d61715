"""The session login of a Fusion Lifecycle tenant, as the 2017 blog post does it with `http.client`.

    POST https://<tenant>.autodeskplm360.net/rest/auth/1/login
    {"userID": "...", "password": "..."}      ->   {"sessionid": "...", "customerToken": "...", ...}

A legacy way in: many tenants have it switched off and take only OAuth.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from http.client import responses

from ..errors import AnswerLost, SignInError
from ..http import HttpClient, Response, build_path
from ..http.answers import parse_answer
from ..http.fields import Fields

_LOGIN_PATH = build_path("rest", "auth", "1", "login")
_WHAT = "lifecycle-login"
_SHOWN = 4
# How a tenant that has this login switched off answers is published nowhere; a redirect leads to another one.
_NOT_OFFERED = frozenset({404, 405, 410, *range(300, 400)})


@dataclass(frozen=True)
class LifecycleSession:
    """A signed-in session; its id opens the tenant, so only `shortened` is for people's eyes."""

    session_id: str = field(repr=False)
    customer_token: str = field(repr=False)
    user_id: str
    tenant: str

    @property
    def shortened(self) -> str:
        """The session id's first characters, enough to tell two sessions apart."""
        return f"{self.session_id[:_SHOWN]}…"


def log_in(client: HttpClient, user_id: str, *, password: str) -> LifecycleSession:
    """Log in to the tenant that `client` is for; the password is sent once and kept nowhere.

    Raises `SignInError` when the tenant refuses the pair, refuses the user, or does not offer this login, and
    `AnswerLost` when it stayed unknown whether it let the user in. No error repeats the tenant's own words.
    """
    tenant = client.base_url
    try:
        response = client.request(
            "POST", _LOGIN_PATH, body=json.dumps({"userID": user_id, "password": password})
        )
    except AnswerLost as error:
        raise AnswerLost("lifecycle.answer-lost", tenant=tenant) from error
    return read_session(response, user_id, tenant=tenant)


def read_session(response: Response, user_id: str, *, tenant: str) -> LifecycleSession:
    """Return the session that an answer to the login tells of; raises what `log_in` says of refusals."""
    if response.status == 401:
        raise SignInError("lifecycle.refused", user=user_id)
    if response.status == 403:
        raise SignInError("lifecycle.forbidden", user=user_id, tenant=tenant)
    if response.status == 429:
        raise SignInError("lifecycle.too-often", tenant=tenant)
    if response.status in _NOT_OFFERED:
        raise SignInError("lifecycle.not-offered", tenant=tenant)
    fields = _read_fields(response)
    return LifecycleSession(
        session_id=fields.text("sessionid"),
        customer_token=fields.optional_text("customerToken"),
        user_id=user_id,
        tenant=tenant,
    )


def _read_fields(response: Response) -> Fields:
    """Return the two fields we need, or raise an error without the words that came with it.

    What a service says of a failure may repeat the password it was sent, and an answer in another shape may
    have the session's id where an error would look for a harmless one.
    """
    if not 200 <= response.status < 300:
        response = replace(response, reason=responses.get(response.status, ""), data=b"")
    body = parse_answer(response, _WHAT)
    return Fields({name: body.get(name) for name in ("sessionid", "customerToken")}, _WHAT)
