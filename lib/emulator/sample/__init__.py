"""The sample hub: a small company's data, believable and awkward at once.

    Sample Works (team hub)
      Gearbox                 the main project: gearbox.py
      Conveyor Line           a neighbour with refs of its own
      Test Rig EMEA           its data lives in Europe: wipemea ids
      Supplier Standards      the sample user may only read
      Board Room              listed, but its contents are refused
      Next Generation Drive   empty
    Mika Sample (personal hub, of whom alone it is)
      Home Workshop

Mika Sample signs in, or a colleague, Ingrid Vogel; the others are known by what they made.

Nothing in it comes from a clock or a random source, so two runs make the same hub.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import gearbox, projects
from .fasteners import FASTENER_FOLDER
from .gearbox import (
    ARCHIVED_FOLDER,
    ASSEMBLY_NAME,
    BILL_OF_MATERIALS,
    CURRENT_DRAWING,
    DATA_SHEET,
    DEEP_FOLDERS,
    DESIGN_NAME,
    DRAWING_TO_ATTACH,
    EMPTY_FOLDER,
    FORMULA_NAMES,
    LONGEST_NAME,
    MAIN_PROJECT,
    RESERVED_ITEM,
    SPREADSHEET_TO_ATTACH,
)
from .projects import (
    CLOSED_PROJECT,
    CONVEYOR_PROJECT,
    EMEA_PROJECT,
    EMPTY_PROJECT,
    PERSONAL_PROJECT,
    READ_ONLY_PROJECT,
)
from .tables import CAMILA, CHIDI, INGRID, KENJI, LAYLA, MIKA, plant

if TYPE_CHECKING:
    from .seeder import Seeder

__all__ = [
    "ARCHIVED_FOLDER",
    "ASSEMBLY_NAME",
    "BILL_OF_MATERIALS",
    "CLOSED_PROJECT",
    "COLLEAGUE",
    "CONVEYOR_PROJECT",
    "CURRENT_DRAWING",
    "DATA_SHEET",
    "DEEP_FOLDERS",
    "DESIGN_NAME",
    "DRAWING_TO_ATTACH",
    "EMEA_PROJECT",
    "EMPTY_FOLDER",
    "EMPTY_PROJECT",
    "FASTENER_FOLDER",
    "FORMULA_NAMES",
    "LONGEST_NAME",
    "MAIN_PROJECT",
    "PERSONAL_HUB",
    "PERSONAL_PROJECT",
    "READ_ONLY_PROJECT",
    "RESERVED_ITEM",
    "SAMPLE_USER",
    "SPREADSHEET_TO_ATTACH",
    "TEAM_HUB",
    "build",
]

TEAM_HUB = "Sample Works"
PERSONAL_HUB = "Mika Sample"
SAMPLE_USER = MIKA
COLLEAGUE = INGRID

_USERS = (
    (MIKA, "Mika Sample", "designer@example.com", "en-US"),
    (INGRID, "Ingrid Vogel", "ingrid.vogel@example.com", "de-DE"),
    (KENJI, "渡辺 健二", "kenji.watanabe@example.com", "ja-JP"),
    (LAYLA, "Layla Haddad", "layla.haddad@example.com", "ar-LB"),
    (CHIDI, "Chidi Okafor", "chidi.okafor@example.com", "en-GB"),
    (CAMILA, "Camila Conceição", "camila.conceicao@example.com", "pt-BR"),
)


def build(seeder: Seeder) -> None:
    """Put the whole sample hub into an empty service."""
    for user_id, name, email, locale in _USERS:
        signs_in = user_id in (SAMPLE_USER, COLLEAGUE)
        seeder.add_user(user_id, name=name, email=email, locale=locale, signs_in=signs_in)
    team = seeder.add_hub(TEAM_HUB)
    for project in (gearbox.gearbox_project(), *projects.team_projects()):
        plant(seeder, team, project=project)
    personal = seeder.add_hub(PERSONAL_HUB, extension_type="hubs:autodesk.a360:PersonalHub")
    plant(seeder, personal, project=projects.personal_project())
    seeder.close_hub(personal, to=COLLEAGUE)
