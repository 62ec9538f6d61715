"""The local service's rate against the same server sending a constant body of the same size."""

from __future__ import annotations

import http.client
import itertools
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

from addin.lib.emulator.faults import Delivery
from addin.lib.emulator.messages import Answer
from addin.lib.emulator.request_log import RequestLog
from addin.lib.emulator.server import Server
from addin.lib.scripting import connect

from .services import Service

ROOT = Path(__file__).resolve().parents[2]
THREADS = 4
SECONDS = 3.0


def find_folders(service: Service) -> list[str]:
    """Return the paths of the lists of all folders."""
    with connect(service=service.url, token=service.token) as session:
        return [
            f"/data/v1/projects/{quote(node.project_id, safe='')}/folders/{quote(node.id, safe='')}/contents"
            for node in session.walk()
            if node.kind == "folder"
        ]


def average_size(service: Service, paths: Sequence[str]) -> int:
    """Return the average length of the answers' bodies."""
    connection = _connect(service)
    total = 0
    for path in paths:
        connection.request("GET", path, headers=_headers(service))
        total += len(connection.getresponse().read())
    connection.close()
    return total // len(paths)


def measure(service: Service, paths: Sequence[str]) -> float:
    """Return the requests a second that THREADS connections get, each asking for one path after the other."""
    end = time.perf_counter() + SECONDS
    counts = [0] * THREADS

    def ask(number: int) -> None:
        connection = _connect(service)
        for path in itertools.cycle(paths):
            if time.perf_counter() >= end:
                break
            connection.request("GET", path, headers=_headers(service))
            connection.getresponse().read()
            counts[number] += 1
        connection.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


@contextmanager
def constant(size: int) -> Iterator[Service]:
    """Run the same server as a program, answering every request with `size` bytes."""
    command = [sys.executable, "-m", "tests.bench", "serve-constant", str(size)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout
        try:
            yield Service(process.stdout.readline().split()[1], "none")
        finally:
            process.terminate()


def serve_constant(size: int) -> None:
    """Serve a body of `size` bytes for ever: the program behind `constant`."""
    answer = Answer(200, b"x" * size, {"Content-Type": "application/json"})
    server = Server(
        0,
        lambda request, stopping: Delivery(answer),
        takes_stream=lambda request: False,
        log=RequestLog(),
        is_logged=lambda request: True,
    )
    print(f"Service: http://127.0.0.1:{server.port}", flush=True)
    server.serve_forever()


def _connect(service: Service) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(service.url).netloc)


def _headers(service: Service) -> dict[str, str]:
    return {"Authorization": f"Bearer {service.token}"}
