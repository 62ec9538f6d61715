"""Uploads in parts: opened, judged and completed; until it is complete there is no object.

An upload lives 24 hours. Its parts arrive on signed addresses, in any order and as often as the sender likes:
the last one of a number counts.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..backend import Backend
from ..database import Row
from .access import bucket_policy
from .objects import find_object, put_object
from .refusals import refuse
from .shapes import Shape

UPLOAD_SECONDS = 24 * 3600.0
LEAST_PART = 5 * 1024 * 1024
MOST_PARTS = 10_000


@dataclass(frozen=True)
class Completion:
    """What an app says about an upload that it calls complete; `etags` without their quotes."""

    upload_key: str
    size: int | None
    etags: tuple[str, ...] | None
    headers: Mapping[str, str]
    metadata: str | None


def open_upload(backend: Backend, bucket: str, key: str) -> Row:
    """Begin an upload and return its row."""
    remove_stale(backend)
    upload_key = secrets.token_urlsafe(48)
    backend.database.insert(
        "uploads",
        id=upload_key,
        bucket=bucket,
        key=key,
        content=backend.contents.new_id(),
        expires=backend.clock.now() + UPLOAD_SECONDS,
    )
    return find_upload(backend, bucket, key, upload_key=upload_key)


def find_upload(backend: Backend, bucket: str, key: str, *, upload_key: str) -> Row:
    """Return an upload that this object still has, or raise the 400, or the 404 where that is the policy."""
    row = backend.database.row(
        "SELECT * FROM uploads WHERE id = ? AND bucket = ? AND key = ? AND expires > ?",
        (upload_key, bucket, key, backend.clock.now()),
    )
    if row is None:
        status = 404 if backend.policies["unknown-upload"] == "not-found" else 400
        raise refuse(status, "The uploadKey is unknown or has expired")
    return row


def complete_upload(backend: Backend, bucket: str, key: str, *, completion: Completion) -> Row | Shape:
    """Make the object of an upload and return its row, or return what is wrong with the upload's parts."""
    # One transaction: a part that comes meanwhile, or a second completion, must wait for its end.
    with backend.database.transaction():
        upload = find_upload(backend, bucket, key, upload_key=completion.upload_key)
        if upload["completed"] is not None:
            row = find_object(backend, bucket, key)
            is_its_own = row is not None and row["content"] == upload["content"]
            if row is None or not is_its_own or backend.policies["second-completion"] == "refuse":
                raise refuse(400, "The upload has been completed already")
            return row
        parts = backend.contents.parts(upload["content"])
        if (problem := _judge(parts, completion)) is not None:
            return problem
        now = backend.clock.now()
        late = float(backend.policies["late-assembly"]) if len(parts) > 1 else 0.0
        backend.database.change("UPDATE uploads SET completed = ? WHERE id = ?", (now, upload["id"]))
        return put_object(
            backend,
            bucket,
            key,
            content=upload["content"],
            policy=bucket_policy(backend, bucket),
            headers=completion.headers,
            metadata=completion.metadata,
            assembled=now + late,
        )


def is_open(backend: Backend, content: str) -> bool:
    """Tell whether an upload still takes parts of this content."""
    sql = "SELECT 1 FROM uploads WHERE content = ? AND completed IS NULL AND expires > ?"
    return backend.database.value(sql, (content, backend.clock.now())) is not None


def remove_stale(backend: Backend) -> None:
    """Delete uploads over their time, with what came for those that were never completed."""
    now = backend.clock.now()
    for row in backend.database.rows("SELECT id, content FROM uploads WHERE expires <= ?", (now,)):
        backend.database.change("DELETE FROM uploads WHERE id = ?", (row["id"],))
        backend.contents.drop(row["content"])


def _judge(parts: Sequence[Row], completion: Completion) -> Shape | None:
    """Return what is wrong with the parts, or None when they make an object."""
    by_number = {part["number"]: part for part in parts}
    count = max([len(completion.etags or ()), *by_number, 1])
    entries: list[dict[str, Any]] = []
    for number in range(1, count + 1):
        part = by_number.get(number)
        if part is None:
            entries.append({"part": number, "status": "Pending"})
            continue
        problems: list[str] = []
        etags = completion.etags
        if etags is not None and (number > len(etags) or etags[number - 1] != part["etag"]):
            problems.append("Unexpected")
        if part["size"] < LEAST_PART and number < count:
            problems.append("TooSmall")
        status = "+".join(problems) or "Ok"
        entries.append({"part": number, "status": status, "size": part["size"], "eTag": part["etag"]})
    detected = sum(part["size"] for part in parts)
    expected = detected if completion.size is None else completion.size
    if expected == detected and all(entry["status"] == "Ok" for entry in entries):
        return None
    return {
        "uploadKey": completion.upload_key,
        "status": "error",
        "reason": "MissingOrInvalidParts",
        "size": {"expected": expected, "detected": detected},
        "parts": entries,
    }
