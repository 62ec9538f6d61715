"""The window's side of the preview: what the browser may fetch, and what its clicks do.

    GET  /                        the window               GET  /window/<file>         its styles and scripts
    GET  /palette/<id>/<file>     see pages.py             GET  /icon/<command>?size=&scale=&theme=
    GET  /thumbnail/<number>      a document's picture     GET  /events?window=<id>    see feed.py
    GET  /input-image/<id>        a picture in a dialog
    POST /act {"window", "act", ...}                       what the user does, see `Window._act`

Nothing here touches the simulated API: clicks are queued, and handled by the main thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .adsk import _browser_input, _palettes
from .cloud_files import CloudFiles
from .feed import Feed
from .files import check_choice, list_folder
from .form import act_on_form, find_picture
from .host import SimulatedFusion
from .icons import find_icon
from .pages import COMMON_POLICY, NOT_FOUND, answer_file, answer_page
from .server import Answer, Request, answer_json
from .state import FileWish, Palette, Reply

FILES = Path(__file__).resolve().parent / "window"
HANDLER_SECONDS = 600.0  # how long a page's promise may wait: as long as a message box may stay open
_WINDOW_POLICY = (
    f"{COMMON_POLICY}; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)


class WindowPage:
    """A palette's page in the window's frame; `load` tells one loading of it from the next."""

    def __init__(self, feed: Feed, palette: Palette, load: int) -> None:
        self._feed = feed
        self._palette = palette
        self.load = load

    def deliver(self, action: str, data: str) -> None:
        """Send a message to the page; its answer comes as an act of the window."""
        self._feed.tell(
            "message", {"palette": self._palette.id, "load": self.load, "action": action, "data": data}
        )


class Window:
    """Answers the requests of one preview's window."""

    def __init__(
        self,
        fusion: SimulatedFusion,
        feed: Feed,
        *,
        answer_question: Callable[[int, Reply], None],
        find_wish: Callable[[int], FileWish | CloudFiles | None],
    ) -> None:
        self._fusion = fusion
        self._state = fusion.state
        self._feed = feed
        self._answer_question = answer_question
        self._find_wish = find_wish
        self._closing = threading.Event()

    def close(self) -> None:
        """Let requests that wait for the main thread go."""
        self._closing.set()
        self._feed.close()

    def answer(self, request: Request) -> Answer:
        """Return the answer to one request."""
        area, _, rest = request.path.lstrip("/").partition("/")
        if request.method == "POST":
            return self._answer_act(request.body) if request.path == "/act" else NOT_FOUND
        if request.path == "/":
            return answer_file(FILES, "index.html", policy=_WINDOW_POLICY)
        if area == "window":
            return answer_file(FILES, rest, policy=_WINDOW_POLICY)
        if area == "palette":
            return self._answer_palette(rest)
        if area == "icon":
            return self._answer_icon(rest, request)
        if area == "input-image":
            picture = find_picture(self._state, rest)
            return answer_file(picture.parent, picture.name, policy=_WINDOW_POLICY) if picture else NOT_FOUND
        if area == "thumbnail":
            return self._answer_thumbnail(rest)
        if request.path == "/events" and request.query.get("window"):
            window = request.query["window"]
            if window != self._feed.window:
                self._unload_pages()
            stream = self._feed.connect(window)
            return Answer(content_type="text/event-stream", stream=stream)
        return NOT_FOUND

    def _unload_pages(self) -> None:
        """Forget the pages of the window before: a new one loads them anew."""
        for palette in self._state.paged():
            if isinstance(palette.page, WindowPage):
                palette.page = None

    def _answer_palette(self, rest: str) -> Answer:
        # An id may hold a slash, which the server has decoded already: the longest id that fits wins.
        palettes = sorted(self._state.paged(), key=lambda palette: -len(palette.id))
        for palette in palettes:
            if rest.startswith(f"{palette.id}/"):
                return answer_page(palette, rest[len(palette.id) + 1 :])
        return NOT_FOUND

    def _answer_icon(self, id: str, request: Request) -> Answer:
        for definition in list(self._state.definitions):
            if definition.id == id:
                theme = "dark" if request.query.get("theme") == "dark" else "light"
                size = 32 if request.query.get("size") == "32" else 16
                scale = 2 if request.query.get("scale") == "2" else 1
                icon = find_icon(definition.resource_folder, size, scale=scale, theme=theme)
                if icon is not None:
                    return answer_file(icon.parent, icon.name, policy=_WINDOW_POLICY)
        return answer_file(FILES, "icons/missing.svg", policy=_WINDOW_POLICY)

    def _answer_thumbnail(self, number: str) -> Answer:
        documents = self._state.documents
        if number.isascii() and number.isdigit() and int(number) < len(documents):
            picture = documents[int(number)].thumbnail
            if picture:
                return Answer(content_type="image/png", body=picture)
        return NOT_FOUND

    def _answer_act(self, body: Any) -> Answer:
        if not isinstance(body, dict) or not isinstance(body.get("act"), str):
            return answer_json({"error": "an act is needed"}, status=400)
        if body.get("window") != self._feed.window:
            return answer_json({"error": "another window has taken over"}, status=409)
        try:
            return answer_json(self._act(body["act"], body) or {})
        except (KeyError, TypeError, ValueError, LookupError, RuntimeError) as error:
            return answer_json({"error": str(error)}, status=400)

    def _act(self, act: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """Do what the user did; an act on a palette's page names its `palette` and `load`."""
        fusion = self._fusion
        if act == "click":
            fusion.click(body["id"])
        elif act == "show":
            fusion.activate(body["name"])
        elif act == "workspace":
            fusion.enter_workspace(str(body["id"]))
        elif act == "tab":
            self._show_tab(str(body["id"]))
        elif act == "modify":
            fusion.modify(body["name"])
        elif act == "save":
            fusion.save(body["name"])
        elif act == "theme":
            fusion.set_theme(2 if body["theme"] == "dark" else 1)
        elif act == "answer":
            self._answer_question(int(body["number"]), Reply(int(body["result"]), str(body["text"])))
        elif act in ("list", "choose"):
            return self._act_on_files(act, body)
        elif act == "close":
            fusion.close_palette(body["palette"])
        elif act == "resize":
            fusion.find_palette(body["palette"]).width = int(body["width"])
        elif act == "show-text":
            self._state.text_palette.is_visible = True
        elif act == "form":
            act_on_form(self._state, body)
        elif act == "addin":
            self._run_or_stop(int(body["number"]))
        elif act == "end-progress":
            progress = self._state.progress
            if progress is not None:
                progress.was_cancelled = True
        elif act == "forget":
            self._state.faults.clear()
        else:
            return self._act_as_page(act, body)
        self._state.loop.wake()
        return None

    def _show_tab(self, id: str) -> None:
        """Bring a tab of the workspace's toolbar to the front, of which no add-in hears."""
        workspace = self._state.active_workspace
        tabs = workspace.tabs if workspace is not None else []
        for tab in tabs:
            if tab.id == id:
                tab.workspace.active_tab = tab

    def _run_or_stop(self, number: int) -> None:
        """Queue the start of an add-in that is stopped, or the end of one that runs."""
        addin = self._fusion.addins[number]
        if addin.is_running:
            addin.queue_stop()
        else:
            addin.queue_run()

    def _act_on_files(self, act: str, body: dict[str, Any]) -> dict[str, Any]:
        """Show a folder or take what was chosen, while a dialog for files is open and no longer."""
        number = int(body["number"])
        wish = self._find_wish(number)
        if wish is None:
            raise LookupError("no dialog for files is open")
        if isinstance(wish, CloudFiles):
            return self._act_on_cloud(act, body, wish)
        folder = str(body["folder"])
        if act == "list":
            return list_folder(folder, wish, filter_index=int(body["filter"]))
        names = [str(name) for name in body["names"]]
        paths, problem, is_there = check_choice(folder, names, wish, may_replace=body["mayReplace"] is True)
        if not problem:
            self._answer_question(number, Reply(0, paths=paths))
        return {"problem": problem, "isThere": is_there}

    def _act_on_cloud(self, act: str, body: dict[str, Any], cloud: CloudFiles) -> dict[str, Any]:
        """Show a place in the cloud or take what was chosen."""
        place = int(body["place"])
        if act == "list":
            return cloud.list(place)
        files = [int(number) for number in body["files"]]
        may_replace = body["mayReplace"] is True
        reply, problem, is_there = cloud.choose(place, files, str(body["name"]), may_replace=may_replace)
        if reply is not None:
            self._answer_question(int(body["number"]), reply)
        return {"problem": problem, "isThere": is_there}

    def _act_as_page(self, act: str, body: dict[str, Any]) -> dict[str, Any] | None:
        id, load = str(body["palette"]), int(body["load"])
        if id.startswith(_browser_input.PREFIX) and all(each.id != id for each in self._state.paged()):
            return {"returnData": "", "isStale": True}  # its dialog has ended meanwhile
        palette = self._state.find_paged(id)
        if act == "load":
            palette.page = WindowPage(self._feed, palette, load)
            return None
        page = palette.page
        if not (isinstance(page, WindowPage) and page.load == load):
            # What an earlier page of the same palette sends late has nobody to answer to.
            return {"returnData": "", "isStale": True}
        if act == "unload":
            palette.page = None
        elif act == "message":
            return {"returnData": self._wait_for_handler(palette, str(body["action"]), str(body["data"]))}
        elif act == "response":
            _palettes.receive_from_page(
                self._state, palette, "response", str(body["data"]), answer=lambda _: None
            )
        elif act == "link":
            return self._follow(palette, str(body["url"]))
        else:
            raise ValueError(f"unknown act {act}")
        return None

    def _wait_for_handler(self, palette: Palette, action: str, data: str) -> str:
        answered = threading.Event()
        answers: list[str] = []

        def take(answer: str) -> None:
            answers.append(answer)
            answered.set()

        _palettes.receive_from_page(self._state, palette, action, data, answer=take)
        self._wait(answered)
        return answers[0] if answers else ""

    def _follow(self, palette: Palette, url: str) -> dict[str, Any]:
        answered = threading.Event()
        ways: list[tuple[str, bool]] = []

        def take(address: str, is_outside: bool) -> None:  # noqa: FBT001  called with the event's values
            ways.append((address, is_outside))
            answered.set()

        _palettes.follow_link(self._state, palette, url, answer=take)
        self._wait(answered)
        address, is_outside = ways[0] if ways else ("", False)
        return {"url": address, "isOutside": is_outside}

    def _wait(self, answered: threading.Event) -> None:
        waited = 0.0
        while not answered.wait(0.1) and not self._closing.is_set() and waited < HANDLER_SECONDS:
            waited += 0.1
