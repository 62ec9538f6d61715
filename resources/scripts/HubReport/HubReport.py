"""Hub Report: the tree of your hubs, with what went out of date, as one HTML file."""

from __future__ import annotations

import runpy
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

# A copy of this script elsewhere names the add-in's folder here.
ADDIN = Path(__file__).resolve().parents[3]
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Hub report</title>
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


def run(context: object) -> None:
    """Start the work, which goes on in the background; Fusion calls this."""
    library = runpy.run_path(str(ADDIN / "DataBrowserAddin.py"))["lend"]("0.1.0")
    running.append(library.run(report_hubs, title="Hub Report"))


def stop(context: object) -> None:
    """End the work; Fusion calls this."""
    while running:
        running.pop().stop()


def report_hubs(script: Any) -> str:
    """Ask where to save, walk all hubs, look for what is stale, and return what to tell at the end."""
    target = script.choose_target(
        "Save the report", name="Hub report.html", filters="HTML (*.html);;All files (*.*)"
    )
    nodes: dict[str, Any] = {}
    with script.connect() as session:
        for node in session.walk(cancelled=script.cancelled):
            nodes[node.id] = node  # one that cannot be listed comes again, with its error
            script.progress(f"{len(nodes)} hubs, projects, folders and files so far…")
        script.progress("Looking for what went out of date…")
        stale = session.find_stale([node for node in nodes.values() if node.kind == "item"])
    children: dict[str, list[Any]] = {}
    for node in sorted(nodes.values(), key=lambda node: (node.kind == "item", node.name.casefold())):
        children.setdefault(node.parent_id, []).append(node)
    summary = f"{len(nodes)} hubs, projects, folders and files; {len(stale)} with something out of date."
    page = PAGE.format(summary=escape(summary), tree=draw_below("", children, stale))
    script.load("core.tables").save_file(target, page.encode("utf-8", "replace"))
    return f"{summary}\n\n{target}"


def draw_below(parent_id: str, children: Mapping[str, list[Any]], stale: Mapping[str, Any]) -> str:
    """Return what is below a node as a list, folders first; the hubs for the id ""."""
    lines = ""
    for node in children.get(parent_id, ()):
        line, below = draw_node(node, stale.get(node.id, ())), draw_below(node.id, children, stale)
        if below:
            line = f"<details open><summary>{line}</summary>{below}</details>"
        lines += f"<li>{line}</li>\n"
    return f"<ul>\n{lines}</ul>" if lines else ""


def draw_node(node: Any, stale: Any) -> str:
    """Return one line; every name in it is text, whatever it is made of."""
    marks = [f"<small>v{node.tip.number}</small>"] if node.tip else []
    marks += [
        f'<span class="stale"><bdi>{escape(ref.other_name)}</bdi> v{ref.number} of {ref.tip}</span>'
        for ref in stale
    ]
    marks += [f'<span class="error">{escape(str(node.error))}</span>'] if node.error else []
    return " ".join([f"<bdi>{escape(node.name)}</bdi>", *marks])
