"""Shaded solids in isometric view, as a CAD program shows them: extrusions, holes, cones and balls.

The model space is right handed, z up; the viewer stands at (+x, -y, +z), so the faces towards +x, -y
and +z are seen. A `Scene` keeps what is drawn, in order; the caller adds solids from far to near.
`Scene.render` then fits all of it into a picture of any size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import acos, asin, atan2, cos, hypot, pi, sin, sqrt

from .canvas import Canvas, Loop, Paint, Point, area

Vector = tuple[float, float, float]
Colour = tuple[int, int, int]

X: Vector = (1.0, 0.0, 0.0)
FRONT: Vector = (0.0, -1.0, 0.0)
UP: Vector = (0.0, 0.0, 1.0)
# The plane across each axis: a profile's two coordinates run along these.
_PLANES: dict[Vector, tuple[Vector, Vector]] = {
    X: ((0.0, 1.0, 0.0), UP),
    FRONT: (X, UP),
    UP: (X, (0.0, 1.0, 0.0)),
}
_EYE: Vector = (1 / sqrt(3), -1 / sqrt(3), 1 / sqrt(3))
_LIGHT: Vector = (0.30, -0.56, 0.773)
_HALFWAY: Vector = (0.469, -0.603, 0.718)
_SKEW = sqrt(3) / 2
_TONES = 129
_INSIDE = 0.78  # how much of the light gets into holes
_MARGIN = 0.09
_SHADOW_STEPS = 10
_SMALLEST_GRADIENT = 2.5  # pixels to each side; below, the middle colour does
_EDGE_WIDTH = 0.0048  # of the picture's size

BACKDROP_TOP = bytes((250, 251, 252))
BACKDROP_BOTTOM = bytes((217, 223, 230))


@dataclass(frozen=True)
class Circle:
    """A round profile."""

    u: float
    v: float
    radius: float


@dataclass(frozen=True)
class Polygon:
    """A profile of straight edges; with `smooth` the corners get no edge lines, for curves made of facets."""

    points: tuple[Point, ...]
    smooth: bool = False


Profile = Circle | Polygon


@dataclass(frozen=True)
class Hole:
    """An opening in the visible cap: through, or `depth` deep; a floor is seen if it has a colour."""

    profile: Profile
    depth: float | None = None
    floor: Colour | None = None


@dataclass(frozen=True)
class _Fill:
    loops: tuple[tuple[Point, ...], ...]
    tones: tuple[bytes, ...]
    across: Point = (0.6, 0.8)
    origin: Point = (0.0, 0.0)
    reach: float = 1.0


@dataclass(frozen=True)
class _Line:
    points: tuple[Point, ...]
    colour: bytes
    closed: bool = False


@dataclass(frozen=True)
class _Shadow:
    loop: tuple[Point, ...]


@dataclass
class Scene:
    """Solids, from far to near."""

    _drawn: list[_Fill | _Line | _Shadow] = field(default_factory=list)

    def shadow(self, centre: Vector, *, along_x: float, along_y: float, bulge: float = 1.0) -> None:
        """A soft shadow on the ground, of these half lengths; the smaller the bulge, the more of a box."""
        # Many nested outlines, each a little darker, look like one soft one.
        for step in range(_SHADOW_STEPS):
            grow = 1.14 - 0.36 * step / _SHADOW_STEPS
            self._drawn.append(
                _Shadow(
                    tuple(
                        _project(
                            (
                                centre[0] + grow * along_x * _bulged(cos(angle), bulge),
                                centre[1] + grow * along_y * _bulged(sin(angle), bulge),
                                centre[2],
                            )
                        )
                        for angle in _angles(40)
                    )
                )
            )

    def extrude(
        self,
        profile: Profile,
        colour: Colour,
        *,
        at: Vector = (0.0, 0.0, 0.0),
        axis: Vector = UP,
        height: float,
        holes: Sequence[Hole] = (),
        capped: bool = True,
    ) -> None:
        """A profile pulled from `at` along `axis`, with holes in its cap, the end that is seen.

        Leave out a cap that the next solid hides: it costs as much to draw as all the rest.
        """
        top = _add(at, axis, height)
        self._wall(profile, colour, top=top, axis=axis, height=height)
        if not capped:
            return
        loops = self._cap(top, axis, [profile, *(hole.profile for hole in holes)], colour)
        for hole in holes:
            self.bore(hole, colour, at=top, axis=axis, through=height)
        for loop in loops:
            self._drawn.append(_Line(loop, _edge(colour), closed=True))

    def bore(
        self, hole: Hole, colour: Colour, *, at: Vector, axis: Vector = UP, through: float = 1.0
    ) -> None:
        """A convex opening in a flat face at `at`: its far wall, and its floor if it has one."""
        depth = hole.depth or through
        rim = _loop(hole.profile, at, axis)
        bottom = _add(at, axis, -depth)
        floor = _clip(_loop(hole.profile, bottom, axis), rim)
        if isinstance(hole.profile, Circle):
            u, v = _PLANES[axis]
            facing = atan2(_dot(v, _EYE), _dot(u, _EYE)) + pi
            across, reach = _silhouette(axis, u, v, facing)
            centre = _project(_centre(hole.profile, at, axis))
            loops = (rim, floor) if floor else (rim,)
            tones = _round_tones(colour, axis, facing, None)
            self._drawn.append(_Fill(loops, tones, across, centre, reach * hole.profile.radius))
        else:
            for quad, normal in _walls(hole.profile, top=at, axis=axis, height=depth, inner=True):
                seen = _clip(_overlap(quad), rim)
                if seen:
                    self._drawn.append(_Fill((seen,), (_shade(colour, normal, dim=_INSIDE),)))
        if floor and hole.floor is not None:
            self._drawn.append(_Fill((floor,), (_shade(hole.floor, axis, dim=_INSIDE),)))
            self._drawn.append(_Line(floor, _edge(hole.floor), closed=True))

    def cylinder(
        self,
        radius: float,
        colour: Colour,
        *,
        at: Vector,
        axis: Vector = UP,
        height: float,
        bore: float = 0.0,
        depth: float | None = None,
        capped: bool = True,
    ) -> None:
        """A cylinder from `at` along `axis`; a bore goes through, or is `depth` deep."""
        holes = (
            [Hole(Circle(0.0, 0.0, bore), depth, None if depth is None else _dark(colour))] if bore else []
        )
        self.extrude(
            Circle(0.0, 0.0, radius), colour, at=at, axis=axis, height=height, holes=holes, capped=capped
        )

    def cone(
        self,
        radius: float,
        colour: Colour,
        *,
        end: float,
        at: Vector,
        axis: Vector = UP,
        height: float,
        capped: bool = True,
    ) -> None:
        """A blunt cone from `radius` at `at` to the radius `end`, its visible end a flat cap."""
        self._cone_wall(radius, colour, end=end, at=at, axis=axis, height=height)
        if not capped:
            return
        loops = self._cap(_add(at, axis, height), axis, [Circle(0.0, 0.0, end)], colour)
        self._drawn.append(_Line(loops[0], _edge(colour), closed=True))

    def thread(
        self, radius: float, colour: Colour, *, at: Vector, axis: Vector = UP, turns: int, pitch: float
    ) -> None:
        """A threaded rod, or cooling ribs: rings of this radius, one after the other."""
        for turn in range(2 * turns):
            low, high = (0.84 * radius, radius) if turn % 2 == 0 else (radius, 0.84 * radius)
            start = _add(at, axis, turn * pitch / 2)
            self._cone_wall(low, colour, end=high, at=start, axis=axis, height=pitch / 2)

    def ball(self, centre: Vector, radius: float, colour: Colour) -> None:
        """A polished ball."""
        cx, cy = _project(centre)
        reach = radius * 1.2247
        for step in range(10):
            part = step / 9
            tone = bytes(min(255, round(value * (0.48 + 0.62 * part) + 70 * part**4)) for value in colour)
            shift, size = 0.38 * part * reach, reach * (1 - 0.86 * part)
            loop = tuple(
                (cx - 0.6 * shift + size * cos(angle), cy - shift + size * sin(angle))
                for angle in _angles(24)
            )
            self._drawn.append(_Fill((loop,), (tone,)))

    def render(self, size: int) -> bytes:
        """The scene as a square PNG of this many pixels."""
        points = [
            p for drawn in self._drawn if isinstance(drawn, _Fill) for loop in drawn.loops for p in loop
        ]
        left, right = min(x for x, _ in points), max(x for x, _ in points)
        above, below = min(y for _, y in points), max(y for _, y in points)
        scale = size * (1 - 2 * _MARGIN) / max(right - left, below - above)
        dx = (size - scale * (left + right)) / 2
        dy = (size - scale * (above + below)) / 2
        canvas = Canvas(size, top=BACKDROP_TOP, bottom=BACKDROP_BOTTOM)

        def place(loop: Loop) -> list[Point]:
            return [(x * scale + dx, y * scale + dy) for x, y in loop]

        for drawn in self._drawn:
            if isinstance(drawn, _Shadow):
                canvas.darken(place(drawn.loop), 0.969)
            elif isinstance(drawn, _Line):
                width = max(0.7, _EDGE_WIDTH * size)
                canvas.stroke(
                    place(drawn.points), canvas.flat(drawn.colour), width=width, closed=drawn.closed
                )
            else:
                loops = [place(loop) for loop in drawn.loops]
                canvas.fill(loops, self._paint(canvas, drawn, loops, place([drawn.origin])[0], scale))
        return canvas.png()

    @staticmethod
    def _paint(canvas: Canvas, fill: _Fill, loops: Sequence[Loop], origin: Point, scale: float) -> Paint:
        reach = fill.reach * scale
        if len(fill.tones) == 1 or reach < _SMALLEST_GRADIENT:
            return canvas.flat(fill.tones[len(fill.tones) // 2])
        return canvas.gradient(loops, across=fill.across, origin=origin, reach=reach, table=fill.tones)

    def _cap(
        self, top: Vector, axis: Vector, profiles: Sequence[Profile], colour: Colour
    ) -> list[tuple[Point, ...]]:
        loops = [_loop(profile, top, axis) for profile in profiles]
        xs = [x for x, _ in loops[0]]
        ys = [y for _, y in loops[0]]
        origin = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
        reach = 0.5 * hypot(max(xs) - min(xs), max(ys) - min(ys))
        self._drawn.append(_Fill(tuple(loops), _flat_tones(colour, axis), origin=origin, reach=reach))
        return loops

    def _wall(self, profile: Profile, colour: Colour, *, top: Vector, axis: Vector, height: float) -> None:
        """The sides of an extrusion that are seen from outside."""
        edge = _edge(colour)
        if isinstance(profile, Circle):
            centre = _centre(profile, top, axis)
            self._cone_wall(
                profile.radius,
                colour,
                end=profile.radius,
                at=_add(centre, axis, -height),
                axis=axis,
                height=height,
            )
            return
        for quad, normal in _walls(profile, top=top, axis=axis, height=height, inner=False):
            loop = _overlap(quad) if profile.smooth else quad
            self._drawn.append(_Fill((loop,), (_shade(colour, normal),)))
            line = (quad[3], quad[2]) if profile.smooth else (quad[0], quad[3], quad[2], quad[1])
            self._drawn.append(_Line(line, edge))

    def _cone_wall(
        self, radius: float, colour: Colour, *, end: float, at: Vector, axis: Vector, height: float
    ) -> None:
        """The visible side of a cylinder or cone; in parallel projection its shading is a linear gradient."""
        u, v = _PLANES[axis]
        slant = hypot(height, radius - end)
        rise = (radius - end) / slant
        facing = atan2(_dot(v, _EYE), _dot(u, _EYE))
        side = hypot(_dot(v, _EYE), _dot(u, _EYE)) * height / slant
        half = acos(min(1.0, max(-1.0, -rise * _dot(axis, _EYE) / side)))
        steps = _facets(max(radius, end)) // 2
        angles = [facing + half * (2 * step / steps - 1) for step in range(steps + 1)]
        top = _add(at, axis, height)
        rim = [_project(_ring(top, u, v, end, angle)) for angle in angles]
        foot = [_project(_ring(at, u, v, radius, angle)) for angle in angles]
        tones = _round_tones(colour, axis, facing, round(rise, 3))
        across, reach = _silhouette(axis, u, v, facing)
        fill = _Fill((tuple(rim + foot[::-1]),), tones, across, _project(at), reach * max(radius, end))
        self._drawn.append(fill)
        self._drawn.append(_Line((rim[0], *foot, rim[-1]), _edge(colour)))


def rounded(half_u: float, half_v: float, radius: float, *, u: float = 0.0, v: float = 0.0) -> Polygon:
    """A rectangle with round corners, about (u, v)."""
    points = []
    for corner, (su, sv) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        for step in range(5):
            angle = (corner + step / 4) * pi / 2
            points.append(
                (
                    u + su * (half_u - radius) + radius * cos(angle),
                    v + sv * (half_v - radius) + radius * sin(angle),
                )
            )
    return Polygon(tuple(points), smooth=True)


def box(half_u: float, half_v: float, *, u: float = 0.0, v: float = 0.0) -> Polygon:
    """A rectangle about (u, v)."""
    return Polygon(
        (
            (u + half_u, v + half_v),
            (u - half_u, v + half_v),
            (u - half_u, v - half_v),
            (u + half_u, v - half_v),
        )
    )


def regular(corners: int, radius: float, *, turn: float = 0.0) -> Polygon:
    """A regular polygon with corners at this radius."""
    return Polygon(
        tuple((radius * cos(angle + turn), radius * sin(angle + turn)) for angle in _angles(corners))
    )


@lru_cache(maxsize=256)
def _round_tones(colour: Colour, axis: Vector, facing: float, rise: float | None) -> tuple[bytes, ...]:
    """Colours across a round wall; `rise` is its slope towards the axis, None for the inside of a hole."""
    u, v = _PLANES[axis]
    tones = []
    for tone in range(_TONES):
        angle = facing + asin(2 * tone / (_TONES - 1) - 1)
        side = _add(_scale(u, cos(angle)), v, sin(angle))
        if rise is None:
            tones.append(_shade(colour, _scale(side, -1.0), dim=_INSIDE))
        else:
            tones.append(_shade(colour, _add(_scale(side, sqrt(1 - rise * rise)), axis, rise)))
    return tuple(tones)


@lru_cache(maxsize=64)
def _flat_tones(colour: Colour, axis: Vector) -> tuple[bytes, ...]:
    """Colours across a flat cap: a sheen from the light's side keeps it from looking like paper."""
    base = _shade(colour, axis)
    return tuple(
        bytes(min(255, round(value * (1.07 - 0.13 * tone / (_TONES - 1)))) for value in base)
        for tone in range(_TONES)
    )


def _silhouette(axis: Vector, u: Vector, v: Vector, facing: float) -> tuple[Point, float]:
    """The picture's direction across a cylinder, and how far its silhouette lies along it at radius 1."""
    ax, ay = _project(axis)
    length = hypot(ax, ay)
    across = (-ay / length, ax / length)
    x, y = _project(_ring((0.0, 0.0, 0.0), u, v, 1.0, facing + pi / 2))
    reach = x * across[0] + y * across[1]
    return (across, reach) if reach > 0 else ((-across[0], -across[1]), -reach)


def _walls(
    polygon: Polygon, *, top: Vector, axis: Vector, height: float, inner: bool
) -> list[tuple[tuple[Point, Point, Point, Point], Vector]]:
    """The sides of a prism, or of such a hole, that face the viewer: outline and normal, far ones first."""
    u, v = _PLANES[axis]
    points = list(polygon.points)
    if (area(points) < 0) != inner:
        points.reverse()
    down = _scale(axis, -height)
    walls = []
    for index, (u0, v0) in enumerate(points):
        u1, v1 = points[(index + 1) % len(points)]
        length = hypot(u1 - u0, v1 - v0)
        normal = _add(_scale(u, (v1 - v0) / length), v, (u0 - u1) / length)
        if _dot(normal, _EYE) > 1e-9:
            start = _add(_add(top, u, u0), v, v0)
            end = _add(_add(top, u, u1), v, v1)
            corners = (start, end, _add(end, down, 1.0), _add(start, down, 1.0))
            a, b, c, d = (_project(corner) for corner in corners)
            walls.append((_dot(_add(start, end, 1.0), _EYE), (a, b, c, d), normal))
    return [(quad, normal) for _, quad, normal in sorted(walls)]


def _clip(loop: Loop, window: Loop) -> tuple[Point, ...]:
    """The part of a loop inside a convex window, by Sutherland and Hodgman; empty when there is none."""
    turn = 1 if area(window) > 0 else -1
    kept = list(loop)
    for index, (x1, y1) in enumerate(window):
        x0, y0 = window[index - 1]
        points, kept = kept, []
        for number, point in enumerate(points):
            before = points[number - 1]
            inside = turn * ((x1 - x0) * (point[1] - y0) - (y1 - y0) * (point[0] - x0))
            was_inside = turn * ((x1 - x0) * (before[1] - y0) - (y1 - y0) * (before[0] - x0))
            if (inside >= 0) != (was_inside >= 0):
                part = was_inside / (was_inside - inside)
                kept.append(
                    (before[0] + part * (point[0] - before[0]), before[1] + part * (point[1] - before[1]))
                )
            if inside >= 0:
                kept.append(point)
    return tuple(kept) if len(kept) > 2 else ()


def _shade(colour: Colour, normal: Vector, *, dim: float = 1.0) -> bytes:
    diffuse = max(0.0, _dot(normal, _LIGHT))
    shine = max(0.0, _dot(normal, _HALFWAY)) ** 24
    light = (0.46 + 0.58 * diffuse) * dim
    return bytes(min(255, round(value * light + 46 * shine * dim)) for value in colour)


def _edge(colour: Colour) -> bytes:
    return bytes(round(value * 0.36) for value in colour)


def _dark(colour: Colour) -> Colour:
    red, green, blue = (round(value * 0.45) for value in colour)
    return red, green, blue


def _loop(profile: Profile, top: Vector, axis: Vector) -> tuple[Point, ...]:
    u, v = _PLANES[axis]
    if isinstance(profile, Circle):
        centre = _centre(profile, top, axis)
        return tuple(
            _project(_ring(centre, u, v, profile.radius, angle)) for angle in _angles(_facets(profile.radius))
        )
    return tuple(_project(_add(_add(top, u, pu), v, pv)) for pu, pv in profile.points)


def _centre(circle: Circle, top: Vector, axis: Vector) -> Vector:
    u, v = _PLANES[axis]
    return _add(_add(top, u, circle.u), v, circle.v)


def _overlap(quad: Sequence[Point]) -> tuple[Point, ...]:
    """A facet made a little longer at both ends, so that no seam of background shows between neighbours."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = quad
    length = hypot(bx - ax, by - ay)
    part = min(0.1, 0.012 / length)
    ex, ey = (bx - ax) * part, (by - ay) * part
    return ((ax - ex, ay - ey), (bx + ex, by + ey), (cx + ex, cy + ey), (dx - ex, dy - ey))


def _bulged(value: float, exponent: float) -> float:
    return abs(value) ** exponent * (1 if value > 0 else -1)


def _angles(count: int) -> list[float]:
    return [2 * pi * index / count for index in range(count)]


def _facets(radius: float) -> int:
    return 16 if radius < 0.1 else 28 if radius < 0.3 else 44


def _ring(centre: Vector, u: Vector, v: Vector, radius: float, angle: float) -> Vector:
    return _add(_add(centre, u, radius * cos(angle)), v, radius * sin(angle))


def _project(point: Vector) -> Point:
    x, y, z = point
    return (x + y) * _SKEW, (x - y) * 0.5 - z


def _add(point: Vector, direction: Vector, length: float) -> Vector:
    return (
        point[0] + direction[0] * length,
        point[1] + direction[1] * length,
        point[2] + direction[2] * length,
    )


def _scale(vector: Vector, factor: float) -> Vector:
    return vector[0] * factor, vector[1] * factor, vector[2] * factor


def _dot(one: Vector, two: Vector) -> float:
    return one[0] * two[0] + one[1] * two[1] + one[2] * two[2]
