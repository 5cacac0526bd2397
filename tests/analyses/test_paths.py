from dataclasses import replace

import numpy as np
import pytest

from crm_analytics.report.chart import Dots, Lines
from crm_analytics.survey.privacy import Categories
from tests.analyses.looked import asked, everyone, section, table, weighted

CRM = "Customer relationship management"


def test_unasked_the_rule_chooses_and_says_so():
    found = section("paths")
    assert found.finding == (
        "23% of what Quality of service does for Customer relationship management goes through "
        "Commitment (indirect effect 0.16, 95% interval 0.11 to 0.21). There is no evidence that "
        "the effect of Quality of service depends on Commitment (p = .086)."
    )
    assert found.caveats[0] == (
        "Driver, mediator, outcome and moderator are chosen by rule, from the same answers. "
        "Choose them by what is known, not by what comes out."
    )
    assert [type(chart) for chart in found.charts] == [Dots, Lines]


def test_the_reader_chooses_every_place():
    choices = {
        "driver": "Trust",
        "mediators": ("Commitment", "Interaction"),
        "outcome": "Organising customer relations",
        "moderator": "gender",
    }
    found = section("paths", **choices)
    paths = table(found, "mediation")
    assert {(row["path_from"], row["path_to"]) for row in paths} == {
        ("Trust", "Organising customer relations")
    }
    assert [row["path_through"] for row in paths if row["path"] == "indirect (a·b)"] == [
        "Commitment",
        "Interaction",
        None,
    ]
    assert [row["at"] for row in table(found, "slopes")] == ["female", "male"]
    assert not any("chosen by rule" in caveat for caveat in found.caveats)


def test_names_of_another_study_are_left_to_the_rule():
    found = section("paths", driver="gone", mediators=("gone",), moderator="gone")
    assert found.finding == section("paths").finding


def test_parts_add_up_to_the_total_effect():
    paths = {row["path"]: row["b"] for row in table(section("paths"), "mediation")}
    parts = paths["direct (c′)"] + paths["indirect (a·b)"]
    assert parts == pytest.approx(paths["total (c)"])
    share = table(section("paths"), "mediation_share")[0]["share"]
    assert share == pytest.approx(100 * paths["indirect (a·b)"] / paths["total (c)"])


def test_lines_end_one_deviation_from_the_mean_of_the_driver():
    found = section("paths")
    slopes = table(found, "slopes")
    for line, slope in zip(found.charts[1].series, slopes, strict=True):
        left, right = line.points
        assert (right.y - left.y) / (right.x - left.x) == pytest.approx(slope["b"])


def test_a_group_that_is_too_small_has_no_slope_and_no_n():
    found = section("paths", moderator="level")
    shown = {row["at"]: row["n"] for row in table(found, "slopes")}
    assert "director general" not in shown
    assert min(shown.values()) >= 5
    said = "'director general' is not shown: it, or a group found by subtraction, is too small."
    assert said in found.caveats
    whole = table(found, "mediation_share")[0]["n"]
    hidden = whole - table(found, "moderation")[0]["n"]
    assert hidden == 0 or hidden >= 5


def test_scores_that_share_answers_are_named():
    found = section("paths", driver="Trust", moderator="Interactive marketing")
    assert "Interactive marketing contains Trust and Quality of service, so they go together by " \
        "construction." in found.caveats  # fmt: skip


def test_one_driver_leaves_no_mediator_and_the_first_demographic_as_moderator():
    def one(text):
        return "\n".join(
            line
            for line in text.splitlines()
            if not any(f"[{code}1" in line for code in ("CM", "IN", "TE", "QU"))
            and not any(f"of: {name}" in line for name in ("Comm", "Inter", "Qual"))
        )

    found = section("paths", asked(one))
    assert found.finding.startswith(
        "No mediator is chosen. Choose a score that may lie in between."
    )
    assert [row["path_by"] for row in table(found, "moderation")] == ["gender"]


def test_without_anything_to_stand_in_between_both_reasons_are_given():
    nobody = replace(
        everyone(), demographics={"all": Categories(("same",), np.zeros(282, np.int32))}
    )
    found = section("paths", nobody, driver="Trust", mediators=("Trust",), moderator="all")
    assert found.finding == (
        "'Trust' cannot have two places on one way. Choose another score for one of them. "
        "Fewer than two categories of 'all' have enough people whose scores vary. "
        "Choose another moderator."
    )
    assert not found.tables


def test_with_weights_effective_people_are_printed():
    for by in ("Trust", "gender"):
        found = section("paths", weighted(), moderator=by)
        for name in ("mediation_share", "moderation"):
            (row,) = table(found, name)
            assert 150 < row["n_effective"] < row["n"] == 282


def test_a_questionnaire_without_roles_says_what_to_do():
    found = section("paths", asked(lambda text: text.replace("    role: outcome\n", "")))
    assert found.finding == (
        "No outcome is chosen. On Questionnaire, give a construct the role outcome."
    )
