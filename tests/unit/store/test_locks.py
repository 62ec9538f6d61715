"""A lock that keeps threads and processes apart, and dies with its process."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from addin.lib.errors import Cancelled, StoreError
from addin.lib.store.locks import file_lock

HOLDER = str(Path(__file__).with_name("holder.py"))


@contextmanager
def holding(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Let another process hold a lock, until it is told to let go at the end of the block."""
    with subprocess.Popen(
        [sys.executable, HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.lock"


def test_another_process_is_kept_out_until_the_time_is_over(path: Path) -> None:
    with holding(path):
        started = time.monotonic()
        with pytest.raises(StoreError) as caught, file_lock(path, timeout=0.2):
            pytest.fail("two processes held one lock")
        assert time.monotonic() - started >= 0.2
    assert caught.value.reference == "store.lock-busy"
    assert str(path) in str(caught.value)
    with file_lock(path, timeout=0):
        pass


def test_it_passes_on_once_the_other_process_lets_go(path: Path) -> None:
    got = threading.Event()

    def take() -> None:
        with file_lock(path, timeout=30):
            got.set()

    with holding(path):
        thread = threading.Thread(target=take)
        thread.start()
        assert not got.wait(0.1)
    assert got.wait(10)
    thread.join()


def test_it_dies_with_its_process(path: Path) -> None:
    with holding(path) as process:
        process.kill()
        process.wait()
        with file_lock(path, timeout=0):
            pass


def test_threads_of_one_process_are_kept_apart(path: Path) -> None:
    inside, most = 0, 0

    def take() -> None:
        nonlocal inside, most
        for _ in range(5):
            with file_lock(path, timeout=30):
                inside += 1
                most = max(most, inside)
                time.sleep(0.001)  # what is guarded takes a while
                inside -= 1

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_a_wait_can_be_cancelled(path: Path) -> None:
    cancelled = threading.Event()
    with holding(path):
        timer = threading.Timer(0.1, cancelled.set)
        timer.start()
        with pytest.raises(Cancelled) as caught, file_lock(path, timeout=60, cancelled=cancelled):
            pytest.fail("two processes held one lock")
        timer.join()
    assert caught.value.reference == "store.cancelled"


def test_an_error_inside_lets_go(path: Path) -> None:
    with pytest.raises(ZeroDivisionError), file_lock(path, timeout=0):
        raise ZeroDivisionError
    with file_lock(path, timeout=0):
        pass


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught, file_lock(tmp_path / "none" / "a.lock", timeout=0):
        pytest.fail("a lock without a file")
    assert caught.value.reference == "store.no-lock"


def test_the_file_is_for_this_user_alone_and_stays_empty(path: Path) -> None:
    with file_lock(path, timeout=0):
        assert path.stat().st_mode & 0o077 == 0
    assert path.read_bytes() == b""
