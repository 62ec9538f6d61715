"""What stands in front of every endpoint: the route, the token, its scopes, the quota."""

from __future__ import annotations

import logging
from dataclasses import replace

from .answers import gateway_error
from .backend import Backend, Caller
from .messages import Answer, Refused, Request
from .quotas import Quotas
from .routing import Route, Router

_log = logging.getLogger("databrowser.emulator")
_BAD_TOKEN = "The access token provided is invalid or expired."
_MISSING_SCOPE = "Token does not have the privilege for this request."


class Gateway:
    """Answers requests; `quotas` None counts nothing."""

    def __init__(self, backend: Backend, router: Router, *, quotas: Quotas | None) -> None:
        self._backend = backend
        self._router = router
        self._quotas = quotas

    def answer(self, request: Request) -> Answer:
        """Return the answer to one request, whatever happens behind it."""
        try:
            route, params = self._find(request)
            caller = self._identify(route, request)
            self._count(route, caller)
            return route.handler(self._backend, caller, replace(request, params=params))
        except Refused as refused:
            return refused.answer
        except Exception:  # noqa: BLE001  the edge of the service: logged, and answered with 500
            # A fault of ours must not look like a lost connection to a client under test.
            _log.exception("unanswered: %s %s", request.method, request.path)
            return gateway_error(500, "An internal error occurred.", code="ERR-003").answer

    def _find(self, request: Request) -> tuple[Route, dict[str, str]]:
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

    def _count(self, route: Route, caller: Caller) -> None:
        if self._quotas is None:
            return
        client_id = caller.bearer.client_id if caller.bearer is not None else ""
        wait = self._quotas.take(client_id, route.quota or route.name, limit=route.limit)
        if wait:
            raise gateway_error(429, "Quota limit exceeded.", headers={"Retry-After": str(wait)})
