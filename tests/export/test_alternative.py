from dataclasses import replace

from crm_analytics.export.text import alternative
from crm_analytics.report.chart import Interval


def test_a_chart_is_read_out_with_its_numbers(grouped):
    assert alternative(grouped) == (
        "Two groups. β: a 0.40 (0.30 to 0.50); b −0.20 (−0.30 to −0.10)."
    )


def test_a_grid_is_described_by_its_size(heat):
    assert alternative(heat) == (
        "What goes together. Pearson's r: grid of 3 rows by 3 columns, from −1.00 to 1.00. n = 383"
    )


def test_long_charts_are_cut_short(bars):
    points = tuple(Interval(f"q{i}", 1.0) for i in range(30))
    assert alternative(replace(bars, points=points)).endswith("q24 1.0; and 5 more. n = 383")


def test_likert_rows_are_read_out_from_low_to_high(likert):
    words = alternative(likert)
    assert words.startswith(
        "How people answered. % of valid answers (=no, <b>rather no</b>, neither, rather yes, @yes): "
    )
    assert "<a href=x>link</a> 1, 10, 20, 40, 28 (no answer 2); " in words
    assert words.endswith("Nobody answered – (no answer 100). n = 300")


def test_a_histogram_says_its_counts_and_moments(histogram):
    assert alternative(histogram) == (
        "Trust. People by =Trust & more: 1 10; 2 30; 3 80; 4 120; 5 60. "
        "Mean 3.63 · SD 1.05 · n 300 · =n"
    )


def test_spots_and_lines_are_read_out_with_their_numbers(spots, waves):
    assert "@SUM(A1) 0.70, 3.00. n = 300" in alternative(spots)
    assert alternative(waves) == (
        "Waves. Mean: =Trust =2022 3.25, 2024 3.75; Loyalty =2022 3.00, 2023 3.50, 2024 4.00."
    )
