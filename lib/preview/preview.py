"""The preview: a simulated Fusion with one add-in, and a window in the browser."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from .addin import Load
from .cloud_files import CloudFiles
from .document import PreviewDocument
from .feed import Feed
from .host import SimulatedFusion
from .picture import draw, draw_meter, draw_question
from .server import Server
from .state import FileWish, Question, Reply
from .window import Window

INJECTION_MS = 300  # after a page's load, until `window.adsk` is there
METER_SECONDS = 0.1  # at most this often the window hears of the meter
SHOW_SECONDS = 0.05  # at most this often in the middle of a tick
_ASK_SECONDS = 0.05
_CANCEL = Reply(1)


class Preview:
    """Runs an add-in where a browser can see it; the thread that makes it is Fusion's main thread.

        with Preview(entry, load=load, documents=documents) as preview:   # serves, and runs the add-in
            print(preview.url)
            preview.run_until(ended)            # or preview.tick() as often as you like

    `more` are the entry files of further add-ins, run after the first. `on_started` gets the window's address
    before the first one runs, as a script's `run` may be all there is to see, and may take its time.
    `port` 0 takes any free one; `injection_ms` is how late `window.adsk` comes after a page's load.
    Further keywords go to `SimulatedFusion`. Raises `UsageError` (`preview.port-taken`).
    """

    def __init__(
        self,
        addin_entry: Path,
        *,
        load: Load,
        more: Sequence[Path] = (),
        documents: Sequence[PreviewDocument] = (),
        port: int = 0,
        injection_ms: int = INJECTION_MS,
        on_started: Callable[[str], None] = lambda url: None,
        ended: threading.Event | None = None,
        **host: Any,
    ) -> None:
        self._on_started = on_started
        self.fusion = SimulatedFusion(documents, ask=self._ask, **host)
        self._injection_ms = injection_ms
        self._feed = Feed()
        self._answered = threading.Condition()
        self._asked = 0
        self._reply: Reply | None = None
        self._question: dict[str, Any] | None = None
        self._wish: FileWish | CloudFiles | None = None
        self._ended = ended or threading.Event()  # a dialog gives up then, too
        self._is_closing = False
        self._metered = self._shown = 0.0
        self._written = 0
        self._run = f"{time.time_ns():x}"  # so that a window that outlived a preview notices
        self._window = Window(
            self.fusion, self._feed, answer_question=self._take_answer, find_wish=self._find_wish
        )
        try:
            self._server = Server(port, self._window.answer)
        except BaseException:
            self.fusion.close()
            raise
        self.url = self._server.url
        self.addin = self.fusion.load(addin_entry, load=load)
        for entry in more:
            self.fusion.load(entry, load=load)
        self.fusion.state.show = self._show_soon

    def __enter__(self) -> Preview:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Run the add-ins, as Fusion does when the user starts them."""
        try:
            self._show()
            self._on_started(self.url)
            for addin in self.fusion.addins:
                addin.run()
        except BaseException:
            self.close()
            raise
        self._show()

    def close(self) -> None:
        """Stop the add-in, end the window's connections, leave no thread and no socket."""
        self._is_closing = True
        try:
            self.fusion.close()
        finally:
            self._window.close()
            self._server.stop()

    def tick(self, seconds: float = 0.0) -> int:
        """Wait for work at most so long, handle what is queued, tell the window; return how much it was."""
        if seconds:
            self.fusion.state.loop.wait(seconds)
        done = self.fusion.pump()
        self._show()
        return done

    def run_until(self, ended: threading.Event) -> None:
        """Handle what comes until `ended` is set."""
        self._ended = ended
        while not ended.is_set():
            self.tick(METER_SECONDS)

    def run_until_true(self, condition: Callable[[], Any], seconds: float = 10.0) -> bool:
        """Handle what comes until the condition holds, `seconds` at most; tell whether it does."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                return False
            self.tick(0.02)
        return True

    def _show(self) -> None:
        """Tell the window what has changed."""
        picture = draw(self.fusion.state)
        picture["addins"] = [
            {"name": addin.entry.stem, "kind": addin.kind, "isRunning": addin.is_running}
            for addin in self.fusion.addins
        ]
        picture.update(run=self._run, injectionMs=self._injection_ms, question=self._question)
        self._feed.show("state", json.dumps(picture))
        lines = self.fusion.state.text_lines
        if lines.written != self._written:
            self._written = lines.written
            self._feed.show("text", json.dumps({"lines": list(lines.lines)}))
        now = time.monotonic()
        if now - self._metered >= METER_SECONDS:
            self._metered = now
            self._feed.show("meter", json.dumps(draw_meter(self.fusion.meter)))

    def _show_soon(self) -> None:
        """Tell the window, in the middle of a tick, but not more often than it can draw."""
        now = time.monotonic()
        if now - self._shown >= SHOW_SECONDS:
            self._shown = now
            self._show()

    def _ask(self, question: Question) -> Reply:
        """Show a dialog and hold the main thread until it is answered, as Fusion does."""
        with self._answered:
            self._asked += 1
            self._reply = None
            self._question = draw_question(self._asked, question)
            self._wish = question.files
            if question.cloud is not None:
                self._wish = CloudFiles(self.fusion.state.tree, question.cloud)
        self._show()
        with self._answered:
            while self._reply is None and not (self._ended.is_set() or self._is_closing):
                self._answered.wait(_ASK_SECONDS)
            self._question = self._wish = None
            reply = self._reply or _CANCEL
        self._show()
        return reply

    def _find_wish(self, number: int) -> FileWish | CloudFiles | None:
        """Return what the dialog of this number asks for, if it is one for files and open."""
        with self._answered:
            return self._wish if number == self._asked else None

    def _take_answer(self, number: int, reply: Reply) -> None:
        with self._answered:
            if self._question is not None and number == self._asked and self._reply is None:
                self._reply = reply
                self._answered.notify_all()


def run_preview(
    addin_entry: Path,
    *,
    load: Load,
    documents: Sequence[PreviewDocument],
    port: int,
    on_started: Callable[[str], None],
    ended: threading.Event,
    **options: Any,
) -> None:
    """Run an add-in in a preview until `ended` is set; `on_started` gets the window's address before it runs.

    `options` go to `Preview`. Raises `UsageError` (`preview.port-taken`).
    """
    with Preview(
        addin_entry, load=load, documents=documents, port=port, on_started=on_started, ended=ended, **options
    ) as preview:
        preview.run_until(ended)
