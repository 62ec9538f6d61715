"""Requests by HTTP, which only newer Fusions make: to any address, in the middle of a tick or on the side.

What does not come about at all has no response: `executeSync` returns None, `completed` tells of None, and
`Application.getLastError` has the reason. Redirections are not followed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ...errors import DataBrowserError
from ...http import HttpClient, RetryPolicy
from ..state import Record, State
from ._base import Base, bad_argument, installed_state
from ._enums import HttpMethods
from ._events import Event, EventArgs, EventHandler

_METHODS = {
    HttpMethods.GetMethod: "GET",
    HttpMethods.PostMethod: "POST",
    HttpMethods.PutMethod: "PUT",
    HttpMethods.DeleteMethod: "DELETE",
    HttpMethods.PatchMethod: "PATCH",
}
_ONCE = RetryPolicy(attempts=1)


@dataclass(eq=False)
class Headers(Record):
    """Headers in their order; names count without their case."""

    pairs: dict[str, tuple[str, str]] = field(default_factory=dict)

    def set(self, name: str, value: str) -> None:
        """Set a header, instead of one of this name."""
        self.pairs[name.lower()] = (name, value)


@dataclass(eq=False)
class Asked(Headers):
    """A request."""

    url: str = ""
    method: int = HttpMethods.GetMethod
    data: str = ""


@dataclass(eq=False)
class Answered(Headers):
    """A response, and what it is one to."""

    request: Asked = field(default_factory=Asked)
    status: int = 0
    data: str = ""


class _Message(Base):
    """A request or a response: what has headers."""

    __slots__ = ()
    _record: Headers

    def getHeader(self, name: str) -> str:
        """Return a header's value, "" where there is none."""
        return self._record.pairs.get(name.lower(), ("", ""))[1]

    def hasHeader(self, name: str) -> bool:
        """Tell whether there is a header of this name."""
        return name.lower() in self._record.pairs

    def headers(self) -> tuple[bool, list[str], list[str]]:
        """Return True, the names and the values."""
        pairs = self._record.pairs.values()
        return True, [name for name, _ in pairs], [value for _, value in pairs]


class HttpResponse(_Message):
    """What came back."""

    __slots__ = ()
    _record: Answered  # pyright: ignore[reportIncompatibleVariableOverride]

    @property
    def statusCode(self) -> int:
        return self._record.status

    @property
    def data(self) -> str:
        """The body, as text."""
        return self._record.data

    @property
    def request(self) -> HttpRequest:
        return HttpRequest(self._record.request, self._state)


class HttpEventHandler(EventHandler):
    """Handles the end of a request."""


class HttpEvent(Event):
    """A request has ended, well or not."""

    __slots__ = ()

    def add(self, handler: HttpEventHandler) -> bool:
        return self._add(handler)

    def remove(self, handler: HttpEventHandler) -> bool:
        return self._remove(handler)


class HttpEventArgs(EventArgs):
    """The arguments of an HttpEvent."""

    __slots__ = ()

    @property
    def response(self) -> HttpResponse | None:
        """What came back; None where nothing did."""
        return _wrap(self._record.values["answer"], self._state)


class HttpRequest(_Message):
    """A request, which may be made more than once."""

    __slots__ = ()
    _record: Asked  # pyright: ignore[reportIncompatibleVariableOverride]

    @classmethod
    def create(cls, url: str, method: int = HttpMethods.GetMethod) -> HttpRequest:
        """Make a request, which is not sent yet."""
        state = installed_state()
        state.loop.check("HttpRequest.create")
        if not isinstance(url, str):
            raise TypeError(f"in HttpRequest.create: {url!r} where str is expected")
        request = cls(Asked(url=url), state)
        request.method = method
        return request

    def setHeader(self, name: str, value: str) -> bool:
        """Set a header, instead of one of this name."""
        self._record.set(name, value)
        return True

    def removeHeader(self, name: str) -> bool:
        """Drop a header; False where there is none."""
        return self._record.pairs.pop(name.lower(), None) is not None

    @property
    def url(self) -> str:
        return self._record.url

    @url.setter
    def url(self, value: str) -> None:
        self._record.url = value

    @property
    def method(self) -> int:
        return self._record.method

    @method.setter
    def method(self, value: int) -> None:
        if value not in _METHODS:
            raise bad_argument(f"no such method: {value}")
        self._record.method = value

    @property
    def data(self) -> str:
        """The body, as text."""
        return self._record.data

    @data.setter
    def data(self, value: str) -> None:
        self._record.data = value

    @property
    def completed(self) -> HttpEvent:
        return HttpEvent(self._record.signal("completed"), self)

    def execute(self) -> bool:
        """Send it on the side; `completed` tells of the end when the main loop comes to it."""
        _refuse_model_data(self._record.url)
        record, state = self._record, self._state

        def send() -> None:
            answer = _send(record, state)
            state.loop.post(f"answer of {urlsplit(record.url).hostname}", lambda: finish(answer))

        def finish(answer: Answered | None) -> None:
            self.completed._fire(HttpEventArgs(state, answer=answer))

        state.start("preview-request", send)
        return True

    def executeSync(self) -> HttpResponse | None:
        """Send it and wait for the answer: the main thread is held as long."""
        _refuse_model_data(self._record.url)
        self._state.cloud_call("HttpRequest.executeSync")
        return _wrap(_send(self._record, self._state), self._state)


def _wrap(answer: Answered | None, state: State) -> HttpResponse | None:
    return None if answer is None else HttpResponse(answer, state)


def _refuse_model_data(url: str) -> None:
    if url.startswith("mfgdm:"):
        raise NotImplementedError("the preview does not simulate the Manufacturing Data Model, mfgdm://")


def _send(request: Asked, state: State) -> Answered | None:
    """Send a request once; None where nothing came back, for a reason that is kept."""
    parts = urlsplit(request.url)
    path = parts._replace(scheme="", netloc="", fragment="", path=parts.path or "/").geturl()
    headers = dict(request.pairs.values())
    try:
        with HttpClient(f"{parts.scheme}://{parts.netloc}", retry=_ONCE) as client:
            body = request.data or None
            found = client.request(_METHODS[request.method], path, body=body, headers=headers)
    except DataBrowserError as error:
        state.last_error = (5, str(error))
        return None
    answer = Answered(request=request, status=found.status)
    answer.data = found.data.decode("utf-8", errors="replace")
    for name, value in found.headers.items():
        answer.set(name, value)
    return answer
