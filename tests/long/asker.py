"""A process that shares a sign-in with others: asks for a token whenever it is told to.

Usage: asker.py URL FOLDER CLIENT_ID USER_ID THREADS [POINT]

For each line of its input its token expires and THREADS threads ask for the next at one time; it answers with
a line of JSON: {"given": how often, "tokens": [each different one], "errors": [the references]}. At POINT of
its store of secrets, such as `before-write`, it dies without a word.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import sys
import threading
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class Clock:
    """Moves when it is told to."""

    time = 0.0

    def now(self) -> float:
        """Return the seconds so far."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """Move on."""
        self.time += seconds


def ask(keeper: Any, threads: int) -> dict[str, Any]:
    """Let all threads ask at one time, and tell what they got."""
    from addin.lib.errors import DataBrowserError

    together = threading.Barrier(threads)
    tokens: list[str] = []
    errors: list[str] = []

    def work() -> None:
        together.wait()
        try:
            tokens.append(keeper.access_token())
        except DataBrowserError as error:
            errors.append(error.reference)

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return {"given": len(tokens), "tokens": sorted(set(tokens)), "errors": sorted(set(errors))}


def main() -> None:
    """Answer line by line."""
    runpy.run_path(str(ROOT / "DataBrowserAddin.py"))["load"]("addin")
    from addin.lib.core.accounts import Accounts
    from addin.lib.http import HttpClient
    from addin.tests.secret_files import SecretFiles

    url, folder, client_id, user_id, threads = sys.argv[1:6]
    fatal = sys.argv[6] if len(sys.argv) > 6 else ""

    def pass_by(point: str) -> None:
        if is_asked and point == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    is_asked = False  # what the start reads is not meant
    clock = Clock()
    accounts = Accounts(Path(folder), SecretFiles(Path(folder), pass_by), clock=clock)
    (account,) = (one for one in accounts.list_accounts(client_id) if one.user_id == user_id)
    with HttpClient(url) as client:
        keeper = accounts.restore(client, account)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        for _ in sys.stdin:
            is_asked = True
            clock.sleep(3600)
            sys.stdout.write(json.dumps(ask(keeper, int(threads))) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
