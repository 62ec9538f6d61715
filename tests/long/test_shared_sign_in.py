"""One sign-in in many threads and processes: each refresh token is used once, and none is lost."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any

import pytest
from addin.lib.aps.auth import User
from addin.lib.core.accounts import Accounts
from addin.lib.core.tokens import TokenKeeper
from addin.lib.emulator import Emulator, EmulatorOptions, Fault
from addin.lib.emulator.policies import ALLOWED
from addin.lib.errors import SignInError
from addin.lib.http import HttpClient
from addin.lib.store.account_index import Account

from ..contract.client.sign_ins import ManualClock, issue_tokens, token_requests, works
from ..secret_files import SecretFiles

ASKER = str(Path(__file__).with_name("asker.py"))
TOKEN = "/authentication/v2/token"
PROCESSES, THREADS = 4, 50
REUSE = ALLOWED["refresh-reuse"]
# Where a process may be killed, and whether the service has spent the kept token by then.
POINTS = {
    "before-read": False,
    "after-read": False,
    "before-write": True,
    "in-write": True,
    "after-write": False,
}


class Asker:
    """A process that shares the sign-in of an account; dies at `point` of its store."""

    def __init__(self, service: Emulator, folder: Path, account: Account, *, point: str = "") -> None:
        command = [sys.executable, ASKER, service.url, str(folder), account.client_id, account.user_id]
        self.process = subprocess.Popen(
            [*command, str(THREADS), *([point] if point else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait_until_ready(self) -> None:
        """Wait for its start to be over."""
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def ask(self) -> None:
        """Let its token expire, and its threads ask."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """Return what its threads got, nothing of one that died."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        return json.loads(line) if line else {}

    def __enter__(self) -> Asker:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def enter(service: Emulator, folder: Path) -> Account:
    """Sign the sample person in on this machine."""
    with HttpClient(service.url) as client:
        keeper = TokenKeeper(client, service.public_client_id, ManualClock(), issue_tokens(service))
        accounts = Accounts(folder, SecretFiles(folder), clock=ManualClock())
        return accounts.keep(keeper, User("SAMPLEUSER01", "Mika Sample", "designer@example.com", ""))


def start_again(service: Emulator, folder: Path, account: Account) -> str:
    """Start the program anew; return the access token it works with, empty when it must ask to sign in."""
    with HttpClient(service.url) as client:
        keeper = Accounts(folder, SecretFiles(folder), clock=ManualClock()).restore(client, account)
        if keeper is None:
            return ""
        try:
            return keeper.access_token()
        except SignInError:
            return ""


@pytest.mark.long(full=100)
def test_threads_and_processes_at_expiry_refresh_once_each(rounds: Iterable[Random], tmp_path: Path) -> None:
    with Emulator(EmulatorOptions()) as service, ExitStack() as stack:
        account = enter(service, tmp_path)
        askers = [stack.enter_context(Asker(service, tmp_path, account)) for _ in range(PROCESSES)]
        for asker in askers:
            asker.wait_until_ready()
        # So long that two at once would meet.
        service.add_fault(Fault(path=TOKEN, delay_ms=10, first_byte_ms=10))
        before: set[str] = set()
        for number, _ in enumerate(rounds):
            service.policies.change("refresh-reuse", REUSE[number % len(REUSE)])
            service.clear_log()
            for asker in askers:
                asker.ask()
            answers = [asker.answer() for asker in askers]
            assert [answer["errors"] for answer in answers] == [[]] * PROCESSES
            assert [answer["given"] for answer in answers] == [THREADS] * PROCESSES
            tokens = {token for answer in answers for token in answer["tokens"]}
            assert [len(answer["tokens"]) for answer in answers] == [1] * PROCESSES
            assert len(tokens - before) == PROCESSES
            assert token_requests(service) == PROCESSES
            assert {request.status for request in service.log} == {200}
            assert all(works(service, token) for token in tokens)
            before |= tokens
        assert works(service, start_again(service, tmp_path, account))


@pytest.mark.long(full=60, suite=5)
def test_killed_at_any_point_the_next_start_has_a_token_or_asks_once(
    rounds: Iterable[Random], tmp_path: Path
) -> None:
    for number, random in enumerate(rounds):
        reuse, point = random.choice(REUSE), list(POINTS)[number % len(POINTS)]
        folder = tmp_path / str(number)
        folder.mkdir()
        with Emulator(EmulatorOptions(policies={"refresh-reuse": reuse})) as service:
            account = enter(service, folder)
            with (
                Asker(service, folder, account, point=point) as doomed,
                Asker(service, folder, account) as survivor,
            ):
                for asker in (doomed, survivor):
                    asker.wait_until_ready()
                for asker in random.sample((doomed, survivor), 2):
                    asker.ask()
                assert doomed.answer() == {}
                answer = survivor.answer()
            assert doomed.process.returncode == -signal.SIGKILL
            may_end = POINTS[point] and reuse != "grace"
            assert answer["given"] == THREADS or (may_end and answer["errors"] == ["sign-in.expired"])
            token = start_again(service, folder, account)
            if token:
                assert works(service, token)
            else:
                assert may_end
                service.clear_log()
                assert start_again(service, folder, account) == ""
                assert not service.log
                account = enter(service, folder)
            assert works(service, start_again(service, folder, account))
