"""Boxes and arrows: arrows join the sides that face each other, text keeps to its box."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.view.chart import empty
from crm_analytics.view.diagram import LINE, Arrow, Diagram, Node, Paper, ends, fitted, texts
from crm_analytics.view.figures import figure


def node(left=0.0, top=0.0, heading="Head", lines=()):
    return Node(heading, tuple(lines), left, top, 0.2, 0.2)


@pytest.mark.parametrize(
    ("left", "top", "sides"),
    [
        (0.5, 0.0, ("right", "left")), (-0.5, 0.0, ("left", "right")),
        (0.0, 0.5, ("bottom", "top")), (0.0, -0.5, ("top", "bottom")),
        (0.5, 0.4, ("right", "left")), (0.3, 0.6, ("bottom", "top")),
    ],
)  # fmt: skip
def test_an_arrow_joins_the_sides_that_face_each_other(left, top, sides):
    start, end = ends(node(), node(left, top))
    assert (start.side, end.side) == sides


def test_an_arrow_meets_the_middle_of_a_side():
    start, end = ends(node(), node(0.5, 0.0))
    assert (start.x, start.y, end.x, end.y) == (0.2, 0.1, 0.5, 0.1)


def test_text_is_as_large_as_its_box_allows():
    short = fitted(node(lines=["a line"]), 200, 100, (20, 14, 10))
    assert (short.size, short.heading, short.lines) == (20, ("Head",), ("a line",))
    long = fitted(node(lines=["a line of many words that do not fit"] * 3), 200, 100, (20, 14, 10))
    assert long.size == 10


def test_words_are_broken_at_the_smallest_size_only():
    fit = fitted(node(heading="Phenomenology"), 80, 100, (20, 14, 10))
    assert (fit.size, fit.heading) == (10, ("Phenomenology",))


def test_what_does_not_fit_is_cut_and_says_so():
    fit = fitted(node(lines=[f"line {n}" for n in range(20)]), 200, 40, (10,))
    assert fit.lines[-1].endswith(" …")


@given(
    st.text(max_size=60), st.lists(st.text(max_size=60), max_size=12),
    st.floats(20, 300), st.floats(14, 300),
)  # fmt: skip
def test_text_never_leaves_its_box_downwards(heading, lines, width, height):
    fit = fitted(node(heading=heading, lines=lines), width, height, (14, 11, 8))
    rows = len(fit.heading) + len(fit.lines)
    assert rows == 1 or rows * fit.size * LINE <= height


def test_plotly_draws_boxes_arrows_and_text_letter_by_letter():
    boxes = (node(heading="<b>$x$</b>", lines=["=1+1"]), node(0.5, 0.0, "B"))
    chart = Diagram("d", "<i>D</i>", boxes, (Arrow(0, 1),))
    layout = json.loads(figure(chart).to_json())["layout"]
    assert [(box["x0"], box["x1"]) for box in layout["shapes"]] == [(0.0, 0.2), (0.5, 0.7)]
    first, _, arrow = layout["annotations"]
    assert first["text"] == "<b>&lt;b&gt;&#36;x&#36;&lt;/b&gt;</b><br>=1+1"
    assert (arrow["ax"], arrow["x"], arrow["showarrow"]) == (0.2, 0.5, True)


def test_a_diagram_without_boxes_is_empty():
    assert empty(Diagram("d", "D", (), ()))


def test_all_boxes_of_a_diagram_have_letters_of_one_size():
    boxes = (node(), node(0.5, 0.0, "B", ["many words in a line"] * 6))
    found = texts(Diagram("d", "D", boxes, ()), Paper(600, 400, 6), (20, 14, 10, 8))
    assert len({fit.size for fit in found}) == 1
    assert found[0].size < fitted(boxes[0], 108, 68, (20, 14, 10, 8)).size
