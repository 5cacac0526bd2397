"""An analysis of variance, and groups beside their total: what the rows say about one another."""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import replace

from crm_analytics.paper import names
from crm_analytics.paper.interval import Bounds, exactly
from crm_analytics.paper.relation import Relation, Rule, fixed
from crm_analytics.paper.rules.profile import is_total
from crm_analytics.paper.table import Cell, PrintedTable, Row, given

_ERRORS = {"residual", "residuals", "error", "within groups", "within"}
RULES = (
    Rule(
        "the mean square is the sum of squares / df",
        ms=lambda ss, df: ss / df,
        ss=lambda ms, df: ms * df,
    ),
    Rule("F is the mean square / that of the error", f=lambda ms, ms_error: ms / ms_error),
)


def relations(row: Row) -> Iterator[Relation]:
    """All that apply to a row that knows its error."""
    for rule in RULES:
        yield from rule.on(row)


def with_error(table: PrintedTable, rows: Sequence[Row]) -> list[Row]:
    """The rows of an analysis of variance, each with the mean square and the df of the error."""
    error = next((row for row in rows if names.normal(row.texts[""]) in _ERRORS), None)
    if error is None or not table.has("df", "f") or "df" not in error:
        return list(rows)
    beside = [given("df2", "df of the error", error["df"].interval)]
    if "ms" in error:
        named = replace(error["ms"], key="ms_error", column="the error's mean square", given=True)
        beside.append(named)
    return [
        row.beside(given("df1", "df", row["df"].interval), *beside) if _has_f(row) else row
        for row in rows
    ]


def _has_f(row: Row) -> bool:
    return "f" in row and "df" in row


def totals(table: PrintedTable, wrong: Set[Cell]) -> Iterator[Relation]:
    """Sums of squares and df add up; the mean of all is that of the groups, weighted by size."""
    if len(table.rows) < 3 or not is_total(table.rows[-1]):
        return
    *parts, total = table.rows
    for key in ("ss", "df") if table.has("ss", "df") else ():
        yield from _of_parts(parts, total, key, wrong, _sum)
    sizes = [row["n"].interval.middle for row in parts if "n" in row and not row["n"].given]
    if "n" in total and len(sizes) == len(parts) and sum(sizes) == total["n"].interval.middle > 0:
        shares = [size / sum(sizes) for size in sizes]
        yield from _of_parts(
            parts, total, "mean", wrong, lambda means: _sum([*map(Bounds.__mul__, means, shares)])
        )


def _of_parts(
    parts: Sequence[Row],
    total: Row,
    key: str,
    wrong: Set[Cell],
    formula: Callable[[Sequence[Bounds]], Bounds],
) -> Iterator[Relation]:
    cells = [row[key] for row in parts if key in row]
    if key in total and len(cells) == len(parts) and not wrong & {*cells, total[key]}:
        guess = formula([exactly(cell.interval.middle) for cell in cells]).middle
        allowed = formula([cell.interval for cell in cells])
        why = f"{total[key].column} of {total.label} follows from the rows above it."
        yield fixed("the total follows from its rows", total[key], allowed, why, guess)


def _sum(parts: Sequence[Bounds]) -> Bounds:
    found = exactly(0.0)
    for part in parts:
        found = found + part
    return found
