"""Who stayed, left and joined, were leavers different already, and did the same people change?

People are of the same id. Only who has an id of their own can be told to have left or joined. No
number is told that stands for too few people, or that leaves so few that they could be found by
subtraction.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from crm_analytics.analyses.registry import Context
from crm_analytics.analyses.waves.changes import (
    TEST,
    ComparedWaves,
    NoChange,
    ScoreChange,
    WavesOptions,
    changes,
    tested,
)
from crm_analytics.analyses.waves.scores import (
    Level,
    Links,
    Places,
    Scored,
    Trend,
    kinds_of,
    level,
    link,
)
from crm_analytics.errors import NotEnoughData
from crm_analytics.report.table import Table
from crm_analytics.statistics import Unavailable, no_weighted_form
from crm_analytics.statistics.counts import CodedScore, Counts
from crm_analytics.statistics.crosstab import Association, association
from crm_analytics.statistics.multiple_testing import holm
from crm_analytics.statistics.repeated_measures import (
    FEWEST_WAVES,
    Repeated,
    friedman,
    group_by_wave,
    repeated,
)
from crm_analytics.survey.privacy import Rest, may_show
from crm_analytics.survey.view import View

METHOD = (
    "Three or more waves of the same people, those who have the score in every one: F of repeated "
    "measures with the correction of Greenhouse & Geisser (1959) for unequal spreads of changes "
    "(ε), Friedman's χ² of ranks beside it, and the interaction of group and wave, which says "
    "whether groups changed differently (type III). The effect is generalised η² (Olejnik & Algina "
    "2003). By pingouin."
)
UNTOLD = "Too few people have no id of their own: what they answered could be found by subtraction."
COUNTS = ("from", "to", "stayed", "left", "joined", "unknown_from", "unknown_to", "note")
BRIEF = ("from", "to", "stayed", "left", "joined", "note")
MOVED = ("how", "demographic", "category", "stayed", "moved", "percent", "cramers_v", "p", "p_holm")
LEAVERS = ("name", "n_stayed", "n_left", "mean_stayed", "mean_left")
COLUMNS = (
    "variable", "test", "n", "f", "df1", "df2", "p", "epsilon", "p_gg", "eta2_generalised",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Movers:
    """People of one demographic who stayed against those who left, or who joined.

    people: by group those who stayed, and those who left or joined.
    p_holm: over all demographics of the table.
    """

    demographic: str
    people: Mapping[str, tuple[int, int]]
    found: Association
    p_holm: float


@dataclass(frozen=True, slots=True)
class Attrition:
    """Two waves of the same people.

    stayed, left, joined: people. unknown: of each wave, whose id does not tell.
    by_left, by_joined: demographics of the earlier wave's leavers, the later wave's newcomers.
    """

    earlier: str
    later: str
    stayed: int
    left: int
    joined: int
    unknown: tuple[int, int]
    by_left: tuple[Movers | Unavailable, ...]
    by_joined: tuple[Movers | Unavailable, ...]


def attrition(earlier: View, later: View, links: Links) -> Attrition | Unavailable:
    """From the people linked; waves that tell too few people apart have a reason."""
    counts = (links.matched, len(links.left), len(links.joined), *links.unknown)
    fewest = max(earlier.instrument.minimum_group, later.instrument.minimum_group)
    title = f"{earlier.wave} and {later.wave}"
    if not links.matched:
        return Unavailable(title, f"No id is in {earlier.wave} and in {later.wave}.")
    if any(0 < n < fewest for n in counts):
        return Unavailable(
            title,
            f"Who stayed, left and joined between {earlier.wave} and {later.wave} is not shown: "
            f"fewer than {fewest} people stayed, left, joined, or have no id of their own.",
        )
    return Attrition(
        earlier.wave,
        later.wave,
        links.matched,
        len(links.left),
        len(links.joined),
        links.unknown,
        tuple(_by_demographics(earlier, links.earlier, links.left, "left")),
        tuple(_by_demographics(later, links.later, links.joined, "joined")),
    )


def _by_demographics(
    view: View, stayed: Places, moved: Places, how: str
) -> Iterator[Movers | Unavailable]:
    found = [_crossed(view, column, stayed, moved, how) for column in view.demographics]
    p = holm([f.found.p if isinstance(f, Movers) else np.nan for f in found]).tolist()
    for one, adjusted in zip(found, p, strict=True):
        yield replace(one, p_holm=adjusted) if isinstance(one, Movers) else one


def _crossed(
    view: View, column: str, stayed: Places, moved: Places, how: str
) -> Movers | Unavailable:
    fewest = view.for_distributions
    groups = view.groups(column, fewest)
    places = np.full(view.people, 2, np.intp)
    places[stayed], places[moved] = 0, 1
    counts = Counts.of(groups.names, groups.codes, CodedScore(np.arange(2.0), places, view.weights))
    if len(groups.names) < 2:
        return Unavailable(column, f"'{column}': fewer than two of its groups may be shown.")
    if fewest > 1 and _few(counts.people, places, groups.codes, fewest):
        return Unavailable(
            column,
            f"'{column}': fewer than {fewest} people of some group stayed or {how}, and χ² would "
            "tell them.",
        )
    try:
        found = association(counts.people, counts.weight, counts.squares)
    except NotEnoughData as reason:
        return Unavailable(column, f"'{column}': {reason}")
    people = {
        name: (row[0], row[1])
        for name, row in zip(groups.names, counts.people.tolist(), strict=True)
    }
    return Movers(column, people, found, found.p)


def _few(people: NDArray[np.int64], places: Places, codes: NDArray[np.int32], fewest: int) -> bool:
    """Whether a cell is too small: of a group shown, or of all who are in none of them."""
    others = np.bincount(places[codes < 0], minlength=3)
    unknown = np.bincount(codes[(codes >= 0) & (places == 2)], minlength=len(people))
    left = np.concatenate([others, unknown])
    return bool(people.min() < fewest or ((left > 0) & (left < fewest)).any())


def leavers(
    earlier: Scored, links: Links, level_of_intervals: float = 0.95
) -> tuple[ScoreChange | NoChange, ...]:
    """Scores of the earlier wave: those who left minus those who stayed, in `Change`'s words.

    Holm's p is over all scores.
    """
    view, scores = earlier.view, earlier.scores
    kinds = kinds_of(view.instrument)
    names = f"{view.wave} among those who stayed", f"{view.wave} among those who left"
    everyone = np.arange(view.people)
    stayed, left = (
        scores.among(np.isin(everyone, places)) for places in (links.earlier, links.left)
    )
    trends = []
    for name in scores.names:
        n = [np.count_nonzero(~np.isnan(part.column(name))) for part in (scores, stayed, left)]
        if 0 < n[0] - n[1] - n[2] < scores.fewest:
            levels: tuple[Level, ...] = (Unavailable(name, UNTOLD),) * 2
        else:
            levels = level(stayed, name, names[0]), level(left, name, names[1])
        weighted, for_spread = (view.weighted,) * 2, (view.for_distributions,) * 2
        trends.append(Trend(kinds[name], name, names, levels, weighted, for_spread))
    return changes(trends, level_of_intervals)


def tables(context: Context[WavesOptions], found: ComparedWaves) -> Iterator[Table]:
    """Counts of every pair with ids; who they were, of the pair looked at."""
    views = {view.wave: view for view in found.views}
    told = [
        (pair, attrition(views[pair.earlier], views[pair.later], pair.links))
        for pair in found.pairs
        if pair.links
    ]
    if told:
        rows = (
            (*pair.waves, *(None,) * 5, t.reason)
            if isinstance(t, Unavailable)
            else (*pair.waves, t.stayed, t.left, t.joined, *t.unknown, None)
            for pair, t in told
        )
        yield Table.of("turnover", "Who stayed, left and joined", COUNTS, rows, BRIEF)
    chosen = [t for pair, t in told if pair is found.chosen and isinstance(t, Attrition)]
    for t in chosen:
        rows_of = [
            (
                *(how, move.demographic, category, stayed, moved),
                100 * moved / (stayed + moved) if stayed + moved else None,
                *(move.found.v, move.found.p, move.p_holm),
            )
            for how, moves in (("left", t.by_left), ("joined", t.by_joined))
            for move in moves
            if isinstance(move, Movers)
            for category, (stayed, moved) in move.people.items()
        ]
        if rows_of:
            title = f"Who left {t.earlier}, who joined {t.later}"
            yield Table.of("movers", title, MOVED, rows_of, detail=True)
    if chosen and found.chosen.links:
        earlier = next(s for s in found.scored if s.view.wave == found.chosen.earlier)
        left = leavers(earlier, found.chosen.links, context.options.level)
        known = [
            (c.of.name, *c.n, *c.mean, *tested(c.test, c.p_holm), c.effect)
            for c in left
            if isinstance(c, ScoreChange)
        ]
        if known:
            title = f"Were those who left after {found.chosen.earlier} different already?"
            yield Table.of("leavers", title, (*LEAVERS, *TEST, "effect"), known, detail=True)


def repeated_table(
    context: Context[WavesOptions], found: ComparedWaves, demographic: str
) -> tuple[list[Table], list[str]]:
    """The table of every score, when people are linked over all waves; and why rows are absent."""
    waves = found.scored
    linked_pairs = [pair.waves for pair in found.pairs if pair.linked]
    linked = all(pair in linked_pairs for pair in pairwise(wave.view.wave for wave in waves))
    if len(waves) < FEWEST_WAVES or not linked:
        return [], []
    if context.view.weighted:
        return [], [no_weighted_form("The test of repeated measures")]
    people = in_every_wave(waves)
    rows, reasons = [], []
    for name in [n for n in waves[-1].scores.names if all(n in w.scores.names for w in waves)]:
        try:
            scores, there = _scores(name, waves, people)
            rows += [(name, repeated(scores[there])), (name, friedman(scores[there]))]
        except NotEnoughData as reason:
            reasons.append(f"{name} over all waves: {reason}")
            continue
        try:
            interaction = _by_group(scores, there, waves[-1], people[-1], demographic)
            rows += [(name, interaction)] if interaction else []
        except NotEnoughData as reason:
            reasons.append(f"{name} by {demographic} over all waves: {reason}")
    if not rows:
        return [], reasons
    values = ((name, *(getattr(test, key) for key in COLUMNS[1:])) for name, test in rows)
    title = f"The same people over {len(waves)} waves"
    return [Table.of("repeated", title, COLUMNS, values, detail=True)], reasons


def in_every_wave(waves: tuple[Scored, ...]) -> tuple[Places, ...]:
    """Places in each wave of the people whose id stands once in every wave; same order in all."""
    first = waves[0].view.ids
    links = [link(first, wave.view.ids) for wave in waves[1:]]
    everywhere: Places = reduce(np.intersect1d, [found.earlier for found in links])
    later = (found.later[np.isin(found.earlier, everywhere)] for found in links)
    return (everywhere, *later)


def _scores(
    name: str, waves: tuple[Scored, ...], people: tuple[Places, ...]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """A score of the linked people, shape (people, waves), and who of them has it in every wave.

    Raises NotEnoughData where so few have it that they, or those who lack it, could be found.
    """
    columns = [wave.scores.column(name) for wave in waves]
    scores = np.column_stack([c[places] for c, places in zip(columns, people, strict=True)])
    there = np.asarray(~np.isnan(scores).any(axis=1))
    fewest = max(wave.scores.fewest for wave in waves)
    n = int(there.sum())
    if n < fewest:
        raise NotEnoughData(f"Fewer than {fewest} people have it in every wave.")
    having = [int(np.count_nonzero(~np.isnan(column))) for column in columns]
    if any(0 < own - n < fewest for own in having):
        few = f"Fewer than {fewest} people have it in a wave without having it in every one"
        raise NotEnoughData(f"{few}, whose answers could be found by subtraction.")
    return scores, there


def _by_group(
    scores: NDArray[np.float64],
    there: NDArray[np.bool_],
    last: Scored,
    places: Places,
    demographic: str,
) -> Repeated | None:
    """The interaction with the groups of the last wave that may be shown, if there are two."""
    if demographic not in last.view.demographics:
        return None
    groups = last.view.groups(demographic)
    codes = np.where(there, groups.codes[places], -1)
    counts = [int((codes == place).sum()) for place in range(len(groups.names))]
    rest = Rest(unsaid=int((there & (codes < 0)).sum()))
    shown = may_show(counts, rest, max(2, last.view.instrument.minimum_group))
    chosen = np.isin(codes, shown)
    if len(shown) < 2:
        return None
    return group_by_wave(scores[chosen], [groups.names[code] for code in codes[chosen]])
