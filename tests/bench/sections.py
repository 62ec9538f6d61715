"""What is compared: each section returns lines of the table."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from addin.lib.aps.commands import list_refs_of_versions
from addin.lib.core import browse
from addin.lib.http import HttpClient

from ..contract.foreign.programs import PACKAGES
from ..packages import install_packages
from . import host, rates, reopen, search, services, sync, transfers, tree, walk
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


def compare_transfers(folder: Path) -> list[Line]:
    """Compare a large file's way up and down with curl and the SDK, and look at the memory it takes."""
    node_modules = install_packages(PACKAGES)
    sent: dict[str, list[transfers.Moved]] = {name: [] for name in transfers.MOVERS}
    fetched: dict[str, list[transfers.Moved]] = {name: [] for name in transfers.MOVERS}
    with services.running(folder / "transfer.sqlite") as service:
        yard = transfers.Yard.open(service, folder, node_modules=node_modules)
        with yard.storage:
            for number in range(ROUNDS):
                for name, (send, _) in transfers.MOVERS.items():
                    _say(f"upload {number + 1} of {ROUNDS}: {name}")
                    sent[name].append(yard.send(name, send))
                    if name != "ours":
                        yard.delete(name)
                for name, (_, fetch) in transfers.MOVERS.items():
                    _say(f"download {number + 1} of {ROUNDS}: {name}")
                    fetched[name].append(yard.fetch("ours", fetch, folder / "fetched"))
                yard.delete("ours")
    size = f"{transfers.SIZE >> 20:,} MiB"
    return [
        *_against_movers(f"Upload of {size}, signed and completed", sent),
        *_against_movers(f"Download of {size}, signed, SHA-1 compared, flushed to the disk", fetched),
        _memory_line(size, [*sent["ours"], *fetched["ours"]]),
    ]


def _against_movers(what: str, moved: Mapping[str, Sequence[transfers.Moved]]) -> list[Line]:
    """Compare with curl, which has an aim, and with the SDK."""
    seconds = {name: statistics.median(one.seconds for one in taken) for name, taken in moved.items()}
    wrong = [name for name, taken in moved.items() if not all(one.is_right for one in taken)]
    if not {"ours", "curl"}.isdisjoint(wrong):
        raise SystemExit(f"{what}: by {wrong[0]} the file was not the same")
    ours, curl, sdk = seconds.values()
    name = next(reversed(seconds))
    ending = ", and not the file that was sent" if name in wrong else ""
    return [
        Line(
            what,
            _seconds(ours),
            f"curl, the same parts and nothing else {_seconds(curl)}",
            f"{curl / ours:.2f} of the rate",
            "0.8 or more",
            is_met=curl / ours >= 0.8,
        ),
        Line(
            what,
            _seconds(ours),
            f"{name} {_seconds(sdk)}{ending}",
            f"{sdk / ours:.1f} times as fast",
            "",
            is_met=True,
        ),
    ]


def _memory_line(size: str, moved: Sequence[transfers.Moved]) -> Line:
    """Tell by how much memory grew at the most."""
    grown = max(one.grown for one in moved)
    return Line(
        f"Memory of a transfer of {size}",
        f"{grown / 1024**2:.0f} MiB more",
        f"the file {size}",
        f"1 : {transfers.SIZE // grown}",
        "under 64 MiB",
        is_met=grown < 64 * 1024**2,
    )


def compare_trees(folder: Path) -> list[Line]:
    """Compare the palette's tree with jsTree, and its scrolling with that of few rows."""
    opened: dict[str, list[float]] = {"ours": [], "jstree": []}
    scrolled: dict[int, list[float]] = {tree.MANY: [], tree.FEW: []}
    with tree.chromium() as browser:
        for number in range(ROUNDS):
            _say(f"tree {number + 1} of {ROUNDS}: jsTree")
            opened["jstree"].append(tree.open_jstree(browser, tree.MANY))
            _say(f"tree {number + 1} of {ROUNDS}: ours")
            opened["ours"].append(tree.open_ours(browser, tree.MANY))
            _say(f"tree {number + 1} of {ROUNDS}: scrolling")
            for count, taken in tree.scroll(browser).items():
                scrolled[count].append(taken)
    ours, other = (statistics.median(opened[name]) for name in ("ours", "jstree"))
    many, few = (statistics.median(scrolled[count]) for count in (tree.MANY, tree.FEW))
    return [
        Line(
            f"Palette: a folder of {tree.MANY:,}, from the answer to its first rows on the screen",
            _seconds(ours),
            f"jsTree {_seconds(other)}",
            f"{other / ours:.0f} times as soon",
            "20 or more",
            is_met=other / ours >= 20,
        ),
        Line(
            f"Palette: scrolling {tree.MANY:,} rows, 95th percentile of a frame's processor time",
            f"{many:.1f} ms",
            f"{tree.FEW} rows {few:.1f} ms",
            f"{many / few:.2f} times as long",
            "1.2 or less",
            is_met=many / few <= 1.2,
        ),
    ]


def compare_reopening(folder: Path) -> list[Line]:
    """Compare the palette that shows what was listed before with one that waits for the service."""
    stood: dict[bool, list[reopen.Stood]] = {True: [], False: []}
    few, many = 200, 200_000
    sizes: dict[int, list[float]] = {few: [], many: []}
    with tree.chromium() as browser, reopen.desk(browser, folder) as desk:
        _say(f"a catalogue of {many:,} items")
        desks = {count: desk.with_items(count) for count in sizes}
        for number in range(ROUNDS):
            for count, seconds in sizes.items():
                _say(f"reopening {number + 1} of {ROUNDS}: {count:,} items in the catalogue")
                seconds.append(desks[count].reopen(kept=True).seconds)
        for number in range(ROUNDS):
            for kept, taken in stood.items():
                _say(f"reopening {number + 1} of {ROUNDS}: {'ours' if kept else 'waiting for the service'}")
                taken.append(desk.reopen(kept=kept))
    ours, waiting = (statistics.median(one.seconds for one in stood[kept]) for kept in (True, False))
    answered = max(one.answered for one in stood[True])
    what = f"Palette: opened again {len(reopen.FOLDERS)} folders deep, service at {reopen.LATENCY_MS} ms"
    return [
        Line(
            what,
            _seconds(ours),
            f"waiting for the service {_seconds(waiting)}",
            f"{waiting / ours:.1f} times as soon",
            "2 or more",
            is_met=waiting / ours >= 2,
        ),
        Line(
            what,
            f"{answered} answers awaited",
            f"{max(one.answered for one in stood[False])} answers",
            f"{answered} requests answered before it stands",
            "0",
            is_met=answered == 0,
        ),
        _full_line(few, many, sizes),
    ]


def _full_line(few: int, many: int, sizes: Mapping[int, Sequence[float]]) -> Line:
    small, large = (statistics.median(sizes[count]) for count in (few, many))
    return Line(
        f"Palette: opened again with {many:,} items in the catalogue",
        _seconds(large),
        f"with {few} items {_seconds(small)}",
        f"{large / small:.2f} times as long",
        "1.1 or less",
        is_met=large <= 1.1 * small,
    )


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} s"


def _say(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def compare_hosting(folder: Path) -> list[Line]:
    """Compare a start with the loading of `requests`, and look at the main thread and at full folders."""
    return [_start_line(folder), _ticks_line(folder), _cycle_line(folder)]


def _start_line(folder: Path) -> Line:
    taken = []
    for number in range(host.ROUNDS):
        _say(f"start {number + 1} of {host.ROUNDS}")
        taken.append(host.measure_apart(host.START, folder / "start"))
    ours, other = (statistics.median(one[name] for one in taken) for name in ("ours", "requests"))
    told = f"{ours / other:.2f} of the time"
    against = f"import requests {1000 * other:.0f} ms"
    return Line(
        "run() in Fusion", f"{1000 * ours:.0f} ms", against, told, "under 0.25", is_met=ours < other / 4
    )


def _ticks_line(folder: Path) -> Line:
    database = folder / "stream.sqlite"
    count = host.fill_hub(database)
    with services.running(database) as service:
        _say(f"{count:,} items")
        seen = host.measure_apart("ticks", folder / "ticks", service=service.url)
    if seen["items"] != count:
        raise SystemExit(f"{seen['items']} items came, not {count}")
    share = 1 - seen["over"] / seen["ticks"]
    return Line(
        f"{count:,} items streaming in: the main thread",
        f"{seen['ticks']:,} ticks, the busiest {1000 * seen['busiest']:.1f} ms",
        "8 ms of processor time a tick",
        f"{100 * share:.2f} % within",
        "99.9 % or more",
        is_met=share >= 0.999,
    )


def _cycle_line(folder: Path) -> Line:
    few, many = 200, 200_000
    for items in (few, many):
        _say(f"a folder of {items:,} items")
        host.fill_home(folder / f"home-{items}", items)
    taken: dict[int, list[float]] = {few: [], many: []}
    for number in range(ROUNDS):
        _say(f"start and stop {number + 1} of {ROUNDS}")
        for items, times in taken.items():
            times.append(host.measure_apart("cycle", folder / f"home-{items}")["seconds"])
    small, large = (statistics.median(taken[items]) for items in (few, many))
    return Line(
        f"Start, sign-in and stop with {many:,} items on disk",
        _seconds(large),
        f"with {few} items {_seconds(small)}",
        f"{large / small:.2f} times as long",
        "1.25 or less",
        is_met=large <= 1.25 * small,
    )


def compare_syncs(folder: Path) -> list[Line]:
    """Compare what the sync asks for with walks by others, and its pace with its share; and its memory."""
    _say("sync: requests")
    asked = sync.count_requests()
    size = sync.SIZES["large"]
    what = f"Refresh of {size.folders * size.projects:,} folders after one change"
    lines = [
        Line(
            what,
            f"{asked.refresh} requests",
            f"a walk by {name}: {count:,} requests",
            f"1 : {count // asked.refresh}",
            f"{asked.most} or less",
            is_met=asked.refresh <= asked.most,
        )
        for name, count in asked.others.items()
    ]
    ratio = asked.walk / asked.least
    lines.append(
        Line(
            "First walk of the same",
            f"{asked.walk:,} requests",
            f"one for each page {asked.least:,}",
            f"{ratio:.3f} of these",
            "1.02 or less",
            is_met=ratio <= 1.02,
        )
    )
    _say("sync: pace")
    paced = sync.measure_pace()
    ratio = paced.per_minute / paced.share
    lines.append(
        Line(
            f"Walk under quotas, on clocks {sync.RATE} times as fast",
            f"{paced.per_minute:.1f} lists a minute, {paced.refused} times 429",
            f"the share that the sync has {paced.share}",
            f"{ratio:.3f} of it",
            "0.95 to 1.05, no 429",
            is_met=abs(ratio - 1) <= 0.05 and not paced.refused,
        )
    )
    _say("sync: memory")
    taken = sync.measure_memory()
    lines.append(
        Line(
            f"Memory of a sync of {taken['items']:,.0f} items with their refs",
            f"{taken['grown'] / 1024**2:.0f} MiB more",
            "the program at rest",
            "",
            "under 150 MiB",
            is_met=taken["grown"] < 150 * 1024**2,
        )
    )
    return lines


def compare_searches(folder: Path) -> list[Line]:
    """Compare each keystroke's answer with a scan of all names, and the index with the rest of the file."""
    _say("search: filling a catalogue, which takes minutes")
    with search.fill(folder) as catalogue:
        names = search.list_names(catalogue)
        filtered = [f"{text} {one}" for text in search.FILTERED for one in search.FILTERS]
        lines: list[Line] = []
        for what, texts in (
            ("as it is typed", search.keystrokes()),
            ("a letter wrong", search.MISTYPED),
            ("with filters", [*filtered, *search.FILTERS]),
        ):
            _say(f"search: {what}")
            times = search.measure(catalogue, names, texts)
            ratio, median = times.ratio, statistics.median(times.ours)
            told = f"slowest {ratio:.2f} times as long"
            against = f"`str.find` over all names {_milliseconds(statistics.median(times.scans))}"
            title = f"Search of {len(names):,} items, {what}"
            lines.append(Line(title, _milliseconds(median), against, told, "1 or less", is_met=ratio <= 1))
        index, rest = search.measure_size(catalogue)
    size = f"{rest / 1e6:.0f} MB"
    told = f"{index / rest:.2f} times as large"
    return [
        *lines,
        Line(
            "Search index",
            f"{index / 1e6:.0f} MB",
            f"all else in the catalogue {size}",
            told,
            "1 or less",
            is_met=index <= rest,
        ),
    ]


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1e3:.1f} ms"


SECTIONS: dict[str, Callable[[Path], list[Line]]] = {
    "walk": compare_walks,
    "refs": count_ref_requests,
    "rate": compare_rates,
    "transfer": compare_transfers,
    "host": compare_hosting,
    "tree": compare_trees,
    "reopen": compare_reopening,
    "sync": compare_syncs,
    "search": compare_searches,
}
