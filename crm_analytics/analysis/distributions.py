"""Tail probabilities and quantiles of t, F and the normal, from scipy.special.

scipy.stats has the same numbers and takes four times as long to import.
"""

from scipy import special


def t_two_tailed(t: float, df: float) -> float:
    """P(|T| ≥ |t|)."""
    return float(2 * special.stdtr(df, -abs(t)))


def t_quantile(upper_tail: float, df: float) -> float:
    """The t that is exceeded with this probability."""
    return float(-special.stdtrit(df, upper_tail))


def f_tail(f: float, df1: float, df2: float) -> float:
    """P(F ≥ f)."""
    return float(special.fdtrc(df1, df2, f))


def f_quantile(upper_tail: float, df1: float, df2: float) -> float:
    """The F that is exceeded with this probability."""
    return float(special.fdtri(df1, df2, 1 - upper_tail))


def normal_quantile(upper_tail: float) -> float:
    """The z that is exceeded with this probability."""
    return float(-special.ndtri(upper_tail))


def chi2_tail(chi2: float, df: float) -> float:
    """P(χ² ≥ chi2)."""
    return float(special.chdtrc(df, chi2))
