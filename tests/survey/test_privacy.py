import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.survey.categories import Categories
from crm_analytics.survey.instrument import Construct, Dimension, Instrument, Item
from crm_analytics.survey.privacy import Rest, may_show
from crm_analytics.survey.view import View


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
