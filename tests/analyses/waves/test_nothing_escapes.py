"""Whatever few or strange people answered: a number, or a reason; never a NaN, never a warning."""

from dataclasses import fields, is_dataclass

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_analytics.analyses.inputs import scores_of
from crm_analytics.analyses.waves.changes import changes, contrasts, linked_changes
from crm_analytics.analyses.waves.comparable import compared_scales, invariances
from crm_analytics.analyses.waves.composition import grouped, split_change
from crm_analytics.analyses.waves.panel import attrition, leavers
from crm_analytics.analyses.waves.scores import Scored, link, measured, points, trends
from tests.analyses.waves.build import groups, seen, wave

SIX = {"C": {"D": ["a", "b", "c"], "E": ["d", "e"]}}
SCALE = st.sampled_from([[3], [1, 5], [2, 3], [1, 2, 3, 4, 5], [None, 1, 4], [None]])


def numbers(found):
    """Every number of a result, however deep."""
    if is_dataclass(found):
        for field in fields(found):
            yield from numbers(getattr(found, field.name))
    elif isinstance(found, tuple | list | dict | np.ndarray):
        parts = found.values() if isinstance(found, dict) else found
        for part in parts:
            yield from numbers(part)
    elif isinstance(found, float | np.floating):
        yield float(found)


@st.composite
def any_wave(draw, name):
    n = draw(st.integers(1, 14))
    columns = [
        draw(st.lists(st.sampled_from(draw(SCALE)), min_size=n, max_size=n)) for _ in range(5)
    ]
    rows = [list(person) for person in zip(*columns, strict=True)]
    if draw(st.booleans()):
        rows = np.array([[np.nan if a is None else a / 3 for a in person] for person in rows])
    weights = draw(st.sampled_from([(), (0.5, 3.0), (1.0, 1.0)]))
    weight = np.resize(weights, n) if weights else np.empty(0)
    codes = draw(st.lists(st.integers(-1, 1), min_size=n, max_size=n))
    used = sorted({code for code in codes if code >= 0})
    team = groups([f"t{code}" for code in used], [used.index(c) if c >= 0 else -1 for c in codes])
    minimum = draw(st.sampled_from([1, 1, 3]))
    return wave(name, rows, SIX, None, minimum, weights=weight, demographics={"team": team})


def ids(view, draw):
    known = st.sampled_from([None, *(f"p{place}" for place in range(view.people))])
    return pa.array(draw(st.lists(known, min_size=view.people, max_size=view.people)), pa.string())


@given(any_wave("1"), any_wave("2"), any_wave("3"), st.data())
@settings(max_examples=60)
def test_everything_has_a_number_or_a_reason(one, two, three, data):
    views = (one, two, three)
    same, _ = measured(seen(*views))
    of = trends(same)
    made = [*changes(of), *(point for trend in of for point in points(trend))]
    scores = [scores_of(view) for view in views]
    team = grouped(views, scores, ("dimension", "D"), "team")
    by_team = list(team.trends())
    made += [*changes(by_team), *contrasts(by_team)]
    made += [
        split_change(team, pair) for pair in ((0, 1), (1, 2), (0, 2)) if pair[1] < len(team.waves)
    ]
    links = link(ids(one, data.draw), ids(two, data.draw))
    scored = [Scored.of(view) for view in (one, two)]
    made += [*linked_changes(*scored, links), attrition(one, two, links)]
    made += leavers(scored[0], links)
    made += [*compared_scales(views), *invariances(views[:2])]
    assert all(np.isfinite(number) for found in made for number in numbers(found))
