"""Who stayed, who left, who joined? People of the same id, and the demographics of each.

Only who has an id of their own can be told to have left or joined. No number is told that stands
for too few people, or that leaves so few that they could be found by subtraction.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.adjust import holm
from crm_analytics.statistics.groups.counts import Coded, Counts
from crm_analytics.statistics.groups.crosstab import Association, association
from crm_analytics.statistics.waves.linking import Links, Places
from crm_analytics.survey.breakdown import breakdown
from crm_analytics.survey.view import View


@dataclass(frozen=True, slots=True)
class Moved:
    """People of one demographic who stayed against those who left, or who joined.

    people: by group those who stayed, and those who left or joined.
    p_holm: over all demographics of the table.
    """

    demographic: str
    people: Mapping[str, tuple[int, int]]
    found: Association
    p_holm: float


@dataclass(frozen=True, slots=True)
class Turnover:
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
    by_left: tuple[Moved | Unavailable, ...]
    by_joined: tuple[Moved | Unavailable, ...]


def turnover(earlier: View, later: View, links: Links) -> Turnover | Unavailable:
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
    return Turnover(
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
) -> Iterator[Moved | Unavailable]:
    found = [_crossed(view, column, stayed, moved, how) for column in view.demographics]
    p = holm([f.found.p if isinstance(f, Moved) else np.nan for f in found]).tolist()
    for one, adjusted in zip(found, p, strict=True):
        yield replace(one, p_holm=adjusted) if isinstance(one, Moved) else one


def _crossed(
    view: View, column: str, stayed: Places, moved: Places, how: str
) -> Moved | Unavailable:
    fewest = view.for_distributions
    groups = breakdown(view, column, fewest)
    places = np.full(view.people, 2, np.intp)
    places[stayed], places[moved] = 0, 1
    counts = Counts.of(groups.names, groups.codes, Coded(np.arange(2.0), places, view.weights))
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
    return Moved(column, people, found, found.p)


def _few(people: NDArray[np.int64], places: Places, codes: NDArray[np.int32], fewest: int) -> bool:
    """Whether a cell is too small: of a group shown, or of all who are in none of them."""
    others = np.bincount(places[codes < 0], minlength=3)
    unknown = np.bincount(codes[(codes >= 0) & (places == 2)], minlength=len(people))
    left = np.concatenate([others, unknown])
    return bool(people.min() < fewest or ((left > 0) & (left < fewest)).any())
