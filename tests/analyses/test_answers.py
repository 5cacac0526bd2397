"""How they answered: the same numbers in bars, tables and words, and who may be shown."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_analytics.analyses.answers.charts import steps
from crm_analytics.analyses.answers.counts import AnswersOptions
from crm_analytics.analyses.battery import build
from crm_analytics.errors import Hidden
from crm_analytics.report.chart import Histogram, Likert
from crm_analytics.report.section import provenance
from crm_analytics.survey import questionnaire
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.samples import sample
from crm_analytics.survey.view import View
from tests.conftest import survey_file

DESCRIBED = [
    "name",
    "n",
    "missing",
    "mean",
    "se_mean",
    "median",
    "mode",
    "sd",
    "variance",
    "skewness",
    "se_skewness",
    "kurtosis",
    "se_kurtosis",
    "range",
    "minimum",
    "maximum",
    "sum",
    "p25",
    "p50",
    "p75",
]


def seen(id, **filters):
    study = sample(id)
    responses = Responses.fit(questionnaire.read(study.questionnaire), study.files()[""])
    return View.of(responses, tuple(filters.items()))


def section(view, **choices):
    return build("answers", view, provenance(view, "", ""), AnswersOptions(**choices))


def tables(made):
    return {table.name: table.records() for table in made.tables}


def small(text="", **columns):
    items = ", ".join(c for c in columns if c not in ("team", "w"))
    instrument = questionnaire.read(
        f"constructs: [{{name: C, dimensions: [{{name: D, items: [{items}]}}]}}]\n{text}"
    )
    return View.of(Responses.fit(instrument, survey_file(**columns)))


@pytest.fixture(scope="module")
def insurance_view():
    return seen("sample-insurance")


def test_every_table_has_the_columns_programs_rely_on(insurance):
    answers = insurance["answers"]
    for name, rows in (("items", 45), ("dimensions", 9), ("constructs", 2)):
        assert len(answers[name]) == rows
        assert list(answers[name][0]) == DESCRIBED
    assert list(answers["frequencies"][0]) == [
        "item", "value", "label", "n", "percent", "valid_percent", "cumulative_percent",
    ]  # fmt: skip
    assert list(answers["normality"][0]) == [
        "name", "n", "ks_d", "lilliefors_p", "shapiro_w", "shapiro_p",
    ]  # fmt: skip
    assert len(answers["normality"]) == 56
    assert len(answers["frequencies"]) == 45 * 5
    assert [row["name"] for row in answers["items"]][:2] == ["TR1", "TR2"]


def test_bars_and_tables_show_the_same_numbers(insurance, insurance_sections):
    likert = next(s for s in insurance_sections if s.id == "answers").charts[0]
    rows = insurance["answers"]["frequencies"]
    for bar in likert.rows:
        of_item = [row for row in rows if row["item"] == bar.label]
        assert list(bar.shares) == pytest.approx([row["valid_percent"] for row in of_item])
        assert [row["label"] for row in of_item] == list(likert.points)
        assert bar.n == sum(row["n"] for row in of_item)
    shares = {row["name"]: row for row in insurance["answers"]["shares"]}
    for bar in likert.rows:
        assert sum(bar.shares[-2:]) == pytest.approx(shares[bar.label]["top2"])
        assert sum(bar.shares[:2]) == pytest.approx(shares[bar.label]["bottom2"])


def test_the_finding_names_the_highest_and_the_lowest(insurance_sections):
    assert next(s for s in insurance_sections if s.id == "answers").finding == (
        "TR1 is answered highest (90% Agree or Strongly agree), FO4 lowest (48% Agree or "
        "Strongly agree). Nobody left a question out."
    )


def test_questions_stand_as_asked_or_the_highest_first(insurance_view):
    asked, sorted_ = (
        section(insurance_view, highest_first=first).charts[0].rows for first in (False, True)
    )
    assert [bar.label for bar in asked] == list(insurance_view.columns)
    assert sorted(bar.label for bar in sorted_) == sorted(insurance_view.columns)
    for group in {bar.group for bar in sorted_}:
        top = [sum(bar.shares[-2:]) for bar in sorted_ if bar.group == group]
        assert top == sorted(top, reverse=True)
    assert len({bar.group for bar in sorted_[:5]}) == 1


def test_the_middle_is_that_of_the_scale():
    assert section(seen("sample-insurance"), split=False).charts[0].middle == 2
    assert section(seen("sample-insurance"), split=False).charts[0].split is False
    assert section(seen("sample-carers")).charts[0].middle is None


def test_what_nobody_knew_stands_beside_the_bar_and_never_in_it():
    view = small(
        "missing_codes: {9: do not know}\nminimum_group: 3", q=[1, 5] * 6 + [9] * 3 + [None]
    )
    made = section(view)
    (bar,) = made.charts[0].rows
    assert (bar.n, bar.shares, bar.no_answer) == (12, (50, 0, 0, 0, 50), 25)
    (row,) = tables(made)["shares"]
    assert (row["missing"], row["reasons"]) == (4, "skipped 1; do not know 3")
    assert made.finding == (
        "q is answered highest (50% at the top two points). 25.0% of all answers are missing: "
        "skipped 6.2% and do not know 18.8%."
    )


def test_the_sample_of_ten_is_shown_in_full():
    made = section(seen("sample-spss"))
    rows = tables(made)
    assert [row["n"] for row in rows["items"]] == [10] * 9
    assert round(rows["items"][0]["skewness"], 3) == 0.547
    assert made.finding == "I has the highest mean (0.66), E the lowest (0.42)."
    assert "shares" not in rows
    (histogram,) = made.charts
    assert sum(histogram.counts) == 10


def test_fewer_than_ten_people_are_not_shown_one_by_one():
    made = section(small("minimum_group: 5", q=[1, 2, 3, 4, 5, 1, 2, 3, 4]))
    assert made.finding == (
        "Fewer than 10 people are in this view, so their answers are not shown one by one. "
        "Choose fewer filters."
    )
    assert (made.charts, made.tables) == ((), ())


def test_a_question_few_people_answered_keeps_its_mean_or_nothing():
    many, some, few = (
        [1, 2, 3, 4, 5] * 4,
        [1, 2, 3, 4, 5] + [2] + [None] * 14,
        [1, 2] + [None] * 18,
    )
    made = section(small("missing: half\nminimum_group: 5", q1=many, q2=some, q3=few))
    rows = tables(made)
    shown = {row["name"]: [k for k, v in row.items() if v is not None] for row in rows["items"]}
    assert shown == {"q1": DESCRIBED, "q2": ["name", "n", "missing", "mean", "sum"], "q3": ["name"]}
    assert {row["item"] for row in rows["frequencies"]} == {"q1"}
    assert [bar.label for bar in made.charts[0].rows] == ["q1"]
    assert "q2, D and C: too few people to show more than the mean." in made.caveats
    assert "q3: fewer than 5 people have a value." in made.caveats


def test_scores_are_compared_by_level_and_questions_within_a_dimension(insurance_view):
    levels = section(insurance_view, by="gender").charts[1]
    assert levels.title == "Levels of every score, by gender"
    assert levels.points == ("very low", "low", "medium", "high", "very high")
    assert [(bar.group, bar.label, bar.n) for bar in levels.rows[:2]] == [
        ("Trust", "female", 108),
        ("Trust", "male", 174),
    ]
    trust = section(insurance_view, by="gender", dimension="Trust").charts[1]
    assert trust.title == "Trust, by gender"
    assert [bar.group for bar in trust.rows[::2]] == ["TR1", "TR2", "TR3", "TR4", "TR5"]
    for chart in (levels, trust):
        assert all(sum(bar.shares) == pytest.approx(100) for bar in chart.rows)


def test_bars_of_a_category_are_those_of_its_own_view(insurance_view):
    women = section(seen("sample-insurance", gender=("female",))).charts[0].rows
    compared = section(insurance_view, by="gender", dimension="Trust").charts[1].rows
    assert [bar.shares for bar in compared[::2]] == [bar.shares for bar in women[:5]]


def test_small_categories_and_their_neighbours_are_not_compared(insurance_view):
    made = section(insurance_view, by="level", dimension="Trust")
    assert {bar.label for bar in made.charts[1].rows} == {
        "department director",
        "assistant department manager",
        "division official",
        "employee",
    }
    assert (
        "level: director general and unit administrator not shown in bars, which need 10 people "
        "in a category and in the rest." in made.caveats
    )


def test_a_question_too_few_of_one_category_answered_is_left_out_of_all():
    rows = {"team": ["a"] * 20 + ["b"] * 12, "q1": [1, 5] * 16, "q2": [1, 5] * 14 + [None] * 4}
    made = section(
        small("demographics: [team]\nminimum_group: 5", **rows), by="team", dimension="D"
    )
    assert {bar.group for bar in made.charts[1].rows} == {"q1"}
    assert "q2: too few people of one category to compare by team." in made.caveats


def test_nothing_is_compared_where_every_category_is_small():
    rows = {"team": list("aabbccddee") * 2, "q": [1, 5] * 10}
    made = section(small("demographics: [team]\nminimum_group: 5", **rows), by="team")
    assert not any(chart.name == "by team" for chart in made.charts)
    assert "Nothing can be compared by team: bars need 10 people in every category." in made.caveats


def test_the_chosen_dimension_alone_has_a_histogram(insurance_view):
    charts = section(insurance_view, dimension="Trust").charts
    assert [c.name for c in charts if isinstance(c, Histogram)] == ["histogram of Trust"]
    every = [c for c in section(insurance_view).charts if isinstance(c, Histogram)]
    assert [c.name.removeprefix("histogram of ") for c in every] == [
        d.name for d in insurance_view.instrument.dimensions
    ]
    for chart in every:
        assert sum(chart.counts) == 282


@pytest.mark.parametrize("dimension", range(9))
def test_every_step_of_a_histogram_holds_as_many_possible_scores(insurance_view, dimension):
    edges = steps(insurance_view.instrument.dimensions[dimension], 5)
    possible = np.arange(5, 26) / 5
    assert np.histogram(possible, edges)[0].tolist() == [1] * 21


def test_weights_reach_bars_tables_and_histogram():
    answers, weights = [1, 5] * 10, [1.0, 3.0] * 10
    made = section(small("weight: w\nminimum_group: 5", q=answers, w=weights))
    likert, histogram = made.charts
    assert likert.rows[0].shares == (25, 0, 0, 0, 75)
    assert likert.note == "n = 20, shares weighted"
    (item,) = tables(made)["items"]
    assert (item["n"], item["n_effective"], item["mean"]) == (20, 16, 4)
    assert list(item)[1:3] == ["n", "n_effective"]
    assert histogram.counts == (5, 0, 0, 0, 15)
    assert made.caveats[1:] == (
        "A test of normality is not defined with case weights.",
        "The standard error of skewness and of kurtosis is not defined with case weights.",
    )


def test_questions_asked_the_other_way_round_say_so():
    view = seen("sample-carers")
    first, *others = view.instrument.constructs
    (dimension,) = first.dimensions
    items = tuple(replace(item, reversed=True) for item in dimension.items)
    turned = replace(first, dimensions=(replace(dimension, items=items),))
    instrument = replace(view.instrument, constructs=(turned, *others))
    made = section(replace(view, instrument=instrument))
    assert made.charts[0].rows[0].label.endswith("caregiver? (reversed)")
    assert any("asked the other way round" in caveat for caveat in made.caveats)


def test_scales_of_different_points_have_a_chart_each():
    instrument = questionnaire.read(
        "constructs: [{name: C, dimensions: [{name: A, items: [q1]}, "
        "{name: B, items: [q2], scale: {low: 0, high: 10}}]}]\nminimum_group: 5"
    )
    file = survey_file(q1=[1, 5] * 6, q2=[0, 10] * 6)
    made = section(View.of(Responses.fit(instrument, file)))
    likert = [chart for chart in made.charts if isinstance(chart, Likert)]
    assert [len(chart.points) for chart in likert] == [5, 11]
    nps = {row["name"]: row["nps"] for row in tables(made)["shares"]}
    assert nps == {"q1": None, "q2": 0}


@given(
    st.lists(
        st.tuples(*[st.none() | st.integers(1, 5)] * 3, st.sampled_from("abc"), st.floats(0.1, 9)),
        min_size=1,
        max_size=30,
    ),
    st.sampled_from([1, 3]),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_any_answers_make_a_section_without_a_number_that_is_none(people, fewest, weighted):
    *items, team, w = zip(*people, strict=True)
    columns = {f"q{i}": pa.array(column, pa.int8()) for i, column in enumerate(items)}
    text = f"minimum_group: {fewest}\ndemographics: [team]\n" + "weight: w" * weighted
    try:
        view = small(text, **columns, team=list(team), w=list(w))
    except Hidden:
        return
    for made in (section(view, by="team"), section(view, by="team", dimension="D")):
        numbers = [v for t in made.tables for row in t.rows for v in row if isinstance(v, float)]
        assert np.isfinite(numbers).all()
        assert made.finding
