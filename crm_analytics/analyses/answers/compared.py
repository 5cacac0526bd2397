"""Likert bars of the categories of a demographic beside each other.

Whatever would be known for too few people in one category, or in the rest of all, is left out of
every category: the others and everyone together would tell it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from crm_analytics.analyses.answers.bars import MOST_POINTS, middle, note, points, row
from crm_analytics.analyses.answers.counted import Counted, Question, of_items
from crm_analytics.analyses.options import BANDS
from crm_analytics.report import words
from crm_analytics.report.chart import Likert, Share
from crm_analytics.statistics.frequencies import Shares, Tally, of_score, on_scale, shares
from crm_analytics.survey.instrument import Scale
from crm_analytics.survey.privacy import Breakdown
from crm_analytics.survey.view import View

SCORES = "% of scores"

Bars = Mapping[str, Sequence[Share]]


@dataclass(frozen=True, slots=True)
class Compared:
    """The chart, where there is one, and what is left out of it."""

    chart: Likert | None = None
    caveats: tuple[str, ...] = ()


def compared(counted: Counted) -> Compared:
    """The chosen dimension's questions by the chosen demographic, or the levels of all scores."""
    view, options = counted.view, counted.context.options
    if options.by not in view.demographics:
        return Compared()
    groups = view.groups(options.by, view.for_distributions)
    questions = _questions(counted)
    bars = _of_questions(counted, groups, questions) if questions else _of_scores(counted, groups)
    chart = _chart(counted, bars, questions) if any(bars.values()) else None
    return Compared(chart, tuple(_caveats(view, groups, bars)))


def _questions(counted: Counted) -> list[Question]:
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


def _of_questions(counted: Counted, groups: Breakdown, questions: Sequence[Question]) -> Bars:
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


def _of_scores(counted: Counted, groups: Breakdown) -> Bars:
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


def _enough(counted: Counted, everyone: Tally, parts: Sequence[Tally]) -> bool:
    fewest = counted.view.for_distributions
    rest = everyone.n - sum(part.n for part in parts)
    return (rest == 0 or rest >= fewest) and all(part.n >= fewest for part in parts)


def _chart(counted: Counted, bars: Bars, questions: Sequence[Question]) -> Likert:
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
