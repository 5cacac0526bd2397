"""Does an item run the other way round now? Told by its labels, and by its correlations.

A turned item is never averaged: 5 would mean both the best and the worst.

Items that keep their direction keep the signs of their correlations; one that was turned changes
all of its own. With b and n the correlations before and now, signs s that make Σ sᵢ sⱼ bᵢⱼ nᵢⱼ
largest part the two; the first eigenvector of the products gives them (Perron: all of one sign
when nothing was turned). Counted is only an item whose correlation with the others was clear
before and clearly is the opposite now. What was turned altogether cannot be told so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.survey import labels
from crm_analytics.survey.instrument import AskedWave, Scale
from crm_analytics.survey.waves.comparison import (
    Finding,
    Seen,
    Side,
    WaveChange,
    WaveChoice,
    WaveQuestion,
    labels_listed,
    left_out,
    listed,
)

OPPOSITE, OTHER_CODES, OTHER_WORDS = "labels in opposite order", "labels at other codes", "labels"


@dataclass(frozen=True, slots=True)
class Turn:
    """An item that seems turned: its place, its correlation with the others before and now."""

    place: int
    before: float
    now: float


def direction_findings(before: Side, now: Side) -> Iterator[Finding]:
    """Items that seem turned, and labels that are others at the same points."""
    signs = _turns(before, now)
    for dimension, columns in now.dimensions():
        told = {c: _labels(c, one, before.on(c, one.scale)) for c, one in columns.items()}
        yield from (change for kind, change in told.values() if change)
        opposite = tuple(c for c, (kind, _) in told.items() if kind == OPPOSITE)
        against = {c: signs[c] for c in columns if c in signs}
        for column, turn in against.items():
            yield WaveChange("direction", column, _r(turn.before), _r(turn.now), "stop")
        if asked := tuple(c for c in columns if c in opposite or c in against):
            yield _question(dimension.name, asked, opposite, against)
        if moved := tuple(c for c, (kind, _) in told.items() if kind == OTHER_CODES):
            yield _recoded(dimension.name, moved)


def _labels(column: str, now: Seen, then: Seen | None) -> tuple[str, WaveChange | None]:
    """How the labels of an item changed, and the row that says so."""
    here = {code: labels.normal(word) for code, word in now.labels.items()}
    there = _reference(now, then)
    if len(here) < 2 or not set(here) <= set(now.scale.points):
        return "", None
    kind = _kind(here, there, now.scale)
    weight = {OPPOSITE: "stop", OTHER_CODES: "stop"}.get(kind, "check")
    row = WaveChange(kind, column, labels_listed(there), labels_listed(here), weight)  # type: ignore[arg-type]
    return kind, row if kind else None


def _reference(now: Seen, then: Seen | None) -> dict[float, str]:
    """The labels that the study's answers have: those of the earlier file, else the scale's."""
    scale = now.scale
    given = dict(then.labels) if then else {}
    if then and then.reversed != now.reversed:  # turned in that wave
        given = {scale.low + scale.high - code: word for code, word in given.items()}
    if len(given) < 2:
        given = {p: word for p in scale.points if (word := scale.word(p))}
    return {code: labels.normal(word) for code, word in given.items()}


def _kind(here: Mapping[float, str], there: Mapping[float, str], scale: Scale) -> str:
    mirrored = {scale.low + scale.high - code: word for code, word in here.items()}
    common = set(here) & set(there)
    if common and all(here[code] == there[code] for code in common):
        return ""
    if set(mirrored) & set(there) and all(
        there.get(code, word) == word for code, word in mirrored.items()
    ):
        return OPPOSITE
    if there and set(here.values()) == set(there.values()):
        return OTHER_CODES
    if _run(here) < 0 <= _run(there):
        return OPPOSITE
    return OTHER_WORDS if common else ""


def _run(given: Mapping[float, str]) -> int:
    """1 where the words of a known set rise with the codes, -1 where they fall, else 0."""
    found = labels.recognise(given.values())
    if found is None:
        return 0
    points = [labels.normal(word) for word in found.scale.labels]
    places = [points.index(given[code]) for code in sorted(given)]
    steps = np.sign(np.diff(places))
    return int(steps[0]) if len(set(steps.tolist())) == 1 else 0


def _turns(before: Side, now: Side) -> dict[str, Turn]:
    """Items of both waves whose correlations have the other sign now."""
    both = [
        (place, column, then, one)
        for place, (_, told) in enumerate(now.dimensions())
        for column, one in told.items()
        if (then := before.on(column, one.scale))
    ]
    if not both:
        return {}
    wholes = np.array([place for place, *_ in both])
    earlier = np.stack([then.centred for *_, then, _ in both], axis=1)
    later = np.stack([one.centred for *_, one in both], axis=1)
    return {both[turn.place][1]: turn for turn in turned(earlier, later, wholes)}


def _question(
    where: str, columns: tuple[str, ...], opposite: tuple[str, ...], against: Mapping[str, Turn]
) -> WaveQuestion:
    reasons = [f"the labels of {listed(opposite)} stand in the opposite order now"]
    reasons = reasons if opposite else []
    if against:
        r = [f"{c} (r = {_r(t.now)}, before {_r(t.before)})" for c, t in against.items()]
        reasons.append(f"other questions go against {listed(tuple(r))}")
    why = "; ".join(reasons)
    few = len(columns) == 1
    return WaveQuestion(
        f"direction:{where}:{columns[0]}",
        where,
        f"{why[0].upper()}{why[1:]}.",
        (
            WaveChoice(
                "turn",
                f"Turn {'it' if few else 'them'} round in this wave",
                AskedWave("", turned=columns),
            ),
            WaveChoice("keep", "It is as it was" if few else "They are as they were"),
            left_out(*columns),
        ),
        columns,
    )


def _recoded(where: str, columns: tuple[str, ...]) -> WaveQuestion:
    why = f"{listed(columns)}: the same labels stand at other codes now."
    keep = WaveChoice("keep", "The codes mean what they did")
    id = f"labels:{where}:{columns[0]}"
    return WaveQuestion(id, where, why, (keep, left_out(*columns)), columns)


def _r(value: float) -> str:
    return f"{value:.2f}".replace("0.", ".").replace("-", "−")


FEWEST = 30  # people who answered both of two items, before and now
CLEARLY = 3.29  # standard errors of Fisher's z: one in a thousand by chance
HALVES = 0.25  # of the weight that parts the two sides; with less, neither is the majority
Values = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Related:
    """Correlations of every two items, shape (k, k), and how many people answered both.

    middle: shape (k,), the means as distances from the middles of the scales.
    """

    r: Values
    n: NDArray[np.int64]
    middle: Values

    @classmethod
    def of(cls, values: Values) -> "Related":
        """values: shape (people, k), distances from the middle of the scale, NaN for no answer."""
        there = ~np.isnan(values)
        n = there.sum(axis=0)
        mean = np.where(there, values, 0).sum(axis=0) / np.maximum(n, 1)
        apart = np.where(there, values - mean, 0)
        both = there.astype(float)
        spread = np.square(apart).T @ both  # of the row's item, among those who answered both
        scale = np.sqrt(spread * spread.T)
        enough = scale > 1e-9 * max(1.0, float(np.abs(apart).max(initial=0)))
        r = np.divide(apart.T @ apart, scale, out=np.zeros_like(scale), where=enough)
        return cls(r, (both.T @ both).astype(np.int64), mean)

    def combined(self, weights: Values) -> "Related":
        """Of weighted sums of the standardised items; weights: shape (sums, k)."""
        common = weights @ self.r @ weights.T
        size = np.sqrt(np.maximum(np.diag(common), 0))
        scale = np.outer(size, size)
        r = np.divide(common, scale, out=np.zeros_like(scale), where=scale > 1e-9)
        used = weights != 0
        fewest = np.array([self.n[own].min(axis=0) for own in used])
        n = np.array([fewest[:, own].min(axis=1) for own in used])
        return Related(r, n, weights @ self.middle)


def turned(before: Values, now: Values, wholes: NDArray[np.int64]) -> tuple[Turn, ...]:
    """Items that seem turned.

    before, now: shape (people, k), the same items as distances from the middle of their scale.
    wholes: shape (k,), the dimension of each item. First the items of dimensions of three or more
        are told apart, then dimensions, and the items of smaller ones, from each other.
    """
    k = before.shape[1]
    then, since = Related.of(before), Related.of(now)
    signs, r = np.ones(k), np.zeros((2, k))
    parts = []
    for whole in np.unique(wholes):
        own = np.flatnonzero(wholes == whole)
        if len(own) > 2:
            pick = np.eye(k)[own]
            signs[own], r[:, own] = _signs(then.combined(pick), since.combined(pick))
            parts.append(own)
        else:
            parts += [np.array([one]) for one in own]
    member = np.array([np.isin(np.arange(k), part) for part in parts], float)
    of_parts, r_parts = _signs(then.combined(member), since.combined(member * signs))
    apart = of_parts @ member
    r = np.where(apart < 0, r_parts @ member, r)
    return tuple(
        Turn(int(i), float(r[0, i]), float(r[1, i])) for i in np.flatnonzero(signs * apart < 0)
    )


def _signs(before: Related, now: Related) -> tuple[Values, Values]:
    """-1 for what was clearly turned, else 1; correlations with the others, shape (2, k)."""
    k = len(before.r)
    usable = (before.n >= FEWEST) & (now.n >= FEWEST) & ~np.eye(k, dtype=bool)
    r_before, r_now = np.where(usable, before.r, 0), np.where(usable, now.r, 0)
    products = r_before * r_now
    if not products.any():
        return np.ones(k), np.zeros((2, k))
    first = np.linalg.eigh(products)[1][:, -1]
    signs = np.where(first * _majority(first, before.middle, now.middle) < 0, -1.0, 1.0)
    weights = np.sign(r_before)
    with_others = np.stack([_with_others(before.r, weights), _with_others(now.r, weights * signs)])
    n = np.where(usable, np.minimum(before.n, now.n), 0).max(axis=1)
    clear = np.arctanh(np.clip(with_others, -0.999, 0.999)) * np.sqrt(np.maximum(n - 3, 0))
    sure = (clear[0] > CLEARLY) & (clear[1] < -CLEARLY) & (signs < 0)
    return np.where(sure, -1.0, 1.0), with_others


def _majority(first: Values, before: Values, now: Values) -> float:
    """The sign of the side that kept its direction: the heavier one, else by the means.

    Means of what was turned are nearer to those before when they are mirrored in the middle.
    """
    if abs(first.sum()) > HALVES * np.abs(first).sum():
        return float(np.sign(first.sum()))
    nearer = np.abs(now - before) - np.abs(-now - before)  # above 0: mirrored is nearer
    return 1.0 if nearer[first < 0].sum() >= nearer[first > 0].sum() else -1.0


def _with_others(r: Values, weights: Values) -> Values:
    """Correlation of each item with the weighted sum of the others; weights: one row an item."""
    common = (weights * r).sum(axis=1)
    size = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", weights, r, weights), 0))
    found: Values = np.divide(common, size, out=np.zeros_like(common), where=size > 1e-9)
    return found
