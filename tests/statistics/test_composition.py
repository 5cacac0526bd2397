import numpy as np
import pytest

from crm_analytics.statistics.composition import WaveShares, composition_and_within, standard_errors
from crm_analytics.statistics.counts import Counts
from crm_analytics.statistics.moments import UNWEIGHTED


def side(draws, values):
    return WaveShares.of(
        Counts(("a", "b", "c"), values, draws, UNWEIGHTED, UNWEIGHTED), [[0], [1], [2]]
    )


def test_standard_errors_are_those_of_many_surveys():
    random, values = np.random.default_rng(1955), np.arange(1.0, 6)
    shares = np.array([[0.5, 0.3, 0.2], [0.3, 0.3, 0.4]])
    likely = np.array([
        [[0.1, 0.2, 0.4, 0.2, 0.1], [0.3, 0.3, 0.2, 0.1, 0.1], [0.1, 0.1, 0.1, 0.3, 0.4]],
        [[0.1, 0.1, 0.4, 0.3, 0.1], [0.2, 0.3, 0.2, 0.2, 0.1], [0.2, 0.1, 0.1, 0.3, 0.3]],
    ])  # fmt: skip
    cells, people = shares[:, :, None] * likely, (300, 400)
    many = []
    for _ in range(2_000):
        sides = [side(random.multinomial(n, c.ravel()).reshape(3, 5), values)
                 for n, c in zip(people, cells, strict=True)]  # fmt: skip
        many.append([part.sum() for part in composition_and_within(*sides)])
    expected = [np.rint(n * c).astype(np.int64) for n, c in zip(people, cells, strict=True)]
    se = standard_errors(*(side(e, values) for e in expected))
    assert se == pytest.approx(tuple(np.std(many, axis=0)), rel=0.05)
