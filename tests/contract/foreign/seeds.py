"""Valid ids for the parameters of paths and for what a body names, made and read on a running service."""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any
from urllib.parse import urlencode, urlsplit

from addin.lib.emulator import Emulator

from ..openapi.by_hand import FORM, JSON_API
from ..openapi.shelf import fill_shelf, q

_APP_SCOPES = "data:read data:write data:create bucket:create bucket:read bucket:update bucket:delete"
_BUCKET, _OBJECT = "seeded-bucket", "gear.f3d"
_OSS = "/oss/v2/buckets"
_DESIGNS = "/modelderivative/v2/designdata"
_JSON = "application/json"
_LONGEST_JOB = 600.0  # seconds


class Seeds:
    """A service's ids by the names of the parameters, and headers to send them with.

    What the service does not serve yet gives no id.
    """

    def __init__(self, service: Emulator) -> None:
        self.shelf = fill_shelf(service)
        self._service = service
        self._connection = http.client.HTTPConnection(urlsplit(service.url).netloc, timeout=10)
        pair = base64.b64encode(f"{service.client_id}:{service.client_secret}".encode()).decode()
        self.as_app_itself = {"Authorization": f"Basic {pair}"}
        self.as_user = {"Authorization": f"Bearer {service.token}"}
        self.as_app = self._get_app_token()
        self.ids: dict[str, str] = {}

    def __enter__(self) -> Seeds:
        urn = base64.urlsafe_b64encode(self.shelf.version.encode()).rstrip(b"=").decode()
        found = {
            "hub_id": self.shelf.hub,
            "project_id": self.shelf.project,
            "folder_id": self.shelf.folder,
            "item_id": self.shelf.item,
            "version_id": self.shelf.version,
            "urn": urn,
            **self._seed_storage(),
            **self._seed_derivatives(urn),
            **self._seed_download(),
        }
        self.ids = {name: value for name, value in found.items() if isinstance(value, str)}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def put_into(self, body: Any) -> Any:
        """Return a generated body in which what is named by type and id is there, and so is the urn."""
        known = {"folders": self.shelf.folder, "items": self.shelf.item, "versions": self.shelf.file}
        if isinstance(body, list):
            return [self.put_into(one) for one in body]
        if not isinstance(body, Mapping):
            return body
        made = {key: self.put_into(value) for key, value in body.items()}
        kind = made.get("type")
        if "id" in made and isinstance(kind, str) and kind in known:
            made["id"] = known[kind]
        if isinstance(made.get("urn"), str):
            made["urn"] = self.ids["urn"]
        return made

    def _get_app_token(self) -> dict[str, str]:
        form = urlencode({"grant_type": "client_credentials", "scope": _APP_SCOPES})
        answer = self._send(
            "POST", "/authentication/v2/token", form, {**self.as_app_itself, "Content-Type": FORM}
        )
        return {"Authorization": f"Bearer {answer['access_token']}"}

    def _seed_storage(self) -> dict[str, Any]:
        made = {"bucketKey": _BUCKET, "policyKey": "temporary"}
        if not self._ask("POST", _OSS, made, {**self.as_app, "region": "US", "x-ads-region": "US"}):
            return {}
        path = f"{_OSS}/{_BUCKET}/objects/{q(_OBJECT)}"
        upload = self._ask("GET", f"{path}/signeds3upload", None, self.as_app)
        target = urlsplit(upload["urls"][0])
        self._send("PUT", f"{target.path}?{target.query}", "content", {})
        self._ask("POST", f"{path}/signeds3upload", {"uploadKey": upload["uploadKey"]}, self.as_app)
        signed = self._ask("POST", f"{path}/signed?access=readwrite", {}, self.as_app)
        return {
            "bucketKey": _BUCKET,
            "objectKey": _OBJECT,
            "newObjKey": "copy.f3d",
            "hash": urlsplit(signed.get("signedUrl", "")).path.rpartition("/")[2] or None,
        }

    def _seed_derivatives(self, urn: str) -> dict[str, Any]:
        output = {"formats": [{"type": "svf2", "views": ["2d", "3d"]}]}
        job = {"input": {"urn": urn}, "output": output}
        if not self._ask("POST", f"{_DESIGNS}/job", job, self.as_user):
            return {}
        self._service.clock.advance(_LONGEST_JOB)
        views = self._ask("GET", f"{_DESIGNS}/{urn}/metadata", None, self.as_user)
        manifest = self._ask("GET", f"{_DESIGNS}/{urn}/manifest", None, self.as_user)
        return {
            "modelGuid": views["data"]["metadata"][0]["guid"],
            "derivativeUrn": next(_find_urns(manifest["derivatives"])),
        }

    def _seed_download(self) -> dict[str, Any]:
        formats = self._ask(
            "GET", self.shelf.path("versions", self.shelf.version, "/downloadFormats"), None, self.as_user
        )
        if not formats:
            return {}
        data = {
            "type": "downloads",
            "attributes": {"format": formats["data"]["attributes"]["formats"][0]},
            "relationships": {"source": {"data": {"type": "versions", "id": self.shelf.version}}},
        }
        path = f"/data/v1/projects/{q(self.shelf.project)}/downloads"
        headers = {**self.as_user, "Content-Type": JSON_API}
        jobs = self._ask("POST", path, {"jsonapi": {"version": "1.0"}, "data": data}, headers)["data"]
        # The file describes a list of jobs, its example shows one.
        job = jobs[0] if isinstance(jobs, list) else jobs
        return {"job_id": job["id"], "download_id": job["id"]}

    def _ask(self, method: str, path: str, value: Any, headers: Mapping[str, str]) -> dict[str, Any]:
        body = None if value is None else json.dumps(value)
        return self._send(method, path, body, {"Content-Type": _JSON, **headers})

    def _send(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> dict[str, Any]:
        """Return the answer's JSON; nothing where the service refuses."""
        self._connection.request(method, path, body, dict(headers))
        answer = self._connection.getresponse()
        data = answer.read()
        return json.loads(data) if data and answer.status < 300 else {}


def _find_urns(derivatives: Any) -> Iterator[str]:
    for one in derivatives:
        if "urn" in one:
            yield one["urn"]
        yield from _find_urns(one.get("children", ()))
