"""The colours of every figure, sheet and slide, and the ink that stays readable on them.

Categorical colours: Okabe & Ito (2008), the four that reach 3:1 on white first.
Diverging colours: mirrored in CIELAB lightness, blue against brown, so that the sign survives
red-green and blue-yellow colour blindness; the tests simulate it after Machado et al. (2009).
Contrast: WCAG 2.2.
"""

from dataclasses import dataclass

ACCENT = "#0072B2"
TINT = "#A9CDE6"
CATEGORICAL = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#6B7280")
DIVERGING = (
    "#7E3A03",
    "#C16F28",
    "#E4A363",
    "#F1D2AF",
    "#F7F7F7",
    "#C8D9ED",
    "#87B5E3",
    "#2F89CC",
    "#005193",
)
NEUTRAL = "#D3D8DE"
BAND = "#F3F5F8"  # the quiet ground of every other row
# groups differ in form too: a colour alone is lost in print
FORMS = ("circle", "square", "diamond", "triangle", "plus", "x", "star")
PALE = (0.0, 0.45, 0.72)  # how much white parts inside parts have: the deeper, the paler
# how far out on the diverging colours the mildest and the strongest answers of a scale stand
STRONG, ONLY = 1.0, 0.7


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours around the data: background, text, quiet text, grid, and the dots themselves."""

    background: str
    ink: str
    muted: str
    grid: str
    accent: str


LIGHT = Theme("#FFFFFF", "#1F2937", "#5B6573", "#E3E7EB", ACCENT)
DARK = Theme("#11161D", "#FAFAFA", "#A7AFBA", "#2B323C", "#56B4E9")


def category(place: int, accent: str = ACCENT) -> str:
    """The colour of the group at this place; the first is the accent, after seven they repeat."""
    colours = list(CATEGORICAL)
    other = colours.index(accent)
    colours[0], colours[other] = colours[other], colours[0]
    return colours[place % len(colours)]


def form(place: int) -> str:
    """The form of the dots of the group at this place; after seven they repeat."""
    return FORMS[place % len(FORMS)]


def diverging(value: float, low: float = -1.0, high: float = 1.0) -> str:
    """The colour of a value: brown at low, nearly white half way, blue at high."""
    share = min(max((value - low) / (high - low), 0.0), 1.0) * (len(DIVERGING) - 1)
    place = min(int(share), len(DIVERGING) - 2)
    rest = share - place
    ends = zip(_channels(DIVERGING[place]), _channels(DIVERGING[place + 1]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * rest):02X}" for a, b in ends)


def graded(value: float, low: float, high: float, rising: bool) -> str:
    """The colour of a cell: diverging, or rising from nearly white at low to blue at high."""
    return diverging(value, 2 * low - high if rising else low, high)


def paler(colour: str, share: float) -> str:
    """The colour with so much white in it."""
    mixed = (round(channel + (255 - channel) * share) for channel in _channels(colour))
    return "#" + "".join(f"{channel:02X}" for channel in mixed)


def part_colour(turn: int, depth: int) -> str:
    """The colour of a part of a tree: that of the first part it is in, paler the deeper it is."""
    return paler(category(turn), PALE[min(depth, len(PALE) - 1)])


def shades(points: int, middle: int | None = None) -> tuple[str, ...]:
    """The colours of a scale's points from low to high: brown, grey at the middle, blue."""
    below = points // 2 if middle is None else middle
    neutral = () if middle is None else (NEUTRAL,)
    above = points - below - len(neutral)
    low = reversed([diverging(-reach) for reach in _reaches(below)])
    return (*low, *neutral, *map(diverging, _reaches(above)))


def _reaches(steps: int) -> list[float]:
    """How far out the answers of one side stand, the mildest first."""
    if steps == 1:
        return [ONLY]
    # few answers stand apart from the grey, many from each other
    mild = max(0.6 - 0.06 * steps, 0.3)
    return [mild + (STRONG - mild) * step / (steps - 1) for step in range(steps)]


def ink_on(background: str) -> str:
    """Black or white, whichever reads better; one of the two always reaches 4.5:1."""
    return max("#000000", "#FFFFFF", key=lambda ink: contrast(ink, background))


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two colours, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
