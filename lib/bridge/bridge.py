"""Calls of the page, answered by jobs on threads."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from ..core.jobs import Job, Jobs
from ..errors import Cancelled, DataBrowserError
from . import lifecycle_methods, methods
from .methods import Params, Services
from .protocol import (
    METHOD_NOT_FOUND,
    Call,
    ProtocolError,
    RequestId,
    compose_error,
    compose_notification,
    compose_reply,
    parse_call,
)

_log = logging.getLogger("databrowser.bridge")

CANCEL = "job.cancel"
CLOSE_SECONDS = 2.0
_METHODS = {**methods.METHODS, **lifecycle_methods.METHODS}


class Bridge:
    """Takes the page's messages and sends replies and notifications; `send` may be called on any thread."""

    def __init__(self, services: Services, send: Callable[[str], None]) -> None:
        self._services = services
        self._send = send
        self._jobs = Jobs()
        self._lock = threading.Lock()
        self._open: dict[RequestId, Job] = {}
        self._current = threading.local()

    def receive(self, text: str) -> None:
        """Take a message of the page and return at once; the reply follows by `send`."""
        try:
            call = parse_call(text)
            if call.method == CANCEL:
                self._cancel(call)
                return
            if call.method not in _METHODS:
                raise ProtocolError(METHOD_NOT_FOUND, f"no method {call.method}", call.id)
        except ProtocolError as error:
            self._send(compose_error(error.request_id, error, error.code))
            return
        job = Job(lambda job: self._run(call, job))
        with self._lock:
            self._open[call.id] = job
        if not self._jobs.start(job):
            self._finish(call.id)

    def notify(self, method: str, params: object) -> None:
        """Tell the page something it did not ask for."""
        self._send(compose_notification(method, params))

    def note_wait(self, seconds: float, status: int) -> None:
        """Tell the page that the job on this thread waits, and for how long."""
        request_id = getattr(self._current, "request_id", None)
        if request_id is not None and seconds >= 1:
            self.notify("job.waiting", {"id": request_id, "seconds": round(seconds), "status": status})

    def close(self) -> bool:
        """Cancel what runs and end the threads; true when none is left."""
        with self._lock:
            self._open.clear()
        return self._jobs.close(CLOSE_SECONDS)

    def _cancel(self, call: Call) -> None:
        request_id = call.params.get("id")
        job = self._finish(request_id if isinstance(request_id, (int, str)) else None)
        if job:
            job.cancelled.set()
            self._send(compose_error(request_id, Cancelled("job.cancelled")))

    def _finish(self, request_id: RequestId) -> Job | None:
        with self._lock:
            return self._open.pop(request_id, None)

    def _run(self, call: Call, job: Job) -> None:
        self._current.request_id = call.id
        try:
            with self._services.cancellable(job.cancelled):
                result = _METHODS[call.method](self._services, Params(call.params), job.cancelled)
            reply = compose_reply(call.id, result)
        except ProtocolError as error:
            reply = compose_error(call.id, error, error.code)
        except DataBrowserError as error:
            if error.reference == "sign-in.expired":
                self._services.sign_out()  # it has ended for good: the page must not show a name any more
            reply = compose_error(call.id, error)
        except Exception as error:  # noqa: BLE001  the page must not wait for ever on a fault of ours
            _log.exception("%s failed", call.method)
            reply = compose_error(call.id, DataBrowserError("bridge.internal", kind=type(error).__name__))
        finally:
            self._current.request_id = None
        if self._finish(call.id) and call.id is not None:
            self._send(reply)
