"""A small raster canvas: anti-aliased polygons, soft shadows, and PNG, with nothing but the standard library.

Every edge adds the exact area that it covers to the pixels it passes. Runs of pixels that are wholly
inside are then copied as slices, so only edge pixels cost a loop: that makes pure Python quick enough.

Coordinates are pixels, x to the right, y down. A `Paint` is one row of colours that is laid under the
picture and shifted by a constant from row to row: a flat colour, or a linear gradient at any steep angle.
"""

from __future__ import annotations

import struct
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, hypot

Point = tuple[float, float]
Loop = Sequence[Point]

_WHOLE = 0.996  # coverage from which a pixel counts as wholly inside


@dataclass(frozen=True)
class Paint:
    """The colour of pixel (x, y) is the triple number `int(x + start + slope * y)` of `ramp`."""

    ramp: bytes
    start: float = 0.0
    slope: float = 0.0


class Canvas:
    """A square RGB picture that starts as a soft vertical gradient from `top` to `bottom`."""

    def __init__(self, size: int, *, top: bytes, bottom: bytes) -> None:
        self.size = size
        self._rows: list[bytearray] = []
        for y in range(size):
            part = y / (size - 1)
            colour = bytes(round(a + (b - a) * part) for a, b in zip(top, bottom, strict=True))
            self._rows.append(bytearray(colour * size))

    def flat(self, colour: bytes) -> Paint:
        """A paint of one colour."""
        return Paint(colour * self.size)

    def gradient(
        self, loops: Sequence[Loop], *, across: Point, origin: Point, reach: float, table: Sequence[bytes]
    ) -> Paint:
        """A linear gradient for these loops, running along the unit vector `across`.

        The first colour of `table` lies `reach` pixels before `origin`, the last one `reach` behind it.
        `across` must not be nearly vertical: rows are what the canvas copies.
        """
        gx, gy = across
        if gx < 0:
            gx, gy, table = -gx, -gy, table[::-1]
        slope = gy / gx
        xs = [x for loop in loops for x, _ in loop]
        ys = [y for loop in loops for _, y in loop]
        ends = (slope * (min(ys) - 2), slope * (max(ys) + 2))
        first = floor(min(xs) - 2 + min(ends))
        last = ceil(max(xs) + 2 + max(ends))
        zero = origin[0] + slope * origin[1]
        top = len(table) - 1
        half = top / 2
        step = half * gx / reach
        ramp = b"".join(
            table[min(top, max(0, round(half + (index + 0.5 - zero) * step)))]
            for index in range(first, last + 1)
        )
        return Paint(ramp, -first, slope)

    def fill(self, loops: Sequence[Loop], paint: Paint) -> None:
        """Fill the area inside the first loop and outside the others."""
        ramp, slope = paint.ramp, paint.slope
        for y, first, last, cover in self._runs(loops):
            row = self._rows[y]
            start, end = 3 * first, 3 * last
            shift = 3 * int(paint.start + slope * y)
            if cover > _WHOLE:
                row[start:end] = ramp[start + shift : end + shift]
            else:
                for index in range(start, end):
                    row[index] += int((ramp[index + shift] - row[index]) * cover)

    def darken(self, loop: Loop, factor: float) -> None:
        """Multiply the area inside the loop by `factor`, as a shadow does."""
        table = bytes(round(value * factor) for value in range(256))
        for y, first, last, cover in self._runs([loop]):
            row = self._rows[y]
            start, end = 3 * first, 3 * last
            if cover > _WHOLE:
                row[start:end] = row[start:end].translate(table)
            else:
                for index in range(start, end):
                    row[index] += int((table[row[index]] - row[index]) * cover)

    def stroke(self, points: Loop, paint: Paint, *, width: float, closed: bool = False) -> None:
        """Draw a line of this width through the points."""
        outline = _outline(points, width / 2, closed=closed)
        if outline:
            self.fill(outline, paint)

    def png(self) -> bytes:
        """The picture as a PNG file."""
        header = struct.pack(">IIBBBBB", self.size, self.size, 8, 2, 0, 0, 0)
        pixels = zlib.compress(b"".join(b"\0" + row for row in self._rows), 3)
        return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")

    def _runs(self, loops: Sequence[Loop]) -> Iterator[tuple[int, int, int, float]]:
        """The runs of equally covered pixels: row, first pixel, pixel after the last, coverage up to 1."""
        size = self.size
        ys = [y for loop in loops for _, y in loop]
        top, bottom = max(0, floor(min(ys))), min(size, ceil(max(ys)))
        # How coverage changes at each pixel, row by row: the sum up to a pixel is that pixel's coverage.
        changes: list[dict[int, float]] = [defaultdict(float) for _ in range(top, bottom)]
        for number, loop in enumerate(loops):
            _trace(loop, changes, top, size, outer=number == 0)
        for y, row in enumerate(changes, top):
            cover, since = 0.0, 0
            for pixel in sorted(row):
                if pixel > since:
                    if cover > 0.004:
                        yield y, since, pixel if pixel < size else size, cover
                    since = pixel
                cover += row[pixel]


def _trace(loop: Loop, changes: list[dict[int, float]], top: int, size: int, *, outer: bool) -> None:
    """Add the exact area that a closed loop covers, or for an inner loop uncovers, pixel by pixel."""
    turn = 1 if (area(loop) > 0) != outer else -1
    x0, y0 = loop[-1]
    for x1, y1 in loop:
        if y0 != y1:
            (xa, ya), (xb, yb), sign = ((x0, y0), (x1, y1), turn) if y0 < y1 else ((x1, y1), (x0, y0), -turn)
            slope = (xb - xa) / (yb - ya)
            for row in range(max(0, floor(ya) - top), min(len(changes), ceil(yb) - top)):
                upper, lower = row + top, row + top + 1
                start = ya if ya > upper else upper
                end = yb if yb < lower else lower
                left, right = xa + slope * (start - ya), xa + slope * (end - ya)
                if left > right:
                    left, right = right, left
                left = 0.0 if left < 0 else size if left > size else left
                right = 0.0 if right < 0 else size if right > size else right
                pixel, height = int(left), sign * (end - start)
                if pixel == int(right):
                    beyond = height * ((left + right) / 2 - pixel)
                    changes[row][pixel] += height - beyond
                    changes[row][pixel + 1] += beyond
                else:
                    _slant(changes[row], left, right, height)
        x0, y0 = x1, y1


def _slant(row: dict[int, float], left: float, right: float, height: float) -> None:
    """Account for an edge that crosses `height` of one pixel row, and several of its pixels on the way."""
    first, last = int(left), int(right)
    # Each pixel that the edge passes takes its share of the height.
    share = height / (right - left)
    for pixel in range(first, last + 1):
        enter = left if pixel == first else pixel
        leave = right if pixel == last else pixel + 1
        part = share * (leave - enter)
        beyond = part * ((enter + leave) / 2 - pixel)
        row[pixel] += part - beyond
        row[pixel + 1] += beyond


def area(loop: Loop) -> float:
    """The signed area inside a closed loop."""
    total = 0.0
    x0, y0 = loop[-1]
    for x1, y1 in loop:
        total += x0 * y1 - x1 * y0
        x0, y0 = x1, y1
    return total / 2


def _outline(points: Loop, half: float, *, closed: bool) -> list[list[Point]]:
    """The loops around a line: one for an open line, the outer and the inner one for a closed line."""
    kept = [point for index, point in enumerate(points) if index == 0 or point != points[index - 1]]
    if closed and len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    if len(kept) < 2:
        return []
    left: list[Point] = []
    right: list[Point] = []
    last = len(kept) - 1
    for index, (x, y) in enumerate(kept):
        before = kept[index - 1] if index or closed else None
        after = kept[(index + 1) % len(kept)] if index < last or closed else None
        nx, ny = _offset(before, (x, y), after)
        left.append((x + nx * half, y + ny * half))
        right.append((x - nx * half, y - ny * half))
    if closed:
        return sorted((left, right), key=lambda loop: abs(area(loop)), reverse=True)
    return [left + right[::-1]]


def _offset(before: Point | None, point: Point, after: Point | None) -> Point:
    """The direction, and by its length the mitre, in which an outline lies beside a point."""
    normals = []
    for start, end in ((before, point), (point, after)):
        if start is not None and end is not None:
            dx, dy = end[0] - start[0], end[1] - start[1]
            length = hypot(dx, dy)
            normals.append((-dy / length, dx / length))
    nx = sum(normal[0] for normal in normals)
    ny = sum(normal[1] for normal in normals)
    # Longer than two half widths, a mitre would become a spike.
    scale = len(normals) / max(nx * nx + ny * ny, 0.5 * len(normals))
    return nx * scale, ny * scale


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
