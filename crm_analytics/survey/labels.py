"""Answers in words → codes, decided for a whole set of words, never word by word.

"Somewhat agree" is the middle of one scale and the fourth of five points in another, so only the
words of a whole block of questions together tell which scale was used. The sets are in
`label_sets.txt`; further languages are further lines.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crm_analytics.survey.instrument import Scale

SETS = Path(__file__).with_name("label_sets.txt")

NO_ANSWER: Mapping[str, str] = {
    "don't know": "don't know",
    "dont know": "don't know",
    "do not know": "don't know",
    "not sure": "don't know",
    "cannot say": "don't know",
    "no opinion": "no opinion",
    "not applicable": "not applicable",
    "n/a": "not applicable",
    "na": "not applicable",
    "does not apply": "not applicable",
    "unable to rate": "not applicable",
    "prefer not to say": "refused",
    "prefer not to answer": "refused",
    "refused": "refused",
    "no answer": "skipped",
    "no comments": "skipped",
    "-": "skipped",
    ".": "skipped",
    "#null": "skipped",
    "nan": "skipped",
    "null": "skipped",
}

_CODE_BEFORE = re.compile(r"^\(?\d{1,2}\)?\s*[-–—.:=)]\s*(?=\D)|^\(\d{1,2}\)\s*|^\d{1,2}\s+(?=\()")
_CODE_BEHIND = re.compile(r"\s*\(\d{1,2}\)$")
_ENDS = " .,;:!*()[]\"'"


@cache
def normal(label: str) -> str:
    """The form two spellings of one label share: case, code numbers, apostrophes, end marks."""
    text = unicodedata.normalize("NFKC", label).replace("’", "'").replace("\xa0", " ")
    text = _CODE_BEHIND.sub("", _CODE_BEFORE.sub("", text.strip().casefold()))
    return " ".join(text.split()).strip(_ENDS) or label.strip()


def number(word: str) -> float | None:
    """A word that is a number after all, in a column whose other cells are not."""
    try:
        value = float(word.replace(",", "."))
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


@dataclass(frozen=True, slots=True)
class LabelSet:
    """One scale in words: its points from low to high, each with every way to say it."""

    family: str
    points: tuple[tuple[str, ...], ...]

    @property
    def codes(self) -> dict[str, int]:
        """Normal form → code; the lowest point is 1."""
        return {normal(way): code for code, ways in enumerate(self.points, start=1) for way in ways}

    def scale(self, seen: Iterable[str] = ()) -> Scale:
        """The scale, each point called as the file calls it where it does."""
        called = {normal(label): label for label in seen}
        names = (
            next((called[normal(w)] for w in ways if normal(w) in called), ways[0])
            for ways in self.points
        )
        return Scale(1, len(self.points), tuple(names))


@cache
def label_sets() -> tuple[LabelSet, ...]:
    """Every known set, in the order of the file."""
    lines = SETS.read_text(encoding="utf-8").splitlines()
    parted = (line.split(": ", 1) for line in lines if line and not line.startswith("#"))
    return tuple(
        LabelSet(family, tuple(tuple(p.strip().split("; ")) for p in points.split(" / ")))
        for family, points in parted
    )


@dataclass(frozen=True, slots=True)
class Recognised:
    """The scale that the words of a block fit.

    others: further scales that the same words fit with other codes; if any, a person must look.
    """

    family: str
    scale: Scale
    others: tuple[Scale, ...] = ()


def recognise(words: Iterable[str]) -> Recognised | None:
    """The scale behind all words of a block; None when no known set has them all.

    The set that gives every word a code of its own wins, then the one with the largest share of
    its points in use. Sets that would give some word another code, or have another number of
    points, are named where one point more or less decides between them.
    """
    seen = [word for word in words if normal(word) not in NO_ANSWER]
    forms = {normal(word) for word in seen}
    fitting = [known for known in label_sets() if len(forms) > 1 and forms <= set(known.codes)]
    if not fitting:
        return None
    fitting.sort(key=lambda known: (len(forms) - _used(known, forms), _unused(known, forms)))
    best = fitting[0]
    others = tuple(
        other.scale(seen)
        for other in fitting[1:]
        if _unused(best, forms) or _unused(other, forms) <= 1
        if len(other.points) != len(best.points)
        or any(other.codes[form] != best.codes[form] for form in forms)
    )
    return Recognised(best.family, best.scale(seen), others)


def _used(known: LabelSet, forms: set[str]) -> int:
    return len({known.codes[form] for form in forms})


def _unused(known: LabelSet, forms: set[str]) -> int:
    return len(known.points) - _used(known, forms)


def codes(scale: Scale) -> dict[str, float]:
    """Normal form of a word → its code on a scale that labels every point.

    The scale's own labels come first; where all of them belong to one known set, that set's
    other ways to say a point count too.
    """
    if len(scale.labels) != len(scale.points):
        return {}
    own = {normal(label): float(p) for label, p in zip(scale.labels, scale.points, strict=True)}
    ways: dict[str, float] = {}
    for known in label_sets():
        if all(known.codes.get(form) == code - scale.low + 1 for form, code in own.items()):
            ways.update((form, code + scale.low - 1) for form, code in known.codes.items())
    return ways | own
