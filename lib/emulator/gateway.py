"""What stands in front of every endpoint: the route, the token, its scopes, the quota."""

from __future__ import annotations

import base64
import logging
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from http import HTTPStatus

from .answers import gateway_error
from .backend import Backend, Caller
from .messages import Answer, Refused, Request, parse_form
from .quotas import Quotas
from .routing import Route, Router

_log = logging.getLogger("databrowser.emulator")
_BAD_TOKEN = "The access token provided is invalid or expired."
_MISSING_SCOPE = "Token does not have the privilege for this request."


class Gateway:
    """Answers requests."""

    def __init__(self, backend: Backend, router: Router, *, quotas: Quotas) -> None:
        self._backend = backend
        self._router = router
        self._quotas = quotas

    def answer(self, request: Request) -> Answer:
        """Return the answer to one request, whatever happens behind it."""
        try:
            route, params = self._find(request)
            caller = self._identify(route, request)
            self._count(route, caller, request)
        except Refused as refused:
            return self._shape(refused.answer)
        try:
            with self._hold(route):
                return route.handler(self._backend, caller, replace(request, params=params))
        except Refused as refused:
            return refused.answer
        except Exception:  # noqa: BLE001  the edge of the service: logged, and answered with 500
            # A fault of ours must not look like a lost connection to a client under test.
            _log.exception("unanswered: %s %s", request.method, request.path)
            return self._shape(gateway_error(500, "An internal error occurred.", code="ERR-003").answer)

    def _hold(self, route: Route) -> AbstractContextManager[object]:
        """Let nothing come between a write and the answer that shows it, such as a reset."""
        if route.method == "GET" or route.streams:
            return nullcontext()
        return self._backend.database.held()

    def _shape(self, answer: Answer) -> Answer:
        """Return a refusal of the gateway's own with a body as the policy says."""
        policy = self._backend.policies["gateway-body"]
        if policy == "json":
            return answer
        line = f"{answer.status} {HTTPStatus(answer.status).phrase}"
        page = f"<html><head><title>{line}</title></head><body><h1>{line}</h1></body></html>\n"
        kind, body = ("text/html", page) if policy == "html" else ("text/plain", f"{line}\n")
        return replace(answer, body=body.encode(), headers={**answer.headers, "Content-Type": kind})

    def _find(self, request: Request) -> tuple[Route, Mapping[str, str]]:
        try:
            return self._router.find(request.method, request.path)
        except Refused:
            # No file says what the path of refs answers to a DELETE.
            is_unknown = request.method == "DELETE" and request.path.endswith("/relationships/refs")
            if is_unknown and self._backend.policies["ref-delete"] == "404":
                raise gateway_error(404, "The requested resource does not exist.") from None
            raise

    def takes_stream(self, request: Request) -> bool:
        """Tell whether the endpoint of a request reads its body itself."""
        try:
            return self._router.find(request.method, request.path)[0].streams
        except Refused:
            return False

    def _identify(self, route: Route, request: Request) -> Caller:
        if route.scopes is None:
            return Caller()
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        bearer = self._backend.tokens.find_bearer(token.strip()) if scheme.lower() == "bearer" else None
        if bearer is None:
            raise gateway_error(401, _BAD_TOKEN, code="AUTH-006")
        if not route.allows(bearer.scopes):
            raise gateway_error(403, _MISSING_SCOPE, code="AUTH-010")
        return Caller(bearer)

    def _count(self, route: Route, caller: Caller, request: Request) -> None:
        client_id = caller.bearer.client_id if caller.bearer is not None else _named_client(request)
        wait = self._quotas.take(client_id, route.quota or route.name, limit=route.limit)
        if wait:
            headers: Mapping[str, str] = {"Server": "Apigee Router"}
            if self._backend.policies["retry-after"] == "present":
                headers = {**headers, "Retry-After": str(wait)}
            raise gateway_error(429, "Quota limit exceeded.", headers=headers)


def _named_client(request: Request) -> str:
    """Return the client id that a request without a token names in its query, form or Basic header."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    try:
        if scheme.lower() == "basic":
            return base64.b64decode(encoded).decode().partition(":")[0]
        is_form = request.media_type == "application/x-www-form-urlencoded"
        fields = parse_form(request.body.decode()) if is_form else request.query
    except ValueError:
        return ""
    return fields.get("client_id", ("",))[0]
