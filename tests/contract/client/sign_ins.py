"""A sign-in in which somebody presses Allow, and a clock that only a test moves."""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from addin.lib.aps import auth
from addin.lib.aps.hubs import list_hubs
from addin.lib.core.accounts import sign_in
from addin.lib.core.ports import NoDialogs
from addin.lib.emulator import Emulator
from addin.lib.errors import NotSignedIn
from addin.lib.http import HttpClient
from addin.lib.terminal import FormBrowser

from ..emulator import signing_in
from ..emulator.wire import Wire


class Browser(NoDialogs):
    """The Host port of these tests: hands the address to a function."""

    def __init__(self, visit: Callable[[str], object]) -> None:
        self._visit = visit
        self.urls: list[str] = []

    def open_browser(self, url: str) -> bool:
        self.urls.append(url)
        self._visit(url)
        return True


def call_back(url: str, **changes: str) -> int:
    """Answer the sign-in at `url` as the service would, with changes to the query; return the status."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    return follow(f"{asked['redirect_uri']}?{urlencode({'state': asked['state'], **changes})}")


def follow(address: str) -> int:
    """Go where a browser is sent, and return the status."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    connection.request("GET", f"{parts.path}?{parts.query}")
    status = connection.getresponse().status
    connection.close()
    return status


def press(url: str, choice: str = "allow", *, user: str = "") -> str:
    """Press a button of the sign-in page, as somebody; return where the browser is sent, if it is."""
    parts = urlsplit(url)
    with HttpClient(f"{parts.scheme}://{parts.netloc}") as browser:
        page = browser.request("GET", f"{parts.path}?{parts.query}").data.decode()
        request_id = page.partition('name="request_id" value="')[2].partition('"')[0]
        form = {"request_id": request_id, "choice": choice} | ({"user": user} if user else {})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return browser.request("POST", parts.path, body=urlencode(form), headers=headers).headers.get(
            "Location", ""
        )


class ManualClock:
    """A clock that only a test moves."""

    def __init__(self) -> None:
        self.time = 1000.0

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


def signed_in(service: Emulator, client: HttpClient, port: int) -> auth.Tokens:
    """Sign in as the sample app by pressing Allow."""
    return sign_in(client, Browser(FormBrowser().open), client_id=service.public_client_id, ports=(port,))


def issue_tokens(service: Emulator) -> auth.Tokens:
    """Sign in as the sample app by raw requests, which is quicker."""
    with Wire(service) as wire:
        given = signing_in.sign_in(wire)
    return auth.Tokens(given["access_token"], given["refresh_token"], int(given["expires_in"]))


def change_default(
    monkeypatch: pytest.MonkeyPatch, function: Callable[..., object], **values: object
) -> None:
    """Give parameters of a function another default for the rest of a test."""
    defaults: dict[str, object] | None = getattr(function, "__kwdefaults__", None)
    assert defaults is not None
    assert defaults.keys() >= values.keys()
    for name, value in values.items():
        monkeypatch.setitem(defaults, name, value)


def token_requests(service: Emulator) -> int:
    """Count what the token endpoint was asked."""
    return sum(request.raw_path.endswith("/token") for request in service.log)


def works(service: Emulator, token: str) -> bool:
    """Tell whether the service takes an access token."""
    with HttpClient(service.url, get_token=lambda rejected: token) as client:
        try:
            return bool(list_hubs(client))
        except NotSignedIn:
            return False


def press_allow_as(service: Emulator, user_id: str) -> Callable[[str], bool]:
    """Return a visit of the sign-in page that chooses a person there and presses Allow."""

    def visit(url: str) -> bool:
        address = urlsplit(url)
        with Wire(service) as wire:
            page = wire.get(f"{address.path}?{address.query}", token=None)
            hidden = re.search(r'name="request_id" value="([^"]+)"', page.data.decode())
            assert hidden, page.data
            values = {"request_id": hidden[1], "choice": "allow", "user": user_id}
            answer = signing_in.form(wire, signing_in.AUTHORIZE, values, Origin=service.url)
        callback = urlsplit(answer.headers["Location"])
        with HttpClient(f"{callback.scheme}://{callback.netloc}") as back:
            back.request("GET", f"{callback.path}?{callback.query}", headers={"Accept": "text/html"})
        return True

    return visit
