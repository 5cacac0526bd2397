"""Likert bars of every question, histograms of scores, and bars of categories beside each other.

Whatever would be known for too few people in one category of a demographic, or in the rest of all,
is left out of every category: the others and everyone together would tell it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from crm_analytics.analyses.answers.counts import AnswerCounts, AskedItem, of_items
from crm_analytics.analyses.options import BANDS
from crm_analytics.report import words
from crm_analytics.report.chart import Histogram, Likert, Share
from crm_analytics.statistics.descriptives import Descriptives
from crm_analytics.statistics.frequencies import (
    FEWEST_POINTS,
    Shares,
    Tally,
    of_score,
    on_scale,
    shares,
)
from crm_analytics.survey.instrument import Dimension, Scale
from crm_analytics.survey.privacy import Breakdown
from crm_analytics.survey.view import View

MOST_POINTS = 11  # more of them are no bar but a histogram
MOST_BARS = 25
STEPS = 10  # of a scale whose scores may lie anywhere
SCORES = "% of scores"
Bars = Mapping[str, Sequence[Share]]


def of_questions(counted: AnswerCounts) -> Iterator[Likert]:
    """One chart a scale: a bar a question, grouped by dimension."""
    charted = [q for q in counted.questions.values() if len(q.scale.points) <= MOST_POINTS]
    scales = list(dict.fromkeys(q.scale for q in charted))
    for place, scale in enumerate(scales, start=1):
        rows = _rows(counted, [q for q in charted if q.scale == scale])
        if rows:
            yield Likert(
                name="answers" if len(scales) == 1 else f"answers {place}",
                title=_title(scale, rows),
                rows=rows,
                points=points(scale),
                middle=middle(len(scale.points)),
                split=counted.context.options.split,
                note=note(rows, counted.view),
            )


def _rows(counted: AnswerCounts, questions: Sequence[AskedItem]) -> tuple[Share, ...]:
    """By dimension of the questionnaire, each in asked order; or the highest answers first."""
    groups: dict[str, list[tuple[float, Share]]] = {
        d.name: [] for d in counted.view.instrument.dimensions
    }
    for question in questions:
        tally = counted.items[question.item.column]
        found = shares(tally, question.scale.low, question.scale.high)
        if counted.pointwise(tally) and isinstance(found, Shares):
            bar = row(tally, found, question.words, question.dimension.name)
            groups[question.dimension.name].append((highest(found), bar))
    filled = [group for group in groups.values() if group]
    if counted.context.options.highest_first:
        filled = [sorted(group, key=_first, reverse=True) for group in filled]
        filled.sort(key=lambda group: -sum(map(_first, group)) / len(group))
    return tuple(row for group in filled for _, row in group)


def _first(pair: tuple[float, Share]) -> float:
    return pair[0]


def highest(found: Shares) -> float:
    """What questions are ordered by: the share of the top two, or of the top of short scales."""
    return float(found.of_points[-1]) if found.top2 is None else found.top2


def row(tally: Tally, found: Shares, label: str, group: str) -> Share:
    """A bar; what people did not answer stands beside it."""
    lost = sum(gap.weight for gap in tally.gaps)
    no_answer = 100 * lost / tally.everyone if lost else None
    return Share(label, tuple(found.of_points.tolist()), tally.n, no_answer, group)


def _title(scale: Scale, rows: Sequence[Share]) -> str:
    """How high the questions are answered on the whole, each counting alike."""
    boxes = top_boxes(scale)
    mean = sum(sum(bar.shares[-boxes:]) for bar in rows) / len(rows)
    return f"On average, {mean:.0f}% of people answered {top_words(scale)}"


def top_boxes(scale: Scale) -> int:
    """How many points count as high: two, of short scales one."""
    return 2 if len(scale.points) >= FEWEST_POINTS else 1


def top_words(scale: Scale) -> str:
    """For example "Agree or Strongly agree"."""
    boxes = top_boxes(scale)
    if len(scale.labels) == len(scale.points):
        return " or ".join(scale.labels[-boxes:])
    return "at the top two points" if boxes == 2 else "at the top point"


def points(scale: Scale) -> tuple[str, ...]:
    """Words of the points; a number where they have none, with the word where only ends do."""
    if len(scale.labels) == len(scale.points):
        return scale.labels
    return tuple(f"{point} {scale.word(point)}".strip() for point in scale.points)


def middle(points: int) -> int | None:
    """The place of the neutral point, where there is one."""
    return points // 2 if points % 2 else None


def note(rows: Sequence[Share], view: View) -> str:
    """How many people stand behind the bars."""
    low, high = min(row.n for row in rows), max(row.n for row in rows)
    n = f"n = {low:,}" if low == high else f"n = {low:,} to {high:,}"
    return n + (", shares weighted" if view.weighted else "")


def histograms(counted: AnswerCounts, described: Sequence[Descriptives]) -> Iterator[Histogram]:
    """Of the chosen dimension, or of every one."""
    chosen = counted.context.options.dimension
    found = {d.name: d for d in described}
    for dimension in counted.view.instrument.dimensions:
        d = found.get(dimension.name)
        wanted = chosen not in counted.dimensions or chosen == dimension.name
        if wanted and d and d.sd is not None:
            yield _histogram(dimension, counted.dimensions[dimension.name], d, d.sd)


def _histogram(dimension: Dimension, tally: Tally, d: Descriptives, sd: float) -> Histogram:
    edges = steps(dimension, tally.grain)
    scaled = tally.weight * (tally.n / tally.weight.sum())
    counts, _ = np.histogram(tally.values, edges, weights=scaled)
    return Histogram(
        name=f"histogram of {dimension.name}",
        title=f"{dimension.name}: the middle half of the scores is {_middle_half(d)}",
        axis=f"Score on {dimension.scale}",
        edges=tuple(edges.tolist()),
        counts=tuple(words.whole(counts.tolist())),
        mean=d.mean,
        sd=sd,
        n=d.n,
        note="people are weighted, in whole numbers" if tally.weighted else "",
    )


def _middle_half(d: Descriptives) -> str:
    low, high = (words.number(end or 0) for end in (d.p25, d.p75))
    return f"{low} to {high}" if low != high else low


def steps(dimension: Dimension, grain: int) -> NDArray[np.float64]:
    """Ends of equal steps that each hold equally many possible scores of the scale.

    A score of k items moves by 1/k; steps that held now two and now three of such places would
    look like a comb.
    """
    low, high, k = dimension.scale.low, dimension.scale.high, len(dimension.items)
    if not grain:
        return np.linspace(low, high, STEPS + 1)
    places = round((high - low) * k) + 1
    wide = ceil(places / MOST_BARS)
    bars = ceil(places / wide)
    return low + (np.arange(bars + 1) * wide - 0.5) / k


@dataclass(frozen=True, slots=True)
class Compared:
    """The chart, where there is one, and what is left out of it."""

    chart: Likert | None = None
    caveats: tuple[str, ...] = ()


def compared(counted: AnswerCounts) -> Compared:
    """The chosen dimension's questions by the chosen demographic, or the levels of all scores."""
    view, options = counted.view, counted.context.options
    if options.by not in view.demographics:
        return Compared()
    groups = view.groups(options.by, view.for_distributions)
    questions = _questions(counted)
    bars = _of_questions(counted, groups, questions) if questions else _of_scores(counted, groups)
    chart = _compared_chart(counted, bars, questions) if any(bars.values()) else None
    return Compared(chart, tuple(_caveats(view, groups, bars)))


def _questions(counted: AnswerCounts) -> list[AskedItem]:
    """Those of the chosen dimension, where they are answered on a few points."""
    chosen = [
        q
        for q in counted.questions.values()
        if q.dimension.name == counted.context.options.dimension
    ]
    charted = all(
        len(q.scale.points) <= MOST_POINTS
        and on_scale(counted.items[q.item.column], q.scale.low, q.scale.high)
        for q in chosen
    )
    return chosen if charted else []


def _of_questions(counted: AnswerCounts, groups: Breakdown, questions: Sequence[AskedItem]) -> Bars:
    columns = [q.item.column for q in questions]
    of_groups = [list(of_items(part, columns)) for part in _parts(counted.view, groups, columns)]
    bars: dict[str, Sequence[Share]] = {}
    for place, question in enumerate(questions):
        low, high = question.scale.low, question.scale.high
        tallies = [tallies[place] for tallies in of_groups]
        bars[question.words] = (
            [
                row(tally, found, name, question.words)
                for name, tally in zip(groups.names, tallies, strict=True)
                if isinstance(found := shares(tally, low, high), Shares)
            ]
            if _enough(counted, counted.items[question.item.column], tallies)
            else ()
        )
    return bars


def _parts(view: View, groups: Breakdown, columns: Sequence[str]) -> Iterator[View]:
    """The answers of each category to some items."""
    places = [view.columns.index(column) for column in columns]
    for code in range(len(groups.names)):
        here = groups.codes == code
        yield replace(
            view,
            columns=tuple(columns),
            answers=np.asfortranarray(view.answers[here][:, places]),
            weights=view.weights[here] if view.weighted else view.weights,
        )


def _of_scores(counted: AnswerCounts, groups: Breakdown) -> Bars:
    scores = counted.context.scores
    parts = [scores.among(groups.codes == code) for code in range(len(groups.names))]
    bars: dict[str, Sequence[Share]] = {}
    for dimension in counted.view.instrument.dimensions:
        tallies = [of_score(part, dimension.name) for part in parts]
        bands = BANDS
        bars[dimension.name] = (
            [
                Share(name, _levels(tally, dimension.scale, bands), tally.n, None, dimension.name)
                for name, tally in zip(groups.names, tallies, strict=True)
            ]
            if _enough(counted, counted.dimensions[dimension.name], tallies)
            else ()
        )
    return bars


def _levels(tally: Tally, scale: Scale, bands: int) -> tuple[float, ...]:
    """Per cent of people at every level."""
    order = words.LEVELS[bands]
    places = [
        order.index(words.level(value, (scale.low, scale.high), bands))
        for value in tally.values.tolist()
    ]
    weight = np.bincount(places, tally.weight, bands)
    return tuple((100 * weight / weight.sum()).tolist())


def _enough(counted: AnswerCounts, everyone: Tally, parts: Sequence[Tally]) -> bool:
    fewest = counted.view.for_distributions
    rest = everyone.n - sum(part.n for part in parts)
    return (rest == 0 or rest >= fewest) and all(part.n >= fewest for part in parts)


def _compared_chart(counted: AnswerCounts, bars: Bars, questions: Sequence[AskedItem]) -> Likert:
    options = counted.context.options
    rows = tuple(share for of_one in bars.values() for share in of_one)
    steps = points(questions[0].scale) if questions else words.LEVELS[BANDS]
    what = options.dimension if questions else "Levels of every score"
    return Likert(
        name=f"by {options.by}",
        title=f"{what}, by {options.by}",
        rows=rows,
        points=steps,
        middle=middle(len(steps)),
        split=options.split,
        note=note(rows, counted.view),
        axis="% of valid answers" if questions else SCORES,
    )


def _caveats(view: View, groups: Breakdown, bars: Bars) -> Iterator[str]:
    by, fewest = groups.demographic, view.for_distributions
    if not any(bars.values()):
        yield f"Nothing can be compared by {by}: bars need {fewest} people in every category."
        return
    if groups.hidden:
        yield (
            f"{by}: {words.listed(groups.hidden)} not shown in bars, which need {fewest} people in "
            "a category and in the rest."
        )
    lost = [name for name, of_one in bars.items() if not of_one]
    if lost:
        yield f"{words.listed(lost)}: too few people of one category to compare by {by}."
