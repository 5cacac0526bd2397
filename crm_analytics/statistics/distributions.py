"""What scipy lacks or takes too long for: noncentralities, a product of two F, studentized range.

Tails and quantiles themselves are scipy.special's, where they are needed: scipy.stats has the same
numbers and takes half a second to import, a third of an empty page's start.

Studentized range: P(Q > q) is the chance that the range of k normal means exceeds q·s, averaged
over s = χ/√df, the error of the standard deviation (Copenhaver & Holland 1988). Both integrands are
smooth and fall off on both sides, so the trapezoidal rule converges faster than any power of its
step (Trefethen & Weideman 2014). All terms are positive: the tail keeps its digits however small.
Written out: scipy.stats.studentized_range takes a quarter of a second for each quantile, so the
first Games–Howell table of five groups would take three.
"""

from functools import cache

import numpy as np
from numpy.polynomial import Chebyshev
from numpy.typing import ArrayLike, NDArray
from scipy import special

CLOSE = 1e-13  # where the search for an inverse is exact enough
SEARCH = 20  # steps of a search that nearly doubles its digits with each
PRODUCT_STEPS = 2_401


def noncentrality(t: float, df: float, below: float) -> float:
    """The noncentrality at which a noncentral t stays below `t` with this probability.

    By the secant method in normal quantiles, where the way to it is nearly straight, mirrored so
    that t ≥ 0: the library's own inverse stops at eight digits and fails at t = 0. Not finite where
    there is none that floating point can tell.

    >>> print(round(noncentrality(2.0, 20, 0.025), 4))
    4.0318
    """
    if t < 0:
        return -noncentrality(-t, df, 1 - below)
    aim, slope = float(special.ndtri(below)), -1 / float(np.sqrt(1 + t * t / (2 * df)))
    here, step, missed = t + aim / slope, 0.0, 0.0
    for _ in range(SEARCH):
        off = float(special.ndtri(special.nctdtr(df, here, t))) - aim
        if abs(off) < CLOSE or off == missed:
            break
        slope = (off - missed) / step if step else slope
        step, missed = -off / slope, off
        here += step
    return here


def f_noncentrality(f: float, df1: float, df2: float, below: float) -> float:
    """The noncentrality at which a noncentral F stays below `f` with this probability; 0 if none.

    Halved down here: the library's own inverse is off in the third digit and ends at 10,000.
    """
    if special.fdtr(df1, df2, f) <= below:
        return 0.0
    low, high = 0.0, f * df1 + 1
    while special.ncfdtr(df1, df2, high, f) > below:
        low, high = high, 2 * high
    while high - low > CLOSE * high:
        middle = (low + high) / 2
        low, high = (middle, high) if special.ncfdtr(df1, df2, middle, f) > below else (low, middle)
    return (low + high) / 2


def f_product_tail(w: float, first: tuple[float, float], second: tuple[float, float]) -> float:
    """P(F₁ · F₂ ≥ w) of two independent F with these degrees of freedom.

    By the trapezoidal rule over the logarithm of the narrower one, whose density dies away smoothly
    on both sides.
    """
    first, second = sorted((first, second), key=lambda df: 1 / df[0] + 1 / df[1])
    a, b = first
    spread = float(np.sqrt(2 / a + 2 / b))
    y = np.linspace(-60 * spread, 60 * spread, PRODUCT_STEPS)
    ratio = y + np.log(a / b)
    log_density = (
        a / 2 * ratio - (a + b) / 2 * np.logaddexp(0, ratio) - special.betaln(a / 2, b / 2)
    )
    above = special.fdtrc(*second, w * np.exp(-y))
    return float(np.exp(log_density) @ above * (y[1] - y[0]))


Numbers = NDArray[np.float64]

REACH, STEP = 8.0, 0.4  # of the inner integral, in standard deviations; many means need less
NEGLIGIBLE = 30.0  # terms below e⁻³⁰ of the largest are left out
NODES = (28, 56, 300)  # of the outer integral: from MANY degrees of freedom, from FEW, below
FEW, MANY = 8.0, 60.0
STEPS, AHEAD, SETTLED = 60, 1e-5, 1e-10  # of the search for a quantile: how long, slope, its end
DEGREE = 24  # more degrees of freedom than these are interpolated


def studentized_range_tail(q: ArrayLike, k: int, df: ArrayLike) -> Numbers:
    """P(Q > q) for ranges of k means, each with its degrees of freedom; q ≥ 0.

    >>> print(studentized_range_tail(3.5, 3, [10, 60]).round(4))
    [0.0771 0.0422]
    """
    ranges, freedom = np.broadcast_arrays(np.asarray(q, float), np.asarray(df, float))
    found = np.ones(ranges.shape)
    lacks = 0 + (freedom < MANY) + (freedom < FEW)
    for kind, nodes in enumerate(NODES):
        chosen = (lacks == kind) & (ranges > 0)
        if chosen.any():
            found[chosen] = _tail(ranges[chosen], k, freedom[chosen], nodes)
    return found


def studentized_range_quantile(upper_tail: float, k: int, df: ArrayLike) -> Numbers:
    """The q that is exceeded with this probability, for each number of degrees of freedom.

    Where there are many, a polynomial in 1/df through some of them: the quantile is that smooth.

    >>> print(studentized_range_quantile(0.05, 3, [10, 60]).round(3))
    [3.877 3.399]
    """
    freedom = np.atleast_1d(np.asarray(df, float))
    distinct, place = np.unique(freedom, return_inverse=True)
    if len(distinct) <= DEGREE:
        log_q = _log_quantile(upper_tail, k, distinct)
    else:
        ends = [1 / distinct[-1], 1 / distinct[0]]
        through = Chebyshev.interpolate(
            lambda inverse: _log_quantile(upper_tail, k, 1 / inverse), DEGREE, ends
        )
        log_q = np.asarray(through(1 / distinct))
    found: Numbers = np.exp(log_q)[place].reshape(np.shape(df))
    return found


def _log_quantile(upper_tail: float, k: int, df: Numbers) -> Numbers:
    """The secant method on the logarithm of the tail over that of q, which is nearly straight."""
    log_q, aim = np.log(_first_guess(upper_tail, k, df)), np.log(upper_tail)
    here, ahead = (
        np.log(studentized_range_tail(np.exp(log_q + add), k, df)) for add in (0.0, AHEAD)
    )
    slope = (ahead - here) / AHEAD
    for _ in range(STEPS):
        step = (aim - here) / slope
        log_q = log_q + step
        if np.abs(step).max() < SETTLED:
            break
        there = np.log(studentized_range_tail(np.exp(log_q), k, df))
        slope = np.where(np.abs(step) > AHEAD, (there - here) / np.where(step, step, 1), slope)
        here = there
    return log_q


def _first_guess(upper_tail: float, k: int, df: Numbers) -> Numbers:
    """Bonferroni's bound for k(k−1)/2 comparisons, a little too wide."""
    from scipy import special

    bound: Numbers = -special.stdtrit(df, upper_tail / (k * (k - 1))) * np.sqrt(2)
    return bound


def _tail(q: Numbers, k: int, df: Numbers, nodes: int) -> Numbers:
    """Over x = log s − peak, where `peak` is that of the integrand for two means."""
    peak = -0.5 * np.log1p(q**2 / (2 * df))
    c = (NEGLIGIBLE + np.log(k * (k - 1) / 2)) / df
    left = (c + np.sqrt(c**2 + 4 * c)) / 2
    right = np.minimum(np.sqrt(c), 0.5 * np.log1p(2 * c + 2 * np.sqrt(c)))
    step = (left + right) / (nodes - 1)
    log_s = peak[:, None] - left[:, None] + step[:, None] * np.arange(nodes)
    density = np.exp(_log_density(df)[:, None] + df[:, None] * _above(log_s))
    tails = _normal_range_tail(q[:, None] * np.exp(log_s), k)
    total: Numbers = np.minimum(1, (density * tails).sum(axis=1) * step)
    return total


def _above(log_s: Numbers) -> Numbers:
    """The log density of log s is this times df, up to a constant: log s − (s² − 1)/2."""
    found: Numbers = log_s - np.expm1(2 * log_s) / 2
    return found


def _log_density(df: Numbers) -> Numbers:
    """Log of the density of log s at s = 1: df/2·log(df/2) − df/2 − log Γ(df/2) + log 2.

    For many degrees of freedom by Stirling's series, whose terms do not cancel.
    """
    from scipy import special

    half = df / 2
    exact = half * np.log(half) - half - special.gammaln(half)
    series = 0.5 * np.log(half / (2 * np.pi)) - 1 / (12 * half) + 1 / (360 * half**3)
    found: Numbers = np.log(2) + np.where(half > 200, series, exact)
    return found


@cache
def _grid(k: int) -> tuple[Numbers, float]:
    """Where the inner integral is looked at, and the step between two places."""
    nodes = int(2 * REACH / min(STEP, 0.9 / np.sqrt(k))) + 2
    grid, step = np.linspace(-REACH, REACH, nodes, retstep=True)
    grid.setflags(write=False)
    return grid, float(step)


def _normal_range_tail(w: Numbers, k: int) -> Numbers:
    """P(range of k standard normals > w): k ∫ φ(z) [Φ(z)ᵏ⁻¹ − (Φ(z) − Φ(z−w))ᵏ⁻¹] dz."""
    from scipy import special

    grid, step = _grid(k)
    z = w[..., None] / 2 + grid
    below, gap = special.ndtr(z), special.ndtr(z - w[..., None])
    if k == 2:
        parts = gap
    else:
        with np.errstate(divide="ignore"):
            others = np.log1p(-np.minimum(1, gap / below))
        parts = -np.expm1((k - 1) * others) * below ** (k - 1)
    parts *= np.exp(-(z**2) / 2)
    total: Numbers = parts.sum(axis=-1) * (k * step / np.sqrt(2 * np.pi))
    return total
