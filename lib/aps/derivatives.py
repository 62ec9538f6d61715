"""The Model Derivative service: thumbnails, and translations with their manifest.

What is not ready is no error: an answer of 404 or 202 becomes a state. A urn is a version's `derivative_urn`,
unpadded URL-safe base64; the region that its derivatives lie in is read out of it.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..errors import MalformedAnswer, NotFound
from ..http import HttpClient, build_path
from ..http.answers import check_answer, parse_answer
from ..http.fields import Fields
from ..http.redaction import shorten_text

State = Literal["none", "pending", "inprogress", "success", "failed", "timeout"]
_STATES: Mapping[str, State] = {
    "pending": "pending",
    "inprogress": "inprogress",
    "success": "success",
    "complete": "success",  # what the description's text says, where its table and example say success
    "failed": "failed",
    "timeout": "timeout",
}
_PERCENT = re.compile(r"(\d{1,3})\s*%")
_SERVICE = ("modelderivative", "v2", "designdata")
_JSON = {"Accept": "application/json"}
_PNG = b"\x89PNG\r\n\x1a\n"  # what every such file begins with


@dataclass(frozen=True)
class Derivative:
    """One output of a source, such as thumbnail or svf2; `percent` from 0 to 100."""

    output: str
    state: State
    percent: int
    has_thumbnail: bool
    messages: tuple[str, ...]

    @classmethod
    def parse(cls, value: object) -> Derivative:
        """Read an entry of a manifest."""
        fields = Fields(value, "manifest")
        messages = [Fields(message, "manifest") for message in fields.optional_list("messages")]
        return cls(
            output=fields.text("outputType"),
            state=_read_state(fields),
            percent=_read_percent(fields),
            has_thumbnail=_read_truth(fields, "hasThumbnail"),
            messages=tuple(text for message in messages for text in _read_texts(message.any("message"))),
        )


@dataclass(frozen=True)
class Manifest:
    """Everything that was made of a source; `state` is none before the first translation."""

    state: State
    percent: int = 0
    has_thumbnail: bool = False
    region: str = ""
    derivatives: tuple[Derivative, ...] = ()

    @property
    def is_running(self) -> bool:
        """Whether asking again later makes sense."""
        return self.state in ("pending", "inprogress")


@dataclass(frozen=True)
class Formats:
    """For each output the kinds of file that it can be made from; `modified` is the service's own date."""

    sources: Mapping[str, tuple[str, ...]]
    modified: str = ""


@dataclass(frozen=True)
class FoundThumbnail:
    """A thumbnail as PNG, or None while there is none; `is_coming` says that it is being made."""

    picture: bytes | None
    is_coming: bool = False


def get_thumbnail(client: HttpClient, urn: str, *, size: int = 200) -> bytes | None:
    """Return a version's thumbnail as PNG, or None while there is none; as `find_thumbnail` does."""
    return find_thumbnail(client, urn, size=size).picture


def find_thumbnail(client: HttpClient, urn: str, *, size: int = 200) -> FoundThumbnail:
    """Return a version's thumbnail, or what is known of it; `size` is 100, 200 or 400 pixels.

    Raises `MalformedAnswer` (`service.not-png`) for an answer that is no picture, such as a proxy's page.
    """
    path = build_path(*_SERVICE, urn, "thumbnail", query={"width": str(size), "height": str(size)})
    response = client.request("GET", path, headers={"Accept": "image/png", **_region_header(urn)})
    try:
        check_answer(response, "thumbnail")
    except NotFound:
        return FoundThumbnail(None)
    if response.status != 200:
        return FoundThumbnail(None, is_coming=response.status == 202)
    if not response.data.startswith(_PNG):
        raise MalformedAnswer("service.not-png", what="thumbnail", status=response.status)
    return FoundThumbnail(response.data)


def start_job(
    client: HttpClient, urn: str, *, outputs: Sequence[str] = ("thumbnail",), force: bool = False
) -> bool:
    """Ask for a translation; false when all of it was there already.

    `force` deletes everything that was made of the source before, the other outputs too. How it goes on,
    `get_manifest` says.
    """
    body = {"input": {"urn": urn}, "output": {"formats": [_format_of(output) for output in outputs]}}
    headers = {**_JSON, "Content-Type": "application/json", **_region_header(urn)}
    if force:
        headers["x-ads-force"] = "true"
    # Without force, a job that was begun is not begun again: it may be repeated like a read.
    response = client.request(
        "POST", build_path(*_SERVICE, "job"), body=json.dumps(body), headers=headers, repeats=not force
    )
    check_answer(response, "translation")
    return response.status != 201


def get_manifest(client: HttpClient, urn: str) -> Manifest:
    """Return how far the translations of a source have come."""
    path = build_path(*_SERVICE, urn, "manifest")
    response = client.request("GET", path, headers={**_JSON, **_region_header(urn)})
    try:
        check_answer(response, "manifest")
    except NotFound:
        return Manifest("none")
    if response.status == 202:
        return Manifest("pending")
    fields = Fields(parse_answer(response, "manifest"), "manifest")
    return Manifest(
        state=_read_state(fields),
        percent=_read_percent(fields),
        has_thumbnail=_read_truth(fields, "hasThumbnail"),
        region=fields.optional_text("region"),
        derivatives=tuple(Derivative.parse(entry) for entry in fields.optional_list("derivatives")),
    )


def delete_manifest(client: HttpClient, urn: str) -> None:
    """Delete the manifest and everything that was made of a source; also where there is nothing."""
    path = build_path(*_SERVICE, urn, "manifest")
    # Documented as idempotent, so it may be repeated like a read.
    response = client.request("DELETE", path, headers={**_JSON, **_region_header(urn)}, repeats=True)
    try:
        check_answer(response, "manifest")
    except NotFound:
        return


def list_formats(client: HttpClient, known: Formats | None = None) -> Formats:
    """Return what can be made from what; `known` comes back where nothing has changed since."""
    headers = {**_JSON, "If-Modified-Since": known.modified} if known and known.modified else _JSON
    response = client.request("GET", build_path(*_SERVICE, "formats"), headers=headers)
    if known and response.status == 304:
        return known
    fields = Fields(parse_answer(response, "formats"), "formats")
    sources = {
        output: tuple(kind for kind in kinds if isinstance(kind, str))
        for output, kinds in fields.mapping("formats").items()
        if isinstance(kinds, list)
    }
    return Formats(sources, response.headers.get("Last-Modified", ""))


def region_of(urn: str) -> str:
    """Return the region that a urn speaks of, EMEA or US."""
    try:
        text = base64.urlsafe_b64decode(urn + "=" * (-len(urn) % 4)).decode()
    except ValueError:
        return "US"
    return "EMEA" if "adsk.wipemea" in text else "US"


def _region_header(urn: str) -> dict[str, str]:
    region = region_of(urn)
    return {} if region == "US" else {"region": region}


def _format_of(output: str) -> dict[str, Any]:
    if output == "thumbnail":
        return {"type": output, "advanced": {"width": 400, "height": 400}}
    return {"type": output, "views": ["2d", "3d"]} if output in ("svf", "svf2") else {"type": output}


def _read_state(fields: Fields) -> State:
    text = fields.text("status")
    state = _STATES.get(text.lower())
    if state is None:
        raise MalformedAnswer("service.missing-field", what="manifest", field="status", id=shorten_text(text))
    return state


def _read_percent(fields: Fields) -> int:
    """Return the number in `50% complete`, and 100 for `complete`."""
    text = fields.optional_text("progress")
    match = _PERCENT.search(text)
    return min(100, int(match[1])) if match else 100 * (text == "complete")


def _read_truth(fields: Fields, name: str) -> bool:
    """Return a truth value that the service sends as a text."""
    return fields.any(name) in ("true", True)


def _read_texts(message: object) -> tuple[str, ...]:
    """Return a message's lines: it comes as a text or as a list of texts."""
    lines = message if isinstance(message, list) else [message]
    return tuple(line for line in lines if isinstance(line, str))
