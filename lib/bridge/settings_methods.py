"""The page's calls about the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from threading import Event
from typing import Any

from ..http.listener import CALLBACK_PORTS, callback_urls
from ..plm.tenants import tenant_address
from ..store.machine import machine_file
from ..store.settings import LoadedSettings, Settings
from .methods import Method, Params, Services


def _read(services: Services, params: Params, cancelled: Event) -> object:
    return _describe(services, services.settings.load())


def _write(services: Services, params: Params, cancelled: Event) -> object:
    changes = params.table("changes")
    tenant = changes.get("lifecycle_tenant")
    if tenant and isinstance(tenant, str):
        tenant_address(tenant)
    return _describe(services, services.change_settings(changes))


def _open_log_folder(services: Services, params: Params, cancelled: Event) -> object:
    services.open_log_folder()
    return {}


def _forget_everything(services: Services, params: Params, cancelled: Event) -> object:
    services.forget_everything()
    return _describe(services, services.settings.load())


def _describe(services: Services, loaded: LoadedSettings) -> dict[str, Any]:
    settings = loaded.settings
    return {
        "values": {one.name: getattr(settings, one.name) for one in fields(Settings)},
        "locked": sorted(loaded.locked),
        "problems": [problem.as_dict() for problem in loaded.problems],
        "callbackUrls": callback_urls(settings.callback_ports or CALLBACK_PORTS),
        "places": {
            "file": str(services.settings.file),
            "logs": str(services.settings.logs),
            "machine": str(machine_file()),
        },
    }


METHODS: Mapping[str, Method] = {
    "settings.read": _read,
    "settings.write": _write,
    "settings.openLogFolder": _open_log_folder,
    "settings.forgetEverything": _forget_everything,
}
