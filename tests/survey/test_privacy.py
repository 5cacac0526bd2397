from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.survey.instrument import Construct, Dimension, Instrument, Item
from crm_analytics.survey.privacy import Categories, Rest, may_show
from crm_analytics.survey.view import View
from tests.conftest import survey_file


def of(counts, unsaid=0, minimum=5):
    codes = np.repeat(np.arange(-1, len(counts), dtype=np.int32), [unsaid, *counts])
    names = tuple(f"c{place}" for place in range(len(counts)))
    construct = Construct("A", (Dimension("A", (Item("q1"),)),))
    view = View(
        Instrument((construct,), minimum_group=minimum),
        ("q1",),
        np.ones((len(codes), 1), np.int8),
        len(codes),
        demographics={"team": Categories(names, codes)},
    )
    return view.groups("team")


@pytest.mark.parametrize(
    ("counts", "unsaid", "hidden"),
    [
        ([20, 30], 0, ()),
        ([20, 30], 12, ()),
        ([4, 3, 20], 0, ("c0", "c1")),  # together enough
        ([1, 22, 9, 30], 0, ("c0", "c2")),  # one alone: the next smallest goes with it
        ([1, 2, 9, 30], 0, ("c0", "c1", "c2")),  # two, but fewer than five together
        ([20, 30], 1, ("c0",)),  # the one who did not say
        ([4, 30], 1, ("c0",)),
    ],
)
def test_categories_that_could_be_found_by_subtraction_are_hidden(counts, unsaid, hidden):
    assert of(counts, unsaid).hidden == hidden


@given(st.lists(st.integers(1, 40), min_size=1, max_size=7), st.integers(0, 8), st.integers(2, 10))
def test_what_is_not_shown_is_never_a_small_group(counts, unsaid, minimum):
    shown = of(counts, unsaid, minimum)
    left = sum(counts) + unsaid - sum(shown.counts)
    assert all(n >= minimum for n in shown.counts)
    assert not shown.names or left == 0 or left >= minimum
    assert np.bincount(shown.codes + 1, minlength=1)[1:].tolist() == list(shown.counts)


def test_without_a_promise_everybody_is_shown():
    shown = of([1, 2, 3], 1, minimum=1)
    assert (shown.names, shown.hidden, shown.missing) == (("c0", "c1", "c2"), (), 1)


@pytest.mark.parametrize(
    ("counts", "rest", "shown"),
    [
        ([9, 8], Rest(), (0, 1)),
        ([4, 8, 9], Rest(), (2,)),  # one alone: the next smallest goes with it
        ([0, 8, 9], Rest(), (1, 2)),  # nobody has the number there: nobody can be found
        ([9, 8], Rest(groups=2, people=6), (0, 1)),
        ([9, 8], Rest(groups=2, people=3), (0,)),  # of the hidden ones too few have the number
        ([9, 8], Rest(groups=2, people=3, unsaid=6), (0,)),  # many who did not say hide nobody
        ([9, 8], Rest(unsaid=1), (0,)),
        ([9, 8], Rest(unsaid=5), (0, 1)),
    ],
)
def test_a_number_that_not_everyone_has_asks_again_who_may_be_shown(counts, rest, shown):
    assert may_show(counts, rest, 5) == shown


def test_codes_are_called_by_their_labels_in_the_order_of_the_labels():
    file = replace(
        survey_file(education=[3, 1, 1, 9, None, 4]),
        value_labels={"education": {1.0: "school", 2.0: "college", 3.0: "university"}},
        missing_values={"education": {9.0: "refused"}},
    )
    found = Categories.of(file, "education")
    assert found.names == ("school", "university", "4")
    assert found._codes.tolist() == [1, 0, 0, -1, -1, 2]
    assert found.counts() == {"school": 2, "university": 1, "4": 1}


def test_words_stay_as_they_are():
    file = survey_file(unit=["007", "7", "007", "NA", None])
    assert Categories.of(file, "unit").counts() == {"007": 2, "7": 1, "NA": 1}


def test_bands_stand_in_the_order_of_their_numbers():
    ages = ["50+", "20-29", "<20", "under 10", "30-39", "unknown"]
    assert Categories.of(survey_file(age=ages), "age").names == (
        "under 10",
        "<20",
        "20-29",
        "30-39",
        "50+",
        "unknown",
    )


def test_the_order_asked_for_comes_first():
    file = survey_file(size=["small", "large", "medium", "huge"])
    assert Categories.of(file, "size", ("small", "medium", "large")).names == (
        "small",
        "medium",
        "large",
        "huge",
    )


def test_only_the_chosen_people_are_in():
    found = Categories.of(survey_file(team=["a", "b", None, "a"]), "team")
    assert found.one_of(["a"]).tolist() == [True, False, False, True]
    assert found.one_of(["nobody"]).tolist() == [False] * 4
