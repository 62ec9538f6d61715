"""Object storage in the recording: all that the client asks there, and what it does not."""

from __future__ import annotations

import http.client
import io
import json
from collections.abc import Mapping
from email.utils import formatdate
from types import TracebackType
from urllib.parse import urlsplit

from addin.lib.aps import buckets, objects, signed_downloads, signed_resources, signed_uploads
from addin.lib.aps.signed_uploads import Finished, SignedParts
from addin.lib.emulator import Emulator
from addin.lib.http import HttpClient, SignedHosts

from ..emulator.storage import app_token

_BUCKETS = "/oss/v2/buckets"
_OURS = "parts-of-ours"
_KEY = "Gehäuse/Entwurf 3.pdf"


class AppWire:
    """One connection of the app; every request says the status it expects."""

    def __init__(self, url: str, token: str) -> None:
        self._token = token
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)

    def __enter__(self) -> AppWire:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def send(
        self,
        method: str,
        path: str,
        expected: int,
        *,
        value: object = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        token: str | None = None,
    ) -> bytes:
        """Send a request with a value as JSON or a body as it is; `token` "" is none, None the app's."""
        sent = dict(headers or {})
        if value is not None:
            body = json.dumps(value).encode()
            sent.setdefault("Content-Type", "application/json")
        token = self._token if token is None else token
        if token:
            sent["Authorization"] = f"Bearer {token}"
        self._connection.request(method, path, body, sent)
        answer = self._connection.getresponse()
        data = answer.read()
        assert answer.status == expected, (method, path, answer.status, data[:300])
        return data


def use_storage(service: Emulator, url: str) -> None:
    """Call every function of the client for object storage."""
    token = app_token(service)
    with HttpClient(url, get_token=lambda rejected: token) as client, SignedHosts(url) as hosts:
        buckets.create_bucket(client, _OURS, policy="temporary", allowed={service.public_client_id: "read"})
        buckets.create_bucket(client, "another", policy="transient", region="EMEA")
        assert buckets.list_buckets(client)
        buckets.get_bucket(client, _OURS)
        _use_uploads(client, hosts)
        assert len(objects.list_objects(client, _OURS, begins_with="Geh")) == 1
        objects.get_object(client, _OURS, object_key=_KEY)
        objects.copy_object(client, _OURS, object_key=_KEY, new_key="copy")
        signed_downloads.sign_download(client, _OURS, object_key=_KEY)
        signed_downloads.sign_downloads(client, _OURS, object_keys=[_KEY, "none"])
        _use_resources(client, url)
        objects.delete_object(client, _OURS, object_key=_KEY)
        buckets.delete_bucket(client, "another")


def _use_uploads(client: HttpClient, hosts: SignedHosts) -> None:
    signed = signed_uploads.create_upload(client, _OURS, object_key=_KEY)
    finished = Finished(_KEY, signed.upload_key, 4, ['"wrong"'], {"Content-Type": "application/pdf"})
    signed_uploads.complete_upload(client, _OURS, finished=finished)
    signed = signed_uploads.sign_parts(
        client, _OURS, object_key=_KEY, upload_key=signed.upload_key, first=1, count=1
    )
    etag = hosts.put(signed.urls[0], io.BytesIO(b"data")).headers["ETag"]
    finished = Finished(_KEY, signed.upload_key, 4, [etag], {"Content-Type": "application/pdf"})
    signed_uploads.complete_upload(client, _OURS, finished=finished)
    opened = signed_uploads.create_uploads(client, _OURS, parts={"a": 1, "b": 2, "c": 99})
    batch: list[Finished] = []
    for key in ("a", "b"):
        one = opened[key]
        assert isinstance(one, SignedParts)
        etag = hosts.put(one.urls[0], io.BytesIO(b"data")).headers["ETag"]
        batch.append(Finished(key, one.upload_key, 4, [etag, "missing"][: len(one.urls)]))
    batch.append(Finished("c", "unknown", 4, [""]))
    signed_uploads.complete_uploads(client, _OURS, finished=batch)


def _use_resources(client: HttpClient, url: str) -> None:
    signed = signed_resources.create_signed_resource(
        client, _OURS, object_key="copy", access="readwrite", minutes=10
    )
    with HttpClient(url) as anyone:
        signed_resources.read_signed_resource(anyone, signed.hash, into=io.BytesIO())
        signed_resources.read_signed_resource(anyone, signed.hash, into=io.BytesIO(), start=1, end=3)
        made = signed_resources.replace_signed_resource(anyone, signed.hash, source=io.BytesIO(b"new"))
        signed_resources.replace_signed_resource(
            anyone, signed.hash, source=io.BytesIO(b"newer"), sha1=made.sha1
        )
        for start, data in ((0, b"ab"), (2, b"cd")):
            signed_resources.send_signed_chunk(
                anyone, signed.hash, source=io.BytesIO(data), session="s", start=start, end=start + 2, total=4
            )
    signed_resources.delete_signed_resource(client, signed.hash)


def ask_storage_for_more(service: Emulator, url: str) -> None:
    """Ask, as described, for what object storage has beyond our client's use."""
    with AppWire(url, app_token(service)) as wire:
        ours, now = f"{_BUCKETS}/{_OURS}", service.clock.now()
        wire.send("GET", f"{ours}/objects?limit=1", 200)
        wire.send("GET", f"{ours}/objects?limit=1&startAt=a", 200)
        unchanged = {"If-Modified-Since": formatdate(now + 60, usegmt=True)}
        wire.send("GET", f"{ours}/objects/a/details?with=createdDate", 200)
        wire.send("GET", f"{ours}/objects/a/details", 304, headers=unchanged)
        download = f"{ours}/objects/a/signeds3download"
        wire.send("GET", f"{download}?minutesExpiration=60&useCdn=true&public-resource-fallback=true", 200)
        wire.send("GET", f"{download}?response-content-type=a%2Fb&response-cache-control=no-store", 200)
        wire.send("GET", download, 304, headers=unchanged)
        wire.send("GET", f"{ours}/objects/b/signeds3upload?parts=25&useAcceleration=false", 200)
        body = {"minutesExpiration": 5, "singleUse": True}
        answer = wire.send("POST", f"{ours}/objects/a/signed?access=read&useCdn=false", 200, value=body)
        path = "/oss/v2/signedresources/" + json.loads(answer)["signedUrl"].rpartition("/")[2]
        more = "response-content-type=application%2Foctet-stream&response-content-disposition=inline"
        wire.send("GET", f"{path}&{more}", 200, token="")
        wire.send("GET", f"{path}&{more}", 403, token="")


def ask_storage_wrongly(service: Emulator, url: str) -> None:
    """Send what object storage must refuse, to see the refusals."""
    with AppWire(url, app_token(service)) as wire:
        ours, unknown = f"{_BUCKETS}/{_OURS}", f"{_BUCKETS}/no-such-bucket"
        wire.send("GET", _BUCKETS, 401, token="")
        wire.send("GET", _BUCKETS, 403, token=service.token)
        wire.send("GET", f"{_BUCKETS}?limit=101", 400)
        new = {"bucketKey": _OURS, "policyKey": "transient"}
        wire.send("POST", _BUCKETS, 409, value=new)
        wire.send("POST", _BUCKETS, 400, value={**new, "bucketKey": "NO"})
        for path in ("/details", "/objects", "/objects/a/details", "/objects/a/signeds3download"):
            wire.send("GET", f"{_BUCKETS}/wip.dm.prod{path}", 403)
        for path in (
            "/details",
            "/objects/a/details",
            "/objects/a/signeds3download",
            "/objects/a/signeds3upload",
        ):
            wire.send("GET", f"{unknown}{path}", 404)
        wire.send("DELETE", unknown, 404)
        wire.send("DELETE", f"{_BUCKETS}/wip.dm.prod", 403)
        wire.send("DELETE", f"{_BUCKETS}/another", 409)
        wire.send("GET", f"{ours}/objects?limit=0", 400)
        wire.send("GET", f"{ours}/objects/none/details", 404)
        wire.send("GET", f"{ours}/objects/a/details?with=colour", 400)
        wire.send("DELETE", f"{ours}/objects/none", 404)
        wire.send("PUT", f"{ours}/objects/none/copyto/x", 404)
        wire.send("GET", f"{ours}/objects/a/signeds3download?minutesExpiration=61", 400)
        wire.send("GET", f"{ours}/objects/a/signeds3upload?parts=26", 400)
        wire.send("POST", f"{ours}/objects/a/signeds3upload", 400, value={"uploadKey": "unknown"})
        for name in ("batchsigneds3upload", "batchcompleteupload", "batchsigneds3download"):
            wire.send("POST", f"{ours}/objects/{name}", 400, value={"requests": []})
            wire.send("POST", f"{_BUCKETS}/wip.dm.prod/objects/{name}", 403, value={"requests": []})
        wire.send("POST", f"{ours}/objects/none/signed", 404, value={})
        wire.send("POST", f"{ours}/objects/a/signed", 400, value={"minutesExpiration": 61})
        _ask_resources_wrongly(wire, f"{ours}/objects/a/signed")


def _ask_resources_wrongly(wire: AppWire, sign: str) -> None:
    answer = wire.send("POST", f"{sign}?access=readwrite", 200, value={"minutesExpiration": 10})
    path = "/oss/v2/signedresources/" + json.loads(answer)["signedUrl"].rpartition("/")[2].partition("?")[0]
    binary = {"Content-Type": "application/octet-stream"}
    for method in ("GET", "PUT", "DELETE"):
        wire.send(method, "/oss/v2/signedresources/unknown", 404, headers=binary)
    wire.send("GET", path, 416, headers={"Range": "bytes=99-"})
    wire.send("PUT", path, 412, body=b"x", headers={**binary, "If-Match": "f" * 40})
    chunk = {**binary, "Session-Id": "s"}
    wire.send("PUT", f"{path}/resumable", 416, body=b"x", headers=chunk)
    chunk["Content-Range"] = "bytes 0-1/9"
    wire.send("PUT", f"{path}/resumable", 400, body=b"x", headers=chunk)
    wire.send("PUT", f"{path}/resumable", 202, body=b"xx", headers=chunk)
    chunk["Content-Range"] = "bytes 1-2/9"
    wire.send("PUT", f"{path}/resumable", 409, body=b"xx", headers=chunk)
    wire.send("DELETE", path, 401, token="")
