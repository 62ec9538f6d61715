"""Items and versions made, renamed and looked for by the client."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from addin.lib.aps import folders, items, refs, storages, versions
from addin.lib.aps.xrefs import InlineXref
from addin.lib.emulator import Emulator, Fault
from addin.lib.errors import (
    AnswerLost,
    BadInput,
    Conflict,
    MalformedAnswer,
    NotFound,
    ServiceDown,
    UsageError,
)

from .workbench import MADE, Bench

LOSSES = [
    ("reset-after", AnswerLost, 1),
    ("reset-before", AnswerLost, 0),
    ("answer-after", ServiceDown, 1),
    ("answer", ServiceDown, 0),
]


def lose(bench: Bench, kind: str, action: str) -> None:
    """Let the answer to the next POST be lost, before or after it was carried out."""
    status = 502 if action.startswith("answer") else None
    path = f"/data/v1/projects/*/{kind}"
    bench.service.add_fault(Fault(method="POST", path=path, nth=(1,), action=action, status=status))


def test_a_storage_is_a_bucket_and_a_key(bench: Bench) -> None:
    made = storages.create_storage(
        bench.client, bench.project, target_type="folders", target_id=bench.folder, name="Part.STEP"
    )
    assert made.id == f"urn:adsk.objects:os.object:{made.bucket}/{made.key}"
    assert made.bucket == "wip.dm.prod"
    assert made.key.endswith(".step")


@pytest.mark.parametrize("urn", ["", "urn:adsk.objects:os.object:bucket", "urn:other:bucket/key"])
def test_a_storage_without_a_place_is_malformed(bench: Bench, urn: str) -> None:
    body = f'{{"data": {{"type": "objects", "id": "{urn}"}}}}'
    bench.service.add_fault(Fault(path="*/storage", status=201, body=body))
    with pytest.raises(MalformedAnswer):
        storages.create_storage(
            bench.client, bench.project, target_type="folders", target_id=bench.folder, name="a"
        )


def test_an_item_is_made_and_gets_a_second_version(bench: Bench) -> None:
    item, version = bench.make_item("歯車.step")
    assert (item.name, version.name, version.number) == ("歯車.step", "歯車.step", 1)
    assert (item.tip_id, version.item_id, item.folder_id) == (version.id, item.id, bench.folder)
    assert items.get_item(bench.client, bench.project, item_id=item.id) == (item, version)
    storage = bench.upload("items", item.id)
    second = versions.create_version(
        bench.client, bench.project, item_id=item.id, name="2.step", storage_id=storage
    )
    assert (second.number, second.storage_id, second.size) == (2, storage, 7)
    assert items.get_tip(bench.client, bench.project, item_id=item.id) == second
    found, tip = items.get_version_item(bench.client, bench.project, version_id=version.id)
    assert (found.id, tip) == (item.id, second)
    only = items.list_versions(
        bench.client, bench.project, item_id=item.id, filters={"filter[versionNumber]": "1"}
    )
    assert only == (version,)


@pytest.mark.parametrize("policy", ["no", "yes"])
def test_a_new_version_is_whole_whatever_its_answer_leaves_out(
    start: Callable[..., Emulator], bench_of: Callable[[Emulator], Bench], policy: str
) -> None:
    bench = bench_of(start(hub="none", policies={"created-version-includes-item": policy}))
    storage = bench.upload("items", bench.file_item)
    made = versions.create_version(
        bench.client, bench.project, item_id=bench.file_item, name="List.xlsx", storage_id=storage
    )
    assert (made.item_id, made.storage_id, made.number) == (bench.file_item, storage, 2)
    assert made.created is not None


def test_an_item_whose_answer_includes_no_version_is_made_all_the_same(bench: Bench) -> None:
    fault = Fault(method="POST", path="/data/v1/projects/*/items", action="drop-field", field="included")
    bench.service.add_fault(fault)
    storage = bench.upload("folders", bench.folder)
    item, version = items.create_item(
        bench.client, bench.project, folder_id=bench.folder, name="a.step", storage_id=storage
    )
    assert version is None
    assert items.get_tip(bench.client, bench.project, item_id=item.id).storage_id == storage


def test_a_name_that_cannot_be_is_refused_before_any_request(bench: Bench) -> None:
    client, project = bench.client, bench.project
    bench.service.clear_log()
    for name in ("a*", "", "x" * 256):
        for attempt in (
            lambda name=name: storages.create_storage(
                client, project, target_type="items", target_id=bench.file_item, name=name
            ),
            lambda name=name: items.create_item(
                client, project, folder_id=bench.folder, name=name, storage_id="urn"
            ),
            lambda name=name: items.rename_item(client, project, item_id=bench.file_item, name=name),
            lambda name=name: versions.create_version(
                client, project, item_id=bench.file_item, name=name, storage_id="urn"
            ),
            lambda name=name: versions.rename_version(client, project, version_id=bench.file, name=name),
        ):
            with pytest.raises(UsageError):
                attempt()
    assert bench.service.log == ()


def test_what_the_service_refuses(bench: Bench) -> None:
    client, project = bench.client, bench.project
    waiting = storages.create_storage(
        client, project, target_type="folders", target_id=bench.folder, name="a.step"
    )

    def make(name: str, storage: str) -> object:
        return items.create_item(client, project, folder_id=bench.folder, name=name, storage_id=storage)

    with pytest.raises(BadInput) as caught:
        make("a.step", waiting.id)
    assert "not complete" in caught.value.message
    bench.put(waiting)
    with pytest.raises(Conflict) as conflict:
        make("List.xlsx", waiting.id)
    assert conflict.value.reference == "service.conflict"
    with pytest.raises(NotFound):
        make("a.step", f"{waiting.id}x")
    with pytest.raises(BadInput):
        versions.create_version(client, project, item_id=bench.design_item, name="a", storage_id=waiting.id)
    with pytest.raises(BadInput):
        items.copy_item(client, project, folder_id=bench.folder, name="a", source_id=bench.file)
    with pytest.raises(BadInput):
        versions.copy_version(client, project, item_id=bench.file_item, name="a", source_id=bench.file)


def test_an_item_that_is_reserved_is_locked(bench: Bench) -> None:
    colleague = bench.service.seed.add_user("SAMPLEUSER02", name="Ingrid Vogel", email="i@example.com")
    bench.service.seed.reserve_item(bench.file_item, by=colleague, since="2026-02-01T10:00:00Z")
    item, _ = items.get_item(bench.client, bench.project, item_id=bench.file_item)
    assert (item.reserved, item.reserved_by) == (True, "Ingrid Vogel")
    with pytest.raises(Conflict) as caught:
        items.rename_item(bench.client, bench.project, item_id=bench.file_item, name="Free.xlsx")
    assert caught.value.reference == "service.locked"


def test_names_change(bench: Bench) -> None:
    renamed = items.rename_item(bench.client, bench.project, item_id=bench.file_item, name="B.xlsx")
    version = versions.rename_version(bench.client, bench.project, version_id=bench.file, name="C.xlsx")
    assert (renamed.name, version.name) == ("B.xlsx", "C.xlsx")
    item, tip = items.get_item(bench.client, bench.project, item_id=bench.file_item)
    assert (item.name, tip) == ("B.xlsx", version)


@pytest.mark.parametrize(("action", "error", "made"), LOSSES)
@pytest.mark.parametrize("late", ["0", "10"])
def test_a_lost_item_is_found_by_its_storage(
    start: Callable[..., Emulator],
    bench_of: Callable[[Emulator], Bench],
    late: str,
    action: str,
    error: type[Exception],
    made: int,
) -> None:
    # Where names need not differ, only the storage tells which item is one's own.
    service = start(hub="none", policies={"late-write": late, "same-name": "allow"})
    bench = bench_of(service)
    seed = service.seed
    seed.add_version(seed.add_item(bench.folder, name="a.step", **MADE), size=7, **MADE)
    storage = bench.upload("folders", bench.folder)
    lose(bench, "items", action)
    with pytest.raises(error):
        items.create_item(
            bench.client, bench.project, folder_id=bench.folder, name="a.step", storage_id=storage
        )
    service.clock.advance(float(late))
    contents = folders.list_folder(bench.client, bench.project, folder_id=bench.folder)
    assert [item.name for item in contents.items].count("a.step") == 1 + made
    own = [tip for tip in contents.tips.values() if tip.storage_id == storage]
    assert len(own) == made


@pytest.mark.parametrize(("action", "error", "made"), LOSSES)
def test_a_lost_version_is_found_by_its_storage(
    bench: Bench, action: str, error: type[Exception], made: int
) -> None:
    storage = bench.upload("items", bench.file_item)
    lose(bench, "versions", action)
    with pytest.raises(error):
        versions.create_version(
            bench.client, bench.project, item_id=bench.file_item, name="List.xlsx", storage_id=storage
        )
    history = items.list_versions(bench.client, bench.project, item_id=bench.file_item)
    assert [version.storage_id for version in history].count(storage) == made


def test_references_are_made_together_with_a_version(bench: Bench) -> None:
    xrefs = [InlineXref(bench.drawing), InlineXref(bench.design, "to", "overlay")]
    storage = bench.upload("folders", bench.folder)
    _, version = items.create_item(
        bench.client,
        bench.project,
        folder_id=bench.folder,
        name="a.step",
        storage_id=storage,
        xrefs=xrefs,
    )
    assert version is not None
    listed = refs.list_refs(bench.client, bench.project, resource_type="versions", resource_id=version.id)
    assert {(ref.other_id, ref.direction, ref.extension_data["nestedType"]) for ref in listed.refs} == {
        (bench.drawing, "from", "attachment"),
        (bench.design, "to", "overlay"),
    }
    storage = bench.upload("items", bench.file_item)
    second = versions.create_version(
        bench.client,
        bench.project,
        item_id=bench.file_item,
        name="List.xlsx",
        storage_id=storage,
        xrefs=[InlineXref(version.id)],
    )
    listed = refs.list_refs(bench.client, bench.project, resource_type="versions", resource_id=second.id)
    assert [(ref.to_id, ref.extension_type) for ref in listed.refs] == [(version.id, refs.XREF)]


def test_files_of_bim_360_are_copied_and_have_paths(empty_service: Emulator, bench: Bench) -> None:
    seed = empty_service.seed
    hub = seed.add_hub("Builders", extension_type="hubs:autodesk.bim360:Account")
    project = seed.add_project(hub, name="Tower")
    plans = seed.add_folder(project.root_folder_id, name="Plans", **MADE)
    source_item = seed.add_item(plans, name="A.dwg", extension_type=items.BIM_360_ITEM, **MADE)
    source = seed.add_version(source_item, size=9, **MADE)
    copy, version = items.copy_item(bench.client, project.id, folder_id=plans, name="B.dwg", source_id=source)
    assert version is not None
    assert (copy.name, version.size, version.number) == ("B.dwg", 9, 1)
    second = versions.copy_version(bench.client, project.id, item_id=copy.id, name="B.dwg", source_id=source)
    assert (second.number, second.storage_id) == (2, version.storage_id)
    with_path, _ = items.get_item(bench.client, project.id, item_id=copy.id, with_path=True)
    assert with_path.path == "/Plans"
    assert items.get_item(bench.client, project.id, item_id=copy.id)[0].path == ""
