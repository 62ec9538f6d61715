"""Who may do what: apps with their own buckets, users with the files of their hubs.

The files of hubs lie in buckets of Autodesk's own. Nobody else may do anything with those buckets themselves.
A 3-legged token reaches single objects: it reads the file of a version that the user may read, and writes
what `POST storage` made room for in a project that the user may write to.
"""

from __future__ import annotations

import json
import re

from ..backend import Backend, Caller
from ..data.access import user_of
from ..data.downloads import find_converted
from ..database import Row
from ..messages import Refused, Request
from . import samples
from .objects import find_object
from .refusals import refuse
from .shapes import object_id

AUTODESK_BUCKETS = frozenset({"wip.dm.prod", "wip.dm.prod.temp", "wip.dm.emea.2", "wip.dm.emea.2.temp"})
_KEY = re.compile(r"[-_.a-z0-9]{3,128}")
_ACCESS = {"read": ("read", "write", "full"), "write": ("write", "full")}


def check_bucket_key(key: object) -> str:
    """Return a well-formed bucket key, or raise the 400."""
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise refuse(400, "Valid field 'bucketKey' must be of the form [-_.a-z0-9]{3,128}")
    return key


def own_bucket(backend: Backend, caller: Caller, request: Request) -> Row:
    """Return the bucket that a request names and whose owner the caller is, or raise the 400, 403 or 404."""
    row = _find_bucket(backend, request)
    if row is None or row["owner"] != _app(caller):
        raise _not_allowed()
    return row


def readable_object(backend: Backend, caller: Caller, request: Request) -> Row:
    """Return the object that a request names and the caller may read, or raise the 400, 403 or 404."""
    bucket, key = request.params["bucket"], request.params["object"]
    row = _find_bucket(backend, request)
    if row is None:
        return _hub_object(backend, caller, bucket, key)
    _require(caller, row, "read")
    return existing_object(backend, bucket, key)


def writable_key(backend: Backend, caller: Caller, request: Request) -> tuple[str, str]:
    """Return bucket and key of an object that the caller may write, whether it is there or not."""
    bucket, key = request.params["bucket"], request.params["object"]
    row = _find_bucket(backend, request)
    if row is not None:
        _require(caller, row, "write")
        return bucket, key
    project_id = backend.database.value(
        "SELECT project_id FROM storages WHERE id = ?", (object_id(bucket, key),)
    )
    _require_project(backend, caller, project_id, allowed=("write", "manage"))
    return bucket, key


def writable_bucket(backend: Backend, caller: Caller, request: Request) -> Row:
    """Return the bucket that a request names and whose objects the caller may change; none of Autodesk's."""
    row = _find_bucket(backend, request)
    if row is None:
        raise _not_allowed()
    _require(caller, row, "write")
    return row


def existing_object(backend: Backend, bucket: str, key: str) -> Row:
    """Return an object's row, or raise the 404."""
    row = find_object(backend, bucket, key)
    if row is None:
        raise refuse(404, "Object not found")
    return row


def bucket_policy(backend: Backend, bucket: str) -> str:
    """Return how long a bucket keeps its objects; Autodesk's keep them for good."""
    return backend.database.value("SELECT policy FROM buckets WHERE key = ?", (bucket,)) or "persistent"


def _find_bucket(backend: Backend, request: Request) -> Row | None:
    """Return the bucket's row, or None for one of Autodesk's."""
    key = check_bucket_key(request.params["bucket"])
    if key in AUTODESK_BUCKETS:
        return None
    row = backend.database.row("SELECT * FROM buckets WHERE key = ? AND deleted IS NULL", (key,))
    if row is None:
        raise refuse(404, "Bucket not found")
    return row


def _hub_object(backend: Backend, caller: Caller, bucket: str, key: str) -> Row:
    urn = object_id(bucket, key)
    file = backend.database.row("SELECT project_id, size FROM versions WHERE storage = ?", (urn,))
    file = file or find_converted(backend, urn)
    project_id = (
        backend.database.value("SELECT project_id FROM storages WHERE id = ?", (urn,))
        if file is None
        else file["project_id"]
    )
    _require_project(backend, caller, project_id, allowed=("read", "write", "manage"))
    row = find_object(backend, bucket, key)
    if row is None and file is not None:
        samples.make_object(backend, bucket, key, size=file["size"])
        row = find_object(backend, bucket, key)
    if row is None:
        raise refuse(404, "Object not found")
    return row


def _require_project(
    backend: Backend, caller: Caller, project_id: str | None, *, allowed: tuple[str, ...]
) -> None:
    # An object that nobody made room for and one that is out of reach look alike.
    if not caller.is_user:
        raise _not_allowed()
    access = backend.database.value(
        "SELECT access FROM projects p WHERE id = ? AND NOT EXISTS "
        "(SELECT 1 FROM closed_hubs c WHERE c.user_id = ? AND c.hub_id = p.hub_id)",
        (project_id, user_of(caller)),
    )
    if access not in allowed:
        raise _not_allowed()


def _require(caller: Caller, bucket: Row, action: str) -> None:
    app = _app(caller)
    allowed = json.loads(bucket["allowed"])
    if bucket["owner"] != app and allowed.get(app) not in _ACCESS[action]:
        raise _not_allowed()


def _app(caller: Caller) -> str | None:
    return None if caller.bearer is None else caller.bearer.client_id


def _not_allowed() -> Refused:
    return refuse(403, "Access to the bucket or object is not allowed")
