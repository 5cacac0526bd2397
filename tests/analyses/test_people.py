"""Who answered: counts of the sample study, per cents that add up, small categories."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.analyses.battery import build
from crm_analytics.analyses.people import profile
from crm_analytics.export.text import csv_bytes
from crm_analytics.report.columns import VOCABULARY
from crm_analytics.report.section import provenance
from crm_analytics.report.table import written
from crm_analytics.report.words import whole
from crm_analytics.survey import questionnaire
from crm_analytics.survey.instrument import Construct, Dimension, Instrument, Item
from crm_analytics.survey.privacy import Categories
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.view import View
from tests.conftest import survey_file
from tests.reference import NAMES, expected, view

PROFILE = {
    "gender": [("female", 108), ("male", 174)],
    "qualification": [
        ("middle school", 35),
        ("secondary school", 77),
        ("diploma", 25),
        ("bachelor's", 121),
        ("higher diploma", None),
        ("master's", 17),
        ("phd", None),
    ],
    "age": [("<20", 26), ("20-29", 54), ("30-39", 77), ("40-49", 100), ("50+", 24)],
    "level": [
        ("director general", None),
        ("department director", 22),
        ("assistant department manager", 26),
        ("division official", 28),
        ("unit administrator", None),
        ("employee", 196),
    ],
    "service": [("<10", 20), ("10-19", 75), ("20-29", 74), ("30-39", 61), ("40+", 52)],
}


def people(weights=(), fewest=3, team=(), called="team"):
    """The section of a small study with one demographic."""
    instrument = questionnaire.read(
        "constructs: [{name: C, dimensions: [{name: D, items: [q]}]}]\n"
        f"demographics: [{called}]\nminimum_group: {fewest}\n" + ("weight: w" if weights else "")
    )
    extra = {"w": list(weights)} if weights else {}
    file = survey_file(q=[1, 2, 3, 4, 5] * (len(team) // 5), **{called: list(team)}, **extra)
    seen = View.of(Responses.fit(instrument, file))
    return build("people", seen, provenance(seen, file.sha256, ""))


def test_the_sample_is_counted_as_the_study_prints_it(insurance):
    tables = insurance["people"]
    assert list(tables) == ["sample", *PROFILE]
    for demographic, counts in PROFILE.items():
        rows = tables[demographic]
        assert [(row["category"], row["n"]) for row in rows] == counts
        for row in rows:
            if row["n"] is not None:
                assert row["percent"] == pytest.approx(100 * row["n"] / 282)
    assert tables["age"][0]["valid_percent"] == pytest.approx(100 * 26 / 281)


def test_one_table_holds_every_demographic(insurance):
    rows = insurance["people"]["sample"]
    assert [row["category"] for row in rows] == [c for d in PROFILE.values() for c, _ in d]
    missing = {row["demographic"]: row["missing"] for row in rows}
    assert missing == {"gender": 0, "qualification": 0, "age": None, "level": 0, "service": 0}


@pytest.mark.parametrize("name", NAMES)
def test_counts_are_those_of_r(name):
    seen = view(name, demographics=True)
    section = build("people", seen, provenance(seen, "", ""))
    tables = {table.name: table for table in section.tables}
    for demographic, theirs in expected(name)["demographic_counts"].items():
        if theirs:
            ours = {row["category"]: row for row in tables[demographic].records()}
            for level, n, percent in zip(
                theirs["levels"], theirs["counts"], theirs["percent_valid"], strict=True
            ):
                assert ours[level]["n"] == n
                assert ours[level]["valid_percent"] == pytest.approx(percent, rel=1e-12)


def test_a_small_category_reads_n_below_the_smallest_group_everywhere(insurance_sections):
    section = next(s for s in insurance_sections if s.id == "people")
    table = next(t for t in section.tables if t.name == "level")
    read = [written(value, VOCABULARY["n"], table.absent) for value in table.column("n")]
    assert read[:2] == ["not shown", "22"]
    assert b"director general,not shown,not shown,not shown" in csv_bytes(table)
    assert table.shown().absent == "not shown"
    assert (
        "level: director general and unit administrator cannot be shown: fewer than 5 people, or a "
        "group without which they could be found by subtraction."
    ) in section.caveats
    assert "age: fewer than 5 people did not say." in section.caveats


def test_the_finding_says_who_answered(insurance_sections):
    section = next(s for s in insurance_sections if s.id == "people")
    assert section.finding == (
        "282 people answered. gender: 38% female and 62% male; qualification: most often "
        "bachelor's (43%); age: most often 40-49 (36%)."
    )


def test_there_is_a_chart_a_demographic_with_those_who_may_be_shown(insurance_sections):
    charts = next(s for s in insurance_sections if s.id == "people").charts
    assert [chart.name for chart in charts] == list(PROFILE)
    level = charts[3]
    shown = [c for c, n in PROFILE["level"] if n]
    assert [point.label for point in level.points] == shown
    assert level.note == "n = 272; not shown: director general and unit administrator"


def test_without_demographics_it_says_where_to_choose_them():
    seen = view("bfi")
    section = build("people", seen, provenance(seen, "", ""))
    assert section.finding == (
        "2,800 people answered. On Questionnaire, choose the columns that say who they are."
    )
    assert (section.charts, section.tables) == ((), ())


def test_weights_move_per_cents_and_not_people():
    section = people(weights=[1] * 5 + [3] * 5, team=["a"] * 5 + ["b"] * 5)
    (a, b) = next(t for t in section.tables if t.name == "team").records()
    assert (a["n"], a["n_effective"], a["percent"]) == (5, 5, 25)
    assert (b["n"], b["n_effective"], b["percent"]) == (5, 5, 75)
    assert section.finding == "10 people answered. team: 25% a and 75% b."
    assert not any("unweighted" in caveat for caveat in section.caveats)


def test_equal_weights_change_no_per_cent():
    team = ["a", "a", "a", "b", "b", "b", "b", "c", "c", "c"]
    plain, equal = people(team=team), people(weights=[0.3] * 10, team=team)
    for one, other in zip(plain.tables, equal.tables, strict=True):
        assert one.column("percent") == pytest.approx(other.column("percent"))


def test_only_small_categories_leave_a_sentence():
    section = people(fewest=5, team=["a", "b", "c", "d", "e"])
    assert section.finding == "5 people answered; every category is too small to be shown."
    assert section.charts == ()


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=12))
def test_whole_per_cents_add_up_to_a_hundred_and_stay_near(counts):
    shares = [100 * n / sum(counts) for n in counts]
    rounded = whole(shares)
    assert sum(rounded) == 100
    assert all(abs(one - share) < 1 for one, share in zip(rounded, shares, strict=True))


def test_a_demographic_called_sample_keeps_its_table():
    made = people(team=["a"] * 5 + ["b"] * 5, called="sample")
    assert [table.name for table in made.tables] == ["sample, all demographics", "sample"]


def answering(codes, weights=(), minimum=2):
    construct = Construct("c", (Dimension("x", (Item("x"),)),))
    groups = Categories(("a", "b"), np.array(codes, np.int32))
    return View(
        Instrument((construct,), minimum_group=minimum),
        (),
        np.empty((len(codes), 0)),
        len(codes),
        demographics={"team": groups},
        weights=np.array(weights, float),
    )


def test_shares_are_of_everyone_and_of_those_who_said():
    found = profile(answering([0, 0, 1, 1, -1, -1], [1, 2, 3, 4, 5, 5]), "team")
    assert [c.percent for c in found.categories] == pytest.approx([15, 35])
    assert [c.valid_percent for c in found.categories] == pytest.approx([30, 70])


@pytest.mark.parametrize(("silent", "said"), [(0, 0), (1, None), (2, 2), (3, 3)])
def test_those_who_did_not_say_are_counted_when_there_are_enough_of_them(silent, said):
    assert profile(answering([0, 0, 1, 1, *[-1] * silent]), "team").missing == said
