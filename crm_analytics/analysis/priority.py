"""What comes first? Mean, spread and rank of every dimension and construct.

Priority is the ascending coefficient of variation: what people agree on most comes first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from crm_analytics.analysis import Unavailable
from crm_analytics.analysis.scores import Scores
from crm_analytics.survey.instrument import Construct
from crm_analytics.survey.scale import Scale
from crm_analytics.survey.view import View

FEWEST_PEOPLE = 2
TIE = 1e-12  # relative; scores are means, equal ones may differ in the last digit


@dataclass(frozen=True, slots=True)
class Priority:
    """One dimension or construct; ranks are among its peers, a tie shares the better rank.

    construct: the construct a dimension belongs to; empty for a construct.
    scale: None for a construct whose dimensions have different scales.
    cv, relative_importance: per cent; None where undefined.
    """

    name: str
    construct: str
    scale: Scale | None
    n: int
    mean: float
    sd: float
    cv: float | None
    relative_importance: float | None
    rank_cv: int | None = None
    rank_mean: int | None = None


@dataclass(frozen=True, slots=True)
class Priorities:
    """Dimensions ranked within their construct, and constructs among themselves."""

    dimensions: tuple[Priority, ...]
    constructs: tuple[Priority, ...]
    unavailable: tuple[Unavailable, ...]


def priorities(view: View, scores: Scores) -> Priorities:
    """Every score that enough people have."""
    found: list[Priority] = []
    lacking: list[Unavailable] = []
    fewest = max(FEWEST_PEOPLE, scores.fewest)
    for name, construct, scale in _measured(view.instrument.constructs):
        values = scores.column(name)
        values = values[~np.isnan(values)]
        if len(values) < fewest:
            lacking.append(
                Unavailable(name, f"Fewer than {fewest} people have a score on '{name}'.")
            )
        else:
            found.append(_priority(name, construct, scale, values))
    groups = {p.construct: [q for q in found if q.construct == p.construct] for p in found}
    ranked = {p.name: p for group in groups.values() for p in _ranked(group)}
    dimensions = tuple(ranked[p.name] for p in found if p.construct)
    constructs = tuple(ranked[p.name] for p in found if not p.construct)
    return Priorities(dimensions, constructs, tuple(lacking))


def _measured(constructs: Sequence[Construct]) -> Iterator[tuple[str, str, Scale | None]]:
    for construct in constructs:
        for dimension in construct.dimensions:
            yield dimension.name, construct.name, dimension.scale
    for construct in constructs:
        if [d.name for d in construct.dimensions] == [construct.name]:
            continue  # the same name stands among the dimensions
        ends = {(d.scale.low, d.scale.high) for d in construct.dimensions}
        yield construct.name, "", construct.dimensions[0].scale if len(ends) == 1 else None


def _priority(
    name: str, construct: str, scale: Scale | None, values: NDArray[np.float64]
) -> Priority:
    mean, sd = float(values.mean()), float(values.std(ddof=1))
    return Priority(
        name,
        construct,
        scale,
        len(values),
        mean,
        sd,
        100 * sd / mean if mean > 0 and (scale is None or scale.low >= 0) else None,
        100 * mean / scale.high if scale and scale.high > 0 else None,
    )


def _ranked(group: Sequence[Priority]) -> Iterator[Priority]:
    by_cv = ranks([p.cv for p in group])
    by_mean = ranks([-p.mean for p in group])
    for p, rank_cv, rank_mean in zip(group, by_cv, by_mean, strict=True):
        yield replace(p, rank_cv=rank_cv, rank_mean=rank_mean)


def ranks(values: Sequence[float | None]) -> list[int | None]:
    """1 for the smallest; values that differ only by rounding share the better rank."""
    known = sorted(value for value in values if value is not None)
    return [
        None if value is None else 1 + sum(other < value - TIE * abs(value) for other in known)
        for value in values
    ]
