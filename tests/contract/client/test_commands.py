"""Questions about many resources at once, and the smaller lists: links, related resources, hubs."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from addin.lib.aps import commands, hubs, links, refs
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.errors import BadInput, MalformedAnswer, NotFound, UsageError
from addin.lib.http import HttpClient

from .workbench import MADE, Bench

COMMANDS = "/data/v1/projects/*/commands"


def test_items_come_with_their_tips_50_a_request(bench: Bench) -> None:
    seed = bench.service.seed
    ids = [seed.add_item(bench.folder, name=f"i{number}", **MADE) for number in range(60)]
    for item_id in ids:
        seed.add_version(item_id, size=1, **MADE)
    bench.service.clear_log()
    found = commands.list_items(bench.client, bench.project, item_ids=[*ids, *ids])
    assert set(found.items) == set(found.tips) == set(ids)
    assert all(found.tips[item_id].id == found.items[item_id].tip_id for item_id in ids)
    assert len(bench.service.log) == 2
    assert commands.list_items(bench.client, bench.project, item_ids=[]).items == {}
    assert len(bench.service.log) == 2


def test_items_are_found_where_json_api_would_have_them(bench: Bench) -> None:
    asked = bench.client.request("GET", f"/data/v1/projects/{bench.project}/items/{bench.file_item}").json()
    entry = {"type": "items", "id": bench.file_item}
    data = {"relationships": {"resources": {"data": [entry]}}}
    included = [asked["data"], *asked["included"]]
    for body in ({"data": data, "included": included}, {"data": {**data, "included": included}}):
        bench.service.clear_faults()
        bench.service.add_fault(Fault(path=COMMANDS, status=200, body=json.dumps(body)))
        found = commands.list_items(bench.client, bench.project, item_ids=[bench.file_item])
        assert found.items[bench.file_item].name == "List.xlsx"
        assert found.tips[bench.file_item].id == bench.file


def test_paths_are_refused_outside_bim_360(bench: Bench) -> None:
    with pytest.raises(BadInput):
        commands.list_items(bench.client, bench.project, item_ids=[bench.file_item], with_path=True)
    seed = bench.service.seed
    hub = seed.add_hub("Builders", extension_type="hubs:autodesk.bim360:Account")
    project = seed.add_project(hub, name="Tower")
    plans = seed.add_folder(project.root_folder_id, name="Plans", **MADE)
    item = seed.add_item(plans, name="A.dwg", **MADE)
    seed.add_version(item, size=1, **MADE)
    found = commands.list_items(bench.client, project.id, item_ids=[item], with_path=True)
    assert found.items[item].path == "/Plans"


@pytest.mark.parametrize(
    ("access", "allowed"),
    [("read", {"view"}), ("write", {"view", "upload"}), ("manage", {"view", "upload", "admin"})],
)
def test_permissions(bench: Bench, access: str, allowed: set[str]) -> None:
    project = bench.service.seed.add_project(bench.hub, name=access, access=access)
    (found,) = commands.check_permission(
        bench.client,
        project.id,
        resources=[("folders", project.root_folder_id)],
        actions=["view", "upload", "admin"],
    )
    assert {action for action, may in found.details.items() if may} == allowed
    assert found.allowed == (access == "manage")
    assert (found.resource_type, found.resource_id) == ("folders", project.root_folder_id)


def test_an_action_that_the_answer_leaves_out_is_not_allowed(bench: Bench) -> None:
    fault = Fault(
        path=COMMANDS,
        action="drop-field",
        field="data.attributes.extension.data.permissions.0.details.upload",
    )
    bench.service.add_fault(fault)
    (found,) = commands.check_permission(
        bench.client,
        bench.project,
        resources=[("versions", bench.file)],
        actions=["read", "upload"],
    )
    assert found.details == {"read": True, "upload": False}
    assert not found.allowed


@pytest.mark.parametrize("actions", [[], ["fly"], ["read", "Upload"]])
def test_an_unknown_action_is_refused_before_any_request(bench: Bench, actions: list[str]) -> None:
    bench.service.clear_log()
    with pytest.raises(UsageError) as caught:
        commands.check_permission(
            bench.client, bench.project, resources=[("items", bench.file_item)], actions=actions
        )
    assert caught.value.reference == "permissions.unknown-action"
    assert bench.service.log == ()


def test_commands_only_read_and_are_repeated(bench: Bench) -> None:
    for number in (1, 2):
        bench.service.add_fault(Fault(path=COMMANDS, nth=(number,), action="reset-before"))
    found = commands.list_items(bench.client, bench.project, item_ids=[bench.file_item])
    assert set(found.items) == {bench.file_item}


def test_what_a_resource_relates_to(bench: Bench) -> None:
    seed = bench.service.seed
    for from_id, to_id in (
        (bench.design, bench.file),
        (bench.design, bench.folder),
        (bench.drawing, bench.design),
        (bench.file_item, bench.design),
    ):
        seed.add_ref(from_id, to_id=to_id, extension_type=refs.ATTACHMENT)

    def related(filters: dict[str, str] | None = None) -> refs.Related:
        return refs.list_related(
            bench.client,
            bench.project,
            resource_type="versions",
            resource_id=bench.design,
            filters=filters,
        )

    found = related()
    assert [folder.id for folder in found.folders] == [bench.folder]
    assert [item.id for item in found.items] == [bench.file_item]
    assert {version.id for version in found.versions} == {bench.file, bench.drawing}
    only = related({"filter[type]": "versions", "filter[extension.type]": "versions:autodesk.core:File"})
    assert (only.folders, only.items, [version.id for version in only.versions]) == ((), (), [bench.file])
    body = json.dumps({"data": [{"type": "hubs", "id": "h"}]})
    bench.service.add_fault(Fault(path="*/refs", status=200, body=body))
    with pytest.raises(MalformedAnswer):
        related()


@pytest.mark.parametrize("ref_type", refs.REF_TYPES)
@pytest.mark.parametrize("kind", refs.RESOURCE_TYPES)
def test_refs_of_every_type_at_every_end(bench: Bench, kind: str, ref_type: str) -> None:
    own = {"folders": bench.folder, "items": bench.design_item, "versions": bench.design}[kind]
    # No extension type of some refTypes is known: whatever comes is read.
    for name in refs.REF_TYPES:
        bench.service.seed.add_ref(own, to_id=bench.file, extension_type=f"{name}:example.synthetic:Ref")
    (found,) = refs.list_refs(
        bench.client,
        bench.project,
        resource_type=kind,
        resource_id=own,
        filters={"filter[refType]": ref_type, "filter[direction]": "from"},
    ).refs
    assert (found.ref_type, found.from_type, found.from_id, found.to_id) == (
        ref_type,
        kind,
        own,
        bench.file,
    )


def test_links_of_the_sample_hub(client: HttpClient) -> None:
    team, *_ = hubs.list_hubs(client)
    project, *_ = hubs.list_projects(client, team.id)
    archived = next(
        folder
        for folder in hubs.list_top_folders(client, team.id, project_id=project.id)
        if folder.name == sample.ARCHIVED_FOLDER
    )
    archive, maker = links.list_links(client, project.id, resource_type="folders", resource_id=archived.id)
    assert archive.extension_type == "links:A360:DownloadArchiveFolder"
    assert archive.href.startswith("/oss/v2/buckets/")
    assert archive.object_id.startswith("urn:adsk.objects:os.object:")
    assert archive.mime_type == "application/x-zip-compressed"
    assert "createdTime" in archive.extension_data
    assert (maker.object_id, maker.mime_type, maker.extension_data) == ("", "", {})


def test_links_of_every_kind(bench: Bench) -> None:
    for kind, own in (("folders", bench.folder), ("items", bench.file_item), ("versions", bench.file)):
        bench.service.seed.add_link(own, href="/elsewhere", extension_type="links:A360:CreateFolderArchive")
        (link,) = links.list_links(bench.client, bench.project, resource_type=kind, resource_id=own)
        assert link.href == "/elsewhere"


def test_one_hub_one_project_and_the_hub_of_it(bench: Bench) -> None:
    hub = hubs.get_hub(bench.client, bench.hub)
    assert hubs.list_hubs(bench.client, filters={"filter[name]": "Hub"}) == (hub,)
    assert hubs.list_hubs(bench.client, filters={"filter[name]": "hub"}) == ()
    project = hubs.get_project(bench.client, bench.hub, project_id=bench.project)
    assert hubs.list_projects(bench.client, bench.hub, filters={"filter[id]": bench.project}) == (project,)
    assert hubs.get_project_hub(bench.client, bench.hub, project_id=bench.project) == hub
    with pytest.raises(NotFound):
        hubs.get_hub(bench.client, "a.none")
    with pytest.raises(NotFound):
        hubs.get_project(bench.client, bench.hub, project_id="a.none")


@pytest.mark.parametrize(("policy", "count"), [("none", 0), ("one", 1), ("seven", 7)])
def test_warnings_beside_the_hubs_are_logged(
    start: Callable[..., Emulator],
    bench_of: Callable[[Emulator], Bench],
    caplog: pytest.LogCaptureFixture,
    policy: str,
    count: int,
) -> None:
    caplog.set_level("INFO", logger="databrowser.aps")
    bench = bench_of(start(hub="none", policies={"hub-warnings": policy}))
    assert len(hubs.list_hubs(bench.client)) == 1
    assert caplog.text.count("BIM360DM_ERROR") == count
