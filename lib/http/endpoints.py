"""The hosts the add-in talks to, and the way to them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Endpoints:
    """Base addresses, without a trailing slash; `tenant` is empty where there is no Fusion Lifecycle.

    `ca_file` and `proxy` are what `HttpClient` takes under these names.
    """

    api: str = "https://developer.api.autodesk.com"
    userinfo: str = "https://api.userprofile.autodesk.com"
    storage: str = "https://developer.api.autodesk.com"
    tenant: str = ""
    ca_file: str = ""
    proxy: str | None = field(default=None, repr=False)  # it may hold a password

    @classmethod
    def at(cls, service: str) -> Endpoints:
        """Return endpoints that all point at one service, as the local one does."""
        base = service.rstrip("/")
        return cls(api=base, userinfo=base, storage=base, tenant=base)
