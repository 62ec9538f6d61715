"""The table of the benchmark, on the screen and in README."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

BEGIN = "<!-- bench: written by `python3 -m tests bench --readme` -->"
END = "<!-- bench: end -->"
_HEAD = ("What", "Ours", "Against", "Ratio", "Aim")


@dataclass(frozen=True)
class Line:
    """One comparison; `is_met` tells whether the ratio is on the right side of its aim."""

    what: str
    ours: str
    against: str
    ratio: str
    aim: str
    is_met: bool

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of its row."""
        return self.what, self.ours, self.against, self.ratio, self.aim + ("" if self.is_met else " (missed)")


def print_table(lines: Sequence[Line]) -> None:
    """Print the table in columns."""
    rows = [_HEAD, *(line.cells for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def write_readme(readme: Path, lines: Sequence[Line]) -> None:
    """Put lines into the table between README's markers, instead of those of before about the same things."""
    text = readme.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    told, _, after = rest.partition(END)
    whats = {line.what for line in lines}
    kept = [
        row for row in told.strip().split("\n")[2:] if row.split(" | ")[0].removeprefix("| ") not in whats
    ]
    rows = [_HEAD, ("---",) * len(_HEAD), *(line.cells for line in lines)]
    head, rule, *fresh = (f"| {' | '.join(row)} |" for row in rows)
    table = "\n".join([head, rule, *kept, *fresh])
    readme.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")
