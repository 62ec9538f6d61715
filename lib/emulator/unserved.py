"""What the official descriptions list and this service does not do: it says so, with 501.

Specify References and Fetch Specific Properties need a translator that follows files and indexes properties:
an answer made up here would teach nothing. The commands publish Revit cloud models to BIM 360 Docs, which no
Fusion design ever is.
"""

from __future__ import annotations

import sys

from .answers import gateway_error
from .backend import Backend, Caller
from .messages import Answer, Request
from .routing import Route

UNSERVED: tuple[tuple[str, str], ...] = (
    ("POST", "/modelderivative/v2/designdata/{urn}/metadata/{modelGuid}/properties:query"),
    ("POST", "/modelderivative/v2/designdata/{urn}/references"),
)
"""Method and template; README's table of what is served is made from this list and the route table."""

COMMANDS = (
    "commands:autodesk.bim360:C4RModelGetPublishJob",
    "commands:autodesk.bim360:C4RModelPublish",
    "commands:autodesk.bim360:C4RPublishWithoutLinks",
)
"""Types of the Data service's commands."""


def list_unserved() -> tuple[Route, ...]:
    """Return the routes that refuse: they take any token, and nothing counts them."""
    return tuple(Route(method, template, _refuse, frozenset(), sys.maxsize) for method, template in UNSERVED)


def _refuse(_: Backend, __: Caller, ___: Request) -> Answer:
    raise gateway_error(501, "The local service does not offer this.")
