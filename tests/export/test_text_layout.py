"""Text in boxes has one size, as large as the fullest box allows; names of spots cover nothing."""

from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.export.chart_layout import padded
from crm_analytics.export.text_layout import (
    CLOSE,
    CROSS,
    Label,
    Paper,
    fit_all,
    fit_one,
    label_area,
    left_out,
    spot_labels,
)
from crm_analytics.report.chart import Map, Spot
from crm_analytics.report.diagram import Diagram, Node
from crm_analytics.report.words import plain, shortened

SIZES = (14.0, 12.0, 10.0)


def drawn(*labels, **changes):
    nodes = tuple(Node(label, 2.0 * i, 0.0, short=str(i)) for i, label in enumerate(labels))
    return Diagram("d", "T", nodes, (), **changes)


def box(width, height, heading="Head", lines=()):
    return Node(heading, 0.0, 0.0, width, height, lines=tuple(lines))


def test_all_boxes_have_letters_of_one_size_the_largest_that_fits():
    found, _ = fit_all(drawn("Trust", "Management commitment"), 84.0, 50.0, SIZES)
    assert [text.size for text in found] == [12.0, 12.0]
    assert [text.heading for text in found] == [("Trust",), ("Management", "commitment")]
    assert fit_all(drawn("Trust"), 100.0, 50.0, SIZES)[0][0].size == 14.0


def test_boxes_that_are_lists_have_letters_of_one_size_too():
    boxes = (box(1, 1), box(1, 1, lines=["many words in a line"] * 6))
    one, other = fit_all(Diagram("d", "D", boxes, (), listed=True), 140, 150, SIZES)[0]
    assert one.size == other.size == 10.0
    assert other.lines == ("many words in a line",) * 6
    (alone,) = fit_all(Diagram("d", "D", boxes[:1], (), listed=True), 140, 150, SIZES)[0]
    assert alone.size == 14.0


def test_a_name_that_never_fits_is_cut_and_the_others_are_whole():
    texts, short = fit_all(drawn("Trust", "word " * 40), 100.0, 30.0, SIZES)
    assert texts[0].heading == ("Trust",)
    assert texts[1].heading[-1].endswith("…")
    assert not short


def test_ids_stand_for_names_where_a_line_has_few_letters():
    texts, short = fit_all(drawn("Trust", "Loyalty"), 30.0, 30.0, SIZES)
    assert short
    assert [text.heading for text in texts] == [("0",), ("1",)]


def test_the_label_of_a_frame_is_one_line():
    frame = Node("Circle of 1 and nothing else besides", 0.0, 0.0, 2.0, 2.0, frame=True)
    chart = Diagram("d", "T", (Node("Trust", 0.0, 0.0), frame), ())
    assert fit_all(chart, 100.0, 50.0, SIZES)[0][1].heading == ("Circle of 1 and nothing…",)


def test_a_second_line_stands_under_the_name():
    one = Diagram("d", "T", (Node("Trust", 0.0, 0.0, lines=("mean 3.9",)),), ())
    (text,) = fit_all(one, 100.0, 50.0, SIZES)[0]
    assert (text.heading, text.lines) == (("Trust",), ("mean 3.9",))


def test_text_is_as_large_as_its_box_allows():
    short = fit_one(box(200, 100, lines=["a line"]), (20, 14, 10))
    assert (short.size, short.heading, short.lines) == (20, ("Head",), ("a line",))
    long = fit_one(box(200, 100, lines=["a line of many words that do not fit"] * 3), (20, 14, 10))
    assert long.size == 10


def test_words_are_broken_at_the_smallest_size_only():
    fit = fit_one(box(60, 100, "Phenomenology"), (20, 14, 10))
    assert (fit.size, fit.heading) == (10, ("Phenomenol", "ogy"))


def test_what_does_not_fit_is_cut_and_says_so():
    fit = fit_one(box(200, 40, lines=[f"line {n}" for n in range(20)]), (10,))
    assert fit.lines == ("line 0", "line 1 …")


@given(
    st.text(max_size=60), st.lists(st.text(max_size=60), max_size=12),
    st.floats(20, 300), st.floats(14, 300),
)  # fmt: skip
def test_text_never_leaves_its_box(heading, lines, width, height):
    fit = fit_one(box(width, height, heading, lines), (14, 11, 8))
    rows = len(fit.heading) + len(fit.lines)
    assert rows == 1 or rows * fit.size * CLOSE.line <= height
    assert max(map(len, (*fit.heading, *fit.lines))) * fit.size * CLOSE.letter <= width


@given(st.text(), st.integers(2, 60))
def test_a_shortened_text_is_whole_or_says_that_it_is_cut(text, letters):
    short = shortened(text, letters)
    assert len(short) <= letters
    assert short == plain(text) or short.endswith("…")


WIDTHS = (280.0, 560.0, 1080.0)
share = st.floats(0, 1)
names = st.text("ab ی<", min_size=1, max_size=60)


def paper(chart):
    x, y = (padded([getattr(s, side) for s in chart.points]) for side in "xy")
    return Paper(x, y, WIDTHS, 430, 6.4, 15, 7)


@given(st.lists(st.builds(Spot, names, share, share), max_size=30))
def test_names_never_meet_nor_leave_the_plot_at_any_width(spots):
    chart = Map("m", "M", "x", "y", tuple(spots))
    sheet = paper(chart)
    found = spot_labels(chart, sheet)
    assert len(found) == len(spots)
    for width in WIDTHS:
        boxes = [
            label_area(spot, name.lines, name.side, sheet, width)
            for spot, name in zip(spots, found, strict=True)
            if name.lines
        ]
        assert all(b[0] >= 0 and b[1] >= 0 and b[2] <= width and b[3] <= 430 for b in boxes)
        for a, b in combinations(boxes, 2):
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_spots_far_apart_all_keep_their_whole_name():
    spots = tuple(Spot(f"Name {i}", i / 5, i / 5) for i in range(5))
    found = spot_labels(Map("m", "M", "x", "y", spots), paper(Map("m", "M", "x", "y", spots)))
    assert [" ".join(name.lines) for name in found] == [spot.label for spot in spots]


def test_a_name_that_must_lie_over_a_line_says_so():
    spots = (Spot("On both", 0.0, 0.0), Spot("Beside", 1.0, 1.0))
    chart = Map("m", "M", "x", "y", spots, 0.0, 0.0)
    sheet = replace(paper(chart), sides=CROSS)
    assert [name.over for name in spot_labels(chart, sheet)] == [True, False]


def test_sixty_spots_on_one_place_say_how_many_names_are_left_out():
    chart = Map("m", "M", "x", "y", tuple(Spot(f"Name {i}", 1.0, 1.0) for i in range(60)))
    found = spot_labels(chart, paper(chart))
    told = sum(bool(name.lines) for name in found)
    assert 0 < told < 10
    assert left_out(found) == f"{60 - told} names have no room where spots crowd"
    assert left_out([Label(("a",))]) == ""
