"""Rows of the database as JSON:API resources, shaped as the official OpenAPI files describe them.

Links are relative, as in most of the service's own answers. Times come in two of the three styles that are
seen in the wild: milliseconds, and for versions seven digits.
"""

from __future__ import annotations

import base64
import functools
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ..database import Row
from .ids import file_type_of, split_object_urn

Resource = dict[str, Any]

_MIME_TYPES = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "dwg": "application/acad",
    "f2d": "application/vnd.autodesk.fusion360",
    "f3d": "application/vnd.autodesk.fusion360",
    "jpg": "image/jpeg",
    "pdf": "application/pdf",
    "png": "image/png",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


@functools.lru_cache(maxsize=8192)
def encode(segment: str) -> str:
    """Return an id as one percent-encoded path segment."""
    return quote(segment, safe="")


def mime_type(file_type: str) -> str:
    """Return the media type of files with this ending."""
    return _MIME_TYPES.get(file_type, "application/octet-stream")


def hub_href(hub_id: str) -> str:
    """Return the path of a hub."""
    return f"/project/v1/hubs/{encode(hub_id)}"


def project_href(hub_id: str, project_id: str) -> str:
    """Return the path of a project in its hub."""
    return f"{hub_href(hub_id)}/projects/{encode(project_id)}"


def data_href(project_id: str, kind: str, resource_id: str) -> str:
    """Return the path of a folder, an item or a version; `kind` is its plural type."""
    return f"/data/v1/projects/{encode(project_id)}/{kind}/{encode(resource_id)}"


def hub_resource(row: Row) -> Resource:
    """Return a hub; `row` is one of `hubs`."""
    href = hub_href(row["id"])
    return {
        "type": "hubs",
        "id": row["id"],
        "attributes": {
            "name": row["name"],
            "extension": extension_object(row["extension_type"]),
            "region": row["region"],
        },
        "relationships": {
            "projects": _related(f"{href}/projects"),
            **({} if _is_bim_360(row) else {"pimCollection": {"data": _collection(row["id"])}}),
        },
        "links": _self_link(href),
    }


def project_resource(row: Row) -> Resource:
    """Return a project; `row` is one of `projects`."""
    hub_id, project_id = row["hub_id"], row["id"]
    href = project_href(hub_id, project_id)
    return {
        "type": "projects",
        "id": project_id,
        "attributes": {
            "name": row["name"],
            "scopes": ["global"],
            "extension": extension_object(row["extension_type"])
            | ({"data": {"projectType": "BIM360"}} if _is_bim_360(row) else {}),
        },
        "relationships": {
            "hub": {"data": {"type": "hubs", "id": hub_id}, **_related(hub_href(hub_id))},
            "rootFolder": {
                "data": {"type": "folders", "id": row["root_folder_id"]},
                "meta": _meta_link(data_href(project_id, "folders", row["root_folder_id"])),
            },
            "topFolders": _related(f"{href}/topFolders"),
        },
        "links": _self_link(href),
    }


def folder_resource(row: Row, policies: Mapping[str, str]) -> Resource:
    """Return a folder; `row` is one of `FOLDER_ROWS`."""
    href = data_href(row["project_id"], "folders", row["id"])
    rollup = {"lastModifiedTimeRollup": _milliseconds(row["rolled_up"])}
    return {
        "type": "folders",
        "id": row["id"],
        "attributes": {
            "name": row["name"],
            "displayName": row["name"],
            "objectCount": row["object_count"],
            **_stamps(row["created"], row["created_by"], row["created_name"], created=True),
            **_stamps(row["modified"], row["modified_by"], row["modified_name"], created=False),
            **(rollup if policies["modified-rollup"] != "absent" else {}),
            "hidden": bool(row["hidden"]),
            "extension": extension_object(row["extension_type"]),
        },
        "links": _self_link(href),
        "relationships": {
            "parent": _parent(href, row["parent_id"]),
            **_ref_links(href),
            "contents": _related(f"{href}/contents"),
        },
    }


def item_resource(row: Row, *, path: str | None = None) -> Resource:
    """Return an item; `row` is one of `ITEM_ROWS`, `path` is where it lies in its project, if asked for."""
    href = data_href(row["project_id"], "items", row["id"])
    return {
        "type": "items",
        "id": row["id"],
        "attributes": {
            "displayName": row["name"],
            **_stamps(row["created"], row["created_by"], row["created_name"], created=True),
            **_stamps(row["changed"], row["changed_by"], row["changed_name"], created=False),
            "hidden": bool(row["hidden"]),
            **_reservation(row),
            **({} if path is None else {"pathInProject": path}),
            "extension": extension_object(row["extension_type"]),
        },
        "links": _self_link(href),
        "relationships": {
            "tip": {"data": {"type": "versions", "id": row["tip_id"]}, **_related(f"{href}/tip")},
            "versions": _related(f"{href}/versions"),
            "parent": _parent(href, row["folder_id"]),
            **_ref_links(href),
        },
    }


def version_resource(row: Row) -> Resource:
    """Return a version; `row` is one of `VERSION_ROWS`, without a storage where it marks a deletion."""
    href = data_href(row["project_id"], "versions", row["id"])
    file_type = file_type_of(row["storage"].rpartition("/")[2])
    file = {
        "mimeType": mime_type(file_type),
        **({"fileType": file_type} if file_type else {}),
        "storageSize": row["size"],
    }
    return {
        "type": "versions",
        "id": row["id"],
        "attributes": {
            "name": row["name"],
            "displayName": row["name"],
            "createTime": row["created"].replace("Z", ".0000000Z"),
            "createUserId": row["created_by"],
            "createUserName": row["created_name"],
            "lastModifiedTime": row["changed"].replace("Z", ".0000000Z"),
            "lastModifiedUserId": row["changed_by"],
            "lastModifiedUserName": row["changed_name"],
            "versionNumber": row["number"],
            **(file if row["storage"] else {}),
            "extension": extension_object(row["extension_type"]),
        },
        "links": _self_link(href),
        "relationships": {
            "item": {"data": {"type": "items", "id": row["item_id"]}, **_related(f"{href}/item")},
            **_ref_links(href),
            **(_file_links(row) if row["storage"] else {}),
            "downloadFormats": _related(f"{href}/downloadFormats"),
        },
    }


def _file_links(row: Row) -> Resource:
    urn = base64.urlsafe_b64encode(row["id"].encode()).rstrip(b"=").decode()
    derivative = f"/modelderivative/v2/designdata/{urn}"
    return {
        "storage": {
            "data": {"type": "objects", "id": row["storage"]},
            "meta": _meta_link(object_href(row["storage"])),
        },
        "derivatives": {
            "data": {"type": "derivatives", "id": urn},
            "meta": _meta_link(f"{derivative}/manifest"),
        },
        "thumbnails": {
            "data": {"type": "thumbnails", "id": urn},
            "meta": _meta_link(f"{derivative}/thumbnail"),
        },
    }


def object_href(urn: str) -> str:
    """Return the path of an object in object storage."""
    bucket, key = split_object_urn(urn)
    return f"/oss/v2/buckets/{encode(bucket)}/objects/{encode(key)}"


def extension_object(extension_type: str, version: str = "1.0") -> Resource:
    """Return an extension with the address of its schema."""
    return {
        "type": extension_type,
        "version": version,
        "schema": {"href": f"/schema/v1/versions/{encode(extension_type)}-{version}"},
        "data": {},
    }


def _stamps(time: str, user_id: str, user_name: str, *, created: bool) -> Resource:
    name = "create" if created else "lastModified"
    return {f"{name}Time": _milliseconds(time), f"{name}UserId": user_id, f"{name}UserName": user_name}


def _milliseconds(time: str) -> str:
    return time.replace("Z", ".000Z")


def _reservation(row: Row) -> Resource:
    if row["reserved"] is None:
        return {"reserved": False}
    return {
        "reserved": True,
        "reservedTime": _milliseconds(row["reserved"]),
        "reservedUserId": row["reserved_by"],
        "reservedUserName": row["reserved_name"],
    }


def _self_link(href: str) -> Resource:
    return {"self": {"href": href}}


def _related(href: str) -> Resource:
    return {"links": {"related": {"href": href}}}


def _meta_link(href: str) -> Resource:
    return {"link": {"href": href}}


def _parent(href: str, parent_id: str | None) -> Resource:
    # The root folder of a project has no parent to point at.
    if parent_id is None:
        return {}
    return {"data": {"type": "folders", "id": parent_id}, **_related(f"{href}/parent")}


def _ref_links(href: str) -> Resource:
    refs = {"self": {"href": f"{href}/relationships/refs"}, "related": {"href": f"{href}/refs"}}
    return {"refs": {"links": refs}, "links": {"links": _self_link(f"{href}/relationships/links")}}


def _collection(hub_id: str) -> Resource:
    return {"type": "collection", "id": f"co.{base64.b16encode(hub_id[-10:].encode()).decode().lower()}"}


def _is_bim_360(row: Row) -> bool:
    return ":autodesk.bim360:" in row["extension_type"]
