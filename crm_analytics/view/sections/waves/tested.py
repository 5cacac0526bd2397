"""A tested difference as every table of waves writes it."""

from crm_analytics.analysis.groups.two import Difference
from crm_analytics.view.table import Value

TEST = ("difference", "low", "high", "t", "df", "p", "p_holm")


def tested(test: Difference, p_holm: float | None) -> tuple[Value, ...]:
    """The values of `TEST`; the difference is the later wave, or who left, minus the other."""
    return (test.difference, test.low, test.high, test.t, test.df, test.p, p_holm)
