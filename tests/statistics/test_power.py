from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.power import needed, power
from tests.statistics.new_methods import R

QUESTIONS = ("change", "difference", "correlation")
questions, effects = st.sampled_from(QUESTIONS), st.floats(0.08, 0.9)


@pytest.mark.parametrize(("d", "n"), [(0.5, 34), (0.2, 199), (1.2, 8)])
def test_power_is_that_of_the_noncentral_t(d, n):
    far = stats.t.isf(0.025, n - 1)
    expected = stats.nct.sf(far, n - 1, d * n**0.5) + stats.nct.cdf(-far, n - 1, d * n**0.5)
    assert power("change", d, n) == pytest.approx(expected, rel=1e-9)
    far, size = stats.t.isf(0.025, 2 * n - 2), d * (n / 2) ** 0.5
    expected = stats.nct.sf(far, 2 * n - 2, size) + stats.nct.cdf(-far, 2 * n - 2, size)
    assert power("difference", d, n) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("row", R["needed"], ids=str)
def test_as_many_people_are_needed_as_pwr_says(row):
    found = needed(row["question"], row["effect"], row["power"], row["alpha"])
    assert found == max(ceil(row["n"]), 2)


@given(questions, effects, st.sampled_from([0.5, 0.8, 0.95]), st.sampled_from([0.01, 0.05, 0.1]))
def test_one_person_fewer_would_be_too_few(question, effect, wanted, alpha):
    n = needed(question, effect, wanted, alpha)
    assert power(question, effect, n, alpha) >= wanted
    assert power(question, effect, n - 1, alpha) < wanted


@given(questions, effects, st.integers(6, 300))
def test_more_people_and_larger_effects_are_seen_more_surely(question, effect, n):
    assert power(question, effect, n + 10) > power(question, effect, n) - 1e-12
    assert power(question, effect * 1.1, n) > power(question, effect, n) - 1e-12
    assert power(question, -effect, n) == power(question, effect, n)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: needed("change", 0), "An effect of nothing is never found: give the smallest that matters."),
        (lambda: needed("change", float("inf")), "An effect has to be a number: give the smallest that matters."),
        (lambda: needed("difference", float("nan")), "An effect has to be a number: give the smallest that matters."),
        (lambda: needed("correlation", 1), "r = 1 cannot be looked for: it lies between 0 and 1."),
        (lambda: needed("change", 0.2, 1), "A power of 1 cannot be asked for: it lies above α and below 1."),
        (lambda: needed("change", 0.2, 0.04), "A power of 0.04 cannot be asked for: it lies above α and below 1."),
        (lambda: power("change", 0.2, 9, 0), "α = 0 is no level of significance: it lies between 0 and 1."),
        (lambda: needed("change", 0.0005), "An effect of 0.0005 is too small: it needs over 10,000,000 people."),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said(wrong, said):
    with pytest.raises(NotEnoughData) as caught:
        wrong()
    assert str(caught.value) == said


@given(st.floats(0.02, 0.95), st.floats(0.001, 0.9), st.sampled_from([0.01, 0.05, 0.1, 0.2]))
def test_from_the_people_needed_on_the_chance_of_a_correlation_is_enough(r, share, alpha):
    wanted = alpha + share * (1 - alpha)
    try:
        n = needed("correlation", r, wanted, alpha)
    except NotEnoughData:
        fewest = power("correlation", r, 5, alpha)
        assert fewest >= wanted
        assert fewest > power("correlation", r, 6, alpha)
        return
    assert all(power("correlation", r, more, alpha) >= wanted for more in range(n, n + 40))


def test_a_power_that_the_normal_curve_cannot_tell_is_refused():
    with pytest.raises(NotEnoughData) as caught:
        needed("correlation", 0.05, 0.21, 0.2)
    assert str(caught.value) == (
        "A power of 0.21 is so near α = 0.2 that the number of people cannot be computed for "
        "r = 0.05. Ask for more than 0.235."
    )


def test_nobody_sees_anything():
    assert power("change", 0.5, 1) == 0
