"""Where secrets are kept."""

from __future__ import annotations

import threading
from typing import Protocol


class SecretStore(Protocol):
    """Secrets by name; called on any thread.

    `is_lasting` is false where they are gone with the program. All three raise `StoreError`:
    `secrets.locked`, `secrets.refused`.
    """

    is_lasting: bool

    def read(self, name: str) -> str | None:
        """Return a secret, or None where there is none."""
        ...

    def write(self, name: str, secret: str) -> None:
        """Keep a secret in the place of the one before."""
        ...

    def delete(self, name: str) -> None:
        """Forget a secret; it is fine when there is none."""
        ...


class MemorySecrets:
    """Secrets that last as long as the program."""

    is_lasting = False

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._secrets: dict[str, str] = {}

    def read(self, name: str) -> str | None:
        """Return a secret, or None where there is none."""
        with self._lock:
            return self._secrets.get(name)

    def write(self, name: str, secret: str) -> None:
        """Keep a secret in the place of the one before."""
        with self._lock:
            self._secrets[name] = secret

    def delete(self, name: str) -> None:
        """Forget a secret; it is fine when there is none."""
        with self._lock:
            self._secrets.pop(name, None)
