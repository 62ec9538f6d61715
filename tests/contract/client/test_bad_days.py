"""The client on bad days: a service that lies, breaks off, goes away, or says no in its own ways."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from addin.lib.aps import folders, hubs
from addin.lib.aps.refs import ATTACHMENT, create_ref
from addin.lib.core import browse
from addin.lib.core.browse import Node
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.emulator.faults import read_fault
from addin.lib.emulator.faults.lies import LIES
from addin.lib.errors import (
    AnswerLost,
    DataBrowserError,
    Forbidden,
    MalformedAnswer,
    NetworkError,
    NotFound,
    NotSignedIn,
    TooManyRequests,
)
from addin.lib.http import HttpClient, RetryPolicy
from addin.lib.scripting import Session, connect

pytestmark = pytest.mark.long_only

HUBS = "/project/v1/hubs"
CONTENTS = "GET /data/v1/projects/{project}/folders/{id}/contents"


def walk(client: HttpClient) -> list[Node]:
    """Walk as far as it goes; only errors of ours may end it, and those that sit on a node are ours too."""
    nodes: list[Node] = []
    with contextlib.suppress(DataBrowserError):
        for node in browse.walk(client):
            nodes.append(node)
    for node in nodes:
        assert node.error is None or node.error.next_step
    return nodes


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.long_only)])
@pytest.mark.parametrize("lie", LIES)
def test_a_walk_among_lies_ends_and_asks_nobody_else(
    service: Emulator, client: HttpClient, lie: str, seed: int
) -> None:
    calm = {node.id for node in browse.walk(client)}
    service.clear_log()
    service.add_fault(Fault(action="lie", what=(lie,), seed=seed))
    nodes = walk(client)
    if lie not in ("wrong-types", "duplicate-ids"):  # which may hide a whole hub
        assert {node.id for node in nodes if node.kind == "folder"} <= calm
        assert len(nodes) > 400
    asked = [request.raw_path for request in service.log]
    assert len(asked) < 200
    assert all(path.startswith(("/project/v1/", "/data/v1/")) for path in asked)


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.long_only)])
def test_all_the_lies_at_once(service: Emulator, seed: int) -> None:
    fault = Fault(operation=CONTENTS, action="lie", what=LIES, seed=seed)
    with connect(service=service.url, token=service.token) as session:
        service.add_fault(fault)
        items = [node for node in session.walk() if node.kind == "item" and not node.error]
        assert items
        service.clear_faults()
        service.add_fault(replace(fault, operation=""))
        for node in items[:10]:
            for act in (session.list_refs, session.tip, session.thumbnail):
                with contextlib.suppress(DataBrowserError):
                    act(node)


def test_names_that_lie_arrive_as_they_were_sent(service: Emulator, session: Session) -> None:
    service.add_fault(Fault(action="lie", what=("html", "bidi", "control"), one_in=1))
    [team, _] = session.hubs()
    assert sample.TEAM_HUB in team.name
    assert team.name != sample.TEAM_HUB


def test_folders_in_a_circle_are_walked_once(service: Emulator, client: HttpClient) -> None:
    calm = {node.id for node in browse.walk(client) if node.kind == "folder"}
    service.clear_log()
    service.add_fault(Fault(action="lie", what=("cycles",), one_in=1))
    found = [node.id for node in browse.walk(client) if node.kind == "folder"]
    assert sorted(found) == sorted(calm)
    assert service._faults.entries()[0].hit == len(service.log)


def test_pages_that_lead_elsewhere_are_asked_of_our_own_service(session: Session, service: Emulator) -> None:
    [folder] = [node for node in session.walk() if node.name == sample.FASTENER_FOLDER]
    service.add_fault(Fault(action="lie", what=("foreign-hrefs",)))
    with HttpClient(service.url, get_token=lambda rejected: service.token) as client:
        contents = folders.list_folder(client, folder.project_id, folder_id=folder.id)
    assert len(contents.items) == 450


def test_a_service_that_is_down_for_a_moment_is_asked_again(service: Emulator) -> None:
    service.add_fault(Fault(operation=CONTENTS, nth=(4,), action="refuse", down_ms=300))
    patient = RetryPolicy(attempts=8, first_delay=0.1, longest_delay=0.3)
    with HttpClient(service.url, get_token=lambda rejected: service.token, retry=patient) as client:
        kinds = [node.kind for node in browse.walk(client) if not node.error]
    assert kinds.count("folder") > 30


def test_a_service_that_resets_connections_for_a_moment_is_asked_again(service: Emulator) -> None:
    service.add_fault(Fault(operation=CONTENTS, nth=(4,), action="reset-accept", down_ms=300))
    patient = RetryPolicy(attempts=8, first_delay=0.1, longest_delay=0.3)
    with HttpClient(service.url, get_token=lambda rejected: service.token, retry=patient) as client:
        kinds = [node.kind for node in browse.walk(client) if not node.error]
    assert kinds.count("folder") > 30


def test_a_write_to_a_service_that_goes_down_is_in_doubt(service: Emulator, session: Session) -> None:
    [design] = session.find(
        sample.DESIGN_NAME, project=sample.MAIN_PROJECT, kind="items:autodesk.fusion360:Design"
    )
    project, version = design.project_id, session.tip(design)
    service.add_fault(Fault(method="POST", action="refuse", down_ms=200))
    with HttpClient(service.url, get_token=lambda rejected: service.token) as client:
        with pytest.raises(AnswerLost):
            create_ref(
                client,
                project,
                from_type="versions",
                from_id=version.id,
                to_type="versions",
                to_id=version.id,
                extension_type=ATTACHMENT,
            )


def test_a_body_that_trickles_is_waited_for(service: Emulator, client: HttpClient) -> None:
    service.add_fault(Fault(path=HUBS, trickle_ms=300))
    assert len(hubs.list_hubs(client)) == 2


def test_a_first_byte_that_takes_too_long_is_a_time_out(service: Emulator) -> None:
    service.add_fault(Fault(path=HUBS, first_byte_ms=5000))
    with HttpClient(service.url, timeouts=(1, 0.1), retry=RetryPolicy(attempts=1)) as client:
        with pytest.raises(NetworkError) as caught:
            hubs.list_hubs(client)
    assert caught.value.reference == "http.timeout"


def test_a_200_with_a_web_page_is_malformed(service: Emulator, client: HttpClient) -> None:
    service.add_fault(read_fault({"preset": "html", "path": HUBS}))
    with pytest.raises(MalformedAnswer) as caught:
        hubs.list_hubs(client)
    assert caught.value.reference == "service.not-json"
    assert "<" not in str(caught.value)


def test_json_that_is_declared_to_be_something_else_is_read(service: Emulator, client: HttpClient) -> None:
    service.add_fault(read_fault({"preset": "content-type"}))
    assert len(hubs.list_hubs(client)) == 2


def test_a_token_that_expires_in_mid_walk_is_renewed_once(service: Emulator) -> None:
    service.add_fault(Fault(operation=CONTENTS, nth=(7,), action="expire-token"))
    lock = threading.Lock()
    tokens = [service.token]

    def get_token(rejected: str | None) -> str:
        with lock:
            if rejected == tokens[-1]:
                issued = service._backend.tokens.issue(
                    service.public_client_id, user_id="SAMPLEUSER01", scope="data:read"
                )
                tokens.append(issued.access_token)
            return tokens[-1]

    with HttpClient(service.url, get_token=get_token) as client:
        failed = [node for node in browse.walk(client) if isinstance(node.error, NotSignedIn)]
    assert failed == []
    assert len(tokens) == 2


@pytest.mark.parametrize("policy", ["json", "html", "plain"])
def test_a_gateway_that_says_no_in_its_own_way(start: Callable[..., Emulator], policy: str) -> None:
    service = start(quotas=True, policies={"gateway-body": policy})
    with HttpClient(service.url, get_token=lambda rejected: "unknown") as stranger:
        with pytest.raises(NotSignedIn) as refused:
            hubs.list_hubs(stranger)
    once = RetryPolicy(attempts=1)
    with HttpClient(service.url, get_token=lambda rejected: service.token, retry=once) as client:
        for _ in range(50):
            hubs.list_hubs(client)
        with pytest.raises(TooManyRequests) as over:
            hubs.list_hubs(client)
    assert over.value.context["retry_after"] > 0
    for error, status in ((refused.value, "401"), (over.value, "429")):
        assert status in str(error)
        assert "<" not in str(error)
        assert error.next_step


@pytest.mark.parametrize(("policy", "length"), [("present", 36), ("absent", 0)])
def test_an_error_with_and_without_an_id(start: Callable[..., Emulator], policy: str, length: int) -> None:
    service = start(policies={"error-id": policy})
    with HttpClient(service.url, get_token=lambda rejected: service.token) as client:
        with pytest.raises(NotFound) as caught:
            hubs.list_projects(client, "a.none")
    assert len(caught.value.context["error_id"]) == length
    assert "HUB_NOT_FOUND" in str(caught.value)


@pytest.mark.parametrize(("policy", "error"), [("forbidden", Forbidden), ("not-found", NotFound)])
def test_a_project_that_may_not_be_opened_is_one_row(
    start: Callable[..., Emulator], policy: str, error: type[DataBrowserError]
) -> None:
    service = start(policies={"closed-project": policy})
    with connect(service=service.url, token=service.token) as session:
        failed = [node for node in session.walk() if node.error]
    assert [node.name for node in failed] == [sample.CLOSED_PROJECT]
    assert isinstance(failed[0].error, error)
