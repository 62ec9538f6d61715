"""The hosts the add-in talks to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Endpoints:
    """Base addresses, without a trailing slash; `tenant` is empty where there is no Fusion Lifecycle."""

    api: str = "https://developer.api.autodesk.com"
    userinfo: str = "https://api.userprofile.autodesk.com"
    storage: str = "https://developer.api.autodesk.com"
    tenant: str = ""

    @classmethod
    def at(cls, service: str) -> Endpoints:
        """Return endpoints that all point at one service, as the local one does."""
        base = service.rstrip("/")
        return cls(api=base, userinfo=base, storage=base, tenant=base)
