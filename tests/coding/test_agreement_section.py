"""The section of coders' agreement: the room's values, said in words."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from crm_analytics.coding import (
    Coded,
    Codings,
    Gaps,
    Sources,
    Unit,
    agreement,
    agreement_section,
    meaning,
)
from crm_analytics.coding.agreement_section import meant
from crm_analytics.coding.options import named
from crm_analytics.report.chart import Dots, Heat
from crm_analytics.report.columns import OWN, VOCABULARY
from tests.coding.coders import EXPECTED, FEW, codings, reference, rows
from tests.coding.coders import table as coders_table
from tests.coding.shown import SOURCES, agreed, chart, column, table

ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
PARADOX = [[90, 5], [5, 0]]
CONTRACT = {"coefficient", "value", "low", "high", "units", "coders"}


def coefficient(section, name):
    found = table(section, "coefficients")
    return dict(zip(found.column("coefficient"), found.column("value"), strict=True))[name]


def test_the_table_of_coefficients_has_the_columns_that_others_rely_on():
    found = table(agreed(coders_table(ABSTRACTORS)), "coefficients")
    assert set(found.columns) >= CONTRACT
    assert agreed(coders_table(ABSTRACTORS)).id == "agreement"


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("Percent agreement", 0.89), ("Cohen's κ", 0.7964), ("Scott's π", 0.7962),
        ("Gwet's AC1", 0.8493), ("Brennan–Prediger", 0.8350), ("Krippendorff's α (nominal)", 0.7973),
    ],
)  # fmt: skip
def test_the_values_are_those_of_ircac(name, published):
    assert coefficient(agreed(coders_table(ABSTRACTORS)), name) == pytest.approx(
        published, abs=5e-5
    )


@pytest.mark.parametrize("kind", ["nominal", "ordinal", "interval", "ratio"])
def test_alpha_is_that_of_krippendorffs_example(kind):
    found = agreed(reference("krippendorff_4x12"))
    expected = EXPECTED["krippendorff_4x12"]["krippendorff_alpha"][kind]
    assert coefficient(found, f"Krippendorff's α ({kind})") == pytest.approx(expected, abs=1e-12)


@given(rows(coders=(2, 4), units=(2, 8)))
@settings(max_examples=25)
def test_every_number_is_the_rooms(given_rows):
    given = codings(given_rows)
    room, shown = agreement(given, draws=FEW), table(agreed(given), "coefficients")
    for record, one in zip(shown.records(), room.coefficients, strict=True):
        assert record["value"] == one.value
        assert (record["low"], record["high"]) == (one.low, one.high)
        assert (record["units"], record["coders"]) == (one.units, one.coders)
        word = meaning(one)
        assert word is None or record["verdict"] == word[0]


@given(rows(coders=(2, 4), units=(2, 8)))
@settings(max_examples=25)
def test_every_column_has_a_heading_and_every_coefficient_a_sentence(given_rows):
    section = agreed(codings(given_rows))
    keys = {(t.name, key) for t in section.tables for key in t.columns}
    unknown = {key for name, key in keys if key not in VOCABULARY and (name, key) not in OWN}
    assert all(key.startswith("codes of ") for key in unknown)
    assert all(text and text[0].isupper() and text[-1] == "." for text in section.caveats)


def test_the_finding_names_coders_units_alpha_interval_and_whose_word_it_is():
    assert agreed(coders_table(ABSTRACTORS)).finding == (
        "A and B gave the same code to 89% of the 100 units that both coded; beyond chance that is "
        "α = 0.797 (95% interval 0.74 to 0.88), in the words of Krippendorff (2004) good enough for "
        "tentative conclusions."
    )


def test_of_more_than_two_coders_any_two_are_meant():
    assert agreed(reference("fleiss_diagnoses")).finding.startswith(
        "Any two of the 6 coders gave the same code to 56% of 30 units; beyond chance that is α = "
        "0.43 (95% interval "
    )


def test_sets_of_codes_and_categories_are_called_so():
    sets = codings([({"a", "b"}, {"a"}), ("b", "b"), ("c", {"a", "c"})])
    assert "gave the same set of codes to 33% of the 3 units" in agreed(sets).finding
    level = Sources((("f", "c"),), compare="category")
    assert "gave the same category to" in agreed(coders_table(PARADOX), level).finding


def test_without_a_second_code_chance_cannot_be_taken_off():
    section = agreed(codings(["aa", "aa", "aa"]))
    assert section.finding == (
        "A and B gave the same code to 100% of the 3 units that both coded; how much of it is more "
        "than chance cannot be said. Everybody used one code only, 'a', so agreement cannot be told "
        "from chance. Gwet's AC1 and Brennan–Prediger are defined."
    )
    names = "Cohen's κ, Scott's π, Fleiss' κ and Krippendorff's α (nominal): Everybody used one"
    assert any(caveat.startswith(names) for caveat in section.caveats)
    assert None not in [point.value for point in chart(section, "coefficients").points]


def test_agreement_that_takes_no_chance_off_has_no_word():
    found = table(agreed(coders_table(ABSTRACTORS)), "coefficients")
    verdicts = dict(zip(found.column("coefficient"), found.column("verdict"), strict=True))
    assert verdicts["Holsti"] == "no word: chance is not taken off"
    assert verdicts["Cohen's κ"] == "substantial"


# what weakens it


def test_coefficients_that_are_far_apart_are_told():
    assert (
        "The coefficients are far apart, from −0.05 (Cohen's κ) to 0.89 (Gwet's AC1): some codes "
        "are used much more than others, and what chance would give depends on how it is defined."
        in agreed(coders_table(PARADOX)).caveats
    )


def test_the_low_end_is_told_where_it_has_another_word():
    same = agreed(coders_table(ABSTRACTORS))  # 0.797 and 0.74 have the same word
    assert not any("The interval of α begins" in caveat for caveat in same.caveats)
    few = agreed(codings(["aa", "bb", "ab", "aa", "bb", "aa", "bb", "aa"]))
    assert any("which would be not reliable: more units tell more." in c for c in few.caveats)


UNCODED = [("a", "a"), ("b", "b"), ("a", "b"), ("b", None), (None, None)]


def test_units_that_one_coder_or_nobody_coded_are_told_with_what_they_would_change():
    given = codings(UNCODED)
    section = agreed(given)
    (said,) = (c for c in section.caveats if c.startswith("Of 5 units"))
    assert said == (
        "Of 5 units 1 is coded by one coder only and 1 is coded by nobody; empty cells are left "
        "out. Were empty cells a decision that no code applies, α of 5 units would be 0.45. Were "
        "empty cells a decision that no code applies, where anybody coded the unit, α of 4 units "
        "would be 0.26."
    )
    keys = table(section, "empty_cells").columns
    assert {"left_out", "decision", "decision_if_coded"} < set(keys)


@pytest.mark.parametrize("gaps", list(Gaps))
def test_the_chosen_meaning_of_an_empty_cell_is_what_the_table_shows(gaps):
    given = codings(UNCODED)
    section = agreed(given, empty_cells=gaps.value)
    assert column(section, "empty_cells", gaps.value) == column(section, "coefficients", "value")
    assert section.provenance.people == column(section, "coefficients", "units")[0]


def test_without_an_empty_cell_there_is_one_way_to_count():
    names = [t.name for t in agreed(coders_table(PARADOX)).tables]
    assert "empty_cells" not in names
    assert "pairs" not in names


def test_the_weakest_pair_is_named():
    section = agreed(codings(["aab", "bbb", "aac", "cca"]))
    assert "A and C agree least: 25% of 4 units." in section.caveats
    assert column(section, "pairs", "first") == ["A", "A", "B"]


def test_pairs_that_share_other_units_are_not_ranked_without_saying_so():
    """A and B share four units, A and C four others: as many, and not the same."""
    left = [("a", "a", None), ("b", "b", None), ("a", "b", None), ("b", "b", None)]
    right = [("a", None, "b"), ("b", None, "b"), ("a", None, "b"), ("b", None, "b")]
    assert (
        "A and C agree least: 50% of 4 units; other pairs share other units."
        in agreed(codings(left + right)).caveats
    )


def test_as_many_other_units_are_still_other_units():
    """Two coefficients of as many units, of which one counts other ones."""
    given = codings(["ab", "bb", "aa", "aa", "aa", "aa", "aa", "aa", "aa", "aa"])
    found = agreement(given, draws=FEW)
    every = [
        replace(one, counted=frozenset({7, 8, 9})) if one.key == "gwet_ac1" else one
        for one in found.coefficients
    ]
    moved = replace(found, coefficients_if={found.gaps: tuple(every)})
    said = agreement_section.section(given, moved, SOURCES).caveats
    assert (
        "Gwet's AC1 counts 10 units, α 10: the two are of other units and cannot be compared."
        in said
    )
    assert not any("Gwet" in caveat for caveat in said if caveat.startswith("The coefficients"))


def test_codes_that_are_numbers_may_run_from_low_to_high():
    assert (
        "The codes are all numbers: if they run from low to high, ordinal α, 0.82, tells more."
        in agreed(reference("krippendorff_4x12")).caveats
    )


def test_what_was_noticed_while_reading_is_told():
    assert (
        "Codes that differ in capitals only: 'Price', 'price' are counted as different codes."
        in agreed(codings([("Price", "price"), ("b", "b")])).caveats
    )


# which one was meant


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        (".89", "may be Percent agreement and Holsti"),
        ("0.797", "may be Krippendorff's α (nominal)"),
        ("0,80", "may be Cohen's κ, Scott's π, Fleiss' κ and Krippendorff's α (nominal)"),
        ("89 %", "may be Percent agreement and Holsti"),
        ("−.5", "is none of these coefficients, whatever an empty cell means"),
        ("about a half", "is no number"),
    ],
)
def test_a_printed_value_may_be_every_coefficient_that_rounds_to_it(printed, said):
    room = agreement(coders_table(ABSTRACTORS), draws=FEW)
    (found,) = meant(room, printed)
    assert found.title == f"“{printed}” {said}"


def test_a_printed_value_may_also_count_empty_cells_otherwise():
    room = agreement(codings([*["aa"] * 8, ("a", None), "bb"]), draws=FEW)
    (found,) = meant(room, ".9")
    assert ("Percent agreement", "a decision that no code applies", 10, 0.9) in found.rows
    assert not [*meant(room, " ")]


# where they disagree


def test_units_where_coders_disagree_are_listed_with_their_words():
    unit = Unit("u1", "Interview 1", "I pay too much")
    given = Codings.of(
        [Coded(unit, "A", ("price",)), Coded(unit, "B", ("trust", "price")),
         Coded(Unit("u2"), "A", ("x",)), Coded(Unit("u2"), "B", ("x",))]
    )  # fmt: skip
    assert table(agreed(given), "units").records() == [
        {
            "unit": "u1", "document": "Interview 1", "said": "I pay too much",
            "codes of A": "price", "codes of B": "price; trust", "disagreement": 0.5,
        }
    ]  # fmt: skip


def test_one_code_can_be_looked_into():
    given = codings(["ab", "bc", "cc", "ac"])
    assert column(agreed(given, about="b"), "units", "unit") == ["u1", "u2"]
    assert table(agreed(given, about="b"), "units").title == (
        "Where coders disagree about “b” (agreement on it 0.00, κ −0.33): 2 units"
    )
    assert len(column(agreed(given), "units", "unit")) == 3


def test_two_coders_stand_against_each_other_in_the_grid():
    grid = chart(agreed(coders_table(ABSTRACTORS)), "confusion")
    assert isinstance(grid, Heat)
    assert grid.values == tuple(tuple(map(float, row)) for row in ABSTRACTORS)
    assert (grid.low, grid.high, grid.decimals, grid.rising) == (0, 56, 0, True)
    assert grid.note == "rows: A, columns: B"


def test_of_many_codes_the_grid_shows_those_that_are_confused():
    names = [f"c{n}" for n in range(40)]
    given = codings([*((name, name) for name in names), ("c7", "c3"), ("c7", "c9")])
    grid = chart(agreed(given), "confusion")
    assert grid.rows == ("c3", "c7", "c9")
    assert "the 3 codes of 40 that are confused most often" in grid.note
    agreed_in_all = agreed(codings([(name, name) for name in names]))
    assert [type(one) for one in agreed_in_all.charts] == [Dots]


@given(rows(coders=(2, 3), units=(2, 8)))
@settings(max_examples=25)
def test_tables_count_what_the_room_counts(given_rows):
    given = codings(given_rows)
    section, room = agreed(given), agreement(given, draws=FEW).disagreement
    assert sum(column(section, "confused", "times")) == np.triu(room.pooled, 1).sum()
    assert sum(column(section, "confusion", "times")) == sum(
        counts.sum() for counts in room.confusion.values()
    )
    assert len(table(section, "units").rows) == sum(one.disagreement > 0 for one in room.units)


# where it comes from


def test_the_files_can_be_found_again():
    sources = Sources(
        (("a.csv", "a" * 64), ("b.csv", "b" * 64)), ("book.csv", "k" * 64),
        "category", ("age",),
    )  # fmt: skip
    stamp = agreed(codings(UNCODED), sources).provenance
    assert stamp.line == (
        "a.csv and 1 more file · 3 of 5 units · codes gathered in: categories · without: age"
    )
    assert stamp.data_sha256 == f"{'a' * 64} {'b' * 64}"
    assert stamp.questionnaire_sha256 == "k" * 64


def test_three_files_are_named_in_a_line():
    assert named(["a", "b", "c"]) == "a and 2 more files"


def test_coefficients_of_other_units_are_named_and_not_compared():
    """Fleiss' κ counts the units that all three coded, α those that two or more did."""
    full = [("a", "a", "b"), ("b", "a", "b"), ("a", "b", "a"), ("b", "b", "a")] * 5
    some = [("a", "a", None), ("b", "b", None)] * 10
    found = agreed(codings([*full, *some]))
    by_name = {row["coefficient"]: row for row in table(found, "coefficients").records()}
    fleiss, alpha = by_name["Fleiss' κ"], by_name["Krippendorff's α (nominal)"]
    assert (fleiss["units"], alpha["units"]) == (20, 40)
    assert alpha["value"] - fleiss["value"] > 0.1
    assert (
        "Fleiss' κ counts 20 units, α 40: the two are of other units and cannot be compared."
        in found.caveats
    )
    apart = [caveat for caveat in found.caveats if caveat.startswith("The coefficients are far")]
    assert not any("Fleiss" in caveat for caveat in apart)


def test_a_printed_value_says_of_which_units_where_they_differ():
    """Percent agreement is 12 of the 20 units that both coded, Holsti 24/41 of all 21."""
    both = [("a", "a")] * 6 + [("b", "b")] * 6 + [("a", "b")] * 4 + [("b", "a")] * 4
    found = agreement(codings([*both, ("a", None)]), draws=FEW)
    (printed,) = meant(found, ".6")
    left_out = [row for row in printed.records() if row["empty"] == "left out"]
    units = {row["coefficient"]: row["units"] for row in left_out}
    assert (units["Percent agreement"], units["Holsti"]) == (20, 21)
    assert printed.title.startswith("“.6” may be Percent agreement")
    assert "(of 20 units), or Holsti" in printed.title
