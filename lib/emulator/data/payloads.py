"""Request bodies of the Data service: JSON:API documents, checked before anything is read from them."""

from __future__ import annotations

import json
from typing import Any

from ..answers import Errors
from ..messages import Request

_MEDIA_TYPES = ("application/vnd.api+json", "application/json")


def read_json_api(errors: Errors, request: Request) -> dict[str, Any]:
    """Return the `data` object of a posted document, or raise the 400."""
    if request.media_type not in _MEDIA_TYPES:
        # No 415 is documented: the 400 stands for missing headers, too.
        raise errors.bad_input(f"The content type must be {' or '.join(_MEDIA_TYPES)}.")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        raise errors.bad_input("The body is not JSON.") from None
    if not isinstance(body, dict) or not isinstance(body.get("data"), dict):
        raise errors.bad_input("The body has no data object.")
    version = body.get("jsonapi")
    if not isinstance(version, dict) or version.get("version") != "1.0":
        raise errors.bad_input("jsonapi.version must be 1.0.")
    return body["data"]
