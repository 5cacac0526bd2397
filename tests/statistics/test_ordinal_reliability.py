from dataclasses import replace

import numpy as np
import pytest

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.ordinal_reliability import ordinal_alpha
from crm_analytics.statistics.pair_tables import pair_tables
from crm_analytics.statistics.polychoric import polychorics


def items(k, rho):
    answers = np.tile(np.array([[1], [2], [2]], np.int8), k)
    whole = polychorics(pair_tables(tuple(map(str, range(k))), answers, [(1, 2)] * k))
    return replace(whole, r=np.full((k, k), rho) + (1 - rho) * np.eye(k))


@pytest.mark.parametrize(("k", "rho"), [(2, 0.5), (5, 0.3), (12, 0.1)])
def test_equally_correlated_items_follow_spearman_brown(k, rho):
    found = ordinal_alpha("any", items(k, rho))
    assert found.alpha == pytest.approx(k * rho / (1 + (k - 1) * rho))
    assert found.items == k


@pytest.mark.parametrize(
    ("polychoric", "said"),
    [
        (items(3, np.nan), "An item of Trust never varies; its ordinal α is undefined."),
        (
            items(2, -1.0),
            "The items of Trust cancel each other out; ordinal α is undefined.",
        ),
        (
            items(2, 0.5).select(["0"]),
            "Trust has one item; ordinal α compares items, so it needs two.",
        ),
    ],
)
def test_what_cannot_be_computed_says_why(polychoric, said):
    with pytest.raises(NotEnoughData) as caught:
        ordinal_alpha("Trust", polychoric)
    assert str(caught.value) == said
