"""The sample hub's other projects: neighbours, overseas, to read only, shut, empty, at home."""

from __future__ import annotations

from .tables import (
    ATTACHMENT,
    CAMILA,
    CHIDI,
    DRAWING_TO_DESIGN,
    INGRID,
    LAYLA,
    MIKA,
    XREF,
    Folder,
    ProjectTable,
    Ref,
    design,
    document,
    drawing,
)

CONVEYOR_PROJECT = "Conveyor Line"
EMEA_PROJECT = "Test Rig EMEA"
READ_ONLY_PROJECT = "Supplier Standards"
CLOSED_PROJECT = "Board Room"
EMPTY_PROJECT = "Next Generation Drive"
PERSONAL_PROJECT = "Home Workshop"

_CONVEYOR = ProjectTable(
    CONVEYOR_PROJECT,
    folders=(
        Folder(
            "Mechanical",
            "2025-10-20 07:05",
            CAMILA,
            (
                design(
                    "Roller Conveyor 3 m",
                    "conveyor",
                    ("2025-10-27 13:48", CAMILA, 6240),
                    ("2026-02-12 17:33", CAMILA, 6890),
                    ("2026-07-09 12:26", CHIDI, 7105),
                ),
                design(
                    "Roller 60x400",
                    "roller",
                    ("2025-10-21 14:12", CAMILA, 320),
                    ("2026-02-10 11:54", CAMILA, 335),
                ),
                design("Side Frame Bracket", "bracket", ("2025-10-21 15:40", CAMILA, 150)),
                design("Belt Pulley 90", "pulley", ("2025-10-22 12:19", CHIDI, 270)),
                design("Mounting Plate", "plate:4", ("2025-10-22 12:50", CHIDI, 90)),
            ),
        ),
        Folder(
            "Drawings",
            "2025-11-03 10:30",
            CHIDI,
            (drawing("Roller Conveyor Layout", "drawing:1", ("2026-07-10 08:47", CHIDI, 590)),),
        ),
        Folder(
            "Documents",
            "2025-11-03 10:32",
            CHIDI,
            (
                document("Roller Conveyor BOM.xlsx", "spreadsheet", ("2026-07-13 09:21", CHIDI, 57)),
                document("Installation Manual.pdf", "pdf", ("2026-08-03 16:14", CAMILA, 5230)),
            ),
        ),
    ),
    refs=(
        Ref(XREF, ("Roller Conveyor 3 m", 3), ("Roller 60x400", 2)),
        Ref(XREF, ("Roller Conveyor 3 m", 3), ("Side Frame Bracket", 1)),
        Ref(XREF, ("Roller Conveyor 3 m", 3), ("Belt Pulley 90", 1)),
        Ref(DRAWING_TO_DESIGN, ("Roller Conveyor Layout", 1), ("Roller Conveyor 3 m", 3)),
        Ref(ATTACHMENT, ("Roller Conveyor 3 m", 3), ("Roller Conveyor BOM.xlsx", 1)),
    ),
)

_EMEA = ProjectTable(
    EMEA_PROJECT,
    partition="wipemea",
    folders=(
        Folder(
            "Prüfstand",
            "2025-11-12 08:00",
            INGRID,
            (
                design(
                    "Verspannprüfstand",
                    "assembly",
                    ("2025-11-26 09:37", INGRID, 10480),
                    ("2026-04-15 13:58", INGRID, 11960),
                ),
                design("Grundplatte", "plate:6", ("2025-11-13 10:11", INGRID, 240)),
                design("Lagerbock links", "bracket", ("2025-11-14 07:49", INGRID, 310)),
                drawing("Verspannprüfstand Aufstellplan", "drawing:3", ("2026-04-17 06:31", INGRID, 485)),
            ),
        ),
        Folder(
            "Messwerte",
            "2026-04-20 05:55",
            INGRID,
            (
                document("Dauerlauf 500 h.csv", None, ("2026-06-11 22:00", INGRID, 28450)),
                document("Wirkungsgrad & Verluste.xlsx", "spreadsheet", ("2026-06-15 08:26", INGRID, 390)),
            ),
        ),
    ),
    refs=(
        Ref(XREF, ("Verspannprüfstand", 2), ("Grundplatte", 1)),
        Ref(XREF, ("Verspannprüfstand", 2), ("Lagerbock links", 1)),
        Ref(DRAWING_TO_DESIGN, ("Verspannprüfstand Aufstellplan", 1), ("Verspannprüfstand", 2)),
        Ref(ATTACHMENT, ("Verspannprüfstand", 2), ("Wirkungsgrad & Verluste.xlsx", 1)),
    ),
)

_STANDARDS = ProjectTable(
    READ_ONLY_PROJECT,
    access="read",
    folders=(
        Folder(
            "Company Standards",
            "2025-09-02 07:30",
            LAYLA,
            (
                document(
                    "WN 101 Threads.pdf",
                    "pdf",
                    ("2025-09-02 07:41", LAYLA, 720),
                    ("2026-03-18 09:09", LAYLA, 745),
                ),
                document("WN 102 Surface Finish.pdf", "pdf", ("2025-09-02 07:44", LAYLA, 655)),
                document("Approved Suppliers.xlsx", "spreadsheet", ("2025-09-03 06:12", LAYLA, 73)),
                design("Title Block Sample", "plate:2", ("2025-09-04 08:50", LAYLA, 85)),
                drawing("Title Block A3", "drawing:2", ("2025-09-04 09:20", LAYLA, 210)),
            ),
        ),
        Folder("Withdrawn", "2025-09-02 07:32", LAYLA),
    ),
    refs=(Ref(DRAWING_TO_DESIGN, ("Title Block A3", 1), ("Title Block Sample", 1)),),
)

_CLOSED = ProjectTable(
    CLOSED_PROJECT,
    access="none",
    folders=(
        Folder(
            "Plans",
            "2026-01-05 09:00",
            CHIDI,
            (document("Budget 2027.xlsx", "spreadsheet", ("2026-10-19 13:00", CHIDI, 120)),),
        ),
    ),
)

_PERSONAL = ProjectTable(
    PERSONAL_PROJECT,
    access="manage",
    folders=(
        Folder(
            "Bicycle Repair Stand",
            "2026-01-03 19:20",
            MIKA,
            (
                design(
                    "Clamp Jaw", "bracket", ("2026-01-03 19:48", MIKA, 130), ("2026-01-17 20:31", MIKA, 155)
                ),
                design("Knob M8", "flange:5", ("2026-01-04 18:15", MIKA, 70)),
                document("Shopping List.txt", None, ("2026-01-05 17:02", MIKA, 1)),
            ),
        ),
        Folder(
            "3D Prints",
            "2026-05-09 15:33",
            MIKA,
            (design("Drawer Handle", "bracket", ("2026-05-09 16:10", MIKA, 88)),),
        ),
    ),
)


def team_projects() -> tuple[ProjectTable, ...]:
    """The projects of the team hub beside the main one."""
    return (_CONVEYOR, _EMEA, _STANDARDS, _CLOSED, ProjectTable(EMPTY_PROJECT))


def personal_project() -> ProjectTable:
    """The one project of the sample user's personal hub."""
    return _PERSONAL
