from crm_analytics.ui.sketch import sketch
from crm_analytics.view.chart import Bars, Dots, Heat, Interval


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
