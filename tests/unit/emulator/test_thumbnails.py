"""Thumbnails: real PNG files of the asked size, the same in every run, and pictures rather than blobs."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import zlib
from collections import Counter
from pathlib import Path

import pytest
from addin.lib.emulator.derivatives import thumbnails
from addin.lib.emulator.derivatives.canvas import Canvas

ROOT = Path(__file__).resolve().parents[3]
SPECS = (
    *("assembly", "bracket", "conveyor", "coupling", "cover", "housing", "motor", "nut", "pulley", "roller"),
    *("washer", "pdf", "photo", "spreadsheet", "bearing:8", "flange:6", "gear:16", "gear:36", "plate:4"),
    *("bolt:2", "capscrew:2", "countersunk:2", "setscrew:2", "shaft:1", "shaft:2", "shaft:3"),
    *(f"gearbox:{version}" for version in range(1, 9)),
    *(f"drawing:{layout}" for layout in range(1, 6)),
)

Picture = list[list[tuple[int, int, int]]]


def decode(png: bytes) -> Picture:
    """The rows of an 8-bit RGB PNG; every checksum is verified."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, chunks = 8, []
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        data = png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length]) == (zlib.crc32(kind + data),)
        chunks.append((kind, data))
        at += 12 + length
    assert [kind for kind, _ in chunks] == [b"IHDR", b"IDAT", b"IEND"]
    width, height, *form = struct.unpack(">IIBBBBB", chunks[0][1])
    assert form == [8, 2, 0, 0, 0], "8 bit, RGB, no interlace"
    pixels = zlib.decompress(chunks[1][1])
    stride = 3 * width + 1
    assert len(pixels) == stride * height
    rows = []
    for y in range(height):
        line = pixels[y * stride : (y + 1) * stride]
        assert line[0] == 0, "no row filter"
        rows.append([(line[i], line[i + 1], line[i + 2]) for i in range(1, stride, 3)])
    return rows


def difference(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """How far two colours lie apart, in the channel in which they differ most."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("size", [100, 200, 400])
def test_a_thumbnail_has_the_size_that_was_asked_for(size: int) -> None:
    picture = decode(thumbnails.render("gearbox:8", size))
    assert (len(picture), len(picture[0])) == (size, size)


@pytest.mark.parametrize("spec", SPECS)
def test_a_thumbnail_is_a_picture(spec: str) -> None:
    picture = decode(thumbnails.render(spec, 100))
    backdrop = decode(Canvas(100, top=bytes((250, 251, 252)), bottom=bytes((217, 223, 230))).png())
    for x, y in ((0, 0), (99, 0), (0, 99), (99, 99)):
        assert max(abs(a - b) for a, b in zip(picture[y][x], backdrop[y][x], strict=True)) < 12, (
            "free corners"
        )
    drawn = [
        pixel
        for row, behind in zip(picture, backdrop, strict=True)
        for pixel, ground in zip(row, behind, strict=True)
        if difference(pixel, ground) > 24
    ]
    assert 700 < len(drawn) < 7500, "neither a speck nor a poster"
    assert len(set(drawn)) > 60, "shades and smooth edges"
    assert min(sum(pixel) for pixel in drawn) < 300, "dark edges"
    assert Counter(drawn).most_common(1)[0][1] < 0.8 * len(drawn), "no blob of one colour"


def test_no_two_specs_look_alike() -> None:
    assert len({thumbnails.render(spec, 100) for spec in SPECS}) == len(SPECS)


def test_another_process_draws_the_same_bytes() -> None:
    specs = ("gear:36", "bearing:8", "bolt:2", "housing", "drawing:5", "photo")
    script = (
        "import json, runpy, sys, zlib\n"
        "runpy.run_path('DataBrowserAddin.py')['load']('addin')\n"
        "from addin.lib.emulator.derivatives import thumbnails\n"
        "print(json.dumps([zlib.crc32(thumbnails.render(spec, 200)) for spec in sys.argv[1:]]))\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script, *specs],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    thumbnails.render.cache_clear()
    assert json.loads(answer.stdout) == [zlib.crc32(thumbnails.render(spec, 200)) for spec in specs]


@pytest.mark.parametrize(
    "spec",
    [
        "",
        "teapot",
        "teapot:3",
        "gear",
        "gear:",
        "gear:9",
        "gear:x",
        "gear:-16",
        "gear:²",
        "pdf:1",
        "nut:",
        "drawing:6",
    ],
)
def test_an_unknown_spec_is_refused(spec: str) -> None:
    with pytest.raises(ValueError, match="no thumbnail"):
        thumbnails.check(spec)
    with pytest.raises(ValueError, match="no thumbnail"):
        thumbnails.render(spec, 100)


@pytest.mark.parametrize("size", [0, 99, 150, 800])
def test_other_sizes_are_refused(size: int) -> None:
    with pytest.raises(ValueError, match=f"not {size}"):
        thumbnails.render("washer", size)


def test_a_second_request_costs_no_drawing() -> None:
    assert thumbnails.render("washer", 100) is thumbnails.render("washer", 100)


def grey(loop: list[tuple[float, float]]) -> Canvas:
    """A white canvas with one black loop on it."""
    canvas = Canvas(8, top=b"\xff\xff\xff", bottom=b"\xff\xff\xff")
    canvas.fill([loop], canvas.flat(b"\0\0\0"))
    return canvas


def test_an_edge_pixel_is_as_dark_as_it_is_covered() -> None:
    picture = decode(grey([(1.25, 2.5), (4.5, 2.5), (4.5, 5.0), (1.25, 5.0)]).png())
    levels = [1 - pixel[0] / 255 for row in picture[1:6] for pixel in row[:6]]
    assert levels == pytest.approx(
        [
            *(0, 0, 0, 0, 0, 0),
            *(0, 0.375, 0.5, 0.5, 0.25, 0),
            *(0, 0.75, 1, 1, 0.5, 0),
            *(0, 0.75, 1, 1, 0.5, 0),
            *(0, 0, 0, 0, 0, 0),
        ],
        abs=0.01,
    )


@pytest.mark.parametrize("turn", [1, -1])
def test_a_slanted_area_is_covered_exactly_and_cut_at_the_border(turn: int) -> None:
    triangle = [(-3.0, 0.0), (8.0, 0.0), (8.0, 6.0)][::turn]
    picture = decode(grey(triangle).png())
    covered = sum(1 - pixel[0] / 255 for row in picture for pixel in row)
    outside = 0.5 * 3 * (6 * 3 / 11)  # the part left of the canvas
    assert covered == pytest.approx(0.5 * 11 * 6 - outside, rel=0.01)


def test_a_second_loop_is_a_hole_whichever_way_it_turns() -> None:
    for inner in ([(2, 2), (6, 2), (6, 6), (2, 6)], [(2, 2), (2, 6), (6, 6), (6, 2)]):
        canvas = Canvas(8, top=b"\xff\xff\xff", bottom=b"\xff\xff\xff")
        canvas.fill([[(1, 1), (7, 1), (7, 7), (1, 7)], inner], canvas.flat(b"\0\0\0"))
        picture = decode(canvas.png())
        assert sum(pixel == (0, 0, 0) for row in picture for pixel in row) == 36 - 16


@pytest.mark.parametrize("turn", [1, -1])
def test_a_closed_line_goes_all_the_way_round_and_leaves_the_middle_free(turn: int) -> None:
    canvas = Canvas(8, top=b"\xff\xff\xff", bottom=b"\xff\xff\xff")
    square = [(1.5, 1.5), (6.5, 1.5), (6.5, 6.5), (1.5, 6.5)][::turn]
    canvas.stroke(square, canvas.flat(b"\0\0\0"), width=1, closed=True)
    drawn = {
        (x, y) for y, row in enumerate(decode(canvas.png())) for x, pixel in enumerate(row) if pixel[0] < 128
    }
    assert drawn == {(x, y) for x in range(1, 7) for y in range(1, 7) if {x, y} & {1, 6}}
