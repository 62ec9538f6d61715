"""The large hubs: as many as promised, whole in themselves, and the same each time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from addin.lib.emulator import Emulator, EmulatorOptions
from addin.lib.emulator.database import Database
from addin.lib.emulator.sample.large import HUB, SIZES, Size, build
from addin.lib.scripting import connect

_SMALL = Size(projects=2, folders=30, items=400)
_TABLES = ("folders", "items", "versions", "refs")


def fill(size: Size) -> Emulator:
    """Return a service with a hub of this size beside nothing else; it need not be started."""
    service = Emulator(EmulatorOptions(hub="none"))
    build(service.seed, size)
    return service


@pytest.fixture
def database() -> Iterator[Database]:
    """The database of a smaller hub of the same make."""
    service = fill(_SMALL)
    yield service._database
    service.stop()


def test_large_is_what_it_promises() -> None:
    with Emulator(EmulatorOptions(hub="large")) as service:
        counts = {table: service._database.value(f"SELECT count(*) FROM {table}") for table in _TABLES}
        assert counts["folders"] > 1_000
        assert counts["items"] > 20_000
        assert counts["refs"] > 5_000
        with connect(service=service.url, token=service.token) as session:
            assert HUB in {hub.name for hub in session.hubs()}
            found = list(session.walk(hub=HUB, project="Line 03"))
    assert sum(node.kind == "item" for node in found) == SIZES["large"].items
    assert not [node.error for node in found if node.error]


def test_the_same_size_makes_the_same_hub(database: Database) -> None:
    again = fill(_SMALL)
    for table in _TABLES:
        # What the rows above had before: ids of apps and tokens differ, the hub's do not.
        rows = [tuple(row) for row in database.rows(f"SELECT * FROM {table}")]
        assert rows == [tuple(row) for row in again._database.rows(f"SELECT * FROM {table}")]
        assert rows
    again.stop()


def test_there_are_as_many_items_as_asked_for(database: Database) -> None:
    counts = [row[0] for row in database.rows("SELECT count(*) FROM items GROUP BY project_id")]
    assert counts == [_SMALL.items] * _SMALL.projects


def test_each_item_has_its_latest_version_as_its_tip(database: Database) -> None:
    wrong = database.value(
        "SELECT count(*) FROM items i WHERE tip_id IS NOT"
        " (SELECT id FROM versions v WHERE v.item_id = i.id ORDER BY number DESC LIMIT 1)"
    )
    assert wrong == 0


def test_each_folder_rolls_up_what_changed_last_below_it(database: Database) -> None:
    wrong = database.rows(
        """
        WITH RECURSIVE below (top, id) AS (
            SELECT id, id FROM folders
            UNION ALL SELECT below.top, f.id FROM folders f JOIN below ON f.parent_id = below.id
        ), last (top, moment) AS (
            SELECT below.top, max(max(coalesce(v.created, ''), f.modified))
            FROM below JOIN folders f ON f.id = below.id
            LEFT JOIN items i ON i.folder_id = f.id LEFT JOIN versions v ON v.item_id = i.id
            GROUP BY below.top
        )
        SELECT f.name, f.rolled_up, last.moment FROM folders f JOIN last ON last.top = f.id
        WHERE f.rolled_up <> last.moment AND f.parent_id IS NOT NULL
        """
    )
    assert [tuple(row) for row in wrong] == []


def test_each_ref_has_two_ends_of_its_project(database: Database) -> None:
    ends = "SELECT count(*) FROM refs r WHERE NOT EXISTS (SELECT 1 FROM versions v WHERE v.id = r.{}"
    for end in ("from_id", "to_id"):
        assert database.value(f"{ends.format(end)} AND v.project_id = r.project_id)") == 0
    assert len(database.rows("SELECT DISTINCT extension_type FROM refs")) == 3


def test_folders_are_deep_empty_and_full(database: Database) -> None:
    depths = database.rows(
        "WITH RECURSIVE tree (id, depth) AS (SELECT id, 0 FROM folders WHERE parent_id IS NULL"
        " UNION ALL SELECT f.id, depth + 1 FROM folders f JOIN tree ON f.parent_id = tree.id)"
        " SELECT DISTINCT depth FROM tree"
    )
    assert max(row[0] for row in depths) in range(4, 7)
    full = database.value("SELECT max(n) FROM (SELECT count(*) AS n FROM items GROUP BY folder_id)")
    assert full == _SMALL.items // 4
    empty = "SELECT count(*) FROM folders f WHERE NOT EXISTS (SELECT 1 FROM items i WHERE i.folder_id = f.id)"
    assert database.value(empty) > 2
