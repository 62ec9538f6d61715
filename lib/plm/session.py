"""The session login of a Fusion Lifecycle tenant, as the 2017 blog post does it with `http.client`.

    POST https://<tenant>.autodeskplm360.net/rest/auth/1/login
    {"userID": "...", "password": "..."}      ->   {"sessionid": "...", "customerToken": "...", ...}

A legacy way in: many tenants have it switched off and take only OAuth.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from ..errors import NotFound, NotSignedIn, SignInError
from ..http import HttpClient, build_path
from ..http.answers import parse_answer
from ..http.fields import Fields

_LOGIN_PATH = build_path("rest", "auth", "1", "login")
_SHOWN = 4


@dataclass(frozen=True)
class LifecycleSession:
    """A signed-in session; its id opens the tenant, so only `shortened` is for people's eyes."""

    session_id: str = field(repr=False)
    customer_token: str = field(repr=False)
    user_id: str

    @property
    def shortened(self) -> str:
        """The session id's first characters, enough to tell two sessions apart."""
        return f"{self.session_id[:_SHOWN]}…"


def log_in(client: HttpClient, user_id: str, *, password: str) -> LifecycleSession:
    """Log in to the tenant that `client` is for; the password is sent once and kept nowhere.

    Raises `SignInError` when the tenant refuses the pair or does not offer this login.
    """
    response = client.request("POST", _LOGIN_PATH, body=json.dumps({"userID": user_id, "password": password}))
    try:
        fields = Fields(parse_answer(response, "lifecycle-login"), "lifecycle-login")
    except NotSignedIn as error:
        raise SignInError("lifecycle.refused", user=user_id) from error
    except NotFound as error:
        raise SignInError("lifecycle.not-offered", tenant=client.base_url) from error
    return LifecycleSession(
        session_id=fields.text("sessionid"),
        customer_token=fields.optional_text("customerToken"),
        user_id=user_id,
    )
