"""The methods that the page can call, each a function of services, parameters and job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event
from typing import Any, Protocol

from ..aps.auth import User
from ..aps.items import get_item, list_versions
from ..clock import Clock
from ..core.attachings import Attachings
from ..core.connection import Check
from ..core.documents import ActiveDocument
from ..core.edit_watch import EditWatch
from ..core.lifecycle import Lifecycle
from ..core.ports import Host
from ..core.problem_report import ProblemNotes
from ..core.session import Session
from ..core.sign_ins import SignIns
from ..errors import DataBrowserError, SignInError
from ..http import HttpClient
from ..store.keeper import SettingsKeeper
from ..store.settings import LoadedSettings
from .protocol import INVALID_PARAMS, ProtocolError
from .rows import document_row, item_row, version_row


class Reports(Protocol):
    """What the job of this thread, or the one that started it, can tell the page while it runs."""

    def note_progress(self, done: int, total: int) -> None:
        """Tell how far it has come; both in the same unit."""
        ...

    def note_part(self, part: object) -> None:
        """Give what it has found so far."""
        ...


class Services(Protocol):
    """What the methods work with."""

    @property
    def clock(self) -> Clock:
        """The passing of time."""
        ...

    @property
    def host(self) -> Host:
        """The program around us."""
        ...

    @property
    def document(self) -> ActiveDocument:
        """The host's active document, as last heard of."""
        ...

    @property
    def language(self) -> str:
        """The user's language, as a code of `texts.LANGUAGES`; nothing is read for it."""
        ...

    @property
    def account(self) -> User | None:
        """Who is signed in."""
        ...

    @property
    def sign_ins(self) -> SignIns:
        """Signing in and out, and who is remembered."""
        ...

    @property
    def problems(self) -> ProblemNotes:
        """The last problems, for a report."""
        ...

    @property
    def lifecycle(self) -> Lifecycle:
        """The sign-in to a Fusion Lifecycle tenant."""
        ...

    @property
    def view(self) -> object:
        """The page's place, as it last asked to keep it."""
        ...

    @property
    def settings(self) -> SettingsKeeper:
        """The settings; they are changed by `change_settings`."""
        ...

    @property
    def recent_log(self) -> tuple[str, ...]:
        """The last entries of the log, of every kind."""
        ...

    @property
    def bridge(self) -> Reports:
        """Where the page hears of a job that goes on."""
        ...

    def keep_view(self, view: object, user_id: str) -> None:
        """Keep a person's place in the page, unless somebody else is signed in by now."""
        ...

    def opening(self) -> dict[str, Any]:
        """Return what the page needs first: version, theme, language, texts, service and accounts."""
        ...

    def about(self) -> Mapping[str, str]:
        """Return which program this is: {dataBrowser, host}, with their versions."""
        ...

    def change_settings(self, changes: Mapping[str, object]) -> LoadedSettings:
        """Change some of the user's settings and return what holds then."""
        ...

    def open_page(self, address: str) -> None:
        """Show an address in the system's browser."""
        ...

    def open_log_folder(self) -> None:
        """Show the folder of the logs."""
        ...

    def never_carried(self) -> frozenset[str]:
        """Return the items whose attachments are not to be carried forward."""
        ...

    def never_carry(self, item_id: str, *, never: bool) -> None:
        """Remember, or forget, that an item's attachments are not to be carried forward."""
        ...

    def downloads_folder(self) -> Path:
        """Return where downloads go."""
        ...

    def show_folder(self, folder: Path) -> None:
        """Show a folder in the system's file manager."""
        ...

    def open_file(self, path: Path) -> None:
        """Open a file with its own program."""
        ...

    @property
    def attachings(self) -> Attachings:
        """What is being attached."""
        ...

    @property
    def edits(self) -> EditWatch:
        """The copies that are edited."""
        ...

    def account_folder(self, session: Session) -> Path:
        """Return the folder of a session's account."""
        ...

    def forget_everything(self) -> None:
        """Sign out everywhere and delete every file of ours."""
        ...

    def client(self) -> HttpClient:
        """Return the signed-in client; raises `SignInError` when nobody is signed in."""
        ...

    def cancellable(self, cancelled: Event) -> AbstractContextManager[None]:
        """Let this thread's requests end when `cancelled` is set, instead of pausing and repeating."""
        ...

    def account_notices(self) -> tuple[DataBrowserError, ...]:
        """Return what is to be said about the sign-in."""
        ...

    def check_connection(self, client_id: str, cancelled: Event) -> tuple[Check, ...]:
        """Find out what is wrong with the way to the user's own hub, as the app `client_id`."""
        ...

    def writing(self) -> AbstractContextManager[object]:
        """Let one write happen at a time, so that each sees what the one before has done."""
        ...


class Params:
    """The parameters of a call; raises `ProtocolError` for a missing or mistyped one."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    def text(self, name: str) -> str:
        """Return a text that must be there and not be empty."""
        value = self._values.get(name)
        if not isinstance(value, str) or not value:
            raise ProtocolError(INVALID_PARAMS, f'no "{name}"')
        return value

    def take_text(self, name: str) -> str:
        """Return a text as `text` does, and drop it from the call: what is secret must not stay there."""
        try:
            return self.text(name)
        finally:
            self._values.pop(name, None)

    def optional_text(self, name: str) -> str:
        """Return a text, or an empty one."""
        value = self._values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise ProtocolError(INVALID_PARAMS, f'"{name}" is not a text')
        return value

    def part(self, name: str) -> Params:
        """Return an object among the parameters."""
        return Params(self.table(name))

    def table(self, name: str) -> dict[str, Any]:
        """Return an object among the parameters as it is."""
        value = self._values.get(name)
        if not isinstance(value, dict):
            raise ProtocolError(INVALID_PARAMS, f'no "{name}"')
        return dict(value)

    def flag(self, name: str) -> bool:
        """Return whether something is wanted; absent is no."""
        return self._values.get(name) is True

    def any(self, name: str) -> object:
        """Return a value of whatever kind."""
        return self._values.get(name)


Method = Callable[[Services, Params, Event], object]


def _ready(services: Services, params: Params, cancelled: Event) -> object:
    return {
        **services.opening(),
        "document": document_row(services.document),
    }


def _keep_view(services: Services, params: Params, cancelled: Event) -> object:
    services.keep_view(params.any("view"), params.text("accountId"))
    return {}


def _item_details(services: Services, params: Params, cancelled: Event) -> object:
    project_id, item_id = params.text("projectId"), params.text("itemId")
    client = services.client()
    item, tip = get_item(client, project_id, item_id=item_id)
    versions = list_versions(client, project_id, item_id=item_id)
    return {
        "row": item_row(item, tip or (versions[0] if versions else None), hub_id="", project_id=project_id),
        "versions": [version_row(version, hub_id="", project_id=project_id) for version in versions],
    }


def require_shown_to(services: Services, shown: Params) -> Session:
    """Return the sign-in in use, if it is that of the person whom something was shown to.

    A ref is for ever, and not to be made in another's name, whoever is changed over to meanwhile. Raises
    `SignInError` (`sign-in.other-account`).
    """
    session = services.sign_ins.require()
    if shown.optional_text("accountId") not in ("", session.user.id):
        raise SignInError("sign-in.other-account")
    return session


def read_document(shown: Params) -> ActiveDocument:
    """Return the document that the page has named to the user, whichever is the active one by now."""
    return ActiveDocument(
        state="saved",
        name=shown.optional_text("name"),
        project_id=shown.text("projectId"),
        item_id=shown.text("itemId"),
        version_id=shown.text("versionId"),
    )


METHODS: Mapping[str, Method] = {
    "app.ready": _ready,
    "app.keepView": _keep_view,
    "item.details": _item_details,
}
