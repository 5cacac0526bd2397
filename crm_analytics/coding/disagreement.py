"""Where do coders disagree: which codes are taken for one another, in which units, and by whom?"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.coding.chance import pairs
from crm_analytics.coding.codings import Codings, Unit

Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Confusion:
    """How often one coder gave the row's code where the other gave the column's.

    counts: shape (codes, codes), in the order of the codings' codes; agreement on the diagonal.
    Codes that both gave a unit are agreement; of several other codes every two count once. A code
    to which the other coder has none to set against is not counted.
    """

    first: str
    second: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Confused:
    """Two codes that coders gave the same unit. share: of all disagreements."""

    code: str
    other: str
    times: int
    share: float


@dataclass(frozen=True, slots=True)
class Disputed:
    """A unit that two or more coders coded.

    codes: of every coder, in their order; empty where the coder left it uncoded.
    disagreement: mean over pairs of coders of 1 − shared/all of their codes, 0 to 1.
    """

    unit: Unit
    codes: tuple[tuple[str, ...], ...]
    disagreement: float


@dataclass(frozen=True, eq=False, slots=True)
class Tendencies:
    """What each coder is inclined to, over the units that two or more coded.

    used: how often each coder gave each code, shape (coders, codes).
    shares: of all codes the coder gave there; zeros for a coder who gave none there.
    leaning: share less the mean share of the other coders; above 0 the coder gives it more often.
    """

    coders: tuple[str, ...]
    codes: tuple[str, ...]
    used: Counts
    shares: NDArray[np.float64]
    leaning: NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Disagreement:
    """pairs: of every two coders. pooled: symmetric, two codes of a unit whoever gave which.

    confused: the most frequent first. units: the most disputed first.
    """

    codes: tuple[str, ...]
    pairs: tuple[Confusion, ...]
    pooled: Counts
    confused: tuple[Confused, ...]
    units: tuple[Disputed, ...]
    tendencies: Tendencies


def disagreement(codings: Codings) -> Disagreement:
    """Everything about where coders disagree; empty cells play no part."""
    found = tuple(_confusion(codings, *pair) for pair in pairs(len(codings.coders)))
    pooled = _pooled(found, len(codings.codes))
    return Disagreement(
        codes=codings.codes,
        pairs=found,
        pooled=pooled,
        confused=_confused(codings.codes, pooled),
        units=tuple(sorted(_disputed(codings), key=lambda unit: -unit.disagreement)),
        tendencies=_tendencies(codings),
    )


def _confusion(codings: Codings, first: int, second: int) -> Confusion:
    a, b = codings.marks[:, first], codings.marks[:, second]
    both = (a & b).astype(np.int64)
    mine, yours = (a & ~b).astype(np.float64), (b & ~a).astype(np.float64)
    counts = (mine.T @ yours).astype(np.int64) + np.diag(both.sum(axis=0))
    return Confusion(codings.coders[first], codings.coders[second], counts)


def _pooled(confusions: tuple[Confusion, ...], k: int) -> Counts:
    total = sum((one.counts for one in confusions), np.zeros((k, k), np.int64))
    return total + total.T - np.diag(np.diag(total))


def _confused(codes: tuple[str, ...], pooled: Counts) -> tuple[Confused, ...]:
    rows, columns = np.nonzero(np.triu(pooled, 1))
    every = int(np.triu(pooled, 1).sum())
    found = [
        Confused(codes[a], codes[b], int(pooled[a, b]), int(pooled[a, b]) / every)
        for a, b in zip(rows, columns, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: -one.times))


def _disputed(codings: Codings) -> Iterator[Disputed]:
    coded = codings.coded
    apart, common = np.zeros(len(codings.units)), np.zeros(len(codings.units))
    for first, second in pairs(len(codings.coders)):
        a, b = codings.marks[:, first], codings.marks[:, second]
        both = coded[:, first] & coded[:, second]
        together = np.maximum((a | b).sum(axis=1), 1)
        apart += np.where(both, 1 - (a & b).sum(axis=1) / together, 0)
        common += both
    for place in np.flatnonzero(common).tolist():
        codes = tuple(codings.given(place, coder) for coder in range(len(codings.coders)))
        yield Disputed(codings.units[place], codes, float(apart[place] / common[place]))


def _tendencies(codings: Codings) -> Tendencies:
    shared = codings.marks[codings.coded.sum(axis=1) > 1]
    used = shared.sum(axis=0)
    times = used.sum(axis=1, keepdims=True)
    shares = used / np.maximum(times, 1)
    present = times > 0
    others = (shares.sum(axis=0) - shares) / np.maximum(present.sum() - present, 1)
    leaning = np.where(present, shares - others, 0.0)
    return Tendencies(codings.coders, codings.codes, used, shares, leaning)
