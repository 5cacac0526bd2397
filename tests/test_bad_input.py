"""What people really send: each gets a sentence that says where, what, what to do, and whatever
can be shown is shown.
"""

import pytest

from crm_analytics.analyses.battery import battery, usual
from crm_analytics.errors import SurveyError
from crm_analytics.files import read
from crm_analytics.report.section import provenance
from crm_analytics.survey import questionnaire
from crm_analytics.survey.identity import without_identity
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.suggesting import suggest
from crm_analytics.survey.view import View

ITEMS = "q1,q2,q3"
TWO = """
constructs:
  - {name: Cause, role: driver, dimensions: [{name: A, items: [a1, a2]}, {name: B, items: [b1, b2]}]}
  - {name: Effect, role: outcome, dimensions: [{name: Y, items: [y1, y2]}]}
minimum_group: 1
"""


def refusal(text, name="survey.csv"):
    with pytest.raises(SurveyError) as caught:
        suggest(without_identity(read(text.encode(), name))[0])
    return str(caught.value)


def sections(text, asked=TWO):
    file = read(text.encode(), "survey.csv")
    view = View.of(Responses.fit(questionnaire.read(asked), file))
    made = battery(view, provenance(view, file.sha256, asked))
    assert [section.id for section in made] == list(usual())
    return {section.id: section for section in made}


def rows(*columns):
    header = "a1,a2,b1,b2,y1,y2"
    lines = (",".join(str(value) for value in row) for row in zip(*columns, strict=True))
    return "\n".join([header, *lines])


GOOD = (
    [1, 2, 3, 4, 5, 3, 2, 4],
    [2, 2, 3, 5, 4, 3, 1, 4],
    [5, 1, 4, 2, 3, 3, 2, 5],
    [4, 1, 5, 2, 2, 3, 3, 4],
    [1, 3, 3, 5, 5, 2, 2, 4],
    [2, 1, 4, 4, 5, 3, 2, 5],
)


def test_good_answers_give_every_section_a_figure():
    columns = rows(*GOOD).splitlines()
    told = "\n".join([columns[0] + ",team", *(line + ",a" for line in columns[1:])])
    made = sections(told, TWO + "demographics: [team]")
    unasked = {"hypotheses", "groups"}  # no hypothesis, one group
    assert all(section.charts for id, section in made.items() if id not in unasked)


@pytest.mark.parametrize("text", ["", "\n\n", ITEMS])
def test_an_empty_file_is_refused(text):
    said = refusal(text)
    assert "survey.csv" in said
    assert said.endswith(".")


def test_a_wrong_type_is_refused():
    assert "photo.png" in refusal("\x89PNG", "photo.png")


def test_ragged_rows_are_named_by_line():
    assert "line 3" in refusal("q1,q2\n1,2\n1,2,3\n2,2\n").lower()


def test_fifty_columns_without_an_item_say_what_is_expected():
    header = ",".join(f"c{n}" for n in range(50))
    line = ",".join(f"words {n}" for n in range(50))
    assert "none with answers on a scale" in refusal(f"{header}\n{line} a\n{line} b\n")


def test_duplicate_headers_are_numbered_and_said():
    file = read(b"q1,q1,q2\n1,2,3\n2,3,4\n", "survey.csv")
    assert file.columns == ("q1", "q1 (2)", "q2")
    assert any("q1" in note.found for note in file.notes if note.what == "Repeated headers")


def test_an_item_that_never_varies_is_named():
    made = sections(rows([3] * 8, *GOOD[1:]))
    assert "Everyone gave the same answer to a1 of A." in made["reliability"].caveats
    assert made["drivers"].charts


def test_two_identical_items_are_named():
    made = sections(rows(GOOD[0], GOOD[0], *GOOD[2:]))
    said = "Everyone answered a1 and a2 of A alike. Is one a copy of the other?"
    assert said in made["reliability"].caveats


def test_a_dimension_of_one_item_has_no_alpha_and_the_others_have():
    asked = TWO.replace("items: [a1, a2]", "items: [a1]")
    made = sections(rows(*GOOD), asked)
    assert made["reliability"].caveats[0] == (
        "'A' has one item; alpha compares items, so it needs two."
    )
    assert "B" in made["reliability"].tables[0].column("scale")
    assert made["drivers"].charts


def test_three_people_are_enough_for_means_and_too_few_for_a_model():
    made = sections(rows(*(column[:3] for column in GOOD)))
    assert made["priority"].charts
    assert made["drivers"].finding == (
        "Fewer than 4 people have every score, so a model of 2 drivers cannot be estimated."
    )


def test_all_answers_missing_leave_sections_that_say_so():
    made = sections(
        "a1,a2,b1,b2,y1,y2\n" + "\n".join(["-9,-9,-9,-9,-9,-9"] * 6),
        TWO + "missing_codes: {'-9': refused}",
    )
    assert made["reliability"].finding == (
        "No scale can be judged. Fewer than 3 people answered all of a1, a2."
    )
    assert made["priority"].finding == (
        "Nothing can be ranked. Fewer than 2 people have a score on 'A'."
    )
    assert made["relations"].finding == (
        "Fewer than 3 people have every score, so none is correlated."
    )
    assert made["drivers"].finding == (
        "Fewer than 4 people have every score, so a model of 2 drivers cannot be estimated."
    )
    of_answers = [made[id] for id in made if id not in ("power", "quality")]
    assert made["quality"].finding.startswith("6 of 6 people (100%) show a sign")
    assert not any(section.charts for section in of_answers)


def test_everyone_answering_the_same_leaves_sections_that_say_so():
    made = sections(rows(*[[4] * 8] * 6))
    assert made["reliability"].finding.startswith("No scale can be judged. Everyone has the same")
    assert made["relations"].finding == "No correlation is defined: scores never vary."
    assert made["drivers"].finding == (
        "Everyone has the same score on A, B, Effect. Leave it out of the model."
    )


def test_an_outcome_among_its_own_drivers_is_a_mistake_of_the_questionnaire():
    with pytest.raises(SurveyError) as caught:
        questionnaire.read(TWO.replace("items: [y1, y2]", "items: [a1, y2]"))
    assert str(caught.value) == (
        "Line 4: The column 'a1' stands in two places. Keep it in one place."
    )


def test_an_outcome_copied_from_a_driver_is_not_celebrated():
    made = sections(rows(*GOOD[:4], *GOOD[:2]))
    assert made["drivers"].finding == (
        "The drivers reproduce 'Effect' exactly. Is it made of the same answers?"
    )


def test_no_outcome_says_where_to_choose_one():
    made = sections(rows(*GOOD), TWO.replace("role: outcome, ", ""))
    assert made["drivers"].finding == (
        "No outcome is chosen. On Questionnaire, give a construct the role outcome."
    )
    assert made["overview"].finding == made["priority"].finding


def test_every_table_with_an_n_prints_both_of_them_with_weights():
    text = rows(*GOOD).splitlines()
    asked = TWO + "weight: w\nhypotheses: [{id: H1, kind: correlation, of: A, with: B}]"
    weighted = "\n".join(
        [text[0] + ",w", *(f"{line},{1 + place % 3}.5" for place, line in enumerate(text[1:]))]
    )
    for id, section in sections(weighted, asked).items():
        for table in section.tables:
            if "n" in table.columns and id != "power":  # how many are needed, not who answered
                place = table.columns.index("n")
                assert table.columns[place + 1] == "n_effective", (id, table.name)
                pairs = zip(table.column("n"), table.column("n_effective"), strict=True)
                assert all(e is None or 0 < e <= n + 1e-9 for n, e in pairs if n), (id, table.name)


def test_a_number_never_stands_for_fewer_people_than_may_be_shown():
    """Two of forty people answered A; the others' answers to it are missing."""
    gaps = [*GOOD[0][:2], *[-9] * 38]
    columns = [gaps, gaps, *(list(column) * 5 for column in GOOD[2:])]
    asked = TWO.replace("minimum_group: 1", "minimum_group: 5\nmissing_codes: {'-9': refused}")
    made = sections(rows(*columns), asked)
    said = "Fewer than 5 people"
    assert f"{said} answered all of a1, a2." in made["reliability"].caveats
    assert f"{said} have a score on 'A'." in made["priority"].caveats
    assert "A" not in made["priority"].tables[0].column("name")
    assert made["relations"].finding.startswith(said)
    assert made["drivers"].finding.startswith(said)
    assert made["paths"].finding.startswith(said)


def test_a_scale_just_below_the_mark_does_not_round_up_to_it():
    from crm_analytics.analyses.reliability import _finding
    from crm_analytics.statistics.reliability import Reliability

    rest = (None, None, (), (), (), ())
    r = Reliability("Trust", "dimension", 50, 50.0, 0.95, 0.6982, 0.5, 0.8, 0.7, *rest)
    other = Reliability("Care", "dimension", 50, 50.0, 0.95, 0.9, 0.8, 0.95, 0.9, *rest)
    assert _finding([r, other], []) == (
        "1 of 2 scales can be trusted; Trust (α = 0.698) falls short of 0.70."
    )


def test_a_construct_of_one_dimension_is_not_correlated_with_itself():
    asked = TWO.replace(", {name: B, items: [b1, b2]}", "")
    made = sections(rows(*GOOD), asked)
    pairs = [tuple(r[:2]) for r in made["relations"].tables[0].rows]
    assert pairs == [("A", "Y")]
    assert made["drivers"].tables[0].column("outcome")[0] == "Effect"


def test_scores_copied_from_one_another_are_named():
    made = sections(rows(*GOOD[:4], *GOOD[:2]))
    assert "A and Y: r is 1. Is one a copy of the other?" in made["relations"].caveats


def test_a_scale_below_zero_has_no_coefficient_of_variation():
    asked = TWO.replace("constructs:", "scale: {low: -2, high: 2}\nconstructs:")
    shifted = [[value - 3 for value in column] for column in GOOD]
    made = sections(rows(*shifted), asked)
    assert set(made["priority"].tables[0].column("cv")) == {None}
    assert any("CV needs a scale that starts at 0" in c for c in made["priority"].caveats)


def test_the_levels_of_every_scale_are_printed():
    asked = TWO.replace("{name: A, items", "{name: A, scale: {low: 1, high: 7}, items")
    method = " ".join(sections(rows(*GOOD), asked)["priority"].method)
    assert "Levels on 1–7: 1.00–2.20 very low" in method
    assert "Levels on 1–5: 1.00–1.80 very low" in method
