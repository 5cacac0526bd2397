import numpy as np
import pytest

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.multiple_testing import holm
from crm_analytics.statistics.regression import effects, regression
from crm_analytics.statistics.scores import Scores

DRIVERS, OUTCOMES = ("a", "b", "c"), ("u", "v")


def scores(n=120, weights=()):
    random = np.random.default_rng(2)
    x = random.normal(size=(n, 3)) + random.normal(size=(n, 1))
    y = x @ [[1, 0], [0.5, 0.2], [0, 0.1]] + random.normal(size=(n, 2))
    return Scores(
        (*DRIVERS, *OUTCOMES), np.column_stack([x, y]), (0,) * 5, weights=np.array(weights)
    )


@pytest.mark.parametrize("weights", [(), np.linspace(0.5, 2, 120)], ids=["plain", "weighted"])
def test_each_row_is_the_model_of_its_outcome(weights):
    among = scores(weights=weights)
    found = effects(OUTCOMES, DRIVERS, among)
    assert [(e.outcome, e.driver) for e in found.effects] == [
        (outcome, driver) for outcome in OUTCOMES for driver in DRIVERS
    ]
    for row in found.models:
        alone = regression(row.outcome, DRIVERS, among)
        for fact in ("b", "beta", "t", "p"):
            ours = [getattr(e.term, fact) for e in found.effects if e.outcome == row.outcome]
            assert ours == pytest.approx([getattr(t, fact) for t in alone.drivers], rel=1e-10)
        assert (row.r2, row.f, row.p) == pytest.approx((alone.r2, alone.f, alone.p), rel=1e-10)


def test_p_is_adjusted_for_the_whole_matrix():
    found = effects(OUTCOMES, DRIVERS, scores()).effects
    assert [e.p_holm for e in found] == holm([e.term.p for e in found]).tolist()


def test_all_rows_have_the_same_people():
    among = scores()
    among.values[:7, 4] = np.nan
    assert [m.n for m in effects(OUTCOMES, DRIVERS, among).models] == [113, 113]


def test_an_outcome_that_never_varies_leaves_the_others_standing():
    among = scores()
    among.values[:, 4] = 3.0
    found = effects(OUTCOMES, DRIVERS, among)
    assert [m.outcome for m in found.models] == ["u"]
    assert [(u.name, u.reason) for u in found.unavailable] == [
        ("v", "Everyone has the same score on v. Leave it out of the model.")
    ]


def test_too_few_people_are_refused():
    with pytest.raises(NotEnoughData) as caught:
        effects(OUTCOMES, DRIVERS, scores(n=4))
    assert str(caught.value) == (
        "Fewer than 5 people have every score, so a model of 3 drivers cannot be estimated."
    )


def test_intervals_are_of_the_usual_level_unless_another_is_asked_for():
    usual, asked = effects(("u",), DRIVERS, scores()), effects(("u",), DRIVERS, scores(), 0.95)
    alone = regression("u", DRIVERS, scores())
    ends = pytest.approx([end for term in alone.drivers for end in (term.low, term.high)])
    for found in (usual, asked):
        assert [end for e in found.effects for end in (e.term.low, e.term.high)] == ends
