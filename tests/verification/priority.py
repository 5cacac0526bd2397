"""Importance, coefficient of variation and the test against the midpoint beside R's."""

from crm_analytics.analyses.inputs import scores_of
from crm_analytics.analyses.priority import asked
from crm_analytics.statistics.priority import against_midpoint, priorities
from tests.reference import NAMES, expected, view
from tests.verification.compared import EXACT, TINY, Number, Room, by_key

PRIORITY = (
    (Number("n", EXACT), "n", "n"),
    (Number("mean"), "mean", "mean"),
    (Number("s"), "sd", "sd"),
    (Number("SE"), "se", "se"),
    (Number("CV %", headline=True), "cv", "cv_percent"),
    (Number("relative importance %"), "relative_importance", "relative_importance_percent"),
)
AGAINST = (
    (Number("t against the midpoint", headline=True), "statistic", "t"),
    (Number("df", EXACT), "df1", "df"),
    (Number("p", floor=TINY, most=10), "p", "p"),
    (Number("Cohen's d"), "effect", "cohen_d"),
)


def of_scores(name):
    theirs = expected(name)["dimension_descriptives_complete"]
    found = priorities(scores_of(view(name)), asked(view(name).instrument.constructs)).dimensions
    assert {p.name for p in found} == set(theirs)
    for p in found:
        yield from by_key(name, p.name, PRIORITY, p, theirs[p.name])
    for test in against_midpoint(found, weighted=False):
        yield from by_key(
            name, test.of.name, AGAINST, test.test, theirs[test.of.name]["t_vs_midpoint"]
        )


ROOMS = (Room("Priority and level", "score", "R 4.2.2", tuple(NAMES), of_scores, 350),)
