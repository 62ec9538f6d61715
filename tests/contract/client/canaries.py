"""Secrets noted where they are born, and every place where none of them may be found.

`Canaries` notes them on the wire of a local service, from both sides, and where a sign-in makes its own.
`Places` keeps what is logged, raised, written, sent to the page and handed to the browser, and searches it.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus, urlsplit

import pytest
from addin.lib.aps.auth import SignInRequest
from addin.lib.emulator import Emulator
from addin.lib.emulator.faults import Delivery
from addin.lib.emulator.messages import Answer, Request
from addin.lib.errors import DataBrowserError
from addin.lib.store.secrets import MemorySecrets

from .palettes import Page

LEAST = 8  # characters of what counts as a secret
_SENT = frozenset(
    {"code", "code_verifier", "refresh_token", "token", "client_secret", "password", "uploadKey"}
)
_ANSWERED = frozenset({"access_token", "refresh_token", "id_token", "sessionid", "uploadKey"})
_SIGNED = "/_s3/"
_IN_THE_ADDRESS = frozenset({"state"})  # of the sign-in page
_STORED = frozenset({"refresh token"})

Trouble = Callable[[Request], Delivery | Answer | None]
"""Answers in the place of the service, where it returns something."""


class Store(MemorySecrets):
    """A store that notes what it is given."""

    is_lasting = True

    def __init__(self, noted: list[str]) -> None:
        super().__init__()
        self._noted = noted

    def write(self, name: str, secret: str) -> None:
        self._noted.append(f"{name}\n{secret}")
        super().write(name, secret)


class Canaries:
    """The secrets so far, each with what it is; `trouble` meets every request before the service does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.secrets: dict[str, str] = {}
        self.trouble: Trouble = lambda request: None
        self.on_request: Callable[[], object] = lambda: None
        create = SignInRequest.create

        def create_noted() -> SignInRequest:
            made = create()
            self.note("state", made.state)
            self.note("verifier", made.verifier)
            return made

        monkeypatch.setattr(SignInRequest, "create", create_noted)

    def note(self, what: str, secret: str) -> None:
        """Take note of a secret; what is too short, or no text, is none."""
        if isinstance(secret, str) and len(secret) >= LEAST:
            self.secrets.setdefault(secret, what)

    def kinds(self) -> set[str]:
        """Return what there is so far."""
        return set(self.secrets.values())

    def listen_to(self, service: Emulator) -> None:
        """Note whatever secret comes to a running service, and whatever it gives away."""
        server = service._server
        assert server is not None
        respond = server.respond

        def respond_noted(request: Request, stopping: Event) -> Delivery:
            self.note_request(request)
            self.on_request()
            trouble = self.trouble(request)
            if isinstance(trouble, Answer):
                return Delivery(trouble)
            delivery = trouble or respond(request, stopping)
            if delivery.answer:
                self.note_answer(delivery.answer)
            return delivery

        server.respond = respond_noted

    def note_request(self, request: Request) -> None:
        """Note what a client sent."""
        for what, secret in sent_secrets(request):
            self.note(what, secret)

    def note_answer(self, answer: Answer) -> None:
        """Note what a client got."""
        location = urlsplit(answer.headers.get("Location", ""))
        for name, value in parse_qsl(location.query):
            if name == "code":
                self.note("code", value)
        for cookie in answer.cookies:
            self.note("cookie", cookie.partition("=")[2].partition(";")[0])
        for name, value in _members(answer.body):
            if name in _ANSWERED:
                self.note(_name(name), value)
            elif isinstance(value, str) and _SIGNED in value:
                for secret in _query_secrets(value):
                    self.note("signed query", secret)


def sent_secrets(request: Request) -> Iterator[tuple[str, str]]:
    """Yield what is secret in a request: (what, secret)."""
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme == "Basic":
        yield "credentials", credentials
        yield "client secret", base64.b64decode(credentials).decode().partition(":")[2]
    elif credentials:
        yield "access token", credentials
    yield "cookie", request.headers.get("cookie", "")
    if request.path.startswith(_SIGNED):
        for secret in _query_secrets(request.raw_path):
            yield "signed query", secret
    fields: list[tuple[str, Any]] = [*_members(request.body), *parse_qsl(urlsplit(request.raw_path).query)]
    if request.media_type == "application/x-www-form-urlencoded":
        fields += parse_qsl(request.body.decode())
    for name, value in fields:
        if name in _SENT:
            yield _name(name), value


def _name(field: str) -> str:
    names = {"code_verifier": "verifier", "token": "refresh token", "sessionid": "session id"}
    return names.get(field) or re.sub(r"[_A-Z]", lambda found: f" {found[0].strip('_')}", field).lower()


def _query_secrets(url: str) -> Iterator[str]:
    query = urlsplit(url).query
    yield query
    for name, value in parse_qsl(query):
        if name == "X-Amz-Signature":
            yield value


def _members(body: bytes) -> Iterator[tuple[str, Any]]:
    """Yield every member of every object in a JSON body, and every text of a list under the list's name."""
    try:
        waiting: list[tuple[str, Any]] = [("", json.loads(body))]
    except ValueError:
        return
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.items()
        elif isinstance(value, list):
            waiting += ((name, one) for one in value)
        else:
            yield name, value


def spell(secret: str) -> set[str]:
    """Return the ways a secret may be written down."""
    data = secret.encode("utf-8", "surrogatepass")
    return {
        secret,
        quote(secret, safe=""),
        quote(secret),
        quote_plus(secret),
        repr(secret)[1:-1],
        json.dumps(secret)[1:-1],
        base64.b64encode(data).decode().rstrip("="),
        base64.urlsafe_b64encode(data).decode().rstrip("="),
    }


class Places(logging.Handler):
    """What is to be searched; it is a handler of the root logger, with every logger at DEBUG.

    `folders` hold what is written to disk; of them `is_service` tells what belongs to the sample service.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folders: Iterable[Path], page: Page) -> None:
        super().__init__(logging.NOTSET)
        self._folders = tuple(folders)
        self._page = page
        self.records: list[logging.LogRecord] = []
        self.errors: list[BaseException] = []
        self.addresses: list[str] = []
        self.stored: list[str] = []
        self.output: list[str] = []
        self.exempt: set[str] = set()  # names of environment variables that are the user's own
        self._files: dict[tuple[str, int, int], bytes] = {}
        self._patch = monkeypatch
        self.wake_loggers()
        root = logging.getLogger()
        monkeypatch.setattr(root, "level", logging.DEBUG)
        monkeypatch.setattr(root, "handlers", [*root.handlers, self])
        begin = DataBrowserError.__init__

        def begin_noted(error: DataBrowserError, reference: str, /, **context: Any) -> None:
            begin(error, reference, **context)
            self.errors.append(error)

        monkeypatch.setattr(DataBrowserError, "__init__", begin_noted)

    def wake_loggers(self) -> None:
        """Set every logger that there is to DEBUG, those of the private libraries too."""
        names = [*logging.root.manager.loggerDict, "databrowser.vendor"]
        for logger in map(logging.getLogger, names):
            if logger.level != logging.DEBUG:
                self._patch.setattr(logger, "level", logging.DEBUG)
                logger.manager._clear_cache()  # pyright: ignore[reportAttributeAccessIssue]

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what was logged."""
        self.records.append(record)

    def scan(self) -> None:
        """Keep what the folders hold now: a file may be gone before the end."""
        for folder in self._folders:
            for file in folder.rglob("*"):
                try:
                    state = file.stat()
                    key = (str(file), state.st_size, state.st_mtime_ns)
                    if key not in self._files and not is_service(file):
                        self._files[key] = file.read_bytes() if file.is_file() else b""
                except FileNotFoundError:
                    continue

    def search(self, secrets: Mapping[str, str]) -> list[str]:
        """Return each secret that is where it may not be: `what in place`."""
        self.scan()
        places = {
            "log": "\n".join(map(_record_text, self.records)),
            "files": "\n".join(
                f"{name}\n{data.decode('utf-8', 'replace')}\n{data.decode('utf-16-le', 'replace')}"
                for (name, _, _), data in self._files.items()
            ),
            "errors": "\n".join(text for error in self.errors for text in _error_texts(error)),
            "page": "\n".join(
                json.dumps(message, ensure_ascii=is_ascii)
                for message in self._page.messages
                for is_ascii in (True, False)
            ),
            "environment": "\n".join(
                f"{name}={value}" for name, value in os.environ.items() if name not in self.exempt
            ),
            "processes": "\n".join(list_arguments()),
            "browser": "\n".join(self.addresses),
            "store": "\n".join(self.stored),
            "output": "\n".join(self.output),
        }
        allowed = {"browser": _IN_THE_ADDRESS, "store": _STORED}
        return sorted(
            {
                f"{what} in {place}"
                for secret, what in secrets.items()
                for place, text in places.items()
                if what not in allowed.get(place, ()) and any(form in text for form in spell(secret))
            }
        )


def is_service(file: Path) -> bool:
    """Tell whether a file is the sample service's own database, which holds what it gave away."""
    return file.name.startswith("sample-hub.sqlite")


def list_arguments() -> list[str]:
    """Return the arguments of this process and of all below it, where the system shows them."""
    found, waiting = [], [str(os.getpid())]
    while waiting:
        process = Path("/proc") / waiting.pop()
        try:
            found.append((process / "cmdline").read_bytes().decode("utf-8", "replace"))
            for thread in (process / "task").iterdir():
                waiting += (thread / "children").read_text().split()
        except OSError:
            continue
    return found


def _record_text(record: logging.LogRecord) -> str:
    parts = [record.name, record.getMessage(), repr(record.msg), repr(record.args), record.exc_text or ""]
    if record.exc_info and record.exc_info[1]:
        parts += _error_texts(record.exc_info[1])
    return "\n".join(parts)


def _error_texts(error: BaseException) -> Iterator[str]:
    """Yield what an error shows, and all that hang on it, also those that Python would not show."""
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield f"{one}\n{one!r}\n{one.args!r}\n{vars(one)!r}\n"
        yield "".join(traceback.format_exception(one))
        waiting += [one.__cause__, one.__context__]
