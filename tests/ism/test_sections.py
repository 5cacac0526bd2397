import json
from hashlib import sha256

import pytest
from hypothesis import given

from crm_analytics.export.figures import figure
from crm_analytics.export.text import csv_bytes, json_text
from crm_analytics.ism import FuzzyPanel, SourceFiles, audit, interpret, read
from crm_analytics.ism.aggregation import by_vote
from crm_analytics.ism.options import EVERY, NONE
from crm_analytics.ism.sections import audit_section, ism_section
from crm_analytics.report.columns import VOCABULARY
from tests.ism.judged import SAMPLES, judged, study_levels
from tests.ism.structures import HOSTILE, SOURCE, chart, large, sample, shown, small, tables

FUZZY = "factor,a,b,c\na,,.9,0\nb,.1,,.7\nc,.3,0,\n"


def test_a_model_of_one_level_says_so_and_what_holds_it_together():
    section = ism_section(*sample("ism_study.csv"))
    assert section.finding == (
        "All 17 factors lead to one another, so the model has one level; Infrastructure → "
        "Management and Planning and Socio-Cultural Factors → Management and Planning hold the "
        "circle together."
    )
    assert section.caveats == (
        "The model has collapsed into one level: no factor is cause or outcome of the others. "
        "Levels printed for such judgements do not follow from them.",
        "25 judgements would have to change until no circle is left; the model then has 15 levels. "
        "Review them with the experts, never to please the drawing.",
        "MICMAC: In the final matrix every factor has the same driving power and the same "
        "dependence, so the initial matrix is used.",
        "Customer-Related Issues, Substitution and Relationship Management change quadrant when "
        "the cut is not half the factors.",
    )


def test_levels_are_said_from_the_top():
    section = ism_section(*sample("ism_loyalty.csv"))
    assert section.finding == (
        "8 factors stand on 5 levels: Loyalty at the top, where everything leads, and Management "
        "commitment at the bottom, where the longest way begins."
    )
    assert section.caveats == (
        "Complaint handling changes quadrant when the cut is not half the factors.",
    )


def test_factors_that_nothing_joins_are_no_finding_of_levels():
    assert shown(small(3, "")).finding == (
        "No factor leads to another, so all 3 stand side by side on one level."
    )


def test_factors_that_nothing_joins_stand_at_the_top_for_no_reason():
    assert shown(small(4, "1>2")).caveats[0] == (
        "f3 and f4 are tied to no other factor, so their place at the top says nothing."
    )
    assert shown(small(3, "2>3")).caveats[0] == (
        "f1 is tied to no other factor, so its place at the top says nothing."
    )


def test_a_circle_among_levels_is_a_caveat():
    section = shown(small(4, "1>2 2>3 3>2 3>4"))
    assert section.finding == (
        "4 factors stand on 3 levels: f4 at the top, where everything leads, and f1 at the bottom, "
        "where the longest way begins."
    )
    assert section.caveats[0] == (
        "f2 and f3 lead to one another and share level 2: f3 → f2 holds the circle together."
    )
    assert tables(section)["review"].rows[0][1:6] == ("f2", "f3", "2, 3", "X", "A")


def test_the_level_table_is_the_one_of_the_contract():
    levels = tables(ism_section(*sample("ism_loyalty.csv")))["levels"]
    assert levels.columns == (
        "id", "factor", "reachability_set", "antecedent_set", "intersection_set", "level",
    )  # fmt: skip
    assert levels.rows[0] == ("1", "Loyalty", "1", "1, 2, 3, 4, 5, 6, 7, 8", "1", 1)
    assert levels.rows[-1] == ("7", "Management commitment", "7", "7", "7", 5)
    power = tables(ism_section(*sample("ism_loyalty.csv")))["power"]
    assert power.columns == ("id", "factor", "driving", "dependence", "quadrant")
    assert power.rows[6] == ("7", "Management commitment", 8, 1, "driver")


def test_every_level_of_the_study_has_the_sets_of_everyone():
    found = tables(ism_section(*sample("ism_study.csv")))
    everyone = ", ".join(str(i) for i in range(1, 18))
    assert {row[2:] for row in found["levels"].rows} == {(everyone, everyone, everyone, 1)}
    assert [row[:3] for row in found["power"].rows[:2]] == [
        ("1", "Infrastructure", 15), ("2", "Brand-related Factors", 8),
    ]  # fmt: skip
    assert len(found["review"].rows) == 25
    assert not found["alternatives"].detail
    assert [(row[0], row[1]) for row in found["alternatives"].rows][-1] == (
        "Paths of two arrows, found anew among the factors that remain",
        6,
    )


def test_entries_of_the_closure_are_marked():
    found = tables(shown(small(3, "1>2 2>3")))
    assert [row[2:] for row in found["final"].rows] == [
        ("1", "1", "1*"), ("0", "1", "1"), ("0", "0", "1"),
    ]  # fmt: skip
    assert [row[2:] for row in found["reachability"].rows] == [(1, 1, 1), (0, 1, 1), (0, 0, 1)]
    assert [row[2:] for row in found["initial"].rows] == [(1, 1, 0), (0, 1, 1), (0, 0, 1)]
    assert found["canonical"].column("id") == ("3", "2", "1")
    assert found["ssim"].rows[0][2:] == (None, "V", "O")


@given(judged())
def test_every_level_is_the_iteration_that_chose_it(one):
    model = small(len(one.factors), " ".join(f"{i + 1}>{j + 1}" for i, j in one.arrows))
    found = tables(shown(model))
    chosen = {row[1]: row[0] for row in found["iterations"].rows if row[-1]}
    assert chosen == {row[0]: row[-1] for row in found["levels"].rows}
    assert sum(row[2] for row in found["blocks"].rows) == len(one.factors)


def test_another_cut_is_another_quadrant():
    model, source = sample("ism_loyalty.csv")
    half = tables(ism_section(model, source))["power"]
    median = tables(shown(model, cut="median"))["power"]
    assert (half.rows[7][-1], median.rows[7][-1]) == ("autonomous", "driver")
    assert tables(shown(model))["quadrants"].rows[7][-1] is True


def test_experts_are_counted_and_what_hangs_on_them_is_said():
    model, source = sample("ism_experts.xlsx")
    section = ism_section(model, source)
    found = tables(section)
    assert found["agreement"].rows[0][:4] == (3, 28, 6, pytest.approx(84.5238, abs=1e-4))
    assert len(found["disputed"].rows) == 6
    assert sum(row[1] for row in found["level_counts"].rows) == pytest.approx(100)
    assert section.caveats[0] == "The experts differ on 6 of 28 pairs."
    assert [row[:2] for row in found["thresholds"].rows] == [
        (40.0, 6), (50.0, 6), (60.0, 6), (70.0, 5), (80.0, 5), (90.0, 5),
    ]  # fmt: skip
    by_share = [row for row in found["alternatives"].rows if "of the experts see" in row[0]]
    assert [row[1] for row in by_share] == [6, 6, 6, 5, 5, 5]
    strict = ism_section(interpret(model.judgements, by_vote(model.judgements, 0.9)), source)
    assert "5 levels" in strict.finding
    assert "What counts: arrows that at least 90% of the experts see." in strict.method


def test_strengths_have_levels_at_every_strength():
    given_panel = read({"a": FUZZY})
    assert isinstance(given_panel, FuzzyPanel)
    found = tables(shown(interpret(given_panel)))
    assert found["strengths"].rows == (
        (0.9, 2, "b, c | a"), (0.7, 3, "c | b | a"), (0.3, 1, "a, b, c"),
    )  # fmt: skip
    assert "fuzzy_micmac" in found


def test_reasons_stand_beside_their_links_and_keep_transitive_ones():
    model = small(3, "1>2 2>3")
    told = {("1", "2"): "It trains them.", ("1", "3"): "It is seen."}
    found = tables(shown(model, reasons=told))["links"]
    assert found.rows == (
        ("f1", "f2", "direct", "It trains them."),
        ("f2", "f3", "direct", None),
        ("f1", "f3", "transitive", "It is seen."),
    )
    assert not found.detail


def test_a_reason_waits_when_its_link_is_gone():
    section = shown(small(3, "2>3"), reasons={("1", "2"): "Gone.", ("9", "1"): "Never there."})
    assert tables(section)["links"].rows == (("f2", "f3", "direct", None),)


def test_the_digraph_draws_what_is_left_after_reduction():
    section = shown(small(3, "1>2 2>3 1>3"))
    drawn = chart(section, "digraph")
    assert {(edge.tail, edge.head) for edge in drawn.edges} == {(0, 1), (1, 2)}
    assert [row.word for row in drawn.rows] == ["Level 1, top", "Level 2", "Level 3"]
    for node in drawn.nodes:
        assert sum(row.top <= node.y <= row.bottom for row in drawn.rows) == 1


def test_transitive_arrows_are_drawn_when_they_are_wished():
    model = small(3, "1>2 2>3")
    for wish, dashed in ((NONE, 0), (EVERY, 1), ("explained", 0)):
        drawn = chart(shown(model, transitive=wish), "digraph")
        assert sum(edge.dashed for edge in drawn.edges) == dashed
    told = chart(shown(model, reasons={("1", "3"): "So it is."}), "digraph")
    (edge,) = [edge for edge in told.edges if edge.dashed]
    assert (edge.tail, edge.head, edge.word) == (0, 2, "So it is.")


def test_too_many_transitive_arrows_are_counted_and_not_drawn():
    drawn = chart(shown(large(60, 0.03), transitive=EVERY), "digraph")
    assert not [edge for edge in drawn.edges if edge.dashed]
    assert "1,440 arrows that only follow from others are not drawn" in drawn.note


def test_a_circle_is_one_frame_with_its_members_and_arrows_with_two_heads():
    drawn = chart(shown(small(4, "1>2 2>1 2>3 3>1 4>1")), "digraph")
    (frame,) = [node for node in drawn.nodes if node.frame]
    for member in drawn.nodes[:3]:
        assert abs(member.x - frame.x) + member.width / 2 < frame.width / 2
        assert abs(member.y - frame.y) + member.height / 2 < frame.height / 2
    assert {(e.tail, e.head, e.both) for e in drawn.edges if e.quiet} == {
        (0, 1, True), (1, 2, False), (2, 0, False),
    }  # fmt: skip
    assert [(e.tail, e.head) for e in drawn.edges if not e.quiet] == [(3, 4)]


def test_a_moved_box_stays_where_it_was_put_and_keeps_its_second_line():
    model, source = sample("ism_loyalty.csv")
    drawn = chart(shown(model, moved={"3": (7.5, 4.0)}, under={"3": "mean 3.9"}), "digraph")
    assert (drawn.nodes[2].x, drawn.nodes[2].y, drawn.nodes[2].lines) == (
        7.5, 4.0, ("mean\N{NO-BREAK SPACE}3.9",),
    )  # fmt: skip
    before = chart(ism_section(model, source), "digraph")
    assert drawn.nodes[0].x == before.nodes[0].x
    assert drawn.rows == before.rows


def test_factors_of_one_place_share_a_spot():
    spots = chart(ism_section(*sample("ism_loyalty.csv")), "micmac").points
    assert [(s.label, s.x, s.y) for s in spots if "," in s.label] == [("5, 6", 2.0, 6.0)]


def test_the_final_matrix_is_a_grid_of_ones_and_stars():
    heat = chart(shown(small(3, "1>2 2>3")), "reachability")
    texts = [
        text for trace in json.loads(figure(heat).to_json())["data"][1:] for text in trace["text"]
    ]
    assert sorted(texts) == ["0", "0", "0", "1", "1", "1", "1", "1", "1*"]
    assert heat.rows[0] == "3 f3"


def test_sixty_factors_are_shown_in_a_second():
    for dense in (0.02, 0.3):
        section = shown(large(60, dense))
        drawn = chart(section, "digraph")
        assert sum(not node.frame for node in drawn.nodes) == 60
        assert len(tables(section)["levels"].rows) == 60


def test_every_column_has_a_heading_but_those_of_factors():
    for name in ("ism_study.csv", "ism_loyalty.csv", "ism_experts.xlsx"):
        section = ism_section(*sample(name))
        ids = {row[0] for row in tables(section)["levels"].rows}
        keys = {key for table in section.tables for key in table.columns}
        assert keys - ids <= set(VOCABULARY)


def test_a_factor_called_like_a_column_has_one_of_its_own():
    panel = read({"a": "factor,p,alpha,id\np,,V,O\nalpha,,,V\nid,,,\n"})
    found = tables(ism_section(interpret(panel), SOURCE))["reachability"]
    assert found.columns == ("id", "factor", "p ", "alpha ", "id ")
    assert found.rows[0] == ("p", "p", 1, 1, 1)


def test_hostile_names_leave_no_formula_in_a_csv():
    section = shown(small(6, "1>2 2>3 4>5", HOSTILE))
    for table in section.tables:
        lines = csv_bytes(table).decode("utf-8-sig").splitlines()
        assert not [line for line in lines if line.startswith(("=", "@"))]


def test_the_json_says_which_file_and_how_many_judgements():
    read_back = json.loads(json_text([ism_section(*sample("ism_loyalty.csv"))]))
    own = sha256((SAMPLES / "ism_loyalty.csv").read_bytes()).hexdigest()
    assert read_back["provenance"]["data_sha256"] == own
    assert (read_back["study"], read_back["provenance"]["rows"]) == ("ism_loyalty.csv", 28)
    assert read_back["sections"][0]["tables"]["levels"][0]["level"] == 1


def test_an_audit_says_what_of_a_printed_table_does_not_follow():
    model, source = sample("ism_study.csv")
    printed = study_levels()
    section = audit_section(model, audit(model.relations, printed), printed, source)
    assert section.finding == (
        "14 of 17 printed levels do not follow from the initial matrix, 7 printed sets of 51 are "
        "wrong, and the closure of the SSIM gives 1 level."
    )
    found = tables(section)
    assert found["levels"].rows[0] == (
        "13", "Development of Return on Investment", 1,
        "It still leads to Information System and Substitution, which do not lead back.",
    )  # fmt: skip
    assert found["levels"].rows[5][-1] == "It was at the top already at level 2."
    assert found["one_sided"].rows[0] == (
        "Information System", "Interactions",
        "17 says that 4 reaches it; 4 does not say that it reaches 17.",
    )  # fmt: skip
    assert {row[-1] for row in found["printed"].rows} == {1}
    assert {key for table in section.tables for key in table.columns} <= set(VOCABULARY)


def test_a_table_that_follows_is_said_to_follow():
    from tests.ism.test_audit import printed as printed_of

    model = small(3, "1>2 2>3")
    table = printed_of(model.relations, model.final)
    section = audit_section(model, audit(model.relations, table), table, SOURCE)
    assert section.finding == "Every printed set and all 3 printed levels follow from the SSIM."
    assert section.caveats == ()


def test_an_edited_matrix_has_the_judgements_of_every_expert():
    model, _ = sample("ism_experts.xlsx")
    assert (
        SourceFiles(("a", "b"), ("1", "2")).provenance(model.judgements).line
        == "a, b · 84 of 84 judgements"
    )
