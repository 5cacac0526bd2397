"""What methods are given of the people looked at: scores, moments of items, pairs of items.

Methods know no questionnaire; here its dimensions and constructs become names, columns and ends of
scales, and the smallest group that may be shown becomes the fewest people of a number.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.moments import Moments, complete
from crm_analytics.statistics.pair_tables import pair_tables
from crm_analytics.statistics.polychoric import Polychorics, polychorics
from crm_analytics.statistics.reliability import (
    FEWEST_PEOPLE,
    Reliability,
    linearised,
    looks_reversed,
    reliability,
)
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.instrument import ALL_ITEMS, Construct, Instrument
from crm_analytics.survey.responses import Answers
from crm_analytics.survey.view import View

ItemMoments = Callable[[Sequence[str]], Moments]
ItemPolychorics = Callable[[Sequence[str]], Polychorics]


def scores_of(view: View) -> Scores:
    """Dimensions in questionnaire order, then constructs of two dimensions or more."""
    instrument = view.instrument
    scales = [d.scale for d in instrument.dimensions]
    return Scores.of(
        view.answers,
        {d.name: view.places(d.columns) for d in instrument.dimensions},
        {c.name: [d.name for d in c.dimensions] for c in instrument.constructs},
        ends=(min(scale.low for scale in scales), max(scale.high for scale in scales)),
        half=instrument.missing == "half",
        fewest=instrument.minimum_group,
        weights=view.weights,
    )


def summarised(constructs: Sequence[Construct]) -> tuple[Construct, ...]:
    """Constructs with a score of their own, which is not the score of their only dimension."""
    return tuple(c for c in constructs if len(c.dimensions) > 1)


def scale_ends(instrument: Instrument) -> Mapping[str, tuple[float, float]]:
    """Lowest and highest possible score of every dimension and construct."""
    of_dimensions = {d.name: (d.scale.low, d.scale.high) for d in instrument.dimensions}
    of_constructs = {}
    for c in instrument.constructs:
        k, scales = len(c.dimensions), [d.scale for d in c.dimensions]
        of_constructs[c.name] = sum(s.low for s in scales) / k, sum(s.high for s in scales) / k
    return of_constructs | of_dimensions


def scale_points(instrument: Instrument, columns: Sequence[str]) -> list[tuple[int, ...]]:
    """The points of each column's scale, in the order of the columns."""
    points = {c: d.scale.points for d in instrument.dimensions for c in d.columns}
    return [points[column] for column in columns]


def item_answers(view: View, columns: Sequence[str]) -> tuple[Answers, NDArray[np.float64]]:
    """Answers of the people who answered all of these columns, shape (people, columns).

    And their case weights, empty where everyone counts once.
    """
    answers = view.answers_to(columns)
    there = complete(answers)
    if there is None:
        return answers, view.weights
    return answers[there], view.weights[there] if view.weighted else view.weights


def item_moments(view: View) -> ItemMoments:
    """Moments of any columns, when they are asked for, and once.

    Where everyone answered everything, one pass serves them all.
    """
    made: dict[tuple[str, ...], Moments] = {}

    def of(columns: Sequence[str]) -> Moments:
        key = tuple(columns)
        if key not in made:
            answers = view.answers_to(columns)
            made[key] = Moments.of(columns, answers, fewest, view.weights)
        return made[key]

    fewest = max(FEWEST_PEOPLE, view.instrument.minimum_group)
    alike = view.people >= fewest and complete(view.answers) is None
    return (lambda columns: of(view.columns).select(columns)) if alike else of


def item_polychorics(view: View, level: float = 0.95) -> ItemPolychorics:
    """Polychoric correlations of any columns, listwise, from one pass where nobody left a gap.

    What is returned raises NotEnoughData below two columns, below three or the `minimum_group` of
    people, and for answers with fractions.
    """
    fewest = max(FEWEST_PEOPLE, view.instrument.minimum_group)

    def of(columns: Sequence[str]) -> Polychorics:
        answers = view.answers_to(columns)
        asked = [column for column in view.columns if column in set(columns)]
        weights = view.weights if view.weighted else None
        tables = pair_tables(asked, answers, scale_points(view.instrument, asked), weights)
        if tables.n.min() < fewest:
            raise NotEnoughData(f"Fewer than {fewest} people answered all of {', '.join(asked)}.")
        return polychorics(tables, level)

    if view.people < fewest or complete(view.answers) is not None:
        return of
    whole: list[Polychorics] = []

    def selected(columns: Sequence[str]) -> Polychorics:
        if not whole:
            whole.append(of(view.columns))
        return whole[0].select([column for column in view.columns if column in set(columns)])

    return selected


def scales(instrument: Instrument) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Name, kind and columns of every scale, in the order of tables."""
    for dimension in instrument.dimensions:
        yield dimension.name, "dimension", frozenset(dimension.columns)
    for construct in summarised(instrument.constructs):
        columns = frozenset(c for d in construct.dimensions for c in d.columns)
        yield construct.name, "construct", columns
    if len(instrument.dimensions) > 1:
        yield ALL_ITEMS, "whole", frozenset(item.column for item in instrument.items)


def reliabilities(
    view: View, level: float = 0.95, moments: ItemMoments | None = None
) -> tuple[Reliability | Unavailable, ...]:
    """Every dimension, every construct that is not one dimension alone, and the whole.

    moments: those of `item_moments`, where they are there already.
    """
    moments = moments or item_moments(view)

    def attempt(name: str, kind: str, columns: Sequence[str]) -> Reliability | Unavailable:
        try:
            found = reliability(name, moments(columns), level, kind)
        except NotEnoughData as reason:
            return Unavailable(name, str(reason))
        return linearised(found, *item_answers(view, columns)) if view.weighted else found

    return tuple(
        attempt(name, kind, [c for c in view.columns if c in columns])
        for name, kind, columns in scales(view.instrument)
    )


def reversed_items(view: View) -> dict[str, tuple[str, ...]]:
    """Dimension → its items that look reversed; dimensions without any are left out."""
    moments = item_moments(view)
    found = {}
    for dimension in view.instrument.dimensions:
        with suppress(NotEnoughData):  # too few answers to tell
            if against := looks_reversed(moments(view.asked([dimension]))):
                found[dimension.name] = against
    return found
