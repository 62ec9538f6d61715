"""Object storage: buckets, each an app's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ..http import HttpClient, build_path
from ..http.answers import check_answer, parse_answer
from ..http.fields import Fields
from .objects import PAGE_SIZE, read_items, read_time

POLICIES = ("transient", "temporary", "persistent")


@dataclass(frozen=True)
class Bucket:
    """A bucket; `policy` is one of POLICIES: objects live 24 hours, 30 days, or until they are deleted.

    `owner` and `permissions` (what which app may do) come with a single bucket, not with a list.
    """

    key: str
    policy: str
    created: datetime | None
    owner: str = ""
    permissions: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, resource: object) -> Bucket:
        """Read a bucket from its JSON."""
        fields = Fields(resource, "bucket")
        entries = [Fields(entry, "bucket") for entry in fields.optional_list("permissions")]
        return cls(
            key=fields.text("bucketKey"),
            policy=fields.text("policyKey"),
            created=read_time(fields, "createdDate"),
            owner=fields.optional_text("bucketOwner"),
            permissions={entry.text("authId"): entry.text("access") for entry in entries},
        )


def list_buckets(client: HttpClient, *, region: str = "US") -> tuple[Bucket, ...]:
    """Return the app's buckets in one region, in the order of their keys."""
    query = {"region": region, "limit": str(PAGE_SIZE)}
    items = read_items(client, ("oss", "v2", "buckets"), query=query, what="buckets")
    return tuple(Bucket.parse(item) for item in items)


def create_bucket(
    client: HttpClient,
    key: str,
    *,
    policy: str,
    region: str = "US",
    allowed: Mapping[str, str] | None = None,
) -> Bucket:
    """Make a bucket; `allowed` is what other apps may do in it: read or full, by client id.

    Keys are unique over all apps: raises `Conflict` for one that is taken.
    """
    body: dict[str, object] = {"bucketKey": key, "policyKey": policy}
    if allowed:
        body["allow"] = [{"authId": app, "access": access} for app, access in allowed.items()]
    # The region goes by two names: one in the description, one in the documentation.
    headers = {"region": region, "x-ads-region": region}
    response = client.request(
        "POST", build_path("oss", "v2", "buckets"), body=json.dumps(body), headers=headers
    )
    return Bucket.parse(parse_answer(response, "new-bucket"))


def get_bucket(client: HttpClient, key: str) -> Bucket:
    """Return a bucket of the app's own."""
    path = build_path("oss", "v2", "buckets", key, "details")
    return Bucket.parse(parse_answer(client.request("GET", path), "bucket"))


def delete_bucket(client: HttpClient, key: str) -> None:
    """Delete a bucket and all that is in it; its key stays taken for a while."""
    check_answer(client.request("DELETE", build_path("oss", "v2", "buckets", key)), "bucket")
