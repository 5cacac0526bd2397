"""Unfinished edits of the grid, carried over to a questionnaire that others changed meanwhile."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from crm_analytics.errors import Problem
from crm_analytics.survey.grid import FIELDS, Row


def carried(
    then: Sequence[Row], edited: Sequence[Row], now: Sequence[Row]
) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """The grid of now with the cells edited since then; and what others changed in the same cells.

    In such a cell theirs stands, and a problem tells what mine was.
    """
    before, mine = ({row.column: row for row in rows} for rows in (then, edited))
    rows: list[Row] = []
    lost: list[Problem] = []
    for row in now:
        old, own = before.get(row.column, row), mine.get(row.column, row)
        changed = [field for field in FIELDS if getattr(old, field) != getattr(own, field)]
        free = [field for field in changed if getattr(row, field) == getattr(old, field)]
        rows.append(replace(row, **{field: getattr(own, field) for field in free}))
        lost += _lost(row, own, [field for field in changed if field not in free])
    return tuple(rows), tuple(lost)


def _lost(theirs: Row, mine: Row, fields: Sequence[str]) -> Iterator[Problem]:
    for field in fields:
        said, wanted = getattr(theirs, field), getattr(mine, field)
        if said != wanted:
            what = f"has the {field} {said!r} by now, and yours was {wanted!r}."
            yield Problem(f"Column '{theirs.column}'", what, "Write yours again if it still holds.")
