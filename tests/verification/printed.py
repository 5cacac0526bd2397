"""Printed tables of two studies, to their last printed digit."""

from functools import cache

from crm_analytics.analyses.answers.counts import of_items
from crm_analytics.analyses.battery import battery
from crm_analytics.analyses.inputs import reliabilities
from crm_analytics.report.section import provenance
from crm_analytics.statistics.correlation import of_items as correlations
from crm_analytics.statistics.descriptives import descriptives
from crm_analytics.survey import questionnaire
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.samples import sample
from crm_analytics.survey.view import View
from tests.verification.compared import EXACT, Compared, Number, Room

N = Number("n", EXACT)

# range, min, max, sum, mean, se, s, variance, skewness, kurtosis, 25, 50, 75 as printed; where the
# printed percentiles were those of another variable, the right ones
SPSS = {
    "A": (0.438, 0.262, 0.700, 4.501, 0.4501, 0.0468, 0.1478, 0.022, 0.547, -0.873, 0.3195, 0.435, 0.59),
    "B": (0.757, 0.100, 0.857, 5.166, 0.5166, 0.0805, 0.2544, 0.065, -0.403, -1.390, 0.2795, 0.629, 0.7035),
    "C": (0.601, 0.197, 0.798, 5.131, 0.5131, 0.0661, 0.2090, 0.044, -0.135, -1.314, 0.29175, 0.526, 0.72725),
    "D": (0.845, 0.080, 0.925, 5.088, 0.5088, 0.1028, 0.3249, 0.106, -0.359, -1.564, 0.0995, 0.628, 0.77275),
    "E": (0.687, 0.069, 0.756, 4.222, 0.4222, 0.0890, 0.2816, 0.079, -0.298, -1.927, 0.07925, 0.5205, 0.6855),
    "F": (0.485, 0.279, 0.764, 5.282, 0.5282, 0.0550, 0.1738, 0.030, -0.233, -1.278, None, 0.543, None),
    "G": (0.677, 0.298, 0.975, 6.509, 0.6509, 0.0718, 0.2269, 0.051, 0.080, -1.026, 0.46575, 0.6475, 0.8335),
    "H": (0.530, 0.268, 0.798, 5.640, 0.5640, 0.0603, 0.1906, 0.036, -0.490, -1.171, 0.36425, 0.592, 0.7335),
    "I": (0.508, 0.387, 0.895, 6.622, 0.6622, 0.0527, 0.1666, 0.028, -0.287, -0.985, 0.4945, 0.697, 0.80825),
}  # fmt: skip
SPSS_AS = tuple(
    (Number(label, decimals=decimals), field)
    for label, field, decimals in (
        ("range", "range", 3),
        ("minimum", "minimum", 3),
        ("maximum", "maximum", 3),
        ("sum", "sum", 3),
        ("mean", "mean", 4),
        ("SE", "se_mean", 4),
        ("s", "sd", 4),
        ("variance", "variance", 3),
        ("skewness", "skewness", 3),
        ("kurtosis", "kurtosis", 3),
        ("25 %", "p25", 5),
        ("50 %", "p50", 5),
        ("75 %", "p75", 5),
    )
)
SE_SKEWNESS, SE_KURTOSIS = (
    Number(f"SE of {shape}", decimals=3) for shape in ("skewness", "kurtosis")
)
SPSS_R = """
    A–B .092, A–C .269, A–D -.053, A–E -.031, A–F .026, A–G -.187, A–H .198, A–I -.101, B–C .823,
    B–D .175, B–E .095, B–F .285, B–G -.008, B–H -.163, B–I -.309, C–D .285, C–E .417, C–F .486,
    C–G .253, C–H -.042, C–I .037, D–E .667, D–F .145, D–G -.053, D–H -.479, D–I .134, E–F .502,
    E–G .386, E–H -.025, E–I .328, F–G .281, F–H .280, F–I .367, G–H .311, G–I .686, H–I -.070
"""
R = Number("Pearson r", decimals=3)
ALPHA = (
    (Number("α", decimals=3), "alpha"),
    (Number("α standardised", decimals=3), "alpha_standardised"),
)


@cache
def view(key):
    study = sample(key)
    return View.of(Responses.fit(questionnaire.read(study.questionnaire), study.files()[""]))


def of_spss_items(name):
    for item, printed in SPSS.items():
        (tally,) = of_items(view("sample-spss"), [item])
        found = descriptives(tally, 5, 10)
        yield Compared(name, item, N, found.n, 10)
        for (number, field), theirs in zip(SPSS_AS, printed, strict=True):
            if theirs is not None:
                yield Compared(name, item, number, getattr(found, field), theirs)
        yield Compared(name, item, SE_SKEWNESS, found.se_skewness, 0.687)
        yield Compared(name, item, SE_KURTOSIS, found.se_kurtosis, 1.334)


def of_spss_pairs(name):
    people = view("sample-spss")
    found = correlations("pearson", people.columns, people.answers)
    for printed in SPSS_R.split(","):
        pair, r = printed.split()
        yield Compared(name, pair, R, found.pair(*pair.split("–")).r, float(r))


def of_spss_scale(name):
    scale = reliabilities(view("sample-spss"))[0]
    for (number, field), theirs in zip(ALPHA, (0.644, 0.643), strict=True):
        yield Compared(name, "all nine", number, getattr(scale, field), theirs)
    yield Compared(name, "all nine", Number("items", EXACT), len(scale.items), 9)


# mean, s, relative importance %, CV %, rank by CV
INSURANCE = {
    "Trust": (4.05, 0.536, 81, 13.2, 1),
    "Commitment": (3.78, 0.663, 75.7, 17.5, 4),
    "Interaction": (3.92, 0.636, 78.4, 16.2, 2),
    "Communication": (3.95, 0.702, 79.1, 17.7, 5),
    "Quality of service": (3.88, 0.668, 77.6, 17.2, 3),
    "Interactive marketing": (3.92, 0.525, 78.4, 13.4, None),
    "Focus on major customers": (3.96, 0.621, 79.2, 15.7, 3),
    "Organising customer relations": (4.11, 0.462, 82.1, 11.3, 1),
    "Customer knowledge management": (4.07, 0.605, 81.3, 14.9, 2),
    "Technology-based relations": (3.70, 0.875, 74, 23.6, 4),
    "Customer relationship management": (3.96, 0.556, 79.2, 14, None),
}
INSURANCE_AS = (
    (Number("mean", decimals=2), "mean"),
    (Number("s", decimals=3), "sd"),
    # the study divides means and deviations that are rounded already
    (Number("relative importance %", decimals=1, slack=0.06), "relative_importance"),
    (Number("CV %", decimals=1), "cv"),
    (Number("rank by CV", EXACT), "rank_cv"),
)
B, T, P = (Number(label, decimals=3) for label in ("B", "t", "p"))
COEFFICIENTS = {
    "constant": (0.199, None, None),
    "Trust": (0.212, 5.829, 0),
    "Commitment": (0.191, 6.864, 0),
    "Interaction": (0.178, 5.832, 0),
    "Communication": (0.069, 1.889, 0.060),
    "Quality of service": (0.311, 7.840, 0),
}
FIT = (("R²", "r2", 0.816), ("adjusted R²", "r2_adjusted", 0.813), ("F", "f", 244.961))
WHOLE = (("α", "alpha", 0.964), ("√α", "validity_coefficient", 0.982))
HALVES = (
    ("α of half a", "alpha_a", 0.935),
    ("α of half b", "alpha_b", 0.932),
    ("r of halves", "r", 0.887),
)


@cache
def sections():
    """Every section of the insurance sample, as its pages and files show them."""
    study = sample("sample-insurance")
    people = view("sample-insurance")
    return battery(people, provenance(people, study.files()[""].sha256, study.questionnaire))


@cache
def tables():
    """Tables of the insurance sample by section and name, as lists of records."""
    return {
        section.id: {table.name: table.records() for table in section.tables}
        for section in sections()
    }


def of_insurance_scores(name):
    shown = tables()["priority"]
    rows = {row["name"]: row for row in shown["dimensions"] + shown["constructs"]}
    for score, printed in INSURANCE.items():
        for (number, key), theirs in zip(INSURANCE_AS, printed, strict=True):
            if theirs is not None:
                yield Compared(name, score, number, rows[score][key], theirs)
        yield Compared(name, score, N, rows[score]["n"], 282)


def of_insurance_scale(name):
    shown = tables()["reliability"]
    whole = next(row for row in shown["scales"] if row["scale"] == "All items")
    halves = next(
        row
        for row in shown["split_half"]
        if (row["scale"], row["split"]) == ("All items", "odd-even")
    )
    for found, printed in ((whole, WHOLE), (halves, HALVES)):
        for label, key, theirs in printed:
            yield Compared(name, "all 45 items", Number(label, decimals=3), found[key], theirs)
    for half, items in (("a", 23), ("b", 22)):
        number = Number(f"items in half {half}", EXACT)
        yield Compared(name, "all 45 items", number, halves[f"items_{half}"], items)


def of_insurance_model(name):
    model = {row["term"]: row for row in tables()["drivers"]["model"]}
    for term, printed in COEFFICIENTS.items():
        for number, key, theirs in zip((B, T, P), ("b", "t", "p"), printed, strict=True):
            if theirs is not None:
                yield Compared(name, term, number, model[term][key], theirs)
    (fit,) = tables()["drivers"]["fit"]
    for label, key, theirs in FIT:
        yield Compared(name, "the model", Number(label, decimals=3), fit[key], theirs)


SPSS_STUDY, INSURANCE_STUDY = ("the SPSS study",), ("the insurance study",)
NINE, CUSTOMERS = "the study's printed tables (SPSS)", "the study's printed tables"
ROOMS = (
    Room("Printed descriptives of nine measures", "variable", NINE, SPSS_STUDY, of_spss_items, 142),
    Room("Printed correlations of nine measures", "variables", NINE, SPSS_STUDY, of_spss_pairs, 36),
    Room("Printed reliability of nine measures", "scale", NINE, SPSS_STUDY, of_spss_scale, 3),
    Room("Printed scores of the insurance study", "score", CUSTOMERS, INSURANCE_STUDY, of_insurance_scores, 64),
    Room("Printed reliability of the insurance study", "scale", CUSTOMERS, INSURANCE_STUDY, of_insurance_scale, 7),
    Room("Printed regression of the insurance study", "term", CUSTOMERS, INSURANCE_STUDY, of_insurance_model, 19),
)  # fmt: skip
