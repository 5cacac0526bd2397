"""Do the values follow a normal curve? Kolmogorov–Smirnov after Lilliefors, and Shapiro–Wilk.

Lilliefors (1967), JASA 62, 399-402: mean and s are estimated, so the usual table does not hold.
p: Dallal & Wilkinson (1986), American Statistician 40, 294-296, which holds below .10; above it
the modified statistic of Stephens (1974), JASA 69, 730-737, with a polynomial, as SPSS EXAMINE and
R's nortest do.
Shapiro–Wilk is scipy's: Royston (1995), Applied Statistics 44, 547-551, algorithm AS R94.

Lilliefors' test is written out: D comes from counts, where statsmodels sorts everyone's answers, a
second for ten items of a million people, and above .10 it reads a table that is off by up to .007.
"""

from dataclasses import dataclass, replace
from math import exp, sqrt

import numpy as np
from scipy import special

from crm_analytics.statistics import no_weighted_form
from crm_analytics.statistics.descriptives import central_sums
from crm_analytics.statistics.frequencies import Tally

FEWEST_LILLIEFORS = 5
FEWEST_SHAPIRO = 3
MOST_SHAPIRO = 5000  # Royston's approximation is fitted up to here

WEIGHTED = no_weighted_form("A test of normality")
CONSTANT = "no two people differ, so there is no test of normality"
TOO_FEW = f"fewer than {FEWEST_LILLIEFORS} people are too few for a test of normality"
TOO_MANY = f"more than {MOST_SHAPIRO:,} people, for whom Shapiro–Wilk is not defined"


@dataclass(frozen=True, slots=True)
class Normality:
    """Both tests of one item or score; None where `reason` says why.

    ks_d: the largest distance between the shares of people and the fitted normal curve.
    shapiro_w: 1 for answers that could not be more normal.
    """

    name: str
    n: int
    ks_d: float | None = None
    lilliefors_p: float | None = None
    shapiro_w: float | None = None
    shapiro_p: float | None = None
    reason: str = ""


def normality(tally: Tally) -> Normality:
    """What the number of people allows.

    >>> from crm_analytics.statistics.frequencies import of_values
    >>> found = normality(of_values("q1", np.array([1.0, 2, 2, 3, 3, 3, 4, 5])))
    >>> print(f"D = {found.ks_d:.3f}, p = {found.lilliefors_p:.3f}; W = {found.shapiro_w:.3f}")
    D = 0.210, p = 0.375; W = 0.958
    """
    n = tally.n
    found = Normality(tally.name, n)
    if tally.weighted:
        return replace(found, reason=WEIGHTED)
    if n < FEWEST_LILLIEFORS:
        return replace(found, reason=TOO_FEW)
    if len(tally.values) == 1:
        return replace(found, reason=CONSTANT)
    d = distance(tally)
    found = replace(found, ks_d=d, lilliefors_p=lilliefors_p(d, n))
    if n > MOST_SHAPIRO:
        return replace(found, reason=TOO_MANY)
    from scipy import stats  # half a second to import: only where an analyst asks for this test

    w, p = stats.shapiro(np.repeat(tally.values, tally.people))
    return replace(found, shapiro_w=float(w), shapiro_p=float(p))


def distance(tally: Tally) -> float:
    """D: a step of the shares is compared with the curve at its foot and at its head."""
    n, (mean, (second, _, _)) = tally.n, central_sums(tally)
    curve = special.ndtr((tally.values - mean) / sqrt(second / (n - 1)))
    head = np.cumsum(tally.people) / n
    foot = head - tally.people / n
    return float(max((head - curve).max(), (curve - foot).max()))


def lilliefors_p(d: float, n: int) -> float:
    """How often a normal sample of n people lies this far from its own curve."""
    d_100, n_100 = (d, n) if n <= 100 else (d * (n / 100) ** 0.49, 100)
    shifted = n_100 + 2.78019
    p = exp(
        -7.01256 * d_100**2 * shifted
        + 2.99587 * d_100 * sqrt(shifted)
        - 0.122119
        + 0.974598 / sqrt(n_100)
        + 1.67997 / n_100
    )
    if p <= 0.1:
        return p
    modified = (sqrt(n) - 0.01 + 0.85 / sqrt(n)) * d
    polynomial = next((c for end, c in _STEPHENS if modified <= end), (0.0,))
    return sum(c * modified**power for power, c in enumerate(polynomial))


# up to this value of the modified statistic, p is this polynomial of it, constant first
_STEPHENS = (
    (0.302, (1.0,)),
    (0.5, (2.76773, -19.828315, 80.709644, -138.55152, 81.218052)),
    (0.9, (-4.901232, 40.662806, -97.490286, 94.029866, -32.355711)),
    (1.31, (6.198765, -19.558097, 23.186922, -12.234627, 2.423045)),
)
