"""The Data service's versions: one state of an item each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..http import HttpClient, build_path
from ..http.fields import Fields
from .documents import identifier, write_document
from .names import check_name
from .pages import read_one
from .xrefs import InlineXref, relate_version

FILE_VERSION = "versions:autodesk.core:File"
BIM_360_VERSION = "versions:autodesk.bim360:File"


@dataclass(frozen=True)
class Version:
    """A version; `size` in bytes.

    `storage_id` names its file in object storage, `derivative_urn` is ready for the Model Derivative
    service; both are empty where there is none.
    """

    id: str
    item_id: str
    name: str
    number: int
    extension_type: str
    file_type: str = ""
    size: int | None = None
    created: datetime | None = None
    created_by: str = ""
    modified: datetime | None = None
    modified_by: str = ""
    storage_id: str = ""
    derivative_urn: str = ""

    @classmethod
    def parse(cls, resource: object, *, item_id: str = "", storage_id: str = "") -> Version:
        """Read a version from its JSON:API resource.

        The answer to a new version may leave out its relationships: the ids that were posted stand in.
        """
        fields = Fields(resource, "version")
        return cls(
            id=fields.text("id"),
            item_id=item_id or fields.text("relationships.item.data.id"),
            name=fields.optional_text("attributes.displayName") or fields.name("attributes.name"),
            number=fields.number("attributes.versionNumber"),
            extension_type=fields.text("attributes.extension.type"),
            file_type=fields.optional_text("attributes.fileType"),
            size=fields.optional_number("attributes.storageSize"),
            created=fields.time("attributes.createTime"),
            created_by=fields.optional_text("attributes.createUserName"),
            modified=fields.time("attributes.lastModifiedTime"),
            modified_by=fields.optional_text("attributes.lastModifiedUserName"),
            storage_id=fields.optional_text("relationships.storage.data.id") or storage_id,
            derivative_urn=fields.optional_text("relationships.derivatives.data.id"),
        )


def get_version(client: HttpClient, project_id: str, *, version_id: str) -> Version:
    """Return one version."""
    resource, _ = read_one(client, _path(project_id, version_id), "version")
    return Version.parse(resource)


def create_version(
    client: HttpClient,
    project_id: str,
    *,
    item_id: str,
    name: str,
    storage_id: str,
    xrefs: Sequence[InlineXref] = (),
    extension_type: str = FILE_VERSION,
) -> Version:
    """Make an item's next version from a file that is uploaded to a storage; it becomes the tip.

    It cannot be removed again. After `AnswerLost` or `ServiceDown` it may have been made: look in the item's
    history for the version whose `storage_id` is this one, for some seconds, before asking again. A storage
    that was made for this version alone can serve no other.
    """
    data = _new_version(name, extension_type, xrefs)
    data["relationships"] |= {
        "item": identifier("items", item_id),
        "storage": identifier("objects", storage_id),
    }
    resource, _ = write_document(client, "POST", _collection(project_id), data, what="new-version")
    return Version.parse(resource, item_id=item_id, storage_id=storage_id)


def copy_version(
    client: HttpClient,
    project_id: str,
    *,
    item_id: str,
    name: str,
    source_id: str,
    extension_type: str = BIM_360_VERSION,
) -> Version:
    """Make an item's next version as a copy of another item's version: in BIM 360 and ACC only.

    After `AnswerLost` or `ServiceDown` it may have been made: look for a version in the item's history that
    has the `storage_id` of the source.
    """
    data = _new_version(name, extension_type, ())
    data["relationships"]["item"] = identifier("items", item_id)
    path = _collection(project_id, copied_from=source_id)
    resource, _ = write_document(client, "POST", path, data, what="new-version")
    return Version.parse(resource, item_id=item_id)


def rename_version(client: HttpClient, project_id: str, *, version_id: str, name: str) -> Version:
    """Give a version another name, which BIM 360 and ACC do not allow; its item keeps its own.

    Asking twice does no harm: after `AnswerLost` or `ServiceDown` ask again, or read the version.
    """
    data = {"type": "versions", "id": version_id, "attributes": {"name": check_name(name)}}
    path = _path(project_id, version_id)
    resource, _ = write_document(client, "PATCH", path, data, what="version")
    return Version.parse(resource)


def _new_version(name: str, extension_type: str, xrefs: Sequence[InlineXref]) -> dict[str, Any]:
    extension = {"type": extension_type, "version": "1.0"}
    return {
        "type": "versions",
        "attributes": {"name": check_name(name), "extension": extension},
        "relationships": relate_version(xrefs),
    }


def _path(project_id: str, version_id: str) -> str:
    return build_path("data", "v1", "projects", project_id, "versions", version_id)


def _collection(project_id: str, *, copied_from: str = "") -> str:
    query = {"copyFrom": copied_from} if copied_from else None
    return build_path("data", "v1", "projects", project_id, "versions", query=query)
