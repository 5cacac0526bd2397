"""The tables of MICMAC: quadrants, what hangs on the cut, ranks when paths of any length count."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from crm_analytics.ism.micmac import CUTS, Quadrants, Settled
from crm_analytics.ism.model import Model
from crm_analytics.ism.relations import positions
from crm_analytics.ism.sections.naming import by_level, row
from crm_analytics.report.table import Table

CUT_WORDS = {"half": "half the factors", "mean": "the mean", "median": "the median"}


def tables(model: Model, found: Quadrants) -> Iterator[Table]:
    """Driving power and dependence first."""
    powers = list(enumerate(found.powers))
    keys: tuple[str, ...] = ("id", "factor", "driving", "dependence", "quadrant")
    places = ((*row(model, i), one.driving, one.dependence, one.quadrant) for i, one in powers)
    yield Table.of("power", "Driving power and dependence (MICMAC)", keys, places)
    keys = ("id", "factor", "by_half", "by_mean", "by_median", "changes")
    changes: list[tuple[str | bool, ...]] = [
        (*row(model, i), *one.by_cut, not one.settled) for i, one in powers
    ]
    yield Table.of("quadrants", "Who changes quadrant with the cut", keys, changes, detail=True)
    cuts = ((CUT_WORDS[kind], *cut) for kind, cut in zip(CUTS, found.cuts, strict=True))
    keys = ("cut", "driving_above", "dependence_above")
    yield Table.of("cuts", "Where the cuts are", keys, cuts, detail=True)
    yield from _settled(model, model.powers, "godet", "MICMAC proper (Godet): ranks by powers")
    if model.fuzzy_powers:
        yield from _settled(model, model.fuzzy_powers, "fuzzy_micmac", "Fuzzy MICMAC: ranks")


def _settled(model: Model, found: Settled, name: str, title: str) -> Iterator[Table]:
    if found.driving is not None and found.dependence is not None:
        ranks = zip(found.driving, found.dependence, strict=True)
        rows = ((*row(model, i), int(d), int(p)) for i, (d, p) in enumerate(ranks))
        keys = ("id", "factor", "rank_driving", "rank_dependence")
        yield Table.of(name, f"{title}, settled from power {found.power} on", keys, rows,
                       detail=True)  # fmt: skip


def fuzzy(model: Model) -> Iterator[Table]:
    """The levels at every strength, and the strengths that count."""
    if model.cuts is None:
        return
    rows = (
        (float(strength), int(level.max()), by_level(model.factors, _groups(level)))
        for strength, level in zip(model.cuts.strengths, model.cuts.level, strict=True)
    )
    keys = ("strength", "levels", "by_level")
    yield Table.of("strengths", "Levels at every strength", keys, rows, detail=True)


def _groups(level: NDArray[np.int64]) -> list[tuple[int, ...]]:
    return [positions(level == one) for one in range(1, int(level.max()) + 1)]
