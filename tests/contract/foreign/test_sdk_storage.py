"""The official SDK for Node.js stores a file of many parts on the local service, and gets it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from addin.lib.emulator import Emulator

from .programs import run_sdk

pytestmark = [pytest.mark.long_only, pytest.mark.timeout(600)]  # whoever comes first installs the packages
BUCKET, OBJECT = "foreign-client-bucket", "models/Gearbox 40 %.f3d"
SIZE = 40 * 1024 * 1024  # eight parts, as the SDK cuts them


def test_storage(empty_service: Emulator, node_modules: Path) -> None:
    results = run_sdk(
        node_modules,
        "storage",
        service=empty_service.url,
        clientId=empty_service.client_id,
        clientSecret=empty_service.client_secret,
        bucket=BUCKET,
        object=OBJECT,
        size=SIZE,
    )
    assert results["token"]["type"] == "Bearer"
    assert results["token"]["seconds"] in range(3500, 3601)
    assert results["create a bucket"] == {"key": BUCKET, "policy": "temporary"}
    assert results["upload in parts"]["size"] == SIZE
    assert results["list objects"] == [OBJECT]
    assert results["details"]["size"] == SIZE
    compared = results["download and compare"]
    assert compared["whole"] == compared["inParts"] == compared["sent"]
    assert compared["statuses"] == [200, 206]
