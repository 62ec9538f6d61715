"""Where the official file of the Model Derivative service is wrong or silent."""

from __future__ import annotations

import copy
from typing import Any

from .descriptions import METHODS
from .repairs import Documents, Excuse
from .shapes import DIAGNOSTIC, GATEWAY_ERROR, json_content

_SERVICE = "/modelderivative/v2/designdata"
_EMEA_SERVICE = "/modelderivative/v2/regions/eu/designdata"
_THUMBNAIL = f"{_SERVICE}/{{urn}}/thumbnail"


def list_excuses() -> tuple[Excuse, ...]:
    """Return the excuses of this file; what holds for all paths comes last, and goes to EMEA's as well."""
    return (
        Excuse(
            "scope of the manifest",
            "viewable:read is a misspelling: the scope is called viewables:read everywhere else.",
            _spell_scope,
        ),
        Excuse(
            "refusals of Model Derivative",
            "only what goes well is described; unknown designs, urns, regions and views are refused, too.",
            _describe_refusals,
        ),
        Excuse(
            "refusal of a job",
            "others show that a job which cannot be is answered with 400 and a diagnostic.",
            lambda documents: _paths(documents)[f"{_SERVICE}/job"]["post"]["responses"].update(
                {"400": json_content({"anyOf": [DIAGNOSTIC, GATEWAY_ERROR]})}
            ),
        ),
        Excuse(
            "values of properties",
            "described as objects; the example has texts beside them.",
            lambda documents: _schemas(documents)["Properties"]["properties"]["data"]["properties"][
                "collection"
            ]["items"]["properties"]["properties"].pop("additionalProperties"),
        ),
        Excuse(
            "text of a message",
            "described as an object; its text says that it is a string or an array of strings.",
            lambda documents: _schemas(documents)["Messages"]["properties"].update(
                message={"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
            ),
        ),
        Excuse(
            "path of EMEA",
            "an older path of the region, which the documentation still has, with all that lies below it.",
            _add_emea,
        ),
    )


def _paths(documents: Documents) -> dict[str, Any]:
    return documents["modelderivative"]["paths"]


def _schemas(documents: Documents) -> dict[str, Any]:
    return documents["modelderivative"]["components"]["schemas"]


def _spell_scope(documents: Documents) -> None:
    for way in _paths(documents)[f"{_SERVICE}/{{urn}}/manifest"]["get"]["security"]:
        for scopes in way.values():
            scopes[scopes.index("viewable:read")] = "viewables:read"


def _describe_refusals(documents: Documents) -> None:
    for template, path in _paths(documents).items():
        for method in METHODS:
            # An excuse of its own speaks for the thumbnail, and for the job's 400.
            if method not in path or template == _THUMBNAIL:
                continue
            # The answer to a HEAD has no body, whatever it says.
            refusal = {} if method == "head" else json_content(GATEWAY_ERROR)
            answers = path[method]["responses"]
            answers["404"] = refusal
            if not template.endswith("/job"):
                answers["400"] = refusal


def _add_emea(documents: Documents) -> None:
    paths = _paths(documents)
    for template in list(paths):
        paths[template.replace(_SERVICE, _EMEA_SERVICE)] = copy.deepcopy(paths[template])
