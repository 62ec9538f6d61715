"""The search for secrets finds one in every place that it looks at, and allows each where it belongs."""

from __future__ import annotations

import base64
import contextlib
import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote

import pytest
from addin.lib.errors import DataBrowserError, StoreError
from addin.lib.http import HttpClient

from ...unit.http.scripted import ScriptedServer, answer
from .canaries import Places, Store
from .palettes import Page

SECRET = "a-secret/of a test+that is &planted"


def plant_in_a_message(places: Places, folder: Path) -> None:
    logging.getLogger("somebody.else").debug("found %s", SECRET)


def plant_in_an_address(places: Places, folder: Path) -> None:
    logging.getLogger("databrowser.http").debug(f"GET /x?{quote(SECRET)}")  # noqa: G004


def plant_in_a_traceback(places: Places, folder: Path) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("databrowser.bridge").exception("failed")


def plant_in_a_file(places: Places, folder: Path) -> None:
    (folder / "deep").mkdir()
    file = folder / "deep" / "file"
    file.write_bytes(b"\0" + base64.b64encode(SECRET.encode()))
    places.scan()
    file.unlink()


def plant_in_the_name_of_a_file(places: Places, folder: Path) -> None:
    (folder / quote(SECRET, safe="")).touch()


def plant_in_a_temporary_file(places: Places, folder: Path) -> None:
    with tempfile.NamedTemporaryFile("w", delete=False) as file:
        file.write(SECRET)


def plant_in_a_context(places: Places, folder: Path) -> None:
    with contextlib.suppress(DataBrowserError):
        raise StoreError("secrets.refused", problem=SECRET)


def plant_behind_an_error(places: Places, folder: Path) -> None:
    try:
        try:
            raise OSError(SECRET)
        except OSError:
            raise StoreError("secrets.locked") from None
    except StoreError:
        pass


def plant_in_a_note_to_the_page(places: Places, folder: Path) -> None:
    places._page.send(json.dumps({"problem": [SECRET]}))


def plant_in_the_environment(places: Places, folder: Path) -> None:
    os.environ["DATABROWSER_PLANTED"] = SECRET


def plant_in_the_address_for_the_browser(places: Places, folder: Path) -> None:
    places.addresses.append(f"http://127.0.0.1/?code={quote(SECRET)}")


def plant_in_the_store(places: Places, folder: Path) -> None:
    Store(places.stored).write("name", SECRET)


def plant_in_the_output(places: Places, folder: Path) -> None:
    sys.stderr.write(f"{SECRET!r}\n")


PLANTS: Mapping[str, tuple[Callable[[Places, Path], None], ...]] = {
    "log": (plant_in_a_message, plant_in_an_address, plant_in_a_traceback),
    "files": (plant_in_a_file, plant_in_the_name_of_a_file, plant_in_a_temporary_file),
    "errors": (plant_in_a_context, plant_behind_an_error),
    "page": (plant_in_a_note_to_the_page,),
    "environment": (plant_in_the_environment,),
    "browser": (plant_in_the_address_for_the_browser,),
    "store": (plant_in_the_store,),
    "output": (plant_in_the_output,),
}


@pytest.mark.parametrize(
    ("place", "plant"),
    [(place, plant) for place, plants in PLANTS.items() for plant in plants],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_planted_secret_is_found(
    place: str,
    plant: Callable[[Places, Path], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("DATABROWSER_PLANTED", "")
    places = Places(monkeypatch, [tmp_path], Page())
    assert places.search({SECRET: "secret"}) == []
    plant(places, tmp_path)
    places.output += capfd.readouterr()
    assert places.search({SECRET: "secret"}) == [f"secret in {place}"]


def test_a_secret_among_the_arguments_of_a_child_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = Places(monkeypatch, [tmp_path], Page())
    command = [sys.executable, "-c", "print(flush=True); input()", SECRET]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout
        child.stdout.readline()
        assert places.search({SECRET: "secret"}) == ["secret in processes"]
        child.communicate(b"\n")
    assert places.search({SECRET: "secret"}) == []


def test_what_the_private_libraries_say_reaches_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    places = Places(monkeypatch, [tmp_path], Page())
    with ScriptedServer([answer(200)]) as server, HttpClient(server.url) as client:
        client.request("GET", "/")
    places.wake_loggers()
    logging.getLogger("databrowser.vendor").warning("retrying %s", SECRET)
    places.output += capfd.readouterr()
    assert places.search({SECRET: "secret"}) == []


def test_what_belongs_somewhere_is_allowed_there_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = Places(monkeypatch, [tmp_path], Page())
    places.addresses += ["http://127.0.0.1/?state=the-state-of-it&code_challenge=x"]
    places.stored += ["name\nthe-refresh-token"]
    (tmp_path / "sample-hub.sqlite-wal").write_text("the-refresh-token")
    allowed = {"the-state-of-it": "state", "the-refresh-token": "refresh token"}
    assert places.search(allowed) == []
    swapped = {"the-state-of-it": "verifier", "the-refresh-token": "access token"}
    assert places.search(swapped) == ["access token in store", "verifier in browser"]
