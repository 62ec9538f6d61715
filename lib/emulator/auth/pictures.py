"""Pictures of people: a head and shoulders on a colour of one's own, served without a token."""

from __future__ import annotations

import colorsys
import zlib
from functools import lru_cache
from math import cos, pi, sin

from ..answers import gateway_error
from ..backend import Backend, Caller
from ..derivatives.canvas import Canvas, Point
from ..messages import Answer, Request

SIZES = (20, 40, 50, 58, 80, 120, 160, 176, 240, 360)
"""The widths in pixels that the example of the official description names."""

PICTURE_SIZE = 120
_CORNERS = 64


def get_picture(backend: Backend, _: Caller, request: Request) -> Answer:
    """Answer with the picture of a person at a path such as `/_pictures/SAMPLEUSER01/x120.png`."""
    user_id, name = request.params["user"], request.params["file"]
    size = next((size for size in SIZES if name == f"x{size}.png"), None)
    if size is None or not backend.database.value("SELECT 1 FROM users WHERE id = ?", (user_id,)):
        raise gateway_error(404, "The requested resource does not exist.")
    headers = {"Content-Type": "image/png", "Cache-Control": "public, max-age=3600"}
    return Answer(200, draw_person(user_id, size), headers)


@lru_cache(maxsize=128)
def draw_person(user_id: str, size: int) -> bytes:
    """Return a person's picture as a square PNG of `size` pixels, the same in every run."""
    hue = zlib.crc32(user_id.encode()) % 360 / 360
    canvas = Canvas(size, top=_colour(hue, 0.55), bottom=_colour(hue, 0.38))
    light = canvas.flat(_colour(hue, 0.92))
    canvas.fill([_ellipse(size, middle=(0.5, 0.4), reach=(0.18, 0.2))], light)
    canvas.fill([_ellipse(size, middle=(0.5, 1.04), reach=(0.36, 0.38))], light)
    return canvas.png()


def _colour(hue: float, lightness: float) -> bytes:
    return bytes(round(255 * part) for part in colorsys.hls_to_rgb(hue, lightness, 0.42))


def _ellipse(size: int, *, middle: Point, reach: Point) -> list[Point]:
    turns = (2 * pi * number / _CORNERS for number in range(_CORNERS))
    return [
        (size * (middle[0] + reach[0] * cos(turn)), size * (middle[1] + reach[1] * sin(turn)))
        for turn in turns
    ]
