"""Where a rule leaves many people out, headline and caveats say how many stand behind a number."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from crm_analytics.analyses.registry import registry
from crm_analytics.files.file import SurveyFile
from crm_analytics.survey import questionnaire
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.view import View
from tests.analyses import looked

STUDY = """
constructs:
  - {name: Service, role: driver, dimensions: [{name: Speed, items: [a1, a2, a3, a4]}, {name: Care, items: [b1, b2, b3, b4]}]}
  - {name: Loyalty, role: outcome, dimensions: [{name: Loyal, items: [c1, c2, c3, c4]}]}
"""


def looked_at(blank, rule="complete", n=200):
    """A share of the answers to Care is missing."""
    rng = np.random.default_rng(1)
    common = rng.normal(size=(n, 1))
    answers = np.clip(np.round(3 + common + rng.normal(size=(n, 12))), 1, 5)
    answers[:, 4:8][rng.random((n, 4)) < blank] = np.nan
    names = [f"{letter}{number}" for letter in "abc" for number in range(1, 5)]
    columns = [pa.array(column, from_pandas=True) for column in answers.T]
    file = SurveyFile("answers.csv", "0" * 64, pa.table(dict(zip(names, columns, strict=True))))
    instrument = questionnaire.read(f"missing: {rule}\n{STUDY}")
    return View.of(Responses.fit(instrument, file)), answers


def test_headline_and_caveat_say_how_many_count_and_what_half_would_change():
    view, answers = looked_at(0.1)
    care = answers[:, 4:8]
    n = int((~np.isnan(care).any(axis=1)).sum())
    half = (~np.isnan(care)).sum(axis=1) >= 2
    change = abs(np.nanmean(care[half], axis=1).mean() - care[~np.isnan(care).any(axis=1)].mean())
    found = looked.section("priority", view)
    assert found.finding.endswith(
        f"This rests on {n} of 200 people, where the fewest have a score."
    )
    assert found.caveats[0] == (
        f"Only {n} of 200 people count: {200 - n} people left out a question of Care, and a score "
        f"needs every question. With “At least half” {half.sum()} would count, and no mean would "
        f"change by more than {change:.2f} points (Questionnaire, Rules)."
    )


@pytest.mark.parametrize("id", [a.id for a in registry().values() if a.of_scores])
def test_every_page_about_scores_says_so(id):
    found = looked.section(id, looked_at(0.1)[0])
    assert "of 200 people, where the fewest have a score." in found.finding


def test_where_few_are_left_out_nothing_is_said():
    for view in (looked_at(0.01)[0], looked_at(0)[0]):
        found = looked.section("priority", view)
        assert "This rests on" not in found.finding
        assert not any(caveat.startswith("Only") for caveat in found.caveats)


def test_half_is_not_offered_to_those_who_have_it():
    found = looked.section("priority", looked_at(0.6, "half")[0])
    assert "This rests on" in found.finding
    assert found.caveats[0].endswith("a score needs half of the questions.")


def test_half_is_not_offered_where_it_would_add_fewer_than_may_be_shown():
    view, _ = looked_at(0)
    care = [view.columns.index(f"b{number}") for number in range(1, 5)]
    gaps = view.answers.copy()
    gaps[:40, care] = -128  # everything: no score by either rule
    gaps[40:43, care[0]] = -128  # one question of four: a score where half is enough
    found = looked.section("priority", replace(view, answers=gaps))
    assert found.caveats[0].startswith("Only 157 of 200 people count: 43 people left out")
    assert "At least half" not in found.caveats[0]


def test_pages_about_items_do_not_speak_of_scores():
    assert "This rests on" not in looked.section("answers", looked_at(0.1)[0]).finding
