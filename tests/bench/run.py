"""The benchmark: `python3 -m tests bench [walk] [refs] [rate] [transfer] [--readme]`.

Everything is a ratio of two things measured in one run, in turn, medians of several rounds. Nothing here
passes or fails by the clock: the table says what was measured and what is aimed at.
"""

from __future__ import annotations

import runpy
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
runpy.run_path(str(ROOT / "DataBrowserAddin.py"))["load"]("addin")
sys.path.insert(0, str(ROOT))  # this is a program of its own, and `tests` its package

from tests.bench import sections  # noqa: E402  the add-in must be known as `addin` first
from tests.bench.table import print_table, write_readme  # noqa: E402


def main(arguments: list[str]) -> int:
    """Measure what was asked for, print the table, and put it into README with --readme."""
    if arguments[:1] == ["serve-constant"]:
        from tests.bench.rates import serve_constant

        serve_constant(int(arguments[1]))
        return 0
    chosen = [name for name in arguments if name != "--readme"] or list(sections.SECTIONS)
    unknown = [name for name in chosen if name not in sections.SECTIONS]
    if unknown:
        print(f"no section {unknown[0]}: choose of {', '.join(sections.SECTIONS)}", file=sys.stderr)
        return 2
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for name in chosen:
            lines += sections.SECTIONS[name](Path(folder))
    print_table(lines)
    if "--readme" in arguments:
        write_readme(ROOT / "README.md", lines)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
