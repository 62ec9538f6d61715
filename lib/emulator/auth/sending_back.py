"""How the browser carries an answer back to the app: in the query, behind a `#`, or in a form."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from ..answers import NO_STORE
from ..messages import Answer
from .sign_in_page import form_post_page

MODES = ("query", "fragment", "form_post")


def send_back(redirect_uri: str, values: Mapping[str, str], *, state: str | None, mode: str) -> Answer:
    """Return the answer that takes the browser to a registered address, whose own query is kept."""
    if state is not None:
        values = {**values, "state": state}
    if mode == "form_post":
        return form_post_page(redirect_uri, values)
    parts = urlsplit(redirect_uri)
    added = urlencode(values, quote_via=quote)
    query = parts.query if mode == "fragment" else "&".join(filter(None, (parts.query, added)))
    fragment = added if mode == "fragment" else ""
    return send_to(urlunsplit((parts.scheme, parts.netloc, parts.path, query, fragment)))


def send_to(location: str) -> Answer:
    """Return the redirect to an address."""
    return Answer(302, headers={"Location": location, "Referrer-Policy": "no-referrer", **NO_STORE})
