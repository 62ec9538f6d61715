"""A sign-in in which somebody presses Allow, and a clock that only a test moves."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from addin.lib.aps import auth
from addin.lib.aps.hubs import list_hubs
from addin.lib.core.accounts import sign_in
from addin.lib.emulator import Emulator
from addin.lib.errors import NotSignedIn
from addin.lib.http import HttpClient
from addin.lib.terminal import FormBrowser

from ..emulator import signing_in
from ..emulator.wire import Wire


class Browser:
    """The Host port of these tests: hands the address to a function."""

    def __init__(self, visit: Callable[[str], object]) -> None:
        self._visit = visit
        self.urls: list[str] = []

    def open_browser(self, url: str) -> bool:
        self.urls.append(url)
        self._visit(url)
        return True


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
