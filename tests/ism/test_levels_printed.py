import pytest

from crm_analytics.errors import UnusableMatrix
from crm_analytics.ism import read_levels
from tests.ism.judged import relations, study_levels

FACTORS = relations(2).factors
HEADER = "id,factor,output_set,input_set,common_set,level\n"


def refusal(text):
    with pytest.raises(UnusableMatrix) as caught:
        read_levels(text, FACTORS)
    return str(caught.value)


def test_a_printed_table_has_sets_and_levels():
    found = study_levels()
    assert found.level[:4] == (2, 3, 6, 2)
    assert [sorted(i + 1 for i in found.sets[kind][3]) for kind in ("output", "common")] == [
        [2, 3, 8, 11, 13],
        [2, 3],
    ]


@pytest.mark.parametrize(
    "text",
    [
        HEADER + "1,f1,1 2,1,1,2\n2,f2,2,1 2,2,1\n",
        "factor;Reachability set;Antecedent set;Intersection;Level\nf2;2;1,2;2;I\nf1;1,2;1;1;II\n",
        'id\tReachability\tAntecedent\tIntersection set\tlevel\n1\t"{1, 2}"\t{1}\t{1}\tLevel 2\n2\t2\t1;2\t2\t1\n',
    ],
)
def test_the_same_table_may_be_printed_in_many_ways(text):
    found = read_levels(text, FACTORS)
    assert found.level == (2, 1)
    assert found.sets == {
        "output": (frozenset({0, 1}), frozenset({1})),
        "input": (frozenset({0}), frozenset({0, 1})),
        "common": (frozenset({0}), frozenset({1})),
    }


def test_levels_may_be_roman():
    assert read_levels(HEADER + "1,f1,2,,,IV\n2,f2,,1,,level xi\n", FACTORS).level == (4, 11)


def test_a_factor_without_a_row_and_a_row_without_a_factor_are_named():
    text = HEADER + "1,f1,2,9,,top\n1,f1,2,,,1\n7,f7,,,,1\n"
    assert refusal(text) == "\n".join(
        [
            "Row 4: is about '7 f7', which is no factor of the SSIM. Name it as the SSIM does.",
            "Factor '1 f1': has 2 rows. Give it one row.",
            "Factor '2 f2': has no row. Give it one row.",
            "Row 2, column input_set: holds '9', which is no factor of the SSIM. Write ids of factors.",
            "Row 2, column level: holds 'top'. Write a whole number, 1 for the top.",
        ]
    )


def test_missing_columns_are_named():
    assert refusal("a,b\n1,2\n") == "\n".join(
        [
            "The level table: has no column 'id' or 'factor'. Add one of them.",
            "The level table: has no column 'output_set'. Add it, or name it so.",
            "The level table: has no column 'input_set'. Add it, or name it so.",
            "The level table: has no column 'common_set'. Add it, or name it so.",
            "The level table: has no column 'level'. Add it, or name it so.",
        ]
    )
