"""How much more likely do the answers make an effect than none? Bayes factors BF10 of t and r.

t: Rouder, Speckman, Sun, Morey & Iverson (2009), Psychonomic Bulletin & Review 16, 225-237, with a
Cauchy prior of width .707 on the standardised effect. r: Ly, Verhagen & Wagenmakers (2016), Journal
of Mathematical Psychology 72, 19-32, with a uniform prior from -1 to 1, which is BayesFactor's
`correlationBF` of rscale 1. By pingouin; where numbers
of many people or near-perfect correlations overflow there, or its integral misses the peak that a
very large t has, the same formula is taken in logarithms.
"""

import warnings
from math import exp, inf, isfinite, log, log1p, pi, sqrt

import numpy as np
from scipy import special

from crm_analytics.errors import NotEnoughData

WIDTH = 0.707  # of the Cauchy prior, in standard deviations
LARGE_T = 100.0  # from about 250 on, few people, pingouin's integral misses its peak
MOST = 1e300  # a factor beyond is given as this: no one needs to know by how much


def of_t(t: float, n: int, m: int | None = None) -> float:
    """BF10 of a two-sided t test: of n changes of the same people, or of groups of n and m people.

    t: Student's. Raises NotEnoughData below two people in a group, and for a t that is no number.

    >>> round(of_t(2.5, 30), 3)
    2.709
    >>> round(of_t(2.5, 30, 40), 3)
    3.367
    """
    from pingouin import bayesfactor_ttest

    if min(n, n if m is None else m) < 2 or not isfinite(t):
        raise NotEnoughData("A Bayes factor needs two people or more and a t that is a number.")
    if abs(t) > LARGE_T:
        return _capped(_log_of_t(t, n, m))
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # of an integral that overflows: it is done again below
        try:
            found = float(bayesfactor_ttest(t, n, m, r=WIDTH))
        except (ZeroDivisionError, OverflowError):
            found = inf
    return found if 0 < found < MOST else _capped(_log_of_t(t, n, m))


def _log_of_t(t: float, n: int, m: int | None) -> float:
    """Rouder et al.'s equation 1, the integrand divided by its largest value."""
    from scipy.integrate import quad

    size, df = (n, n - 1) if m is None else (n * m / (n + m), n + m - 2)

    def log_integrand(log_g: float) -> float:
        g = exp(log_g)
        wide = 1 + size * g * WIDTH**2
        likelihood = -(df + 1) / 2 * log1p(t * t / (wide * df)) - log(wide) / 2
        return likelihood - log(2 * pi) / 2 - log_g / 2 - 1 / (2 * g)

    grid = np.linspace(-10, 60, 1401)
    values = [log_integrand(at) for at in grid]
    peak = max(values)
    top = float(grid[int(np.argmax(values))])
    area = quad(lambda at: exp(log_integrand(at) - peak), top - 40, top + 40, points=[top])[0]
    return peak + log(area) + (df + 1) / 2 * log1p(t * t / df)


def of_r(r: float, n: int) -> float:
    """BF10 of a two-sided test of Pearson's r among n people.

    Raises NotEnoughData below three people, and for an r that is no correlation.

    >>> round(of_r(0.3, 50), 3)
    1.555
    """
    from pingouin import bayesfactor_pearson

    if n < 3 or not -1 <= r <= 1:
        raise NotEnoughData("A Bayes factor of r needs three people or more and -1 <= r <= 1.")
    if abs(r) == 1:
        return MOST
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        found = float(bayesfactor_pearson(r, n))
    return found if 0 < found < MOST else _capped(_log_of_r(r, n))


def _log_of_r(r: float, n: int) -> float:
    """Ly et al.'s equation 25; Euler's transformation keeps the hypergeometric function small."""
    tail, term, k = 1.0, 1.0, 0
    while term > 1e-17 * tail:  # falls fast for the many people with whom pingouin's overflows
        term *= (1.5 + k) ** 2 / ((n + 2) / 2 + k) / (k + 1) * r * r
        tail, k = tail + term, k + 1
    gammas = special.gammaln((n + 1) / 2) - special.gammaln((n + 2) / 2)
    return float(log(sqrt(pi) / 2) + gammas + (2 - n / 2) * log1p(-r * r) + log(tail))


def _capped(logarithm: float) -> float:
    return exp(min(logarithm, log(MOST)))
