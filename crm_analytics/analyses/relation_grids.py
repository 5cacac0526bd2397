"""Correlations as heat maps and as tables."""

from collections.abc import Mapping, Sequence

import numpy as np

from crm_analytics.report import words
from crm_analytics.report.chart import Heat
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics import Coefficient
from crm_analytics.statistics.bayes_factor import of_r
from crm_analytics.statistics.correlation import Correlations, Pair, clustered_order, disattenuated

COLUMNS = ("row", "column", "r", "p", "p_holm", "p_bh", "low", "high", "n", "flag")
BRIEF = ("row", "column", "r", "p", "p_holm", "n", "flag")
MEASURE: dict[Coefficient, str] = {
    "pearson": "Pearson's r",
    "spearman": "Spearman's ρ",
    "kendall": "Kendall's τ-b",
    "polychoric": "Polychoric r",
}
SYMBOL: dict[Coefficient, str] = {
    "pearson": "r",
    "spearman": "ρ",
    "kendall": "τ",
    "polychoric": "r",
}


def square(of: Correlations, clustered: bool) -> Heat:
    """Every column with every other."""
    names = ordered(of, of.names, clustered)
    return _heat(of.kind, _title(of), of, names, names)


def block(of: Correlations, rows: Sequence[str], columns: Sequence[str], clustered: bool) -> Heat:
    """Drivers in rows, outcomes in columns."""
    sides = (ordered(of, side, clustered) for side in (rows, columns))
    return _heat("block", "Drivers with outcomes", of, *sides)


def ordered(of: Correlations, names: Sequence[str], clustered: bool) -> tuple[str, ...]:
    """The names as they are, or those that go together side by side."""
    if not clustered:
        return tuple(names)
    places = [of.names.index(name) for name in names]
    order = clustered_order(of.r[np.ix_(places, places)])
    return tuple(names[place] for place in order)


def _heat(
    name: str, title: str, of: Correlations, rows: Sequence[str], columns: Sequence[str]
) -> Heat:
    places = np.ix_(*([of.names.index(each) for each in side] for side in (rows, columns)))
    r, p = of.r[places].tolist(), of.p[places].tolist()
    return Heat(
        name=name,
        title=title,
        rows=tuple(rows),
        columns=tuple(columns),
        values=tuple(
            tuple(None if row == c or x != x else x for c, x in zip(columns, line, strict=True))
            for row, line in zip(rows, r, strict=True)
        ),
        flags=tuple(tuple(words.flag(None if x != x else x) for x in line) for line in p),
        measure=MEASURE[of.kind],
        note=f"{_people(of)}; * p < .05, ** p < .01, two-tailed",
    )


def _people(of: Correlations) -> str:
    most = int(of.basis.people.max())
    return f"n = {of.n:,}" if of.n == most else f"n from {of.n:,} to {most:,}"


def _title(of: Correlations) -> str:
    return f"{of.kind.capitalize()} correlations"


def table(of: Correlations, alphas: Mapping[str, float], detail: bool) -> Table:
    """A row a pair; with α of the scores also what they would have without error."""
    columns = (*COLUMNS, "r_disattenuated") if alphas else COLUMNS
    rows = (_row(p, alphas) for p in of.pairs())
    brief = (*BRIEF, "r_disattenuated") if alphas else BRIEF
    made = Table.of(of.kind, _title(of), columns, rows, brief, detail)
    if of.basis.effective is None:
        return made
    return made.after("n", "n_effective", [p.effective for p in of.pairs()])


def _row(p: Pair, alphas: Mapping[str, float]) -> tuple[Value, ...]:
    row = (p.row, p.column, p.r, p.p, p.p_holm, p.p_bh, p.low, p.high, p.n, words.flag(p.p))
    return (*row, without_error(p, alphas)) if alphas else row


def with_bayes(table: Table, of: Correlations) -> Table:
    """The table of Pearson's r with the Bayes factor of each pair, and what it says."""
    factors = [None if p.r is None or p.n is None else of_r(p.r, p.n) for p in of.pairs()]
    said = [None if bf is None else words.evidence(bf) for bf in factors]
    return table.after("p_holm", "bf10", factors).after("bf10", "evidence", said)


def without_error(p: Pair, alphas: Mapping[str, float]) -> float | None:
    """What r would be between what the two scores measure, where both α are known and positive."""
    if p.r is None or p.row not in alphas or p.column not in alphas:
        return None
    return disattenuated(p.r, alphas[p.row], alphas[p.column])
