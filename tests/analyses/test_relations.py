"""What a reader chooses on Relations, and what the section says of it."""

from dataclasses import replace

import numpy as np
import pytest

from crm_analytics.analyses.battery import build
from crm_analytics.analyses.relations import RelationsOptions
from crm_analytics.report.section import provenance
from crm_analytics.statistics.bayes_factor import of_r
from crm_analytics.survey.responses import FIRST_MISSING
from tests.reference import view


def section(people, thorough=True, **choices):
    options = RelationsOptions(**choices)
    return build("relations", people, provenance(people, "", ""), options, thorough=thorough)


def rows(made, table):
    return {(row["row"], row["column"]): row for row in named(made, table).records()}


def named(made, table):
    return next(each for each in made.tables if each.name == table)


def test_scores_have_three_coefficients_and_items_four():
    kinds = ["pearson", "spearman", "kendall", "polychoric"]
    made = section(view("insurance"))
    assert [table.name for table in made.tables] == kinds
    assert made.tables[-1].column("row")[0] == "TR1"  # steps are those of items
    assert [t.name for t in section(view("insurance"), thorough=False).tables] == kinds[:3]
    made = section(view("insurance"), items=True)
    assert [table.name for table in made.tables] == kinds
    assert len({table.columns for table in made.tables}) == 1
    assert [len(table.rows) for table in made.tables] == [990] * 4


@pytest.mark.parametrize(
    ("kind", "symbol"), [("pearson", "r"), ("spearman", "ρ"), ("kendall", "τ")]
)
def test_the_coefficient_asked_for_leads(kind, symbol):
    made = section(view("insurance"), coefficient=kind)
    assert [chart.name for chart in made.charts] == ["block", kind]
    assert len({chart.measure for chart in made.charts}) == 1
    assert [table.name for table in made.tables if not table.detail] == [kind]
    strongest = max((r for line in made.charts[0].values for r in line), key=abs)
    assert f"({symbol} = {strongest:.2f})" in made.finding


def test_a_coefficient_that_is_not_there_gives_way_to_pearsons():
    assert section(view("insurance"), coefficient="polychoric").charts[-1].name == "pearson"


def test_r_without_error_divides_by_the_roots_of_alpha():
    people = view("insurance")
    row = next(iter(rows(section(people), "pearson").values()))
    made = build("reliability", people, provenance(people, "", ""))
    alphas = {r["scale"]: r["alpha"] for r in made.tables[0].records()}
    both = np.sqrt(alphas[row["row"]] * alphas[row["column"]])
    assert row["r_disattenuated"] == pytest.approx(row["r"] / both, rel=1e-12)


def test_r_without_error_above_one_is_explained():
    people = view("insurance")
    over = [
        pair
        for pair, row in rows(section(people), "pearson").items()
        if (row["r_disattenuated"] or 0) > 1
    ]
    assert len(over) == 1
    assert (
        f"{over[0][0]} and {over[0][1]}: r without error is above 1. The two may measure the same, "
        "or an α understates how reliable its score is."
    ) in section(people).caveats


def test_constructs_and_items_have_no_r_without_error():
    people = view("insurance")
    names = {d.name for d in people.instrument.dimensions}
    for pair, row in rows(section(people), "pearson").items():
        assert (row["r_disattenuated"] is None) == (not set(pair) <= names)
    assert "r_disattenuated" not in named(section(people, items=True), "pearson").columns


def test_each_pair_has_its_own_people_on_request():
    people = view("bfi")
    listwise, pairwise = section(people, items=True), section(people, items=True, pairwise=True)
    assert {row["n"] for row in rows(listwise, "pearson").values()} == {2436}
    sizes = {row["n"] for row in rows(pairwise, "polychoric").values()}
    assert (min(sizes), max(sizes)) == (2739, 2791)
    assert "Each pair has people of its own: from 2,739 to 2,791." in pairwise.caveats
    assert pairwise.charts[0].note.startswith("n from 2,739 to 2,791;")
    assert any("both of its columns" in paragraph for paragraph in pairwise.method)


def test_what_no_group_of_people_can_have_is_said():
    made = section(view("bfi"), pairwise=True)
    assert made.caveats[1] == (
        "Pearson's r: no one group of people could have all of these correlations at once (the "
        "matrix is not positive semi-definite). Read them pair by pair; a factor or regression "
        "model of the whole matrix needs it smoothed first."
    )


def test_like_beside_like_moves_rows_and_columns_but_no_number():
    people = view("insurance")
    asked, moved = section(people), section(people, clustered=True)
    assert asked.tables[0].rows == moved.tables[0].rows
    one, other = asked.charts[-1], moved.charts[-1]
    assert one.rows != other.rows
    assert sorted(one.rows) == sorted(other.rows)
    assert other.rows == other.columns
    assert cells(one) == cells(other)
    assert any("side by side" in paragraph for paragraph in moved.method)


def cells(heat):
    return {
        (row, column): (value, flag)
        for row, values, flags in zip(heat.rows, heat.values, heat.flags, strict=True)
        for column, value, flag in zip(heat.columns, values, flags, strict=True)
    }


def test_people_in_one_order_only_are_named():
    people = view("hotel")
    answers = people.answers.copy()
    answers[:, 1] = np.minimum(answers[:, 0] + 1, 5)
    made = section(replace(people, answers=answers), items=True)
    assert (
        "v1 and v2: nobody is higher on one and lower on the other, or everybody is, so the "
        "polychoric correlation has no estimate short of 1; it is shown there, without a test."
    ) in made.caveats
    row = rows(made, "polychoric")["v1", "v2"]
    assert row["r"] > 0.9999
    assert (row["p"], row["low"], row["high"]) == (None, None, None)


def test_fractions_leave_out_the_polychoric_table_and_say_so():
    people = view("hotel")
    made = section(replace(people, answers=people.answers / 2), items=True)
    assert [table.name for table in made.tables] == ["pearson", "spearman", "kendall"]
    assert (
        "Polychoric correlations are left out. Polychoric correlations need scales of whole "
        "points, at most 20 of them."
    ) in made.caveats


def test_pairs_of_too_few_people_are_left_blank():
    people = view("hotel")
    answers = people.answers.copy()
    answers[:8, 0], answers[8:, 1] = FIRST_MISSING, FIRST_MISSING
    strict = replace(
        people, answers=answers, instrument=replace(people.instrument, minimum_group=5)
    )
    made = section(strict, items=True, pairwise=True)
    row = rows(made, "pearson")["v1", "v2"]
    assert (row["r"], row["n"]) == (None, None)
    assert "Pairs that too few people have are left out." in made.caveats


def test_bayes_factors_stand_beside_pearson_when_they_are_asked_for():
    people = view("insurance")
    plain, asked = section(people), section(people, bayes=True)
    assert "bf10" not in plain.tables[0].columns
    pearson, spearman, *_ = asked.tables
    for row in pearson.records():
        assert row["bf10"] == of_r(row["r"], row["n"])
        assert row["evidence"].endswith("for an effect" if row["bf10"] >= 1 else "for none")
    assert "bf10" not in spearman.columns
    assert "Jeffreys (1961)" in asked.method[-1]


def test_weighted_people_have_no_bayes_factors():
    people = view("insurance")
    weights = np.random.default_rng(1).uniform(0.5, 2, people.people)
    made = section(replace(people, weights=weights), bayes=True)
    assert "bf10" not in made.tables[0].columns
    assert "without a weighted form" in " ".join(made.method)
