"""Hubs, projects, folders, items and versions as the client reads them, on good days and bad."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from addin.lib.aps import folders, hubs, items, pages, versions
from addin.lib.core import browse
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.errors import (
    Cancelled,
    Forbidden,
    MalformedAnswer,
    NetworkError,
    NotFound,
    NotSignedIn,
    ServiceDown,
    SignInError,
    TooManyRequests,
)
from addin.lib.http import HttpClient
from addin.lib.scripting import Session

CONTENTS = "/data/v1/projects/*/folders/*/contents"
MADE = {"created": "2026-01-01T10:00:00Z", "by": "SAMPLEUSER01"}


def test_the_sample_hub_has_the_shape_it_promises(session: Session) -> None:
    nodes = [node for node in session.walk() if not node.error]
    hubs_found = [node for node in nodes if node.kind == "hub"]
    assert {node.resource.extension_type for node in hubs_found} == {
        "hubs:autodesk.core:Hub",
        "hubs:autodesk.a360:PersonalHub",
    }
    inside = Counter(node.path[:-1] for node in nodes)
    assert 450 in inside.values()
    assert max(node.depth for node in nodes if node.kind == "folder") >= 13  # hub, project, then 12 deep
    empty = [node for node in nodes if node.kind == "folder" and not inside[node.path]]
    assert empty
    assert any("wipemea" in node.id for node in nodes)
    longest = [node for node in nodes if len(node.name) == 255]
    assert longest


def test_a_walk_makes_no_request_twice_and_none_per_row(service: Emulator, session: Session) -> None:
    service.clear_log()
    nodes = [node for node in session.walk() if not node.error]
    asked = Counter((request.method, request.raw_path) for request in service.log)
    assert [request for request, count in asked.items() if count > 1] == []
    kinds = Counter(node.kind for node in nodes)
    contents = sum("/contents" in path for _, path in asked)
    pages_beyond_the_first = 2  # the folder of 450, at 200 a page
    assert contents == kinds["folder"] + pages_beyond_the_first
    assert len(asked) == 1 + kinds["hub"] + kinds["project"] + contents
    assert len(asked) < kinds["item"] / 4


def test_every_item_comes_with_its_tip(session: Session) -> None:
    found = [node for node in session.walk() if node.kind == "item"]
    assert len(found) > 500
    assert all(node.tip and node.tip.item_id == node.id for node in found)


def test_a_folder_of_450_comes_whole_and_in_pages(
    service: Emulator, session: Session, client: HttpClient
) -> None:
    [folder] = [
        node for node in session.walk() if node.kind == "folder" and node.name == sample.FASTENER_FOLDER
    ]
    service.clear_log()
    contents = folders.list_folder(client, folder.project_id, folder_id=folder.id)
    assert len({item.id for item in contents.items}) == 450
    assert set(contents.tips) == {item.id for item in contents.items}
    assert len(service.log) == 3


def test_short_pages_in_the_middle_do_not_end_a_list(session: Session, client: HttpClient) -> None:
    """The service pages before it filters: the items wanted may all be on the last page."""
    [folder] = [
        node for node in session.walk() if node.kind == "folder" and node.name == sample.FASTENER_FOLDER
    ]
    everything = folders.list_folder(client, folder.project_id, folder_id=folder.id).items
    last = everything[-1]
    found = folders.list_folder(
        client, folder.project_id, folder_id=folder.id, filters={"filter[id]": last.id}
    )
    assert [item.id for item in found.items] == [last.id]


def test_an_item_its_tip_and_its_history_agree(session: Session, client: HttpClient) -> None:
    [design] = session.find(
        sample.DESIGN_NAME, kind="items:autodesk.fusion360:Design", project=sample.MAIN_PROJECT
    )
    item, tip = items.get_item(client, design.project_id, item_id=design.id)
    history = items.list_versions(client, design.project_id, item_id=design.id)
    assert [version.number for version in history] == [8, 7, 6, 5, 4, 3, 2, 1]
    assert tip == history[0] == items.get_tip(client, design.project_id, item_id=design.id)
    assert item.tip_id == history[0].id
    assert versions.get_version(client, design.project_id, version_id=history[3].id) == history[3]
    assert history[0].created is not None
    assert history[0].created_by


def test_a_project_without_permission_is_one_row_and_the_walk_goes_on(session: Session) -> None:
    nodes = list(session.walk())
    failed = [node for node in nodes if node.error]
    assert [node.name for node in failed] == [sample.CLOSED_PROJECT]
    assert isinstance(failed[0].error, Forbidden)
    assert any(node.path[1:2] == (sample.MAIN_PROJECT,) for node in nodes)


def test_a_walk_can_stay_in_one_project(service: Emulator, session: Session) -> None:
    service.clear_log()
    found = session.find(sample.DESIGN_NAME, project=sample.MAIN_PROJECT)
    assert found
    assert sum(request.raw_path.endswith("/topFolders") for request in service.log) == 1


def test_names_in_every_script_arrive_as_they_are(empty_service: Emulator) -> None:
    names = ["歯車箱の図面", "علبة التروس", "🔧 spare 🔩", "=SUM(A1)", "x" * 255]
    seed = empty_service.seed
    project = seed.add_project(seed.add_hub("Hub"), name="Project")
    for name in names:
        seed.add_version(seed.add_item(project.root_folder_id, name=name, **MADE), size=1, **MADE)
    with HttpClient(empty_service.url, get_token=lambda rejected: empty_service.token) as client:
        contents = folders.list_folder(client, project.id, folder_id=project.root_folder_id)
    assert {item.name for item in contents.items} == set(names)


EXPIRED = '{"developerMessage": "Access token provided is invalid or expired.", "errorCode": "AUTH-006"}'


def test_a_token_that_expires_in_mid_walk_is_renewed(service: Emulator) -> None:
    rejected_tokens: list[str] = []

    def get_token(rejected: str | None) -> str:
        if rejected is None:
            return "expired" if len(service.log) == 5 else service.token
        rejected_tokens.append(rejected)
        return service.token

    with HttpClient(service.url, get_token=get_token, workers=1) as client:
        failed = [node for node in browse.walk(client, workers=1) if isinstance(node.error, NotSignedIn)]
    assert rejected_tokens == ["expired"]
    assert failed == []


def test_a_token_that_cannot_be_renewed_ends_the_walk(service: Emulator, client: HttpClient) -> None:
    service.add_fault(Fault(path=CONTENTS, nth=tuple(range(5, 1000)), status=401, body=EXPIRED))
    with pytest.raises(NotSignedIn) as caught:
        list(browse.walk(client))
    assert caught.value.code == "AUTH-006"


def test_a_service_that_asks_to_wait_is_waited_for(service: Emulator, client: HttpClient) -> None:
    for headers in ({"Retry-After": "0"}, {}):
        service.clear_faults()
        service.add_fault(Fault(path=CONTENTS, nth=(1, 2), status=429, headers=headers, body="{}"))
        assert [
            node for node in browse.walk(client) if node.error and isinstance(node.error, TooManyRequests)
        ] == []


def test_a_quota_that_stays_used_up_is_an_error_at_its_place(service: Emulator, client: HttpClient) -> None:
    service.add_fault(Fault(path="*/topFolders", status=429, headers={"Retry-After": "50"}, body="{}"))
    failed = [node for node in browse.walk(client) if node.error]
    assert failed
    assert all(isinstance(node.error, TooManyRequests) for node in failed)
    assert "50 seconds" in str(failed[0].error)


def test_a_gateway_page_in_html_is_an_error_without_html(service: Emulator, client: HttpClient) -> None:
    service.add_fault(
        Fault(
            path="/project/v1/hubs",
            status=502,
            headers={"Content-Type": "text/html"},
            body="<html>Bad</html>",
        )
    )
    with pytest.raises(ServiceDown) as caught:
        hubs.list_hubs(client)
    assert "<" not in str(caught.value)
    assert len(service.log) == 4


@pytest.mark.parametrize(
    "body", ['{"jsonapi": {"version": "1.0"}, "data": [', "", "[]", '{"data": {}}', '{"data": [7]}']
)
def test_an_answer_that_is_not_what_was_promised_is_malformed(
    service: Emulator, client: HttpClient, body: str
) -> None:
    service.add_fault(Fault(path="/project/v1/hubs", status=200, body=body))
    with pytest.raises(MalformedAnswer) as caught:
        hubs.list_hubs(client)
    assert caught.value.next_step


def test_a_body_cut_off_is_asked_for_again_then_an_error(service: Emulator, client: HttpClient) -> None:
    service.add_fault(Fault(path="/project/v1/hubs", nth=(1,), action="truncate"))
    assert len(hubs.list_hubs(client)) == 2
    service.clear_faults()
    service.add_fault(Fault(path="/project/v1/hubs", action="truncate"))
    with pytest.raises(NetworkError) as caught:
        hubs.list_hubs(client)
    assert caught.value.reference == "http.broken-answer"


@pytest.mark.parametrize(
    ("path", "field", "named"),
    [
        ("/project/v1/hubs", "data.0.attributes.name", "attributes.name"),
        ("/project/v1/hubs", "data.0.id", "id"),
        ("/project/v1/hubs/*/projects", "data.0.attributes.extension.type", "attributes.extension.type"),
        ("*/topFolders", "data.0.attributes.name", "attributes.name"),
        (CONTENTS, "data", "data"),
        (CONTENTS, "data.0.type", "type"),
    ],
)
def test_a_missing_field_is_named(
    service: Emulator, client: HttpClient, path: str, field: str, named: str
) -> None:
    service.add_fault(Fault(path=path, action="drop-field", field=field))
    try:
        errors = [node.error for node in browse.walk(client) if node.error]
    except MalformedAnswer as error:
        errors = [error]
    malformed = [error for error in errors if isinstance(error, MalformedAnswer)]
    assert malformed
    assert all(error.context["field"] == named for error in malformed)


def test_pages_that_lead_back_end_in_an_error(service: Emulator, client: HttpClient) -> None:
    body = json.dumps({"data": [], "links": {"next": {"href": "/project/v1/hubs"}}})
    service.add_fault(Fault(path="/project/v1/hubs", status=200, body=body))
    with pytest.raises(MalformedAnswer) as caught:
        hubs.list_hubs(client)
    assert caught.value.reference == "service.endless-pages"


def test_a_next_page_on_another_host_is_asked_of_our_own(service: Emulator, client: HttpClient) -> None:
    body = json.dumps(
        {"data": [], "links": {"next": {"href": "https://evil.example/project/v1/hubs?page=2"}}}
    )
    service.add_fault(Fault(path="/project/v1/hubs", nth=(1,), status=200, body=body))
    assert len(hubs.list_hubs(client)) == 2
    assert [request.raw_path for request in service.log] == ["/project/v1/hubs", "/project/v1/hubs?page=2"]


def test_a_warning_beside_the_hubs_is_no_failure(
    service: Emulator, client: HttpClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    warning = {
        "Id": None,
        "HttpStatusCode": "403",
        "ErrorCode": "BIM360DM_ERROR",
        "Title": "Unable to get hubs",
    }
    body = json.dumps({"data": [], "meta": {"warnings": [warning]}})
    service.add_fault(Fault(path="/project/v1/hubs", status=200, body=body))
    assert hubs.list_hubs(client) == ()
    assert "BIM360DM_ERROR" in caplog.text


def test_a_folder_that_is_gone_is_one_row(service: Emulator, client: HttpClient) -> None:
    service.add_fault(Fault(path=CONTENTS, nth=(3,), status=404, body="{}"))
    failed = [node for node in browse.walk(client) if isinstance(node.error, NotFound)]
    assert len(failed) == 1
    assert failed[0].kind == "folder"


def test_a_cycle_in_the_folders_ends(empty_service: Emulator) -> None:
    seed = empty_service.seed
    project = seed.add_project(seed.add_hub("Hub"), name="Project")
    outer = seed.add_folder(project.root_folder_id, name="outer", **MADE)
    seed.add_folder(outer, name="inner", **MADE)
    with HttpClient(empty_service.url, get_token=lambda rejected: empty_service.token) as client:
        listed = client.request(
            "GET", f"/project/v1/hubs/{hubs.list_hubs(client)[0].id}/projects/{project.id}/topFolders"
        )
        empty_service.add_fault(Fault(path=CONTENTS, status=200, body=listed.data.decode()))
        nodes = list(browse.walk(client))
    assert [node.name for node in nodes if node.kind == "folder"] == ["outer"]


def test_a_service_stopped_in_mid_walk_ends_it_with_the_reason(service: Emulator, client: HttpClient) -> None:
    walk = browse.walk(client)
    for node in walk:
        if node.kind == "folder":
            break
    service.stop()
    with pytest.raises(NetworkError) as caught:
        list(walk)
    assert caught.value.reference in ("http.unreachable", "http.broken-answer")


def test_a_walk_can_be_cancelled_and_asks_nothing_more(service: Emulator, client: HttpClient) -> None:
    cancelled = threading.Event()
    walk = browse.walk(client, cancelled=cancelled)
    next(walk)
    cancelled.set()
    with pytest.raises(Cancelled) as caught:
        list(walk)
    assert caught.value.reference == "browse.cancelled"
    asked = len(service.log)
    assert list(walk) == []
    assert len(service.log) == asked


def test_leaving_a_walk_early_leaves_no_thread(client: HttpClient) -> None:
    walk = browse.walk(client)
    for _ in range(5):
        next(walk)
    walk.close()
    assert [thread for thread in threading.enumerate() if thread.name.startswith("databrowser-walk")] == []


def test_a_hub_survives_a_restart_on_its_file(tmp_path: Path, start: Callable[..., Emulator]) -> None:
    file = str(tmp_path / "hub.sqlite")
    ids = []
    for _ in range(2):
        service = start(database=file)
        with HttpClient(service.url, get_token=lambda rejected: service.token) as client:  # noqa: B023
            ids.append([hub.id for hub in hubs.list_hubs(client)])
        service.stop()
    assert ids[0] == ids[1]


def test_a_next_page_that_is_no_address_is_named(service: Emulator, client: HttpClient) -> None:
    body = json.dumps({"data": [], "links": {"next": {"href": "http://[x/"}}})
    service.add_fault(Fault(path="/project/v1/hubs", status=200, body=body))
    with pytest.raises(MalformedAnswer) as caught:
        hubs.list_hubs(client)
    assert caught.value.context["field"] == "links.next.href"


def test_a_list_keeps_what_every_page_includes(service: Emulator, client: HttpClient) -> None:
    for number, links in ((1, {"next": {"href": "/any?page=2"}}), (2, {})):
        page = json.dumps({"data": [number], "included": [f"i{number}"], "links": links})
        service.add_fault(Fault(path="/any", nth=(1,) if number == 1 else None, status=200, body=page))
    whole = pages.read_list(client, "/any", "hubs")
    assert (whole.data, whole.included) == ((1, 2), ("i1", "i2"))


def test_a_walk_cancelled_while_the_service_asks_to_wait_ends_at_once(
    service: Emulator, client: HttpClient
) -> None:
    service.add_fault(Fault(path=CONTENTS, status=429, headers={"Retry-After": "2"}, body="{}"))
    cancelled = threading.Event()
    walk = browse.walk(client, cancelled=cancelled)
    for node in walk:
        if node.kind == "folder":
            break
    started = time.monotonic()
    cancelled.set()
    with pytest.raises(Cancelled):
        list(walk)
    assert time.monotonic() - started < 1.5


def test_a_walk_cancelled_before_its_first_answer_ends_at_once(service: Emulator) -> None:
    service.add_fault(Fault(path="/project/v1/hubs", status=429, headers={"Retry-After": "20"}))
    cancelled = threading.Event()
    with HttpClient(
        service.url, get_token=lambda _: service.token, on_wait=lambda seconds, status: cancelled.set()
    ) as client:
        started = time.monotonic()
        with pytest.raises(Cancelled):
            list(browse.walk(client, cancelled=cancelled))
        assert time.monotonic() - started < 10
        asked = len(service.log)
        with pytest.raises(Cancelled):
            next(browse.walk(client, cancelled=cancelled))
        assert len(service.log) == asked


def test_a_walk_ends_with_the_sign_in(service: Emulator) -> None:
    left = [service.token]

    def get_token(rejected: str | None) -> str:
        if not left:
            raise SignInError("sign-in.expired")
        return left.pop()

    with HttpClient(service.url, get_token=get_token) as client, pytest.raises(SignInError):
        list(browse.walk(client))
    assert [entry.raw_path for entry in service.log] == ["/project/v1/hubs"]
