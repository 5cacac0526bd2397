"""Descriptives, frequencies and normality beside R's."""

from dataclasses import replace

import numpy as np

from crm_analytics.analyses.answers.counts import of_items
from crm_analytics.analyses.inputs import scores_of
from crm_analytics.statistics.descriptives import descriptives
from crm_analytics.statistics.frequencies import frequencies, of_score, of_values
from crm_analytics.statistics.normality import normality
from crm_analytics.survey.responses import LAST_MISSING
from tests.reference import NAMES, expected, view
from tests.verification.compared import (
    COUNTED,
    EXACT,
    IN_FULL_ONLY,
    TINY,
    Compared,
    Number,
    Room,
    by_key,
)

N, MISSING = Number("n", EXACT), Number("missing", EXACT)
MODES = Number("modes", EXACT)
KEYS = (
    (N, "n", "n"),
    (MISSING, "missing", "missing"),
    (Number("mean", headline=True), "mean", "mean"),
    (Number("SE"), "se_mean", "se"),
    (Number("s", headline=True), "sd", "sd"),
    (Number("variance"), "variance", "variance"),
    (Number("skewness", headline=True), "skewness", "skewness"),
    (Number("SE of skewness"), "se_skewness", "se_skewness"),
    (Number("kurtosis", headline=True), "kurtosis", "kurtosis"),
    (Number("SE of kurtosis"), "se_kurtosis", "se_kurtosis"),
    (Number("median"), "median", "median"),
    (Number("mode"), "mode", "mode"),
    (Number("minimum"), "minimum", "min"),
    (Number("maximum"), "maximum", "max"),
    (Number("range"), "range", "range"),
    (Number("sum"), "sum", "sum"),
    (Number("25 %"), "p25", "p25"),
    (Number("50 %"), "p50", "p50"),
    (Number("75 %"), "p75", "p75"),
)
NORMALITY = (
    (Number("Kolmogorov–Smirnov D", floor=TINY), "ks_d", "ks_D"),
    (Number("Lilliefors p", floor=TINY), "lilliefors_p", "lilliefors_p_dallal_wilkinson"),
    (Number("Shapiro–Wilk W", floor=TINY, most=9), "shapiro_w", "shapiro_W"),
    # scipy's normal quantiles have seven digits
    (Number("Shapiro–Wilk p", 6, floor=TINY, most=6), "shapiro_p", "shapiro_p"),
)
COUNT, PERCENT = Number("people", EXACT), Number("valid %")


def item_tallies(name):
    for tally in of_items(view(name), view(name).columns):
        yield tally.name, tally, expected(name)["item_descriptives"][tally.name]


def score_tallies(name):
    """Scores under both rules for missing answers, and the mean of all items."""
    for rule, kind in (("complete", "complete"), ("half", "available")):
        of_rule = expected(name)[f"dimension_descriptives_{kind}"]
        found = _scores(name, rule)
        for dimension in view(name).instrument.dimensions:
            # R takes any answered item, our rule at least half of them
            if rule == "complete" or len(dimension.items) <= 2:
                thing = f"{dimension.name} ({rule})" if rule == "half" else dimension.name
                yield thing, of_score(found, dimension.name), of_rule[dimension.name]
    if "overall_descriptives_complete" in expected(name):
        answers = view(name).answers.astype(float)
        answers[answers <= LAST_MISSING] = np.nan
        overall = of_values("all", answers.mean(axis=1), grain=answers.shape[1])
        yield "mean of all items", overall, expected(name)["overall_descriptives_complete"]


def _scores(name, rule):
    instrument = replace(view(name).instrument, missing=rule)
    return scores_of(replace(view(name), instrument=instrument))


def described(tallies):
    def compared(name):
        for thing, tally, theirs in tallies(name):
            ours = descriptives(tally)
            yield from by_key(name, thing, KEYS, ours, theirs)
            yield Compared(name, thing, MODES, ours.modes, len(theirs["modes"]))

    return compared


def normal(tallies):
    def compared(name):
        for thing, tally, theirs in tallies(name):
            if "normality" in theirs:
                yield from by_key(name, thing, NORMALITY, normality(tally), theirs["normality"])

    return compared


def counted(name):
    """Every point of the scale; R lists those that somebody chose."""
    scale = {i.column: d.scale for _, d, i in view(name).instrument.dimension_of()}
    for item, tally, theirs in item_tallies(name):
        r = theirs["frequencies"]
        chosen = dict(
            zip(r["values"], zip(r["counts"], r["percent_valid"], strict=True), strict=True)
        )
        rows = [
            f for f in frequencies(tally, scale[item].low, scale[item].high) if f.value is not None
        ]
        assert [f.value for f in rows] == list(scale[item].points)
        assert set(chosen) <= {f.value for f in rows}
        for row in rows:
            people, percent = chosen.get(row.value, (0, 0))
            thing = f"{item}: {row.value:g}"
            yield Compared(name, thing, COUNT, row.n, people)
            yield Compared(name, thing, PERCENT, row.valid_percent, percent)


SETS = tuple(NAMES)
R = "R 4.2.2; skewness and kurtosis e1071 1.7.13, type 2"
TESTS = "R 4.2.2; Lilliefors nortest 1.0.4"
ROOMS = (
    Room("Descriptives of scores", "score", R, SETS, described(score_tallies), 860),
    Room("Descriptives of items", "item", R, SETS, described(item_tallies), 3420, IN_FULL_ONLY),
    Room("Frequencies of items", "item: answer", "R 4.2.2", SETS, counted, 1910, COUNTED),
    Room("Normality of scores", "score", TESTS, SETS, normal(score_tallies), 172),
    Room("Normality of items", "item", TESTS, SETS, normal(item_tallies), 684, COUNTED),
)
