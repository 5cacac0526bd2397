import numpy as np
import pytest
from hypothesis import given

from crm_analytics.coding import kappa
from crm_analytics.coding.kappa import standard_error
from crm_analytics.coding.ratings import ratings
from tests.coding.coders import EXPECTED, codings, reference, rows, table

MEASURES = {
    "agreement": kappa.percent,
    "cohen": kappa.cohen,
    "scott": kappa.fleiss,
    "fleiss": kappa.fleiss,
    "brennan_prediger": kappa.brennan_prediger,
    "gwet_ac1": kappa.gwet_ac1,
}


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
