"""What is compared: each section returns lines of the table."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from addin.lib.aps.commands import list_refs_of_versions
from addin.lib.core import browse
from addin.lib.http import HttpClient

from . import rates, services, walk
from .table import Line

ROUNDS = 3
_ITEMS = services.FOLDERS * services.ITEMS
_WALK = f"Walk of {services.FOLDERS} folders, {_ITEMS:,} items at {walk.LATENCY_MS} ms"


def compare_walks(folder: Path) -> list[Line]:
    """Compare the walk with the other clients and with the greedy schedule."""
    database = folder / "tree.sqlite"
    services.fill_tree(database)
    with services.running(database, latency_ms=walk.LATENCY_MS) as service:
        times: dict[str, list[float]] = {name: [] for name in walk.WALKS}
        for number in range(ROUNDS):
            for name, walked in walk.WALKS.items():
                _say(f"walk {number + 1} of {ROUNDS}: {name}")
                times[name].append(walk.time_walk(service, walked))
    return [*_against_others(times), _against_greedy(times["ours"])]


def _against_others(times: Mapping[str, Sequence[float]]) -> list[Line]:
    """Compare with each of the others; the aim is for the fastest of them."""
    seconds = {name: statistics.median(taken) for name, taken in times.items()}
    ours = seconds.pop("ours")
    fastest = min(seconds.values())
    lines = []
    for name, other in sorted(seconds.items(), key=lambda pair: -pair[1]):
        ratio = other / ours
        aim, is_met = ("8 or more", ratio >= 8) if other == fastest else ("", True)
        against = f"{name} {_seconds(other)}"
        lines.append(Line(_WALK, _seconds(ours), against, f"{ratio:.1f} times as fast", aim, is_met=is_met))
    return lines


def _against_greedy(taken: Sequence[float]) -> Line:
    """Compare with the bound that the service's latency sets."""
    ours, greedy = statistics.median(taken), walk.greedy_seconds()
    ratio = ours / greedy
    against = f"greedy schedule, {browse.WORKERS} workers {_seconds(greedy)}"
    told = f"{ratio:.2f} times as long"
    return Line(_WALK, _seconds(ours), against, told, "1.3 or less", is_met=ratio <= 1.3)


def count_ref_requests(folder: Path) -> list[Line]:
    """Count the requests for the refs of many versions."""
    count, aim = 1000, 20
    project, ids = services.fill_versions(folder / "refs.sqlite", count)
    asked: list[str] = []

    def token(_: str | None) -> str:
        asked.append("request")  # each request of the client asks for its token once
        return service.token

    with (
        services.running(folder / "refs.sqlite") as service,
        HttpClient(service.url, get_token=token) as client,
    ):
        found = list_refs_of_versions(client, project, version_ids=ids)
    if len({ref.key for ref in found.refs}) != count - 1:
        raise SystemExit(f"{len(found.refs)} refs came, not {count - 1}")
    ours = len(asked)
    return [
        Line(
            f"Refs of {count:,} versions",
            f"{ours} requests",
            f"one a version: {count:,} requests",
            f"1 : {count // ours}",
            f"{aim} or less",
            is_met=ours <= aim,
        )
    ]


def compare_rates(folder: Path) -> list[Line]:
    """Compare the local service with the same server doing nothing."""
    database = folder / "rate.sqlite"
    services.fill_tree(database)
    taken: dict[str, list[float]] = {"ours": [], "constant": []}
    with services.running(database) as service:
        paths = rates.find_folders(service)
        size = rates.average_size(service, paths)
        with rates.constant(size) as constant:
            for number in range(ROUNDS):
                _say(f"rate {number + 1} of {ROUNDS}")
                taken["ours"].append(rates.measure(service, paths))
                taken["constant"].append(rates.measure(constant, paths))
    ours, other = (statistics.median(taken[name]) for name in ("ours", "constant"))
    return [
        Line(
            f"Local service: {len(paths)} folders of {services.ITEMS} items ({size / 1000:.0f} kB)",
            f"{ours:.0f} a second",
            f"a constant body {other:.0f} a second",
            f"{ours / other:.2f} of the rate",
            "0.5 or more",
            is_met=ours / other >= 0.5,
        )
    ]


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} s"


def _say(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


SECTIONS: dict[str, Callable[[Path], list[Line]]] = {
    "walk": compare_walks,
    "refs": count_ref_requests,
    "rate": compare_rates,
}
