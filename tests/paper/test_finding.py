"""Which of the numbers that contradict each other is named."""

from tests.paper.papers import said

WHOLE = "n,mean,s,variance,SE,sum,CV %"
RIGHT = ["282", "3.95", ".702", ".493", ".0418", "1113.9", "17.8"]


def spoiled(**wrong):
    names = WHOLE.split(",")
    cells = [wrong.get(name, right) for name, right in zip(names, RIGHT, strict=True)]
    return f"name,{WHOLE}\na,{','.join(cells)}\n"


def test_nothing_is_named_when_all_agree():
    assert said(spoiled()) == []


def test_the_number_that_contradicts_several_is_named_not_those():
    assert [column for _, column, *_ in said(spoiled(s=".207"))] == ["s"]
    assert [column for _, column, *_ in said(spoiled(mean="9.35"))] == ["mean"]
    assert [column for _, column, *_ in said(spoiled(n="228"))] == ["n"]


def test_the_number_that_follows_is_named_before_those_it_follows_from():
    assert [column for _, column, *_ in said(spoiled(SE=".0814"))] == ["SE"]
    assert [column for _, column, *_ in said(spoiled(variance=".943"))] == ["variance"]
    assert [column for _, column, *_ in said("name,s,variance\na,.702,.943\n")] == ["variance"]


def test_two_mistakes_of_a_row_are_both_named():
    found = said(spoiled(SE=".0814", sum="1311.9"))
    assert [(column, implied) for _, column, _, implied in found] == [
        ("SE", ".0418"),
        ("sum", "1113.9 (1112.5 to 1115.3)"),
    ]


def test_what_stands_around_the_table_is_believed():
    assert said("n = 999\nname,s,SE\na,.702,.0418\n") == [("a", "SE", ".0418", ".0222")]


def test_the_wrong_number_has_the_value_that_agrees_with_all_the_others():
    ((_, _, printed, implied),) = said(spoiled(s=".207"))
    assert (printed, implied) == (".207", ".702")
