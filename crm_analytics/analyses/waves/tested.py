"""A tested difference as every table of waves writes it."""

from crm_analytics.report.table import Value
from crm_analytics.statistics.mean_tests import Difference

TEST = ("difference", "low", "high", "t", "df", "p", "p_holm")


def tested(test: Difference, p_holm: float | None) -> tuple[Value, ...]:
    """The values of `TEST`; the difference is the later wave, or who left, minus the other."""
    return (test.difference, test.low, test.high, test.t, test.df, test.p, p_holm)
