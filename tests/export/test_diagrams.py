"""A diagram on pages, slides and sheets: one layout, boxes that can be moved, only text."""

import json
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches

from crm_analytics.export.figures import figure
from crm_analytics.export.figures.shapes import NAMELESS
from crm_analytics.export.picture import browser_found, picture
from crm_analytics.export.slides import deck
from crm_analytics.export.text import alternative
from crm_analytics.export.workbook import workbook
from crm_analytics.ism.sections import ism_section
from crm_analytics.report.diagram import Diagram, Edge, Node
from crm_analytics.report.palette import DARK, LIGHT
from tests.ism.structures import HOSTILE, chart, large, sample, shown, small

MOVED = {"3": (6.0, 5.0)}


def slide(section):
    return Presentation(BytesIO(deck([section]))).slides[1]


def boxes(slide, drawn):
    """The shape of every box of a drawing, in its order."""
    named = {shape.name: shape for shape in slide.shapes if not connector(shape)}
    return [named[node.label] for node in drawn.nodes if not node.frame]


def connector(shape):
    return shape._element.tag == qn("p:cxnSp")


def connectors(slide):
    return [shape for shape in slide.shapes if connector(shape)]


def glued(shape):
    ends = shape._element.find(qn("p:nvCxnSpPr")).find(qn("p:cNvCxnSpPr"))
    return [int(ends.find(qn(tag)).get("id")) for tag in ("a:stCxn", "a:endCxn")]


@pytest.mark.parametrize("name", ["ism_study.csv", "ism_loyalty.csv", "ism_experts.xlsx"])
def test_every_connector_is_glued_at_both_ends_to_a_shape_that_is_there(name):
    one = slide(ism_section(*sample(name)))
    known = {shape.shape_id for shape in one.shapes if not connector(shape)}
    found = connectors(one)
    assert found
    assert all(set(glued(shape)) <= known for shape in found)
    ids = [shape.shape_id for shape in one.shapes]
    assert len(ids) == len(set(ids))


def test_every_arrow_of_the_page_is_on_the_slide_with_its_head():
    section = ism_section(*sample("ism_study.csv"))
    drawn = chart(section, "digraph")
    one = slide(section)
    shapes = [shape.shape_id for shape in boxes(one, drawn)]
    page = {(shapes[edge.tail], shapes[edge.head], edge.both) for edge in drawn.edges}
    slides = {
        (*glued(shape), shape._element.find(f".//{qn('a:headEnd')}") is not None)
        for shape in connectors(one)
    }
    assert slides == page
    assert len(page) == 118
    assert all(s._element.find(f".//{qn('a:tailEnd')}") is not None for s in connectors(one))


def test_an_arrow_around_a_box_is_glued_to_its_bends_from_end_to_end():
    section = shown(small(3, "1>2 2>3"), transitive="every")
    drawn = chart(section, "digraph")
    one = slide(section)
    ends = [shape.shape_id for shape in boxes(one, drawn)]
    ways = dict(map(glued, (c for c in connectors(one) if c.name == "1 f1 → 3 f3")))
    at, passed = ends[0], 0
    while at != ends[2]:
        at, passed = ways[at], passed + 1
    assert passed == 3


@pytest.mark.parametrize("moved", [{}, MOVED])
def test_a_slide_has_the_layout_of_the_page(moved):
    model, _ = sample("ism_loyalty.csv")
    section = shown(model, moved=moved)
    drawn = chart(section, "digraph")
    shapes = boxes(slide(section), drawn)
    assert len(shapes) == 8
    for page, middle in (
        ([node.x for node in drawn.nodes], [s.left + s.width / 2 for s in shapes]),
        ([node.y for node in drawn.nodes], [s.top + s.height / 2 for s in shapes]),
    ):
        first, last = page.index(min(page)), page.index(max(page))
        unit = (middle[last] - middle[first]) / (page[last] - page[first])
        expected = [middle[first] + (at - page[first]) * unit for at in page]
        assert middle == pytest.approx(expected, abs=2)


def test_boxes_lie_on_the_page_and_stand_before_lines():
    one = slide(ism_section(*sample("ism_study.csv")))
    order = [shape.name for shape in one.shapes]
    last = max(order.index(shape.name) for shape in connectors(one))
    assert order.index("1 Infrastructure") > last
    for shape in one.shapes:
        assert shape._element._nvXxPr.cNvPr.get("descr"), shape.name
        assert shape.left >= 0
        assert shape.left + shape.width <= Inches(13.333) + 1
        assert shape.top + shape.height <= Inches(7.5)


def told(name):
    """The text of every slide of a sample, and whether a chart is on it."""
    slides = Presentation(BytesIO(deck([ism_section(*sample(name))]))).slides
    for one in slides:
        said = [shape.text_frame.text for shape in one.shapes if shape.has_text_frame]
        yield "\n".join(said), any(shape.has_chart for shape in one.shapes)


def test_what_weakens_the_finding_leaves_the_drawing_its_slide():
    weak = "What weakens it: Complaint handling changes quadrant"
    found = [(weak in said, charted) for said, charted in told("ism_loyalty.csv")]
    assert found == [(False, False), (False, False), (True, True), (False, False), (False, False)]


def test_what_weakens_the_finding_stands_alone_after_a_crowded_map():
    weak = "What weakens it: The model has collapsed"
    found = [(weak in said, charted) for said, charted in told("ism_study.csv")]
    assert found[:4] == [(False, False), (False, False), (False, True), (True, False)]
    assert not any(weakened for weakened, _ in found[4:])


def test_sixty_factors_in_one_circle_are_all_there():
    section = shown(large(60, 0.3))
    one = slide(section)
    assert len(boxes(one, chart(section, "digraph"))) == 60
    assert len(connectors(one)) == len(chart(section, "digraph").edges)
    texts = [shape.text_frame.text for shape in one.shapes if shape.has_text_frame]
    assert "There is no room for names: boxes carry ids, which the tables name." in texts


def test_hostile_names_stay_text_everywhere():
    section = shown(small(6, "1>2 2>3 3>2 4>5", HOSTILE), under={"1": "=2+2"})
    one = slide(section)
    assert "1 =1+1" in {shape.name for shape in one.shapes}
    for content in (deck([section]), workbook([section])):
        with ZipFile(BytesIO(content)) as file:
            for name in file.namelist():
                if name.endswith(".xml"):
                    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", file.read(name)), name
                assert b"hlinkClick" not in file.read(name)
    for sheet in load_workbook(BytesIO(workbook([section]))).worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_sheet_holds_every_box_and_arrow_with_its_reason():
    model, _ = sample("ism_loyalty.csv")
    section = shown(model, reasons={("2", "1"): "=1+1"}, under={"3": "mean 3.9"})
    page = load_workbook(BytesIO(workbook([section])))["ism digraph chart"]
    header, *rows = [[cell.value for cell in row[:4]] for row in page.iter_rows(min_row=4)]
    drawn = chart(section, "digraph")
    assert header == ["box", "to", "kind", "says"]
    assert [row[0] for row in rows[:8]] == [node.label for node in drawn.nodes]
    assert rows[0] == ["1 Loyalty", None, "Level 1, top", None]
    assert rows[2] == ["3 Trust", None, "Level 2", "mean 3.9"]
    assert len([row for row in rows if row[1]]) == len(drawn.edges)
    assert ["2 Satisfaction", "1 Loyalty", "arrow", "=1+1"] in rows


def test_a_reader_hears_rows_and_arrows():
    text = alternative(chart(shown(small(3, "1>2 2>1 2>3")), "digraph"))
    assert text == (
        "Which factor leads to which: 2 levels. Boxes and arrows: Level 1, top: 3 f3; Level 2: "
        "1 f1, 2 f2; Circle of 2 → 3 f3; 1 f1 ↔ 2 f2. Arrows lead upwards to what they bring "
        "about; factors in a dotted frame all lead to one another"
    )


@pytest.mark.skipif(not browser_found(), reason="no Chromium here")
def test_a_picture_shows_names_letter_by_letter():
    from xml.etree import ElementTree

    drawn = chart(shown(small(6, "1>2 2>3 4>5", HOSTILE)), "digraph")
    root = ElementTree.fromstring(picture(drawn, "svg"))
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags.isdisjoint({"a", "script", "foreignObject", "image"})
    assert "2 <a href=x>b</a>" in " ".join(root.itertext())


def spec(chart, dark=False):
    return json.loads(figure(chart, dark).to_json())


def test_no_markup_of_others_reaches_plotly():
    section = shown(small(6, "1>2 2>3 3>2 4>5", HOSTILE), reasons={("1", "2"): "<a>$y$"})
    for dark in (False, True):
        text = figure(chart(section, "digraph"), dark).to_json().encode().decode("unicode_escape")
        assert "<a" not in text
        assert "$x$" not in text
        assert "$y$" not in text


def test_boxes_stand_before_lines_and_behind_their_text():
    whole = spec(chart(shown(small(3, "1>2 2>3")), "digraph"))
    shapes = whole["layout"]["shapes"]
    kinds = [shape["type"] for shape in shapes if shape["layer"] == "between"]
    assert kinds == ["path", "rect", "rect", "rect"]
    texts = [text for trace in whole["data"] for text in trace.get("text") or ()]
    assert texts == ["1 f1", "2 f2", "3 f3"]
    heads = whole["data"][0]["marker"]
    assert heads["size"] == [0, 9] * 2
    assert heads["angleref"] == "previous"


def test_a_figure_of_ids_says_where_the_names_are():
    whole = spec(chart(shown(large(60, 0.02)), "digraph"))
    assert NAMELESS in [note["text"] for note in whole["layout"]["annotations"]]
    hover = [text for trace in whole["data"] for text in trace.get("hovertext") or ()]
    assert any(text.startswith("60 Factor number 60 of many<br>level ") for text in hover)


def test_the_colours_follow_the_theme():
    one = chart(shown(small(2, "1>2")), "digraph")
    for dark, theme in ((False, LIGHT), (True, DARK)):
        boxes = [s for s in spec(one, dark)["layout"]["shapes"] if s["layer"] == "between"]
        assert boxes[-1]["fillcolor"] == theme.background


def test_nothing_is_drawn_of_nothing():
    assert spec(Diagram("d", "T", (), ()))["layout"]["height"] > 0


@pytest.mark.parametrize("dense", [0.02, 0.3])
def test_a_figure_of_sixty_factors_has_few_traces(dense):
    assert len(spec(chart(shown(large(60, dense)), "digraph"))["data"]) <= 5


def test_a_list_stands_under_its_bold_heading_in_the_corner_of_its_box():
    boxes = (
        Node("<b>$x$</b>", 0.0, 0.0, 1.3, 6.0, lines=("=1+1",)),
        Node("B", 1.5, 0.0, 1.3, 6.0, strong=True),
    )
    edge = Edge(0, 1, ((0.65, 0.0), (0.85, 0.0)))
    whole = spec(Diagram("d", "<i>D</i>", boxes, (edge,), listed=True))
    drawn = [shape for shape in whole["layout"]["shapes"] if shape["type"] == "rect"]
    assert [(box["x0"], box["x1"]) for box in drawn] == [(-0.65, 0.65), (0.85, 2.15)]
    assert [box["fillcolor"] for box in drawn] == [LIGHT.grid, LIGHT.accent]
    _, texts, hover = whole["data"]
    assert texts["text"][0] == "<b>&lt;b&gt;&#36;x&#36;&lt;/b&gt;</b><br>=1+1"
    assert texts["textposition"] == ["bottom right"] * 2
    assert texts["textfont"]["color"] == [LIGHT.ink, LIGHT.background]
    assert -0.65 < texts["x"][0] < -0.55
    assert -3.0 < texts["y"][0] < -2.7
    assert hover["hovertext"][0] == texts["text"][0]
