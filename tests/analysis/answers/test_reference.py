"""Descriptives, frequencies and normality beside R's, to 1e-9 relative."""

from dataclasses import replace

import numpy as np
import pytest

from crm_analytics.analysis.answers.counts import of_items, of_score, of_values
from crm_analytics.analysis.answers.descriptives import descriptives
from crm_analytics.analysis.answers.frequencies import frequencies
from crm_analytics.analysis.answers.normality import normality
from crm_analytics.analysis.scores import Scores
from tests.reference import NAMES, expected, view

SAME = ("n", "missing", "mean", "median", "mode", "sd", "variance", "range", "sum")
SAME += ("skewness", "se_skewness", "kurtosis", "se_kurtosis", "p25", "p50", "p75")
KEYS = {key: key for key in SAME} | {"se_mean": "se", "minimum": "min", "maximum": "max"}
TESTS = {"ks_d": "ks_D", "lilliefors_p": "lilliefors_p_dallal_wilkinson"}
TESTS |= {"shapiro_w": "shapiro_W", "shapiro_p": "shapiro_p"}


def close(value):
    return pytest.approx(value, rel=1e-9, abs=1e-12)


def scores(name, rule):
    instrument = replace(view(name).instrument, missing=rule)
    return Scores.of(replace(view(name), instrument=instrument))


def tallies(name):
    """Everything R describes: items, dimension scores and the mean of all items."""
    items = view(name).columns
    for tally in of_items(view(name), items):
        yield tally, expected(name)["item_descriptives"][tally.name]
    for rule, kind in (("complete", "complete"), ("half", "available")):
        of_rule = expected(name)[f"dimension_descriptives_{kind}"]
        for dimension in view(name).instrument.dimensions:
            # R takes any answered item, our rule at least half of them
            if rule == "complete" or len(dimension.items) <= 2:
                found = scores(name, rule)
                yield of_score(found, dimension.name), of_rule[dimension.name]
    if "overall_descriptives_complete" in expected(name):
        answers = view(name).answers.astype(float)
        answers[answers < -100] = np.nan
        overall = of_values("all", answers.mean(axis=1), grain=len(items))
        yield overall, expected(name)["overall_descriptives_complete"]


@pytest.mark.parametrize("name", NAMES)
def test_descriptives(name):
    for tally, theirs in tallies(name):
        ours = descriptives(tally)
        for key, r in KEYS.items():
            assert getattr(ours, key) == close(theirs[r]), (tally.name, key)
        assert ours.modes == len(theirs["modes"])


@pytest.mark.parametrize("name", NAMES)
def test_normality(name):
    for tally, theirs in tallies(name):
        if "normality" in theirs:
            ours = normality(tally)
            for key, r in TESTS.items():
                known = pytest.approx(theirs["normality"][r], rel=1e-9, abs=1e-300)
                assert getattr(ours, key) == known, (tally.name, key)


@pytest.mark.parametrize("name", NAMES)
def test_frequencies(name):
    scale = {i.column: d.scale for _, d, i in view(name).instrument.dimension_of()}
    for tally in of_items(view(name), view(name).columns):
        theirs = expected(name)["item_descriptives"][tally.name]["frequencies"]
        rows = [f for f in frequencies(tally, scale[tally.name]) if f.value is not None]
        assert [f.value for f in rows] == list(scale[tally.name].points)
        used = [f for f in rows if f.n]
        assert [f.value for f in used] == theirs["values"]
        assert [f.n for f in used] == theirs["counts"]
        assert [f.valid_percent for f in used] == close(theirs["percent_valid"])
