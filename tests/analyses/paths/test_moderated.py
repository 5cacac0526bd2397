import numpy as np
import pytest

from crm_analytics.analyses.paths import by_demographic
from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.instrument import Construct, Dimension, Instrument, Item
from crm_analytics.survey.privacy import Categories
from crm_analytics.survey.view import View
from tests.statistics.test_moderation import NAMES, WAY, drawn


def people(counts=(40, 30, 25)):
    """A view that knows each person's group, and scores whose slope differs between groups."""
    instrument = Instrument((Construct("c", (Dimension("x", (Item("x"),)),)),), minimum_group=5)
    values, codes = drawn(counts)
    categories = Categories(NAMES[: len(counts)], codes)
    shape = np.empty((len(codes), 0)), len(codes)
    view = View(instrument, (), *shape, demographics={"region": categories})
    return view, Scores(("x", "y"), values, (0, 0), 5)


def test_groups_that_are_too_small_are_hidden_with_their_reason():
    found = by_demographic(WAY, *people(counts=(40, 30, 3, 4)))
    assert [s.at for s in found.slopes] == ["north", "south"]
    assert [(u.name, u.reason) for u in found.unavailable] == [
        (name, f"'{name}' is not shown: it, or a group found by subtraction, is too small.")
        for name in ("west", "east")
    ]


def test_no_subtraction_finds_a_single_small_group():
    with pytest.raises(NotEnoughData):  # the next smallest is hidden with it, so one is left
        by_demographic(WAY, *people(counts=(40, 30, 4)))


def test_who_is_too_few_is_judged_among_people_with_both_scores():
    view, scores = people()
    scores.values[-22:, 1] = np.nan
    with pytest.raises(NotEnoughData) as caught:
        by_demographic(WAY, view, scores)
    assert str(caught.value) == (
        "Fewer than two categories of 'region' have enough people whose scores vary. "
        "Choose another moderator."
    )
