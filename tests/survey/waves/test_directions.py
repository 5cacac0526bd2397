from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_analytics.survey import questionnaire
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.samples import SAMPLES, sample
from crm_analytics.survey.waves.directions import turned
from crm_analytics.survey.waves.entry import as_asked
from crm_analytics.survey.waves.gate import Before, gate
from tests.survey.waves import changed
from tests.survey.waves.changed import LABELS, columns, file, passed, rows

CARERS = sample("sample-carers")


@pytest.fixture(scope="module")
def carers():
    return questionnaire.read(CARERS.questionnaire), CARERS.files()[""]


def at(column, change):
    """The carers' file with the labels of one column changed."""
    same = CARERS.files()[""]
    labels = {**same.value_labels, column: change(same.value_labels[column])}
    return replace(same, value_labels=labels)


def test_labels_in_the_opposite_order_stop_the_wave(carers):
    study, before = carers
    new = at("c82cop1", lambda given: {5 - code: word for code, word in given.items()})
    found = gate(study, Before(("2023",), before), new, "2024")
    ((what, where, *_, weight),) = rows(found)
    assert (what, where, weight) == ("labels in opposite order", "c82cop1", "stop")
    (question,) = found.questions
    assert question.why == "The labels of c82cop1 stand in the opposite order now."
    assert found.settled({question.id: "turn"}).waves[1].turned == ("c82cop1",)


def test_the_same_labels_at_other_codes_stop_the_wave(carers):
    study, before = carers
    swap = {1.0: 2.0, 2.0: 1.0}
    new = at("c82cop1", lambda given: {swap.get(code, code): w for code, w in given.items()})
    found = gate(study, Before(("2023",), before), new, "2024")
    assert rows(found)[0][::4] == ("labels at other codes", "stop")
    assert [choice.id for choice in found.questions[0].choices] == ["keep", "leave"]


def test_other_words_at_the_same_points_deserve_a_look(carers):
    study, before = carers
    new = at("c82cop1", lambda given: {**given, 4.0: "all of the time"})
    found = gate(study, Before(("2023",), before), new, "2024")
    assert rows(found)[0][::4] == ("labels", "check")
    assert found.open


def test_labels_that_fall_are_noticed_where_the_study_has_none():
    study = replace(changed.study(), scale=study_scale(), constructs=bare())
    falling = dict(enumerate(reversed(LABELS), start=1))
    given = {f"TR{n}": {float(c): w for c, w in falling.items()} for n in range(1, 6)}
    found = passed(columns(), instrument=study, value_labels=given)
    assert {c.what for c in found.changes} == {"labels in opposite order"}
    rising = {column: dict(enumerate(LABELS, start=1)) for column in given}
    assert passed(columns(), instrument=study, value_labels=rising).changes == ()


def study_scale():
    return replace(changed.study().scale, labels=())


def bare():
    return tuple(
        replace(c, dimensions=tuple(replace(d, scale=study_scale()) for d in c.dimensions))
        for c in changed.study().constructs
    )


def test_a_wave_that_was_turned_itself_still_compares_in_the_studys_direction():
    entry = "waves: [{name: '2023', turned: [TR3]}]"
    study = questionnaire.read(SAMPLES[0].questionnaire + entry)
    then = file(columns() | {"TR3": changed.turned(columns()["TR3"])})
    assert passed(columns(), then, study).changes == ()
    assert {
        c.where for c in passed(columns() | {"TR3": then.table["TR3"]}, then, study).changes
    } == {"TR3"}


def two_factors(n, seed):
    rng = np.random.default_rng(seed)
    one = rng.normal(size=n)
    two = 0.5 * one + rng.normal(size=n)
    return np.stack([f + rng.normal(size=n) for f in (one, one, one, one, two, two, two)], axis=1)


WHOLES = np.array([0, 0, 0, 0, 1, 1, 1])


@settings(max_examples=25)
@given(st.integers(0, 6), st.integers(0, 99))
def test_one_turned_item_is_found_and_no_other(item, seed):
    before, now = two_factors(400, seed), two_factors(300, seed + 100)
    assert turned(before, now, WHOLES) == ()
    now[:, item] *= -1
    assert [turn.place for turn in turned(before, now, WHOLES)] == [item]


def test_the_order_and_the_direction_of_a_comparison_do_not_matter():
    before, now = two_factors(300, 1), two_factors(300, 2)
    now[:, [1, 5]] *= -1
    found = turned(before, now, WHOLES)
    assert [turn.place for turn in found] == [1, 5]
    order = np.array([5, 3, 1, 6, 0, 2, 4])
    again = turned(before[:, order], now[:, order], WHOLES[order])
    assert sorted(order[turn.place] for turn in again) == [1, 5]
    assert [turn.place for turn in turned(now, before, WHOLES)] == [1, 5]


def test_a_whole_dimension_that_was_turned_shows_against_the_others():
    before = np.hstack([two_factors(400, 3), two_factors(400, 3)[:, :3] + 0.1])
    now = np.hstack([two_factors(400, 4), two_factors(400, 4)[:, :3] + 0.1])
    wholes = np.array([*WHOLES, 2, 2, 2])
    now[:, 4:7] *= -1
    assert [turn.place for turn in turned(before, now, wholes)] == [4, 5, 6]


def test_of_two_halves_the_one_whose_means_were_mirrored_was_turned():
    before, now = two_factors(400, 5)[:, [0, 1]] + 1, two_factors(400, 6)[:, [0, 1]] + 1
    now[:, 1] *= -1
    assert [turn.place for turn in turned(before, now, np.array([0, 0]))] == [1]


def test_correlations_of_fewer_than_30_people_tell_nothing():
    before, now = two_factors(400, 7), two_factors(29, 8)
    now[:, 2] *= -1
    assert turned(before, now, WHOLES) == ()


def test_items_that_never_vary_and_gaps_tell_nothing():
    before, now = two_factors(400, 9), two_factors(400, 10)
    now[:, 0] = 1.0
    now[:, 1] = np.nan
    assert turned(before, now, WHOLES) == ()
    assert turned(before[:, :1], now[:, :1], WHOLES[:1]) == ()


def test_random_answers_are_hardly_ever_taken_for_turned():
    rng = np.random.default_rng(11)
    hits = [
        len(turned(rng.normal(size=(282, 7)), rng.normal(size=(282, 7)), WHOLES))
        for _ in range(200)
    ]
    assert sum(hits) <= 2  # of 1,400


def test_turning_in_the_study_gives_the_answers_of_the_original():
    cells = columns()
    items = ("TR1", "CM2", "TC5")
    cells |= {c: changed.turned(cells[c]) for c in items}
    found = passed(cells)
    settled = found.settled({question.id: "turn" for question in found.questions})
    assert settled.waves[1].turned == items
    again = Responses.fit(*as_asked(settled, "2024", file(cells)))
    assert (again.answers == Responses.fit(changed.study(), changed.first()).answers).all()


def test_an_item_that_only_lost_its_correlations_was_not_turned():
    for seed in range(30):
        before, now = two_factors(400, seed), two_factors(400, seed + 100)
        now[:, 2] = two_factors(400, seed + 200)[:, 2]
        assert turned(before, now, WHOLES) == ()


def test_an_item_that_went_with_nothing_before_was_not_turned():
    for seed in range(30):
        before, now = two_factors(400, seed), two_factors(400, seed + 100)
        before[:, 2] = two_factors(400, seed + 200)[:, 2]
        now[:, 2] *= -1
        assert turned(before, now, WHOLES) == ()
