"""The questionnaire as a grid, one row a column of the file, for a person to correct.

A dimension has one construct and one scale, a construct has one role. So an edit of one row
reaches the rows it is true for as well, and the grid can never say two things at once.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from crm_analytics.errors import Problem, UnusableQuestionnaire, refuse
from crm_analytics.files.file import SurveyFile
from crm_analytics.survey.instrument import (
    Construct,
    Demographic,
    Dimension,
    Instrument,
    Item,
    Role,
    Scale,
)
from crm_analytics.survey.mistakes import checked
from crm_analytics.survey.suggesting.columns import text_of
from crm_analytics.survey.waves.entry import followed

DRIVER, OUTCOME, ITEM = "driver", "outcome", "item"
DEMOGRAPHIC, WEIGHT, ID, LEFT_OUT = "demographic", "weight", "id", "left out"
MEASURED = (DRIVER, OUTCOME, ITEM)
ROLES = (*MEASURED, DEMOGRAPHIC, WEIGHT, ID, LEFT_OUT)
FIELDS = ("text", "dimension", "construct", "role", "reversed", "scale")

_ENDS = re.compile(r"^\s*(-?\d+(?:\.\d+)?)\s*(?:–|-|to|…|\.\.)\s*(-?\d+(?:\.\d+)?)\s*$")


@dataclass(frozen=True, slots=True)
class Row:
    """One column of the file; `dimension` and `construct` are empty unless it is an item.

    scale: its two ends as a person writes them, for example "1–5".
    """

    column: str
    text: str = ""
    dimension: str = ""
    construct: str = ""
    role: str = LEFT_OUT
    reversed: bool = False
    scale: str = ""

    @property
    def measured(self) -> bool:
        """Whether the column is an item."""
        return self.role in MEASURED


def rows(instrument: Instrument, file: SurveyFile) -> tuple[Row, ...]:
    """The grid of a questionnaire, in the order of the file; then what only other waves asked."""
    items = {item.column: (c, d, item) for c, d, item in instrument.dimension_of()}
    demographics = {demographic.column for demographic in instrument.demographics}

    def row(column: str) -> Row:
        if column in items:
            construct, dimension, item = items[column]
            text = item.text or text_of(file, column)
            role, scale = construct.role or ITEM, str(dimension.scale)
            return Row(column, text, dimension.name, construct.name, role, item.reversed, scale)
        named = {instrument.weight: WEIGHT, instrument.id: ID}
        role = DEMOGRAPHIC if column in demographics else named.get(column, LEFT_OUT)
        return Row(column, text_of(file, column), role=role)

    elsewhere = instrument.columns if instrument.waves else ()
    return tuple(row(column) for column in dict.fromkeys((*file.columns, *elsewhere)))


def edit(grid: Sequence[Row], column: str, changes: Mapping[str, object]) -> tuple[Row, ...]:
    """The grid after a person changed cells of one row."""
    for field in FIELDS:
        if field in changes:
            grid = _edit(grid, column, field, changes[field])
    return tuple(grid)


def _edit(grid: Sequence[Row], column: str, field: str, value: object) -> tuple[Row, ...]:
    given = bool(value) if field == "reversed" else str(value or "").strip()
    if field == "scale" and (ends := _ends(str(given))):
        given = str(Scale(*ends))
    old = next(row for row in grid if row.column == column)
    new = replace(old, **{field: given})  # type: ignore[arg-type]
    if field == "role":
        new = _with_role(grid, new)
    elif field in ("dimension", "construct") and given:
        new = _joined(grid, new, field)
    elif field == "dimension":
        new = Row(column, new.text)
    return tuple(_follows(row, old, new, field) if row.column != column else new for row in grid)


def _with_role(grid: Sequence[Row], row: Row) -> Row:
    if not row.measured:
        return Row(row.column, row.text, role=row.role)
    if row.dimension:
        return row
    usual = next((r.scale for r in grid if r.measured), "1–5")
    taken = {r.construct for r in grid if r.role == row.role} - {""}
    construct = min(taken, default=f"{row.role.capitalize()}s")
    return replace(row, dimension=row.column, construct=construct, scale=usual)


def _joined(grid: Sequence[Row], row: Row, field: str) -> Row:
    """A row that joins a dimension or construct takes over what its members share."""
    name = getattr(row, field)
    peers = [r for r in grid if getattr(r, field) == name and r.column != row.column]
    usual = next((r for r in grid if r.measured), Row("", role=ITEM))
    if not peers:
        return replace(
            row,
            dimension=row.dimension or row.column,
            construct=row.construct or usual.construct or name,
            role=row.role if row.measured else usual.role,
            scale=row.scale or usual.scale or "1–5",
        )
    peer = peers[0]
    if field == "dimension":
        return replace(row, construct=peer.construct, role=peer.role, scale=peer.scale)
    return replace(row, role=peer.role, dimension=row.dimension or row.column)


def _follows(row: Row, old: Row, new: Row, field: str) -> Row:
    """What an edit of one row means for another."""
    if field in ("construct", "scale") and row.dimension and row.dimension == old.dimension:
        return replace(row, construct=new.construct, role=new.role, scale=new.scale)
    same = new.measured and old.construct and row.construct == old.construct
    return replace(row, role=new.role) if field == "role" and same else row


def edit_all(
    grid: Sequence[Row], columns: Sequence[str], changes: Mapping[str, object]
) -> tuple[Row, ...]:
    """The grid after the same change of several rows, for example all put into one dimension.

    Each is moved for itself: a whole dimension whose scale is changed is changed once.
    """
    rows = tuple(grid)
    for column in columns:
        rows = edit(rows, column, changes)
    return rows


def grouped(grid: Sequence[Row], groups: Sequence[Sequence[str]]) -> tuple[Row, ...]:
    """The grid with each group of items in a dimension of its own, called Group 1, Group 2, …

    A group takes construct and role of its first item. Items with different scales are never put
    together: the rest of such a group is the next one.
    """
    known = {row.column: row for row in grid if row.measured}
    alike = [
        [column for column in group if column in known and known[column].scale == scale]
        for group in groups
        for scale in dict.fromkeys(known[column].scale for column in group if column in known)
    ]
    first = {
        column: replace(known[group[0]], dimension=f"Group {number}")
        for number, group in enumerate(alike, start=1)
        for column in group
    }
    return tuple(
        replace(row, dimension=at.dimension, construct=at.construct, role=at.role)
        if (at := first.get(row.column))
        else row
        for row in grid
    )


def turn(grid: Sequence[Row], columns: Sequence[str]) -> tuple[Row, ...]:
    """The grid with items turned round: those that were reversed are not any more."""
    wanted = set(columns)
    return tuple(
        replace(row, reversed=not row.reversed) if row.column in wanted and row.measured else row
        for row in grid
    )


def possible_outcomes(grid: Sequence[Row]) -> tuple[str, ...]:
    """What may be the result one cares about: a construct; a dimension, where there is only one."""
    constructs = tuple(dict.fromkeys(row.construct for row in grid if row.measured))
    dimensions = tuple(dict.fromkeys(row.dimension for row in grid if row.measured))
    return constructs if len(constructs) > 1 else dimensions


def the_outcome(grid: Sequence[Row], name: str) -> tuple[Row, ...]:
    """The grid with one construct, or dimension, as the result one cares about.

    Everything else drives it; a dimension becomes a construct of its own.
    """

    def with_role(row: Row) -> Row:
        if not row.measured:
            return row
        if name not in (row.construct, row.dimension):
            return replace(row, role=DRIVER)
        return replace(row, role=OUTCOME, construct=name)

    return tuple(map(with_role, grid))


def rename(grid: Sequence[Row], field: str, old: str, new: str) -> tuple[Row, ...]:
    """The grid with a dimension or construct called something else everywhere."""
    name = new.strip()
    return tuple(
        replace(r, **{field: name}) if getattr(r, field) == old else r  # type: ignore[arg-type]
        for r in grid
    )


def instrument(grid: Sequence[Row], base: Instrument) -> Instrument:
    """The questionnaire a grid describes, its waves in its names; all else stays as in `base`.

    Raises UnusableQuestionnaire with every mistake.
    """
    refuse(UnusableQuestionnaire, _problems(grid))
    changed = replace(
        base,
        constructs=tuple(_constructs(grid, base)),
        demographics=tuple(_demographics(grid, base)),
        weight=next((r.column for r in grid if r.role == WEIGHT), ""),
        id=next((r.column for r in grid if r.role == ID), ""),
    )
    return checked(replace(changed, waves=followed(base, changed)))


def _problems(grid: Sequence[Row]) -> Iterator[Problem]:
    for role in (WEIGHT, ID):
        columns = [r.column for r in grid if r.role == role]
        if len(columns) > 1:
            what = f"are both the {role}."
            yield Problem(f"Columns {' and '.join(columns)}", what, "Choose one.")
    for row in grid:
        if row.measured and not _ends(row.scale):
            what = f"has the scale '{row.scale}'."
            yield Problem(f"Column '{row.column}'", what, "Write its two ends, for example 1–5.")
    if not any(row.measured for row in grid):
        yield Problem(
            "The questionnaire", "has no item.", "Give a column a dimension, or the role driver."
        )


def _demographics(grid: Sequence[Row], base: Instrument) -> Iterator[Demographic]:
    """Those of the base in its order, then new ones in the file's."""
    columns = [row.column for row in grid if row.role == DEMOGRAPHIC]
    known = [demographic for demographic in base.demographics if demographic.column in columns]
    yield from known
    named = {demographic.column for demographic in known}
    yield from (Demographic(column) for column in columns if column not in named)


def _ends(written: str) -> tuple[float, float] | None:
    match = _ENDS.match(written)
    return (float(match[1]), float(match[2])) if match else None


def _constructs(grid: Sequence[Row], base: Instrument) -> Iterator[Construct]:
    known = {d.name: d.scale for d in base.dimensions}
    members = [row for row in grid if row.measured]
    for name in dict.fromkeys(row.construct for row in members):
        own = [row for row in members if row.construct == name]
        dimensions = (
            _dimension(dimension, [r for r in own if r.dimension == dimension], known, base)
            for dimension in dict.fromkeys(row.dimension for row in own)
        )
        role = cast(Role, own[0].role) if own[0].role != ITEM else None
        yield Construct(name, tuple(dimensions), role)


def _dimension(
    name: str, own: Sequence[Row], known: Mapping[str, Scale], base: Instrument
) -> Dimension:
    low, high = _ends(own[0].scale) or (base.scale.low, base.scale.high)
    same = (s for s in (known.get(name), base.scale) if s and (s.low, s.high) == (low, high))
    items = tuple(Item(row.column, row.text, row.reversed) for row in own)
    return Dimension(name, items, next(same, Scale(low, high)))
