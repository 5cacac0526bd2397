"""Through what does a driver work? From it through mediators to the outcome.

With one mediator or several side by side: a from the driver to the mediator, b from there to the
outcome with the driver held equal, a·b the indirect effect, c′ what is left, c all of it. The
interval of a·b is the percentile bootstrap's (MacKinnon, Lockwood & Williams 2004); z beside it is
Sobel's (1982), which takes a·b for normal.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.least_squares import COLLINEAR, Cases
from crm_analytics.statistics.regression import Regression, Term, lean
from crm_analytics.statistics.resampling import (
    Draws,
    Ends,
    ResampledMoments,
    Tick,
    percentile_ends,
    replicates,
    silent,
)
from crm_analytics.statistics.scores import Scores

Kind = Literal["total", "direct", "a", "b", "indirect"]

USUAL = Draws(count=5_000, seed=2004)


@dataclass(frozen=True, slots=True)
class PathEffect:
    """One part of the way; `through` is empty for those of no single mediator.

    b, beta: in points of the outcome per point of the driver, and in standard deviations.
    statistic: t, or Sobel's z for an indirect effect, None where several are added up.
    low, high: of t, or of the bootstrap for an indirect effect, None where too many resamples
        give no number.
    """

    kind: Kind
    through: str
    b: float
    beta: float
    se: float | None
    statistic: float | None
    p: float | None
    low: float | None
    high: float | None

    @property
    def certain(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low is not None and self.high is not None and self.low * self.high > 0


@dataclass(frozen=True, slots=True)
class Mediation:
    """effects: total, direct, then a, b and indirect of each mediator, then all indirect together.

    share: of the total effect that goes through the mediators; None unless the direct effect has
    the same sign, because parts that pull apart are no shares.
    """

    start: str
    through: tuple[str, ...]
    end: str
    n: int
    n_effective: float
    level: float
    draws: int
    effects: tuple[PathEffect, ...]
    share: float | None

    def of(self, kind: Kind, through: str = "") -> PathEffect:
        """One of the effects."""
        return next(e for e in self.effects if (e.kind, e.through) == (kind, through))

    @property
    def indirect(self) -> PathEffect:
        """What goes through all mediators together."""
        return self.effects[-1]


def mediation(
    way: tuple[str, Sequence[str], str],
    scores: Scores,
    level: float = 0.95,
    draws: Draws = USUAL,
    tick: Tick = silent,
) -> Mediation:
    """The way from a driver through mediators to an outcome, of the people who have every score.

    way: the driver, the mediators, the outcome. Raises NotEnoughData as a model does, and where
    one score has two places.
    """
    start, through, end = way
    names = (start, *through, end)
    if not through:
        raise NotEnoughData("No mediator is chosen. Choose a score that may lie in between.")
    for name in names:
        if names.count(name) > 1:
            raise NotEnoughData(
                f"'{name}' cannot have two places on one way. Choose another score for one of them."
            )
    cases = Cases.of(names, scores, 1 + len(through))
    whole = lean(cases, names, level)
    legs = [lean(cases, (start, middle), level).drivers[0] for middle in through]
    total = lean(cases, (start, end), level).drivers[0]
    ends = percentile_ends(replicates(cases.rows, products, draws, tick, cases.weights), level)
    effects = (
        _of_term("total", "", total),
        _of_term("direct", "", whole.drivers[0]),
        *_indirect(cases, legs, whole, ends),
    )
    indirect, direct = effects[-1].b, whole.drivers[0].b
    return Mediation(
        start=start,
        through=tuple(through),
        end=end,
        n=whole.n,
        n_effective=whole.n_effective,
        level=level,
        draws=draws.count,
        effects=effects,
        share=indirect / (indirect + direct) if indirect * direct > 0 else None,
    )


def _of_term(kind: Kind, through: str, term: Term) -> PathEffect:
    beta = term.beta or 0.0
    return PathEffect(kind, through, term.b, beta, term.se, term.t, term.p, term.low, term.high)


def _indirect(
    cases: Cases,
    legs: Sequence[Term],
    whole: Regression,
    ends: Sequence[Ends],
) -> Iterator[PathEffect]:
    """a, b and a·b of each mediator, then the sum of a·b. ends: of each a·b, then of their sum."""
    unit = float(cases.moments.sd[0] / cases.moments.sd[-1])
    total = 0.0
    for a, b, own in zip(legs, whole.drivers[1:], ends, strict=False):
        yield _of_term("a", b.term, a)
        yield _of_term("b", b.term, b)
        product, se = a.b * b.b, float(np.hypot(b.b * a.se, a.b * b.se))
        total += product
        sobel = product / se if se > 0 else None
        p = None if sobel is None else 2 * float(special.ndtr(-abs(sobel)))
        through = PathEffect("indirect", b.term, product, product * unit, se, sobel, p, *own)
        yield through
    if len(legs) == 1:
        yield replace(through, through="")
    else:
        yield PathEffect("indirect", "", total, total * unit, None, None, None, *ends[-1])


def products(of: ResampledMoments) -> NDArray[np.float64]:
    """a·b of each mediator and their sum, shape (draws, mediators + 1), NaN where undefined."""
    r, sd = of.correlation, of.sd
    found = np.full((len(r), r.shape[-1] - 1), np.nan)
    known: NDArray[np.bool_] = np.isfinite(r[:, 0, 0])
    known[known] = np.linalg.eigvalsh(r[known, :-1, :-1])[:, 0] > COLLINEAR
    r, sd = r[known], sd[known]
    b = np.linalg.solve(r[:, :-1, :-1], r[:, :-1, -1:])[:, 1:, 0]
    found[known, :-1] = r[:, 0, 1:-1] * b * (sd[:, -1] / sd[:, 0])[:, None]
    found[known, -1] = found[known, :-1].sum(axis=1)
    return found
