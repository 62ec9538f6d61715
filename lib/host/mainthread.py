"""Work brought from any thread to Fusion's main thread, a little at a time.

A worker may call one thing of Fusion's: `fireCustomEvent`. Its handler runs on the main thread when Fusion is
idle, drains the queue until its budget is spent, and fires the event again if something is left.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Generic, TypeVar

from ..errors import Cancelled, HostError
from .claims import take_left_event
from .events import Handlers
from .held import BUDGET_SECONDS, HeldUp
from .ids import PUMP_EVENT, names_of
from .members import call_member

_log = logging.getLogger("databrowser.host")

AGAIN_SECONDS = 0.5
"""So long a thread waits for the main thread until it asks for a tick that Fusion has refused."""
_MOST_PUT_OFF = 100

_Result = TypeVar("_Result")


class _Asked(Generic[_Result]):
    """Work that a thread waits for; without an answer nobody will do it any more."""

    def __init__(self, work: Callable[[], _Result]) -> None:
        self.over = threading.Event()
        self.answer: tuple[_Result] | None = None
        self.error: Exception | None = None
        self._work = work

    def do(self) -> None:
        """Do it, on the main thread."""
        try:
            self.answer = (self._work(),)
        except Exception as error:  # noqa: BLE001  raised again where it is waited for
            self.error = error
        self.over.set()


class MainThread:
    """The queue and its pump; made and stopped on the main thread."""

    def __init__(self, application: Any, held: HeldUp) -> None:
        self._application = application
        self._held = held
        self.event = ""
        self._lock = threading.Lock()
        self._thread = threading.get_ident()
        self._queue: deque[tuple[str, Callable[[], None]]] = deque()
        self._asked: set[_Asked[Any]] = set()
        self._is_fired = False
        self._is_open = True
        self._report: Callable[[str, Exception], None] = _log_only

    def start(self, handlers: Handlers, report: Callable[[str, Exception], None]) -> None:
        """Register the event; `report(where, error)` takes the exceptions of what is posted.

        Raises `HostError` (`host.no-event`) in a Fusion that has no events of an add-in's own.
        """
        self._report = report
        event: Any = None
        left = take_left_event()
        for name in names_of(PUMP_EVENT):
            if name == left:
                call_member(self._application, "unregisterCustomEvent", name)
            # None, or an exception: another add-in has an event of this name, and keeps it.
            event = call_member(self._application, "registerCustomEvent", name)
            if event is not None:
                self.event = name
                break
        if not handlers.connect(event, PUMP_EVENT, "CustomEventHandler", self._pump, is_timed=False):
            raise HostError("host.no-event")

    def post(self, work: Callable[[], None], *, name: str = "") -> None:
        """Queue work for the main thread and return at once; after `stop` it is dropped.

        `name` is what the log calls it, by default as it is called where it is written.
        """
        with self._lock:
            if not self._is_open:
                return
            self._queue.append((name or _name_of(work), work))
            if self._is_fired:
                return
            self._is_fired = True
        self._fire()

    def ask(self, work: Callable[[], _Result], *, can_be_done: Callable[[], bool] = lambda: True) -> _Result:
        """Have work done on the main thread, and return or raise what it does; on any other thread.

        It is put off while `can_be_done()`, asked on the main thread as well, says that it cannot; for some
        ticks and no more, since what Fusion refuses it can say itself. Raises `Cancelled` when the add-in
        ends meanwhile.
        """
        if threading.get_ident() == self._thread:
            raise RuntimeError("the main thread would wait for itself")
        asked = _Asked(work)
        put_off = 0

        def do() -> None:
            nonlocal put_off
            if put_off < _MOST_PUT_OFF and not can_be_done():
                put_off += 1
                self.post(do)
            else:
                asked.do()

        with self._lock:
            if not self._is_open:
                raise Cancelled("job.cancelled")
            self._asked.add(asked)
        self.post(do)
        while not asked.over.wait(AGAIN_SECONDS):
            self._fire_again()  # nothing else may be posted meanwhile
        with self._lock:
            self._asked.discard(asked)
        if asked.error:
            raise asked.error
        if asked.answer is None:
            raise Cancelled("job.cancelled")
        return asked.answer[0]

    def asking(self) -> AbstractContextManager[None]:
        """Let a dialog be open meanwhile, on the main thread: that is the user's time and not ours."""
        return self._held.asking()

    def stop(self) -> None:
        """Drop what waits, let go of who waits for it, and unregister the event."""
        with self._lock:
            self._is_open = False
            self._queue.clear()
            asked = list(self._asked)
        for one in asked:
            one.over.set()
        if self.event:
            call_member(self._application, "unregisterCustomEvent", self.event)

    def _pump(self, _: object) -> None:
        # Not the thread's processor time, which moves in steps of 15.6 ms on Windows; that is never more.
        started = before = self._held.now()
        longest = 0.0
        with self._lock:
            due = len(self._queue)  # what is queued meanwhile is for the next tick
        while due > 0:
            due -= 1
            with self._lock:
                if not self._queue:  # a loop within this one has run the rest
                    break
                name, work = self._queue.popleft()
            try:
                work()
            except Exception as error:  # noqa: BLE001  one piece of work must not stop the others
                self._report(name, error)
            now = self._held.now()
            self._held.note(name, now - before)
            longest = max(longest, now - before)
            # The next piece may take as long as the longest so far: then it is one for the next tick.
            if now - started + longest > BUDGET_SECONDS:
                break
            before = now
        with self._lock:
            self._is_fired = bool(self._queue)
        if self._is_fired:
            self._fire()

    def _fire_again(self) -> None:
        with self._lock:
            if self._is_fired or not self._queue:
                return
            self._is_fired = True
        self._fire()

    def _fire(self) -> None:
        """Ask for a tick; where Fusion takes no event now, what is posted next asks again."""
        if not self._is_open:  # what was done last has stopped it
            return
        try:
            is_fired = self._application.fireCustomEvent(self.event)
        except Exception:  # noqa: BLE001  Fusion's own errors have no common type
            is_fired = False
        if not is_fired:
            _log.warning("Fusion took no event: what is queued waits for the next one")
            with self._lock:
                self._is_fired = False


def _name_of(work: Callable[[], None]) -> str:
    """Return what a piece of work is called where it is written, such as Palette.send."""
    name: str = getattr(work, "__qualname__", type(work).__name__)
    return name.partition(".<locals>")[0]


def _log_only(where: str, error: Exception) -> None:
    _log.error("%s failed", where, exc_info=error)
