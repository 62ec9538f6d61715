"""The sample hub: believable and awkward at once, judged by what `build` tells the seeder."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

import pytest
from addin.lib.emulator import sample
from addin.lib.emulator.derivatives import thumbnails
from addin.lib.emulator.sample import tables as sample_tables

FORBIDDEN = set("<>:\"/\\|?*'\n\r\t\0\f¢™$®")
DESIGN, DRAWING, FILE = sample_tables.DESIGN, sample_tables.DRAWING, sample_tables.FILE
DRAWING_TO_DESIGN = sample_tables.DRAWING_TO_DESIGN
ATTACHMENT, XREF = sample_tables.ATTACHMENT, sample_tables.XREF


class Planted(NamedTuple):
    """What the seeder answers for a project."""

    id: str
    root_folder_id: str


@dataclass(frozen=True)
class Row:
    """One call of the seeder; `parent` is the id of what it was put into."""

    kind: str
    id: str
    parent: str
    project: str
    fields: dict[str, Any]

    @property
    def name(self) -> str:
        return self.fields["name"]


@dataclass
class RecordingSeeder:
    """Keeps what it is told, and gives readable ids: item "i7", its second version "i7@2"."""

    rows: dict[str, Row] = field(default_factory=dict)
    refs: list[tuple[str, str, str]] = field(default_factory=list)
    reserved: dict[str, tuple[str, str]] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)
    closed: list[tuple[str, str]] = field(default_factory=list)

    def add_user(self, user_id: str, **fields: Any) -> str:
        return self._keep("user", user_id, "", fields)

    def add_hub(self, name: str, **fields: Any) -> str:
        return self._keep("hub", f"h{len(self.rows)}", "", {"name": name, **fields})

    def close_hub(self, hub_id: str, *, to: str) -> None:
        assert (self.rows[hub_id].kind, self.rows[to].kind) == ("hub", "user")
        self.closed.append((self.rows[hub_id].name, to))

    def add_project(self, hub_id: str, **fields: Any) -> Planted:
        project_id = self._keep("project", f"p{len(self.rows)}", hub_id, fields)
        return Planted(project_id, project_id)

    def add_folder(self, parent_id: str, **fields: Any) -> str:
        return self._keep("folder", f"f{len(self.rows)}", parent_id, fields)

    def add_item(self, folder_id: str, **fields: Any) -> str:
        return self._keep("item", f"i{len(self.rows)}", folder_id, fields)

    def add_version(self, item_id: str, **fields: Any) -> str:
        number = 1 + sum(row.kind == "version" for row in self.rows.values() if row.parent == item_id)
        return self._keep("version", f"{item_id}@{number}", item_id, fields)

    def add_ref(self, from_id: str, *, to_id: str, extension_type: str) -> None:
        assert {from_id, to_id} <= set(self.rows)
        self.refs.append((from_id, to_id, extension_type))

    def reserve_item(self, item_id: str, *, by: str, since: str) -> None:
        assert self.rows[by].kind == "user"
        self.reserved[item_id] = (by, since)

    def add_link(self, resource_id: str, **fields: Any) -> str:
        self.links.append((resource_id, fields["extension_type"]))
        return f"l{len(self.links)}"

    def _keep(self, kind: str, row_id: str, parent: str, fields: dict[str, Any]) -> str:
        assert row_id not in self.rows
        project = row_id if kind == "project" else self.rows[parent].project if parent else ""
        self.rows[row_id] = Row(kind, row_id, parent, project, fields)
        return row_id

    def of_kind(self, kind: str) -> list[Row]:
        return [row for row in self.rows.values() if row.kind == kind]

    def one(self, kind: str, name: str, *, project: str = sample.MAIN_PROJECT) -> Row:
        (row,) = (
            row for row in self.of_kind(kind) if row.name == name and self.rows[row.project].name == project
        )
        return row

    def children(self, row: Row, kind: str) -> list[Row]:
        return [child for child in self.of_kind(kind) if child.parent == row.id]

    def versions(self, name: str) -> list[str]:
        """The version ids of an item of the main project, oldest first."""
        return [row.id for row in self.children(self.one("item", name), "version")]

    def extension_type(self, version_id: str) -> str:
        return self.rows[self.rows[version_id].parent].fields["extension_type"]


def record() -> RecordingSeeder:
    seeder = RecordingSeeder()
    sample.build(cast(Any, seeder))
    return seeder


@pytest.fixture(scope="module")
def hub() -> RecordingSeeder:
    """The sample hub as it was told to a seeder."""
    return record()


def test_two_builds_are_alike(hub: RecordingSeeder) -> None:
    again = record()
    assert again.rows == hub.rows
    assert again.refs == hub.refs
    assert (again.reserved, again.links) == (hub.reserved, hub.links)


def test_hubs_and_projects(hub: RecordingSeeder) -> None:
    team, personal = hub.of_kind("hub")
    assert team.name == sample.TEAM_HUB
    assert personal.fields["extension_type"] == "hubs:autodesk.a360:PersonalHub"
    assert [row.name for row in hub.children(personal, "project")] == [sample.PERSONAL_PROJECT]
    access = {row.name: row.fields["access"] for row in hub.children(team, "project")}
    assert access == {
        sample.MAIN_PROJECT: "write",
        sample.CONVEYOR_PROJECT: "write",
        sample.EMEA_PROJECT: "write",
        sample.READ_ONLY_PROJECT: "read",
        sample.CLOSED_PROJECT: "none",
        sample.EMPTY_PROJECT: "write",
    }
    partitions = {row.name for row in hub.of_kind("project") if row.fields["partition"] == "wipemea"}
    assert partitions == {sample.EMEA_PROJECT}
    assert not hub.children(hub.one("project", sample.EMPTY_PROJECT, project=sample.EMPTY_PROJECT), "folder")


def test_the_sample_user_is_among_the_users(hub: RecordingSeeder) -> None:
    user = hub.rows[sample.SAMPLE_USER]
    assert (user.id, user.name, user.fields["email"]) == (
        "SAMPLEUSER01",
        "Mika Sample",
        "designer@example.com",
    )
    authors = {row.fields["by"] for row in hub.rows.values() if "by" in row.fields}
    assert authors == {row.id for row in hub.of_kind("user")}


def test_only_names_that_the_service_allows(hub: RecordingSeeder) -> None:
    for row in hub.rows.values():
        if row.kind in ("folder", "item"):
            assert 1 <= len(row.name) <= 255, row.name
            assert not set(row.name) & FORBIDDEN, row.name
            assert row.name == row.name.strip(), row.name
    for parent in [*hub.of_kind("project"), *hub.of_kind("folder")]:
        names = [row.name for row in hub.rows.values() if row.parent == parent.id]
        assert len(names) == len(set(names)), parent.name


def test_files_have_an_extension_and_fusion_documents_have_none(hub: RecordingSeeder) -> None:
    for row in hub.of_kind("item"):
        if row.fields["extension_type"] == FILE:
            assert re.search(r"\.(xlsx|pdf|csv|txt|jpg|png)$", row.name), row.name
        else:
            assert row.fields["extension_type"] in (DESIGN, DRAWING)
            assert not re.search(r"\.(xlsx|pdf|csv|txt|jpg|png|f3d|f2d)$", row.name), row.name


def test_awkward_names(hub: RecordingSeeder) -> None:
    names = [row.name for row in hub.rows.values() if row.kind in ("folder", "item")]
    assert any(re.search("[\u3040-\u30ff]", name) for name in names), "Japanese"
    assert any(re.search("[\u0600-\u06ff]", name) for name in names), "Arabic"
    assert any(ord(letter) > 0xFFFF for name in names for letter in name), "emoji"
    assert any("\u200d" in name for name in names), "joined emoji"
    assert any("\u0300" in name for name in names), "composed accents"
    assert len(sample.LONGEST_NAME) == 255
    assert sample.LONGEST_NAME in names
    assert {name[0] for name in sample.FORMULA_NAMES} == set("=+-@")
    assert set(sample.FORMULA_NAMES) <= set(names)
    assert any("&" in name for name in names)
    assert any("%" in name and "#" in name for name in names)


def test_the_same_name_stands_in_two_folders_and_in_two_cases(hub: RecordingSeeder) -> None:
    main = hub.one("project", sample.MAIN_PROJECT)
    names = Counter(row.name for row in hub.of_kind("item") if row.project == main.id)
    assert max(names.values()) == 2
    folded = Counter(name.casefold() for name in names)
    assert max(folded.values()) == 2


def test_large_empty_and_deep_folders(hub: RecordingSeeder) -> None:
    assert len(hub.children(hub.one("folder", sample.FASTENER_FOLDER), "item")) == 450
    empty = hub.one("folder", sample.EMPTY_FOLDER)
    assert not [row for row in hub.rows.values() if row.parent == empty.id]
    depth, row = 0, hub.one("folder", sample.DEEP_FOLDERS[-1])
    while row.kind == "folder":
        depth, row = depth + 1, hub.rows[row.parent]
    assert depth == len(sample.DEEP_FOLDERS) == 12


def test_the_design_has_eight_versions_by_several_people_over_months(hub: RecordingSeeder) -> None:
    versions = [hub.rows[version_id] for version_id in hub.versions(sample.DESIGN_NAME)]
    assert len(versions) == 8
    assert len({row.fields["by"] for row in versions}) >= 3
    assert moment(versions[-1].fields["created"]) - moment(versions[0].fields["created"]) > timedelta(
        days=180
    )


def test_drawings_come_from_different_versions_of_the_design(hub: RecordingSeeder) -> None:
    design = hub.versions(sample.DESIGN_NAME)
    sources = {
        start: design.index(end) + 1
        for start, end, kind in hub.refs
        if kind == DRAWING_TO_DESIGN and end in design
    }
    by_drawing: dict[str, list[int]] = {}
    for start, number in sources.items():
        by_drawing.setdefault(hub.rows[hub.rows[start].parent].name, []).append(number)
    assert by_drawing == {
        sample.CURRENT_DRAWING: [2, 5, 8],
        "Gearbox Inspection": [4, 7],
        "Gearbox Machining": [5],
        "Gearbox Concept": [2],
    }


def test_attachments_of_the_design(hub: RecordingSeeder) -> None:
    design = hub.versions(sample.DESIGN_NAME)
    attached = {
        (design.index(start) + 1, hub.rows[hub.rows[end].parent].name, int(end.rpartition("@")[2]))
        for start, end, kind in hub.refs
        if kind == ATTACHMENT and start in design
    }
    assert attached == {
        (5, sample.BILL_OF_MATERIALS, 1),
        (8, sample.BILL_OF_MATERIALS, 2),
        (6, sample.DATA_SHEET, 1),
        (8, sample.DATA_SHEET, 2),
    }
    assert len(hub.versions(sample.BILL_OF_MATERIALS)) == 3, "the attached one is stale"
    assert len(hub.versions(sample.DATA_SHEET)) == 2, "the attached one is current"


def test_what_waits_to_be_attached_relates_to_nothing(hub: RecordingSeeder) -> None:
    waiting = {*hub.versions(sample.DRAWING_TO_ATTACH), *hub.versions(sample.SPREADSHEET_TO_ATTACH)}
    assert not [ref for ref in hub.refs if waiting & set(ref[:2])]
    assert hub.one("item", sample.DRAWING_TO_ATTACH).fields["extension_type"] == DRAWING
    assert hub.one("item", sample.SPREADSHEET_TO_ATTACH).fields["extension_type"] == FILE


def test_the_assembly_refers_to_parts_some_of_them_outdated(hub: RecordingSeeder) -> None:
    tip = hub.versions(sample.ASSEMBLY_NAME)[-1]
    parts = [end for start, end, kind in hub.refs if start == tip and kind == XREF]
    assert hub.versions(sample.DESIGN_NAME)[6] in parts
    assert len(parts) >= 4
    tips = {hub.children(hub.rows[hub.rows[end].parent], "version")[-1].id for end in parts}
    assert tips & set(parts), "some parts are current"
    assert tips - set(parts), "some are outdated"


def test_refs_fit_their_types_and_stay_in_their_project(hub: RecordingSeeder) -> None:
    kinds = {DRAWING_TO_DESIGN: (DRAWING, DESIGN), ATTACHMENT: (DESIGN, FILE), XREF: (DESIGN, DESIGN)}
    assert len(set(hub.refs)) == len(hub.refs)
    for start, end, kind in hub.refs:
        assert (hub.extension_type(start), hub.extension_type(end)) == kinds[kind]
        assert hub.rows[start].project == hub.rows[end].project
        assert hub.rows[start].parent != hub.rows[end].parent


def test_one_item_is_reserved_by_a_colleague(hub: RecordingSeeder) -> None:
    item = hub.one("item", sample.RESERVED_ITEM)
    assert set(hub.reserved) == {item.id}
    by, since = hub.reserved[item.id]
    assert by != sample.SAMPLE_USER
    assert moment(since) > moment(hub.children(item, "version")[-1].fields["created"])


def test_one_folder_links_to_its_archive(hub: RecordingSeeder) -> None:
    folder = hub.one("folder", sample.ARCHIVED_FOLDER)
    assert hub.links == [
        (folder.id, "links:A360:DownloadArchiveFolder"),
        (folder.id, "links:A360:CreateFolderArchive"),
    ]


def test_the_home_project_is_managed_by_its_owner(hub: RecordingSeeder) -> None:
    home = hub.one("project", sample.PERSONAL_PROJECT, project=sample.PERSONAL_PROJECT)
    assert home.fields["access"] == "manage"


def test_dates_are_coherent(hub: RecordingSeeder) -> None:
    created: dict[str, datetime] = {}
    for row in hub.rows.values():
        if "created" not in row.fields:
            continue
        created[row.id] = moment(row.fields["created"])
        assert "2025-09-01" <= row.fields["created"] <= "2026-11-20"
        if row.parent in created:
            assert created[row.id] >= created[row.parent], row
        if row.kind == "folder":
            inside = [
                moment(child.fields["created"]) for child in hub.rows.values() if child.parent == row.id
            ]
            assert moment(row.fields["modified"]) == max([created[row.id], *inside])
    for item in hub.of_kind("item"):
        times = [created[row.id] for row in hub.children(item, "version")]
        assert times[:1] == [created[item.id]]
        assert times == sorted(set(times)), item.name
    for start, end, kind in hub.refs:
        if kind != ATTACHMENT:
            assert created[start] > created[end], (start, end)


def test_every_thumbnail_can_be_drawn(hub: RecordingSeeder) -> None:
    specs = {row.fields["thumbnail"] for row in hub.of_kind("version")}
    assert None in specs, "some files have no picture"
    drawable = {spec for spec in specs if spec}
    assert f"gearbox:{len(hub.versions(sample.DESIGN_NAME))}" in drawable
    for spec in drawable:
        thumbnails.check(spec)


def test_a_ref_to_an_ambiguous_name_is_refused() -> None:
    twins = tuple(
        sample_tables.Folder(
            name,
            "2026-01-01 00:00",
            sample.SAMPLE_USER,
            (sample_tables.design("Twin", None, ("2026-01-01 00:01", sample.SAMPLE_USER, 1)),),
        )
        for name in ("A", "B")
    )
    project = sample_tables.ProjectTable(
        "Twins", folders=twins, refs=(sample_tables.Ref(XREF, ("Twin", 1), ("Twin", 1)),)
    )
    seeder = RecordingSeeder()
    hub_id = seeder.add_hub("Any")
    with pytest.raises(KeyError, match="two items"):
        sample_tables.plant(cast(Any, seeder), hub_id, project=project)


def moment(iso: str) -> datetime:
    return datetime.strptime(iso, "%Y-%m-%dT%H:%M:%S%z")
