"""The answer scale of a question: its two ends and the words for its points."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale that runs upwards from `low` to `high`.

    labels: the word for each point from low to high, or only for the two ends, or none.
    """

    low: float
    high: float
    labels: tuple[str, ...] = ()

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
