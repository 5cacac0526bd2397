"""Counts of every point of a scale, used by anyone or not."""

import numpy as np

from crm_analytics.statistics.answers.counts import Tally
from crm_analytics.survey.scale import Scale

MOST_POINTS = 101  # a slider from 0 to 100


def on_scale(tally: Tally, scale: Scale) -> Tally | None:
    """The same people over all points; None where answers lie between points, or points are many.

    `people` of a point that nobody chose is 0.
    """
    points = np.array(scale.points, np.float64)
    whole = float(scale.low).is_integer() and float(scale.high).is_integer()
    if not whole or len(points) > MOST_POINTS or not np.isin(tally.values, points).all():
        return None
    places = np.searchsorted(points, tally.values)
    people, weight, squares = np.zeros((3, len(points)))
    people[places], weight[places], squares[places] = tally.people, tally.weight, tally.squares
    return Tally(
        tally.name,
        points,
        people.astype(np.int64),
        weight,
        squares,
        tally.gaps,
        tally.grain,
        tally.weighted,
    )
