"""A wave, score by score, or what was printed of it; and who answered two waves.

A trend is one score over the waves that have it, in the order of time. Under a filter a score is
not shown where a later wave shows it of nearly as many people: one who joined could be found by
subtraction. Everyone together is exempt, as in `survey.over_time`. People are the same where they
have the same id, and it is theirs alone in each wave.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import special

from crm_analytics.analyses.inputs import scores_of
from crm_analytics.analyses.waves.comparable import comparable
from crm_analytics.errors import NotEnoughData
from crm_analytics.files.arrow import distinct_words
from crm_analytics.report.table import Value
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.counts import answered
from crm_analytics.statistics.group_summary import Summary
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.instrument import Instrument, Printed
from crm_analytics.survey.over_time import WaveView
from crm_analytics.survey.privacy import nearly
from crm_analytics.survey.responses import FIRST_MISSING, LAST_MISSING
from crm_analytics.survey.view import View

PANEL = 0.5  # linked by default where the id finds this part of the smaller wave
Places = NDArray[np.intp]
Kind = Literal["construct", "dimension", "item"]
Named = tuple[Kind, str]
Level = Summary | Unavailable


@dataclass(frozen=True, eq=False, slots=True)
class Scored:
    """A wave with the scores of its people, made once for all that is told of it.

    view: on what the waves asked alike. items: the answers, each as a score of its own.
    """

    view: View
    scores: Scores
    items: Scores

    @classmethod
    def of(cls, view: View) -> "Scored":
        """Every score and item of the view's instrument."""
        return cls(view, scores_of(view), items_of(view))


@dataclass(frozen=True, eq=False, slots=True)
class Measured:
    """The levels of one wave: constructs, dimensions, items, by kind and name.

    scored: its people; None where it is known only from print.
    """

    wave: str
    levels: Mapping[Named, Level]
    scored: Scored | None


def kinds_of(instrument: Instrument) -> dict[str, Kind]:
    """What each score is; a dimension where it has a construct's name."""
    kinds: dict[str, Kind] = {c.name: "construct" for c in instrument.constructs}
    return kinds | {d.name: "dimension" for d in instrument.dimensions}


def items_of(view: View) -> Scores:
    """The answers to every item of the instrument, each as a score of its own."""
    columns = view.asked(view.instrument.dimensions)
    answers = view.answers_to(columns)
    if answers.dtype == np.int8 and answers.size and answers.min() <= LAST_MISSING:
        # why an answer is missing does not matter to a score
        answers = np.where(answers <= LAST_MISSING, np.int8(FIRST_MISSING), answers)
    grain = (1 if answers.dtype == np.int8 else 0,) * len(columns)
    fewest = view.instrument.minimum_group
    return Scores(columns, answers, grain, fewest, weights=view.weights)


def measured(waves: Sequence[WaveView]) -> tuple[tuple[Measured, ...], tuple[Unavailable, ...]]:
    """The waves in their order on what they asked alike, and what is left out.

    Raises NotEnoughData when they have nothing in common, or none has answers that may be shown.
    """
    views = [wave.view for wave in waves if wave.view]
    if not views:
        raise NotEnoughData("No wave has answers that may be shown, so nothing can be compared.")
    same = comparable(views)
    kinds = {name: kind for view in same.kept for name, kind in kinds_of(view.instrument).items()}
    by_wave = {view.wave: view for view in same.kept}
    found, left_out = [], []
    for wave in waves:
        if wave.view:
            scored = Scored.of(by_wave[wave.name])
            found.append(Measured(wave.name, _levels_of(scored), scored))
            continue
        levels: dict[Named, Level] = {}
        for name, figures in wave.printed.items():
            if name in same.shortened:
                reason = (
                    f"'{name}' of {wave.name} was printed of all that was asked then, and the "
                    f"waves with answers are compared on less, so {wave.name} is left out of it."
                )
                left_out.append(Unavailable(name, reason))
            elif name in kinds:
                levels[kinds[name], name] = _printed(wave.name, name, figures)
        found.append(Measured(wave.name, levels, None))
    hidden = [Unavailable(wave.name, wave.hidden) for wave in waves if wave.hidden]
    return tuple(found), (*same.left_out, *hidden, *left_out)


def _levels_of(wave: Scored) -> dict[Named, Level]:
    """Every score and item of the wave."""
    view, kinds = wave.view, kinds_of(wave.view.instrument)
    levels: dict[Named, Level] = {}
    for name in wave.scores.names:
        levels[kinds[name], name] = level(wave.scores, name, view.wave)
    for item in wave.items.names:
        levels["item", item] = level(wave.items, item, view.wave)
    return levels


def _printed(wave: str, name: str, figures: Printed) -> Level:
    if figures.n < 2:
        return Unavailable(name, f"'{name}' of {wave} was printed for fewer than two people.")
    mean, sd = np.array([float(figures.mean)]), np.array([float(figures.sd)])
    return Summary.printed((wave,), np.array([figures.n]), mean, sd)


@dataclass(frozen=True, slots=True)
class ChangeOf:
    """What is compared between two waves; demographic, group: whose, empty for everyone's."""

    kind: Kind
    name: str
    earlier: str
    later: str
    demographic: str = ""
    group: str = ""

    @property
    def family(self) -> tuple[bool, str, str, str]:
        """What is adjusted together: the scores of two waves, apart from them their items."""
        return self.kind == "item", self.earlier, self.later, self.demographic


@dataclass(frozen=True, eq=False, slots=True)
class Trend:
    """A score over the waves that have it, of everyone or of the people in one group.

    weighted, for_spread: as in `Measured`, by wave.
    """

    kind: Kind
    name: str
    waves: tuple[str, ...]
    levels: tuple[Level, ...]
    weighted: tuple[bool, ...]
    for_spread: tuple[int, ...]
    demographic: str = ""
    group: str = ""

    def between(self, a: int, b: int) -> ChangeOf:
        """What a comparison of two of its waves is of, by their places."""
        whose = self.demographic, self.group
        return ChangeOf(self.kind, self.name, self.waves[a], self.waves[b], *whose)


@dataclass(frozen=True, slots=True)
class Point:
    """A score in one wave, in scale points.

    effective: people that would say as much if all weighed the same.
    sd, low, high: None where too few people stand behind a spread; low, high: of the mean.
    """

    wave: str
    n: int
    effective: float
    mean: float
    sd: float | None
    low: float | None
    high: float | None


def trends(waves: Sequence[Measured]) -> tuple[Trend, ...]:
    """Every score over the waves; constructs and dimensions as the last wave has them first."""
    names = dict.fromkeys(named for wave in reversed(waves) for named in wave.levels)
    return tuple(_trend(named, [w for w in waves if named in w.levels]) for named in names)


def _trend(named: Named, waves: Sequence[Measured]) -> Trend:
    """One score over the waves that have it; with filters, each of them is shown only so far."""
    kind, name = named
    views = [wave.scored.view if wave.scored else None for wave in waves]
    levels = [wave.levels[named] for wave in waves]
    if any(view and view.filters for view in views):
        minimum = max(view.instrument.minimum_group for view in views if view)
        n = [None if isinstance(found, Unavailable) else int(found.n[0]) for found in levels]
        shown = shown_over_time(n, minimum)
        levels = [
            own
            if is_shown
            else Unavailable(
                name,
                f"'{name}' of {wave.wave} is not shown: a later wave has fewer than {minimum} "
                "people more or less, whose answers could be found by subtraction.",
            )
            for wave, own, is_shown in zip(waves, levels, shown, strict=True)
        ]
    return Trend(
        kind,
        name,
        tuple(wave.wave for wave in waves),
        tuple(levels),
        tuple(bool(view and view.weighted) for view in views),
        tuple(view.for_distributions if view else 1 for view in views),
    )


def shown_over_time(n: Sequence[int | None], minimum: int) -> list[bool]:
    """Which waves may show a group with these people, None for a wave that cannot; latest first."""
    shown: dict[int, int] = {}
    for place, count in reversed(list(enumerate(n))):
        if count is not None and not any(nearly(count, m, minimum) for m in shown.values()):
            shown[place] = count
    return [place in shown for place in range(len(n))]


def points(trend: Trend, level: float = 0.95) -> Iterator[Point | Unavailable]:
    """The score in each wave, or why it is not told."""
    for wave, found, fewest in zip(trend.waves, trend.levels, trend.for_spread, strict=True):
        if isinstance(found, Unavailable):
            yield found
            continue
        n, mean = int(found.n[0]), float(found.mean[0])
        sd = low = high = None
        if n >= max(2, fewest):
            half = -float(special.stdtrit(n - 1, (1 - level) / 2)) * float(np.sqrt(found.error[0]))
            sd, low, high = float(np.sqrt(found.variance[0])), mean - half, mean + half
        yield Point(wave, n, float(found.effective[0]), mean, sd, low, high)


def point_values(point: Point | Unavailable) -> tuple[Value, ...]:
    """n, mean, sd, low and high, then a note: the reason where there are none."""
    if isinstance(point, Unavailable):
        return (*(None,) * 5, point.reason)
    return (point.n, point.mean, point.sd, point.low, point.high, None)


def level(scores: Scores, name: str, wave: str) -> Level:
    """One score of the people who have it, or why it is not told."""
    place, fewest = scores.place(name), max(1, scores.fewest)
    few = f"Fewer than {fewest} people have" if fewest > 1 else "Nobody has"
    if scores.whole and not scores.weights.size:
        values, people = _counted(cast(NDArray[np.integer], scores.numbers[:, place]))
        if people.sum() >= fewest:
            return Summary.of_whole(wave, values, people, scores.grain[place])
        return Unavailable(name, f"{few} a score of '{name}' in {wave}.")
    x, weights = scores.column(name), scores.weights
    there = np.logical_not(np.isnan(x))
    if not there.all():
        x, weights = x[there], weights[there] if weights.size else weights
    if len(x) < fewest:
        return Unavailable(name, f"{few} a score of '{name}' in {wave}.")
    return Summary.of_numbers(wave, x, weights if weights.size else np.ones(len(x)))


def _counted(numbers: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Whole numbers that occur, and how many people have each."""
    if numbers.dtype == np.int8:
        codes, people = answered(cast(NDArray[np.int8], numbers))
        values, kept = codes.astype(np.int64), (codes > LAST_MISSING) & (people > 0)
    else:
        known = numbers[numbers > np.iinfo(numbers.dtype).min]
        first = int(known.min()) if known.size else 0
        people = np.bincount(known.astype(np.intp) - first)
        values, kept = np.arange(len(people)) + first, people > 0
    return values[kept], people[kept]


@dataclass(frozen=True, eq=False, slots=True)
class Links:
    """People of an earlier and a later wave, matched.

    earlier, later: places of the matched people in their wave, the n-th of one is the n-th of the
        other.
    left, joined: places of people whose id the other wave does not have.
    people: of each wave. without_id: of them, whose id is empty. repeated: whose id others of their
        wave have too. Neither are matched, nor whose id is repeated in the other wave.
    """

    earlier: Places
    later: Places
    left: Places
    joined: Places
    people: tuple[int, int]
    without_id: tuple[int, int]
    repeated: tuple[int, int]

    @property
    def matched(self) -> int:
        """People in both waves."""
        return len(self.earlier)

    @property
    def unknown(self) -> tuple[int, int]:
        """People of each wave of whom the id does not tell whether they are in the other."""
        gone = self.matched + len(self.left), self.matched + len(self.joined)
        return self.people[0] - gone[0], self.people[1] - gone[1]


def link(earlier: pa.Array | pa.ChunkedArray, later: pa.Array | pa.ChunkedArray) -> Links:
    """Match people by their ids, strings with null where empty, in the order of the earlier wave.

    Arrays of length 0, which waves without an id column have, match nobody.
    """
    chunks = (chunk for ids in (earlier, later) for chunk in getattr(ids, "chunks", [ids]))
    distinct, both = distinct_words(pa.chunked_array(chunks, pa.string()))
    words = len(distinct)
    empty = distinct.index("").as_py() if words else -1
    both = np.where(both == empty, words, both)
    codes = both[: len(earlier)], both[len(earlier) :]
    counts = [np.bincount(own, minlength=words + 1)[:words] for own in codes]
    found = np.flatnonzero((counts[0] == 1) & (counts[1] == 1))
    places = []
    for own in codes:
        place_of = np.zeros(words + 1, np.intp)
        place_of[own] = np.arange(len(own))
        places.append(place_of[found])
    order = np.argsort(places[0])
    first, second = (int(own[own > 1].sum()) for own in counts)
    return Links(
        places[0][order],
        places[1][order],
        _only(codes[0], counts[0], counts[1]),
        _only(codes[1], counts[1], counts[0]),
        (len(earlier), len(later)),
        (int((codes[0] == words).sum()), int((codes[1] == words).sum())),
        (first, second),
    )


def linked_by_default(links: Links, minimum: int = 1) -> bool:
    """Whether a study of these waves is one of the same people.

    It is when the id finds at least half of the smaller wave. With fewer, those found are a special
    few: loyal customers who came back say little of everyone, and all answers of both waves say
    more. The choice is the analyst's all the same.
    """
    return links.matched >= max(2, minimum, PANEL * min(links.people))


def _only(codes: NDArray[np.int32], own: NDArray[np.intp], other: NDArray[np.intp]) -> Places:
    """Places of people whose id is theirs alone and not in the other wave."""
    alone = np.append((own == 1) & (other == 0), False)  # the last stands for an empty id
    return np.flatnonzero(alone[codes])
