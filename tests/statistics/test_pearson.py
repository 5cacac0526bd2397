import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from crm_analytics.statistics.counts import CodedScore
from crm_analytics.statistics.kendall import dense
from crm_analytics.statistics.pearson import spearman_of_scores


@given(st.integers(0, 1000), st.sampled_from([-1, 0, 1]), st.sampled_from([3, 4000]))
def test_ranks_of_scores_are_scipys_however_many_values_they_have(seed, sign, values):
    random = np.random.default_rng(seed)
    x = random.integers(0, values, 60).astype(float)
    y = np.rint(sign * x + 0.3 * values * random.normal(size=60))
    gone = random.random(60) < 0.1
    y[gone] = np.nan
    levels = [CodedScore.of_values(x), CodedScore.of_values(y)]
    (ours,) = spearman_of_scores(levels)
    theirs = stats.spearmanr(x[~gone], y[~gone]).statistic
    assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-12)


def test_scores_of_many_values_are_not_counted_in_a_table():
    x = np.arange(60.0)
    levels = [CodedScore.of_values(x), CodedScore.of_values(-x)]
    assert not dense(*levels)
    assert spearman_of_scores(levels) == pytest.approx([-1])
    same = [CodedScore.of_values(x), CodedScore.of_values(np.where(x < 59, 4.0, np.nan))]
    assert np.isnan(spearman_of_scores(same)).all()
