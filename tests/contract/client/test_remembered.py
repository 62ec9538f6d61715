"""A script's session is the add-in's: its settings, its sign-in, its sample hub, running or not."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from addin.lib import app as app_module
from addin.lib.app import App
from addin.lib.aps import auth
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.errors import Cancelled, NotAllowed, StoreError, UsageError
from addin.lib.remembered import connect_as_addin, open_tenant
from addin.lib.sample_hub import SAMPLE_FILE, SampleHub
from addin.lib.store.secrets import MemorySecrets, SecretStore

from .palettes import Host, Page, Palette

pytestmark = pytest.mark.long_only

Start = Callable[[], Palette]


class Lasting(MemorySecrets):
    """A store that outlives the program, as a system's does."""

    is_lasting = True


def refuse_browser(url: str) -> bool:
    raise AssertionError(f"a browser was opened: {url}")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of our files; the settings decide what the service is."""
    monkeypatch.setenv("DATABROWSER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DATABROWSER_SERVICE", raising=False)
    monkeypatch.delenv("DATABROWSER_TOKEN", raising=False)
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> SecretStore:
    """The system's store of secrets, which add-in and scripts share."""
    store = Lasting()
    monkeypatch.setattr(app_module, "open_secrets", lambda: store)
    return store


@pytest.fixture
def start_addin(home: Path) -> Iterator[Start]:
    """Starts the add-in, which a test may close before its end."""
    with ExitStack() as started:

        def start() -> Palette:
            page, host = Page(), Host()
            app = App(host, page)
            started.callback(app.close)
            return Palette(app, page, host)

        yield start


def find_names(host: Host) -> set[str]:
    """Return the names of the hubs that a script's session sees."""
    with connect_as_addin(host) as session:
        assert session.user().name == "Mika Sample"
        return {hub.name for hub in session.hubs()}


@pytest.mark.parametrize("is_running", [True, False])
def test_a_script_goes_on_with_the_sign_in_of_the_add_in(
    start_addin: Start,
    store: SecretStore,
    is_running: bool,  # noqa: FBT001
) -> None:
    addin = start_addin()
    user = addin.call("account.signIn")["account"]
    if not is_running:
        assert addin.app.close()
    host = Host()
    host.visit = refuse_browser
    assert sample.TEAM_HUB in find_names(host)
    if not is_running:
        addin = start_addin()
    addin.host.visit = refuse_browser
    assert addin.call("app.ready")["account"] == user
    assert addin.call("tree.list", kind="root")["rows"]


def test_where_nobody_is_remembered_the_browser_asks_once(start_addin: Start, store: SecretStore) -> None:
    host = Host()
    assert sample.TEAM_HUB in find_names(host)
    host.visit = refuse_browser
    assert sample.TEAM_HUB in find_names(host)
    addin = start_addin()
    addin.host.visit = refuse_browser
    assert addin.call("app.ready")["account"]["name"] == "Mika Sample"


def test_a_sign_in_that_has_ended_is_made_anew(start_addin: Start, store: Lasting) -> None:
    start_addin().call("account.signIn")
    for name in store._secrets:
        store._secrets[name] = "not a token any more"
    host, visited = Host(), list[str]()
    allow = host.visit
    host.visit = lambda url: visited.append(url) or allow(url)
    assert sample.TEAM_HUB in find_names(host)
    assert len(visited) == 1


def test_a_sign_in_that_has_ended_is_forgotten_though_the_browser_makes_no_other(
    start_addin: Start, store: Lasting, home: Path
) -> None:
    addin = start_addin()
    addin.call("account.signIn")
    addin.app.close()
    for name in store._secrets:
        store._secrets[name] = "not a token any more"
    assert "SAMPLEUSER" in (home / "accounts.json").read_text("utf-8")
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(Cancelled), connect_as_addin(Host(), cancelled=cancelled):
        pass
    assert store._secrets == {}
    assert "SAMPLEUSER" not in (home / "accounts.json").read_text("utf-8")


def test_without_a_store_a_script_signs_in_for_itself_and_out_again(start_addin: Start, home: Path) -> None:
    addin = start_addin()
    addin.call("account.signIn")
    accounts = (home / "accounts.json").read_text("utf-8")
    assert sample.TEAM_HUB in find_names(Host())
    sampled = addin.app._sample
    assert sampled is not None
    assert sampled.service is not None
    assert [entry.raw_path for entry in sampled.service.log].count("/authentication/v2/revoke") == 1
    assert addin.call("tree.list", kind="root")["rows"]
    assert "SAMPLEUSER" in accounts


def test_a_store_that_refuses_leaves_no_sign_in_behind(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing(Lasting):
        """A store that takes nothing."""

        def write(self, name: str, secret: str) -> None:
            raise StoreError("secrets.locked")

    monkeypatch.setattr(app_module, "open_secrets", Refusing)
    revoked: list[str] = []
    revoke = auth.revoke_token
    monkeypatch.setattr(
        auth, "revoke_token", lambda *args, **named: revoked.append("once") or revoke(*args, **named)
    )
    assert sample.TEAM_HUB in find_names(Host())
    assert revoked == ["once"]


def test_a_token_in_the_environment_asks_nobody(
    service: Emulator, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABROWSER_SERVICE", service.url)
    monkeypatch.setenv("DATABROWSER_TOKEN", service.token)
    host = Host()
    host.visit = refuse_browser
    assert sample.TEAM_HUB in find_names(host)
    assert list(home.iterdir()) == []


def test_a_cancelled_script_does_not_wait_for_the_browser(home: Path, store: SecretStore) -> None:
    cancelled = threading.Event()
    host = Host()
    host.visit = lambda url: cancelled.set() is None
    with pytest.raises(Cancelled):
        with connect_as_addin(host, cancelled=cancelled):
            pass


@pytest.mark.parametrize("way", ["by a token", "signed in"])
def test_a_cancelled_request_does_not_pause(
    service: Emulator, home: Path, store: SecretStore, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setenv("DATABROWSER_SERVICE", service.url)
    if way == "by a token":
        monkeypatch.setenv("DATABROWSER_TOKEN", service.token)
    service.add_fault(Fault(path="/project/v1/hubs", status=429, headers={"Retry-After": "50"}, body="{}"))
    cancelled = threading.Event()
    with connect_as_addin(Host(), cancelled=cancelled) as session:
        timer = threading.Timer(0.1, cancelled.set)
        timer.start()
        with pytest.raises(Cancelled):
            session.hubs()
        timer.join()


def test_what_administrators_forbid_holds_for_scripts(
    home: Path, store: SecretStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "machine.json"
    file.write_text(json.dumps({"version": 2, "read_only": True}))
    monkeypatch.setenv("DATABROWSER_MACHINE_SETTINGS", str(file))
    with connect_as_addin(Host()) as session:
        [sheet] = session.find(sample.SPREADSHEET_TO_ATTACH, project=sample.MAIN_PROJECT)
        [design] = session.find(
            sample.DESIGN_NAME, project=sample.MAIN_PROJECT, kind="items:autodesk.fusion360:Design"
        )
        with pytest.raises(NotAllowed):
            session.attach(design, sheet)


def test_a_tenant_that_is_not_set_is_told(home: Path) -> None:
    with pytest.raises(UsageError) as caught:
        with open_tenant(Host()):
            pass
    assert caught.value.reference == "lifecycle.no-tenant"


def test_the_sample_hub_of_another_program_is_used_where_it_says_so(tmp_path: Path) -> None:
    first = SampleHub(tmp_path)
    second = SampleHub(tmp_path)
    assert second.url == first.url
    assert second.service is None
    second.stop()
    assert SampleHub(tmp_path).url == first.url
    (tmp_path / f"{SAMPLE_FILE}.address").write_text("http://evil.example")
    with pytest.raises(UsageError) as caught:
        SampleHub(tmp_path)
    assert caught.value.reference == "emulator.bad-database"
    first.stop()
    assert not (tmp_path / f"{SAMPLE_FILE}.address").exists()


@pytest.mark.syncs
def test_a_scripts_catalogue_is_the_add_ins(start_addin: Start, store: SecretStore) -> None:
    addin = start_addin()
    addin.call("account.signIn")
    [hub, *_] = addin.call("tree.list", kind="root")["rows"]
    addin.call("tree.list", kind="hub", hubId=hub["id"], id=hub["id"])
    addin.page.wait_for(
        lambda message: (
            message.get("method") == "catalogue.changed" and message["params"]["doing"] == "resting"
        ),
        timeout=60,
    )
    with connect_as_addin(Host()) as session:
        assert session.search(sample.DESIGN_NAME)[0].name == sample.DESIGN_NAME
        with pytest.raises(StoreError) as caught:
            session.sync(hub["id"])
        assert caught.value.reference == "store.sync-elsewhere"
    assert addin.app.close()
    with connect_as_addin(Host()) as session:
        counts = session.sync(hub["id"])
        assert counts.folders == counts.folders_listed > 0
