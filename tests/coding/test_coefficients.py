import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.coding.coefficients import _drawn, coefficients
from crm_analytics.coding.ratings import Gaps, ratings
from crm_analytics.statistics.resampling import Draws
from tests.coding.coders import EXPECTED, FEW, codings, reference, rows, table, values

ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
PARADOX = [[90, 5], [5, 0]]
# Fleiss 1971 as printed everywhere: 10 units, 14 coders, how many gave each of 5 codes
FOURTEEN = [
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
]  # fmt: skip


def approx(value, digits=12):
    return pytest.approx(value, abs=10**-digits)


# closed forms


def test_of_two_coders_who_always_agree_every_coefficient_is_one():
    assert set(values(codings([(1, 1), (2, 2), (3, 3), (1, 1)])).values()) == {1}


def test_of_two_coders_who_never_agree_percent_and_holsti_are_zero():
    found = values(codings(["ab", "bc", "ca"]))
    assert found["agreement"] == found["holsti"] == 0
    assert found["cohen"] == approx(-1 / 2)


def test_rare_codes_make_kappa_low_where_nearly_all_is_agreed():
    found = values(table(PARADOX))
    assert found["agreement"] == approx(0.9)
    assert found["cohen"] == approx(-1 / 19)
    assert found["gwet_ac1"] == approx((0.9 - 0.095) / (1 - 0.095))
    assert found["brennan_prediger"] == approx(0.8)


def test_holsti_is_twice_the_common_codes_over_all_codes_given():
    assert values(codings([("a", "a"), ("b", "c"), ("a", None)]))["holsti"] == approx(2 / 5)


def test_holsti_of_three_coders_is_the_mean_over_pairs():
    assert values(codings(["aaa", "aab", "abb"]))["holsti"] == approx((2 / 3 + 1 / 3 + 2 / 3) / 3)


def test_codes_that_nobody_uses_raise_brennan_prediger_only():
    plain, more = values(table(PARADOX)), values(table(PARADOX), others=("a", "x", "y"))
    assert more["brennan_prediger"] == approx((0.9 - 1 / 4) / (1 - 1 / 4))
    assert more["gwet_ac1"] == approx((0.9 - 0.095 / 3) / (1 - 0.095 / 3))
    assert more["cohen"] == plain["cohen"]


def test_a_pair_without_a_unit_in_common_is_left_out_of_the_mean_of_kappa():
    left = [("a", "a", None), ("b", "a", None), ("b", "b", None), ("a", "a", None)]
    right = [(None, "a", "a"), (None, "b", "b")]
    pair = values(codings([row[:2] for row in left]))["cohen"]
    assert values(codings(left + right))["light"] == approx((pair + 1) / 2)


# reference values


def test_a_table_of_two_abstractors_gives_what_is_published():
    # irrCAC 1.0, cont3x3abstractors
    found = values(table(ABSTRACTORS))
    published = {"agreement": 0.89, "cohen": 0.7964094, "scott": 0.7962397, "gwet_ac1": 0.8493305}
    published |= {"brennan_prediger": 0.835, "alpha_nominal": 0.7972585}
    assert {key: found[key] for key in published} == {
        key: approx(value, 7) for key, value in published.items()
    }


def test_fleiss_example_of_ten_units_and_fourteen_coders_gives_what_is_published():
    given = codings(
        [tuple("abcde"[code] for code, n in enumerate(row) for _ in range(n)) for row in FOURTEEN],
        "ABCDEFGHIJKLMN",
    )
    assert values(given)["fleiss"] == approx(0.20993, 5)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("krippendorff_4x12", "krippendorff_4x12"),
        ("fleiss_diagnoses", "fleiss_diagnoses"),
        ("anxiety", "anxiety_3_raters"),
    ],
)
def test_more_than_two_coders_give_what_r_gives(name, key):
    # R: irr 0.84.1 (Fleiss, pairwise Cohen), irrCAC 1.0 (AC1, 5 digits)
    found, expected = values(reference(name)), EXPECTED[key]
    assert found["fleiss"] == approx(expected["fleiss_kappa"])
    assert found["light"] == approx(expected["mean_pairwise_kappa"])
    assert found["gwet_ac1"] == approx(expected["gwet_ac1"], 5)


@pytest.mark.parametrize(
    ("name", "key"), [("anxiety", "anxiety_raters12"), ("fleiss_diagnoses", "diagnoses_raters12")]
)
def test_two_coders_give_what_r_gives(name, key):
    # R: irr 0.84.1, vcd 1.4.11
    expected = EXPECTED[key]
    found = values(table(expected["table"]["values"]))
    assert found["agreement"] == approx(expected["percent_agreement"] / 100)
    assert found["cohen"] == approx(expected["cohen_kappa"])
    assert found["scott"] == approx(expected["scott_pi"])
    assert found["alpha_nominal"] == approx(expected["krippendorff_alpha"]["nominal"])


def test_ac1_of_two_coders_counts_the_codes_that_either_used():
    # R: irrCAC 1.0
    for name in ("anxiety_raters12", "diagnoses_raters12"):
        found = values(table(EXPECTED[name]["table"]["values"]))
        assert found["gwet_ac1"] == approx(EXPECTED[name]["gwet_ac1_irrCAC"], 5)


# invariants


@given(rows(), st.randoms(use_true_random=False))
def test_the_order_of_coders_and_units_and_the_names_of_codes_do_not_matter(found, random):
    before = values(codings(found))
    order = random.sample(range(len(found[0])), len(found[0]))
    names = dict(zip("abcd", random.sample("wxyz", 4), strict=True)) | {None: None}
    other = [
        tuple(names[row[place]] for place in order) for row in random.sample(found, len(found))
    ]
    after = values(codings(other))
    assert after == {
        key: value if value is None else approx(value) for key, value in before.items()
    }


@given(rows())
def test_units_in_another_order_have_the_same_intervals(found):
    ends = [
        [(one.low, one.high) for one in coefficients(ratings(codings(given)), draws=FEW)]
        for given in (found, found[::-1])
    ]
    assert ends[0] == ends[1]


@given(rows(coders=(2, 2), gaps=False))
def test_two_coders_without_gaps_have_one_scott_and_fleiss_and_percent_is_holsti(found):
    value = values(codings(found))
    assert value["scott"] == value["fleiss"]
    assert value["holsti"] == approx(value["agreement"])


@given(rows(coders=(2, 2), gaps=False))
def test_cohen_is_never_below_scott(found):
    value = values(codings(found))
    if value["cohen"] is not None and value["scott"] is not None:
        assert value["cohen"] >= value["scott"] - 1e-12


@given(rows())
def test_chance_only_lowers_agreement(found):
    value = values(codings(found))
    for key in ("brennan_prediger", "gwet_ac1"):
        assert value[key] <= value["agreement"] + 1e-12


@given(rows())
def test_ac1_takes_off_no_more_for_chance_than_brennan_prediger(found):
    value = values(codings(found))
    assert value["gwet_ac1"] >= value["brennan_prediger"] - 1e-12


@given(rows(units=(3, 10)))
def test_every_unit_twice_leaves_all_but_alpha_as_it_was(found):
    once, twice = values(codings(found)), values(codings(found * 2))
    for key in once.keys() - {"alpha_nominal"}:
        assert twice[key] == (once[key] if once[key] is None else approx(once[key]))


@given(rows())
def test_values_and_ends_lie_between_minus_one_and_one(found):
    for one in coefficients(ratings(codings(found)), draws=FEW):
        assert (one.value is None) <= bool(one.note)
        for number in (one.value, one.low, one.high):
            assert number is None or -1 <= number <= 1 + 1e-12
        assert one.low is None or one.low <= one.high


# intervals


def test_a_bootstrap_interval_is_near_the_normal_one_where_units_are_many():
    cohen = next(one for one in coefficients(ratings(table(ABSTRACTORS))) if one.key == "cohen")
    assert cohen.low == pytest.approx(cohen.value - 1.96 * cohen.se, abs=0.03)
    assert cohen.high == pytest.approx(cohen.value + 1.96 * cohen.se, abs=0.03)


def test_one_seed_draws_one_interval_and_another_seed_another():
    given = ratings(table(ABSTRACTORS))
    first, again, other = (coefficients(given, draws=Draws(200, seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_units_drawn_one_by_one_have_the_intervals_of_patterns_drawn_by_their_number(monkeypatch):
    given = ratings(table(ABSTRACTORS))
    by_number = coefficients(given)
    monkeypatch.setattr("crm_analytics.coding.coefficients.FEW", 0)
    one_by_one = coefficients(given)
    assert one_by_one != by_number
    for one, other in zip(one_by_one, by_number, strict=True):
        assert (one.value, one.se) == (other.value, other.se)
        assert (one.low, one.high) == pytest.approx((other.low, other.high), abs=0.03)


@pytest.mark.parametrize("few", [0, 1_000])
def test_as_many_units_are_drawn_as_there_are_each_as_often(monkeypatch, few):
    monkeypatch.setattr("crm_analytics.coding.coefficients.FEW", few)
    given = ratings(codings([("a", "a"), ("a", "b"), ("b", "b"), ("a", "a")]))
    drawn = np.concatenate([
        _drawn(np.random.default_rng(seed), 500, given) for seed in range(3)
    ])  # fmt: skip
    assert set(drawn.sum(axis=1).tolist()) == {4}
    assert drawn.mean(axis=0) == pytest.approx(given.times, abs=0.1)


def test_a_wider_level_is_a_wider_interval():
    given = ratings(table(ABSTRACTORS))
    for narrow, wide in zip(
        coefficients(given, level=0.8), coefficients(given, level=0.99), strict=True
    ):
        assert wide.low < narrow.low < narrow.high < wide.high


# what an empty cell means


def test_an_empty_cell_is_left_out_or_is_agreement_that_no_code_applies():
    given = codings([("a", "a"), ("b", "a"), (None, None), ("a", None)])
    assert values(given)["agreement"] == approx(1 / 2)
    assert values(given, gaps=Gaps.DECISION)["agreement"] == approx(2 / 4)
    assert values(given, gaps=Gaps.DECISION_IF_CODED)["agreement"] == approx(1 / 3)
    assert values(given, gaps=Gaps.DECISION)["holsti"] == approx(2 * 2 / 8)


@given(rows())
def test_units_that_nobody_coded_change_nothing_when_empty_is_left_out(found):
    more = [*found, (None,) * len(found[0])]
    assert values(codings(more)) == values(codings(found))


@given(rows(gaps=False))
def test_without_gaps_it_does_not_matter_what_one_means(found):
    # but "no code" is then one possible code more
    possible = {"brennan_prediger", "gwet_ac1"}
    plain, decided = values(codings(found)), values(codings(found), gaps=Gaps.DECISION)
    assert {k: v for k, v in plain.items() if k not in possible} == {
        k: v for k, v in decided.items() if k not in possible
    }


# several codes a unit


def test_several_codes_are_compared_as_sets_and_kappa_does_not_apply():
    found = values(codings([({"a", "b"}, {"a"}), ({"c"}, {"c"}), ({"a"}, {"b"})]))
    assert found.keys() == {"agreement", "holsti", "alpha_jaccard", "alpha_masi"}
    assert found["agreement"] == approx(1 / 3)
    assert found["holsti"] == approx(2 * 2 / 7)


# degenerate


def of(given):
    return {one.key: one for one in coefficients(ratings(given), draws=FEW)}


def test_one_code_for_everything_leaves_kappa_undefined_and_ac1_one():
    found = of(codings(["xx", "xx", "xx"]))
    said = (
        "Everybody used one code only, 'x', so agreement cannot be told from chance. Gwet's AC1 "
        "and Brennan–Prediger are defined."
    )
    for key in ("cohen", "scott", "fleiss", "alpha_nominal"):
        assert (found[key].value, found[key].se, found[key].note) == (None, None, said)
    assert found["gwet_ac1"].value == found["brennan_prediger"].value == 1


def test_a_pair_of_coders_with_one_code_leaves_the_mean_of_kappa_undefined():
    found = of(codings([("a", "a", "b"), ("a", "a", "a"), (None, None, "b")]))["light"]
    assert found.value is None
    assert found.note == (
        "Two coders used one and the same code for all units they share, so their agreement "
        "cannot be told from chance."
    )


def test_one_unit_has_no_interval():
    found = of(codings(["ab"]))["agreement"]
    assert (found.value, found.low, found.se) == (0, None, None)
    assert found.note == "One unit cannot be drawn anew, so there is no interval."


def test_perfect_agreement_has_no_interval_because_resamples_cannot_disagree():
    found = of(codings(["aa", "bb", "aa", "bb"]))["agreement"]
    assert (found.value, found.low, found.high, found.se) == (1, None, None, None)
    assert found.note == (
        "Every resample of these units gives this value, so they cannot show how sure it is."
    )


def test_resamples_that_agree_or_are_undefined_make_no_interval():
    found = of(codings(["aa"] * 9 + ["bb"]))["cohen"]
    assert (found.value, found.low, found.high) == (1, None, None)


def test_a_coefficient_that_most_resamples_leave_undefined_has_no_interval():
    rows_ = [("a", None, "a"), ("b", None, "b"), (None, "a", "a"), (None, "b", "b")]
    given_ = ratings(codings([("a", "b", None), ("b", "b", None), ("a", "a", None), *rows_]))
    found = {one.key: one for one in coefficients(given_)}["light"]
    assert found.value == approx((0.4 + 1 + 1) / 3)
    assert (found.low, found.high) == (None, None)
    assert found.note == "Fewer than half of the resamples give a value, so there is no interval."


def test_fleiss_without_a_unit_that_all_coded_says_so():
    found = of(codings([("a", "a", None), (None, "b", "a"), ("a", None, "b")]))["fleiss"]
    assert (found.value, found.units) == (None, 0)
    assert found.note == "No unit was coded by all 3 coders; Fleiss' κ needs such units."


def test_every_coefficient_says_how_many_units_it_counts():
    found = of(reference("krippendorff_4x12"))
    assert {key: one.units for key, one in found.items()} == {
        "agreement": 11, "holsti": 12, "light": 11, "fleiss": 8, "brennan_prediger": 11, "gwet_ac1": 11,
        "alpha_nominal": 11, "alpha_ordinal": 11, "alpha_interval": 11, "alpha_ratio": 11,
    }  # fmt: skip


def test_coefficients_of_more_than_two_coders_are_called_what_they_are():
    assert [one.name for one in coefficients(ratings(codings(["aba", "bbb"])), draws=FEW)] == [
        "Percent agreement",
        "Holsti, mean over pairs",
        "Cohen's κ, mean over pairs (Light)",
        "Fleiss' κ",
        "Brennan–Prediger",
        "Gwet's AC1",
        "Krippendorff's α (nominal)",
    ]
