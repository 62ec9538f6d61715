"""A small project to write in, and how files get there."""

from __future__ import annotations

import contextlib
import http.client
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from addin.lib.aps.items import Item, create_item
from addin.lib.aps.objects import StoredObject
from addin.lib.aps.signed_uploads import Finished, complete_upload, create_upload
from addin.lib.aps.storages import Storage, create_storage
from addin.lib.aps.versions import Version
from addin.lib.emulator import Emulator
from addin.lib.http import HttpClient, RetryPolicy

QUICK = RetryPolicy(attempts=3, first_delay=0.001, longest_delay=0.01, longest_wait=2.0)
MADE: dict[str, Any] = {"created": "2026-01-01T10:00:00Z", "by": "SAMPLEUSER01"}


@dataclass(frozen=True)
class Bench:
    """The ids of a folder with a design, a drawing and a file, each of one version."""

    service: Emulator
    client: HttpClient
    hub: str
    project: str
    root: str
    folder: str
    design_item: str
    design: str
    drawing: str
    file_item: str
    file: str

    def upload(
        self, target_type: Literal["folders", "items"], target_id: str, *, name: str = "part.step"
    ) -> str:
        """Make a storage, upload seven bytes to it, and return its id."""
        storage = create_storage(
            self.client, self.project, target_type=target_type, target_id=target_id, name=name
        )
        self.put(storage)
        return storage.id

    def put(self, storage: Storage) -> None:
        """Upload seven bytes to a storage."""
        signed = create_upload(self.client, storage.bucket, object_key=storage.key)
        url = urlsplit(signed.urls[0])
        with contextlib.closing(http.client.HTTPConnection(url.netloc, timeout=10)) as connection:
            connection.request("PUT", f"{url.path}?{url.query}", b"x" * 7)
            answer = connection.getresponse()
            answer.read()
        etag = answer.headers["ETag"]
        finished = Finished(storage.key, signed.upload_key, size=7, etags=[etag])
        assert isinstance(complete_upload(self.client, storage.bucket, finished=finished), StoredObject)

    def make_item(self, name: str = "part.step") -> tuple[Item, Version]:
        """Make an item and return it with its version."""
        storage = self.upload("folders", self.folder, name=name)
        item, version = create_item(
            self.client, self.project, folder_id=self.folder, name=name, storage_id=storage
        )
        assert version is not None
        return item, version


def fill(service: Emulator, client: HttpClient) -> Bench:
    """Put the project into an empty service."""
    seed = service.seed
    hub = seed.add_hub("Hub")
    project = seed.add_project(hub, name="Project")
    folder = seed.add_folder(project.root_folder_id, name="Parts", **MADE)

    def add(name: str, extension_type: str) -> tuple[str, str]:
        item = seed.add_item(folder, name=name, extension_type=extension_type, **MADE)
        return item, seed.add_version(item, size=5, **MADE)

    design = add("Gear", "items:autodesk.fusion360:Design")
    _, drawing = add("Gear Drawing", "items:autodesk.fusion360:Drawing")
    file = add("List.xlsx", "items:autodesk.core:File")
    ids = (hub, project.id, project.root_folder_id, folder, *design, drawing, *file)
    return Bench(service, client, *ids)
