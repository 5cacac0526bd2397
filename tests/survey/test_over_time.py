import numpy as np
import pytest

from crm_analytics.errors import UnreadableSurvey
from crm_analytics.survey.instrument import (
    AskedWave,
    Construct,
    Demographic,
    Dimension,
    Instrument,
    Item,
    Printed,
)
from crm_analytics.survey.over_time import in_time, over_time
from crm_analytics.survey.responses import Responses
from tests.conftest import survey_file

ASKED = Instrument(
    (Construct("C", (Dimension("D", (Item("q1"), Item("q2"))),)),),
    demographics=(Demographic("team"),),
)


def answers(instrument=ASKED, **teams):
    team = [name for name, n in teams.items() for _ in range(n)]
    few = [1 + place % 5 for place in range(len(team))]
    return Responses.fit(instrument, survey_file(q1=few, q2=few, team=team))


def shown(wave):
    return wave.view.groups("team").names


def test_waves_stand_as_the_questionnaire_lists_them():
    waves = (AskedWave("print", printed={"D": Printed(9, 3.0, 1.0)}), AskedWave("b"))
    asked = Instrument(ASKED.constructs, waves=waves)
    assert in_time(asked, ("a", "b")) == ("print", "b", "a")
    first, *_ = over_time(asked, {"a": answers(a=9), "b": answers(a=9)})
    assert (first.name, first.view, first.printed["D"].mean) == ("print", None, 3.0)


def test_a_wave_known_from_print_is_of_everyone():
    waves = (AskedWave("print", printed={"D": Printed(9, 3.0, 1.0)}),)
    asked = Instrument(ASKED.constructs, demographics=ASKED.demographics, waves=waves)
    first, _ = over_time(asked, {"1": answers(asked, a=20, b=30)}, [("team", ["a"])])
    assert not first.printed
    assert first.hidden == "print is known from print, of everyone: no filter fits it."


def test_a_filter_counts_in_every_wave():
    waves = over_time(ASKED, {"1": answers(a=20, b=30), "2": answers(a=26, b=9)}, [("team", ["a"])])
    assert [wave.view.people for wave in waves] == [20, 26]


def test_a_category_of_another_wave_is_no_mistake():
    waves = over_time(ASKED, {"1": answers(a=20, b=30), "2": answers(b=20)}, [("team", ["a"])])
    assert [bool(wave.view) for wave in waves] == [True, False]
    assert waves[1].hidden == (
        "Fewer than 5 people are in this view, so it is not shown. Choose fewer filters."
    )
    with pytest.raises(UnreadableSurvey, match="has no category 'c'"):
        over_time(ASKED, {"1": answers(a=20, b=30)}, [("team", ["c"])])


def test_a_wave_that_did_not_ask_the_filter_says_so():
    bare = Responses.fit(
        Instrument(ASKED.constructs), survey_file(q1=list(range(1, 6)), q2=list(range(1, 6)))
    )
    waves = over_time(ASKED, {"1": bare, "2": answers(a=20, b=30)}, [("team", ["a"])])
    assert waves[0].hidden == "'team' was not asked in 1."
    assert waves[1].view.people == 20


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ((20, 30, 40), (24, 30, 40), ("c",)),  # four came to a: b alone could be subtracted
        ((20, 30, 40), (25, 30, 40), ("a", "b", "c")),  # five came
        ((20, 30, 40), (20, 30, 40), ("a", "b", "c")),  # nobody to subtract
        ((20, 30, 40), (16, 26, 40), ("c",)),
    ],
)
def test_of_two_waves_with_nearly_the_same_group_the_later_one_shows_it(before, after, told):
    one, two = (answers(**dict(zip("abc", n, strict=True))) for n in (before, after))
    first, last = over_time(ASKED, {"1": one, "2": two})
    assert shown(first) == told
    assert shown(last) == ("a", "b", "c")
    assert first.view.people == sum(before)  # everyone together is always shown


def test_a_filtered_wave_with_nearly_the_same_people_is_not_shown():
    one, two = answers(a=20, b=30), answers(a=22, b=40)
    first, last = over_time(ASKED, {"1": one, "2": two}, [("team", ["a"])])
    assert first.view is None
    assert first.hidden == (
        "1 is not shown under this filter: 2 has nearly the same people, and what one of them "
        "answered could be found by subtraction."
    )
    assert last.view.people == 22


def test_without_a_promise_every_wave_is_shown():
    open_ = Instrument(ASKED.constructs, demographics=ASKED.demographics, minimum_group=1)
    one, two = answers(open_, a=20, b=30), answers(open_, a=21, b=40)
    first, _ = over_time(open_, {"1": one, "2": two}, [("team", ["a"])])
    assert first.view.people == 20
    assert shown(over_time(open_, {"1": one, "2": two})[0]) == ("a", "b")


def test_nobody_is_in_two_waves_shown_that_differ_by_few():
    """What a person who subtracts every pair of shown waves could learn."""
    draw = np.random.default_rng(7)
    for _ in range(60):
        sizes = draw.integers(0, 30, (4, 3))
        waves = {
            str(place): answers(**dict(zip("abc", n, strict=True)))
            for place, n in enumerate(sizes.tolist())
            if sum(n) >= 5
        }
        seen = [wave.view for wave in over_time(ASKED, waves) if wave.view]
        told = [dict(zip(b.names, b.counts, strict=True)) for b in (v.groups("team") for v in seen)]
        for a in told:
            for b in told:
                gaps = [abs(a[name] - b[name]) for name in a.keys() & b.keys()]
                assert all(gap == 0 or gap >= 5 for gap in gaps)
