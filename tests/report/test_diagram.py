"""Boxes and arrows: where they end, and which sides of two boxes face each other."""

import pytest

from crm_analytics.report.chart import empty
from crm_analytics.report.diagram import (
    Diagram,
    DiagramRow,
    Edge,
    Node,
    extent,
    facing,
    meeting,
    sides,
)


def test_a_line_meets_a_box_at_its_edge():
    box = Node("a", 1.0, 1.0, 2.0, 1.0)
    assert meeting(box, (5.0, 1.0)) == (2.0, 1.0)
    assert meeting(box, (1.0, -4.0)) == (1.0, 0.5)
    assert meeting(box, (3.0, 2.0)) == (2.0, 1.5)
    assert meeting(box, (1.2, 1.1)) == (1.2, 1.1)


def test_the_sides_of_a_box_are_named_as_connectors_count_them():
    top, left, bottom, right = sides(Node("a", 1.0, 1.0, 2.0, 1.0))
    assert (top, left, bottom, right) == ((1.0, 0.5), (0.0, 1.0), (1.0, 1.5), (2.0, 1.0))


@pytest.mark.parametrize(
    ("x", "y", "of"),
    [
        (2.5, 0.0, (3, 1)), (-2.5, 0.0, (1, 3)), (0.0, 2.5, (2, 0)), (0.0, -2.5, (0, 2)),
        (2.5, 2.0, (3, 1)), (1.5, 3.0, (2, 0)),
    ],
)  # fmt: skip
def test_an_arrow_joins_the_sides_that_face_each_other(x, y, of):
    tail, head = Node("a", 0.0, 0.0), Node("b", x, y)
    assert facing(tail, head) == (sides(tail)[of[0]], sides(head)[of[1]])


def test_the_extent_holds_boxes_bends_and_rows():
    boxes = (Node("a", 0.0, 0.0), Node("b", 2.0, 0.0))
    whole = extent(Diagram("d", "T", boxes, (), (DiagramRow("r", -3.0, 3.0),)))
    assert whole == (-0.75, -3.25, 2.75, 3.25)
    edge = Edge(0, 1, ((0.0, 0.0), (9.0, 1.0), (2.0, 0.0)))
    bent = extent(Diagram("d", "T", boxes, (edge,)))
    assert (bent[0], bent[2]) == (-0.52, 9.02)


def test_a_diagram_without_boxes_is_empty():
    assert empty(Diagram("d", "D", (), ()))
