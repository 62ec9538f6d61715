"""What derivatives are made from: which design a urn names, and in which region its derivatives lie."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from ..answers import gateway_error
from ..backend import Backend, Caller
from ..data.access import open_project
from ..messages import Request

REGIONS = ("US", "EMEA", "AUS", "CAN", "DEU", "IND", "JPN", "GBR")
# An older way to say EMEA, which is still documented.
EMEA_SERVICE = "/modelderivative/v2/regions/eu/designdata"
_URL_SAFE = re.compile(r"[A-Za-z0-9_-]+")
_SELECT = "SELECT id, project_id, name, storage, thumbnail FROM versions"


@dataclass(frozen=True)
class Source:
    """One version's file; `region` is where its hub keeps what it makes of it by itself.

    `encoded` is the urn as paths and answers have it; `picture` is the thumbnail's spec, None where the file
    brings none.
    """

    urn: str
    encoded: str
    project_id: str
    version_id: str
    name: str
    file_type: str
    picture: str | None
    region: str

    @property
    def role(self) -> str:
        """What a viewer shows: `3d`, or `2d` for sheets."""
        return "2d" if self.file_type in ("f2d", "dwg", "dxf", "pdf", "idw") else "3d"

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return self.name.rpartition(".")[0] if self.name.lower().endswith(f".{self.file_type}") else self.name


def find_source(backend: Backend, caller: Caller, encoded: str) -> Source:
    """Return the version, or the object in storage, that a urn names; raises the 400, 403 or 404."""
    source = look_up(backend, encoded)
    if source is None:
        raise gateway_error(404, "The requested resource does not exist.")
    open_project(backend, caller, source.project_id)
    return source


def look_up(backend: Backend, encoded: str) -> Source | None:
    """Return what a urn names, whoever asks, or None where there is no such design; raises the 400."""
    urn = decode_urn(encoded)
    row = backend.database.row(f"{_SELECT} WHERE id = ?", (urn,)) or backend.database.row(
        f"{_SELECT} WHERE storage = ?", (urn,)
    )
    if row is None:
        return None
    return Source(
        urn=urn,
        encoded=encoded,
        project_id=row["project_id"],
        version_id=row["id"],
        name=row["name"],
        file_type=row["storage"].rpartition(".")[2].lower(),
        picture=row["thumbnail"],
        region="EMEA" if row["id"].startswith("urn:adsk.wipemea:") else "US",
    )


def decode_urn(encoded: str) -> str:
    """Return the urn inside unpadded URL-safe base64; anything else is a 400, standard base64 too."""
    try:
        if not _URL_SAFE.fullmatch(encoded):
            raise ValueError(encoded)
        return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except ValueError:
        raise gateway_error(400, "The urn must be URL-safe base64 without padding.") from None


def read_region(request: Request) -> str:
    """Return the region that a request speaks of: by its path, by its header, or US."""
    if request.path.lstrip("/").startswith(EMEA_SERVICE.lstrip("/")):
        return "EMEA"
    return check_region(request.headers.get("region", REGIONS[0]))


def check_region(region: object) -> str:
    """Return a region that there is, or raise the 400."""
    if not isinstance(region, str) or region not in REGIONS:
        raise gateway_error(400, f"The region must be one of {', '.join(REGIONS)}.")
    return region
