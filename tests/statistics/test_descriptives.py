from dataclasses import fields
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.descriptives import Descriptives, descriptives, percentile
from crm_analytics.statistics.frequencies import of_values
from crm_analytics.statistics.moments import standard_error

SHAPED = arrays(np.int8, st.integers(4, 40), elements=st.integers(1, 7)).filter(
    lambda x: len(set(x.tolist())) > 1
)
NUMBERS = [f.name for f in fields(Descriptives) if f.name not in ("name", "reason")]


def described(values, weights=(), grain=0, **rule):
    tally = of_values("q", np.array(values, float), np.array(weights, float), grain)
    return descriptives(tally, **rule)


def test_five_steps_have_the_moments_of_a_textbook():
    found = described([1, 2, 3, 4, 5], grain=1)
    assert (found.n, found.mean, found.sum, found.variance) == (5, 3, 15, 2.5)
    assert (found.minimum, found.maximum, found.range) == (1, 5, 4)
    assert (found.p25, found.median, found.p75) == (1.5, 3, 4.5)
    assert (found.mode, found.modes) == (1, 5)
    assert found.skewness == 0
    assert found.kurtosis == pytest.approx(-1.2, rel=1e-14)
    assert found.se_mean == pytest.approx(0.5**0.5, rel=1e-14)


def test_standard_errors_of_shape_for_ten_people_are_those_spss_prints():
    found = described(range(10))
    assert round(found.se_skewness, 3) == 0.687
    assert round(found.se_kurtosis, 3) == 1.334


@given(SHAPED)
def test_whole_answers_agree_with_exact_fractions_to_fourteen_digits(answers):
    found, n = described(answers, grain=1), len(answers)
    exact = [Fraction(int(a)) for a in answers]
    mean = sum(exact) / n
    second, third, fourth = (sum((a - mean) ** power for a in exact) for power in (2, 3, 4))
    variance = second / (n - 1)
    skewness = n * third / ((n - 1) * (n - 2)) / Fraction(float(variance) ** 1.5)
    kurtosis = Fraction(n * (n + 1) * (n - 1), (n - 2) * (n - 3)) * fourth / second**2
    kurtosis -= Fraction(3 * (n - 1) ** 2, (n - 2) * (n - 3))
    assert found.mean == float(mean)
    assert found.variance == pytest.approx(float(variance), rel=1e-14)
    assert found.skewness == pytest.approx(float(skewness), rel=1e-14, abs=1e-14)
    terms = float(3 * (n - 1) ** 2 / ((n - 2) * (n - 3)))
    assert found.kurtosis == pytest.approx(float(kurtosis), rel=1e-14, abs=1e-14 * terms)


@given(SHAPED)
def test_turning_answers_round_mirrors_everything(answers):
    before, after = described(answers, grain=1), described(8 - answers.astype(float), grain=1)
    assert after.mean == pytest.approx(8 - before.mean)
    assert after.sd == pytest.approx(before.sd)
    assert after.skewness == pytest.approx(-before.skewness, abs=1e-12)
    assert after.kurtosis == pytest.approx(before.kurtosis)
    assert [after.p25, after.p75] == pytest.approx([8 - before.p75, 8 - before.p25])


@given(SHAPED, st.floats(0.1, 10), st.floats(-5, 5))
def test_another_unit_changes_the_unit_and_not_the_shape(answers, factor, shift):
    before, after = described(answers), described(answers * factor + shift)
    assert after.sd == pytest.approx(before.sd * factor)
    assert after.median == pytest.approx(before.median * factor + shift)
    assert [after.skewness, after.kurtosis] == pytest.approx(
        [before.skewness, before.kurtosis], abs=1e-7
    )


@given(SHAPED)
def test_percentiles_are_the_weighted_average_at_n_plus_one(answers):
    tally = of_values("q", answers.astype(float))
    for share in (0.05, 0.25, 0.5, 0.75, 0.95):
        truth = np.quantile(answers, share, method="weibull")
        assert percentile(tally, share) == pytest.approx(truth, abs=1e-12)


@given(SHAPED, st.floats(0.05, 20))
def test_equal_weights_change_nothing_but_take_the_errors_of_shape_away(answers, weight):
    plain, equal = described(answers), described(answers, np.full(len(answers), weight))
    lost = ("se_skewness", "se_kurtosis")
    assert [getattr(equal, name) for name in lost] == [None, None]
    for name in set(NUMBERS) - set(lost):
        known = pytest.approx(getattr(plain, name), rel=1e-9, abs=1e-9)
        assert getattr(equal, name) == known, name


@given(SHAPED, st.floats(0.05, 20), st.data())
def test_a_constant_factor_of_all_weights_changes_nothing(answers, factor, data):
    weights = data.draw(arrays(float, len(answers), elements=st.floats(0.2, 5)))
    once, again = described(answers, weights), described(answers, weights * factor)
    for name in NUMBERS:
        known = getattr(again, name)
        same = known if known is None else pytest.approx(known, rel=1e-9, abs=1e-9)
        assert getattr(once, name) == same, name


@given(SHAPED, st.data())
def test_the_weighted_mean_has_the_linearised_standard_error(answers, data):
    weights = data.draw(arrays(float, len(answers), elements=st.floats(0.2, 5)))
    found = described(answers, weights)
    mean = np.average(answers, weights=weights)
    assert found.mean == pytest.approx(mean, rel=1e-12)
    assert found.se_mean == pytest.approx(standard_error(answers - mean, weights), rel=1e-9)


def test_percentiles_of_weighted_counts_follow_spss():
    # scaled weights 0.5, 0.5, 2, 1 of four people: place 0.75 is half of the second weight
    tally = of_values("q", np.array([1.0, 2, 4, 8]), np.array([1.0, 1, 4, 2]))
    assert percentile(tally, 0.15) == pytest.approx(1.5)
    assert percentile(tally, 0.25) == pytest.approx(2 + 0.25 * 2)
    assert percentile(tally, 0.5) == 4  # a whole weight beyond the second value
    assert percentile(tally, 0.05) == 1
    assert percentile(tally, 0.95) == 8


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([3], "one person only, and spread needs two"),
        ([3, 4], "two people only, and skewness needs three, kurtosis four"),
        ([3, 4, 4], "three people only, and kurtosis needs four"),
        ([4] * 9, "no two people differ, so skewness and kurtosis are undefined"),
        ([0.1 + 0.2, 0.3], "no two people differ, so skewness and kurtosis are undefined"),
    ],
)
def test_what_few_people_leave_undefined_says_why(values, reason):
    found = described(values)
    assert found.reason == reason
    assert found.kurtosis is None
    assert (found.sd is None) == (len(values) == 1)
    if "differ" in reason:
        assert (found.sd, found.se_mean, found.skewness) == (0, 0, None)


def test_fewer_people_than_may_be_shown_have_no_numbers():
    said = Unavailable("q", "fewer than 5 people have a value")
    assert described([1, 2, 3, 4], fewest=5) == said
    assert described([], fewest=5) == said
    assert described([]) == Unavailable("q", "nobody has a value")


def test_few_people_have_a_mean_and_nothing_that_is_their_answers():
    found = described([1, 2, 3, 4, 5], fewest=5, pointwise=10)
    assert found.reason == "too few people to show more than the mean"
    shown = {name for name in NUMBERS if getattr(found, name) not in (None, 0)}
    assert shown == {"n", "n_effective", "mean", "sum"}
    assert found.range is None
