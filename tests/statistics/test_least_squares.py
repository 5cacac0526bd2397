"""Which way the coefficients are found, and what is refused; verification has the digits."""

import numpy as np
import pytest

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.least_squares import by_moments, by_rows, condition, solve
from tests.verification.nist_regression import coefficients, people, read, wampler


@pytest.mark.parametrize("bend", [1, 100, 10_000])
def test_a_model_of_nearly_collinear_drivers_is_solved_from_the_people(bend):
    cases = people(*wampler(bend))
    assert coefficients(solve(cases)) == coefficients(by_rows(cases))


def test_errors_next_to_nothing_are_summed_over_the_people():
    random = np.random.default_rng(5)
    x = random.normal(size=(40, 2))
    y = x @ [3.0, -2.0] + 1e-3 * random.normal(size=40)
    cases = people(x, y)
    design = np.column_stack([np.ones(40), x])
    error = y - design @ np.linalg.lstsq(design, y)[0]
    truth = np.square(error).sum() / np.square(y - y.mean()).sum()
    assert solve(cases).unexplained == by_rows(cases).unexplained == pytest.approx(truth, rel=1e-11)


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
