from math import inf

import pytest

from crm_analytics.paper.number import decimal_mark, number


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        (".0918", 0.09175, 0.09185),
        ("3.95", 3.945, 3.955),
        ("−1.390", -1.3905, -1.3895),
        ("–.5", -0.55, -0.45),
        ("12 %", 11.5, 12.5),
        (".823**", 0.8225, 0.8235),
        ("(.887)", 0.8865, 0.8875),
        ("1,234.5", 1234.45, 1234.55),
        ("1 234", 1233.5, 1234.5),
        ("2.5e-3", 0.00245, 0.00255),
        ("٣٫٩٥", 3.945, 3.955),
        (".816a", 0.8155, 0.8165),
        ("< .001", -inf, 0.001),
        ("p < .05", -inf, 0.05),
        ("> .20", 0.2, inf),
    ],
)
def test_a_number_stands_for_all_that_round_to_it(text, low, high):
    interval = number(text).interval
    assert (interval.low, interval.high) == pytest.approx((low, high), rel=1e-12)


@pytest.mark.parametrize(
    "text", ["", "-", "–", "n.s.", "=1+1", "@SUM(A1)", "1.2.3", "12-15", "1e999", "9" * 50, "nan"]
)
def test_everything_else_is_no_number(text):
    assert number(text) is None


@pytest.mark.parametrize(
    ("text", "value", "written"),
    [(".0918", 0.0418, ".0418"), ("18.9 %", 17.77, "17.8"), ("-0.50", -0.001, "0.00")],
)
def test_another_value_is_written_with_the_same_digits(text, value, written):
    assert number(text).like(value) == written


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        ([",702", "3,95"], ","),
        (["0,702"], ","),
        ([".702", "3.95"], "."),
        (["1,234", "5,678"], "."),
        (["1.234,5", "2"], ","),
        (["282"], "."),
    ],
)
def test_a_comma_is_the_decimal_mark_where_it_can_be_no_thousands_mark(cells, mark):
    assert decimal_mark(cells) == mark


def test_a_decimal_comma_keeps_its_digits_in_the_answer():
    printed = number("17,80", ",")
    assert (printed.interval.low, printed.interval.high) == pytest.approx((17.795, 17.805))
    assert printed.like(17.5) == "17,50"
