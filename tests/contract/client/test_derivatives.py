"""Thumbnails and translations through the client: what is not ready is a state, never an error."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from addin.lib.aps import derivatives
from addin.lib.aps.derivatives import Manifest
from addin.lib.aps.items import Item
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.errors import BadInput, Forbidden, MalformedAnswer
from addin.lib.http import HttpClient
from addin.lib.scripting import Session, connect

pytestmark = pytest.mark.long_only

DONE = 10.0  # seconds until a translation of the local service has ended
MANIFEST = "/modelderivative/v2/*/manifest"


def urn_of(session: Session, name: str, *, project: str = sample.MAIN_PROJECT) -> str:
    """The urn of an item's latest version."""
    [node] = session.find(name, kind="items:autodesk.fusion360:Design", project=project)
    return session.tip(node).derivative_urn


@pytest.fixture
def urn(session: Session) -> str:
    """The gearbox's."""
    return urn_of(session, sample.DESIGN_NAME)


def client_of(service: Emulator) -> HttpClient:
    """A client of a further service."""
    return HttpClient(service.url, get_token=lambda rejected: service.token)


def test_a_translation_from_nothing_to_its_end(client: HttpClient, service: Emulator, urn: str) -> None:
    assert derivatives.get_manifest(client, urn) == Manifest("none")
    assert derivatives.start_job(client, urn, outputs=("thumbnail", "svf2", "step"))
    pending = derivatives.get_manifest(client, urn)
    assert (pending.state, pending.percent, pending.is_running) == ("pending", 0, True)
    service.clock.advance(DONE * 0.6)
    running = derivatives.get_manifest(client, urn)
    assert (running.state, running.is_running, running.has_thumbnail) == ("inprogress", True, False)
    assert 0 < running.percent < 100
    service.clock.advance(DONE)
    done = derivatives.get_manifest(client, urn)
    assert (done.state, done.percent, done.is_running) == ("success", 100, False)
    assert (done.has_thumbnail, done.region) == (True, "US")
    assert [(one.output, one.state, one.has_thumbnail) for one in done.derivatives] == [
        ("thumbnail", "success", True),
        ("svf2", "success", True),
        ("step", "success", False),
    ]
    assert not derivatives.start_job(client, urn)
    assert derivatives.start_job(client, urn, force=True)
    assert derivatives.get_manifest(client, urn).state == "pending"
    for _ in range(2):
        derivatives.delete_manifest(client, urn)
        assert derivatives.get_manifest(client, urn).state == "none"


@pytest.mark.parametrize("outcome", ["success", "failed", "timeout"])
def test_however_a_translation_ends_it_is_a_state(start: Callable[..., Emulator], outcome: str) -> None:
    service = start(policies={"translation": outcome})
    with connect(service=service.url, token=service.token) as session, client_of(service) as client:
        urn = urn_of(session, sample.DESIGN_NAME)
        derivatives.start_job(client, urn)
        service.clock.advance(DONE)
        found = derivatives.get_manifest(client, urn)
    assert (found.state, found.is_running) == (outcome, False)
    assert any(one.messages for one in found.derivatives) is (outcome != "success")


@pytest.mark.parametrize("policy", ["ready", "late"])
def test_a_thumbnail_that_waits_is_none_until_it_is_there(
    start: Callable[..., Emulator], policy: str
) -> None:
    service = start(policies={"thumbnail-delay": policy})
    with connect(service=service.url, token=service.token) as session, client_of(service) as client:
        urn = urn_of(session, sample.DESIGN_NAME)
        assert (derivatives.get_thumbnail(client, urn, size=100) is None) is (policy == "late")
        derivatives.start_job(client, urn)
        service.clock.advance(DONE)
        picture = derivatives.get_thumbnail(client, urn, size=100)
    assert picture
    assert picture.startswith(b"\x89PNG")


@pytest.mark.parametrize("body", ["<html>A proxy's page</html>", '{"data": [', "\x89PNG"])
def test_an_answer_that_is_no_picture_is_no_thumbnail(
    client: HttpClient, service: Emulator, urn: str, body: str
) -> None:
    service.add_fault(Fault(path="*/thumbnail", status=200, body=body))
    with pytest.raises(MalformedAnswer) as caught:
        derivatives.get_thumbnail(client, urn)
    assert caught.value.reference == "service.not-png"


def test_what_lies_in_europe_is_asked_for_in_europe(
    client: HttpClient, session: Session, service: Emulator
) -> None:
    european = next(
        version.derivative_urn
        for node in session.walk()
        if "wipemea" in node.id and isinstance(node.resource, Item) and node.name == "Grundplatte"
        for version in [session.tip(node)]
    )
    assert derivatives.region_of(european) == "EMEA"
    assert derivatives.get_thumbnail(client, european)
    for _ in range(2):
        derivatives.start_job(client, european, outputs=("thumbnail",))
    assert derivatives.get_manifest(client, european).region == "EMEA"
    derivatives.delete_manifest(client, european)
    assert derivatives.get_manifest(client, european).state == "none"


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("urn:adsk.wipemea:fs.file:vf.x?version=1", "EMEA"),
        ("urn:adsk.wipprod:fs.file:vf.x?version=1", "US"),
        ("urn:adsk.objects:os.object:bucket/key", "US"),
    ],
)
def test_the_region_is_in_the_urn(text: str, region: str) -> None:
    assert derivatives.region_of(base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")) == region
    assert derivatives.region_of("no base64 \xe9") == "US"


def test_formats_are_read_once(client: HttpClient, service: Emulator) -> None:
    formats = derivatives.list_formats(client)
    assert "f3d" in formats.sources["step"]
    assert formats.modified
    assert derivatives.list_formats(client, formats) is formats
    assert [request.status for request in service.log] == [200, 304]


@pytest.mark.parametrize("status", [202, 404])
def test_an_answer_that_says_not_yet_is_no_error(
    client: HttpClient, service: Emulator, urn: str, status: int
) -> None:
    service.add_fault(Fault(path="/modelderivative/*", status=status, body="{}"))
    assert derivatives.get_thumbnail(client, urn) is None
    assert derivatives.get_manifest(client, urn).state == ("pending" if status == 202 else "none")
    derivatives.delete_manifest(client, urn)


def test_a_refused_job_says_why(client: HttpClient, session: Session, service: Emulator) -> None:
    [sheet] = session.find(sample.SPREADSHEET_TO_ATTACH, project=sample.MAIN_PROJECT)
    with pytest.raises(BadInput) as caught:
        derivatives.start_job(client, session.tip(sheet).derivative_urn)
    assert "Failed to trigger translation" in str(caught.value)


def test_a_job_whose_answer_is_lost_is_asked_for_again(
    client: HttpClient, service: Emulator, urn: str
) -> None:
    service.add_fault(Fault(path="*/job", nth=(1,), action="reset-after"))
    assert not derivatives.start_job(client, urn)
    assert derivatives.get_manifest(client, urn).state == "pending"


def test_a_real_refusal_stays_one(client: HttpClient, service: Emulator, urn: str) -> None:
    service.add_fault(Fault(path="/modelderivative/*", status=403, body="{}"))
    with pytest.raises(Forbidden):
        derivatives.get_manifest(client, urn)
    with pytest.raises(Forbidden):
        derivatives.delete_manifest(client, urn)


@pytest.mark.parametrize(
    ("status", "state"), [("complete", "success"), ("Success", "success"), ("melting", None)]
)
def test_the_words_of_a_manifest(
    client: HttpClient, service: Emulator, urn: str, status: str, state: str | None
) -> None:
    body = f'{{"status": "{status}", "progress": "complete", "derivatives": [], "hasThumbnail": "false"}}'
    service.add_fault(Fault(path=MANIFEST, status=200, body=body))
    if state is None:
        with pytest.raises(MalformedAnswer):
            derivatives.get_manifest(client, urn)
    else:
        assert derivatives.get_manifest(client, urn) == Manifest("success", 100)
