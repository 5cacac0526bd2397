from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.analyses.inputs import scores_of
from crm_analytics.analyses.waves.scores import items_of, level, measured
from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.counts import CodedScore, Counts
from crm_analytics.statistics.group_summary import Summary
from crm_analytics.survey.over_time import WaveView
from tests.analyses.waves.build import ANSWERS, drawn, printed, seen, wave

ANY = st.one_of(st.none(), st.integers(1, 5))
ROWS = st.lists(st.lists(ANY, min_size=4, max_size=4), min_size=1, max_size=12)


@given(ROWS, st.booleans(), st.booleans())
def test_a_level_is_the_summary_of_one_group_that_groups_make(rows, weighted, fractions):
    weights = np.linspace(0.5, 2, len(rows)) if weighted else np.empty(0)
    if fractions:
        rows = np.array([[np.nan if a is None else a / 3 for a in person] for person in rows])
    view = wave("1", rows, weights=weights)
    for scores in (scores_of(view), items_of(view)):
        for name in scores.names:
            coded = CodedScore.of(scores, name)
            counts = Counts.of(("1",), np.zeros(len(rows), np.intp), coded)
            found = level(scores, name, "1")
            if isinstance(found, Unavailable):
                assert counts.n[0] == 0
                assert found.reason == f"Nobody has a score of '{name}' in 1."
                continue
            expected = Summary.of(counts)
            assert found.n.tolist() == expected.n.tolist()
            for number in ("mean", "scatter", "error", "effective"):
                np.testing.assert_allclose(
                    getattr(found, number), getattr(expected, number), rtol=1e-12, atol=1e-14
                )
            assert (found.scatter[0] == 0) == counts.constant[0]


def test_sums_of_many_people_are_exact():
    rows = np.tile([[5, 4, 5, 4], [5, 5, 5, 5], [4, 5, 5, 5]], (40_000, 1))
    found = level(scores_of(wave("1", rows.tolist())), "Trust", "1")
    mean = Fraction(9 + 10 + 9, 6)
    scatter = 40_000 * sum((Fraction(total, 2) - mean) ** 2 for total in (9, 10, 9))
    assert found.mean[0] == pytest.approx(float(mean), rel=1e-15)
    assert found.scatter[0] == pytest.approx(float(scatter), rel=1e-15)


@given(ANSWERS, ANSWERS)
def test_two_levels_side_by_side_keep_their_means(a, b):
    first, second = (level(items_of(wave("1", rows.tolist())), "t1", "1") for rows in (a, b))
    both = first.beside(second)
    np.testing.assert_allclose(both.mean, [first.mean[0], second.mean[0]], rtol=1e-14)
    assert both.share.sum() == pytest.approx(1)


def test_a_score_of_too_few_people_is_not_told():
    rows = [[3, 4, None, 4]] * 3 + [[3, 4, 2, 4]] * 4
    (found,), _ = measured(seen(wave("2024", rows, minimum=5)))
    assert found.levels["dimension", "Trust"].n.tolist() == [7]
    assert found.levels["item", "u1"].reason == "Fewer than 5 people have a score of 'u1' in 2024."
    assert found.levels["construct", "Loyalty"].reason == (
        "Fewer than 5 people have a score of 'Loyalty' in 2024."
    )


def test_a_printed_wave_joins_by_name_with_what_was_printed():
    known = printed("0", Trust=(50, 3.5, 0.75), Speed=(50, 3, 1))
    (found, _), left = measured(seen(known, drawn("1", 9, 1)))
    (named,) = found.levels
    assert named == ("dimension", "Trust")
    level = found.levels[named]
    assert (level.n[0], level.mean[0], level.variance[0]) == pytest.approx((50, 3.5, 0.75**2))
    assert left == ()


def test_a_printed_score_of_more_items_is_left_out():
    short = {"Loyalty": {"Trust": ["t1"], "Use": ["u1", "u2"]}}
    known = printed("0", Trust=(50, 3.5, 0.75), Use=(1, 4, 0))
    (found, *_), left = measured(seen(known, drawn("1", 9, 1), drawn("2", 9, 2, short)))
    assert [named for _, named in found.levels] == ["Use"]
    assert found.levels["dimension", "Use"].reason == (
        "'Use' of 0 was printed for fewer than two people."
    )
    assert left[-1].reason == (
        "'Trust' of 0 was printed of all that was asked then, and the waves with answers are "
        "compared on less, so 0 is left out of it."
    )


def test_a_hidden_wave_is_left_out_with_its_reason():
    hidden = WaveView("1", hidden="Fewer than 5 people are in this view, so it is not shown.")
    (found, _), left = measured(seen(hidden, drawn("2", 9, 1)))
    assert found.levels == {}
    assert left[0].reason == "Fewer than 5 people are in this view, so it is not shown."


def test_waves_without_any_answers_are_refused():
    with pytest.raises(NotEnoughData) as caught:
        measured([printed("0", Trust=(50, 3.5, 0.75))])
    assert str(caught.value) == (
        "No wave has answers that may be shown, so nothing can be compared."
    )
