"""Regression of the outcome on its drivers, its errors and shares of importance beside R's."""

from crm_analytics.analyses.inputs import scores_of
from crm_analytics.statistics.importance import importance
from crm_analytics.statistics.regression import CONSTANT, cases_of, regression
from tests.reference import NAMES, expected, view
from tests.verification.compared import EXACT, TINY, Compared, Number, Room, by_key, told

MODEL = "regression_listwise_complete_scores"
FIT = (
    (Number("n", EXACT), "n", "n"),
    (Number("R", headline=True), "r", "r"),
    (Number("R²", headline=True), "r2", "r2"),
    (Number("adjusted R²"), "r2_adjusted", "adj_r2"),
    (Number("SE of estimate"), "se_estimate", "se_estimate"),
    (Number("F", headline=True), "f", "F"),
    (Number("df1", EXACT), "df1", "df1"),
    (Number("df2", EXACT), "df2", "df2"),
    (Number("p", floor=TINY), "p", "p"),
    (Number("Durbin–Watson"), "durbin_watson", "durbin_watson"),
)
P = Number("p", floor=TINY, most=10)
TERM = (
    (Number("B"), "b", "b"),
    (Number("SE"), "se", "se"),
    (Number("t"), "t", "t"),
    (P, "p", "p"),
    (Number("low"), "low", "ci95_lo"),
    (Number("high"), "high", "ci95_hi"),
)
DRIVER = (
    (Number("β"), "beta", "beta"),
    (Number("tolerance"), "tolerance", "tolerance"),
    (Number("VIF"), "vif", "vif"),
    (Number("zero-order r"), "zero_order", "zero_order_r"),
    (Number("partial r"), "partial", "partial_r"),
    (Number("part r"), "part", "part_r"),
)
KOENKER, KOENKER_DF = Number("Breusch–Pagan (Koenker)"), Number("its df", EXACT)
KOENKER_P = Number("its p", floor=TINY)
LMG, JOHNSON = Number("LMG share"), Number("Johnson's weight")


def of_fit(name):
    theirs = expected(name)[MODEL]
    ours = regression(theirs["y"], theirs["x"], scores_of(view(name)))
    yield from by_key(name, theirs["y"], FIT, ours, theirs)
    r = theirs["breusch_pagan_koenker"]
    yield from told(name, theirs["y"], [
        (KOENKER, ours.errors.breusch_pagan, r["LM"]),
        (KOENKER_DF, ours.df1, r["df"]),
        (KOENKER_P, ours.errors.breusch_pagan_p, r["p"]),
    ])  # fmt: skip


def of_terms(name):
    theirs = expected(name)[MODEL]
    ours = regression(theirs["y"], theirs["x"], scores_of(view(name)))
    assert [term.term for term in ours.terms] == [CONSTANT, *theirs["x"]]
    yield from by_key(name, CONSTANT, TERM, ours.terms[0], theirs["intercept"])
    for term in ours.drivers:
        yield from by_key(name, term.term, TERM + DRIVER, term, theirs["coefficients"][term.term])


def of_shares(name):
    theirs = expected(name)[MODEL]
    found = importance(cases_of(theirs["y"], theirs["x"], scores_of(view(name))))
    assert [share.driver for share in found] == theirs["x"]
    r = theirs["relative_importance"]
    for share in found:
        weight = r["johnson_relative_weights"][share.driver]
        yield Compared(name, share.driver, LMG, share.lmg.value, r["lmg"][share.driver])
        yield Compared(name, share.driver, JOHNSON, share.relative_weight.value, weight)


WITH_MODEL = tuple(name for name in NAMES if MODEL in expected(name))
LM = "R 4.2.2"
ROOMS = (
    Room("Regression: fit", "outcome", LM, WITH_MODEL, of_fit, 78),
    Room("Regression: terms", "term", LM, WITH_MODEL, of_terms, 300),
    Room(
        "Importance of drivers", "driver", "R 4.2.2; LMG relaimpo 2.2.7", WITH_MODEL, of_shares, 44
    ),
)
