"""The main project of the sample hub: one gearbox, everything made from it, and everything it is made of.

The gearbox has eight versions. What relates to which of them, as the service stores it:

    General Arrangement v1 v2 v3 --DrawingToDesign--> Gearbox v2 v5 v8      (v3 is current)
    Inspection          v1 v2    --DrawingToDesign--> Gearbox v4 v7         (stale)
    Machining           v1       --DrawingToDesign--> Gearbox v5            (stale)
    Concept             v1       --DrawingToDesign--> Gearbox v2            (stale)
    Gearbox v5 v8                --Attachment-------> BOM v1 v2             (BOM v3 exists: stale)
    Gearbox v6 v8                --Attachment-------> Data Sheet v1 v2      (v2 is current)
    Drive Unit v1 v2 v3          --Xref-------------> Gearbox v4 v6 v7, and other parts
    Gearbox v8                   --Xref-------------> its own parts, some of them older than their tip

The exploded view and the torque calculation relate to nothing yet: they wait to be attached.
"""

from __future__ import annotations

from .fasteners import fasteners
from .tables import (
    ATTACHMENT,
    CAMILA,
    CHIDI,
    DRAWING_TO_DESIGN,
    INGRID,
    KENJI,
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

MAIN_PROJECT = "Gearbox"
DESIGN_NAME = "Gearbox"
ASSEMBLY_NAME = "Drive Unit"
CURRENT_DRAWING = "Gearbox General Arrangement"
BILL_OF_MATERIALS = "Gearbox BOM.xlsx"
DATA_SHEET = "Gearbox Data Sheet.pdf"
DRAWING_TO_ATTACH = "Gearbox Exploded View"
RESERVED_ITEM = "Price List.xlsx"
ARCHIVED_FOLDER = "03 Documents"
SPREADSHEET_TO_ATTACH = "Torque Calculation.xlsx"
EMPTY_FOLDER = "05 Released"
DEEP_FOLDERS = (
    "90 Archive",
    "2025",
    "Quarter 4",
    "Concept Studies",
    "Housing",
    "Aluminium",
    "Die Cast",
    "Thin Wall",
    "Variant C",
    "Simulation",
    "Load Case 3",
    "Results",
)
# 255 characters: the longest name that the service takes.
LONGEST_NAME = (
    "Acceptance protocol of the gearbox with helical stage 16 to 48, ratio 3.0, housing cast EN "
    "AC-43500 T6, bearings Keller 6204 and 6306, shaft seals NBR 35x52x7, oil ISO VG 220, filled "
    "1.85 l, run-in 4 h at 1450 rpm, noise 68 dB(A) at 1 m, signed by all.pdf"
)
FORMULA_NAMES = ("=SUM(A1)", "+1-2", "@cmd", "-10 mm")

_GEARBOX = design(
    DESIGN_NAME,
    "gearbox:{version}",
    ("2025-09-15 08:42", MIKA, 1380),
    ("2025-10-08 13:05", INGRID, 2210),
    ("2025-11-19 01:27", KENJI, 2875),
    ("2026-01-14 09:51", MIKA, 3340),
    ("2026-03-04 16:18", CAMILA, 4125),
    ("2026-05-21 07:36", MIKA, 4410),
    ("2026-08-12 11:44", INGRID, 4890),
    ("2026-11-09 10:02", MIKA, 5265),
)

_PARTS = Folder(
    "Parts",
    "2025-09-15 08:50",
    MIKA,
    (
        design(
            "Gearbox Housing",
            "housing",
            ("2025-09-16 07:58", MIKA, 940),
            ("2026-02-26 14:21", CAMILA, 1275),
            ("2026-11-04 09:15", INGRID, 1410),
        ),
        design(
            "Housing Cover",
            "cover",
            ("2025-09-16 10:34", MIKA, 410),
            ("2026-03-02 12:47", CAMILA, 520),
        ),
        design(
            "Input Shaft",
            "shaft:2",
            ("2025-09-18 13:12", INGRID, 265),
            ("2026-01-09 15:40", KENJI, 310),
            ("2026-11-16 08:20", INGRID, 330),
        ),
        design(
            "Output Shaft",
            "shaft:3",
            ("2025-09-18 14:55", INGRID, 290),
            ("2026-05-19 02:10", KENJI, 345),
        ),
        design("Pinion 16T", "gear:16", ("2025-09-23 00:44", KENJI, 620), ("2025-11-17 05:31", KENJI, 655)),
        design("Helical Gear 48T", "gear:36", ("2025-09-23 02:19", KENJI, 1180)),
        design("Bearing Cap", "flange:6", ("2025-10-02 09:26", CAMILA, 150)),
        design("Mounting Plate", "plate:4", ("2025-10-02 11:03", CAMILA, 95)),
        design("Pièce d’écartement 12 mm", "washer", ("2025-12-11 10:08", LAYLA, 60)),
    ),
)

_DESIGN_FOLDER = Folder(
    "01 Design",
    "2025-09-15 08:31",
    MIKA,
    (
        _PARTS,
        _GEARBOX,
        design(
            ASSEMBLY_NAME,
            "assembly",
            ("2026-01-28 13:37", CHIDI, 7420),
            ("2026-06-03 15:02", CHIDI, 8960),
            ("2026-09-17 09:48", INGRID, 9815),
        ),
        design(
            "Drive Motor 1.5 kW",
            "motor",
            ("2026-01-20 08:11", CHIDI, 2650),
            ("2026-05-29 12:30", CHIDI, 2715),
        ),
        design("Coupling", "coupling", ("2026-01-21 09:40", CHIDI, 480)),
        design("Foot Bracket", "bracket", ("2026-01-22 10:22", LAYLA, 175), ("2026-09-15 07:05", LAYLA, 190)),
    ),
)

_DRAWING_FOLDER = Folder(
    "02 Drawings",
    "2025-10-10 06:58",
    INGRID,
    (
        drawing(
            CURRENT_DRAWING,
            "drawing:1",
            ("2025-10-10 07:14", INGRID, 380),
            ("2026-03-06 08:29", CAMILA, 455),
            ("2026-11-10 13:41", MIKA, 510),
        ),
        drawing("Gearbox Machining", "drawing:2", ("2026-03-09 10:56", CAMILA, 620)),
        drawing("Gearbox Concept", "drawing:3", ("2025-10-13 12:08", INGRID, 240)),
        drawing(
            "Gearbox Inspection",
            "drawing:4",
            ("2026-01-20 01:33", KENJI, 335),
            ("2026-08-14 00:52", KENJI, 360),
        ),
        drawing(DRAWING_TO_ATTACH, "drawing:5", ("2026-11-12 15:26", LAYLA, 705)),
    ),
)

_DOCUMENT_FOLDER = Folder(
    ARCHIVED_FOLDER,
    "2025-09-15 08:33",
    MIKA,
    (
        Folder("Meeting Minutes", "2025-09-15 08:34", MIKA),
        document(
            BILL_OF_MATERIALS,
            "spreadsheet",
            ("2026-03-05 09:10", CAMILA, 48),
            ("2026-11-09 10:35", MIKA, 53),
            ("2026-11-16 16:02", CHIDI, 54),
        ),
        document(DATA_SHEET, "pdf", ("2026-05-28 11:19", LAYLA, 1820), ("2026-11-11 09:33", LAYLA, 1905)),
        document(
            SPREADSHEET_TO_ATTACH,
            "spreadsheet",
            ("2026-02-17 14:08", KENJI, 87),
            ("2026-11-13 04:46", KENJI, 92),
        ),
        document("Seals & Gaskets &amp; Rings.xlsx", "spreadsheet", ("2026-04-22 07:29", CAMILA, 41)),
        document("Backlash 0.05% (rev #2).csv", None, ("2026-04-02 03:15", KENJI, 12)),
        document("README.txt", None, ("2025-09-15 08:36", MIKA, 2)),
        document(LONGEST_NAME, "pdf", ("2026-09-30 15:55", INGRID, 640)),
        document(
            "歯車強度計算書.xlsx",
            "spreadsheet",
            ("2025-11-18 02:40", KENJI, 76),
            ("2026-07-07 05:12", KENJI, 81),
        ),
        document("تقرير اختبار علبة التروس.pdf", "pdf", ("2026-08-20 06:45", LAYLA, 970)),
    ),
    archived="2026-11-02 17:30",
)

_SUPPLIER_FOLDER = Folder(
    "Suppliers",
    "2025-09-24 11:17",
    CHIDI,
    (
        Folder(
            "Keller Bearings",
            "2025-09-24 11:20",
            CHIDI,
            (
                design("Keller 6204", "bearing:8", ("2025-09-24 11:26", CHIDI, 430)),
                design(
                    "Keller 6306",
                    "bearing:7",
                    ("2025-09-24 11:29", CHIDI, 455),
                    ("2026-10-06 08:14", CHIDI, 460),
                ),
                design("KELLER 6306 2RS", "bearing:7", ("2026-10-06 08:18", CHIDI, 470)),
                design("Mounting Plate", "plate:6", ("2026-02-03 12:51", CHIDI, 105)),
                document("Keller Catalogue 2026.pdf", "pdf", ("2026-01-12 09:00", CHIDI, 18640)),
                document(
                    RESERVED_ITEM,
                    "spreadsheet",
                    ("2026-01-12 09:04", CHIDI, 66),
                    ("2026-07-01 07:42", CHIDI, 68),
                    reserved=("2026-11-18 08:12", CHIDI),
                ),
            ),
        ),
        Folder(
            "青木精機",
            "2025-11-05 00:21",
            KENJI,
            (
                design("はすば歯車 48枚", "gear:30", ("2025-11-05 00:30", KENJI, 1210)),
                document("見積書 2026年度.pdf", "pdf", ("2026-02-10 01:18", KENJI, 350)),
            ),
        ),
        Folder(
            "مسبك النور",
            "2026-02-15 06:10",
            LAYLA,
            (
                design("غطاء المحمل", "flange:8", ("2026-02-15 06:22", LAYLA, 160)),
                document("شهادة المواد EN AC-43500.pdf", "pdf", ("2026-02-24 07:03", LAYLA, 410)),
            ),
        ),
    ),
)

_FIELD_FOLDER = Folder(
    "06 Field Trials 🚜",
    "2026-06-15 12:00",
    CAMILA,
    (
        document("Harvest week 🌾🔧 noise log.csv", None, ("2026-07-20 18:31", CAMILA, 310)),
        document("Team 👩🏽‍🔧 at the test bench.jpg", "photo", ("2026-07-21 19:04", CAMILA, 4310)),
        design("Dust Shield v2 ✅", "cover", ("2026-07-30 13:13", CAMILA, 215)),
    ),
)

_IMPORT_FOLDER = Folder(
    "99 Imports",
    "2025-12-01 16:40",
    CHIDI,
    (
        *(
            design(name, look, (f"2025-12-01 16:{45 + minute}", CHIDI, 90 + 7 * minute))
            for minute, (name, look) in enumerate(
                zip(FORMULA_NAMES, ("plate:2", "bracket", "shaft:1", "washer"), strict=True)
            )
        ),
        design("mounting plate", "plate:4", ("2025-12-01 16:52", CHIDI, 98)),
        design("100%25 Infill..step", "bracket", ("2025-12-01 16:54", CHIDI, 143)),
        # The same letters as in "Pièce", but composed of e and an accent.
        design("Pie\u0300ce d’écartement 12 mm", "washer", ("2025-12-01 16:56", CHIDI, 61)),
    ),
)


def _archive() -> Folder:
    """The chain of folders that is as deep as folders get in practice, with two results at its end."""
    created, by = "2025-12-15 10:00", INGRID
    results = (
        design("Housing Variant C", "housing", ("2025-12-16 14:27", INGRID, 1105)),
        document("Stress Plot.png", "photo", ("2025-12-17 09:38", INGRID, 890)),
    )
    chain = Folder(DEEP_FOLDERS[-1], created, by, results)
    for name in reversed(DEEP_FOLDERS[:-1]):
        chain = Folder(name, created, by, (chain,))
    return chain


_REFS = (
    Ref(DRAWING_TO_DESIGN, (CURRENT_DRAWING, 1), (DESIGN_NAME, 2)),
    Ref(DRAWING_TO_DESIGN, (CURRENT_DRAWING, 2), (DESIGN_NAME, 5)),
    Ref(DRAWING_TO_DESIGN, (CURRENT_DRAWING, 3), (DESIGN_NAME, 8)),
    Ref(DRAWING_TO_DESIGN, ("Gearbox Inspection", 1), (DESIGN_NAME, 4)),
    Ref(DRAWING_TO_DESIGN, ("Gearbox Inspection", 2), (DESIGN_NAME, 7)),
    Ref(DRAWING_TO_DESIGN, ("Gearbox Machining", 1), (DESIGN_NAME, 5)),
    Ref(DRAWING_TO_DESIGN, ("Gearbox Concept", 1), (DESIGN_NAME, 2)),
    Ref(ATTACHMENT, (DESIGN_NAME, 5), (BILL_OF_MATERIALS, 1)),
    Ref(ATTACHMENT, (DESIGN_NAME, 8), (BILL_OF_MATERIALS, 2)),
    Ref(ATTACHMENT, (DESIGN_NAME, 6), (DATA_SHEET, 1)),
    Ref(ATTACHMENT, (DESIGN_NAME, 8), (DATA_SHEET, 2)),
    Ref(XREF, (ASSEMBLY_NAME, 1), (DESIGN_NAME, 4)),
    Ref(XREF, (ASSEMBLY_NAME, 1), ("Drive Motor 1.5 kW", 1)),
    Ref(XREF, (ASSEMBLY_NAME, 2), (DESIGN_NAME, 6)),
    Ref(XREF, (ASSEMBLY_NAME, 2), ("Drive Motor 1.5 kW", 2)),
    Ref(XREF, (ASSEMBLY_NAME, 2), ("Coupling", 1)),
    Ref(XREF, (ASSEMBLY_NAME, 2), ("Foot Bracket", 1)),
    Ref(XREF, (ASSEMBLY_NAME, 3), (DESIGN_NAME, 7)),
    Ref(XREF, (ASSEMBLY_NAME, 3), ("Drive Motor 1.5 kW", 2)),
    Ref(XREF, (ASSEMBLY_NAME, 3), ("Coupling", 1)),
    Ref(XREF, (ASSEMBLY_NAME, 3), ("Foot Bracket", 1)),
    Ref(XREF, (ASSEMBLY_NAME, 3), ("Hex Bolt ISO 4017 M12x40", 1)),
    Ref(XREF, (DESIGN_NAME, 8), ("Gearbox Housing", 3)),
    Ref(XREF, (DESIGN_NAME, 8), ("Housing Cover", 2)),
    Ref(XREF, (DESIGN_NAME, 8), ("Input Shaft", 2)),
    Ref(XREF, (DESIGN_NAME, 8), ("Output Shaft", 2)),
    Ref(XREF, (DESIGN_NAME, 8), ("Pinion 16T", 2)),
    Ref(XREF, (DESIGN_NAME, 8), ("Helical Gear 48T", 1)),
    Ref(XREF, (DESIGN_NAME, 8), ("Keller 6204", 1)),
    Ref(XREF, (DESIGN_NAME, 8), ("Keller 6306", 1)),
)


def gearbox_project() -> ProjectTable:
    """The project that the tour walks and that the preview opens with."""
    return ProjectTable(
        MAIN_PROJECT,
        folders=(
            _DESIGN_FOLDER,
            _DRAWING_FOLDER,
            _DOCUMENT_FOLDER,
            Folder("04 Standard Parts", "2025-09-22 07:12", CHIDI, (fasteners(),)),
            Folder(EMPTY_FOLDER, "2025-09-15 08:35", MIKA),
            _FIELD_FOLDER,
            _SUPPLIER_FOLDER,
            _archive(),
            _IMPORT_FOLDER,
        ),
        refs=_REFS,
    )
