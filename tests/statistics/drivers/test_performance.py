import pytest

from crm_analytics.statistics.importance import places
from crm_analytics.statistics.regression import estimated
from tests.statistics.drivers.people import drawn

ENDS = {"x0": (1, 5), "x1": (0, 6), "y": (0.5, 5.5)}


def test_performance_is_the_mean_between_the_ends_of_its_own_scale():
    cases = drawn(b=(1, 0.5))
    first, second = places(estimated(cases), cases.moments, ENDS)
    low, high = cases.moments.mean[:2]
    assert first.performance == pytest.approx((low - 1) / 4 * 100)
    assert second.performance == pytest.approx(high / 6 * 100)


def test_the_effect_is_the_coefficient_in_per_cent_of_both_scales():
    cases = drawn(b=(1, 0.5))
    model = estimated(cases)
    first, second = places(model, cases.moments, ENDS)
    assert first.total_effect == pytest.approx(model.drivers[0].b * 4 / 5)
    assert second.total_effect == pytest.approx(model.drivers[1].b * 6 / 5)
