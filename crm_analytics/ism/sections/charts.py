"""The charts of a model: the digraph, the MICMAC map, reachability and what experts dispute."""

from collections.abc import Iterator

import numpy as np

from crm_analytics.ism.agreement import Agreement
from crm_analytics.ism.micmac import CUTS, Quadrants
from crm_analytics.ism.model import Model
from crm_analytics.ism.sections.display import ModelDisplay
from crm_analytics.ism.sections.drawing import digraph
from crm_analytics.ism.sections.powers import CUT_WORDS
from crm_analytics.report.chart import Chart, Heat, Map, Spot

CORNERS = ("Drivers", "Linkage", "Autonomous", "Dependent")


def charts(
    model: Model, display: ModelDisplay, found: Quadrants, agreed: Agreement | None
) -> Iterator[Chart]:
    """The digraph first."""
    yield digraph(model, display)
    yield _micmac(model, found)
    if agreed and agreed.disputed:
        yield _disputes(model)
    yield _reachability(model)


def _micmac(model: Model, found: Quadrants) -> Map:
    """Who drives and who depends; factors of the same place share one name."""
    at: dict[tuple[int, int], list[int]] = {}
    for i, power in enumerate(found.powers):
        at.setdefault((power.dependence, power.driving), []).append(i)
    spots = tuple(Spot(_joint(model, own), float(x), float(y)) for (x, y), own in at.items())
    driving, dependence = found.cuts[CUTS.index(found.cut)]
    note = f"Of the {found.matrix} matrix; the lines are at {CUT_WORDS[found.cut]}"
    return Map(
        "micmac", "MICMAC: who drives and who depends",
        "Dependence, how many lead to it", "Driving power, how many it leads to",
        spots, dependence, driving, CORNERS, note,
    )  # fmt: skip


def _joint(model: Model, positions: list[int]) -> str:
    if len(positions) == 1:
        return str(model.factors[positions[0]])
    return ", ".join(model.factors[i].id for i in positions)


def _disputes(model: Model) -> Heat:
    """For every pair the share of experts who do not give its most frequent letter."""
    names, n = _names(model), len(model.factors)
    shares = 100 * model.aggregate.conflict
    values = tuple(
        tuple(float(shares[i, j]) if i < j else None for j in range(n)) for i in range(n)
    )
    flags = tuple(("",) * n for _ in range(n))
    return Heat(
        "disputes", "Where experts differ", names, _ids(model), values, flags, 0.0, 75.0,
        "Above the diagonal; 0 where all give the same letter", "% of experts of another opinion",
        decimals=0, rising=True, detail=True,
    )  # fmt: skip


def _reachability(model: Model) -> Heat:
    order = list(model.order)
    final = model.final[np.ix_(order, order)]
    initial = model.relations.initial[np.ix_(order, order)]
    values = tuple(tuple(map(float, row)) for row in final)
    flags = tuple(tuple("*" if one else "" for one in row) for row in final & ~initial)
    names, ids = _names(model), _ids(model)
    return Heat(
        "reachability", "Final reachability, by level from the top",
        tuple(names[i] for i in order), tuple(ids[i] for i in order), values, flags, 0.0, 1.0,
        "1 where the row leads to the column, * where only over others", "Leads to",
        decimals=0, rising=True, detail=True,
    )  # fmt: skip


def _names(model: Model) -> tuple[str, ...]:
    return tuple(map(str, model.factors))


def _ids(model: Model) -> tuple[str, ...]:
    return tuple(factor.id for factor in model.factors)
