"""A square of correlations: which columns are the rows again, and its cells."""

import re
from collections.abc import Mapping, Sequence

from crm_analytics.paper import names
from crm_analytics.paper.interval import Bounds
from crm_analytics.paper.number import number
from crm_analytics.paper.table import Cell

_NUMBERED = re.compile(r"\(?(\d{1,3})[.)\s]")


def square(header: Sequence[str], labels: Sequence[str]) -> dict[int, int]:
    """Column → the row of the same name, or with its number in front; empty when there is none."""
    rows = {names.normal(label): row for row, label in reversed([*enumerate(labels)]) if label}
    numbers = {m[1]: row for row, label in enumerate(labels) if (m := _NUMBERED.match(label))}
    found: dict[int, int] = {}
    for place, name in enumerate(header[1:], 1):
        row = rows.get(names.normal(name), numbers.get(name.strip(" .()")))
        if row is not None and row not in found.values():
            found[place] = row
    few = len(found) < 2 or len(found) < len(labels) - 1
    return {} if few else found


def cells(
    header: Sequence[str], grid: Sequence[Sequence[str]], columns: Mapping[int, int], mark: str
) -> dict[tuple[int, int], Cell]:
    """The printed correlations by row and column, both counted as rows.

    Empty when the numbers of the square are of another kind: whole, or most of them above one.
    """
    found = {
        (row, column): Cell(line[0], header[place], "r", printed, printed.interval)
        for row, line in enumerate(grid)
        for place, column in columns.items()
        if (printed := number(line[place], mark))
    }
    within = [cell for cell in found.values() if cell.interval.meets(Bounds(-1.0, 1.0))]
    broken = any(
        cell.printed.decimals > 0 for (row, column), cell in found.items() if row != column
    )
    return found if broken and 2 * len(within) > len(found) else {}
