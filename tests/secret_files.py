"""A store of secrets that several processes share: one file per secret, replaced whole. For tests alone."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from addin.lib.errors import StoreError


class SecretFiles:
    """Secrets in a folder; `refuses` names the calls that fail, each with the error's reference.

    `pass_by(point)` is told of `before-read`, `after-read`, `before-write`, `in-write` and `after-write`.
    """

    is_lasting = True

    def __init__(self, folder: Path, pass_by: Callable[[str], object] = lambda point: None) -> None:
        self._folder = folder
        self._pass_by = pass_by
        self.refuses: dict[str, str] = {}

    def read(self, name: str) -> str | None:
        """Return a secret, or None."""
        self._refuse("read")
        self._pass_by("before-read")
        try:
            secret = self._file(name).read_text(encoding="utf-8")
        except FileNotFoundError:
            secret = None
        self._pass_by("after-read")
        return secret

    def write(self, name: str, secret: str) -> None:
        """Keep a secret."""
        self._refuse("write")
        self._pass_by("before-write")
        file = self._file(name)
        new = file.with_suffix(f".{os.getpid()}")
        new.write_text(secret, encoding="utf-8")
        self._pass_by("in-write")
        os.replace(new, file)
        self._pass_by("after-write")

    def delete(self, name: str) -> None:
        """Forget a secret."""
        self._refuse("delete")
        self._file(name).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self._folder / f"{hashlib.sha256(name.encode()).hexdigest()}.secret"

    def _refuse(self, call: str) -> None:
        if call in self.refuses:
            raise StoreError(self.refuses[call])
