"""What goes together?"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from crm_analytics.analyses.inputs import item_answers, scale_points
from crm_analytics.analyses.options import BAYES_HELP
from crm_analytics.analyses.registry import About, Analysis, Context, with_bayes
from crm_analytics.errors import NotEnoughData
from crm_analytics.report import words
from crm_analytics.report.chart import Heat
from crm_analytics.report.options import LEVEL, Choice, Switch, option
from crm_analytics.report.section import Section
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics import Coefficient, correlation_matrices
from crm_analytics.statistics.bayes_factor import of_r
from crm_analytics.statistics.correlation import Correlations, Pair, clustered_order, disattenuated
from crm_analytics.statistics.correlation_matrices import CorrelationMatrices, How
from crm_analytics.statistics.reliability import reliability
from crm_analytics.survey.instrument import Construct, Instrument

ABOUT = About("relations", "Relations", "What goes together?")
IDENTICAL = 1 - 1e-9
COLUMNS = ("row", "column", "r", "p", "p_holm", "p_bh", "low", "high", "n", "flag")
BRIEF = ("row", "column", "r", "p", "p_holm", "n", "flag")
MEASURE: dict[Coefficient, str] = {
    "pearson": "Pearson's r",
    "spearman": "Spearman's ρ",
    "kendall": "Kendall's τ-b",
    "polychoric": "Polychoric r",
}
SYMBOL: dict[Coefficient, str] = {
    "pearson": "r",
    "spearman": "ρ",
    "kendall": "τ",
    "polychoric": "r",
}
METHOD = (
    "Pearson's r, Spearman's ρ (r of midranks) and Kendall's τ-b (1945). p is two-tailed: from "
    "t = r·√((n−2)/(1−r²)) for r and ρ, from the normal approximation with the variance for ties "
    "for τ. * p < .05, ** p < .01. Pearson's interval is Fisher's (1921).",
    "p (Holm) is adjusted for all pairs of the table: the chance that any of them is a false find "
    "(Holm 1979). p (Benjamini–Hochberg) is adjusted for the share of false ones among the finds "
    "(1995).",
)
LISTWISE = "All coefficients are among the people who have every column."
PAIRWISE = "Each coefficient is among the people who have both of its columns; n says how many."
SCORES = (
    "r without error is r / √(α·α), what two dimensions would have if their scores were measured "
    "without error (Spearman 1904), α being that of the people who answered all of the dimension.",
    "A construct contains its dimensions, so those pairs go together by construction; the "
    "sentence above the chart leaves them out.",
)
ITEMS = (
    "The polychoric correlation is that of normal variables behind the answers, which thresholds "
    "cut into the points of the scale: thresholds from the margins of each pair, then the maximum "
    "of the likelihood (Olsson 1979). Its interval and p count that the thresholds are estimated "
    "too (Jöreskog 1994).",
)
BAYES = (
    "BF₁₀ says how many times more likely the answers make a correlation than none (Ly, Verhagen & "
    "Wagenmakers 2016, every r as likely as any before); of Pearson's r, and without a weighted "
    f"form. Words: {words.EVIDENCE.source}."
)
WEIGHED = (
    "With case weights, Pearson's r is weighted; p and interval are linearised on Fisher's z, with "
    "t and n − 2 degrees of freedom. The effective n is (Σw)²/Σw² (Kish 1965)."
)
CLUSTERED = (
    "Rows and columns that go together stand side by side: average-linkage clusters of 1 − r, in "
    "the order that makes neighbours closest (Bar-Joseph et al. 2001)."
)


SCORE_COEFFICIENTS: dict[str, str] = {
    "pearson": "Pearson",
    "spearman": "Spearman",
    "kendall": "Kendall",
}


@dataclass(frozen=True, slots=True)
class RelationsOptions:
    """What is correlated, how, and among whom.

    items: items, not scores.
    coefficient, item_coefficient: the one that finding and heat maps show, of scores and of items.
    pairwise: each correlation among its own people, not among those who have every column.
    clustered: what goes together stands side by side in heat maps, not as it was asked.
    bayes: Bayes factors beside Pearson's r.
    """

    items: bool = option(False, Choice("Correlate", {False: "Scores", True: "Items"}))
    coefficient: Coefficient = option(
        "pearson",
        Choice(
            "Coefficient",
            SCORE_COEFFICIENTS,
            "Pearson of the scores, Spearman of their ranks, Kendall of pairs of people.",
            lambda chosen, *_: not chosen["items"],
        ),
    )
    item_coefficient: Coefficient = option(
        "pearson",
        Choice(
            "Coefficient of items",
            {**SCORE_COEFFICIENTS, "polychoric": "Polychoric"},
            "Polychoric is made for answers in few steps.",
            lambda chosen, *_: bool(chosen["items"]),
        ),
    )
    pairwise: bool = option(
        False,
        Switch(
            "Each pair's own people",
            "On: whoever has both. Off: only people who have everything.",
        ),
    )
    clustered: bool = option(
        False,
        Switch("Group similar rows together", "What goes together stands side by side."),
    )
    bayes: bool = option(False, Switch("Bayes factors", BAYES_HELP))


def section(context: Context[RelationsOptions]) -> Section:
    """Every coefficient of all scores; of all items on request, or where there is one score."""
    view, options = context.view, context.options
    items = options.items or len(context.scores.names) < 2
    sides = _apart(view.instrument)
    how = How(LEVEL, view.instrument.minimum_group, options.pairwise)
    try:
        if items:
            points = scale_points(view.instrument, view.columns)
            found = correlation_matrices.of_items(
                view.columns, view.answers, points, how, view.weights
            )
        else:
            found = correlation_matrices.of_scores(context.scores, how)
        shown = found.of(options.item_coefficient if options.items else options.coefficient)
    except NotEnoughData as reason:
        return ABOUT.section(context, str(reason), method=_method(context, items))
    alphas = {} if items else _alphas(context)
    return ABOUT.section(
        context,
        _finding(shown, sides),
        charts=_charts(shown, sides, options.clustered),
        tables=(
            *_tables(found, shown, alphas, options.bayes and not view.weighted),
            *(() if items else _steps(context)),
        ),
        caveats=(
            *_people(found.found[0], options.pairwise, view.people),
            *_caveats(found.found[0], sides, view.people),
            *_doubts(found, alphas),
        ),
        method=_method(context, items),
    )


def _steps(context: Context[RelationsOptions]) -> Iterator[Table]:
    """The polychoric correlations of items, beside the coefficients of scores that have none."""
    view = context.view
    if not context.thorough or len(view.columns) < 2:
        return
    with suppress(NotEnoughData):  # too few people: the scores say so
        how = How(LEVEL, view.instrument.minimum_group)
        weights = item_answers(view, view.columns)[1]
        steps = correlation_matrices.of_steps(context.polychorics(view.columns), how, weights)
        yield _pairs_table(steps, {}, detail=True)


def _method(context: Context[RelationsOptions], items: bool) -> tuple[str, ...]:
    options = context.options
    return (
        *METHOD,
        PAIRWISE if options.pairwise else LISTWISE,
        *(() if items else SCORES),
        *(ITEMS if items or context.thorough else ()),
        *((CLUSTERED,) if options.clustered else ()),
        *((BAYES,) if options.bayes else ()),
        *((WEIGHED,) if context.view.weighted else ()),
    )


def _alphas(context: Context[RelationsOptions]) -> dict[str, float]:
    """α of each dimension, where it is known and positive."""
    alphas = {}
    for dimension in context.view.instrument.dimensions:
        columns = context.view.asked([dimension])
        with suppress(NotEnoughData):
            alpha = reliability(dimension.name, context.moments(columns)).alpha
            if alpha > 0:
                alphas[dimension.name] = alpha
    return alphas


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


def _finding(shown: Correlations, sides: _Sides) -> str:
    known = [p for p in shown.pairs() if p.r is not None and sides.independent(p)]
    if not known:
        return "No correlation is defined: scores never vary."
    across = [p for p in known if sides.across(p)]
    pool = across or known
    strongest = max(pool, key=lambda p: abs(p.r or 0))
    sure = sum(p.p_holm is not None and p.p_holm < 0.05 for p in pool)
    what = "driver–outcome pair" if across else "pair"
    said = f"{strongest.row} goes with {strongest.column}"
    r = f"({SYMBOL[shown.kind]} = {words.number(strongest.r or 0)})"
    if len(pool) == 1:
        return f"{said} {r}; this {'holds' if sure else 'does not hold'} up when tested."
    many, verb = (str(sure) if sure else "none"), "hold" if sure > 1 else "holds"
    return (
        f"{said} most {r}; {many} of {words.counted(len(pool), what)} {verb} up when all are "
        "tested together."
    )


def _charts(shown: Correlations, sides: _Sides, clustered: bool) -> Iterator[Heat]:
    """Drivers in rows and outcomes in columns; then every column with every other."""
    drivers, outcomes = sides.drivers, sides.outcomes
    if drivers and outcomes and {*drivers, *outcomes} <= set(shown.names):
        yield _heat("block", "Drivers with outcomes", shown, drivers, outcomes, clustered)
    title = f"{shown.kind.capitalize()} correlations"
    yield _heat(shown.kind, title, shown, shown.names, shown.names, clustered)


def _tables(
    found: CorrelationMatrices, shown: Correlations, alphas: Mapping[str, float], bayes: bool
) -> Iterator[Table]:
    """All kinds; a manager's page has the chosen one."""
    for of in found.found:
        known = alphas if of.kind == "pearson" else {}
        table = _pairs_table(of, known, detail=of.kind != shown.kind)
        if bayes and of.kind == "pearson":
            pairs = of.pairs()
            table = with_bayes(
                table, [None if p.r is None or p.n is None else of_r(p.r, p.n) for p in pairs]
            )
        yield table


def _people(pearson: Correlations, pairwise: bool, people: int) -> Iterator[str]:
    """Who is behind the coefficients."""
    fewest, most = pearson.n, int(pearson.basis.people.max())
    if pairwise and fewest < people:
        count = f"{fewest:,}" if fewest == most else f"from {fewest:,} to {most:,}"
        yield f"Each pair has people of its own: {count}."
    elif most < people:
        yield f"People without every score are left out; {most:,} have every one."
    if any(p.n is None for p in pearson.pairs()):
        yield "Pairs that too few people have are left out."
    if fewest < words.FEW_PEOPLE:
        what = "both scores of a pair" if pairwise else "every score"
        yield f"Only {fewest} people have {what}; look at the intervals."


def _caveats(pearson: Correlations, sides: _Sides, people: int) -> Iterator[str]:
    """What weakens every coefficient."""
    if pearson.constant:
        names = words.listed(pearson.constant)
        said = f"Everyone has the same score on {names}; its correlations are undefined."
        behind = max((p.n for p in pearson.pairs() if p.n), default=people)
        yield words.of_those(said, behind, people)
    pairs = [p for p in pearson.pairs() if p.r is not None and sides.independent(p)]
    copies = [f"{p.row} and {p.column}" for p in pairs if (p.r or 0) > IDENTICAL]
    if copies:
        yield f"{words.listed(copies)}: r is 1. Is one a copy of the other?"
    mirrored = [f"{p.row} and {p.column}" for p in pairs if (p.r or 0) < -IDENTICAL]
    if mirrored:
        yield f"{words.listed(mirrored)}: r is −1. Is one the other turned round?"


def _doubts(found: CorrelationMatrices, alphas: Mapping[str, float]) -> Iterator[str]:
    """What weakens one kind of coefficient."""
    impossible = [MEASURE[of.kind] for of in found.found if not of.possible]
    if impossible:
        yield (
            f"{words.listed(impossible)}: no one group of people could have all of these "
            "correlations at once (the matrix is not positive semi-definite). Read them pair by "
            "pair; a factor or regression model of the whole matrix needs it smoothed first."
        )
    if found.at_edge:
        names = words.listed([f"{row} and {column}" for row, column in found.at_edge])
        yield (
            f"{names}: nobody is higher on one and lower on the other, or everybody is, so the "
            "polychoric correlation has no estimate short of 1; it is shown there, without a test."
        )
    above = [
        f"{p.row} and {p.column}"
        for p in (found.found[0].pairs() if alphas else ())
        if (_without_error(p, alphas) or 0) > 1
    ]
    if above:
        yield (
            f"{words.listed(above)}: r without error is above 1. The two may measure the same, or "
            "an α understates how reliable its score is."
        )
    for kind in found.lacking:
        yield f"{kind.name.capitalize()} correlations are left out. {kind.reason}"


def _heat(  # noqa: PLR0913 - a chart, what it is of, and both of its sides
    name: str,
    title: str,
    of: Correlations,
    rows: Sequence[str],
    columns: Sequence[str],
    clustered: bool,
) -> Heat:
    if clustered:
        rows, columns = _clustered(of, rows), _clustered(of, columns)
    places = np.ix_(*([of.names.index(each) for each in side] for side in (rows, columns)))
    r, p = of.r[places].tolist(), of.p[places].tolist()
    most = int(of.basis.people.max())
    n = f"n = {of.n:,}" if of.n == most else f"n from {of.n:,} to {most:,}"
    return Heat(
        name=name,
        title=title,
        rows=tuple(rows),
        columns=tuple(columns),
        values=tuple(
            tuple(None if row == c or x != x else x for c, x in zip(columns, line, strict=True))
            for row, line in zip(rows, r, strict=True)
        ),
        flags=tuple(tuple(words.flag(None if x != x else x) for x in line) for line in p),
        measure=MEASURE[of.kind],
        note=f"{n}; * p < .05, ** p < .01, two-tailed",
    )


def _clustered(of: Correlations, names: Sequence[str]) -> list[str]:
    """Those that go together side by side."""
    places = [of.names.index(name) for name in names]
    return [names[place] for place in clustered_order(of.r[np.ix_(places, places)])]


def _pairs_table(of: Correlations, alphas: Mapping[str, float], detail: bool) -> Table:
    """A row a pair; with α of the scores also what they would have without error."""
    rows: list[tuple[Value, ...]] = [
        (p.row, p.column, p.r, p.p, p.p_holm, p.p_bh, p.low, p.high, p.n, words.flag(p.p))
        for p in of.pairs()
    ]
    more: tuple[str, ...] = ()
    if alphas:
        rows = [(*row, _without_error(p, alphas)) for row, p in zip(rows, of.pairs(), strict=True)]
        more = ("r_disattenuated",)
    title = f"{of.kind.capitalize()} correlations"
    made = Table.of(of.kind, title, (*COLUMNS, *more), rows, (*BRIEF, *more), detail)
    if of.basis.effective is None:
        return made
    return made.after("n", "n_effective", [p.effective for p in of.pairs()])


def _without_error(p: Pair, alphas: Mapping[str, float]) -> float | None:
    """What r would be between what the two scores measure, where both α are known and positive."""
    if p.r is None or p.row not in alphas or p.column not in alphas:
        return None
    return disattenuated(p.r, alphas[p.row], alphas[p.column])


ANALYSIS = Analysis(
    ABOUT,
    section,
    place=6,
    shows="Pearson, Spearman, Kendall, polychoric; without measurement error; Holm and "
    "Benjamini–Hochberg",
    options=RelationsOptions,
    thorough_on_request=True,
    of_scores=True,
)
