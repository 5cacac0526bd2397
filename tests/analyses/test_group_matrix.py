import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.analyses.groups.comparisons import compared, crossings, matrix
from crm_analytics.analyses.inputs import scores_of
from crm_analytics.statistics.group_tests import Comparison
from crm_analytics.statistics.multiple_testing import holm
from crm_analytics.survey.instrument import Construct, Dimension, Instrument, Item
from crm_analytics.survey.privacy import NOT_SAID, Categories
from crm_analytics.survey.responses import LAST_MISSING
from crm_analytics.survey.view import View


def study(answers, minimum=5, **codes):
    """A view of one-item dimensions A, B …; None is no answer, −1 did not say."""
    rows = [[LAST_MISSING if a is None else a for a in person] for person in answers]
    table = np.asfortranarray(np.array(rows, np.int8))
    items = [chr(97 + place) for place in range(table.shape[1])]
    dimensions = tuple(Dimension(item.upper(), (Item(item),)) for item in items)
    demographics = {
        name: Categories(tuple(f"{name}{c}" for c in range(max(of) + 1)), np.array(of, np.int32))
        for name, of in codes.items()
    }
    instrument = Instrument((Construct("All", dimensions),), minimum_group=minimum)
    return View(instrument, tuple(items), table, len(rows), demographics=demographics)


def cells(view):
    return {(c.variable, c.demographic): c for c in matrix(view, scores_of(view))}


def test_every_score_meets_every_demographic_and_holm_adjusts_them_together():
    rng = np.random.default_rng(3)
    answers = rng.integers(1, 6, (90, 2)).tolist()
    team, site = rng.integers(0, 3, 90).tolist(), rng.integers(0, 2, 90).tolist()
    found = cells(study(answers, team=team, site=site))
    assert list(found) == [(v, d) for v in ("A", "B", "All") for d in ("team", "site")]
    p = [c.found.evidence.p for c in found.values()]
    assert [c.p_holm for c in found.values()] == pytest.approx(holm(p).tolist())


def test_a_group_with_too_few_scores_is_left_out_of_that_score_only():
    answers = [[1 + i % 5, None if i in (0, 1, 10, 11) else 1 + i % 4] for i in range(60)]
    team = [0] * 6 + [1] * 9 + [2] * 20 + [3] * 25
    found = cells(study(answers, team=team))
    assert found["A", "team"].counts.names == ("team0", "team1", "team2", "team3")
    # team0 has four of B; alone it could be found from the whole, so the next smallest goes too
    assert found["B", "team"].counts.names == ("team2", "team3")
    assert found["B", "team"].hidden == ("team0", "team1")


def test_people_who_did_not_say_are_a_group_that_subtraction_could_find():
    answers = [[1 + i % 5] for i in range(45)]
    found = cells(study(answers, team=[NOT_SAID] * 2 + [0] * 10 + [1] * 15 + [2] * 18))
    assert found["A", "team"].hidden == ("team0",)


def test_a_hidden_person_cannot_change_what_is_shown():
    answers = [[1 + i % 5] for i in range(45)]
    other = [[5], *answers[1:]]
    team = [0] * 3 + [1] * 4 + [2] * 18 + [3] * 20
    one, two = (cells(study(a, team=team))["A", "team"] for a in (answers, other))
    assert one.found.evidence == two.found.evidence


@given(
    st.lists(st.tuples(st.integers(0, 14), st.integers(0, 6)), min_size=2, max_size=6),
    st.tuples(st.integers(0, 8), st.integers(0, 8)),
    st.integers(2, 6),
)
def test_who_is_not_shown_can_never_be_found_by_subtraction(groups, unsaid, minimum):
    people = [(place, True) for place, (n, _) in enumerate(groups) for _ in range(n)]
    people += [(place, False) for place, (_, n) in enumerate(groups) for _ in range(n)]
    people += [(NOT_SAID, True)] * unsaid[0] + [(NOT_SAID, False)] * unsaid[1]
    present = sorted({place for place, _ in people if place >= 0})
    if not present:
        return
    team = [present.index(place) if place >= 0 else place for place, _ in people]
    view = study([[3 if has else None] for _, has in people], minimum, team=team)
    cell = cells(view)["A", "team"]
    having = np.bincount(
        [t for t, (_, has) in zip(team, people, strict=True) if has and t >= 0],
        minlength=len(present),
    )
    places = [int(name.removeprefix("team")) for name in cell.counts.names]
    assert having[places].tolist() == cell.counts.n.tolist()
    for shown, fewest in ((places, minimum), ([places[i] for i in cell.showing(10)], 10)):
        # people who did not say are found as well when they are many
        left = having.sum() - having[shown].sum() + (unsaid[0] if unsaid[0] < fewest else 0)
        assert (having[shown] >= fewest).all()
        assert not shown or left == 0 or left >= fewest


def test_without_a_promise_every_group_is_compared():
    found = cells(study([[1], [2], [3], [5], [4]], 1, team=[0, 1, 1, 2, 2]))
    assert found["A", "team"].counts.names == ("team0", "team1", "team2")
    assert isinstance(found["A", "team"].found, Comparison)


def test_a_score_that_nobody_has_is_a_result_with_its_reason():
    found = cells(study([[None]] * 20, team=[0, 1] * 10))
    assert (
        found["A", "team"].found.reason == "Fewer than two groups are large enough to be compared."
    )
    assert found["A", "team"].p_holm is None


def test_the_order_of_people_changes_nothing():
    rng = np.random.default_rng(9)
    answers, team = rng.integers(1, 6, (60, 2)), rng.integers(0, 3, 60)
    mixed = rng.permutation(60)
    one = compared(matrix(v := study(answers.tolist(), team=team.tolist()), scores_of(v)))
    two = compared(
        matrix(v := study(answers[mixed].tolist(), team=team[mixed].tolist()), scores_of(v))
    )
    for (a, before), (b, after) in zip(one, two, strict=True):
        assert a.p_holm == pytest.approx(b.p_holm, rel=1e-12)
        assert before.evidence.statistic == pytest.approx(after.evidence.statistic, rel=1e-12)


def test_answers_with_fractions_are_compared_like_whole_ones():
    rng = np.random.default_rng(2)
    answers, team = rng.integers(1, 6, (40, 2)), rng.integers(0, 2, 40).tolist()
    whole = study(answers.tolist(), team=team)
    fractions = View(
        **{f: getattr(whole, f) for f in whole.__slots__} | {"answers": answers.astype(float)}
    )
    one, two = cells(whole), cells(fractions)
    for place, cell in one.items():
        assert cell.found.evidence.p == pytest.approx(two[place].found.evidence.p, rel=1e-12)


def test_demographics_are_crossed_when_every_crossing_is_large_enough():
    rng = np.random.default_rng(4)
    a, b, c = (rng.integers(0, 2, 120).tolist() for _ in range(3))
    c[:118] = [0 if i % 40 else 1 for i in range(118)]  # few have the second
    found = {(x.a, x.b): x.found for x in crossings(study([[3]] * 120, a=a, b=b, c=c))}
    assert found["a", "b"].n == 120
    assert found["a", "b"].fisher_p is not None
    assert (
        found["a", "c"].reason == "'a' and 'c': fewer than two groups of one of them may be shown."
    )


def test_a_small_crossing_hides_chi_square_which_would_tell_its_size():
    a = [0] * 40 + [1] * 40
    b = [0] * 36 + [1] * 30 + [0] * 14
    (found,) = crossings(study([[3]] * 80, a=a, b=b))
    assert found.found.reason == (
        "'a' and 'b': fewer than 10 people are in some crossing, which χ² would tell."
    )
    (told,) = crossings(study([[3]] * 80, 1, a=a, b=b))
    assert told.found.n == 80
