"""Open, axial and selective codes as tables, what goes together, and saturation."""

from collections.abc import Iterator, Sequence

import numpy as np

from crm_analytics.coding import Codings
from crm_analytics.coding.use import CodeTree, Together, Used, saturation
from crm_analytics.report.table import Table, Value


def tables(
    codings: Codings, own: CodeTree | None, every: Sequence[Used], pairs: Together
) -> Iterator[Table]:
    """own: the tree of the code book, if there is one. every: each code that was given."""
    if own:
        yield _groups(own)
        yield _categories(own)
    yield _codes(own, every)
    yield _together(pairs)
    rows = enumerate(saturation(codings).tolist(), start=1)
    columns = ("units", "codes")
    yield Table.of("saturation", "Different codes up to each unit", columns, rows, detail=True)


def _groups(own: CodeTree) -> Table:
    rows = (
        (
            group.name,
            group.role or None,
            len(group.parts),
            sum(len(part.parts) for part in group.parts),
            group.units,
            group.times,
        )
        for group in own.groups
    )
    columns = ("group", "role", "categories", "codes", "units", "times")
    return Table.of("groups", "Groups (selective coding)", columns, rows)


def _categories(own: CodeTree) -> Table:
    rows = (
        (part.name, group.name, len(part.parts), part.units, part.times)
        for group in own.groups
        for part in group.parts
    )
    columns = ("category", "group", "codes", "units", "times")
    return Table.of("categories", "Categories (axial coding)", columns, rows)


def _codes(own: CodeTree | None, every: Sequence[Used]) -> Table:
    """Every code that was given, with where the book has it, then those that nobody gave."""
    places = {
        code.name: (part.name, group.name)
        for group in (own.groups if own else ())
        for part in group.parts
        for code in part.parts
    }
    rows: list[tuple[Value, ...]] = [
        (one.name, *places.get(one.name, (None, None)), one.units, one.times) for one in every
    ]
    rows += [(name, *places.get(name, (None, None)), 0, 0) for name in (own.unused if own else ())]
    columns = ("code", "category", "group", "units", "times")
    brief = columns if own else ("code", "units", "times")
    return Table.of("codes", "Codes (open coding)", columns, rows, brief)


def _together(pairs: Together) -> Table:
    rows, columns = np.nonzero(np.triu(pairs.units, 1))
    found: list[tuple[str, str, int]] = [
        (pairs.names[a], pairs.names[b], int(pairs.units[a, b]))
        for a, b in zip(rows, columns, strict=True)
    ]
    found.sort(key=lambda row: -row[-1])
    return Table.of(
        "together",
        "What goes together, most often first",
        ("code", "other", "units"),
        found,
        detail=True,
    )
