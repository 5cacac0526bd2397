"""What is stated beside a table is believed, whatever it is and whatever the table holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics import paper
from crm_analytics.errors import UnusableTable

STATED = ("n", "significance", "p", "df", "df1", "df2", "r", "R²", "F", "t", "B", "SE", "mean", "SD",
          "predictors", "scale maximum", "outcome mean", "whole-number items", "alpha", "VIF",
          "tolerance", "critical t", "critical F", "level", "CV %", "total")  # fmt: skip
HEADERS = (
    "pair,r", "pair,r,p", "pair,r,t,p,n", "scale,n,mean,SD,SE,CV %", "term,B,SE,t,p,low,high,VIF",
    "model,R,R²,adjusted R²,F,df1,df2,p", "scale,items,alpha,Spearman-Brown", "category,n,%",
    "source,SS,df,MS,F,p", "x,1,2", "item,mean,median,mode,min,max,skewness,kurtosis",
)  # fmt: skip
CELLS = ("", "0", "1", "-1", ".45", ".45*", "−.05**", "1.00", "50", "1e400", "< .001", "n.s.", "–",
         "3,5", "12 %", "99999999999")  # fmt: skip


def findings(text):
    return [(f.row, f.column, f.printed, f.implied) for f in paper.check(paper.read(text)).findings]


@pytest.mark.parametrize(
    ("stated", "cell", "expected"),
    [
        ("significance = .05", ".45", [("f", "r", ".45", ".45*")]),
        ("Significance level: 5 %", ".45*", []),
        ("significance = .01", ".30", []),
        ("significance = .01", ".30*", [("f", "r", ".30*", ".30 without a flag")]),
        ("significance = .01", ".45", [("f", "r", ".45", ".45*")]),
    ],
)
def test_flags_are_tested_at_the_stated_level(stated, cell, expected):
    assert findings(f"n = 50\n{stated}\npair,r\nf,{cell}\n") == expected


def test_a_stated_number_that_only_it_could_mend_blames_nobody():
    assert findings("n = 50\np = .05\npair,r\nf,.45\n") == []


@given(
    st.lists(st.tuples(st.sampled_from(STATED), st.sampled_from(CELLS[1:])), max_size=4),
    st.sampled_from(HEADERS),
    st.data(),
)
def test_no_statement_beside_any_table_is_too_odd_for_an_answer(stated, header, data):
    width = header.count(",")
    cells = st.lists(st.sampled_from(CELLS), min_size=width, max_size=width)
    rows = data.draw(st.lists(cells, min_size=1, max_size=4))
    lines = [f"{name} = {value}" for name, value in stated]
    lines += [header, *(",".join((f"row {place}", *row)) for place, row in enumerate(rows))]
    try:
        found = paper.check(paper.read("\n".join(lines) + "\n")).findings
    except UnusableTable:
        found = ()
    assert all(f.implied and f.reason for f in found)
