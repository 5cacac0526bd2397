"""Do the values follow a normal curve? Kolmogorov–Smirnov after Lilliefors, and Shapiro–Wilk.

Lilliefors (1967), JASA 62, 399-402: mean and s are estimated, so the usual table does not hold.
p: Dallal & Wilkinson (1986), American Statistician 40, 294-296, which holds below .10; above it
the modified statistic of Stephens (1974), JASA 69, 730-737, with a polynomial, as SPSS EXAMINE and
R's nortest do.
Shapiro–Wilk: Royston (1995), Applied Statistics 44, 547-551, algorithm AS R94.
"""

from dataclasses import dataclass, replace
from math import asin, exp, log, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics import no_weighted_form
from crm_analytics.statistics.descriptives import central_sums
from crm_analytics.statistics.distributions import normal_cumulative, normal_quantiles, normal_tail
from crm_analytics.statistics.tally import Tally

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
    """What the number of people allows."""
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
    w, p = shapiro_wilk(np.repeat(tally.values, tally.people))
    return replace(found, shapiro_w=w, shapiro_p=p)


def distance(tally: Tally) -> float:
    """D: a step of the shares is compared with the curve at its foot and at its head."""
    sums = central_sums(tally)
    curve = normal_cumulative((tally.values - sums.mean) / sqrt(sums.second / (sums.n - 1)))
    head = np.cumsum(tally.people) / sums.n
    foot = head - tally.people / sums.n
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
    return p if p <= 0.1 else _stephens((sqrt(n) - 0.01 + 0.85 / sqrt(n)) * d)


# up to this value of the modified statistic, p is this polynomial of it, constant first
_STEPHENS = (
    (0.302, (1.0,)),
    (0.5, (2.76773, -19.828315, 80.709644, -138.55152, 81.218052)),
    (0.9, (-4.901232, 40.662806, -97.490286, 94.029866, -32.355711)),
    (1.31, (6.198765, -19.558097, 23.186922, -12.234627, 2.423045)),
)


def _stephens(modified: float) -> float:
    return next((_polynomial(c, modified) for end, c in _STEPHENS if modified <= end), 0.0)


def _polynomial(coefficients: tuple[float, ...], x: float) -> float:
    return sum(c * x**power for power, c in enumerate(coefficients))


def shapiro_wilk(rising: NDArray[np.float64]) -> tuple[float, float]:
    """W and its p of 3 to 5,000 values in rising order, not all alike."""
    n = len(rising)
    a = _royston_weights(n)
    apart = rising - rising.mean()
    apart = apart / sqrt(apart @ apart)
    along = float(a @ apart)
    rest = max((1 - along) * (1 + along), 0.0)  # 1 − W keeps its digits this way
    return 1 - rest, _royston_p(rest, n)


def _royston_weights(n: int) -> NDArray[np.float64]:
    """Weights of the ordered values, of length 1, rising and mirrored about zero."""
    if n == 3:
        return np.array([-sqrt(0.5), 0.0, sqrt(0.5)])
    m = normal_quantiles((np.arange(n, dtype=np.float64) + 0.625) / (n + 0.25))
    square, u = float(m @ m), 1 / sqrt(n)
    last = _polynomial((0, 0.221157, -0.147981, -2.071190, 4.434685, -2.706056), u)
    ends = [last + m[-1] / sqrt(square)]
    if n > 5:
        second = _polynomial((0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633), u)
        ends.append(second + m[-2] / sqrt(square))
    inner = m[len(ends) : -len(ends)]
    left = 1 - 2 * sum(end**2 for end in ends)
    inner = inner * sqrt(left / (inner @ inner))
    weights: NDArray[np.float64] = np.concatenate([np.negative(ends), inner, ends[::-1]])
    return weights


def _royston_p(rest: float, n: int) -> float:
    """P of 1 − W: its logarithm, made normal by a fit to simulations."""
    if n == 3:
        return max(0.0, 6 / pi * (asin(sqrt(1 - rest)) - asin(sqrt(0.75))))
    if rest == 0:
        return 1.0
    y, x = log(rest), log(n)
    if n <= 11:
        gamma = -2.273 + 0.459 * n
        if y >= gamma:
            return 0.0
        y, x = -log(gamma - y), float(n)
        centre = _polynomial((0.5440, -0.39978, 0.025054, -0.0006714), x)
        spread = exp(_polynomial((1.3822, -0.77857, 0.062767, -0.0020322), x))
    else:
        centre = _polynomial((-1.5861, -0.31082, -0.083751, 0.0038915), x)
        spread = exp(_polynomial((-0.4803, -0.082676, 0.0030302), x))
    return normal_tail((y - centre) / spread)
