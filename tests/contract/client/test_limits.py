"""A client that keeps to its share of the limits, against a service that enforces them."""

from __future__ import annotations

import functools
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from addin.lib.aps import hubs
from addin.lib.aps.limits import find_limit
from addin.lib.core import browse
from addin.lib.emulator import Emulator, sample
from addin.lib.emulator.routes import list_routes
from addin.lib.errors import TooManyRequests, UsageError
from addin.lib.http import HELD_BACK, Budget, Endpoints, HttpClient, RetryPolicy
from addin.lib.scripting import Session, connect

pytestmark = pytest.mark.long_only

MADE = {"created": "2026-01-01T10:00:00Z", "by": "SAMPLEUSER01"}
FOLDERS = 450
# No limit is published for these; what the service has there is an assumption.
UNPUBLISHED = (
    "/projects/",  # where the official file has the links of a version by mistake
    "/userinfo",
    "/.well-known/",
    "/authentication/v2/keys",
    "/modelderivative/",
    "/schema/",
    "/rest/",
    "/_derivatives/",
)
SIGN_IN_FORM = "POST /authentication/v2/authorize"


class ServiceClock:
    """The service's own clock, which goes on only when the client sleeps."""

    def __init__(self, service: Emulator) -> None:
        self._service = service
        service.clock.rate = 1e-9  # a request takes no time

    def now(self) -> float:
        """Return the service's time."""
        return self._service.clock.now()

    def sleep(self, seconds: float) -> None:
        """Move the service's clock on."""
        self._service.clock.advance(seconds)
        threading.Event().wait(0.0005)  # so that a request under way is not overtaken by hours


class Program:
    """A client with a budget of its own, as another program with the same client id would have."""

    def __init__(self, service: Emulator, *, share: float, clock: ServiceClock | None = None) -> None:
        self.clock = clock or ServiceClock(service)
        self.waits: list[tuple[float, int]] = []
        self.budget = Budget(find_limit, share=share, clock=self.clock)
        self.client = HttpClient(
            service.url,
            get_token=lambda rejected: service.token,
            on_wait=lambda seconds, status: self.waits.append((seconds, status)),
            budget=self.budget,
            clock=self.clock,
        )

    def walk(self) -> tuple[int, int]:
        """Walk the whole hub; return how many folders were found and how many places failed."""
        kinds = Counter("failed" if node.error else node.kind for node in browse.walk(self.client))
        return kinds["folder"], kinds["failed"]


@pytest.fixture
def wide(start: Callable[..., Emulator]) -> Emulator:
    """A service with limits and a hub of FOLDERS folders in 15 top folders."""
    service = start(hub="none", quotas=True)
    fill(service)
    return service


def fill(service: Emulator, *, folders: int = FOLDERS) -> None:
    seed = service.seed
    project = seed.add_project(seed.add_hub("Hub"), name="Project")
    tops = [seed.add_folder(project.root_folder_id, name=f"top {number}", **MADE) for number in range(15)]
    for number in range(folders - len(tops)):
        seed.add_folder(tops[number % len(tops)], name=f"folder {number}", **MADE)


def statuses(service: Emulator) -> Counter[int]:
    return Counter(entry.status for entry in service.log)


@pytest.mark.parametrize(("share", "minutes"), [(0.5, 2), (1.0, 1)])
def test_a_walk_of_450_folders_meets_no_429(wide: Emulator, share: float, minutes: int) -> None:
    program = Program(wide, share=share)
    began = wide.clock.now()
    with program.client:
        assert program.walk() == (FOLDERS, 0)
    assert statuses(wide) == {200: len(wide.log)}
    assert {status for _, status in program.waits} == {HELD_BACK}
    assert max(seconds for seconds, _ in program.waits) == pytest.approx(61, abs=1)
    # 450 folders at 150 a minute need two waits, at 300 one; whatever else passed was looking around.
    assert wide.clock.now() - began >= minutes * 61


def test_a_walk_within_the_share_is_not_held_up(start: Callable[..., Emulator]) -> None:
    service = start(hub="none", quotas=True)
    fill(service, folders=111)
    program = Program(service, share=0.5)
    with program.client:
        assert program.walk() == (111, 0)
    assert program.waits == []


def test_without_a_budget_the_same_walk_meets_the_limit(wide: Emulator) -> None:
    clock = ServiceClock(wide)
    with HttpClient(wide.url, get_token=lambda rejected: wide.token, clock=clock) as client:
        kinds = Counter(node.kind for node in browse.walk(client) if not node.error)
    assert statuses(wide)[429] > 0
    assert kinds["folder"] == FOLDERS  # Retry-After is honoured all the same


@pytest.mark.parametrize("policy", ["present", "absent"])
def test_two_programs_with_one_client_id_meet_a_429_and_recover(
    start: Callable[..., Emulator], policy: str
) -> None:
    service = start(hub="none", quotas=True, policies={"retry-after": policy})
    fill(service)
    clock = ServiceClock(service)
    programs = [Program(service, share=1.0, clock=clock) for _ in range(2)]
    results: list[tuple[int, int]] = []
    threads = [
        threading.Thread(target=lambda program=program: results.append(program.walk()))
        for program in programs
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for program in programs:
        program.client.close()
    assert results == [(FOLDERS, 0), (FOLDERS, 0)]
    refused = statuses(service)[429]
    assert 0 < refused <= 6 * browse.WORKERS  # each folder is asked for once by each, and few of them in vain
    assert 429 in {status for program in programs for _, status in program.waits}


def test_a_share_that_was_halved_comes_back(wide: Emulator) -> None:
    path = "/project/v1/hubs"
    program = Program(wide, share=1.0)
    account = program.budget.find_account("GET", path)
    assert account
    with HttpClient(wide.url, get_token=lambda rejected: wide.token) as colleague:
        for _ in range(50):
            colleague.request("GET", path)
    with program.client:
        assert program.client.request("GET", path).status == 200
    assert statuses(wide)[429] == 1
    assert account.allowance == 25 + 5  # the pause of a minute has given back a tenth
    seen = []
    for _ in range(5):
        wide.clock.advance(60)
        seen.append(account.allowance)
    assert seen == [35, 40, 45, 50, 50]


class GreedyClock(ServiceClock):
    """A clock on which a colleague takes whatever comes free."""

    def __init__(self, service: Emulator, colleague: HttpClient) -> None:
        super().__init__(service)
        self._colleague = colleague
        self._free = 0.0

    def sleep(self, seconds: float) -> None:
        """Move the service's clock on, and be the first to ask then."""
        super().sleep(seconds)
        while self.now() >= self._free:
            answer = self._colleague.request("GET", "/project/v1/hubs")
            if answer.status == 429:
                self._free = self.now() + int(answer.headers["Retry-After"]) - 1
                break


def test_a_quota_that_stays_used_up_is_told_in_the_end(wide: Emulator) -> None:
    once = RetryPolicy(attempts=1)
    with HttpClient(wide.url, get_token=lambda rejected: wide.token, retry=once) as colleague:
        clock = GreedyClock(wide, colleague)
        clock.sleep(0)
        program = Program(wide, share=1.0, clock=clock)
        with program.client, pytest.raises(TooManyRequests):
            hubs.list_hubs(program.client)
    assert [status for _, status in program.waits] == [429, 429, 429]


@pytest.fixture
def session(start: Callable[..., Emulator]) -> Iterator[tuple[Emulator, Session]]:
    """A session on the sample hub with limits, and its service."""
    service = start(quotas=True)
    clock = ServiceClock(service)
    budget = Budget(find_limit, clock=clock)
    with Session(
        Endpoints.at(service.url), lambda rejected: service.token, budget=budget, clock=clock
    ) as opened:
        yield service, opened


def test_a_whole_session_of_a_script_meets_no_429(session: tuple[Emulator, Session]) -> None:
    service, opened = session
    nodes = [node for _ in range(3) for node in opened.walk()]
    items = [node for node in nodes if node.path[1:2] == (sample.MAIN_PROJECT,) and node.kind == "item"]
    opened.count_refs(items)
    for one, other in pairwise(items[:30]):
        opened.attach(one, other)
    found = statuses(service)
    assert found[429] == 0
    assert found[204] > 20


class Held(Exception):
    """Raised out of a wait, so that a test need not sit through it."""


@pytest.mark.parametrize(("share", "most"), [(None, 25), (1.0, 50), (0.2, 10)])
def test_a_script_chooses_its_share(start: Callable[..., Emulator], share: float | None, most: int) -> None:
    def hold(seconds: float, status: int) -> None:
        assert status == HELD_BACK
        raise Held

    service = start(hub="none")
    chosen = connect if share is None else functools.partial(connect, share=share)
    with chosen(service=service.url, token=service.token, on_wait=hold) as opened:
        for _ in range(most):
            opened.hubs()
        with pytest.raises(Held):
            opened.hubs()


def test_a_share_that_cannot_be_is_said(service: Emulator) -> None:
    with pytest.raises(UsageError) as caught:
        connect(service=service.url, token=service.token, share=2)
    assert caught.value.reference == "http.bad-share"


def test_client_and_service_have_the_same_limits() -> None:
    for route in list_routes():
        limit = find_limit(route.method, route.template)
        is_listed = not route.template.startswith(UNPUBLISHED) and route.name != SIGN_IN_FORM
        assert (limit is not None) == is_listed, route.name
        if limit:
            assert limit.per_minute == route.limit, route.name
