"""What goes together?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crm_analytics.analysis import correlation
from crm_analytics.analysis.correlation import Correlations, Pair
from crm_analytics.analysis.scores import Scores
from crm_analytics.errors import NotEnoughData
from crm_analytics.survey.instrument import Construct, Instrument
from crm_analytics.survey.view import View
from crm_analytics.view import words
from crm_analytics.view.chart import Heat
from crm_analytics.view.choices import Choices
from crm_analytics.view.section import Section
from crm_analytics.view.sections.given import Given, Shell
from crm_analytics.view.table import Table

SHELL = Shell("relations", "Relations", "What goes together?")
COLUMNS = ("row", "column", "r", "p", "p_holm", "low", "high", "n", "flag")
_MEASURE = {"pearson": "Pearson's r", "spearman": "Spearman's ρ"}
IDENTICAL = 1 - 1e-9
METHOD = (
    "Pearson's r and Spearman's ρ (r of midranks) among the people who have every score; p is "
    "two-tailed from t = r·√((n−2)/(1−r²)). * p < .05, ** p < .01. Pearson's interval is Fisher's "
    "(1921).",
    "p (Holm) is adjusted for all pairs of the table (Holm 1979).",
    "A construct contains its dimensions, so those pairs go together by construction; the "
    "sentence above the chart leaves them out.",
)


def section(given: Given) -> Section:
    """Both coefficients of all scores; of all items on request, or where there is one score."""
    charts: tuple[Heat, ...] = ()
    tables: tuple[Table, ...] = ()
    caveats: tuple[str, ...] = ()
    view = given.view
    sides = _apart(view.instrument)
    try:
        both = _both(view, given.scores, given.choices)
        finding = _finding(both[0], sides)
        charts, tables = tuple(_charts(both, sides)), tuple(map(_table, both))
        caveats = tuple(_caveats(both[0], sides, view.people))
    except NotEnoughData as reason:
        finding = str(reason)
    return SHELL.section(
        given, finding, charts=charts, tables=tables, caveats=caveats, method=METHOD
    )


def _both(view: View, scores: Scores, choices: Choices) -> tuple[Correlations, Correlations]:
    if choices.items or len(scores.names) < 2:
        columns, answers, fewest = view.columns, view.answers, view.instrument.minimum_group
        return (
            correlation.of_items("pearson", columns, answers, choices.level, fewest),
            correlation.of_items("spearman", columns, answers, choices.level, fewest),
        )
    return (
        correlation.of_scores("pearson", scores, choices.level),
        correlation.of_scores("spearman", scores, choices.level),
    )


@dataclass(frozen=True, slots=True)
class _Sides:
    """Names on both sides of the driver model, and who contains whom."""

    drivers: tuple[str, ...]
    outcomes: tuple[str, ...]
    parts: frozenset[tuple[str, str]]

    def independent(self, pair: Pair) -> bool:
        return (pair.row, pair.column) not in self.parts

    def across(self, pair: Pair) -> bool:
        ends = {pair.row, pair.column}
        return len(ends & set(self.drivers)) == 1 and len(ends & set(self.outcomes)) == 1


def _apart(instrument: Instrument) -> _Sides:
    parts = {
        pair
        for construct in instrument.constructs
        for d in construct.dimensions
        for pair in ((construct.name, d.name), (d.name, construct.name))
    }
    drivers, outcomes = instrument.with_role("driver"), instrument.with_role("outcome")
    return _Sides(_names(drivers), _names(outcomes), frozenset(parts))


def _names(constructs: Sequence[Construct]) -> tuple[str, ...]:
    dimensions = [d.name for c in constructs for d in c.dimensions]
    return (*dimensions, *(c.name for c in constructs if len(c.dimensions) > 1))


def _finding(pearson: Correlations, sides: _Sides) -> str:
    known = [p for p in pearson.pairs() if p.r is not None and sides.independent(p)]
    if not known:
        return "No correlation is defined: scores never vary."
    across = [p for p in known if sides.across(p)]
    pool = across or known
    strongest = max(pool, key=lambda p: abs(p.r or 0))
    sure = sum(p.p_holm is not None and p.p_holm < 0.05 for p in pool)
    what = "driver–outcome pair" if across else "pair"
    r, verb = words.number(strongest.r or 0), "holds" if sure == 1 else "hold"
    return (
        f"{strongest.row} goes with {strongest.column} most (r = {r}); {sure} of "
        f"{words.counted(len(pool), what)} {verb} up when all are tested together."
    )


def _charts(both: Sequence[Correlations], sides: _Sides) -> Iterator[Heat]:
    pearson = both[0]
    if sides.drivers and sides.outcomes and set(sides.drivers) <= set(pearson.names):
        yield _heat("block", "Drivers with outcomes", pearson, sides.drivers, sides.outcomes)
    for of in both:
        yield _heat(of.kind, f"{of.kind.capitalize()} correlations", of, of.names, of.names)


def _heat(
    name: str, title: str, of: Correlations, rows: Sequence[str], columns: Sequence[str]
) -> Heat:
    grid = [[of.pair(row, column) for column in columns] for row in rows]
    return Heat(
        name=name,
        title=title,
        rows=tuple(rows),
        columns=tuple(columns),
        values=tuple(tuple(None if p.row == p.column else p.r for p in line) for line in grid),
        flags=tuple(tuple(words.flag(p.p) for p in line) for line in grid),
        measure=_MEASURE[of.kind],
        note=f"n = {of.n:,}; * p < .05, ** p < .01, two-tailed",
    )


def _table(of: Correlations) -> Table:
    rows = (
        (p.row, p.column, p.r, p.p, p.p_holm, p.low, p.high, p.n, words.flag(p.p))
        for p in of.pairs()
    )
    brief = ("row", "column", "r", "p", "p_holm", "n", "flag")
    title, detail = f"{of.kind.capitalize()} correlations", of.kind != "pearson"
    return Table.of(of.kind, title, COLUMNS, rows, brief, detail)


def _caveats(pearson: Correlations, sides: _Sides, people: int) -> Iterator[str]:
    if pearson.constant:
        names = words.listed(pearson.constant)
        yield f"Everyone has the same score on {names}; its correlations are undefined."
    if pearson.n < people:
        yield f"People without every score are left out; {pearson.n:,} have every one."
    copies = [
        f"{p.row} and {p.column}"
        for p in pearson.pairs()
        if p.r is not None and p.r > IDENTICAL and sides.independent(p)
    ]
    if copies:
        yield f"{words.listed(copies)}: r is 1. Is one a copy of the other?"
    if pearson.n < words.FEW_PEOPLE:
        yield f"Only {pearson.n} people have every score; look at the intervals."
