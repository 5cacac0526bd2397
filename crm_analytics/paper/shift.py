"""A row of numbers that stands one line too high or too low."""

from collections.abc import Collection

from crm_analytics.paper.table import Cell, PrintedTable, Row

FEWEST = 2  # rows that hold a neighbour's number, before one speaks of a shift


def shifts(table: PrintedTable, wrong: Collection[Cell]) -> dict[Cell, str]:
    """What to say about percentiles that are those of the row below or above."""
    below = list(zip(table.rows, table.rows[1:], strict=False))
    above = [(row, other) for other, row in below]
    for pairs, word in ((below, "next"), (above, "previous")):
        moved = [row for row, other in pairs if _moved(row, other, wrong)]
        if len(moved) >= FEWEST:
            first = moved[0].label
            said = (
                f"The row is shifted from {first} on: each has the percentiles of the {word} row."
            )
            return {cell: said for row in moved for cell in _percentiles(row)}
    return {}


def _moved(row: Row, other: Row, wrong: Collection[Cell]) -> bool:
    """Whether a row's wrong middle percentile is the median of the other row."""
    middle, median = row.get("p50"), other.get("median")
    if middle is None or median is None or middle not in wrong:
        return False
    return middle.interval.meets(median.interval)


def _percentiles(row: Row) -> list[Cell]:
    return [cell for key, cell in row.cells.items() if key[0] == "p" and key[1:].isdigit()]
