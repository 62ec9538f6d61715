"""The user's settings under those of the administrators."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from addin.lib.errors import UsageError
from addin.lib.http.budgets import SHARE
from addin.lib.store import locks
from addin.lib.store import settings as settings_module
from addin.lib.store.checks import LANGUAGES
from addin.lib.store.locks import file_lock
from addin.lib.store.machine import machine_file
from addin.lib.store.settings import Settings, load_settings, write_settings
from addin.lib.texts import load_texts

from ...sources import ROOT

VERSIONS = ['{"version": "2"}', '{"version": true}', '{"version": 0}']
BROKEN = ["", "{", "[]", "\xff", "7", "[" * 100_000, *VERSIONS]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The administrators' file, which is not there yet."""
    file = tmp_path / "machine" / "settings.json"
    file.parent.mkdir()
    monkeypatch.setenv("DATABROWSER_MACHINE_SETTINGS", str(file))
    return file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The user's file, which is not there yet."""
    folder = tmp_path / "user"
    folder.mkdir()
    return folder / "settings.json"


def write(file: Path, content: Any) -> None:
    file.write_text(json.dumps(content), encoding="utf-8")


def references(problems: tuple[UsageError, ...]) -> list[str]:
    return [problem.reference for problem in problems]


def test_without_a_file_the_defaults_hold(file: Path) -> None:
    loaded = load_settings(file.parent)
    assert loaded.settings == Settings()
    assert (loaded.locked, loaded.problems) == (frozenset(), ())
    assert list(file.parent.iterdir()) == []


def test_the_defaults_are_those_of_the_parts_they_are_for() -> None:
    assert Settings().budget_share == SHARE
    assert set(LANGUAGES) == {path.stem for path in (ROOT / "resources" / "texts").glob("*.json")}


def test_every_default_is_a_value_that_may_be_written(file: Path) -> None:
    defaults = {
        name: value
        for name, value in vars(Settings()).items()
        if name not in ("read_only", "allowed_hosts", "data_folder")
    }
    assert write_settings(file.parent, defaults).settings == Settings()


@pytest.mark.parametrize("version", [{}, {"version": 1}])
def test_the_first_version_is_read_and_written_as_the_second(file: Path, version: dict[str, int]) -> None:
    write(file, {**version, "service": "aps", "client_id": "abc", "lifecycle_tenant": "acme", "new": [1]})
    assert load_settings(file.parent).settings == Settings(
        service="aps", client_id="abc", lifecycle_tenant="acme"
    )
    write_settings(file.parent, {"budget_share": 1})
    assert json.loads(file.read_text()) == {
        "version": 2,
        "service": "aps",
        "client_id": "abc",
        "lifecycle_tenant": "acme",
        "new": [1],
        "budget_share": 1.0,
    }


GOOD: list[tuple[str, Any]] = [
    ("service", "aps"),
    ("client_id", "AbC-1_"),
    ("callback_ports", []),
    ("callback_ports", [1024, 2000, 65535]),
    ("lifecycle_tenant", "acme"),
    ("language", "en"),
    ("budget_share", 0.1),
    ("log_level", "debug"),
    ("ca_file", str(ROOT / "ca.pem")),
    ("proxy", "http://proxy.example.com:8080"),
    ("proxy", ""),
    ("downloads_folder", ""),
    ("downloads_folder", str(ROOT)),
    ("downloads_folder", "~"),
    ("downloads_folder", "~/Fusion downloads"),
]


@pytest.mark.parametrize(("name", "value"), GOOD)
def test_a_good_value_is_kept(file: Path, name: str, value: Any) -> None:
    loaded = write_settings(file.parent, {name: value})
    kept = tuple(value) if isinstance(value, list) else value
    assert getattr(loaded.settings, name) == kept
    assert load_settings(file.parent) == loaded
    assert loaded.problems == ()


BAD: list[tuple[str, Any]] = [
    ("service", "elsewhere"),
    ("service", ["aps"]),
    ("client_id", "a b"),
    ("client_id", "a" * 129),
    ("client_id", "abc\n"),
    ("client_id", None),
    ("callback_ports", [8917, 8918]),
    ("callback_ports", [8917, 8917, 8918]),
    ("callback_ports", [80, 8917, 8918]),
    ("callback_ports", [8917, 8918, 65536]),
    ("callback_ports", [8917, 8918, 8919.5]),
    ("callback_ports", "8917"),
    ("lifecycle_tenant", 7),
    ("lifecycle_tenant", "two\nlines"),
    ("ca_file", "~/company.pem"),
    ("ca_file", "/" + "x" * 1024),
    ("language", "tlh"),
    ("budget_share", 0.09),
    ("budget_share", 1.01),
    ("budget_share", True),
    ("budget_share", "0.5"),
    ("budget_share", float("nan")),
    ("log_level", "loud"),
    ("ca_file", "ca.pem"),
    ("ca_file", "\ud800"),
    ("proxy", "http://user:secret@proxy.example.com:8080"),
    ("proxy", "proxy.example.com:8080"),
    ("proxy", "socks5://proxy.example.com:1080"),
    ("proxy", "http://proxy.example.com"),
    ("proxy", "http://proxy.example.com:99999"),
    ("proxy", "http://proxy.example.com:8080/path"),
    ("proxy", "http://[::1"),
    ("downloads_folder", "Downloads"),
    ("downloads_folder", "./~"),
    ("downloads_folder", "~nobody-of-this-name/x"),
    ("downloads_folder", ["~"]),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_told_with_what_it_may_be(file: Path, name: str, value: Any) -> None:
    write_settings(file.parent, {"client_id": "before"})
    before = file.read_bytes()
    with pytest.raises(UsageError) as caught:
        write_settings(file.parent, {"log_level": "info", name: value})
    error = caught.value
    assert error.reference == "settings.bad-value"
    assert name in error.message
    assert load_texts()["settings"]["allowed"][name] in error.message
    assert "secret" not in str(error.as_dict())
    assert file.read_bytes() == before
    content = {"version": 2, "lifecycle_tenant": "acme", "client_id": "good", name: value}
    write(file, content)
    loaded = load_settings(file.parent)
    assert references(loaded.problems) == ["settings.bad-value"]
    assert getattr(loaded.settings, name) == getattr(Settings(), name)
    assert sorted(path.name for path in file.parent.iterdir()) == ["settings.json", "settings.lock"]


def test_a_name_that_is_none_is_told(file: Path) -> None:
    with pytest.raises(UsageError) as caught:
        write_settings(file.parent, {"colour": "red"})
    assert caught.value.reference == "settings.unknown"
    assert not file.exists()


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_file_is_set_aside_and_told_once(file: Path, content: str) -> None:
    for _ in range(2):  # within one second, the second finds the name taken
        file.write_bytes(content.encode("latin-1"))
        loaded = load_settings(file.parent)
        assert loaded.settings == Settings()
        assert references(loaded.problems) == ["settings.set-aside"]
        kept = file.parent / loaded.problems[0].context["kept"]
        assert kept.read_bytes() == content.encode("latin-1")
        assert kept.match("settings.broken-*.json")
        assert load_settings(file.parent).problems == ()
    assert len(list(file.parent.iterdir())) == 2


def test_a_broken_file_is_told_when_it_is_found_in_writing(file: Path) -> None:
    file.write_text("{")
    loaded = write_settings(file.parent, {"client_id": "abc"})
    assert references(loaded.problems) == ["settings.set-aside"]
    assert loaded.settings.client_id == "abc"


def test_a_file_in_the_way_is_told_and_left_alone(file: Path) -> None:
    file.mkdir()
    loaded = load_settings(file.parent)
    assert (loaded.settings, references(loaded.problems)) == (Settings(), ["settings.unreadable"])
    with pytest.raises(UsageError) as caught:
        write_settings(file.parent, {"client_id": "abc"})
    assert caught.value.reference == "settings.unreadable"
    assert file.is_dir()


def test_a_newer_file_is_read_as_far_as_understood_and_never_written(file: Path) -> None:
    write(file, {"version": 3, "client_id": "abc", "service": {"name": "aps"}})
    before = file.read_bytes()
    loaded = load_settings(file.parent)
    assert references(loaded.problems) == ["settings.newer"]
    assert loaded.settings == Settings(client_id="abc")
    with pytest.raises(UsageError) as caught:
        write_settings(file.parent, {"client_id": "x"})
    assert caught.value.reference == "settings.newer"
    assert file.read_bytes() == before


def test_an_unknown_text_of_half_a_character_is_kept(file: Path) -> None:
    file.write_text('{"of another program": "\\ud800"}')
    write_settings(file.parent, {"client_id": "abc"})
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert (kept["of another program"], kept["client_id"]) == ("\ud800", "abc")


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file(
    file: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    write_settings(file.parent, {"client_id": "before"})
    before = file.read_bytes()

    def fail(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(UsageError) as caught:
        write_settings(file.parent, {"client_id": "after"})
    assert caught.value.reference == "settings.not-written"
    assert file.read_bytes() == before
    assert sorted(path.name for path in file.parent.iterdir()) == ["settings.json", "settings.lock"]


def test_two_windows_that_write_at_once_lose_nothing(file: Path) -> None:
    changes = {"client_id": "app", "lifecycle_tenant": "acme", "log_level": "info", "budget_share": 0.2}
    for _ in range(5):
        file.unlink(missing_ok=True)
        with ThreadPoolExecutor(len(changes)) as windows:
            list(windows.map(lambda one: write_settings(file.parent, dict([one])), changes.items()))
        settings = load_settings(file.parent).settings
        assert {name: getattr(settings, name) for name in changes} == changes


def test_a_file_that_another_window_holds_for_too_long_is_told(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings_module, "_LOCK_SECONDS", 0.05)
    with file_lock(file.with_suffix(".lock"), timeout=1), pytest.raises(UsageError) as caught:
        write_settings(file.parent, {"client_id": "x"})
    assert caught.value.reference == "settings.not-written"


def test_without_locks_a_change_is_still_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(handle: int) -> bool:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(locks, "_try_lock", refuse)
    write_settings(file.parent, {"client_id": "x"})
    assert load_settings(file.parent).settings.client_id == "x"


def test_it_is_new_until_somebody_has_chosen_a_service(file: Path, machine: Path) -> None:
    assert load_settings(file.parent).is_new
    assert write_settings(file.parent, {"client_id": "x"}).is_new
    assert not write_settings(file.parent, {"service": "sample"}).is_new
    file.unlink()
    write(machine, {"service": "aps"})
    assert not load_settings(file.parent).is_new


def test_where_there_is_no_folder_the_write_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        write_settings(tmp_path / "gone", {"client_id": "x"})
    assert caught.value.reference == "settings.not-written"


def test_what_administrators_set_wins_and_is_locked(file: Path, machine: Path) -> None:
    write(
        machine, {"version": 2, "client_id": "theirs", "read_only": True, "allowed_hosts": ["*.example.com"]}
    )
    write(file, {"client_id": "mine", "log_level": "info", "read_only": False})
    loaded = load_settings(file.parent)
    assert loaded.settings == Settings(
        client_id="theirs", log_level="info", read_only=True, allowed_hosts=("*.example.com",)
    )
    assert loaded.locked == {"client_id", "read_only", "allowed_hosts"}
    assert loaded.problems == ()
    with pytest.raises(UsageError) as caught:
        write_settings(file.parent, {"client_id": "mine", "log_level": "debug"})
    assert caught.value.reference == "settings.locked"
    assert str(machine) in caught.value.next_step
    assert load_settings(file.parent).settings.log_level == "info"


def test_a_bad_value_under_a_lock_is_nobodys_concern(file: Path, machine: Path) -> None:
    write(machine, {"service": "aps"})
    write(file, {"service": 7})
    assert load_settings(file.parent).problems == ()


@pytest.mark.parametrize("name", ["read_only", "allowed_hosts", "data_folder"])
def test_what_is_for_administrators_cannot_be_written_by_the_user(file: Path, name: str) -> None:
    write(file, {name: True})
    assert load_settings(file.parent).settings == Settings()
    with pytest.raises(UsageError) as caught:
        write_settings(file.parent, {name: True})
    assert caught.value.reference == "settings.locked"


@pytest.mark.parametrize(
    "content",
    [
        *BROKEN,
        '{"version": 3}',
        '{"read_only": "no"}',
        '{"readonly": true}',
        '{"allowed_hosts": "example.com"}',
        '{"allowed_hosts": ["https://example.com"]}',
        '{"allowed_hosts": [""]}',
        '{"data_folder": "DataBrowser"}',
        '{"log_level": "loud", "read_only": false}',
    ],
)
def test_a_broken_file_of_administrators_stops_the_writes(file: Path, machine: Path, content: str) -> None:
    machine.write_bytes(content.encode("latin-1"))
    write(file, {"client_id": "mine"})
    for _ in range(2):  # it is not ours to set aside, and stays to be told
        loaded = load_settings(file.parent)
        assert loaded.settings == Settings(client_id="mine", read_only=True)
        assert references(loaded.problems) == ["settings.machine-broken"]
        assert str(machine) in loaded.problems[0].message
    assert machine.read_bytes() == content.encode("latin-1")
    assert write_settings(file.parent, {"client_id": "new"}).settings.client_id == "new"


def test_what_is_right_in_a_broken_file_of_administrators_holds(file: Path, machine: Path) -> None:
    write(machine, {"allowed_hosts": [], "service": "aps", "log_level": "loud"})
    loaded = load_settings(file.parent)
    assert loaded.settings == Settings(service="aps", allowed_hosts=(), read_only=True)
    assert loaded.locked == {"allowed_hosts", "service", "read_only"}
    assert "log_level" in loaded.problems[0].message


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("win32", "{base}/DataBrowser/settings.json"),
        ("darwin", "/Library/Application Support/DataBrowser/settings.json"),
        ("linux", "/etc/databrowser/settings.json"),
    ],
)
def test_administrators_have_their_place_on_each_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, expected: str
) -> None:
    monkeypatch.delenv("DATABROWSER_MACHINE_SETTINGS")
    monkeypatch.setenv("PROGRAMDATA", str(tmp_path))
    assert machine_file(platform) == Path(expected.format(base=tmp_path))
