import json

import pytest

from crm_analytics.export.figures import figure
from crm_analytics.export.figures.frame import marked
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
from crm_analytics.report.palette import DARK

LABELS = ("=1+1", "<a href=x>b</a>", "$x$ or $y$", "con\x01trol", "ی" * 60, "x" * 60)


def dots(**changes):
    points = tuple(Interval(label, 0.5 + i / 20, 0.4, 0.9) for i, label in enumerate(LABELS))
    whole = {"name": "alpha", "title": "<b>Alpha</b>", "axis": "α & β", "points": points}
    return Dots(**whole | {"note": "n = 3"} | changes)


def grid(size, columns=None):
    names, across = (tuple(f"q{i}" for i in range(k)) for k in (size, columns or size))
    values = tuple(tuple(0.5 if j <= i else None for j in range(len(across))) for i in range(size))
    flags = tuple(tuple("*" for _ in across) for _ in names)
    return Heat("pearson", "Together", names, across, values, flags)


def likert(rows=6, **changes):
    shares = (10.0, 20.0, 30.0, 25.0, 15.0)
    made = tuple(
        Share(LABELS[i % len(LABELS)], shares, 40, 5.0, f"<i>{i // 3}$") for i in range(rows)
    )
    return Likert("l", "<b>L</b>", made, ("<a", "b$", "c", "d", "e\x01"), 2, **changes)


def histogram(**changes):
    whole = {"edges": (0.5, 1.5, 2.5, 3.5), "counts": (3, 5, 2), "mean": 1.9, "sd": 0.7, "n": 10}
    return Histogram("h", "<b>H</b>", "<i>$", **whole | changes)


def spots():
    points = tuple(Spot(label, i / 3, i % 2, f"<i>{i % 2}$") for i, label in enumerate(LABELS))
    return Map("m", "<b>M</b>", "<i>x$", "<i>y$", points, 0.8, 0.5, ("<i>$", "", "", ""))


def lines(ticks=("<i>1$", "<i>2$", "<i>3$")):
    series = tuple(
        Line(label, tuple(Reading(x, x + i, x, x + i + 0.5) for x in range(3)), i == 0)
        for i, label in enumerate(LABELS[:3])
    )
    return Lines("w", "<b>W</b>", "<i>x$", "<i>y$", series, ticks, ((1.0, "<i>$"),))


def spec(chart, dark=False):
    return json.loads(figure(chart, dark).to_json())


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("<a href=x>b</a> & c", "&lt;a href=x&gt;b&lt;/a&gt; &amp; c"),
        ("$x$", "&#36;x&#36;"),
        ("con\x01trol", "control"),
        ('it\'s "so"', 'it\'s "so"'),
        ("<br>", "&lt;br&gt;"),
    ],
)
def test_text_from_strangers_is_drawn_letter_by_letter(text, safe):
    assert marked(text) == safe


def test_long_labels_are_broken_and_never_wider():
    lines = marked("word " * 40, 34, 2).split("<br>")
    assert len(lines) == 2
    assert all(len(line) <= 34 for line in lines)
    assert lines[-1].endswith("…")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    "kind",
    [
        dots(), Bars("b", "<i>T</i>", "<s>", dots().points), grid(3), likert(), likert(split=False),
        histogram(), spots(), lines(), lines(()),
    ],
)  # fmt: skip
def test_no_markup_of_others_reaches_plotly(kind, dark):
    text = figure(kind, dark).to_json().encode().decode("unicode_escape")
    assert "<a" not in text
    # the corners of a map are slanted by the figure itself
    assert "<i" not in text.replace("<i>&lt;i&gt;&#36;</i>", "")
    assert "$" not in text
    assert "\x01" not in text


def test_title_note_and_axis_are_there():
    layout = spec(dots())["layout"]
    assert layout["title"]["text"].startswith("<b>&lt;b&gt;Alpha&lt;/b&gt;</b><br><span")
    assert layout["title"]["text"].endswith(">n = 3</span>")
    assert layout["xaxis"]["title"]["text"] == "α &amp; β"


def test_dots_go_from_top_to_bottom_with_their_intervals():
    whole = spec(dots())
    (trace,) = whole["data"]
    assert trace["y"] == [0, 1, 2, 3, 4, 5]
    assert whole["layout"]["yaxis"]["range"] == [5.5, -0.5]
    assert trace["error_x"]["array"][0] == pytest.approx(0.4)
    assert trace["error_x"]["arrayminus"][0] == pytest.approx(0.1)
    assert trace["hovertext"][0] == "<b>=1+1</b><br>0.50 [0.40, 0.90]"


def test_absent_ends_draw_nothing_and_say_so():
    points = (Interval("a", 0.5, None, 0.6), Interval("b", 0.5), Interval("c", float("nan")))
    (trace,) = spec(dots(points=points))["data"]
    assert trace["error_x"]["arrayminus"] == [0, 0, 0]
    assert [text.partition("<br>")[2] for text in trace["hovertext"]] == [
        "0.50 [–, 0.60]",
        "0.50",
        "–",
    ]


def test_equal_labels_keep_their_own_rows():
    points = (Interval("2020-01", 1.0), Interval("2020-01", 2.0))
    whole = spec(dots(points=points))
    assert whole["data"][0]["y"] == [0, 1]
    assert whole["layout"]["yaxis"]["ticktext"] == ["2020-01", "2020-01"]


@pytest.mark.parametrize(
    ("groups", "legend"), [(("", ""), False), (("a", "a"), False), (("a", "b"), True)]
)
def test_a_legend_needs_two_groups(groups, legend):
    points = tuple(Interval("x", 1.0, group=group) for group in groups)
    assert spec(dots(points=points))["layout"]["showlegend"] is legend


def test_marks_are_lines_with_words_that_do_not_touch():
    layout = spec(dots(marks=((0.7, "acceptable"), (0.71, "good"), (0.95, "<b>"))))["layout"]
    assert [shape["x0"] for shape in layout["shapes"]] == [0.7, 0.71, 0.95]
    assert [(word["text"], word["yshift"]) for word in layout["annotations"]] == [
        ("acceptable", 0),
        ("good", 15),
        ("&lt;b&gt;", 0),
    ]


def test_bars_start_at_zero_and_carry_their_numbers():
    points = (Interval("a", 40.16), Interval("b", 12.0))
    whole = spec(Bars("cv", "T", "CV %", points, decimals=1))
    assert whole["data"][0]["text"] == ["40.2", "12.0"]
    assert whole["layout"]["xaxis"]["range"][0] == 0
    negative = spec(Bars("d", "T", "d", (Interval("a", -0.25),), decimals=2))
    assert negative["data"][0]["text"] == ["−0.25"]
    assert negative["layout"]["xaxis"]["range"][1] == 0


def test_more_rows_are_higher():
    points = tuple(Interval(f"q{i}", 1.0) for i in range(30))
    few, many = (spec(dots(points=points[:k]))["layout"]["height"] for k in (10, 30))
    assert many - few == 20 * 28


def test_a_heat_map_keeps_its_scale_and_leaves_empty_cells_blank():
    trace = spec(grid(3))["data"][0]
    assert (trace["zmin"], trace["zmax"]) == (-1, 1)
    assert trace["z"][0] == [0.5, None, None]
    assert trace["hoverongaps"] is False
    assert trace["colorbar"]["title"]["text"] == "Pearson's r"


@pytest.mark.parametrize(("size", "columns", "texts"), [(20, 20, 210), (21, 3, 0), (3, 21, 0)])
def test_only_small_grids_write_numbers(size, columns, texts):
    traces = spec(grid(size, columns))["data"][1:]
    assert sum(len(trace["text"]) for trace in traces) == texts
    assert all(text == "0.50<br>*" for trace in traces for text in trace["text"])


def test_the_theme_is_the_page_and_no_template_is_sent():
    assert spec(dots())["layout"]["paper_bgcolor"] == "#FFFFFF"
    dark = spec(dots(), dark=True)["layout"]
    assert dark["paper_bgcolor"] == DARK.background
    assert dark["font"]["color"] == DARK.ink
    assert len(json.dumps(dark["template"])) < 100


def test_a_chart_without_rows_is_still_a_figure():
    assert spec(dots(points=()))["data"] == []
    assert spec(Heat("h", "T", (), (), (), ()))["layout"]["height"] > 0


def test_likert_bars_are_one_trace_a_scale_point_that_parts_at_zero():
    *bars, tiles = spec(likert(45))["data"]
    assert [trace["base"][0] for trace in bars] == [-45, -35, -15, 15, 40]
    assert [trace["x"][44] for trace in bars] == [10, 20, 30, 25, 15]
    assert [trace["text"][0] for trace in bars] == ["10", "20", "30", "25", "15"]
    assert tiles["text"] == ["5"] * 45
    assert spec(likert(45))["layout"]["uniformtext"] == {"minsize": 10, "mode": "hide"}


def test_the_axis_of_a_likert_chart_has_no_signs():
    axis = spec(likert())["layout"]["xaxis"]
    assert axis["range"] == [-45, 55]
    assert axis["tickvals"] == [-25, 0, 25, 50]
    assert axis["ticktext"] == ["25", "0", "25", "50"]


def test_a_middle_that_stands_apart_has_the_scale_of_the_bars():
    whole = spec(likert(split=False))
    assert len(whole["data"]) == 6
    first, second = whole["layout"]["xaxis"], whole["layout"]["xaxis2"]
    wide = [
        (axis["domain"][1] - axis["domain"][0]) / (axis["range"][1] - axis["range"][0])
        for axis in (first, second)
    ]
    assert wide[0] == pytest.approx(wide[1])
    assert whole["layout"]["xaxis3"]["domain"][1] == 1


def test_groups_are_headings_over_their_rows():
    axis = spec(likert())["layout"]["yaxis"]
    assert [text for text in axis["ticktext"] if text.startswith("<b>")] == [
        "<b>&lt;i&gt;0&#36;</b>",
        "<b>&lt;i&gt;1&#36;</b>",
    ]


def test_a_row_without_answers_has_no_bar():
    rows = (Share("a", (), 0, 100.0), Share("b", (50.0, 50.0), 4))
    *bars, tiles = spec(Likert("l", "L", rows, ("no", "yes")))["data"]
    assert [trace["y"] for trace in bars] == [[1.5], [1.5]]
    assert tiles["text"] == ["100"]


def test_a_histogram_has_its_counts_its_curve_and_its_mean():
    whole = spec(histogram())
    bars, curve = whole["data"]
    assert bars["y"] == [3, 5, 2]
    assert max(curve["y"]) == pytest.approx(10 / (0.7 * 6.283185307179586**0.5), rel=1e-3)
    assert whole["layout"]["shapes"][0]["x0"] == 1.9
    assert "Mean 1.90 · SD 0.70 · n 10" in whole["layout"]["title"]["text"]
    assert len(spec(histogram(sd=0.0))["data"]) == 1


def test_a_map_has_a_trace_a_group_its_lines_and_the_words_of_its_corners():
    whole = spec(spots())
    assert [len(trace["x"]) for trace in whole["data"]] == [3, 3]
    assert [shape.get("x0") for shape in whole["layout"]["shapes"]] == [0.8, 0]
    assert [word["text"] for word in whole["layout"]["annotations"]] == ["<i>&lt;i&gt;&#36;</i>"]


def test_lines_have_ribbons_over_numbers_and_error_bars_over_names():
    named, numbered = spec(lines()), spec(lines(()))
    assert [trace["error_y"]["array"] for trace in named["data"]] == [[0.5] * 3] * 3
    assert [trace.get("fill") for trace in numbered["data"]] == ["toself", None] * 3
    assert named["data"][0]["line"]["dash"] == "dash"
    assert named["layout"]["shapes"][0]["y0"] == 1.0


@pytest.mark.parametrize(
    "chart",
    [
        Likert("l", "L", (), ()), histogram(edges=(), counts=()),
        Map("m", "M", "x", "y", ()), Lines("w", "W", "x", "y", ()),
        Map("m", "M", "x", "y", (Spot("a", float("nan"), 1.0), Spot("b", 1.0, 1.0))),
        Lines("w", "W", "x", "y", (Line("a", (Reading(0, float("nan")),)),)), likert(1),
    ],
)  # fmt: skip
def test_kinds_with_nothing_or_one_row_are_still_figures(chart):
    assert spec(chart)["layout"]["height"] > 0
