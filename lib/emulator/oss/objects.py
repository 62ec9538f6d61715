"""Objects: found, made, listed and removed; they vanish when their bucket's retention ends."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ..backend import Backend
from ..database import Row

_DAY = 24 * 3600.0
RETENTION_SECONDS: Mapping[str, float | None] = {
    "transient": _DAY,
    "temporary": 30 * _DAY,
    "persistent": None,
}
_DEFAULT_TYPE = "application/octet-stream"


def find_object(backend: Backend, bucket: str, key: str) -> Row | None:
    """Return an object's row unless it is missing or over its time."""
    return backend.database.row(
        "SELECT * FROM objects WHERE bucket = ? AND key = ? AND coalesce(expires > ?, TRUE)",
        (bucket, key, backend.clock.now()),
    )


def list_objects(backend: Backend, bucket: str, *, begins_with: str, after: str, most: int) -> list[Row]:
    """Return up to `most` objects in the order of their keys, behind the key `after`."""
    return backend.database.rows(
        "SELECT * FROM objects WHERE bucket = ? AND key > ? AND substr(key, 1, length(?)) = ? "
        "AND coalesce(expires > ?, TRUE) ORDER BY key LIMIT ?",
        (bucket, after, begins_with, begins_with, backend.clock.now(), most),
    )


def put_object(
    backend: Backend,
    bucket: str,
    key: str,
    *,
    content: str,
    policy: str,
    headers: Mapping[str, str] | None = None,
    metadata: str | None = None,
    assembled: float = 0.0,
) -> Row:
    """Make an object of a content, or replace the one of this key, in one step; return its row.

    `policy` is the bucket's; `headers` are those to be kept with it, by name in lower case; until the time
    `assembled` its parts are downloaded one by one.
    """
    _remove_expired(backend)
    now = backend.clock.now()
    kept = dict(headers or {})
    seconds = RETENTION_SECONDS[policy]
    with backend.database.transaction():
        before = backend.database.value(
            "SELECT content FROM objects WHERE bucket = ? AND key = ?", (bucket, key)
        )
        backend.database.change("DELETE FROM objects WHERE bucket = ? AND key = ?", (bucket, key))
        backend.database.insert(
            "objects",
            bucket=bucket,
            key=key,
            size=sum(part["size"] for part in backend.contents.parts(content)),
            sha1=None,
            content_type=kept.pop("content-type", _DEFAULT_TYPE),
            created=now,
            modified=now,
            accessed=now,
            expires=None if seconds is None else now + seconds,
            assembled=assembled,
            headers=json.dumps(kept),
            metadata=metadata,
            content=content,
        )
        row = find_object(backend, bucket, key)
    if before is not None:
        backend.contents.drop(before)
    assert row is not None
    return row


def remove_object(backend: Backend, row: Row) -> None:
    """Delete an object, and its bytes where no copy needs them."""
    backend.database.change("DELETE FROM objects WHERE bucket = ? AND key = ?", (row["bucket"], row["key"]))
    backend.contents.drop(row["content"])


def note_access(backend: Backend, row: Row) -> None:
    """Keep the time at which somebody asked for an object's bytes."""
    backend.database.change(
        "UPDATE objects SET accessed = ? WHERE bucket = ? AND key = ?",
        (backend.clock.now(), row["bucket"], row["key"]),
    )


def find_sha1(backend: Backend, row: Row) -> str:
    """Return an object's SHA-1; it is worked out when first asked for."""
    if row["sha1"] is not None:
        return row["sha1"]
    sha1 = backend.contents.sha1(row["content"])
    backend.database.change("UPDATE objects SET sha1 = ? WHERE content = ?", (sha1, row["content"]))
    return sha1


def _remove_expired(backend: Backend) -> None:
    now = backend.clock.now()
    for row in backend.database.rows("SELECT * FROM objects WHERE expires <= ?", (now,)):
        remove_object(backend, row)
