"""Where the official file of the Project and Data services is wrong or silent, beyond what `excuses` has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .descriptions import METHODS, Document
from .repairs import DATA, LINK, Documents, Excuse, at, data_schema
from .shapes import TEXT

_FOLDER = f"{DATA}/folders/{{folder_id}}"
_VERSION_LINKS = "/projects/{project_id}/versions/{version_id}/relationships/links"
_SUFFIXES = ("-lt", "-le", "-eq", "-ge", "-gt", "-starts", "-ends", "-contains")
_ACTIONS = (
    *("read", "view", "download", "collaborate", "write", "upload"),
    *("updateMetaData", "create", "delete", "admin", "share"),
)


def list_data_excuses() -> tuple[Excuse, ...]:
    """Return the excuses, in an order that matters: fields of a search are filters that compare."""
    return (
        Excuse(
            "path of a version's links",
            "described without /data/v1, unlike those of folders and items; the documentation has it.",
            lambda documents: _paths(documents).update(
                {f"/data/v1{_VERSION_LINKS}": _paths(documents)[_VERSION_LINKS]}
            ),
        ),
        Excuse(
            "fields of a search",
            "described as filter[*]; the text says that any field of a version can stand there.",
            _describe_search_fields,
        ),
        Excuse(
            "filters that compare",
            "the guide on filtering lets a suffix such as -ge or -starts follow; the file names none.",
            _describe_suffixes,
        ),
        Excuse(
            "304 without a body",
            "the text of the header says that there is none, the answer is described with one.",
            lambda documents: at(documents, "datamanagement", "components", "responses", "304-general").pop(
                "content"
            ),
        ),
        Excuse(
            "pages of a search",
            "the change log has meta.approximateNumberOfPages since April 2025.",
            lambda documents: _properties(documents, "Search").update(
                meta={"type": "object", "properties": {"approximateNumberOfPages": {"type": "integer"}}}
            ),
        ),
        *(
            Excuse(
                f"empty {name}, {field}",
                "described with at least one entry; a search may find nothing, and the list of downloads is "
                "documented to stay empty.",
                lambda documents, name=name, field=field: at(
                    *data_schema(documents, name), "properties", field
                ).pop("minItems"),
            )
            for name, field in (
                ("Search", "data"),
                ("Search", "included"),
                ("Downloads", "data"),
                ("RelationshipLinks", "data"),
            )
        ),
        Excuse(
            "schema of ListItems",
            "an answer is described with the address of its schema for CheckPermission alone.",
            lambda documents: at(
                *data_schema(documents, "ListItems"), "properties", "attributes", "properties", "extension"
            )["properties"].update(schema=LINK),
        ),
        Excuse(
            "actions of CheckPermission",
            "the text beside it names eleven actions, the schema of the answer three of them.",
            _describe_actions,
        ),
        Excuse(
            "storage of a version",
            "the request may name an item, the answer is described with a folder alone.",
            lambda documents: _properties(
                documents, "Storage", "data", "relationships", "target", "data"
            ).update(type={"$ref": "#/components/schemas/type_folder_items_for_storage"}),
        ),
        Excuse(
            "relationships of a new version",
            "the answer is described without; the tutorial shows them.",
            lambda documents: _properties(documents, "CreatedVersion", "data").update(
                relationships=_properties(documents, "VersionData")["relationships"]
            ),
        ),
        Excuse(
            "links of an included item",
            "described one level too deep; the example has links as everywhere.",
            lambda documents: at(
                *data_schema(documents, "CreatedVersion"), "properties", "included", "items", "properties"
            ).update(links={"$ref": "#/components/schemas/json_api_links_self"}),
        ),
        Excuse(
            "409 for a version, without a body",
            "this endpoint alone is described without the body that the others like it have.",
            lambda documents: at(
                documents, "datamanagement", "paths", f"{DATA}/versions", "post", "responses"
            ).update({"409": {"$ref": "#/components/responses/409-general"}}),
        ),
        Excuse(
            "refusals of a download",
            "only the success is described; everything else of the service can be refused.",
            lambda documents: at(
                documents, "datamanagement", "paths", f"{DATA}/downloads", "post", "responses"
            ).update({status: {"$ref": f"#/components/responses/{status}-general"} for status in _REFUSALS}),
        ),
        Excuse(
            "a job alone",
            "described as a list of one job; the example has the job alone.",
            _describe_single_job,
        ),
        Excuse(
            "type of a job",
            "described as downloads; the text beside it and the example say jobs.",
            lambda documents: at(*data_schema(documents, "type_job"))["enum"].append("jobs"),
        ),
        Excuse(
            "warnings beside the hubs",
            "described as a part of a refusal; they were seen in good answers.",
            lambda documents: _properties(documents, "Hubs").update(meta=_WARNINGS),
        ),
    )


_REFUSALS = ("400", "403", "404")
_WARNING: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        **{name: {} for name in ("Id", "AboutLink", "Source", "meta")},
        "HttpStatusCode": {"type": "string", "pattern": "^[45][0-9]{2}$"},
        **dict.fromkeys(("ErrorCode", "Title", "Detail"), TEXT),
    },
}
_WARNINGS = {"type": "object", "properties": {"warnings": {"type": "array", "items": _WARNING}}}


def _paths(documents: Documents) -> Document:
    return at(documents, "datamanagement", "paths")


def _properties(documents: Documents, name: str, *path: str) -> Document:
    """Return the properties of a schema, or of what lies below it under these names."""
    node = at(*data_schema(documents, name), "properties")
    for step in path:
        node = node[step]["properties"]
    return node


def _filter(name: str) -> Document:
    items = {"type": "string"}
    return {"name": name, "in": "query", "schema": {"type": "array", "items": items}}


def _describe_search_fields(documents: Documents) -> None:
    fields = ("type", "id", "extension.type", *_properties(documents, "VersionAttributes"))
    parameters = at(documents, "datamanagement", "paths", f"{_FOLDER}/search", "get")["parameters"]
    parameters.extend(_filter(f"filter[{field}]") for field in fields if field != "extension")


def _describe_suffixes(documents: Documents) -> None:
    shared = at(documents, "datamanagement", "components", "parameters")
    for path in _paths(documents).values():
        for operation in (path[method] for method in METHODS if method in path):
            named = [
                shared[parameter["$ref"].rpartition("/")[2]] if "$ref" in parameter else parameter
                for parameter in operation.get("parameters", ())
            ]
            filters = [one["name"] for one in named if one["name"].startswith("filter[")]
            operation.setdefault("parameters", []).extend(
                _filter(f"{name}{suffix}") for name in filters for suffix in _SUFFIXES
            )


def _describe_actions(documents: Documents) -> None:
    data = _properties(documents, "CheckPermission", "attributes", "extension", "data")
    details = data["permissions"]["items"]["properties"]["details"]
    details["properties"] = {action: {"type": "boolean"} for action in _ACTIONS}


def _describe_single_job(documents: Documents) -> None:
    properties = _properties(documents, "CreatedDownload")
    properties["data"] = {"anyOf": [properties["data"], properties["data"]["items"]]}
