"""Trees: areas are in proportion, parts lie inside their whole, and what is drawn is text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.export.figures import figure
from crm_analytics.export.slides.page import Box
from crm_analytics.export.slides.shapes import placed, squarified
from crm_analytics.report.chart import MOST, Branch, Tree, empty, readable, walk

PAGE = Box(10, 20, 600, 400)
sizes = st.lists(st.integers(1, 1000), min_size=1, max_size=40)
sides = st.floats(1, 1000)


def area(where):
    return where.width * where.height


def overlap(one, other):
    across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    return max(across, 0) * max(down, 0)


def tree(**changes):
    parts = (
        Branch("<b>Service</b>", 9, (Branch("=fast", 6), Branch("$kind$", 4))),
        Branch("Price", 5),
        Branch("never said", 0),
    )
    return Tree(**{"name": "t", "title": "<i>T</i>", "measure": "Units", "parts": parts} | changes)


def trace(chart, dark=False):
    return json.loads(figure(chart, dark).to_json())["data"][0]


def test_the_example_of_the_paper():
    # Bruls, Huizing & van Wijk 2000, figure 4: areas 6, 6, 4, 3, 2, 2, 1 in 6 × 4
    found = squarified([6, 6, 4, 3, 2, 2, 1], Box(0, 0, 6, 4))
    assert [(r.left, r.top) for r in found[:4]] == [
        (0, 0), (0, 2), (3, 0), (pytest.approx(3 + 12 / 7), 0)
    ]  # fmt: skip
    assert [(r.width, r.height) for r in found[:2]] == [(3, 2), (3, 2)]
    assert found[2].height == pytest.approx(7 / 3)
    assert max(max(r.width / r.height, r.height / r.width) for r in found) < 3.1


@given(sizes, sides, sides)
def test_areas_are_in_proportion_and_fill_the_whole(given_sizes, width, height):
    found = squarified(given_sizes, Box(0, 0, width, height))
    unit = width * height / sum(given_sizes)
    for size, where in zip(given_sizes, found, strict=True):
        assert area(where) == pytest.approx(size * unit, rel=1e-6)
        assert where.left + where.width <= width * (1 + 1e-9)
        assert where.top + where.height <= height * (1 + 1e-9)


@given(st.lists(st.integers(1, 50), min_size=2, max_size=12))
def test_no_two_rectangles_overlap(given_sizes):
    found = squarified(given_sizes, PAGE)
    for place, one in enumerate(found):
        for other in found[:place]:
            assert overlap(one, other) < 1e-6 * area(PAGE)


def test_nothing_is_cut_into_nothing():
    assert squarified([], PAGE) == []


def test_a_part_too_narrow_for_what_is_inside_gives_it_no_room():
    assert [area(where) for where in squarified([2, 1], Box(0, 0, 0.0, 10.0))] == [0, 0]
    tiny = Branch("Hardly ever", 1, (Branch("this", 1), Branch("that", 1)))
    found = list(placed(tree(parts=(Branch("Nearly always", 999), tiny)), PAGE, 2))
    assert [part.branch.label for part in found] == ["Nearly always", "Hardly ever", "this", "that"]


def test_a_part_lies_inside_its_whole_below_its_band():
    whole, *inside, other = placed(tree(), PAGE, 2, 24, 3)
    assert [part.branch.label for part in inside] == ["=fast", "$kind$"]
    for part in inside:
        assert overlap(part.where, whole.where) == pytest.approx(area(part.where))
        assert part.where.top >= whole.where.top + 24
    assert (whole.turn, whole.leaf, other.turn, other.leaf) == (0, False, 1, True)
    assert area(whole.where) / area(other.where) == pytest.approx(10 / 5)


def test_parts_below_the_depth_are_not_placed():
    assert [p.branch.label for p in placed(tree(), PAGE, 1, 24, 3)] == [
        "<b>Service</b>",
        "Price",
    ]


def test_levels_with_too_many_parts_are_not_read():
    many = Branch("a", 99, tuple(Branch(f"c{n}", 1) for n in range(MOST + 1)))
    assert readable(tree(parts=(many,))) == 1
    assert readable(tree()) == 2
    assert readable(tree(parts=many.parts)) == 1  # something is always drawn


def test_what_nobody_said_has_no_area():
    assert [branch.label for _, branch in walk(tree())] == [
        "<b>Service</b>", "=fast", "$kind$", "Price"
    ]  # fmt: skip
    assert not empty(tree())
    assert empty(tree(parts=(Branch("never said", 0),)))


@pytest.mark.parametrize(("rings", "kind"), [(False, "treemap"), (True, "sunburst")])
def test_plotly_gets_areas_parents_and_counts(rings, kind):
    drawn = trace(tree(rings=rings))
    assert drawn["type"] == kind
    assert drawn["values"] == [10, 6, 4, 5]
    assert drawn["parents"] == ["", "0", "0", ""]
    assert drawn["branchvalues"] == "total"
    assert [text.rpartition(": ")[2] for text in drawn["hovertext"]] == ["9", "6", "4", "5"]


@pytest.mark.parametrize("dark", [False, True])
def test_labels_are_drawn_letter_by_letter(dark):
    drawn = trace(tree(), dark)
    assert drawn["labels"][:3] == ["&lt;b&gt;Service&lt;/b&gt; · 9", "=fast", "&#36;kind&#36;"]
    assert "<b>&lt;b&gt;Service" in drawn["hovertext"][0]


def test_long_labels_stand_in_short_lines_so_that_narrow_parts_hold_them():
    parts = (Branch("Customer-Related Issues", 3), Branch("Price", 1))
    assert trace(tree(parts=parts))["labels"] == ["Customer-<br>Related Issues", "Price"]
