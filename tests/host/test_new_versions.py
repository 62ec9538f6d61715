"""A new version of a document in the cloud: told to the page when it is there, not when it is saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from addin.lib.preview import SimulatedFusion
from addin.lib.preview.adsk._application import Application
from addin.lib.preview.adsk._events import DataEventArgs
from addin.lib.preview.records import Outcome
from addin.lib.preview.state import File

from .conftest import assert_clean, open_palette, start

pytestmark = pytest.mark.usefixtures("service")


def test_the_page_hears_of_it_when_the_cloud_has_it(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    page = open_palette(fusion)
    page.call("app.ready")
    page.call("account.signIn")
    document = fusion.state.active_document
    assert document
    assert document.file
    fusion.save(document.name)
    fusion.pump()
    assert not [message for message in page.messages if message.get("method") == "version.arrived"]
    number = document.file.version_number + 1
    version_id = document.file.version_id.rpartition("=")[0] + f"={number}"
    fusion.complete_upload(document.name, version_id=version_id, version_number=number)
    told = page.notification("version.arrived")
    assert told == {
        "projectId": document.file.project_id,
        "itemId": document.file.item_id,
        "versionId": version_id,
    }
    assert page.notification("document.changed")["document"]["versionId"] == version_id
    addin.stop()
    assert_clean(fusion)


def test_an_upload_that_failed_is_no_new_version(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    page = open_palette(fusion)
    page.call("app.ready")
    page.call("account.signIn")
    document = fusion.state.active_document
    assert document
    assert document.file
    state, file = fusion.state, document.file
    completed = Application(state.application, state).dataFileComplete

    for number, problem in ((7, "The upload broke off."), (8, "")):
        uploaded = replace(file, version_id=f"urn:x?version={number}", version_number=number)
        told_to = DataEventArgs(state, file=uploaded, filename=uploaded.name, outcome=Outcome(problem))
        state.loop.post("upload", lambda told_to=told_to: completed._fire(told_to))
        fusion.pump()
    page.notification("version.arrived")
    told = [message["params"] for message in page.messages if message.get("method") == "version.arrived"]
    assert [params["versionId"] for params in told] == ["urn:x?version=8"]
    addin.stop()
    assert_clean(fusion)


def test_nobody_signed_in_hears_nothing(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    page = open_palette(fusion)
    page.call("app.ready")
    document = fusion.state.active_document
    assert document
    fusion.complete_upload(document.name, version_id="urn:x?version=9", version_number=9)
    fusion.pump()
    page.call("account.read")
    assert not [message for message in page.messages if message.get("method") == "version.arrived"]
    addin.stop()
    assert_clean(fusion)


@pytest.mark.parametrize("made", [None, ("urn:new?version=9", 9)])
def test_the_cloud_of_the_simulated_fusion_makes_versions(
    start_fusion: Callable[..., SimulatedFusion], made: tuple[str, int] | None
) -> None:
    asked: list[File] = []

    def cloud(file: File) -> tuple[str, int] | None:
        asked.append(file)
        return made

    fusion = start_fusion(cloud=cloud)
    document = fusion.state.active_document
    assert document
    assert document.file
    before = document.file.version_id
    fusion.save(document.name)
    wanted = made[0] if made else before
    assert fusion.pump_until(lambda: asked and document.file and document.file.version_id == wanted, 20)
    assert [file.version_id for file in asked] == [before]
