import random
import time

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.files.file import SurveyFile
from crm_analytics.survey.waves.matching import Asked, likeness, matches, plain

TEXTS = (
    "The company keeps its promises",
    "My data are kept confidential",
    "Staff answer quickly",
    "I would choose them again",
)


def asked(texts, labels=None):
    table = pa.table({column: [1, 2, 3] for column in texts})
    told = {column: text for column, text in texts.items() if text}
    return Asked.of(SurveyFile("f", "", table, told, labels or {}), list(texts), {})


def found(study, new):
    return {m.column: (m.source, m.doubtful) for m in matches(study, new)}


@given(st.permutations(range(4)), st.permutations(range(4)))
def test_renamed_columns_keep_their_match_when_texts_are_there(order, names):
    study = asked({f"T{n}": text for n, text in enumerate(TEXTS)})
    new = asked({f"X{names[n]}": TEXTS[n] for n in order})
    assert found(study, new) == {f"T{n}": (f"X{names[n]}", False) for n in range(4)}


def test_a_text_is_stronger_than_a_name():
    study = asked({"T1": TEXTS[0], "T2": TEXTS[1]})
    assert found(study, asked({"T1": TEXTS[1], "T2": TEXTS[0]})) == {
        "T1": ("T2", False),
        "T2": ("T1", False),
    }


def test_an_equal_name_over_another_question_is_doubtful():
    study, new = asked({"T1": TEXTS[0]}), asked({"T1": TEXTS[2]})
    assert found(study, new) == {"T1": ("T1", True)}


def test_a_text_with_a_few_other_words_is_the_same_question_reworded():
    study, new = asked({"T1": TEXTS[0]}), asked({"q": "The company always keeps its promises."})
    (match,) = matches(study, new)
    assert (match.source, match.doubtful) == ("q", False)
    assert 0.8 < match.likeness < 1


def test_names_alone_are_sure_only_when_they_are_equal_but_for_case_and_marks():
    study = asked({"TR1": "", "TR2": ""})
    assert found(study, asked({"tr_1": "", "TR2": ""})) == {
        "TR1": ("tr_1", False),
        "TR2": ("TR2", False),
    }
    assert found(study, asked({"Q1": "", "Q2": ""})) == {"TR1": ("Q1", True), "TR2": ("Q2", True)}
    assert found(study, asked({"age": "", "shop": ""})) == {}


def test_labels_that_nothing_else_has_are_worth_a_question():
    labels = {1.0: "female", 2.0: "male"}
    study = asked({"gender": "", "TR1": ""}, {"gender": labels})
    new = asked({"TR1": "", "sex": ""}, {"sex": labels})
    assert found(study, new) == {"gender": ("sex", True), "TR1": ("TR1", False)}


def test_two_candidates_that_are_equally_good_are_doubtful():
    study = asked({"T1": "The company keeps its promises to me"})
    new = asked({"a": "The company keeps its promises to us", "b": TEXTS[0] + " to it"})
    assert [m.doubtful for m in matches(study, new)] == [True]


def test_an_equal_text_is_not_given_up_for_a_better_total():
    study = asked({"A": TEXTS[0], "B": f"{TEXTS[0]} always and everywhere"})
    new = asked({"y": "company keeps its promises", "x": TEXTS[0]})
    alike = likeness(study.texts, new.texts)
    assert alike[0, 0] + alike[1, 1] > 0.95 + alike[1, 0]
    assert {m.column: m.source for m in matches(study, new)} == {"A": "x", "B": "y"}


def test_the_asked_order_decides_between_equals():
    study = asked({"A1": "", "B1": ""})
    assert found(study, asked({"C1": "", "D1": ""})) == {"A1": ("C1", True), "B1": ("D1", True)}


@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_likeness_is_1_for_equal_wordings_only_and_the_same_both_ways(texts):
    found = likeness(texts, texts)
    assert (found == found.T).all()
    assert (
        (found == 1) == [[bool(plain(a)) and plain(a) == plain(b) for b in texts] for a in texts]
    ).all()


def test_likeness_is_twice_the_common_triples_over_all_of_them():
    # "  ab ": __a _ab ab_; "  ac ": __a _ac ac_ have one of three in common
    assert likeness(["ab"], ["ac"])[0, 0] == pytest.approx(2 * 1 / (3 + 3))


def test_numbering_case_and_stems_do_not_matter():
    assert plain("Q12. The Company keeps its PROMISES!") == plain(
        "Please rate [The company keeps its promises]"
    )


def test_three_hundred_questions_are_matched_at_once():
    random.seed(1)
    words = [
        f"{a}{b}" for a in ("tru", "pri", "ser", "sta", "car") for b in ("st", "ce", "ve", "ff")
    ]
    texts = {f"Q{n}": " ".join(random.choices(words, k=12)) for n in range(300)}
    order = random.sample(sorted(texts), 300)
    study, new = asked(texts), asked({f"X{column}": texts[column] for column in order})
    start = time.process_time()
    result = found(study, new)
    assert time.process_time() - start < 1  # 0.1 s on an idle machine
    assert result == {column: (f"X{column}", False) for column in texts}
