import json

import pytest

from crm_analytics.view.chart import empty
from crm_analytics.view.digraph import Digraph, Link, Place, Row, extent, lettering, meeting, told
from crm_analytics.view.digraph_figure import NAMELESS
from crm_analytics.view.figures import figure
from crm_analytics.view.palette import DARK, LIGHT
from tests.view.structures import HOSTILE, chart, large, shown, small

SIZES = (14.0, 12.0, 10.0)


def drawn(*labels, **changes):
    places = tuple(Place(label, 2.0 * i, 0.0, short=str(i)) for i, label in enumerate(labels))
    return Digraph("d", "<b>T</b>", places, (), **changes)


def spec(chart, dark=False):
    return json.loads(figure(chart, dark).to_json())


def test_a_line_meets_a_box_at_its_edge():
    box = Place("a", 1.0, 1.0, 2.0, 1.0)
    assert meeting(box, (5.0, 1.0)) == (2.0, 1.0)
    assert meeting(box, (1.0, -4.0)) == (1.0, 0.5)
    assert meeting(box, (3.0, 2.0)) == (2.0, 1.5)
    assert meeting(box, (1.2, 1.1)) == (1.2, 1.1)


def test_the_extent_holds_boxes_bends_and_rows():
    link = Link(0, 1, ((0.0, 0.0), (9.0, 1.0), (2.0, 0.0)))
    whole = extent(drawn("a", "b", rows=(Row("r", -3.0, 3.0),)), 0.0)
    assert (whole.left, whole.top, whole.right, whole.bottom) == (-0.5, -3.0, 2.5, 3.0)
    bent = Digraph("d", "T", drawn("a", "b").places, (link,))
    assert extent(bent, 0.0).right == 9.0


def test_all_boxes_have_letters_of_one_size_the_largest_that_fits():
    found = lettering(drawn("Trust", "Management commitment"), 84.0, 50.0, SIZES)
    assert (found.size, found.lines) == (12.0, (("Trust",), ("Management", "commitment")))
    assert lettering(drawn("Trust"), 100.0, 50.0, SIZES).size == 14.0


def test_a_name_that_never_fits_is_cut_and_the_others_are_whole():
    found = lettering(drawn("Trust", "word " * 40), 100.0, 30.0, SIZES)
    assert found.lines[0] == ("Trust",)
    assert found.lines[1][-1].endswith("…")
    assert not found.short


def test_ids_stand_for_names_where_a_line_has_few_letters():
    found = lettering(drawn("Trust", "Loyalty"), 30.0, 30.0, SIZES)
    assert found.short
    assert found.lines == (("0",), ("1",))


def test_a_second_line_stands_under_the_name():
    place = Place("Trust", 0.0, 0.0, under="mean 3.9", told=("level 1",))
    one = Digraph("d", "T", (place,), ())
    assert lettering(one, 100.0, 50.0, SIZES).lines == (("Trust", "mean 3.9"),)
    assert list(told(one, place)) == ["Trust", "mean 3.9", "level 1"]


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
    nothing = Digraph("d", "T", (), ())
    assert empty(nothing)
    assert spec(nothing)["layout"]["height"] > 0


@pytest.mark.parametrize("dense", [0.02, 0.3])
def test_a_figure_of_sixty_factors_has_few_traces(dense):
    assert len(spec(chart(shown(large(60, dense)), "digraph"))["data"]) <= 5
