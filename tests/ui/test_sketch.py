from crm_analytics.report.chart import (  # fmt: skip
    Bars,
    Dots,
    Heat,
    Histogram,
    Interval,
    Likert,
    Line,
    Lines,
    Map,
    Reading,
    Share,
    Spot,
)
from crm_analytics.report.diagram import Diagram, Node
from crm_analytics.ui.sketch import sketch


def test_a_sketch_shows_the_first_rows_with_their_numbers():
    points = tuple(Interval(f"item {n}", n / 10, n / 10 - 0.05, n / 10 + 0.05) for n in range(1, 9))
    html = sketch(Dots("a", "Alpha", "α", points))
    assert "item 5" in html
    assert "item 6" not in html
    assert ">0.30<" in html


def test_labels_from_strangers_stay_text():
    html = sketch(Bars("b", '"><script>x</script>', "<b>", (Interval("<img src=x>", 1.0),)))
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;img src=x&gt;" in html


def test_a_grid_is_sketched_by_its_strongest_pairs_once_each():
    values = ((None, 0.2, -0.9), (0.2, None, 0.5), (-0.9, 0.5, None))
    names = ("A", "B", "C")
    html = sketch(Heat("h", "r", names, names, values, (("",) * 3,) * 3))
    assert html.index("A – C") < html.index("B – C") < html.index("A – B")
    assert ">−0.90<" in html
    assert "C – A" not in html


def test_bars_below_zero_start_at_zero():
    html = sketch(Bars("b", "B", "B", (Interval("up", 2.0), Interval("down", -2.0))))
    assert "left:50.0%;width:50.0%" in html
    assert "left:0.0%;width:50.0%" in html


def test_likert_rows_are_sketched_with_the_numbers_that_have_room():
    rows = tuple(Share(f"item {n}", (10.0, 30.0, 60.0), 9) for n in range(8))
    html = sketch(Likert("l", "L", rows, ("no", "so", "yes"), 1))
    assert html.count("width:60.0%") == 5
    assert ">60<" in html
    assert ">10<" not in html


def test_a_histogram_is_sketched_as_tall_as_its_counts():
    html = sketch(Histogram("h", "H", "x", (0.5, 1.5, 2.5), (5, 10), 1.67, 0.5, 15))
    assert "height:50.0%" in html
    assert "height:100.0%" in html
    assert "Mean 1.67 · SD 0.50 · n 15" in html


def test_spots_are_sketched_where_they_stand():
    spots = (Spot("<b>", 0.0, 0.0), Spot("b", 1.0, 1.0))
    html = sketch(Map("m", "M", "x", "y", spots, 0.5, 0.5))
    assert "left:9.7%;bottom:9.7%" in html
    assert html.count("dashed") == 2
    assert "<b>" not in html


def test_lines_are_sketched_by_their_last_value():
    lines = (Line("<i>", (Reading(0, 1.0), Reading(1, 2.5))), Line("empty", ()))
    html = sketch(Lines("w", "W", "", "Mean", lines))
    assert ">2.50<" in html
    assert "<i>" not in html
    assert "empty" not in html


def test_charts_that_show_nothing_have_sketches_that_do_not_break():
    assert sketch(Lines("w", "W", "", "y", ())) == ""
    assert sketch(Dots("d", "D", "x", ())) == ""
    for chart in (
        Likert("l", "L", (), ()), Histogram("h", "H", "x", (), (), 0.0, 0.0, 0),
        Map("m", "M", "x", "y", ()),
    ):  # fmt: skip
        assert "role=" in sketch(chart)


def test_a_card_has_no_room_for_boxes_and_arrows():
    assert sketch(Diagram("d", "T", (Node("a", 0.0, 0.0),), ())) == ""
