import pytest

from crm_analytics.statistics.power import power
from tests.analyses.looked import section, table


def test_all_three_questions_are_answered():
    found = section("power")
    assert found.finding == (
        "To be seen with a chance of 80%, a change of the same people (d_z = 0.20) needs 199 people, "
        "a difference of two groups (d = 0.20) needs 394 people in each group and a correlation "
        "(r = 0.10) needs 782 people; this view has 282."
    )
    assert [tuple(row.values()) for row in table(found, "needed")] == [
        ("a change of the same people", 0.2, 0.8, 0.05, 199),
        ("a difference of two groups", 0.2, 0.8, 0.05, 394),
        ("a correlation", 0.1, 0.8, 0.05, 782),
    ]
    assert found.caveats == (
        "As many people as now would be too few for a difference of two groups and a correlation.",
    )


def test_one_question_with_other_wishes():
    found = section("power", question="change", change=0.5, power=0.95, alpha=0.01)
    (row,) = table(found, "needed")
    assert row["n"] == 75
    assert power("change", 0.5, 75, 0.01) >= 0.95 > power("change", 0.5, 74, 0.01)
    assert not found.caveats


def test_the_curve_rises_through_the_power_that_is_wanted():
    (curve,) = section("power", question="correlation", correlation=0.3).charts
    (line,) = curve.series
    chances = [point.y for point in line.points]
    assert chances == sorted(chances)
    assert chances[0] < 0.8 < chances[-1]
    assert curve.marks == ((0.8, "80%"),)


@pytest.mark.parametrize("question", ["change", "difference", "correlation"])
def test_half_of_twice_what_is_needed_is_enough(question):
    (row,) = table(section("power", question=question), "needed")
    (curve,) = section("power", question=question).charts
    assert curve.series[0].points[-1].x == 2 * row["n"]
