"""An app's own tokens, what the service says of tokens and of itself, and refusals in either shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from addin.lib.aps import auth, hubs
from addin.lib.clock import SystemClock
from addin.lib.core.accounts import sign_in
from addin.lib.core.ports import NoDialogs
from addin.lib.core.tokens import TokenKeeper
from addin.lib.emulator import Emulator, Fault
from addin.lib.errors import BadInput, Forbidden, NotFound, SignInError, UsageError
from addin.lib.http import HttpClient
from addin.lib.http.listener import callback_urls
from addin.lib.terminal import FormBrowser


class Browser(NoDialogs):
    """The Host port of these tests: presses Allow."""

    def open_browser(self, url: str) -> bool:
        return FormBrowser().open(url)


@pytest.fixture
def anonymous(service: Emulator) -> Iterator[HttpClient]:
    """A client that sends no token."""
    with HttpClient(service.url) as opened:
        yield opened


def app_token(service: Emulator, client: HttpClient, *scopes: str, secret: str = "") -> auth.Tokens:
    """Ask for a token of the confidential app."""
    return auth.get_app_token(
        client,
        client_id=service.client_id,
        client_secret=secret or service.client_secret,
        scopes=scopes or ("data:read",),
    )


def test_an_app_gets_a_token_of_its_own(service: Emulator, anonymous: HttpClient) -> None:
    tokens = app_token(service, anonymous, "data:read", "bucket:read")
    assert (tokens.refresh_token, tokens.expires_in) == ("", 3599)
    state = auth.introspect_token(
        anonymous, tokens.access_token, client_id=service.client_id, client_secret=service.client_secret
    )
    assert state == auth.TokenState(
        active=True,
        scopes=("data:read", "bucket:read"),
        client_id=service.client_id,
        expires=state.expires,
    )
    assert state.expires


def test_a_secret_with_half_a_character_is_not_sent_and_not_repeated(
    service: Emulator, anonymous: HttpClient
) -> None:
    with pytest.raises(UsageError) as caught:
        app_token(service, anonymous, secret="se\ud800cret")
    assert (caught.value.reference, caught.value.context) == ("http.bad-text", {})
    with pytest.raises(UsageError) as caught:
        auth.refresh_tokens(anonymous, "se\ud800cret", client_id=service.public_client_id)
    assert (caught.value.reference, caught.value.context) == ("http.bad-text", {})
    assert not service.log


def test_an_app_alone_does_not_see_the_hubs_of_people(service: Emulator, anonymous: HttpClient) -> None:
    with HttpClient(service.url, get_token=lambda rejected: service.token) as client:
        hub = hubs.list_hubs(client)[0]
        assert hubs.list_projects(client, hub.id)
    token = app_token(service, anonymous).access_token
    with HttpClient(service.url, get_token=lambda rejected: token) as client, pytest.raises(Forbidden):
        hubs.list_projects(client, hub.id)


def test_a_persons_token_says_whose_it_is(service: Emulator, anonymous: HttpClient) -> None:
    state = auth.introspect_token(anonymous, service.token, client_id=service.public_client_id)
    assert (state.active, state.user_id, "data:search" in state.scopes) == (True, "SAMPLEUSER01", True)
    service.clock.advance(3600)
    state = auth.introspect_token(anonymous, service.token, client_id=service.public_client_id)
    assert state == auth.TokenState(active=False)


def test_of_another_apps_token_nothing_is_told(service: Emulator, anonymous: HttpClient) -> None:
    state = auth.introspect_token(
        anonymous, service.token, client_id=service.client_id, client_secret=service.client_secret
    )
    assert not state.active


@pytest.mark.parametrize("policy", ["oauth", "gateway"])
def test_a_wrong_secret_is_told_in_either_shape(start: Callable[..., Emulator], policy: str) -> None:
    service = start(hub="none", policies={"token-errors": policy})
    with HttpClient(service.url) as client:
        with pytest.raises(SignInError) as caught:
            app_token(service, client, secret="guess-of-a-secret")
        with pytest.raises(SignInError) as unseen:
            auth.introspect_token(client, "x", client_id="nobody")
    assert caught.value.reference == unseen.value.reference == "sign-in.unknown-app"
    assert "guess-of-a-secret" not in str(caught.value)


@pytest.mark.parametrize("policy", ["oauth", "gateway"])
def test_a_dead_refresh_token_ends_the_sign_in_in_either_shape(
    start: Callable[..., Emulator], policy: str
) -> None:
    service = start(hub="none", policies={"token-errors": policy})
    with HttpClient(service.url) as client, pytest.raises(SignInError) as caught:
        auth.refresh_tokens(client, "x" * 42, client_id=service.public_client_id)
    assert caught.value.reference == "sign-in.expired"


@pytest.mark.parametrize("policy", ["oauth", "gateway"])
def test_a_code_that_is_refused_says_why_in_either_shape(start: Callable[..., Emulator], policy: str) -> None:
    service = start(hub="none", policies={"token-errors": policy})
    with HttpClient(service.url) as client, pytest.raises(SignInError) as caught:
        auth.exchange_code(
            client,
            "unknown",
            request=auth.SignInRequest.create(),
            client_id=service.public_client_id,
            redirect_uri="http://localhost:8917/callback",
        )
    assert caught.value.reference == "sign-in.code-refused"
    assert "The authorization code is invalid" in str(caught.value)


@pytest.mark.parametrize(
    "body",
    [
        '{"error": "invalid_request"}',
        '{"developerMessage": "The grant type is wrong.", "errorCode": "Auth-009"}',
    ],
)
def test_a_request_at_fault_does_not_end_the_sign_in(
    service: Emulator, anonymous: HttpClient, body: str
) -> None:
    service.add_fault(Fault(path="/authentication/v2/token", status=400, body=body))
    with pytest.raises(BadInput):
        auth.refresh_tokens(anonymous, "x" * 42, client_id=service.public_client_id)


@pytest.mark.parametrize(
    ("policy", "again", "still_in"),
    [("fail", "refused", True), ("revoke-grant", "refused", False), ("grace", "taken", True)],
)
def test_a_refresh_token_that_was_used_elsewhere(
    start: Callable[..., Emulator], port: int, policy: str, again: str, *, still_in: bool
) -> None:
    service = start(hub="none", policies={"refresh-reuse": policy}, callbacks=callback_urls([port]))
    client_id = service.public_client_id
    with HttpClient(service.url) as client:
        tokens = sign_in(client, Browser(), client_id=client_id, ports=(port,))
        elsewhere = auth.refresh_tokens(client, tokens.refresh_token, client_id=client_id)
        keeper = TokenKeeper(client, client_id, SystemClock(), tokens)
        if again == "taken":
            assert keeper.access_token(tokens.access_token) != tokens.access_token
        else:
            with pytest.raises(SignInError) as caught:
                keeper.access_token(tokens.access_token)
            assert caught.value.reference == "sign-in.expired"
        if still_in:
            auth.refresh_tokens(client, elsewhere.refresh_token, client_id=client_id)
        else:
            with pytest.raises(SignInError):
                auth.refresh_tokens(client, elsewhere.refresh_token, client_id=client_id)


def test_the_service_describes_itself(service: Emulator, anonymous: HttpClient) -> None:
    found = auth.get_discovery(anonymous)
    assert found.issuer == "https://developer.api.autodesk.com"
    assert found.token_endpoint == f"{service.url}/authentication/v2/token"
    assert set(auth.SCOPES) <= set(found.scopes)


@pytest.mark.parametrize("field", ["revoke_endpoint", "revocation_endpoint"])
def test_either_name_of_the_revocation_endpoint_will_do(
    service: Emulator, anonymous: HttpClient, field: str
) -> None:
    service.add_fault(Fault(path="/.well-known/*", action="drop-field", field=field))
    assert auth.get_discovery(anonymous).revocation_endpoint == f"{service.url}/authentication/v2/revoke"


def test_an_address_that_is_another_service(service: Emulator, anonymous: HttpClient) -> None:
    service.add_fault(Fault(path="/.well-known/*", status=404, body="<html>nothing</html>"))
    with pytest.raises(NotFound):
        auth.get_discovery(anonymous)
