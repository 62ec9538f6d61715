"""The walk of a hub, level by level, by four clients: ours, two others, and plain `http.client`.

Each must find the whole tree. The bound is what `workers` requests at a time could do if nothing but the
service's latency took time: the greedy schedule of the same tree.
"""

from __future__ import annotations

import contextlib
import heapq
import http.client
import json
import time
from collections.abc import Callable
from urllib.parse import quote, urlsplit

from addin.lib.core import browse
from addin.lib.scripting import connect

from .services import BRANCHES, FOLDERS, ITEMS, LEAVES, TOP_FOLDERS, Service

LATENCY_MS = 60
Count = tuple[int, int]
"""Folders and items."""


def walk_ours(service: Service) -> Count:
    """Walk as the add-in does."""
    with connect(service=service.url, token=service.token) as session:
        kinds = [node.kind for node in session.walk()]
    return kinds.count("folder"), kinds.count("item")


def walk_py_aps(service: Service) -> Count:
    """Walk with py-aps, which asks one after the other."""
    from pyaps.datamanagement import DataManagementClient  # pyright: ignore[reportMissingImports]
    from pyaps.http.client import HTTPError  # pyright: ignore[reportMissingImports]

    client = DataManagementClient(
        lambda: service.token,
        project_base_url=f"{service.url}/project/v1",
        data_base_url=f"{service.url}/data/v1",
        trust_env=False,
    )

    def children(project: str, folder: str) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        # A second page it asks for at a wrong address, where the service's `links.next` has no host.
        with contextlib.suppress(HTTPError):
            for entry in client.folders.contents(project, folder):
                found.append((entry["type"], entry["id"]))
        return found

    project_ids = [
        (hub["id"], project["id"])
        for hub in client.hubs.list()
        for project in client.hubs.list_projects(hub["id"])
    ]
    tops = [
        (project, folder["id"])
        for hub, project in project_ids
        for folder in client.projects.top_folders(hub, project)["data"]
    ]
    return _descend(tops, children)


def walk_aps_toolkit(service: Service) -> Count:
    """Walk with aps-toolkit, which opens a connection for each request."""
    from aps_toolkit.BIM360 import BIM360  # pyright: ignore[reportMissingImports]
    from aps_toolkit.Token import Token  # pyright: ignore[reportMissingImports]

    client = BIM360(Token(access_token=service.token))
    client.host = service.url

    def children(project: str, folder: str) -> list[tuple[str, str]]:
        return [(entry["type"], entry["id"]) for entry in client.get_folder_contents(project, folder)["data"]]

    tops = [
        (project["id"], folder["id"])
        for hub in client.get_hubs()["data"]
        for project in client.get_projects(hub["id"])["data"]
        for folder in client.get_top_folders(hub["id"], project["id"])["data"]
    ]
    return _descend(tops, children)


def walk_http_client(service: Service) -> Count:
    """Walk with the standard library on one connection, as the founding blog post asks."""
    connection = http.client.HTTPConnection(urlsplit(service.url).netloc)

    def ask(path: str) -> list[dict[str, str]]:
        connection.request("GET", path, headers={"Authorization": f"Bearer {service.token}"})
        return json.loads(connection.getresponse().read())["data"]

    def children(project: str, folder: str) -> list[tuple[str, str]]:
        path = f"/data/v1/projects/{quote(project, safe='')}/folders/{quote(folder, safe='')}/contents"
        return [(entry["type"], entry["id"]) for entry in ask(path)]

    tops = [
        (project["id"], folder["id"])
        for hub in ask("/project/v1/hubs")
        for project in ask(f"/project/v1/hubs/{quote(hub['id'])}/projects")
        for folder in ask(f"/project/v1/hubs/{quote(hub['id'])}/projects/{quote(project['id'])}/topFolders")
    ]
    found = _descend(tops, children)
    connection.close()
    return found


def _descend(tops: list[tuple[str, str]], children: Callable[[str, str], list[tuple[str, str]]]) -> Count:
    folders, items, waiting = len(tops), 0, list(tops)
    while waiting:
        project, folder = waiting.pop()
        for kind, resource_id in children(project, folder):
            if kind == "folders":
                folders += 1
                waiting.append((project, resource_id))
            else:
                items += 1
    return folders, items


WALKS: dict[str, Callable[[Service], Count]] = {
    "ours": walk_ours,
    "py-aps": walk_py_aps,
    "aps-toolkit": walk_aps_toolkit,
    "http.client": walk_http_client,
}


def time_walk(service: Service, walk: Callable[[Service], Count]) -> float:
    """Return the seconds of one walk that found everything."""
    started = time.perf_counter()
    found = walk(service)
    seconds = time.perf_counter() - started
    if found != (FOLDERS, FOLDERS * ITEMS):
        raise SystemExit(f"{walk.__name__} found {found}, not the whole tree")
    return seconds


def greedy_seconds(workers: int = browse.WORKERS, latency: float = LATENCY_MS / 1000) -> float:
    """Return how long the tree takes when a free worker always takes the next list that is known."""
    children = {
        0: 1,
        1: 1,
        2: TOP_FOLDERS,
        3: BRANCHES,
        4: LEAVES,
        5: 0,
    }  # hubs, projects, tops, three levels
    waiting, running, now = [0], [], 0.0
    while waiting or running:
        while waiting and len(running) < workers:
            heapq.heappush(running, (now + latency, waiting.pop(0)))
        now, level = heapq.heappop(running)
        waiting += [level + 1] * children[level]
    return now
