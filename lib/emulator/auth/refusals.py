"""How the token endpoints say no.

The guide lists what they say and with which status, but not under which JSON keys: the policy `token-errors`
chooses between the shape of RFC 6749 and the gateway's, whose codes are told apart in the error guide.
"""

from __future__ import annotations

from ..answers import NO_STORE, gateway_error, oauth_error
from ..backend import Backend
from ..messages import Refused

BAD_CREDENTIALS = "AUTH-003"
WRONG_CONTENT_TYPE = "AUTH-007"
MISSING_PARAMETER = "AUTH-008"
BAD_GRANT_TYPE = "AUTH-009"


def refuse(backend: Backend, error: str, description: str, *, status: int = 400, code: str = "") -> Refused:
    """Return the refusal to raise; `code` is what the gateway would call it, where that is known."""
    if backend.policies["token-errors"] == "gateway":
        return gateway_error(status, description, code=code, headers=NO_STORE)
    return oauth_error(error, description, status=status)
