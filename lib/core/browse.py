"""Walking the tree of hubs, projects, folders and items, several folders at a time.

Each list is asked for once, and nothing is asked per row: a folder's items come with their tips.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from ..aps.folders import Folder
from ..aps.hubs import Hub, Project, list_hubs
from ..aps.items import Item
from ..aps.versions import Version
from ..errors import Cancelled, DataBrowserError, NetworkError, NotSignedIn, SignInError
from ..http import HttpClient
from .jobs import Job, Jobs
from .places import Place, list_place

WORKERS = 16
# A request on its way when a walk is left may take this long to end; after that it ends on its own.
_END_SECONDS = 2.0


@dataclass(frozen=True)
class Node:
    """One place in the tree; `path` holds the names from its hub down to itself.

    `resource` is the Hub, Project, Folder or Item, `tip` an item's latest version. `error` says why what
    is below could not be listed; the walk goes on elsewhere. `parent_id` is that of the node above.
    """

    resource: Hub | Project | Folder | Item
    path: tuple[str, ...]
    hub_id: str
    project_id: str = ""
    tip: Version | None = None
    error: DataBrowserError | None = None
    parent_id: str = ""

    @property
    def id(self) -> str:
        """The resource's id."""
        return self.resource.id

    @property
    def name(self) -> str:
        """The resource's name."""
        return self.path[-1]

    @property
    def kind(self) -> str:
        """hub, project, folder or item."""
        return type(self.resource).__name__.lower()

    @property
    def depth(self) -> int:
        """How far below the hub: 0 for the hub itself."""
        return len(self.path) - 1


def walk(
    client: HttpClient,
    *,
    workers: int = WORKERS,
    cancelled: threading.Event | None = None,
    wanted: Callable[[Node], bool] | None = None,
) -> Generator[Node, None, None]:
    """Yield every node the user can see, parents before children, as the answers arrive.

    `wanted` may refuse a hub, project or folder with all below it. A node that cannot be listed is yielded a
    second time, with its `error`. Raises `NetworkError`, `NotSignedIn` or `SignInError` when going on would
    be pointless, `Cancelled` when `cancelled` is set. Closing the generator early ends its threads.
    """
    yield from _Walk(client, workers, cancelled, wanted).run()


_Answers: TypeAlias = "queue.SimpleQueue[tuple[Node, Sequence[Node] | Exception]]"


class _Walk:
    """The threads of one walk, and the folders already seen: a cycle in the answers must end."""

    def __init__(
        self,
        client: HttpClient,
        workers: int,
        cancelled: threading.Event | None,
        wanted: Callable[[Node], bool] | None,
    ) -> None:
        self._client = client
        self._cancelled = cancelled
        self._wanted = wanted
        self._seen: set[str] = set()
        self._workers = workers

    def run(self) -> Generator[Node, None, None]:
        with self._client.cancellable(self._cancelled) if self._cancelled else contextlib.nullcontext():
            listed = list_hubs(self._client)
        hubs = (Node(hub, (hub.name,), hub.id) for hub in listed)
        waiting = deque(node for node in hubs if self._is_new(node))
        yield from tuple(waiting)
        answers: _Answers = queue.SimpleQueue()
        running = 0
        jobs = Jobs(self._workers, name="databrowser-walk")
        try:
            while waiting or running:
                while waiting and running < self._workers:
                    node = waiting.popleft()
                    jobs.start(Job(lambda job, node=node: self._list(node, answers, job)))
                    running += 1
                node, answer = self._next(answers)
                running -= 1
                if isinstance(answer, (NetworkError, NotSignedIn, SignInError, Cancelled)):
                    raise answer
                if isinstance(answer, DataBrowserError):
                    yield replace(node, error=answer)
                    continue
                if isinstance(answer, Exception):
                    raise answer
                for child in answer:
                    if child.kind == "item":
                        yield child
                    elif self._is_new(child):
                        yield child
                        waiting.append(child)
        finally:
            jobs.close(_END_SECONDS)

    def _is_new(self, node: Node) -> bool:
        if node.id in self._seen or (self._wanted is not None and not self._wanted(node)):
            return False
        self._seen.add(node.id)
        return True

    def _next(self, answers: _Answers) -> tuple[Node, Sequence[Node] | Exception]:
        while True:
            if self._cancelled is not None and self._cancelled.is_set():
                raise Cancelled("browse.cancelled")
            try:
                return answers.get(timeout=0.1)
            except queue.Empty:
                continue

    def _list(self, node: Node, answers: _Answers, job: Job) -> None:
        try:
            with self._client.cancellable(job.cancelled):
                answers.put((node, list_children(self._client, node)))
        except Exception as error:  # noqa: BLE001  handed to the thread that walks, which raises it
            answers.put((node, error))


def list_children(client: HttpClient, node: Node) -> tuple[Node, ...]:
    """Return what is directly below a hub, a project or a folder; a walk goes no deeper than items."""
    if node.kind == "item":
        return ()
    place = Place(node.kind, hub_id=node.hub_id, project_id=node.project_id, id=node.id)
    return tuple(
        Node(
            child.resource,
            (*node.path, child.resource.name),
            hub_id=node.hub_id,
            project_id=child.resource.id if isinstance(child.resource, Project) else node.project_id,
            tip=child.tip,
            parent_id=node.id,
        )
        for child in list_place(client, place)
        if not isinstance(child.resource, Version)
    )
