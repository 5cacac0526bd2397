"""A million people × 45 items beside the libraries that compute the same.

python -m tests.benchmarks.battery [people]

The battery that pingouin, pandas and statsmodels have too: α of 9 dimensions and the whole with all
that stands behind it, Pearson and Spearman of 45 items with tests, the driver model on 5 scores.
From one int8 array; the numbers of both sides are asserted to agree to 1e-9. Then: how many passes
of a float32 XᵀX over the same blocks that takes, how much memory with the array at its peak, and how
long every section of the pages takes. Seconds are those of the processor, for all sides work in one
thread: other programs on the machine do not count.
"""

import sys
import time
import tracemalloc
import warnings

import numpy as np

from crm_analytics.analyses.battery import battery, build
from crm_analytics.analyses.inputs import item_moments, reliabilities, scores_of
from crm_analytics.analyses.registry import registry
from crm_analytics.report.section import provenance
from crm_analytics.statistics.correlation import of_items, of_moments
from crm_analytics.statistics.moments import BLOCK
from crm_analytics.statistics.regression import regression
from crm_analytics.survey import questionnaire
from crm_analytics.survey.privacy import Categories
from crm_analytics.survey.samples import SAMPLES
from crm_analytics.survey.view import View

STEP = 100_000
DRAWN = ("priority", "paths")


def invented(people):
    """Answers of 45 items with one thing in common, made in steps, and five demographics."""
    rng, instrument = np.random.default_rng(1), questionnaire.read(SAMPLES[0].questionnaire)
    columns = tuple(item.column for item in instrument.items)
    answers = np.empty((people, len(columns)), np.int8, order="F")
    for start in range(0, people, STEP):
        size = min(STEP, people - start)
        raw = 3 + 0.7 * rng.normal(size=(size, 1)) + 0.9 * rng.normal(size=(size, len(columns)))
        answers[start : start + size] = np.clip(np.rint(raw), 1, 5)
    demographics = {
        d.column: Categories(
            tuple(f"{d.column} {place}" for place in range(groups)),
            rng.integers(0, groups, people).astype(np.int32),
        )
        for d, groups in zip(instrument.demographics, (2, 7, 5, 6, 5), strict=True)
    }
    return View(instrument, columns, answers, people, demographics=demographics)


def ours(view):
    instrument = view.instrument
    moments = item_moments(view)
    results = reliabilities(view, moments=moments)
    pearson = of_moments("pearson", moments(view.columns))
    spearman = of_items("spearman", view.columns, view.answers)
    drivers = [d.name for c in instrument.with_role("driver") for d in c.dimensions]
    model = regression(instrument.with_role("outcome")[0].name, drivers, scores_of(view))
    return [r.alpha for r in results], pearson.r, spearman.r, model.r2


def theirs(view):
    import pandas as pd
    import pingouin
    import statsmodels.api as sm

    answers, instrument = pd.DataFrame(view.answers, columns=view.columns), view.instrument
    frames = [answers[list(d.columns)] for d in instrument.dimensions]
    alphas = [pingouin.cronbach_alpha(f, nan_policy="listwise")[0] for f in (*frames, answers)]
    pearson, spearman = answers.corr(), answers.corr("spearman")
    scores = pd.DataFrame(
        {d.name: f.mean(axis=1) for d, f in zip(instrument.dimensions, frames, strict=True)}
    )
    sides = [[d.name for d in c.dimensions] for c in instrument.constructs]
    model = sm.OLS(scores[sides[1]].mean(axis=1), sm.add_constant(scores[sides[0]])).fit()
    model.summary2()
    return alphas, pearson.to_numpy(), spearman.to_numpy(), model.rsquared


def one_pass(view):
    """XᵀX in float32, block by block, as the fastest library does it."""
    block = np.empty((BLOCK, len(view.columns)), np.float32, order="F")
    for start in range(0, view.people - BLOCK + 1, BLOCK):
        block[:] = view.answers[start : start + BLOCK]
        block.T @ block


def seconds(work, rounds):
    taken = []
    for _ in range(rounds):
        began = time.process_time()
        result = work()
        taken.append(time.process_time() - began)
    return min(taken), result


def peak(work):
    """The most memory that was held at once beside what was there before, in bytes."""
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def others(view):
    """Every section of the pages, each alone, then those at once that draw nobody anew."""
    stamp = provenance(view, "", "")
    for id in registry():
        taken, _ = seconds(lambda id=id: build(id, view, stamp), 1)
        print(f"  {id:12} {1000 * taken:8.0f} ms")
    quiet = [id for id in registry() if id not in DRAWN]
    began = time.perf_counter()
    battery(view, stamp, quiet)
    print(f"  all but {', '.join(DRAWN)} at once {time.perf_counter() - began:6.2f} s by the clock")


def main(people=1_000_000):
    warnings.simplefilter("ignore")
    view = invented(people)
    fast, a = seconds(lambda: ours(view), 7)
    passing, _ = seconds(lambda: one_pass(view), 7)
    size, beside = view.answers.nbytes, peak(lambda: ours(view))
    print(f"{people:,} people × {len(view.columns)} items")
    print(f"ours                          {1000 * fast:8.0f} ms")
    print(f"one float32 pass of XᵀX       {1000 * passing:8.0f} ms   ratio {fast / passing:5.2f}")
    print(
        f"array and all beside it       {(size + beside) / 1e6:8.0f} MB   ratio {1 + beside / size:5.2f}"
    )
    others(view)
    slow, b = seconds(lambda: theirs(view), 2)
    np.testing.assert_allclose([*a[0][:9], a[0][-1]], b[0], rtol=1e-9)
    np.testing.assert_allclose(a[1], b[1], rtol=1e-9)
    np.testing.assert_allclose(a[2], b[2], rtol=1e-9)
    np.testing.assert_allclose(a[3], b[3], rtol=1e-9)
    print(f"pingouin, pandas, statsmodels {1000 * slow:8.1f} ms   ratio {slow / fast:5.1f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
