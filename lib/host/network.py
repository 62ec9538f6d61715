"""The proxy of Fusion's network preferences, for those who have set one there and nowhere else."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

import adsk.core

from ..errors import UsageError
from ..http.urls import check_proxy
from .members import read_member

_log = logging.getLogger("databrowser.host")

# NetworkProxySettings: automatic 0, no proxy 1, Windows' own 2, override 3.
_NO_PROXY = 1
_OVERRIDE = 3


def read_proxy(application: adsk.core.Application) -> str | None:
    """Return the proxy's address on the main thread: None stands for the environment's, "" for none at all.

    One that is no address is logged, and counts as not set.
    """
    preferences = read_member(read_member(application, "preferences"), "networkPreferences")
    setting = _read_number(preferences, "networkProxySetting")
    if setting == _NO_PROXY:
        return ""
    if setting != _OVERRIDE:
        return None
    host = read_member(preferences, "proxyHost")
    try:
        return check_proxy(_join(str(host or ""), _read_number(preferences, "proxyPort")))
    except UsageError as error:
        _log.warning("the proxy of Fusion's preferences is not used: %s", error)
        return None


def _read_number(preferences: Any, name: str) -> int:
    try:
        return int(read_member(preferences, name) or 0)
    except (TypeError, ValueError):
        return 0


def _join(host: str, port: int) -> str:
    """Join what the user typed as the host, maybe with a scheme or a port of its own, and the port."""
    address = host.strip().rstrip("/")
    if "://" not in address:
        address = f"http://{address}"
    try:
        has_port = urlsplit(address).port is not None
    except ValueError:
        return address  # the check that follows refuses it
    return address if has_port or port <= 0 else f"{address}:{port}"
