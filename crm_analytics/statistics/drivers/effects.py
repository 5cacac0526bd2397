"""Which driver moves which outcome? Every outcome on all drivers, among the same people."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.cases import Cases
from crm_analytics.statistics.multiple_testing import holm
from crm_analytics.statistics.regression import Regression, Term, lean
from crm_analytics.statistics.scores import Scores


@dataclass(frozen=True, slots=True)
class Effect:
    """One cell of the matrix; p_holm is adjusted for all its cells."""

    outcome: str
    driver: str
    term: Term
    p_holm: float


@dataclass(frozen=True, eq=False, slots=True)
class Effects:
    """models: one a row of the matrix. effects: row by row, drivers in their order."""

    models: tuple[Regression, ...]
    effects: tuple[Effect, ...]
    unavailable: tuple[Unavailable, ...]


def effects(
    outcomes: Sequence[str], drivers: Sequence[str], scores: Scores, level: float = 0.95
) -> Effects:
    """The matrix of the people who have every one of these scores: one pass over them.

    An outcome that cannot be explained is told with its reason. Raises NotEnoughData when too few
    people have every score.
    """
    cases = Cases.of((*drivers, *outcomes), scores, len(drivers))
    models: list[Regression] = []
    lacking: list[Unavailable] = []
    for outcome in outcomes:
        try:
            models.append(lean(cases, (*drivers, outcome), level))
        except NotEnoughData as reason:
            lacking.append(Unavailable(outcome, str(reason)))
    cells = [(model.outcome, term) for model in models for term in model.drivers]
    adjusted = holm([term.p for _, term in cells]).tolist()
    found = (
        Effect(outcome, term.term, term, p)
        for (outcome, term), p in zip(cells, adjusted, strict=True)
    )
    return Effects(tuple(models), tuple(found), tuple(lacking))
