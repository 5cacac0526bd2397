"""Single coefficients of a DataFrame: the numbers of the pages, without a questionnaire."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crm_analytics as ca
from crm_analytics.errors import NotEnoughData, Problems, UnreadableSurvey
from crm_analytics.statistics import Estimate
from tests.test_study import ASKED, DATA

SCALES = {"Trust": [f"TR{n}" for n in range(1, 6)], "Commitment": [f"CM{n}" for n in range(1, 6)]}


@pytest.fixture(scope="module")
def frame():
    return pd.read_csv(DATA)


@pytest.fixture(scope="module")
def study():
    return ca.load(DATA, ASKED)


def equicorrelated(k, rho, n=50):
    """Answers whose correlations are exactly rho."""
    random = np.random.default_rng(1)
    free = np.linalg.qr(random.normal(size=(n, k + 1)) - 0.0)[0]
    free = np.linalg.qr(np.column_stack([np.ones(n), free]))[0][:, 1 : k + 1]
    r = np.full((k, k), rho) + (1 - rho) * np.eye(k)
    return pd.DataFrame(free @ np.linalg.cholesky(r).T, columns=[f"q{n}" for n in range(k)])


@pytest.mark.parametrize(("k", "rho"), [(3, 0.5), (5, 0.3), (12, 0.1)])
def test_equally_correlated_items_have_the_alpha_and_omega_of_spearman_and_brown(k, rho):
    answers, expected = equicorrelated(k, rho), k * rho / (1 + (k - 1) * rho)
    assert ca.cronbach_alpha(answers).value == pytest.approx(expected, rel=1e-12)
    assert ca.omega(answers).value == pytest.approx(expected, rel=1e-6)


def test_scales_that_share_one_correlation_have_a_known_htmt():
    table = ca.htmt(equicorrelated(4, 0.4), {"A": ["q0", "q1"], "B": ["q2", "q3"]})
    assert table.to_dict("records") == [
        {"scale_a": "A", "scale_b": "B", "htmt": pytest.approx(1), "htmt_signed": pytest.approx(1)}
    ]


def test_the_numbers_are_those_of_the_pages(frame, study):
    reliability, columns = study.reliability().tables, SCALES["Trust"]
    row = reliability["scales"].set_index("scale").loc["Trust"]
    alpha, omega = ca.cronbach_alpha(frame[columns]), ca.omega(frame[columns])
    assert (alpha.value, alpha.low, alpha.high) == tuple(row[["alpha", "alpha_low", "alpha_high"]])
    assert (omega.value, omega.low, omega.high) == (row["omega"], None, None)
    halves = reliability["split_half"].set_index(["scale", "split"])
    for split in ("odd-even", "first-second"):
        found = ca.split_half(frame[columns], split)
        for key in ("r", "spearman_brown", "spearman_brown_unequal", "guttman"):
            assert getattr(found, key) == halves.loc[("Trust", split), key]
    ranked = study.priority().tables["dimensions"].set_index("name")
    for row in ca.priority(frame, SCALES, high=5).to_dict("records"):
        for key in ("n", "mean", "sd", "cv", "relative_importance"):
            assert row[key] == ranked.loc[row["name"], key]
    answers = study.answers().tables
    counted = answers["items"].merge(answers["shares"][["name", "top2", "bottom2"]])
    counted = counted.set_index("name")
    table = ca.likert_table(frame[columns], 1, 5).set_index("item")
    for item in columns:
        for key in ("n", "missing", "mean", "top2", "bottom2"):
            assert table.loc[item, key] == pytest.approx(counted.loc[item, key], rel=1e-12)
        assert table.loc[item, list("12345")].sum() == pytest.approx(100)


def test_what_comes_out_has_the_names_of_the_contract(frame):
    columns = frame[SCALES["Trust"]]
    for found in (ca.cronbach_alpha(columns), ca.omega(columns)):
        assert isinstance(found, Estimate)
        assert {"value", "low", "high"} <= set(dir(found))
    assert 0 < ca.split_half(columns).spearman_brown < 1
    pairs = ca.htmt(frame, SCALES)
    assert isinstance(pairs, pd.DataFrame)
    assert {"scale_a", "scale_b", "htmt"} <= set(pairs.columns)
    assert {"name", "cv"} <= set(ca.priority(frame, SCALES).columns)


def test_an_interval_of_omega_is_drawn_when_it_is_asked_for(frame):
    found = ca.omega(frame[SCALES["Trust"]], draws=200)
    assert found.low < found.value < found.high


@given(st.lists(st.floats(0.1, 9), min_size=5, max_size=5), st.permutations(range(5)))
def test_units_change_no_htmt_and_order_changes_no_alpha(units, order):
    answers = pd.read_csv(DATA)[SCALES["Trust"]]
    scales = {"A": ["TR1", "TR2"], "B": ["TR3", "TR4", "TR5"]}
    scaled = ca.htmt(answers * units, scales)["htmt"]
    assert scaled.to_list() == pytest.approx(ca.htmt(answers, scales)["htmt"].to_list(), rel=1e-9)
    shuffled = ca.cronbach_alpha(answers.iloc[:, order])
    assert shuffled.value == pytest.approx(ca.cronbach_alpha(answers).value, rel=1e-12)


def test_whoever_left_an_item_out_does_not_count(frame):
    gaps = frame[SCALES["Trust"]].astype(float)
    gaps.iloc[:100, 2] = np.nan
    assert ca.cronbach_alpha(gaps) == ca.cronbach_alpha(gaps.dropna())
    assert ca.likert_table(gaps)["n"].to_list() == [282, 282, 182, 282, 282]


def test_without_the_end_of_the_scale_nothing_is_a_per_cent_of_it(frame):
    assert ca.priority(frame, SCALES)["relative_importance"].isna().all()


@pytest.mark.parametrize(
    ("wrong", "error", "said"),
    [
        (lambda df: ca.cronbach_alpha(df[["TR1"]]), NotEnoughData,
         "'the frame' has one item; alpha compares items, so it needs two."),
        (lambda df: ca.cronbach_alpha(df[["TR1", "TR2"]].head(2)), NotEnoughData,
         "Fewer than 3 people answered all of TR1, TR2."),
        (lambda df: ca.cronbach_alpha(df[["TR1", "TR2"]] * 0), NotEnoughData,
         "Everyone has the same total on 'the frame', so alpha is undefined."),
        (lambda df: ca.omega(df[["TR1", "TR2"]]), NotEnoughData,
         "'the frame' has fewer than three items, which do not determine a factor: it has no ω, CR "
         "and AVE."),
        (lambda df: ca.cronbach_alpha(df[["TR1", "gender"]]), UnreadableSurvey,
         "Column 'gender': holds no numbers. Give numbers, or leave it out."),
        (lambda df: ca.likert_table(df[["gender"]]), UnreadableSurvey,
         "Column 'gender': holds no numbers. Give numbers, or leave it out."),
        (lambda df: ca.htmt(df, {"A": ["TR1", "gone"], "B": ["away"]}), UnreadableSurvey,
         "Column 'gone': of 'A' is not in the frame. Correct its name.\n"
         "Column 'away': of 'B' is not in the frame. Correct its name."),
        (lambda df: ca.split_half(df[["TR1", "TR2"]], "thirds"), Problems,
         "Split 'thirds': does not exist. Use odd-even or first-second."),
    ],
)  # fmt: skip
def test_what_cannot_be_computed_is_said(frame, wrong, error, said):
    with pytest.raises(error) as caught:
        wrong(frame)
    assert str(caught.value) == said
