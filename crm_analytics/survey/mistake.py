"""One mistake of a questionnaire, and those that any scale can have."""

from collections.abc import Iterator
from dataclasses import dataclass

from crm_analytics.survey.scale import Scale

Path = tuple[str | int, ...]

LONGEST = 1_000  # points of a scale; a slider in per mille has that many


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: its place, the thing it concerns, what is wrong, what to do.

    path: ("constructs", 0, "dimensions", 1, …), so that the reader of a file can name the line;
        `thing` names it for everyone else.
    """

    path: Path
    thing: str
    what: str
    remedy: str


def of_scale(scale: Scale, path: Path, thing: str) -> Iterator[Mistake]:
    """What makes a scale unusable."""
    if not scale.low < scale.high:
        yield Mistake(
            path,
            thing,
            f"runs from {scale.low:g} to {scale.high:g}.",
            "Make low smaller than high.",
        )
    elif scale.high - scale.low > LONGEST:
        yield Mistake(
            path,
            thing,
            f"has more than {LONGEST:,} points.",
            "Is it a scale? Write its two ends.",
        )
    elif scale.labels and len(scale.labels) not in (2, len(scale.points)):
        yield Mistake(
            path,
            thing,
            f"has {len(scale.labels)} labels for {len(scale.points)} points.",
            "Label every point, or only the two ends.",
        )
