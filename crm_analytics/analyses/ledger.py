"""Every claim of the questionnaire with what the answers say about it, and the decision.

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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from scipy import special

from crm_analytics.analyses.group_matrix import matrix
from crm_analytics.analyses.priority import asked
from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.correlation_matrices import How, of_scores
from crm_analytics.statistics.distributions import f_noncentrality
from crm_analytics.statistics.multiple_testing import holm
from crm_analytics.statistics.priority import against_midpoint, measures
from crm_analytics.statistics.ranks import EXACT
from crm_analytics.statistics.regression import Regression, cases_of, lean
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.instrument import Construct, Hypothesis, Instrument
from crm_analytics.survey.view import View


@dataclass(frozen=True, slots=True)
class Evidence:
    """A test and its effect.

    test: what was done, in words. statistic: t or F, None where it is infinite.
    df1: None for a t. effect, low, high: interval of the effect, None where there is none.
    direction: above 0 when more goes with more, or for a mean above the middle; 0 for neither.
    """

    test: str
    n: int
    effective: float
    statistic_name: str
    statistic: float | None
    df1: float | None
    df: float | None
    p: float
    effect_name: str
    effect: float | None
    low: float | None
    high: float | None
    direction: float


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
    return Evidence(
        test="Pearson correlation",
        n=pair.n,
        effective=pair.effective or float(pair.n),
        statistic_name="t",
        statistic=float(np.copysign(size, pair.r)) if np.isfinite(size) else None,
        df1=None,
        df=pair.n - 2,
        p=pair.p,
        effect_name="r",
        effect=pair.r,
        low=pair.low,
        high=pair.high,
        direction=pair.r,
    )


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
    return Evidence(
        test=f"Regression on {'it alone' if len(beside) == 1 else f'{len(beside)} dimensions'}",
        n=model.n,
        effective=model.n_effective,
        statistic_name="t",
        statistic=term.t,
        df1=None,
        df=model.df2,
        p=term.p,
        effect_name="B",
        effect=term.b,
        low=term.low,
        high=term.high,
        direction=term.b,
    )


def _of_model(claim: Hypothesis, model: Regression, people: Respondents) -> Evidence:
    simple = people.model(claim.other, [claim.of])
    tail = (1 - people.level) / 2
    low, high = (
        f_noncentrality(model.f, model.df1, model.df2, below) for below in (1 - tail, tail)
    )
    weighted = people.view.weighted  # R² has no noncentral F then
    return Evidence(
        test=f"Regression on its {model.df1} dimensions",
        n=model.n,
        effective=model.n_effective,
        statistic_name="F",
        statistic=model.f,
        df1=model.df1,
        df=model.df2,
        p=model.p,
        effect_name="R²",
        effect=model.r2,
        low=None if weighted else low / (low + model.n),
        high=None if weighted else high / (high + model.n),
        direction=simple.drivers[0].b,
    )


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
    test = found.test
    return Evidence(
        test=f"One-sample t against {found.midpoint:g}",
        n=measured.n,
        effective=measured.effective,
        statistic_name="t",
        statistic=test.statistic,
        df1=None,
        df=test.df1,
        p=test.p,
        effect_name=test.effect_name,
        effect=test.effect,
        low=test.low,
        high=test.high,
        direction=measured.mean - found.midpoint,
    )


def _difference(claim: Hypothesis, people: Respondents) -> Evidence:
    cells = matrix(people.view, people.scores.select([claim.of]), people.level)
    cell = next(cell for cell in cells if cell.demographic == claim.other)
    if isinstance(cell.found, Unavailable):
        raise NotEnoughData(f"{claim.of} by {claim.other}: {cell.found.reason}")
    found = cell.found.evidence
    name = {"F": "F", "H": "H", "U": "U"}.get(found.test[-1], "t")
    return Evidence(
        test=f"{found.test}, {EXACT}" if found.p_note == EXACT else found.test,
        n=cell.n,
        effective=float(cell.found.summary.effective.sum()),
        statistic_name=name,
        statistic=found.statistic,
        df1=None if name == "t" else found.df1,
        df=found.df1 if name == "t" else found.df2,
        p=found.p,
        effect_name=found.effect_name,
        effect=found.effect,
        low=found.low,
        high=found.high,
        direction=0.0,
    )


_Test = Callable[[Hypothesis, Respondents], Evidence]
_TESTS: dict[str, _Test] = {
    "correlation": _correlation,
    "effect": _effect,
    "difference": _difference,
    "level": _level,
}


ALPHA = 0.05

Decision = Literal["supported", "contradicted", "not supported", "untested"]

_PART = re.compile(r"^(.+?)(?:[.\-_ ]?[a-z]|[.\-_ ]\d+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One claim with its evidence; `parent` is the id of the claim it is a part of, or empty.

    parts, supported: of a claim with parts, how many it has and how many of them are supported.
    """

    claim: Hypothesis
    parent: str
    evidence: Evidence | Unavailable
    p_holm: float | None
    decision: Decision
    parts: int = 0
    supported: int = 0


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
            parents[claim.id],
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
            id: result.p
            for id, result in found.items()
            if parents[id] == family and isinstance(result, Evidence)
        }
        values = holm(np.array(list(tested.values()), float))
        adjusted.update(zip(tested, values.tolist(), strict=True))
    return adjusted


def _decision(claim: Hypothesis, found: Evidence | Unavailable, p: float | None) -> Decision:
    if isinstance(found, Unavailable) or p is None:
        return "untested"
    if p >= ALPHA:
        return "not supported"
    wrong = {"+": found.direction < 0, "-": found.direction > 0}
    return "contradicted" if wrong.get(claim.sign, False) else "supported"
