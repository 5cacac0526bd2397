"""A number that cannot be true, in words: what is printed, what it would have to be, and why."""

from dataclasses import dataclass, replace
from math import inf

from crm_analytics.paper.blame import Blame
from crm_analytics.paper.interval import EVERYTHING, Bounds
from crm_analytics.paper.names import EXACT
from crm_analytics.paper.table import Cell


@dataclass(frozen=True, slots=True)
class Finding:
    """One number that contradicts others.

    table: which table of the text, from 1. row, column: as printed.
    printed, implied: what is there and what it would have to be, with the same digits.
    low, high: the same as an interval, in the unit of the column; None where it has no end.
    """

    table: int
    row: str
    column: str
    printed: str
    implied: str
    low: float | None
    high: float | None
    reason: str


def finding(blame: Blame, table: int, shift: str = "") -> Finding:
    """The finding of a number that is to blame."""
    cell, implied = blame.cell, blame.implied
    reasons = [_sentence(relation.reason(cell)) for relation in blame.broken]
    ends = [None if abs(end) == inf else end / cell.unit for end in (implied.low, implied.high)]
    return Finding(
        table=table,
        row=cell.row,
        column=cell.column,
        printed=cell.printed.text.strip() or "no flag",
        implied=_written(cell, implied, blame),
        low=ends[0],
        high=ends[1],
        reason=" ".join([*dict.fromkeys(reasons), *([shift] if shift else [])]),
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _written(cell: Cell, implied: Bounds, blame: Blame) -> str:
    """The likely value, and the range it may have because the others are rounded."""
    if cell.key == "flag":
        return _flagged(cell, implied)
    if twin := _twin(blame):
        return twin.printed.text
    likely, like = blame.likely, _finer(cell).like
    if likely == EVERYTHING:
        likely = implied
    if not likely.bounded:
        return _one_sided(blame, likely)
    if likely.high - likely.low > 1e-9 * max(1.0, abs(likely.high)):
        return f"between {like(likely.low)} and {like(likely.high)}"
    hair = 1e-6 * 10.0**-cell.printed.decimals * cell.unit  # an end itself rounds either way
    low, middle, high = map(like, (implied.low + hair, likely.middle, implied.high - hair))
    return (
        middle
        if low == high or cell.whole or not implied.bounded
        else f"{middle} ({low} to {high})"
    )


def _finer(cell: Cell) -> Cell:
    """One digit after the point where none is printed, unless it is a count."""
    if cell.key in (*EXACT, "total") or cell.printed.decimals > 0:
        return cell
    return replace(cell, printed=replace(cell.printed, decimals=1))


def _twin(blame: Blame) -> Cell | None:
    """A number that this one has to equal."""
    others = (c for r in blame.broken for c in r.cells if c is not blame.cell and not c.given)
    return next((c for c in others if c.interval == blame.implied and not c.whole), None)


def _one_sided(blame: Blame, likely: Bounds) -> str:
    """The end of what is possible, as the number that sets it is printed."""
    if likely == EVERYTHING:
        return "another number"
    others = (c for r in blame.broken for c in r.cells if c is not blame.cell)
    twin = next((c for c in others if c.interval.middle == likely.middle), None)
    edge = twin.printed.text if twin else _finer(blame.cell).like(likely.middle)
    return f"{'at most' if likely.low == -inf else 'at least'} {edge}"


def _flagged(cell: Cell, implied: Bounds) -> str:
    number = cell.printed.text.strip("* ")
    flags = dict.fromkeys("*" * int(end) for end in (implied.low, implied.high))
    return " or ".join(f"{number}{stars}" if stars else _unflagged(number) for stars in flags)


def _unflagged(number: str) -> str:
    return f"{number} without a flag" if number else "no flag"
