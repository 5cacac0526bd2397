"""Can these answers be used? Signs of careless answers, and what is missing.

Nobody is left out by this page: it says how many people show a sign, and what α, means and R² would
be without them. The privacy rule holds for those who would be left out: a row is shown only where
nobody's answers follow from it and the other rows together.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from crm_analytics.analyses.registry import About, Analysis, Context
from crm_analytics.errors import NotEnoughData
from crm_analytics.report import words
from crm_analytics.report.chart import Bars, Interval
from crm_analytics.report.section import Section
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics import careless_responding as careless
from crm_analytics.statistics.least_squares import by_moments
from crm_analytics.statistics.missing_data import LittleTest, little_test
from crm_analytics.statistics.moments import Moments, with_nan
from crm_analytics.statistics.reliability import reliability
from crm_analytics.survey.view import View

ABOUT = About("quality", "Quality", "Can these answers be used?")
METHOD = (
    "Each sign is one number a person and the threshold that its source recommends; a sign alone "
    "proves nothing, several together are a reason to look. Nobody is left out by default: what "
    "would change is in the table, and leaving people out after seeing the results is not done. "
    "Shares are of people, whatever their weight.",
    "Answers as people saw them, before reverse-scoring, where a sign is about how somebody went "
    "through the questions; after it, where it is about what they mean.",
    "Little's test (1988): do people who left out the same questions answer the others like "
    "everybody? Missing completely at random is the chance of such differences by luck.",
)
FEWEST_ITEMS = 10  # below, half of the questions alike is no sign of anything
FEWEST_FOR_MATCHES = 30  # items; with fewer, two people agree on most of them by chance
MOST_FOR_MATCHES = 10_000  # people; each is compared with everyone
ALIKE = 0.85  # Kuriakose & Robbins (2016)
FAR = 0.001  # Tabachnick & Fidell (2013)
INCONSISTENT = 0.3  # Jackson (1976), in Johnson (2005)
ANY = "Any of these signs"
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Sign:
    """One sign of careless answers.

    why: the rule with its threshold, as a sentence. source: who recommends it.
    flags: who shows it, shape (people,).
    """

    name: str
    why: str
    source: str
    flags: Flags


@dataclass(frozen=True, eq=False, slots=True)
class _Answers:
    """Answers as numbers, shape (people, items), NaN for none: as asked, and after reverse-scoring.

    unit: scored answers from 0 to 1, so that scales of other lengths can be compared.
    spread: standard deviation of each person's answers as asked.
    scales: places of the items of each dimension.
    """

    as_asked: NDArray[np.float64]
    scored: NDArray[np.float64]
    unit: NDArray[np.float64]
    spread: NDArray[np.float64]
    scales: tuple[NDArray[np.intp], ...]

    @classmethod
    def of(cls, view: View) -> "_Answers":
        scored = with_nan(view.answers)
        place = {column: number for number, column in enumerate(view.columns)}
        low, high, turned = (np.zeros(len(place)) for _ in range(3))
        for _, dimension, item in view.instrument.dimension_of():
            at = place[item.column]
            low[at], high[at], turned[at] = dimension.scale.low, dimension.scale.high, item.reversed
        scales = (np.array([place[c] for c in d.columns]) for d in view.instrument.dimensions)
        as_asked = np.where(turned > 0, low + high - scored, scored)
        unit, spread = (scored - low) / (high - low), careless.variability(as_asked)
        return cls(as_asked, scored, unit, spread, tuple(scales))


def section(context: Context[object]) -> Section:
    """Signs, what is missing, and what would change without the people who show a sign."""
    view, answers = context.view, _Answers.of(context.view)
    signs, reasons = _signs(answers)
    shown = [sign for sign in signs if _may_be_counted(sign.flags, view)]
    hidden = [sign for sign in signs if sign not in shown]
    any_sign = _any(signs, view.people)
    little, untested = _little(answers.scored) if context.thorough else (None, "")
    changes = list(_changes(context, answers, [*shown, any_sign]))
    counted = [*shown, *([any_sign] if _may_be_counted(any_sign.flags, view) else ())]
    return ABOUT.section(
        context,
        _finding(any_sign, shown, view),
        charts=[_chart(counted)],
        tables=[
            _sign_table(context, [*signs, any_sign]),
            *([_change_table(changes)] if changes else ()),
            *_missing_tables(context, answers.scored, little),
        ],
        caveats=(*_caveats(hidden, any_sign, view), *reasons, *filter(None, [untested])),
        method=METHOD,
    )


def _signs(answers: _Answers) -> tuple[list[Sign], list[str]]:
    """Every sign that these answers can show, and why others cannot."""
    people, items = answers.as_asked.shape
    makers: Sequence[tuple[Callable[[_Answers], Sign], bool]] = (
        (_unanswered, True),
        (_same_answer, items >= FEWEST_ITEMS),
        (_long_run, items >= FEWEST_ITEMS),
        (_unlike, items >= FEWEST_ITEMS),
        (_even_odd, True),
        (_far, True),
        (_copies, items >= FEWEST_ITEMS),
        (_matches, items >= FEWEST_FOR_MATCHES and people <= MOST_FOR_MATCHES),
    )
    found, reasons = [], []
    for make, applies in makers:
        try:
            if applies:
                found.append(make(answers))
        except NotEnoughData as reason:
            reasons.append(str(reason))
    return found, reasons


def _unanswered(answers: _Answers) -> Sign:
    share = np.isnan(answers.as_asked).mean(axis=1)
    why = "More than half of the questions have no answer."
    return Sign("Many questions left out", why, "Hair et al. (2019)", share > 0.5)


def _same_answer(answers: _Answers) -> Sign:
    why = "All answers are the same: their standard deviation is 0."
    return Sign("The same answer throughout", why, "Dunn et al. (2018)", answers.spread == 0)


def _long_run(answers: _Answers) -> Sign:
    items = answers.as_asked.shape[1]
    most = -(-items // 2)
    why = f"{most} or more questions in a row, half of all {items}, have the same answer."
    flags = careless.longest_run(answers.as_asked) >= most
    return Sign("A long row of one answer", why, "Curran (2016)", flags)


def _unlike(answers: _Answers) -> Sign:
    why = "Answers rise where everybody else's fall: their correlation with the mean answers is "
    flags = careless.person_total(answers.as_asked) < 0
    return Sign("Against everybody else", f"{why}below 0.", "Curran (2016)", flags)


def _even_odd(answers: _Answers) -> Sign:
    why = f"Even and odd questions of the scales correlate below {INCONSISTENT} within the person."
    flags = careless.even_odd(answers.unit, answers.scales) < INCONSISTENT
    return Sign("Contradicts themselves", why, "Jackson (1976), Johnson (2005)", flags)


def _far(answers: _Answers) -> Sign:
    why = f"The Mahalanobis distance from the middle of all answers has p < {FAR:g}."
    flags = careless.mahalanobis_p(answers.scored) < FAR
    return Sign("An unusual combination", why, "Tabachnick & Fidell (2013)", flags)


def _copies(answers: _Answers) -> Sign:
    why = "Somebody else gave exactly the same answers to all questions."
    return Sign(
        "An exact copy", why, "Kuriakose & Robbins (2016)", careless.copies(answers.as_asked)
    )


def _matches(answers: _Answers) -> Sign:
    why = f"At least {ALIKE:.0%} of the answers are those of somebody else."
    flags = (careless.closest_match(answers.as_asked) >= ALIKE) & (answers.spread > 0)
    return Sign("Nearly a copy", why, "Kuriakose & Robbins (2016)", flags)


def _any(signs: Sequence[Sign], people: int) -> Sign:
    flags = np.zeros(people, bool)
    for sign in signs:
        flags |= sign.flags
    return Sign(ANY, "At least one of the signs above.", "", flags)


def _may_be_counted(flags: Flags, view: View) -> bool:
    """Nobody, or as many as may be shown; a smaller number could tell on one of them."""
    return not 0 < flags.sum() < view.instrument.minimum_group


def _finding(any_sign: Sign, shown: Sequence[Sign], view: View) -> str:
    n, people = int(any_sign.flags.sum()), view.people
    if n == 0:
        return f"None of the {people:,} people shows a sign of careless answers."
    if not _may_be_counted(any_sign.flags, view):
        few = view.instrument.minimum_group
        return f"Fewer than {few} of the {people:,} people show a sign of careless answers."
    said = f"{n:,} of {people:,} people ({n / people:.0%}) show a sign of careless answers"
    most = max(shown, key=lambda sign: sign.flags.sum(), default=None)
    if most is None or not most.flags.any():
        return f"{said}."
    return f"{said}, most often “{most.name}”."


def _chart(counted: Sequence[Sign]) -> Bars:
    points = tuple(Interval(sign.name, 100 * float(sign.flags.mean())) for sign in counted)
    return Bars("signs", "People with a sign of careless answers", "% of people", points)


def _sign_table(context: Context[object], signs: Sequence[Sign]) -> Table:
    view = context.view
    shown = [_may_be_counted(sign.flags, view) for sign in signs]

    def row(sign: Sign, may: bool) -> Sequence[Value]:
        n = int(sign.flags.sum()) if may else None
        return sign.name, n, None if n is None else 100 * n / view.people, sign.why, sign.source

    columns = ("name", "n", "percent", "why", "defined")
    table = Table.of("signs", "Signs of careless answers", columns, map(row, signs, shown))
    flags = zip(signs, shown, strict=True)
    return context.with_effective(
        table, [_effective(view, sign.flags) if may else None for sign, may in flags]
    )


def _effective(view: View, chosen: Flags) -> float | None:
    """People that would say as much if all weighed the same; None for nobody."""
    weights = view.weights[chosen] if view.weighted else np.ones(int(chosen.sum()))
    return float(weights.sum() ** 2 / (weights @ weights)) if len(weights) else None


@dataclass(frozen=True, slots=True)
class WithAndWithout:
    """One number with everyone and without the people who show a sign.

    of: the scale or outcome; kind: "α", "mean" or "R²".
    """

    sign: str
    of: str
    kind: str
    n: tuple[int, int]
    value: tuple[float, float]


def _changes(
    context: Context[object], answers: _Answers, signs: Sequence[Sign]
) -> Iterator[WithAndWithout]:
    """Every number that may be shown: mean and α of each dimension, R² of each outcome."""
    view, scores = context.view, context.scores
    for dimension, places in zip(view.instrument.dimensions, answers.scales, strict=True):
        score = scores.column(dimension.name)[:, None]
        yield from _compared(dimension.name, "mean", _mean, score, signs, view)
        items = answers.scored[:, places]
        yield from _compared(dimension.name, "α", _alpha, items, signs, view)
    drivers = [d.name for c in view.instrument.with_role("driver") for d in c.dimensions]
    for outcome in view.instrument.with_role("outcome") if drivers else ():
        name = scores.alone.get(outcome.name, outcome.name)
        columns = np.stack([scores.column(score) for score in (*drivers, name)], axis=1)
        yield from _compared(outcome.name, "R²", _r2, columns, signs, view)


def _mean(moments: Moments) -> float:
    return float(moments.mean[0])


def _alpha(moments: Moments) -> float:
    return reliability("", moments).alpha


def _r2(moments: Moments) -> float:
    return 1 - by_moments(moments).unexplained


def _compared(  # noqa: PLR0913 - what is compared, and who may be shown
    of: str,
    kind: str,
    number: Callable[[Moments], float],
    rows: NDArray[np.float64],
    signs: Sequence[Sign],
    view: View,
) -> Iterator[WithAndWithout]:
    """The number of everyone who has all columns, and of them without those who show a sign."""
    there = np.logical_not(np.isnan(rows).any(axis=1))
    flags = {sign.name: sign.flags[there] for sign in signs if sign.flags[there].any()}
    rows, names = rows[there], [str(place) for place in range(rows.shape[1])]
    weights = view.weights[there] if view.weighted else view.weights

    def of_people(chosen: Flags) -> tuple[int, float] | None:
        own = weights[chosen] if weights.size else weights
        try:
            moments = Moments.of(names, rows[chosen], max(2, view.instrument.minimum_group), own)
            return moments.n, number(moments)
        except NotEnoughData:
            return None

    everyone = of_people(np.ones(len(rows), bool)) if flags else None
    if everyone is None:
        return
    for name in tellable(flags, view.instrument.minimum_group):
        if without := of_people(~flags[name]):
            n, value = (everyone[0], without[0]), (everyone[1], without[1])
            yield WithAndWithout(name, of, kind, n, value)


def tellable(flags: Mapping[str, Flags], fewest: int) -> list[str]:
    """Signs whose people may be left out of a sum without telling on fewer than `fewest` people.

    flags: who shows each sign. Sums over everyone, and over everyone but those with a sign, tell
    every combination of them that is a group of people: none may be of 1 to fewest − 1. People with
    the same signs go together, so groups are unions of such profiles; one is told exactly when it
    is a combination of the sums that are shown.
    """
    shown: list[str] = []
    for name in flags:
        if not _tells(np.array([flags[other] for other in (*shown, name)]), fewest):
            shown.append(name)
    return shown


def _tells(flags: NDArray[np.bool_], fewest: int) -> bool:
    """Whether a group of 1 to fewest − 1 people is a combination of everyone and these groups."""
    profiles, n = np.unique(flags, axis=1, return_counts=True)
    sums = np.vstack([np.ones(len(n)), profiles]).astype(float)
    onto = np.linalg.pinv(sums) @ sums  # the projection on what is shown
    small = [place for place, count in enumerate(n) if count < fewest]
    for size in range(1, fewest):
        groups = np.array(list(combinations(small, size)), int)
        if not groups.size:
            break
        members = np.zeros((len(groups), len(n)))
        np.put_along_axis(members, groups, 1, axis=1)
        few = members @ n < fewest
        if np.any(few & (np.abs(members @ onto - members).max(axis=1) < 1e-9)):
            return True
    return False


def _change_table(changes: Sequence[WithAndWithout]) -> Table:
    rows = ((c.sign, c.of, c.kind, *c.n, *c.value, c.value[1] - c.value[0]) for c in changes)
    columns = ("name", "scale", "kind", "n_from", "n_to", "with_them", "without_them", "difference")
    return Table.of("without", "What would change without them", columns, rows)


def _missing_tables(
    context: Context[object], scored: NDArray[np.float64], little: LittleTest | None
) -> Iterator[Table]:
    view = context.view
    texts = {item.column: item.text for item in view.instrument.items}
    there = ~np.isnan(scored)
    gone = view.people - there.sum(axis=0)
    rows = (
        (column, texts[column], view.people - int(n), int(n), 100 * n / view.people)
        for column, n in zip(view.columns, gone, strict=True)
    )
    columns = ("item", "text", "n", "missing", "percent")
    table = Table.of("missing", "Answers that are missing", columns, rows)
    yield context.with_effective(table, [_effective(view, column) for column in there.T])
    if little:
        row = ("Little", little.statistic, little.df, little.p, little.patterns)
        columns = ("test", "chi2", "df", "p", "patterns")
        yield Table.of("missing_at_random", "Missing by chance?", columns, [row])


def _little(scored: NDArray[np.float64]) -> tuple[LittleTest | None, str]:
    if not np.isnan(scored).any():
        return None, ""
    try:
        return little_test(scored), ""
    except NotEnoughData as reason:
        return None, str(reason)


def _caveats(hidden: Sequence[Sign], any_sign: Sign, view: View) -> Iterator[str]:
    if any_sign.flags.any():
        yield "One sign alone is no proof: some people who answer with care show it, too."
    if hidden:
        few = view.instrument.minimum_group
        names = words.listed([f"“{sign.name}”" for sign in hidden])
        yield f"Fewer than {few} people show {names}, so their number is not shown."


ANALYSIS = Analysis(
    ABOUT,
    section,
    place=0,
    shows="signs of careless answers with their sources, what would change without them, missing "
    "answers, Little's test",
    menu="Study",
    overview=False,
    thorough_on_request=True,
)
