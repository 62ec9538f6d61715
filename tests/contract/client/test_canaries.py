"""What is secret is found nowhere but where it belongs, on good days and on bad ones.

Secret are the tokens, old and new, the code, the verifier and the state of a sign-in, the password and the
session of Fusion Lifecycle, the secret of an app, the password of a proxy, and the query of a signed address.
"""

from __future__ import annotations

import base64
import contextlib
import itertools
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from addin.lib import app as app_module
from addin.lib.app import App
from addin.lib.aps import auth
from addin.lib.aps.buckets import create_bucket
from addin.lib.core import accounts
from addin.lib.core.parts import Carrier
from addin.lib.core.ports import HostUser
from addin.lib.core.transfers import download_file, upload_file
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.errors import DataBrowserError
from addin.lib.http import HttpClient, RetryPolicy, SignedHosts
from addin.lib.http.listener import CALLBACK_PORTS, callback_urls
from addin.lib.store.secrets import SystemSecrets

from ...unit.http.scripted import ScriptedServer, answer
from ..emulator.storage import BUCKET, LEAST_PART, SCOPES
from .canaries import Canaries, Places, Store, is_service
from .palettes import Host, Page, Palette, open_both, use_everything
from .sign_ins import ManualClock, call_back, change_default, follow, press
from .troubles import TROUBLES, with_silence

pytestmark = pytest.mark.long_only

TOKEN = "/authentication/v2/token"
USER = "designer@example.com"
HOURS = 3600.0


@dataclass
class Watched:
    """An app with its service, and all that is searched when the test is over."""

    palette: Palette
    service: Emulator
    canaries: Canaries
    places: Places
    clock: ManualClock
    folder: Path

    def pass_time(self, seconds: float) -> None:
        """Let time pass, here and at the service."""
        self.clock.time += seconds
        self.service.clock.advance(seconds)

    def visit(self, act: Callable[[str], object]) -> None:
        """Do something when the browser is opened, instead of pressing Allow."""
        visits = self.palette.host.visit

        def once(url: str) -> bool:
            self.palette.host.visit = visits
            self.places.addresses.append(url)
            act(url)
            return True

        self.palette.host.visit = once

    def search(self) -> list[str]:
        """Return what is found, and where."""
        return self.places.search(self.canaries.secrets)


@pytest.fixture
def watched(
    start: Callable[..., Emulator],
    port: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Iterator[Watched]:
    """The app on the sample hub, its log at its most talkative, and nobody signed in."""
    folder, temporary = tmp_path / "data", tmp_path / "temporary"
    for made in (folder, temporary):
        made.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setattr(app_module, "CALLBACK_PORTS", (port,))
    (folder / "settings.json").write_text('{"log_level": "debug"}', "utf-8")
    page, host, clock = Page(), Host(), ManualClock()
    canaries, places = Canaries(monkeypatch), Places(monkeypatch, (folder, temporary), page)
    service = start(callbacks=callback_urls([port]))
    canaries.listen_to(service)

    def look() -> None:
        places.scan()
        places.wake_loggers()

    canaries.on_request = look
    press_allow = host.visit

    def visit(url: str) -> bool:
        places.addresses.append(url)
        return press_allow(url)

    host.visit = visit
    app = App(host, page, service=service.url, folder=folder, clock=clock, secrets=Store(places.stored))
    palette = Palette(app, page, host)
    palette.call("app.ready")
    yield Watched(palette, service, canaries, places, clock, folder)
    assert app.close()
    places.output += capfd.readouterr()
    assert places.search(canaries.secrets) == []


def test_signing_in_well_and_badly(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    palette, canaries = watched.palette, watched.canaries
    code = "a-code-that-nobody-gave-0123456789"
    canaries.note("code", code)
    for values in (
        {"error": "access_denied", "error_description": "No."},
        {"code": code, "state": "another-state"},
        {"code": code},
    ):
        watched.visit(lambda url, values=values: call_back(url, **values))
        palette.fail("account.signIn")

    def repeat_the_state(url: str) -> None:
        state = parse_qs(urlsplit(url).query)["state"][0]
        call_back(url, error=f"server_error {state}", error_description=f"No, {state}, no.")

    watched.visit(repeat_the_state)
    assert palette.fail("account.signIn")["data"]["reference"] == "sign-in.refused"
    for body in ("{", "{}", '{"access_token": 7}'):
        watched.service.add_fault(Fault(path=TOKEN, action="answer-after", status=200, body=body))
        palette.fail("account.signIn")
        watched.service.clear_faults()
    change_default(monkeypatch, accounts.sign_in, timeout=0.1)
    watched.visit(lambda url: None)
    assert palette.fail("account.signIn")["data"]["reference"] == "sign-in.timed-out"
    change_default(monkeypatch, accounts.sign_in, timeout=30.0)
    assert palette.call("account.signIn")["account"]
    assert palette.call("account.signIn", asAnother=True)["account"]
    assert {"state", "verifier", "code", "access token", "refresh token"} <= canaries.kinds()


def test_staying_signed_in_and_ending_it(watched: Watched) -> None:
    palette, service = watched.palette, watched.service
    palette.call("account.signIn")
    for fault in (
        None,
        Fault(path=TOKEN, nth=(1,), status=500),
        Fault(path=TOKEN, action="reset-after"),
        None,
        Fault(path=TOKEN, action="truncate"),
        Fault(path=TOKEN, action="answer-after", status=200, body="<html>"),
        Fault(path=TOKEN, action="drop-field", field="access_token"),
        Fault(path=TOKEN, action="answer-after", status=401, body='{"error": "invalid_client"}'),
    ):
        if fault:
            service.add_fault(fault)
        watched.pass_time(HOURS)
        palette.answer(palette.ask("tree.list", kind="root"))
        service.clear_faults()
        palette.call("account.signIn")
    watched.visit(lambda url: follow(press(url, user=sample.COLLEAGUE)))
    assert palette.call("account.signIn", asAnother=True)["account"]["id"] == sample.COLLEAGUE
    palette.call("account.switch", id=sample.SAMPLE_USER)
    palette.call("tree.list", kind="root")
    palette.call("account.forget", id=sample.COLLEAGUE)
    service.add_fault(Fault(path="/authentication/v2/revoke", status=503, body="no"))
    palette.call("account.signOut")
    service.clear_faults()
    palette.call("account.signIn")
    palette.call("settings.forgetEverything")
    assert not list(watched.folder.iterdir())


def test_working_on_a_good_day(watched: Watched) -> None:
    both = open_both(watched.service, watched.palette)
    watched.palette.call("account.signIn")
    answers = use_everything(watched.palette, *both)
    assert [answer for answer in answers if "error" in answer] == []


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time-outs that a test can wait for."""
    change_default(monkeypatch, HttpClient.__init__, timeouts=(3.0, 1.5))
    monkeypatch.setattr("addin.lib.app.TIMEOUTS", (3.0, 1.5))
    monkeypatch.setattr("addin.lib.core.session.TIMEOUTS", (3.0, 1.5))


@pytest.mark.usefixtures("hasty")
def test_working_with_a_service_that_repeats_what_it_was_told(watched: Watched) -> None:
    both = open_both(watched.service, watched.palette)
    for trouble in TROUBLES:
        if watched.palette.call("account.read")["account"] is None:
            watched.palette.call("account.signIn")
        watched.canaries.trouble = lambda request, trouble=trouble: (
            None if request.path.startswith("/authentication/") else trouble(request)
        )
        answers = use_everything(watched.palette, *both)
        assert any("error" in answer for answer in answers), trouble
        watched.canaries.trouble = lambda request: None


@pytest.mark.usefixtures("hasty")
def test_signing_in_where_the_service_repeats_what_it_was_told(watched: Watched, extent: str) -> None:
    palette, canaries = watched.palette, watched.canaries
    for trouble in TROUBLES if extent == "full" else TROUBLES[::2]:
        canaries.trouble = lambda request, trouble=trouble: (
            trouble(request) if request.path == TOKEN or request.path == "/userinfo" else None
        )
        palette.fail("account.signIn")
        palette.call("connection.test", clientId="DataBrowserSample")
        canaries.trouble = lambda request: None
        palette.call("account.signIn")
        canaries.trouble = lambda request, trouble=trouble: (
            trouble(request) if request.path.startswith("/authentication/") else None
        )
        watched.pass_time(HOURS)
        palette.fail("tree.list", kind="root")
        palette.call("account.signOut")
        canaries.trouble = lambda request: None


@pytest.mark.usefixtures("hasty")
def test_a_service_that_says_nothing_in_time(watched: Watched) -> None:
    palette, canaries = watched.palette, watched.canaries
    palette.call("account.signIn")
    canaries.trouble = lambda request: (
        None if request.path.endswith("/authorize") else with_silence(request)  # the browser has time
    )
    for method, params in (
        ("tree.list", {"kind": "root"}),
        ("account.signIn", {}),
        ("lifecycle.signIn", {"userId": USER, "password": "canary-password"}),
    ):
        assert palette.fail(method, **params)["data"]["reference"] != "bridge.internal"


@pytest.mark.usefixtures("hasty")
def test_fusion_lifecycle(watched: Watched) -> None:
    palette, canaries = watched.palette, watched.canaries
    password = 'pass word"&=\\ä-canary'
    canaries.note("password", password)
    palette.fail("lifecycle.signIn", userId=USER, password=password)
    for trouble in TROUBLES:
        canaries.trouble = trouble
        palette.fail("lifecycle.signIn", userId=USER, password=password)
    canaries.trouble = lambda request: None
    watched.service.seed.add_user("CANARY", name="Canary", email="canary@example.com", password=password)
    palette.call("lifecycle.signIn", userId="canary@example.com", password=password)
    assert "session id" in canaries.kinds()
    # A name that a service could not be asked with, and a call that nobody knows.
    palette.fail("lifecycle.signIn", userId="", password=password)
    palette.fail("lifecycle.noSuchMethod", userId=USER, password=password)
    palette.call("lifecycle.signOut")


@pytest.mark.usefixtures("hasty")
def test_files_sent_and_fetched(
    watched: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extent: str
) -> None:
    monkeypatch.setattr("addin.lib.core.uploads.PART_SIZE", LEAST_PART)
    service, canaries = watched.service, watched.canaries
    file, got = tmp_path / "original", watched.folder / "fetched"
    file.write_bytes(bytes(1000))
    app = {"client_id": service.client_id, "client_secret": service.client_secret}
    with HttpClient(service.url) as anonymous:
        token = auth.get_app_token(anonymous, **app, scopes=SCOPES.split()).access_token
    quick = RetryPolicy(attempts=2, first_delay=0.001, longest_delay=0.001)
    with (
        HttpClient(service.url, get_token=lambda rejected: token, retry=quick) as storage,
        SignedHosts(service.url, retry=quick) as signed,
    ):
        carrier = Carrier(storage, signed)
        create_bucket(storage, BUCKET, policy="persistent")
        upload_file(carrier, file, bucket=BUCKET, object_key="x")
        download_file(carrier, got, bucket=BUCKET, object_key="x")
        assert {"signed query", "upload key", "access token"} <= canaries.kinds()
        for trouble in (*TROUBLES, with_silence) if extent == "full" else TROUBLES[::-2]:
            for start_of_path in ("/_s3/", "/oss/"):
                canaries.trouble = lambda request, trouble=trouble, start=start_of_path: (
                    trouble(request) if request.path.startswith(start) else None
                )
                for act in (upload_file, download_file):
                    one = file if act is upload_file else got
                    with contextlib.suppress(DataBrowserError):
                        act(carrier, one, bucket=BUCKET, object_key="x")


@pytest.mark.usefixtures("hasty")
def test_an_app_of_its_own(watched: Watched) -> None:
    service, canaries = watched.service, watched.canaries
    app = {"client_id": service.client_id, "client_secret": service.client_secret}
    quick = RetryPolicy(attempts=2, first_delay=0.001, longest_delay=0.001)
    with HttpClient(service.url, retry=quick) as client:
        token = auth.get_app_token(client, **app, scopes=["data:read"]).access_token
        assert auth.introspect_token(client, token, **app).active
        for trouble in TROUBLES:
            canaries.trouble = trouble
            with pytest.raises(DataBrowserError):
                auth.get_app_token(client, **app, scopes=["data:read"])
            with contextlib.suppress(DataBrowserError):  # an answer without a word counts as "not active"
                auth.introspect_token(client, token, **app)
            with contextlib.suppress(DataBrowserError):
                auth.introspect_token(client, token, client_id=service.public_client_id)
    assert {"client secret", "credentials"} <= canaries.kinds()


@pytest.mark.parametrize("reply", ["407", "502", "silence", "none"])
def test_a_proxy_with_a_password(watched: Watched, monkeypatch: pytest.MonkeyPatch, reply: str) -> None:
    password = "canary-of-a-proxy-4711"
    credentials = base64.b64encode(f"somebody:{password}".encode()).decode()
    watched.canaries.note("proxy password", password)
    watched.canaries.note("proxy credentials", credentials)
    told = f"Proxy-Authorization: Basic {credentials} of somebody:{password}".encode()
    statuses = {"407": 407, "502": 502}
    script = [answer(statuses[reply], told, reason=told.decode())] if reply in statuses else [b""]
    monkeypatch.delenv("DATABROWSER_SERVICE", raising=False)
    change_default(monkeypatch, HttpClient.__init__, timeouts=(3.0, 1.5))
    with ScriptedServer(script) as proxy:
        port = 1 if reply == "none" else proxy.port
        address = f"http://somebody:{password}@127.0.0.1:{port}"
        for name in ("https_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(name, address)
            watched.places.exempt.add(name)
        for own in (None, address):
            host = Host()
            host.visit = lambda url: False
            app = App(host, watched.palette.page, folder=watched.folder, clock=watched.clock)
            palette = Palette(app, watched.palette.page, host)
            palette._ids = itertools.count(1000 if own else 2000)
            app.note_host(user=HostUser(), proxy=own)
            palette.call("settings.write", changes={"service": "aps", "client_id": "an-app"})
            [first, *_] = palette.call("connection.test", clientId="an-app")["checks"]
            assert first["state"] == "failed"
            palette.fail("account.signIn")
            assert app.close()
        for bad in (f"http://somebody:{password}@[x", f"ftp://somebody:{password}@host"):
            with pytest.raises(DataBrowserError):
                HttpClient("https://host.invalid", proxy=bad)
        refused = watched.palette.fail("settings.write", changes={"proxy": address})
        assert refused["data"]["reference"] == "settings.bad-value"


class Talkative:
    """A store of the system that says in its errors what it was given."""

    def get_password(self, service: str, username: str, /) -> str | None:
        return None

    def set_password(self, service: str, username: str, password: str, /) -> None:
        raise OSError(f"cannot keep {password} for {username}")

    def delete_password(self, service: str, username: str, /) -> None:
        raise OSError("cannot delete")


def test_a_store_that_repeats_what_it_was_given(watched: Watched) -> None:
    watched.palette.app._secrets, watched.palette.app._kept = SystemSecrets(Talkative(), service="x"), None
    account = watched.palette.call("account.signIn")["account"]
    assert [notice["reference"] for notice in account["notices"]] == ["secrets.refused"]
    watched.pass_time(HOURS)
    watched.palette.call("tree.list", kind="root")
    watched.palette.call("account.signOut")


def test_the_sample_hub_of_the_app_itself(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABROWSER_SERVICE", raising=False)
    monkeypatch.setattr(app_module, "CALLBACK_PORTS", CALLBACK_PORTS)
    host = Host()
    store = Store(watched.places.stored)
    app = App(host, watched.palette.page, folder=watched.folder, secrets=store)
    palette = Palette(app, watched.palette.page, host)
    palette._ids = itertools.count(1000)
    service = app._start_sample().service
    assert service is not None
    watched.canaries.listen_to(service)
    palette.call("settings.write", changes={"service": "sample"})
    palette.call("account.signIn")
    palette.call("tree.list", kind="root")
    palette.call("account.signOut")
    assert app.close()
    assert any(map(is_service, watched.folder.iterdir()))
