"""A diagram on a page: boxes before lines, text before boxes, nothing but text in it."""

import json

import pytest

from crm_analytics.export.figures import figure
from crm_analytics.export.figures.shapes import NAMELESS
from crm_analytics.report.diagram import Diagram, Edge, Node
from crm_analytics.report.palette import DARK, LIGHT
from tests.analyses.structures import HOSTILE, chart, large, shown, small


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
