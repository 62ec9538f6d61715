"""One keep-alive connection to the service, and a small hub to meet on it."""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from addin.lib.emulator import Emulator, Seeder

JSON_API = "application/vnd.api+json"
ATTACHMENT = "auxiliary:autodesk.core:Attachment"
DRAWING_TO_DESIGN = "derived:autodesk.fusion360:DrawingToDesign"
USER = "SAMPLEUSER01"
NOON = "2026-03-04T12:00:00Z"


def q(segment: str) -> str:
    """One percent-encoded path segment."""
    return quote(segment, safe="")


class Reply(NamedTuple):
    """An answer as it came."""

    status: int
    headers: http.client.HTTPMessage
    data: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.data)

    @property
    def error(self) -> tuple[str, str]:
        """Status and code of the one JSON:API error."""
        (error,) = self.json["errors"]
        return error["status"], error["code"]


class Wire:
    """Sends one request after another on one connection."""

    def __init__(self, service: Emulator) -> None:
        self.service = service
        self.connection = http.client.HTTPConnection("127.0.0.1", urlsplit(service.url).port, timeout=10)

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def send(
        self,
        method: str,
        path: str,
        *,
        body: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        token: str | None = "",
    ) -> Reply:
        """Send a request; `token` "" is the ready one, None is none."""
        own = {} if token is None else {"Authorization": f"Bearer {token or self.service.token}"}
        self.connection.request(method, path, body, {**own, **(headers or {})})
        response = self.connection.getresponse()
        return Reply(response.status, response.headers, response.read())

    def get(self, path: str, **options: Any) -> Reply:
        return self.send("GET", path, **options)

    def post(self, path: str, value: object, *, content_type: str = JSON_API, **options: Any) -> Reply:
        body = value if isinstance(value, (str, bytes)) else json.dumps(value)
        return self.send("POST", path, body=body, headers={"Content-Type": content_type}, **options)

    def patch(self, path: str, value: object, **options: Any) -> Reply:
        return self.send("PATCH", path, body=json.dumps(value), headers={"Content-Type": JSON_API}, **options)

    def app_token(self, scope: str) -> str:
        """Return a 2-legged token of these scopes."""
        credentials = f"{self.service.client_id}:{self.service.client_secret}".encode()
        return self.send(
            "POST",
            "/authentication/v2/token",
            body=urlencode({"grant_type": "client_credentials", "scope": scope}),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Authorization": f"Basic {base64.b64encode(credentials).decode()}",
            },
            token=None,
        ).json["access_token"]

    def upload(self, project: str, target: tuple[str, str], *, name: str = "part.step", size: int = 7) -> str:
        """Make a storage, upload a file to it, and return its id."""
        made = self.post(f"/data/v1/projects/{q(project)}/storage", storage_body(target, name=name))
        assert made.status == 201, made.data
        urn: str = made.json["data"]["id"]
        bucket, _, key = urn.removeprefix("urn:adsk.objects:os.object:").partition("/")
        path = f"/oss/v2/buckets/{bucket}/objects/{q(key)}/signeds3upload"
        begun = self.get(path).json
        sent = self.send("PUT", begun["urls"][0].removeprefix(self.service.url), body=b"x" * size, token=None)
        assert sent.status == 200, sent.data
        headers = {"Content-Type": "application/json"}
        body = json.dumps({"uploadKey": begun["uploadKey"]})
        assert self.send("POST", path, body=body, headers=headers).status == 200
        return urn


class Shelf(NamedTuple):
    """Ids of what `fill_shelf` made."""

    hub: str
    project: str
    root: str
    folder: str
    design_item: str
    design1: str
    design2: str
    drawing: str
    sheet_item: str
    sheet: str
    other: str
    stranger: str
    closed: str
    read_only: str
    read_only_version: str

    def path(self, kind: str, resource_id: str, *, project: str = "") -> str:
        return f"/data/v1/projects/{q(project or self.project)}/{kind}/{q(resource_id)}"

    def refs(self, version_id: str) -> str:
        return self.path("versions", version_id) + "/relationships/refs"

    def collection(self, kind: str, *, project: str = "") -> str:
        """The path that new resources of a kind are posted to."""
        return f"/data/v1/projects/{q(project or self.project)}/{kind}"


def fill_shelf(seed: Seeder) -> Shelf:
    hub = seed.add_hub("Shelf")
    project = seed.add_project(hub, name="Open")
    folder = seed.add_folder(project.root_folder_id, name="Parts", created=NOON, by=USER)

    def item(
        name: str, extension_type: str = "items:autodesk.core:File", into: str = folder
    ) -> tuple[str, str]:
        item_id = seed.add_item(into, name=name, extension_type=extension_type, created=NOON, by=USER)
        version = seed.add_version(item_id, created=NOON, by=USER, size=10, thumbnail="gear:24")
        return item_id, version

    design_item, design1 = item("Gear", "items:autodesk.fusion360:Design")
    design2 = seed.add_version(design_item, created="2026-03-05T12:00:00Z", by=USER, size=20)
    _, drawing = item("Gear Drawing", "items:autodesk.fusion360:Drawing")
    sheet_item, sheet = item("Parts.xlsx")
    other = seed.add_project(hub, name="Other")
    _, stranger = item(
        "Stranger.pdf", into=seed.add_folder(other.root_folder_id, name="F", created=NOON, by=USER)
    )
    closed = seed.add_project(hub, name="Closed", access="none")
    read_only = seed.add_project(hub, name="Read", access="read")
    _, readable = item(
        "Norm.pdf", into=seed.add_folder(read_only.root_folder_id, name="F", created=NOON, by=USER)
    )
    return Shelf(
        hub,
        project.id,
        project.root_folder_id,
        folder,
        design_item,
        design1,
        design2,
        drawing,
        sheet_item,
        sheet,
        other.id,
        stranger,
        closed.id,
        read_only.id,
        readable,
    )


def ref_body(
    to_id: str, *, extension_type: str = ATTACHMENT, to_type: str = "versions", **more: object
) -> dict[str, Any]:
    """The body of a POST that makes a ref."""
    extension = {"type": extension_type, "version": "1.0", **more}
    return {
        "jsonapi": {"version": "1.0"},
        "data": {"type": to_type, "id": to_id, "meta": {"extension": extension}},
    }


def document(data: Mapping[str, Any], *included: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON:API document."""
    body = {"jsonapi": {"version": "1.0"}, "data": dict(data)}
    return {**body, "included": [*included]} if included else body


def storage_body(target: tuple[str, str], *, name: str = "part.step") -> dict[str, Any]:
    """The body of a POST that makes a storage; `target` is type and id."""
    return document(
        {
            "type": "objects",
            "attributes": {"name": name},
            "relationships": {"target": {"data": {"type": target[0], "id": target[1]}}},
        }
    )


def folder_body(
    name: str, parent: str, *, extension_type: str = "folders:autodesk.core:Folder"
) -> dict[str, Any]:
    """The body of a POST that makes a folder."""
    return document(
        {
            "type": "folders",
            "attributes": {"name": name, "extension": {"type": extension_type, "version": "1.0"}},
            "relationships": {"parent": {"data": {"type": "folders", "id": parent}}},
        }
    )


def version_object(
    name: str | None,
    storage: str | None,
    *,
    extension_type: str = "versions:autodesk.core:File",
    refs: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """A version as it is posted, alone or with a new item."""
    attributes: dict[str, Any] = {"extension": {"type": extension_type, "version": "1.0"}}
    relationships: dict[str, Any] = {}
    if name is not None:
        attributes["name"] = name
    if storage is not None:
        relationships["storage"] = {"data": {"type": "objects", "id": storage}}
    if refs is not None:
        relationships["refs"] = {"data": refs}
    return {"type": "versions", "attributes": attributes, "relationships": relationships}


def item_body(
    name: str | None,
    folder: str,
    storage: str | None,
    *,
    extension_type: str = "items:autodesk.core:File",
    **version: Any,
) -> dict[str, Any]:
    """The body of a POST that makes an item with its first version."""
    attributes: dict[str, Any] = {"extension": {"type": extension_type, "version": "1.0"}}
    if name is not None:
        attributes["displayName"] = name
    relationships = {
        "tip": {"data": {"type": "versions", "id": "1"}},
        "parent": {"data": {"type": "folders", "id": folder}},
    }
    data = {"type": "items", "attributes": attributes, "relationships": relationships}
    return document(data, {"id": "1", **version_object(name or "part.step", storage, **version)})


def version_body(name: str | None, item: str, storage: str | None, **version: Any) -> dict[str, Any]:
    """The body of a POST that makes an item's next version."""
    data = version_object(name, storage, **version)
    data["relationships"]["item"] = {"data": {"type": "items", "id": item}}
    return document(data)


def xref(version_id: str, *, direction: str = "from", **changes: Any) -> dict[str, Any]:
    """A ref as it is posted with a new version."""
    extension = {"type": "xrefs:autodesk.core:Xref", "version": "1.1.0", "data": {"nestedType": "overlay"}}
    meta = {"refType": "xrefs", "direction": direction, "extension": {**extension, **changes}}
    return {"type": "versions", "id": version_id, "meta": meta}


def list_refs_body(*version_ids: str, **changes: object) -> dict[str, Any]:
    """The body of a ListRefs command."""
    extension = {"type": "commands:autodesk.core:ListRefs", "version": "1.0.0", **changes}
    data = [{"type": "versions", "id": version_id} for version_id in version_ids]
    return {
        "jsonapi": {"version": "1.0"},
        "data": {
            "type": "commands",
            "attributes": {"extension": extension},
            "relationships": {"resources": {"data": data}},
        },
    }


def make_item(wire: Wire, shelf: Shelf, name: str = "part.step", **version: Any) -> dict[str, Any]:
    """Upload a file and make an item of it; return the answer's document."""
    storage = wire.upload(shelf.project, ("folders", shelf.folder), name=name)
    made = wire.post(shelf.collection("items"), item_body(name, shelf.folder, storage, **version))
    assert made.status == 201, made.data
    return made.json


def make_version(wire: Wire, shelf: Shelf, item: str, **version: Any) -> dict[str, Any]:
    """Upload a file and make a version of it; return the version."""
    storage = wire.upload(shelf.project, ("items", item))
    made = wire.post(shelf.collection("versions"), version_body("part.step", item, storage, **version))
    assert made.status == 201, made.data
    return made.json["data"]
