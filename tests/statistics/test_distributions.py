import numpy as np
import pytest
from scipy import special, stats

from crm_analytics.statistics.distributions import (
    f_noncentrality,
    f_product_tail,
)


@pytest.mark.parametrize("noncentrality", [0.05, 0.5, 3, 40])
@pytest.mark.parametrize("below", [0.025, 0.5, 0.95])
def test_the_noncentral_f_stays_below_as_often_as_asked(noncentrality, below):
    f = stats.ncf.ppf(below, 3, 50, noncentrality)
    assert f_noncentrality(f, 3, 50, below) == pytest.approx(noncentrality, rel=1e-6)


def test_an_f_below_what_chance_gives_has_no_noncentrality():
    assert f_noncentrality(0.2, 3, 50, 0.975) == 0


@pytest.mark.parametrize("z", [-40, -1.96, 0, 0.3, 12])
def test_both_tails_of_the_normal_curve(z):
    assert 2 * float(special.ndtr(-abs(z))) == pytest.approx(2 * stats.norm.sf(abs(z)), rel=1e-12)


@pytest.mark.parametrize("w", [0.4, 1.0, 1.7, 6.0])
def test_the_product_of_two_f_has_the_tail_of_its_parts(w):
    # an F of endless people is 1; and P(F₁F₂ ≥ w) = 1 − P(1/F₁ · 1/F₂ > 1/w)
    assert f_product_tail(w, (50, 200), (1e9, 1e9)) == pytest.approx(
        float(special.fdtrc(50, 200, w)), rel=1e-4
    )
    one, other = f_product_tail(w, (40, 10), (12, 60)), f_product_tail(1 / w, (10, 40), (60, 12))
    assert one + other == pytest.approx(1, abs=1e-12)


def test_the_product_of_two_f_is_that_of_many_draws():
    random = np.random.default_rng(1969)
    drawn = random.f(40, 10, 400_000) * random.f(12, 60, 400_000)
    for w in (0.5, 2.0, 4.0):
        found = f_product_tail(w, (40, 10), (12, 60))
        assert found == pytest.approx((drawn > w).mean(), abs=4 * np.sqrt(0.25 / 400_000))
