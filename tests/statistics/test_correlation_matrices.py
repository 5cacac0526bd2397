import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import correlation, correlation_matrices
from crm_analytics.statistics.correlation_matrices import How, of_items, of_scores
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.responses import FIRST_MISSING

NAMES = ("a", "b", "c", "d")


POINTS = [range(1, 6)] * 4


PAIRWISE = How(pairwise=True)


KINDS = ("pearson", "spearman", "kendall")


SCIPY = (
    stats.pearsonr,
    stats.spearmanr,
    lambda x, y: stats.kendalltau(x, y, method="asymptotic"),
)


def survey(people=80, gaps=0.1, seed=0):
    rng = np.random.default_rng(seed)
    raw = 3 + rng.normal(size=(people, 1)) + rng.normal(size=(people, 4))
    answers = np.clip(np.rint(raw), 1, 5).astype(np.int8)
    answers[rng.random(answers.shape) < gaps] = FIRST_MISSING
    return answers


def as_scores(answers, grain=1):
    values = np.where(answers > FIRST_MISSING, answers / max(grain, 1), np.nan)
    return Scores(NAMES, values, (grain,) * 4)


@given(st.integers(0, 50))
def test_tables_hold_what_moments_say(seed):
    answers = survey(seed=seed)
    ours = of_items(NAMES, answers, POINTS, How(0.9))
    for kind in ("pearson", "spearman"):
        theirs = correlation.of_items(kind, NAMES, answers, 0.9)
        assert ours.of(kind).n == theirs.n
        for grid in ("r", "p", "p_holm", "p_bh", "low", "high"):
            np.testing.assert_allclose(
                getattr(ours.of(kind), grid), getattr(theirs, grid), rtol=1e-9, atol=1e-12
            )


@pytest.mark.parametrize(
    "found",
    [
        of_items(NAMES, survey(), POINTS, PAIRWISE),
        of_items(NAMES, survey(), [range(1, 100)] * 4, PAIRWISE),
        of_items(NAMES, as_scores(survey(), 7).values, POINTS, PAIRWISE),
        of_scores(as_scores(survey()), PAIRWISE),
        of_scores(as_scores(survey(), 3), PAIRWISE),
        of_scores(as_scores(survey(), 0), PAIRWISE),
    ],
    ids=["points", "long scale", "fractions", "scores", "thirds", "no grain"],
)
def test_pairwise_is_each_pair_alone(found):
    answers = survey()
    for a, b in zip(*np.triu_indices(4, 1), strict=True):
        x, y = answers[(answers[:, [a, b]] > FIRST_MISSING).all(axis=1)][:, [a, b]].T.astype(float)
        for kind, scipys in zip(KINDS, SCIPY, strict=True):
            pair, theirs = found.of(kind).pair(NAMES[a], NAMES[b]), scipys(x, y)
            assert pair.n == len(x)
            assert (pair.r, pair.p) == pytest.approx((theirs[0], theirs[1]), rel=1e-9)


def test_continuous_scores_with_gaps_are_each_pair_alone():
    values = np.random.default_rng(1).normal(size=(90, 4))
    values[:9, 0], values[5:20, 2] = np.nan, np.nan
    found = of_scores(Scores(NAMES, values, (0,) * 4), PAIRWISE)
    both = ~np.isnan(values[:, [0, 2]]).any(axis=1)
    for kind, scipys in zip(KINDS, SCIPY, strict=True):
        theirs = scipys(*values[both][:, [0, 2]].T)
        pair = found.of(kind).pair("a", "c")
        assert (pair.r, pair.p) == pytest.approx((theirs[0], theirs[1]), rel=1e-9)


def test_without_gaps_pairwise_is_listwise():
    answers = survey(gaps=0)
    for made in (
        lambda how: of_items(NAMES, answers, POINTS, how),
        lambda how: of_scores(as_scores(answers), how),
    ):
        for one, other in zip(made(How()).found, made(PAIRWISE).found, strict=True):
            np.testing.assert_array_equal(one.r, other.r)


@pytest.mark.parametrize("fewest", [5, 20])
def test_a_pair_of_too_few_people_is_not_shown(fewest):
    answers = survey(40, gaps=0)
    answers[4:20, 0] = FIRST_MISSING
    answers[20:, 1] = FIRST_MISSING
    for found in (
        of_items(NAMES, answers, POINTS, How(fewest=fewest, pairwise=True)),
        of_scores(as_scores(answers), How(fewest=fewest, pairwise=True)),
    ):
        for of in found.found:
            hidden = of.pair("a", "b")
            assert (hidden.r, hidden.p, hidden.p_holm, hidden.low, hidden.n) == (None,) * 5
            assert of.pair("a", "c").n == 24
            assert of.n == 20


def test_a_constant_column_leaves_its_own_correlations_undefined_only():
    answers = survey(30, gaps=0.1)
    answers[:, 1] = 3
    for how in (How(), PAIRWISE):
        for found in (of_items(NAMES, answers, POINTS, how), of_scores(as_scores(answers, 3), how)):
            for of in found.found:
                assert of.constant == ("b",)
                assert of.pair("a", "b").r is None
                assert of.pair("a", "b").p is None
                assert of.pair("a", "c").r is not None
                assert of.possible


def test_what_no_group_of_people_can_have_is_told():
    """Three thirds of the people answer two of three items each, against one another."""
    up, down = np.tile([1, 5], 20), np.tile([5, 1], 20)
    none = np.full(40, FIRST_MISSING)
    columns = [[up, up, none], [up, none, up], [none, up, down]]
    answers = np.array([np.concatenate(column) for column in columns]).T.astype(np.int8)
    found = of_items(NAMES[:3], answers, POINTS[:3], PAIRWISE)
    assert not any(of.possible for of in found.found)
    assert [found.found[0].pair(*pair).r for pair in (("a", "b"), ("a", "c"), ("b", "c"))] == [
        1,
        1,
        -1,
    ]
    assert found.at_edge == (("a", "b"), ("a", "c"), ("b", "c"))
    assert all(of.possible for of in of_items(NAMES, survey(), POINTS, How()).found)


def test_fractions_have_no_polychoric_correlation():
    found = of_items(NAMES, survey() / 3, POINTS, How())
    assert [of.kind for of in found.found] == list(KINDS)
    assert [(each.name, each.reason) for each in found.lacking] == [
        ("polychoric", "Polychoric correlations need scales of whole points, at most 20 of them.")
    ]
    assert found.of("polychoric").kind == "pearson"


@pytest.mark.parametrize("how", [How(), PAIRWISE])
def test_what_would_take_minutes_is_left_out(how, monkeypatch):
    monkeypatch.setattr(correlation_matrices, "PATIENCE", 1000)
    values = np.random.default_rng(0).normal(size=(200, 4))
    values[0, 0] = np.nan
    found = of_scores(Scores(NAMES, values, (0,) * 4), how)
    left = ["kendall", "spearman"] if how.pairwise else ["kendall"]
    assert [each.name for each in found.lacking] == left
    assert {each.reason for each in found.lacking} == {
        "So many people and distinct values would take minutes to compare two by two."
    }


@pytest.mark.parametrize("how", [How(fewest=5), How(fewest=5, pairwise=True)])
@pytest.mark.parametrize("scores", [False, True])
def test_too_few_people_are_refused(how, scores):
    answers = survey(12, gaps=0)
    answers[4:, 0], answers[:4, 1:], answers[8:, 1:] = (FIRST_MISSING,) * 3
    who = "have any two of the scores" if how.pairwise else "have every score"
    with pytest.raises(NotEnoughData) as caught:
        of_scores(as_scores(answers), how) if scores else of_items(NAMES, answers, POINTS, how)
    assert str(caught.value) == f"Fewer than 5 people {who}, so none is correlated."


@pytest.mark.parametrize("how", [How(), PAIRWISE])
def test_one_column_is_refused(how):
    for made in (
        lambda: of_items(NAMES[:1], survey()[:, :1], POINTS[:1], how),
        lambda: of_scores(Scores(NAMES[:1], np.ones((9, 1)), (1,)), how),
    ):
        with pytest.raises(NotEnoughData) as caught:
            made()
        assert str(caught.value) == "A correlation needs two scores; the questionnaire has fewer."
