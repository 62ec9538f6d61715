"""Answers of the services: good ones as JSON, bad ones as typed errors.

A failure comes in one of six shapes (the first five as JSON):

    JSON:API   {"jsonapi": {...}, "errors": [{"id", "status", "code", "title"?, "detail"}]}   Project, Data
    gateway    {"developerMessage", "errorCode"?, "userMessage"?, "moreInfo" | "more info"}
    OAuth      {"error", "error_description"}                                                 Authentication
    OSS        {"reason"}                                                                     object storage
    diagnostic {"diagnostic"}                                                                 Model Derivative
    anything   plain text or HTML, from a proxy or the gateway itself
"""

from __future__ import annotations

import json
import time
from typing import Any

from ..errors import (
    BadInput,
    Conflict,
    Forbidden,
    MalformedAnswer,
    NotFound,
    NotSignedIn,
    ServiceDown,
    ServiceError,
    TooManyRequests,
)
from .client import Response
from .redaction import MOST_CHARACTERS, shorten_text
from .retry import parse_retry_after


def parse_answer(response: Response, what: str) -> dict[str, Any]:
    """Return a 2xx answer's JSON object; `what` names the resource in errors (`what` in the texts)."""
    check_answer(response, what)
    try:
        body = response.json()
    except MalformedAnswer as error:
        raise MalformedAnswer("service.not-json", what=what, status=response.status) from error
    if not isinstance(body, dict):
        raise MalformedAnswer("service.not-json", what=what, status=response.status)
    return body


def check_answer(response: Response, what: str) -> None:
    """Raise the error that a status outside 2xx stands for."""
    if 200 <= response.status < 300:
        return
    code, detail, error_id = _explain(response)
    status = response.status
    answer = " ".join(filter(None, (str(status), code or response.reason)))
    context = {
        "what": what,
        "status": status,
        "code": code,
        "answer": f"{answer}: {detail}" if detail else answer,
        "error_id": error_id,
    }
    if status == 401:
        raise NotSignedIn("service.not-signed-in", **context)
    if status == 403:
        if code.upper() == "AUTH-010":
            raise Forbidden("service.missing-scope", **context)
        if code.upper() == "AUTH-001":
            raise Forbidden("service.app-not-entitled", **context)
        raise Forbidden("service.forbidden", **context)
    if status in (404, 410):
        raise NotFound("service.not-found", **context)
    if status == 423:
        raise Conflict("service.locked", **context)
    if status in (409, 412):
        raise Conflict("service.conflict", **context)
    if status == 429:
        wait = parse_retry_after(response.headers, time.time())
        if wait is None:
            raise TooManyRequests("service.quota", **context)
        raise TooManyRequests("service.quota-wait", retry_after=round(wait), **context)
    if status == 408 or status >= 500:
        raise ServiceDown("service.service-down", **context)
    if status in (400, 415, 422):
        raise BadInput("service.bad-input", **context)
    raise ServiceError("service.unexpected-status", **context)


def _explain(response: Response) -> tuple[str, str, str]:
    """Return (code, detail, error id) from whichever shape the body has; empty where it says nothing."""
    try:
        body = json.loads(response.data)
    except (ValueError, RecursionError):
        return "", _plain_detail(response), ""
    if not isinstance(body, dict):
        return "", "", ""
    errors = body.get("errors")
    if isinstance(errors, list) and errors and isinstance(errors[0], dict):
        first = errors[0]
        return _text(first, "code"), _text(first, "detail", "title"), _text(first, "id")
    if "error" in body:
        return _text(body, "error"), _text(body, "error_description"), ""
    detail = _text(body, "developerMessage", "userMessage", "reason", "diagnostic")
    return _text(body, "errorCode"), detail, ""


def _plain_detail(response: Response) -> str:
    """Return a plain-text body; of a page in HTML nothing, since a person cannot read it in a sentence."""
    text = response.data[: 4 * MOST_CHARACTERS].decode("utf-8", "replace").strip()
    is_page = text.startswith("<") or "html" in response.headers.get("Content-Type", "")
    return "" if is_page else shorten_text(text)


def _text(body: dict[str, Any], *names: str) -> str:
    for name in names:
        value = body.get(name)
        if isinstance(value, str) and value:
            return shorten_text(value)
    return ""
