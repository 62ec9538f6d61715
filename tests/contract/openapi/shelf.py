"""A small project beside the sample hub: one of everything, and two hubs that differ in having it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from addin.lib.emulator import Emulator, sample

DESIGN = "items:autodesk.fusion360:Design"
_NOON = "2026-03-04T12:00:00Z"


def q(segment: str) -> str:
    """Return an id as one percent-encoded path segment."""
    return quote(segment, safe="")


@dataclass(frozen=True)
class Shelf:
    """The ids; `bare_hub` has no project, and `version` alone has a thumbnail."""

    hub: str
    bare_hub: str
    project: str
    root: str
    folder: str
    inner_folder: str
    item: str
    version: str
    drawing: str
    file_item: str
    file: str

    def path(self, kind: str, resource_id: str, more: str = "") -> str:
        """Return the path of one of the project's resources."""
        return f"/data/v1/projects/{q(self.project)}/{kind}/{q(resource_id)}{more}"


def fill_shelf(service: Emulator) -> Shelf:
    """Put the project into a service."""
    seed, user = service.seed, sample.SAMPLE_USER
    hub = seed.add_hub("Shelf")
    project = seed.add_project(hub, name="Open")
    folder = seed.add_folder(project.root_folder_id, name="Parts", created=_NOON, by=user)
    inner = seed.add_folder(folder, name="Standards", created=_NOON, by=user)

    def add(name: str, extension_type: str, thumbnail: str | None = None) -> tuple[str, str]:
        item = seed.add_item(folder, name=name, extension_type=extension_type, created=_NOON, by=user)
        return item, seed.add_version(item, created=_NOON, by=user, size=10, thumbnail=thumbnail)

    item, version = add("Gear", DESIGN, "gear:24")
    _, drawing = add("Gear Drawing", "items:autodesk.fusion360:Drawing")
    file_item, file = add("Parts.xlsx", "items:autodesk.core:File")
    return Shelf(
        hub=hub,
        bare_hub=seed.add_hub("Bare"),
        project=project.id,
        root=project.root_folder_id,
        folder=folder,
        inner_folder=inner,
        item=item,
        version=version,
        drawing=drawing,
        file_item=file_item,
        file=file,
    )
