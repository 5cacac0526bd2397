"""Ranks by the numbers they are ranks of: the smallest CV is first, the largest mean is first."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise
from math import inf

from crm_analytics.paper.interval import Bounds
from crm_analytics.paper.relation import Relation, fixed
from crm_analytics.paper.table import Cell, PrintedTable, Row

# rank → what it may be a rank of, and the sign that makes the first the smallest
RANKED = {
    "rank_cv": (("cv", 1.0),),
    "rank_mean": (("mean", -1.0),),
    "rank": (("cv", 1.0), ("relative_importance", -1.0), ("mean", -1.0)),
}


def relations(table: PrintedTable, wrong: Set[Cell]) -> Iterator[Relation]:
    """One for each printed rank; of what a bare "rank" is the rank, the numbers themselves say."""
    for rank, candidates in RANKED.items():
        tried = [_of(table, wrong, rank, *of) for of in candidates if table.has(rank, of[0])]
        yield from min(tried, key=_contradictions, default=())


def _contradictions(relations: Sequence[Relation]) -> int:
    return sum(r.broken({cell: cell.interval for cell in r.cells}) for r in relations)


def _of(table: PrintedTable, wrong: Set[Cell], rank: str, of: str, sign: float) -> list[Relation]:
    found: list[Relation] = []
    for group in _groups(table.rows, rank):
        found += _group([row for row in group if row.get(of) not in wrong], rank, of, sign)
    return found


def _group(rows: Sequence[Row], rank: str, of: str, sign: float) -> Iterator[Relation]:
    both = [(row[rank], row[of].interval * sign) for row in rows if rank in row and of in row]
    lows, highs = sorted(i.low for _, i in both), sorted(i.high for _, i in both)
    order = "from the smallest" if sign > 0 else "from the largest"
    some = _some_of_many(both)
    for cell, value in both:
        before = bisect_left(highs, value.low)
        most = inf if some else float(bisect_right(lows, value.high))
        allowed = Bounds(1.0 + before, most)
        measured = next(row[of] for row in rows if row.get(rank) is cell)
        why = f"Ranks count {measured.column} {order}; here {measured.said}."
        yield fixed(f"ranks count {of.replace('_', ' ')} {order}", cell, allowed, why)


def _some_of_many(both: Sequence[tuple[Cell, Bounds]]) -> bool:
    """Whether these are a few rows of a longer table: in order, with ranks beyond their number."""
    ordered = sorted(both, key=lambda pair: pair[0].interval.middle)
    inverted = any(b.high < a.low for (_, a), (_, b) in pairwise(ordered))
    return bool(ordered) and ordered[-1][0].interval.low > len(ordered) and not inverted


def _groups(rows: Sequence[Row], rank: str) -> Iterator[list[Row]]:
    """Rows ranked among themselves: of one construct, or until ranks begin again."""
    group: list[Row] = []
    for row in rows:
        if group and (rank not in row or _begins_again(group, row, rank)):
            yield group
            group = []
        if rank in row:
            group.append(row)
    if group:
        yield group


def _begins_again(group: Sequence[Row], row: Row, rank: str) -> bool:
    if group[-1].texts.get("construct") != row.texts.get("construct"):
        return True
    ranks = sorted(r[rank].interval.middle for r in group)
    complete = ranks == [float(i) for i in range(1, len(ranks) + 1)]
    return complete and row[rank].interval.middle in ranks
