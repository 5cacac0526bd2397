"""The tables of several experts: what they agree on, and what hangs on what they do not."""

from collections.abc import Iterator

from crm_analytics.ism.agreement import Agreement
from crm_analytics.ism.alternatives import THETAS, by_votes
from crm_analytics.ism.model import Model
from crm_analytics.ism.panel import Panel
from crm_analytics.ism.robustness import Robustness
from crm_analytics.ism.sections.naming import by_level, row
from crm_analytics.report.table import Table


def tables(model: Model, agreed: Agreement | None, robust: Robustness | None) -> Iterator[Table]:
    """Nothing where one person judged."""
    if isinstance(model.given, Panel) and agreed and agreed.experts > 1:
        yield _agreement(agreed)
        yield _disputed(model, agreed)
        yield _thresholds(model, model.given)
    if robust and robust.disputed:
        yield _kept(model, robust)
        counts = ((levels, 100 * n / robust.draws) for levels, n in robust.counts.items())
        title = f"How many levels, over {robust.draws:,} draws of disputed judgements"
        yield Table.of("level_counts", title, ("levels", "percent"), counts, detail=True)
    if model.relations.counts["X"]:
        draws = model.one_way()
        whole = sum(draws.values())
        rows = ((levels, 100 * n / whole) for levels, n in draws.items())
        title = f"How many levels when each X is made V or A at random, {whole:,} draws"
        yield Table.of("one_way", title, ("levels", "percent"), rows, detail=True)


def _agreement(agreed: Agreement) -> Table:
    percent = None if agreed.percent is None else 100 * agreed.percent
    cells = len(agreed.cells), len(agreed.disputed)
    keys = ("experts", "pairs", "disputed", "agree", "fleiss", "krippendorff")
    rows = [(agreed.experts, *cells, percent, agreed.fleiss, agreed.alpha)]
    return Table.of("agreement", "Do the experts agree?", keys, rows)


def _disputed(model: Model, agreed: Agreement) -> Table:
    names, letter = [factor.name for factor in model.factors], model.relations.letter
    rows = [
        (names[i], names[j], v, a, x, o, 100 * cell.modal_share, letter(i, j))
        for cell in agreed.disputed
        for (i, j), (v, a, x, o) in [((cell.row, cell.column), cell.counts)]
    ]
    keys = ("row", "column", "votes_v", "votes_a", "votes_x", "votes_o", "agree", "counted_as")
    return Table.of("disputed", "Pairs on which the experts differ", keys, rows)


def _thresholds(model: Model, given: Panel) -> Table:
    """The levels when an arrow needs more and more experts."""
    found = zip(THETAS, by_votes(given), strict=True)
    rows = ((100 * share, one.count, by_level(model.factors, one.groups)) for share, one in found)
    title = "Levels when an arrow needs so many experts"
    return Table.of("thresholds", title, ("seen", "levels", "by_level"), rows)


def _kept(model: Model, robust: Robustness) -> Table:
    levels = zip(model.level, robust.kept, strict=True)
    rows = ((*row(model, i), int(level), 100 * float(kept)) for i, (level, kept) in
            enumerate(levels))  # fmt: skip
    title = f"How often a factor keeps its level, over {robust.draws:,} draws"
    return Table.of("robustness", title, ("id", "factor", "level", "kept"), rows, detail=True)
