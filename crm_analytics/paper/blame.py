"""Which number is the wrong one, when several cannot all be true.

The number to name is the one that can be mended: some value of it agrees with everything else that
is known. Of several such, the one whose mending settles most; then the one that follows from the
others, not the one they follow from.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from crm_analytics.paper.interval import EVERYTHING, Bounds
from crm_analytics.paper.relation import Known, Relation
from crm_analytics.paper.table import Cell


@dataclass(frozen=True, eq=False, slots=True)
class Blame:
    """A number that cannot be true, what it would have to be, and the relations it breaks.

    likely: the same with all other numbers exactly as printed.
    """

    cell: Cell
    implied: Bounds
    likely: Bounds
    broken: tuple[Relation, ...]


def blamed(relations: Sequence[Relation]) -> list[Blame]:
    """The numbers that cannot be true; without them nothing contradicts."""
    return [blame for part in _parts(relations) for blame in _settle(part)]


def _settle(relations: Sequence[Relation]) -> Iterator[Blame]:
    known = {cell: cell.interval for r in relations for cell in r.cells}
    while broken := [r for r in relations if r.broken(known)]:
        blame = _worst(broken, relations, known)
        yield blame
        del known[blame.cell]


def _worst(broken: Sequence[Relation], relations: Sequence[Relation], known: Known) -> Blame:
    doubted = dict.fromkeys(c for r in broken for c in r.cells if c in known and not c.given)
    order = {cell: place for place, cell in enumerate(doubted)}
    mended = {cell: _mended(cell, relations, known) for cell in doubted}
    settles = {cell: [r for r in broken if _says(r, cell, known)] for cell in doubted}
    able = [cell for cell in doubted if mended[cell] is not None and settles[cell]]
    if able:
        cell = max(able, key=lambda cell: (len(settles[cell]), -order[cell]))
        implied = mended[cell] or EVERYTHING
    else:
        cell, implied = _first(settles, known)
    return Blame(cell, implied, _likely(cell, settles[cell], implied, known), tuple(settles[cell]))


def _first(settles: Mapping[Cell, Sequence[Relation]], known: Known) -> tuple[Cell, Bounds]:
    """The first number for which a relation leaves some value, though others forbid it."""
    found = (
        (cell, implied)
        for cell, relations in settles.items()
        for relation in relations
        if (implied := relation.solve(cell, known)) is not None
    )
    return min(found, key=lambda pair: pair[1].low > pair[1].high)


def _says(relation: Relation, cell: Cell, known: Known) -> bool:
    return cell in relation.cells and relation.solve(cell, known) is not None


def _mended(cell: Cell, relations: Sequence[Relation], known: Known) -> Bounds | None:
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


def _likely(cell: Cell, broken: Sequence[Relation], implied: Bounds, known: Known) -> Bounds:
    guesses = (relation.likely(cell, known) for relation in broken)
    first = next((guess for guess in guesses if guess is not None), implied)
    return first if first.low <= first.high else implied


def _parts(relations: Sequence[Relation]) -> Iterable[list[Relation]]:
    """Relations that share no number but given ones, apart: each is settled by itself."""
    leader: dict[Cell, Cell] = {}

    def lead(cell: Cell) -> Cell:
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
