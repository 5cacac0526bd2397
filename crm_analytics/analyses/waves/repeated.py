"""Over three or more waves, did the same people change, and did groups change differently?"""

from functools import reduce
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from crm_analytics.analyses.registry import Context
from crm_analytics.analyses.waves.compared import ComparedWaves, WavesOptions
from crm_analytics.analyses.waves.linking import link
from crm_analytics.analyses.waves.measured import Scored
from crm_analytics.errors import NotEnoughData
from crm_analytics.report.table import Table
from crm_analytics.statistics import no_weighted_form
from crm_analytics.statistics.repeated_measures import (
    FEWEST_WAVES,
    Repeated,
    friedman,
    group_by_wave,
    repeated,
)
from crm_analytics.survey.privacy import Rest, may_show

METHOD = (
    "Three or more waves of the same people, those who have the score in every one: F of repeated "
    "measures with the correction of Greenhouse & Geisser (1959) for unequal spreads of changes "
    "(ε), Friedman's χ² of ranks beside it, and the interaction of group and wave, which says "
    "whether groups changed differently (type III). The effect is generalised η² (Olejnik & Algina "
    "2003). By pingouin."
)
COLUMNS = (
    "variable",
    "test",
    "n",
    "f",
    "df1",
    "df2",
    "p",
    "epsilon",
    "p_gg",
    "eta2_generalised",
)
Places = NDArray[np.intp]


def table(
    context: Context[WavesOptions], found: ComparedWaves, demographic: str
) -> tuple[list[Table], list[str]]:
    """The table of every score, when people are linked over all waves; and why rows are absent."""
    waves = found.scored
    pairs = {(pair.earlier, pair.later): pair.linked for pair in found.pairs}
    names = [wave.view.wave for wave in waves]
    linked = all(pairs.get(pair, False) for pair in pairwise(names))
    if not context.every_number or len(waves) < FEWEST_WAVES or not linked:
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
