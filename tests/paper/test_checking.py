"""Planted and published mistakes: each is found, and nothing else in the same table."""

import pytest

from crm_analytics.paper import check, read
from tests.paper.papers import rules_tested, said, text_of

PLANTED = {
    "spss_percentiles_shifted": [
        ("F", "p50", ".6475", ".543"),
        ("F", "p75", ".8335", "at most .764"),
        ("G", "p50", ".592", ".6475"),
        ("H", "p50", ".697", ".592"),
        ("H", "p75", ".80825", "at most .798"),
    ],
    "sample_of_twelve": [
        ("gender – men", "percent", "85 %", "83.3"),
        ("gender – women", "percent", "15 %", "16.7"),
        ("age – 20–29", "percent", "12 %", "8.3"),
        ("age – 50 and over", "percent", "18 %", "16.7"),
        ("education – bachelor's", "percent", "62 %", "58.3"),
        ("education – PhD", "percent", "13 %", "16.7"),
    ],
    "sample_of_twelve_without_counts": [
        ("gender – men", "percent", "85 %", "83.3"),
        ("gender – women", "percent", "15 %", "16.7"),
        ("age – 20–29", "percent", "12 %", "8.3"),
        ("age – 50 and over", "percent", "18 %", "16.7"),
    ],
    "model_fit": [
        ("CRM", "adjusted R²", ".823", ".813 (.812 to .813)"),
        ("CRM", "F", "250.1", "244.8 (244.0 to 245.6)"),
        ("CRM", "critical F", "3.873", "2.247"),
    ],
    "equation_with_a_dropped_term": [("CRM", "mean", "3.957", "3.684 (3.671 to 3.697)")],
    "descriptives_with_slips": [
        ("communication", "SE", ".0918", ".0418"),
        ("communication", "CV %", "18.9", "17.8 (17.7 to 17.8)"),
        ("communication", "relative importance %", "77", "79.0 (78.9 to 79.1)"),
    ],
    "reliability_with_slips": [
        ("All items", "√α", ".972", ".982"),
        ("All items", "Spearman–Brown", ".887", ".940"),
    ],
    "flags_at_ten": [
        ("A–B", "r", ".61*", ".61 without a flag"),
        ("A–C", "r", ".64", ".64*"),
    ],
    "counts_short_of_their_total": [("Total", "n", "282", "281")],
}
CLEAN = {
    "spss_descriptives": "SE is s / √n",
    "spss_reliability": "alpha is at most 1",
    "spss_correlations": "flags follow from r and n",
    "spss_correlation_pairs": "flags follow from r and n",
    "insurance_means": "ranks count cv from the smallest",
    "insurance_regression": "F is (R² / df₁) / ((1 − R²) / df₂)",
    "insurance_reliability": "Spearman–Brown is 2r / (1 + r)",
    "insurance_sample": "counts add up to their total",
}


@pytest.mark.parametrize("name", PLANTED)
def test_every_planted_mistake_is_found_and_everything_else_passes(name):
    assert said(text_of(name)) == PLANTED[name]


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_table_is_tested_and_has_no_finding(name):
    assert check(read(text_of(name))).findings == ()
    assert CLEAN[name] in rules_tested(text_of(name))


def test_a_shifted_row_is_named_as_such():
    shifted = "The row is shifted from F on: each has the percentiles of the next row."
    assert all(
        f.reason.endswith(shifted)
        for f in check(read(text_of("spss_percentiles_shifted"))).findings
    )


def test_a_critical_f_says_whose_it_is():
    last = check(read(text_of("model_fit"))).findings[-1]
    assert last.reason == (
        "The critical F at 0.05 is that of F(5, 276). 3.873 belongs to F(1, 281), 3.875."
    )


def test_counts_that_fit_no_percentage_are_named():
    first = check(read(text_of("sample_of_twelve_without_counts"))).findings[0]
    assert first.reason == "No number of 12 people is 85 %; 10 would be nearest."


def test_without_a_size_the_sum_of_the_percentages_is_named():
    text = "age,percent\n20–29,12\n30–39,50\n40–49,25\n50 and over,18\n"
    assert said(text) == [("Total", "percent", "105", "100")]


def test_the_reason_says_the_rule_and_the_other_numbers():
    first = check(read(text_of("descriptives_with_slips"))).findings[0]
    assert first.reason == "SE is s / √n; here s is .702, n is 282."
    assert (first.low, first.high) == pytest.approx((0.0417737, 0.0418333), abs=1e-7)


def test_what_was_tested_is_counted():
    checked = check(read(text_of("reliability_with_slips")))
    assert (checked.relations, checked.contradicted) == (6, 2)


@pytest.mark.parametrize(
    "text",
    [
        "R² = .816\nn = 282\npredictors: 5\nF = 250.1\n",
        "statistic,value\nR²,.816\nn,282\npredictors,5\nF,250.1\n",
        "n = 282\npredictors 5\n\nmodel\tR Square\tF\n1\t,816\t250,1\n",
        "outcome;n;df1;df2;R²;F\nCRM;282;5;276;0,816;250,1\n",
        "| | N | df1 | R Squared | F |\n|---|---|---|---|---|\n| CRM | 282 | 5 | .816 | 250.1 |\n",
        "model  n  predictors  R²  F value\nCRM  282  5  .816  250.1\n",
    ],
)
def test_the_same_mistake_is_found_however_the_table_is_written(text):
    (found,) = check(read(text)).findings
    assert found.printed.replace(",", ".") == "250.1"
    assert found.implied.replace(",", ".") == "244.8 (244.0 to 245.6)"
