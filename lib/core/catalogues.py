"""The catalogues of a sign-in, one for each hub: what is listed is written into them, and a sync fills each.

tree.list  ── listing ──>  the writer's queue  ──>  catalogue  <──  sync (a thread for each hub)
tree.kept, search, stale  <── find, opened ──────────┘
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..aps.hubs import Hub
from ..clock import Clock
from ..errors import DataBrowserError, StoreError, UsageError
from ..http import HttpClient
from ..store.catalogue import Catalogue
from ..store.catalogue.space import clear_copies, list_catalogues, make_room
from .catalogue_places import KeptPlace, Listing, read_place
from .listings import place_of
from .places import Place
from .sync.pace import Pace
from .sync.progress import Progress
from .sync.sync import Sync, Times
from .sync.visits import Means

CLOSE_SECONDS = 2.0
FEW_HUBS = 3  # are filled without being opened
_LIMIT_SECONDS = 60.0
_log = logging.getLogger("databrowser.catalogue")


@dataclass(frozen=True)
class Upkeep:
    """How the catalogues are kept: `open_client()` makes the client that fills them, which keeps to `pace`.

    `most_bytes` is what all copies of the account may take, 0 for no limit; without `is_filled` they hold
    only what the user has listed. `on_progress(hub_id, progress)` is called on the syncs' threads. With
    `serves_in_memory`, who has no folder has catalogues all the same, as long as they are open.
    """

    open_client: Callable[[], HttpClient]
    clock: Clock
    pace: Pace | None = None
    most_bytes: int = 0
    is_filled: bool = True
    serves_in_memory: bool = False
    on_progress: Callable[[str, Progress], None] = lambda hub_id, progress: None
    times: Times | None = None


class Catalogues:
    """The catalogues of one account; used on any thread but the main one.

    `find_folder` returns the account's folder, None where nothing is kept on disk: then there are none.
    """

    def __init__(self, find_folder: Callable[[], Path | None], upkeep: Upkeep) -> None:
        self._find_folder = find_folder
        self._upkeep = upkeep
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._held: dict[str, Catalogue] = {}
        self._syncs: dict[str, Sync] = {}
        self._hubs: dict[str, Hub] = {}
        self._notices: list[StoreError] = []
        self._client: HttpClient | None = None
        self._writer = _Writer()
        self._has_looked = False
        self._is_closed = False
        self._limit_next = float("-inf")

    def listing(self, place: Place, told_time: float = 0.0) -> Listing:
        """Begin to take up what a place's list will tell; before it is asked for.

        `told_time` is the service's own time, as its last answer told it.
        """
        return Listing(
            self.open(place.hub_id),
            place,
            told_time=told_time or time.time(),
            later=self._write,
            hub=self._hubs.get(place.hub_id),
        )

    def note_hubs(self, hubs: Sequence[Hub]) -> None:
        """Take note of the hubs that the account has, and attend to them where they are few."""
        self._hubs.update({hub.id: hub for hub in hubs})
        if len(hubs) <= FEW_HUBS:
            for hub in hubs:
                self.attend(hub.id)

    def find(self, key: str) -> KeptPlace | None:
        """Return what is known to be at a hub, a project or a folder by its row's key; None for nothing.

        The key is `kind:project:id`, see `listings.key_of`. Never raises.
        """
        for hub_id, catalogue in self.opened().items():
            try:
                found = read_place(catalogue, place_of(key, hub_id=hub_id))
            except StoreError as error:
                _log.info("a catalogue is of no use: %s", error)
                continue
            if found:
                return found
        return None

    def opened(self) -> dict[str, Catalogue]:
        """Return every catalogue of the account by its hub's id, those included that the disk has."""
        with self._opening:
            if not self._has_looked:
                self._has_looked = True
                for file in self._files():
                    self._take_up(file)
            return dict(self._held)

    def open(self, hub_id: str) -> Catalogue | None:
        """Return a hub's catalogue, which may be new; None where the account has none, or is closed."""
        if found := self.opened().get(hub_id):
            return found
        folder = self._folder()
        with self._opening:
            if self._is_closed or not hub_id or not (folder or self._upkeep.serves_in_memory):
                return None
            if hub_id not in self._held:
                most = self._upkeep.most_bytes
                self._held[hub_id] = (
                    Catalogue.open(folder, hub_id, most_bytes=most)
                    if folder
                    else Catalogue.in_memory(most_bytes=most)
                )
            return self._held[hub_id]

    def attend(self, hub_id: str) -> None:
        """See to it that a hub's catalogue is filled from now on, in the background."""
        if not (self._upkeep.is_filled and hub_id) or hub_id in self._syncs:
            return
        catalogue, folder = self.open(hub_id), self._folder()
        if catalogue is None or folder is None:
            return
        self._limit()
        with self._lock:
            if self._is_closed or hub_id in self._syncs:
                return
            if self._client is None:
                self._client = self._upkeep.open_client()
            sync = self._syncs[hub_id] = Sync(
                Means(self._client, catalogue, hub_id),
                pace=self._upkeep.pace,
                on_progress=lambda progress: self._tell(hub_id, sync, progress),
                times=self._upkeep.times,
                clock=self._upkeep.clock,
            )
            sync.start()

    @property
    def is_filled(self) -> bool:
        """Whether the catalogue of a hub is filled as soon as somebody attends to it."""
        return self._upkeep.is_filled and self._folder() is not None

    def sync_of(self, hub_id: str) -> Sync | None:
        """Return what fills a hub's catalogue, None where nothing does."""
        return self._syncs.get(hub_id)

    def wait(self) -> None:
        """Wait until what was listed is written, `CLOSE_SECONDS` at most."""
        self._writer.wait(CLOSE_SECONDS)

    def take_notices(self) -> tuple[StoreError, ...]:
        """Return what the user should know of the files, each thing once."""
        told = [notice for one in list(self._held.values()) for notice in one.take_notices()]
        with self._lock:
            told, self._notices = self._notices + told, []
        return tuple(told)

    def forget(self) -> None:
        """Delete every copy of the account, and keep nothing any more.

        Raises `UsageError` where the account has no folder, `StoreError` where a file stays.
        """
        self.close()
        if folder := self._find_folder():
            clear_copies(folder)

    def clear(self) -> None:
        """Delete every copy of the account, and begin anew. Raises as `forget` does."""
        with self._lock:
            syncs = list(self._syncs.items())
        _stop([sync for _, sync in syncs])
        try:
            with self._opening:
                held, self._held = self._held, {}
                self._syncs.clear()
                self._writer.wait(CLOSE_SECONDS)
                for catalogue in held.values():
                    catalogue.close()
                if folder := self._find_folder():
                    clear_copies(folder)
        finally:
            for hub_id, _ in syncs:
                self.attend(hub_id)

    def close(self) -> bool:
        """End the syncs and let go of the files; false where a request that is on its way holds one up."""
        with self._lock:
            self._is_closed = True
            syncs, client = list(self._syncs.values()), self._client
        has_ended = _stop(syncs)
        if client:
            client.close()
        self._writer.wait(CLOSE_SECONDS)
        with self._opening:
            for catalogue in self._held.values():
                catalogue.close()
        return has_ended

    def _tell(self, hub_id: str, sync: Sync, progress: Progress) -> None:
        # One that was told to end and waits for an answer has nothing more to say: another has its place, or
        # another account is in use.
        if self._is_closed or self._syncs.get(hub_id) is not sync:
            return
        is_short = progress.error is not None and progress.error.reference == "store.catalogue-limit"
        if is_short or self._upkeep.clock.now() >= self._limit_next:
            self._limit(hub_id if is_short else "")
        self._upkeep.on_progress(hub_id, progress)

    def _limit(self, short_hub_id: str = "") -> None:
        """Let each catalogue become as large as the others and all else leave room; one may be too short."""
        self._limit_next = self._upkeep.clock.now() + _LIMIT_SECONDS
        folder, most = self._folder(), self._upkeep.most_bytes
        if folder is None or not most:
            return
        for hub_id, one in self.opened().items():
            is_short = hub_id == short_hub_id
            one.set_limit(make_room(folder, one.file, most_bytes=most, is_short=is_short))

    def _write(self, work: Callable[[], None]) -> None:
        if not self._is_closed:
            self._writer.add(work)

    def _files(self) -> tuple[Path, ...]:
        folder = self._folder()
        return list_catalogues(folder) if folder and not self._is_closed else ()

    def _take_up(self, file: Path) -> None:
        """Open a catalogue whose hub only its file tells."""
        catalogue = Catalogue(file, most_bytes=self._upkeep.most_bytes)
        try:
            hub = catalogue.find_hub()
        except StoreError:
            hub = None
        if hub is None or hub.id in self._held:
            with self._lock:
                self._notices += catalogue.take_notices()
            catalogue.close()
            return
        self._held[hub.id] = catalogue

    def _folder(self) -> Path | None:
        try:
            return self._find_folder()
        except UsageError:  # it cannot be made
            return None


class _Writer:
    """A thread that does one piece of work after the other, and ends when there is none left."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def add(self, work: Callable[[], None]) -> None:
        with self._lock:
            self._waiting.put(work)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="databrowser-catalogue", daemon=True)
                self._thread.start()

    def wait(self, timeout: float) -> None:
        with self._lock:
            thread = self._thread
        if thread:
            thread.join(timeout)

    def _run(self) -> None:
        while True:
            with self._lock:
                try:
                    work = self._waiting.get_nowait()
                except queue.Empty:
                    self._thread = None
                    return
            try:
                work()
            except DataBrowserError as error:
                _log.info("what was listed is not kept: %s", error)
            except Exception:  # noqa: BLE001  what comes next must be written all the same
                _log.exception("what was listed is not kept")


def _stop(syncs: Sequence[Sync]) -> bool:
    for sync in syncs:
        sync.stop(timeout=0)
    end = time.monotonic() + CLOSE_SECONDS
    have_ended = [sync.stop(timeout=max(0.0, end - time.monotonic())) for sync in syncs]
    return all(have_ended)
