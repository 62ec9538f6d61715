"""The Data service's links: what a folder, an item or a version relates to outside of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..http import HttpClient, build_path
from ..http.fields import Fields
from .pages import read_list


@dataclass(frozen=True)
class Link:
    """A link; `href` is shown and never followed. `object_id` and `mime_type` may be empty."""

    id: str
    href: str
    extension_type: str
    mime_type: str
    object_id: str
    extension_data: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @classmethod
    def parse(cls, resource: object) -> Link:
        """Read a link from its JSON:API resource."""
        fields = Fields(resource, "link")
        return cls(
            id=fields.text("id"),
            href=fields.text("meta.link.href"),
            extension_type=fields.optional_text("meta.extension.type"),
            mime_type=fields.optional_text("meta.mimeType"),
            object_id=fields.optional_text("meta.data.id"),
            extension_data=fields.mapping("meta.extension.data"),
        )


def list_links(
    client: HttpClient, project_id: str, *, resource_type: str, resource_id: str
) -> tuple[Link, ...]:
    """Return the links of a folder, an item or a version; `resource_type` is the plural of it.

    The OpenAPI file has the path of a version's links without /data/v1; the documentation's pattern is
    followed here.
    """
    path = build_path(
        "data", "v1", "projects", project_id, resource_type, resource_id, "relationships", "links"
    )
    return tuple(Link.parse(resource) for resource in read_list(client, path, "links").data)
