"""Tables for other programs: read back by readers that are not ours, with cells that mean harm."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import Any

import pytest
from addin.lib.core.tables import MOST_COLUMNS, MOST_ROWS, check_table, save_csv, to_csv, to_markdown
from addin.lib.errors import UsageError
from markdown_it import MarkdownIt

BOM = b"\xef\xbb\xbf"
ALPHABET = " \t\r\n\"',;|\\=+-@0129.eab<>&*_`[]()#~!/:\u00e9\u4e2d\uff1d\u202e\ufeff\U0001f527"
SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"


def read_csv(data: bytes) -> list[list[str]]:
    assert data.startswith(BOM)
    text = data[len(BOM) :].decode("utf-8")
    assert text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def one_cell(cell: str) -> str:
    [_, [found]] = read_csv(to_csv(["Column"], [[cell]]))
    return found


def test_csv_is_what_spreadsheets_know() -> None:
    data = to_csv(["Name", "Größe"], [['A "quoted", cell', "12"], ["two\nlines", ""]])
    expected = 'Name,Größe\r\n"A ""quoted"", cell",12\r\n"two\nlines",\r\n'
    assert data == BOM + expected.encode()


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+a",
        "-a",
        "@SUM(A1)",
        "\t=1",
        "\ta",
        "\rb",
        "\nc",
        "=",
        "-",
        "+-1",
        "-1-1",
        "＝1",
        "＋1",
        "－1",
        "＠a",
    ],
)
def test_a_cell_that_would_be_computed_gets_an_apostrophe(cell: str) -> None:
    assert one_cell(cell).startswith("'")
    assert one_cell(cell).replace("'", "") == cell


@pytest.mark.parametrize("before", [" ", "\u00a0", "\ufeff", "\u200b", "\n ", " \t"])
def test_what_is_invisible_before_a_formula_hides_nothing(before: str) -> None:
    assert "'" in one_cell(f"{before}=1+1").partition("=")[0]


@pytest.mark.parametrize("separator", [";", "\t", "\n", "\r\n"])
def test_another_separator_makes_no_formula_either(separator: str) -> None:
    assert one_cell(f"a{separator}=1+1") == f"a{separator}'=1+1"
    assert one_cell(f"a{separator} b") == f"a{separator} b"


@pytest.mark.parametrize("cell", ["0", "-1", "+1", "-0.5", "12,5", "-1e-9", ".5", "-,5", "+3.E7"])
def test_a_number_stays_a_number(cell: str) -> None:
    assert one_cell(cell) == cell


@pytest.mark.parametrize(
    "cell", ["a=b", "M8x20-A2", "x@example.com", "'=1", "Ünïcode 歯車", "a\r\nb\rc\nd", "  a  "]
)
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert one_cell(cell) == cell


def test_what_no_file_can_hold_is_replaced() -> None:
    assert one_cell("half \ud800") == "half ?"
    assert one_cell("a\0b") == "a\ufffdb"


def random_tables(seed: int, count: int) -> list[tuple[list[str], list[list[str]]]]:
    random = Random(seed)

    def cell() -> str:
        return "".join(random.choices(ALPHABET, k=random.randrange(9)))

    tables = []
    for _ in range(count):
        width = random.randint(1, 5)
        tables.append(([cell() for _ in range(width)], [[cell() for _ in range(width)] for _ in range(6)]))
    return tables


def test_any_table_is_read_back_but_for_the_apostrophes() -> None:
    for columns, rows in random_tables(11, 150):
        found = read_csv(to_csv(columns, rows))
        # csv.reader tells a row of one empty cell by its quotes.
        assert len(found) == len(rows) + 1
        for before, after in zip([columns, *rows], found, strict=True):
            assert len(after) == len(before)
            for cell, back in zip(before, after, strict=True):
                assert back.replace("'", "") == cell.replace("'", "")
                is_number = re.fullmatch(r"[+-]?([0-9]+[.,]?[0-9]*|[.,][0-9]+)(e[+-]?[0-9]+)?", cell)
                if not is_number:
                    pieces = re.split("[;\t\r\n]", back)
                    assert not any(piece.strip("\ufeff \u202e")[:1] in tuple(SIGNS) for piece in pieces), (
                        cell,
                        back,
                    )


class _Table(HTMLParser):
    """The cells of a rendered table, a line break as a newline; anything else in one is a fault."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.faults: list[str] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.rows[-1].append("")
            self._in_cell = True
        elif tag == "br":
            self.rows[-1][-1] += "\n"
        elif tag not in ("table", "thead", "tbody"):
            self.faults.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = self._in_cell and tag not in ("th", "td")

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += data


def read_markdown(text: str) -> list[list[str]]:
    rendered = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)
    table = _Table()
    table.feed(rendered)
    assert table.faults == [], rendered
    assert rendered.count("<table>") == 1
    assert rendered.endswith("</table>\n")
    return table.rows


def test_markdown_is_a_table() -> None:
    assert to_markdown(["Name", "v"], [["A|B\\", "1"], ["<b>x</b>\r\ny", " z "]]) == (
        "| Name | v |\n| --- | --- |\n| A\\|B\\\\ | 1 |\n| &lt;b&gt;x&lt;/b&gt;<br>y | &#32;z&#32; |\n"
    )
    assert read_markdown(to_markdown(["Name"], [])) == [["Name"]]


@pytest.mark.parametrize(
    "cell",
    [
        "a | b",
        "\\|",
        "`a|b`",
        "<script>alert(1)</script>",
        "<!-- ",
        "&amp; &lt;",
        "[link](javascript:alert(1))",
        "![picture](https://example.com/x.png)",
        "<https://example.com>",
        "**bold** _em_ ~~gone~~",
        " spaced ",
        "---",
        ":-:",
        "# no heading",
        "1. no list",
        "a\nb",
        "|",
        "",
        "   ",
    ],
)
def test_markdown_reads_as_it_is(cell: str) -> None:
    assert read_markdown(to_markdown(["Column", "More"], [[cell, "x"], ["y", cell]])) == [
        ["Column", "More"],
        [cell, "x"],
        ["y", cell],
    ]


def test_any_markdown_table_is_read_back() -> None:
    for columns, rows in random_tables(23, 150):
        expected = [[re.sub("\r\n|\r", "\n", cell) for cell in row] for row in [columns, *rows]]
        assert read_markdown(to_markdown(columns, rows)) == expected


def test_tables_that_are_none_are_refused() -> None:
    check_table(["a"] * MOST_COLUMNS, [["b"] * MOST_COLUMNS])
    for columns, rows, reference in (
        (["a"] * (MOST_COLUMNS + 1), [], "tables.too-large"),
        (["a"], [["b"]] * (MOST_ROWS + 1), "tables.too-large"),
        ([], [], "tables.not-a-table"),
        ([1], [], "tables.not-a-table"),
        (["a"], [["b", "c"]], "tables.not-a-table"),
        (["a"], [[None]], "tables.not-a-table"),
    ):
        broken: Any = columns, rows
        with pytest.raises(UsageError) as caught:
            check_table(*broken)
        assert caught.value.reference == reference


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("old", encoding="utf-8")
    file.chmod(0o640)
    save_csv(file, ["a"], [["b"]])
    assert file.read_bytes() == BOM + b"a\r\nb\r\n"
    assert file.stat().st_mode & 0o777 == 0o640
    link = tmp_path / "link.csv"
    link.symlink_to(file)
    save_csv(link, ["c"], [])
    assert link.is_symlink()
    assert file.read_bytes() == BOM + b"c\r\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.csv", "table.csv"]


def test_a_file_that_cannot_be_written_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "table.csv"
    file.write_text("old", encoding="utf-8")

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    for target in (file, tmp_path / "nowhere" / "table.csv", tmp_path / "a\0b"):
        with pytest.raises(UsageError) as caught:
            save_csv(target, ["a"], [["b"]])
        assert caught.value.reference == "tables.not-written"
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]
    assert file.read_text(encoding="utf-8") == "old"
