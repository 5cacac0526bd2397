"""The ledger as a reader sees it."""

import numpy as np
import pytest

from crm_analytics.analyses.battery import build
from crm_analytics.report.section import provenance
from crm_analytics.survey.instrument import (
    Construct,
    Demographic,
    Dimension,
    Hypothesis,
    Instrument,
    Item,
)
from crm_analytics.survey.privacy import Categories
from crm_analytics.survey.view import View


def told(scores, groups):
    names = tuple(sorted(set(groups)))
    codes = np.array([names.index(group) for group in groups], np.int32)
    view = View(
        Instrument(
            (Construct("Trust", (Dimension("Trust", (Item("q1"),)),)),),
            demographics=(Demographic("team"),),
            hypotheses=(Hypothesis("H1", "difference", "Trust", "team"),),
            minimum_group=1,
        ),
        ("q1",),
        np.asfortranarray(np.array(scores, np.int8)[:, None]),
        len(scores),
        demographics={"team": Categories(names, codes)},
    )
    (row,) = build("hypotheses", view, provenance(view, "", "")).tables[0].records()
    return row


@pytest.mark.parametrize(
    ("groups", "test", "statistic"),
    [("ab", "Mann–Whitney U", "U = "), ("abc", "Kruskal–Wallis H", "H(2) = ")],
)
def test_a_test_of_ranks_has_the_degrees_of_freedom_it_has(groups, test, statistic):
    scores = [1, 1, 1, 1, 5, 1, 1, 1, 1, 1, 1, 5] * len(groups)
    row = told(scores, groups * 12)
    assert row["test"] == test
    assert statistic in row["sentence"]


def test_a_test_of_means_of_many_people_has_all_digits_of_its_degrees_of_freedom():
    row = told([1, 2, 3, 4, 5] * 2400, ["a", "b"] * 6000)
    assert "t(11,998) = " in row["sentence"]
