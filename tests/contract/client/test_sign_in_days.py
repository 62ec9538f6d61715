"""The bad days of signing in, each through the app: it ends in a sentence and a next step, or is none at all.

    wrong state: test_wrong_state
        and test_sign_in.py::test_another_state
    replayed code: test_replayed_code
    code for another verifier: test_code_for_another_verifier
        and test_sign_in.py::test_a_code_for_another_verifier
    two callbacks: test_two_callbacks
    port scan: test_port_scan
    long request line: test_long_request_line
    form posted: test_form_posted
    browser closed: test_browser_closed
        and test_sign_in.py::test_the_person_never_comes_back
    denied: test_denied
        and test_sign_in.py::test_access_denied_on_the_page
    all ports taken: test_all_ports_taken
    asleep during the wait: test_asleep_during_the_wait
    asleep before a refresh: test_asleep_before_a_refresh
        and test_tokens.py::test_a_machine_that_slept_believes_the_service
    clock an hour off: test_clock_an_hour_off
    secret store locked: test_secret_store_locked
        and test_kept_sign_ins.py::test_a_store_that_is_locked_asks_for_a_sign_in_and_forgets_none
    secret store refusing: test_secret_store_refusing
    refresh 500 then 200: test_refresh_500_then_200
        and test_tokens.py::test_a_refresh_answered_500_then_200
    refresh after the time-out: test_refresh_after_the_time_out
        and test_tokens.py::test_a_refresh_answered_after_the_time_out
    account disabled: test_account_disabled
        and test_tokens.py::test_an_account_that_was_disabled
    scopes reduced: test_scopes_reduced
    hub access revoked: test_hub_access_revoked

The last test of this file keeps the table true.
"""

from __future__ import annotations

import ast
import contextlib
import http.client
import re
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from addin.lib import app as app_module
from addin.lib.app import App
from addin.lib.aps import auth
from addin.lib.core import accounts
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.http import HttpClient
from addin.lib.http.listener import callback_urls

from ...secret_files import SecretFiles
from .palettes import Host, Page, Palette, open_both, shown, target
from .sign_ins import ManualClock, call_back, change_default, follow, press

pytestmark = pytest.mark.long_only

DAYS = (
    "wrong state",
    "replayed code",
    "code for another verifier",
    "two callbacks",
    "port scan",
    "long request line",
    "form posted",
    "browser closed",
    "denied",
    "all ports taken",
    "asleep during the wait",
    "asleep before a refresh",
    "clock an hour off",
    "secret store locked",
    "secret store refusing",
    "refresh 500 then 200",
    "refresh after the time-out",
    "account disabled",
    "scopes reduced",
    "hub access revoked",
)
TOKEN = "/authentication/v2/token"
HOUR = 3600.0


class Desk(Palette):
    """A person at the app: what the browser does is the test's, and so is the clock."""

    def __init__(self, service: Emulator, folder: Path, clock: ManualClock) -> None:
        page, host = Page(), Host()
        self.secrets = SecretFiles(folder)
        self.clock, self.service = clock, service
        app = App(host, page, service=service.url, folder=folder, clock=clock, secrets=self.secrets)
        super().__init__(app, page, host)

    def sign_in(self, visit: Callable[[str], object] | None = None) -> Any:
        """Sign in, and return who it is; `visit` is what the browser does instead of pressing Allow."""
        if visit:
            self.host.visit = lambda url: visit(url) is not False
        return self.call("account.signIn")["account"]

    def refuse(self, visit: Callable[[str], object]) -> str:
        """Sign in in vain, and return the reference of the error, which has its sentences."""
        self.host.visit = lambda url: visit(url) is not False
        return self.told("account.signIn")

    def told(self, method: str, **params: Any) -> str:
        """Call in vain, and return the reference of the error, which has its sentences."""
        error = self.fail(method, **params)
        assert is_sentence(error["message"])
        assert is_sentence(error["data"]["next"])
        return error["data"]["reference"]

    def works(self) -> bool:
        """Tell whether somebody is signed in who sees a hub."""
        return bool(self.call("tree.list", kind="root")["rows"])

    def pass_time(self, seconds: float) -> None:
        """Let time pass, here and at the service."""
        self.clock.time += seconds
        self.service.clock.advance(seconds)


def is_sentence(text: str) -> bool:
    """Tell whether a text can be read as a sentence."""
    return bool(re.match(r"[A-Z“\"].*[.!?]$", text, re.DOTALL)) and "{" not in text


@pytest.fixture
def desk(
    start: Callable[..., Emulator], port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """The app on the sample hub, nobody signed in."""
    monkeypatch.setattr(app_module, "CALLBACK_PORTS", (port,))
    made = Desk(start(callbacks=callback_urls([port])), tmp_path, ManualClock())
    yield made
    assert made.app.close()


@pytest.fixture
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sign-in that waits for the browser no longer than a test can."""
    change_default(monkeypatch, accounts.sign_in, timeout=0.2)


def allow(url: str) -> int:
    """Press Allow, and let the browser go back."""
    return follow(press(url))


def code_of(address: str) -> str:
    """Return the code that a browser is sent back with."""
    return parse_qs(urlsplit(address).query)["code"][0]


def callback_of(url: str) -> tuple[str, int]:
    """Return host and port of the listener that a sign-in names."""
    parts = urlsplit(parse_qs(urlsplit(url).query)["redirect_uri"][0])
    assert parts.port
    return "127.0.0.1", parts.port


def test_wrong_state(desk: Desk) -> None:
    assert desk.refuse(lambda url: call_back(url, code="stolen", state="another")) == "sign-in.wrong-state"
    assert not [request for request in desk.service.log if request.raw_path == TOKEN]
    assert desk.sign_in(allow)


def test_replayed_code(desk: Desk) -> None:
    codes: list[str] = []

    def note(url: str) -> None:
        address = press(url)
        codes.append(code_of(address))
        follow(address)

    assert desk.sign_in(note)
    assert desk.refuse(lambda url: call_back(url, code=codes[0])) == "sign-in.code-refused"
    # A service may take back what the code was good for the first time.
    assert desk.told("tree.list", kind="root") == "sign-in.expired"
    assert desk.sign_in(allow)
    assert desk.works()


def test_code_for_another_verifier(desk: Desk) -> None:
    def mix_up(url: str) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        other = auth.authorize_url(
            desk.service.url,
            auth.SignInRequest.create(),
            client_id=asked["client_id"],
            redirect_uri=asked["redirect_uri"],
        )
        call_back(url, code=code_of(press(other)))

    assert desk.refuse(mix_up) == "sign-in.code-refused"
    assert desk.sign_in(allow)


def test_two_callbacks(desk: Desk) -> None:
    statuses: list[int] = []

    def come_twice(url: str) -> None:
        address = press(url)
        statuses.extend((follow(address), follow(address), call_back(url, code="another")))

    assert desk.sign_in(come_twice)
    assert statuses == [200, 410, 410]
    assert desk.works()


def test_port_scan(desk: Desk) -> None:
    probes = (
        b"",
        b"\r\n\r\n",
        b"\x16\x03\x01\x02\0\x01",
        b"SSH-2.0-scan\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"\0" * 99,
    )

    def scan(url: str) -> None:
        with contextlib.ExitStack() as still_open:
            for probe in probes:
                for address in ("127.0.0.1", "::1"):
                    one = socket.create_connection((address, callback_of(url)[1]), timeout=5)
                    still_open.callback(one.close)
                    one.sendall(probe)
            allow(url)

    assert desk.sign_in(scan)
    assert desk.works()


def test_long_request_line(desk: Desk) -> None:
    def flood(url: str) -> None:
        state = parse_qs(urlsplit(url).query)["state"][0]
        with socket.create_connection(callback_of(url), timeout=5) as connection:
            with contextlib.suppress(OSError):  # it does not have to listen to the end
                connection.sendall(f"GET /callback?state={state}&code=".encode() + b"x" * 1024 * 1024)
                connection.sendall(b" HTTP/1.1\r\n\r\n")
        allow(url)

    assert desk.sign_in(flood)
    assert desk.works()


def test_form_posted(desk: Desk) -> None:
    statuses: list[int] = []

    def post(url: str) -> None:
        state = parse_qs(urlsplit(url).query)["state"][0]
        host, port = callback_of(url)
        for origin in ({}, {"Origin": "https://evil.example"}):
            connection = http.client.HTTPConnection(host, port, timeout=5)
            form = urlencode({"state": state, "code": "posted"})
            headers = {"Host": f"localhost:{port}", "Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", f"/callback?{form}", form, {**headers, **origin})
            statuses.append(connection.getresponse().status)
            connection.close()
        allow(url)

    assert desk.sign_in(post)
    assert statuses == [501, 501]
    assert desk.works()


@pytest.mark.usefixtures("short_wait")
def test_browser_closed(desk: Desk) -> None:
    assert desk.refuse(lambda url: None) == "sign-in.timed-out"
    assert desk.refuse(lambda url: False) == "sign-in.no-browser"
    assert desk.sign_in(allow)


def test_denied(desk: Desk) -> None:
    assert desk.refuse(lambda url: follow(press(url, "deny"))) == "sign-in.denied"
    assert desk.call("account.read")["account"] is None
    assert desk.sign_in(allow)


def test_all_ports_taken(desk: Desk, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        assert desk.refuse(allow) == "sign-in.ports-taken"
    assert desk.sign_in(allow)


def test_asleep_during_the_wait(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    now, uptime = time.time, time.monotonic

    def sleep(url: str) -> None:
        monkeypatch.setattr(time, "time", lambda: now() + 8 * HOUR)
        monkeypatch.setattr(time, "monotonic", lambda: uptime() + 8 * HOUR)
        desk.clock.time += 8 * HOUR
        allow(url)

    assert desk.sign_in(sleep)
    assert desk.works()


def test_asleep_before_a_refresh(desk: Desk) -> None:
    desk.sign_in()
    desk.service.clock.advance(8 * HOUR)  # while our clock stood still
    assert desk.works()
    desk.pass_time(8 * HOUR)
    assert desk.works()
    desk.pass_time(16 * 24 * HOUR)  # longer than a refresh token lives
    assert desk.told("tree.list", kind="root") == "sign-in.expired"
    assert desk.sign_in()


@pytest.mark.parametrize("hours", [-1, 1])
def test_clock_an_hour_off(desk: Desk, monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + hours * HOUR)
    desk.service.clock.advance(-hours * HOUR)  # that of the service is right
    account = desk.sign_in()
    assert desk.works()
    desk.pass_time(HOUR)
    assert desk.works()
    assert account["name"] == "Mika Sample"


def lasts_in_memory(desk: Desk, reference: str) -> bool:
    """Tell whether a sign-in works, and is said not to last, while the store answers so."""
    desk.secrets.refuses = dict.fromkeys(("read", "write", "delete"), reference)
    (notice,) = desk.sign_in()["notices"]
    assert is_sentence(notice["message"])
    assert is_sentence(notice["next"])
    assert notice["reference"] == reference
    desk.pass_time(HOUR)
    return desk.works()


def test_secret_store_locked(desk: Desk) -> None:
    assert lasts_in_memory(desk, "secrets.locked")


def test_secret_store_refusing(desk: Desk) -> None:
    assert lasts_in_memory(desk, "secrets.refused")


def test_refresh_500_then_200(desk: Desk) -> None:
    desk.sign_in()
    desk.service.add_fault(Fault(path=TOKEN, nth=(1,), status=500))
    desk.pass_time(HOUR)
    assert desk.told("tree.list", kind="root") == "service.service-down"
    assert desk.works()


def test_refresh_after_the_time_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    change_default(monkeypatch, HttpClient.__init__, timeouts=(5.0, 0.5))
    desk.sign_in()
    desk.service.add_fault(Fault(path=TOKEN, first_byte_ms=700))
    desk.pass_time(HOUR)
    assert desk.told("tree.list", kind="root") == "sign-in.expired"
    desk.service.clear_faults()
    assert desk.sign_in()
    assert desk.works()


@pytest.mark.usefixtures("short_wait")
def test_account_disabled(desk: Desk) -> None:
    desk.sign_in()
    desk.service.change_person(sample.SAMPLE_USER, enabled=False)
    assert desk.told("tree.list", kind="root") == "sign-in.expired"
    assert desk.call("account.read")["account"] is None
    # The sign-in page says why, and leaves the browser there.
    assert desk.refuse(lambda url: press(url) and None) == "sign-in.timed-out"
    desk.service.change_person(sample.SAMPLE_USER, enabled=True)
    assert desk.sign_in(allow)


def test_scopes_reduced(desk: Desk) -> None:
    desk.sign_in()
    design, other = open_both(desk.service, desk)
    desk.service.change_person(sample.SAMPLE_USER, scopes="data:read viewables:read")
    desk.pass_time(HOUR)
    assert desk.works()
    attach = {
        "document": shown(design),
        "target": target(other),
        "type": "auxiliary:autodesk.core:Attachment",
    }
    assert desk.told("refs.attach", **attach) == "service.missing-scope"
    assert "Sign in again" in desk.fail("refs.attach", **attach)["data"]["next"]
    assert desk.works()
    desk.service.change_person(sample.SAMPLE_USER, scopes=None)
    desk.sign_in()
    assert desk.call("refs.attach", **attach)["isNew"]


def test_hub_access_revoked(desk: Desk) -> None:
    app = {"service": "aps", "client_id": desk.service.public_client_id}
    desk.call("settings.write", changes=app)
    desk.sign_in()
    hub = desk.call("tree.list", kind="root")["rows"][0]
    below = {"kind": "hub", "hubId": hub["id"], "id": hub["id"]}
    desk.service.change_person(sample.SAMPLE_USER, hubs={hub["id"]: False})
    assert desk.told("tree.list", **below) == "service.forbidden"
    assert hub["id"] not in [row["id"] for row in desk.call("tree.list", kind="root")["rows"]]
    desk.service.change_person(sample.SAMPLE_USER, hubs=False)
    assert desk.call("tree.list", kind="root")["rows"] == []
    *_, verdict = desk.call("connection.test", clientId=app["client_id"])["checks"]
    assert (verdict["name"], verdict["state"]) == ("hubs", "failed")
    assert verdict["problem"]["reference"] == "hubs.none"
    assert is_sentence(verdict["problem"]["next"])
    desk.service.change_person(sample.SAMPLE_USER, hubs=True)
    assert desk.call("tree.list", **below)["rows"]


def read_table() -> dict[str, list[str]]:
    """Return the names of the tests of each day, as the top of this file has them."""
    table: dict[str, list[str]] = {}
    names: list[str] = []
    for day, first, more in re.findall(r"^    (?:(\S.*): (\S+)|    and (\S+))$", __doc__ or "", re.MULTILINE):
        if day:
            names = table[day] = []
        names.append(first or more)
    return table


def test_every_day_has_its_tests() -> None:
    table = read_table()
    assert tuple(table) == DAYS
    here = Path(__file__)
    for day, names in table.items():
        assert names[0] == f"test_{re.sub('[ -]', '_', day)}"
        for name in names:
            file, _, function = name.rpartition("::")
            tree = ast.parse((here.with_name(file) if file else here).read_text(encoding="utf-8"))
            assert function in [one.name for one in tree.body if isinstance(one, ast.FunctionDef)], name
