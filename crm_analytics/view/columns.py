"""The one vocabulary of table columns: what a key is called and how its numbers are written.

Keys are stable: JSON, XLSX and the API use them. Headings are for readers.
"""

from dataclasses import dataclass
from typing import Literal

from crm_analytics.view.table import Value

Kind = Literal["text", "count", "decimal", "percent", "p", "df"]


@dataclass(frozen=True, slots=True)
class Column:
    """Heading, kind of number, and its digits after the point."""

    heading: str
    kind: Kind = "text"
    decimals: int = 2


def _decimal(heading: str, decimals: int = 2) -> Column:
    return Column(heading, "decimal", decimals)


VOCABULARY: dict[str, Column] = {
    "name": Column("Name"),
    "construct": Column("Construct"),
    "scale": Column("Scale"),
    "item": Column("Item"),
    "text": Column("Question"),
    "n": Column("n", "count"),
    "missing": Column("Missing", "count"),
    "items": Column("Items", "count"),
    # reliability
    "alpha": _decimal("α"),
    "alpha_low": _decimal("α low"),
    "alpha_high": _decimal("α high"),
    "alpha_standardised": _decimal("α standardised"),
    "validity_coefficient": _decimal("√α"),
    "verdict": Column("Verdict"),
    "split": Column("Split"),
    "items_a": Column("Items A", "count"),
    "items_b": Column("Items B", "count"),
    "alpha_a": _decimal("α A"),
    "alpha_b": _decimal("α B"),
    "r": _decimal("r"),
    "spearman_brown": _decimal("Spearman–Brown"),
    "spearman_brown_unequal": _decimal("Spearman–Brown, unequal"),
    "guttman": _decimal("Guttman"),
    "item_rest_r": _decimal("Item–rest r"),
    "alpha_if_dropped": _decimal("α if dropped"),
    "smc": _decimal("SMC"),
    # priority
    "mean": _decimal("Mean"),
    "sd": _decimal("SD"),
    "cv": Column("CV %", "percent", 1),
    "relative_importance": Column("Relative importance %", "percent", 1),
    "rank_cv": Column("Rank by CV", "count"),
    "rank_mean": Column("Rank by mean", "count"),
    "level": Column("Level"),
    # relations
    "row": Column("Row"),
    "column": Column("Column"),
    "p": Column("p", "p"),
    "p_holm": Column("p (Holm)", "p"),
    "low": _decimal("Low"),
    "high": _decimal("High"),
    "flag": Column("Flag"),
    # drivers
    "outcome": Column("Outcome"),
    "model": Column("Model"),
    "term": Column("Term"),
    "b": _decimal("B", 3),
    "se": _decimal("SE", 3),
    "beta": _decimal("β", 3),
    "t": _decimal("t"),
    "tolerance": _decimal("Tolerance", 3),
    "vif": _decimal("VIF"),
    "r2": _decimal("R²", 3),
    "r2_adjusted": _decimal("Adjusted R²", 3),
    "se_estimate": _decimal("SE of estimate", 3),
    "f": _decimal("F"),
    "df1": Column("df₁", "df"),
    "df2": Column("df₂", "df"),
    "f_critical": _decimal("Critical F"),
    "t_critical": _decimal("Critical t"),
    "durbin_watson": _decimal("Durbin–Watson"),
    "equation": Column("Equation"),
    "latex": Column("LaTeX"),
    # check a paper
    "table": Column("Table", "count"),
    "printed": Column("Printed"),
    "implied": Column("Would have to be"),
    "implied_low": _decimal("At least", 5),
    "implied_high": _decimal("At most", 5),
    "reason": Column("Why"),
    "rule": Column("Rule"),
    "tested": Column("Tested", "count"),
    "contradicted": Column("Contradicted", "count"),
    # overview
    "finding": Column("Finding"),
}


def written(value: Value, column: Column) -> str:
    """A value as a person reads it; "–" when it does not apply."""
    if value is None:
        return "–"
    if isinstance(value, (bool, str)):
        return str(value)
    if column.kind == "p":
        return p_written(value)
    if column.kind in ("count", "df"):
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
    return signed(f"{value:,.{column.decimals}f}")


def p_written(p: float) -> str:
    """A p-value as journals print it: "< .001", else three decimals without a leading zero."""
    return "< .001" if p < 0.001 else f"{p:.3f}".removeprefix("0")


def signed(number: str) -> str:
    """The number with a real minus sign, and no minus before a rounded zero."""
    if number.startswith("-"):
        return "−" + number[1:] if number.strip("-0.,") else number[1:]
    return number
