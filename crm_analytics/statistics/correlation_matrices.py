"""Every coefficient of the same columns, from what they share: tables, or levels and sums.

Items on the points of a scale have tables, which hold all four coefficients. Scores, and answers
with fractions, have no steps and so no polychoric correlation.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Coefficient, Unavailable, correlation, no_weighted_form
from crm_analytics.statistics.correlation import Basis, Correlations, of_r, square, tested
from crm_analytics.statistics.counts import CodedScore
from crm_analytics.statistics.kendall import dense, kendall_of_scores, kendall_of_tables
from crm_analytics.statistics.moments import UNWEIGHTED, Answers, with_nan
from crm_analytics.statistics.pair_tables import LONGEST, PairTables, pair_tables
from crm_analytics.statistics.pearson import (
    comoments,
    pearson_of_tables,
    spearman_of_scores,
    spearman_of_tables,
    weighted_pearson,
)
from crm_analytics.statistics.polychoric import Polychorics, polychorics
from crm_analytics.statistics.scores import Scores

Numbers = NDArray[np.float64]

PATIENCE = 30_000_000  # people × pairs that may be sorted one pair after the other: ten seconds


@dataclass(frozen=True, slots=True)
class How:
    """level: of intervals. fewest: people a number must stand for. pairwise: each pair's own."""

    level: float = 0.95
    fewest: int = 1
    pairwise: bool = False

    @property
    def least(self) -> int:
        """People that a coefficient needs."""
        return max(correlation.FEWEST_PEOPLE, self.fewest)


@dataclass(frozen=True, eq=False, slots=True)
class CorrelationMatrices:
    """found: in the order Pearson, Spearman, Kendall, polychoric. lacking: the others, and why.

    at_edge: pairs whose polychoric correlation has no maximum short of ±1.
    """

    found: tuple[Correlations, ...]
    lacking: tuple[Unavailable, ...] = ()
    at_edge: tuple[tuple[str, str], ...] = ()

    def of(self, kind: Coefficient) -> Correlations:
        """The coefficients of a kind; Pearson's where there are none of it."""
        return next((each for each in self.found if each.kind == kind), self.found[0])


def of_items(
    names: Sequence[str],
    answers: Answers,
    points: Sequence[Sequence[int]],
    how: How,
    weights: Numbers = UNWEIGHTED,
) -> CorrelationMatrices:
    """All four among items. answers, points: as in `pair_tables`.

    Raises NotEnoughData below two columns, or where fewer people than `how` asks can be counted.
    """
    steps = len(names) > 1 and answers.dtype == np.int8 and max(map(len, points)) <= LONGEST
    if weights.size:
        found = _weighted(
            Scores(tuple(names), with_nan(answers), (1,) * len(names), weights=weights), how
        )
        return _with_steps(found, answers, points, weights, how) if steps else found
    if steps:
        return _of_tables(pair_tables(names, answers, points, pairwise=how.pairwise), how)
    scores = Scores(tuple(names), with_nan(answers), (1,) * len(names))
    relations = of_scores(scores, how)
    reason = f"Polychoric correlations need scales of whole points, at most {LONGEST} of them."
    lacking = (*relations.lacking, Unavailable("polychoric", reason))
    return replace(relations, lacking=lacking)


def of_scores(scores: Scores, how: How) -> CorrelationMatrices:
    """Pearson, Spearman and Kendall among scores. Raises as `of_items`."""
    if scores.weights.size:
        return _weighted(scores, how)
    if how.pairwise and len(scores.names) > 1 and scores.complete() is not None:
        r, n = comoments(scores.values)
        coded = [CodedScore.of(scores, name) for name in scores.names]
        basis = _basis(scores.names, n, [len(each.values) < 2 for each in coded], how)
        found = [of_r("pearson", basis, r)]
        if _soon(coded):
            found.append(of_r("spearman", basis, square(spearman_of_scores(coded), np.diag(r))))
    else:
        there = scores.complete()
        people = len(scores.numbers) if there is None else int(there.sum())
        correlation.enough(scores.names, people, how.least)
        scores = scores if there is None else scores.among(there)
        coded = [CodedScore.of(scores, name) for name in scores.names]
        found = [correlation.of_scores(kind, scores, how.level) for kind in ("pearson", "spearman")]
    if _soon(coded):
        found.append(_of_kendall(kendall_of_scores(coded), found[0].basis))
        return CorrelationMatrices(tuple(found))
    reason = "So many people and distinct values would take minutes to compare two by two."
    kinds = {"spearman", "kendall"} - {each.kind for each in found}
    return CorrelationMatrices(
        tuple(found), tuple(Unavailable(kind, reason) for kind in sorted(kinds))
    )


def _weighted(scores: Scores, how: How) -> CorrelationMatrices:
    """Pearson's; ranks have no weighted form."""
    values, weights, k = scores.values, scores.weights, len(scores.names)
    pairs = itertools.combinations(range(k), 2) if how.pairwise else [range(k)]
    people, effective = np.zeros((k, k), np.int64), np.zeros((k, k))
    parts, constant = [], np.ones(k, bool)
    for places in map(list, pairs):
        there = ~np.isnan(values[:, places]).any(axis=1)
        rows, own = values[there][:, places], weights[there]
        if k < 2 or len(rows) < how.least:
            continue
        people[np.ix_(places, places)] = len(rows)
        effective[np.ix_(places, places)] = own.sum() ** 2 / (own @ own)
        constant[places] &= np.ptp(rows, axis=0) == 0
        parts.append((places, rows, own))
    basis = replace(_basis(scores.names, people, constant, how), effective=effective)
    reasons = (
        Unavailable(kind, no_weighted_form(f"{kind.capitalize()}'s correlation"))
        for kind in ("spearman", "kendall")
    )
    return CorrelationMatrices((weighted_pearson(scores.names, parts, basis),), tuple(reasons))


def _with_steps(
    found: CorrelationMatrices,
    answers: Answers,
    points: Sequence[Sequence[int]],
    weights: Numbers,
    how: How,
) -> CorrelationMatrices:
    """The polychoric correlations of weighted tables beside; their test has no weighted form."""
    basis = found.found[0].basis
    steps = polychorics(pair_tables(basis.names, answers, points, weights, how.pairwise), how.level)
    none = np.full(basis.people.shape, np.nan)
    polychoric = tested("polychoric", basis, steps.r, none, (none, none))
    reason = no_weighted_form("The test of a polychoric correlation")
    lacking = (*found.lacking, Unavailable("the test of polychoric", reason))
    return CorrelationMatrices((*found.found, polychoric), lacking, tuple(steps.at_edge()))


def of_steps(steps: Polychorics, how: How, weights: Numbers) -> Correlations:
    """Polychoric correlations that are there already, listwise; their test has no weighted form.

    weights: of the people who have every column; empty where everyone counts once.
    """
    apart = np.where(np.eye(len(steps.names), dtype=bool), np.nan, steps.r)
    never = np.array([np.isnan(row).all() for row in apart])
    basis = _basis(steps.names, steps.n.astype(np.int64), never, how)
    if not weights.size:
        return tested("polychoric", basis, steps.r, steps.p, (steps.low, steps.high))
    none = np.full(steps.r.shape, np.nan)
    effective = np.full(steps.r.shape, weights.sum() ** 2 / (weights @ weights))
    return tested("polychoric", replace(basis, effective=effective), steps.r, none, (none, none))


def _soon(coded: Sequence[CodedScore]) -> bool:
    """Whether comparing people two by two takes seconds: most pairs are counted in a table."""
    pairs = ((a, b) for place, a in enumerate(coded) for b in coded[place + 1 :])
    slow = sum(not dense(a, b) for a, b in pairs)
    return slow * len(coded[0].places) <= PATIENCE


def _of_tables(tables: PairTables, how: How) -> CorrelationMatrices:
    a, b = np.triu_indices(len(tables.names), 1)
    varies = np.zeros(len(tables.names), bool)
    for side, axis in ((a, 2), (b, 1)):
        np.logical_or.at(varies, side, (tables.counts.sum(axis=axis) > 0).sum(axis=1) > 1)
    own = np.where(varies, 1.0, np.nan)
    basis = _basis(tables.names, square(tables.n, 0), ~varies, how)
    steps = polychorics(tables, how.level)
    found = (
        of_r("pearson", basis, square(pearson_of_tables(tables), own)),
        of_r("spearman", basis, square(spearman_of_tables(tables), own)),
        _of_kendall(kendall_of_tables(tables), basis),
        tested("polychoric", basis, steps.r, steps.p, (steps.low, steps.high)),
    )
    shown = {(p.row, p.column) for p in found[-1].pairs() if p.r is not None}
    return CorrelationMatrices(found, (), tuple(pair for pair in steps.at_edge() if pair in shown))


def _basis(
    names: Sequence[str], people: NDArray[np.int64], never: Iterable[bool], how: How
) -> Basis:
    """Whose coefficients these are; pairs of fewer people than `how` asks are not shown."""
    shown = people >= how.least
    np.fill_diagonal(shown, False)
    if not shown.any():
        who = "have any two of the scores" if how.pairwise else "have every score"
        raise NotEnoughData(f"Fewer than {how.least} people {who}, so none is correlated.")
    constant = [name for name, constant in zip(names, never, strict=True) if constant]
    return Basis(tuple(names), np.where(shown, people, 0), tuple(constant), how.level)


def _of_kendall(found: tuple[Numbers, Numbers], basis: Basis) -> Correlations:
    none = np.full(basis.people.shape, np.nan)
    r = square(found[0], np.where(np.isin(basis.names, basis.constant), np.nan, 1.0))
    return tested("kendall", basis, r, square(found[1], np.nan), (none, none))
