"""The catalogue from a script: brought up to date once, searched and walked without a request."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from addin.lib.core.browse import Node
from addin.lib.core.search_language import FLAGS, KEYS, read_query, split_query
from addin.lib.core.sync.progress import Progress
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.errors import Cancelled, NotSignedIn, ServiceDown, StoreError, UsageError
from addin.lib.scripting import Session, connect
from addin.lib.store.catalogue.opening import sync_lock_of
from addin.lib.store.locks import file_lock

from .syncing import CONTENTS

pytestmark = pytest.mark.long_only

README = Path(__file__).resolve().parents[3] / "README.md"
Open = Callable[..., Session]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Emulator, Session, str]]:
    """A service, a session that knows all of the sample hub, and the hub's id; nobody changes them."""
    with Emulator() as service:
        folder = tmp_path_factory.mktemp("account")
        with connect(service=service.url, token=service.token, catalogue_folder=folder) as session:
            hub = hub_of(session)
            session.sync(hub)
            service.clear_log()
            yield service, session, hub


@pytest.fixture
def open_session(service: Emulator) -> Iterator[Open]:
    """Opens sessions of the sample hub, and closes them after the test."""
    with ExitStack() as opened:
        yield lambda **options: opened.enter_context(
            connect(service=service.url, token=service.token, **options)
        )


def hub_of(session: Session) -> str:
    return next(hub.id for hub in session.hubs() if hub.name == sample.TEAM_HUB)


def names(found: list[Node]) -> list[str]:
    return [node.name for node in found]


def shape(node: Node) -> tuple[object, ...]:
    return node.kind, node.path, node.hub_id, node.project_id, node.parent_id, node.tip


def test_a_hub_is_synced_with_progress_and_then_searched_without_a_request(
    service: Emulator, open_session: Open
) -> None:
    session = open_session()
    told: list[Progress] = []
    counts = session.sync(hub_of(session), on_progress=told.append)
    assert counts.folders == counts.folders_listed > 0
    assert counts.versions == counts.versions_swept > 0
    assert list(dict.fromkeys(one.doing for one in told)) == ["refreshing", "sweeping", "stopped"]
    assert told[-1].counts == counts
    walked = [one.done for one in told if one.doing == "refreshing"]
    assert walked == sorted(walked)
    assert any(one.left == 0 for one in told if one.doing == "sweeping")

    service.clear_log()
    assert session.search(sample.DESIGN_NAME)[0].name == sample.DESIGN_NAME
    assert "Gearbox Machining" in names(session.search("is:stale"))
    assert service.log == ()


def test_a_second_sync_asks_for_what_has_changed_and_a_thorough_one_for_everything(
    service: Emulator, open_session: Open
) -> None:
    session = open_session()
    hub = hub_of(session)
    session.sync(hub)
    service.clock.advance(600)
    session.sync(hub)  # what was listed within the second of a change
    service.clear_log()
    session.sync(hub)
    assert [entry for entry in service.log if "/contents" in entry.raw_path] == []
    told: list[str] = []
    counts = session.sync(hub, is_thorough=True, on_progress=lambda progress: told.append(progress.doing))
    assert len([entry for entry in service.log if "/contents" in entry.raw_path]) >= counts.folders
    assert list(dict.fromkeys(told)) == ["refreshing", "correcting", "sweeping", "stopped"]


def test_a_walk_of_the_catalogue_is_that_of_the_hub(known: tuple[Emulator, Session, str]) -> None:
    service, session, hub = known
    walked = list(session.walk_catalogue(hub))
    with connect(service=service.url, token=service.token) as other:
        told = [node for node in other.walk(hub=sample.TEAM_HUB) if node.error is None]
    assert sorted(map(repr, map(shape, walked))) == sorted(map(repr, map(shape, told)))
    paths = [node.path for node in walked]
    assert all(path[:-1] in paths[:at] for at, path in enumerate(paths) if len(path) > 1)
    only = list(session.walk_catalogue(hub, project=sample.MAIN_PROJECT))
    assert {node.path[1] for node in only if node.depth} == {sample.MAIN_PROJECT}


def test_what_a_search_finds_can_be_worked_with(known: tuple[Emulator, Session, str]) -> None:
    service, session, _ = known
    [found, *_] = session.search(f'"{sample.DESIGN_NAME}" kind:design project:"{sample.MAIN_PROJECT}"')
    with connect(service=service.url, token=service.token) as other:
        [design] = other.find(
            sample.DESIGN_NAME, kind="items:autodesk.fusion360:Design", project=sample.MAIN_PROJECT
        )
        assert shape(found) == shape(design)
        assert other.list_refs(found) == other.list_refs(design)
    [folder, *_] = session.search("kind:folder")
    by_id = {node.id: node for node in session.walk_catalogue(folder.hub_id)}
    assert by_id[folder.id] == folder
    top = next(node for node in by_id.values() if node.kind == "folder" and node.depth == 2)
    assert top in session.search(f'"{top.name}" kind:folder')


def test_what_is_not_understood_is_raised(known: tuple[Emulator, Session, str]) -> None:
    _, session, _ = known
    with pytest.raises(UsageError) as caught:
        session.search("gear colour:red")
    assert caught.value.reference == "search.unknown-key"


def test_a_folder_of_the_callers_is_kept_for_the_next_session(known: tuple[Emulator, Session, str]) -> None:
    service, session, hub = known
    folder = session.catalogue(hub).file.parents[1]
    service.clear_log()
    with connect(service=service.url, token=service.token, catalogue_folder=folder) as later:
        assert names(later.search(sample.DESIGN_NAME, limit=1)) == [sample.DESIGN_NAME]
        assert later.search(sample.DESIGN_NAME, hub="another") == []
        assert list(later.walk_catalogue(hub)) == list(session.walk_catalogue(hub))
        assert list(later.walk_catalogue("another")) == []
    assert service.log == ()


def test_without_a_folder_nothing_is_written(
    open_session: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABROWSER_HOME", str(tmp_path))
    session = open_session()
    session.sync(hub_of(session))
    assert list(tmp_path.iterdir()) == []
    assert session.search(sample.DESIGN_NAME)


def test_while_another_program_syncs_it_says_so_and_searches_all_the_same(
    known: tuple[Emulator, Session, str],
) -> None:
    _, session, hub = known
    with file_lock(sync_lock_of(session.catalogue(hub).file), timeout=0):
        with pytest.raises(StoreError) as caught:
            session.sync(hub)
        assert caught.value.reference == "store.sync-elsewhere"
        assert str(caught.value)
        assert session.search(sample.DESIGN_NAME)
    session.sync(hub)


def test_a_sync_that_is_cancelled_keeps_what_it_did(service: Emulator, open_session: Open) -> None:
    session = open_session()
    hub = hub_of(session)
    cancelled = threading.Event()

    def stop(progress: Progress) -> None:
        if progress.done == 5:
            cancelled.set()

    with pytest.raises(Cancelled):
        session.sync(hub, on_progress=stop, cancelled=cancelled)
    assert session.catalogue(hub).count().folders_listed >= 5
    before = {entry.raw_path for entry in service.log if "/contents" in entry.raw_path}
    service.clear_log()
    session.sync(hub)
    assert not before & {entry.raw_path for entry in service.log if "/contents" in entry.raw_path}


def test_an_error_of_the_callers_own_ends_a_sync_and_frees_it(open_session: Open, tmp_path: Path) -> None:
    session = open_session(catalogue_folder=tmp_path)
    hub = hub_of(session)

    def fail(progress: Progress) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        session.sync(hub, on_progress=fail)
    session.sync(hub)


@pytest.mark.parametrize(
    ("fault", "error"),
    [(Fault(path=CONTENTS, status=401), NotSignedIn), (Fault(path=CONTENTS, status=501), ServiceDown)],
    ids=["signed-out", "down"],
)
def test_what_ends_a_sync_is_raised_and_the_next_one_goes_on(
    service: Emulator, open_session: Open, fault: Fault, error: type[Exception]
) -> None:
    session = open_session()
    hub = hub_of(session)
    service.add_fault(fault)
    with pytest.raises(error):
        session.sync(hub)
    service.clear_faults()
    session.sync(hub)
    assert session.search(sample.DESIGN_NAME)


def test_a_closed_session_has_no_catalogue(open_session: Open) -> None:
    session = open_session()
    hub = hub_of(session)
    session.sync(hub)
    session.close()
    for work in (lambda: session.catalogue("another"), lambda: session.search("gear")):
        with pytest.raises(StoreError) as caught:
            work()
        assert caught.value.reference == "store.catalogue-closed"


def read_queries() -> list[str]:
    """Return the first column of README's table of what a search understands."""
    section = README.read_text(encoding="utf-8").partition("## What a search understands")[2]
    return re.findall(r"^\| `(.+?)` \|", section.partition("\n## ")[0], re.MULTILINE)


def test_readme_shows_all_that_a_search_understands(known: tuple[Emulator, Session, str]) -> None:
    _, session, _ = known
    queries = read_queries()
    parts = [part for query in queries for part in split_query(query)]
    assert {part.key for part in parts} == {"", *KEYS}
    assert {(part.key, part.value) for part in parts if part.key in FLAGS} == {
        (key, value) for key, values in FLAGS.items() for value in values
    }
    assert any(part.is_negated for part in parts)
    assert any(part.is_quoted for part in parts)
    for query in queries:
        assert read_query(query).problems == ()
        session.search(query)
