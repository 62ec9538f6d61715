"""What each setting may be; the words for it stand in resources/texts, section `settings`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..errors import UsageError
from ..texts import LANGUAGES

LOG_LEVELS = ("error", "warning", "info", "debug")
SERVICES = ("sample", "aps")
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{0,128}")
_HOST = re.compile(r"(?:\*\.)?[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_PORTS = 3  # the app knows this many callback addresses, word for word
_LONGEST = 1024
_LEAST_SPACE, _MOST_SPACE = 50, 100_000  # MB


def check_setting(name: str, value: object) -> Any:
    """Return a value as the program keeps it: lists become tuples.

    Raises `UsageError`: `settings.bad-value`, which does not repeat the value as a proxy may hold a password,
    or `settings.unknown` for a name that is none.
    """
    check = _CHECKS.get(name)
    if check is None:
        raise UsageError("settings.unknown", name=name)
    if not check(value):
        raise UsageError("settings.bad-value", name=name, allowed=name)
    if isinstance(value, list):
        return tuple(value)
    return float(value) if name == "budget_share" and isinstance(value, int) else value


def expand_folder(path: str) -> str:
    """Return a path with `~` and environment variables filled in: so one text can serve all users."""
    return os.path.expanduser(os.path.expandvars(path))


def _one_of(choices: tuple[str, ...]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and value in choices


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST and value.isprintable()


def _is_client_id(value: object) -> bool:
    return isinstance(value, str) and bool(_CLIENT_ID.fullmatch(value))


def _are_ports(value: object) -> bool:
    if (
        not isinstance(value, list | tuple)
        or len(value) not in (0, _PORTS)
        or len({*map(str, value)}) != len(value)
    ):
        return False
    return all(
        isinstance(port, int) and not isinstance(port, bool) and 1024 <= port <= 65535 for port in value
    )


def _is_whole_path(value: object) -> bool:
    if not isinstance(value, str) or not _is_text(value):
        return False
    return not value or Path(value).is_absolute()


def _is_folder(value: object) -> bool:
    return _is_whole_path(expand_folder(value) if isinstance(value, str) else value)


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0.1 <= value <= 1


def _is_proxy(value: object) -> bool:
    if not isinstance(value, str) or not _is_text(value):
        return False
    if not value:
        return True
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return False
    is_bare = "@" not in parts.netloc and not (parts.path.strip("/") or parts.query or parts.fragment)
    is_host = bool(port) and bool(_HOST.fullmatch(parts.hostname or ""))
    return parts.scheme in ("http", "https") and is_bare and is_host


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_space(value: object) -> bool:
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    return value == 0 or _LEAST_SPACE <= value <= _MOST_SPACE


def _are_hosts(value: object) -> bool:
    if value is None:
        return True
    return isinstance(value, list | tuple) and all(
        isinstance(host, str) and bool(_HOST.fullmatch(host)) for host in value
    )


_CHECKS: Mapping[str, Callable[[object], bool]] = {
    "service": _one_of(SERVICES),
    "client_id": _is_client_id,
    "callback_ports": _are_ports,
    "lifecycle_tenant": _is_text,
    "language": _one_of(("", *LANGUAGES)),
    "budget_share": _is_share,
    "log_level": _one_of(LOG_LEVELS),
    "ca_file": _is_whole_path,
    "proxy": _is_proxy,
    "downloads_folder": _is_folder,
    "background_sync": _is_flag,
    "space_limit": _is_space,
    "read_only": _is_flag,
    "allowed_hosts": _are_hosts,
    "data_folder": _is_folder,
}
