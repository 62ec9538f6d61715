"""The endpoints of object storage, and of the S3 behind it."""

from __future__ import annotations

import sys

from ..routing import Handler, Route
from . import (
    buckets,
    download_endpoints,
    object_endpoints,
    resource_endpoints,
    s3_endpoints,
    upload_endpoints,
)

_READ = frozenset({"data:read"})
_WRITE = frozenset({"data:write"})
_CREATE = frozenset({"data:write", "data:create"})
_BUCKETS = "/oss/v2/buckets"
_OBJECTS = f"{_BUCKETS}/{{bucket}}/objects"
_OBJECT = f"{_OBJECTS}/{{object}}"
_SIGNED = "/oss/v2/signedresources/{hash}"
_QUOTA = "oss"
_LIMIT = 1000  # requests a minute, over all of them


def list_routes() -> tuple[Route, ...]:
    """Return the route table of OSS."""
    return (
        _route("GET", _BUCKETS, buckets.list_buckets, frozenset({"bucket:read"})),
        _route("POST", _BUCKETS, buckets.create_bucket, frozenset({"bucket:create"})),
        _route("DELETE", f"{_BUCKETS}/{{bucket}}", buckets.delete_bucket, frozenset({"bucket:delete"})),
        _route(
            "GET",
            f"{_BUCKETS}/{{bucket}}/details",
            buckets.get_bucket,
            frozenset({"bucket:read", "viewables:read"}),
        ),
        _route("GET", _OBJECTS, object_endpoints.list_bucket, _READ),
        _route("GET", f"{_OBJECT}/details", object_endpoints.get_details, _READ),
        _route("DELETE", _OBJECT, object_endpoints.delete_object, _WRITE),
        _route("PUT", f"{_OBJECT}/copyto/{{new}}", object_endpoints.copy_object, _CREATE),
        _route("GET", f"{_OBJECT}/signeds3download", download_endpoints.sign_download, _READ),
        _route("GET", f"{_OBJECT}/signeds3upload", upload_endpoints.sign_upload, _CREATE),
        _route("POST", f"{_OBJECT}/signeds3upload", upload_endpoints.complete, _CREATE),
        _route("POST", f"{_OBJECTS}/batchsigneds3download", download_endpoints.sign_downloads, _READ),
        _route("POST", f"{_OBJECTS}/batchsigneds3upload", upload_endpoints.sign_uploads, _CREATE),
        _route("POST", f"{_OBJECTS}/batchcompleteupload", upload_endpoints.complete_several, _CREATE),
        _route("POST", f"{_OBJECT}/signed", resource_endpoints.create_signed, _WRITE),
        # A signed URL is its own permission; only to delete takes a token, too.
        _route("GET", _SIGNED, resource_endpoints.get_signed, None),
        _route("PUT", _SIGNED, resource_endpoints.put_signed, None, streams=True),
        _route("DELETE", _SIGNED, resource_endpoints.delete_signed, _WRITE),
        _route("PUT", f"{_SIGNED}/resumable", resource_endpoints.put_signed_chunk, None, streams=True),
    )


def list_s3_routes() -> tuple[Route, ...]:
    """Return the route table of S3: its addresses come out of answers of OSS, and nobody counts requests."""
    path = "/_s3/{bucket}/{content}"
    return (
        Route("GET", path, s3_endpoints.get_content, None, sys.maxsize),
        Route("PUT", path, s3_endpoints.put_part, None, sys.maxsize, streams=True),
    )


def _route(
    method: str, template: str, handler: Handler, scopes: frozenset[str] | None, *, streams: bool = False
) -> Route:
    return Route(method, template, handler, scopes, _LIMIT, quota=_QUOTA, streams=streams)
