"""Writes that survive lost answers and crashes of the service: nothing doubled, nothing lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

import pytest
from addin.lib.aps.refs import ATTACHMENT, list_refs
from addin.lib.aps.versions import Version, get_version
from addin.lib.core import references
from addin.lib.core.browse import Node
from addin.lib.emulator import Emulator, EmulatorOptions, Fault, sample
from addin.lib.errors import DataBrowserError
from addin.lib.http import HttpClient, RetryPolicy
from addin.lib.scripting import connect

ENTRY = str(Path(__file__).resolve().parents[2] / "DataBrowserAddin.py")
REFS = "/data/v1/projects/*/versions/*/relationships/refs"
QUICK = RetryPolicy(attempts=4, first_delay=0.001, longest_delay=0.01)
ACTIONS = ("reset-before", "reset-after", "answer", "answer-after", "truncate")


class ServiceClock:
    """Time that passes only for the service, and only when the client sleeps."""

    def __init__(self, service: Emulator) -> None:
        self._service = service
        self._time = 0.0

    def now(self) -> float:
        """Return the seconds slept so far."""
        return self._time

    def sleep(self, seconds: float) -> None:
        """Move both clocks on."""
        self._time += seconds
        self._service.clock.advance(seconds)


def count(client: HttpClient, project_id: str, from_version: Version, to_version: Version) -> int:
    """Count the attachments from one version to another, as the service shows them."""
    listed = list_refs(client, project_id, resource_type="versions", resource_id=from_version.id)
    return sum(ref.key == (from_version.id, to_version.id, ATTACHMENT) for ref in listed.refs)


@pytest.mark.long(full=1000)
def test_a_ref_is_never_doubled_nor_lost_when_answers_are(rounds: Iterable[Random]) -> None:
    for random in rounds:
        policies = {
            "duplicate-ref": random.choice(("again", "conflict", "doubled")),
            "late-write": random.choice(("0", "2", "10")),
        }
        with (
            Emulator(EmulatorOptions(hub="none", policies=policies)) as service,
            HttpClient(service.url, get_token=lambda _, token=service.token: token, retry=QUICK) as client,
        ):
            project_id, version_ids = seed_two_files(service)
            versions = [get_version(client, project_id, version_id=version_id) for version_id in version_ids]
            for method in ("GET", "POST"):
                for nth in random.sample(range(1, 6), random.randrange(0, 4)):
                    action = random.choice(ACTIONS)
                    status = 503 if action.startswith("answer") else None
                    service.add_fault(
                        Fault(method=method, path=REFS, nth=(nth,), action=action, status=status, body="")
                    )
            attach_until_settled(client, service, project_id, versions)
            service.clear_faults()
            service.clock.advance(60)
            assert count(client, project_id, *versions) == 1, policies


def seed_two_files(service: Emulator) -> tuple[str, list[str]]:
    """Insert a project with two files; return its id and the ids of their versions."""
    seed = service.seed
    made = {"created": "2026-01-01T10:00:00Z", "by": "SAMPLEUSER01"}
    project = seed.add_project(seed.add_hub("Hub"), name="Project")
    items = [seed.add_item(project.root_folder_id, name=name, **made) for name in ("a.pdf", "b.pdf")]
    return project.id, [seed.add_version(item, size=1, **made) for item in items]


def attach_until_settled(
    client: HttpClient, service: Emulator, project_id: str, versions: Sequence[Version]
) -> None:
    """Attach as a person would: when it stays in doubt, look a minute later and attach again if missing."""
    for _ in range(6):
        try:
            references.attach(
                client,
                project_id,
                from_version=versions[0],
                to_version=versions[1],
                extension_type=ATTACHMENT,
                clock=ServiceClock(service),
            )
        except DataBrowserError:
            service.clock.advance(60)
        else:
            return
    raise AssertionError("attaching never settled")


@pytest.mark.long(full=60, suite=1)
def test_a_service_killed_in_mid_write_keeps_what_it_acknowledged(
    rounds: Iterable[Random], tmp_path: Path
) -> None:
    for number, random in enumerate(rounds):
        file = tmp_path / f"hub-{number}.sqlite"
        acknowledged = attach_until_killed(file, random)
        with Emulator(EmulatorOptions(database=str(file))) as service:
            with connect(service=service.url, token=service.token) as session:
                for from_node, to_node in acknowledged:
                    keys = [relation.ref.key for relation in session.list_refs(from_node).relations]
                    key = (session.tip(from_node).id, session.tip(to_node).id, ATTACHMENT)
                    assert keys.count(key) == 1


def attach_until_killed(file: Path, random: Random) -> list[tuple[Node, Node]]:
    """Run the service as a program, attach, kill it at a random moment; return what it acknowledged."""
    done: list[tuple[Node, Node]] = []
    with subprocess.Popen(
        [sys.executable, ENTRY, "emulator", "--db", str(file)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        url, token, _ = (process.stdout.readline().split()[1] for _ in range(3))
        with connect(service=url, token=token) as session:
            items = [node for node in session.walk(project=sample.MAIN_PROJECT) if node.kind == "item"]
            target = items[0]
            last = random.randrange(1, 8)
            for number, node in enumerate(random.sample(items[1:], 8)):
                if number == last:
                    process.kill()
                    process.wait()
                    break
                if session.attach(target, node):
                    done.append((target, node))
    return done
