"""Digits on the certified regressions of NIST StRD; tests/data/nist has the data."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from crm_analytics.analysis.cases import Cases
from crm_analytics.analysis.least_squares import by_moments, by_rows, condition, solve
from crm_analytics.analysis.regression import estimated
from crm_analytics.errors import NotEnoughData

NIST = Path(__file__).parents[1] / "data" / "nist"
LONGLEY = [
    -3482258.63459582,
    15.0618722713733,
    -0.358191792925910e-01,
    -2.02022980381683,
    -1.03322686717359,
    -0.511041056535807e-01,
    1829.15146461355,
]
LONGLEY_SE = [
    890420.383607373,
    84.9149257747669,
    0.334910077722432e-01,
    0.488399681651699,
    0.214274163161675,
    0.226073200069370,
    455.478499142212,
]
BENT = [759, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048, 2048]
WAMPLER = np.array([*BENT, *BENT[-2::-1]], float)


def people(x, y, weights=()):
    names = [*(f"x{place}" for place in range(1, x.shape[1] + 1)), "y"]
    return Cases.measured(names, np.column_stack([x, y]), np.array(weights, float))


def read(name):
    table = np.loadtxt(NIST / f"{name}.csv", delimiter=",", skiprows=1)
    return table[:, :-1], table[:, -1]


def wampler(bend, base=1):
    x = range(21)
    powers = np.array([[float(i) ** power for power in range(1, 6)] for i in x])
    exact = [sum(Fraction(i, base) ** power for power in range(6)) for i in x]
    return powers, np.array([float(y) for y in exact]) + bend * WAMPLER


def digits(found, certified):
    certified = np.asarray(certified, float)
    apart = np.abs(np.asarray(found) - certified) / np.abs(certified)
    return -np.log10(max(apart.max(), 1e-16))


def coefficients(solved):
    return [solved.constant, *solved.b]


def test_longley_keeps_ten_digits():
    model = estimated(people(*read("longley")))
    assert digits([t.b for t in model.terms], LONGLEY) > 10
    assert digits([t.se for t in model.terms], LONGLEY_SE) > 10
    assert digits([model.r2], [0.995479004577296]) > 10


def test_norris_keeps_ten_digits():
    model = estimated(people(*read("norris")))
    assert digits([t.b for t in model.terms], [-0.262323073774029, 1.00211681802045]) > 10
    assert digits([t.se for t in model.terms], [0.232818234301152, 0.429796848199937e-3]) > 10


@pytest.mark.parametrize(
    ("bend", "base", "enough"),
    [(0, 1, 9), (0, 10, 9), (1, 1, 9), (100, 1, 7), (10_000, 1, 5.8)],
    ids=["Wampler1", "Wampler2", "Wampler3", "Wampler4", "Wampler5"],
)
def test_wampler_keeps_its_digits(bend, base, enough):
    found = by_rows(people(*wampler(bend, base)))
    assert digits(coefficients(found), [float(base) ** -power for power in range(6)]) > enough


@pytest.mark.parametrize("bend", [1, 100, 10_000])
def test_a_model_of_nearly_collinear_drivers_is_solved_from_the_people(bend):
    cases = people(*wampler(bend))
    assert coefficients(solve(cases)) == coefficients(by_rows(cases))


def test_a_polynomial_without_error_is_refused_as_a_model():
    with pytest.raises(NotEnoughData) as caught:
        solve(people(*wampler(0)))
    assert str(caught.value) == (
        "The drivers reproduce 'y' exactly. Is it made of the same answers?"
    )


def test_filip_is_refused_as_too_collinear():
    x, y = read("filip")
    with pytest.raises(NotEnoughData) as caught:
        solve(people(x ** np.arange(1, 11), y))
    named, said = str(caught.value).split(" say ")  # which of its powers is left to rounding
    assert set(named.split(", ")) <= {f"x{power}" for power in range(1, 11)}
    assert said == ("the same thing, so their effects cannot be told apart. Leave one of them out.")


@pytest.mark.parametrize("weights", [(), np.linspace(0.2, 3, 50)])
def test_both_ways_give_the_same_coefficients(weights):
    random = np.random.default_rng(3)
    x = random.normal(size=(50, 3)) + random.normal(size=(50, 1))
    cases = people(x, x.sum(axis=1) + random.normal(size=50), weights)
    one, other = by_moments(cases.moments), by_rows(cases)
    assert coefficients(one) == pytest.approx(coefficients(other), rel=1e-11)
    assert one.unexplained == pytest.approx(other.unexplained, rel=1e-11)
    np.testing.assert_allclose(one.inverse, other.inverse, rtol=1e-10)
    np.testing.assert_allclose(one.beta, other.beta, rtol=1e-11)


@pytest.mark.parametrize("weights", [(), np.linspace(0.2, 3, 50)])
def test_the_condition_index_is_that_of_columns_of_length_one(weights):
    x = 3 + np.random.default_rng(4).normal(size=(50, 2))
    cases = people(x, x.sum(axis=1), weights)
    columns = np.column_stack([np.ones(50), x])
    if len(weights):
        columns = columns * np.sqrt(weights)[:, None]
    ends = np.linalg.svd(columns / np.linalg.norm(columns, axis=0), compute_uv=False)
    assert condition(cases.moments) == pytest.approx(ends[0] / ends[-1], rel=1e-9)
