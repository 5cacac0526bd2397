"""What scipy lacks of t and F: noncentralities, and the tail of a product of two F.

Tails and quantiles themselves are scipy.special's, where they are needed: scipy.stats has the same
numbers and takes half a second to import, a third of an empty page's start.
"""

import numpy as np
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
