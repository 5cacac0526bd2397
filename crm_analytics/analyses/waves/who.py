"""Who stayed, who left and who joined between two waves, and whether leavers were different."""

from collections.abc import Iterator

from crm_analytics.analyses.registry import Context
from crm_analytics.analyses.waves.attrition import Attrition, Movers, attrition, leavers
from crm_analytics.analyses.waves.change_tests import WaveChange
from crm_analytics.analyses.waves.compared import Compared, Pair, WavesOptions
from crm_analytics.analyses.waves.tested import TEST, tested
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics import Unavailable

COUNTS = ("from", "to", "stayed", "left", "joined", "unknown_from", "unknown_to", "note")
BRIEF = ("from", "to", "stayed", "left", "joined", "note")
MOVED = ("how", "demographic", "category", "stayed", "moved", "percent", "cramers_v", "p", "p_holm")
LEAVERS = ("name", "n_stayed", "n_left", "mean_stayed", "mean_left")


def tables(context: Context[WavesOptions], found: Compared) -> Iterator[Table]:
    """Counts of every pair with ids; who they were, of the pair looked at."""
    views = {view.wave: view for view in found.views}
    told = [
        (pair, attrition(views[pair.earlier], views[pair.later], pair.links))
        for pair in found.pairs
        if pair.links
    ]
    if told:
        rows = (_counts(*one) for one in told)
        yield Table.of("turnover", "Who stayed, left and joined", COUNTS, rows, BRIEF)
    chosen = [t for pair, t in told if pair is found.chosen and isinstance(t, Attrition)]
    for t in chosen:
        rows_of = [
            row
            for how, moves in (("left", t.by_left), ("joined", t.by_joined))
            for move in moves
            if isinstance(move, Movers)
            for row in _moved(how, move)
        ]
        if rows_of:
            title = f"Who left {t.earlier}, who joined {t.later}"
            yield Table.of("movers", title, MOVED, rows_of, detail=True)
    if chosen and found.chosen.links:
        earlier = next(s for s in found.scored if s.view.wave == found.chosen.earlier)
        left = leavers(earlier, found.chosen.links, context.options.level)
        known = [change for change in left if isinstance(change, WaveChange)]
        if known:
            title = f"Were those who left after {found.chosen.earlier} different already?"
            yield Table.of(
                "leavers", title, (*LEAVERS, *TEST, "effect"), map(_leaver, known), detail=True
            )


def _counts(pair: Pair, t: Attrition | Unavailable) -> tuple[Value, ...]:
    if isinstance(t, Unavailable):
        return (pair.earlier, pair.later, None, None, None, None, None, t.reason)
    return (t.earlier, t.later, t.stayed, t.left, t.joined, *t.unknown, None)


def _moved(how: str, move: Movers) -> Iterator[tuple[Value, ...]]:
    for category, (stayed, moved) in move.people.items():
        share = 100 * moved / (stayed + moved) if stayed + moved else None
        found = move.found.v, move.found.p, move.p_holm
        yield (how, move.demographic, category, stayed, moved, share, *found)


def _leaver(c: WaveChange) -> tuple[Value, ...]:
    return (c.of.name, *c.n, *c.mean, *tested(c.test, c.p_holm), c.effect)
