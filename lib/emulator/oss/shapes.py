"""Rows of the database as object storage describes them."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote

from ..database import Row
from ..messages import Request

Shape = dict[str, Any]


def base_url(request: Request) -> str:
    """Return the address under which a request reached this service."""
    return f"http://{request.headers['host']}"


def object_id(bucket: str, key: str) -> str:
    """Return the urn of an object."""
    return f"urn:adsk.objects:os.object:{bucket}/{key}"


def bucket_item(row: Row) -> Shape:
    """Return a bucket as lists show it."""
    return {
        "bucketKey": row["key"],
        "createdDate": milliseconds(row["created"]),
        "policyKey": row["policy"],
    }


def bucket_details(row: Row) -> Shape:
    """Return a bucket with its owner and those who may use it."""
    allowed = {row["owner"]: "full", **json.loads(row["allowed"])}
    return {
        **bucket_item(row),
        "bucketOwner": row["owner"],
        "permissions": [{"authId": app, "access": access} for app, access in allowed.items()],
    }


def object_details(row: Row, request: Request, *, sha1: str | None) -> Shape:
    """Return an object; `sha1` None leaves it out."""
    location = f"/oss/v2/buckets/{row['bucket']}/objects/{quote(row['key'], safe='')}"
    return {
        "bucketKey": row["bucket"],
        "objectKey": row["key"],
        "objectId": object_id(row["bucket"], row["key"]),
        **({} if sha1 is None else {"sha1": sha1}),
        "size": row["size"],
        "contentType": row["content_type"],
        "location": base_url(request) + location,
    }


def milliseconds(seconds: float) -> int:
    """Return a time as this service counts it."""
    return int(seconds * 1000)


def iso_time(seconds: float) -> str:
    """Return a time such as `2026-03-04T09:12:00Z`."""
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
