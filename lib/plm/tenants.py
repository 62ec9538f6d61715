"""Where a tenant lives."""

from __future__ import annotations

import re

from ..errors import UsageError

# One label of a host name: a dot, a slash or an @ would lead the password to another host.
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


def tenant_address(name: str) -> str:
    """Return the base address of the tenant of this name.

    Raises `UsageError` for an empty name, and for one that no tenant can have.
    """
    if not name:
        raise UsageError("lifecycle.no-tenant")
    if not _NAME.fullmatch(name):
        raise UsageError("lifecycle.bad-tenant", tenant=name)
    return f"https://{name}.autodeskplm360.net"
