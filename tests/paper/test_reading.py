import pytest

from crm_analytics.errors import UnusableTable
from crm_analytics.paper import check, read
from tests.paper.papers import said


def keys(text):
    return [key for table in read(text) for key in table.keys if key]


@pytest.mark.parametrize(
    ("header", "known"),
    [
        ("variable,N,Mean,Std. Deviation,Std. Error Mean", ["variable", "n", "mean", "sd", "se_mean"]),
        ("variable,M,SD,SE", ["variable", "mean", "sd", "se_mean"]),
        ("term,B,Std. Error,Beta,t,Sig.", ["term", "b", "se", "beta", "t", "p"]),
        ("model,R,R Square,Adjusted R Square,F", ["r", "r2", "r2_adjusted", "f"]),
        ("scale,Cronbach's Alpha,√α,Spearman-Brown", ["scale", "alpha", "validity_coefficient", "spearman_brown"]),
        ("x,Minimum,25,50,75,Maximum", ["minimum", "p25", "p50", "p75", "maximum"]),
        ("x,Q1,Mdn,Q3", ["p25", "median", "p75"]),
        ("answer,Frequency,%,Valid Percent,Cumulative %", ["category", "count", "percent", "valid_percent", "cumulative_percent"]),
        ("answer,f,%", ["category", "count", "percent"]),
        ("age,n", ["count"]),
        ("x,n,CV %,relative importance %,rank by CV", ["n", "cv", "relative_importance", "rank_cv"]),
        ("x,B,95% CI lower,95% CI upper", ["b", "low", "high"]),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_usual_names(header, known):
    row = ",".join(["a", *["1"] * header.count(",")])
    assert [k for k in keys(f"{header}\n{row}\n") if k != "scale"] == [
        k for k in known if k != "scale"
    ]


def test_lines_above_and_below_a_table_state_sizes():
    (table,) = read(
        "Table 3. Means (N = 282)\nscale maximum: 5\n\nx,mean,SD\na,3,1\nNote. df = 7.\n"
    )
    assert {key: cell.interval.middle for key, cell in table.around.items()} == {
        "n": 282,
        "scale_maximum": 5,
        "df": 7,
    }


def test_what_is_stated_first_holds_for_every_table_of_a_text():
    tables = read("n = 282\n\nx,s,SE\na,.702,.0418\n\nx,s,SE\nb,.536,.0319\n")
    assert [table.around["n"].interval.middle for table in tables] == [282, 282]
    assert check(tables).findings == ()


def test_rows_that_share_their_first_word_are_told_apart_by_the_next():
    (table,) = read("row,column,r\nA,B,.5\nA,C,.4\n")
    assert [row.label for row in table.rows] == ["A – B", "A – C"]


def test_statistics_may_stand_in_rows():
    (table,) = read("statistic,men,women\nmean,3.9,4.0\nSD,.5,.6\n")
    assert [row.label for row in table.rows] == ["men", "women"]
    assert table.keys == ("", "mean", "sd")


def test_a_share_is_a_percentage():
    assert said("n = 282\nx,mean,s,CV\na,3.95,.702,.178\nb,4.05,.536,.152\n") == [
        ("b", "CV", ".152", ".132 (.132 to .133)")
    ]


def test_correlations_between_numbered_variables_are_a_square():
    (table,) = read("x,M,SD,1,2\n1. Trust,3.2,.5,1,\n2. Care,3.1,.6,.40**,1\n")
    assert {place: cell.printed.text for place, cell in table.matrix.items()} == {
        (0, 0): "1",
        (1, 0): ".40**",
        (1, 1): "1",
    }
    assert "mean" in table.keys


def test_a_total_without_and_one_with_the_missing_are_both_totals():
    text = (
        "Value\tFrequency\tPercent\tValid Percent\tCumulative Percent\n"
        "1\t20\t7.1\t7.1\t7.1\n2\t60\t21.3\t21.4\t28.6\n3\t200\t70.9\t71.4\t100.0\n"
        "Total\t280\t99.3\t100.0\t\nMissing\t2\t.7\t\t\nTotal\t282\t100.0\t\t\n"
    )
    assert said(text) == []
    assert said(text.replace("Total\t282", "Total\t283")) != []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The table: is empty. Give a header row and one row a line of the table."),
        (" \n\n\t\n", "The table: is empty. Give a header row and one row a line of the table."),
        (
            "name,mean,SD\n",
            "Line 1: is a header with no row below it. Give one row a line of the table.",
        ),
        (
            "name,mean\na,3,95\nb,4,05\n",
            "Line 2: has 3 cells under 2 headers. Give every column a header, or quote numbers "
            "with a decimal comma.\n"
            "Line 3: has 3 cells under 2 headers. Give every column a header, or quote numbers "
            "with a decimal comma.",
        ),
        (
            "fruit,colour\napple,red\n",
            "The table: has no column of numbers whose name is known. Name the columns as a paper "
            "does, for example n, mean, SD, SE, CV %, R², F, t, p.",
        ),
        (
            "a,b\n" * 300_000,
            "The table: has 1,200,000 characters; at most 200,000 can be checked. Paste one table "
            "at a time.",
        ),
        (
            "a,n\n" * 1_200,
            "The table: has 1,200 rows; at most 1,000 can be checked. Paste one printed table at "
            "a time.",
        ),
        (
            "mean," * 150 + "x\n",
            "The table: has 151 columns; at most 100 can be checked. Paste one printed table at a "
            "time.",
        ),
        (
            'name,mean\n"a,1\n' + "b,2\n" * 40_000,
            "Line 2: opens a quotation mark that is never closed. Close it or remove it.",
        ),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(text, message):
    with pytest.raises(UnusableTable) as caught:
        read(text)
    assert str(caught.value) == message


def test_short_rows_and_formulas_are_only_text():
    assert said("name,mean,SD,CV %\n=1+1,=2+2,@SUM(A1),\nb\nc,4.05,.536,13.2\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "x,n,mean,sd,se,sum\na,-5,3,-1,0,0\nb,0,0,0,0,0\nc,1,1,1,1,1\nd,2.5,1,1,1,1\n",
        "x,n,predictors,R²,adj R²,F,df1,df2,critical F,p\na,3,5,1,1,0,0,0,0,0\nb,9,5,1.5,-3,-1,5,-2,1,2\n",
        "x,r,n,t,p\na,1,2,1,1\nb,-1*,3,0,0\nc,1.5**,10,9,.5\nd,.5,100000,1,1e-300\n",
        "x,alpha,√α,r,SB,items a,items b,horst,guttman\na,-1,.5,-1,2,0,0,1,2\nb,1,1,1,1,5,5,1,1\n",
        "x,count,percent\na,0,0\nb,-3,200\n",
        ",a,b,c\na,1,2,3\nb,.9,1,.9\nc,-.9,.9,1\n",
        "\ud800,mean\n\0b\u202e,1\n",
    ],
)
def test_impossible_numbers_are_answered_not_stumbled_over(text):
    for found in check(read(text)).findings:
        assert found.implied
        assert found.reason
