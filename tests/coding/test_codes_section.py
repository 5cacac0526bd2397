"""The section of what was coded: counts of codes, categories and groups, and the paradigm model."""

import pytest
from hypothesis import given, settings

from crm_analytics.coding import CodeBook, Coded, Codings, Unit
from crm_analytics.coding.code_book import ROLES
from crm_analytics.coding.codes_section import NONE
from crm_analytics.report.chart import Heat, Lines, Tree, walk
from crm_analytics.report.columns import VOCABULARY
from crm_analytics.report.diagram import Diagram, sides
from tests.coding.coders import codings, rows
from tests.coding.shown import chart, coded, column, table

BOOK = CodeBook(
    category={"a": "X", "b": "X", "c": "Y", "e": "Z"},
    group={"X": "G", "Y": "G", "Z": "H"},
    role={"G": "central phenomenon"},
)
ROWS = [({"a", "b"}, {"a"}), ({"b"}, {"c"}), ({"d"}, None)]


def test_the_finding_says_how_much_was_coded_and_what_most():
    assert coded(codings(ROWS), BOOK).finding == (
        "4 codes were given 6 times to 3 units; they make 3 categories in 2 groups, and “X” is in "
        "most units (2)."
    )
    assert coded(codings(["ab", "aa"])).finding == (
        "2 codes were given 4 times to 2 units, “a” to most of them (2)."
    )


def test_open_axial_and_selective_codes_have_a_table_each():
    section = coded(codings(ROWS), BOOK)
    assert table(section, "groups").records()[0] == {
        "group": "G", "role": "central phenomenon", "categories": 2, "codes": 3, "units": 2,
        "times": 4,
    }  # fmt: skip
    assert table(section, "categories").rows == (
        ("X", "G", 2, 2, 3), ("Y", "G", 1, 1, 1), ("Z", "H", 1, 0, 0)
    )  # fmt: skip
    assert ("d", None, None, 1, 1) in table(section, "codes").rows
    assert ("e", "Z", "H", 0, 0) in table(section, "codes").rows


def test_what_is_not_in_the_book_never_given_or_without_a_role_is_told():
    caveats = coded(codings(ROWS), BOOK).caveats
    assert caveats[:3] == (
        "Given, but not in the code book: “d”.",
        "In the code book, but never given: “e”.",
        "Without a role, so not in the paradigm model: “H”.",
    )


def test_the_tree_runs_from_groups_to_codes_and_counts_units():
    drawn = chart(coded(codings(ROWS), BOOK), "tree")
    assert isinstance(drawn, Tree)
    assert [("/".join(b.label for b in (*above, one)), one.count, one.area) for above, one in walk(drawn)] == [
        ("G", 2, 4), ("G/X", 2, 3), ("G/X/a", 1, 1), ("G/X/b", 2, 2), ("G/Y", 1, 1),
        ("G/Y/c", 1, 1), ("d", 1, 1),
    ]  # fmt: skip
    assert [part.label for part in chart(coded(codings(["ab", "aa"])), "tree").parts] == ["a", "b"]
    assert chart(coded(codings(ROWS), BOOK, rings=True), "tree").rings


def test_the_paradigm_has_six_boxes_and_the_arrows_of_strauss_and_corbin():
    model = chart(coded(codings(ROWS), BOOK), "paradigm")
    assert isinstance(model, Diagram)
    names = [node.label for node in model.nodes]
    assert names == [role.capitalize() for role in ROLES]
    assert [(names[edge.tail], names[edge.head]) for edge in model.edges] == [
        ("Causal conditions", "Central phenomenon"),
        ("Context", "Central phenomenon"),
        ("Intervening conditions", "Central phenomenon"),
        ("Central phenomenon", "Strategies"),
        ("Strategies", "Outcomes"),
    ]
    (central,) = (node for node in model.nodes if node.strong)
    assert central.lines == ("G\u00a0(2)", "– X\u00a0(2)", "– Y\u00a0(1)")
    assert model.nodes[-1].lines == (NONE,)


def test_boxes_stand_apart():
    nodes = chart(coded(codings(ROWS), BOOK), "paradigm").nodes
    for place, one in enumerate(nodes):
        for other in nodes[:place]:
            beside = abs(one.x - other.x) > (one.width + other.width) / 2
            assert beside or abs(one.y - other.y) > (one.height + other.height) / 2


def test_every_arrow_leads_from_side_to_side_of_its_boxes():
    model = chart(coded(codings(ROWS), BOOK), "paradigm")
    for edge in model.edges:
        for end, point in ((edge.tail, edge.points[0]), (edge.head, edge.points[1])):
            assert point in sides(model.nodes[end])


def test_without_roles_there_is_no_paradigm_and_without_a_book_no_tree_of_groups():
    plain = CodeBook(BOOK.category, BOOK.group, {})
    assert "paradigm" not in [one.name for one in coded(codings(ROWS), plain).charts]
    assert [t.name for t in coded(codings(ROWS)).tables] == ["codes", "together", "saturation"]


def test_what_goes_together_is_a_grid_of_counts():
    grid = chart(coded(codings(ROWS)), "together")
    assert isinstance(grid, Heat)
    assert grid.rows == ("a", "b", "c", "d")
    assert grid.values[0] == (1, 1, 0, 0)
    assert table(coded(codings(ROWS)), "together").rows == (("a", "b", 1),)


def documents():
    return Codings.of(
        Coded(Unit(f"u{n}", f"I{n // 2}"), coder, (code,))
        for n, code in enumerate("abcd")
        for coder in "AB"
    )


def test_with_one_code_a_unit_documents_tell_what_goes_together():
    apart = coded(documents(), together="unit")
    assert "together" not in [one.name for one in apart.charts]
    assert (
        "No coder gave two of them to the same unit, so nothing goes together there. Documents "
        "tell more." in apart.caveats
    )
    within = coded(documents())
    assert table(within, "together").rows == (("a", "b", 1), ("c", "d", 1))
    assert chart(within, "together").measure == "Documents"


def test_saturation_ends_at_the_number_of_codes_and_says_what_the_last_units_brought():
    found = chart(coded(documents()), "saturation")
    assert isinstance(found, Lines)
    assert [(p.x, p.y) for p in found.series[0].points] == [(1, 1), (2, 2), (3, 3), (4, 4)]
    assert found.note == "the last 1 unit brought 1 new code"


@given(rows(coders=(2, 3), units=(2, 8)))
@settings(max_examples=25)
def test_codes_are_counted_as_often_as_the_tables_say(given_rows):
    given = codings(given_rows)
    section = coded(given, BOOK)
    assert sum(column(section, "codes", "times")) == given.marks.sum()
    assert max(column(section, "saturation", "codes")) == len(given.codes)
    for found in section.tables:
        assert set(found.columns) <= set(VOCABULARY)
    assert section.provenance.line == (
        f"codes.csv · {int(given.coded.any(axis=1).sum())} of {len(given.units)} units"
    )


@pytest.mark.parametrize("many", [1, 61, 500])
def test_the_line_of_saturation_has_few_readings_and_always_the_last(many):
    given = codings([("a", "a")] * (many - 1) + [("b", "b")])
    points = chart(coded(given), "saturation").series[0].points
    assert points[-1].x == many
    assert len(points) < 130
