"""After a stop nothing is left: no socket, no temporary file, no class of ours, and no memory over time."""

from __future__ import annotations

import atexit
import gc
import logging
import os
import socket
import sys
import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from addin.lib.emulator import Emulator
from addin.lib.preview import SimulatedFusion
from addin.lib.preview.addin import AddIn

from .conftest import assert_clean, open_palette, start

# What Python's own caches may come to hold in a round; a module of ours that stays is hundreds.
FEW_OBJECTS = 40
SOME_BYTES = 16 * 1024 * 1024


pytestmark = pytest.mark.usefixtures("service")  # before any Fusion, to whom its thread would be new


def list_sockets() -> set[int]:
    """Return the sockets that are open in this process, the local service's included."""
    gc.collect()
    found = (one for one in gc.get_objects() if isinstance(one, socket.socket))
    return {id(one) for one in found if one.fileno() != -1}


def list_classes() -> set[type]:
    """Return the classes that are there; what a test before this one still holds is among them."""
    gc.collect()
    return {one for one in gc.get_objects() if isinstance(one, type)}


def use(fusion: SimulatedFusion) -> AddIn:
    """Start the add-in, sign in and list, so that all of it is loaded, with threads and connections.

    The catalogue is just being filled then.
    """
    addin = start(fusion)
    page = open_palette(fusion)
    page.call("account.signIn")
    [hub, *_] = page.call("tree.list", kind="root")["rows"]
    page.call("tree.list", kind="hub", hubId=hub["id"], projectId="", id=hub["id"])
    page.call("design.relations")
    assert page.notification("catalogue.changed")["doing"] == "refreshing"
    return addin


def resident_bytes() -> int:
    """Return how much of the process lies in memory; 0 where the system does not tell in this way."""
    file = Path("/proc/self/statm")
    return int(file.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if file.exists() else 0


def test_no_socket_is_left(fusion: SimulatedFusion) -> None:
    before = list_sockets()
    addin = use(fusion)
    assert list_sockets() - before
    addin.stop()
    assert fusion.pump_until(lambda: not list_sockets() - before, 10)
    assert_clean(fusion)


def test_no_temporary_file_is_left(
    fusion: SimulatedFusion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    made: list[str] = []
    make = tempfile.mkstemp

    def note(*arguments: Any, **options: Any) -> tuple[int, str]:
        descriptor, path = make(*arguments, **options)
        made.append(path)
        return descriptor, path

    monkeypatch.setattr(tempfile, "mkstemp", note)
    addin = start(fusion)
    page = open_palette(fusion)
    page.call("account.signIn")
    page.call("settings.write", changes={"log_level": "info"})
    assert made
    addin.stop()
    assert [path for path in made if Path(path).exists()] == []
    assert list(folder.iterdir()) == []


def test_no_class_and_no_function_for_the_interpreters_end_is_left(
    fusion: SimulatedFusion, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_exit: list[Any] = []
    register, unregister = atexit.register, atexit.unregister
    monkeypatch.setattr(atexit, "register", lambda call, *rest: at_exit.append(call) or register(call, *rest))
    monkeypatch.setattr(atexit, "unregister", lambda call: at_exit.remove(call) or unregister(call))
    before = list_classes()
    addin = use(fusion)

    def list_ours() -> list[str]:
        new = list_classes() - before
        return sorted(one.__qualname__ for one in new if one.__module__.startswith(f"{addin.name}."))

    assert list_ours()
    assert [call for call in at_exit if call.__module__.startswith(addin.name)]
    addin.stop()
    assert [call.__module__ for call in at_exit if call.__module__.startswith(addin.name)] == []
    assert_clean(fusion)
    at_exit.clear()
    assert list_ours() == []


def test_a_stop_ends_what_was_begun_by_the_start_and_is_not_over_yet(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    fusion.click("databrowser_open")
    fusion.pump()
    fusion.pump()
    assert any(thread.name == "databrowser-load" for thread in threading.enumerate())
    addin.stop()
    assert addin.modules() == []
    assert_clean(fusion)
    assert addin.modules() == []  # nor do modules come back that were just being loaded


@pytest.mark.parametrize("at_closing", [True, False])
def test_a_second_stop_and_one_without_a_start_do_nothing(
    fusion: SimulatedFusion, *, at_closing: bool
) -> None:
    addin = start(fusion)
    module = sys.modules[addin.name]
    module.stop({"IsApplicationClosing": at_closing})
    assert fusion.leftovers() == [f"module {name}" for name in addin.modules()]
    module.stop({"IsApplicationClosing": at_closing})
    addin.stop()
    assert_clean(fusion)


@pytest.mark.long(full=200)
def test_starting_and_stopping_over_and_over_takes_no_more_memory(
    fusion: SimulatedFusion, service: Emulator, rounds: Iterable[Random], caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("databrowser").setLevel(logging.ERROR)
    objects: list[int] = []
    resident: list[int] = []
    use(fusion).stop()
    for random in rounds:
        if random.random() < 0.1 or not objects:
            addin = use(fusion)
        else:
            addin = start(fusion)
            open_palette(fusion)
        addin.stop()
        assert_clean(fusion)
        fusion.meter.reset()
        fusion.cloud_calls.clear()
        service.clear_log()
        caplog.clear()
        gc.collect()
        objects.append(len(gc.get_objects()))
        resident.append(resident_bytes())
    settled = len(objects) // 4
    assert objects[-1] - objects[settled] <= FEW_OBJECTS * (len(objects) - settled)
    assert resident[-1] - resident[settled] <= SOME_BYTES
