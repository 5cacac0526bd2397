"""A study prints .83 and names no coefficient: which of them would be printed like that?"""

from collections.abc import Iterator, Sequence

from crm_analytics.coding import Agreement
from crm_analytics.coding.sections.coefficients import EMPTY
from crm_analytics.paper.number import Bounds, decimal_mark, exactly, number
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
        ("coefficient", "empty", "units", "value"),
        rows,
    )


def _fitting(found: Agreement, interval: Bounds) -> Iterator[tuple[str, str, int, float]]:
    share = interval / 100 if interval.middle > WHOLE else interval
    for counted in found.counted:
        for one in counted.coefficients:
            if one.value is not None and share.meets(exactly(one.value)):
                yield one.name, EMPTY[counted.gaps], one.units, one.value


def _said(rows: Sequence[tuple[str, str, int, float]]) -> str:
    if not rows:
        return "is none of these coefficients, whatever an empty cell means"
    of_units: dict[int, list[str]] = {}
    for name, _, units, _ in rows:
        if name not in of_units.setdefault(units, []):
            of_units[units].append(name)
    if len(of_units) == 1:
        return f"may be {words.listed(next(iter(of_units.values())), 9)}"
    said = [
        f"{words.listed(names, 9)} (of {words.counted(units, 'unit')})"
        for units, names in of_units.items()
    ]
    return f"may be {', or '.join(said)}"
