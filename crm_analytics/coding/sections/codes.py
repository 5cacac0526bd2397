"""What was coded?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from crm_analytics.coding import CodeBook, Codings
from crm_analytics.coding.sections.code_tables import tables
from crm_analytics.coding.sections.disputes import SHOWN, grid, most
from crm_analytics.coding.sections.paradigm import paradigm
from crm_analytics.coding.sections.stamp import Sources
from crm_analytics.coding.use import CodeTree, Together, Used, saturation, together, tree, used
from crm_analytics.report import chart, words
from crm_analytics.report.chart import Chart, Heat, Line, Lines, Reading
from crm_analytics.report.section import Section

READINGS = 60  # of the line of saturation

METHOD = (
    "A code counts once for each unit to which at least one coder gave it; a category or a group "
    "once for each unit to which any of its codes was given, so the codes of a category may add up "
    "to more. “Times” counts every coder's own. Areas of the tree are the units of its codes.",
    "Open codes are gathered in categories (axial coding), categories around a central phenomenon "
    "(selective coding), each group in one role of the paradigm model: causal conditions lead to "
    "the phenomenon, context and intervening conditions shape it and what is done about it, "
    "strategies have outcomes (Strauss & Corbin 1990). The arrows are the model's; no number was "
    "computed for them.",
    "Two codes go together in a unit, or in a document, to which one and the same coder gave both; "
    "on the diagonal stands how many have the one.",
    "Saturation: how many different codes were given up to each unit, in the order of the file. A "
    "line that has become level says that later units brought nothing new (Guest, Bunce & Johnson "
    "2006); another order of the interviews would give another line.",
)


@dataclass(frozen=True, slots=True)
class Shown:
    """rings: the tree as rings around a centre. within_documents: what goes together in those."""

    sources: Sources
    rings: bool = False
    within_documents: bool = False


def section(codings: Codings, book: CodeBook | None, shown: Shown) -> Section:
    """How often each code, category and group was used, and what goes together."""
    own = tree(codings, book) if book else None
    every = used(codings)
    pairs = together(codings.grouped(book.category) if book else codings, shown.within_documents)
    coded = int(codings.coded.any(axis=1).sum())
    return Section(
        id="codes",
        title="What was coded",
        question="What was coded?",
        finding=_finding(own, every, coded),
        charts=tuple(_charts(codings, own, every, pairs, shown)),
        tables=tuple(tables(codings, own, every, pairs)),
        caveats=tuple(_caveats(codings, own, pairs)),
        method=METHOD,
        provenance=shown.sources.stamp(coded, len(codings.units)),
    )


def documents(codings: Codings) -> bool:
    """Whether the files say from which of several documents a unit is."""
    return len({unit.document for unit in codings.units}) > 1


def _finding(own: CodeTree | None, every: Sequence[Used], coded: int) -> str:
    times = words.counted(sum(one.times for one in every), "time")
    gave = words.counted(len(every), "code")
    said = f"{gave} {'was' if len(every) == 1 else 'were'} given {times} to {coded:,} units"
    if own is None or not own.groups:
        return f"{said}, “{every[0].name}” to most of them ({every[0].units:,})."
    categories = [part for group in own.groups for part in group.parts]
    first = max(categories, key=lambda part: part.units)
    return (
        f"{said}; they make {words.counted(len(categories), 'category', 'categories')} in "
        f"{words.counted(len(own.groups), 'group')}, and “{first.name}” is in most units "
        f"({first.units:,})."
    )


def _charts(
    codings: Codings, own: CodeTree | None, every: Sequence[Used], pairs: Together, shown: Shown
) -> Iterator[Chart]:
    parts = _branches(own.groups) + _branches(own.outside) if own else _branches(every)
    yield chart.Tree(
        name="tree",
        title="What was talked about, by how many units",
        measure="Units",
        parts=parts,
        rings=shown.rings,
        note="groups and what is in them; areas are the units of the codes" if own else "codes",
    )
    if own and (model := paradigm(own)):
        yield model
    if heat := _heat(pairs, shown.within_documents, own is not None):
        yield heat
    yield _line(codings)


def _branches(parts: Sequence[Used]) -> tuple[chart.Branch, ...]:
    return tuple(chart.Branch(part.name, part.units, _branches(part.parts)) for part in parts)


def _heat(pairs: Together, within_documents: bool, grouped: bool) -> Heat | None:
    """The most used ones; nothing where nothing goes together."""
    counts, k = pairs.units, len(pairs.names)
    if not (counts - np.diag(np.diag(counts))).any():
        return None
    places = most(np.diag(counts), k)
    what = "categories" if grouped else "codes"
    where = "Documents" if within_documents else "Units"
    note = f"on the diagonal: {where.lower()} with the one"
    if k > SHOWN:
        note += f" · the {len(places)} most used of {k:,} {what}"
    return grid(
        "together",
        f"Which {what} go together in the same {where.lower()}",
        [pairs.names[place] for place in places],
        counts[np.ix_(places, places)],
        (where, note),
    )


def _line(codings: Codings) -> Lines:
    seen = saturation(codings).tolist()
    step = max(1, len(seen) // READINGS)
    places = sorted({0, *range(step - 1, len(seen), step), len(seen) - 1})
    return Lines(
        name="saturation",
        title="Do later units still bring new codes?",
        x_axis="Units, in the order of the file",
        y_axis="Different codes so far",
        series=(Line("Different codes", tuple(Reading(n + 1.0, float(seen[n])) for n in places)),),
        note=_still_new(seen),
    )


def _still_new(seen: Sequence[int]) -> str:
    last = max(1, len(seen) // 10)
    new = seen[-1] - seen[-last - 1] if len(seen) > last else seen[-1]
    return f"the last {words.counted(last, 'unit')} brought {words.counted(new, 'new code')}"


def _caveats(codings: Codings, own: CodeTree | None, pairs: Together) -> Iterator[str]:
    if own and own.outside:
        names = words.listed([f"“{one.name}”" for one in own.outside], 8)
        yield f"Given, but not in the code book: {names}."
    if own and own.unused:
        names = words.listed([f"“{name}”" for name in own.unused], 8)
        yield f"In the code book, but never given: {names}."
    without = [group.name for group in own.groups if not group.role] if own else []
    if own and own.paradigm and without:
        names = words.listed([f"“{name}”" for name in without], 8)
        yield f"Without a role, so not in the paradigm model: {names}."
    if not (pairs.units - np.diag(np.diag(pairs.units))).any():
        more = " Documents tell more." if documents(codings) and not codings.several else ""
        yield f"No coder gave two of them to the same unit, so nothing goes together there.{more}"
    if len(codings.coders) > 1:
        yield (
            "Counts are of everything that any coder gave, also where coders disagree; the "
            "agreement of coders says how far they can be relied on."
        )
