"""Trees and diagrams as native shapes of slides and sheets: the same parts, only text."""

from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.oxml.ns import qn
from pptx.util import Inches

from crm_analytics.export.slides import deck
from crm_analytics.export.text import alternative
from crm_analytics.export.workbook import workbook
from crm_analytics.report.chart import MOST, Branch, Heat, Tree
from crm_analytics.report.diagram import Diagram, Edge, Node, facing
from tests.export.conftest import HOSTILE

MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
SHEET = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


@pytest.fixture
def tree():
    parts = (
        Branch("=Service", 9, tuple(Branch(name, n) for n, name in enumerate(HOSTILE, 1))),
        Branch("<b>Price</b>", 12),
        Branch("never said", 0),
    )
    return Tree("tree", "What was said", "Units", parts, note="n = 9")


@pytest.fixture
def diagram():
    nodes = (
        Node("=Cause", 0.0, 0.0, 1.3, 6.0, lines=HOSTILE),
        Node("Centre", 1.5, 0.0, 1.3, 3.0, lines=("@SUM(A1)",), strong=True),
        Node("Outcome", 3.0, 0.0, 1.3, 6.0),
    )
    edges = tuple(Edge(*ends, facing(*(nodes[end] for end in ends))) for ends in ((0, 1), (1, 2)))
    return Diagram("model", "The model", nodes, edges, note="n = 9", listed=True)


def slide(section, chart):
    made = deck([replace(section, charts=(chart,), tables=())])
    return Presentation(BytesIO(made)).slides[1]


def boxes(section, chart):
    return [
        shape
        for shape in slide(section, chart).shapes
        if shape.shape_type == MSO_SHAPE_TYPE.AUTO_SHAPE
    ]


def book(section, chart):
    return workbook([replace(section, charts=(chart,), tables=())])


def drawing(section, chart):
    with ZipFile(BytesIO(book(section, chart))) as files:
        (name,) = (n for n in files.namelist() if n.startswith("xl/drawings/drawing"))
        return ElementTree.fromstring(files.read(name))


def rows(section, chart):
    page = load_workbook(BytesIO(book(section, chart))).worksheets[1]
    return list(page.iter_rows(min_row=4, values_only=True))


def test_every_part_is_a_rectangle_of_its_own(section, tree):
    found = boxes(section, tree)
    assert len(found) == 2 + len(HOSTILE)  # what nobody said has no area
    assert found[0].text_frame.text.startswith("=Service · 9")
    assert [shape.text_frame.text for shape in found][-1].replace("\n", " ") == "<b>Price</b> 12"


def test_areas_on_the_slide_are_those_of_the_counts(section, tree):
    found = boxes(section, tree)
    whole, price = found[0], found[-1]
    assert whole.width * whole.height / (price.width * price.height) == pytest.approx(
        36 / 12, rel=1e-3
    )
    inside = {shape.name: shape.width * shape.height for shape in found[1:-1]}
    assert inside["=1+1"] / inside["<a href=x>link</a>"] == pytest.approx(7 / 2, rel=1e-3)


def test_parts_that_cannot_be_read_stay_in_the_workbook(section, tree):
    many = Branch("all", 99, tuple(Branch(f"c{n}", 1) for n in range(MOST + 1)))
    assert len(boxes(section, replace(tree, parts=(many, *tree.parts)))) == 3
    assert len(rows(section, replace(tree, parts=(many,)))) > MOST


def test_arrows_are_connectors_glued_to_the_sides_of_boxes(section, diagram):
    shapes = slide(section, diagram).shapes
    names = {shape.shape_id: shape.name for shape in shapes}
    lines = [shape._element for shape in shapes if shape._element.tag == qn("p:cxnSp")]
    glued = [
        [
            (names[int(end.get("id"))], end.get("idx"))
            for end in (line.find(f".//{qn(tag)}") for tag in ("a:stCxn", "a:endCxn"))
        ]
        for line in lines
    ]
    assert glued == [[("=Cause", "3"), ("Centre", "1")], [("Centre", "3"), ("Outcome", "1")]]
    assert all(line.find(f".//{qn('a:tailEnd')}").get("type") == "triangle" for line in lines)


def test_an_arrow_begins_and_ends_where_its_boxes_do(section, diagram):
    shapes = slide(section, diagram).shapes
    line = next(shape for shape in shapes if shape._element.tag == qn("p:cxnSp"))
    cause, centre = (next(s for s in shapes if s.name == name) for name in ("=Cause", "Centre"))
    assert abs(line.begin_x - cause.left - cause.width) < 5
    assert abs(line.end_x - centre.left) < 5
    assert abs(line.end_y - centre.top - centre.height / 2) < 5


def test_boxes_hold_their_text_and_lie_on_the_page(section, diagram):
    found = boxes(section, diagram)
    assert found[1].text_frame.text == "Centre\n@SUM(A1)"
    assert [shape.left + shape.width <= Inches(13.333) for shape in found] == [True] * 3
    assert all(shape._element.find(qn("p:style")) is None for shape in found)


@pytest.mark.parametrize("kind", ["tree", "diagram"])
def test_what_is_drawn_is_said_to_those_who_cannot_see_it(section, kind, request):
    chart = request.getfixturevalue(kind)
    first = boxes(section, chart)[0]
    assert first._element._nvXxPr.cNvPr.get("descr") == alternative(chart)


def test_trees_and_diagrams_are_read_out(tree, diagram):
    assert alternative(tree).startswith(
        'What was said. Units: =Service 9; =Service › =HYPERLINK("http://example.org","x") 1; '
    )
    assert "=Cause → Centre; Centre → Outcome. n = 9" in alternative(diagram)


def test_the_sheet_of_a_tree_has_the_way_to_every_part(section, tree):
    header, *found = rows(section, tree)
    assert header[:3] == ("level 1", "level 2", "count")
    assert found[0][:3] == ("=Service", None, 9)
    assert found[7][:3] == ("=Service", "=1+1", 7)
    assert found[9][:3] == ("<b>Price</b>", None, 12)


def test_the_sheet_of_a_diagram_has_its_boxes_and_arrows(section, diagram):
    header, *found = rows(section, diagram)
    assert header[:4] == ("box", "to", "kind", "says")
    assert ("Centre", None, None, "@SUM(A1)") in [row[:4] for row in found]
    assert ("=Cause", "Centre", "arrow", None) in [row[:4] for row in found]
    assert ("Outcome", None, None, None) in [row[:4] for row in found]


@pytest.mark.parametrize("kind", ["tree", "diagram"])
def test_a_sheet_shows_the_shapes_of_the_slide(section, kind, request):
    chart = request.getfixturevalue(kind)
    found = drawing(section, chart)
    # lines end elsewhere, for the room is another
    texts = ["".join(shape.text_frame.text.split()) for shape in boxes(section, chart)]
    shown = found.iter(f"{SHEET}sp")
    assert ["".join("".join(shape.itertext()).split()) for shape in shown] == texts
    assert found.find(f".//{SHEET}cNvPr").get("descr") == alternative(chart)
    assert not list(found.iter(f"{{{MAIN}}}hlinkClick"))
    assert "textlink" not in ElementTree.tostring(found, "unicode")  # shows no cell


def test_an_arrow_on_a_sheet_is_glued_to_its_boxes(section, diagram):
    found = drawing(section, diagram)
    names = {one.get("id"): one.get("name") for one in found.iter(f"{SHEET}cNvPr")}
    assert len(names) == 1 + 3 + 2
    glued = [
        tuple(
            (names[end.get("id")], end.get("idx"))
            for end in (line.find(f".//{{{MAIN}}}{tag}") for tag in ("stCxn", "endCxn"))
        )
        for line in found.iter(f"{SHEET}cxnSp")
    ]
    assert glued == [(("=Cause", "3"), ("Centre", "1")), (("Centre", "3"), ("Outcome", "1"))]
    assert len(list(found.iter(f"{{{MAIN}}}tailEnd"))) == 2


def test_shapes_on_a_sheet_have_the_size_they_were_drawn_for(section, diagram):
    frame = drawing(section, diagram).find(f".//{SHEET}grpSpPr/{{{MAIN}}}xfrm")
    ends = {one.tag.rpartition("}")[2]: dict(one.attrib) for one in frame}
    assert ends["ext"] == ends["chExt"] == {"cx": "10972800", "cy": "5715000"}
    assert ends["chOff"] == {"x": "0", "y": "0"}


def test_each_sheet_has_its_own_shapes(section, tree, diagram):
    both = workbook([replace(section, charts=(tree, diagram), tables=())])
    with ZipFile(BytesIO(both)) as files:
        assert files.testzip() is None
        one, other = (files.read(f"xl/drawings/drawing{n}.xml").decode() for n in (1, 2))
    assert "never said" not in one + other  # what nobody said has no area
    assert ("Price" in one, "Outcome" in one) == (True, False)
    assert ("Price" in other, "Outcome" in other) == (False, True)


def test_counts_in_a_grid_have_no_decimals_and_no_brown(section):
    grid = Heat(
        "c", "Counts", ("a", "b"), ("a", "b"), ((3.0, 0.0), (1.0, 12.0)), (("", ""), ("", "")),
        0.0, 12.0, measure="Units", decimals=0, rising=True,
    )  # fmt: skip
    native = next(s.table for s in slide(section, grid).shapes if s.has_table)
    assert [native.cell(row, 1).text for row in (1, 2)] == ["3", "1"]
    colours = [native.cell(1, column).fill.fore_color.rgb for column in (1, 2)]
    assert all(colour[0] <= colour[2] for colour in colours)  # never more red than blue
    page = load_workbook(BytesIO(book(section, grid))).worksheets[1]
    assert page["B5"].number_format == "0"
    assert alternative(grid).startswith("Counts. Units: grid of 2 rows by 2 columns, from 0 to 12.")
