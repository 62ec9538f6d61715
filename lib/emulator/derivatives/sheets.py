"""The flat thumbnails of the sample hub: drawing sheets, spreadsheets, documents and photographs.

Coordinates are hundredths of the picture's side. Text is shown as grey bars, as it looks at this size.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, hypot, pi, sin

from .canvas import Canvas, Loop, Point
from .solids import BACKDROP_BOTTOM, BACKDROP_TOP

_WHITE = bytes((255, 255, 255))
_INK = bytes((44, 50, 58))
_FINE = bytes((128, 138, 150))
_TEXT = bytes((176, 184, 194))
_DIMENSION = bytes((42, 104, 176))
_CENTRE = bytes((206, 84, 72))
_GREEN = bytes((33, 125, 78))
_PALE_GREEN = bytes((226, 241, 232))
_GRID = bytes((204, 210, 216))
_RED = bytes((200, 52, 46))


class Sheet:
    """A picture with paper on it, drawn in hundredths."""

    def __init__(self, size: int) -> None:
        self._scale = size / 100
        self._canvas = Canvas(size, top=BACKDROP_TOP, bottom=BACKDROP_BOTTOM)

    def png(self) -> bytes:
        """The picture as a PNG file."""
        return self._canvas.png()

    def paper(self, x: float, y: float, width: float, height: float) -> None:
        """A white sheet that lies on the backdrop with a soft shadow."""
        for step in range(6):
            grow = 2.2 - 0.4 * step
            self._canvas.darken(
                self._place(_box(x - grow, y - grow + 1.4, width + 2 * grow, height + 2 * grow)), 0.975
            )
        self.box(x, y, width, height, _WHITE)
        self.line([*_box(x, y, width, height)], _TEXT, width=0.35, closed=True)

    def box(self, x: float, y: float, width: float, height: float, colour: bytes) -> None:
        """A filled rectangle."""
        self.area(_box(x, y, width, height), colour)

    def area(self, loop: Loop, colour: bytes) -> None:
        """A filled polygon."""
        self._canvas.fill([self._place(loop)], self._canvas.flat(colour))

    def line(self, points: Loop, colour: bytes, *, width: float = 0.4, closed: bool = False) -> None:
        """A line, never thinner than can be seen."""
        width = max(0.55, width * self._scale)
        self._canvas.stroke(self._place(points), self._canvas.flat(colour), width=width, closed=closed)

    def outline(self, x: float, y: float, width: float, height: float, *, thick: float = 0.55) -> None:
        """A visible edge of a part: a rectangle of ink."""
        self.line(_box(x, y, width, height), _INK, width=thick, closed=True)

    def circle(self, x: float, y: float, radius: float, colour: bytes = _INK, *, width: float = 0.55) -> None:
        """A circle drawn as a line."""
        self.line(_round(x, y, radius), colour, width=width, closed=True)

    def cross(self, x: float, y: float, reach: float) -> None:
        """The centre lines of something round."""
        self.dashes((x - reach, y), (x + reach, y))
        self.dashes((x, y - reach), (x, y + reach))

    def dashes(self, start: Point, end: Point) -> None:
        """A centre line: long dash, short dash."""
        length = hypot(end[0] - start[0], end[1] - start[1])
        dx, dy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
        at, dash = 0.0, 2.6
        while at < length:
            stop = min(length, at + dash)
            self.line(
                [(start[0] + dx * at, start[1] + dy * at), (start[0] + dx * stop, start[1] + dy * stop)],
                _CENTRE,
                width=0.3,
            )
            at, dash = stop + 0.8, 3.4 - dash

    def dimension(self, start: Point, end: Point) -> None:
        """A dimension line with arrows at both ends and its number in the middle."""
        self.line([start, end], _DIMENSION, width=0.3)
        length = hypot(end[0] - start[0], end[1] - start[1])
        dx, dy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
        for (x, y), way in ((start, 1), (end, -1)):
            tail = (x + way * 1.9 * dx, y + way * 1.9 * dy)
            self.area(
                [(x, y), (tail[0] - 0.6 * dy, tail[1] + 0.6 * dx), (tail[0] + 0.6 * dy, tail[1] - 0.6 * dx)],
                _DIMENSION,
            )
        x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
        across, along = (2.1, 0.9) if abs(dx) > abs(dy) else (0.9, 2.1)
        self.box(x - across - 0.6, y - along - 0.3, 2 * across + 1.2, 2 * along + 0.6, _WHITE)
        self.box(x - across + 0.3, y - along + 0.25, 2 * across - 0.6, 2 * along - 0.5, _DIMENSION)

    def text(
        self, x: float, y: float, widths: Sequence[float], *, pitch: float, colour: bytes = _TEXT
    ) -> None:
        """Lines of text."""
        for number, width in enumerate(widths):
            self.box(x, y + number * pitch, width, pitch * 0.42, colour)

    def _place(self, loop: Loop) -> list[Point]:
        return [(x * self._scale, y * self._scale) for x, y in loop]


def drawing(variant: int, size: int) -> bytes:
    """A drawing sheet with frame, title block, views and dimensions; 1 to 5 lay it out differently."""
    sheet = Sheet(size)
    sheet.paper(5, 17, 90, 66)
    sheet.line(_box(7.5, 19.5, 85, 61), _INK, width=0.6, closed=True)
    for mark in range(1, 6):
        x = 7.5 + mark * 85 / 6
        sheet.line([(x, 17.2), (x, 19.5)], _FINE, width=0.3)
        sheet.line([(x, 80.5), (x, 82.8)], _FINE, width=0.3)
    _title_block(sheet)
    if variant == 2:
        _shaft_view(sheet, 13, 36)
        _round_view(sheet, 78, 36, 9.5)
        sheet.text(13, 62, (26, 30, 22, 28), pitch=3)
    elif variant == 3:
        _front_view(sheet, 20, 25, 1.2)
    elif variant == 4:
        _round_view(sheet, 28, 41, 13.5)
        _front_view(sheet, 52, 27, 0.72)
        _table(sheet, 12, 65, rows=4, columns=(4, 12, 8, 8))
    elif variant == 5:
        _exploded_view(sheet)
        _table(sheet, 62, 22.5, rows=7, columns=(4, 15, 8))
    else:
        _front_view(sheet, 13, 26, 0.85)
        _round_view(sheet, 71, 38, 11.5)
        _top_view(sheet, 14, 61)
    return sheet.png()


def spreadsheet(_: int, size: int) -> bytes:
    """A spreadsheet: a grid with a header, numbers and one highlighted total."""
    sheet = Sheet(size)
    sheet.paper(14, 10, 72, 80)
    sheet.box(14, 10, 72, 9, _GREEN)
    sheet.box(17, 13.4, 22, 2.4, _PALE_GREEN)
    sheet.box(14, 19, 72, 6.6, _PALE_GREEN)
    sheet.box(14, 83.4, 72, 6.6, _PALE_GREEN)
    columns = (14.0, 21.0, 45.0, 58.0, 71.0, 86.0)
    for number in range(11):
        y = 19 + number * 6.44
        sheet.line([(14, y), (86, y)], _GRID, width=0.35)
        strong = number in (0, 10)
        bar = _GREEN if strong else _TEXT
        sheet.box(16, y + 2.4, 3, 1.9, bar)
        sheet.box(23, y + 2.4, (18, 15, 19, 11, 16, 14, 20, 12, 17, 13, 9)[number], 1.9, bar)
        for column, right in enumerate(columns[3:]):
            width = 4 + (number * 5 + column * 3) % 5
            sheet.box(right - 2 - width, y + 2.4, width, 1.9, bar if strong else _FINE)
    for x in columns[1:-1]:
        sheet.line([(x, 19), (x, 90)], _GRID, width=0.35)
    sheet.line(_box(58, 51.2, 13, 6.44), _GREEN, width=0.9, closed=True)
    return sheet.png()


def pdf(_: int, size: int) -> bytes:
    """A document page with a headline, a figure, text in two columns and a red badge."""
    sheet = Sheet(size)
    sheet.paper(20, 8, 60, 84)
    sheet.box(26, 14, 30, 3.6, _INK)
    sheet.box(26, 19.6, 20, 1.9, _TEXT)
    sheet.box(26, 25, 48, 24, bytes((236, 240, 244)))
    sheet.circle(42, 37, 8.5, _FINE)
    sheet.circle(42, 37, 5.2, _FINE)
    sheet.circle(42, 37, 2.2, _FINE)
    for turn in range(6):
        angle = turn * pi / 3
        sheet.circle(42 + 6.9 * cos(angle), 37 + 6.9 * sin(angle), 0.8, _FINE, width=0.4)
    sheet.text(57, 30, (13, 11, 14, 9, 12), pitch=3.2)
    left, right = (22, 20, 22, 21, 18, 22, 20, 22, 13), (22, 21, 19, 22, 20, 22, 16)
    sheet.text(26, 53.5, left, pitch=3.2)
    sheet.text(52, 53.5, right, pitch=3.2)
    sheet.box(60, 80, 20, 8, _RED)
    for x, width in ((63, 3.6), (68.2, 3.6), (73.4, 3.6)):
        sheet.box(x, 82.4, width, 3.2, _WHITE)
    return sheet.png()


def photo(_: int, size: int) -> bytes:
    """A photograph: a print with a white border."""
    sheet = Sheet(size)
    sheet.paper(10, 18, 80, 64)
    for band in range(24):
        part = band / 23
        colour = bytes(
            round(a + (b - a) * part) for a, b in zip((108, 164, 214), (236, 232, 214), strict=True)
        )
        sheet.box(13, 21 + band * 58 / 24, 74, 58 / 24 + 0.3, colour)
    for number, tone in enumerate((bytes((250, 226, 168)), bytes((255, 240, 200)))):
        sheet.area(_round(68, 37, 7 - 1.8 * number), tone)
    sheet.area(
        [(13, 62), (26, 48), (36, 56), (52, 42), (70, 58), (80, 52), (87, 57), (87, 79), (13, 79)],
        bytes((118, 142, 132)),
    )
    sheet.area([(13, 70), (32, 62), (50, 67), (72, 60), (87, 66), (87, 79), (13, 79)], bytes((92, 118, 88)))
    sheet.area([(13, 76), (40, 71), (64, 73), (87, 71), (87, 79), (13, 79)], bytes((196, 166, 92)))
    return sheet.png()


def _title_block(sheet: Sheet) -> None:
    x, y = 60.0, 67.5
    sheet.line(_box(x, y, 32.5, 13), _INK, width=0.5, closed=True)
    for height in (4.3, 8.6):
        sheet.line([(x, y + height), (x + 32.5, y + height)], _FINE, width=0.3)
    for along in (12.0, 23.0):
        sheet.line([(x + along, y), (x + along, y + 13)], _FINE, width=0.3)
    sheet.text(x + 1.5, y + 1.5, (8, 6.5, 9), pitch=4.3)
    sheet.text(x + 13.5, y + 1.5, (7, 8.5), pitch=4.3)
    sheet.text(x + 24.5, y + 1.5, (6, 5, 6.5), pitch=4.3)
    sheet.box(x + 13.5, y + 9.9, 8, 1.9, _INK)


def _front_view(sheet: Sheet, x: float, y: float, scale: float) -> None:
    """The gearbox from the front, with its two bearing bosses."""

    def at(u: float, v: float) -> Point:
        return x + u * scale, y + v * scale

    def rect(u: float, v: float, width: float, height: float) -> None:
        sheet.outline(*at(u, v), width * scale, height * scale)

    rect(3, 0, 40, 3)
    rect(5, 3, 36, 20)
    rect(0, 23, 46, 3.4)
    for u, radius in ((14.5, 4.6), (29.5, 7.0)):
        centre = at(u, 13)
        for part in (1.0, 0.66, 0.4):
            sheet.circle(*centre, radius * scale * part)
        sheet.cross(*centre, (radius + 1.8) * scale)
    sheet.line([at(14.5, 23), at(14.5, 31)], _DIMENSION, width=0.25)
    sheet.line([at(29.5, 23), at(29.5, 31)], _DIMENSION, width=0.25)
    sheet.dimension(at(14.5, 30), at(29.5, 30))
    sheet.line([at(46.5, 0), at(51, 0)], _DIMENSION, width=0.25)
    sheet.line([at(46.5, 26.4), at(51, 26.4)], _DIMENSION, width=0.25)
    sheet.dimension(at(50, 0), at(50, 26.4))


def _round_view(sheet: Sheet, x: float, y: float, radius: float) -> None:
    """A flange from the front, with its bolt circle."""
    for part in (1.0, 0.52, 0.34):
        sheet.circle(x, y, radius * part)
    for turn in range(6):
        angle = turn * pi / 3 + pi / 6
        sheet.circle(x + 0.76 * radius * cos(angle), y + 0.76 * radius * sin(angle), radius * 0.1, width=0.45)
    sheet.circle(x, y, radius * 0.76, _CENTRE, width=0.25)
    sheet.cross(x, y, radius + 2)
    below = y + radius + 5
    for side in (x - radius, x + radius):
        sheet.line([(side, y + 1), (side, below + 1)], _DIMENSION, width=0.25)
    sheet.dimension((x - radius, below), (x + radius, below))


def _top_view(sheet: Sheet, x: float, y: float) -> None:
    """The gearbox from above, its shafts towards the viewer."""
    sheet.outline(x, y, 36, 11)
    sheet.outline(x + 2.5, y + 1.5, 31, 8, thick=0.4)
    for along in (5.0, 13.7, 22.3, 31.0):
        for across in (0.9, 10.1):
            sheet.circle(x + along, y + across, 0.5, width=0.35)
    for along, half in ((9.5, 1.3), (23.5, 2.1)):
        sheet.outline(x + along - half, y + 11, 2 * half, 4.5)
        sheet.dashes((x + along, y - 1.5), (x + along, y + 17))


def _shaft_view(sheet: Sheet, x: float, y: float) -> None:
    """A stepped shaft from the side, with its lengths."""
    sheet.dashes((x - 2, y), (x + 50, y))
    along = x
    for half, length in ((3.2, 9), (4.6, 8), (6.2, 13), (4.6, 7), (3.2, 10)):
        sheet.outline(along, y - half, length, 2 * half)
        sheet.line([(along, y + half), (along, y + 11)], _DIMENSION, width=0.25)
        sheet.dimension((along, y + 10), (along + length, y + 10))
        along += length
    sheet.line([(along, y + 3.2), (along, y + 17)], _DIMENSION, width=0.25)
    sheet.line([(x, y + 11), (x, y + 17)], _DIMENSION, width=0.25)
    sheet.dimension((x, y + 16), (along, y + 16))


def _exploded_view(sheet: Sheet) -> None:
    """Round parts pulled apart along a slanted axis, each with its item number."""
    # Along the axis, and across it to where a round part's silhouette lies.
    ax, ay = 0.73, -0.69
    sheet.dashes((12, 74.5), (59, 30))
    for number, (part, radius, length) in enumerate(
        ((0.0, 5.5, 4), (0.22, 7.5, 6), (0.42, 4.5, 3), (0.58, 7, 4), (0.78, 3.8, 7), (1.0, 5.2, 3))
    ):
        x, y = 17 + 39 * part, 69.7 - 37 * part
        far = (x - length * ax, y - length * ay)
        near_ring, far_ring = (
            [
                (
                    cx + radius * (0.42 * cos(angle) * ax + sin(angle) * ay),
                    cy + radius * (0.42 * cos(angle) * ay - sin(angle) * ax),
                )
                for angle in _turn()
            ]
            for cx, cy in ((x, y), far)
        )
        sheet.area(far_ring, _WHITE)
        sheet.line(far_ring, _INK, width=0.5, closed=True)
        sheet.area([far_ring[8], near_ring[8], near_ring[24], far_ring[24]], _WHITE)
        for side in (8, 24):
            sheet.line([far_ring[side], near_ring[side]], _INK, width=0.5)
        sheet.area(near_ring, _WHITE)
        sheet.line(near_ring, _INK, width=0.5, closed=True)
        hole = [(x + 0.4 * (px - x), y + 0.4 * (py - y)) for px, py in near_ring]
        sheet.line(hole, _INK, width=0.45, closed=True)
        balloon = (x - 9.0, y - 8.0) if number % 2 else (x + 8.5, y + 6.5)
        sheet.line([(x, y), balloon], _DIMENSION, width=0.25)
        sheet.area(_round(*balloon, 1.9), _WHITE)
        sheet.circle(*balloon, 1.9, _DIMENSION, width=0.4)
        sheet.box(balloon[0] - 0.4, balloon[1] - 0.9, 0.8, 1.8, _DIMENSION)


def _table(sheet: Sheet, x: float, y: float, *, rows: int, columns: Sequence[float]) -> None:
    """A parts list or a list of measured values."""
    width = sum(columns)
    for row in range(rows + 1):
        sheet.line([(x, y + 3.2 * row), (x + width, y + 3.2 * row)], _FINE, width=0.3)
    at = x
    for number, column in enumerate(columns):
        sheet.line([(at, y), (at, y + 3.2 * rows)], _FINE, width=0.3)
        sheet.text(
            at + 0.8, y + 1, [column * (0.45 + 0.1 * ((row + number) % 4)) for row in range(rows)], pitch=3.2
        )
        at += column
    sheet.line([(at, y), (at, y + 3.2 * rows)], _FINE, width=0.3)


def _box(x: float, y: float, width: float, height: float) -> list[Point]:
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def _round(x: float, y: float, radius: float) -> list[Point]:
    return [(x + radius * cos(angle), y + radius * sin(angle)) for angle in _turn()]


def _turn() -> list[float]:
    return [2 * pi * step / 32 for step in range(32)]
