"""What the page Groups says, from files as people send them."""

import pytest

from crm_analytics.analyses.battery import build
from crm_analytics.analyses.groups.comparisons import GroupsOptions
from crm_analytics.files import read
from crm_analytics.report.chart import Dots, Heat, Likert
from crm_analytics.report.section import provenance
from crm_analytics.survey import questionnaire
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.samples import SAMPLES
from crm_analytics.survey.view import View
from crm_analytics.ui.cache import SectionRequest
from crm_analytics.ui.study import LookedAt

ASKED = """
constructs:
  - {name: Loyalty, dimensions: [{name: Trust, items: [t]}, {name: Care, items: [c]}]}
demographics: [team]
"""
FLAT = [1, 2, 3, 4, 5] * 4


def section(text, asked=ASKED, options=None):
    file = read(text.encode(), "survey.csv")
    view = View.of(Responses.fit(questionnaire.read(asked), file))
    stamp = provenance(view, file.sha256, asked)
    return build("groups", view, stamp, options)


def csv(*rows, head="t,c,team"):
    return "\n".join([head, *(",".join(map(str, row)) for row in rows)])


def sample(id, **choices):
    study = next(s for s in SAMPLES if s.id == id)
    file = study.files()[""]
    view = View.of(Responses.fit(questionnaire.read(study.questionnaire), file))
    return build(
        "groups", view, provenance(view, file.sha256, study.questionnaire), GroupsOptions(**choices)
    )


def table(section, name):
    return next(t.records() for t in section.tables if t.name == name)


APART = [(min(5, x + 1), x, "north") for x in FLAT] + [(max(1, x - 1), x, "south") for x in FLAT]


def test_the_strongest_difference_that_holds_up_is_said_first():
    found = section(csv(*APART))
    assert found.finding == (
        "Trust differs most by team: 3.8 among north against 2.2 among south "
        "(p < .001, Hedges' g = 1.31); 1 of 3 comparisons holds up when all are tested together."
    )


def test_no_difference_is_said_as_readily():
    rows = [(x, x, team) for team in ("north", "south") for x in FLAT]
    found = section(csv(*rows, (3, 3, "north")))
    assert found.finding.startswith(
        "No group differs from another beyond chance: of 3 comparisons none holds up."
    )


def test_the_matrix_has_the_columns_others_rely_on():
    row = table(section(csv(*APART)), "matrix")[0]
    assert list(row)[:12] == [
        "variable", "demographic", "groups", "n", "test", "statistic", "df1", "df2", "p",
        "p_holm", "effect_name", "effect",
    ]  # fmt: skip
    assert (row["variable"], row["groups"], row["n"], row["test"]) == ("Trust", 2, 40, "Welch's t")
    assert row["why"] == "Every group has 15 people or more: means are compared."
    pair = table(section(csv(*APART)), "pairs")[0]
    assert list(pair) == [
        "variable", "demographic", "a", "b", "difference", "low", "high", "p_adjusted", "method",
    ]  # fmt: skip
    assert pair["difference"] == pytest.approx(1.6)


def test_charts_show_the_matrix_and_the_chosen_comparison():
    found = section(csv(*APART), options=GroupsOptions(variable="Care", demographic="team"))
    heat, dots, levels = found.charts
    assert isinstance(heat, Heat)
    assert isinstance(dots, Dots)
    assert isinstance(levels, Likert)
    assert dots.title == "Care by team"
    assert heat.flags[0] == ("**",)
    assert heat.rows == ("Trust", "Care", "Loyalty")
    assert [row.shares for row in levels.rows] == [(20, 20, 20, 20, 20)] * 2
    assert [(row["level"], row["percent"]) for row in table(found, "levels")[:2]] == [
        ("very low", 20), ("low", 20),
    ]  # fmt: skip


def test_a_chart_and_the_table_of_its_comparison_show_the_same_numbers():
    found = section(csv(*APART))
    dots = next(c for c in found.charts if isinstance(c, Dots))
    rows = [(r["category"], r["mean"], r["low"], r["high"]) for r in table(found, "chosen")]
    assert rows == [(p.label, p.value, p.low, p.high) for p in dots.points]


def test_the_interval_of_a_mean_is_students():
    row = table(section(csv(*APART)), "chosen")[0]
    half = 2.093024 * row["sd"] / 20**0.5  # t of 19 degrees of freedom
    assert (row["low"], row["high"]) == pytest.approx((3.8 - half, 3.8 + half), abs=1e-6)


def test_a_choice_that_does_not_exist_leaves_the_strongest():
    found = section(csv(*APART), options=GroupsOptions(variable="Gone", demographic="Gone"))
    assert found.charts[1].title == "Trust by team"


def test_groups_that_may_not_be_shown_are_named_without_a_number():
    rows = [*APART, *[(3, 3, "west")] * 3, *[(2, 4, "east")] * 4]
    found = section(csv(*rows))
    hidden = [r for r in table(found, "means") if r["category"] in ("west", "east")]
    assert len(hidden) == 6
    for row in hidden:
        assert row["note"] == "n < 5, or the rest would give them away"
        assert [row[key] for key in ("n", "mean", "sd", "low", "high")] == [None] * 5
    assert (
        "team: east and west cannot be shown for some scores or for any (n < 5, or the rest "
        "would give them away)." in found.caveats
    )


def test_a_small_group_shows_its_mean_and_keeps_its_spread():
    rows = [*APART, *[(x, x, team) for team in ("west", "east") for x in (1, 2, 3, 4, 5, 3)]]
    found = section(csv(*rows))
    small = next(r for r in table(found, "means") if r["category"] == "west")
    assert (small["n"], small["mean"]) == (6, 3)
    assert (small["sd"], small["low"], small["note"]) == (None, None, "spread needs n ≥ 10")
    levels = next(c for c in found.charts if isinstance(c, Likert))
    assert {row.label for row in levels.rows} == {"north", "south"}


@pytest.mark.parametrize(
    ("rows", "finding"),
    [
        (
            [(x, x, "north") for x in FLAT],
            "No groups can be compared. Fewer than two groups are large enough to be compared.",
        ),
        (
            [(3, 3, team) for team in ("north", "south") for _ in FLAT],
            "No groups can be compared. Everyone has the same score.",
        ),
        (
            [(v, v, team) for v, team in ((2, "north"), (4, "south")) for _ in FLAT],
            "No groups can be compared. Scores do not vary within any group, so chance cannot be "
            "judged.",
        ),
    ],
)
def test_groups_that_cannot_be_compared_say_why(rows, finding):
    found = section(csv(*rows))
    assert found.finding == finding
    assert not any(isinstance(chart, Heat) for chart in found.charts)
    assert {row["why"] for row in table(found, "matrix")} == {finding.partition("compared. ")[2]}


def test_without_demographics_the_page_says_where_to_choose_them():
    found = section(csv(*APART), ASKED.replace("demographics: [team]", ""))
    assert found.finding == (
        "There are no groups. On Questionnaire, choose the columns that describe people."
    )
    assert (found.charts, found.tables, found.caveats) == ((), (), ())


def test_one_score_that_cannot_be_compared_leaves_the_others():
    rows = [(t, 3, team) for t, _, team in APART]
    found = section(csv(*rows))
    assert "Care by team: Everyone has the same score." in found.caveats
    by_name = {row["variable"]: row for row in table(found, "matrix")}
    assert by_name["Care"]["p"] is None
    assert by_name["Trust"]["p"] < 0.001


def test_weights_are_applied_and_both_numbers_of_people_printed():
    rows = [(*row, 0.5 + place % 3) for place, row in enumerate(APART)]
    found = section(csv(*rows, head="t,c,team,w"), ASKED + "weight: w")
    plain = section(csv(*APART))
    for name in ("matrix", "means"):
        columns = next(t.columns for t in found.tables if t.name == name)
        assert columns[columns.index("n") + 1] == "n_effective"
    row, unweighted = (table(s, "matrix")[0] for s in (found, plain))
    assert row["p"] != unweighted["p"]
    assert row["n_effective"] < row["n"] == 40
    assert not any("unweighted" in caveat for caveat in found.caveats)
    assert "Student's, Levene's and rank tests are not defined with case weights." in found.caveats


def test_the_level_of_confidence_widens_intervals():
    narrow, wide = (
        section(csv(*APART), options=GroupsOptions(level=level)) for level in (0.9, 0.99)
    )
    widths = [[r["high"] - r["low"] for r in table(s, "pairs")] for s in (narrow, wide)]
    assert all(a < b for a, b in zip(*widths, strict=True))


def test_the_insurance_sample_differs_nowhere_beyond_chance():
    found = sample("sample-insurance")
    assert found.finding == (
        "No group differs from another beyond chance: of 55 comparisons none holds up. Commitment "
        "comes closest by gender: 3.9 among female against 3.7 among male (p = .153, "
        "Hedges' g = 0.36)."
    )
    assert len(table(found, "matrix")) == 55


def test_the_influencer_sample_differs_as_its_study_says():
    found = sample("sample-influencer")
    assert "5 of 6 comparisons hold up when all are tested together." in found.finding


def test_names_with_a_stroke_make_different_cache_keys():
    one = SectionRequest("groups", GroupsOptions(variable="a/b", demographic="c"), True)
    other = SectionRequest("groups", GroupsOptions(variable="a", demographic="b/c"), True)
    people = LookedAt(None, None, None, "people", ())
    assert one.key(people) != other.key(people)
