import pytest

from crm_analytics.report.words import level, level_rule


@pytest.mark.parametrize(
    ("mean", "bands", "word"),
    [
        (1.0, 5, "very low"), (1.8, 5, "very low"), (1.81, 5, "low"), (2.6, 5, "low"),
        (3.4, 5, "medium"), (4.2, 5, "high"), (4.2000001, 5, "very high"), (5.0, 5, "very high"),
        (7 / 3, 3, "low"), (2.34, 3, "medium"), (11 / 3, 3, "medium"), (3.68, 3, "high"),
    ],
)  # fmt: skip
def test_an_edge_belongs_to_the_band_below_it(mean, bands, word):
    assert level(mean, (1, 5), bands) == word


def test_the_rule_in_force_is_the_one_that_is_printed():
    assert level_rule((1, 5), 5).startswith("1.00–1.80 very low, 1.80–2.60 low")
