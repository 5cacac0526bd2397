"""What is kept is what was laid out, byte for byte and letter for letter."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.errors import UnusableMatrix
from crm_analytics.ism import FuzzyPanel, Panel, Source, Work
from crm_analytics.ism.keeping import from_json, to_json
from crm_analytics.ism.relations import Factor
from crm_analytics.ism.work import fingerprint
from crm_analytics.ui.ism.desk import opened
from tests.ism.judged import SAMPLES, judged

SOURCE = Source(("a.csv", "b.csv"), ("1" * 64, "2" * 64))


def judgements(work):
    given = work.given
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
    work = Work(
        SOURCE,
        Panel((Factor("1", words), *one.factors[1:n]), (words, "Ben"), leads),
        "0" * 64,
        reasons={("1", "2"): words},
        linked={"1": words},
        moved={"2": (place, -place)},
        levels=(words, b"\0\xff"),
    )
    again = from_json(to_json(work))
    assert_same(again, work)
    assert to_json(again) == to_json(work)


@given(st.integers(1, 4), st.integers(2, 6), st.integers(0, 99))
def test_strengths_come_back_to_the_last_bit(experts, n, seed):
    strength = np.random.default_rng(seed).random((experts, n, n))
    factors = tuple(Factor(str(i), f"f{i}") for i in range(n))
    work = Work.of(SOURCE, FuzzyPanel(factors, tuple(map(str, range(experts))), strength, "W"))
    assert_same(from_json(to_json(work)), work)


@pytest.mark.parametrize("name", ["ism_study.csv", "ism_loyalty.csv", "ism_experts.xlsx"])
def test_the_samples_come_back(name):
    work = opened([(name, (SAMPLES / name).read_bytes())])
    assert_same(from_json(to_json(work)), work)


def test_a_person_can_read_what_is_kept():
    work = opened([("ism_loyalty.csv", (SAMPLES / "ism_loyalty.csv").read_bytes())])
    about = json.loads(to_json(work))
    assert about["factors"][1] == ["2", "Satisfaction"]
    assert len(about["letters"][0]) == 8 * 7 / 2
    assert set(about["letters"][0]) <= set("VAXO")


def test_what_a_newer_program_kept_is_refused_in_words():
    work = opened([("ism_loyalty.csv", (SAMPLES / "ism_loyalty.csv").read_bytes())])
    newer = to_json(work).replace(b'"form": 1', b'"form": 2')
    with pytest.raises(UnusableMatrix) as refusal:
        from_json(newer)
    assert str(refusal.value) == (
        "The judgements: were kept by a newer version of this program. Update the program."
    )


def test_judgements_are_edited_when_they_say_something_else_than_the_files():
    work = opened([("ism_loyalty.csv", (SAMPLES / "ism_loyalty.csv").read_bytes())])
    leads = work.given.leads.copy()
    leads[0, 0, 1] ^= True
    edited = replace(work, given=replace(work.given, leads=leads))
    assert work.origin == work.source
    assert edited.origin == Source(("ism_loyalty.csv (edited)",), (fingerprint(edited.given),))
    back = replace(edited, given=replace(work.given, leads=work.given.leads.copy()))
    assert back.origin == work.source
