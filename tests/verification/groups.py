"""Differences of groups beside R's; ptukey and its search for quantiles are less exact."""

import numpy as np

from crm_analytics.analyses.inputs import scores_of
from crm_analytics.statistics import group_tests, mean_tests
from crm_analytics.statistics.counts import CodedScore, Counts
from crm_analytics.statistics.crosstab import association
from crm_analytics.statistics.group_summary import Summary
from crm_analytics.statistics.ranks import RankSums, kruskal_wallis, mann_whitney, z_of_u
from crm_analytics.survey.responses import LAST_MISSING
from tests.reference import NAMES, expected, view
from tests.verification.compared import COUNTED, EXACT, MOST, Compared, Number, Room, by_key, told

N, MEAN, SD = Number("n", EXACT), Number("mean"), Number("s")
RANK = Number("mean rank")


def of_test(test, *numbers, headline="", most=MOST):
    """Numbers of a test, each named after it: (what, field, key)."""
    return tuple(
        (Number(f"{test} {what}", headline=what == headline, most=most), field, key)
        for what, field, key in numbers
    )


def f_test(test, headline=""):
    fields = (
        ("F", "statistic", "F"),
        ("df1", "df1", "df1"),
        ("df2", "df2", "df2"),
        ("p", "p", "p"),
    )
    return of_test(test, *fields, headline=headline)


def t_test(test):
    return of_test(
        test,
        ("t", "t", "t"),
        ("df", "df", "df"),
        ("p", "p", "p"),
        ("difference", "difference", "mean_diff"),
        ("SE", "se", "se_diff"),
        ("low", "low", "ci95_lo"),
        ("high", "high", "ci95_hi"),
        headline="t",
    )


LEVENE = {"mean": f_test("Levene"), "median": f_test("Brown–Forsythe's Levene")}
MEANS = (
    (mean_tests.welch_t, t_test("Welch"), "welch_t"),
    (mean_tests.student_t, t_test("Student"), "student_t"),
)
COHEN, HEDGES, ETA2 = Number("Cohen's d"), Number("Hedges' g", headline=True), Number("η²")
# R searches for the interval of d until the probability is within 1e-7
D_LOW, D_HIGH = Number("d low", 4, floor=0.1), Number("d high", 4, floor=0.1)
WHITNEY = of_test(
    "Mann–Whitney",
    ("U", "statistic", "U_min"),
    ("p", "p", "p_no_continuity"),
    ("rank-biserial", "effect", "rank_biserial"),
    headline="U",
)
VARIANCES = (
    (mean_tests.one_way, f_test("ANOVA", "F"), "anova"),
    (mean_tests.welch_f, f_test("Welch ANOVA", "F"), "welch_anova"),
    (mean_tests.brown_forsythe, f_test("Brown–Forsythe"), "brown_forsythe_F"),
)
WHITNEY_Z, OMEGA2 = Number("Mann–Whitney z"), Number("ω²")
KRUSKAL = of_test(
    "Kruskal–Wallis",
    ("H", "statistic", "H"),
    ("df", "df1", "df"),
    ("p", "p", "p"),
    ("ε²", "effect", "epsilon_squared"),
    headline="H",
    most=10,
)
RANGES = {
    test: (
        Number(f"{test} difference", most=10),
        Number(f"{test} p", 8, floor=1),
        Number(f"{test} low", 5, floor=0.1),
        Number(f"{test} high", 5, floor=0.1),
    )
    for test in ("Tukey", "Games–Howell")
}
DUNN_Z, DUNN_P = Number("Dunn z"), Number("Dunn p (Holm)")
CROSSED = (
    (N, "n", "n"),
    (Number("χ²", headline=True), "statistic", "chi2"),
    (Number("df", EXACT), "df1", "df"),
    (Number("p"), "p", "p"),
    (Number("smallest expected"), "smallest_expected", "min_expected"),
    (Number("φ"), "phi", "phi"),
    (Number("Cramér's V", headline=True), "v", "cramers_v"),
    (Number("V bias-corrected"), "v_unbiased", "cramers_v_bias_corrected"),
)


def compared_scores(name, kind):
    """Counts of every score R has compared, beside what R says."""
    theirs = expected(name)[kind]
    study = view(name, demographics=True)
    groups, scores = study.groups(theirs["variable"]), scores_of(study)
    every = [(d, CodedScore.of(scores, d), r) for d, r in theirs["dimensions"].items()]
    if "overall" in theirs:
        every.append(("mean of all items", overall(study), theirs["overall"]))
    for thing, coded, r in every:
        counts = Counts.of(groups.names, groups.codes, coded)
        yield thing, counts.only([counts.names.index(level) for level in r["levels"]]), r


def overall(study):
    """The mean of everyone's answers to all items, after reverse-scoring."""
    answers = np.where(study.answers <= LAST_MISSING, np.nan, study.answers.astype(float))
    values, places = np.unique(answers.mean(axis=1), return_inverse=True)
    places = np.where(np.isnan(values[places]), np.sum(~np.isnan(values)), places)
    return CodedScore(values[~np.isnan(values)], places, np.empty(0))


def of_groups(kind):
    def compared(name):
        for score, counts, r in compared_scores(name, kind):
            groups, ranks = Summary.of(counts), RankSums.of(counts)
            sd = np.sqrt(groups.variance).tolist()
            theirs_rank = r["mean_rank"] if "mean_rank" in r else r["mann_whitney"]["mean_rank"]
            for place, level in enumerate(r["levels"]):
                yield from told(name, f"{score}: {level}", [
                    (N, int(groups.n[place]), r["n"][place]),
                    (MEAN, float(groups.mean[place]), r["mean"][place]),
                    (SD, sd[place], r["sd"][place]),
                    (RANK, float(ranks.means[place]), theirs_rank[place]),
                ])  # fmt: skip

    return compared


def spread(name, score, counts, r):
    for centre, numbers in LEVENE.items():
        ours = mean_tests.levene(counts, centre)
        yield from by_key(name, score, numbers, ours, r[f"levene_{centre}"])


def of_two(name):
    for score, counts, r in compared_scores(name, "group_two"):
        groups = Summary.of(counts)
        for test, numbers, key in MEANS:
            yield from by_key(name, score, numbers, test(groups), r[key])
        size = mean_tests.hedges_g(groups)
        unbiased = size.g / size.d
        yield from told(name, score, [
            (COHEN, size.d, r["cohen_d_pooled"]),
            (HEDGES, size.g, r["hedges_g_exact_gamma"]),
            (D_LOW, size.low / unbiased, r["cohen_d_ci95"][0]),
            (D_HIGH, size.high / unbiased, r["cohen_d_ci95"][1]),
            (ETA2, mean_tests.eta_squared(groups), r["eta_squared"]),
        ])  # fmt: skip
        ours, theirs = mann_whitney(counts), r["mann_whitney"]
        z = Compared(name, score, WHITNEY_Z, z_of_u(RankSums.of(counts)), theirs["z_no_continuity"])
        u, *others = by_key(name, score, WHITNEY, ours, theirs)
        yield from (u, z, *others)
        yield from spread(name, score, counts, r)


def of_many(name):
    for score, counts, r in compared_scores(name, "group_multi"):
        groups = Summary.of(counts)
        for test, numbers, key in VARIANCES:
            yield from by_key(name, score, numbers, test(groups), r[key])
        yield Compared(name, score, ETA2, mean_tests.eta_squared(groups), r["eta_squared"])
        yield Compared(name, score, OMEGA2, mean_tests.omega_squared(groups), r["omega_squared"])
        ours = kruskal_wallis(RankSums.of(counts))
        yield from by_key(name, score, KRUSKAL, ours, r["kruskal_wallis"])
        yield from spread(name, score, counts, r)


def of_pairs(name):
    """R takes the first group from the second, so signs and ends change places."""
    for score, counts, r in compared_scores(name, "group_multi"):
        groups = Summary.of(counts)
        for test, found, key in (
            ("Tukey", group_tests.tukey(groups), "tukey_hsd"),
            ("Games–Howell", group_tests.games_howell(groups), "games_howell"),
        ):
            for ours, theirs in zip(found, r.get(key, ()), strict=key in r):
                assert (ours.a, ours.b) == (theirs["group1"], theirs["group2"])
                difference, p, low, high = RANGES[test]
                yield from told(name, f"{score}: {ours.a} – {ours.b}", [
                    (difference, -ours.difference, theirs["diff_g2_minus_g1"]),
                    (p, ours.p_adjusted, theirs["p_adj"] if "p_adj" in theirs else theirs["p"]),
                    (low, -ours.high, theirs["ci_lo"]),
                    (high, -ours.low, theirs["ci_hi"]),
                ])  # fmt: skip
        yield from of_dunn(
            name, score, group_tests.dunn(groups, RankSums.of(counts)), r.get("dunn")
        )


def of_dunn(name, score, found, theirs):
    for ours, r in zip(found, theirs, strict=True) if theirs else ():
        thing = f"{score}: {ours.a} – {ours.b}"
        yield Compared(name, thing, DUNN_Z, -ours.statistic, r["z"])
        yield Compared(name, thing, DUNN_P, ours.p_adjusted, r["p_holm"])


def of_tables(name):
    r = expected(name)["chi_square"]
    ours = association(np.array(r["table"]["values"]))
    yield from by_key(name, f"{r['rows']} by {r['cols']}", CROSSED, ours, r)


def having(key):
    return tuple(name for name in NAMES if key in expected(name))


TWO, MANY = having("group_two"), having("group_multi")
PAIRED = tuple(name for name in MANY if "dunn" in str(expected(name)["group_multi"]))
R = "R 4.2.2"
ROOMS = (
    Room("Two groups", "score: group", R, TWO, of_groups("group_two"), 240),
    Room("Two groups: tests", "score", R, TWO, of_two, 930),
    Room("Several groups", "score: group", R, MANY, of_groups("group_multi"), 944),
    Room("Several groups: tests", "score", R, MANY, of_many, 572),
    Room("Pairs of groups", "score: groups", R, PAIRED, of_pairs, 1690, COUNTED),
    Room("Demographics crossed", "table", R, having("chi_square"), of_tables, 24),
)  # fmt: skip
