"""Descriptives, frequencies and normality of every item, beside pandas and scipy.

python -m tests.benchmarks.answers [people]

Theirs: DataFrame.agg of the same moments and quantiles, value_counts, and the distance from the
fitted normal curve by scipy.stats.ks_1samp. Both from arrays.
"""

import sys
import warnings

import numpy as np
import pandas as pd
from scipy import stats

from crm_analytics.analyses.answers.counts import of_items
from crm_analytics.statistics.descriptives import descriptives
from crm_analytics.statistics.frequencies import frequencies
from crm_analytics.statistics.normality import normality
from crm_analytics.survey import questionnaire
from crm_analytics.survey.samples import SAMPLES
from crm_analytics.survey.view import View
from tests.benchmarks.battery import seconds


def ours(view):
    return [
        (descriptives(tally), frequencies(tally, 1, 5), normality(tally))
        for tally in of_items(view, view.columns)
    ]


def theirs(frame):
    moments = frame.agg(["mean", "sem", "std", "var", "skew", "kurt", "min", "max", "sum"])
    quartiles = np.quantile(frame, (0.25, 0.5, 0.75), axis=0, method="weibull")
    counts = [frame[column].value_counts() for column in frame]
    curves = [stats.norm(moments[c]["mean"], moments[c]["std"]).cdf for c in frame]
    distances = [
        stats.ks_1samp(frame[c], curve, method="asymp").statistic
        for c, curve in zip(frame, curves, strict=True)
    ]
    return moments, quartiles, counts, distances


def main(people=1_000_000):
    warnings.simplefilter("ignore")
    instrument = questionnaire.read(SAMPLES[0].questionnaire)
    columns = tuple(item.column for item in instrument.items)
    answers = np.random.default_rng(1).integers(1, 6, (people, len(columns)))
    view = View(instrument, columns, np.asfortranarray(answers.astype(np.int8)), people)
    fast, a = seconds(lambda: ours(view), 5)
    slow, b = seconds(lambda: theirs(pd.DataFrame(view.answers, columns=columns)), 1)
    np.testing.assert_allclose([d.skewness for d, _, _ in a], b[0].loc["skew"], atol=1e-9)
    np.testing.assert_allclose([d.kurtosis for d, _, _ in a], b[0].loc["kurt"], rtol=1e-9)
    np.testing.assert_allclose([d.p25 for d, _, _ in a], b[1][0])
    np.testing.assert_allclose([n.ks_d for _, _, n in a], b[3], rtol=1e-6)
    print(f"{people:,} people × {len(columns)} items, same numbers")
    print(f"pandas, numpy, scipy {1000 * slow:9.1f} ms")
    print(f"ours                 {1000 * fast:9.1f} ms   ratio {slow / fast:5.1f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
