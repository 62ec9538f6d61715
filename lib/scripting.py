"""The library for scripts: sign in, walk, find, search, read relations and attach, as blocking calls.

    from .lib.scripting import connect       # or by whatever name the add-in was loaded

    with connect(client_id="...") as session:
        design = session.find("Gearbox", kind="items:autodesk.fusion360:Design")[0]
        for relation in session.list_refs(design).relations:
            print(relation.ref.extension_type, relation.other_name)

Every call raises the errors of `lib.errors`: `str(error)` is a sentence and a next step.
"""

from __future__ import annotations

import functools
import logging
import threading
import time
import webbrowser
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .aps import auth
from .aps.derivatives import get_thumbnail
from .aps.hubs import Hub, list_hubs
from .aps.items import Item, get_item, get_tip
from .aps.limits import find_limit
from .aps.refs import ATTACHMENT
from .clock import Clock, SystemClock
from .core import browse, references
from .core.accounts import sign_in
from .core.attach_files import attach_files, resume_jobs
from .core.attach_plan import Chosen, Collision, Plan, plan_files
from .core.attach_run import Means
from .core.browse import Node
from .core.carry_forward import CarryResult, carry, plan_carry
from .core.catalogue_nodes import search_nodes, walk_catalogue
from .core.catalogues import Catalogues, Upkeep
from .core.design import DesignRelation, summarise
from .core.parts import Carrier
from .core.ports import NoDialogs
from .core.references import Relations
from .core.search import MOST
from .core.sightings import sight
from .core.stale_refs import StaleRef, find_stale_refs
from .core.sync.once import sync_once
from .core.sync.visits import A_LIST
from .core.sync.visits import Means as SyncMeans
from .core.tokens import TokenKeeper
from .core.where_used import MOST_LEVELS, Use, WhereUsed, find_uses, list_sibling_projects
from .errors import NetworkError, RefError, ServiceError, StoreError, UsageError
from .http import Budget, Endpoints, HttpClient, SignedHosts
from .http.budgets import SHARE
from .http.listener import CALLBACK_PORTS
from .store.catalogue import Catalogue, Counts
from .store.journal import Journal
from .store.machine import read_machine
from .store.places import account_folder, data_folder

if TYPE_CHECKING:
    from .aps.versions import Version
    from .core.attach_entries import FileReport, JobReport
    from .core.attach_sending import FileProgress
    from .core.sync.progress import Progress


_log = logging.getLogger("databrowser.scripting")


class Browser(NoDialogs):
    """The Host port of a script: a function that opens the browser, and no dialogs."""

    def __init__(self, open_browser: Callable[[str], bool]) -> None:
        self._open = open_browser

    def open_browser(self, url: str) -> bool:
        """Show an address in the browser."""
        return self._open(url)


def connect(
    *,
    client_id: str = "",
    token: str = "",
    service: str = "",
    open_browser: Callable[[str], bool] = webbrowser.open,
    ports: Sequence[int] = CALLBACK_PORTS,
    sign_in_timeout: float = 300.0,
    on_wait: Callable[[float, int], None] | None = None,
    share: float = SHARE,
    catalogue_folder: str | Path = "",
) -> Session:
    """Return a session: of a ready 3-legged `token`, or by signing in as the APS app `client_id`.

    `service` is the base address of another service than Autodesk's, such as the local one. The app's
    callback addresses must be `http://localhost:PORT/callback` for each of `ports`. `sign_in_timeout` is in
    seconds; `on_wait(seconds, status)` hears of each pause, as `HttpClient` says. `share` is how much of the
    service's limits per minute, which everybody with this client id has in common, the session may spend.
    Catalogues are kept in `catalogue_folder`, which is for one person's alone, and without it in memory.
    Raises `SignInError` when signing in does not work out, `UsageError` when neither a token nor a client id
    is given. What administrators set for this machine holds here too: raises `NotAllowed` for a host that is
    not among theirs, and the session for a write where there are none.
    """
    theirs = read_machine().values
    read_only, allowed_hosts = theirs.get("read_only", False), theirs.get("allowed_hosts")
    open_session = functools.partial(
        Session,
        on_wait=on_wait,
        read_only=read_only,
        allowed_hosts=allowed_hosts,
        account=(client_id if not token else "", service.rstrip("/")),
        find_folder=(lambda: Path(catalogue_folder)) if catalogue_folder else lambda: None,
    )
    endpoints = replace(
        Endpoints.at(service) if service else Endpoints(),
        ca_file=theirs.get("ca_file", ""),
        proxy=theirs.get("proxy") or None,
    )
    budget = Budget(find_limit, share=share)
    if token:
        if not token.isascii() or not token.isprintable() or " " in token:
            raise UsageError("scripting.bad-token")
        return open_session(endpoints, lambda rejected: token, budget=budget)
    if not client_id:
        raise UsageError("scripting.no-credentials")
    anonymous = HttpClient(
        endpoints.api,
        on_wait=on_wait,
        budget=budget,
        ca_file=endpoints.ca_file,
        proxy=endpoints.proxy,
        allowed_hosts=allowed_hosts,
    )
    try:
        tokens = sign_in(
            anonymous, Browser(open_browser), client_id=client_id, ports=ports, timeout=sign_in_timeout
        )
    except BaseException:
        anonymous.close()
        raise
    keeper = TokenKeeper(anonymous, client_id, SystemClock(), tokens)
    return open_session(endpoints, keeper.access_token, keeper=keeper, budget=budget)


class Session:
    """A signed-in connection to the services; use it as a context manager, or call `close()`."""

    def __init__(
        self,
        endpoints: Endpoints,
        get_token: Callable[[str | None], str],
        *,
        on_wait: Callable[[float, int], None] | None = None,
        keeper: TokenKeeper | None = None,
        budget: Budget | None = None,
        clock: Clock | None = None,
        read_only: bool = False,
        allowed_hosts: Sequence[str] | None = None,
        account: tuple[str, str] = ("", ""),
        find_folder: Callable[[], Path | None] = lambda: None,
        most_bytes: int = 0,
    ) -> None:
        self._account = account  # the client id and the service, where they are known
        self._clock = clock or SystemClock()
        self._keeper = keeper
        self._budget = budget = budget or Budget(find_limit, clock=self._clock)

        def open_client(base_url: str) -> HttpClient:
            return HttpClient(
                base_url,
                get_token=get_token,
                workers=browse.WORKERS,
                on_wait=on_wait,
                budget=budget,
                clock=self._clock,
                ca_file=endpoints.ca_file,
                proxy=endpoints.proxy,
                read_only=read_only,
                allowed_hosts=allowed_hosts,
            )

        self._api = open_client(endpoints.api)
        self._userinfo = open_client(endpoints.userinfo)
        self._storage = open_client(endpoints.storage)
        self._signed = SignedHosts(
            endpoints.storage,
            workers=browse.WORKERS,
            on_wait=on_wait,
            ca_file=endpoints.ca_file,
            proxy=endpoints.proxy,
            read_only=read_only,
            allowed_hosts=allowed_hosts,
        )

        # Nothing fills them but `sync`; they are the add-in's own where `find_folder` returns its account's.
        self._catalogues = Catalogues(
            find_folder,
            Upkeep(
                lambda: self._api,
                self._clock,
                most_bytes=most_bytes,
                is_filled=False,
                serves_in_memory=True,
            ),
        )

    def user(self) -> auth.User:
        """Return who is signed in."""
        return auth.get_user(self._userinfo)

    def hubs(self) -> tuple[Hub, ...]:
        """Return the hubs the user can see."""
        return list_hubs(self._api)

    def walk(
        self, *, hub: str = "", project: str = "", cancelled: threading.Event | None = None
    ) -> Generator[Node, None, None]:
        """Yield every hub, project, folder and item, parents first; `hub` and `project` are names to stay in.

        A node that cannot be listed comes a second time with its `error`, and the walk goes on.
        """

        def wanted(node: Node) -> bool:
            if node.kind == "hub":
                return hub in ("", node.name)
            return node.kind != "project" or project in ("", node.name)

        return browse.walk(self._api, cancelled=cancelled, wanted=wanted)

    def find(self, name: str, *, kind: str = "", hub: str = "", project: str = "") -> list[Node]:
        """Return the items of exactly this name, in the order of their paths.

        `kind` is an extension type such as items:autodesk.fusion360:Drawing; `hub` and `project` are names
        that shorten the walk. Places that cannot be listed are passed over.
        """
        found = [
            node
            for node in self.walk(hub=hub, project=project)
            if isinstance(node.resource, Item)
            and node.name == name
            and kind in ("", node.resource.extension_type)
        ]
        return sorted(found, key=lambda node: node.path)

    def catalogue(self, hub: Hub | str) -> Catalogue:
        """Return what is known of a hub, one of `hubs()` or its id; it is closed with the session.

        Of a hub that nobody has opened or synced that is nothing. Raises `StoreError`
        (`store.catalogue-closed`) once the session is closed. A file that is of no use is begun anew, which
        is a warning of the log.
        """
        found = self._catalogues.open(hub if isinstance(hub, str) else hub.id)
        if found is None:
            raise StoreError("store.catalogue-closed")
        for notice in self._catalogues.take_notices():
            _log.warning("%s", notice)
        return found

    def sync(
        self,
        hub: Hub | str,
        *,
        is_thorough: bool = False,
        on_progress: Callable[[Progress], None] | None = None,
        cancelled: threading.Event | None = None,
    ) -> Counts:
        """Bring a hub's catalogue up to date, the first time by a walk, and return how much it knows then.

        What the service says has changed is listed, and the refs that nobody has read are read; if
        `is_thorough`, everything is listed and read anew. `on_progress` is told after each request what is
        `done`, and `left` and `seconds_left`, which are None where nobody can tell. What was done before an
        error, or before `cancelled` was set, is kept: the next sync goes on there. Raises `StoreError`
        (`store.sync-elsewhere`) while another program keeps this catalogue up to date, such as the add-in: it
        can be searched all the same. Raises else as `core.sync.once` does.
        """
        hub_id = hub if isinstance(hub, str) else hub.id

        def per_minute() -> float:
            account = self._budget.find_account(*A_LIST)
            return account.allowance if account else float("inf")

        return sync_once(
            SyncMeans(self._api, self.catalogue(hub_id), hub_id),
            is_thorough=is_thorough,
            on_progress=on_progress or (lambda progress: None),
            cancelled=cancelled,
            per_minute=per_minute,
            clock=self._clock,
        )

    def search(self, text: str, *, hub: Hub | str = "", limit: int = MOST) -> list[Node]:
        """Return the projects, folders and items that fit a text, the best first, without any request.

        The text is as in the search box, see `core.search_language`. What is found is of the catalogues: of
        every hub that has one, or of `hub`. Raises `UsageError` for what of the text is not understood.
        """
        known = self._catalogues.opened()
        hub_id = hub if isinstance(hub, str) else hub.id
        wanted = {key: known[key] for key in known if hub_id in ("", key)}
        return search_nodes(wanted, text, limit=limit)

    def walk_catalogue(self, hub: Hub | str, *, project: str = "") -> Generator[Node, None, None]:
        """Yield what the catalogue knows of a hub as `walk` does, without any request.

        `project` is the name of one to stay in. How old it is, `catalogue(hub)` tells of each place.
        """
        return walk_catalogue(self.catalogue(hub), project=project)

    def item(self, project_id: str, item_id: str) -> Node:
        """Return an item by its ids, such as those of the active document; its path is its name alone."""
        item, tip = get_item(self._api, project_id, item_id=item_id)
        return Node(item, (item.name,), "", project_id, tip)

    def tip(self, node: Node) -> Version:
        """Return the latest version of an item; no request where the walk brought it along."""
        return node.tip or get_tip(self._api, node.project_id, item_id=node.id)

    def thumbnail(self, node: Node, *, size: int = 200) -> bytes | None:
        """Return the thumbnail of an item's latest version as PNG, or None; `size` is 100, 200 or 400."""
        urn = self.tip(node).derivative_urn
        return get_thumbnail(self._api, urn, size=size) if urn else None

    def list_refs(self, node: Node) -> Relations:
        """Return the relations of an item: the refs of all its versions, both directions, each once."""
        return references.list_relations(self._api, node.project_id, item_id=node.id)

    def summarise_refs(self, node: Node) -> tuple[DesignRelation, ...]:
        """Return what *This design* shows: a row for each other item, its newest ref, and whether stale."""
        found = self.list_refs(node)
        tip = found.versions[0].number if found.versions else 0
        return summarise(sight(found, at=time.time()), tip=tip)

    def find_stale(self, nodes: Sequence[Node]) -> Mapping[str, tuple[StaleRef, ...]]:
        """Return the refs of items whose other end has moved on since, by item id: see `core.stale_refs`.

        `nodes` are items of any projects, as `walk` yields them with their latest versions; one request for
        each 50 of a project.
        """
        stale: dict[str, tuple[StaleRef, ...]] = {}
        for project_id, group in _by_project(nodes).items():
            tips = {node.id: node.tip for node in group if node.tip}
            stale.update(find_stale_refs(self._api, project_id, tips=tips))
        return stale

    def count_refs(self, nodes: Sequence[Node]) -> dict[str, int]:
        """Return how many refs the tip of each item has, by the item's id; one request for each 50 items."""
        counts: dict[str, int] = {}
        for project_id, group in _by_project(nodes).items():
            tips = {node.id: self.tip(node) for node in group}
            refs = references.list_tip_refs(self._api, project_id, tips=list(tips.values()))
            counts.update({item_id: len(refs[tip.id]) for item_id, tip in tips.items()})
        return counts

    def attach(self, from_node: Node, to_node: Node, *, ref_type: str = ATTACHMENT) -> bool:
        """Make a ref between the tips of two items; return false when it was there already.

        It cannot be removed: the service offers no way. For `DRAWING_TO_DESIGN` `from_node` is the drawing,
        for `ATTACHMENT` it is the design. Raises `RefError` where the ref is impossible or stayed in doubt.
        """
        if from_node.project_id != to_node.project_id:
            raise RefError("refs.other-project", name=to_node.name)
        return references.attach(
            self._api,
            from_node.project_id,
            from_version=self.tip(from_node),
            to_version=self.tip(to_node),
            extension_type=ref_type,
            clock=self._clock,
        )

    def attach_file(
        self,
        design: Node,
        path: str | Path,
        *,
        name: str = "",
        folder: Node | None = None,
        on_collision: Collision = "version",
        progress: FileProgress | None = None,
        cancelled: threading.Event | None = None,
    ) -> FileReport:
        """Upload a file and attach it to the latest version of a design; return what exists then.

        It goes beside the design, or into `folder`, under its own name or `name`. `on_collision` is what
        happens where a file of that name is there: its next `version`, `both`, the new one with a number, or
        `skip`. `progress` is told (0, step, bytes so far, bytes in all). Raises why it is not attached. What
        is interrupted stays in a journal in the data folder: `resume_attaching` goes on with it.
        """
        plan = plan_files(
            self._api,
            design.project_id,
            version_id=self.tip(design).id,
            files=[Chosen(Path(path), name)],
            folder_id=folder.id if folder else "",
            on_collision=on_collision,
        )
        if problem := plan.files[0].problem:
            raise problem
        [report] = self.attach_files(plan, progress=progress, cancelled=cancelled).files
        if report.problem:
            raise report.problem
        return report

    def plan_files(
        self,
        design: Node,
        paths: Sequence[Path],
        *,
        version_id: str = "",
        on_collision: Collision = "version",
    ) -> Plan:
        """Return what attaching files of the disk to a design would do; nothing is written.

        `version_id` is another version of the design than its latest. The rest is as `attach_file` says.
        """
        return plan_files(
            self._api,
            design.project_id,
            version_id=version_id or self.tip(design).id,
            files=[Chosen(path) for path in paths],
            on_collision=on_collision,
        )

    def attach_files(
        self,
        plan: Plan,
        *,
        progress: FileProgress | None = None,
        cancelled: threading.Event | None = None,
    ) -> JobReport:
        """Do what was planned; tell of each file what became of it, and raise nothing of a single one's."""
        with self._means() as means:
            return attach_files(means, plan, progress=progress, cancelled=cancelled)

    def resume_attaching(self) -> tuple[JobReport, ...]:
        """Go on with what `attach_file` began and did not end; return what became of it."""
        with self._means() as means:
            return resume_jobs(means)

    def where_used(
        self,
        design: Node,
        *,
        everywhere: bool = True,
        most_levels: int = MOST_LEVELS,
        on_uses: Callable[[Sequence[Use]], None] | None = None,
        cancelled: threading.Event | None = None,
    ) -> WhereUsed:
        """Return what uses a design, level by level up to the roots; `on_uses` hears of each level at once.

        `everywhere` asks all projects of the hub that the user may read, else the design's own alone. Raises
        as `find_uses` does.
        """
        others = list_sibling_projects(self._api, design.project_id) if everywhere else ()
        return find_uses(
            self._api,
            design.project_id,
            item_id=design.id,
            other_projects=others,
            most_levels=most_levels,
            on_uses=on_uses,
            cancelled=cancelled,
        )

    def carry_forward(
        self, design: Node, *, latest: bool = False, cancelled: threading.Event | None = None
    ) -> tuple[CarryResult, ...]:
        """Attach to a design's latest version what was attached to the one before and not to it.

        With `latest`, a file that has a newer version by now is attached as that. One that cannot be attached
        has its `problem` in the answer. Refs cannot be removed: the service offers no way.
        """
        plan = plan_carry(self._api, design.project_id, item_id=design.id, version_id=self.tip(design).id)
        return carry(
            self._api, plan, chosen=plan.carried, clock=self._clock, latest=latest, cancelled=cancelled
        )

    @contextmanager
    def _means(self) -> Generator[Means, None, None]:
        client_id, service = self._account
        folder = account_folder(data_folder(), client_id=client_id, user_id=self.user().id, service=service)
        with Journal(folder) as journal:
            yield Means(journal, self._api, Carrier(self._storage, self._signed), self._clock)

    @contextmanager
    def cancellable(self, cancelled: threading.Event) -> Generator[None, None, None]:
        """Let this thread's requests end with `Cancelled` once `cancelled` is set, instead of pausing."""
        with ExitStack() as held:
            for client in (self._api, self._userinfo, self._storage):
                held.enter_context(client.cancellable(cancelled))
            yield

    def close(self) -> None:
        """Sign out, where this session signed in, and close the connections."""
        try:
            if self._keeper:
                self._keeper.sign_out()
        except (NetworkError, ServiceError) as error:
            # Nothing was kept, so nothing is left to use; what the caller met before matters more.
            _log.info("sign-out did not reach the service: %s", error.reference)
        finally:
            clients = (self._api, self._userinfo, self._storage, self._signed)
            for client in (*clients, *((self._keeper.client,) if self._keeper else ())):
                client.close()
            self._catalogues.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _by_project(nodes: Sequence[Node]) -> Mapping[str, list[Node]]:
    by_project: dict[str, list[Node]] = {}
    for node in nodes:
        by_project.setdefault(node.project_id, []).append(node)
    return by_project
