"""Groups of numbers as the analyses know them."""

import numpy as np
from hypothesis import strategies as st

from crm_analytics.statistics.counts import CodedScore, Counts
from crm_analytics.statistics.group_summary import Summary

SCORES = st.integers(4, 20).map(lambda score: score / 4)
GROUP = st.lists(SCORES, min_size=3, max_size=12)


def counts(*groups):
    named = [(chr(97 + place), np.array(group, float)) for place, group in enumerate(groups)]
    return Counts.between(named)


def summary(*groups):
    return Summary.of(counts(*groups))


def weighted(groups, weights):
    """The counts of groups whose people have case weights."""
    values, places = np.unique(np.concatenate(groups), return_inverse=True)
    codes = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    names = [chr(97 + place) for place in range(len(groups))]
    return Counts.of(names, codes, CodedScore(values, places, np.concatenate(weights)))


def vary(*groups):
    return all(len(set(group)) > 1 for group in groups)
