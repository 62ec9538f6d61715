"""A thousand changes between two refreshes: the catalogue has the hub row for row again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

import pytest
from addin.lib.core.sync.rounds import begin_correction, correct, refresh
from addin.lib.core.sync.sweep import begin_sweep, sweep
from addin.lib.core.sync.visits import Means
from addin.lib.emulator import Emulator, EmulatorOptions
from addin.lib.emulator.sample.large import Size, build
from addin.lib.http import HttpClient
from addin.lib.store.catalogue import Catalogue

from ..hub_changes import Changes, catch_up, renew_token
from ..hub_rows import find_differences

CHANGES = {"full": 1000, "suite": 40}
SIZES = {
    "full": Size(projects=3, folders=40, items=400),
    "suite": Size(projects=2, folders=12, items=60),
}


@pytest.fixture(params=["present", "lagging", "absent", "misses-moves"])
def service(request: pytest.FixtureRequest, extent: str) -> Iterator[Emulator]:
    """A hub of a few projects, by each policy of rollups."""
    options = EmulatorOptions(hub="none", policies={"modified-rollup": request.param})
    with Emulator(options) as running:
        build(running.seed, SIZES[extent])
        yield running


@pytest.mark.long(full=50)
def test_a_catalogue_has_the_hub_row_for_row_after_each_refresh(
    service: Emulator, tmp_path: Path, rounds: Iterable[Random], extent: str
) -> None:
    is_exact = service.policies["modified-rollup"] == "present"
    token = service.token
    with HttpClient(service.url, get_token=lambda rejected: token) as client:
        hub_id = client.request("GET", "/project/v1/hubs").json()["data"][0]["id"]
        with Catalogue.open(tmp_path, hub_id) as catalogue:
            means = Means(client, catalogue, hub_id)
            refresh(means)
            assert find_differences(service, catalogue, hub_id) == []
            for random in rounds:
                token = renew_token(service)
                Changes(service, client, hub_id, random).make(CHANGES[extent])
                if random.random() < 0.5:
                    catch_up(service)  # else the next changes come within the second of the last
                refresh(means)
                if not is_exact:
                    begin_correction(means)
                    while correct(means):
                        pass
                assert find_differences(service, catalogue, hub_id) == []
            begin_sweep(means)
            while sweep(means):
                pass
            assert find_differences(service, catalogue, hub_id, refs=True) == []
