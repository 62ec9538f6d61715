"""Attach Folder: every file of a folder attached to the active design, after a look at what would be done."""

from __future__ import annotations

import runpy
from collections import Counter
from pathlib import Path
from typing import Any

# A copy of this script elsewhere names the add-in's folder here.
ADDIN = Path(__file__).resolve().parents[3]
MOST_SHOWN = 12
CHOICES = {"item": "new", "version": "next version", "both": "new, under another name", "skip": "left out"}
FOR_EVER = "A reference cannot be removed again: the service offers no way. Go on?"
running: list[Any] = []


def run(context: object) -> None:
    """Start the work, which goes on in the background; Fusion calls this."""
    library = runpy.run_path(str(ADDIN / "DataBrowserAddin.py"))["lend"]("0.1.0")
    running.append(library.run(attach_folder, title="Attach Folder"))


def stop(context: object) -> None:
    """End the work; Fusion calls this."""
    while running:
        running.pop().stop()


def attach_folder(script: Any) -> str:
    """Ask for a folder, show the plan, carry it out, and return what became of it."""
    document = script.document()
    folder = script.choose_folder(f"Attach a folder to {document.name}")
    files = sorted(path for path in folder.iterdir() if path.is_file() and not is_hidden(path.name))
    if not files:
        return f"There are no files in {folder}."
    with script.connect() as session:
        script.progress("Looking at the files and at the design's folder…")
        design = session.item(document.project_id, document.item_id)
        plan = session.plan_files(design, files, version_id=document.version_id)
        wanted = [file for file in plan.files if file.choice != "skip"]
        if plan.problem or not wanted:
            return str(plan.problem or f"None of these can be attached.\n\n{describe(plan)}")
        script.ask(f"To be attached to {document.name}:\n\n{describe(plan)}\n\n{FOR_EVER}")

        def tell(number: int, step: str, done: int, total: int) -> None:
            if not script.cancelled.is_set():
                script.progress(f"{plan.files[number].name}: {step}", done, total)

        script.progress("Attaching…")
        report = session.attach_files(plan, progress=tell, cancelled=script.cancelled)
    return describe_report(report)


def is_hidden(name: str) -> bool:
    """Tell whether this is a file that the system keeps for itself."""
    return name.startswith(".") or name.casefold() in ("desktop.ini", "thumbs.db")


def describe(plan: Any) -> str:
    """Return a line for each file, and a count of what is not shown."""
    lines = [
        f"{file.target_name}: {file.problem.message if file.problem else CHOICES[file.choice]}"
        for file in plan.files
    ]
    more = len(lines) - MOST_SHOWN
    return "\n".join(lines[:MOST_SHOWN] + ([f"… and {more} more"] if more > 0 else []))


def describe_report(report: Any) -> str:
    """Return how many files became what, and what is in the way of the others."""
    counts = Counter(file.state for file in report.files)
    lines = [f"{count} {state}" for state, count in sorted(counts.items())]
    lines += [f"{file.name}: {file.problem}" for file in report.files if file.problem][:MOST_SHOWN]
    return f"Attached to {report.design_name}:\n\n" + "\n".join(lines)
