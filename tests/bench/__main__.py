"""The benchmark: `python3 -m tests bench [SECTION ...] [--readme]`, all sections without one.

Everything is a ratio of two things measured in one run, in turn, medians of several rounds. Nothing here
passes or fails by the clock: the table says what was measured and what is aimed at.
"""

from __future__ import annotations

import json
import runpy
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    """Measure what was asked for, print the table, and put it into README with --readme."""
    # The add-in must be known as `addin` before anything that imports from it.
    runpy.run_path(str(ROOT / "DataBrowserAddin.py"))["load"]("addin")
    from . import host, rates, sections, table, transfers, tree

    if arguments[:1] == ["serve-constant"]:
        rates.serve_constant(int(arguments[1]))
        return 0
    if arguments[:1] == ["move"]:
        transfers.move(arguments[1])
        return 0
    if arguments[:1] == ["in-fusion"]:
        print(json.dumps(host.MEASURES[arguments[1]]()))
        return 0
    chosen = [name for name in arguments if name != "--readme"] or list(sections.SECTIONS)
    unknown = [name for name in chosen if name not in sections.SECTIONS]
    if unknown:
        print(f"no section {unknown[0]}: choose of {', '.join(sections.SECTIONS)}", file=sys.stderr)
        return 2
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        if "transfer" in chosen and (missing := transfers.find_missing(Path(folder))):
            print(missing, file=sys.stderr)
            return 2
        if {"tree", "reopen"} & set(chosen) and (missing := tree.find_missing()):
            print(missing, file=sys.stderr)
            return 2
        for name in chosen:
            lines += sections.SECTIONS[name](Path(folder))
    table.print_table(lines)
    if "--readme" in arguments:
        table.write_readme(ROOT / "README.md", lines)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
