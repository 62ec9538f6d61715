"""Object storage met by raw requests: an app with a bucket of its own."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from addin.lib.emulator import Emulator

from .wire import Reply, Wire, q

BUCKETS = "/oss/v2/buckets"
BUCKET = "parts-of-ours"
MEGABYTE = 1024 * 1024
LEAST_PART = 5 * MEGABYTE
SCOPES = "bucket:create bucket:read bucket:delete data:read data:write data:create"


def app_token(service: Emulator, scope: str = SCOPES) -> str:
    """A 2-legged token of the confidential app."""
    app = base64.b64encode(f"{service.client_id}:{service.client_secret}".encode()).decode()
    with Wire(service) as wire:
        reply = wire.send(
            "POST",
            "/authentication/v2/token",
            body=urlencode({"grant_type": "client_credentials", "scope": scope}),
            headers={"Content-Type": "application/x-www-form-urlencoded", "Authorization": f"Basic {app}"},
            token=None,
        )
    return reply.json["access_token"]


class Storage:
    """One connection and one token, the app's unless another is given."""

    def __init__(self, service: Emulator, token: str = "") -> None:
        self.service = service
        self.token = token or app_token(service)
        self.wire = Wire(service)

    def __enter__(self) -> Storage:
        return self

    def __exit__(self, *_: object) -> None:
        self.wire.connection.close()

    def send(
        self, method: str, path: str, value: object = None, *, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Send a request with the token, a value as JSON."""
        body = None if value is None else json.dumps(value)
        own = {} if value is None else {"Content-Type": "application/json"}
        return self.wire.send(method, path, body=body, headers={**own, **(headers or {})}, token=self.token)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        return self.send("GET", path, headers=headers)

    def post(self, path: str, value: object) -> Reply:
        return self.send("POST", path, value)

    def signed(
        self, method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Send to a signed address, without a token."""
        assert url.startswith(self.service.url)
        path = url[len(self.service.url) :]
        return self.wire.send(method, path, body=body, headers=headers, token=None)

    def make_bucket(self, key: str = BUCKET, policy: str = "persistent", **more: object) -> Reply:
        return self.post(BUCKETS, {"bucketKey": key, "policyKey": policy, **more})

    def open_upload(self, key: str, bucket: str = BUCKET, **query: object) -> Any:
        """The answer to a request for addresses."""
        more = f"?{urlencode(query)}" if query else ""
        reply = self.get(f"{object_path(key, bucket)}/signeds3upload{more}")
        assert reply.status == 200, reply.data
        return reply.json

    def send_parts(self, upload: Any, *parts: bytes) -> list[str]:
        """Send parts to their addresses and return their ETags."""
        replies = [self.signed("PUT", url, part) for url, part in zip(upload["urls"], parts, strict=True)]
        assert [reply.status for reply in replies] == [200] * len(parts)
        return [reply.headers["ETag"] for reply in replies]

    def complete(
        self,
        key: str,
        upload: Any,
        *,
        bucket: str = BUCKET,
        headers: Mapping[str, str] | None = None,
        **more: object,
    ) -> Reply:
        value = {"uploadKey": upload["uploadKey"], **more}
        return self.send("POST", f"{object_path(key, bucket)}/signeds3upload", value, headers=headers)

    def put(
        self, key: str, *parts: bytes, bucket: str = BUCKET, headers: Mapping[str, str] | None = None
    ) -> Any:
        """Upload an object and return its details."""
        upload = self.open_upload(key, bucket, parts=len(parts))
        etags = self.send_parts(upload, *parts)
        size = sum(map(len, parts))
        reply = self.complete(key, upload, bucket=bucket, headers=headers, size=size, eTags=etags)
        assert reply.status == 200, reply.data
        return reply.json

    def download(self, key: str, bucket: str = BUCKET, **query: object) -> Any:
        """The answer to a request for a download's address."""
        more = f"?{urlencode(query)}" if query else ""
        reply = self.get(f"{object_path(key, bucket)}/signeds3download{more}")
        assert reply.status == 200, reply.data
        return reply.json

    def read(self, key: str, bucket: str = BUCKET) -> bytes:
        """The bytes of an object."""
        return self.signed("GET", self.download(key, bucket)["url"]).data


def object_path(key: str, bucket: str = BUCKET) -> str:
    """The path of an object."""
    return f"{BUCKETS}/{bucket}/objects/{q(key)}"


def reason(reply: Reply) -> tuple[int, str]:
    """Status and reason of a refusal of OSS."""
    (name,) = reply.json
    assert name == "reason"
    return reply.status, reply.json["reason"]


def split_id(object_id: str) -> tuple[str, str]:
    """Bucket and key of an object's id."""
    bucket, _, key = object_id.removeprefix("urn:adsk.objects:os.object:").partition("/")
    return bucket, key
