import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.errors import Hidden, UnreadableSurvey
from crm_analytics.survey import questionnaire
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.view import View, ids_of
from tests.conftest import SMALL, survey_file


def responses(teams, minimum=3):
    n = len(teams)
    file = survey_file(
        q1=np.arange(n) % 5 + 1, q2=np.arange(n) % 3 + 1, q3=np.arange(n) % 4 + 1, team=teams
    )
    text = SMALL.replace("minimum_group: 3", f"minimum_group: {minimum}")
    return Responses.fit(questionnaire.read(text), file)


def refusal(given, filters):
    with pytest.raises(Hidden) as caught:
        View.of(given, filters)
    return str(caught.value)


TEAMS = ["a"] * 6 + ["b"] * 4 + ["c"] * 2


def test_a_view_holds_the_people_of_the_chosen_categories():
    view = View.of(responses(["a"] * 6 + ["b"] * 4 + ["c"] * 3), (("team", ("b", "a")),))
    assert (view.people, view.rows) == (10, 13)
    assert view.filters == (("team", ("a", "b")),)
    assert view.answers[:, 0].tolist() == [1, 2, 3, 4, 5, 1, 2, 3, 4, 5]


def test_a_group_below_the_minimum_is_not_shown():
    assert refusal(responses(TEAMS), (("team", ("c",)),)) == (
        "Fewer than 3 people are in this view, so it is not shown. Choose fewer filters."
    )


def test_a_view_that_leaves_out_too_few_is_not_shown():
    assert refusal(responses(TEAMS), (("team", ("a", "b")),)) == (
        "This view leaves out fewer than 3 people, whose answers could be found by subtraction, "
        "so it is not shown. Choose another filter, or everyone."
    )


def test_an_empty_view_reads_like_a_small_one():
    both = questionnaire.read(SMALL.replace("[team]", "[team, site]"))
    file = survey_file(
        q1=[1] * 8, q2=[1] * 8, q3=[1] * 8, team=["a"] * 4 + ["b"] * 4, site=["x"] * 4 + ["y"] * 4
    )
    fitted = Responses.fit(both, file)
    assert refusal(fitted, (("team", ("a",)), ("site", ("y",)))) == (
        "Fewer than 3 people are in this view, so it is not shown. Choose fewer filters."
    )


def test_without_a_promise_of_anonymity_everything_is_shown():
    assert View.of(responses(TEAMS, minimum=1), (("team", ("c",)),)).people == 2


@given(st.lists(st.sampled_from("abc"), min_size=3, max_size=30), st.sets(st.sampled_from("abc")))
def test_no_view_and_no_remainder_is_smaller_than_the_minimum(teams, chosen):
    given = responses(teams)
    kept = tuple(name for name in sorted(chosen) if name in teams)
    try:
        view = View.of(given, (("team", kept),))
    except Hidden:
        return
    assert view.people >= 3
    assert view.rows - view.people == 0 or view.rows - view.people >= 3


def test_a_filter_that_does_not_exist_names_what_does():
    with pytest.raises(UnreadableSurvey) as caught:
        View.of(responses(TEAMS), (("team", ("z",)), ("city", ("x",))))
    assert str(caught.value).splitlines() == [
        "Filter 'team': has no category 'z'. Choose one of: a, b, c.",
        "Filter 'city': is not a demographic of this questionnaire. Choose one of: team.",
    ]


@pytest.mark.parametrize(
    ("delivered", "ids"),
    [
        (["7", " 8 ", "", None, "007"], ["7", "8", None, None, "007"]),
        ([7, 8, None], ["7", "8", None]),
        ([7.0, None, 12.0], ["7", None, "12"]),
        ([7.5, 8.0], ["7.5", "8"]),
    ],
)
def test_the_same_person_has_the_same_id_however_a_file_wrote_it(delivered, ids):
    assert ids_of(pa.chunked_array([delivered])).to_pylist() == ids


def test_a_study_without_an_id_knows_nobody_again():
    assert len(ids_of(None)) == 0
