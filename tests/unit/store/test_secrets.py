"""Secrets in the stores of Windows and macOS: the real backends, above systems that are played."""

from __future__ import annotations

import importlib
import platform
import sys
import traceback
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from addin.lib.errors import StoreError
from addin.lib.store.secrets import MOST_CHARACTERS, MemorySecrets, SecretStore, SystemSecrets, open_secrets

from ...isolation.vault import Vault

NAME = "refresh-token:app:someone"
TARGET = f"databrowser:{NAME}"
VENDOR = "addin.lib.vendor"
LOCAL_MACHINE = 2
SECRET = "canary" + "-secret"  # in two parts: a traceback shows the lines of this file


def forget_modules(*names: str) -> None:
    """Let modules be imported anew."""
    for name in [
        each for each in sys.modules if each.startswith(tuple(f"{VENDOR}.{name}" for name in names))
    ]:
        del sys.modules[name]


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch) -> Iterator[Vault]:
    """Windows' credentials, played below the libraries."""
    forget_modules("win32ctypes", "keyring.backends.Windows")
    vault = Vault()
    vault.install(lambda place, name, value: monkeypatch.setattr(place, name, value, raising=False))
    yield vault
    forget_modules("win32ctypes", "keyring.backends.Windows")


class KeychainError(Exception):
    """What the functions of the keychain raise: a number first."""


class NotFound(KeychainError):
    """There is no such entry."""


class KeychainDenied(KeychainError):
    """The user did not allow it."""


class Keychain:
    """macOS's keychain, played in place of the module that calls it; `failing` is raised by all."""

    Error = KeychainError
    NotFound = NotFound
    KeychainDenied = KeychainDenied

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}
        self.failing: Exception | None = None

    def find_generic_password(self, keychain: str | None, service: str, username: str) -> str:
        """Return a secret."""
        self._check(keychain)
        if (service, username) not in self.entries:
            raise NotFound(-25300, "Item not found")
        return self.entries[service, username]

    def set_generic_password(self, keychain: str | None, service: str, username: str, password: str) -> None:
        """Keep a secret."""
        self._check(keychain)
        self.entries[service, username] = password

    def delete_generic_password(self, keychain: str | None, service: str, username: str) -> None:
        """Forget a secret."""
        self.find_generic_password(keychain, service, username)
        del self.entries[service, username]

    def _check(self, keychain: str | None) -> None:
        assert keychain is None
        if self.failing:
            raise self.failing


@pytest.fixture
def keychain(monkeypatch: pytest.MonkeyPatch) -> Keychain:
    """macOS's keychain, played below the library."""
    keychain = Keychain()
    backend = importlib.import_module(f"{VENDOR}.keyring.backends.macOS")
    monkeypatch.setattr(backend, "api", keychain, raising=False)
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    return keychain


@pytest.fixture(params=["win32", "darwin", "linux"])
def store(request: pytest.FixtureRequest) -> SecretStore:
    """The store of each system in turn."""
    if request.param != "linux":
        request.getfixturevalue({"win32": "vault", "darwin": "keychain"}[request.param])
    return open_secrets(request.param)


def test_a_secret_is_read_replaced_and_forgotten(store: SecretStore) -> None:
    assert store.read(NAME) is None
    store.write(NAME, "first")
    store.write("refresh-token:app:other", "of another")
    store.write(NAME, "Ωμέγα 🔑")
    assert store.read(NAME) == "Ωμέγα 🔑"
    store.delete(NAME)
    assert store.read(NAME) is None
    assert store.read("refresh-token:app:other") == "of another"


def test_what_is_not_there_is_forgotten_already(store: SecretStore) -> None:
    store.delete(NAME)
    assert store.read(NAME) is None


def test_the_longest_secret_fits_and_a_longer_one_leaves_what_was_there(store: SecretStore) -> None:
    longest = "x" * MOST_CHARACTERS
    store.write(NAME, longest)
    for longer in (longest + "x", "🔑" * (MOST_CHARACTERS // 2) + "x"):
        with pytest.raises(StoreError) as caught:
            store.write(NAME, longer)
        assert caught.value.reference == "secrets.too-long"
        assert longer not in str(caught.value)
    assert store.read(NAME) == longest


def test_only_a_system_s_store_lasts(vault: Vault, keychain: Keychain) -> None:
    assert [open_secrets(each).is_lasting for each in ("win32", "darwin", "linux")] == [True, True, False]
    open_secrets("win32").write(NAME, "kept")
    open_secrets("darwin").write(NAME, "kept")
    assert open_secrets("win32").read(NAME) == open_secrets("darwin").read(NAME) == "kept"
    assert keychain.entries == {(TARGET, NAME): "kept"}


def test_a_secret_on_windows_stays_on_the_machine_and_leaves_no_copy(vault: Vault) -> None:
    store = open_secrets("win32")
    store.write(NAME, "first")
    store.write(NAME, "second")
    assert vault.credentials == {TARGET: (NAME, "second".encode("utf-16-le"), LOCAL_MACHINE)}


def test_the_environment_changes_nothing(
    vault: Vault, keychain: Keychain, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PERSIST", "KEYCHAIN", "GET_PASSWORD", "SET_PASSWORD"):
        monkeypatch.setenv(f"KEYRING_PROPERTY_{name}", "enterprise")
    backend = sys.modules[f"{VENDOR}.keyring.backends.macOS"]
    monkeypatch.setattr(backend.Keyring, "keychain", "/tmp/other.keychain")
    for system in ("win32", "darwin"):
        store = open_secrets(system)
        store.write(NAME, "kept")
        assert store.read(NAME) == "kept"
    assert vault.credentials[TARGET][2] == LOCAL_MACHINE


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_a_system_without_its_store_has_memory(system: str) -> None:
    assert isinstance(open_secrets(system), MemorySecrets)


def test_a_backend_that_does_not_load_leaves_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, f"{VENDOR}.keyring.backends.Windows", None)
    assert isinstance(open_secrets("win32"), MemorySecrets)


CALLS: list[Callable[[SecretStore], Any]] = [
    lambda store: store.read(NAME),
    lambda store: store.write(NAME, SECRET),
    lambda store: store.delete(NAME),
]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("code", [5, 1312])
def test_a_vault_that_refuses_is_one_sentence_with_its_number(
    vault: Vault, call: Callable[[SecretStore], Any], code: int
) -> None:
    vault.failing = code
    assert_refused(open_secrets("win32"), call, reference="secrets.refused", shown=str(code))


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("failing", "reference", "shown"),
    [
        (KeychainDenied(-128, "Keychain Access Denied"), "secrets.locked", "keychain"),
        (KeychainError(-25308, "Unknown Error"), "secrets.locked", "keychain"),
        (KeychainError(-25293, "Security Auth Failure"), "secrets.locked", "keychain"),
        (KeychainError(-50, "Unknown Error"), "secrets.refused", "-50"),
        (OSError("no such symbol"), "secrets.refused", "OSError"),
    ],
)
def test_a_keychain_that_is_locked_or_refuses_is_one_sentence(
    keychain: Keychain,
    call: Callable[[SecretStore], Any],
    failing: Exception,
    reference: str,
    shown: str,
) -> None:
    keychain.failing = failing
    assert_refused(open_secrets("darwin"), call, reference=reference, shown=shown)


def assert_refused(
    store: SecretStore, call: Callable[[SecretStore], Any], *, reference: str, shown: str
) -> None:
    """Check that a call ends in an error of ours that tells what is known and no secret."""
    with pytest.raises(StoreError) as caught:
        call(store)
    assert caught.value.reference == reference
    assert shown in str(caught.value)
    told = "".join(traceback.format_exception(caught.value))
    assert SECRET not in told
    assert NAME not in told


def test_whatever_a_backend_raises_ends_at_the_edge() -> None:
    def fail(*_: str) -> None:
        raise RuntimeError(SECRET)

    backend: Any = SimpleNamespace(get_password=fail, set_password=fail, delete_password=fail)
    for call in CALLS:
        store = SystemSecrets(backend, service="databrowser")
        assert_refused(store, call, reference="secrets.refused", shown="RuntimeError")
