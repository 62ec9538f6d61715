"""Object storage: the objects in a bucket, described, listed, copied and deleted.

Files of hubs lie in buckets of Autodesk's own: there only the steps of `signed_uploads` and
`signed_downloads` are open to a user, on single objects.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from urllib.parse import parse_qs, urlsplit

from ..errors import MalformedAnswer, UsageError
from ..http import HttpClient, build_path
from ..http.answers import check_answer, parse_answer
from ..http.fields import Fields

_PREFIX = "urn:adsk.objects:os.object:"
PAGE_SIZE = 100
_MOST_PAGES = 10_000
_DETAILS = ("createdDate", "lastAccessedDate", "lastModifiedDate", "userDefinedMetadata")


@dataclass(frozen=True)
class StoredObject:
    """An object; `size` in bytes, `sha1` in hexadecimal, both empty or None where the service did not say.

    The times and `metadata` come with `get_object` alone.
    """

    id: str
    bucket: str
    key: str
    size: int | None
    sha1: str
    content_type: str
    created: datetime | None = None
    accessed: datetime | None = None
    modified: datetime | None = None
    metadata: str = ""

    @classmethod
    def parse(cls, resource: object) -> StoredObject:
        """Read an object from its JSON."""
        fields = Fields(resource, "object")
        return cls(
            id=fields.text("objectId"),
            bucket=fields.text("bucketKey"),
            key=fields.text("objectKey"),
            size=fields.optional_number("size"),
            sha1=fields.optional_text("sha1"),
            content_type=fields.optional_text("contentType"),
            created=read_time(fields, "createdDate"),
            accessed=read_time(fields, "lastAccessedDate"),
            modified=read_time(fields, "lastModifiedDate"),
            metadata=fields.optional_text("userDefinedMetadata"),
        )


def object_id(bucket: str, object_key: str) -> str:
    """Return an object's id."""
    return f"{_PREFIX}{bucket}/{object_key}"


def split_id(object_id: str) -> tuple[str, str]:
    """Return bucket and key of an object's id, such as a version's `storage_id`; raises `UsageError`."""
    bucket, _, key = object_id.removeprefix(_PREFIX).partition("/")
    if not object_id.startswith(_PREFIX) or not bucket or not key:
        raise UsageError("storage.bad-object-id", id=object_id)
    return bucket, key


def list_objects(client: HttpClient, bucket: str, *, begins_with: str = "") -> tuple[StoredObject, ...]:
    """Return all objects of an app's own bucket whose keys begin so, in the order of their keys."""
    query = {"limit": str(PAGE_SIZE), **({"beginsWith": begins_with} if begins_with else {})}
    path = ("oss", "v2", "buckets", bucket, "objects")
    return tuple(StoredObject.parse(item) for item in read_items(client, path, query=query, what="objects"))


def get_object(client: HttpClient, bucket: str, *, object_key: str) -> StoredObject:
    """Return an object with its times and metadata; Autodesk's own buckets may forbid this."""
    query = "&".join(f"with={name}" for name in _DETAILS)
    path = f"{object_path(bucket, object_key, 'details')}?{query}"
    return StoredObject.parse(parse_answer(client.request("GET", path), "object"))


def copy_object(client: HttpClient, bucket: str, *, object_key: str, new_key: str) -> StoredObject:
    """Copy an object inside its bucket, over one that has the new key already."""
    path = object_path(bucket, object_key, "copyto", new_key)
    # To copy it twice is as good as once.
    return StoredObject.parse(parse_answer(client.request("PUT", path, repeats=True), "object"))


def delete_object(client: HttpClient, bucket: str, *, object_key: str) -> None:
    """Delete an object of an app's own bucket."""
    check_answer(client.request("DELETE", object_path(bucket, object_key)), "object")


def object_path(bucket: str, object_key: str, *more: str, query: Mapping[str, str] | None = None) -> str:
    """Return the path of an object."""
    return build_path("oss", "v2", "buckets", bucket, "objects", object_key, *more, query=query)


def read_items(client: HttpClient, path: Sequence[str], *, query: dict[str, str], what: str) -> list[object]:
    """Return the items of all pages of a list.

    Of the next page's address only `startAt` is used, on our own: the token goes nowhere else. Raises
    `MalformedAnswer` when it does not lead on.
    """
    items: list[object] = []
    starts: set[str] = set()
    while True:
        body = parse_answer(client.request("GET", build_path(*path, query=query)), what)
        fields = Fields(body, what)
        items += fields.list("items")
        following = fields.optional_text("next")
        if not following:
            return items
        start = _read_start(following, what)
        if start in starts or len(starts) >= _MOST_PAGES:
            raise MalformedAnswer("service.endless-pages", what=what)
        starts.add(start)
        query = {**query, "startAt": start}


def read_time(fields: Fields, name: str) -> datetime | None:
    """Return a time that came in milliseconds since 1970."""
    value = fields.optional_number(name)
    try:
        return None if value is None else datetime.fromtimestamp(value / 1000, timezone.utc)
    except (ValueError, OverflowError, OSError):
        raise MalformedAnswer("service.missing-field", what="object", field=name, id="?") from None


def _read_start(address: str, what: str) -> str:
    try:
        (start,) = parse_qs(urlsplit(address).query)["startAt"]
    except (KeyError, ValueError):
        raise MalformedAnswer("service.missing-field", what=what, field="next", id="?") from None
    return start
