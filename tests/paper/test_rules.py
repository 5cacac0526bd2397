"""Every rule: a row in which it holds, and a row in which one number breaks it."""

import pytest

from tests.paper.papers import rules_tested, said

# rule, header, a row in which it holds, the column that is spoiled, its wrong number, the right one
RULES = [
    ("SE is s / √n", "n,s,SE", "282,.702,.0418", "SE", ".0918", ".0418"),
    ("the variance is s²", "s,variance", ".3249,.106", "variance", ".206", ".106"),
    ("the range is maximum − minimum", "min,max,range", "1,5,4", "range", "6", "4.0 (3.0 to 5.0)"),
    ("the sum is n · mean", "n,mean,sum", "10,.4501,4.501", "sum", "5.501", "4.501"),
    ("CV % is 100 · s / mean", "mean,s,CV %", "4.05,.536,13.2", "CV %", "31.2", "13.2 (13.2 to 13.3)"),
    ("the SE of the skewness follows from n", "n,std. error of skewness", "10,.687", "std. error of skewness", ".678", ".687"),
    ("the SE of the kurtosis follows from n", "n,std. error of kurtosis", "10,1.334", "std. error of kurtosis", "1.343", "1.334"),
    ("the median is the 50th percentile", "median,p50", ".543,.543", "p50", ".647", ".543"),
    ("s is at most √(n/(n−1) · (mean − minimum)(maximum − mean))", "n,mean,s,min,max", "10,3.0,2.1,1.0,5.0", "s", "2.9", "at most 2.1"),
    ("s is at least the range / √(2(n−1))", "n,s,range", "9,1.0,4.0", "s", ".9", "at least 1.0"),
    ("the median is at most s away from the mean", "median,mean,s", "3.2,3.0,.5", "median", "3.9", "between 2.5 and 3.5"),
    ("the mean lies between minimum and maximum", "mean,min,max", "3.1,1.0,5.0", "mean", "5.3", "at most 5.0"),
    ("percentiles rise from the minimum to the maximum", "min,p25,p75,max", "1.0,2.0,4.0,5.0", "p75", "5.5", "at most 5.0"),
    ("t is B / SE", "B,SE,t", ".212,.0364,5.82", "t", "8.52", "5.82 (5.80 to 5.85)"),
    ("p follows from t and its df", "t,p,df", "1.889,.060,276", "p", ".006", ".060"),
    ("the critical t is that of its df", "critical t,df", "1.969,276", "critical t", "1.645", "1.969"),
    ("B is the middle of its interval", "B,SE,t,low,high", ".21,.0356,5.90,.14,.28", "B", ".31", ".21"),
    ("the interval's upper end is B + t · SE", "B,SE,df,95% CI upper", ".212,.0364,276,.284", "95% CI upper", ".384", ".284 (.283 to .284)"),
    ("VIF is 1 / tolerance", "tolerance,VIF", ".512,1.95", "VIF", "1.59", "1.95 (1.95 to 1.96)"),
    ("adjusted R² is 1 − (1 − R²)(n − 1) / df₂", "n,predictors,R²,adjusted R²", "282,5,.816,.813", "adjusted R²", ".823", ".813 (.812 to .813)"),
    ("F is (R² / df₁) / ((1 − R²) / df₂)", "R²,df1,df2,F", ".816,5,276,244.961", "F", "250.1", "244.8 (244.0 to 245.6)"),
    ("R² is the square of R", "R,R²", ".903,.816", "R²", ".861", ".815 (.815 to .816)"),
    ("adjusted R² is at most R²", "R²,adjusted R²", ".816,.813", "adjusted R²", ".823", "at most .816"),
    ("the critical F is that of its df", "df1,df2,critical F", "5,276,2.247", "critical F", "3.000", "2.247"),
    ("p follows from F and its df", "F,df1,df2,p", "2.25,5,276,.050", "p", ".500", ".050 (.049 to .050)"),
    ("df₂ is n − predictors − 1", "n,predictors,df2", "282,5,276", "df2", "277", "276"),
    ("F is t² when there is one predictor", "t,F,df1", "3.00,9.00,1", "F", "6.00", "9.00 (8.97 to 9.03)"),
    ("the index of reliability is √α", "α,√α", ".964,.982", "√α", ".972", ".982"),
    ("Spearman–Brown is 2r / (1 + r)", "r,Spearman–Brown", ".887,.940", "Spearman–Brown", ".887", ".940"),
    ("Spearman–Brown for halves of unequal length is Horst's", "r,items a,items b,unequal length", ".887,23,22,.940", "unequal length", ".887", ".940"),
    ("Guttman's split-half coefficient is at most 2r / (1 + r)", "r,Guttman", ".887,.939", "Guttman", ".959", "at most .940"),
    ("λ₂ is at least α (Guttman 1945)", "α,λ2", ".81,.83", "λ2", ".79", "at least .81"),
    ("α lies inside its interval", "α,alpha low,alpha high", ".81,.78,.84", "α", ".88", "at most .84"),
    ("p follows from χ² and its df", "χ²,df,p", "9.49,4,.050", "p", ".500", ".050"),
    ("the critical r follows from n", "n,critical r", "10,.632", "critical r", ".623", ".632"),
    ("t is r √((n − 2) / (1 − r²))", "r,n,t", ".50,27,2.89", "t", "3.98", "2.89 (2.85 to 2.93)"),
    ("p follows from r and n", "r,n,p", ".632,10,.050", "p", ".005", ".050"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "header", "row", "column", "wrong", "right"), RULES, ids=[r[0] for r in RULES]
)
def test_a_rule_passes_what_agrees_and_names_what_does_not(  # noqa: PLR0913 - a row of the table
    rule, header, row, column, wrong, right
):
    holds = f"name;{header}\na;{row}".replace(",", ";")
    assert rule in rules_tested(holds)
    assert said(holds) == []
    cells = row.split(",")
    cells[header.split(",").index(column)] = wrong
    broken = f"name;{header}\na;{','.join(cells)}".replace(",", ";")
    assert said(broken) == [("a", column, wrong, right)]


@pytest.mark.parametrize(
    ("column", "wrong", "right"),
    [
        ("r", "1.2", "between −1.0 and 1.0"),
        ("p", "1.3", "between 0.0 and 1.0"),
        ("alpha", "1.04", "at most 1.00"),
        ("SD", "-.5", "at least .0"),
        ("VIF", ".8", "at least 1.0"),
        ("percent", "104", "between 0.0 and 100.0"),
        ("Durbin-Watson", "4.2", "between 0.0 and 4.0"),
    ],
)
def test_no_number_leaves_its_bounds(column, wrong, right):
    assert said(f"name,{column}\na,{wrong}\nb,\n") == [("a", column, wrong, right)]


def test_a_mean_of_whole_numbers_is_a_whole_number_over_their_count():
    text = "whole-number items = 1\nname,n,mean\na,12,3.92\nb,12,3.95\n"
    assert said(text) == [("b", "mean", "3.95", "3.92")]
    assert said(text.replace("whole-number items = 1\n", "")) == []


@pytest.mark.parametrize(
    ("ranks", "wrong"),
    [("1,3,2", []), ("1,2,3", [("b", "2", "3"), ("c", "3", "2")])],
)
def test_ranks_follow_the_numbers_they_are_ranks_of(ranks, wrong):
    one, two, three = ranks.split(",")
    text = f"name,CV %,rank by CV\na,13.2,{one}\nb,17.5,{two}\nc,16.2,{three}\n"
    assert [(row, printed, implied[:1]) for row, _, printed, implied in said(text)] == wrong


def test_equal_numbers_may_share_ranks_as_they_like():
    for ranks in (("1", "2"), ("2", "1"), ("1.5", "1.5"), ("1", "1"), ("2", "2")):
        assert said(f"name,mean,rank by mean\na,3.9,{ranks[0]}\nb,3.9,{ranks[1]}\n") == []


def test_each_construct_is_ranked_by_itself():
    text = "name,construct,mean,rank by mean\na,X,4.1,1\nb,X,3.9,2\nc,Y,4.0,1\nd,Y,3.0,2\n"
    assert said(text) == []


def test_a_bare_rank_is_the_rank_of_what_fits():
    assert said("name,mean,CV %,rank\na,4.1,13,2\nb,3.9,12,1\nc,3.5,17,3\n") == []
    assert said("name,mean,CV %,rank\na,4.1,13,1\nb,3.9,12,2\nc,3.5,17,3\n") == []


def test_other_coefficients_than_pearsons_are_not_tested_as_if_they_were():
    rows = "a,.50,30,.0001\nb,.40,30,.002\nc,.30,30,.01\nd,.35,30,.004\n"
    assert said(f"pair,r,n,p\n{rows}") == []


def test_a_model_without_df_is_tested_with_the_terms_of_its_table():
    table = "n = 282\n\nterm,B,SE,t,p\nconstant,.199,,,\ntrust,.212,.0364,5.82,.000\n\n"
    assert said(table + "outcome,R²,F\ny,.816,1242\n") == []
    assert [row[1] for row in said(table + "outcome,R²,F\ny,.816,250\n")] == ["F"]


SQUARE = "n = 100\n,a,b,c\na,1,.90**,-.90**\nb,.90**,1,.90**\nc,{ca},.90**,1\n"


def test_correlations_that_cannot_be_together_are_named():
    (found,) = said(SQUARE.format(ca="-.90**"))
    assert found == ("b", "a", ".90**", "between −1.00 and −.62")


def test_both_halves_of_a_square_are_the_same():
    text = "n = 100\n,a,b\na,1,.50**\nb,.40**,1\n"
    assert said(text) == [("b", "a", ".40**", ".50**")]


def test_the_diagonal_is_one_unless_it_holds_something_else():
    assert said(",a,b,c\na,1,.2,.3\nb,.2,.9,.1\nc,.3,.1,1\n") == [("b", "b", ".9", "1.0")]
    assert said(",a,b\na,.85,.2\nb,.2,.80\n") == []


def test_flags_in_a_square_follow_from_n():
    text = "N = 10\n,a,b,c\na,1,,\nb,.61*,1,\nc,.64,.70*,1\n"
    assert [(row, column, implied) for row, column, _, implied in said(text)] == [
        ("b", "a", ".61 without a flag"),
        ("c", "a", ".64*"),
    ]


def test_a_column_of_flags_is_tested_even_when_it_is_empty():
    assert said("row,column,r,flag,n\nA,B,.64,,10\nA,C,.2,,10\n") == [
        ("A – B", "flag", "no flag", "*")
    ]


ANOVA = (
    ",Sum of Squares,df,Mean Square,F,Sig.\n"
    "Regression,70.90,5,14.18,{f},{p}\nResidual,15.98,276,.0579,,\nTotal,{ss},281,,,\n"
)


@pytest.mark.parametrize(
    ("f", "p", "ss", "found"),
    [
        ("244.9", ".000", "86.88", []),
        ("249.9", ".000", "86.88", [("Regression", "F", "249.9", "244.9 (244.6 to 245.2)")]),
        ("244.9", ".040", "86.88", [("Regression", "Sig.", ".040", ".000")]),
        (
            "244.9",
            ".000",
            "88.86",
            [("Total", "Sum of Squares", "88.86", "86.88 (86.87 to 86.89)")],
        ),
    ],
)
def test_an_analysis_of_variance_adds_up(f, p, ss, found):
    assert said(ANOVA.format(f=f, p=p, ss=ss)) == found


def test_the_mean_of_all_is_that_of_the_groups_by_their_size():
    text = "gender,n,mean,SD\nmale,174,3.90,.5\nfemale,108,4.10,.6\nTotal,282,{},.55\n"
    assert said(text.format("3.98")) == []
    assert said(text.format("4.00")) == [("Total", "mean", "4.00", "3.98 (3.97 to 3.98)")]
    other = text.replace("174", "282").replace("108", "282")  # a total of scales, not of groups
    assert said(other.format("4.00")) == []


def test_a_few_ranks_of_a_longer_table_are_no_mistake():
    assert said("name,mean,rank by mean\na,3.9,4\nb,3.5,7\n") == []
    assert said("name,mean,rank by mean\na,3.9,7\nb,3.5,4\n") != []


def test_a_standard_error_belongs_to_what_stands_before_it():
    text = "x,N,Mean,Std. Error,s,Skewness,Std. Error,Kurtosis,Std. Error\n"
    (found,) = said(f"{text}A,10,.4501,.0468,.1478,.547,.687,-.873,1.343\n")
    assert found == ("A", "Std. Error", "1.343", "1.334")


def test_a_total_may_be_a_column():
    text = "age,n,total\nunder 20,26,282\n20–29,54,282\n30 and over,201,282\n"
    assert said(text) == [("Total", "n", "282", "281")]


def test_an_outcomes_mean_may_be_stated_above_the_equation():
    text = "outcome mean = 3.957\nterm,B,mean\nconstant,.199,\na,.311,3.88\nb,.581,4.00\n"
    assert said(text) == [("outcome", "outcome mean", "3.957", "3.730 (3.721 to 3.739)")]


def test_what_stands_above_the_diagonal_may_be_something_else():
    below = "n = 100\n,a,b,c\na,1,{},{}\nb,.50**,1,{}\nc,.40**,.30**,1\n"
    assert said(below.format(".61", ".52", ".44")) == []
    assert said(below.format(".50**", ".52**", ".30**")) == [("c", "a", ".40**", ".52**")]


def test_a_square_of_counts_is_no_square_of_correlations():
    assert said("x,mean,a,b\na,3.1,12,3\nb,2.9,5,20\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "n = 50\nitem,n,mean,SD,percent\na,50,3.1,.9,81\nb,50,2.9,.8,77\n",
        "brand,percent\na,81\nb,77\nc,60\n",
        "n = 50\nchannel,count\na,40\nb,35\nc,30\n",
    ],
)
def test_shares_that_are_not_meant_to_add_up_are_left_alone(text):
    assert said(text) == []
