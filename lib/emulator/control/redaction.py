"""Request targets without codes, tokens and signatures."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote

_REDACTED = "<redacted>"
# Only what is known to be harmless keeps its value: a signed address invents new names for its secrets.
_HARMLESS = re.compile(
    r"(page|filter)\[[^\]]*\](-[a-z]+)?"
    r"|width|height|region|limit|startAt|excludeDeleted|includeHidden|parts|firstPart|n"
)
# What a signed resource of object storage is asked for by is all that it takes.
_CAPABILITY = re.compile(r"(?<=/signedresources/)[^/?]+")
_LONGEST = 2000


def redact_target(target: str) -> str:
    """Return a request's target as it may be shown to anybody."""
    path, _, query = target.partition("?")
    path = _CAPABILITY.sub(_REDACTED, path)
    shown = "&".join(
        f"{name}={quote(value, safe='/:,') if _HARMLESS.fullmatch(name) else _REDACTED}"
        for name, value in parse_qsl(query, keep_blank_values=True)
    )
    return (f"{path}?{shown}" if query else path)[:_LONGEST]
