"""The Data service's versions: one state of an item each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..http import HttpClient, build_path
from ..http.fields import Fields
from .pages import read_one


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
    file_type: str
    size: int | None
    created: datetime | None
    created_by: str
    modified: datetime | None
    modified_by: str
    storage_id: str
    derivative_urn: str

    @classmethod
    def parse(cls, resource: object) -> Version:
        """Read a version from its JSON:API resource."""
        fields = Fields(resource, "version")
        return cls(
            id=fields.text("id"),
            item_id=fields.text("relationships.item.data.id"),
            name=fields.optional_text("attributes.displayName") or fields.text("attributes.name"),
            number=fields.number("attributes.versionNumber"),
            extension_type=fields.text("attributes.extension.type"),
            file_type=fields.optional_text("attributes.fileType"),
            size=fields.optional_number("attributes.storageSize"),
            created=fields.time("attributes.createTime"),
            created_by=fields.optional_text("attributes.createUserName"),
            modified=fields.time("attributes.lastModifiedTime"),
            modified_by=fields.optional_text("attributes.lastModifiedUserName"),
            storage_id=fields.optional_text("relationships.storage.data.id"),
            derivative_urn=fields.optional_text("relationships.derivatives.data.id"),
        )


def get_version(client: HttpClient, project_id: str, *, version_id: str) -> Version:
    """Return one version."""
    resource, _ = read_one(
        client, build_path("data", "v1", "projects", project_id, "versions", version_id), "version"
    )
    return Version.parse(resource)
