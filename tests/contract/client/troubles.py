"""Services, and proxies before them, that repeat what they were told, each in a way of its own."""

from __future__ import annotations

import json
from urllib.parse import quote

from addin.lib.emulator.faults import Delivery
from addin.lib.emulator.messages import Answer, Request

from .canaries import Trouble, sent_secrets


def repeat(request: Request) -> tuple[str, str]:
    """Return a secret of a request, and a text that repeats all of it."""
    secrets = [secret for _, secret in sent_secrets(request) if secret]
    told = (
        f"{', '.join(secrets)} in {request.raw_path} {dict(request.headers)} {request.body.decode('latin-1')}"
    )
    return secrets[0] if secrets else "nothing-secret", told


def as_json(status: int, value: object) -> Answer:
    """Return an answer in JSON."""
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"})


def in_text(request: Request) -> Answer:
    """Repeat it in the text of a 500."""
    return Answer(500, repeat(request)[1].encode(), {"Content-Type": "text/plain"})


def in_an_error(request: Request) -> Answer:
    """Repeat it in a JSON:API error."""
    secret, told = repeat(request)
    return as_json(403, {"errors": [{"id": secret, "code": secret, "title": told, "detail": told}]})


def of_the_gateway(request: Request) -> Answer:
    """Repeat it as the gateway refuses a token."""
    secret, told = repeat(request)
    return as_json(401, {"developerMessage": f"The token {secret} is not valid. {told}", "errorCode": secret})


def of_the_sign_in(request: Request) -> Answer:
    """Repeat it as OAuth refuses."""
    secret, told = repeat(request)
    return as_json(400, {"error": secret, "error_description": told})


def of_the_storage(request: Request) -> Answer:
    """Repeat it as object storage refuses."""
    return as_json(400, {"reason": repeat(request)[1]})


def cut_off(request: Request) -> Answer:
    """Repeat it in JSON that breaks off."""
    return Answer(200, f'{{"data": ["{repeat(request)[1]}'.encode(), {"Content-Type": "application/json"})


def in_fields(request: Request) -> Answer:
    """Repeat it in the fields of a good answer, of wrong types."""
    secret, _ = repeat(request)
    wrong = {"id": secret, "type": secret, "attributes": 7, "url": f"https://{secret}/?{secret}"}
    return as_json(200, {**wrong, "data": [wrong], "status": secret, "size": secret, "sub": 7})


def in_a_redirect(request: Request) -> Answer:
    """Repeat it in the address of a redirect."""
    secret, told = repeat(request)
    return Answer(302, headers={"Location": f"https://{secret[:9]}.example/?code={secret}&{quote(told)}"})


def in_a_header(request: Request) -> Answer:
    """Repeat it in headers that a message may quote."""
    secret, _ = repeat(request)
    return Answer(200, b"<html>", {"Content-Type": f"text/{secret}", "Retry-After": secret})


def beside_a_broken_header(request: Request) -> Answer:
    """Answer with a header that the HTTP library warns of."""
    return Answer(403, b"{}", {"Content-Length": "2", "X-Told": "1\r\nthis is no header"})


def with_silence(request: Request) -> Delivery:
    """Answer too late."""
    return Delivery(Answer(200), first_byte_ms=150)


def broken_off(request: Request) -> Delivery:
    """Break the connection off."""
    return Delivery(None)


TROUBLES: tuple[Trouble, ...] = (
    in_text,
    in_an_error,
    of_the_gateway,
    of_the_sign_in,
    of_the_storage,
    cut_off,
    in_fields,
    in_a_redirect,
    in_a_header,
    beside_a_broken_header,
    broken_off,
)
