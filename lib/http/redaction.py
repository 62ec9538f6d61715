"""Secrets kept out of everything that is logged or shown."""

from __future__ import annotations

import base64
import binascii
import json
import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, quote_plus, urlsplit

MOST_CHARACTERS = 300
_REDACTED = "<redacted>"
# Only parameters known to be harmless keep their value: a signed URL invents new names for its secrets.
_HARMLESS = re.compile(r"^(page|filter)\[|^(width|height|region|limit|startAt|excludeDeleted|includeHidden)$")
# Of a query without a token also what a refused sign-in has to name.
_NAMED = frozenset({"client_id", "redirect_uri", "response_type", "scope"})
_SECRET_FIELDS = frozenset({"client_secret", "code", "code_verifier", "refresh_token", "token"})
_SECRET_MEMBERS = frozenset({"password", "uploadKey"})
_LEAST = 8  # characters: what is shorter stands in words that have nothing to do with it
_SECRET_PATTERNS = (
    re.compile(r"(?i)(\b(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{6,}"),
    re.compile(r"()\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?"),  # a JWT wherever it stands
    re.compile(
        r"(?i)([\"']?\b(?:access_token|refresh_token|id_token|token|code|code_verifier|client_secret|password|"
        r"sessionid|jsessionid|customertoken|uploadkey|x-amz-[a-z-]+|signature|sig|cookie|set-cookie|authorization)"
        r"[\"']?\s*[=:]\s*[\"']?)[^\s\"'&;,}]+"
    ),
)


def redact_path(path: str) -> str:
    """Return a path or URL whose query shows only what is known to be harmless."""
    parts = urlsplit(path)
    if not parts.query:
        return parts._replace(fragment="").geturl()
    shown = "&".join(
        f"{name}={quote(value) if _HARMLESS.match(name) else _REDACTED}"
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    )
    return parts._replace(query=shown, fragment="").geturl()


def redact_text(text: str) -> str:
    """Return a text without tokens, codes, passwords, cookies and signatures."""
    for pattern in _SECRET_PATTERNS:
        text = pattern.sub(lambda match: match.group(1) + _REDACTED, text)
    return text


def shorten_text(text: str) -> str:
    """Return a service's own words as a line to show: no secrets, no control characters, and not too long."""
    text = " ".join(redact_text(text).split())
    text = "".join(character for character in text if unicodedata.category(character)[0] != "C")
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"


class Sent:
    """The secrets of one request, to be taken out of its answer.

    A service, or a proxy, that refuses something likes to repeat what it was told.
    """

    def __init__(self, path: str, headers: Mapping[str, str], body: object) -> None:
        self._credentials = _list_forms(_list_credentials(headers))
        self._all = self._credentials + _list_forms(_list_sent(path, headers, body))

    def hide(self, text: str) -> str:
        """Return words of an answer without them."""
        for form in self._all:
            text = text.replace(form, _REDACTED)
        return text

    def hide_in_body(self, data: bytes, *, status: int) -> bytes:
        """Return the body of an answer without them.

        Of a 2xx only the credentials are taken out: what else was sent may be in it by right, as a refresh
        token that stays the same.
        """
        for form in map(str.encode, self._credentials if 200 <= status < 300 else self._all):
            if form in data:
                data = data.replace(form, _REDACTED.encode())
        return data


def _list_forms(secrets: list[str]) -> list[str]:
    """Return the ways in which an answer may repeat something."""
    return [
        form
        for secret in secrets
        if len(secret) >= _LEAST
        for form in dict.fromkeys(
            (secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1])
        )
    ]


def _list_credentials(headers: Mapping[str, str]) -> list[str]:
    scheme, _, credentials = headers.get("Authorization", "").partition(" ")
    if scheme != "Basic":
        return [credentials]
    try:
        pair = base64.b64decode(credentials).decode("utf-8", "replace")
    except binascii.Error:
        return [credentials]
    return [credentials, pair, pair.partition(":")[2]]


def _list_sent(path: str, headers: Mapping[str, str], body: object) -> list[str]:
    query = urlsplit(path).query
    sent = [query, *(value for name, value in parse_qsl(query) if _is_secret(name))]
    if isinstance(body, bytes):
        if headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
            form = parse_qsl(body.decode("utf-8", "replace"))
            sent += [value for name, value in form if name in _SECRET_FIELDS]
        sent += _list_members(body)
    return sent


def _list_members(body: bytes) -> list[str]:
    try:
        members = json.loads(body)
    except (ValueError, RecursionError):
        return []
    if not isinstance(members, dict):
        return []
    found = (members.get(name) for name in _SECRET_MEMBERS)
    return [value for value in found if isinstance(value, str)]


def _is_secret(name: str) -> bool:
    return not (_HARMLESS.match(name) or name in _NAMED)
