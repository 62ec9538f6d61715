"""How object storage says no: OSS with a reason in JSON, the S3 behind it with a code in XML."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from xml.sax.saxutils import escape

from ..answers import json_answer
from ..messages import Answer, Refused, Request

_XML = {"Content-Type": "application/xml"}


def refuse(status: int, reason: str) -> Refused:
    """Return the refusal of OSS: {"reason"}."""
    return Refused(json_answer({"reason": reason}, status))


def refuse_s3(status: int, code: str, message: str, *, headers: Mapping[str, str] | None = None) -> Refused:
    """Return the refusal of S3: an Error element with Code and Message."""
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
        f"<RequestId>{secrets.token_hex(8).upper()}</RequestId></Error>"
    )
    return Refused(Answer(status, text.encode(), {**_XML, **(headers or {})}))


def read_object(request: Request) -> dict[str, object]:
    """Return the JSON object of a body, or raise the 400."""
    if request.media_type != "application/json":
        raise refuse(400, "Content-Type must be application/json")
    try:
        value = json.loads(request.body)
        # Halves of surrogate pairs are JSON, but no text that could be kept.
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise refuse(400, "The request body is not valid JSON") from None
    if not isinstance(value, dict):
        raise refuse(400, "The request body must be a JSON object")
    return value


def read_number(request: Request, name: str, *, default: int, least: int, most: int) -> int:
    """Return a whole number of the query, or raise the 400."""
    return check_number(_last(request, name), name, default=default, least=least, most=most, kind=(str,))


def check_number(
    value: object, name: str, *, default: int, least: int, most: int, kind: tuple[type, ...] = (int,)
) -> int:
    """Return a whole number that came as a value of `kind`, the default for None, or raise the 400."""
    if value is None:
        return default
    problem = refuse(400, f"{name} must be between {least} and {most}")
    if not isinstance(value, kind) or isinstance(value, bool):
        raise problem
    text = str(value)
    if not (text.isascii() and text.isdecimal() and len(text) < 10) or not least <= int(text) <= most:
        raise problem
    return int(text)


def read_flag(request: Request, name: str, *, default: bool) -> bool:
    """Return a truth value of the query, or raise the 400."""
    text = _last(request, name)
    if text not in (None, "true", "false"):
        raise refuse(400, f"{name} must be true or false")
    return default if text is None else text == "true"


def read_choice(text: str | None, name: str, *, allowed: tuple[str, ...]) -> str:
    """Return one of the values allowed, the first for None, or raise the 400."""
    if text is None:
        return allowed[0]
    if text not in allowed:
        raise refuse(400, f"{name} must be one of {', '.join(allowed)}")
    return text


def _last(request: Request, name: str) -> str | None:
    values = request.query.get(name)
    return None if values is None else values[-1]
