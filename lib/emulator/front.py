"""What every request meets first: the control API, or latency, a fault that is due, and then the service."""

from __future__ import annotations

import threading
from collections.abc import Callable

from .control import Control, is_control
from .faults import Delivery, Faults
from .messages import Answer, Request


class Front:
    """Responds to requests; `expire` ends an access token, `latency_ms` delays every answer."""

    def __init__(
        self,
        answer: Callable[[Request], Answer],
        *,
        control: Control,
        faults: Faults,
        expire: Callable[[str], None],
        latency_ms: int,
    ) -> None:
        self._answer = answer
        self._control = control
        self._faults = faults
        self._expire = expire
        self.latency_ms = latency_ms

    def respond(self, request: Request, stopping: threading.Event) -> Delivery:
        """Return the answer to a request and how it is to be delivered; waits end when `stopping` is set."""
        if is_control(request):
            # No bad day may keep anybody from ending it.
            return Delivery(self._control.answer(request))
        fault = self._faults.take(request)
        seconds = (self.latency_ms + (fault.delay_ms if fault else 0)) / 1000
        if seconds and stopping.wait(seconds):
            return Delivery(None)
        if fault is None:
            return Delivery(self._answer(request))
        return self._faults.deliver(fault, request, answer=self._answer, expire=self._expire)
