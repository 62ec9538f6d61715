"""The Project service: hubs, their projects, and a project's top folders."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from ..http import HttpClient, build_path
from ..http.fields import Fields
from .folders import Folder
from .pages import read_list, read_one

_log = logging.getLogger("databrowser.aps")


@dataclass(frozen=True)
class Hub:
    """A Fusion Team or personal hub, or a BIM 360 or ACC account; `region` such as US or EMEA."""

    id: str
    name: str
    region: str
    extension_type: str

    @classmethod
    def parse(cls, resource: object) -> Hub:
        """Read a hub from its JSON:API resource."""
        fields = Fields(resource, "hub")
        return cls(
            id=fields.text("id"),
            name=fields.name("attributes.name"),
            region=fields.optional_text("attributes.region"),
            extension_type=fields.text("attributes.extension.type"),
        )


@dataclass(frozen=True)
class Project:
    """A project of a hub; `web_url` opens it in the web client, empty where the service gives none."""

    id: str
    hub_id: str
    name: str
    extension_type: str
    root_folder_id: str
    web_url: str

    @classmethod
    def parse(cls, resource: object, hub_id: str) -> Project:
        """Read a project from its JSON:API resource."""
        fields = Fields(resource, "project")
        return cls(
            id=fields.text("id"),
            hub_id=hub_id,
            name=fields.name("attributes.name"),
            extension_type=fields.text("attributes.extension.type"),
            root_folder_id=fields.optional_text("relationships.rootFolder.data.id"),
            web_url=fields.optional_text("links.webView.href"),
        )


def list_hubs(client: HttpClient, *, filters: Mapping[str, str] | None = None) -> tuple[Hub, ...]:
    """Return the hubs the user can see; `filters` such as {"filter[name]": "Sample Works"}.

    Regions that refuse an app answer with a warning beside the good hubs: logged, never a failure.
    """
    page = read_list(client, build_path("project", "v1", "hubs", query=filters), "hubs")
    warnings = page.meta.get("warnings")
    for warning in warnings if isinstance(warnings, list) else ():
        if isinstance(warning, dict):
            _log.info("hubs: %s %s", warning.get("ErrorCode"), warning.get("Title"))
    return tuple(Hub.parse(resource) for resource in page.data)


def get_hub(client: HttpClient, hub_id: str) -> Hub:
    """Return one hub."""
    resource, _ = read_one(client, build_path("project", "v1", "hubs", hub_id), "hub")
    return Hub.parse(resource)


def list_projects(
    client: HttpClient, hub_id: str, *, filters: Mapping[str, str] | None = None
) -> tuple[Project, ...]:
    """Return the active projects of a hub; `filters` such as {"filter[id]": "a.b,a.c"}."""
    path = build_path("project", "v1", "hubs", hub_id, "projects", query=filters)
    return tuple(Project.parse(resource, hub_id) for resource in read_list(client, path, "projects").data)


def get_project(client: HttpClient, hub_id: str, *, project_id: str) -> Project:
    """Return one project of a hub."""
    resource, _ = read_one(client, _project_path(hub_id, project_id), "project")
    return Project.parse(resource, hub_id)


def get_project_hub(client: HttpClient, hub_id: str, *, project_id: str) -> Hub:
    """Return the hub of a project."""
    resource, _ = read_one(client, _project_path(hub_id, project_id, "hub"), "hub")
    return Hub.parse(resource)


def list_top_folders(client: HttpClient, hub_id: str, *, project_id: str) -> tuple[Folder, ...]:
    """Return the highest folders of a project that the user may read."""
    path = _project_path(hub_id, project_id, "topFolders")
    return tuple(Folder.parse(resource) for resource in read_list(client, path, "top-folders").data)


def _project_path(hub_id: str, project_id: str, *more: str) -> str:
    return build_path("project", "v1", "hubs", hub_id, "projects", project_id, *more)
