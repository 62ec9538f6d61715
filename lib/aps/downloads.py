"""The Data service's downloads: versions converted to other formats by jobs.

A design with everything it uses comes as one archive only this way.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from ..errors import DownloadError, MalformedAnswer
from ..http import HttpClient, Response, build_path
from ..http.answers import parse_answer
from ..http.fields import Fields
from ..http.retry import parse_retry_after
from .documents import JSON_API, identifier, send_document
from .pages import read_list, read_one

LONGEST = 600.0
_SEE_OTHER = 303
_FIRST_DELAY, _LONGEST_DELAY = 1.0, 10.0


@dataclass(frozen=True)
class Job:
    """A conversion: queued, processing, failed or finished.

    `download_id` is there once it is finished; `retry_after` is how many seconds the service asks to wait
    before the next look, None where it does not ask.
    """

    id: str
    status: str
    download_id: str = ""
    retry_after: float | None = None


@dataclass(frozen=True)
class Download:
    """A converted file; `storage_id` names it in object storage."""

    id: str
    file_type: str
    storage_id: str

    @classmethod
    def parse(cls, resource: object) -> Download:
        """Read a download from its JSON:API resource."""
        fields = Fields(resource, "download")
        return cls(
            id=fields.text("id"),
            file_type=fields.optional_text("attributes.format.fileType"),
            storage_id=fields.text("relationships.storage.data.id"),
        )


def list_formats(client: HttpClient, project_id: str, *, version_id: str) -> tuple[str, ...]:
    """Return the file types that a version can be had in, such as f3z."""
    path = build_path("data", "v1", "projects", project_id, "versions", version_id, "downloadFormats")
    resource, _ = read_one(client, path, "formats")
    formats = Fields(resource, "formats").optional_list("attributes.formats")
    return tuple(Fields(entry, "formats").text("fileType") for entry in formats)


def list_downloads(
    client: HttpClient, project_id: str, *, version_id: str, file_type: str = ""
) -> tuple[Download, ...]:
    """Return the downloads of a version that are ready; `file_type` "" asks for all.

    The documentation says that the service does not fill this list yet.
    """
    query = {"filter[format.fileType]": file_type} if file_type else None
    path = build_path("data", "v1", "projects", project_id, "versions", version_id, "downloads", query=query)
    return tuple(Download.parse(resource) for resource in read_list(client, path, "download").data)


def create_download(client: HttpClient, project_id: str, *, version_id: str, file_type: str) -> Job:
    """Start the job that converts a version to one of its formats.

    An answer that was lost leaves a job that nobody knows of and that does no harm: ask again.
    """
    data = {
        "type": "downloads",
        "attributes": {"format": {"fileType": file_type}},
        "relationships": {"source": identifier("versions", version_id)},
    }
    path = build_path("data", "v1", "projects", project_id, "downloads")
    response = send_document(client, "POST", path, data)
    resource = parse_answer(response, "job").get("data")
    # The description has a list of one job, its example the job alone.
    if isinstance(resource, list) and resource:
        resource = resource[0]
    return _parse_job(resource, response)


def get_job(client: HttpClient, project_id: str, *, job_id: str) -> Job:
    """Return the state of a job.

    The service answers a finished one with a redirection to its download. It is not followed: the id is
    taken from it, and the download asked for like everything else.
    """
    path = build_path("data", "v1", "projects", project_id, "jobs", job_id)
    response = client.request("GET", path, headers={"Accept": JSON_API})
    if response.status == _SEE_OTHER:
        return Job(job_id, "finished", _read_location(response, job_id))
    return _parse_job(parse_answer(response, "job").get("data"), response)


def get_download(client: HttpClient, project_id: str, *, download_id: str) -> Download:
    """Return a download that is ready."""
    path = build_path("data", "v1", "projects", project_id, "downloads", download_id)
    resource, _ = read_one(client, path, "download")
    return Download.parse(resource)


def wait_for_download(
    client: HttpClient,
    project_id: str,
    *,
    job_id: str,
    sleep: Callable[[float], None],
    longest: float = LONGEST,
) -> Download:
    """Look at a job until it is finished, and return its download.

    Between two looks this sleeps as long as the service asks, or else longer from look to look. Raises
    `DownloadError`: `downloads.failed`, or `downloads.too-slow` after `longest` seconds of sleep.
    """
    slept, delay = 0.0, _FIRST_DELAY
    while True:
        job = get_job(client, project_id, job_id=job_id)
        if job.status == "finished":
            return get_download(client, project_id, download_id=job.download_id)
        if job.status == "failed":
            raise DownloadError("downloads.failed", job=job_id)
        pause = delay if job.retry_after is None else max(_FIRST_DELAY, job.retry_after)
        if slept + pause > longest:
            raise DownloadError("downloads.too-slow", job=job_id, seconds=round(longest))
        sleep(pause)
        slept += pause
        delay = min(2 * delay, _LONGEST_DELAY)


def _parse_job(resource: object, response: Response) -> Job:
    fields = Fields(resource, "job")
    job_id, status = fields.text("id"), fields.text("attributes.status")
    # A download has the id of its job, should one be finished without a redirection.
    download_id = job_id if status == "finished" else ""
    return Job(job_id, status, download_id, parse_retry_after(response.headers, time.time()))


def _read_location(response: Response, job_id: str) -> str:
    """Return the download's id from the address of a redirection; its host is of no interest."""
    try:
        path = urlsplit(response.headers.get("Location", "")).path
    except ValueError:
        path = ""
    *_, kind, segment = ("", *path.split("/"))
    if kind != "downloads" or not segment:
        raise MalformedAnswer("service.missing-field", what="job", field="Location", id=job_id)
    return unquote(segment)
