"""The documents of the preview, taken from the hub they live in."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from ..aps.derivatives import get_thumbnail
from ..aps.folders import Contents, create_folder, get_folder, get_folder_parent, list_folder
from ..aps.hubs import get_project, list_hubs, list_projects
from ..aps.items import Item, create_item, get_item
from ..aps.refs import XREF
from ..aps.storages import create_storage
from ..aps.versions import Version, create_version, get_version
from ..core.browse import Node
from ..core.parts import Carrier
from ..core.transfers import upload_file
from ..errors import BadInput, DataBrowserError, Forbidden, NotFound
from ..http import HttpClient, SignedHosts
from ..scripting import Session
from .document import PreviewDocument, make_file
from .kept import KeptAnswers
from .state import File
from .tree import Details

_Found = TypeVar("_Found")
_KINDS = {":Design": "design", ":Drawing": "drawing"}


def read_documents(
    session: Session, names: Sequence[str], *, hub: str, project: str, modified: Sequence[str] = ()
) -> list[PreviewDocument]:
    """Return the items of these names in one project as open documents at their tips, and one never saved.

    Those named in `modified` have changes that are not saved. A name that is not there is left out.
    """
    found: Mapping[str, Node] = {
        node.name: node for node in session.walk(hub=hub, project=project) if node.kind == "item" and node.tip
    }
    documents = [
        _document(session, found[name], is_modified=name in modified) for name in names if name in found
    ]
    return [*documents, PreviewDocument("Untitled")]


def _document(session: Session, node: Node, *, is_modified: bool) -> PreviewDocument:
    tip = session.tip(node)
    item = node.resource
    assert isinstance(item, Item)
    own = _describe(item, tip, hub=(node.hub_id, node.path[0]), project=(node.project_id, node.path[1]))
    return replace(
        own,
        is_modified=is_modified,
        folder_name=node.path[-2],
        thumbnail=session.thumbnail(node, size=400) or b"",
        uses=_read_uses(session, node, own) if own.kind == "design" else (),
    )


def _read_uses(session: Session, node: Node, own: PreviewDocument) -> tuple[PreviewDocument, ...]:
    """Return the versions that an item's latest version refers to, as Fusion would know them."""
    hub, project = (own.hub_id, own.hub_name), (own.project_id, own.project_name)
    return tuple(
        replace(_describe(item, used, hub=hub, project=project), latest_version_number=relation.other_tip)
        for relation in session.list_refs(node).relations
        if relation.ref.extension_type == XREF
        and relation.ref.direction == "from"
        and relation.own_version == own.version_number
        and (item := relation.other_item)
        and (used := relation.other_version)
    )


def find_file(service_url: str, token: str, item_id: str) -> File | None:
    """Return the file of any item of the service, as Fusion finds it by its id; None where there is none."""
    with HttpClient(service_url, get_token=lambda rejected: token) as client:
        for hub in list_hubs(client):
            for project in list_projects(client, hub.id):
                with contextlib.suppress(NotFound, Forbidden, BadInput):
                    item, tip = get_item(client, project.id, item_id=item_id)
                    if tip:
                        return make_file(
                            _describe(item, tip, hub=(hub.id, hub.name), project=(project.id, project.name))
                        )
    return None


class ServiceTree:
    """The data panel's tree as a service has it; lists are kept for a moment, and until this Fusion writes.

    `make_item` makes the item of a document that is saved in a folder, given the folder's id, a name and the
    document's kind, and returns its id: Fusion's own files do not come by the services that others may use.
    """

    def __init__(
        self,
        client: HttpClient,
        *,
        make_item: Callable[[str, str, str], str] | None = None,
        kept: KeptAnswers | None = None,
    ) -> None:
        self._client = client
        self._make_item = make_item
        self._kept = kept or KeptAnswers()

    def list_hubs(self) -> list[File]:
        """Return the hubs."""
        hubs = self._find(list_hubs)
        return [make_file(PreviewDocument("", hub_id=hub.id, hub_name=hub.name)) for hub in hubs]

    def list_projects(self, hub: File) -> list[File]:
        """Return a hub's projects."""
        found = self._find(list_projects, hub.hub_id)
        return [replace(hub, project_id=project.id, project_name=project.name) for project in found]

    def find_root(self, project: File) -> File:
        """Return a project's root folder."""
        one = self._find(get_project, project.hub_id, project_id=project.project_id)
        folder = self._find(get_folder, one.id, folder_id=one.root_folder_id)
        return replace(project, folder_id=folder.id, folder_name=folder.name)

    def find_parent(self, folder: File) -> File:
        """Return the folder that a folder lies in."""
        found = self._find(get_folder_parent, folder.project_id, folder_id=folder.folder_id)
        return replace(folder, folder_id=found.id, folder_name=found.name)

    def list_folders(self, folder: File) -> list[File]:
        """Return the folders in a folder."""
        found = self._list(folder).folders
        return [
            replace(folder, folder_id=each.id, folder_name=each.name) for each in found if not each.hidden
        ]

    def list_files(self, folder: File) -> list[File]:
        """Return the files in a folder, at their latest versions."""
        found = self._list(folder)
        hub, project = (folder.hub_id, folder.hub_name), (folder.project_id, folder.project_name)
        return [
            make_file(replace(_describe(item, tip, hub=hub, project=project), folder_name=folder.folder_name))
            for item in found.items
            if (tip := found.tips.get(item.id))
        ]

    def find_folder(self, folder_id: str) -> File | None:
        """Return the folder of this id, whatever project it is in."""
        for hub in self.list_hubs():
            for project in self.list_projects(hub):
                with contextlib.suppress(NotFound, Forbidden, BadInput):
                    found = get_folder(self._client, project.project_id, folder_id=folder_id)
                    return replace(project, folder_id=found.id, folder_name=found.name)
        return None

    def describe(self, file: File) -> Details:
        """Return when and by whom an item was made and changed, and who has reserved it."""
        item, _ = _ask(get_item, self._client, file.project_id, item_id=file.item_id)
        return Details(
            _seconds(item.created),
            item.created_by,
            _seconds(item.modified or item.created),
            item.modified_by or item.created_by,
            item.reserved_by,
        )

    def read_thumbnail(self, file: File) -> bytes | None:
        """Return a version's picture, of 200 pixels where Fusion has 256."""
        version = _ask(get_version, self._client, file.project_id, version_id=file.version_id)
        return _ask(get_thumbnail, self._client, version.derivative_urn) if version.derivative_urn else None

    def add_folder(self, folder: File, name: str) -> File:
        """Make a folder in a folder."""
        with self._writing():
            made = _ask(create_folder, self._client, folder.project_id, parent_id=folder.folder_id, name=name)
        return replace(folder, folder_id=made.id, folder_name=made.name)

    def upload(self, folder: File, path: Path) -> File:
        """Send a file to object storage, and make an item or a version of it."""
        found = _ask(list_folder, self._client, folder.project_id, folder_id=folder.folder_id)
        taken = next((item.id for item in found.items if item.name == path.name), "")
        with self._writing():
            item_id = _ask(self._send, folder, path, item_id=taken)
        return self._read(folder, item_id)

    def save_as(self, folder: File, name: str, *, kind: str) -> File:
        """Let the service make the item of a document."""
        if self._make_item is None:
            raise RuntimeError("5 : this service takes no documents")
        found = _ask(list_folder, self._client, folder.project_id, folder_id=folder.folder_id)
        if name in [item.name for item in found.items]:
            raise RuntimeError(f"5 : there is a file {name} already")
        with self._writing():
            item_id = self._make_item(folder.folder_id, name, kind)
        return self._read(folder, item_id)

    def _list(self, folder: File) -> Contents:
        return self._find(list_folder, folder.project_id, folder_id=folder.folder_id)

    def _find(self, question: Callable[..., _Found], *ids: str, **named: str) -> _Found:
        key = (question, *ids, *named.items())
        return self._kept.find(key, lambda: _ask(question, self._client, *ids, **named))

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Forget what is kept, also where writing fails: what came of it is not known then."""
        try:
            yield
        finally:
            self._kept.drop()

    def _send(self, folder: File, path: Path, *, item_id: str) -> str:
        project, client = folder.project_id, self._client
        target = ("items", item_id) if item_id else ("folders", folder.folder_id)
        storage = create_storage(client, project, target_type=target[0], target_id=target[1], name=path.name)
        hosts = SignedHosts(client.base_url)
        try:
            upload_file(Carrier(client, hosts), path, bucket=storage.bucket, object_key=storage.key)
        finally:
            hosts.close()
        if item_id:
            create_version(client, project, item_id=item_id, name=path.name, storage_id=storage.id)
            return item_id
        item, _ = create_item(
            client, project, folder_id=folder.folder_id, name=path.name, storage_id=storage.id
        )
        return item.id

    def _read(self, folder: File, item_id: str) -> File:
        item, tip = _ask(get_item, self._client, folder.project_id, item_id=item_id)
        if tip is None:
            raise RuntimeError(f"5 : {item.name} has no version")
        hub, project = (folder.hub_id, folder.hub_name), (folder.project_id, folder.project_name)
        return make_file(
            replace(_describe(item, tip, hub=hub, project=project), folder_name=folder.folder_name)
        )


def _seconds(moment: datetime | None) -> int:
    return int(moment.timestamp()) if moment is not None else 0


def _ask(question: Callable[..., _Found], *arguments: Any, **named: Any) -> _Found:
    """Ask the service, and fail as Fusion does."""
    try:
        return question(*arguments, **named)
    except DataBrowserError as error:
        raise RuntimeError(f"5 : {error}") from None


def _describe(
    item: Item, version: Version, *, hub: tuple[str, str], project: tuple[str, str]
) -> PreviewDocument:
    """Return a version of an item as a document; `hub` and `project` are each (id, name)."""
    return PreviewDocument(
        item.name,
        _kind_of(version),
        hub_id=hub[0],
        project_id=project[0],
        folder_id=item.folder_id,
        item_id=item.id,
        version_id=version.id,
        version_number=version.number,
        hub_name=hub[1],
        project_name=project[1],
    )


def _kind_of(version: Version) -> str:
    return next((kind for ending, kind in _KINDS.items() if version.extension_type.endswith(ending)), "other")
