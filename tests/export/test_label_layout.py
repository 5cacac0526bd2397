from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.export.text_layout import CROSS, Label, Paper, _box, ends, left_out, spot_labels
from crm_analytics.report.chart import Map, Spot

WIDTHS = (280.0, 560.0, 1080.0)
place = st.floats(0, 1)
labels = st.text("ab ی<", min_size=1, max_size=60)


def paper(chart):
    x, y = (ends([getattr(s, side) for s in chart.points], None) for side in "xy")
    return Paper(x, y, WIDTHS, 430, 6.4, 15, 7)


@given(st.lists(st.builds(Spot, labels, place, place), max_size=30))
def test_names_never_meet_nor_leave_the_plot_at_any_width(spots):
    chart = Map("m", "M", "x", "y", tuple(spots))
    sheet = paper(chart)
    found = spot_labels(chart, sheet)
    assert len(found) == len(spots)
    for width in WIDTHS:
        boxes = [
            _box(spot, name.lines, name.side, sheet, width)
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
    sheet = replace(paper(chart), lines=(0.0, 0.0), sides=CROSS)
    assert [name.over for name in spot_labels(chart, sheet)] == [True, False]


def test_sixty_spots_on_one_place_say_how_many_names_are_left_out():
    chart = Map("m", "M", "x", "y", tuple(Spot(f"Name {i}", 1.0, 1.0) for i in range(60)))
    found = spot_labels(chart, paper(chart))
    told = sum(bool(name.lines) for name in found)
    assert 0 < told < 10
    assert left_out(found) == f"{60 - told} names have no room where spots crowd"
    assert left_out([Label(("a",))]) == ""
