"""*This design*: asked for seldom, kept for when the service is away, and united with what Fusion knows."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path

import pytest
from addin.lib.aps.refs import ATTACHMENT, DRAWING_TO_DESIGN, XREF
from addin.lib.core import readings as readings_module
from addin.lib.core import this_design
from addin.lib.core.documents import ActiveDocument, NativeReference
from addin.lib.core.ports import NoDialogs
from addin.lib.core.readings import Readings
from addin.lib.core.this_design import add_native, read_design
from addin.lib.emulator import Emulator, Fault
from addin.lib.errors import HostError, NetworkError, ServiceDown
from addin.lib.http import HttpClient
from addin.lib.store.relation_files import MOST_FILES, read_reading, write_reading
from pytest_mock import MockerFixture

from .palettes import Palette, open_both, shown, target
from .workbench import MADE, Bench

COMMANDS = "/data/v1/projects/*/commands"


def document_of(bench: Bench) -> ActiveDocument:
    """The bench's design as the active document."""
    return open_version(bench, bench.design)


def open_version(bench: Bench, version_id: str) -> ActiveDocument:
    """The bench's design, open at a version."""
    return ActiveDocument(
        "saved", "Gear", project_id=bench.project, item_id=bench.design_item, version_id=version_id
    )


def fill_up(bench: Bench, *, versions: int, refs: int) -> ActiveDocument:
    """Give the design so many versions, and refs with as many files that have all moved on since."""
    seed = bench.service.seed
    own = [bench.design]
    own += [seed.add_version(bench.design_item, size=1, **MADE) for _ in range(versions - 1)]
    for number in range(refs):
        item = seed.add_item(
            bench.folder, name=f"{number}.pdf", extension_type="items:autodesk.core:File", **MADE
        )
        attached = seed.add_version(item, size=1, **MADE)
        seed.add_version(item, size=1, **MADE)
        seed.add_ref(own[number % versions], to_id=attached, extension_type=ATTACHMENT)
    return open_version(bench, own[-1])


def test_a_hundred_versions_and_three_hundred_refs_cost_few_requests(
    bench: Bench, mocker: MockerFixture
) -> None:
    send = mocker.spy(HttpClient, "request")

    def count() -> Counter[str]:
        sent = [str(call) for call in send.call_args_list]
        send.reset_mock()
        assert len(bench.service.log) == len(sent)
        bench.service.clear_log()
        names = ("ListRefs", "ListItems")
        return Counter(next((one for one in names if one in call), "others") for call in sent)

    document = fill_up(bench, versions=100, refs=300)
    kept = Readings()
    bench.service.clear_log()
    found = read_design(bench.client, kept, document)
    assert len(found.rows) == 300
    assert all(row.relation.other_tip == 2 for row in found.rows)
    counts = count()
    assert counts["ListRefs"] <= 2
    assert counts["ListItems"] <= 6
    assert counts["others"] <= 2

    again = read_design(bench.client, kept, document)
    assert (again.rows, again.at) == (found.rows, found.at)
    assert not count()

    refreshed = read_design(bench.client, kept, document, refresh=True)
    assert refreshed.at > found.at
    assert count() == counts


@pytest.mark.parametrize(("age", "asks"), [(599.0, 0), (601.0, 3), (-5.0, 3)])
def test_it_is_asked_again_after_ten_minutes_or_where_the_clock_was_put_back(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, age: float, asks: int
) -> None:
    document = fill_up(bench, versions=2, refs=1)
    kept = Readings()
    now = read_design(bench.client, kept, document).at
    monkeypatch.setattr(this_design.time, "time", lambda: now + age)
    bench.service.clear_log()
    read_design(bench.client, kept, document)
    assert len(bench.service.log) == asks


def test_a_version_that_is_new_is_asked_about(bench: Bench) -> None:
    document = fill_up(bench, versions=2, refs=1)
    kept = Readings()
    read_design(bench.client, kept, document)
    version_id = bench.service.seed.add_version(bench.design_item, size=1, **MADE)
    found = read_design(bench.client, kept, open_version(bench, version_id))
    assert found.own
    assert found.tip
    assert (found.own.id, found.tip.number) == (version_id, 3)


def test_offline_shows_what_was_told_last_and_why(bench: Bench, tmp_path: Path) -> None:
    document = fill_up(bench, versions=3, refs=4)
    first = read_design(bench.client, Readings(lambda: tmp_path), document)
    bench.service.add_fault(Fault(action="reset-before"))
    restarted = Readings(lambda: tmp_path)
    found = read_design(bench.client, restarted, document, refresh=True)
    assert isinstance(found.problem, (NetworkError, ServiceDown))
    assert found.at == first.at
    assert {row.sources for row in found.rows} == {("kept",)}
    assert [row.relation for row in found.rows] == [row.relation for row in first.rows]
    with pytest.raises((NetworkError, ServiceDown)):
        read_design(bench.client, Readings(), document)


@pytest.mark.parametrize(
    "content", ["", "[]", '{"version": 2}', '{"version": 1, "reading": {"at": "x"}}', "\0"]
)
def test_a_kept_file_that_is_broken_is_as_if_it_were_not_there(
    bench: Bench, tmp_path: Path, content: str
) -> None:
    document = fill_up(bench, versions=1, refs=1)
    found = read_design(bench.client, Readings(lambda: tmp_path), document)
    [file] = (tmp_path / "relations").glob("*.json")
    file.write_text(content, encoding="utf-8")
    assert Readings(lambda: tmp_path).find(document.item_id) is None
    again = read_design(bench.client, Readings(lambda: tmp_path), document)
    assert [row.relation for row in again.rows] == [row.relation for row in found.rows]
    reading = read_reading(tmp_path, document.item_id)
    assert reading
    for at in (float("inf"), float("nan"), 1e300):
        write_reading(tmp_path, document.item_id, {**reading, "at": at})
        assert Readings(lambda: tmp_path).find(document.item_id) is None
    reading["relations"][0]["ref"]["of_another_version"] = 1
    write_reading(tmp_path, document.item_id, reading)
    assert Readings(lambda: tmp_path).find(document.item_id) is None


def test_no_more_is_kept_than_there_is_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bench: Bench
) -> None:
    assert MOST_FILES >= 100
    monkeypatch.setattr("addin.lib.store.relation_files.MOST_FILES", 3)
    monkeypatch.setattr(readings_module, "_MOST_KEPT", 2)
    for number in range(5):
        write_reading(tmp_path, f"item {number}", {"at": number})
    assert len(list((tmp_path / "relations").iterdir())) == 3
    assert read_reading(tmp_path, "item 4") == {"at": 4}
    assert read_reading(tmp_path, "item 0") is None
    kept = Readings()
    document = document_of(bench)
    reading_at = read_design(bench.client, kept, document).at
    found = kept.find(document.item_id)
    assert found
    kept.keep("a", found, asked=kept.begin())
    kept.keep("b", found, asked=kept.begin())
    assert kept.find(document.item_id) is None
    assert kept.find("b") == found
    assert found.at == reading_at


def test_a_folder_that_cannot_be_written_to_is_done_without(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "relations").write_text("")
    document = fill_up(bench, versions=1, refs=2)
    assert len(read_design(bench.client, Readings(lambda: tmp_path), document).rows) == 2


def test_a_ref_is_shown_though_the_service_tells_it_late(service: Emulator, palette: Palette) -> None:
    palette.call("account.signIn")
    design, file = open_both(service, palette)

    def names() -> list[str]:
        return [row["otherName"] for row in palette.call("design.relations", refresh=True)["relations"]]

    before = names()
    service.policies.change("late-write", "10")
    done = palette.call("refs.attach", document=shown(design), target=target(file), type=ATTACHMENT)
    assert [row["otherName"] for row in done["relations"]["relations"]] == names()
    assert sorted(names()) == sorted([*before, file.name])
    session = palette.app.sign_ins.require()
    assert len(session.readings.made(design.item_id)) == 1
    service.clock.advance(60)
    assert sorted(names()) == sorted([*before, file.name])
    assert session.readings.made(design.item_id) == ()


def test_a_drawing_shows_its_design_though_the_ref_sits_on_an_older_version(bench: Bench) -> None:
    seed = bench.service.seed
    drawing_item = seed.add_item(
        bench.folder, name="Sheet", extension_type="items:autodesk.fusion360:Drawing", **MADE
    )
    first = seed.add_version(drawing_item, size=1, **MADE)
    second = seed.add_version(drawing_item, size=1, inherit="none", **MADE)
    seed.add_ref(first, to_id=bench.design, extension_type=DRAWING_TO_DESIGN)
    seed.add_version(bench.design_item, size=1, inherit="none", **MADE)
    document = ActiveDocument(
        "saved", "Sheet", project_id=bench.project, item_id=drawing_item, version_id=second
    )
    [row] = read_design(bench.client, Readings(), document).rows
    assert (row.group, row.relation.other_name, row.stale) == ("uses", "Gear", "file-newer")
    assert row.relation.other_tip == 2


def test_an_item_that_was_deleted_spoils_no_other_row(bench: Bench) -> None:
    document = fill_up(bench, versions=1, refs=3)
    bench.service.add_fault(Fault(method="POST", path=COMMANDS, nth=(2,), status=404, body="{}"))
    found = read_design(bench.client, Readings(), document)
    assert len(found.rows) == 3
    assert {row.relation.other_tip for row in found.rows} == {0}


def test_what_fusion_knows_joins_the_rest(bench: Bench) -> None:
    seed = bench.service.seed
    part = seed.add_item(bench.folder, name="Part", extension_type="items:autodesk.fusion360:Design", **MADE)
    part_version = seed.add_version(part, size=1, **MADE)
    seed.add_ref(bench.design, to_id=part_version, extension_type=XREF)
    document, kept = document_of(bench), Readings()
    read_design(bench.client, kept, document)
    add_native(
        kept,
        document,
        [
            NativeReference("from", part, "Part", part_version, 1, 1),
            NativeReference("to", "urn:assembly", "Machine", "urn:assembly?version=3", 3, 4),
        ],
    )
    rows = read_design(bench.client, kept, document).rows
    assert [(row.group, row.relation.other_name, row.sources) for row in rows] == [
        ("uses", "Part", ("fusion", "service")),
        ("usedIn", "Machine", ("fusion",)),
    ]


def test_what_fusion_knows_of_a_version_that_the_service_lists_late_is_not_out_of_date(bench: Bench) -> None:
    bench.service.seed.add_version(bench.design_item, size=1, **MADE)
    document, kept = open_version(bench, f"{bench.design_item}?version=3"), Readings()
    read_design(bench.client, kept, document)
    machine = NativeReference("to", "urn:assembly", "Machine", "urn:assembly?version=3", 3, 3)
    add_native(kept, document, [machine])
    [row] = read_design(bench.client, kept, document).rows
    assert (row.group, row.stale) == ("usedIn", "")


def test_a_host_without_documents_says_so() -> None:
    host, document = NoDialogs(), ActiveDocument()
    for ask in (
        lambda: host.open_document("urn:x"),
        lambda: host.find_web_address("urn:x"),
        lambda: host.read_references(document, cancelled=threading.Event()),
    ):
        with pytest.raises(HostError) as caught:
            ask()
        assert caught.value.reference == "host.no-documents"
