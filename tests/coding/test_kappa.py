import numpy as np
import pytest
from hypothesis import given, settings

from crm_analytics.coding import kappa
from crm_analytics.coding.kappa import standard_error
from crm_analytics.coding.ratings import ratings
from tests.coding.coders import EXPECTED, codings, reference, rows, table, values

MEASURES = {
    "agreement": kappa.percent,
    "cohen": kappa.cohen,
    "scott": kappa.fleiss,
    "fleiss": kappa.fleiss,
    "brennan_prediger": kappa.brennan_prediger,
    "gwet_ac1": kappa.gwet_ac1,
}


@given(rows(coders=(2, 2), units=(2, 9), gaps=False))
@settings(max_examples=50, deadline=None)
def test_two_coders_have_the_kappa_and_the_error_of_statsmodels(found):
    from statsmodels.stats.inter_rater import cohens_kappa

    given_ = ratings(codings(found))
    ours = values(codings(found))["cohen"]
    if ours is not None and abs(ours) < 1:
        counts = np.zeros((len(given_.sets),) * 2)
        np.add.at(counts, tuple(given_.values.T), given_.times)
        with np.errstate(all="ignore"):  # of its test against no agreement
            theirs = cohens_kappa(counts)
        assert ours == pytest.approx(theirs.kappa, abs=1e-12)
        error = standard_error(given_, "cohen")
        assert error == pytest.approx(np.sqrt(max(theirs.var_kappa, 0)), abs=1e-7)


@given(rows(coders=(2, 5), units=(2, 9), gaps=False))
@settings(max_examples=50, deadline=None)
def test_any_coders_have_the_kappa_of_fleiss_and_the_uniform_one_of_statsmodels(found):
    from statsmodels.stats.inter_rater import fleiss_kappa

    given_ = ratings(codings(found))
    ours = values(codings(found))
    counts = [[(row == value).sum() for value in range(len(given_.sets))] for row in given_.values]
    counts = np.repeat(counts, given_.times, axis=0)
    if ours["fleiss"] is not None:
        assert ours["fleiss"] == pytest.approx(fleiss_kappa(counts), abs=1e-12)
        uniform = fleiss_kappa(counts, "randolph")  # of complete ratings it is Brennan–Prediger
        assert ours["brennan_prediger"] == pytest.approx(uniform, abs=1e-12)


def test_percent_agreement_has_the_error_of_a_share():
    found = standard_error(ratings(table([[6, 2], [1, 1]])), "agreement")
    assert found == pytest.approx(np.sqrt(0.7 * 0.3 / 10), abs=1e-15)


@given(rows(coders=(2, 4), units=(3, 9), gaps=False))
def test_it_is_how_far_one_unit_more_of_each_kind_moves_the_coefficient(found):
    given_ = ratings(codings(found))
    times = given_.times.astype(float)
    for key, measure in MEASURES.items():
        error = standard_error(given_, key)
        if error is None or (key == "cohen" and given_.coders > 2):
            continue
        step = 1e-6 * np.eye(len(times))
        moves = (measure(given_, times + step) - measure(given_, times - step)) / 2e-6
        assert error == pytest.approx(np.sqrt(times @ moves**2), rel=1e-4, abs=1e-6)


def test_a_table_of_two_abstractors_gives_what_is_published():
    # irrCAC 1.0, cont3x3abstractors
    found = ratings(table([[13, 0, 0], [0, 20, 7], [0, 4, 56]]))
    published = {
        "agreement": 0.03128898,
        "cohen": 0.05891072,
        "scott": 0.05905473,
        "gwet_ac1": 0.04321747,
        "brennan_prediger": 0.04693346,
    }
    assert {key: standard_error(found, key) for key in published} == {
        key: pytest.approx(value, abs=5e-9) for key, value in published.items()
    }


@pytest.mark.parametrize("name", ["anxiety_raters12", "diagnoses_raters12"])
def test_kappa_of_two_coders_gives_what_r_gives(name):
    # R: vcd 1.4.11
    expected = EXPECTED[name]
    found = standard_error(ratings(table(expected["table"]["values"])), "cohen")
    assert found == pytest.approx(expected["cohen_kappa_ase_vcd"], abs=1e-15)


@pytest.mark.parametrize(
    ("given_", "key"),
    [
        (reference("krippendorff_4x12"), "fleiss"),  # gaps
        (reference("anxiety"), "cohen"),  # three coders
        (reference("anxiety"), "alpha_nominal"),
        (codings(["ab"]), "agreement"),  # one unit
        (codings(["aa", "aa"]), "cohen"),  # undefined
    ],
)
def test_without_a_closed_form_there_is_none(given_, key):
    assert standard_error(ratings(given_), key) is None
