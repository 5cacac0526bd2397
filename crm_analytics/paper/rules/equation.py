"""A least-squares equation with a constant passes through the means of everything in it."""

from collections.abc import Iterator, Sequence, Set

from crm_analytics.paper import names
from crm_analytics.paper.interval import Bounds, exactly
from crm_analytics.paper.relation import Relation, fixed
from crm_analytics.paper.table import Cell, PrintedTable, Row, blocks

_CONSTANTS = {"constant", "intercept", "const", "b0", "β0", "α"}
WHY = (
    "A regression with a constant passes through the means: the equation at the means of its "
    "terms has to give the mean of the outcome. A term may be missing, or belong to another model."
)


def is_constant(row: Row) -> bool:
    """Whether a row of coefficients is the constant."""
    parts = (row.texts.get("term", ""), row.texts[""], row.label)
    return any(names.normal(part) in _CONSTANTS for part in parts if part)


def models(table: PrintedTable) -> list[list[Row]]:
    """The rows of each model: of one outcome."""
    return blocks(table.rows, "outcome")


def relations(table: PrintedTable, wrong: Set[Cell]) -> Iterator[Relation]:
    """One for each model whose coefficients and means are all printed."""
    if table.has("b") and (table.has("mean") or "outcome_mean" in table.around):
        for rows in models(table):
            yield from _model(table, rows, wrong)


def _model(table: PrintedTable, rows: Sequence[Row], wrong: Set[Cell]) -> Iterator[Relation]:
    constants = [row for row in rows if "b" in row and is_constant(row)]
    terms = [row for row in rows if "b" in row and not is_constant(row)]
    outcome = _outcome(table, rows)
    used = [row[key] for row in terms for key in ("b", "mean") if key in row]
    if len(constants) != 1 or not terms or outcome is None or len(used) != 2 * len(terms):
        return
    if not wrong & {*used, constants[0]["b"], outcome}:
        parts = [cell.interval for cell in (constants[0]["b"], *used)]
        guess = _at_means([exactly(part.middle) for part in parts]).middle
        rule = "the equation at the means gives the outcome's mean"
        yield fixed(rule, outcome, _at_means(parts), WHY, guess)


def _outcome(table: PrintedTable, rows: Sequence[Row]) -> Cell | None:
    """The outcome's mean: of the row without a coefficient, of a column, or stated."""
    own = [row["mean"] for row in rows if "mean" in row and "b" not in row]
    own += [row["outcome_mean"] for row in rows if "outcome_mean" in row]
    own = [cell for cell in own if not cell.given]
    stated = table.around.get("outcome_mean")
    if own or stated is None:
        return own[0] if own else None
    return Cell("outcome", stated.column, "mean", stated.printed, stated.interval)


def _at_means(parts: Sequence[Bounds]) -> Bounds:
    """parts: the constant, then B and mean of each term in turn."""
    total, *pairs = parts
    for b, mean in zip(pairs[::2], pairs[1::2], strict=True):
        total = total + b * mean
    return total
