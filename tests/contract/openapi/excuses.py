"""Where the official files are wrong or silent: each fault by name, its reason, and the repair.

Nothing is forgiven afterwards. An excuse repairs the description before anything is judged by it, so the rest
of the sentence stays in force; a test fails when a repair makes no difference any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .data_excuses import list_data_excuses
from .descriptions import METHODS, Document, copy_documents
from .repairs import DATA, LINK, Documents, Excuse, at, data_schema
from .shapes import GATEWAY_ERROR as _GATEWAY_ERROR
from .shapes import OAUTH_ERROR as _OAUTH_ERROR
from .shapes import TEXT, json_content
from .storage_excuses import list_storage_changes

UNDESCRIBED: Mapping[tuple[str, str], str] = {
    ("POST", "/authentication/v2/authorize"): "the form of the emulator's own sign-in page",
    ("POST", "/rest/auth/1/login"): "Fusion Lifecycle: the 2017 blog post describes it, no file does",
    ("GET", "/schema/v1/versions/{id}"): "the Schema service: no file describes it",
    (
        "GET",
        "/_derivatives/{region}/{urn}/{file}",
    ): "where signed addresses of derivatives lead: another host's",
}
"""What is served and asked, but in none of the files."""

_JSON_API = "application/vnd.api+json"


def repaired(documents: Documents, *, excuses: Iterable[Excuse]) -> dict[str, Document]:
    """Return the documents as they are meant."""
    made = copy_documents(documents)
    _describe_token_answers(made)
    for excuse in excuses:
        excuse.repair(made)
    return made


def list_excuses() -> tuple[Excuse, ...]:
    """Return the excuses of the Data service, and the oldest of the others.

    The order matters: the media type goes to all answers that came before it.
    """
    return (
        *list_data_excuses(),
        Excuse(
            "sign-in page",
            "authorize is described as no more than the redirect at its end, and that with a JSON body: a "
            "browser gets a page first, and a page again where it cannot be sent back.",
            _describe_sign_in_page,
        ),
        Excuse(
            "revoke without a body",
            "the text says that there is none, the schema says a JSON object.",
            lambda documents: at(documents, "authentication", "paths", f"{_SIGN_IN}/revoke", "post").update(
                responses={"200": {}}
            ),
        ),
        Excuse(
            "OAuth errors",
            "token and revoke are described without any refusal; the guide lists 400 and 401, RFC 6749 shows "
            "the shape.",
            _describe_oauth_errors,
        ),
        Excuse(
            "list of scopes",
            "the text says a list separated by blanks, the schema takes only one of them.",
            _allow_lists_of_scopes,
        ),
        Excuse(
            "gateway answers",
            "what stands in front of all services answers 401, 403 and 429 in a shape of its own, which the "
            "error guide shows and the files do not.",
            _describe_gateway,
        ),
        Excuse(
            "JSON:API errors",
            "the files give an error no field but an id; API Basics shows its shape.",
            _describe_json_api_errors,
        ),
        Excuse(
            "403 without a body",
            "this endpoint alone is described without the body that the others like it have.",
            lambda documents: at(
                documents, "datamanagement", "paths", f"{DATA}/items/{{item_id}}/refs", "get", "responses"
            ).update({"403": {"$ref": "#/components/responses/403-general"}}),
        ),
        Excuse(
            "JSON:API media type",
            "the files only name application/json; API Basics asks for application/vnd.api+json.",
            _offer_json_api,
        ),
        *(
            Excuse(
                f"empty {name}",
                "lists are described with at least one entry; a hub, a project, a folder or a page may be "
                "empty, and a resource without refs answers an empty list.",
                lambda documents, name=name: at(*data_schema(documents, name), "properties", "data").pop(
                    "minItems"
                ),
            )
            for name in ("Projects", "TopFolders", "FolderContents", "Versions", "RelationshipRefs")
        ),
        Excuse(
            "links of a refs list",
            "described as either self or related, by schemas that both fit either; the example has both.",
            lambda documents: at(*data_schema(documents, "RelationshipRefs"), "properties").update(
                links={
                    "type": "object",
                    "properties": {"self": LINK, "related": LINK},
                    "required": ["self"],
                }
            ),
        ),
        Excuse(
            "links of a tip",
            "described as one link, where everything else, the example too, has links by name.",
            lambda documents: at(*data_schema(documents, "ItemTip"), "properties").update(
                links={"$ref": "#/components/schemas/json_api_links_self"}
            ),
        ),
        *(
            Excuse(
                f"extension data, {when}",
                "the values are described as objects; the examples have texts, numbers and null.",
                lambda documents, name=name: at(*data_schema(documents, name), "properties", "data").pop(
                    "additionalProperties"
                ),
            )
            for when, name in (
                ("posted", "base_attributes_extension_object_without_schema_link"),
                ("read", "base_attributes_extension_object_with_schema_link"),
                ("read of a project", "project_extension_with_schema_link"),
            )
        ),
        Excuse(
            "included of ListRefs",
            "described inside data; the documentation and JSON:API have it beside data.",
            _move_included,
        ),
        Excuse(
            "schema of ListRefs",
            "the documentation's table has the address of the schema, as CheckPermission's description does.",
            lambda documents: _list_refs(
                documents, "attributes", "properties", "extension", "properties"
            ).update(schema=LINK),
        ),
        Excuse(
            "ends of ListRefs",
            "the text says relationships with versions, items and folders, the schema takes versions alone.",
            lambda documents: _list_refs(
                documents, "relationships", "properties", "resources", "properties", "data", "items"
            )["properties"].update(type={"$ref": "#/components/schemas/type_entity"}),
        ),
        Excuse(
            "thumbnail errors",
            "only the picture is described; the documentation lists 400 and 404 as well.",
            _describe_thumbnail_errors,
        ),
        Excuse(
            "encoding of a thumbnail's name",
            "the documentation shows the header beside x-ads-name.",
            lambda documents: _thumbnail_answers(documents)["200"]["headers"].update(
                {"x-ads-name-encoding": {"schema": {"type": "string"}}}
            ),
        ),
        Excuse(
            "data:write for refs",
            "API Basics says that a POST of the Data service may be called with data:write as well.",
            _allow_data_write,
        ),
        Excuse(
            "data:read for commands",
            "three scopes are described for all commands; the documentation asks data:read for ListRefs.",
            lambda documents: at(documents, "datamanagement", "paths", f"{DATA}/commands", "post").update(
                security=[{"3-legged": ["data:read"]}]
            ),
        ),
        *(
            Excuse(name, reason, lambda documents, change=change: change(documents["oss"]))
            for name, reason, change in list_storage_changes(_GATEWAY_ERROR)
        ),
    )


_SIGN_IN = "/authentication/v2"
_THUMBNAIL = "/modelderivative/v2/designdata/{urn}/thumbnail"
_JSON_API_ERRORS = {
    "type": "object",
    "properties": {
        "jsonapi": {"$ref": "#/components/schemas/json_api_version"},
        "errors": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {
                    "id": {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"},
                    "status": {"type": "string", "pattern": "^[45][0-9]{2}$"},
                    "code": {"type": "string", "pattern": "^[A-Z0-9_]+$"},
                    "title": TEXT,
                    "detail": TEXT,
                },
                "required": ["id", "status", "code", "detail"],
            },
        },
    },
    "required": ["jsonapi", "errors"],
}


def _list_refs(documents: Documents, *path: str) -> dict[str, Any]:
    return at(*data_schema(documents, "ListRefs"), "properties", *path)


def _operations(document: Document) -> Iterator[dict[str, Any]]:
    return (path[method] for path in document["paths"].values() for method in METHODS if method in path)


def _describe_sign_in_page(documents: Documents) -> None:
    page = {"content": {"text/html": {}}}
    answers = {"200": page, "302": {}, "400": page}
    at(documents, "authentication", "paths", f"{_SIGN_IN}/authorize", "get").update(responses=answers)


def _describe_token_answers(documents: Documents) -> None:
    # No excuse, the contrary: token is described to answer any object, its kinds of answer stand beside it.
    kinds = [{"$ref": f"#/components/schemas/{name}"} for name in ("twoLeggedToken", "threeLeggedToken")]
    answers = at(documents, "authentication", "paths", f"{_SIGN_IN}/token", "post", "responses")
    answers["200"] = json_content({"anyOf": kinds})


def _describe_oauth_errors(documents: Documents) -> None:
    for name in ("token", "revoke"):
        answers = at(documents, "authentication", "paths", f"{_SIGN_IN}/{name}", "post", "responses")
        answers.update({"400": json_content(_OAUTH_ERROR), "401": json_content(_OAUTH_ERROR)})


def _allow_lists_of_scopes(documents: Documents) -> None:
    schema = at(documents, "authentication", "components", "schemas", "Scopes")
    one = "|".join(scope.replace("<URN_OF_RESOURCE>", "urn:\\S+") for scope in schema.pop("enum"))
    schema["pattern"] = f"^({one})( ({one}))*$"


def _describe_gateway(documents: Documents) -> None:
    for document in documents.values():
        for operation in _operations(document):
            if operation.get("security", document.get("security")) is None:
                continue
            answers = operation["responses"]
            answers["401"] = answers["429"] = json_content(_GATEWAY_ERROR)
            answers.setdefault("403", json_content(_GATEWAY_ERROR))
    general = at(documents, "datamanagement", "components", "responses", "403-general")
    general.update(json_content({"anyOf": [_GATEWAY_ERROR, _schema_of(general)]}))


def _describe_json_api_errors(documents: Documents) -> None:
    answers = at(documents, "datamanagement", "components", "responses")
    for status in ("400", "404", "409", "423"):
        answers[f"{status}-general"].update(json_content(_JSON_API_ERRORS))
    # Beside the gateway's shape, which the excuse before this one put there, and the file's own.
    schema = _schema_of(answers["403-general"])
    answers["403-general"].update(json_content({"anyOf": [_JSON_API_ERRORS, *schema.get("anyOf", [schema])]}))


def _schema_of(answer: dict[str, Any]) -> dict[str, Any]:
    return answer["content"]["application/json"]["schema"]


def _offer_json_api(documents: Documents) -> None:
    document = documents["datamanagement"]
    operations = (operation["responses"].values() for operation in _operations(document))
    shared = document["components"]["responses"].values()
    for answer in (*(answer for answers in operations for answer in answers), *shared):
        content = answer.get("content", {})
        if "application/json" in content:
            content[_JSON_API] = content["application/json"]


def _move_included(documents: Documents) -> None:
    at(*data_schema(documents, "Command"), "properties")["included"] = _list_refs(documents).pop("included")


def _thumbnail_answers(documents: Documents) -> dict[str, Any]:
    return at(documents, "modelderivative", "paths", _THUMBNAIL, "get", "responses")


def _describe_thumbnail_errors(documents: Documents) -> None:
    _thumbnail_answers(documents).update(
        {"400": json_content(_GATEWAY_ERROR), "404": json_content(_GATEWAY_ERROR)}
    )


def _allow_data_write(documents: Documents) -> None:
    for operation in _operations(documents["datamanagement"]):
        for scopes in (scopes for way in operation.get("security", ()) for scopes in way.values()):
            if scopes == ["data:create"]:
                scopes.append("data:write")
