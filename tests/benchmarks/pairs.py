"""Ordinal statistics of pairs of items, beside the libraries that compute the same.

python -m tests.benchmarks.pairs [people]

Tables of all pairs of 45 items, beside pandas.crosstab; Kendall's τ-b of 11 scores, beside
scipy.stats.kendalltau; polychoric correlations, beside a maximum searched with scipy. The libraries
do a part of the pairs, named in the output; their time is scaled to all.
"""

import sys
from functools import partial

import numpy as np
import pandas as pd
from scipy import optimize, stats

from crm_analytics.statistics.counts import CodedScore
from crm_analytics.statistics.kendall import kendall_of_scores
from crm_analytics.statistics.pair_tables import pair_tables
from crm_analytics.statistics.polychoric import polychorics
from tests.benchmarks.battery import seconds

ITEMS, SCORES = 45, 11


def crosstabs(frame, pairs):
    return [pd.crosstab(frame[a], frame[b]).to_numpy() for a, b in pairs]


def taus(scores, pairs):
    return [stats.kendalltau(scores[:, a], scores[:, b], method="asymptotic") for a, b in pairs]


def searched(tables):
    return [
        optimize.minimize_scalar(partial(unlikely, table), bounds=(-1, 1), method="bounded").x
        for table in tables
    ]


def unlikely(table, rho):
    edges = [
        np.clip(stats.norm.ppf(np.append(0, table.sum(axis=side).cumsum()) / table.sum()), -9, 9)
        for side in (1, 0)
    ]
    grid = np.stack(np.meshgrid(*edges, indexing="ij"), axis=-1)
    below = stats.multivariate_normal([0, 0], [[1, rho], [rho, 1]]).cdf(grid)
    chance = np.diff(np.diff(below, axis=0), axis=1)
    return -(table * np.log(np.maximum(chance, 1e-15))).sum()


def told(what, fast, slow, part, whole):
    ratio = slow * whole / part / fast
    print(f"{what:34} {1000 * fast:8.1f} ms   ratio {ratio:8.1f}   ({part} of {whole} pairs there)")


def main(people=100_000):
    rng = np.random.default_rng(1)
    raw = 3 + 0.7 * rng.normal(size=(people, 1)) + 0.9 * rng.normal(size=(people, ITEMS))
    answers = np.asfortranarray(np.clip(np.rint(raw), 1, 5).astype(np.int8))
    names = tuple(f"q{item}" for item in range(ITEMS))
    frame = pd.DataFrame(answers, columns=names)
    scores = answers[:, : 4 * SCORES].reshape(people, SCORES, 4).sum(axis=2, dtype=np.int32)
    print(f"{people:,} people, the same numbers")

    fast, tables = seconds(lambda: pair_tables(names, answers, [range(1, 6)] * ITEMS), 5)
    first = [(names[0], other) for other in names[1:13]]
    slow, theirs = seconds(lambda: crosstabs(frame, first), 3)
    np.testing.assert_array_equal([tables.table(*pair) for pair in first], theirs)
    told("tables, pandas.crosstab", fast, slow, len(first), len(tables.n))

    coded = [CodedScore.of_values(column.astype(float)) for column in scores.T]
    fast, (tau, p) = seconds(lambda: kendall_of_scores(coded), 5)
    first = [(0, other) for other in range(1, 7)]
    slow, theirs = seconds(lambda: taus(scores, first), 3)
    np.testing.assert_allclose(tau[:6], [each.statistic for each in theirs], rtol=1e-9)
    np.testing.assert_allclose(p[:6], [each.pvalue for each in theirs], rtol=1e-9)
    told("Kendall of scores, scipy", fast, slow, len(first), len(tau))

    fast, ours = seconds(lambda: polychorics(tables), 5)
    slow, theirs = seconds(lambda: searched(tables.counts[:8]), 2)
    np.testing.assert_allclose(ours.r[0, 1:9], theirs, atol=1e-4)
    told("polychoric, search with scipy", fast, slow, 8, len(tables.n))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
