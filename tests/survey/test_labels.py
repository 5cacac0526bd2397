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
        ("KESİNLİKLE KATILMIYORUM", "kesinlikle katilmiyorum"),
        ("Satisfait(e)", "satisfait"),
        ("satisfecha", "satisfecho"),
        ("Muy satisfecho/a", "muy satisfecho"),
        ("satisfech@", "satisfecho"),
        ("موافقٌ جداً", "موافق جدا"),
        ("کاملاً موافقم", "كاملا موافقم"),
        ("٥ - موافق", "موافق"),
        ("a. Never", "never"),
        ("Agree 👍", "agree"),
        ("N/A", "n/a"),
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


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("(blank)", "skipped"),
        ("k.A.", "skipped"),
        ("Not answered", "skipped"),
        ("N.A.", "not applicable"),
        ("Don't know / no opinion", "don't know"),
        ("لا ينطبق", "not applicable"),
        ("نمی‌دانم", "don't know"),
        ("NS/NC", "don't know"),
        ("Sans réponse", "skipped"),
        ("Cevap yok", "skipped"),
        ("Tidak berlaku", "not applicable"),
        ("Agree", None),
        ("None", None),
    ],
)
def test_words_for_no_answer_are_known_in_seven_languages(word, reason):
    assert labels.no_answer(word) == reason


def test_a_misspelt_word_is_taken_for_the_nearest_and_said():
    words = ["Strongly disagree", "Disagee", "Neutral", "Agree", "Strongly Agree"]
    found = labels.nearly(words)
    assert found.points == {word: point for point, word in enumerate(words, start=1)}
    assert found.spelled == (("Disagee", "disagree"),)
    assert labels.nearly([*words, "Green", "Blue"]) is None


def test_no_opinion_is_the_middle_unless_another_word_is():
    four = ["کاملاً مخالفم", "مخالفم", "موافقم", "کاملاً موافقم"]
    assert recognise([*four, "نظری ندارم"]).points["نظری ندارم"] == 3
    both = recognise([*four, "خنثی", "نظری ندارم"])
    assert (both.points["خنثی"], both.silent) == (3, ("نظری ندارم",))


@pytest.mark.parametrize(
    ("word", "both"),
    [
        ("5 Strongly agree", (5, "Strongly agree")),
        ("Strongly agree\n5", (5, "Strongly agree")),
        ("Agree (4)", (4, "Agree")),
        ("20-29", None),
        ("A1", None),
    ],
)
def test_a_word_may_carry_its_code(word, both):
    assert labels.coded(word) == both
