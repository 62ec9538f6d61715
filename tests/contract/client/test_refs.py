"""Refs made and read by the client, under every policy of the service and with answers lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from addin.lib.aps import commands, refs
from addin.lib.aps.refs import ATTACHMENT, DRAWING_TO_DESIGN, XREF
from addin.lib.core import references
from addin.lib.core.browse import Node
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.errors import (
    BadInput,
    Conflict,
    DataBrowserError,
    Forbidden,
    MalformedAnswer,
    NotFound,
    RefError,
)
from addin.lib.http import HttpClient
from addin.lib.scripting import Session, connect

from ..conftest import QUICK

REFS = "/data/v1/projects/*/versions/*/relationships/refs"
DESIGN = "items:autodesk.fusion360:Design"
DRAWING = "items:autodesk.fusion360:Drawing"


class RealClock:
    """Time as it is, but never more than a little of it."""

    def __init__(self, service: Emulator) -> None:
        self._service = service
        self.time = 0.0

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds
        self._service.clock.advance(seconds)


@dataclass(frozen=True)
class Pieces:
    """What the tests attach to what."""

    design: Node
    drawing: Node
    spreadsheet: Node


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    """The gearbox, and the drawing and spreadsheet that are not attached to it yet.

    They are the same in every sample hub, so one service is enough to find them.
    """
    with Emulator() as service, connect(service=service.url, token=service.token) as session:
        project = sample.MAIN_PROJECT
        [design] = session.find(sample.DESIGN_NAME, kind=DESIGN, project=project)
        [drawing] = session.find(sample.DRAWING_TO_ATTACH, project=project)
        [spreadsheet] = session.find(sample.SPREADSHEET_TO_ATTACH, project=project)
        return Pieces(design, drawing, spreadsheet)


def attach(
    client: HttpClient,
    service: Emulator,
    from_node: Node,
    to_node: Node,
    extension_type: str = ATTACHMENT,
    *,
    settle: float = references.SETTLE_SECONDS,
) -> bool:
    assert from_node.tip
    assert to_node.tip
    return references.attach(
        client,
        from_node.project_id,
        from_version=from_node.tip,
        to_version=to_node.tip,
        extension_type=extension_type,
        clock=RealClock(service),
        settle=settle,
    )


def count_refs(client: HttpClient, from_node: Node, to_node: Node) -> int:
    """Count the refs between two tips, as the service shows them."""
    assert from_node.tip
    assert to_node.tip
    listed = refs.list_refs(
        client, from_node.project_id, resource_type="versions", resource_id=from_node.tip.id
    )
    return sum((ref.from_id, ref.to_id) == (from_node.tip.id, to_node.tip.id) for ref in listed.refs)


def posts(service: Emulator) -> int:
    return sum(request.method == "POST" and request.raw_path.endswith("/refs") for request in service.log)


def test_a_design_shows_what_relates_to_it_in_both_directions(session: Session, pieces: Pieces) -> None:
    found = session.list_refs(pieces.design)
    assert [version.number for version in found.versions] == [8, 7, 6, 5, 4, 3, 2, 1]
    drawings = [relation for relation in found.relations if relation.ref.extension_type == DRAWING_TO_DESIGN]
    attachments = [relation for relation in found.relations if relation.ref.extension_type == ATTACHMENT]
    assert len({relation.own_version for relation in drawings}) >= 3
    assert all(relation.ref.direction == "to" and relation.ref.ref_type == "derived" for relation in drawings)
    assert all(
        relation.ref.direction == "from" and relation.ref.ref_type == "auxiliary" for relation in attachments
    )
    assert {sample.BILL_OF_MATERIALS, sample.DATA_SHEET} <= {relation.other_name for relation in attachments}
    assert all(relation.other_version and relation.other_item for relation in found.relations)
    keys = [relation.ref.key for relation in found.relations]
    assert len(keys) == len(set(keys))


def test_the_relations_of_a_design_take_three_requests(
    service: Emulator, session: Session, pieces: Pieces
) -> None:
    service.clear_log()
    session.list_refs(pieces.design)
    # Its versions, the refs of all of them, and the latest versions of what has moved on since.
    assert [request.method for request in service.log] == ["GET", "POST", "POST"]


def test_an_assembly_uses_parts_by_external_references(session: Session) -> None:
    [assembly] = session.find(sample.ASSEMBLY_NAME, kind=DESIGN, project=sample.MAIN_PROJECT)
    outgoing = [
        relation
        for relation in session.list_refs(assembly).relations
        if relation.ref.extension_type == XREF and relation.ref.direction == "from"
    ]
    assert len(outgoing) >= 3
    assert sample.DESIGN_NAME in {relation.other_name for relation in outgoing}


def test_versions_are_asked_in_batches_of_fifty(
    service: Emulator, session: Session, client: HttpClient
) -> None:
    nodes = [node for node in session.walk(project=sample.MAIN_PROJECT) if node.tip]
    ids = [node.tip.id for node in nodes if node.tip][:101]
    service.clear_log()
    found = commands.list_refs_of_versions(client, nodes[0].project_id, version_ids=ids + ids)
    assert len(service.log) == 3
    single = refs.list_refs(client, nodes[0].project_id, resource_type="versions", resource_id=ids[0])
    assert set(single.refs) <= set(found.refs)


def test_filters_choose_by_direction_type_and_kind(client: HttpClient, pieces: Pieces) -> None:
    tip = pieces.design.tip
    assert tip

    def listed(**filters: str) -> set[refs.Ref]:
        return set(
            refs.list_refs(
                client,
                pieces.design.project_id,
                resource_type="versions",
                resource_id=tip.id,
                filters={f"filter[{name.replace('__', '.')}]": value for name, value in filters.items()},
            ).refs
        )

    everything = listed()
    assert listed(direction="from") | listed(direction="to") == everything
    assert listed(direction="from") == {ref for ref in everything if ref.direction == "from"}
    assert listed(refType="auxiliary") == {ref for ref in everything if ref.ref_type == "auxiliary"}
    assert listed(extension__type=DRAWING_TO_DESIGN) == {
        ref for ref in everything if ref.extension_type == DRAWING_TO_DESIGN
    }
    assert listed(direction="from") < everything


def test_a_drawing_and_a_spreadsheet_are_attached_and_seen_from_both_ends(
    session: Session, pieces: Pieces
) -> None:
    assert session.attach(pieces.drawing, pieces.design, ref_type=DRAWING_TO_DESIGN)
    assert session.attach(pieces.design, pieces.spreadsheet)
    for node, other, direction, extension_type in (
        (pieces.drawing, pieces.design, "from", DRAWING_TO_DESIGN),
        (pieces.design, pieces.drawing, "to", DRAWING_TO_DESIGN),
        (pieces.design, pieces.spreadsheet, "from", ATTACHMENT),
        (pieces.spreadsheet, pieces.design, "to", ATTACHMENT),
    ):
        [relation] = [
            relation
            for relation in session.list_refs(node).relations
            if relation.other_name == other.name and relation.ref.extension_type == extension_type
            if relation.other_version == other.tip
        ]
        assert relation.ref.direction == direction


@pytest.mark.parametrize(
    ("kind", "attribute"), [("folders", "folder_id"), ("items", "id"), ("versions", "tip_id")]
)
def test_refs_go_from_folders_items_and_versions(
    client: HttpClient, pieces: Pieces, kind: str, attribute: str
) -> None:
    ids = {
        attribute: getattr(pieces.design.resource, attribute) for attribute in ("folder_id", "id", "tip_id")
    }
    assert pieces.spreadsheet.tip
    refs.create_ref(
        client,
        pieces.design.project_id,
        from_type=kind,
        from_id=ids[attribute],
        to_type="versions",
        to_id=pieces.spreadsheet.tip.id,
        extension_type=ATTACHMENT,
    )
    listed = refs.list_refs(client, pieces.design.project_id, resource_type=kind, resource_id=ids[attribute])
    assert (ids[attribute], kind) in {(ref.from_id, ref.from_type) for ref in listed.refs}


@pytest.mark.parametrize("policy", ["again", "conflict", "doubled"])
def test_the_same_ref_twice_is_made_once(start: Callable[..., Emulator], pieces: Pieces, policy: str) -> None:
    service = start(policies={"duplicate-ref": policy})
    with connect(service=service.url, token=service.token) as session:
        assert session.attach(pieces.design, pieces.spreadsheet) is True
        assert session.attach(pieces.design, pieces.spreadsheet) is False
        with HttpClient(service.url, get_token=lambda rejected: service.token) as client:
            assert count_refs(client, pieces.design, pieces.spreadsheet) == 1
    assert posts(service) == 1


@pytest.mark.parametrize("late", ["0", "2", "10"])
@pytest.mark.parametrize("policy", ["again", "conflict", "doubled"])
@pytest.mark.parametrize("action", ["reset-after", "reset-before", "answer-after", "answer"])
def test_a_lost_answer_ends_in_exactly_one_ref(
    start: Callable[..., Emulator], pieces: Pieces, policy: str, late: str, action: str
) -> None:
    service = start(policies={"duplicate-ref": policy, "late-write": late})
    status = 504 if action.startswith("answer") else None
    service.add_fault(Fault(method="POST", path=REFS, nth=(1,), action=action, status=status, body="<html>"))
    with HttpClient(service.url, get_token=lambda rejected: service.token) as client:
        assert attach(client, service, pieces.design, pieces.spreadsheet) is True
        service.clock.advance(60)
        assert count_refs(client, pieces.design, pieces.spreadsheet) == 1
    was_carried_out = action.endswith("after")
    assert posts(service) == (1 if was_carried_out else 2)


def test_answers_lost_for_good_are_said_to_be_in_doubt(
    service: Emulator, client: HttpClient, pieces: Pieces
) -> None:
    service.add_fault(Fault(method="POST", path=REFS, action="reset-before"))
    with pytest.raises(RefError) as caught:
        attach(client, service, pieces.design, pieces.spreadsheet)
    assert caught.value.reference == "refs.unconfirmed"
    assert posts(service) == 2


def test_a_ref_to_itself_is_refused_before_any_request(
    service: Emulator, client: HttpClient, pieces: Pieces
) -> None:
    service.clear_log()
    with pytest.raises(RefError) as caught:
        attach(client, service, pieces.design, pieces.design)
    assert caught.value.reference == "refs.to-itself"
    assert service.log == ()


def test_a_ref_across_projects_is_refused_before_any_request(
    service: Emulator, session: Session, pieces: Pieces
) -> None:
    other = next(node for node in session.walk(project=sample.CONVEYOR_PROJECT) if node.kind == "item")
    service.clear_log()
    with pytest.raises(RefError) as caught:
        session.attach(pieces.design, other)
    assert caught.value.reference == "refs.other-project"
    assert service.log == ()


def test_the_service_refuses_a_ref_across_projects_too(
    client: HttpClient, service: Emulator, session: Session, pieces: Pieces
) -> None:
    other = next(node for node in session.walk(project=sample.CONVEYOR_PROJECT) if node.kind == "item")
    with pytest.raises(DataBrowserError) as caught:
        attach(client, service, pieces.design, other)
    assert isinstance(caught.value, (BadInput, NotFound))
    assert count_refs(client, pieces.design, other) == 0


def make(client: HttpClient, pieces: Pieces, **changes: str) -> None:
    """POST a ref from the design to the spreadsheet, with changes."""
    assert pieces.design.tip
    assert pieces.spreadsheet.tip
    refs.create_ref(
        client,
        pieces.design.project_id,
        from_type="versions",
        from_id=changes.get("from_id", pieces.design.tip.id),
        to_type="versions",
        to_id=changes.get("to_id", pieces.spreadsheet.tip.id),
        extension_type=changes.get("extension_type", ATTACHMENT),
    )


def test_an_unknown_extension_type(client: HttpClient, pieces: Pieces) -> None:
    with pytest.raises(BadInput) as caught:
        make(client, pieces, extension_type="auxiliary:somebody.else:Thing")
    assert caught.value.code == "BAD_INPUT"
    assert count_refs(client, pieces.design, pieces.spreadsheet) == 0


def test_a_version_that_does_not_exist(client: HttpClient, pieces: Pieces) -> None:
    with pytest.raises(NotFound) as caught:
        make(client, pieces, to_id="urn:adsk.wipprod:fs.file:vf.doesnotexist?version=1")
    assert caught.value.next_step
    with pytest.raises(NotFound):
        make(client, pieces, from_id="urn:adsk.wipprod:fs.file:vf.doesnotexist?version=1")


@pytest.mark.parametrize(("policy", "error"), [("bad-input", BadInput), ("forbid", Forbidden)])
def test_a_service_that_refuses_drawing_to_design(
    start: Callable[..., Emulator], pieces: Pieces, policy: str, error: type[DataBrowserError]
) -> None:
    service = start(policies={"drawing-to-design": policy})
    with connect(service=service.url, token=service.token) as session:
        with pytest.raises(error) as caught:
            session.attach(pieces.drawing, pieces.design, ref_type=DRAWING_TO_DESIGN)
        assert caught.value.next_step
        assert posts(service) == 1
        assert session.attach(pieces.design, pieces.spreadsheet)


def test_a_project_that_may_only_be_read(session: Session) -> None:
    found = [node for node in session.walk(project=sample.READ_ONLY_PROJECT) if node.kind == "item"]
    with pytest.raises(Forbidden) as caught:
        session.attach(found[0], found[1])
    assert "permission" in str(caught.value)


def test_a_token_that_may_only_read(service: Emulator, pieces: Pieces) -> None:
    service.add_fault(
        Fault(
            method="POST",
            path=REFS,
            status=403,
            body='{"developerMessage": "Token does not have the privilege.", "errorCode": "AUTH-010"}',
        )
    )
    with HttpClient(service.url, get_token=lambda rejected: service.token) as client:
        with pytest.raises(Forbidden) as caught:
            make(client, pieces)
    assert caught.value.reference == "service.missing-scope"


def test_a_field_missing_in_a_ref_is_named(service: Emulator, client: HttpClient, pieces: Pieces) -> None:
    service.add_fault(Fault(path=REFS, action="drop-field", field="data.0.meta.fromId"))
    assert pieces.design.tip
    with pytest.raises(DataBrowserError) as caught:
        refs.list_refs(
            client, pieces.design.project_id, resource_type="versions", resource_id=pieces.design.tip.id
        )
    assert caught.value.context["field"] == "meta.fromId"


def test_refs_are_still_there_after_a_restart(
    tmp_path: Path, start: Callable[..., Emulator], pieces: Pieces
) -> None:
    file = str(tmp_path / "hub.sqlite")
    first = start(database=file)
    with connect(service=first.url, token=first.token) as session:
        session.attach(pieces.design, pieces.spreadsheet)
    first.stop()
    second = start(database=file)
    with connect(service=second.url, token=second.token) as session:
        assert session.attach(pieces.design, pieces.spreadsheet) is False


def test_a_duplicate_that_the_service_refuses_is_no_failure(
    start: Callable[..., Emulator], pieces: Pieces
) -> None:
    service = start(policies={"duplicate-ref": "conflict", "late-write": "10"})
    with HttpClient(service.url, get_token=lambda rejected: service.token) as client:
        assert attach(client, service, pieces.design, pieces.spreadsheet) is True
        assert attach(client, service, pieces.design, pieces.spreadsheet) is False  # not readable yet
        service.clock.advance(60)
        assert count_refs(client, pieces.design, pieces.spreadsheet) == 1


@pytest.mark.parametrize("status", [409, 412, 423])
def test_a_conflict_that_is_no_duplicate_is_an_error(
    service: Emulator, client: HttpClient, pieces: Pieces, status: int
) -> None:
    service.add_fault(Fault(method="POST", path=REFS, status=status, body="{}"))
    with pytest.raises(Conflict):
        attach(client, service, pieces.design, pieces.spreadsheet)
    assert count_refs(client, pieces.design, pieces.spreadsheet) == 0


@pytest.mark.parametrize("status", [404, 503])
def test_a_write_in_doubt_stays_in_doubt_when_the_look_fails_too(
    service: Emulator, client: HttpClient, pieces: Pieces, status: int
) -> None:
    service.add_fault(Fault(method="POST", path=REFS, action="reset-after"))
    service.add_fault(Fault(method="GET", path=REFS, nth=tuple(range(2, 99)), status=status, body="{}"))
    with pytest.raises(RefError) as caught:
        attach(client, service, pieces.design, pieces.spreadsheet)
    assert caught.value.reference == "refs.unconfirmed"


def test_a_ref_of_a_lost_answer_that_a_conflict_tells_of_was_made_now(
    start: Callable[..., Emulator], pieces: Pieces
) -> None:
    service = start(policies={"duplicate-ref": "conflict", "late-write": "10"})
    service.add_fault(Fault(method="POST", path=REFS, nth=(1,), action="reset-after"))
    with HttpClient(service.url, get_token=lambda _: service.token, retry=QUICK) as client:
        # Not to be seen before the second POST, but soon after it.
        assert attach(client, service, pieces.design, pieces.spreadsheet, settle=6) is True
        assert count_refs(client, pieces.design, pieces.spreadsheet) == 1


def test_a_conflict_after_a_lost_answer_stays_in_doubt_when_the_look_fails(
    service: Emulator, client: HttpClient, pieces: Pieces
) -> None:
    looks = 8  # one before the first POST, seven while it may become readable
    service.add_fault(Fault(method="POST", path=REFS, nth=(1,), action="reset-before"))
    service.add_fault(Fault(method="POST", path=REFS, nth=(2,), status=409, body="{}"))
    service.add_fault(Fault(method="GET", path=REFS, nth=tuple(range(looks + 1, 99)), status=503))
    with pytest.raises(RefError) as caught:
        attach(client, service, pieces.design, pieces.spreadsheet)
    assert caught.value.reference == "refs.unconfirmed"


def test_a_ref_between_two_versions_of_one_item_is_one_relation(
    client: HttpClient, session: Session, pieces: Pieces
) -> None:
    versions = session.list_refs(pieces.design).versions
    make(client, pieces, from_id=versions[0].id, to_id=versions[1].id)
    keys = [relation.ref.key for relation in session.list_refs(pieces.design).relations]
    assert keys.count((versions[0].id, versions[1].id, ATTACHMENT)) == 1


def test_a_yes_that_is_not_the_services_is_none(
    client: HttpClient, service: Emulator, pieces: Pieces
) -> None:
    service.add_fault(Fault(method="POST", path=REFS, nth=(1,), status=200, body="<html>OK</html>"))
    assert attach(client, service, pieces.design, pieces.spreadsheet)
    assert count_refs(client, pieces.design, pieces.spreadsheet) == 1


def test_a_yes_with_a_body_is_told_to_whoever_makes_one_ref(
    client: HttpClient, service: Emulator, pieces: Pieces
) -> None:
    service.add_fault(Fault(method="POST", path=REFS, status=200, body="{}"))
    with pytest.raises(MalformedAnswer) as caught:
        refs.create_ref(
            client,
            pieces.design.project_id,
            from_type="versions",
            from_id=pieces.design.tip.id if pieces.design.tip else "",
            to_type="versions",
            to_id=pieces.spreadsheet.tip.id if pieces.spreadsheet.tip else "",
            extension_type=ATTACHMENT,
        )
    assert caught.value.reference == "service.unexpected-status"
    assert "200" in caught.value.message
