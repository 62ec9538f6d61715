"""The parts of the sample hub as shaded solids, from a washer to a whole drive unit.

Each function draws one kind of part into a fresh `Scene`; its argument is the number after the colon of
a thumbnail spec: teeth, holes, diameters, or how far the design had come.
"""

from __future__ import annotations

from math import cos, pi, radians, sin

from .solids import (
    FRONT,
    Circle,
    Colour,
    Hole,
    Polygon,
    Scene,
    Vector,
    X,
    box,
    regular,
    rounded,
)

STEEL: Colour = (172, 180, 190)
BRIGHT: Colour = (204, 210, 217)
DARK_STEEL: Colour = (118, 126, 138)
BLACK_OXIDE: Colour = (84, 88, 96)
CAST: Colour = (128, 148, 166)
BLUE: Colour = (74, 122, 176)
BRASS: Colour = (214, 178, 98)
ORANGE: Colour = (226, 132, 60)
BLACK: Colour = (46, 50, 56)
ZINC: Colour = (190, 194, 190)
GROUND: Colour = (172, 178, 184)


def gear(teeth: int) -> Scene:
    """A spur gear with a thin web, a hub and, when it is large enough, lightening holes."""
    scene = Scene()
    scene.shadow((0.04, 0.0, 0.0), along_x=1.02, along_y=1.02)
    thick = 0.34 if teeth > 20 else 0.5
    inner = 1 - 5.2 / teeth
    if teeth > 20:
        pocket = Hole(Circle(0, 0, inner - 0.05), depth=0.12, floor=STEEL)
        scene.extrude(_toothed(teeth), STEEL, height=thick, holes=[pocket])
        for angle in _turns(6, 0.26):
            window = Hole(Circle(0.51 * cos(angle), 0.51 * sin(angle), 0.12), depth=0.1, floor=GROUND)
            scene.bore(window, STEEL, at=(0, 0, thick - 0.12))
        scene.cylinder(0.3, STEEL, at=(0, 0, thick - 0.12), height=0.18, bore=0.16, depth=0.3)
    else:
        scene.extrude(_toothed(teeth), STEEL, height=thick)
        scene.cylinder(0.56, STEEL, at=(0, 0, thick), height=0.16, bore=0.3, depth=0.5)
    return scene


def shaft(steps: int) -> Scene:
    """A stepped shaft with chamfered ends and a keyway."""
    scene = Scene()
    scene.shadow((0.0, 0.0, -0.34), along_x=1.4, along_y=0.34)
    profile = {
        1: ((0.28, 1.0), (0.38, 0.9), (0.24, 0.7)),
        2: ((0.22, 0.5), (0.32, 0.45), (0.42, 0.7), (0.32, 0.4), (0.22, 0.7)),
        3: ((0.28, 0.45), (0.4, 0.4), (0.54, 0.22), (0.4, 0.6), (0.32, 0.4), (0.25, 0.7)),
    }[steps]
    along = -sum(length for _, length in profile) / 2
    first, last = profile[0][0], profile[-1][0]
    scene.cone(first - 0.04, BRIGHT, end=first, at=(along - 0.04, 0, 0), axis=X, height=0.04)
    for radius, length in profile:
        scene.cylinder(radius, BRIGHT, at=(along, 0, 0), axis=X, height=length)
        along += length
    scene.cone(last, BRIGHT, end=last - 0.05, at=(along, 0, 0), axis=X, height=0.05)
    length = profile[-1][1]
    scene.extrude(
        rounded(0.3 * length, 0.055, 0.05, u=along - length / 2),
        DARK_STEEL,
        at=(0, 0, last - 0.02),
        height=0.004,
    )
    return scene


def bearing(balls: int) -> Scene:
    """A deep groove ball bearing, standing."""
    scene = Scene()
    scene.shadow((0.05, 0.0, -1.0), along_x=0.75, along_y=0.3)
    back = (0.0, 0.2, 0.0)
    scene.extrude(
        Circle(0, 0, 1.0),
        BRIGHT,
        at=back,
        axis=FRONT,
        height=0.5,
        holes=[Hole(Circle(0, 0, 0.78), depth=0.2, floor=BLACK_OXIDE)],
    )
    for angle in sorted(_turns(balls, 0.3), key=lambda a: 0.35 * sin(a) - cos(a)):
        scene.ball((0.645 * cos(angle), -0.16, 0.645 * sin(angle)), 0.115, BRIGHT)
    scene.cylinder(0.52, BRIGHT, at=(0.0, -0.1, 0.0), axis=FRONT, height=0.2, bore=0.36, depth=0.5)
    return scene


def bolt(length: int) -> Scene:
    """A hex head bolt."""
    scene, top = _screw(length)
    scene.cylinder(0.5, ZINC, at=(0, 0, top), height=0.03)
    scene.extrude(regular(6, 0.58, turn=0.25), ZINC, at=(0, 0, top + 0.03), height=0.4)
    scene.cone(0.5, ZINC, end=0.44, at=(0, 0, top + 0.43), height=0.04)
    return scene


def capscrew(length: int) -> Scene:
    """A socket head cap screw."""
    scene, top = _screw(length, colour=BLACK_OXIDE)
    socket = [Hole(regular(6, 0.25, turn=0.25), depth=0.3, floor=BLACK)]
    scene.extrude(Circle(0, 0, 0.5), BLACK_OXIDE, at=(0, 0, top), height=0.5)
    scene.extrude(Circle(0, 0, 0.45), BLACK_OXIDE, at=(0, 0, top + 0.5), height=0.05, holes=socket)
    return scene


def countersunk(length: int) -> Scene:
    """A countersunk screw."""
    scene, top = _screw(length, colour=DARK_STEEL)
    socket = [Hole(regular(6, 0.26, turn=0.25), depth=0.2, floor=BLACK)]
    scene.cone(0.26, DARK_STEEL, end=0.6, at=(0, 0, top), height=0.34)
    scene.extrude(Circle(0, 0, 0.6), DARK_STEEL, at=(0, 0, top + 0.34), height=0.05, holes=socket)
    return scene


def setscrew(length: int) -> Scene:
    """A set screw: all thread, with a hex socket."""
    scene, top = _screw(length + 1, colour=BLACK_OXIDE)
    socket = [Hole(regular(6, 0.16, turn=0.25), depth=0.3, floor=BLACK)]
    scene.extrude(Circle(0, 0, 0.25), BLACK_OXIDE, at=(0, 0, top), height=0.06, holes=socket)
    return scene


def nut(_: int) -> Scene:
    """A hex nut."""
    scene = Scene()
    scene.shadow((0.04, 0.0, 0.0), along_x=1.0, along_y=1.0)
    scene.extrude(regular(6, 1.0, turn=0.25), ZINC, height=0.72)
    scene.cone(0.87, ZINC, end=0.8, at=(0, 0, 0.72), height=0.06)
    bore = [Hole(Circle(0, 0, 0.54), depth=0.07, floor=ZINC)]
    scene.extrude(Circle(0, 0, 0.8), ZINC, at=(0, 0, 0.78), height=0.01, holes=bore)
    bore = [Hole(Circle(0, 0, 0.47), depth=0.7, floor=BLACK_OXIDE)]
    scene.extrude(Circle(0, 0, 0.5), DARK_STEEL, at=(0, 0, 0.71), height=0.01, holes=bore)
    return scene


def washer(_: int) -> Scene:
    """A plain washer."""
    scene = Scene()
    scene.shadow((0.04, 0.0, 0.0), along_x=1.0, along_y=1.0)
    scene.cylinder(1.0, ZINC, at=(0, 0, 0), height=0.16, bore=0.52)
    return scene


def plate(holes: int) -> Scene:
    """A mounting plate with a round window and counterbored holes."""
    scene = Scene()
    scene.shadow((0.03, 0.0, 0.0), along_x=1.3, along_y=0.9, bulge=0.6)
    columns = max(2, (holes + 1) // 2)
    places = [
        (1.05 * (2 * column / (columns - 1) - 1), side * 0.62)
        for column in range(columns)
        for side in (1, -1)
    ]
    cuts = [Hole(Circle(u, v, 0.12)) for u, v in places]
    if holes > 2:
        cuts.append(Hole(Circle(0, 0, 0.38)))
    scene.extrude(rounded(1.3, 0.88, 0.22), STEEL, height=0.22, holes=cuts)
    return scene


def flange(holes: int) -> Scene:
    """A round flange with a boss and a circle of bolt holes."""
    scene = Scene()
    scene.shadow((0.04, 0.0, 0.0), along_x=1.0, along_y=1.0)
    cuts = [Hole(Circle(0.78 * cos(a), 0.78 * sin(a), 0.09)) for a in _turns(holes, 0.2)]
    scene.extrude(Circle(0, 0, 1.0), STEEL, height=0.22, holes=cuts)
    scene.cone(0.6, STEEL, end=0.52, at=(0, 0, 0.22), height=0.07)
    scene.cylinder(0.52, STEEL, at=(0, 0, 0.29), height=0.3, bore=0.34, depth=0.55)
    return scene


def cover(_: int) -> Scene:
    """A cover with a raised pad and screw holes along its edge."""
    scene = Scene()
    scene.shadow((0.03, 0.0, 0.0), along_x=1.24, along_y=0.94, bulge=0.6)
    places = [(u, v) for u in (-1.05, 0.0, 1.05) for v in (0.74, -0.74)]
    scene.extrude(
        rounded(1.24, 0.92, 0.26), CAST, height=0.16, holes=[Hole(Circle(u, v, 0.08)) for u, v in places]
    )
    scene.extrude(rounded(0.95, 0.56, 0.2), CAST, at=(0, 0, 0.16), height=0.14)
    scene.cylinder(0.2, BRASS, at=(-0.45, 0.1, 0.3), height=0.06)
    scene.extrude(regular(6, 0.14), BRASS, at=(-0.45, 0.1, 0.36), height=0.12)
    return scene


def bracket(_: int) -> Scene:
    """An angle bracket with a gusset."""
    scene = Scene()
    scene.shadow((0.02, -0.05, 0.0), along_x=0.96, along_y=0.76, bulge=0.6)
    feet = [Hole(Circle(u, -0.4, 0.13)) for u in (-0.6, 0.6)]
    scene.extrude(rounded(0.92, 0.7, 0.14), ORANGE, height=0.16, holes=feet)
    wall = Polygon(((-0.92, 0.16), (0.92, 0.16), *_arc(0.0, 0.8, 0.92, 0, 180)), smooth=True)
    scene.extrude(wall, ORANGE, at=(0, 0.7, 0), axis=FRONT, height=0.17, holes=[Hole(Circle(0, 0.98, 0.34))])
    gusset = Polygon(((0.53, 0.16), (-0.42, 0.16), (0.53, 0.82)))
    scene.extrude(gusset, ORANGE, at=(-0.07, 0, 0), axis=X, height=0.14)
    return scene


def housing(_: int) -> Scene:
    """An open gearbox housing with bearing bores."""
    scene = Scene()
    scene.shadow((0.05, 0.0, 0.0), along_x=1.6, along_y=1.0, bulge=0.6)
    _feet(scene, CAST)
    scene.extrude(rounded(1.2, 0.72, 0.2), CAST, at=(0, 0, 0.14), height=1.2, capped=False)
    scene.extrude(
        rounded(1.32, 0.84, 0.26),
        CAST,
        at=(0, 0, 1.34),
        height=0.12,
        holes=[
            Hole(rounded(1.04, 0.56, 0.16), depth=0.9, floor=(92, 106, 120)),
            *(Hole(Circle(u, v, 0.055)) for u in (-1.2, 0.0, 1.2) for v in (-0.71, 0.71)),
        ],
    )
    for u, radius in ((-0.58, 0.3), (0.42, 0.46)):
        boss = (u, -0.72, 0.76)
        scene.cylinder(radius, CAST, at=boss, axis=FRONT, height=0.14, bore=radius - 0.12, depth=0.3)
    return scene


def gearbox(stage: int) -> Scene:
    """The gearbox, as far as it had come by this version: a plain box at 1, finished at 8."""
    scene = Scene()
    foot_u, foot_v = (1.25, 0.8) if stage < 2 else (1.6, 1.0)
    scene.shadow((0.05, -0.02, 0.0), along_x=foot_u, along_y=foot_v, bulge=0.6)
    _gearbox(scene, stage, at=(0.0, 0.0, 0.0))
    return scene


def motor(_: int) -> Scene:
    """A foot-mounted electric motor with cooling fins."""
    scene = Scene()
    scene.shadow((-0.25, 0.0, 0.0), along_x=1.05, along_y=0.72, bulge=0.7)
    _motor(scene, at=(0.0, 0.0, 0.0))
    return scene


def coupling(_: int) -> Scene:
    """A jaw coupling with its elastic spider."""
    scene = Scene()
    scene.shadow((0.0, 0.0, -0.62), along_x=1.1, along_y=0.5)
    _coupling(scene, at=(-0.95, 0.0, 0.0), size=1.0)
    return scene


def assembly(_: int) -> Scene:
    """A drive unit: motor, coupling and gearbox on a base plate."""
    scene = Scene()
    scene.shadow((0.3, 0.0, -0.2), along_x=3.2, along_y=1.2, bulge=0.5)
    slots = [Hole(Circle(u, v, 0.1), depth=0.2, floor=BLACK) for u in (-2.65, 3.25) for v in (-0.98, 0.98)]
    scene.extrude(rounded(3.2, 1.2, 0.12, u=0.3), DARK_STEEL, at=(0, 0, -0.2), height=0.2, holes=slots)
    _motor(scene, at=(-1.4, 0.0, 0.0))
    _coupling(scene, at=(-0.72, 0.0, 0.82), size=0.44)
    scene.cylinder(0.13, BRIGHT, at=(0.07, 0, 0.82), axis=X, height=0.5)
    _gearbox(scene, 8, at=(1.75, 0.0, 0.0), inline=True)
    return scene


def pulley(_: int) -> Scene:
    """A V-belt pulley, standing."""
    scene = Scene()
    scene.shadow((0.05, 0.0, -1.0), along_x=0.7, along_y=0.4)
    at = 0.42
    for _groove in range(2):
        scene.cylinder(1.0, DARK_STEEL, at=(0, at, 0), axis=FRONT, height=0.1, capped=False)
        for start, end, drop in ((1.0, 0.8, 0.1), (0.8, 1.0, 0.22)):
            groove = (0, at - drop, 0)
            scene.cone(start, DARK_STEEL, end=end, at=groove, axis=FRONT, height=0.12, capped=False)
        at -= 0.34
    recess = [Hole(Circle(0, 0, 0.74), depth=0.12, floor=DARK_STEEL)]
    scene.extrude(Circle(0, 0, 1.0), STEEL, at=(0, at, 0), axis=FRONT, height=0.12, holes=recess)
    for angle in _turns(5, 0.3):
        scene.extrude(
            Circle(0.52 * cos(angle), 0.52 * sin(angle), 0.14),
            BLACK_OXIDE,
            at=(0, at, 0),
            axis=FRONT,
            height=0.002,
        )
    scene.cylinder(0.32, STEEL, at=(0, at, 0), axis=FRONT, height=0.2, bore=0.17, depth=0.4)
    return scene


def roller(_: int) -> Scene:
    """A conveyor roller."""
    scene = Scene()
    scene.shadow((0.0, 0.0, -0.42), along_x=1.8, along_y=0.32)
    scene.cylinder(0.14, DARK_STEEL, at=(-1.95, 0, 0), axis=X, height=0.3)
    scene.cylinder(0.42, ZINC, at=(-1.65, 0, 0), axis=X, height=3.3)
    scene.cylinder(0.34, BLACK, at=(1.65, 0, 0), axis=X, height=0.04)
    scene.cylinder(0.14, DARK_STEEL, at=(1.69, 0, 0), axis=X, height=0.3)
    return scene


def conveyor(_: int) -> Scene:
    """A short roller conveyor on four legs."""
    scene = Scene()
    scene.shadow((0.0, 0.0, 0.0), along_x=2.7, along_y=0.9)
    for x in (-2.1, 1.9):
        scene.extrude(box(0.1, 0.08, u=x, v=0.72), DARK_STEEL, height=1.1)
    scene.extrude(box(2.7, 0.05, v=0.76), BLUE, at=(0, 0, 1.0), height=0.42)
    for index in range(10):
        x = -2.43 + 0.54 * index
        scene.cylinder(0.17, ZINC, at=(x, 0.7, 1.28), axis=FRONT, height=1.42)
    for x in (-2.1, 1.9):
        scene.extrude(box(0.1, 0.08, u=x, v=-0.72), DARK_STEEL, height=1.1)
    scene.extrude(box(2.7, 0.05, v=-0.76), BLUE, at=(0, 0, 1.0), height=0.42)
    for index in range(10):
        scene.cylinder(0.06, BRIGHT, at=(-2.43 + 0.54 * index, -0.81, 1.24), axis=FRONT, height=0.04)
    return scene


def _screw(length: int, *, colour: Colour = ZINC) -> tuple[Scene, float]:
    """A scene with a thread, upright, and the height at which the head begins."""
    scene = Scene()
    turns = 5 + 3 * length
    scene.shadow((0.06, 0.0, 0.0), along_x=0.34, along_y=0.34)
    scene.cone(0.2, colour, end=0.25, at=(0, 0, 0), height=0.06)
    height, pitch = 0.06, 0.1
    scene.thread(0.29, colour, at=(0, 0, height), turns=turns, pitch=pitch)
    return scene, height + turns * pitch


def _feet(scene: Scene, colour: Colour, *, at: Vector = (0.0, 0.0, 0.0)) -> None:
    holes = [Hole(Circle(u, v, 0.09)) for u in (-1.38, 1.38) for v in (-0.7, 0.7)]
    scene.extrude(rounded(1.56, 0.92, 0.16), colour, at=at, height=0.16, holes=holes)


def _gearbox(scene: Scene, stage: int, *, at: Vector, inline: bool = False) -> None:
    x, y, z = at
    if stage >= 2:
        _feet(scene, CAST, at=at)
    scene.extrude(rounded(1.2, 0.72, 0.2), CAST, at=(x, y, z + 0.14), height=1.2, capped=stage < 3)
    if stage >= 4:
        for u in (-0.98, 0.98):
            rib = Polygon(((-0.72, 0.16), (-0.92, 0.16), (-0.72, 1.1)))
            scene.extrude(rib, CAST, at=(x + u - 0.05, y, z), axis=X, height=0.1)
    if stage >= 3:
        scene.extrude(rounded(1.3, 0.82, 0.26), CAST, at=(x, y, z + 1.3), height=0.1, capped=False)
        scene.extrude(rounded(1.3, 0.82, 0.26), BLUE, at=(x, y, z + 1.42), height=0.12)
    if stage >= 6:
        for v in (0.66, -0.66):
            for u in (-1.08, -0.36, 0.36, 1.08):
                scene.extrude(regular(6, 0.09), BRIGHT, at=(x + u, y + v, z + 1.54), height=0.08)
    if stage >= 7:
        scene.extrude(rounded(0.62, 0.36, 0.1, u=x + 0.1, v=y), BLUE, at=(0, 0, z + 1.54), height=0.1)
        scene.extrude(regular(6, 0.13), BRASS, at=(x + 0.3, y, z + 1.64), height=0.14)
    if inline:
        scene.cylinder(0.5, CAST, at=(x + 1.2, y, z + 0.76), axis=X, height=0.14)
        scene.cylinder(0.4, DARK_STEEL, at=(x + 1.34, y, z + 0.76), axis=X, height=0.06)
        scene.cylinder(0.2, BRIGHT, at=(x + 1.4, y, z + 0.76), axis=X, height=0.62)
        return
    for u, radius, since in ((-0.58, 0.32, 1), (0.42, 0.48, 2)):
        if stage < since:
            continue
        front = y - 0.72
        height = z + 0.76
        scene.cylinder(
            radius, CAST, at=(x + u, front, height), axis=FRONT, height=0.14, bore=radius * 0.6, depth=0.3
        )
        if stage >= 5:
            scene.cylinder(radius * 0.86, STEEL, at=(x + u, front - 0.14, height), axis=FRONT, height=0.06)
            for angle in _turns(6, 0.0):
                bolt_at = (x + u + 0.7 * radius * cos(angle), front - 0.2, height + 0.7 * radius * sin(angle))
                scene.cylinder(0.035, BRIGHT, at=bolt_at, axis=FRONT, height=0.03)
        if stage >= 3:
            scene.cylinder(radius * 0.42, BRIGHT, at=(x + u, front - 0.14, height), axis=FRONT, height=0.5)
        if stage >= 8:
            end = (x + u, front - 0.64, height)
            scene.cone(radius * 0.42, BRIGHT, end=radius * 0.34, at=end, axis=FRONT, height=0.04)


def _motor(scene: Scene, *, at: Vector) -> None:
    x, y, z = at
    height = z + 0.82
    for u in (-0.62, 0.42):
        scene.extrude(box(0.16, 0.72, u=x + u, v=y), BLUE, at=(0, 0, z), height=0.14)
        scene.extrude(box(0.1, 0.5, u=x + u, v=y), BLUE, at=(0, 0, z + 0.14), height=0.3)
    scene.cylinder(0.68, BLACK, at=(x - 1.25, y, height), axis=X, height=0.36)
    along = x - 0.86
    scene.thread(0.68, BLUE, at=(along, y, height), axis=X, turns=8, pitch=0.14)
    along += 1.12
    scene.extrude(box(0.3, 0.24, u=x - 0.1, v=y), BLUE, at=(0, 0, height + 0.58), height=0.28)
    scene.extrude(box(0.33, 0.27, u=x - 0.1, v=y), DARK_STEEL, at=(0, 0, height + 0.86), height=0.05)
    scene.cylinder(0.66, STEEL, at=(along, y, height), axis=X, height=0.1)
    scene.cylinder(0.3, STEEL, at=(along + 0.1, y, height), axis=X, height=0.08)
    scene.cylinder(0.14, BRIGHT, at=(along + 0.18, y, height), axis=X, height=0.5)


def _coupling(scene: Scene, *, at: Vector, size: float) -> None:
    x, y, z = at
    for radius, length, colour in (
        (0.36, 0.45, STEEL),
        (0.62, 0.38, STEEL),
        (0.58, 0.14, ORANGE),
        (0.62, 0.38, STEEL),
    ):
        scene.cylinder(radius * size, colour, at=(x, y, z), axis=X, height=length * size)
        x += length * size
    scene.cylinder(
        0.36 * size, STEEL, at=(x, y, z), axis=X, height=0.45 * size, bore=0.19 * size, depth=0.4 * size
    )


def _toothed(teeth: int) -> Polygon:
    """The outline of a spur gear of radius 1, its flanks slightly bowed."""
    depth = 4.4 / teeth
    pitch = 2 * pi / teeth
    points: list[tuple[float, float]] = []
    for tooth in range(teeth):
        for part, rise in ((-0.31, 0.0), (-0.22, 0.42), (-0.12, 1.0), (0.12, 1.0), (0.22, 0.42), (0.31, 0.0)):
            angle = (tooth + part) * pitch
            radius = 1 - depth * (1 - rise)
            points.append((radius * cos(angle), radius * sin(angle)))
    return Polygon(tuple(points), smooth=True)


def _turns(count: int, start: float) -> list[float]:
    return [start + 2 * pi * index / count for index in range(count)]


def _arc(u: float, v: float, radius: float, first: int, last: int) -> list[tuple[float, float]]:
    return [
        (u + radius * cos(radians(angle)), v + radius * sin(radians(angle)))
        for angle in range(first, last + 1, 10)
    ]
