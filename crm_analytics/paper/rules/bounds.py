"""What a number can be at all."""

from collections.abc import Iterable, Iterator
from math import inf

from crm_analytics.paper.interval import Bounds
from crm_analytics.paper.relation import Relation, fixed
from crm_analytics.paper.table import Cell

_SHARE, _UNIT, _POSITIVE = Bounds(0.0, 100.0), Bounds(0.0, 1.0), Bounds(0.0, inf)
BOUNDS = {
    **dict.fromkeys(
        ("r", "coefficient", "spearman_brown", "r_critical", "item_rest_r"), Bounds(-1.0, 1.0)
    ),
    **dict.fromkeys(("p", "r2", "tolerance", "smc", "validity_coefficient"), _UNIT),
    **dict.fromkeys(("percent", "valid_percent", "cumulative_percent"), _SHARE),
    **dict.fromkeys(
        ("sd", "variance", "se", "se_mean", "range", "f", "chi2", "ss", "ms"), _POSITIVE
    ),
    **dict.fromkeys(("n", "count", "df", "df1", "df2", "se_estimate"), _POSITIVE),
    **dict.fromkeys(
        ("alpha", "alpha_low", "alpha_high", "alpha_if_dropped", "guttman"), Bounds(-inf, 1.0)
    ),
    **dict.fromkeys(("alpha_standardised", "lambda2", "r2_adjusted"), Bounds(-inf, 1.0)),
    "vif": Bounds(1.0, inf),
    "durbin_watson": Bounds(0.0, 4.0),
    "relative_importance": Bounds(-inf, 100.0),
}


def relations(cells: Iterable[Cell]) -> Iterator[Relation]:
    """One for each number that has bounds of its own."""
    for cell in cells:
        bounds = BOUNDS.get(cell.key)
        if bounds is not None:
            yield fixed(_rule(cell, bounds), cell, bounds, f"{cell.column} {_words(bounds)}.")
        if cell.whole and cell.interval.bounded and cell.interval.whole() is None:
            near = Bounds(*[float(round(cell.interval.middle))] * 2)
            yield fixed("counts are whole numbers", cell, near, "A count is a whole number.")


def _rule(cell: Cell, bounds: Bounds) -> str:
    return f"{cell.key.replace('_', ' ')} {_words(bounds)}"


def _words(bounds: Bounds) -> str:
    if bounds.low == -inf:
        return f"is at most {bounds.high:g}"
    if bounds.high == inf:
        return f"is at least {bounds.low:g}"
    return f"lies between {bounds.low:g} and {bounds.high:g}".replace("-", "−")
