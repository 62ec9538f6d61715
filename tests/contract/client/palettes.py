"""A page that only listens, an app that it calls, and documents of the sample hub to call it about."""

from __future__ import annotations

import base64
import itertools
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from addin.lib.app import App
from addin.lib.core.documents import ActiveDocument
from addin.lib.core.ports import NoDialogs
from addin.lib.emulator import Emulator, sample
from addin.lib.scripting import connect
from addin.lib.terminal import FormBrowser


class Page:
    """Keeps what it is sent, and waits for what it wants."""

    def __init__(self) -> None:
        self._arrived = threading.Condition()
        self.messages: list[dict[str, Any]] = []

    def send(self, message: str) -> None:
        """Take a message."""
        with self._arrived:
            self.messages.append(json.loads(message))
            self._arrived.notify_all()

    def wait_for(self, fits: Callable[[dict[str, Any]], bool], timeout: float = 20) -> dict[str, Any]:
        """Return the first message that fits, waiting for it."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: any(map(fits, self.messages)), timeout):
                raise AssertionError(f"nothing fits: {self.messages}")
            return next(filter(fits, self.messages))

    def notification(self, method: str) -> dict[str, Any]:
        """Return the parameters of a notification, waiting for it."""
        return self.wait_for(lambda message: message.get("method") == method)["params"]


class Host(NoDialogs):
    """Opens a browser that presses Allow, and chooses in dialogs, or does whatever the test wants."""

    def __init__(self) -> None:
        self.visit: Callable[[str], bool] = FormBrowser().open
        self.files: tuple[Path, ...] = ()
        self.target: Path | None = None
        self.asked: list[dict[str, object]] = []
        self.opened: list[Path] = []

    def open_browser(self, url: str) -> bool:
        """Visit an address."""
        return self.visit(url)

    def open_file(self, path: Path) -> bool:
        """Keep the path."""
        self.opened.append(path)
        return True

    def choose_files(self, title: str, *, multiple: bool) -> tuple[Path, ...]:
        """Choose `files`."""
        self.asked.append({"title": title, "multiple": multiple})
        return self.files

    def choose_target(self, title: str, *, name: str, filters: str) -> Path | None:
        """Choose `target`."""
        self.asked.append({"title": title, "name": name, "filters": filters})
        return self.target


class Palette:
    """An app with a page that calls it."""

    def __init__(self, app: App, page: Page, host: Host) -> None:
        self.app, self.page, self.host = app, page, host
        self._ids = itertools.count(1)

    def ask(self, method: str, **params: Any) -> int:
        """Send a call and return its id."""
        number = next(self._ids)
        self.app.bridge.receive(
            json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        )
        return number

    def answer(self, number: int) -> dict[str, Any]:
        """Return the reply to a call, waiting for it."""
        return self.page.wait_for(lambda message: message.get("id") == number)

    def call(self, method: str, **params: Any) -> Any:
        """Call and return the result."""
        reply = self.answer(self.ask(method, **params))
        assert "result" in reply, reply
        return reply["result"]

    def fail(self, method: str, **params: Any) -> dict[str, Any]:
        """Call and return the error."""
        return self.answer(self.ask(method, **params))["error"]


def open_item(service: Emulator, name: str, kind: str = "") -> ActiveDocument:
    """Return an item of the main project as the active document."""
    with connect(service=service.url, token=service.token) as session:
        [node] = session.find(name, kind=kind, project=sample.MAIN_PROJECT)
    assert node.tip
    return ActiveDocument("saved", name, project_id=node.project_id, item_id=node.id, version_id=node.tip.id)


def target(document: ActiveDocument) -> dict[str, str]:
    """Return a document as something to attach."""
    return {"projectId": document.project_id, "itemId": document.item_id}


def shown(document: ActiveDocument) -> dict[str, str]:
    """Return a document as the confirmation shows it."""
    return {**target(document), "name": document.name, "versionId": document.version_id}


def open_both(service: Emulator, palette: Palette) -> tuple[ActiveDocument, ActiveDocument]:
    """Make the main design the active document; return it with one that may be attached to it."""
    design = open_item(service, sample.DESIGN_NAME, "items:autodesk.fusion360:Design")
    palette.app.change_document(design)
    return design, open_item(service, sample.SPREADSHEET_TO_ATTACH)


def use_everything(palette: Palette, document: ActiveDocument, other: ActiveDocument) -> list[dict[str, Any]]:
    """Call all that the page may call about a hub while somebody is signed in, and return the answers."""
    item = {"projectId": document.project_id, "itemId": document.item_id}
    ends = {"document": shown(document), "target": target(other)}
    urn = base64.urlsafe_b64encode(document.version_id.encode()).decode().rstrip("=")
    calls: list[tuple[str, dict[str, Any]]] = [
        ("tree.list", {"kind": "root"}),
        ("tree.list", {"kind": "item", "projectId": document.project_id, "id": document.item_id}),
        ("item.details", item),
        ("tree.path", item),
        ("thumbnail.get", {"urn": urn, "size": 100}),
        ("design.relations", {}),
        ("refs.offer", ends),
        ("refs.attach", {**ends, "type": "auxiliary:autodesk.core:Attachment"}),
        ("account.picture", {"id": sample.SAMPLE_USER}),
        ("connection.test", {"clientId": "DataBrowserSample"}),
    ]
    return [palette.answer(palette.ask(name, **params)) for name, params in calls]
