"""Everything the five result pages show, beside the libraries that compute the same.

python -m tests.benchmarks.battery [people]

Ours: reliability of 9 dimensions, 2 constructs and the whole with every coefficient, priorities,
Pearson and Spearman of scores and of 45 items with tests, the driver model. Theirs:
pingouin.cronbach_alpha per scale, DataFrame.corr twice, statsmodels OLS. Both from arrays.
"""

import sys
import time
import warnings

import numpy as np
import pandas as pd
import pingouin
import statsmodels.api as sm

from crm_analytics.analysis.correlation import of_items, of_moments, of_scores
from crm_analytics.analysis.priority import priorities
from crm_analytics.analysis.regression import regression
from crm_analytics.analysis.reliability import item_moments, reliabilities
from crm_analytics.analysis.scores import Scores
from crm_analytics.survey import questionnaire
from crm_analytics.survey.samples import SAMPLES
from crm_analytics.survey.view import View


def ours(view):
    instrument = view.instrument
    drivers = [d.name for c in instrument.with_role("driver") for d in c.dimensions]
    outcome = instrument.with_role("outcome")[0].name
    moments = item_moments(view)
    results = reliabilities(view, moments=moments)
    scores = Scores.of(view)
    priorities(view, scores)
    of_score = [of_scores(kind, scores) for kind in ("pearson", "spearman")]
    of_item = [
        of_moments("pearson", moments(view.columns)),
        of_items("spearman", view.columns, view.answers),
    ]
    model = regression(outcome, drivers, scores)
    return [r.alpha for r in results], of_item[0].r, of_item[1].r, model.r2, of_score


def theirs(answers, instrument):
    frames = [answers[list(d.columns)] for d in instrument.dimensions]
    alphas = [pingouin.cronbach_alpha(f, nan_policy="listwise")[0] for f in (*frames, answers)]
    pearson, spearman = answers.corr(), answers.corr("spearman")
    scores = pd.DataFrame(
        {d.name: f.mean(axis=1) for d, f in zip(instrument.dimensions, frames, strict=True)}
    )
    sides = [[d.name for d in c.dimensions] for c in instrument.constructs]
    y = scores[sides[1]].mean(axis=1)
    model = sm.OLS(y, sm.add_constant(scores[sides[0]])).fit()
    model.summary2()
    return alphas, pearson.to_numpy(), spearman.to_numpy(), model.rsquared


def seconds(work, rounds):
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        result = work()
        taken.append(time.perf_counter() - began)
    return min(taken), result  # the machine does other things too: the best run is the work itself


def main(people=100_000):
    warnings.simplefilter("ignore")
    instrument = questionnaire.read(SAMPLES[0].questionnaire)
    columns = tuple(item.column for item in instrument.items)
    rng = np.random.default_rng(1)
    common = rng.normal(size=(people, 1))
    raw = 3 + 0.7 * common + 0.9 * rng.normal(size=(people, len(columns)))
    answers = np.asfortranarray(np.clip(np.rint(raw), 1, 5).astype(np.int8))
    view = View(instrument, columns, answers, people)
    frame = pd.DataFrame(answers, columns=columns)
    fast, a = seconds(lambda: ours(view), 7)
    slow, b = seconds(lambda: theirs(frame, instrument), 4)
    np.testing.assert_allclose([*a[0][:9], a[0][-1]], b[0], rtol=1e-9)
    np.testing.assert_allclose(a[1], b[1], rtol=1e-9)
    np.testing.assert_allclose(a[2], b[2], rtol=1e-9)
    np.testing.assert_allclose(a[3], b[3], rtol=1e-9)
    print(f"{people:,} people × {len(columns)} items, same numbers to 1e-9")
    print(f"pingouin, pandas, statsmodels {1000 * slow:8.1f} ms")
    print(f"ours                          {1000 * fast:8.1f} ms   ratio {slow / fast:5.1f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
