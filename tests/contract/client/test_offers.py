"""What the page offers and attaches, whatever the schema service does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from addin.lib import app as app_module
from addin.lib.app import App
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.http import listener

from .palettes import Host, Page, Palette, open_item, shown, target

pytestmark = pytest.mark.long_only

DESIGN = "items:autodesk.fusion360:Design"


@pytest.fixture
def begin(start: Callable[..., Emulator], port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Starts a service under a policy, and a palette that is signed in to it."""
    monkeypatch.setattr(app_module, "CALLBACK_PORTS", (port,))
    opened: list[App] = []

    def begin_under(policy: str) -> tuple[Emulator, Palette]:
        service = start(callbacks=listener.callback_urls([port]), policies={"schema-service": policy})
        page, host = Page(), Host()
        app = App(host, page, service=service.url, folder=tmp_path)
        opened.append(app)
        palette = Palette(app, page, host)
        palette.call("account.signIn")
        app.change_document(open_item(service, sample.DESIGN_NAME, DESIGN))
        return service, palette

    yield begin_under
    for app in opened:
        assert app.close()


@pytest.mark.parametrize("policy", ["answers", "absent", "other-shape"])
def test_the_same_is_offered_and_attached_under_each_policy(begin: Any, policy: str) -> None:
    service, palette = begin(policy)
    for name, kinds in (
        (sample.DRAWING_TO_ATTACH, [("Drawing of a design", "to"), ("Attachment", "from")]),
        (sample.SPREADSHEET_TO_ATTACH, [("Attachment", "from")]),
    ):
        other = open_item(service, name)
        offered = palette.call("refs.offer", target=target(other))
        assert [(one["name"], one["direction"]) for one in offered["offers"]] == kinds
        assert all(name in one["text"] for one in offered["offers"])
        chosen = offered["offers"][0]["type"]
        document = shown(palette.app.document)
        done = palette.call("refs.attach", target=target(other), type=chosen, document=document)
        assert done["isNew"] is True
    schemas = [request for request in service.log if request.raw_path.startswith("/schema/")]
    assert len(schemas) == 3


def test_what_the_schema_service_forbids_is_not_offered(begin: Any) -> None:
    service, palette = begin("answers")
    body = '{"fromAllowedTypes": ["folders:*"], "toAllowedTypes": ["folders:*"]}'
    service.add_fault(Fault(path="/schema/v1/versions/auxiliary*", status=200, body=body))
    sheet = open_item(service, sample.SPREADSHEET_TO_ATTACH)
    error = palette.fail("refs.offer", target=target(sheet))
    assert error["data"]["reference"] == "refs.type-not-allowed"
    drawing = open_item(service, sample.DRAWING_TO_ATTACH)
    offered = palette.call("refs.offer", target=target(drawing))
    assert [one["name"] for one in offered["offers"]] == ["Drawing of a design"]


def test_a_schema_service_in_trouble_is_not_waited_for(begin: Any) -> None:
    service, palette = begin("answers")
    service.add_fault(Fault(path="/schema/*", status=503, headers={"Retry-After": "30"}))
    sheet = open_item(service, sample.SPREADSHEET_TO_ATTACH)
    for _ in range(3):
        assert palette.call("refs.offer", target=target(sheet))["offers"]
    assert not [message for message in palette.page.messages if message.get("method") == "job.waiting"]
    assert sum(request.raw_path.startswith("/schema/") for request in service.log) == 1
