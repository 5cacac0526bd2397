import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.survey import labels
from crm_analytics.survey.instrument import Scale
from crm_analytics.survey.labels import label_sets, normal, recognise

SEED = ("Strongly disagree", "Disagree", "Somewhat agree", "Agree", "Strongly agree")


@pytest.mark.parametrize("known", label_sets(), ids=lambda s: f"{s.family}{len(s.points)}")
def test_every_set_is_recognised_when_all_its_points_are_used(known):
    words = [ways[0] for ways in known.points]
    found = recognise(words)
    assert found is not None
    assert found.scale == Scale(1, len(words), tuple(words))


@pytest.mark.parametrize("known", label_sets(), ids=lambda s: f"{s.family}{len(s.points)}")
def test_a_set_with_an_unused_point_is_right_or_in_doubt_never_silently_wrong(known):
    words = [ways[0] for ways in known.points]
    for unused in range(len(words)):
        seen = words[:unused] + words[unused + 1 :]
        found = recognise(seen)
        assert found is not None
        right = {normal(w): known.codes[normal(w)] for w in seen}
        ours = labels.codes(found.scale)
        same = len(found.scale.labels) == len(words) and all(ours[f] == c for f, c in right.items())
        assert same or found.others, (words, unused)


def test_the_same_word_has_another_code_in_another_set():
    usual = recognise([*SEED[:2], "Neither agree nor disagree", *SEED[2:]])
    assert labels.codes(recognise(SEED).scale)["somewhat agree"] == 3
    assert usual is None or labels.codes(usual.scale)["somewhat agree"] != 3


@pytest.mark.parametrize(
    ("messy", "form"),
    [
        ("5 - Strongly agree", "strongly agree"),
        ("(4) Agree", "agree"),
        ("Agree (4)", "agree"),
        ("  STRONGLY   agree. ", "strongly agree"),
        ("Don’t know", "don't know"),
        ("1. Never", "never"),
        ("5", "5"),
    ],
)
def test_two_spellings_of_a_word_have_one_form(messy, form):
    assert normal(messy) == form


@given(st.sampled_from(SEED), st.sampled_from(["{}", " {} ", "{}.", "5 - {}", "(5) {}"]))
def test_the_form_of_a_form_is_itself(word, shape):
    assert normal(normal(shape.format(word))) == normal(word)


def test_words_for_no_answer_are_no_points():
    assert recognise([*SEED, "Don't know", "N/A"]).scale == Scale(1, 5, SEED)


def test_unknown_words_are_not_guessed():
    assert recognise(["red", "green", "blue"]) is None
    assert recognise([*SEED, "green"]) is None


def test_other_ways_to_say_a_point_count_too():
    scale = Scale(1, 5, ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"))
    assert labels.codes(scale)["undecided"] == 3
    assert labels.codes(scale)["totally agree"] == 5


def test_a_scale_that_starts_at_zero_keeps_its_codes():
    scale = Scale(0, 4, ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"))
    assert labels.codes(scale)["agree"] == 3
    assert labels.codes(scale)["undecided"] == 2
