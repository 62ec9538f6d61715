"""What several of these tests work with: a project, a bucket, an app with a page, a store of secrets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from addin.lib import app as app_module
from addin.lib.app import App
from addin.lib.aps.buckets import create_bucket
from addin.lib.core.attach_run import Means
from addin.lib.core.documents import ActiveDocument
from addin.lib.core.parts import Carrier
from addin.lib.emulator import Emulator
from addin.lib.http import HttpClient, SignedHosts
from addin.lib.store.journal import Journal

from ...secret_files import SecretFiles
from ..conftest import QUICK
from ..emulator.storage import BUCKET, app_token
from .desk import Desk, ServiceClock
from .offices import Office, OpenOffice
from .palettes import Host, Page, Palette
from .workbench import Bench, fill


@pytest.fixture
def bench_of() -> Iterator[Callable[[Emulator], Bench]]:
    """Fills a service of one's own, and closes its client after the test."""
    opened: list[HttpClient] = []

    def make(service: Emulator) -> Bench:
        client = HttpClient(service.url, get_token=lambda rejected: service.token, retry=QUICK)
        opened.append(client)
        return fill(service, client)

    yield make
    for client in opened:
        client.close()


@pytest.fixture
def bench(empty_service: Emulator, bench_of: Callable[[Emulator], Bench]) -> Bench:
    """The project in a service that has nothing else."""
    return bench_of(empty_service)


@pytest.fixture
def carry() -> Iterator[Callable[[Emulator], Carrier]]:
    """Makes, for a service, a carrier of the confidential app, and its bucket."""
    opened: list[HttpClient | SignedHosts] = []

    def make(service: Emulator) -> Carrier:
        token = app_token(service)
        storage = HttpClient(service.url, get_token=lambda rejected: token, retry=QUICK)
        carrier = Carrier(storage, SignedHosts(service.url, retry=QUICK))
        opened.extend((carrier.storage, carrier.signed))
        create_bucket(storage, BUCKET, policy="persistent")
        return carrier

    yield make
    for one in opened:
        one.close()


@pytest.fixture
def carrier(empty_service: Emulator, carry: Callable[[Emulator], Carrier]) -> Carrier:
    """A carrier for an empty service."""
    return carry(empty_service)


@pytest.fixture
def desk_of(bench_of: Callable[[Emulator], Bench], tmp_path: Path) -> Iterator[Callable[[Emulator], Desk]]:
    """Makes, for a service, a desk with a journal; all is closed after the test."""
    opened: list[SignedHosts | Journal] = []

    def make(service: Emulator) -> Desk:
        bench = bench_of(service)
        signed = SignedHosts(service.url, workers=16, retry=QUICK)
        (tmp_path / "journal").mkdir(exist_ok=True)
        journal = Journal(tmp_path / "journal")
        opened.extend((signed, journal))
        means = Means(journal, bench.client, Carrier(bench.client, signed), ServiceClock(service))
        return Desk(bench, means, tmp_path / "files")

    yield make
    for one in opened:
        one.close()


@pytest.fixture
def desk(empty_service: Emulator, desk_of: Callable[[Emulator], Desk]) -> Desk:
    """A desk at a service that has nothing else."""
    return desk_of(empty_service)


@pytest.fixture
def palette(service: Emulator, tmp_path: Path) -> Iterator[Palette]:
    """An app on the sample hub, nobody signed in."""
    page, host = Page(), Host()
    app = App(host, page, service=service.url, folder=tmp_path)
    yield Palette(app, page, host)
    assert app.close()


@pytest.fixture
def unset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Palette]:
    """An app that goes by its settings alone."""
    monkeypatch.delenv("DATABROWSER_SERVICE", raising=False)
    page, host = Page(), Host()
    app = App(host, page, folder=tmp_path)
    yield Palette(app, page, host)
    assert app.close()


@pytest.fixture
def open_office(
    empty_service: Emulator,
    bench_of: Callable[[Emulator], Bench],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[OpenOffice]:
    """Opens an app with a page on one folder; what is open is closed after the test."""
    monkeypatch.setattr("addin.lib.http.client.RetryPolicy", lambda: QUICK)
    monkeypatch.setattr(app_module, "find_limit", lambda method, path: None)
    bench = bench_of(empty_service)
    secrets = SecretFiles(tmp_path)
    offices: list[Office] = []

    def open_it() -> Office:
        page, host = Page(), Host()
        app = App(
            host,
            page,
            service=empty_service.url,
            folder=tmp_path,
            secrets=secrets,
            clock=ServiceClock(empty_service),
        )
        office = Office(app, page, host)
        office.bench, office.folder = bench, tmp_path / "files"
        offices.append(office)
        app.sign_ins.restore()
        if app.account is None:
            office.call("account.signIn")
        app.change_document(
            ActiveDocument(
                "saved",
                "Gear",
                project_id=bench.project,
                item_id=bench.design_item,
                version_id=bench.design,
            )
        )
        return office

    yield open_it
    for office in offices:
        assert office.app.close()


@pytest.fixture
def office(open_office: OpenOffice) -> Office:
    """One such app."""
    return open_office()


@pytest.fixture
def anonymous(service: Emulator) -> Iterator[HttpClient]:
    """A client that sends no token."""
    with HttpClient(service.url, retry=QUICK) as opened:
        yield opened


@pytest.fixture
def secrets(tmp_path: Path) -> SecretFiles:
    """A store of secrets that other processes may share."""
    return SecretFiles(tmp_path)
