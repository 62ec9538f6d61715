"""A small project beside the sample hub: one of everything, and two hubs that differ in having it."""

from __future__ import annotations

import contextlib
import http.client
import json
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from addin.lib.emulator import Emulator, sample

DESIGN = "items:autodesk.fusion360:Design"
_NOON = "2026-03-04T12:00:00Z"


def q(segment: str) -> str:
    """Return an id as one percent-encoded path segment."""
    return quote(segment, safe="")


@dataclass(frozen=True)
class Shelf:
    """The ids; `bare_hub` has no project, and `version` alone has a thumbnail.

    A BIM 360 account has `builders_project` with the folder `plans` and, in it, `plan_item` of one version.
    """

    hub: str
    bare_hub: str
    project: str
    root: str
    folder: str
    inner_folder: str
    item: str
    version: str
    drawing: str
    file_item: str
    file: str
    builders_project: str
    plans: str
    plan_item: str
    plan: str
    closed_project: str

    def collection(self, kind: str) -> str:
        """Return the path that new resources of a kind are posted to."""
        return f"/data/v1/projects/{q(self.project)}/{kind}"

    def path(self, kind: str, resource_id: str, more: str = "") -> str:
        """Return the path of one of the project's resources."""
        return f"/data/v1/projects/{q(self.project)}/{kind}/{q(resource_id)}{more}"


def upload_file(service: Emulator, storage: str) -> None:
    """Upload twelve bytes to a storage, without anybody listening."""
    bucket, _, key = storage.removeprefix("urn:adsk.objects:os.object:").partition("/")
    path = f"/oss/v2/buckets/{bucket}/objects/{q(key)}/signeds3upload"
    headers = {"Authorization": f"Bearer {service.token}", "Content-Type": "application/json"}
    connection = http.client.HTTPConnection(urlsplit(service.url).netloc, timeout=10)

    def send(method: str, target: str, body: str | None, sent: dict[str, str]) -> bytes:
        connection.request(method, target, body, sent)
        answer = connection.getresponse()
        data = answer.read()
        assert answer.status == 200, data
        return data

    with contextlib.closing(connection):
        begun = json.loads(send("GET", path, None, headers))
        send("PUT", begun["urls"][0].removeprefix(service.url), "x" * 12, {})
        send("POST", path, json.dumps({"uploadKey": begun["uploadKey"]}), headers)


def fill_shelf(service: Emulator) -> Shelf:
    """Put the project into a service."""
    seed, user = service.seed, sample.SAMPLE_USER
    hub = seed.add_hub("Shelf")
    project = seed.add_project(hub, name="Open")
    folder = seed.add_folder(project.root_folder_id, name="Parts", created=_NOON, by=user)
    inner = seed.add_folder(folder, name="Standards", created=_NOON, by=user)

    def add(name: str, extension_type: str, thumbnail: str | None = None) -> tuple[str, str]:
        item = seed.add_item(folder, name=name, extension_type=extension_type, created=_NOON, by=user)
        return item, seed.add_version(item, created=_NOON, by=user, size=10, thumbnail=thumbnail)

    item, version = add("Gear", DESIGN, "gear:24")
    _, drawing = add("Gear Drawing", "items:autodesk.fusion360:Drawing")
    file_item, file = add("Parts.xlsx", "items:autodesk.core:File")
    for resource_id in (folder, item, version):
        seed.add_link(
            resource_id,
            href="/oss/v2/buckets/wip.dm.prod/objects/parts.zip",
            extension_type="links:A360:DownloadArchiveFolder",
            extension_data={"createdTime": "2026-03-04T12:00:00.000Z"},
            mime_type="application/x-zip-compressed",
            object_id="urn:adsk.objects:os.object:wip.dm.prod/parts.zip",
        )
        seed.add_link(resource_id, href="/elsewhere", extension_type="links:A360:CreateFolderArchive")
    account = seed.add_hub("Builders", extension_type="hubs:autodesk.bim360:Account")
    tower = seed.add_project(account, name="Tower")
    plans = seed.add_folder(tower.root_folder_id, name="Plans", created=_NOON, by=user)
    plan_item = seed.add_item(
        plans, name="A.dwg", extension_type="items:autodesk.bim360:File", created=_NOON, by=user
    )
    return Shelf(
        hub=hub,
        bare_hub=seed.add_hub("Bare"),
        project=project.id,
        root=project.root_folder_id,
        folder=folder,
        inner_folder=inner,
        item=item,
        version=version,
        drawing=drawing,
        file_item=file_item,
        file=file,
        builders_project=tower.id,
        plans=plans,
        plan_item=plan_item,
        plan=seed.add_version(plan_item, created=_NOON, by=user, size=10),
        closed_project=seed.add_project(hub, name="Closed", access="none").id,
    )
