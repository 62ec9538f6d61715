"""Hub Report: the tree of your hubs, with what went out of date, as one HTML file.

In a terminal: python3 HubReport.py [FILE]
"""

from __future__ import annotations

import runpy
import sys
from html import escape
from pathlib import Path
from typing import Any

# A copy of this script elsewhere names the add-in's folder here.
ADDIN = Path(__file__).resolve().parents[3]
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Hub report</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body {{ font: 15px/1.5 sans-serif; margin: 2em; }} ul {{ list-style: none; padding-left: 1.5em; }}
.stale {{ color: #b04a00; }} .error {{ color: #b00020; }} small {{ color: #666; }}
</style>
<h1>Hub report</h1>
<p>{summary}</p>
{tree}
</html>
"""
running: list[Any] = []


def lend() -> Any:
    """Borrow the add-in's library, whether the add-in runs or not."""
    return runpy.run_path(str(ADDIN / "DataBrowserAddin.py"))["lend"]("0.1.0")


def run(context: object) -> None:
    """Start the work, which goes on in the background; Fusion calls this."""
    running.append(lend().run(report_hubs, title="Hub Report"))


def stop(context: object) -> None:
    """End the work; Fusion calls this."""
    while running:
        running.pop().stop()


def report_hubs(script: Any) -> str:
    """Ask where to save, walk all hubs, look for what is stale, and return what to tell at the end."""
    target = script.choose_target("Save the report", name="Hub report.html", filters="HTML (*.html)")
    nodes: dict[str, Any] = {}
    with script.connect() as session:
        script.progress("Reading the hubs…")
        for node in session.walk(cancelled=script.cancelled):
            nodes[node.id] = node  # one that cannot be listed comes again, with its error
            script.progress(f"{len(nodes)} hubs, projects, folders and files so far…")
        script.progress("Looking for what went out of date…")
        stale = session.find_stale([node for node in nodes.values() if node.kind == "item"])
    below: dict[str, list[Any]] = {}
    for node in sorted(nodes.values(), key=lambda node: (node.kind == "item", node.name.casefold())):
        below.setdefault(node.parent_id, []).append(node)
    summary = f"{len(nodes)} hubs, projects, folders and files; {len(stale)} with something out of date."
    page = PAGE.format(summary=summary, tree=draw("", below, stale))
    script.load("core.tables").save_file(target, page.encode("utf-8", "replace"))
    return f"{summary}\n\n{target}"


def draw(parent_id: str, below: dict[str, list[Any]], stale: Any) -> str:
    """Return what is below a node as a list; every name in it is text, whatever it is made of."""
    rows = ""
    for node in below.get(parent_id, ()):
        row = f"<bdi>{escape(node.name)}</bdi>"
        row += f" <small>v{node.tip.number}</small>" if node.tip else ""
        for ref in stale.get(node.id, ()):
            name = f"<bdi>{escape(ref.other_name)}</bdi>"
            row += f' <span class="stale">{name} v{ref.number} of {ref.tip}</span>'
        row += f' <span class="error">{escape(str(node.error))}</span>' if node.error else ""
        inside = draw(node.id, below, stale)
        row = f"<details open><summary>{row}</summary>{inside}</details>" if inside else row
        rows += f"<li>{row}</li>\n"
    return f"<ul>\n{rows}</ul>" if rows else ""


if __name__ == "__main__":
    sys.exit(lend().run_here(report_hubs, target="".join(sys.argv[1:2])))
