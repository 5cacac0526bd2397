"""The sample reproduces what the study's tables print, to the last printed digit."""

import pytest

# mean, s, relative importance %, CV %, rank by CV
PRINTED = {
    "Trust": (4.05, 0.536, 81, 13.2, 1),
    "Commitment": (3.78, 0.663, 75.7, 17.5, 4),
    "Interaction": (3.92, 0.636, 78.4, 16.2, 2),
    "Communication": (3.95, 0.702, 79.1, 17.7, 5),
    "Quality of service": (3.88, 0.668, 77.6, 17.2, 3),
    "Interactive marketing": (3.92, 0.525, 78.4, 13.4, None),
    "Focus on major customers": (3.96, 0.621, 79.2, 15.7, 3),
    "Organising customer relations": (4.11, 0.462, 82.1, 11.3, 1),
    "Customer knowledge management": (4.07, 0.605, 81.3, 14.9, 2),
    "Technology-based relations": (3.70, 0.875, 74, 23.6, 4),
    "Customer relationship management": (3.96, 0.556, 79.2, 14, None),
}
COEFFICIENTS = {
    "Trust": (0.212, 5.829, 0),
    "Commitment": (0.191, 6.864, 0),
    "Interaction": (0.178, 5.832, 0),
    "Communication": (0.069, 1.889, 0.060),
    "Quality of service": (0.311, 7.840, 0),
}


@pytest.mark.parametrize("name", PRINTED)
def test_means_spread_and_priority(insurance, name):
    rows = insurance["priority"]["dimensions"] + insurance["priority"]["constructs"]
    row = next(row for row in rows if row["name"] == name)
    mean, sd, importance, cv, rank = PRINTED[name]
    assert round(row["mean"], 2) == mean
    assert round(row["sd"], 3) == sd
    # the study divides means and deviations that are rounded already
    assert row["relative_importance"] == pytest.approx(importance, abs=0.06)
    assert round(row["cv"], 1) == cv
    assert rank in (None, row["rank_cv"])
    assert row["n"] == 282


def test_reliability_of_the_whole_and_its_halves(insurance):
    whole = next(r for r in insurance["reliability"]["scales"] if r["scale"] == "All items")
    assert (round(whole["alpha"], 3), round(whole["validity_coefficient"], 3)) == (0.964, 0.982)
    halves = next(
        row
        for row in insurance["reliability"]["split_half"]
        if (row["scale"], row["split"]) == ("All items", "odd-even")
    )
    assert (halves["items_a"], halves["items_b"]) == (23, 22)
    printed = [round(halves[key], 3) for key in ("alpha_a", "alpha_b", "r")]
    assert printed == [0.935, 0.932, 0.887]


def test_regression_of_the_outcome_on_the_five_drivers(insurance):
    model = {row["term"]: row for row in insurance["drivers"]["model"]}
    assert round(model["constant"]["b"], 3) == 0.199
    for term, (b, t, p) in COEFFICIENTS.items():
        printed = (round(model[term]["b"], 3), round(model[term]["t"], 3))
        assert printed == (b, t)
        assert round(model[term]["p"], 3) == p
    (fit,) = insurance["drivers"]["fit"]
    assert (round(fit["r2"], 3), round(fit["r2_adjusted"], 3)) == (0.816, 0.813)
    assert round(fit["f"], 3) == 244.961
    assert (fit["df1"], fit["df2"]) == (5, 276)
    assert round(fit["f_critical"], 3) == 2.247  # the study prints 3.873, which is F(1, 281)


def test_the_sample_profile():
    from crm_analytics.survey.categories import Categories
    from crm_analytics.survey.samples import SAMPLES

    file = SAMPLES[0].read()
    profile = {
        "gender": {"male": 174, "female": 108},
        "qualification": {
            "middle school": 35,
            "secondary school": 77,
            "diploma": 25,
            "bachelor's": 121,
            "higher diploma": 4,
            "master's": 17,
            "phd": 3,
        },
        "age": {"<20": 26, "20-29": 54, "30-39": 77, "40-49": 100, "50+": 24},
        "level": {
            "director general": 1,
            "department director": 22,
            "assistant department manager": 26,
            "division official": 28,
            "unit administrator": 9,
            "employee": 196,
        },
        "service": {"<10": 20, "10-19": 75, "20-29": 74, "30-39": 61, "40+": 52},
    }
    for column, counts in profile.items():
        assert Categories.of(file, column).counts() == counts


def test_the_refitted_equation_is_estimated_anew(insurance):
    full, refitted = insurance["drivers"]["equations"]
    assert full["equation"] == (
        "Customer relationship management = 0.199 + 0.212 · Trust + 0.191 · Commitment "
        "+ 0.178 · Interaction + 0.069 · Communication + 0.311 · Quality of service"
    )
    assert refitted["equation"] == (
        "Customer relationship management = 0.207 + 0.217 · Trust + 0.198 · Commitment "
        "+ 0.187 · Interaction + 0.359 · Quality of service"
    )
