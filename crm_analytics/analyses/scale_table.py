"""The table of scales: every reliability of every scale beside the others."""

from collections.abc import Sequence

from crm_analytics.report import words
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.one_factor import OneFactor
from crm_analytics.statistics.ordinal_reliability import Ordinal
from crm_analytics.statistics.reliability import Reliability
from crm_analytics.statistics.reliability_intervals import Bootstrapped

COLUMNS = (
    "scale",
    "items",
    "n",
    "alpha",
    "alpha_low",
    "alpha_high",
    "alpha_standardised",
    "omega",
    "lambda2",
    "lambda6",
    "validity_coefficient",
    "cr",
    "ave",
    "verdict",
)
ENDS = (
    "alpha_bootstrap_low",
    "alpha_bootstrap_high",
    "omega_low",
    "omega_high",
    "lambda2_low",
    "lambda2_high",
    "cr_low",
    "cr_high",
    "ave_low",
    "ave_high",
)
BRIEF = ("scale", "items", "n", "alpha", "alpha_low", "alpha_high", "omega", "verdict")


def scale_table(
    known: Sequence[Reliability],
    factors: Sequence[OneFactor | Unavailable],
    steps: Sequence[Ordinal | Unavailable] = (),
    intervals: Sequence[Bootstrapped] = (),
) -> Table:
    """One row a scale; the steps and the ends of bootstrap intervals where they were asked for."""
    rows = [_row(r, f) for r, f in zip(known, factors, strict=True)]
    if intervals:
        rows = [(*row, *_ends(b)) for row, b in zip(rows, intervals, strict=True)]
    columns = (*COLUMNS, *ENDS) if intervals else COLUMNS
    table = Table.of("scales", "Reliability of every scale", columns, rows, brief=BRIEF)
    if not steps:
        return table
    of = [s if isinstance(s, Ordinal) else None for s in steps]
    alphas, omegas = ([getattr(s, key, None) for s in of] for key in ("alpha", "omega"))
    return table.after("omega", "ordinal_omega", omegas).after("omega", "ordinal_alpha", alphas)


def _row(r: Reliability, factor: OneFactor | Unavailable) -> tuple[Value, ...]:
    found = factor if isinstance(factor, OneFactor) else None
    return (
        r.scale,
        len(r.items),
        r.n,
        r.alpha,
        r.alpha_low,
        r.alpha_high,
        r.alpha_standardised,
        found.omega if found else None,
        r.lambda2,
        r.lambda6,
        r.index,
        found.cr if found else None,
        found.ave if found else None,
        words.ALPHA.word(r.alpha),
    )


def _ends(b: Bootstrapped) -> tuple[Value, ...]:
    return tuple(
        end for ends in (b.alpha, b.omega, b.lambda2, b.cr, b.ave) for end in ends or (None, None)
    )
