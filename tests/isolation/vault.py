"""The credential functions of Windows, in Python, so that the code above them runs on every system.

    Windows' names            what stands here
    advapi32.CredWriteW       keeps a credential; at most 2,560 bytes, error 1783 beyond, as Windows
    advapi32.CredReadW        error 1168 for what is not there
    advapi32.CredDeleteW
    advapi32.CredFree         nothing to do

`failing` makes all three fail with the error of that number.
"""

from __future__ import annotations

import builtins
import ctypes
from collections.abc import Callable
from typing import Any

NOT_FOUND = 1168
BAD_STUB_DATA = 1783
MOST_BYTES = 2560


class Function:
    """One function of a library; ctypes lets its user say how a result is checked."""

    def __init__(self, name: str, behave: Callable[..., int]) -> None:
        self.__name__ = name
        self.errcheck: Callable[..., Any] | None = None
        self._behave = behave

    def __call__(self, *arguments: Any) -> Any:
        result = self._behave(*arguments)
        return self.errcheck(result, self, arguments) if self.errcheck else result


class Vault:
    """The credentials of one user, by target: {target: (user name, secret in UTF-16, persistence)}."""

    def __init__(self) -> None:
        self.credentials: dict[str, tuple[str, bytes, int]] = {}
        self.failing = 0
        self._last_error = 0
        self._given: list[Any] = []  # what pointers point at

    def install(self, plant: Callable[[Any, str, Any], None] = setattr) -> None:
        """Put the functions where Windows has them; `plant` takes an object, a name and a value."""
        plant(ctypes, "WinDLL", self._load)
        plant(ctypes, "get_last_error", lambda: self._last_error)
        plant(ctypes, "FormatError", lambda code: f"error {code}")
        plant(builtins, "WindowsError", OSError)

    def _load(self, name: str, **_: Any) -> Any:
        behaviours = {
            "CredWriteW": self._write,
            "CredReadW": self._read,
            "CredDeleteW": self._delete,
            "CredEnumerateW": lambda *_: 0,
            "CredFree": lambda *_: 0,
            "GetACP": lambda: 1252,
        }
        functions = {each: Function(each, behave) for each, behave in behaviours.items()}
        return type(name, (), functions)()

    def _fail(self, code: int) -> int:
        self._last_error = code
        return 0

    def _write(self, pointer: Any, _: int) -> int:
        given = pointer.contents
        letters = ctypes.string_at(given.CredentialBlob, given.CredentialBlobSize)
        # A wide character has two bytes on Windows alone.
        secret = letters.decode("utf-16-le" if ctypes.sizeof(ctypes.c_wchar) == 2 else "utf-32-le")
        kept = secret.encode("utf-16-le")
        if self.failing or len(kept) > MOST_BYTES:
            return self._fail(self.failing or BAD_STUB_DATA)
        self.credentials[given.TargetName] = (given.UserName, kept, given.Persist)
        return 1

    def _read(self, target: str, _: int, __: int, place: Any) -> int:
        if self.failing or target not in self.credentials:
            return self._fail(self.failing or NOT_FOUND)
        pointer = place._obj
        made = pointer._type_()
        made.TargetName = target
        made.UserName, secret, made.Persist = self.credentials[target]
        buffer = ctypes.create_string_buffer(secret, len(secret))
        made.CredentialBlob = ctypes.cast(buffer, type(made.CredentialBlob))
        made.CredentialBlobSize = len(secret)
        self._given += [made, buffer]
        pointer.contents = made
        return 1

    def _delete(self, target: str, _: int, __: int) -> int:
        if self.failing or target not in self.credentials:
            return self._fail(self.failing or NOT_FOUND)
        del self.credentials[target]
        return 1
