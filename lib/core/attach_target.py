"""What files are attached to: the design's version, and the folder that they go to, in words for the user."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from ..aps.folders import get_folder
from ..aps.items import get_version_item
from ..aps.versions import get_version
from ..errors import ServiceError
from ..http import HttpClient


@dataclass(frozen=True)
class AttachTarget:
    """The design's version by its number, that of its latest one, and the name of the folder.

    The folder's name is empty where it cannot be read, as for who sees a file in it but not the folder.
    """

    design_name: str
    item_id: str
    number: int
    tip_number: int
    folder_name: str = ""

    @property
    def is_tip(self) -> bool:
        """Whether it is the latest version."""
        return self.number == self.tip_number


def read_target(client: HttpClient, project_id: str, *, version_id: str, folder_id: str = "") -> AttachTarget:
    """Ask what a design's version and a folder are called; raises what the service answers for the design."""
    version = get_version(client, project_id, version_id=version_id)
    item, tip = get_version_item(client, project_id, version_id=version_id)
    if tip is None and item.tip_id and item.tip_id != version_id:
        tip = get_version(client, project_id, version_id=item.tip_id)
    folder_name = ""
    if folder_id:
        with contextlib.suppress(ServiceError):
            folder_name = get_folder(client, project_id, folder_id=folder_id).name
    return AttachTarget(item.name, item.id, version.number, (tip or version).number, folder_name)
