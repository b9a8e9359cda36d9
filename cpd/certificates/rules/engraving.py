"""The engraved lines of a certificate: frame, rosettes and mark, as a PDF draws them.

All of it is geometry in points, from the lower left corner of the page. A curve is written once, as
a form of its own, and the page turns and repeats it, which keeps every file small.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, cycle, pairwise, takewhile
from math import cos, pi, sin

SHORT, LONG = 595.276, 841.89  # the sides of A4
PLUM, ROSE, BLUSH = "0.42 0.165 0.314", "0.71 0.54 0.64", "0.9 0.835 0.87"
MIST, PAPER = "0.96 0.935 0.948", "1 1 1"
MILLIMETRE = 72 / 25.4

Point = tuple[float, float]
Curve = Callable[[float], Point]


@dataclass(frozen=True)
class Form:
    """A drawing that pages repeat: its name, how far it reaches from its middle, its lines."""

    name: str
    reach: float
    lines: str


@dataclass(frozen=True)
class Rosette:
    """A closed line that swings `lobes` times around a circle, in so many `pieces` a lobe."""

    radius: float
    swing: float
    lobes: int
    pieces: int
    handles: Sequence[float]

    def at(self, turn: float) -> Point:
        radius = self.radius + self.swing * cos(self.lobes * turn)
        return radius * cos(turn), radius * sin(turn)

    def form(self, name: str) -> Form:
        lines = path(self.at, evenly(self.pieces * self.lobes), self.handles) + " h S"
        return Form(name, self.radius + self.swing + 1, lines)


# Handles that keep a piece from crest to trough within a tenth of a point of the curve: every
# piece is read anew by whoever checks a file, wherever it is repeated.
OUTER = Rosette(36, 9.5, 18, pieces=2, handles=(1.267, 0.85))
INNER = Rosette(29, 6, 12, pieces=2, handles=(1.225, 0.885))
CORNER = Rosette(4.1, 2.4, 8, pieces=4, handles=(1,))
WAVE = (1.117,)
BAND_FROM, BAND_TO = 10.5 * MILLIMETRE, 14.5 * MILLIMETRE
PERIOD, SWING = 17.0, 4.4
STRIP = 15  # periods that are woven at once: both sides of the page have a multiple of them
GHOST = 3.1  # times as large as a seal


@dataclass(frozen=True)
class Plan:
    """A page to engrave: its sides, and where the seal stands, in millimetres from its top left.

    A `ghost` is a seal of faint lines alone, to be written over; a `stub` is parted off at the left
    by a woven line.
    """

    width: float
    height: float
    seal: Point | None = None
    ghost: Point | None = None
    stub: float | None = None

    def at(self, place: Point) -> Point:
        return place[0] * MILLIMETRE, self.height - place[1] * MILLIMETRE


# The ampersand of the site's icon, on a square of 32.
MARK = (
    "M19.07 22.65L18.06 23.47Q16.93 24.52 15.8 25.12Q14.68 25.72 13.58 25.99"
    "Q12.49 26.25 11.43 26.25Q9.56 26.25 8.33 25.63Q7.09 25.02 6.49 23.92Q5.89 22.83 5.89 21.4"
    "Q5.89 20.33 6.21 19.37Q6.54 18.42 7.32 17.57Q8.09 16.71 9.43 15.97Q10.77 15.23 12.8 14.58"
    "L14.35 13.94Q15.88 13.23 16.82 12.45Q17.75 11.67 18.17 10.81Q18.59 9.94 18.59 8.98"
    "Q18.59 8.1 18.06 7.59Q17.54 7.09 16.53 7.09Q15.43 7.09 14.71 7.51Q14 7.92 13.66 8.62"
    "Q13.33 9.32 13.33 10.14Q13.33 10.94 13.58 11.78Q13.84 12.61 14.38 13.54L20.82 24.4"
    "L23.41 25.21L23.22 25.94L18.53 25.94L12.21 15.14Q11.72 14.32 11.41 13.57"
    "Q11.09 12.82 10.94 12.12Q10.8 11.42 10.8 10.76Q10.8 9.29 11.51 8.16Q12.22 7.03 13.55 6.39"
    "Q14.88 5.75 16.71 5.75Q18.13 5.75 19.07 6.18Q20.01 6.62 20.48 7.37Q20.95 8.12 20.95 9.09"
    "Q20.95 10.29 20.36 11.28Q19.76 12.26 18.41 13.13Q17.06 14.01 14.75 14.88L13.16 15.49"
    "Q11.34 16.18 10.36 17.05Q9.39 17.92 9.02 18.88Q8.65 19.84 8.65 20.86Q8.65 22.43 9.64 23.38"
    "Q10.64 24.32 12.61 24.32Q13.78 24.32 15 23.95Q16.22 23.58 17.4 22.52L18.37 21.72"
    "Q18.97 21.05 19.52 20.14Q20.07 19.23 20.58 18.01Q21.08 16.8 21.51 15.23L19.51 14.58"
    "L19.73 13.86L26.11 13.86L25.89 14.58L23.63 15.23Q22.54 17.74 21.4 19.56"
    "Q20.26 21.37 19.07 22.65Z"
)


def forms() -> tuple[Form, ...]:
    """Return the curves that the page repeats."""
    return (OUTER.form("Outer"), INNER.form("Inner"), CORNER.form("Corner"), weave())


def page(plan: Plan) -> str:
    """Return the whole drawing; it names the forms."""
    parts = [*frame(plan)]
    if plan.stub is not None:
        parts += parting(plan, plan.stub * MILLIMETRE)
    if plan.seal is not None:
        parts += seal(plan.at(plan.seal))
    if plan.ghost is not None:
        parts += ghost(plan.at(plan.ghost))
    return "\n".join(parts)


def frame(plan: Plan) -> Iterator[str]:
    """Draw a woven band between two rules, with a small rosette in each corner."""
    width, height = plan.width, plan.height
    yield f"{PLUM} RG 0.9 w {inset(plan, BAND_FROM)} S"
    yield f"0.35 w {inset(plan, BAND_TO)} S {inset(plan, BAND_TO + 2.2)} S"
    half, size = (BAND_FROM + BAND_TO) / 2, BAND_TO - BAND_FROM
    yield f"{ROSE} RG 0.3 w"
    for y in (half, height - half):
        yield from woven((BAND_TO, y), width - 2 * BAND_TO, upright=False)
    for x in (half, width - half):
        yield from woven((x, BAND_TO), height - 2 * BAND_TO, upright=True)
    yield f"{PLUM} RG 0.35 w"
    for x in (half, width - half):
        for y in (half, height - half):
            left, low = x - size / 2, y - size / 2
            yield f"{PAPER} rg {left:.2f} {low:.2f} {size:.2f} {size:.2f} re B"
            yield from turned("Corner", (x, y), CORNER.lobes, 3)


def parting(plan: Plan, x: float) -> Iterator[str]:
    """Draw a woven line from the upper band to the lower one."""
    low, high = BAND_TO + 2.2, plan.height - BAND_TO - 2.2
    yield f"{ROSE} RG 0.3 w"
    yield from woven((x, low), high - low, upright=True)
    yield f"{PLUM} RG 0.35 w {x - 6:.2f} {low:.2f} m {x - 6:.2f} {high:.2f} l S"
    yield f"{x + 6:.2f} {low:.2f} m {x + 6:.2f} {high:.2f} l S"


def seal(middle: Point) -> Iterator[str]:
    yield from rings(middle, BLUSH, ROSE)
    yield f"{PLUM} rg {disc(middle, 20.5)} f {PAPER} RG 0.5 w {disc(middle, 18.6)} S"
    size = 0.98
    x, y = middle[0] - 16 * size, middle[1] + 16 * size
    yield f"q {PAPER} rg {size} 0 0 -{size} {x:.2f} {y:.2f} cm {outline(MARK)} f Q"


def ghost(middle: Point) -> Iterator[str]:
    """Draw the rings alone, large and faint, to be written over."""
    yield f"q {GHOST} 0 0 {GHOST} {middle[0]:.2f} {middle[1]:.2f} cm"
    yield from rings((0, 0), MIST, MIST)
    yield "Q"


def rings(middle: Point, outer: str, inner: str) -> Iterator[str]:
    yield f"{outer} RG 0.3 w"
    yield from turned("Outer", middle, OUTER.lobes, 7)
    yield f"{inner} RG 0.35 w"
    yield from turned("Inner", middle, INNER.lobes, 5)


def turned(name: str, middle: Point, lobes: int, times: int) -> Iterator[str]:
    """Repeat a form around a point, each time turned by a share of one lobe."""
    for number in range(times):
        angle = 2 * pi / lobes * number / times
        matrix = (cos(angle), sin(angle), -sin(angle), cos(angle), *middle)
        yield f"q {' '.join(f'{value:.4f}' for value in matrix)} cm /{name} Do Q"


def weave() -> Form:
    """Return a strip of three waves, each a third behind the other."""

    def wave(phase: float) -> Curve:
        return lambda turn: (PERIOD * turn / (2 * pi), SWING * sin(turn + phase))

    phases = (0, 2 * pi / 3, 4 * pi / 3)
    lines = [f"{path(wave(phase), turning_points(phase), WAVE)}" for phase in phases]
    return Form("Weave", STRIP * PERIOD + 1, "\n".join([*lines, "S"]))


def turning_points(phase: float) -> list[float]:
    """Return where a wave begins, each crest and trough of it along a strip, and where it ends."""
    end = STRIP * 2 * pi
    crests = (number * pi + pi / 2 - phase for number in count())
    return [0, *(turn for turn in takewhile(lambda turn: turn < end, crests) if turn > 0), end]


def woven(start: Point, length: float, *, upright: bool) -> Iterator[str]:
    """Lay the weave along a straight line, stretched a little so that its strips come out even."""
    strips = round(length / PERIOD / STRIP)
    stride = length / strips
    stretch = stride / (STRIP * PERIOD)
    turn = f"0 {stretch:.6f} -1 0" if upright else f"{stretch:.6f} 0 0 1"
    for number in range(strips):
        x = start[0] + (0 if upright else number * stride)
        y = start[1] + (number * stride if upright else 0)
        yield f"q {turn} {x:.2f} {y:.2f} cm /Weave Do Q"


def inset(plan: Plan, by: float) -> str:
    return f"{by:.2f} {by:.2f} {plan.width - 2 * by:.2f} {plan.height - 2 * by:.2f} re"


def disc(middle: Point, radius: float) -> str:
    def at(turn: float) -> Point:
        return middle[0] + radius * cos(turn), middle[1] + radius * sin(turn)

    return path(at, evenly(8)) + " h"


def evenly(steps: int) -> list[float]:
    """Return the stops of a full turn."""
    return [2 * pi * number / steps for number in range(steps + 1)]


def path(at: Curve, stops: Sequence[float], handles: Sequence[float] = (1,)) -> str:
    """Draw a smooth curve with a cubic piece from stop to stop, which lies along it at both.

    How far the handles of a stop reach is told by the `handles` in turn, in thirds of the stride.
    """
    pieces = [f"{at(stops[0])[0]:.2f} {at(stops[0])[1]:.2f} m"]
    for (here, ahead), (there, behind) in pairwise(zip(stops, cycle(handles), strict=False)):
        third = (there - here) / 3
        first, second = beyond(at, here, third * ahead), beyond(at, there, -third * behind)
        pieces.append(" ".join(f"{value:.2f}" for value in (*first, *second, *at(there))) + " c")
    return "\n".join(pieces)


def beyond(at: Curve, turn: float, reach: float) -> Point:
    """Return where one comes to who leaves the curve straight on."""
    (x, y), (dx, dy) = at(turn), slope(at, turn)
    return x + dx * reach, y + dy * reach


def slope(at: Curve, turn: float) -> Point:
    step = 1e-5
    (x0, y0), (x1, y1) = at(turn - step), at(turn + step)
    return (x1 - x0) / (2 * step), (y1 - y0) / (2 * step)


def outline(drawing: str) -> str:
    """Write the M, L, Q and Z of an SVG path as a PDF does: it has no quadratic curves."""
    pieces = []
    pen: Point = (0, 0)
    for letter, numbers in commands(drawing):
        if letter == "Z":
            pieces.append("h")
        for place in range(0, len(numbers), 4 if letter == "Q" else 2):
            if letter == "Q":
                pieces.append(cubic(pen, *numbers[place : place + 4]))
                pen = (numbers[place + 2], numbers[place + 3])
            else:
                pen = (numbers[place], numbers[place + 1])
                pieces.append(f"{pen[0]} {pen[1]} {'m' if letter == 'M' and not place else 'l'}")
    return " ".join(pieces)


def commands(drawing: str) -> Iterator[tuple[str, list[float]]]:
    spaced = "".join(f"|{mark} " if mark.isalpha() else mark for mark in drawing)
    for command in spaced.split("|")[1:]:
        letter, *numbers = command.split()
        yield letter, [float(number) for number in numbers]


def cubic(pen: Point, control_x: float, control_y: float, x: float, y: float) -> str:
    first = (pen[0] + (control_x - pen[0]) * 2 / 3, pen[1] + (control_y - pen[1]) * 2 / 3)
    second = (x + (control_x - x) * 2 / 3, y + (control_y - y) * 2 / 3)
    return " ".join(f"{value:.3f}" for value in (*first, *second, x, y)) + " c"
