"""Requests by `http.client` alone: what our client does not ask yet, and what the service must refuse."""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Mapping
from types import TracebackType
from typing import Any
from urllib.parse import urlencode, urlsplit

from addin.lib.aps.refs import ATTACHMENT, DRAWING_TO_DESIGN
from addin.lib.emulator import Emulator

from .shelf import DESIGN, Shelf, q

JSON_API = "application/vnd.api+json"
FORM = "application/x-www-form-urlencoded"
_HUBS = "/project/v1/hubs"
_SIGN_IN = "/authentication/v2"


class Wire:
    """One connection to the service; every request says the status it expects."""

    def __init__(self, url: str, token: str) -> None:
        self._token = token
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)

    def __enter__(self) -> Wire:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def get(self, path: str, expected: int, *, token: str | None = None) -> bytes:
        """Send a GET; `token` "" is none, None the ready one."""
        return self._send("GET", path, None, self._bearer(token), expected)

    def post(self, path: str, value: Any, expected: int, *, content_type: str = JSON_API) -> bytes:
        """Send a JSON document."""
        headers = {**self._bearer(None), "Content-Type": content_type, "Accept": JSON_API}
        return self._send("POST", path, json.dumps(value), headers, expected)

    def patch(self, path: str, value: Any, expected: int) -> bytes:
        """Send a change as a JSON document."""
        headers = {**self._bearer(None), "Content-Type": JSON_API, "Accept": JSON_API}
        return self._send("PATCH", path, json.dumps(value), headers, expected)

    def post_form(
        self, path: str, fields: Mapping[str, str], expected: int, *, basic: tuple[str, str] | None = None
    ) -> bytes:
        """Send a form, with an app's id and secret or without."""
        headers = {"Content-Type": FORM}
        if basic is not None:
            headers["Authorization"] = f"Basic {base64.b64encode(':'.join(basic).encode()).decode()}"
        return self._send("POST", path, urlencode(fields), headers, expected)

    def _bearer(self, token: str | None) -> dict[str, str]:
        token = self._token if token is None else token
        return {"Authorization": f"Bearer {token}"} if token else {}

    def ask(
        self,
        method: str,
        path: str,
        expected: int,
        *,
        headers: Mapping[str, str] | None = None,
        body: str | None = None,
        token: str | None = None,
    ) -> tuple[http.client.HTTPMessage, bytes]:
        """Send any request, and return the answer's headers and body."""
        self._connection.request(method, path, body, {**self._bearer(token), **(headers or {})})
        answer = self._connection.getresponse()
        data = answer.read()
        assert answer.status == expected, (method, path, answer.status, data[:300])
        return answer.headers, data

    def _send(
        self, method: str, path: str, body: str | None, headers: Mapping[str, str], expected: int
    ) -> bytes:
        return self.ask(method, path, expected, headers=headers, body=body, token="")[1]


def ask_for_more(wire: Wire, service: Emulator, shelf: Shelf) -> None:
    """Ask, as described, for what the service has beyond our client's use."""
    wire.get(f"{_HUBS}?filter%5Bid%5D={q(shelf.hub)},{q(shelf.bare_hub)}&filter%5Bname%5D=Shelf", 200)
    projects = f"{_HUBS}/{q(shelf.hub)}/projects"
    wire.get(f"{projects}?page%5Bnumber%5D=0&page%5Blimit%5D=1", 200)
    wire.get(shelf.path("folders", shelf.root), 200)
    wire.get(shelf.path("folders", shelf.folder, "/parent"), 200)
    wire.get(shelf.path("items", shelf.item, "/parent"), 200)
    wire.get(shelf.path("items", shelf.item, "/versions?filter%5BversionNumber%5D=9"), 200)
    wire.get(shelf.path("versions", shelf.version, "/item"), 200)
    wire.get(shelf.path("folders", shelf.folder, "/contents?page%5Bnumber%5D=1&page%5Blimit%5D=2"), 200)
    for kind, resource_id in (
        ("folders", shelf.folder),
        ("items", shelf.item),
        ("versions", shelf.version),
        ("versions", shelf.file),
    ):
        wire.get(shelf.path(kind, resource_id, "/refs"), 200)
        wire.get(shelf.path(kind, resource_id, f"/refs?filter%5Bextension.type%5D={q(DESIGN)}"), 200)
    wire.post(f"/data/v1/projects/{q(shelf.project)}/commands", list_refs(shelf.version), 200)
    thumbnail = thumbnail_path(shelf.version)
    for size in ("", "?width=100", "?height=400", "?width=400&height=400"):
        wire.get(thumbnail + size, 200)
    fields = {"grant_type": "client_credentials", "scope": "data:read viewables:read"}
    app = service.client_id, service.client_secret
    token = json.loads(wire.post_form(f"{_SIGN_IN}/token", fields, 200, basic=app))["access_token"]
    wire.get(_HUBS, 200, token=token)
    revoked = {"token": token, "token_type_hint": "access_token"}
    wire.post_form(f"{_SIGN_IN}/revoke", revoked, 200, basic=app)


def ask_wrongly(wire: Wire, service: Emulator, shelf: Shelf) -> None:
    """Send what must be refused, to see the refusals."""
    _ask_without_rights(wire, service, shelf)
    unknown = q("urn:adsk.wipprod:dm.lineage:none")
    wire.get(f"{_HUBS}/a.unknown", 404)
    wire.get(f"{_HUBS}/a.unknown/projects", 404)
    wire.get(f"{_HUBS}/{q(shelf.hub)}/projects/a.unknown/topFolders", 404)
    for kind in ("folders", "items", "versions"):
        wire.get(f"/data/v1/projects/{q(shelf.project)}/{kind}/{unknown}", 404)
        wire.get(f"/data/v1/projects/{q(shelf.project)}/{kind}/{unknown}/relationships/refs", 404)
    wire.get(shelf.path("folders", shelf.root, "/parent"), 404)
    wire.get(shelf.path("folders", shelf.folder, "/contents?page%5Blimit%5D=201"), 400)
    refs = shelf.path("versions", shelf.version, "/relationships/refs")
    ref = {"type": "versions", "id": shelf.file}
    extension = {"type": ATTACHMENT, "version": "1.0"}
    for data, status in (
        (ref, 400),
        ({**ref, "meta": {"extension": {"type": ATTACHMENT}}}, 400),
        ({**ref, "meta": {"extension": {**extension, "type": "auxiliary:nobody:Knows"}}}, 400),
        ({**ref, "meta": {"extension": {**extension, "type": DRAWING_TO_DESIGN}}}, 400),
        ({**ref, "id": "urn:adsk.wipprod:fs.file:vf.none?version=1", "meta": {"extension": extension}}, 404),
    ):
        wire.post(refs, document(data), status)
    wire.post(refs, document({**ref, "meta": {"extension": extension}}), 400, content_type="text/plain")
    project = f"/data/v1/projects/{q(shelf.project)}/commands"
    wire.post(project, list_refs("urn:adsk.wipprod:fs.file:vf.none?version=1"), 404)
    wire.post(project, list_refs(), 400)
    wire.get(thumbnail_path("urn:adsk.wipprod:fs.file:vf.none?version=1"), 404)
    wire.get(thumbnail_path(shelf.version) + "?width=300", 400)
    _ask_for_tokens(wire, service)


def _ask_without_rights(wire: Wire, service: Emulator, shelf: Shelf) -> None:
    app = service.client_id, service.client_secret
    fields = {"grant_type": "client_credentials", "scope": "viewables:read"}
    narrow = json.loads(wire.post_form(f"{_SIGN_IN}/token", fields, 200, basic=app))["access_token"]
    for path in (_HUBS, shelf.path("folders", shelf.folder), thumbnail_path(shelf.version)):
        wire.get(path, 401, token="")
        wire.get(path, 403, token=narrow)
    wire.get("/userinfo", 401, token="")
    wire.get("/userinfo", 403, token=narrow)
    fields["scope"] = "data:read"
    no_user = json.loads(wire.post_form(f"{_SIGN_IN}/token", fields, 200, basic=app))["access_token"]
    for kind, resource_id in (("items", shelf.item), ("folders", shelf.folder)):
        wire.get(shelf.path(kind, resource_id), 403, token=no_user)
        wire.get(shelf.path(kind, resource_id, "/refs"), 403, token=no_user)


def _ask_for_tokens(wire: Wire, service: Emulator) -> None:
    public = {"client_id": service.public_client_id}
    token = f"{_SIGN_IN}/token"
    wire.post_form(token, {**public, "grant_type": "password"}, 400)
    wire.post_form(token, {**public, "grant_type": "refresh_token", "refresh_token": "x" * 42}, 400)
    wire.post_form(token, {"grant_type": "refresh_token", "refresh_token": "x" * 42}, 401)
    app = service.client_id, service.client_secret
    wire.post_form(token, {"grant_type": "client_credentials", "scope": "all"}, 400, basic=app)
    wire.post_form(f"{_SIGN_IN}/revoke", public, 400)
    wire.post_form(f"{_SIGN_IN}/revoke", {"token": "x", "token_type_hint": "access_token"}, 401)
    query = {"client_id": "nobody", "response_type": "code", "redirect_uri": "x", "scope": "data:read"}
    wire.get(f"{_SIGN_IN}/authorize?{urlencode(query)}", 400, token="")
    query |= {"client_id": service.public_client_id, "redirect_uri": "http://localhost:8917/callback"}
    wire.get(f"{_SIGN_IN}/authorize?{urlencode(query)}", 302, token="")


def document(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a JSON:API document."""
    return {"jsonapi": {"version": "1.0"}, "data": dict(data)}


def list_refs(*version_ids: str) -> dict[str, Any]:
    """Return a ListRefs command."""
    resources = [{"type": "versions", "id": version_id} for version_id in version_ids]
    return document(
        {
            "type": "commands",
            "attributes": {"extension": {"type": "commands:autodesk.core:ListRefs", "version": "1.0.0"}},
            "relationships": {"resources": {"data": resources}},
        }
    )


def thumbnail_path(version_id: str) -> str:
    """Return where a version's picture is."""
    urn = base64.urlsafe_b64encode(version_id.encode()).rstrip(b"=").decode()
    return f"/modelderivative/v2/designdata/{urn}/thumbnail"
