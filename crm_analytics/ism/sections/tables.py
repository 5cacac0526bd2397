"""The tables of a model: levels and matrices, MICMAC, what to review, experts, reasons."""

from collections.abc import Iterator, Sequence

import numpy as np

from crm_analytics.ism.aggregation import ExpertAgreement
from crm_analytics.ism.cycles import Cycle
from crm_analytics.ism.judgements import FuzzyPanel, Panel
from crm_analytics.ism.levels import LevelSets, groups
from crm_analytics.ism.micmac import CUTS, Quadrants, SettledRanks
from crm_analytics.ism.model import Model
from crm_analytics.ism.options import ModelDisplay
from crm_analytics.ism.robustness import THETAS, Robustness, by_votes, one_way
from crm_analytics.ism.sections.naming import CUT_WORDS, by_level, columns, ids, link, names, row
from crm_analytics.report.table import Table, Value

SETS = ("reachability_set", "antecedent_set", "intersection_set")


def of_levels(model: Model) -> Iterator[Table]:
    """Everything about levels, the level of every factor first."""
    yield _levels(model)
    yield _blocks(model)
    yield from _matrices(model)
    yield _iterations(model)
    keys = ("rule", "holds")
    yield Table.of("checks", "What must be true", keys, model.checks.items(), detail=True)


def _levels(model: Model) -> Table:
    found = sorted(model.partition.rows, key=lambda one: (one.level, one.factor))
    rows = ((*row(model, one.factor), *_sets(model, one), one.level) for one in found)
    keys = ("id", "factor", *SETS, "level")
    title = "Levels: 1 is the top, where everything leads to"
    return Table.of("levels", title, keys, rows, ("id", "factor", "level"))


def _sets(model: Model, one: LevelSets) -> tuple[str, str, str]:
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
    ones = initial.astype(int).tolist()
    yield _square(model, "initial", "Initial reachability matrix", everyone, ones)
    title = "Final reachability matrix"
    yield _square(model, "reachability", title, everyone, final.astype(int).tolist())
    marked = np.where(initial, "1", np.where(final, "1*", "0")).tolist()
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


def _iterations(model: Model) -> Table:
    rows = (
        (number, *row(model, one.factor), *_sets(model, one), one.level or None)
        for number, iteration in enumerate(model.partition.iterations, 1)
        for one in iteration
    )
    keys = ("iteration", "id", "factor", *SETS, "level")
    return Table.of("iterations", "How the levels came about", keys, rows, detail=True)


def of_powers(model: Model, found: Quadrants) -> Iterator[Table]:
    """Driving power and dependence first."""
    factors = [row(model, i) for i in range(len(model.factors))]
    keys: tuple[str, ...] = ("id", "factor", "driving", "dependence", "quadrant")
    places = (
        (*factor, int(driving), int(dependence), quadrant)
        for factor, driving, dependence, quadrant in zip(
            factors, found.driving, found.dependence, found.quadrant, strict=True
        )
    )
    yield Table.of("power", "Driving power and dependence (MICMAC)", keys, places)
    keys = ("id", "factor", "by_half", "by_mean", "by_median", "changes")
    each = zip(*(found.by_cut[cut] for cut in CUTS), strict=True)
    changes = (
        (*factor, *quadrants, len(set(quadrants)) > 1)
        for factor, quadrants in zip(factors, each, strict=True)
    )
    yield Table.of("quadrants", "Who changes quadrant with the cut", keys, changes, detail=True)
    cuts = ((CUT_WORDS[kind], *found.cuts[kind]) for kind in CUTS)
    keys = ("cut", "driving_above", "dependence_above")
    yield Table.of("cuts", "Where the cuts are", keys, cuts, detail=True)
    yield from _ranks(model, model.powers, "godet", "MICMAC proper (Godet): ranks by powers")
    if model.fuzzy_powers:
        yield from _ranks(model, model.fuzzy_powers, "fuzzy_micmac", "Fuzzy MICMAC: ranks")
    if isinstance(model.judgements, FuzzyPanel):
        rows = (
            (strength, int(level.max()), by_level(model.factors, groups(level)))
            for strength, level in model.alpha_cuts.items()
        )
        keys = ("strength", "levels", "by_level")
        yield Table.of("strengths", "Levels at every strength", keys, rows, detail=True)


def _ranks(model: Model, found: SettledRanks, name: str, title: str) -> Iterator[Table]:
    if found.driving is not None and found.dependence is not None:
        ranks = zip(found.driving, found.dependence, strict=True)
        rows = ((*row(model, i), int(d), int(p)) for i, (d, p) in enumerate(ranks))
        keys = ("id", "factor", "rank_driving", "rank_dependence")
        yield Table.of(name, f"{title}, settled from power {found.power} on", keys, rows,
                       detail=True)  # fmt: skip


def to_review(model: Model, alternatives: bool) -> Iterator[Table]:
    """Nothing about cycles where there is none; then other ways to levels."""
    if model.cycles:
        yield _judgements(model)
        yield _splits(model)
        yield _mutual(model)
    yield _alternatives(model, shown=alternatives or model.collapsed)


def _judgements(model: Model) -> Table:
    """Every arrow that would have to go, the easiest to doubt first."""
    rows = (
        (
            number,
            model.factors[one.arrow[0]].name,
            model.factors[one.arrow[1]].name,
            ids(model.factors, sorted(one.arrow)),
            one.letter,
            one.instead,
            _sure(model, one.weight),
            one.loops,
            one.certain,
            then,
        )
        for number, cycle in enumerate(model.cycles, 1)
        for one, then in zip(cycle.review, _after(cycle), strict=True)
    )
    keys = ("block", "from", "to", "members", "letter", "instead", "votes", "circles_closed",
            "certain", "levels_then")  # fmt: skip
    brief = ("from", "to", "letter", "instead", "levels_then")
    title = "Judgements to review: without these arrows no circle is left"
    return Table.of("review", title, keys, rows, brief)


def _sure(model: Model, weight: int) -> float:
    """How many experts say an arrow, or how strong it is."""
    return weight if isinstance(model.judgements, Panel) else weight / 100


def _after(cycle: Cycle) -> list[int | None]:
    """How many levels there are after each change and those above it."""
    known = list(cycle.unfolding[1:])
    return [*known, *[None] * (len(cycle.review) - len(known))]


def _splits(model: Model) -> Table:
    rows = (
        (number, "; ".join(link(model.factors, arrow) for arrow in arrows), levels)
        for number, cycle in enumerate(model.cycles, 1)
        for arrows, levels in cycle.splits.items()
    )
    title = "The fewest arrows that hold a circle together: without one of these sets it splits"
    return Table.of("splits", title, ("block", "members", "levels_then"), rows, detail=True)


def _mutual(model: Model) -> Table:
    rows = (
        (number, model.factors[one].name, model.factors[other].name)
        for number, cycle in enumerate(model.cycles, 1)
        for one, other in cycle.mutual
    )
    title = "Pairs judged X, which lead to each other"
    return Table.of("mutual", title, ("block", "from", "to"), rows, detail=True)


def _alternatives(model: Model, shown: bool) -> Table:
    rows = (
        (
            one.name,
            one.partition.count,
            by_level(model.factors, one.partition.groups),
            names(model.factors, one.partition.stalled) or None,
            one.caveat or None,
        )
        for one in model.alternatives
    )
    keys = ("rule", "levels", "by_level", "without_level", "caveat")
    title = "Other ways to levels, each called what it is; only the first is an ISM"
    brief = ("rule", "levels", "caveat")
    return Table.of("alternatives", title, keys, rows, brief, detail=not shown)


def of_experts(
    model: Model, agreed: ExpertAgreement | None, robust: Robustness | None
) -> Iterator[Table]:
    """Nothing where one person judged."""
    if isinstance(model.judgements, Panel) and agreed and agreed.experts > 1:
        yield _agreement(agreed)
        yield _disputed(model, agreed)
        yield _thresholds(model, model.judgements)
    if robust and robust.disputed:
        yield _kept(model, robust)
        counts = ((levels, 100 * n / robust.draws) for levels, n in robust.counts.items())
        title = f"How many levels, over {robust.draws:,} draws of disputed judgements"
        yield Table.of("level_counts", title, ("levels", "percent"), counts, detail=True)
    if model.relations.counts["X"]:
        draws = one_way(model.relations)
        whole = sum(draws.values())
        rows = ((levels, 100 * n / whole) for levels, n in draws.items())
        title = f"How many levels when each X is made V or A at random, {whole:,} draws"
        yield Table.of("one_way", title, ("levels", "percent"), rows, detail=True)


def _agreement(agreed: ExpertAgreement) -> Table:
    percent = None if agreed.percent is None else 100 * agreed.percent
    cells = len(agreed.cells), len(agreed.disputed)
    keys = ("experts", "pairs", "disputed", "agree", "fleiss", "krippendorff")
    rows = [(agreed.experts, *cells, percent, agreed.fleiss, agreed.alpha)]
    return Table.of("agreement", "Do the experts agree?", keys, rows)


def _disputed(model: Model, agreed: ExpertAgreement) -> Table:
    names, letter = [factor.name for factor in model.factors], model.relations.letter
    rows = [
        (names[i], names[j], v, a, x, o, 100 * cell.modal_share, letter(i, j))
        for cell in agreed.disputed
        for (i, j), (v, a, x, o) in [((cell.row, cell.column), cell.counts)]
    ]
    keys = ("row", "column", "votes_v", "votes_a", "votes_x", "votes_o", "agree", "counted_as")
    return Table.of("disputed", "Pairs on which the experts differ", keys, rows)


def _thresholds(model: Model, judgements: Panel) -> Table:
    """The levels when an arrow needs more and more experts."""
    found = zip(THETAS, by_votes(judgements), strict=True)
    rows = (
        (100 * share, one.partition.count, by_level(model.factors, one.partition.groups))
        for share, one in found
    )
    title = "Levels when an arrow needs so many experts"
    return Table.of("thresholds", title, ("seen", "levels", "by_level"), rows)


def _kept(model: Model, robust: Robustness) -> Table:
    levels = zip(model.level, robust.kept, strict=True)
    rows = ((*row(model, i), int(level), 100 * float(kept)) for i, (level, kept) in
            enumerate(levels))  # fmt: skip
    title = f"How often a factor keeps its level, over {robust.draws:,} draws"
    return Table.of("robustness", title, ("id", "factor", "level", "kept"), rows, detail=True)


def of_reasons(model: Model, display: ModelDisplay) -> Table:
    """Every direct link, then the transitive ones somebody explained."""
    reasons = display.explained(model)
    direct = model.relations.arrows
    kinds = [*((arrow, "direct") for arrow in direct)]
    kinds += [(arrow, "transitive") for arrow in sorted(reasons.keys() - {*direct})]
    rows = [
        (model.factors[tail].name, model.factors[head].name, kind, reasons.get((tail, head)))
        for (tail, head), kind in kinds
    ]
    keys, title = ("from", "to", "kind", "how"), "Why one factor leads to another"
    return Table.of("links", title, keys, rows, detail=not reasons)
