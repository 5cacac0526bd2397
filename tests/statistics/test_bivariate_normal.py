from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from crm_analytics.statistics.bivariate_normal import NEAR_ONE, corner, density

TINY = 1e-14  # a few roundings of numbers up to 1


places = st.floats(-5, 5)


correlations = st.floats(-0.99999, 0.99999)


def at(h, k, rho, of=corner):
    return float(of(np.array([h]), np.array([k]), np.array([rho]))[0])


@given(correlations)
def test_a_quarter_at_the_centre_is_sheppards(rho):
    # Sheppard (1899): 1/4 + arcsin ρ / 2π
    assert at(0, 0, rho) == pytest.approx(0.25 + np.arcsin(rho) / (2 * np.pi), abs=TINY)


@given(places, places, correlations)
def test_corners_that_make_up_a_whole_side_add_up(h, k, rho):
    assert at(h, k, rho) == pytest.approx(at(k, h, rho), abs=TINY)
    assert at(h, k, rho) + at(h, -k, -rho) == pytest.approx(stats.norm.cdf(h), abs=TINY)
    assert at(h, 9, rho) == pytest.approx(stats.norm.cdf(h), abs=TINY)
    assert at(h, -9, rho) == pytest.approx(0, abs=TINY)


@given(places, places)
def test_both_ways_agree_where_they_meet(h, k):
    inner, outer = at(h, k, NEAR_ONE), at(h, k, np.nextafter(NEAR_ONE, 1))
    assert inner == pytest.approx(outer, abs=TINY)


@pytest.mark.parametrize("rho", [-0.9999, -0.97, -0.5, 0.2, 0.9, 0.93, 0.99, 0.99999])
@pytest.mark.parametrize(("h", "k"), [(0.3, 0.3), (-1.2, 0.8), (2.5, 2.4), (-0.7, -3.0)])
def test_it_is_the_integral_of_the_conditional_probability(h, k, rho):
    root = np.sqrt((1 - rho) * (1 + rho))

    def slice_at(x):
        return stats.norm.pdf(x) * stats.norm.cdf((k - rho * x) / root)

    bend = k / rho
    breaks = sorted({-9, h, *(x for x in bend + root * np.arange(-8, 9) if -9 < x < h)})
    parts = pairwise(breaks)
    whole = sum(integrate.quad(slice_at, *ends, epsabs=1e-14)[0] for ends in parts)
    assert at(h, k, rho) == pytest.approx(whole, abs=5e-14)


@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(-0.9, 0.9))
def test_the_density_is_the_slope(h, k, rho):
    step = 1e-5
    slope = (at(h, k, rho + step) - at(h, k, rho - step)) / (2 * step)
    assert at(h, k, rho, density) == pytest.approx(slope, abs=1e-7)
