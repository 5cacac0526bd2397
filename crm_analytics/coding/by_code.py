"""On which codes do coders agree? Each code against all others."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.coding import chance, krippendorff
from crm_analytics.coding.coefficients import value
from crm_analytics.coding.ratings import Ratings


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """Do coders agree whether a unit has this code?

    used: how often coders gave it. units: units that someone gave it.
    agreement: share of pairs of coders who agree that a unit has or has not the code; high for any
        rare code. shared: 2M / (N₁ + N₂) of the code alone, of the times one coder gave it.
    kappa: Cohen's, the mean over pairs of more than two coders. alpha: Krippendorff's, nominal.
    Where undefined they are None, for the reason in the note.
    """

    code: str
    used: int
    units: int
    agreement: float | None
    shared: float | None
    kappa: float | None
    alpha: float | None
    note: str = ""


def by_code(ratings: Ratings) -> tuple[CodeAgreement, ...]:
    """Every code that was given, the most used first."""
    found = [_of_code(ratings, code) for code in range(len(ratings.codes))]
    return tuple(sorted((one for one in found if one.used), key=lambda one: -one.used))


def _of_code(ratings: Ratings, code: int) -> CodeAgreement:
    given = _given(ratings, code)
    binary = _binary(ratings, given)
    kappa, alpha = value(chance.cohen, binary), value(krippendorff.nominal, binary)
    return CodeAgreement(
        code=ratings.codes[code],
        used=int(ratings.times @ given.sum(axis=1)),
        units=int(ratings.times[given.any(axis=1)].sum()),
        agreement=value(chance.percent, binary),
        shared=_shared(ratings, given),
        kappa=kappa,
        alpha=alpha,
        note="" if kappa is not None else _reason(binary),
    )


def _given(ratings: Ratings, code: int) -> NDArray[np.bool_]:
    """Whether each coder gave the code, shape (patterns, coders)."""
    found: NDArray[np.bool_] = ratings.sets[ratings.values, code] & (ratings.values >= 0)
    return found


def _binary(ratings: Ratings, given: NDArray[np.bool_]) -> Ratings:
    """The same ratings with two values: without and with the code."""
    values = np.where(ratings.values >= 0, given.astype(np.int64), -1)
    return Ratings(values, ratings.times, np.eye(2, dtype=bool), ("without", "with"))


def _shared(ratings: Ratings, given: NDArray[np.bool_]) -> float | None:
    """Holsti of this code, the mean over pairs of whom one gave it."""
    each = []
    for first, second in chance.pairs(ratings.coders):
        a, b = given[:, first], given[:, second]
        times = int(ratings.times @ (a.astype(np.int64) + b))
        if times:
            each.append(2 * int(ratings.times @ (a & b)) / times)
    return float(np.mean(each)) if each else None


def _reason(binary: Ratings) -> str:
    if not binary.pairable:
        return "No unit was coded by two coders."
    return "Two coders gave the code to none, or to all, of the units they share: κ is undefined."
