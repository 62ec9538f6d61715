"""One sign-in with its connections."""

from __future__ import annotations

import functools
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..aps.auth import User, get_user
from ..errors import DataBrowserError
from ..http import Budget, Endpoints, HttpClient, SignedHosts
from ..http.listener import CALLBACK_PORTS
from ..store.account_index import Account
from ..store.places import account_folder
from ..texts import FALLBACK
from . import thumbnails
from .accounts import Accounts
from .browse import WORKERS
from .catalogues import Catalogues, Upkeep
from .folder_names import FolderNames
from .listings import Listings
from .parts import Carrier
from .pictures import Picture, fetch_picture
from .readings import Readings
from .schemas import RETRY, TIMEOUTS, SchemaCache
from .sync.pace import Pace
from .sync.progress import Progress
from .thumbnails import Thumbnails
from .tokens import TokenKeeper

_log = logging.getLogger("databrowser.accounts")


@dataclass(frozen=True)
class Route:
    """How a sign-in reaches its service: as which app, at which addresses, through which connections.

    `open_client(base_url, **options)` makes an `HttpClient` that goes the way the settings say, and
    `open_signed` the `SignedHosts` of a service; `ports` are those the app knows callback addresses for, and
    `folder` is where files of ours are kept, None for nowhere. `service` is its address where that is not the
    usual one, `language` the user's. `budget` is what those connections keep to; in the background the
    catalogues are filled from it if `is_synced`. All copies of an account take `most_bytes` at most, 0 for no
    limit.
    """

    endpoints: Endpoints
    client_id: str
    open_client: Callable[..., HttpClient]
    open_signed: Callable[..., SignedHosts]
    ports: tuple[int, ...] = CALLBACK_PORTS
    read_only: bool = False
    folder: Path | None = None
    service: str = ""
    language: str = FALLBACK
    budget: Budget | None = None
    is_synced: bool = False
    most_bytes: int = 0
    on_sync: Callable[[str, Progress], None] = lambda hub_id, progress: None

    def account_folder(self, user_id: str) -> Path | None:
        """Return the folder of somebody's files; None where none are kept."""
        if not (self.folder and user_id):
            return None
        ids = {"client_id": self.client_id, "user_id": user_id}
        return account_folder(self.folder, service=self.service, **ids)


class Session:
    """A sign-in with its connections; `user` is who it is, as far as the service has said so far."""

    def __init__(self, route: Route, keeper: TokenKeeper, user: User, *, account: Account | None) -> None:
        self.keeper = keeper
        self.account = account
        self._open_client = route.open_client
        # The tokens have a client of their own: to read only is no reason not to sign in.
        open_client = functools.partial(
            route.open_client, read_only=route.read_only, get_token=keeper.access_token
        )
        self.client = open_client(route.endpoints.api, workers=WORKERS)
        self._userinfo = open_client(route.endpoints.userinfo)
        storage = route.endpoints.storage
        self.carrier = Carrier(
            open_client(storage, workers=WORKERS),
            route.open_signed(storage, workers=WORKERS, read_only=route.read_only),
        )
        self._schemas = open_client(route.endpoints.api, timeouts=TIMEOUTS, retry=RETRY)
        self.schemas = SchemaCache(self._schemas, keeper.clock)
        self._pictures = open_client(
            route.endpoints.api, timeouts=thumbnails.TIMEOUTS, retry=thumbnails.RETRY
        )
        self.user = user
        self.route = route
        self.readings = Readings(self.folder)
        self.listings = Listings(self.folder)
        self.catalogues = Catalogues(self.folder, self._upkeep(open_client))
        self.thumbnails = Thumbnails(self._pictures, self.folder, keeper.clock)
        self.folder_names = FolderNames()
        self._picture: Picture | None = None
        self._picture_sought = threading.Lock()
        self._has_sought = False

    def read_user(self) -> User:
        """Ask the service who this is; raises as `get_user` does."""
        self.user = get_user(self._userinfo)
        return self.user

    def folder(self) -> Path | None:
        """Return the folder of this account's files; None where none are kept."""
        return self.route.account_folder(self.user.id)

    def _upkeep(self, open_client: Callable[..., HttpClient]) -> Upkeep:
        """Return how the catalogues are kept: nothing is asked for them while the user waits."""
        route, clock = self.route, self.keeper.clock
        others = (self.client, self._pictures, self.carrier.storage)

        def idle_seconds() -> float:
            return min(client.idle_seconds for client in others)

        whole = route.budget or Budget(lambda method, path: None, clock=clock)
        pace = Pace(whole, idle_seconds=idle_seconds, clock=clock)
        return Upkeep(
            functools.partial(open_client, route.endpoints.api, budget=pace),
            clock,
            pace=pace,
            most_bytes=route.most_bytes,
            is_filled=route.is_synced,
            on_progress=route.on_sync,
        )

    def picture(self) -> Picture | None:
        """Return the person's picture, None where there is none or it cannot be had; asked for once.

        Raises as `get_user` does, for who was gone on with and has not been asked about.
        """
        with self._picture_sought:
            if not self._has_sought:
                user = self.user if self.user.picture_url else self.read_user()
                open_client = functools.partial(self._open_client, timeouts=TIMEOUTS, retry=RETRY)
                self._picture = fetch_picture(user.picture_url, open_client)
                self._has_sought = True
            return self._picture

    def sign_out(self, accounts: Accounts, *, keeps_copies: bool = False) -> None:
        """Revoke the tokens and forget the account, as far as service and store let us.

        What was read goes as well, unless somebody is to go on with it: hours may have gone into a catalogue.
        """
        own = () if keeps_copies else (self.readings, self.listings, self.thumbnails, self.catalogues)
        for kept in own:
            try:
                kept.forget()
            except DataBrowserError as error:
                _log.warning("what was read stays on this machine: %s", error)
        try:
            if self.account:
                accounts.sign_out(self.keeper, self.account)
            else:
                self.keeper.sign_out()
        except DataBrowserError as error:
            _log.warning("signing out did not go all the way: %s", error)

    def close(self) -> bool:
        """Close the connections; a job that waits in a pause ends at once.

        False where a thread of ours has not ended yet.
        """
        has_ended = self.catalogues.close()
        files = (self.carrier.storage, self.carrier.signed)
        for one in (self.client, *files, self._userinfo, self._schemas, self._pictures, self.keeper):
            one.close()
        self.listings.close()
        return has_ended
