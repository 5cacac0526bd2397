from itertools import pairwise

import pytest

from crm_analytics.export.chart_layout import bell, centres, curved, steps
from crm_analytics.report.chart import Histogram


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
    assert steps(histogram(edges)) == named
    assert centres(histogram(edges)) == tuple((a + b) / 2 for a, b in pairwise(edges))
