"""A study prints .83 and names no coefficient: which of them would be printed like that?"""

from collections.abc import Iterator, Sequence

from crm_analytics.coding import Agreement
from crm_analytics.coding.sections.coefficients import EMPTY
from crm_analytics.paper.interval import Interval, exactly
from crm_analytics.paper.number import decimal_mark, number
from crm_analytics.report import words
from crm_analytics.report.table import Table

WHOLE = 1.5  # what is larger is a percentage


def meant(found: Agreement, text: str) -> Iterator[Table]:
    """Coefficients that round to what is printed, whatever an empty cell means; asked for only."""
    if not text.strip():
        return
    known = number(text, decimal_mark([text]))
    rows = [] if known is None else [*_fitting(found, known.interval)]
    yield Table.of(
        "printed",
        f"“{text.strip()}” {_said(rows)}" if known else f"“{text.strip()}” is no number",
        ("coefficient", "empty", "value"),
        rows,
    )


def _fitting(found: Agreement, interval: Interval) -> Iterator[tuple[str, str, float]]:
    share = interval / 100 if interval.middle > WHOLE else interval
    for counted in found.counted:
        for one in counted.coefficients:
            if one.value is not None and share.meets(exactly(one.value)):
                yield one.name, EMPTY[counted.gaps], one.value


def _said(rows: Sequence[tuple[str, str, float]]) -> str:
    if not rows:
        return "is none of these coefficients, whatever an empty cell means"
    names = list(dict.fromkeys(name for name, _, _ in rows))
    return f"may be {words.listed(names, 9)}"
