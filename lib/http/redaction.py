"""Secrets kept out of everything that is logged or shown."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qsl, quote, urlsplit

MOST_CHARACTERS = 300
_REDACTED = "<redacted>"
# Only parameters known to be harmless keep their value: a signed URL invents new names for its secrets.
_HARMLESS = re.compile(r"^(page|filter)\[|^(width|height|region|limit|startAt|excludeDeleted|includeHidden)$")
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
