"""A sync that is killed at any moment, by a hub that changes: nothing is lost, doubled or damaged."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest
from addin.lib.core.sync.once import sync_once
from addin.lib.core.sync.rounds import refresh
from addin.lib.core.sync.visits import Means
from addin.lib.emulator import Emulator, EmulatorOptions
from addin.lib.emulator.policies import ALLOWED
from addin.lib.emulator.sample.large import Size, build
from addin.lib.http import HttpClient
from addin.lib.store.catalogue import Catalogue

from ..hub_changes import Changes, catch_up, renew_token
from ..hub_rows import find_differences

WORKER = str(Path(__file__).with_name("syncer.py"))
CHANGES = 60
LINES = 80  # of progress, until it is killed at the latest


def kill_one(place: tuple[str, ...], random: Random) -> None:
    """Let a process sync, and kill it at a random moment."""
    with subprocess.Popen(
        [sys.executable, WORKER, *place],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        for _ in range(random.randrange(1, LINES)):
            assert process.stdout.readline(), "the process failed"
        time.sleep(random.random() * 0.02)
        process.kill()


@pytest.mark.timeout(1800)  # each kill costs a start of the process
@pytest.mark.long(full=200, suite=2)
def test_a_catalogue_filled_by_a_process_that_is_killed(rounds: Iterable[Random], tmp_path: Path) -> None:
    with Emulator(EmulatorOptions(hub="none")) as service:
        build(service.seed, Size(projects=2, folders=14, items=80))
        token = service.token
        with HttpClient(service.url, get_token=lambda rejected: token) as client:
            hub_id = client.request("GET", "/project/v1/hubs").json()["data"][0]["id"]
            for random in rounds:
                token = renew_token(service)
                policy = random.choice(ALLOWED["modified-rollup"])
                service.policies.change("modified-rollup", policy)
                Changes(service, client, hub_id, random).make(CHANGES)
                kill_one((service.url, token, str(tmp_path), hub_id), random)
                Changes(service, client, hub_id, random).make(CHANGES // 2)
                catch_up(service)
                with Catalogue.open(tmp_path, hub_id) as catalogue:
                    means = Means(client, catalogue, hub_id)
                    refresh(means)
                    if policy == "present":
                        assert find_differences(service, catalogue, hub_id) == []
                    sync_once(means, is_thorough=True)
                    assert find_differences(service, catalogue, hub_id, refs=True) == []
                    catalogue.check()
                    assert catalogue.take_notices() == ()
