"""The Data service's downloads: a version converted to another format by a job.

    POST downloads ─> 202, a job ──> GET jobs/{id}: queued, processing ──> 303 to GET downloads/{id}
                                                                     └──> failed, as the policy says

A download has the id of its job.
"""

from __future__ import annotations

from ..answers import document
from ..backend import Backend, Caller
from ..database import Row
from ..messages import Answer, Request
from .access import find_asked, find_resource, open_project
from .ids import file_type_of, free_id, guid, object_urn
from .listing import own_path
from .payloads import read_json_api
from .ref_types import XREF
from .resources import Resource, encode, object_href

PROCESSING_AFTER = 2.0
FINISHED_AFTER = 6.0


def list_formats(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with the formats that a version can be had in."""
    version = find_asked(backend, caller, request, "versions")
    formats = [{"fileType": file_type} for file_type in _formats_of(backend, version)]
    return document(
        {"type": "downloadFormats", "id": version["id"], "attributes": {"formats": formats}},
        self_href=own_path(request),
    )


def list_downloads(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with an empty list: this endpoint is documented as not implemented yet."""
    find_asked(backend, caller, request, "versions")
    return document([], self_href=own_path(request))


def create_download(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Start a job that converts a version; 202."""
    # A read-only member downloads too: the scope is that of writing, the permission is not.
    project = open_project(backend, caller, request.params["project"])
    data = read_json_api(backend.errors, request)
    data.choice("type", ("downloads",))
    _, version_id = data.part("relationships.source.data").identifier(("versions",))
    version = find_resource(backend, project["id"], "versions", resource_id=version_id)
    file_type = data.choice("attributes.format.fileType", _formats_of(backend, version))
    with backend.database.transaction():
        download_id = free_id(
            backend.database, "downloads", lambda number: guid("download", version_id, file_type, number)
        )
        backend.database.insert(
            "downloads",
            id=download_id,
            project_id=project["id"],
            version_id=version_id,
            file_type=file_type,
            storage=object_urn(project["partition"], of=download_id, file_type=file_type),
            created=backend.clock.now(),
        )
    job = _job_resource(backend, _find(backend, project, download_id, kind="jobs"))
    is_listed = backend.policies["download-job"] == "described"
    return document(
        [job] if is_listed else job,
        self_href=_href(project["id"], "jobs", download_id),
        status=202,
    )


def get_job(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with the state of a job, or with 303 to its download when that is ready."""
    project = open_project(backend, caller, request.params["project"])
    row = _find(backend, project, request.params["id"], kind="jobs")
    if _status_of(backend, row) == "finished":
        return Answer(303, headers={"Location": _href(project["id"], "downloads", row["id"])})
    return document(_job_resource(backend, row), self_href=own_path(request))


def get_download(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with a download, whose file is in object storage by then; 404 while its job goes on."""
    project = open_project(backend, caller, request.params["project"])
    row = _find(backend, project, request.params["id"], kind="downloads")
    if _status_of(backend, row) != "finished":
        raise backend.errors.not_found("downloads")
    storage = {
        "data": {"type": "objects", "id": row["storage"]},
        "meta": {"link": {"href": object_href(row["storage"])}},
    }
    return document(
        {
            "type": "downloads",
            "id": row["id"],
            "attributes": {"format": {"fileType": row["file_type"]}},
            "relationships": {"storage": storage},
            "links": {"self": {"href": own_path(request)}},
        },
        self_href=own_path(request),
    )


def find_converted(backend: Backend, urn: str) -> Row | None:
    """Return project and size of the file that a finished download has in object storage."""
    return backend.database.row(
        "SELECT d.project_id, v.size FROM downloads d JOIN versions v ON v.id = d.version_id "
        "WHERE d.storage = ? AND d.created <= ?",
        (urn, backend.clock.now() - FINISHED_AFTER),
    )


def _formats_of(backend: Backend, version: Row) -> tuple[str, ...]:
    """Return the formats of a version: an archive of a design, prints of a drawing, a file as it is."""
    kind = version["extension_type"].rpartition(":")[2]
    if kind == "Design":
        has_parts = backend.database.value(
            "SELECT 1 FROM refs WHERE from_id = ? AND extension_type = ? AND readable", (version["id"], XREF)
        )
        return ("f3z",) if has_parts else ("f3d",)
    if kind == "Drawing":
        return "pdf", "dwg"
    file_type = file_type_of(version["storage"].rpartition("/")[2])
    return (file_type,) if file_type else ()


def _find(backend: Backend, project: Row, download_id: str, *, kind: str) -> Row:
    row = backend.database.row(
        "SELECT * FROM downloads WHERE id = ? AND project_id = ?", (download_id, project["id"])
    )
    if row is None:
        raise backend.errors.not_found(kind)
    return row


def _status_of(backend: Backend, row: Row) -> str:
    elapsed = backend.clock.now() - row["created"]
    if elapsed < PROCESSING_AFTER:
        return "queued"
    return "processing" if elapsed < FINISHED_AFTER else backend.policies["download-outcome"]


def _job_resource(backend: Backend, row: Row) -> Resource:
    is_described = backend.policies["download-job"] == "described"
    return {
        "type": "downloads" if is_described else "jobs",
        "id": row["id"],
        "attributes": {"status": _status_of(backend, row)},
        "links": {"self": {"href": _href(row["project_id"], "jobs", row["id"])}},
    }


def _href(project_id: str, kind: str, resource_id: str) -> str:
    return f"/data/v1/projects/{encode(project_id)}/{kind}/{encode(resource_id)}"
