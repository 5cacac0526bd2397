"""Answers that no statistic can be made of: each has no number but a sentence with the reason.

Libraries answer R² = 1, F = inf, α = −inf or NaN here.
"""

import math
from dataclasses import dataclass, field

import pytest

from crm_analytics.analyses.battery import battery, usual
from crm_analytics.analyses.relations import RelationsOptions
from crm_analytics.files import read
from crm_analytics.report.section import provenance
from crm_analytics.survey import questionnaire
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.view import View
from tests.test_bad_input import GOOD, TWO

ASKED = f"""{TWO}
demographics: [team]
missing_codes: {{'-9': refused}}
hypotheses:
  - {{id: H1, kind: correlation, of: A, with: B}}
  - {{id: H2, kind: effect, of: A, "on": Effect}}
  - {{id: H3, kind: difference, of: A, between: team}}
  - {{id: H4, kind: level, of: A}}
"""
COLUMNS = ("a1", "a2", "b1", "b2", "y1", "y2", "team")
A, B, Y = GOOD[:2], GOOD[2:4], GOOD[4:]
TEAMS = ["u", "u", "v", "v", "u", "v", "u", "v"]
SAME = [3] * 8
GONE = [-9] * 8
BY_TEAM = [2 if team == "u" else 4 for team in TEAMS]
UP, DOWN, NONE = [1, 2, 3], [3, 2, 1], [-9] * 3
FACTORLESS = (
    "a1, a2, b1, b2 are copies or sums of one another, so the items cannot be factored. "
    "Leave one of them out of the questionnaire."
)


@dataclass(frozen=True)
class Case:
    """columns: of the six items and the team. said: section → sentence. lacks: scores left out."""

    columns: list
    said: dict
    lacks: dict = field(default_factory=dict)
    options: dict = field(default_factory=dict)


def people(count):
    return [*(column[:count] for column in GOOD), TEAMS[:count]]


def pairwise():
    """Three thirds of the people, each with two of three scores."""
    thirds = ([UP, UP, NONE], [UP, NONE, UP], [NONE, UP, DOWN])
    columns = [[answer for third in each for answer in third] * 2 for each in thirds]
    return [*(columns[place // 2] for place in range(6)), ["u", "v", "u"] * 6]


ONE_SCORE = "Everyone has the same score on {}. Leave it out of the model."
CASES = {
    "drivers that say the same": Case(
        [*A, *A, *Y, TEAMS],
        {
            "drivers": "A, B say the same thing, so their effects cannot be told apart. "
            "Leave one of them out.",
            "validity": FACTORLESS,
            "relations": "A and B: r is 1. Is one a copy of the other?",
            "hypotheses": "H2 is not tested. A, B say the same thing, so their effects cannot be "
            "told apart. Leave one of them out.",
        },
        {"drivers": "*"},
    ),
    "as many people as coefficients": Case(
        people(3),
        {
            "drivers": "Fewer than 4 people have every score, so a model of 2 drivers cannot be "
            "estimated.",
            "validity": "Fewer than 7 people answered all 6 items, too few to look for factors.",
            "reliability": "Fewer than 5 people answered all of 'Cause', too few for its factor.",
        },
        {"drivers": "*"},
    ),
    "an outcome that never varies": Case(
        [*A, *B, SAME, SAME, TEAMS],
        {
            "drivers": ONE_SCORE.format("Effect"),
            "reliability": "Everyone has the same total on 'Y', so alpha is undefined.",
            "relations": "Everyone has the same score on Y; its correlations are undefined.",
            "hypotheses": "H2 is not tested. " + ONE_SCORE.format("Effect"),
            "groups": "Y by team: Everyone has the same score.",
        },
        {"drivers": "*", "reliability": "Y"},
    ),
    "a driver that never varies, and so groups of one mean without spread": Case(
        [SAME, SAME, *B, *Y, TEAMS],
        {
            "drivers": ONE_SCORE.format("A"),
            "reliability": "Everyone has the same total on 'A', so alpha is undefined.",
            "priority": "Everyone has the same score on A; its rank means nothing.",
            "relations": "Everyone has the same score on A; its correlations are undefined.",
            "groups": "A by team: Everyone has the same score.",
            "hypotheses": "H1 is not tested. Everyone has the same score on A, so nothing goes "
            "with it.",
        },
        {"drivers": "*", "reliability": "A"},
    ),
    "groups of different means without spread": Case(
        [BY_TEAM, BY_TEAM, *B, *Y, TEAMS],
        {
            "groups": "A by team: Scores do not vary within any group, so chance cannot be judged.",
            "hypotheses": "H3 is not tested. A by team: Scores do not vary within any group, so "
            "chance cannot be judged.",
            "reliability": "Everyone answered a1 and a2 of A alike. Is one a copy of the other?",
        },
    ),
    "pairs of people that no one group can be": Case(
        pairwise(),
        {
            "relations": "Pearson's r, Spearman's ρ and Kendall's τ-b: no one group of people could have all of "
            "these correlations at once (the matrix is not positive semi-definite). Read them pair "
            "by pair; a factor or regression model of the whole matrix needs it smoothed first.",
            "drivers": "Fewer than 4 people have every score, so a model of 2 drivers cannot be "
            "estimated.",
        },
        {"drivers": "*"},
        {"relations": RelationsOptions(pairwise=True)},
    ),
    "an item nobody answered": Case(
        [GONE, A[1], *B, *Y, TEAMS],
        {
            "reliability": "Fewer than 3 people answered all of a1, a2.",
            "validity": "Fewer than 3 people answered all of a1, a2, b1, b2, y1, y2.",
            "priority": "Fewer than 2 people have a score on 'A'.",
            "relations": "Fewer than 3 people have every score, so none is correlated.",
            "groups": "A and Cause by team: Fewer than two groups are large enough to be compared.",
        },
        {"drivers": "*", "reliability": "A", "relations": "*"},
    ),
    "one group": Case(
        [*GOOD, ["u"] * 8],
        {
            "groups": "No groups can be compared. Fewer than two groups are large enough to be "
            "compared.",
            "hypotheses": "H3 is not tested. A by team: Fewer than two groups are large enough to "
            "be compared.",
        },
    ),
    "groups of one person": Case(
        [*GOOD, list("abcdefgh")],
        {
            "groups": "No groups can be compared. Scores do not vary within any group, so chance "
            "cannot be judged.",
        },
    ),
    "everyone alike": Case(
        [*[SAME] * 6, TEAMS],
        {
            "reliability": "No scale can be judged. Everyone has the same total on 'A', so alpha "
            "is undefined.",
            "validity": "Everyone gave the same answer to a1, a2, b1, b2, y1, y2. Factors of all "
            "items need three items whose answers vary.",
            "priority": "Everyone has the same score on A, B and Y; its rank means nothing.",
            "relations": "No correlation is defined: scores never vary.",
            "drivers": ONE_SCORE.format("A, B, Effect"),
            "groups": "No groups can be compared. Everyone has the same score.",
            "hypotheses": "None of the hypotheses can be tested with these answers.",
        },
        {"drivers": "*", "reliability": "*"},
    ),
    "two people": Case(
        people(2),
        {
            "reliability": "No scale can be judged. Fewer than 3 people answered all of a1, a2.",
            "relations": "Fewer than 3 people have every score, so none is correlated.",
            "drivers": "Fewer than 4 people have every score, so a model of 2 drivers cannot be "
            "estimated.",
        },
        {"drivers": "*", "reliability": "*", "relations": "*"},
    ),
    "two items answered alike": Case(
        [A[0], A[0], *B, *Y, TEAMS],
        {
            "reliability": "Everyone answered a1 and a2 of A alike. Is one a copy of the other?",
            "validity": FACTORLESS.replace("a1, a2, b1, b2", "a1, a2"),
        },
    ),
    "two items that cancel each other out": Case(
        [A[0], [6 - answer for answer in A[0]], *B, *Y, TEAMS],
        {
            "reliability": "Everyone has the same total on 'A', so alpha is undefined.",
            "validity": "A with B and A with Y: items of a scale run either way. Are some to be "
            "reversed?",
            "drivers": ONE_SCORE.format("A"),
        },
        {"drivers": "*", "reliability": "A"},
    ),
    "two scores that mirror each other": Case(
        [*A, *B, *([6 - answer for answer in item] for item in A), TEAMS],
        {
            "relations": "A and Y: r is −1. Is one the other turned round?",
            "drivers": "The drivers reproduce 'Effect' exactly. Is it made of the same answers?",
        },
        {"drivers": "*"},
    ),
}


def sections(case):
    lines = [
        ",".join(COLUMNS),
        *(",".join(map(str, row)) for row in zip(*case.columns, strict=True)),
    ]
    file = read("\n".join(lines).encode(), "survey.csv")
    view = View.of(Responses.fit(questionnaire.read(ASKED), file))
    made = battery(view, provenance(view, file.sha256, ASKED), options=case.options)
    assert [section.id for section in made] == list(usual())
    return {section.id: section for section in made}


@pytest.fixture(scope="module", params=CASES, ids=str)
def told(request):
    case = CASES[request.param]
    return case, sections(case)


def test_the_reason_is_said(told):
    case, made = told
    for id, sentence in case.said.items():
        section = made[id]
        assert sentence in section.finding or sentence in section.caveats, (id, section.caveats)


def test_every_number_is_finite_or_not_there(told):
    for id, section in told[1].items():
        for table in section.tables:
            for row in table.rows:
                for key, value in zip(table.columns, row, strict=True):
                    if isinstance(value, float):
                        assert math.isfinite(value), (id, table.name, key)


def test_no_chart_and_no_sentence_shows_what_is_not_a_number(told):
    for section in told[1].values():
        words = (section.finding, *section.caveats, *section.method, repr(section.charts))
        assert not any(bad in " ".join(words) for bad in ("nan", "inf ", "inf,", "inf)"))


def test_what_cannot_be_computed_is_in_no_table(told):
    case, made = told
    for id, name in case.lacks.items():
        for table in made[id].tables:
            if name == "*":
                assert not table.rows, (id, table.name)
            elif "scale" in table.columns:
                assert name not in table.column("scale"), (id, table.name)


def test_nothing_is_explained_without_error(told):
    for table in told[1]["drivers"].tables:
        if "r2" in table.columns:
            assert all(r2 < 1 - 1e-9 for r2 in table.column("r2"))
