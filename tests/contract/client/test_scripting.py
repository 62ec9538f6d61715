"""The session that scripts use, and the tour written on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from addin.lib import tour
from addin.lib.aps.refs import ATTACHMENT
from addin.lib.core.browse import Node
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.errors import DataBrowserError, SignInError, TransferError, UsageError
from addin.lib.http.listener import callback_urls
from addin.lib.scripting import Session, connect
from addin.lib.store.journal import FILE_NAME
from addin.lib.terminal import FormBrowser


class Listeners:
    """An audience that keeps what it hears."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.passing: list[str] = []

    def say(self, line: str) -> None:
        """Keep a line."""
        self.lines.append(line)

    def progress(self, line: str) -> None:
        """Keep a passing line."""
        self.passing.append(line)


PLAN = tour.Plan(
    project=sample.MAIN_PROJECT,
    design=sample.DESIGN_NAME,
    drawing=sample.DRAWING_TO_ATTACH,
    spreadsheet=sample.SPREADSHEET_TO_ATTACH,
)


def test_a_script_signs_in_with_the_browser_and_signs_out_at_the_end(
    start: Callable[..., Emulator], port: int
) -> None:
    service = start(callbacks=callback_urls([port]))
    with connect(
        service=service.url,
        client_id=service.public_client_id,
        open_browser=FormBrowser().open,
        ports=(port,),
    ) as session:
        assert session.user().name == "Mika Sample"
        assert len(session.hubs()) == 2
    assert service.log[-1].raw_path == "/authentication/v2/revoke"


def test_leaving_a_session_whose_service_is_gone_raises_nothing(
    start: Callable[..., Emulator], port: int
) -> None:
    service = start(callbacks=callback_urls([port]))
    session = connect(
        service=service.url,
        client_id=service.public_client_id,
        open_browser=FormBrowser().open,
        ports=(port,),
    )
    with session:
        service.stop()
    session.close()


def test_a_browser_that_fails_leaves_no_listener() -> None:
    def fail(url: str) -> bool:
        return False

    with pytest.raises(SignInError) as caught:
        connect(service="http://127.0.0.1:9", client_id="any", open_browser=fail, ports=(0,))
    assert caught.value.reference == "sign-in.no-browser"


def test_connecting_needs_a_token_or_a_client_id() -> None:
    with pytest.raises(UsageError) as caught:
        connect(service="http://127.0.0.1:9")
    assert caught.value.reference == "scripting.no-credentials"


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "ümlaut"])
def test_a_token_that_can_be_none_is_refused_without_showing_it(token: str) -> None:
    with pytest.raises(UsageError) as caught:
        connect(service="http://127.0.0.1:9", token=token)
    assert caught.value.reference == "scripting.bad-token"
    assert token not in str(caught.value)


def test_find_tells_kinds_apart(session: Session) -> None:
    [design] = session.find(
        sample.DESIGN_NAME, kind="items:autodesk.fusion360:Design", project=sample.MAIN_PROJECT
    )
    assert design.path[:2] == (sample.TEAM_HUB, sample.MAIN_PROJECT)
    assert session.find(sample.DESIGN_NAME, kind="items:autodesk.core:File") == []
    assert session.find("no such name", hub=sample.TEAM_HUB) == []


def test_counting_refs_takes_one_request_for_fifty_items(service: Emulator, session: Session) -> None:
    nodes = [node for node in session.walk(project=sample.MAIN_PROJECT) if node.kind == "item"][:60]
    service.clear_log()
    counts = session.count_refs(nodes)
    assert len(service.log) == 2
    assert set(counts) == {node.id for node in nodes}
    assert any(counts.values())


def find_design(session: Session) -> Node:
    [design] = session.find(
        sample.DESIGN_NAME, kind="items:autodesk.fusion360:Design", project=sample.MAIN_PROJECT
    )
    return design


def test_a_script_attaches_a_file_of_the_disk(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABROWSER_HOME", str(tmp_path / "home"))
    design, file = find_design(session), tmp_path / "Datasheet of a gear.pdf"
    file.write_bytes(b"data")
    steps: list[str] = []
    first = session.attach_file(design, file, progress=lambda number, step, done, total: steps.append(step))
    second = session.attach_file(design, str(file), on_collision="both")
    assert (first.state, first.name, second.name) == (
        "attached",
        file.name,
        "Datasheet of a gear (2).pdf",
    )
    assert list(dict.fromkeys(steps)) == ["storage", "upload", "item", "ref", "done"]
    keys = [relation.ref.key for relation in session.list_refs(design).relations]
    tip = session.tip(design).id
    assert {(tip, made.version_id, ATTACHMENT) for made in (first, second)} <= set(keys)
    assert session.attach_file(design, file, on_collision="skip").state == "skipped"
    assert session.resume_attaching() == ()
    [own] = (tmp_path / "home" / "accounts").iterdir()
    assert (own / FILE_NAME).is_file()


def test_a_script_hears_why_a_file_is_not_attached(
    service: Emulator, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABROWSER_HOME", str(tmp_path / "home"))
    design, file = find_design(session), tmp_path / "a.pdf"
    with pytest.raises(TransferError) as caught:
        session.attach_file(design, file)
    assert caught.value.reference == "transfers.unreadable"
    file.write_bytes(b"data")
    service.add_fault(Fault(method="POST", path="/data/v1/projects/*/storage", status=401))
    with pytest.raises(DataBrowserError) as raised:
        session.attach_file(design, file)
    assert raised.value.reference == "service.not-signed-in"
    service.clear_faults()
    [report] = session.resume_attaching()
    assert [one.state for one in report.files] == ["attached"]


def test_the_tour_can_be_taken_twice(session: Session) -> None:
    first, second = Listeners(), Listeners()
    tour.tour_attaching(session, PLAN, first)
    tour.tour_attaching(session, PLAN, second)
    assert "     made" in first.lines
    assert "     was there already" in second.lines
    assert first.passing[-1] == ""


def test_the_tour_says_what_it_does_not_find(session: Session) -> None:
    plan = tour.Plan(sample.MAIN_PROJECT, design="No such design", drawing="", spreadsheet="")
    with pytest.raises(UsageError) as caught:
        tour.tour_attaching(session, plan, Listeners())
    assert caught.value.reference == "tour.not-found"
    assert "No such design" in str(caught.value)


def test_the_tour_does_not_claim_what_it_cannot_read_back(start: Callable[..., Emulator]) -> None:
    service = start(policies={"late-write": "10"})
    with connect(service=service.url, token=service.token) as session:
        with pytest.raises(UsageError) as caught:
            tour.tour_attaching(session, PLAN, Listeners())
    assert caught.value.reference == "tour.not-read-back"


def test_the_reading_tour_of_an_empty_hub_says_so(empty_service: Emulator) -> None:
    audience = Listeners()
    with connect(service=empty_service.url, token=empty_service.token) as session:
        tour.tour_reading(session, audience)
    assert "No design found" in audience.lines[-1]


def test_the_reading_tour_stops_at_its_limit_of_folders(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tour, "MOST_FOLDERS", 5)
    audience = Listeners()
    tour.tour_reading(session, audience)
    assert any("Stopped after 5 folders" in line for line in audience.lines)
