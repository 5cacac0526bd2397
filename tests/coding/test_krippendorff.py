from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.coding import krippendorff
from crm_analytics.coding import ratings as patterns
from crm_analytics.coding.coefficients import coefficients, value
from crm_analytics.coding.ratings import Gaps, jaccard_similarity, masi_similarity, ratings
from tests.coding.coders import EXPECTED, FEW, codings, reference, rows, values

KINDS = ("nominal", "ordinal", "interval", "ratio")
SETS = krippendorff.jaccard, krippendorff.masi
numbers = rows(units=(2, 9), codes="1234")
several = st.lists(
    st.tuples(*[st.sets(st.sampled_from("abcdef"), max_size=5)] * 3), min_size=2
).filter(
    lambda found: (
        all(any(column) for column in zip(*found, strict=True))
        and any(sum(map(bool, row)) > 1 for row in found)
    )
)


def textbook(found, kind):
    """α with every pair of values written out; None where nothing varies."""
    units = [[float(cell) for cell in row if cell] for row in found]
    units = [unit for unit in units if len(unit) > 1]
    pool = [cell for unit in units for cell in unit]
    count = {cell: pool.count(cell) for cell in pool}

    def apart(a, b):
        if kind == "nominal":
            return float(a != b)
        if kind == "ordinal":
            low, high = sorted((a, b))
            between = sum(n for cell, n in count.items() if low <= cell <= high)
            return (between - (count[a] + count[b]) / 2) ** 2
        return (a - b) ** 2 / (1 if kind == "interval" else (a + b) ** 2)

    within = sum(apart(a, b) / (len(unit) - 1) for unit in units for a in unit for b in unit)
    across = sum(apart(a, b) for a in pool for b in pool)
    return 1 - (len(pool) - 1) * within / across if across else None


@given(numbers)
def test_it_is_the_sum_over_all_pairs_of_values(found):
    ours = values(codings(found))
    for kind in KINDS:
        expected = textbook(found, kind)
        assert ours[f"alpha_{kind}"] == (
            expected if expected is None else pytest.approx(expected, abs=1e-12)
        )


@given(rows(coders=(2, 2), gaps=False))
def test_of_two_coders_without_gaps_it_is_scott_with_the_small_sample_taken_off(found):
    ours = values(codings(found))
    if ours["scott"] is not None:
        closed = 1 - (1 - ours["scott"]) * (2 * len(found) - 1) / (2 * len(found))
        assert ours["alpha_nominal"] == pytest.approx(closed, abs=1e-12)


@pytest.mark.parametrize(
    ("name", "key"), [("krippendorff_4x12", "krippendorff_4x12"), ("anxiety", "anxiety_3_raters")]
)
@pytest.mark.parametrize("kind", KINDS)
def test_numbers_with_and_without_gaps_give_what_r_gives(name, key, kind):
    # coincidence matrix in R, equal to irrCAC 1.0
    ours = values(reference(name))[f"alpha_{kind}"]
    assert ours == pytest.approx(EXPECTED[key]["krippendorff_alpha"][kind], abs=1e-12)


def test_codes_with_an_order_of_their_own_are_ordinal_but_no_numbers():
    given_ = reference("fleiss_diagnoses")
    ours = values(given_, order=sorted(given_.codes))
    assert ours["alpha_ordinal"] == pytest.approx(
        EXPECTED["fleiss_diagnoses"]["krippendorff_alpha"]["ordinal"], abs=1e-12
    )
    assert "alpha_interval" not in ours


def test_negative_numbers_have_no_ratio():
    assert "alpha_ratio" not in values(codings([("-1", "2"), ("2", "2")]))


@pytest.mark.parametrize("rows_", [[("1", "inf"), ("2", "2")], [("1", "x"), ("2", "2")]])
def test_codes_that_are_not_all_numbers_are_no_numbers(rows_):
    assert values(codings(rows_)).keys().isdisjoint({"alpha_ordinal", "alpha_interval"})


def test_where_no_code_is_a_decision_numbers_are_no_longer_numbers():
    found = values(codings([("1", None), ("2", "2")]), gaps=Gaps.DECISION)
    assert "alpha_interval" not in found


def test_codes_that_are_only_partly_ordered_are_not_ordinal():
    assert "alpha_ordinal" not in values(codings(["ab", "bb"]), order=("a", "c"))


@given(numbers, st.floats(0.1, 50), st.floats(-9, 9))
def test_interval_does_not_depend_on_the_unit_or_the_zero(found, unit, zero):
    moved = [tuple(c and str(unit * float(c) + zero) for c in row) for row in found]
    before, after = values(codings(found)), values(codings(moved))
    expected = before["alpha_interval"]
    assert after["alpha_interval"] == (
        expected if expected is None else pytest.approx(expected, abs=1e-9)
    )


def test_sets_are_as_far_apart_as_jaccard_and_masi_say():
    given_ = codings([({"a", "b"}, {"a"}), ({"b", "c"}, {"a", "b"}), ({"c"}, {"c"})])
    found = ratings(given_)
    names = found.names()
    a, ab, bc, c = (names.index(name) for name in ("a", "a; b", "b; c", "c"))
    near, strict = (
        1 - pairwise(found, similarity) for similarity in (jaccard_similarity, masi_similarity)
    )
    assert (near[a, ab], near[ab, bc], near[a, bc], near[c, c]) == (
        pytest.approx((1 / 2, 2 / 3, 1, 0))
    )
    assert (strict[a, ab], strict[ab, bc], strict[a, bc], strict[c, c]) == (
        pytest.approx((1 - 1 / 2 * 2 / 3, 1 - 1 / 3 * 1 / 3, 1, 0))
    )


def pairwise(found, similarity):
    sets = found.sets.astype(float)
    size = sets.sum(axis=1)
    return similarity(sets @ sets.T, size[:, None], size)


@given(rows())
def test_single_codes_as_sets_are_nominal(found):
    given_ = ratings(codings(found))
    plain = value(krippendorff.nominal, given_)
    for as_sets in (value(measure, given_) for measure in SETS):
        assert as_sets == (plain if plain is None else pytest.approx(plain, abs=1e-12))


@pytest.mark.parametrize("dearer", [1e-9, 1e9])
@given(several)
def test_parts_of_sets_give_what_all_sets_against_all_give(dearer, found):
    with patch.object(patterns, "DEARER", dearer):
        _parts_and_pairs(ratings(codings(found)))


def _parts_and_pairs(given_):
    drawn = np.vstack([given_.times, np.arange(len(given_.times)), given_.times > 1]).astype(float)
    for similarity, measure in zip((jaccard_similarity, masi_similarity), SETS, strict=True):
        distances = krippendorff.alpha(lambda own, f=similarity: 1 - pairwise(own, f))
        assert measure(given_, drawn) == pytest.approx(
            distances(given_, drawn), abs=1e-11, nan_ok=True
        )


def test_sets_that_are_the_same_are_in_perfect_agreement():
    found = values(codings([({"a", "b"}, {"a", "b"}), ({"c"}, {"c"})]))
    assert set(found.values()) == {1}


def test_too_many_combinations_of_codes_are_not_compared(monkeypatch):
    monkeypatch.setattr(patterns, "MOST_PARTS", 1)
    monkeypatch.setattr(krippendorff, "MOST", 2)
    given_ = codings([({"a", "b"}, {"a"}), ({"c"}, {"c"})])
    found = {one.key: one for one in coefficients(ratings(given_), draws=FEW)}
    assert found["alpha_masi"].value is None
    assert found["alpha_masi"].note == (
        "There are 3 different combinations of codes; at most 2 can be compared with one another. "
        "Group codes into categories first."
    )
    assert np.isclose(found["holsti"].value, 4 / 5)


def test_without_their_parts_a_few_sets_are_compared_with_one_another(monkeypatch):
    given_ = codings([({"a", "b"}, {"a"}), ({"c"}, {"c"}), ({"b", "c"}, {"c"})])
    monkeypatch.setattr(patterns, "DEARER", 1e-9)
    parts = [value(measure, ratings(given_)) for measure in SETS]
    monkeypatch.setattr(patterns, "MOST_PARTS", 1)
    assert [value(measure, ratings(given_)) for measure in SETS] == pytest.approx(parts)


def test_more_sets_than_can_be_set_against_one_another_are_compared_by_their_parts(monkeypatch):
    given_ = codings([({"a", "b"}, {"a"}), ({"c"}, {"c"}), ({"b", "c"}, {"c"})])
    all_against_all = [value(measure, ratings(given_)) for measure in SETS]
    monkeypatch.setattr(patterns, "DEARER", 1e-9)
    monkeypatch.setattr(krippendorff, "MOST", 2)
    found = {one.key: one for one in coefficients(ratings(given_), draws=FEW)}
    assert [found["alpha_jaccard"].value, found["alpha_masi"].value] == pytest.approx(
        all_against_all
    )
