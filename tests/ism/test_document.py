"""What is kept is what was there; what two people changed at once holds."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.errors import UnusableMatrix
from crm_analytics.ism import FuzzyPanel, IsmDocument, Panel, SourceFiles
from crm_analytics.ism.document import fingerprint, from_json, merged, to_json
from crm_analytics.ism.judgements import Factor, numbered
from crm_analytics.ui.ism.document import read_files
from tests.ism.judged import SAMPLES, judged, relations

SOURCE = SourceFiles(("a.csv", "b.csv"), ("1" * 64, "2" * 64))


def judgements(document):
    given = document.judgements
    values = given.strength if isinstance(given, FuzzyPanel) else given.leads
    words = getattr(given, "words", "")
    return given.factors, given.experts, words, values.dtype, values.tolist()


def assert_same(one, other):
    assert judgements(one) == judgements(other)
    for name in ("source", "as_read", "reasons", "linked", "moved", "levels"):
        assert getattr(one, name) == getattr(other, name), name


@given(judged(), judged(), st.text(), st.floats(-500, 500))
def test_a_work_comes_back_as_it_was(one, other, words, place):
    n = min(len(one.factors), len(other.factors))
    leads = np.array([one.leads[:n, :n], other.leads[:n, :n]])
    document = IsmDocument(
        SOURCE,
        Panel((Factor("1", words), *one.factors[1:n]), (words, "Ben"), leads),
        "0" * 64,
        reasons={("1", "2"): words},
        linked={"1": words},
        moved={"2": (place, -place)},
        levels=(words, b"\0\xff"),
    )
    again = from_json(to_json(document))
    assert_same(again, document)
    assert to_json(again) == to_json(document)


@given(st.integers(1, 4), st.integers(2, 6), st.integers(0, 99))
def test_strengths_come_back_to_the_last_bit(experts, n, seed):
    strength = np.random.default_rng(seed).random((experts, n, n))
    factors = tuple(Factor(str(i), f"f{i}") for i in range(n))
    document = IsmDocument.of(
        SOURCE, FuzzyPanel(factors, tuple(map(str, range(experts))), strength, "W")
    )
    assert_same(from_json(to_json(document)), document)


@pytest.mark.parametrize("name", ["ism_study.csv", "ism_loyalty.csv", "ism_experts.xlsx"])
def test_the_samples_come_back(name):
    document = read_files([(name, (SAMPLES / name).read_bytes())])
    assert_same(from_json(to_json(document)), document)


def test_a_person_can_read_what_is_kept():
    document = read_files([("ism_loyalty.csv", (SAMPLES / "ism_loyalty.csv").read_bytes())])
    about = json.loads(to_json(document))
    assert about["factors"][1] == ["2", "Satisfaction"]
    assert len(about["letters"][0]) == 8 * 7 / 2
    assert set(about["letters"][0]) <= set("VAXO")


def test_what_a_newer_program_kept_is_refused_in_words():
    document = read_files([("ism_loyalty.csv", (SAMPLES / "ism_loyalty.csv").read_bytes())])
    newer = to_json(document).replace(b'"form": 1', b'"form": 2')
    with pytest.raises(UnusableMatrix) as refusal:
        from_json(newer)
    assert str(refusal.value) == (
        "The judgements: were kept by a newer version of this program. Update the program."
    )


def test_judgements_are_edited_when_they_say_something_else_than_the_files():
    document = read_files([("ism_loyalty.csv", (SAMPLES / "ism_loyalty.csv").read_bytes())])
    leads = document.judgements.leads.copy()
    leads[0, 0, 1] ^= True
    edited = replace(document, judgements=replace(document.judgements, leads=leads))
    assert document.origin == document.source
    assert edited.origin == SourceFiles(
        ("ism_loyalty.csv (edited)",), (fingerprint(edited.judgements),)
    )
    back = replace(
        edited, judgements=replace(document.judgements, leads=document.judgements.leads.copy())
    )
    assert back.origin == document.source


SOURCE = SourceFiles(("a.csv",), ("1" * 64,))
AGAIN = "Write yours again if it still holds."


def begun(arrows="", n=4, experts=("ann",)):
    one = relations(n, arrows)
    return IsmDocument.of(SOURCE, Panel(one.factors, experts, np.array([one.leads] * len(experts))))


def judge(document, expert, *letters):
    leads = document.judgements.leads.copy()
    leads[expert] = document.judgements.of(expert).with_letters(letters).leads
    return replace(document, judgements=replace(document.judgements, leads=leads))


def said(problems):
    return [str(problem) for problem in problems]


def test_letters_of_different_pairs_both_hold():
    base = begun("1>2 3>4")
    theirs, mine = judge(base, 0, (0, 1, "X")), judge(base, 0, (0, 2, "A"), (2, 3, "O"))
    whole, lost = merged(base, theirs, mine)
    assert lost == ()
    assert to_json(whole) == to_json(judge(theirs, 0, (0, 2, "A"), (2, 3, "O")))


def test_of_the_same_pair_theirs_stands_and_mine_is_told():
    base = begun("1>2", experts=("ann", "ben"))
    theirs, mine = judge(base, 1, (0, 1, "A")), judge(base, 1, (0, 1, "O"), (1, 2, "V"))
    whole, lost = merged(base, theirs, mine)
    assert said(lost) == [f"1 f1 → 2 f2, ben: is 'A' by now, and yours was 'O'. {AGAIN}"]
    assert whole.judgements.of(1).letter(0, 1) == "A"
    assert whole.judgements.of(1).letter(1, 2) == "V"
    assert whole.judgements.of(0).letter(0, 1) == "V"


def test_the_same_letter_of_both_is_no_clash():
    base = begun("1>2")
    both = judge(base, 0, (0, 1, "X"))
    whole, lost = merged(base, both, judge(base, 0, (0, 1, "X")))
    assert (to_json(whole), lost) == (to_json(both), ())


def test_everything_beside_the_letters_is_put_together_too():
    base = replace(begun("1>2"), reasons={("1", "2"): "old"}, linked={"1": "Trust"})
    theirs = replace(
        base, reasons={("1", "2"): "new"}, linked={}, moved={"3": (1.0, 2.0)}, levels=("p", b"1")
    )
    mine = replace(base, linked={"1": "Trust", "2": "Price"}, moved={"4": (0.5, 0.0)})
    whole, lost = merged(base, theirs, mine)
    assert lost == ()
    assert whole.reasons == {("1", "2"): "new"}
    assert whole.linked == {"2": "Price"}
    assert whole.moved == {"3": (1.0, 2.0), "4": (0.5, 0.0)}
    assert whole.levels == ("p", b"1")


def test_every_clash_is_told_at_once():
    base = replace(begun("1>2"), reasons={("1", "2"): "old"}, linked={"1": "Trust"})
    theirs = replace(base, reasons={}, linked={"1": "Price"}, moved={"2": (1.0, 2.5)})
    mine = replace(
        base, reasons={("1", "2"): "why"}, linked={}, moved={"2": (0.0, 0.0)}, levels=("p", b"1")
    )
    mine, theirs = replace(mine, levels=("q", b"2")), replace(theirs, levels=("p", b"1"))
    _, lost = merged(base, theirs, mine)
    assert said(lost) == [
        f"Why 1 f1 → 2 f2: is nothing by now, and yours was 'why'. {AGAIN}",
        f"Dimension of 1 f1: is 'Price' by now, and yours was nothing. {AGAIN}",
        f"Place of 2 f2: is 1, 2.5 by now, and yours was 0, 0. {AGAIN}",
        f"Printed table: is 'p' by now, and yours was 'q'. {AGAIN}",
    ]


def renamed(document, i, name):
    factors = list(document.judgements.factors)
    factors[i] = replace(factors[i], name=name)
    return replace(document, judgements=replace(document.judgements, factors=tuple(factors)))


def test_a_factor_renamed_by_one_keeps_what_the_other_said_of_it():
    factors = tuple(replace(one, id=one.name) for one in begun().judgements.factors)
    base = begun("1>2")
    base = replace(
        base, judgements=replace(base.judgements, factors=factors), linked={"f1": "Trust"}
    )
    new = (replace(factors[0], id="Loyalty", name="Loyalty"), *factors[1:])
    theirs = replace(
        base, judgements=replace(base.judgements, factors=new), linked={"Loyalty": "Trust"}
    )
    mine = replace(base, reasons={("f1", "f2"): "so"}, moved={"f1": (1.0, 1.0)})
    whole, lost = merged(base, theirs, mine)
    assert lost == ()
    assert whole.judgements.factors == new
    assert (whole.reasons, whole.moved) == ({("Loyalty", "f2"): "so"}, {"Loyalty": (1.0, 1.0)})
    assert whole.linked == {"Loyalty": "Trust"}


def test_two_factors_never_get_one_name():
    base = begun()
    whole, lost = merged(base, renamed(base, 0, "Trust"), renamed(base, 1, "trust"))
    assert [factor.name for factor in whole.judgements.factors] == ["Trust", "f2", "f3", "f4"]
    assert said(lost) == [f"Name of 2 f2: is '2 f2' by now, and yours was '2 trust'. {AGAIN}"]


def test_strengths_are_put_together_cell_by_cell():
    base = IsmDocument.of(SOURCE, FuzzyPanel(numbered(["a", "b"]), ("ann",), np.zeros((1, 2, 2))))
    theirs, mine = base.judgements.strength.copy(), base.judgements.strength.copy()
    theirs[0, 0, 1], mine[0, 1, 0] = 0.5, 0.7
    both = [
        replace(base, judgements=replace(base.judgements, strength=one)) for one in (theirs, mine)
    ]
    whole, lost = merged(base, *both)
    assert (whole.judgements.strength.tolist(), lost) == ([[[0, 0.5], [0.7, 0]]], ())


def test_of_other_files_theirs_stands_whole():
    base = begun("1>2")
    theirs = replace(begun("2>1"), source=SourceFiles(("b.csv",), ("2" * 64,)))
    whole, lost = merged(base, theirs, judge(base, 0, (0, 1, "O")))
    assert whole is theirs
    assert said(lost) == [
        "The judgements: were made of other files meanwhile, which count now. "
        "Bring yours back if they should."
    ]


def test_of_the_same_files_read_with_other_words_theirs_stands_whole():
    def read(strength, words):
        cells = np.array([[[0, strength], [0, 0]]])
        return IsmDocument.of(SOURCE, FuzzyPanel(numbered(["a", "b"]), ("ann",), cells, words))

    base, theirs = read(0.7, "seven"), read(0.7, "seven")
    whole, lost = merged(base, theirs, read(0.75, "five"))
    assert whole is theirs
    assert len(lost) == 1


def test_a_reason_between_factors_that_are_not_there_is_in_nobodys_way():
    base = begun("1>2")
    mine = replace(base, reasons={("1", "9"): "gone", ("1", "2"): "so"})
    whole, _ = merged(base, judge(base, 0, (2, 3, "X")), mine)
    assert whole.reasons == {("1", "2"): "so"}


def test_of_several_clashing_names_each_is_told_once():
    base = begun()
    theirs = renamed(renamed(base, 0, "Trust"), 2, "Price")
    mine = renamed(renamed(base, 1, "trust"), 2, "Cost")
    _, lost = merged(base, theirs, mine)
    assert said(lost) == [
        f"Name of 3 Price: is '3 Price' by now, and yours was '3 Cost'. {AGAIN}",
        f"Name of 2 f2: is '2 f2' by now, and yours was '2 trust'. {AGAIN}",
    ]


def test_no_name_becomes_the_id_of_another_factor():
    factors = (Factor("a", "a"), Factor("b", "Price"), *begun().judgements.factors[2:])
    base = replace(begun(), judgements=replace(begun().judgements, factors=factors))
    theirs = replace(
        base,
        judgements=replace(
            base.judgements, factors=(factors[0], Factor("b", "Cost"), *factors[2:])
        ),
    )
    cost = (Factor("Cost", "Cost"), *factors[1:])
    mine = replace(base, judgements=replace(base.judgements, factors=cost))
    whole, lost = merged(base, theirs, mine)
    assert [factor.id for factor in whole.judgements.factors] == ["a", "b", "3", "4"]
    assert len(lost) == 1


pairs = [(i, j) for i in range(4) for j in range(i + 1, 4)]
cells = st.lists(
    st.builds(lambda pair, said: (*pair, said), st.sampled_from(pairs), st.sampled_from("VAXO")),
    max_size=6,
)


@given(cells, cells)
def test_it_does_not_matter_who_was_first_where_nothing_clashes(one, other):
    base = begun("1>2 2>3 3>4 4>1")
    ann, ben = judge(base, 0, *one), judge(base, 0, *other)
    first, lost = merged(base, ann, ben)
    second, lost_too = merged(base, ben, ann)
    assert len(lost) == len(lost_too)
    if not lost:
        assert to_json(first) == to_json(second)
    assert to_json(merged(base, base, ann)[0]) == to_json(ann)
    assert to_json(merged(base, ann, base)[0]) == to_json(ann)
