"""Secrets at rest, in the operating system's own store.

    system     store                                          who can read it
    Windows    the credential vault, for this machine alone   this user's programs
    macOS      the login keychain                             programs that the user allows
    others     memory, until the program ends                 -

An entry is called `databrowser:<name>`, of the user `<name>`. The vault takes 1,280 characters, so that is
the most everywhere: a refresh token fits, an access token need not. A write replaces at one stroke on
Windows; on macOS it deletes and adds, so a program that dies between the two leaves nothing.

Chosen are two backends of `keyring` in a private copy: tried by many, and nothing but them is loaded. A file
of ours, encrypted for the user, would do on Windows alone; macOS's `security` shows the secret to whoever
lists the processes; what else there is needs compiled code. None of it protects against another add-in in
this process.

Each call may wait for the user, whom the system asks: never make one on the main thread.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from ..errors import StoreError

_Answer = TypeVar("_Answer")

MOST_CHARACTERS = 1280
_NOT_FOUND = -25300  # errSecItemNotFound
_LOCKED = frozenset({-128, -25293, -25308})  # userCanceled, errSecAuthFailed, errSecInteractionNotAllowed


class SecretStore(Protocol):
    """Keeps secrets by name; all methods raise `StoreError`."""

    @property
    def is_lasting(self) -> bool:
        """Whether a secret outlives the program."""
        ...

    def read(self, name: str) -> str | None:
        """Return a secret, None where there is none."""
        ...

    def write(self, name: str, secret: str) -> None:
        """Keep a secret in place of the one before."""
        ...

    def delete(self, name: str) -> None:
        """Forget a secret; one that is not there is forgotten already."""
        ...


class Backend(Protocol):
    """What a store of the system offers, in the words of `keyring`; it may raise anything."""

    def get_password(self, service: str, username: str, /) -> str | None:
        """Return a secret, None where there is none."""
        ...

    def set_password(self, service: str, username: str, password: str, /) -> None:
        """Keep a secret."""
        ...

    def delete_password(self, service: str, username: str, /) -> None:
        """Forget a secret; raises for one that is not there."""
        ...


class MemorySecrets:
    """Secrets until the program ends, for systems without a store of their own."""

    is_lasting = False

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}

    def read(self, name: str) -> str | None:
        """Return a secret, None where there is none."""
        return self._secrets.get(name)

    def write(self, name: str, secret: str) -> None:
        """Keep a secret in place of the one before."""
        self._secrets[name] = _check_length(secret)

    def delete(self, name: str) -> None:
        """Forget a secret; one that is not there is forgotten already."""
        self._secrets.pop(name, None)


class SystemSecrets:
    """Secrets in a store of the operating system.

    Raises `StoreError`: `secrets.locked` where the user can open it, `secrets.refused` for everything else.
    """

    is_lasting = True

    def __init__(self, backend: Backend, *, service: str) -> None:
        self._backend = backend
        self._service = service

    def read(self, name: str) -> str | None:
        """Return a secret, None where there is none."""
        return _ask(lambda: self._backend.get_password(*self._place(name)))

    def write(self, name: str, secret: str) -> None:
        """Keep a secret in place of the one before."""
        _check_length(secret)
        _ask(lambda: self._backend.set_password(*self._place(name), secret))

    def delete(self, name: str) -> None:
        """Forget a secret; one that is not there is forgotten already."""
        _ask(lambda: self._backend.delete_password(*self._place(name)), absent_is_fine=True)

    def _place(self, name: str) -> tuple[str, str]:
        return f"{self._service}:{name}", name


def open_secrets(platform: str = sys.platform, *, service: str = "databrowser") -> SecretStore:
    """Return the system's store, or memory where there is none or it cannot be loaded."""
    try:
        backend = _open_windows() if platform == "win32" else _open_macos() if platform == "darwin" else None
    except Exception:  # noqa: BLE001  a part of the system that is missing shows as anything
        backend = None
    return MemorySecrets() if backend is None else SystemSecrets(backend, service=service)


def _open_windows() -> Backend | None:
    from ..vendor.keyring.backends.Windows import WinVaultKeyring

    class Vault(WinVaultKeyring):
        def set_password(self, service: str, username: str, password: str) -> None:
            # The library's own would keep the secret before under another name.
            self._set_password(service, username, password)

    if not Vault.viable:
        return None
    vault = _without_environment(Vault())
    vault.persist = "local machine"  # else it travels with the user's profile
    return vault


def _open_macos() -> Backend | None:
    from ..vendor.keyring.backends.macOS import Keyring

    if not Keyring.viable:
        return None
    keychain = _without_environment(Keyring())
    keychain.keychain = None  # the user's own, whatever the environment names
    return keychain


def _without_environment(backend: Any) -> Any:
    """Return a backend without the properties that `keyring` took from environment variables."""
    vars(backend).clear()
    return backend


def _ask(ask: Callable[[], _Answer], *, absent_is_fine: bool = False) -> _Answer | None:
    """Return what a backend answers; whatever it raises becomes a `StoreError` of kind and number alone."""
    refusal: StoreError | None
    try:
        return ask()
    except Exception as error:  # noqa: BLE001  the system's own errors are not those of the library
        refusal = _find_refusal(error, absent_is_fine=absent_is_fine)
    # Raised here: the system's own error may repeat the secret, and would hang on it.
    if refusal is not None:
        raise refusal
    return None


def _find_refusal(error: Exception, *, absent_is_fine: bool) -> StoreError | None:
    from ..vendor.keyring.errors import KeyringLocked, PasswordDeleteError

    if isinstance(error, KeyringLocked):
        return StoreError("secrets.locked")
    cause = error.__cause__
    code = _find_code(error) if cause is None else _find_code(cause)
    is_absent = code == _NOT_FOUND or (cause is None and code is None)
    if absent_is_fine and isinstance(error, PasswordDeleteError) and is_absent:
        return None
    if code in _LOCKED:
        return StoreError("secrets.locked")
    kind = type(error).__name__
    return StoreError("secrets.refused", problem=kind if code is None else f"{kind} {code}")


def _find_code(error: BaseException) -> int | None:
    """Return the system's number for an error; both backends put it first."""
    first = error.args[0] if error.args else None
    return first if isinstance(first, int) else None


def _check_length(secret: str) -> str:
    """Return a secret that every store takes; raises `StoreError` (`secrets.too-long`) for another."""
    if len(secret.encode("utf-16-le", "surrogatepass")) > 2 * MOST_CHARACTERS:
        raise StoreError("secrets.too-long", most=MOST_CHARACTERS)
    return secret
