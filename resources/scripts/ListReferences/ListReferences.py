"""List References: what the active design relates to, as a CSV file for a spreadsheet."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

# A copy of this script elsewhere names the add-in's folder here.
ADDIN = Path(__file__).resolve().parents[3]
COLUMNS = ("Relation", "Name", "Version", "Latest version", "On version", "Direction", "Type", "Out of date")
GROUPS = {
    "drawings": "Drawing of it",
    "attachments": "Attachment",
    "uses": "Uses",
    "usedIn": "Used in",
    "other": "Other",
}
STALE = {"": "", "design-newer": "the design is newer", "file-newer": "the other is newer"}
running: list[Any] = []


def run(context: object) -> None:
    """Start the work, which goes on in the background; Fusion calls this."""
    library = runpy.run_path(str(ADDIN / "DataBrowserAddin.py"))["lend"]("0.1.0")
    running.append(library.run(list_references, title="List References"))


def stop(context: object) -> None:
    """End the work; Fusion calls this."""
    while running:
        running.pop().stop()


def list_references(script: Any) -> str:
    """Ask where to save, read the references, and return what to tell at the end."""
    document = script.document()
    target = script.choose_target(
        "Save the references", name=f"{document.name} references.csv", filters="CSV (*.csv);;All files (*.*)"
    )
    with script.connect() as session:
        script.progress("Reading the references…")
        design = session.item(document.project_id, document.item_id)
        rows = [describe(row) for row in session.summarise_refs(design)]
    script.load("core.tables").save_csv(target, COLUMNS, rows)
    stale = sum(1 for row in rows if row[-1])
    return f"{document.name} has {len(rows)} references, {stale} of them out of date.\n\n{target}"


def describe(row: Any) -> tuple[str, ...]:
    """Return the cells of one reference."""
    relation = row.relation
    other = relation.other_version
    numbers = (other.number if other else 0, relation.other_tip, relation.own_version)
    return (
        GROUPS[row.group],
        relation.other_name,
        *(str(number or "") for number in numbers),  # 0 stands for one that nobody told
        relation.ref.direction,
        relation.ref.extension_type,
        STALE[row.stale],
    )
