"""What was coded: open, axial and selective codes, what goes together, saturation, the paradigm."""

from collections.abc import Iterator, Sequence

import numpy as np

from crm_analytics.coding.agreement_tables import SHOWN, grid, most
from crm_analytics.coding.code_book import ROLES, CodeBook
from crm_analytics.coding.code_use import CodeTree, Counts, Used, saturation, together, tree, used
from crm_analytics.coding.codings import Codings
from crm_analytics.coding.options import CodesOptions, Sources
from crm_analytics.report import chart, words
from crm_analytics.report.chart import Chart, Heat, Line, Lines, Reading
from crm_analytics.report.diagram import Diagram, Edge, Node, facing
from crm_analytics.report.section import Section
from crm_analytics.report.table import Table, Value

USUAL = CodesOptions()
READINGS = 60  # of the line of saturation
CAUSAL, CONTEXT, CENTRAL, INTERVENING, STRATEGIES, OUTCOMES = range(len(ROLES))
WIDE, STEP = 1.3, 1.5  # of a box, and from one to the next
# x and y of the middle, width, height; in the order of ROLES
PLACES = (
    (0.0, 0.0, WIDE, 6.0),
    (STEP, -3.75, WIDE, 3.2),
    (STEP, 0.0, WIDE, 3.0),
    (STEP, 3.75, WIDE, 3.2),
    (2 * STEP, 0.0, WIDE, 6.0),
    (3 * STEP, 0.0, WIDE, 6.0),
)
ARROWS = (
    (CAUSAL, CENTRAL),
    (CONTEXT, CENTRAL),
    (INTERVENING, CENTRAL),
    (CENTRAL, STRATEGIES),
    (STRATEGIES, OUTCOMES),
)
NONE = "(no group)"

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


def section(
    codings: Codings, book: CodeBook | None, sources: Sources, options: CodesOptions = USUAL
) -> Section:
    """How often each code, category and group was used, and what goes together."""
    own = tree(codings, book) if book else None
    every = used(codings)
    gathered = codings.grouped(book.category) if book else codings
    within = options.together == "document" and codings.several_documents
    counts = together(gathered, within)
    nothing = not (counts - np.diag(np.diag(counts))).any()
    heat = None if nothing else _heat(gathered.codes, counts, within, book is not None)
    coded = int(codings.coded.any(axis=1).sum())
    return Section(
        id="codes",
        title="What was coded",
        question="What was coded?",
        finding=_finding(own, every, coded),
        charts=tuple(_charts(codings, own, every, heat, options.rings)),
        tables=tuple(_tables(codings, own, every, _together(gathered.codes, counts))),
        caveats=tuple(_caveats(codings, own, nothing)),
        method=METHOD,
        provenance=sources.stamp(coded, len(codings.units)),
    )


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
    codings: Codings, own: CodeTree | None, every: Sequence[Used], heat: Heat | None, rings: bool
) -> Iterator[Chart]:
    parts = _branches(own.groups) + _branches(own.outside) if own else _branches(every)
    yield chart.Tree(
        name="tree",
        title="What was talked about, by how many units",
        measure="Units",
        parts=parts,
        rings=rings,
        note="groups and what is in them; areas are the units of the codes" if own else "codes",
    )
    if own and (model := _paradigm(own)):
        yield model
    if heat:
        yield heat
    yield _line(codings)


def _branches(parts: Sequence[Used]) -> tuple[chart.Branch, ...]:
    return tuple(chart.Branch(part.name, part.units, _branches(part.parts)) for part in parts)


def _heat(names: Sequence[str], counts: Counts, within_documents: bool, grouped: bool) -> Heat:
    """What goes together, of the most used ones."""
    k = len(names)
    places = most(np.diag(counts), k)
    what = "categories" if grouped else "codes"
    where = "Documents" if within_documents else "Units"
    note = f"on the diagonal: {where.lower()} with the one"
    if k > SHOWN:
        note += f" · the {len(places)} most used of {k:,} {what}"
    return grid(
        "together",
        f"Which {what} go together in the same {where.lower()}",
        [names[place] for place in places],
        counts[np.ix_(places, places)],
        (where, note),
    )


def _line(codings: Codings) -> Lines:
    seen = saturation(codings).tolist()
    step = max(1, len(seen) // READINGS)
    last = max(1, len(seen) // 10)
    new = seen[-1] - seen[-last - 1] if len(seen) > last else seen[-1]
    places = sorted({0, *range(step - 1, len(seen), step), len(seen) - 1})
    return Lines(
        name="saturation",
        title="Do later units still bring new codes?",
        x_axis="Units, in the order of the file",
        y_axis="Different codes so far",
        series=(Line("Different codes", tuple(Reading(n + 1.0, float(seen[n])) for n in places)),),
        note=f"the last {words.counted(last, 'unit')} brought {words.counted(new, 'new code')}",
    )


def _caveats(codings: Codings, own: CodeTree | None, nothing: bool) -> Iterator[str]:
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
    if nothing:
        more = " Documents tell more." if codings.several_documents and not codings.several else ""
        yield f"No coder gave two of them to the same unit, so nothing goes together there.{more}"
    if len(codings.coders) > 1:
        yield (
            "Counts are of everything that any coder gave, also where coders disagree; the "
            "agreement of coders says how far they can be relied on."
        )


def _paradigm(tree: CodeTree) -> Diagram | None:
    """Six boxes with their groups, categories and counts; none where no group has a role."""
    rooms = tree.paradigm
    if not rooms:
        return None
    nodes = tuple(
        Node(role.capitalize(), *place, lines=_lines(groups), strong=role == ROLES[CENTRAL])
        for (role, groups), place in zip(rooms, PLACES, strict=True)
    )
    return Diagram(
        name="paradigm",
        title="The paradigm model: what leads to it, what is done about it, what comes of it",
        nodes=nodes,
        edges=tuple(Edge(*ends, facing(*(nodes[end] for end in ends))) for ends in ARROWS),
        note="numbers are units · context and intervening conditions bear on the strategies too",
        listed=True,
    )


def _lines(groups: tuple[Used, ...]) -> tuple[str, ...]:
    """Each group with its count, then its categories, the most used first."""
    found = []
    for group in groups:
        found.append(_counted(group))
        parts = sorted(group.parts, key=lambda part: -part.units)
        found += [f"– {_counted(part)}" for part in parts]
    return tuple(found) or (NONE,)


def _counted(part: Used) -> str:
    """Name and units, with no line break between its last word and the number."""
    return f"{part.name}\N{NO-BREAK SPACE}({part.units:,})"


def _tables(
    codings: Codings, own: CodeTree | None, every: Sequence[Used], together: Table
) -> Iterator[Table]:
    if own:
        yield _groups(own)
        yield _categories(own)
    yield _codes(own, every)
    yield together
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


def _together(names: Sequence[str], counts: Counts) -> Table:
    found: list[tuple[str, str, int]] = [
        (names[a], names[b], int(counts[a, b]))
        for a, b in zip(*np.nonzero(np.triu(counts, 1)), strict=True)
    ]
    found.sort(key=lambda row: -row[-1])
    return Table.of(
        "together",
        "What goes together, most often first",
        ("code", "other", "units"),
        found,
        detail=True,
    )
