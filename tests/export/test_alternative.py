from dataclasses import replace

from crm_analytics.export.alternative import alternative
from crm_analytics.view.chart import Interval


def test_a_chart_is_read_out_with_its_numbers(grouped):
    assert alternative(grouped) == (
        "Two groups. β: a 0.40 (0.30 to 0.50); b −0.20 (−0.30 to −0.10)."
    )


def test_a_grid_is_described_by_its_size(heat):
    assert alternative(heat) == (
        "What goes together. Grid of 3 rows by 3 columns, from −1.00 to 1.00. n = 383"
    )


def test_long_charts_are_cut_short(bars):
    points = tuple(Interval(f"q{i}", 1.0) for i in range(30))
    assert alternative(replace(bars, points=points)).endswith("q24 1.0; and 5 more. n = 383")
