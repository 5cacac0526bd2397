"""Which number is the wrong one, when several cannot all be true, and what is said of it.

The number to name is the one that can be mended: some value of it agrees with everything else that
is known. Of several such, the one whose mending settles most; then the one that follows from the
others, not the one they follow from.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

from crm_analytics.paper.names import EXACT
from crm_analytics.paper.number import EVERYTHING, Bounds
from crm_analytics.paper.relation import Known, Relation
from crm_analytics.paper.table import PrintedCell, PrintedRow, PrintedTable

FEWEST = 2  # rows that hold a neighbour's number, before one speaks of a shift


@dataclass(frozen=True, eq=False, slots=True)
class Finding:
    """One number that contradicts others.

    cell: the number. allowed: where it would have to lie, in the unit of the relations.
    likely: the same with all other numbers exactly as printed. broken: the relations it breaks.
    table: which table of the text, from 1. shift: what to say of a shifted row; mostly empty.
    """

    cell: PrintedCell
    allowed: Bounds
    likely: Bounds
    broken: tuple[Relation, ...]
    table: int = 1
    shift: str = ""

    @property
    def row(self) -> str:
        """As printed."""
        return self.cell.row

    @property
    def column(self) -> str:
        """As printed."""
        return self.cell.column

    @property
    def printed(self) -> str:
        """What is there."""
        return self.cell.printed.text.strip() or "no flag"

    @property
    def low(self) -> float | None:
        """The least it may be, in the unit of the column; None where there is no least."""
        return None if abs(self.allowed.low) == inf else self.allowed.low / self.cell.unit

    @property
    def high(self) -> float | None:
        """The most it may be, in the unit of the column; None where there is no most."""
        return None if abs(self.allowed.high) == inf else self.allowed.high / self.cell.unit

    @property
    def reason(self) -> str:
        """Every rule that it breaks, in sentences."""
        reasons = (relation.reason(self.cell) for relation in self.broken)
        said = dict.fromkeys(reason[:1].upper() + reason[1:] for reason in reasons)
        return " ".join([*said, *filter(None, [self.shift])])

    @property
    def implied(self) -> str:
        """What it would have to be, with the digits that are printed.

        The likely value, and the range it may have because the others are rounded.
        """
        cell, allowed = self.cell, self.allowed
        if cell.key == "flag":
            return self._flagged()
        others = [c for r in self.broken for c in r.cells if c is not cell]
        equal = (c for c in others if not c.given and c.interval == allowed and not c.whole)
        if twin := next(equal, None):
            return twin.printed.text
        likely = allowed if self.likely == EVERYTHING else self.likely
        like = _finer(cell).like
        if not likely.bounded:
            return self._one_sided(likely, others)
        if likely.high - likely.low > 1e-9 * max(1.0, abs(likely.high)):
            return f"between {like(likely.low)} and {like(likely.high)}"
        hair = 1e-6 * 10.0**-cell.printed.decimals * cell.unit  # an end itself rounds either way
        low, middle, high = map(like, (allowed.low + hair, likely.middle, allowed.high - hair))
        one = low == high or cell.whole or not allowed.bounded
        return middle if one else f"{middle} ({low} to {high})"

    def _one_sided(self, likely: Bounds, others: Iterable[PrintedCell]) -> str:
        """The end of what is possible, as the number that sets it is printed."""
        if likely == EVERYTHING:
            return "another number"
        twin = next((c for c in others if c.interval.middle == likely.middle), None)
        edge = twin.printed.text if twin else _finer(self.cell).like(likely.middle)
        return f"{'at most' if likely.low == -inf else 'at least'} {edge}"

    def _flagged(self) -> str:
        number = self.cell.printed.text.strip("* ")
        none = f"{number} without a flag" if number else "no flag"
        flags = dict.fromkeys("*" * int(end) for end in (self.allowed.low, self.allowed.high))
        return " or ".join(f"{number}{stars}" if stars else none for stars in flags)


def _finer(cell: PrintedCell) -> PrintedCell:
    """One digit after the point where none is printed, unless it is a count."""
    if cell.key in (*EXACT, "total") or cell.printed.decimals > 0:
        return cell
    return replace(cell, printed=replace(cell.printed, decimals=1))


def contradicting(relations: Sequence[Relation]) -> list[Finding]:
    """The numbers that cannot be true; none where nothing contradicts."""
    return [finding for part in _parts(relations) for finding in _settle(part)]


def _settle(relations: Sequence[Relation]) -> Iterator[Finding]:
    known = {cell: cell.interval for r in relations for cell in r.cells}
    while broken := [r for r in relations if r.broken(known)]:
        worst = _worst(broken, relations, known)
        yield worst
        del known[worst.cell]


def _worst(broken: Sequence[Relation], relations: Sequence[Relation], known: Known) -> Finding:
    doubted = dict.fromkeys(c for r in broken for c in r.cells if c in known and not c.given)
    order = {cell: place for place, cell in enumerate(doubted)}
    mended = {cell: _mended(cell, relations, known) for cell in doubted}
    settles = {
        cell: [r for r in broken if cell in r.cells and r.solve(cell, known) is not None]
        for cell in doubted
    }
    able = [cell for cell in doubted if mended[cell] is not None and settles[cell]]
    if able:
        cell = max(able, key=lambda cell: (len(settles[cell]), -order[cell]))
        allowed = mended[cell] or EVERYTHING
    else:
        cell, allowed = _first(settles, known)
    return Finding(
        cell, allowed, _likely(cell, settles[cell], allowed, known), tuple(settles[cell])
    )


def _first(
    settles: Mapping[PrintedCell, Sequence[Relation]], known: Known
) -> tuple[PrintedCell, Bounds]:
    """The first number for which a relation leaves some value, though others forbid it."""
    found = (
        (cell, implied)
        for cell, relations in settles.items()
        for relation in relations
        if (implied := relation.solve(cell, known)) is not None
    )
    return min(found, key=lambda pair: pair[1].low > pair[1].high)


def _mended(cell: PrintedCell, relations: Sequence[Relation], known: Known) -> Bounds | None:
    """Where the cell agrees with all the rest; None where no value does."""
    left: Bounds | None = EVERYTHING
    for relation in relations:
        implied = relation.solve(cell, known) if cell in relation.cells else None
        if implied is not None and left is not None:
            left = left.both(implied)
    if left is None or not cell.whole or not left.bounded:
        return left
    ends = left.whole()
    return None if ends is None else Bounds(*map(float, ends))


def _likely(cell: PrintedCell, broken: Sequence[Relation], allowed: Bounds, known: Known) -> Bounds:
    guesses = (relation.likely(cell, known) for relation in broken)
    first = next((guess for guess in guesses if guess is not None), allowed)
    return first if first.low <= first.high else allowed


def _parts(relations: Sequence[Relation]) -> Iterable[list[Relation]]:
    """Relations that share no number but given ones, apart: each is settled by itself."""
    leader: dict[PrintedCell, PrintedCell] = {}

    def lead(cell: PrintedCell) -> PrintedCell:
        while leader.setdefault(cell, cell) is not cell:
            leader[cell] = leader[leader[cell]]
            cell = leader[cell]
        return cell

    own = [[cell for cell in r.cells if not cell.given] for r in relations]
    for cells in own:
        for cell in cells[1:]:
            leader[lead(cell)] = lead(cells[0])
    parts = defaultdict(list)
    for relation, cells in zip(relations, own, strict=True):
        if cells:
            parts[lead(cells[0])].append(relation)
    return parts.values()


def shifts(table: PrintedTable, wrong: Collection[PrintedCell]) -> dict[PrintedCell, str]:
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
            cells = [item for row in moved for item in row.cells.items()]
            return {cell: said for key, cell in cells if key[0] == "p" and key[1:].isdigit()}
    return {}


def _moved(row: PrintedRow, other: PrintedRow, wrong: Collection[PrintedCell]) -> bool:
    """Whether a row's wrong middle percentile is the median of the other row."""
    middle, median = row.get("p50"), other.get("median")
    if middle is None or median is None or middle not in wrong:
        return False
    return middle.interval.meets(median.interval)
