"""Only a tenant's name leads to an address, and always to Autodesk's."""

from __future__ import annotations

import pytest
from addin.lib.errors import UsageError
from addin.lib.http import HttpClient
from addin.lib.plm.tenants import tenant_address


@pytest.mark.parametrize("name", ["acme", "ACME", "acme-2", "7", "a" * 63])
def test_a_name_is_a_host_of_autodesk(name: str) -> None:
    address = tenant_address(name)
    assert address == f"https://{name}.autodeskplm360.net"
    with HttpClient(address) as client:
        assert client.base_url == address


@pytest.mark.parametrize(
    "name",
    [
        *("evil.example/", "evil.example#", "evil.example?x=", "user@evil.example:443/", "acme.evil"),
        *("https://acme", "acme.autodeskplm360.net", "acme\n", " acme", "ac me", "-acme", "acme-", "a" * 64),
        *("аcme", "ácme", "acme\u3002evil", "acme\\", "%61cme", "acme:1", "[::1]"),
    ],
)
def test_whatever_else_is_refused(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        tenant_address(name)
    assert caught.value.reference == "lifecycle.bad-tenant"
    assert name in caught.value.message
    assert "lifecycle_tenant" in caught.value.next_step


def test_none_is_told_apart() -> None:
    with pytest.raises(UsageError) as caught:
        tenant_address("")
    assert caught.value.reference == "lifecycle.no-tenant"
