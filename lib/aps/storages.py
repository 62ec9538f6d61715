"""The Data service's storages: places in object storage for files that are about to be uploaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..http import HttpClient, build_path
from ..http.fields import Fields
from .documents import identifier, write_document
from .names import check_name

_PREFIX = "urn:adsk.objects:os.object:"


@dataclass(frozen=True)
class Storage:
    """A place in object storage, by the bucket and key that its id is made of."""

    id: str
    bucket: str
    key: str

    @classmethod
    def parse(cls, resource: object) -> Storage:
        """Read a storage from its JSON:API resource."""
        fields = Fields(resource, "new-storage")
        storage_id = fields.text("id")
        bucket, _, key = storage_id.removeprefix(_PREFIX).partition("/")
        if not (storage_id.startswith(_PREFIX) and bucket and key):
            raise fields.bad("id")
        return cls(storage_id, bucket, key)


def create_storage(
    client: HttpClient,
    project_id: str,
    *,
    target_type: Literal["folders", "items"],
    target_id: str,
    name: str,
) -> Storage:
    """Make a place for the file of a new item in a folder, or of a new version of an item.

    The file is uploaded there, and only then the item or version is made. An answer that was lost leaves a
    place that nobody knows of and that does no harm: ask again.
    """
    data = {
        "type": "objects",
        "attributes": {"name": check_name(name)},
        "relationships": {"target": identifier(target_type, target_id)},
    }
    path = build_path("data", "v1", "projects", project_id, "storage")
    resource, _ = write_document(client, "POST", path, data, what="new-storage")
    return Storage.parse(resource)
