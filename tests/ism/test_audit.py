from hypothesis import given

from crm_analytics.ism import PrintedLevels, audit
from crm_analytics.ism.closure import closure
from crm_analytics.ism.partition import partition
from crm_analytics.ism.relations import positions
from tests.ism.judged import judged, relations, study, study_levels


def people(places):
    return [i + 1 for i in places]


def printed(one, reach):
    """The table that follows from a matrix."""
    each = {"output": reach, "input": reach.T, "common": reach & reach.T}
    sets = {kind: tuple(frozenset(positions(row)) for row in m) for kind, m in each.items()}
    return PrintedLevels(one.factors, sets, tuple(map(int, partition(reach).level)))


def test_the_study_prints_initial_sets_without_the_factor_and_seven_are_wrong():
    found = audit(study(), study_levels())
    assert (found.matrix, found.own) == ("initial", False)
    assert found.agreeing == {"output": 15, "input": 14, "common": 15}
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
    assert [(people(one.arrow), one.kind) for one in found.one_sided] == [
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
    assert found.follows.tolist() == partition(final).level.tolist()


def test_the_matrix_that_was_printed_is_recognised():
    chain = relations(4, "1>2 2>3 3>4")
    assert audit(chain, printed(chain, closure(chain.leads))).matrix == "final"
    found = audit(chain, printed(chain, chain.initial))
    assert (found.matrix, found.own) == ("initial", True)
