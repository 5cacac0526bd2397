"""People with invented scores whose truth is known."""

import numpy as np

from crm_analytics.statistics.least_squares import Cases
from crm_analytics.statistics.scores import Scores


def drawn(n=200, b=(1.0, 0.5, 0.0), seed=1, weights=()):
    """Drivers that have something in common, and an outcome with these coefficients."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(n, len(b))) + random.normal(size=(n, 1))
    return of(x, x @ np.array(b) + random.normal(size=n), weights)


def of(x, y, weights=()):
    names = [*(f"x{place}" for place in range(np.shape(x)[1])), "y"]
    return Cases.measured(names, np.column_stack([x, y]), np.asarray(weights, float))


def scores(cases):
    grain = (0,) * len(cases.names)
    return Scores(cases.names, cases.rows, grain, weights=cases.weights)
