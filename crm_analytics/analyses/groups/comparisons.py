"""Every score, and every two demographics, between the groups of a demographic: tests and tables.

Groups come through `View.groups`. A group that too few people of have the very score is left out of
that comparison, and more groups with it where its mean could be found by subtraction from the
whole's. χ² and the totals of two demographics give away the cells of a small table, so all cells of
their crossing must be as large as those of a distribution.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from scipy import special

from crm_analytics.analyses.options import demographic_names, score_names
from crm_analytics.analyses.registry import Context
from crm_analytics.errors import NotEnoughData
from crm_analytics.report import words
from crm_analytics.report.chart import Likert
from crm_analytics.report.options import Name, confidence, option
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.counts import CodedScore, Counts
from crm_analytics.statistics.crosstab import Association, association
from crm_analytics.statistics.group_summary import Summary
from crm_analytics.statistics.group_tests import (
    Comparison,
    GroupPair,
    compare,
    every_test,
    pairs,
    tukey_beside,
)
from crm_analytics.statistics.multiple_testing import holm
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.privacy import Breakdown, Rest, may_show
from crm_analytics.survey.view import View

EVIDENCE = ("test", "statistic", "df1", "df2", "p")
EFFECT = ("effect_name", "effect", "low", "high")
MATRIX = ("variable", "demographic", "groups", "n", *EVIDENCE, "p_holm", *EFFECT)
PAIRS = ("a", "b", "difference", "low", "high", "p_adjusted", "method")
MEANS = ("variable", "demographic", "category", "n", "mean", "sd", "low", "high", "note")
CROSSED = ("row", "column", "n", *EVIDENCE, "p_holm", "smallest_expected", "fisher_p")
CROSSED_EFFECTS = ("cramers_v", "cramers_v_unbiased", "phi", "why")
MOST_GROUPS = 20  # above it pairs are many and slow: only those of the chart are made
NO_SPREAD: tuple[float | None, ...] = (None, None, None)
TOLD = 0.05  # p of a comparison whose pairs are shown
STRONGEST = "The strongest difference"


@dataclass(frozen=True, slots=True)
class GroupsOptions:
    """level: of intervals. variable, demographic: what is drawn; empty for the strongest."""

    level: float = confidence()
    variable: str = option("", Name("Score", STRONGEST, "score", score_names))
    demographic: str = option("", Name("Demographic", STRONGEST, "demographic", demographic_names))


@dataclass(frozen=True, eq=False, slots=True)
class GroupComparison:
    """One score in the groups of one demographic.

    counts: of the groups that may be shown. hidden: names of the others.
    rest: people with the score who are in none of the groups shown.
    found: the comparison, or why there is none. p_holm: over all cells.
    """

    variable: str
    demographic: str
    counts: Counts
    hidden: tuple[str, ...]
    rest: Rest
    found: Comparison | Unavailable
    p_holm: float | None = None

    @property
    def n(self) -> int:
        """People compared."""
        return int(self.counts.n.sum())

    def showing(self, minimum: int) -> tuple[int, ...]:
        """Groups that may show a number that asks for this many people, such as a spread."""
        return may_show(self.counts.n.tolist(), self.rest, minimum)


def compared(cells: Iterable[GroupComparison]) -> list[tuple[GroupComparison, Comparison]]:
    """The cells whose groups could be compared, each with its comparison."""
    return [(cell, cell.found) for cell in cells if isinstance(cell.found, Comparison)]


def matrix(view: View, scores: Scores, level: float = 0.95) -> tuple[GroupComparison, ...]:
    """All cells, demographic by demographic within each score; Holm's p over all of them."""
    broken = [view.groups(demographic) for demographic in view.demographics]
    cells = [
        _cell(name, coded, groups, view.instrument.minimum_group, level)
        for name, coded in ((name, CodedScore.of(scores, name)) for name in scores.names)
        for groups in broken
    ]
    p = [c.found.evidence.p if isinstance(c.found, Comparison) else np.nan for c in cells]
    return tuple(_with_holm(cells, holm(p).tolist()))


def _with_holm(cells: list[GroupComparison], p_holm: list[float]) -> Iterator[GroupComparison]:
    for cell, adjusted in zip(cells, p_holm, strict=True):
        known = isinstance(cell.found, Comparison)
        yield replace(cell, p_holm=adjusted) if known else cell


def _cell(
    variable: str, coded: CodedScore, groups: Breakdown, minimum: int, level: float
) -> GroupComparison:
    everyone = Counts.of(groups.names, groups.codes, coded)
    rest = _rest(coded, groups, int(everyone.n.sum()))
    shown = may_show(everyone.n.tolist(), rest, minimum)
    counts = everyone.only(shown)
    left = [place for place in range(len(groups.names)) if place not in shown]
    hidden = (*groups.hidden, *(groups.names[place] for place in left))
    people = rest.people + int(everyone.n[left].sum())
    rest = Rest(rest.groups + len(left), people, rest.unsaid)
    found = compare(counts, level)
    return GroupComparison(variable, groups.demographic, counts, hidden, rest, found)


def _rest(coded: CodedScore, groups: Breakdown, shown: int) -> Rest:
    """People with the score whose category may not be shown, or who did not say one."""
    if groups.missing == 0 and not groups.hidden:
        return Rest()
    none = len(coded.values)
    unsaid = int(np.count_nonzero(coded.places[groups.unsaid] != none))
    everyone = int(np.count_nonzero(coded.places != none))
    return Rest(len(groups.hidden), everyone - shown - unsaid, unsaid)


@dataclass(frozen=True, slots=True)
class Crossing:
    """Two demographics. p_holm: over all of them that could be tested."""

    a: str
    b: str
    found: Association | Unavailable
    p_holm: float | None = None


def crossings(view: View) -> tuple[Crossing, ...]:
    """Every two demographics, in their order."""
    fewest = view.for_distributions
    broken = [view.groups(demographic, fewest) for demographic in view.demographics]
    made = [
        Crossing(a.demographic, b.demographic, _crossed(view, a, b))
        for a, b in combinations(broken, 2)
    ]
    p = holm([c.found.p if isinstance(c.found, Association) else np.nan for c in made]).tolist()
    return tuple(
        replace(c, p_holm=adjusted) if isinstance(c.found, Association) else c
        for c, adjusted in zip(made, p, strict=True)
    )


def _crossed(view: View, a: Breakdown, b: Breakdown) -> Association | Unavailable:
    names = f"'{a.demographic}' and '{b.demographic}'"
    if min(len(a.names), len(b.names)) < 2:
        return Unavailable(names, f"{names}: fewer than two groups of one of them may be shown.")
    columns = np.arange(len(b.names), dtype=float)
    places = np.where(b.codes < 0, len(b.names), b.codes).astype(np.intp)
    counts = Counts.of(a.names, a.codes, CodedScore(columns, places, view.weights))
    fewest = view.for_distributions
    if fewest > 1 and (not counts.people.size or counts.people.min() < fewest):
        return Unavailable(
            names, f"{names}: fewer than {fewest} people are in some crossing, which χ² would tell."
        )
    try:
        return association(counts.people, counts.weight, counts.squares)
    except NotEnoughData as reason:
        return Unavailable(names, f"{names}: {reason}")


def tables(
    context: Context[GroupsOptions],
    cells: Sequence[GroupComparison],
    crossed: Sequence[Crossing],
    shown: GroupComparison,
    levels: Sequence[Likert],
) -> Iterator[Table]:
    """All tables; `shown` is the comparison of the charts, `levels` the one of its levels."""
    yield _matrix_table(context, cells)
    yield _means(context, [shown], "chosen", f"{shown.variable} by {shown.demographic}: means")
    if levels:
        yield _levels(levels[0])
    known = compared(cells)
    told = [(c, found) for c, found in known if c is shown or _pairs_told(found)]
    level = context.options.level
    sure = any(c.p_holm is not None and c.p_holm < TOLD for c, _ in known)
    for name, title, method in (
        ("pairs", "Which groups differ", pairs),
        ("tukey", "Tukey's HSD beside it", tukey_beside),
    ):
        rows = [(c.variable, c.demographic, *_pair(p)) for c, f in told for p in method(f, level)]
        if rows:
            columns = ("variable", "demographic", *PAIRS)
            yield Table.of(name, title, columns, rows, detail=name == "tukey" or not sure)
    yield replace(_means(context, cells, "means", "Means of all groups"), detail=True)
    if known and context.thorough:
        yield _tests(known, level)
    if crossed:
        yield _crosstabs(crossed)


def _levels(chart: Likert) -> Table:
    rows = (
        (row.label, row.n, level, share)
        for row in chart.rows
        for level, share in zip(chart.points, row.shares, strict=True)
    )
    columns = ("category", "n", "level", "percent")
    return Table.of("levels", chart.title, columns, rows, detail=True)


def _pairs_told(found: Comparison) -> bool:
    return found.evidence.p < TOLD and found.summary.groups <= MOST_GROUPS


def _pair(p: GroupPair) -> tuple[Value, ...]:
    return tuple(getattr(p, key) for key in PAIRS)


def _matrix_table(context: Context[GroupsOptions], cells: Sequence[GroupComparison]) -> Table:
    table = Table.of(
        "matrix",
        "Every score in every demographic",
        (*MATRIX, "explained", "size", "why"),
        (_matrix_row(c) for c in cells),
        ("variable", "demographic", "n", "test", "p_holm", "effect_name", "effect", "size"),
    )
    effective = [
        float(c.found.summary.effective.sum()) if isinstance(c.found, Comparison) else None
        for c in cells
    ]
    return context.with_effective(table, effective)


def _matrix_row(c: GroupComparison) -> tuple[Value, ...]:
    if isinstance(c.found, Unavailable):
        return (c.variable, c.demographic, *[None] * len(MATRIX), c.found.reason)
    e, share = c.found.evidence, c.found.explained
    found = tuple(getattr(e, key) for key in EVIDENCE)
    effect = tuple(getattr(e, key) for key in EFFECT)
    size = words.EXPLAINED.word(share)
    return (
        *(c.variable, c.demographic, len(c.counts.names), c.n, *found, c.p_holm, *effect),
        *(100 * share, size, c.found.why),
    )


def _means(
    context: Context[GroupsOptions], cells: Sequence[GroupComparison], name: str, title: str
) -> Table:
    rows = [row for c in cells for row in means(context, c)]
    brief = [key for key in MEANS if name != "chosen" or key not in ("variable", "demographic")]
    table = Table.of(name, title, MEANS, (row[:-1] for row in rows), brief)
    effective = [row[-1] for row in rows]
    return context.with_effective(table, effective)


def means(context: Context[GroupsOptions], cell: GroupComparison) -> Iterator[tuple[Value, ...]]:
    """One row a group as in `MEANS`, and its effective n; hidden groups come last.

    The spread, which the interval tells too, asks for as many people as a distribution.
    """
    view, head = context.view, (cell.variable, cell.demographic)
    if cell.counts.names:
        summary, tail = Summary.of(cell.counts), (1 - context.options.level) / 2
        spread = cell.showing(view.for_distributions)
        for place, (name, n) in enumerate(zip(summary.names, summary.n.tolist(), strict=True)):
            mean, apart = float(summary.mean[place]), NO_SPREAD
            note = f"spread needs n ≥ {view.for_distributions}" if place not in spread else ""
            if place in spread and n > 1:
                wide = -float(special.stdtrit(n - 1, tail)) * float(np.sqrt(summary.error[place]))
                sd = float(np.sqrt(summary.variance[place]))
                apart = (sd, mean - wide, mean + wide)
            yield (*head, name, n, mean, *apart, note, float(summary.effective[place]))
    for name in cell.hidden:
        yield (*head, name, None, None, None, None, None, hidden_because(view), None)


def hidden_because(view: View) -> str:
    """What stands for a group that is not shown."""
    k = view.instrument.minimum_group
    return f"n < {k}, or the rest would give them away" if k > 1 else "nobody has this score"


def _tests(known: Sequence[tuple[GroupComparison, Comparison]], level: float) -> Table:
    columns = ("variable", "demographic", *EVIDENCE, *EFFECT, "why")
    return Table.of("tests", "Every test", columns, _rows_of_tests(known, level), detail=True)


def _rows_of_tests(
    known: Sequence[tuple[GroupComparison, Comparison]], level: float
) -> Iterator[tuple[Value, ...]]:
    for c, found in known:
        for e in every_test(found, level):
            head = (c.variable, c.demographic)
            if isinstance(e, Unavailable):
                yield (*head, e.name, *[None] * 8, e.reason)
            else:
                chosen = found.why if e.test == found.evidence.test else e.p_note
                yield (*head, *(getattr(e, key) for key in (*EVIDENCE, *EFFECT)), chosen)


def _crosstabs(crossed: Sequence[Crossing]) -> Table:
    columns = (*CROSSED, *CROSSED_EFFECTS)
    brief = ("row", "column", "n", "test", "statistic", "df1", "p", "cramers_v_unbiased")
    title = "Demographics with one another"
    return Table.of("crosstabs", title, columns, (_crossing(c) for c in crossed), brief, True)


def _crossing(c: Crossing) -> tuple[Value, ...]:
    if isinstance(c.found, Unavailable):
        return (c.a, c.b, *[None] * 12, c.found.reason)
    f: Association = c.found
    evidence = tuple(getattr(f, key) for key in EVIDENCE)
    effects = (f.v, f.v_unbiased, f.phi, "")
    return (c.a, c.b, f.n, *evidence, c.p_holm, f.smallest_expected, f.fisher_p, *effects)
