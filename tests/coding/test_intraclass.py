"""Intraclass correlations beside the paper that defined them, R and closed forms."""

import numpy as np
import pytest

from crm_analytics.coding.intraclass import KINDS, intraclass
from crm_analytics.coding.ratings import ratings
from tests.coding.coders import EXPECTED, codings, reference
from tests.coding.shown import agreed, table

# Shrout & Fleiss 1979, Psychological Bulletin 86, table 2: six targets, four judges
SHROUT_FLEISS = [
    (9, 2, 5, 8),
    (6, 1, 3, 2),
    (8, 4, 6, 8),
    (7, 1, 2, 6),
    (10, 5, 6, 9),
    (6, 2, 4, 7),
]
NAMES = {
    ("oneway", "agreement", "single"): "ICC1",
    ("twoway", "agreement", "single"): "ICC2",
    ("twoway", "consistency", "single"): "ICC3",
    ("twoway", "agreement", "average"): "ICC2k",
    ("twoway", "consistency", "average"): "ICC3k",
}


def found(rows, level=0.95):
    return {row[0]: row[1:] for row in intraclass(ratings(codings(rows)), level)}


def test_the_six_targets_and_four_judges_have_the_published_values():
    published = (0.17, 0.29, 0.71, 0.44, 0.62, 0.91)
    ours = found(SHROUT_FLEISS)
    assert [round(ours[kind][0], 2) for kind in KINDS] == list(published)
    assert [round(ours[kind][1], 2) for kind in ("ICC1", "ICC3")] == [1.79, 11.03]
    # pingouin 0.7.0, which rounds to two digits
    low, high = np.array([ours[kind][5:] for kind in KINDS]).T
    assert low.round(2).tolist() == [-0.13, 0.02, 0.34, -0.88, 0.07, 0.68]
    assert high.round(2).tolist() == [0.72, 0.76, 0.95, 0.91, 0.93, 0.99]


@pytest.mark.parametrize("expected", EXPECTED["icc_anxiety"], ids=lambda one: str(one["icc"]))
def test_three_raters_of_anxiety_have_what_r_gives(expected):
    # R: irr 0.84.1; of absolute agreement its p is that of another test, and the interval of the
    # mean has df of its own, where Shrout & Fleiss step up that of one coder
    kind = NAMES[expected["model"], expected["type"], expected["unit"]]
    given_ = ratings(reference("anxiety"))
    icc, f, _, _, p, low, high = {row[0]: row[1:] for row in intraclass(given_, 0.95)}[kind]
    assert [icc, f] == pytest.approx([expected["icc"], expected["F"]], rel=1e-9)
    if kind != "ICC2k":
        assert [low, high] == pytest.approx([expected["lo"], expected["hi"]], rel=1e-9)
    if kind in ("ICC1", "ICC3", "ICC3k"):
        assert p == pytest.approx(expected["p"], rel=1e-9)


@pytest.mark.parametrize(("unit", "zero"), [(3, 0), (1, -20), (7, 5)])
def test_the_unit_and_the_zero_of_the_scale_do_not_matter(unit, zero):
    before = found(SHROUT_FLEISS)
    after = found([tuple(unit * x + zero for x in row) for row in SHROUT_FLEISS])
    for kind, own in before.items():
        assert own == pytest.approx(after[kind], rel=1e-9)


def test_the_mean_of_all_coders_is_the_one_coder_by_spearman_and_brown():
    ours = found(SHROUT_FLEISS)
    for kind in KINDS[:3]:
        one, mean = ours[kind][0], ours[f"{kind}k"][0]
        assert mean == pytest.approx(4 * one / (1 + 3 * one), rel=1e-12)


def test_one_way_of_two_coders_has_the_closed_form_of_their_differences():
    rows = [(1, 2), (4, 4), (3, 5), (2, 1)]
    between = 2 * np.var([1.5, 4, 4, 1.5], ddof=1)
    within = np.mean([1 / 2, 0, 4 / 2, 1 / 2])
    icc, f, df1, df2, *_ = found(rows)["ICC1"]
    assert icc == pytest.approx((between - within) / (between + within), rel=1e-12)
    assert (f, df1, df2) == (pytest.approx(between / within), 3, 4)


def test_a_wider_level_is_a_wider_interval():
    for narrow, wide in zip(
        found(SHROUT_FLEISS, 0.9).values(), found(SHROUT_FLEISS, 0.99).values(), strict=True
    ):
        assert wide[:5] == narrow[:5]
        assert wide[5] < narrow[5] < narrow[6] < wide[6]


def test_units_that_a_coder_left_out_do_not_count():
    assert found([*SHROUT_FLEISS, (9, None, 1, 1)]) == found(SHROUT_FLEISS)


@pytest.mark.parametrize(
    "rows",
    [
        ["ab", "bb", "ba"],  # no numbers
        [(1, 2), (3, None), (None, 2)],  # one unit of both
        [(1, 2), (2, 3), (3, 4)],  # apart by a constant
        [(1, 1), (2, 2), (3, 3)],  # always agreed
        [(1, 3), (3, 1), (2, 2)],  # units of one mean
    ],
)
def test_where_nothing_can_be_compared_there_are_none(rows):
    assert found(rows) == {}
    assert "icc" not in [one.name for one in agreed(codings(rows)).tables]


def test_the_section_has_them_unrounded_whenever_codes_are_numbers():
    shown = table(agreed(codings(SHROUT_FLEISS)), "icc")
    assert shown.columns == ("kind", "icc", "f", "df1", "df2", "p", "low", "high")
    assert dict(zip(shown.column("kind"), shown.column("icc"), strict=True)) == {
        kind: own[0] for kind, own in found(SHROUT_FLEISS).items()
    }
