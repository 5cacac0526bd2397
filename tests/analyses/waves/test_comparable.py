import pytest

from crm_analytics.analyses.waves.comparable import comparable
from crm_analytics.errors import NotEnoughData
from crm_analytics.survey.instrument import Scale
from tests.analyses.waves.build import TWO, drawn, wave

SERVICE = {"Service": {"Speed": ["s1", "s2"]}}


def asked(view):
    return {
        c.name: {d.name: list(d.columns) for d in c.dimensions} for c in view.instrument.constructs
    }


def said(found):
    return {left.name: left.reason for left in found.left_out}


def test_waves_that_asked_the_same_are_compared_on_everything():
    found = comparable([drawn("1", 9, 1), drawn("2", 8, 2)])
    assert [asked(view) for view in found.kept] == [TWO, TWO]
    assert found.left_out == ()
    assert found.shortened == frozenset()


def test_an_item_that_one_wave_did_not_ask_leaves_its_dimension_in_all_waves():
    short = {"Loyalty": {"Trust": ["t1"], "Use": ["u1", "u2"]}}
    found = comparable([drawn("1", 9, 1), drawn("2", 9, 2, short), drawn("3", 9, 3)])
    assert [asked(view) for view in found.kept] == [short] * 3
    assert said(found) == {"t2": "t2 was not asked in 2, so it is not compared."}
    assert found.shortened == {"Trust", "Loyalty"}


def test_a_dimension_that_one_wave_did_not_ask_is_a_gap_and_leaves_its_construct():
    less = {"Loyalty": {"Trust": ["t1", "t2"]}}
    found = comparable([drawn("1", 9, 1), drawn("2", 9, 2, less), drawn("3", 9, 3)])
    alone = {"Loyalty": {"Trust": ["t1", "t2"]}, "Use": {"Use": ["u1", "u2"]}}
    assert [asked(view) for view in found.kept] == [alone, less, alone]
    assert said(found) == {
        "Loyalty": "'Loyalty' is compared without 'Use', which not all of its waves asked alike."
    }
    assert found.shortened == {"Loyalty"}


def test_a_construct_that_one_wave_did_not_ask_is_whole_in_the_others():
    found = comparable(
        [drawn("1", 9, 1, TWO | SERVICE), drawn("2", 9, 2), drawn("3", 9, 3, TWO | SERVICE)]
    )
    assert [asked(view) for view in found.kept] == [TWO | SERVICE, TWO, TWO | SERVICE]
    assert found.left_out == ()


def test_another_scale_is_never_compared_with_the_last_wave():
    seven = {"Trust": Scale(1, 7)}
    waves = [drawn("1", 9, 1), wave("2", [[7, 7, 5, 5]] * 9, scales=seven), drawn("3", 9, 3)]
    found = comparable(waves)
    assert asked(found.kept[1]) == {"Loyalty": {"Use": ["u1", "u2"]}}
    assert asked(found.kept[0]) == asked(found.kept[1]) | {"Trust": {"Trust": ["t1", "t2"]}}
    assert said(found)["Trust"] == (
        "'Trust' was asked on the scale 1–7 in 2 and on 1–5 in 3, so it is not compared with 2."
    )
    assert asked(comparable(waves[1:]).kept[0]) == {"Loyalty": {"Use": ["u1", "u2"]}}


def test_what_only_one_wave_asked_is_not_compared():
    found = comparable([drawn("1", 9, 1, TWO | SERVICE), drawn("2", 9, 2)])
    assert said(found)["Speed"] == "'Speed' was asked in 1 only, so it is not compared."
    other = {"Loyalty": {"Trust": ["t1", "t2"], "Use": ["u3"]}}
    assert said(comparable([drawn("1", 9, 1), drawn("2", 9, 2, other)])) == {
        "Use": "No item of 'Use' was asked in all of 1, 2. Choose fewer waves.",
        "Loyalty": "'Loyalty' is compared without 'Use', which not all of its waves asked alike.",
    }


def test_one_wave_is_alike_with_itself():
    (only,) = comparable([drawn("1", 9, 1)]).kept
    assert asked(only) == TWO


def test_waves_of_different_studies_are_refused():
    with pytest.raises(NotEnoughData) as caught:
        comparable([drawn("1", 9, 1), drawn("2", 9, 1, SERVICE)])
    assert str(caught.value) == (
        "These waves asked no item alike, on the same scale, so nothing can be compared. Are they "
        "waves of one study?"
    )
