"""Repeated measures, sample size and Bayes factors beside R's afex, pwr and BayesFactor."""

from math import ceil

from crm_analytics.statistics.bayes_factor import of_r, of_t
from crm_analytics.statistics.power import needed
from crm_analytics.statistics.repeated_measures import friedman, group_by_wave, repeated
from tests.statistics.new_methods import SCORES, WAVES, R
from tests.verification.compared import EXACT, Compared, Number, Room

NAMES = {
    "f": Number("F or χ²", 8),
    "df1": Number("df₁", EXACT),
    "df2": Number("df₂", EXACT),
    "p": Number("p", 7),
    "epsilon": Number("ε", 8),
    "p_gg": Number("p (Greenhouse–Geisser)", 7),
    "eta2_generalised": Number("generalised η²", 8),
}
N, T, OF_R = Number("n", EXACT), Number("BF₁₀ of t", 5), Number("BF₁₀ of r", 6)


def of_waves(name):
    scores = SCORES[WAVES[name]].to_numpy()
    found = {
        "repeated": repeated(scores),
        "group": group_by_wave(scores, SCORES["group"].to_list()),
        "friedman": friedman(scores),
    }
    for test, theirs in R[name].items():
        for key, value in theirs.items():
            yield Compared(name, test, NAMES[key], getattr(found[test], key), value)


def of_sizes(name):
    for row in R["needed"]:
        asked = row["question"], row["effect"], row["power"], row["alpha"]
        thing = "{} of {}, power {}, α {}".format(*asked)
        yield Compared(name, thing, N, needed(*asked), max(ceil(row["n"]), 2))


def of_factors(name):
    for row in R["t"]:
        thing = f"t = {row['t']}, n = {row['n']}" + (f" and {row['m']}" if "m" in row else "")
        yield Compared(name, thing, T, of_t(row["t"], row["n"], row.get("m")), row["bf10"])
    for row in R["r"]:
        thing = f"r = {row['r']}, n = {row['n']}"
        yield Compared(name, thing, OF_R, of_r(row["r"], row["n"]), row["bf10"])


ROOMS = (
    Room(
        "Repeated measures",
        "tests",
        "R 4.2.2, afex 1.2-1, type III",
        ("three", "four"),
        of_waves,
        34,
    ),
    Room("Sample size", "questions", "R 4.2.2, pwr 1.3-0", ("sizes",), of_sizes, 90),
    Room(
        "Bayes factors",
        "tests",
        "R 4.2.2, BayesFactor 0.9.12-4.4; r by integration",
        ("factors",),
        of_factors,
        51,
    ),
)
