"""Calls of the page, answered by jobs on threads."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

from ..core.jobs import Job, Jobs
from ..errors import Cancelled, DataBrowserError, SignInError
from . import (
    account_methods,
    attach_methods,
    attaching_methods,
    carry_methods,
    catalogue_methods,
    edit_methods,
    file_methods,
    graph_methods,
    help_methods,
    item_methods,
    lifecycle_methods,
    methods,
    place_methods,
    relation_methods,
    search_methods,
    settings_methods,
    table_methods,
    tree_methods,
    use_methods,
)
from .methods import Params, Services
from .protocol import (
    FAILED,
    METHOD_NOT_FOUND,
    Call,
    ProtocolError,
    compose_error,
    compose_notification,
    compose_reply,
    parse_call,
)

_log = logging.getLogger("databrowser.bridge")

CANCEL = "job.cancel"
STOP = "job.stop"
CLOSE_SECONDS = 2.0
PROGRESS_SECONDS = 0.2
FILES_AT_A_TIME = 3
FOLLOWED_AT_A_TIME = 6
LOCAL_AT_A_TIME = 3
DIALOGS_AT_A_TIME = 2
PICTURES_AT_A_TIME = 3
# Characters of a message that are read within the main thread's budget; longer ones are read by a worker.
READ_AT_ONCE = 256 * 1024
_METHODS = {
    **methods.METHODS,
    **account_methods.METHODS,
    **attach_methods.METHODS,
    **attaching_methods.METHODS,
    **carry_methods.METHODS,
    **catalogue_methods.METHODS,
    **edit_methods.METHODS,
    **file_methods.METHODS,
    **graph_methods.METHODS,
    **help_methods.METHODS,
    **item_methods.METHODS,
    **lifecycle_methods.METHODS,
    **place_methods.METHODS,
    **relation_methods.METHODS,
    **search_methods.METHODS,
    **settings_methods.METHODS,
    **table_methods.METHODS,
    **tree_methods.METHODS,
    **use_methods.METHODS,
}
_READY = "app.ready"
# What goes on without the page that asked: a write cannot be taken back, a sign-in has a window of its own,
# and a file is there for more than the page.
_LASTING = frozenset(
    {
        "account.signIn",
        "account.signOut",
        "account.forget",
        "app.keepView",
        "carry.run",
        "edits.send",
        "edits.start",
        "favourites.set",
        "files.attach",
        "files.resume",
        "lifecycle.signIn",
        "lifecycle.signOut",
        "refs.attach",
        "refs.attachAll",
        "table.saveCsv",
        "version.download",
    }
)
# What takes long without asking much: on threads of its own, so that it never keeps the rest waiting.
_LONG = frozenset({"edits.start", "version.download"})
# What comes last: few at a time, so that a page full of them keeps nothing else waiting.
_LAST = frozenset({"thumbnail.get"})
# What only follows work that has threads of its own, and so keeps others waiting no more than they it.
_FOLLOWING = frozenset({"edits.send", "files.attach", "files.follow", "files.resume"})
# What asks no service: a slow one must not keep it waiting.
_LOCAL = frozenset(
    {
        "account.read",
        "app.ready",
        "catalogue.clear",
        "catalogue.pause",
        "catalogue.refresh",
        "catalogue.resume",
        "catalogue.space",
        "catalogue.state",
        "help.about",
        "report.prepare",
        "search.complete",
        "search.find",
        "settings.read",
        "settings.write",
        "stale.find",
        "tree.kept",
        "tree.marks",
        "tree.news",
        "tree.readAddress",
        "uses.known",
    }
)
# What waits for the user, in a window of the system's: neither behind a slow service, nor before others.
_DIALOGS = frozenset(
    {
        "files.choose",
        "graph.save",
        "report.save",
        "settings.openLogFolder",
        "table.saveCsv",
        "version.showFolder",
    }
)
# What is kept for the page, and what it is told of that: one after the other, in the order it asks.
_IN_ORDER = frozenset({"app.keepView", "favourites.read", "favourites.set", "favourites.visit"})


@dataclass(eq=False)
class _Open:
    """A call under way; `is_left` once the page that asked has been replaced by another.

    `told` is when the page last heard how far it has come, as the monotonic clock has it.
    """

    call: Call
    job: Job
    is_left: bool = False
    told: float = float("-inf")


# On the thread of a job and on those that it starts: the call that the job is for.
_CURRENT: ContextVar[_Open | None] = ContextVar("databrowser_call", default=None)


class Bridge:
    """Takes the page's messages and sends replies and notifications; `send` may be called on any thread.

    A page may be thrown away or loaded anew at any moment: `app.ready` says that there is a new one. What the
    former one wanted to read is cancelled; what must go on ends with the notification `job.ended`.
    """

    def __init__(self, services: Services, send: Callable[[str], None]) -> None:
        self._services = services
        self._send = send
        self._jobs = Jobs()
        self._long = Jobs(FILES_AT_A_TIME, name="databrowser-file")
        self._following = Jobs(FOLLOWED_AT_A_TIME, name="databrowser-follow")
        self._local = Jobs(LOCAL_AT_A_TIME, name="databrowser-local")
        self._dialogs = Jobs(DIALOGS_AT_A_TIME, name="databrowser-dialog")
        self._in_order = Jobs(1, name="databrowser-order")
        self._last = Jobs(PICTURES_AT_A_TIME, name="databrowser-picture")
        self._lock = threading.Lock()
        self._open: list[_Open] = []

    def receive(self, text: str) -> None:
        """Take a message of the page and return at once; the reply follows by `send`."""
        if len(text) <= READ_AT_ONCE:
            self._take(text)
        else:
            self._jobs.start(Job(lambda job: self._take(text)))

    def _take(self, text: str) -> None:
        try:
            call = parse_call(text)
            if call.method == CANCEL:
                self._cancel(call)
                return
            if call.method == STOP:
                self._stop(call)
                return
            if call.method not in _METHODS:
                raise ProtocolError(METHOD_NOT_FOUND, f"no method {call.method}", call.id)
        except ProtocolError as error:
            self._send(compose_error(error.request_id, error, error.code, language=self._language))
            return
        if call.method == _READY:
            self._leave()
        job = Job(lambda job: self._run(opened))
        opened = _Open(call, job)
        with self._lock:
            self._open.append(opened)
        if not self._pool(call.method).start(job):
            self._finish(opened)

    def notify(self, method: str, params: object) -> None:
        """Tell the page something it did not ask for."""
        self._send(compose_notification(method, params, language=self._language))

    def note_wait(self, seconds: float, status: int) -> None:
        """Tell the page that the job on this thread waits, and for how long."""
        opened = _CURRENT.get()
        if opened and opened.call.id is not None and seconds >= 1:
            self.notify("job.waiting", {"id": opened.call.id, "seconds": round(seconds), "status": status})

    def note_progress(self, done: int, total: int) -> None:
        """Tell the page how far the job of this thread has come, a few times a second at most."""
        opened, now = _CURRENT.get(), time.monotonic()
        if not opened or opened.is_left or opened.call.id is None:
            return
        if now - opened.told >= PROGRESS_SECONDS:
            opened.told = now
            self.notify("job.progress", {"id": opened.call.id, "done": done, "total": total})

    def note_part(self, part: object) -> None:
        """Give the page what the job of this thread has found so far."""
        opened = _CURRENT.get()
        if opened and not opened.is_left and opened.call.id is not None:
            self.notify("job.part", {"id": opened.call.id, "part": part})

    def close(self) -> bool:
        """Cancel what runs and end the threads; true when none is left."""
        with self._lock:
            opened, self._open = self._open, []
        for one in opened:
            one.job.cancelled.set()
        shared = (self._in_order, self._last, self._jobs)
        pools = (self._following, self._long, self._local, self._dialogs, *shared)
        ended = [pool.close(CLOSE_SECONDS) for pool in pools]
        return all(ended)

    @property
    def _language(self) -> str:
        return self._services.language

    def _pool(self, method: str) -> Jobs:
        """Return the threads that a method is for."""
        if method in _FOLLOWING:
            return self._following
        if method in _LOCAL:
            return self._local
        if method in _DIALOGS:
            return self._dialogs
        if method in _IN_ORDER:
            return self._in_order
        if method in _LAST:
            return self._last
        return self._long if method in _LONG else self._jobs

    def _cancel(self, call: Call) -> None:
        opened = self._find(call)
        if opened and self._finish(opened):
            opened.job.cancelled.set()
            stopped = Cancelled("job.cancelled")
            self._send(compose_error(opened.call.id, stopped, language=self._language))

    def _stop(self, call: Call) -> None:
        """Let a call come to its end soon: unlike one that is cancelled, it still answers what it did."""
        if opened := self._find(call):
            opened.job.cancelled.set()

    def _find(self, call: Call) -> _Open | None:
        """Return the call of this page that another one speaks of."""
        with self._lock:
            return next(
                (one for one in self._open if one.call.id == call.params.get("id") and not one.is_left), None
            )

    def _leave(self) -> None:
        """Let go of what the page before asked for."""
        with self._lock:
            left = self._open
            self._open = [one for one in left if one.call.method in _LASTING]
            for one in left:
                one.is_left = True
                if one.call.method not in _LASTING:
                    one.job.cancelled.set()

    def _finish(self, opened: _Open) -> bool:
        """Tell whether somebody still waits for the end of a call."""
        with self._lock:
            is_wanted = opened in self._open
            self._open = [one for one in self._open if one is not opened]
        return is_wanted

    def _run(self, opened: _Open) -> None:
        call, job = opened.call, opened.job
        _CURRENT.set(opened)
        result: object = None
        failure: DataBrowserError | None = None
        try:
            with self._services.cancellable(job.cancelled):
                result = _METHODS[call.method](self._services, Params(call.params), job.cancelled)
        except DataBrowserError as error:
            if isinstance(error, SignInError):
                # If that was the end of it for good: the page must not show a name.
                self._services.sign_ins.end(error)
            failure = error
        except Exception as error:  # noqa: BLE001  the page must not wait for ever on a fault of ours
            _log.exception("%s failed", call.method)
            failure = DataBrowserError("bridge.internal", kind=type(error).__name__)
        if failure is not None:
            self._services.problems.note(failure, method=call.method)
        if not self._finish(opened):
            return
        if opened.is_left:
            self._tell_end(call, result, failure)
        elif call.id is not None:
            code = failure.code if isinstance(failure, ProtocolError) else FAILED
            language = self._language
            self._send(
                compose_reply(call.id, result, language=language)
                if failure is None
                else compose_error(call.id, failure, code, language=language)
            )

    def _tell_end(self, call: Call, result: object, failure: DataBrowserError | None) -> None:
        problem = None if failure is None else failure.as_dict()
        ended = {"method": call.method, "params": call.params, "result": result, "problem": problem}
        self.notify("job.ended", ended)
