"""The one session with a tenant: which of several sign-ins counts, and what ends one on its way."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from addin.lib.core.lifecycle import Lifecycle
from addin.lib.errors import Cancelled, DataBrowserError, SignInError, UsageError
from addin.lib.plm.session import LifecycleSession

from ..http.scripted import ScriptedServer, answer

SECONDS = 10.0


class Tenant:
    """A tenant that lets in whoever asks, each as `session-<number>`, but not before it is told to."""

    def __init__(self) -> None:
        self._open = [threading.Event() for _ in range(3)]
        self._server = ScriptedServer([self._answer(number) for number in range(3)])
        self.url = self._server.url

    def wait_for(self, count: int) -> None:
        """Wait until so many sign-ins have arrived."""
        deadline = time.monotonic() + SECONDS
        while len(self._server.requests) < count:
            assert time.monotonic() < deadline, "the sign-in did not arrive"
            time.sleep(0.005)

    def let_in(self, number: int) -> None:
        """Answer a sign-in, the first being 0."""
        self._open[number].set()

    def close(self) -> None:
        """Answer all and end."""
        for event in self._open:
            event.set()
        self._server.__exit__()

    def _answer(self, number: int) -> Callable[[], bytes]:
        def wait() -> bytes:
            self._open[number].wait(SECONDS)
            return answer(200, json.dumps({"sessionid": f"session-{number}"}).encode())

        return wait


class SignIn:
    """A sign-in on a thread of its own."""

    def __init__(self, lifecycle: Lifecycle) -> None:
        self.cancelled = threading.Event()
        self.result: LifecycleSession | DataBrowserError | None = None
        self._lifecycle = lifecycle
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def end(self) -> LifecycleSession | DataBrowserError | None:
        """Wait for its end and return what came of it."""
        self._thread.join(SECONDS)
        assert not self._thread.is_alive()
        return self.result

    def _run(self) -> None:
        try:
            self.result = self._lifecycle.sign_in("mika", password="x", cancelled=self.cancelled)
        except DataBrowserError as error:
            self.result = error


Told = list[LifecycleSession | None]


@pytest.fixture
def tenant() -> Iterator[Tenant]:
    """A tenant that answers when told to."""
    tenant = Tenant()
    yield tenant
    tenant.close()


@pytest.fixture
def told() -> Told:
    """The changes that were told."""
    return []


@pytest.fixture
def lifecycle(tenant: Tenant, told: Told) -> Lifecycle:
    """Nobody signed in yet."""
    return Lifecycle(lambda: tenant.url, on_change=told.append)


def name(session: LifecycleSession | None) -> str:
    """Return a session's id."""
    assert session
    return session.session_id


def test_signing_in_and_out_is_told(lifecycle: Lifecycle, tenant: Tenant, told: Told) -> None:
    assert lifecycle.session is None
    tenant.let_in(0)
    session = SignIn(lifecycle).end()
    assert isinstance(session, LifecycleSession)
    assert (session.user_id, session.tenant, session.session_id) == ("mika", tenant.url, "session-0")
    assert lifecycle.session is session
    lifecycle.sign_out()
    lifecycle.sign_out()
    assert lifecycle.session is None
    assert told == [session, None]


def test_another_sign_in_takes_the_place_of_the_first(
    lifecycle: Lifecycle, tenant: Tenant, told: Told
) -> None:
    for number in range(2):
        tenant.let_in(number)
        SignIn(lifecycle).end()
    assert [name(session) for session in told] == ["session-0", "session-1"]


def test_a_refused_sign_in_leaves_the_one_before(lifecycle: Lifecycle, tenant: Tenant, told: Told) -> None:
    tenant.let_in(0)
    session = SignIn(lifecycle).end()
    with ScriptedServer([answer(401)]) as refusing:
        lifecycle.find_tenant = lambda: refusing.url
        refused = SignIn(lifecycle).end()
    assert isinstance(refused, SignInError)
    assert lifecycle.session is session
    assert told == [session]


@pytest.mark.parametrize("first_answered", [0, 1])
def test_of_two_at_a_time_the_newer_counts(
    lifecycle: Lifecycle, tenant: Tenant, told: Told, first_answered: int
) -> None:
    older = SignIn(lifecycle)
    tenant.wait_for(1)
    newer = SignIn(lifecycle)
    tenant.wait_for(2)
    both = (older, newer)
    for number in (first_answered, 1 - first_answered):
        tenant.let_in(number)
        both[number].end()
    assert isinstance(older.result, Cancelled)
    assert older.cancelled.is_set()
    assert name(lifecycle.session) == "session-1"
    assert told == [lifecycle.session]


@pytest.mark.parametrize("way", ["cancel", "sign out", "close"])
def test_the_answer_to_a_sign_in_that_was_given_up_is_dropped(
    lifecycle: Lifecycle, tenant: Tenant, told: Told, way: str
) -> None:
    running = SignIn(lifecycle)
    tenant.wait_for(1)
    {"cancel": running.cancelled.set, "sign out": lifecycle.sign_out, "close": lifecycle.close}[way]()
    tenant.let_in(0)
    assert isinstance(running.end(), Cancelled)
    assert lifecycle.session is None
    assert told == []


def test_a_sign_in_that_has_ended_is_not_cancelled_by_the_next(lifecycle: Lifecycle, tenant: Tenant) -> None:
    tenant.let_in(0)
    first = SignIn(lifecycle)
    first.end()
    lifecycle.sign_out()
    assert not first.cancelled.is_set()


def test_after_close_nobody_signs_in(lifecycle: Lifecycle, tenant: Tenant, told: Told) -> None:
    tenant.let_in(0)
    SignIn(lifecycle).end()
    lifecycle.close()
    assert lifecycle.session is None
    assert len(told) == 1
    refused = SignIn(lifecycle).end()
    assert isinstance(refused, Cancelled)
    assert refused.reference == "http.closed"


def test_without_a_tenant_nothing_is_sent(told: Told) -> None:
    def find() -> str:
        raise UsageError("lifecycle.no-tenant")

    lifecycle = Lifecycle(find, on_change=told.append)
    with pytest.raises(UsageError):
        lifecycle.sign_in("mika", password="x", cancelled=threading.Event())
    assert told == []
