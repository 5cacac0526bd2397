from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_analytics.errors import UnusableMatrix
from crm_analytics.files.printed import printed_sheets
from crm_analytics.ism import FuzzyPanel, interpret, read, write
from crm_analytics.ism.reading import FIVE, SEVEN
from tests.ism.judged import FOLDER, SAMPLES, counted, judged, relations, shown, study

SMALL = "id,factor,1,2,3\n1,Loyalty,,A,X\n2,Trust,,,V\n3,Price,,,\n"


def one(text):
    return read({"a": text}).of(0)


def refusal(*texts):
    """The whole message about the sheets of experts P, Q, …"""
    with pytest.raises(UnusableMatrix) as caught:
        read(dict(zip("PQRS", texts, strict=False)))
    return str(caught.value)


def test_letters_say_who_leads_to_whom():
    found = one(SMALL)
    assert shown(found.arrows) == "1>3 2>1 2>3 3>1"
    assert [(f.id, f.name) for f in found.factors] == [
        ("1", "Loyalty"),
        ("2", "Trust"),
        ("3", "Price"),
    ]
    assert found.counts == {"V": 1, "A": 1, "X": 1, "O": 0}


def test_the_study_has_the_letters_it_prints():
    assert study().counts == {"V": 50, "A": 50, "X": 18, "O": 18}


@pytest.mark.parametrize(
    "text",
    [
        SMALL.replace(",A,X", ", a , x "),
        SMALL.replace(",", "\t"),
        SMALL.replace(",", ";"),
        "Relations of 2024\n\n" + SMALL,
        "id,factor,3,2,1\n1,Loyalty,X,A,\n2,Trust,V,,\n3,Price,,,\n",
        "id,factor,2,3\n1,Loyalty,A,X\n2,Trust,,V\n3,Price,,\n",
        "id,factor,1,2,3\n1,Loyalty,1,A,X\n2,Trust,V,1,V\n3,Price,X,A,1\n",
        "id,factor,1,2,3\n1,Loyalty,,,\n2,Trust,V,,\n3,Price,X,A,\n",
        "id,factor,1,2,3\n1,Loyalty,1,0,1\n2,Trust,1,1,1\n3,Price,1,0,1\n",
        "id,factor,1,2,3\n1,Loyalty,,0,1\n2,Trust,1,-,1\n3,Price,1,0,\n",
        "factor,Loyalty,Trust,Price\nLoyalty,,A,X\nTrust,,,V\nPrice,,,\n",
        ",Loyalty,Trust,Price\nLoyalty,1,0,1\nTrust,1,1,1\nPrice,1,0,1\n",
    ],
)
def test_the_same_relations_may_be_written_in_many_ways(text):
    found = one(text)
    assert shown(found.arrows) == "1>3 2>1 2>3 3>1"
    assert [factor.name for factor in found.factors] == ["Loyalty", "Trust", "Price"]


def test_judgements_can_be_changed_by_letter_or_by_arrow():
    changed = study().with_letters([(0, 1, "A"), (0, 2, "O"), (3, 12, "X")])
    assert [changed.letter(*pair) for pair in ((0, 1), (1, 0), (0, 2), (3, 12))] == list("AVOX")
    assert changed.letter(0, 3) == study().letter(0, 3) == "V"
    assert changed.without([(1, 0)]).letter(0, 1) == "O"


@given(judged())
def test_what_is_written_is_read_as_it_was(given_relations):
    text = write(given_relations)
    found = one(text)
    assert found.factors == given_relations.factors
    assert (found.leads == given_relations.leads).all()
    assert write(found) == text


def test_a_factor_that_looks_like_a_formula_is_written_as_text_and_read_as_it_was():
    named = relations(2, "1>2")
    factors = tuple(
        type(f)(f.id, name) for f, name in zip(named.factors, ("=A1", '\'-"b, c"'), strict=True)
    )
    text = write(type(named)(factors, named.leads))
    assert "'=A1" in text
    assert [f.name for f in one(text).factors] == ["=A1", '\'-"b, c"']


def test_the_study_is_written_as_it_was_given():
    given_text = (FOLDER / "study_ssim.csv").read_text(encoding="utf-8")
    assert write(study()) == given_text.replace("\n", "\r\n")


def test_words_are_strengths():
    found = read({"a": "factor,a,b\na,,very high\nb,No,\n"})
    assert found.strength.tolist() == [[[0, 0.9], [0, 0]]]
    found = read({"a": "factor,a,b\na,,very high\nb,L,\n"}, FIVE)
    assert found.strength == pytest.approx(np.array([[[0, 2.75 / 3], [0.5, 0]]]))


@pytest.mark.parametrize(
    ("said", "words", "source"),
    [
        ("high", SEVEN, "Gorane & Kant (2013), seven words"),
        ("high", FIVE, "Li (1999), five words as triangles"),
        ("0", FIVE, ""),
        (".3", FIVE, ""),
    ],
)
def test_whose_words_they_are_is_told_where_there_are_any(said, words, source):
    assert read({"a": f"factor,a,b\na,–,{said}\nb,.7,–"}, words).words == source


def test_fractions_are_strengths_and_the_mean_of_experts_is_taken():
    first, second = "factor,a,b\na,0,.3\nb,0,0\n", 'factor,b,a\nb,,0\na,"0,8",\n'
    found = read({"P": first, "Q": second})
    assert isinstance(found, FuzzyPanel)
    assert found.mean == pytest.approx(np.array([[0, 0.55], [0, 0]]))


def test_experts_are_the_sheets_of_a_workbook_or_a_file_each():
    raw = (SAMPLES / "ism_experts.xlsx").read_bytes()
    panel = read(printed_sheets(raw, "ism_experts.xlsx"))
    assert panel.experts == ("Sales", "Service", "Research")
    alone = (SAMPLES / "ism_loyalty.csv").read_bytes()
    (name,) = sheets = printed_sheets(alone, "ism_loyalty.csv")
    assert name == "ism_loyalty"
    assert (read(sheets).leads[0] == panel.leads[0]).all()


def test_an_expert_may_list_the_factors_in_another_order():
    turned = "id,factor,1,2,3\n1,Price,,X,A\n2,loyalty,,,A\n3,Trust,,,\n"
    panel = read({"P": SMALL, "Q": turned})
    assert (panel.leads[0] == panel.leads[1]).all()


def test_a_sheet_of_remarks_is_passed_over():
    assert read({"About": "Survey of 2024\nby us\n", "P": SMALL}).experts == ("P",)


def test_the_samples_are_what_they_are_said_to_be():
    for name, heights in (("ism_study.csv", 1), ("ism_loyalty.csv", 5), ("ism_experts.xlsx", 6)):
        model = interpret(read(printed_sheets((SAMPLES / name).read_bytes(), name)))
        assert model.partition.count == heights
    model = interpret(read(printed_sheets((SAMPLES / "ism_loyalty.csv").read_bytes(), "a.csv")))
    assert counted(model.partition.groups) == [[1], [2, 3], [4, 8], [5, 6], [7]]
    assert len(model.relations.arrows) - len(model.blocks.arrows) == 1


def test_every_wrong_cell_is_named_with_its_row_and_column():
    text = "id,factor,1,2,3\n1,Loyalty,O,yes,\n2,Trust,,,V\n3,Price,,V,\n"
    assert refusal(text) == "\n".join(
        [
            "Row 2 (Loyalty), column 1: holds 'O' where the factor meets itself. Leave it empty.",
            "Row 2 (Loyalty), column 2: holds 'yes', which is none of V, A, X and O. Write V, A, X or O.",
            "Row 2 (Loyalty), column 3: is empty. Write V, A, X or O.",
            "Row 4 (Price), column 2: holds V, but row 3 (Trust), column 3, says V, which is A seen "
            "from here. Correct one of them, or empty this one.",
        ]
    )


def test_zeros_and_ones_among_others_are_named():
    text = ",a,b,c\na,1,0,2\nb,1,0,\nc,x,1.5,1\n"
    assert refusal(text) == "\n".join(
        [
            "Row 2 (a), column c: holds '2' among zeros and ones. Write 0 or 1.",
            "Row 3 (b), column b: holds '0' where the factor meets itself. Write 1 or leave it empty.",
            "Row 3 (b), column c: is empty. Write 0 or 1.",
            "Row 4 (c), column a: holds 'x' among zeros and ones. Write 0 or 1.",
            "Row 4 (c), column b: holds '1.5' among zeros and ones. Write 0 or 1.",
        ]
    )


def test_a_matrix_that_is_closed_already_is_not_taken_for_direct_relations():
    said = refusal("factor,a,b,c\na,1,1,1*\nb,0,1,1\nc,0,0,1\n")
    assert said == (
        "Row 2 (a), column c: holds '1*', which marks what a closure added. "
        "Write 0; the closure is computed here."
    )


def test_persian_digits_are_digits():
    assert shown(one("factor,a,b\na,۱,۱\nb,۰,١\n").arrows) == "1>2"
    assert read({"a": "factor,a,b\na,,۰٫۳\nb,۰,\n"}).strength[0, 0, 1] == 0.3


def test_strengths_beyond_their_scale_are_named():
    choice = (
        "Write a number from 0 to 1 or one of: none, very low, low, medium, high, very high, "
        "complete, full."
    )
    text = "factor,a,b,c\na,.4,.3,.5\nb,1.5,,strong\nc,.1,,0\n"
    assert refusal(text) == "\n".join(
        [
            "Row 2 (a), column a: holds '.4' where the factor meets itself. Leave it empty.",
            f"Row 3 (b), column a: holds '1.5'. {choice}",
            f"Row 3 (b), column c: holds 'strong'. {choice}",
            f"Row 4 (c), column b: is empty. {choice}",
        ]
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "factor,a,b\na,,V\nb,,\nc,,\n",
            "The matrix: is not square: it has 3 rows and 2 columns of factors. "
            "Give every factor one row and one column of the same name.\n"
            "Factor 'c': has no column. Add a column 'c'.",
        ),
        (
            "factor,a,b,c\na,,V,V\nb,,,V\n",
            "The matrix: is not square: it has 2 rows and 3 columns of factors. "
            "Give every factor one row and one column of the same name.\n"
            "Column 'c': is none of the factors of the rows. Rename or remove it.",
        ),
        (
            "id,factor,1,2,3\n1,a,,V,V\n2,A,,,V\n2,b,,,\n",
            "The matrix: has the id '2' twice, in rows 3 and 4. Give each its own.\n"
            "The matrix: has the factor 'a' twice, in rows 2 and 3. Give each its own.",
        ),
        (
            "id,factor,1,2,3\n1,a,,V,V\n,,,,V\n3,b,,,\n",
            "Row 3: names no factor. Give its id and its name.",
        ),
        (
            "factor,a,b,b\na,,V,V\nb,,,V\n",
            "The matrix: has the column 'b' twice. Give each its own.",
        ),
        (
            "",
            "The matrix: is empty. Give a header row and one row a factor, as in the sample.",
        ),
        (
            "factor,a\na,\n",
            "The matrix: has fewer than 2 factors. "
            "Give a header row and one row a factor, as in the sample.",
        ),
    ],
)
def test_a_matrix_that_is_none_is_refused(text, message):
    assert refusal(text) == message


def test_experts_who_rate_other_factors_or_in_another_way_are_named():
    first, second = "factor,a,b\na,,V\nb,,\n", "factor,b,c\nb,,V\nc,,\n"
    third = ",a,b\na,1,0\nb,1,1\n"
    assert refusal(first, second, third) == "\n".join(
        [
            "'R': holds zeros and ones, but 'P' holds letters V, A, X and O. "
            "Let all experts answer in the same way.",
            "'Q': rates other factors than 'P': without 'a', with 'c'. "
            "Let all experts rate the same list of factors.",
        ]
    )


def test_problems_of_all_experts_stand_together():
    assert refusal("factor,a,b\na,,Q\nb,,\n", "factor,a,b\na,,\nb,,\n") == (
        "'P', row 2 (a), column b: holds 'Q', which is none of V, A, X and O. Write V, A, X or O.\n"
        "'Q', row 2 (a), column b: is empty. Write V, A, X or O."
    )


def test_a_matrix_that_is_not_square_is_named_with_its_expert():
    assert refusal("factor,a,b\na,,Q\nb,,\n", "factor,a,c\na,,V\nb,,\n") == "\n".join(
        [
            "'Q': has other factors in its columns than in its rows. "
            "Give every factor one row and one column of the same name.",
            "'Q', factor 'b': has no column. Add a column 'b'.",
            "'Q', column 'c': is none of the factors of the rows. Rename or remove it.",
        ]
    )


def test_zeros_and_ones_need_the_column_that_an_ssim_may_leave_out():
    assert refusal("factor,b\na,1\nb,1\n") == "Row 3 (b), column a: is empty. Write 0 or 1."


def test_of_very_many_problems_the_first_are_listed_and_the_others_counted():
    names = [f"f{i}" for i in range(20)]
    rows = [f"{name},{','.join(['V'] + ['?'] * 19)}" for name in names]
    said = refusal("\n".join([f"factor,{','.join(names)}", *rows])).splitlines()
    assert len(said) == 101
    assert said[-1] == (
        "The matrix: has 281 more cells that cannot be used. Correct them likewise."
    )


def test_one_fraction_among_many_ones_is_a_slip():
    names = "abcdef"
    rows = [f"{name}," + ",".join("1" * 6) for name in names]
    text = "\n".join([f"factor,{','.join(names)}", *rows]).replace("a,1,1", "a,1,.1", 1)
    assert refusal(text) == "Row 2 (a), column b: holds '.1' among zeros and ones. Write 0 or 1."


SIGNS = st.text(alphabet=[*"VAXO01.5,;\t\n \"'|=idé\x00"], max_size=80)


@given(SIGNS)
@settings(max_examples=300)
def test_every_text_is_read_or_refused_in_words(text):
    with suppress(UnusableMatrix):
        assert len(read({"a": text}).factors) >= 2
