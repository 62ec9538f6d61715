"""OSS's own signed URLs: what each of them allows, and until when."""

from __future__ import annotations

import uuid

from ..backend import Backend
from ..database import Row
from ..messages import Refused
from .objects import find_object
from .refusals import refuse

ACCESS = ("read", "write", "readwrite")


def create_resource(backend: Backend, row: Row, *, access: str, seconds: int, is_single_use: bool) -> str:
    """Sign the URL of an object and return its hash."""
    made = str(uuid.uuid4())
    backend.database.insert(
        "signed_resources",
        hash=made,
        bucket=row["bucket"],
        key=row["key"],
        access=access,
        single_use=is_single_use,
        expires=backend.clock.now() + seconds,
    )
    return made


def find_signed(backend: Backend, made: str, action: str) -> Row:
    """Return the object behind a signed URL that allows to read or to write it, or raise the 403 or 404."""
    signed = backend.database.row("SELECT * FROM signed_resources WHERE hash = ?", (made,))
    if signed is None:
        raise refuse(404, "The signed URL is unknown")
    if signed["expires"] <= backend.clock.now():
        raise _expired()
    if action not in signed["access"]:
        raise refuse(403, f"The signed URL does not allow to {action}")
    row = find_object(backend, signed["bucket"], signed["key"])
    if row is None:
        raise refuse(404, "Object not found")
    return row


def use_signed(backend: Backend, made: str, action: str) -> Row:
    """Return the object as `find_signed` does, and end a signed URL that is good for one use."""
    with backend.database.transaction():
        row = find_signed(backend, made, action)
        backend.database.change(
            "UPDATE signed_resources SET expires = 0 WHERE hash = ? AND single_use", (made,)
        )
    return row


def _expired() -> Refused:
    return refuse(403, "The signed URL has expired")
