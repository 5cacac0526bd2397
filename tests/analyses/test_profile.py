import numpy as np
import pytest

from crm_analytics.analyses.profile import profile
from crm_analytics.survey.categories import Categories
from crm_analytics.survey.instrument import Construct, Dimension, Instrument, Item
from crm_analytics.survey.view import View


def people(codes, weights=(), minimum=2):
    construct = Construct("c", (Dimension("x", (Item("x"),)),))
    groups = Categories(("a", "b"), np.array(codes, np.int32))
    return View(
        Instrument((construct,), minimum_group=minimum),
        (),
        np.empty((len(codes), 0)),
        len(codes),
        demographics={"team": groups},
        weights=np.array(weights, float),
    )


def test_shares_are_of_everyone_and_of_those_who_said():
    found = profile(people([0, 0, 1, 1, -1, -1], [1, 2, 3, 4, 5, 5]), "team")
    assert [c.percent for c in found.categories] == pytest.approx([15, 35])
    assert [c.valid_percent for c in found.categories] == pytest.approx([30, 70])


@pytest.mark.parametrize(("silent", "said"), [(0, 0), (1, None), (2, 2), (3, 3)])
def test_those_who_did_not_say_are_counted_when_there_are_enough_of_them(silent, said):
    assert profile(people([0, 0, 1, 1, *[-1] * silent]), "team").missing == said
