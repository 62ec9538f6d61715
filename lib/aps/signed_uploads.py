"""Object storage: the steps of an upload on signed addresses.

    create_upload   -> an upload key, and addresses for the first parts
    sign_parts      -> addresses for further parts, or fresh ones for those whose time was over
    (each part is sent to its address by `http.SignedHosts`, which answers with its ETag)
    complete_upload -> the object, or what is wrong with the parts

Until it is complete there is no object. Every part but the last has at least LEAST_PART bytes. An upload key
lives 24 hours, an address as many minutes as it was asked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ..errors import MalformedAnswer
from ..http import HttpClient, Response, build_path
from ..http.answers import check_answer, parse_answer
from ..http.fields import Fields
from .objects import StoredObject, object_path

LEAST_PART = 5 * 1024 * 1024
MOST_URLS = 25
MOST_PARTS = 10_000
MOST_IN_BATCH = 25
URL_MINUTES = 15
_WRONG_PARTS = "MissingOrInvalidParts"


@dataclass(frozen=True)
class SignedParts:
    """Addresses for parts, in order of their numbers; good until `urls_expire`, the key until `expires`."""

    upload_key: str = field(repr=False)
    urls: tuple[str, ...] = field(repr=False)
    urls_expire: datetime | None
    expires: datetime | None

    @classmethod
    def parse(cls, resource: object) -> SignedParts:
        """Read them from their JSON."""
        fields = Fields(resource, "upload")
        urls = fields.list("urls")
        if not urls or not all(isinstance(url, str) for url in urls):
            raise MalformedAnswer("service.missing-field", what="upload", field="urls", id="?")
        return cls(
            upload_key=fields.text("uploadKey"),
            urls=tuple(urls),
            urls_expire=fields.time("urlExpiration"),
            expires=fields.time("uploadExpiration"),
        )


@dataclass(frozen=True)
class WrongParts:
    """Why an upload could not be completed.

    `parts` are the numbers (from 1) of those that are not Ok, with their status: Pending, Unexpected
    (another ETag), TooSmall, Unexpected+TooSmall. `expected` and `detected` are sizes in bytes, where they
    were told.
    """

    parts: Mapping[int, str]
    expected: int | None
    detected: int | None


@dataclass(frozen=True)
class Finished:
    """What is to be completed: all parts' ETags in order; `headers` such as {"Content-Type": ...} are
    kept."""

    object_key: str
    upload_key: str = field(repr=False)
    size: int
    etags: Sequence[str]
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_body(self) -> dict[str, object]:
        """Return what is sent."""
        return {"uploadKey": self.upload_key, "size": self.size, "eTags": list(self.etags)}

    def as_headers(self) -> dict[str, str]:
        """Return the headers to keep as they are sent."""
        return {f"x-ads-meta-{name}": value for name, value in self.headers.items()}


def create_upload(
    client: HttpClient, bucket: str, *, object_key: str, parts: int = 1, minutes: int = URL_MINUTES
) -> SignedParts:
    """Begin an upload; `parts` is for how many, from the first on, there shall be addresses: MOST_URLS at
    most."""
    query = {"parts": str(parts), "minutesExpiration": str(minutes)}
    return _sign(client, bucket, object_key, query)


def sign_parts(
    client: HttpClient,
    bucket: str,
    *,
    object_key: str,
    upload_key: str,
    first: int,
    count: int,
    minutes: int = URL_MINUTES,
) -> SignedParts:
    """Return addresses for `count` parts from the number `first` on (counted from 1), MOST_URLS at most.

    Raises `BadInput` when the upload is unknown or over its time.
    """
    query = {
        "parts": str(count),
        "firstPart": str(first),
        "uploadKey": upload_key,
        "minutesExpiration": str(minutes),
    }
    return _sign(client, bucket, object_key, query)


def complete_upload(client: HttpClient, bucket: str, *, finished: Finished) -> StoredObject | WrongParts:
    """Make the object, or return why its parts do not make one.

    Sends one POST. Raises `AnswerLost` or `ServiceDown` when it may have been carried out all the same.
    """
    response = client.request(
        "POST",
        object_path(bucket, finished.object_key, "signeds3upload"),
        body=json.dumps(finished.as_body()),
        headers=finished.as_headers(),
    )
    wrong = _read_wrong_parts(response)
    return wrong or StoredObject.parse(parse_answer(response, "upload"))


def create_uploads(
    client: HttpClient, bucket: str, *, parts: Mapping[str, int], minutes: int = URL_MINUTES
) -> Mapping[str, SignedParts | str]:
    """Begin several uploads to an app's own bucket; `parts` says by object key for how many parts.

    Returns by object key the addresses, or the service's reason why there are none.
    """
    requests = [{"objectKey": key, "parts": count} for key, count in parts.items()]
    query = {"minutesExpiration": str(minutes)}
    results = post_batch(client, bucket, "batchsigneds3upload", requests, query=query, repeats=True)
    return {
        key: Fields(result, "upload").optional_text("reason") or SignedParts.parse(result)
        for key, result in results.items()
    }


def complete_uploads(
    client: HttpClient, bucket: str, *, finished: Sequence[Finished]
) -> Mapping[str, StoredObject | WrongParts | str]:
    """Complete up to MOST_IN_BATCH uploads to an app's own bucket.

    Returns by object key the object, why its parts do not make one, or the service's reason.
    """
    requests = [{"objectKey": one.object_key, **one.as_body(), **one.as_headers()} for one in finished]
    results = post_batch(client, bucket, "batchcompleteupload", requests, query={})
    made: dict[str, StoredObject | WrongParts | str] = {}
    for key, result in results.items():
        reason = Fields(result, "upload").optional_text("reason")
        made[key] = _parse_wrong_parts(result) if reason == _WRONG_PARTS else reason
        if not reason:
            made[key] = StoredObject.parse(result)
    return made


def post_batch(
    client: HttpClient,
    bucket: str,
    name: str,
    requests: Sequence[Mapping[str, object]],
    *,
    query: Mapping[str, str],
    reads: bool | None = None,
    repeats: bool = False,
) -> Mapping[str, object]:
    """Send a batch and return its results by object key; `reads` and `repeats` are those of `HttpClient`."""
    path = build_path("oss", "v2", "buckets", bucket, "objects", name, query=query)
    body = json.dumps({"requests": list(requests)})
    response = client.request("POST", path, body=body, reads=reads, repeats=repeats)
    return Fields(parse_answer(response, "batch"), "batch").mapping("results")


def _sign(client: HttpClient, bucket: str, object_key: str, query: Mapping[str, str]) -> SignedParts:
    path = object_path(bucket, object_key, "signeds3upload", query=query)
    return SignedParts.parse(parse_answer(client.request("GET", path), "upload"))


def _read_wrong_parts(response: Response) -> WrongParts | None:
    """Return what is wrong with the parts where an answer says so: with 200 or with 400, nobody knows."""
    if response.status not in (200, 400):
        check_answer(response, "upload")
    try:
        body = response.json()
    except MalformedAnswer:
        return None
    is_one = isinstance(body, dict) and body.get("reason") == _WRONG_PARTS
    return _parse_wrong_parts(body) if is_one else None


def _parse_wrong_parts(body: object) -> WrongParts:
    fields = Fields(body, "upload")
    statuses: dict[int, str] = {}
    for entry in fields.list("parts"):
        part = Fields(entry, "upload")
        # The number goes by two names: one in the answer on one object, one in that on a batch.
        number = part.optional_number("part") or part.number("firstPart")
        statuses[number] = part.text("status")
    # The size is an object with both, or a number in the answer on a batch.
    sizes = body.get("size") if isinstance(body, dict) else None
    told = Fields(sizes, "upload") if isinstance(sizes, dict) else None
    return WrongParts(
        parts={number: status for number, status in statuses.items() if status != "Ok"},
        expected=told.optional_number("expected") if told else None,
        detected=told.optional_number("detected") if told else None,
    )
