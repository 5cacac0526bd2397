"""The tables of levels: sets, iterations, matrices, blocks, checks."""

from collections.abc import Iterator, Sequence

import numpy as np

from crm_analytics.ism.model import Model
from crm_analytics.ism.partition import Row
from crm_analytics.ism.relations import Flags
from crm_analytics.ism.sections.naming import columns, ids, row
from crm_analytics.report.table import Table, Value

SETS = ("reachability_set", "antecedent_set", "intersection_set")


def tables(model: Model) -> Iterator[Table]:
    """Everything about levels, the level of every factor first."""
    yield _levels(model)
    yield _blocks(model)
    yield from _matrices(model)
    yield _iterations(model)
    rules = ((check.rule, check.holds) for check in model.checks)
    yield Table.of("checks", "What must be true", ("rule", "holds"), rules, detail=True)


def _levels(model: Model) -> Table:
    found = sorted(model.partition.rows, key=lambda one: (one.level, one.factor))
    rows = ((*row(model, one.factor), *_sets(model, one), one.level) for one in found)
    keys = ("id", "factor", *SETS, "level")
    title = "Levels: 1 is the top, where everything leads to"
    return Table.of("levels", title, keys, rows, ("id", "factor", "level"))


def _sets(model: Model, one: Row) -> tuple[str, str, str]:
    reach, antecedent, both = (
        ids(model.factors, each) for each in (one.reachability, one.antecedent, one.intersection)
    )
    return reach, antecedent, both


def _blocks(model: Model) -> Table:
    """Factors that lead to one another, and those that stand alone."""
    rows = [
        (number, int(model.level[members[0]]), len(members), ids(model.factors, members))
        for number, members in enumerate(model.blocks.members, 1)
    ]
    rows.sort(key=lambda one: one[1])
    title = "Blocks: factors that lead to one another, and those that stand alone"
    return Table.of("blocks", title, ("block", "level", "n", "members"), rows, detail=True)


def _matrices(model: Model) -> Iterator[Table]:
    initial, final = model.relations.initial, model.final
    everyone = range(len(model.factors))
    yield _square(model, "ssim", "SSIM: the letters that count", everyone, _letters(model))
    yield _square(model, "initial", "Initial reachability matrix", everyone, _ones(initial))
    title = "Final reachability matrix"
    yield _square(model, "reachability", title, everyone, _ones(final))
    marked = _marked(initial, final)
    title = "Final reachability matrix, 1* where only a longer way leads there"
    yield _square(model, "final", title, everyone, marked)
    title = "Canonical matrix: by level from the top, blocks together"
    yield _square(model, "canonical", title, model.order, marked)


def _square(
    model: Model,
    name: str,
    title: str,
    order: Sequence[int],
    cells: Sequence[Sequence[Value]],
) -> Table:
    factors = [model.factors[i] for i in order]
    rows = ((*row(model, i), *(cells[i][j] for j in order)) for i in order)
    own = columns(factors)
    return Table.of(name, title, ("id", "factor", *own), rows, detail=True, named=own)


def _letters(model: Model) -> list[list[Value]]:
    n, letter = len(model.factors), model.relations.letter
    return [[letter(i, j) if i < j else None for j in range(n)] for i in range(n)]


def _ones(reach: Flags) -> list[list[Value]]:
    ones: list[list[Value]] = reach.astype(int).tolist()
    return ones


def _marked(initial: Flags, final: Flags) -> list[list[Value]]:
    signs = np.where(initial, "1", np.where(final, "1*", "0"))
    marked: list[list[Value]] = signs.tolist()
    return marked


def _iterations(model: Model) -> Table:
    rows = (
        (step.number, *row(model, one.factor), *_sets(model, one), one.level or None)
        for step in model.partition.iterations
        for one in step.rows
    )
    keys = ("iteration", "id", "factor", *SETS, "level")
    return Table.of("iterations", "How the levels came about", keys, rows, detail=True)
