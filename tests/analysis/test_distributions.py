import pytest
from scipy import stats

from crm_analytics.analysis.distributions import f_noncentrality, z_two_tailed


@pytest.mark.parametrize("noncentrality", [0.05, 0.5, 3, 40])
@pytest.mark.parametrize("below", [0.025, 0.5, 0.95])
def test_the_noncentral_f_stays_below_as_often_as_asked(noncentrality, below):
    f = stats.ncf.ppf(below, 3, 50, noncentrality)
    assert f_noncentrality(f, 3, 50, below) == pytest.approx(noncentrality, rel=1e-6)


def test_an_f_below_what_chance_gives_has_no_noncentrality():
    assert f_noncentrality(0.2, 3, 50, 0.975) == 0


@pytest.mark.parametrize("z", [-40, -1.96, 0, 0.3, 12])
def test_both_tails_of_the_normal_curve(z):
    assert z_two_tailed(z) == pytest.approx(2 * stats.norm.sf(abs(z)), rel=1e-12)
