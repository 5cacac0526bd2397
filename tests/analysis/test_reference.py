"""Every number beside R's, to 1e-9 relative. tests/data/sets/README.md names the programs."""

import json

import numpy as np
import pytest

from crm_analytics.analysis.correlation import of_items, of_scores
from crm_analytics.analysis.priority import priorities
from crm_analytics.analysis.regression import regression
from crm_analytics.analysis.reliability import Reliability, reliabilities
from crm_analytics.analysis.scores import Scores
from crm_analytics.survey.instrument import ALL_ITEMS
from tests.reference import NAMES, SETS, expected, same_grid, view


def close(value):
    return pytest.approx(value, rel=1e-9, abs=1e-12)


def scales(name):
    whole = "reliability_whole_instrument"
    for r in reliabilities(view(name)):
        if r.kind == "dimension":
            yield r, expected(name)["reliability"][r.scale]
        elif r.scale == ALL_ITEMS and whole in expected(name):
            yield r, expected(name)[whole]


@pytest.mark.parametrize("name", NAMES)
def test_alpha_and_its_interval(name):
    compared = list(scales(name))
    assert compared
    for ours, theirs in compared:
        assert isinstance(ours, Reliability)
        assert ours.n == theirs["n_used_listwise"]
        assert ours.alpha == close(theirs["alpha_raw"])
        assert ours.alpha_standardised == close(theirs["alpha_std"])
        assert ours.alpha_low == close(theirs["feldt95_lo"])
        assert ours.alpha_high == close(theirs["feldt95_hi"])


@pytest.mark.parametrize("name", NAMES)
def test_item_statistics(name):
    for ours, theirs in scales(name):
        for item in ours.items:
            r = theirs["items"][item.item]
            assert item.item_rest_r == close(r["corrected_item_total_r"])
            assert item.smc == close(r["squared_multiple_correlation"])
            if len(ours.items) > 2:
                assert item.alpha_if_dropped == close(r["alpha_if_deleted"])


@pytest.mark.parametrize("name", NAMES)
def test_split_halves(name):
    keys = {"odd-even": "split_half_odd_even", "first-second": "split_half_first_second_spss"}
    for ours, theirs in scales(name):
        for split in ours.splits:
            r = theirs[keys[split.split]]
            assert (split.items_a, split.items_b) == (len(r["half1"]), len(r["half2"]))
            assert split.r == close(r["r_between"])
            assert split.spearman_brown == close(r["spearman_brown_equal"])
            assert split.spearman_brown_unequal == close(r["spearman_brown_unequal_horst"])
            assert split.guttman == close(r["guttman_split_half"])
            for alpha, half in ((split.alpha_a, "alpha_half1"), (split.alpha_b, "alpha_half2")):
                assert alpha == (None if r[half] is None else close(r[half]))


@pytest.mark.parametrize("name", NAMES)
def test_means_and_spread_of_dimensions(name):
    theirs = expected(name)["dimension_descriptives_complete"]
    found = priorities(view(name), Scores.of(view(name))).dimensions
    assert {p.name for p in found} == set(theirs)
    for p in found:
        r = theirs[p.name]
        assert p.n == r["n"]
        assert p.mean == close(r["mean"])
        assert p.sd == close(r["sd"])
        assert p.cv == close(100 * r["sd"] / r["mean"])


@pytest.mark.parametrize("kind", ["pearson", "spearman"])
@pytest.mark.parametrize("name", NAMES)
def test_correlations_of_items(name, kind):
    theirs = expected(name)["item_correlations_listwise"]
    ours = of_items(kind, view(name).columns, view(name).answers)
    same(ours, theirs, kind)


@pytest.mark.parametrize("kind", ["pearson", "spearman"])
@pytest.mark.parametrize("name", [n for n in NAMES if len(expected(n)["reliability"]) > 1])
def test_correlations_of_dimensions(name, kind):
    theirs = expected(name)["dimension_correlations_listwise"]
    scores = Scores.of(view(name)).select(theirs[kind]["r"]["rows"])
    same(of_scores(kind, scores), theirs, kind)


def same(ours, theirs, kind):
    r, p = theirs[kind]["r"], theirs[kind]["p"]
    places = [ours.names.index(row) for row in r["rows"]]
    np.testing.assert_allclose(ours.r[np.ix_(places, places)], r["values"], rtol=1e-9, atol=1e-12)
    same_grid(ours.p[np.ix_(places, places)], p["values"])
    assert ours.n == theirs["n"]["values"][0][1]


WITH_MODEL = [
    name
    for name in NAMES
    if json.loads((SETS / name / "meta.json").read_text(encoding="utf-8")).get("regression")
]


@pytest.mark.parametrize("name", WITH_MODEL)
def test_regression(name):
    theirs = expected(name)["regression_listwise_complete_scores"]
    scores = Scores.of(view(name))
    ours = regression(theirs["y"], theirs["x"], scores)
    for key, r in {
        "n": "n",
        "r": "r",
        "r2": "r2",
        "r2_adjusted": "adj_r2",
        "se_estimate": "se_estimate",
        "f": "F",
        "df1": "df1",
        "df2": "df2",
        "p": "p",
        "durbin_watson": "durbin_watson",
    }.items():
        assert getattr(ours, key) == close(theirs[r]), key
    for term in ours.terms:
        r = theirs["intercept"] if term.term == "constant" else theirs["coefficients"][term.term]
        assert [term.b, term.se, term.t, term.p] == close([r["b"], r["se"], r["t"], r["p"]])
        assert [term.low, term.high] == close([r["ci95_lo"], r["ci95_hi"]])
        if term.term != "constant":
            for key, of_r in {
                "beta": "beta",
                "tolerance": "tolerance",
                "vif": "vif",
                "zero_order": "zero_order_r",
                "partial": "partial_r",
                "part": "part_r",
            }.items():
                assert getattr(term, key) == close(r[of_r]), key
    koenker = theirs["breusch_pagan_koenker"]
    errors = [ours.errors.breusch_pagan, ours.df1, ours.errors.breusch_pagan_p]
    assert errors == close([koenker["LM"], koenker["df"], koenker["p"]])
