"""What page, slide and sheet compute alike: the normal curve, how Likert bars part at zero."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.export.chart_layout import (
    bell,
    centres,
    curved,
    likert_ends,
    neutral_shares,
    no_answer_shares,
    part_starts,
    rows_with_headings,
    signed_parts,
    stacked_points,
    step_names,
)
from crm_analytics.report.chart import Histogram, Likert, Share


def histogram(edges, sd=1.0):
    counts = (1,) * (len(edges) - 1)
    return Histogram("h", "H", "x", tuple(edges), counts, 3.0, sd, 400)


def test_the_area_under_the_curve_is_everyone():
    chart = histogram([-7 + 0.1 * step for step in range(201)])
    assert sum(bell(chart, centres(chart))) == pytest.approx(400, rel=1e-9)


def test_the_top_is_n_times_the_step_times_the_density():
    assert bell(histogram((1, 2, 3)), [3.0]) == (
        pytest.approx(400 * 0.3989422804014327, rel=1e-12),
    )


@pytest.mark.parametrize("sd", [0.0, float("nan"), float("inf")])
def test_no_spread_no_curve(sd):
    assert not curved(histogram((1, 2), sd))
    assert bell(histogram((1, 2), sd), [1.0]) == ()


@pytest.mark.parametrize(
    ("edges", "named"),
    [
        ((0.5, 1.5, 2.5), ("1", "2")),
        ((-1.5, -0.5, 0.5), ("−1", "0")),
        ((1.0, 1.25, 1.5), ("1.00 to 1.25", "1.25 to 1.50")),
        ((0, 10, 20), ("0 to 10", "10 to 20")),
    ],
)
def test_a_step_is_called_by_its_whole_number_or_by_its_ends(edges, named):
    assert step_names(histogram(edges)) == named
    assert centres(histogram(edges)) == tuple((a + b) / 2 for a, b in pairwise(edges))


FIVE = Likert("l", "L", (Share("a", (10.0, 20.0, 30.0, 25.0, 15.0), 9),), tuple("abcde"), 2)


def test_the_middle_lies_half_on_each_side_of_zero():
    assert part_starts(FIVE, FIVE.rows[0]) == (-45.0, -35.0, -15.0, 15.0, 40.0)
    assert signed_parts(FIVE) == ((2, -0.5), (1, -1.0), (0, -1.0), (2, 0.5), (3, 1.0), (4, 1.0))


def test_a_middle_that_stands_apart_is_in_no_bar():
    chart = replace(FIVE, split=False)
    assert stacked_points(chart) == (0, 1, 3, 4)
    assert part_starts(chart, chart.rows[0]) == (-30.0, -20.0, 0.0, 25.0)
    assert neutral_shares(chart) == (30.0,)


def test_an_even_scale_parts_in_its_midst():
    chart = Likert("l", "L", (Share("a", (10.0, 20.0, 30.0, 40.0), 9),), tuple("abcd"))
    assert part_starts(chart, chart.rows[0]) == (-30.0, -20.0, 0.0, 30.0)
    assert neutral_shares(chart) is None


@given(st.lists(st.integers(0, 50), min_size=2, max_size=11).filter(any), st.booleans())
def test_every_bar_lies_within_the_axis_and_its_signed_parts_add_up(counts, split):
    shares = tuple(100 * count / sum(counts) for count in counts)
    middle = len(counts) // 2 if len(counts) % 2 else None
    chart = Likert("l", "L", (Share("a", shares, 9),), tuple(map(str, counts)), middle, split)
    low, high = likert_ends(chart)
    begins = part_starts(chart, chart.rows[0])
    signed = [part * shares[point] for point, part in signed_parts(chart)]
    assert low - 1e-6 <= begins[0] == pytest.approx(sum(part for part in signed if part < 0))
    last = begins[-1] + shares[stacked_points(chart)[-1]]
    assert high + 1e-6 >= last
    assert last == pytest.approx(sum(part for part in signed if part > 0), abs=1e-9)


def test_a_group_is_named_once_before_its_rows():
    rows = tuple(
        Share(label, (), 0, group=group)
        for label, group in zip("abcd", ["x", "x", "y", ""], strict=True)
    )
    assert rows_with_headings(replace(FIVE, rows=rows)) == ("x", *rows[:2], "y", *rows[2:])


def test_missing_answers_are_shown_when_any_row_has_them():
    assert no_answer_shares(FIVE) is None
    assert no_answer_shares(replace(FIVE, rows=(*FIVE.rows, Share("b", (), 0, 3.0)))) == (None, 3.0)


def test_nothing_answered_still_has_an_axis():
    assert likert_ends(replace(FIVE, rows=())) == (0.0, 100.0)
