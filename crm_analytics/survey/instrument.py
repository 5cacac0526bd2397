"""The questionnaire as its author meant it: which item measures which dimension of which construct.

An `Instrument` may be built freely; `mistakes` says what would make it unusable, and `checked`
refuses such a one. The file reader and the grid both pass through it, so they agree.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

Role = Literal["driver", "outcome"]
MissingRule = Literal["complete", "half"]

ALL_ITEMS = "All items"  # the name of the whole instrument in every table


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale that runs upwards from `low` to `high`.

    labels: the word for each point from low to high, or only for the two ends, or none.
    codes: the file's own codes and words, each with the point it stands for, where the file does
        not write the points themselves: recodes (11 to 15), a scale that runs downwards in the
        file, a misspelt word. Where numbers are listed, no other number is an answer.
    """

    low: float
    high: float
    labels: tuple[str, ...] = ()
    codes: tuple[tuple[str, float], ...] = ()

    @property
    def points(self) -> tuple[int, ...]:
        """The whole numbers of the scale, used by anyone or not."""
        return tuple(range(int(self.low), int(self.high) + 1))

    @property
    def midpoint(self) -> float:
        """Half-way between the ends."""
        return (self.low + self.high) / 2

    def word(self, point: float) -> str:
        """The label of a point; empty where it has none."""
        at = int(point) if point == int(point) else None
        if at not in self.points:
            return ""
        if len(self.labels) == len(self.points):
            return self.labels[self.points.index(at)]
        ends = dict(zip((self.low, self.high), self.labels, strict=False))
        return ends.get(point, "")

    def __str__(self) -> str:
        return f"{self.low:g}–{self.high:g}"


LIKERT = Scale(1, 5)


@dataclass(frozen=True, slots=True)
class Item:
    """One question: its column, its text, and whether it is asked the other way round."""

    column: str
    text: str = ""
    reversed: bool = False


@dataclass(frozen=True, slots=True)
class Dimension:
    """Items that measure one thing on one scale; its score is the mean of their answers."""

    name: str
    items: tuple[Item, ...]
    scale: Scale = LIKERT

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the items, as the questionnaire lists them."""
        return tuple(item.column for item in self.items)


@dataclass(frozen=True, slots=True)
class Construct:
    """Dimensions that belong together; its score is the mean of their scores.

    role: a driver explains, an outcome is explained; None takes no side.
    """

    name: str
    dimensions: tuple[Dimension, ...]
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Demographic:
    """A column that tells who answered; `order` lists its categories as a reader expects them.

    bands: where the column holds numbers such as age in years, the numbers at which a new category
        begins: 30 and 50 make under 30, 30–49, and 50 and over.
    """

    column: str
    order: tuple[str, ...] = ()
    bands: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One line of the ledger, for example: Trust goes with Loyalty, positively.

    kind: correlation, effect, difference or level.
    of, other: names of dimensions or constructs; `other` is a demographic for a difference.
    sign: "+", "-" or "" for either.
    """

    id: str
    kind: str
    of: str
    other: str = ""
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """What print says of a dimension or construct: its people, its mean in points, its spread."""

    n: int
    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class AskedWave:
    """How one wave asked; whatever it does not say is as the questionnaire says.

    columns: column of the questionnaire → column of this wave's file.
    turned: items that run the other way round in this wave.
    left_out: items, demographics, weight or id that this wave does not have, or has so different
        that they are not compared.
    scales: scale of a dimension in this wave: analysed alone, never compared.
    categories: demographic → category of this wave's file → category of the questionnaire.
    printed: dimension or construct → what print says of it; such a wave has no file.
    """

    name: str
    columns: Mapping[str, str] = field(default_factory=dict)
    turned: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    scales: Mapping[str, Scale] = field(default_factory=dict)
    categories: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    printed: Mapping[str, Printed] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Instrument:
    """The whole questionnaire.

    missing: a score needs every item (`complete`) or at least half of them (`half`).
    weight, id: columns, or empty.
    missing_codes: numbers that stand for "no answer", with the reason.
    missing_codes_of: the same for one column, numbers or words as the file writes them.
    set_aside: column → what it holds in rows that are nobody's answers: previews, tests.
    minimum_group: the fewest people that may be shown; 1 promises no anonymity.
    waves: in the order of time; one that asked as the questionnaire does needs no entry.
    """

    constructs: tuple[Construct, ...]
    title: str = "Survey"
    scale: Scale = LIKERT
    missing: MissingRule = "complete"
    demographics: tuple[Demographic, ...] = ()
    weight: str = ""
    id: str = ""
    missing_codes: Mapping[float, str] = field(default_factory=dict)
    hypotheses: tuple[Hypothesis, ...] = ()
    minimum_group: int = 5
    waves: tuple[AskedWave, ...] = ()
    missing_codes_of: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    set_aside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """All dimensions, construct by construct."""
        return tuple(dimension for c in self.constructs for dimension in c.dimensions)

    @property
    def items(self) -> tuple[Item, ...]:
        """All items, dimension by dimension."""
        return tuple(item for dimension in self.dimensions for item in dimension.items)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column it needs: items, demographics, weight and id."""
        people = (*(d.column for d in self.demographics), self.weight, self.id)
        return (*(item.column for item in self.items), *filter(None, people))

    def no_answer(self, column: str) -> tuple[dict[float, str], dict[str, str]]:
        """Numbers, and words as written, that stand for "no answer" in a column, with reasons."""
        numbers, words = dict(self.missing_codes), {}
        for written, reason in self.missing_codes_of.get(column, {}).items():
            try:
                value = float(written)
            except ValueError:
                value = float("inf")
            if abs(value) < float("inf"):
                numbers[value] = reason
            else:
                words[written] = reason
        return numbers, words

    def wave(self, name: str) -> AskedWave:
        """How a wave asked: just as the questionnaire says, unless it has an entry."""
        return next((w for w in self.waves if w.name == name), AskedWave(name))

    def with_role(self, role: Role) -> tuple[Construct, ...]:
        """Constructs on one side of the driver model."""
        return tuple(c for c in self.constructs if c.role == role)

    def dimension_of(self) -> Iterator[tuple[Construct, Dimension, Item]]:
        """Every item with the dimension and construct it belongs to."""
        for construct in self.constructs:
            for dimension in construct.dimensions:
                for item in dimension.items:
                    yield construct, dimension, item
