"""The window's server answers its own window and nobody else."""

from __future__ import annotations

import http.client
import importlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from addin.lib.errors import UsageError
from addin.lib.preview import Preview
from addin.lib.preview.feed import Feed
from addin.lib.preview.preview import METER_SECONDS

from .conftest import BUTTON, DESIGN, PALETTE, SAMPLER, load


@pytest.fixture
def preview() -> Iterator[Preview]:
    """A preview with the sampler running in it."""
    with Preview(SAMPLER, load=load, documents=[DESIGN]) as running:
        yield running


class Client:
    """Sends requests as given, and drives the preview meanwhile."""

    def __init__(self, preview: Preview) -> None:
        self.preview = preview
        self.host = preview.url.removeprefix("http://").rstrip("/")
        self.origin = f"http://{self.host}"

    def ask(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Return status, headers and body of an answer; header names with `_` for `-`."""
        answers: list[tuple[int, http.client.HTTPMessage, bytes]] = []
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        def send() -> None:
            connection = http.client.HTTPConnection(self.host, timeout=10)
            data = None if body is None else json.dumps(body).encode()
            connection.request(method, path, body=data, headers=named)
            response = connection.getresponse()
            answers.append((response.status, response.headers, response.read()))
            connection.close()

        thread = threading.Thread(target=send)
        thread.start()
        assert self.preview.run_until_true(lambda: not thread.is_alive())
        thread.join()
        return answers[0]

    def get(self, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Send a GET."""
        return self.ask("GET", path, **headers)

    def send_act(self, act: str, *, window: str = "w", **details: Any) -> tuple[int, Any]:
        """Send an act from this thread, while the main thread is driven by another."""
        connection = http.client.HTTPConnection(self.host, timeout=10)
        body = json.dumps({"window": window, "act": act, **details})
        headers = {"Origin": self.origin, "Content-Type": "application/json"}
        connection.request("POST", "/act", body=body, headers=headers)
        response = connection.getresponse()
        answer = response.status, json.loads(response.read())
        connection.close()
        return answer

    def act(self, act: str, *, window: str = "w", **details: Any) -> tuple[int, Any]:
        """Send an act as the window does, and let the main thread do what it queued."""
        body = {"window": window, "act": act, **details}
        status, _, data = self.ask(
            "POST", "/act", body, Origin=self.origin, **{"Content-Type": "application/json"}
        )
        self.preview.tick()
        return status, json.loads(data)


class Events:
    """A window's line to the server."""

    def __init__(self, client: Client, window: str = "w") -> None:
        self._connection = http.client.HTTPConnection(client.host, timeout=10)
        self._connection.request("GET", f"/events?window={window}")
        self._response = self._connection.getresponse()
        assert self._response.status == 200
        assert self._response.headers["Content-Type"] == "text/event-stream"
        assert self._response.readline().startswith(b"retry")

    def next(self, wanted: str) -> Any:
        """Return the data of the next event of a kind."""
        name = b""
        while True:
            line = self._response.readline()
            assert line, "the stream has ended"
            if line.startswith(b"event: "):
                name = line[7:].strip()
            elif line.startswith(b"data: ") and name.decode() == wanted:
                return json.loads(line[6:])

    def has_ended(self) -> bool:
        """Read to the end."""
        while self._response.readline():
            pass
        return True

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
        self._response.close()


@pytest.fixture
def client(preview: Preview) -> Client:
    """A client of the preview's server."""
    return Client(preview)


@pytest.fixture
def events(client: Client) -> Iterator[Events]:
    """The line of the window `w`."""
    line = Events(client)
    yield line
    line.close()


def test_the_window_comes_with_a_strict_policy(client: Client) -> None:
    status, headers, body = client.get("/")
    assert status == 200
    assert b"<title>Fusion preview</title>" in body
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "Access-Control-Allow-Origin" not in headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("host", ["example.com", "127.0.0.1", "127.0.0.1:1", "localhost.example.com:80"])
def test_a_foreign_host_is_refused(client: Client, host: str) -> None:
    assert client.get("/", Host=host)[0] == 421


def test_localhost_is_a_name_of_ours(client: Client) -> None:
    assert client.get("/", Host=client.host.replace("127.0.0.1", "localhost"))[0] == 200


@pytest.mark.parametrize("origin", ["https://example.com", "null", "http://127.0.0.1:1"])
@pytest.mark.parametrize("path", ["/", "/events?window=x", "/window/css/frame.css"])
def test_another_origin_is_refused(client: Client, origin: str, path: str) -> None:
    assert client.get(path, Origin=origin)[0] == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_may_only_link_to_the_window(client: Client, site: str) -> None:
    assert client.get("/", Sec_Fetch_Site=site)[0] == 200
    assert client.get("/window/css/frame.css", Sec_Fetch_Site=site)[0] == 403
    assert client.get("/events?window=x", Sec_Fetch_Site=site)[0] == 403
    assert client.preview.fusion.state.active_document is not None


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "application/json"}, 403),
        ({"Content-Type": "application/json", "Origin": "https://example.com"}, 403),
        ({"Content-Type": "text/plain", "Origin": "own"}, 415),
        ({"Content-Type": "application/json", "Origin": "own", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Content-Type": "application/json", "Origin": "own", "Transfer-Encoding": "chunked"}, 411),
        ({"Content-Type": "application/json", "Origin": "own", "Content-Length": "99999999999"}, 413),
    ],
)
def test_an_act_must_come_from_the_window(
    client: Client, events: Events, headers: dict[str, str], status: int
) -> None:
    headers = {name: client.origin if value == "own" else value for name, value in headers.items()}
    body = {"window": "w", "act": "show", "name": None}
    assert client.ask("POST", "/act", body, **headers)[0] == status
    client.preview.tick()
    assert client.preview.fusion.state.active_document is not None


def test_files_outside_are_not_served(client: Client, events: Events) -> None:
    client.act("click", id=BUTTON)
    base = f"/palette/{PALETTE}"
    assert client.get(f"{base}/index.html")[0] == 200
    for path in (
        "/window/../server.py",
        "/window/%2e%2e/server.py",
        "/window/..%2fserver.py",
        f"{base}/../Sampler.py",
        f"{base}/%2e%2e/Sampler.py",
        f"{base}/..%2F..%2FSampler.py",
        f"{base}/%2Fetc/hostname",
        f"{base}/",
        f"{base}/a%00b",
        "/palette/other/index.html",
        "/etc/hostname",
        "/icon/../x",
        "/thumbnail/-1",
        "/thumbnail/0",
        "/events",
    ):
        status, _, body = client.get(path)
        assert status == 404 or (path.startswith("/icon") and b"<svg" in body), path


def test_a_palettes_files_come_with_their_own_policy(client: Client, events: Events) -> None:
    client.act("click", id=BUTTON)
    status, headers, body = client.get(f"/palette/{PALETTE}/page.js")
    assert status == 200
    assert headers.get_content_type() == "text/javascript"
    assert "connect-src" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert body == (SAMPLER.parent / "page" / "page.js").read_bytes()


@pytest.mark.parametrize(
    ("query", "file"),
    [
        ("size=16&theme=light", "16x16.svg"),
        ("size=16&theme=dark&scale=2", "16x16.svg"),
        ("size=32&theme=dark", "32x32-dark.svg"),
        ("size=32&theme=light", "16x16.svg"),
    ],
)
def test_icons_are_the_commands_own(client: Client, query: str, file: str) -> None:
    expected = (SAMPLER.parent / "icons" / file).read_bytes()
    assert client.get(f"/icon/{BUTTON}?{query}")[2] == expected


def test_a_missing_icon_is_a_question_mark(client: Client) -> None:
    status, headers, body = client.get("/icon/ScriptsManagerCommand?size=16")
    assert (status, headers.get_content_type()) == (200, "image/svg+xml")
    assert b"<svg" in body


def test_the_state_is_told_and_follows(client: Client, events: Events) -> None:
    state = events.next("state")
    assert [control["id"] for control in state["toolbar"]] == ["FileSubMenuCommand", BUTTON]
    panels = [panel["name"] for panel in state["panels"] if panel["tab"] == "ToolsTab"]
    assert panels == ["MAKE", "ADD-INS"]
    assert [document["title"] for document in state["documents"]] == ["Gearbox v5"]
    assert (state["theme"], state["workspace"], state["palettes"]) == ("light", "FusionSolidEnvironment", [])
    assert client.act("click", id=BUTTON) == (200, {})
    palette = events.next("state")["palettes"][0]
    assert (palette["page"], palette["dock"], palette["width"]) == (
        f"/palette/{PALETTE}/index.html",
        "right",
        380,
    )
    client.act("theme", theme="dark")
    assert events.next("state")["theme"] == "dark"
    client.act("tab", id="SurfaceTab")
    assert [tab["id"] for tab in events.next("state")["tabs"] if tab["isActive"]] == ["SurfaceTab"]
    client.act("workspace", id="CAMEnvironment")
    state = events.next("state")
    assert state["workspace"] == "CAMEnvironment"
    assert "CAMScriptsAddinsPanel" in [panel["id"] for panel in state["panels"]]
    client.act("show", name=None)
    assert events.next("state")["workspace"] is None


def test_the_meter_is_told(client: Client, events: Events) -> None:
    assert events.next("meter")["count"] == 0
    client.act("click", id=BUTTON)
    time.sleep(METER_SECONDS)
    client.preview.tick()
    meter = events.next("meter")
    assert (meter["count"], meter["budget"]) == (1, 8)
    assert [tick["name"] for tick in meter["recent"]] == [f"command {BUTTON}"]


def test_what_is_written_into_text_commands_is_told(client: Client, events: Events) -> None:
    state = client.preview.fusion.state
    assert events.next("state")["isTextShown"] is False
    client.act("show-text")
    assert events.next("state")["isTextShown"] is True
    state.text_lines.write("one")
    client.preview.tick()
    assert events.next("text") == {"lines": ["one"]}
    events.close()
    for text in ("two", "three"):
        state.text_lines.write(text)
        client.preview.tick()
    again = Events(client)
    assert again.next("text") == {"lines": ["one", "two", "three"]}
    again.close()
    client.act("close", palette="TextCommands")
    assert state.text_palette.is_visible is False


def test_of_the_lines_in_text_commands_only_the_latest_wait_for_a_slow_window() -> None:
    feed = Feed()
    stream = feed.connect("w")
    assert next(stream).startswith(b"retry")
    feed.show("text", "1")
    feed.tell("message", 1)
    feed.show("text", "2")
    assert next(stream) == b"event: message\ndata: 1\n\nevent: text\ndata: 2\n\n"


def test_messages_go_both_ways(client: Client, events: Events) -> None:
    client.act("click", id=BUTTON)
    assert client.act("load", palette=PALETTE, load=1) == (200, {})
    answer = client.act("message", palette=PALETTE, load=1, action="work", data="hello")
    assert answer == (200, {"returnData": "ok"})
    client.preview.run_until_true(lambda: client.preview.fusion.meter.count >= 3)
    message = events.next("message")
    assert message == {"palette": PALETTE, "load": 1, "action": "done", "data": "hello"}


def test_a_page_that_was_left_has_no_say(client: Client, events: Events) -> None:
    client.act("click", id=BUTTON)
    client.act("load", palette=PALETTE, load=1)
    client.act("load", palette=PALETTE, load=2)
    late = client.act("message", palette=PALETTE, load=1, action="work", data="late")
    assert late[1]["isStale"]
    client.act("unload", palette=PALETTE, load=1)
    assert client.act("message", palette=PALETTE, load=2, action="hello", data="")[1]["returnData"] == "ok"
    client.act("unload", palette=PALETTE, load=2)
    assert client.preview.fusion.find_palette(PALETTE).page is None


def test_a_newer_window_takes_over(client: Client, events: Events) -> None:
    client.act("click", id=BUTTON)
    client.act("load", palette=PALETTE, load=1)
    newer = Events(client, "newer")
    assert events.next("replaced") == {}
    assert events.has_ended()
    assert client.act("show", name=None)[0] == 409
    assert client.preview.fusion.find_palette(PALETTE).page is None
    assert client.act("show", name=None, window="newer")[0] == 200
    assert newer.next("state")["palettes"][0]["id"] == PALETTE
    newer.close()


def test_a_window_that_comes_back_has_missed_nothing(client: Client, events: Events) -> None:
    client.act("click", id=BUTTON)
    client.act("load", palette=PALETTE, load=1)
    events.close()
    again = Events(client)
    again.close()
    page = client.preview.fusion.find_palette(PALETTE).page
    assert page is not None
    third = Events(client)
    page.deliver("kept", "1")
    assert third.next("message")["action"] == "kept"
    third.close()


@pytest.mark.parametrize(
    "body",
    [
        {"act": "click", "id": "nothing"},
        {"act": "click"},
        {"act": "show", "name": "nothing"},
        {"act": "message", "palette": "nothing", "load": 1},
        {"act": "nonsense", "palette": PALETTE, "load": 7},
        {"act": "answer", "number": "x", "result": 0, "text": ""},
        {"act": 5},
    ],
)
def test_a_malformed_act_is_answered_so(client: Client, events: Events, body: dict[str, Any]) -> None:
    client.act("click", id=BUTTON)
    client.act("load", palette=PALETTE, load=7)
    status, _, data = client.ask(
        "POST",
        "/act",
        {"window": "w", **body},
        Origin=client.origin,
        **{"Content-Type": "application/json"},
    )
    assert status == 400
    assert json.loads(data)["error"]


def test_what_a_dialogs_page_sends_late_has_nobody_to_answer_to(client: Client, events: Events) -> None:
    for act in ("load", "unload", "response"):
        answer = client.act(act, palette="input page", load=1, action="a", data="")
        assert answer == (200, {"returnData": "", "isStale": True})


def test_a_taken_port_is_said(preview: Preview) -> None:
    port = int(preview.url.rstrip("/").rpartition(":")[2])
    preview.fusion.close()
    with pytest.raises(UsageError) as caught:
        Preview(SAMPLER, load=load, port=port)
    assert caught.value.reference == "preview.port-taken"
    assert caught.value.context == {"port": port}


def test_nothing_is_left_when_a_preview_closes() -> None:
    preview = Preview(SAMPLER, load=load, documents=[DESIGN])
    preview.start()
    host, port = preview.url.removeprefix("http://").rstrip("/").split(":")
    idle = socket.create_connection((host, int(port)))
    line = Events(Client(preview))
    preview.close()
    assert line.has_ended()
    line.close()
    idle.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)))
    assert not [thread.name for thread in threading.enumerate() if "preview" in thread.name]


def test_folders_are_shown_only_while_a_dialog_for_files_is_open(
    client: Client, events: Events, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").touch()
    look = {"number": 1, "folder": str(tmp_path), "filter": 0}
    assert client.act("list", **look)[0] == 400
    ui = importlib.import_module("adsk.core").Application.get().userInterface
    dialog = ui.createFileDialog()
    answers: list[tuple[int, Any]] = []

    def play() -> None:
        # The main thread is held by the dialog: the requests go by themselves.
        while events.next("state")["question"] is None:
            pass
        answers.extend(client.send_act("list", **{**look, **change}) for change in ({}, {"number": 2}))
        answers.append(client.send_act("list", window="another", **look))
        answers.append(
            client.send_act("choose", number=1, folder=str(tmp_path), names=["b.csv"], mayReplace=False)
        )
        answers.append(
            client.send_act("choose", number=1, folder=str(tmp_path), names=["a.csv"], mayReplace=False)
        )

    player = threading.Thread(target=play)
    player.start()
    shown: list[int] = []
    client.preview.fusion.state.loop.post("asking", lambda: shown.append(dialog.showOpen()))
    assert client.preview.run_until_true(lambda: bool(shown))
    player.join()
    assert [status for status, _ in answers] == [200, 400, 409, 200, 200]
    assert answers[0][1]["files"] == ["a.csv"]
    assert answers[3][1]["problem"].startswith("There is no file")
    assert answers[4][1] == {"problem": "", "isThere": False}
    assert (shown, dialog.filenames) == ([0], [str(tmp_path / "a.csv")])
    assert client.act("list", **look)[0] == 400
