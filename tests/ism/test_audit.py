import pytest
from hypothesis import given

from crm_analytics.errors import UnusableMatrix
from crm_analytics.ism import PrintedLevels, audit, read_levels
from crm_analytics.ism.judgements import positions
from crm_analytics.ism.levels import closure, levels
from tests.ism.judged import judged, relations, study, study_levels


def people(places):
    return [i + 1 for i in places]


def printed(one, reach):
    """The table that follows from a matrix."""
    each = {"output": reach, "input": reach.T, "common": reach & reach.T}
    sets = {kind: tuple(frozenset(positions(row)) for row in m) for kind, m in each.items()}
    return PrintedLevels(one.factors, sets, tuple(map(int, levels(reach))))


def test_the_study_prints_initial_sets_without_the_factor_and_seven_are_wrong():
    found = audit(study(), study_levels())
    assert (found.matrix, found.own) == ("initial", False)
    assert [(w.factor + 1, w.kind, people(w.extra), people(w.missing)) for w in found.sets] == [
        (4, "output", [13], []),
        (13, "output", [], [4]),
        (4, "input", [], [13]),
        (13, "input", [4], []),
        (17, "input", [4, 5], []),
        (13, "common", [12], []),
        (17, "common", [4, 5], []),
    ]


def test_the_study_contradicts_itself_in_three_places():
    found = audit(study(), study_levels())
    assert [(people(arrow), kind) for arrow, kind in found.one_sided] == [
        ([4, 17], "input"),
        ([5, 17], "input"),
    ]
    assert [(w.factor + 1, people(w.printed), people(w.follows)) for w in found.common] == [
        (13, [12], [])
    ]


def test_twelve_levels_of_the_study_do_not_follow_and_two_come_late():
    found = audit(study(), study_levels())
    assert [(w.printed, w.factor + 1, people(w.beyond), w.earlier) for w in found.levels] == [
        (1, 13, [4, 12], 0),
        (1, 17, [4, 5], 0),
        (2, 1, [2, 3, 4, 5, 6, 9, 12, 15], 0),
        (2, 4, [11], 0),
        (2, 5, [3, 4], 0),
        (3, 2, [], 2),
        (3, 12, [6, 14], 0),
        (4, 7, [3], 0),
        (4, 14, [7], 0),
        (5, 6, [3, 15, 16], 0),
        (6, 3, [15, 16], 0),
        (6, 10, [3, 11, 15, 16], 0),
        (6, 15, [11, 16], 0),
        (6, 16, [], 5),
    ]
    assert found.follows.tolist() == [1] * 17


@given(judged())
def test_a_table_that_follows_is_without_findings(one):
    final = closure(one.leads)
    found = audit(one, printed(one, final))
    assert (found.sets, found.one_sided, found.common, found.levels) == ((), (), (), ())
    assert found.follows.tolist() == levels(final).tolist()


def test_the_matrix_that_was_printed_is_recognised():
    chain = relations(4, "1>2 2>3 3>4")
    assert audit(chain, printed(chain, closure(chain.leads))).matrix == "final"
    found = audit(chain, printed(chain, chain.initial))
    assert (found.matrix, found.own) == ("initial", True)


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
