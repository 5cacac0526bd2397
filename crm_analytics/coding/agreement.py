"""Do the coders agree: all of them, every two of them, on every code? And where do they not?"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.coding import kappa, krippendorff
from crm_analytics.coding.codings import Codings, Unit
from crm_analytics.coding.coefficients import Coefficient, coefficients, value
from crm_analytics.coding.options import AgreementOptions
from crm_analytics.coding.ratings import Gaps, Ratings, ratings
from crm_analytics.statistics.resampling import USUAL, Draws

Counts = NDArray[np.int64]
# two coders, units that both coded, percent agreement, Holsti, Cohen's κ; None where undefined
Pair = tuple[str, str, int, float | None, float | None, float | None]
USUAL_OPTIONS = AgreementOptions()


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
class Disagreement:
    """Where coders disagree; empty cells play no part.

    confusion: of every two coders, by their places, how often the one gave the row's code where the
        other gave the column's: shape (codes, codes), agreement on the diagonal. Codes that both
        gave a unit are agreement; of several other codes every two count once. A code to which the
        other coder has none to set against is not counted.
    pooled: the same of all pairs, symmetric: two codes of a unit whoever gave which.
    units: the most disputed first.
    used: how often each coder gave each code in units that two or more coded, (coders, codes).
    shares: of all codes the coder gave there; zeros for a coder who gave none there.
    leaning: share less the mean share of the other coders; above 0 the coder gives it more often.
    """

    coders: tuple[str, ...]
    codes: tuple[str, ...]
    confusion: Mapping[tuple[int, int], Counts]
    pooled: Counts
    units: tuple[Disputed, ...]
    used: Counts
    shares: NDArray[np.float64]
    leaning: NDArray[np.float64]

    @property
    def confused(self) -> list[tuple[str, str, int, float]]:
        """Two codes that coders gave the same unit, how often, and their share of disagreements.

        The most frequent first.
        """
        above = np.triu(self.pooled, 1)
        every = int(above.sum())
        found = [
            (self.codes[a], self.codes[b], int(above[a, b]), int(above[a, b]) / every)
            for a, b in zip(*np.nonzero(above), strict=True)
        ]
        return sorted(found, key=lambda one: -one[2])


@dataclass(frozen=True, eq=False, slots=True)
class CoderAgreement:
    """How far coders agree, and where they do not.

    units: all, of which `uncoded` nobody coded and `alone` one coder only.
    several: whether units may carry several codes; coefficients then compare sets of codes.
    gaps: what an empty cell means, as it was chosen.
    ratings, coefficients_if: for every meaning of an empty cell that makes a difference, the chosen
        one first.
    """

    units: int
    uncoded: int
    alone: int
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    several: bool
    gaps: Gaps
    ratings: Mapping[Gaps, Ratings]
    coefficients_if: Mapping[Gaps, tuple[Coefficient, ...]]
    pairs: tuple[Pair, ...]
    by_code: tuple[CodeAgreement, ...]
    disagreement: Disagreement
    draws: Draws
    level: float

    @property
    def coefficients(self) -> tuple[Coefficient, ...]:
        """Those with the chosen meaning of an empty cell."""
        return self.coefficients_if[self.gaps]

    def coefficient(self, key: str, gaps: Gaps | None = None) -> Coefficient:
        """One of them by its key."""
        return next(one for one in self.coefficients_if[gaps or self.gaps] if one.key == key)


def agreement(
    codings: Codings,
    options: AgreementOptions = USUAL_OPTIONS,
    others: Collection[str] = (),
    order: Sequence[str] = (),
    draws: Draws = USUAL,
) -> CoderAgreement:
    """Agreement of all coders, of every pair and on every code, and where they disagree.

    others: codes that could be given, though nobody did; a code book's. order: the codes from low
    to high, where they have an order that is not that of numbers.
    """
    gaps, level = Gaps(options.empty_cells), options.level
    coded = codings.coded.sum(axis=1)
    every = {one: ratings(codings, one, others) for one in _meanings(codings, gaps)}
    return CoderAgreement(
        units=len(codings.units),
        uncoded=int((coded == 0).sum()),
        alone=int((coded == 1).sum()),
        coders=codings.coders,
        codes=codings.codes,
        several=codings.several,
        gaps=gaps,
        ratings=every,
        coefficients_if={one: coefficients(own, order, draws, level) for one, own in every.items()},
        pairs=tuple(_pairs(codings.coders, every[gaps])),
        by_code=by_code(every[gaps]),
        disagreement=disagreement(codings),
        draws=draws,
        level=level,
    )


def _meanings(codings: Codings, chosen: Gaps) -> list[Gaps]:
    """Those under which the numbers may differ: without an empty cell they cannot."""
    coded = codings.coded
    if coded.all():
        return [chosen]
    differing = list(Gaps) if not coded.any(axis=1).all() else [Gaps.MISSING, Gaps.DECISION]
    return [chosen, *(gaps for gaps in differing if gaps is not chosen)]


def _pairs(coders: Sequence[str], every: Ratings) -> Iterator[Pair]:
    for first, second in kappa.pairs(len(coders)):
        own = kappa.of_coders(every, first, second)
        shared, common = value(kappa.percent, own), value(kappa.holsti, own)
        of_kappa = value(kappa.cohen, own) if own.single else None
        yield coders[first], coders[second], own.pairable, shared, common, of_kappa


def by_code(every: Ratings) -> tuple[CodeAgreement, ...]:
    """Agreement on each code that was given, against all others; the most used first."""
    found = [_of_code(every, code) for code in range(len(every.codes))]
    return tuple(sorted((one for one in found if one.used), key=lambda one: -one.used))


def _of_code(every: Ratings, code: int) -> CodeAgreement:
    # whether each coder gave the code, shape (patterns, coders); then as two values
    given = every.sets[every.values, code] & (every.values >= 0)
    values = np.where(every.values >= 0, given.astype(np.int64), -1)
    binary = Ratings(values, every.times, np.eye(2, dtype=bool), ("without", "with"))
    of_kappa = value(kappa.cohen, binary)
    note = "No unit was coded by two coders."
    if binary.pairable:
        note = (
            "Two coders gave the code to none, or to all, of the units they share: κ is undefined."
        )
    shared = []  # Holsti of this code, the mean over pairs of whom one gave it
    for first, second in kappa.pairs(every.coders):
        a, b = given[:, first], given[:, second]
        times = int(every.times @ (a.astype(np.int64) + b))
        if times:
            shared.append(2 * int(every.times @ (a & b)) / times)
    return CodeAgreement(
        code=every.codes[code],
        used=int(every.times @ given.sum(axis=1)),
        units=int(every.times[given.any(axis=1)].sum()),
        agreement=value(kappa.percent, binary),
        shared=float(np.mean(shared)) if shared else None,
        kappa=of_kappa,
        alpha=value(krippendorff.nominal, binary),
        note="" if of_kappa is not None else note,
    )


def disagreement(codings: Codings) -> Disagreement:
    """Everything about where coders disagree."""
    k = len(codings.codes)
    confusion, pooled = {}, np.zeros((k, k), np.int64)
    for first, second in kappa.pairs(len(codings.coders)):
        a, b = codings.marks[:, first], codings.marks[:, second]
        mine, yours = (a & ~b).astype(np.float64), (b & ~a).astype(np.float64)
        both = np.diag((a & b).astype(np.int64).sum(axis=0))
        apart = (mine.T @ yours).astype(np.int64)
        confusion[first, second] = apart + both
        pooled += apart + apart.T + both
    shared = codings.marks[codings.coded.sum(axis=1) > 1]
    used = shared.sum(axis=0)
    times = used.sum(axis=1, keepdims=True)
    shares = used / np.maximum(times, 1)
    present = times > 0
    others = (shares.sum(axis=0) - shares) / np.maximum(present.sum() - present, 1)
    return Disagreement(
        coders=codings.coders,
        codes=codings.codes,
        confusion=confusion,
        pooled=pooled,
        units=tuple(sorted(_disputed(codings), key=lambda unit: -unit.disagreement)),
        used=used,
        shares=shares,
        leaning=np.where(present, shares - others, 0.0),
    )


def _disputed(codings: Codings) -> Iterator[Disputed]:
    coded = codings.coded
    apart, common = np.zeros(len(codings.units)), np.zeros(len(codings.units))
    for first, second in kappa.pairs(len(codings.coders)):
        a, b = codings.marks[:, first], codings.marks[:, second]
        both = coded[:, first] & coded[:, second]
        together = np.maximum((a | b).sum(axis=1), 1)
        apart += np.where(both, 1 - (a & b).sum(axis=1) / together, 0)
        common += both
    for place in np.flatnonzero(common).tolist():
        codes = tuple(codings.given(place, coder) for coder in range(len(codings.coders)))
        yield Disputed(codings.units[place], codes, float(apart[place] / common[place]))
