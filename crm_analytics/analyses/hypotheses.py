"""What does the evidence support?

correlation: Pearson's r of two scores, with Fisher's interval.
effect: of a dimension on an outcome, its coefficient beside the other dimensions of its role; of a
    construct of several dimensions, the model of its dimensions as a whole (F, R² with the interval
    of the noncentral F: Steiger 2004, Psychological Methods 9, 164-182).
difference: of a score between the categories of a demographic, by the test that fits them.
level: of a mean against the middle of its scale, one-sample t with Cohen's d.

H1a, H1.2 and H1-b belong to H1: the parts of one claim are a family, and so are the claims that are
no part of another; p is adjusted within a family (Holm 1979).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from scipy import special

from crm_analytics.analyses.groups.comparisons import matrix
from crm_analytics.analyses.priority import asked
from crm_analytics.analyses.registry import About, Analysis, Context
from crm_analytics.errors import NotEnoughData
from crm_analytics.report import words
from crm_analytics.report.chart import Dots, Interval
from crm_analytics.report.options import confidence
from crm_analytics.report.section import Section
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics import TestResult, Unavailable
from crm_analytics.statistics.correlation_matrices import How, of_scores
from crm_analytics.statistics.distributions import f_noncentrality
from crm_analytics.statistics.multiple_testing import holm
from crm_analytics.statistics.priority import against_midpoint, measures
from crm_analytics.statistics.ranks import EXACT
from crm_analytics.statistics.regression import Regression, cases_of, lean
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.instrument import Construct, Hypothesis, Instrument
from crm_analytics.survey.view import View

ABOUT = About("hypotheses", "Hypotheses", "What does the evidence support?")
ALPHA = 0.05
NONE_YET = "No hypothesis is written down yet. Add one on Hypotheses, or in the questionnaire file."
COLUMNS = (
    "id", "statement", "test", "n", "statistic_name", "statistic", "df1", "df", "p", "p_holm",
    "effect_name", "effect", "low", "high", "decision", "sentence",
)  # fmt: skip
BRIEF = ("id", "statement", "decision", "effect_name", "effect", "low", "high", "p_holm", "n")
METHOD = (
    "A correlation is Pearson's r of two scores, with Fisher's interval. An effect of a dimension "
    "is its coefficient beside the other dimensions of its role; an effect of a construct is the "
    "model of all its dimensions together (F), with R². A difference is tested as on Groups. A "
    "level is the mean against the middle of the scale (one-sample t), with Cohen's d.",
    "p is two-tailed. H1a, H1.1 and so on are parts of H1: the parts of one hypothesis are a "
    "family, and so are the hypotheses that are no part of another. p (Holm) is adjusted within "
    f"the family (Holm 1979), and decides at α = {ALPHA:g}.",
    "Supported means: the answers would be surprising if there were nothing. Not supported means: "
    "no evidence, which is not evidence of nothing. Contradicted means: evidence for the opposite "
    "of the expected sign. Answers given once show what goes together, not what causes what.",
)


@dataclass(frozen=True, slots=True)
class HypothesesOptions:
    """level: of intervals."""

    level: float = confidence()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A test and its effect.

    test: its name says what was done; an infinite statistic is one that has no end.
    symbol: of the statistic. effective: people that would say as much if all weighed the same.
    direction: above 0 when more goes with more, or for a mean above the middle; 0 for neither.
    """

    test: TestResult
    symbol: str
    n: int
    effective: float
    direction: float

    @property
    def df(self) -> tuple[float | None, float | None]:
        """Of the numerator, None of a t; and the others."""
        t = self.symbol == "t"
        return (None, self.test.df1) if t else (self.test.df1, self.test.df2)


Decision = Literal["supported", "contradicted", "not supported", "untested"]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One claim with its evidence.

    parts, supported: of a claim with parts, how many it has and how many of them are supported.
    """

    claim: Hypothesis
    evidence: Evidence | Unavailable
    p_holm: float | None
    decision: Decision
    parts: int = 0
    supported: int = 0


def section(context: Context[HypothesesOptions]) -> Section:
    """The ledger of the questionnaire's hypotheses."""
    lines = ledger(context.view, context.scores, context.options.level)
    title = "Every hypothesis and its decision"
    table = Table.of("ledger", title, COLUMNS, map(_row, lines), BRIEF)
    found = (line.evidence for line in lines)
    effective = [e.effective if isinstance(e, Evidence) else None for e in found]
    return ABOUT.section(
        context,
        _finding(lines),
        charts=_charts(lines, context.options.level),
        tables=[context.with_effective(table, effective)] if lines else (),
        caveats=_caveats(lines),
        method=METHOD,
    )


def ledger(view: View, scores: Scores, level: float = 0.95) -> tuple[LedgerLine, ...]:
    """Every claim of the questionnaire, in its order."""
    claims = view.instrument.hypotheses
    people = Respondents(view, scores, level)
    found = {claim.id: evidence(claim, people) for claim in claims}
    parents = families([claim.id for claim in claims])
    adjusted = _adjusted(found, parents)
    decisions = {
        claim.id: _decision(claim, found[claim.id], adjusted.get(claim.id)) for claim in claims
    }
    return tuple(
        LedgerLine(
            claim,
            found[claim.id],
            adjusted.get(claim.id),
            decisions[claim.id],
            len(parts := [id for id, parent in parents.items() if parent == claim.id]),
            sum(decisions[id] == "supported" for id in parts),
        )
        for claim in claims
    )


def families(ids: Sequence[str]) -> dict[str, str]:
    """Each id with the id of the claim that it is a part of; empty for a claim of its own."""
    known = set(ids)
    found = {}
    for id in ids:
        part = _PART.match(id)
        found[id] = part[1] if part and part[1] in known else ""
    return found


def _adjusted(
    found: Mapping[str, Evidence | Unavailable], parents: Mapping[str, str]
) -> dict[str, float]:
    adjusted: dict[str, float] = {}
    for family in dict.fromkeys(parents.values()):
        tested = {
            id: result.test.p
            for id, result in found.items()
            if parents[id] == family and isinstance(result, Evidence)
        }
        values = holm(np.array(list(tested.values()), float))
        adjusted.update(zip(tested, values.tolist(), strict=True))
    return adjusted


_PART = re.compile(r"^(.+?)(?:[.\-_ ]?[a-z]|[.\-_ ]\d+)$", re.IGNORECASE)


def _decision(claim: Hypothesis, found: Evidence | Unavailable, p: float | None) -> Decision:
    if isinstance(found, Unavailable) or p is None:
        return "untested"
    if p >= ALPHA:
        return "not supported"
    wrong = {"+": found.direction < 0, "-": found.direction > 0}
    return "contradicted" if wrong.get(claim.sign, False) else "supported"


@dataclass(frozen=True, eq=False, slots=True)
class Respondents:
    """Whose answers a claim is tested with; models are estimated once for all claims."""

    view: View
    scores: Scores
    level: float = 0.95
    models: dict[tuple[str, ...], Regression] = field(default_factory=dict)

    def model(self, outcome: str, drivers: Sequence[str]) -> Regression:
        """Raises as `regression` does."""
        names = (*drivers, outcome)
        if names not in self.models:
            cases = cases_of(outcome, drivers, self.scores)
            self.models[names] = lean(cases, names, self.level)
        return self.models[names]


def evidence(claim: Hypothesis, people: Respondents) -> Evidence | Unavailable:
    """The test of one claim, or why there is none."""
    try:
        return _TESTS[claim.kind](claim, people)
    except NotEnoughData as reason:
        return Unavailable(claim.id, str(reason))


def _correlation(claim: Hypothesis, people: Respondents) -> Evidence:
    both = people.scores.select([claim.of, claim.other])
    found = of_scores(both, How(people.level, both.fewest)).of("pearson")
    pair = found.pair(*found.names)
    if pair.r is None or pair.p is None or pair.n is None:
        raise NotEnoughData(
            f"Everyone has the same score on {' and '.join(found.constant)}, so nothing goes "
            "with it."
        )
    size = -float(special.stdtrit(pair.n - 2, pair.p / 2)) if pair.p else np.inf
    t = float(np.copysign(size, pair.r))
    test = TestResult(
        "Pearson correlation", t, pair.n - 2, None, pair.p, "r", pair.r, pair.low, pair.high
    )
    return Evidence(test, "t", pair.n, pair.effective or float(pair.n), pair.r)


def _effect(claim: Hypothesis, people: Respondents) -> Evidence:
    instrument = people.view.instrument
    construct = _named(instrument.constructs, claim.of)
    if construct and len(construct.dimensions) > 1:
        names = [d.name for d in construct.dimensions]
        return _of_model(claim, people.model(claim.other, names), people)
    alone = people.scores.alone.get(claim.of, claim.of)
    beside = _beside(instrument, alone, claim.other)
    model = people.model(claim.other, beside)
    term = next(term for term in model.drivers if term.term == alone)
    name = f"Regression on {'it alone' if len(beside) == 1 else f'{len(beside)} dimensions'}"
    test = TestResult(name, term.t, model.df2, None, term.p, "B", term.b, term.low, term.high)
    return Evidence(test, "t", model.n, model.n_effective, term.b)


def _of_model(claim: Hypothesis, model: Regression, people: Respondents) -> Evidence:
    simple = people.model(claim.other, [claim.of])
    name = f"Regression on its {model.df1} dimensions"
    test = TestResult(name, model.f, model.df1, model.df2, model.p, "R²", model.r2)
    if not people.view.weighted:  # R² has no noncentral F then
        tail = (1 - people.level) / 2
        low, high = (
            f_noncentrality(model.f, model.df1, model.df2, below) for below in (1 - tail, tail)
        )
        test = replace(test, low=low / (low + model.n), high=high / (high + model.n))
    return Evidence(test, "F", model.n, model.n_effective, simple.drivers[0].b)


def _beside(instrument: Instrument, of: str, on: str) -> Sequence[str]:
    """The dimensions of its role, in questionnaire order, without the outcome and its parts."""
    own = next((c for c in instrument.constructs if of in {d.name for d in c.dimensions}), None)
    outcome = _named(instrument.constructs, on)
    apart = {on, *(d.name for d in outcome.dimensions)} if outcome else {on}
    peers = instrument.with_role(own.role) if own and own.role else ()
    names = [d.name for c in peers for d in c.dimensions if d.name not in apart]
    return names if of in names else [of]


def _named(constructs: Sequence[Construct], name: str) -> Construct | None:
    return next((c for c in constructs if c.name == name), None)


def _level(claim: Hypothesis, people: Respondents) -> Evidence:
    every = asked(people.view.instrument.constructs)
    (measured,) = measures(people.scores, [one for one in every if one[0] == claim.of][:1])
    if isinstance(measured, Unavailable):
        raise NotEnoughData(measured.reason)
    tests = against_midpoint([measured], people.view.weighted, people.level)
    if not tests:
        raise NotEnoughData(f"The dimensions of '{claim.of}' have different scales: no midpoint.")
    (found,) = tests
    if found.test is None:
        raise NotEnoughData(f"Everyone has the same score on '{claim.of}', so nothing is tested.")
    test = replace(found.test, test=f"One-sample t against {found.midpoint:g}")
    direction = measured.mean - found.midpoint
    return Evidence(test, "t", measured.n, measured.effective, direction)


def _difference(claim: Hypothesis, people: Respondents) -> Evidence:
    cells = matrix(people.view, people.scores.select([claim.of]), people.level)
    cell = next(cell for cell in cells if cell.demographic == claim.other)
    if isinstance(cell.found, Unavailable):
        raise NotEnoughData(f"{claim.of} by {claim.other}: {cell.found.reason}")
    test = cell.found.evidence
    symbol = test.test[-1] if test.test[-1] in "FHU" else "t"
    if test.p_note == EXACT:
        test = replace(test, test=f"{test.test}, {EXACT}")
    return Evidence(test, symbol, cell.n, float(cell.found.summary.effective.sum()), 0.0)


_TESTS: dict[str, Callable[[Hypothesis, Respondents], Evidence]] = {
    "correlation": _correlation,
    "effect": _effect,
    "difference": _difference,
    "level": _level,
}


def _finding(lines: Sequence[LedgerLine]) -> str:
    tested = [line for line in lines if line.decision != "untested"]
    if not lines:
        return NONE_YET
    if not tested:
        return "None of the hypotheses can be tested with these answers."
    n = sum(line.decision == "supported" for line in tested)
    supported = "all" if n == len(tested) > 1 else str(n or "none")
    every = words.counted(len(tested), "hypothesis", "hypotheses")
    said = [f"The answers support {supported} of {every}"]
    against = [line.claim.id for line in tested if line.decision == "contradicted"]
    nothing = [line.claim.id for line in tested if line.decision == "not supported"]
    if against:
        said.append(f"they speak against {words.listed(against)}")
    if nothing:
        said.append(f"there is no evidence for {words.listed(nothing)}")
    return "; ".join(said) + "."


def statement(claim: Hypothesis) -> str:
    """The claim as a sentence without its full stop."""
    sign = {"+": "positive ", "-": "negative ", "": ""}[claim.sign]
    if claim.kind == "correlation":
        return f"{claim.of} has a {sign}correlation with {claim.other}"
    if claim.kind == "effect":
        return f"{claim.of} has {'a ' if sign else 'an '}{sign}effect on {claim.other}"
    if claim.kind == "difference":
        return f"{claim.of} differs by {claim.other}"
    how = {"+": "above", "-": "below", "": "away from"}[claim.sign]
    return f"{claim.of} is {how} the middle of its scale"


def _sentence(line: LedgerLine) -> str:
    found = line.evidence
    if isinstance(found, Unavailable):
        return found.reason
    said = {
        "supported": "There is evidence",
        "contradicted": "There is evidence for the opposite",
        "not supported": "There is no evidence",
        "untested": "",
    }[line.decision]
    sentence = f"{said}: {_numbers(found, line.p_holm or 0)}"
    if line.parts:
        every = "all" if line.supported == line.parts else str(line.supported)
        sentence += f"; supported parts: {every} of {line.parts}"
    return sentence + "."


def _numbers(found: Evidence, p: float) -> str:
    test = found.test
    # a rank test has none, H has one, F has two
    degrees = [f"{df:,.0f}" if df == int(df) else f"{df:,.1f}" for df in found.df if df]
    df = f"({', '.join(degrees)})" if degrees else ""
    statistic = words.number(test.statistic) if np.isfinite(test.statistic) else "∞"
    effect = "" if test.effect is None else f"{test.effect_name} = {words.number(test.effect)}, "
    return f"{effect}{found.symbol}{df} = {statistic}, {words.p_value(p)}"


def _row(line: LedgerLine) -> tuple[Value, ...]:
    found = line.evidence
    if isinstance(found, Unavailable):
        known: tuple[Value, ...] = (None,) * 12
    else:
        t = found.test
        statistic = t.statistic if np.isfinite(t.statistic) else None
        tested = (t.test, found.n, found.symbol, statistic, *found.df, t.p, line.p_holm)
        known = (*tested, t.effect_name, t.effect, t.low, t.high)
    return (line.claim.id, statement(line.claim), *known, line.decision, _sentence(line))


def _charts(lines: Sequence[LedgerLine], level: float) -> Iterator[Dots]:
    """Effects of one kind share an axis: one chart for each."""
    for name, title in (
        ("r", "Correlations that were expected"),
        ("B", "Effects that were expected: points of the outcome per point of the driver"),
        ("d", "Levels that were expected, against the middle of the scale"),
    ):
        points = tuple(
            Interval(
                f"{c.id}: {c.of} – {c.other}" if c.other else f"{c.id}: {c.of}",
                test.effect,
                test.low,
                test.high,
            )
            for c, line in ((line.claim, line) for line in lines)
            if isinstance(line.evidence, Evidence)
            and (test := line.evidence.test).effect_name == name
            and test.effect is not None
        )
        if points:
            yield Dots(
                name=f"claims {name}",
                title=title,
                axis=f"{name} with {level:.0%} interval",
                points=points,
                marks=((0.0, "none"),),
            )


def _caveats(lines: Sequence[LedgerLine]) -> Iterator[str]:
    for line in lines:
        if isinstance(line.evidence, Unavailable):
            yield f"{line.claim.id} is not tested. {line.evidence.reason}"
    bare = [
        line.claim.id
        for line in lines
        if line.p_holm is not None
        and isinstance(line.evidence, Evidence)
        and line.evidence.test.p < ALPHA <= line.p_holm
    ]
    if bare:
        yield (
            f"{words.listed(bare)} would pass a test alone, but not when the whole family is "
            "tested together."
        )
    mixed = [line.claim.id for line in lines if 0 < line.supported < line.parts]
    if mixed:
        yield f"Of {words.listed(mixed)}, only some parts are supported."


ANALYSIS = Analysis(
    ABOUT,
    section,
    place=9,
    shows="the ledger of what was expected, edited there",
    options=HypothesesOptions,
    of_scores=True,
)
